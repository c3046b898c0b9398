#include "gateway/services/translation/mapping_row.hpp"
#include "gateway/services/translation/row_names.hpp"
#include "gateway/services/translation/row_terms.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::translation {
namespace {

void put(std::string& line, std::string_view cell) {
    line += cell.empty() ? "-" : cell;
    line += '\t';
}

void put_ratio(std::string& line, const std::optional<CatalogTerms>& terms) {
    put(line, terms ? terms->first_self_pay_ratio.to_text() : std::string());
}

/// In yuan and fen, as prices are read: 12.50, and 0.125 where the ceiling is finer.
void put_ceiling(std::string& line, const std::optional<Decimal>& ceiling) {
    if (!ceiling) return put(line, std::string_view());
    std::string text = ceiling->to_text();
    const std::size_t point = text.find('.');
    if (point == std::string::npos)
        text += ".00";
    else if (point + 2 == text.size())
        text += '0';
    put(line, text);
}

void put_terms(std::string& line, const MappingRow& row) {
    if (traits_of(row.kind).terms == RowTerms::catalog) {
        const CatalogTerms terms = row.catalog.value_or(CatalogTerms());
        put(line, terms.list_type);
        put(line, terms.charge_item_type);
        put(line, terms.charge_level);
        put_ratio(line, row.catalog);
        put_ceiling(line, terms.price_ceiling);
    }
    if (traits_of(row.kind).terms == RowTerms::fund_class) {
        const bool is_fund = row.fund_class && row.fund_class->kind == FundClass::Kind::fund;
        put(line, row.fund_class ? name_of(row.fund_class->kind) : std::string_view());
        put(line, is_fund ? clearing::name_of(row.fund_class->fund) : std::string_view());
    }
}

void put_line(std::string& text, const MappingRow& row) {
    put(text, name_of(row.from));
    put(text, row.code);
    put(text, name_of(row.to));
    put(text, row.period.from.to_text());
    put(text, row.period.to ? row.period.to->to_text() : std::string());
    put(text, row.target);
    put(text, name_of(row.relation));
    put(text, row.name);
    put(text, row.target_name);
    put_terms(text, row);
    put(text, row.origin);
    text += row.reviewed_by.empty() ? "-" : row.reviewed_by;
    text += '\n';
}

}  // namespace

bool MappingRow::same_content(const MappingRow& other) const {
    return kind == other.kind && from == other.from && to == other.to && code == other.code && target == other.target &&
           name == other.name && target_name == other.target_name && relation == other.relation &&
           catalog == other.catalog && fund_class == other.fund_class;
}

std::vector<std::string> columns_of(CodeKind kind) {
    std::vector<std::string> columns{"source_system", "source_code", "target_system", "valid_from", "valid_to",
                                     "target_code",   "relation",    "source_name",   "target_name"};
    if (traits_of(kind).terms == RowTerms::catalog)
        columns.insert(columns.end(),
                       {"list_type", "charge_item_type", "charge_level", "first_self_pay_ratio", "price_ceiling"});
    if (traits_of(kind).terms == RowTerms::fund_class) columns.insert(columns.end(), {"class", "fund"});
    columns.insert(columns.end(), {"origin", "reviewed_by"});
    return columns;
}

std::string write_rows(CodeKind kind, std::string_view heading, const std::vector<MappingRow>& rows) {
    constexpr std::size_t bytes_of_a_usual_row = 192;
    std::string unsorted;
    unsorted.reserve(rows.size() * bytes_of_a_usual_row);
    std::vector<std::size_t> ends;
    ends.reserve(rows.size());
    for (const MappingRow& row : rows) {
        put_line(unsorted, row);
        ends.push_back(unsorted.size());
    }
    std::vector<std::string_view> lines;
    lines.reserve(rows.size());
    for (std::size_t begin = 0; const std::size_t end : ends) {
        lines.push_back(std::string_view(unsorted).substr(begin, end - begin));
        begin = end;
    }
    if (!std::ranges::is_sorted(lines)) std::ranges::sort(lines);
    std::string text(heading);
    text += fmt::format("{}\n", fmt::join(columns_of(kind), "\t"));
    text.reserve(text.size() + unsorted.size());
    for (const std::string_view line : lines)
        text += line;
    return text;
}

std::string_view heading_of(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && text[end] == '#') {
        const auto feed = text.find('\n', end);
        if (feed == std::string_view::npos) break;
        end = feed + 1;
    }
    return text.substr(0, end);
}

namespace {

void append_digits(std::string& text, int number, int digits) {
    text.append(static_cast<std::size_t>(digits), '0');
    for (auto digit = text.rbegin(); number > 0 && digits-- > 0; ++digit, number /= 10)
        *digit = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string row_name(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code, Date valid_from) {
    const std::string_view file = traits_of(kind).file;
    const std::chrono::year_month_day day(valid_from.days);
    // Made for every line of every bill, so it is put together by hand.
    std::string name;
    name.reserve(file.size() + code.size() + 32);
    name.append(file.substr(0, file.rfind('.'))).append(1, ':').append(name_of(from)).append(1, ':').append(code);
    name.append(1, '>').append(name_of(to)).append(1, '@');
    append_digits(name, static_cast<int>(day.year()), 4);
    append_digits(name.append(1, '-'), static_cast<int>(static_cast<unsigned>(day.month())), 2);
    append_digits(name.append(1, '-'), static_cast<int>(static_cast<unsigned>(day.day())), 2);
    return name;
}

bool begins_in(std::string_view map_row, CodeKind kind, Vocabulary vocabulary) {
    const std::string_view file = traits_of(kind).file;
    return map_row.starts_with(fmt::format("{}:{}:", file.substr(0, file.rfind('.')), name_of(vocabulary)));
}

bool leads_into(std::string_view map_row, Vocabulary vocabulary) {
    return map_row.find(fmt::format(">{}@", name_of(vocabulary))) != std::string_view::npos;
}

bool went_onward(std::string_view map_row) {
    return map_row.find(" + ") != std::string_view::npos;
}

}  // namespace clearing::translation
