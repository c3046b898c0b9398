#include "gateway/infra/export/csv.hpp"

namespace clearing::exports {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// "-3.00", "+1": a sign alone makes no formula.
bool is_number(std::string_view text) {
    const std::string_view digits = text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
    return !digits.empty() && digits.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Full-width signs too: some spreadsheets take them for their narrow sisters.
bool looks_like_formula(std::string_view text) {
    if (text.empty() || is_number(text)) return false;
    if (std::string_view("=+-@\t\r\n|%").find(text.front()) != std::string_view::npos) return true;
    for (const std::string_view sign : {"＝", "＋", "－", "＠"})
        if (text.starts_with(sign)) return true;
    return false;
}

std::string quoted(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + "\"";
}

}  // namespace

CsvCell::CsvCell(std::string_view text)
    : written_(quoted(looks_like_formula(text) ? "'" + std::string(text) : std::string(text))) {}

CsvText::CsvText(CsvOptions options) : text_(options.bom ? byte_order_mark : std::string_view()) {}

void CsvText::add(const std::vector<CsvCell>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) text_ += ',';
        text_ += row[i].written();
    }
    text_ += "\r\n";
}

void CsvText::add_empty_line() {
    text_ += "\r\n";
}

}  // namespace clearing::exports
