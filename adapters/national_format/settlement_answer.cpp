#include "adapters/national_format/settlement_answer.hpp"

#include "adapters/national_format/absent_amounts.hpp"
#include "adapters/national_format/extension.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace clearing::national_format {

namespace {

constexpr auto text_table = std::to_array<TextField<SettledBill>>({
    {{.name = "mdtrt_id", .length = 30, .shape = Shape::code}, text<&SettledBill::visit>},
    {{.name = "setl_id", .length = 30, .shape = Shape::code}, text<&SettledBill::settlement>},
    // What cannot be read as a time is as good as none: the books know what to do without one.
    {{.name = "setl_time", .length = 19, .shape = Shape::time, .tolerance = Tolerance::carry},
     text<&SettledBill::settled_at>},
    {{.name = "medins_setl_id", .length = 64, .shape = Shape::code}, text<&SettledBill::medins_setl_id>},
    {{.name = "psn_no", .length = 30, .shape = Shape::code}, text<&SettledBill::person, &Person::number>},
    {{.name = "psn_name"}, text<&SettledBill::person, &Person::name>},
    {{.name = "psn_cert_type", .length = 6, .tolerance = Tolerance::carry},
     text<&SettledBill::person, &Person::cert_type>},
    {{.name = "certno"}, text<&SettledBill::person, &Person::cert_no>},
    {{.name = "gend", .length = 6, .tolerance = Tolerance::carry}, text<&SettledBill::person, &Person::gender>},
    {{.name = "naty", .length = 3, .tolerance = Tolerance::carry}, text<&SettledBill::person, &Person::nationality>},
    {{.name = "brdy", .length = 19, .shape = Shape::time, .tolerance = Tolerance::carry},
     text<&SettledBill::person, &Person::birth_date>},
    {{.name = "age", .length = 8, .shape = Shape::number, .tolerance = Tolerance::carry},
     text<&SettledBill::person, &Person::age>},
    {{.name = "psn_type", .length = 6, .tolerance = Tolerance::carry},
     text<&SettledBill::person, &Person::person_type>},
    {{.name = "cvlserv_flag", .length = 3, .tolerance = Tolerance::carry},
     text<&SettledBill::person, &Person::civil_servant>},
    {{.name = "mdtrt_cert_type", .length = 6, .tolerance = Tolerance::carry},
     text<&SettledBill::person, &Person::voucher_type>},
    {{.name = "insutype", .length = 6, .shape = Shape::code}, text<&SettledBill::insurance_type>},
    {{.name = "med_type", .length = 6, .tolerance = Tolerance::carry}, text<&SettledBill::med_type>},
    {{.name = "balc", .length = 20, .shape = Shape::number, .tolerance = Tolerance::carry},
     text<&SettledBill::balance>},
    {{.name = "act_pay_dedc",
      .length = 20,
      .shape = Shape::number,
      .aliases = {"crt_dedc"},
      .tolerance = Tolerance::carry},
     text<&SettledBill::deductible>},
    {{.name = "pool_prop_selfpay", .length = 20, .shape = Shape::number, .tolerance = Tolerance::carry},
     text<&SettledBill::pool_ratio>},
    {{.name = "clr_type", .length = 6, .shape = Shape::code}, text<&SettledBill::clearing_type>},
    {{.name = "clr_way", .length = 6, .tolerance = Tolerance::carry}, text<&SettledBill::clearing_way>},
    {{.name = "clr_optins", .length = 6, .tolerance = Tolerance::cut}, text<&SettledBill::clearing_agency>},
});

template <Fund Which>
constexpr auto fund = +[](SettledBill& bill) -> Money& { return bill.split.funds[Which]; };

using Split = PaymentSplit;

// Aliases: other names beside the published ones, mostly in cancels (interface/README, Money).
constexpr auto amount_table = std::to_array<MoneyField<SettledBill>>({
    {{.name = "medfee_sumamt"}, money<&SettledBill::split, &Split::total>},
    {{.name = "fulamt_ownpay_amt"}, money<&SettledBill::split, &Split::scope, &ScopeSplit::full_self_pay>},
    {{.name = "overlmt_selfpay", .aliases = {"overlmt_amt"}},
     money<&SettledBill::split, &Split::scope, &ScopeSplit::over_limit>},
    {{.name = "preselfpay_amt"}, money<&SettledBill::split, &Split::scope, &ScopeSplit::first_self_pay>},
    {{.name = "inscp_scp_amt", .aliases = {"inscp_amt"}},
     money<&SettledBill::split, &Split::scope, &ScopeSplit::in_scope>},
    {{.name = "hifp_pay"}, fund<Fund::hifp>},
    {{.name = "cvlserv_pay"}, fund<Fund::cvlserv>},
    {{.name = "hifes_pay"}, fund<Fund::hifes>},
    {{.name = "hifmi_pay"}, fund<Fund::hifmi>},
    {{.name = "hifob_pay"}, fund<Fund::hifob>},
    {{.name = "maf_pay"}, fund<Fund::maf>},
    {{.name = "hifdm_pay"}, fund<Fund::hifdm>},
    {{.name = "oth_pay", .aliases = {"othfund_pay"}}, fund<Fund::oth>},
    {{.name = "fund_pay_sumamt"}, money<&SettledBill::split, &Split::fund_total>},
    {{.name = "psn_part_amt", .aliases = {"psn_pay"}}, money<&SettledBill::split, &Split::person_total>},
    {{.name = "acct_pay"}, money<&SettledBill::split, &Split::account>},
    {{.name = "psn_cash_pay", .aliases = {"cash_payamt", "cashPayamt", "pdn_cash_pay"}},
     money<&SettledBill::split, &Split::cash>},
    {{.name = "hosp_part_amt", .aliases = {"ownpay_hosp_part"}}, money<&SettledBill::split, &Split::hospital>},
    {{.name = "acct_mulaid_pay"}, money<&SettledBill::split, &Split::mutual_aid>},
});

constexpr auto payment_table = std::to_array<TextField<FundPayment>>({
    // 6 in the text, which holds once it is translated; the local dictionary has types of 8
    {{.name = "fund_pay_type", .length = 30, .shape = Shape::code}, text<&FundPayment::type>},
    {{.name = "fund_pay_type_name", .length = 200, .tolerance = Tolerance::cut}, text<&FundPayment::name>},
    {{.name = "crt_payb_lmt_amt", .length = 20, .shape = Shape::number, .tolerance = Tolerance::carry},
     text<&FundPayment::limit>},
    {{.name = "setl_proc_info", .length = 4000, .tolerance = Tolerance::cut}, text<&FundPayment::process_info>},
});

/// What databases write for no time (1900, 1970, 9999). As a clearing day it would never close.
bool stands_for_no_time(std::string_view time) {
    return time < "2000" || time >= "2100";
}

/// Where the unknown members of the n-th payment are carried: payments have no place for them.
std::string payment_node(std::size_t index) {
    return fmt::format("setldetail[{}]", index);
}

/// By payment, once: each looking through all that is carried would take the square of the rows that a sender chose.
std::map<std::string, Carried> carried_by_payment(const Carried& carried) {
    std::map<std::string, Carried> by_payment;
    for (const CarriedField& field : carried)
        if (field.node.starts_with("setldetail[")) by_payment[field.node].push_back(field);
    return by_payment;
}

void read_payment(Node& row, Sign sign, SettledBill& bill) {
    FundPayment payment;
    read_texts<FundPayment>(row, payment_table, payment);
    row.read_money({.name = "fund_payamt"}, payment.amount, sign);  // without one it is nothing, and law E judges
    row.read_money({.name = "inscp_scp_amt"}, payment.in_scope, sign);
    if (payment.type.empty() && payment.amount.is_zero()) return;  // a row that says nobody paid
    if (payment.type.empty()) row.fault(ErrorCode::missing_field, "fund_pay_type");
    Carried rest;
    row.carry_rest(rest);
    for (CarriedField& field : rest) {
        field.node = payment_node(bill.split.payments.size());
        bill.carried.push_back(std::move(field));
    }
    bill.split.payments.push_back(std::move(payment));
}

}  // namespace

void read_settlement(Node& info, std::vector<Node> details, AnswerKind kind, SettledBill& bill) {
    const Sign sign = kind == AnswerKind::cancel ? Sign::any : Sign::not_negative;
    read_texts<SettledBill>(info, text_table, bill);
    if (stands_for_no_time(bill.settled_at)) bill.settled_at.clear();
    bill.amounts_present = read_amounts<SettledBill>(info, amount_table, bill, sign);
    if (std::ranges::find(bill.amounts_present, "medfee_sumamt") == bill.amounts_present.end() && info.exists())
        info.fault(ErrorCode::missing_field, "medfee_sumamt");
    if (kind != AnswerKind::quote && bill.settlement.empty()) info.fault(ErrorCode::missing_field, "setl_id");
    read_answered_extension(info, bill.carried);
    info.carry_rest(bill.carried);
    for (Node& row : details)
        read_payment(row, sign, bill);
    fill_absent_amounts(bill);
}

Result<SettledBill> read_settlement_answer(const json::Value& output, AnswerKind kind) {
    return read_output<SettledBill>(output, [kind](Node& root, SettledBill& bill) {
        Node info = root.child("setlinfo", Need::required);
        if (!info.exists()) return;
        read_settlement(info, root.rows("setldetail", Need::optional), kind, bill);
        read_answered_extension(root, bill.carried);
        root.carry_rest(bill.carried);
    });
}

json::Value write_settlement_info(const SettledBill& bill) {
    json::Value info = empty_object();
    write_texts<SettledBill>(info, text_table, bill);
    const auto& present = bill.amounts_present;
    for (const auto& field : amount_table)
        if (present.empty() || std::ranges::find(present, field.rule.name) != present.end())
            write_money(info, field.rule.name, field.member(const_cast<SettledBill&>(bill)));
    write_carried(info, "setlinfo", bill.carried);
    write_extension(info, bill.carried);
    return info;
}

json::Value write_settlement_details(const SettledBill& bill) {
    const auto carried = carried_by_payment(bill.carried);
    json::Array rows;
    for (const FundPayment& payment : bill.split.payments) {
        json::Value row = empty_object();
        write_texts<FundPayment>(row, payment_table, payment);
        write_money(row, "fund_payamt", payment.amount);
        write_money(row, "inscp_scp_amt", payment.in_scope);
        const auto own = carried.find(payment_node(rows.size()));
        if (own != carried.end()) write_carried(row, own->first, own->second);
        rows.push_back(std::move(row));
    }
    return rows;
}

json::Value write_settlement_answer(const SettledBill& bill) {
    json::Value output;
    output.set("setlinfo", write_settlement_info(bill));
    output.set("setldetail", write_settlement_details(bill));
    write_carried(output, "output", bill.carried);
    return output;
}

}  // namespace clearing::national_format
