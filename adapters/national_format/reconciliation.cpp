#include "adapters/national_format/reconciliation.hpp"

#include <charconv>

namespace clearing::national_format {

namespace {

using ports::PeriodTotals;
using ports::PeriodVerdict;

constexpr auto totals_table = std::to_array<TextField<PeriodTotals>>({
    {{.name = "insutype", .length = 6, .need = Need::required}, text<&PeriodTotals::insurance_type>},
    {{.name = "clr_type", .length = 6, .need = Need::required}, text<&PeriodTotals::clearing_type>},
    {{.name = "setl_optins", .length = 6, .need = Need::required}, text<&PeriodTotals::agency>},
    {{.name = "refd_setl_flag", .length = 3}, text<&PeriodTotals::refunds>},
});

constexpr auto sums_table = std::to_array<MoneyField<PeriodTotals>>({
    {{.name = "medfee_sumamt", .need = Need::required}, money<&PeriodTotals::total>},
    {{.name = "fund_pay_sumamt", .need = Need::required}, money<&PeriodTotals::fund>},
    {{.name = "acct_pay", .need = Need::required}, money<&PeriodTotals::account>},
});

constexpr auto row_table = std::to_array<TextField<DetailRow>>({
    {{.name = "psn_no", .length = 30}, text<&DetailRow::person>},
    {{.name = "setl_id", .length = 30, .shape = Shape::code}, text<&DetailRow::settlement>},
    {{.name = "mdtrt_id", .length = 30, .shape = Shape::code}, text<&DetailRow::visit>},
    {{.name = "msgid", .length = 64, .shape = Shape::code}, text<&DetailRow::message>},
    {{.name = "memo", .length = 500}, text<&DetailRow::memo>},
});

constexpr auto row_amounts = std::to_array<MoneyField<DetailRow>>({
    {{.name = "medfee_sumamt"}, money<&DetailRow::total>},
    {{.name = "fund_pay_sumamt"}, money<&DetailRow::fund>},
    {{.name = "acct_pay"}, money<&DetailRow::account>},
});

constexpr Names<FarSide, 3> far_side_codes{{{FarSide::failed, "0"}, {FarSide::matched, "1"}, {FarSide::not_yet, "2"}}};

/// A code that means nothing to us leaves `into` as it is.
template <class Value, std::size_t Size>
void read_known_code(Node& node, const FieldRule& rule, const Names<Value, Size>& codes, Value& into) {
    std::string code;
    if (node.read_text(rule, code)) into = value_in(codes, code).value_or(into);
}

void read_day(Node& data, std::string_view name, Date& into) {
    std::string day;
    if (!data.read_text({.name = name, .length = 19, .need = Need::required}, day)) return;
    if (const auto date = Date::parse(day.substr(0, 10)))
        into = *date;
    else
        data.fault(ErrorCode::invalid_value, name);
}

void read_count(Node& data, std::string_view name, long long& into) {
    std::string count;
    if (!data.read_text({.name = name, .length = 10, .need = Need::required}, count)) return;
    const auto [end, ec] = std::from_chars(count.data(), count.data() + count.size(), into);
    if (ec != std::errc() || end != count.data() + count.size() || into < 0) data.fault(ErrorCode::wrong_type, name);
}

json::Value write_totals(const PeriodTotals& totals) {
    json::Value data = empty_object();
    write_texts<PeriodTotals>(data, totals_table, totals);
    data.set("stmt_begndate", totals.begin.to_text());
    data.set("stmt_enddate", totals.end.to_text());
    write_money(data, "medfee_sumamt", totals.total);
    write_money(data, "fund_pay_sumamt", totals.fund);
    write_money(data, "acct_pay", totals.account);
    data.set("fixmedins_setl_cnt", totals.count);
    write_text(data, "refd_setl_flag", totals.refunds);
    data.set("fixmedins_refd_setl_flag", "0");
    return data;
}

}  // namespace

Result<PeriodTotals> read_totals_request(const RequestEnvelope& envelope) {
    return read_input<PeriodTotals>(envelope, [](Node& root, PeriodTotals& totals) {
        Node data = root.child("data", Need::required);
        if (!data.exists()) return;
        read_texts<PeriodTotals>(data, totals_table, totals);
        read_day(data, "stmt_begndate", totals.begin);
        read_day(data, "stmt_enddate", totals.end);
        if (totals.end < totals.begin) data.fault(ErrorCode::invalid_value, "stmt_enddate");
        read_amounts<PeriodTotals>(data, sums_table, totals, Sign::any);  // cancels may outweigh
        read_count(data, "fixmedins_setl_cnt", totals.count);
    });
}

json::Value write_totals_request(const PeriodTotals& totals) {
    json::Value input;
    input.set("data", write_totals(totals));
    return input;
}

Result<TotalsAnswer> read_totals_answer(const json::Value& output) {
    return read_output<TotalsAnswer>(output, [](Node& root, TotalsAnswer& answer) {
        Node info = root.child("stmtinfo", Need::required);
        if (!info.exists()) return;
        info.read_text({.name = "stmt_rslt", .length = 6, .need = Need::required, .shape = Shape::code}, answer.code);
        info.read_text({.name = "stmt_rslt_dscr", .length = 500}, answer.description);
    });
}

json::Value write_totals_answer(const PeriodVerdict& verdict, const std::string& agency) {
    json::Value info = empty_object();
    write_text(info, "setl_optins", agency);
    info.set("stmt_rslt", name_in(totals_verdict_codes, verdict.verdict));
    write_text(info, "stmt_rslt_dscr", verdict.description);
    json::Value output;
    output.set("stmtinfo", std::move(info));
    return output;
}

json::Value write_details_request(const PeriodTotals& totals, const std::vector<DetailRow>& rows) {
    json::Array list;
    for (const DetailRow& row : rows) {
        json::Value item = empty_object();
        write_texts<DetailRow>(item, row_table, row);
        write_money(item, "medfee_sumamt", row.total);
        write_money(item, "fund_pay_sumamt", row.fund);
        write_money(item, "acct_pay", row.account);
        item.set("refd_setl_flag", row.refund ? "1" : "0");
        list.push_back(std::move(item));
    }
    json::Value input;
    input.set("data", write_totals(totals));
    input.set("detail", std::move(list));
    return input;
}

Result<std::vector<DetailRow>> read_details_answer(const json::Value& output) {
    return read_output<std::vector<DetailRow>>(output, [](Node& root, std::vector<DetailRow>& rows) {
        for (Node& node : root.rows("detail", Need::optional)) {
            DetailRow row;
            read_texts<DetailRow>(node, row_table, row);
            read_amounts<DetailRow>(node, row_amounts, row, Sign::any);
            node.read_flag({.name = "refd_setl_flag"}, row.refund);
            read_known_code(node, {.name = "stmt_rslt", .length = 6, .need = Need::required, .shape = Shape::code},
                            line_verdict_codes, row.verdict);
            read_known_code(node, {.name = "far_side", .length = 3, .shape = Shape::code}, far_side_codes,
                            row.far_side);
            rows.push_back(std::move(row));
        }
    });
}

}  // namespace clearing::national_format
