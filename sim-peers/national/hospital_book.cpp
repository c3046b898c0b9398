#include "sim-peers/national/hospital_book.hpp"

namespace clearing::peers::national {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    for (const char character : text) {
        if (character == separator)
            parts.emplace_back();
        else if (character != '\r')
            parts.back() += character;
    }
    return parts;
}

std::string or_null(const std::string& value) {
    return value.empty() ? "null" : value;
}

}  // namespace

void HospitalBook::add(HospitalLine line) {
    for (const HospitalLine& known : lines_)
        if (known.settlement_id == line.settlement_id) return;  // the same answer again
    lines_.push_back(std::move(line));
}

std::vector<HospitalLine> HospitalBook::lines(const std::string& institution, const std::string& begin,
                                              const std::string& end, const std::string& insurance_type,
                                              const std::string& clearing_type) const {
    std::vector<HospitalLine> found;
    for (const HospitalLine& line : lines_) {
        const std::string day = line.settled_at.substr(0, 10);
        if (line.institution == institution && begin <= day && day <= end &&
            (insurance_type.empty() || line.insurance_type == insurance_type) &&
            (clearing_type.empty() || line.clearing_type == clearing_type))
            found.push_back(line);
    }
    return found;
}

Json totals_input(const std::vector<HospitalLine>& lines, const std::string& begin, const std::string& end) {
    Fen total, fund, account;
    for (const HospitalLine& line : lines) {
        total += line.total;
        fund += line.fund;
        account += line.account;
    }
    Json data = Json::object();
    data.set("setl_optins", "330200").set("stmt_begndate", begin).set("stmt_enddate", end);
    data.set("medfee_sumamt", Json::number(to_text(total))).set("fund_pay_sumamt", Json::number(to_text(fund)));
    data.set("acct_pay", Json::number(to_text(account)))
        .set("cash_payamt", Json::number(to_text(total - fund - account)));
    data.set("fixmedins_setl_cnt", Json::number(static_cast<long long>(lines.size())));
    data.set("fixmedins_refd_setl_flag", "0");
    return data;
}

std::string details_text(const std::vector<HospitalLine>& lines) {
    std::string text;
    for (const HospitalLine& line : lines) {
        text += or_null(line.settlement_id) + "\t" + or_null(line.visit_id) + "\t" + or_null(line.person_number) + "\t";
        text += to_text(line.total) + "\t" + to_text(line.fund) + "\t" + to_text(line.account) + "\t";
        text += line.refund ? "1\n" : "0\n";
    }
    return text;
}

Json read_details_result(const std::string& text) {
    constexpr const char* columns[] = {"psn_no",         "mdtrt_id", "setl_id",       "msgid",           "stmt_rslt",
                                       "refd_setl_flag", "memo",     "medfee_sumamt", "fund_pay_sumamt", "acct_pay"};
    Json rows = Json::array();
    for (const std::string& line : split(text, '\n')) {
        const auto cells = split(line, '\t');
        if (cells.size() != std::size(columns)) continue;
        Json row = Json::object();
        for (std::size_t i = 0; i < cells.size(); ++i)
            row.set(columns[i], cells[i] == "null" ? "" : cells[i]);
        rows.push(std::move(row));
    }
    return rows;
}

}  // namespace clearing::peers::national
