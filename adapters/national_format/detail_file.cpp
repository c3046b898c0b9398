#include "adapters/national_format/detail_file.hpp"

#include <algorithm>
#include <iterator>

namespace clearing::national_format {
namespace {

constexpr std::size_t columns = 7;
constexpr std::size_t longest_id = 30;

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// An empty value is written `null`.
std::string_view value_of(std::string_view cell) {
    return cell == "null" ? std::string_view() : cell;
}

/// One line, or what is wrong with it. No content of the line is quoted: it holds persons.
struct ReadRow {
    ports::InstitutionRow row;
    std::string why;
};

bool read_amount(std::string_view cell, Money& into) {
    const auto amount = Money::parse(value_of(cell).empty() ? "0" : value_of(cell));
    if (amount) into = *amount;
    return amount.has_value();
}

ReadRow read_row(std::string_view line) {
    const std::vector<std::string_view> cells = split(line, '\t');
    if (cells.size() != columns)
        return {{}, std::to_string(cells.size()) + " columns instead of " + std::to_string(columns)};
    ReadRow read;
    ports::InstitutionRow& row = read.row;
    row.settlement = SettlementId(std::string(value_of(cells[0])));
    row.visit = VisitId(std::string(value_of(cells[1])));
    row.person = value_of(cells[2]);
    const std::string_view refund = value_of(cells[6]);
    row.refund = refund == "1";
    if (row.settlement.empty()) read.why = "setl_id is missing";
    if (row.settlement.text.size() > longest_id) read.why = "setl_id is too long";
    if (row.visit.text.size() > longest_id || row.person.size() > longest_id) read.why = "an id is too long";
    if (refund != "0" && refund != "1") read.why = "refd_setl_flag is neither 0 nor 1";
    if (!read_amount(cells[3], row.total)) read.why = "medfee_sumamt is no amount";
    if (!read_amount(cells[4], row.fund)) read.why = "fund_pay_sumamt is no amount";
    if (!read_amount(cells[5], row.account)) read.why = "acct_pay is no amount";
    return read;
}

void put(std::string& line, std::string_view value) {
    if (!line.empty()) line += '\t';
    if (value.empty()) value = "null";
    // What would break the row apart is left out.
    std::ranges::copy_if(value, std::back_inserter(line), [](char c) { return c != '\t' && c != '\n' && c != '\r'; });
}

std::string row_of(const ports::InstitutionResult& result) {
    std::string line;
    const ports::InstitutionRow& row = result.row;
    for (const std::string_view value :
         {std::string_view(row.person), std::string_view(row.visit.text), std::string_view(row.settlement.text),
          std::string_view(result.message.text), name_in(line_verdict_codes, result.verdict),
          std::string_view(row.refund ? "1" : "0")})
        put(line, value);
    put(line, result.memo);
    for (const Money amount : {row.total, row.fund, row.account})
        put(line, amount.to_yuan());
    return line + "\r\n";
}

}  // namespace

DetailFile read_detail_file(std::string_view text) {
    constexpr std::string_view bom = "\xEF\xBB\xBF";
    if (text.starts_with(bom)) text.remove_prefix(bom.size());
    DetailFile file;
    long long number = 0;
    for (std::string_view line : split(text, '\n')) {
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        ReadRow read = read_row(line);
        if (read.why.empty())
            file.rows.push_back(std::move(read.row));
        else
            file.unreadable.push_back({number, std::move(read.why)});
    }
    return file;
}

std::string write_result_file(const std::vector<ports::InstitutionResult>& results,
                              const std::vector<ports::UnreadableRow>& unreadable) {
    std::string text;
    for (const ports::InstitutionResult& result : results)
        text += row_of(result);
    for (const ports::UnreadableRow& row : unreadable) {
        ports::InstitutionResult result;
        result.verdict = LineVerdict::only_sender;
        result.memo = "第" + std::to_string(row.line) + "行无法读取：" + row.why;
        text += row_of(result);
    }
    return text;
}

}  // namespace clearing::national_format
