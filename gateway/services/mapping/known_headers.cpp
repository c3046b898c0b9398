#include "gateway/services/mapping/known_headers.hpp"

#include "gateway/services/mapping/cells.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace clearing::mapping {
namespace {

struct KnownHeader {
    std::string_view header;
    Field field;
};

/// Headers seen in the bureaus' own files; the first eight are those of the national maps of 2020.
constexpr KnownHeader known_headers[] = {
    {"国临版编码", Field::source_code},
    {"国临版名称", Field::source_name},
    {"医保版2.0编码", Field::target_code},
    {"医保版2.0名称", Field::target_name},
    {"国临3.0手术代码", Field::source_code},
    {"国临3.0手术名称", Field::source_name},
    {"医保2.0手术代码", Field::target_code},
    {"医保2.0手术名称", Field::target_name},
    {"地方编码", Field::source_code},
    {"本地编码", Field::source_code},
    {"院内编码", Field::source_code},
    {"医院编码", Field::source_code},
    {"原编码", Field::source_code},
    {"地方名称", Field::source_name},
    {"本地名称", Field::source_name},
    {"院内名称", Field::source_name},
    {"医院名称", Field::source_name},
    {"原名称", Field::source_name},
    {"国家编码", Field::target_code},
    {"国家医保编码", Field::target_code},
    {"国家医保代码", Field::target_code},
    {"医保编码", Field::target_code},
    {"医保目录编码", Field::target_code},
    {"目标编码", Field::target_code},
    {"国家名称", Field::target_name},
    {"国家医保名称", Field::target_name},
    {"医保名称", Field::target_name},
    {"医保目录名称", Field::target_name},
    {"目标名称", Field::target_name},
    {"开始日期", Field::valid_from},
    {"生效日期", Field::valid_from},
    {"启用日期", Field::valid_from},
    {"有效期起", Field::valid_from},
    {"结束日期", Field::valid_to},
    {"终止日期", Field::valid_to},
    {"失效日期", Field::valid_to},
    {"有效期止", Field::valid_to},
    {"对应关系", Field::relation},
    {"目录类别", Field::list_type},
    {"医疗收费项目类别", Field::charge_item_type},
    {"收费项目类别", Field::charge_item_type},
    {"收费项目等级", Field::charge_level},
    {"先行自付比例", Field::first_self_pay_ratio},
    {"首先自付比例", Field::first_self_pay_ratio},
    {"限价", Field::price_ceiling},
    {"最高限价", Field::price_ceiling},
    {"定价上限金额", Field::price_ceiling},
    {"基金类别", Field::fund_class},
    {"基金分项", Field::fund},
    {"来源", Field::origin},
};

std::optional<Field> field_of(std::string_view header) {
    for (std::size_t i = 0; i < field_count; ++i)
        if (name_of(static_cast<Field>(i)) == header) return static_cast<Field>(i);
    const auto known = std::ranges::find(known_headers, header, &KnownHeader::header);
    if (known != std::end(known_headers)) return known->field;
    return std::nullopt;
}

/// The column of the first header in `unknown` with one of the words; it is no longer unknown then.
std::optional<std::size_t> take_by_word(std::vector<std::size_t>& unknown, const std::vector<std::string>& header,
                                        std::initializer_list<std::string_view> words) {
    for (auto each = unknown.begin(); each != unknown.end(); ++each) {
        const std::string& text = header[*each];
        if (std::ranges::none_of(words, [&](std::string_view word) { return text.contains(word); })) continue;
        const std::size_t column = *each;
        unknown.erase(each);
        return column;
    }
    return std::nullopt;
}

}  // namespace

std::string_view name_of(Field field) {
    constexpr std::array<std::string_view, field_count> names{"source_system",
                                                              "source_code",
                                                              "target_system",
                                                              "valid_from",
                                                              "valid_to",
                                                              "target_code",
                                                              "relation",
                                                              "source_name",
                                                              "target_name",
                                                              "list_type",
                                                              "charge_item_type",
                                                              "charge_level",
                                                              "first_self_pay_ratio",
                                                              "price_ceiling",
                                                              "class",
                                                              "fund",
                                                              "origin",
                                                              "reviewed_by"};
    return names[static_cast<std::size_t>(field)];
}

SheetColumns find_columns(const std::vector<std::string>& header, RowFaults& faults) {
    SheetColumns columns;
    std::vector<std::size_t> unknown;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const std::string_view text = trimmed(header[i]);
        const auto field = field_of(text);
        if (text.empty())
            columns.nameless.push_back(i);
        else if (!field)
            unknown.push_back(i);
        else if (columns.has(*field))
            faults.add(1, fmt::format("columns {} and {} are both {}", *columns[*field] + 1, i + 1, name_of(*field)));
        else
            columns[*field] = i;
    }
    const auto take_in_order = [&](Field field, std::initializer_list<std::string_view> words) {
        if (columns.has(field)) return;
        columns[field] = take_by_word(unknown, header, words);
        if (columns.has(field))
            columns.by_order.push_back(
                fmt::format("{} is read from '{}'", name_of(field), trimmed(header[*columns[field]])));
    };
    take_in_order(Field::source_code, {"编码", "代码"});
    take_in_order(Field::target_code, {"编码", "代码"});
    take_in_order(Field::source_name, {"名称"});
    take_in_order(Field::target_name, {"名称"});
    for (const Field field : {Field::source_code, Field::target_code})
        if (!columns.has(field))
            faults.add(1, fmt::format("no column of the {} is known by its header", name_of(field)));
    for (const std::size_t column : unknown)
        columns.not_read.emplace_back(trimmed(header[column]));
    return columns;
}

}  // namespace clearing::mapping
