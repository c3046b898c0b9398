#include "gateway/services/translation/mapping_row.hpp"
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

std::string line_of(const MappingRow& row) {
    std::string line;
    put(line, name_of(row.from));
    put(line, row.code);
    put(line, name_of(row.to));
    put(line, row.period.from.to_text());
    put(line, row.period.to ? row.period.to->to_text() : std::string());
    put(line, row.target);
    put(line, name_of(row.relation));
    put(line, row.name);
    put(line, row.target_name);
    put_terms(line, row);
    put(line, row.origin);
    line += row.reviewed_by.empty() ? "-" : row.reviewed_by;
    line += '\n';
    return line;
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
    std::vector<std::string> lines;
    lines.reserve(rows.size());
    std::size_t bytes = 0;
    for (const MappingRow& row : rows)
        bytes += lines.emplace_back(line_of(row)).size();
    std::ranges::sort(lines);
    std::string text(heading);
    text += fmt::format("{}\n", fmt::join(columns_of(kind), "\t"));
    text.reserve(text.size() + bytes);
    for (const std::string& line : lines)
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

std::string row_name(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code, Date valid_from) {
    const std::string_view file = traits_of(kind).file;
    return fmt::format("{}:{}:{}>{}@{}", file.substr(0, file.rfind('.')), name_of(from), code, name_of(to),
                       valid_from.to_text());
}

}  // namespace clearing::translation
