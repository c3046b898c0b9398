#include "sim-peers/national/hub.hpp"

#include <algorithm>

namespace clearing::peers::national {
namespace {

std::string region_prefix(std::string division) {
    if (division.ends_with("99")) division.resize(division.size() - 2);
    while (division.size() >= 2 && division.ends_with("00"))
        division.resize(division.size() - 2);
    return division;
}

Fen amount_in(const Json& json, const char* name) {
    return read_fen(json.text(name).empty() ? "0" : json.text(name)).value_or(Fen{});
}

}  // namespace

/// A line as the hub sees it today: its own book, and what the faults make of it.
struct Hub::SeenLine {
    const Record* record = nullptr;
    std::string own_id, insurance_type, clearing_type;
    Fen total, fund, account;
    std::string far_side = "1";  ///< 1 matched, 0 failed, 2 not yet

    Json to_row(const char* result, const char* memo) const {
        Json row = Json::object();
        row.set("psn_no", record->person_number).set("mdtrt_id", record->visit_id).set("setl_id", own_id);
        row.set("msgid", record->key).set("stmt_rslt", result).set("far_side", far_side);
        row.set("refd_setl_flag", record->is_cancel ? "1" : "0").set("memo", memo);
        row.set("medfee_sumamt", Json::number(to_text(total)))
            .set("fund_pay_sumamt", Json::number(to_text(fund)))
            .set("acct_pay", Json::number(to_text(account)));
        return row;
    }
};

/// The lines of a 3201 or 3202: region pair of the header, dates by setl_time, insutype and clr_type where given.
std::vector<Hub::SeenLine> Hub::selected(const Request& request) const {
    const Json& data = request.node();
    const std::string begin = data.text("stmt_begndate").substr(0, 10), end = data.text("stmt_enddate").substr(0, 10),
                      kind = data.text("refd_setl_flag");
    std::vector<SeenLine> seen;
    for (const Record* line :
         book_.lines(region_prefix(request.treatment_division), region_prefix(request.insured_division), "")) {
        const std::string day = line->settled_at.substr(0, 10);
        if (day < begin || day > end || (kind == "0" && line->is_cancel) || (kind == "1" && !line->is_cancel)) continue;
        const auto is = [&](const char* fault) {
            return faults_.is_on("hub", fault, {line->key, line->own_id, line->their_id});
        };
        SeenLine one{line,
                     line->own_id,
                     line->insurance_type,
                     line->clearing_type(),
                     line->split.scope.total,
                     line->split.fund,
                     line->split.account};
        if (is("line_failed")) one.far_side = "0";
        if (is("line_not_yet")) one.far_side = "2";
        if (is("line_amount_differs")) {
            one.total += Fen{100};
            one.fund += Fen{100};
        }
        SeenLine more = one;
        more.own_id += "X";
        if (!is("line_lost")) seen.push_back(one);
        if (is("line_only_there")) seen.push_back(more);
        if (!is("line_other_cell")) continue;
        more.insurance_type = "340";
        more.clearing_type = "41";
        seen.push_back(more);
    }
    std::erase_if(seen, [&](const SeenLine& line) {
        return (!data.text("insutype").empty() && line.insurance_type != data.text("insutype")) ||
               (!data.text("clr_type").empty() && line.clearing_type != data.text("clr_type"));
    });
    return seen;
}

/// Equal only when the far side has matched every line, too: what is not yet or failed there is asked for by 3202.
Json Hub::totals(const Request& request) const {
    const Json& data = request.node();
    Fen total, fund, account;
    long long count = 0, net = 0, open = 0;
    for (const SeenLine& line : selected(request)) {
        total += line.total;
        fund += line.fund;
        account += line.account;
        ++count;
        net += line.record->sign();
        open += line.far_side == "1" ? 0 : 1;
    }
    const long long asked = data["fixmedins_setl_cnt"].integer(-1);
    const Fen theirs = amount_in(data, "medfee_sumamt");
    const bool equal = total == theirs && fund == amount_in(data, "fund_pay_sumamt") &&
                       account == amount_in(data, "acct_pay") && (asked == count || asked == net) && open == 0;
    const char* result = equal ? "0" : total > theirs ? "1" : total < theirs ? "2" : "3";
    Json info = Json::object(), output = Json::object();
    info.set("setl_optins", data.text("setl_optins")).set("stmt_rslt", result);
    info.set("stmt_rslt_dscr", equal ? ""
                                     : "中心：" + std::to_string(count) + "笔，总额" + to_text(total) + "，基金" +
                                           to_text(fund) + "，账户" + to_text(account) + "，未对平" +
                                           std::to_string(open) + "笔");
    output.set("stmtinfo", std::move(info));
    return output;
}

/// Line by line, inline under `detail` (our own; README). stmt_rslt 0 equal, 1 only the centre has it, 2 only the
/// sender has it, 3 amounts differ; far_side 1 matched, 0 failed, 2 not yet.
Json Hub::details(const Request& request) const {
    std::vector<SeenLine> lines = selected(request);
    Json rows = Json::array(), output = Json::object();
    for (const auto& sent : request.input["detail"].items()) {
        const std::string id = sent.text("setl_id");
        const auto found = std::ranges::find_if(
            lines, [&](const SeenLine& line) { return line.own_id == id || line.record->their_id == id; });
        if (found == lines.end()) {
            Json row = sent;
            row.set("stmt_rslt", "2").set("far_side", "2").set("msgid", sent.text("msgid")).set("memo", "中心无此明细");
            rows.push(std::move(row));
            continue;
        }
        const bool same = amount_in(sent, "medfee_sumamt") == found->total &&
                          amount_in(sent, "fund_pay_sumamt") == found->fund &&
                          amount_in(sent, "acct_pay") == found->account;
        if (!same) found->far_side = "0";
        Json row = found->to_row(same ? "0" : "3", same ? "" : "金额不一致");
        row.set("setl_id", id).set("mdtrt_id", sent.text("mdtrt_id"));
        rows.push(std::move(row));
        lines.erase(found);
    }
    for (const SeenLine& line : lines)
        rows.push(line.to_row("1", "仅中心有"));
    output.set("detail", std::move(rows));
    return output;
}

}  // namespace clearing::peers::national
