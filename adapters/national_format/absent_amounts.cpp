#include "adapters/national_format/absent_amounts.hpp"

#include "adapters/national_format/node.hpp"
#include "gateway/domain/laws.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clearing::national_format {

namespace {

/// What the hospital bears itself (SETTLEMENT §5).
constexpr std::array<std::string_view, 4> hospital_borne{"999900", "999996", "630100", "640100"};
/// Funds in columns of their own beside the eight of law D (fields.md, 5203), by either text's name.
constexpr std::array<std::string_view, 2> other_columns{"pref_fund_pay", "PREF_FUND_PAY"};
/// No answer has so many; their sum can be taken without an overflow.
constexpr std::size_t most_payments = 500;

bool states(const SettledBill& bill, std::string_view amount) {
    return std::ranges::find(bill.amounts_present, amount) != bill.amounts_present.end();
}

bool states_every_component(const SettledBill& bill) {
    return std::ranges::all_of(all_funds,
                               [&](Fund fund) { return states(bill, fmt::format("{}_pay", name_of(fund))); });
}

Money stated_beside_the_components(const SettledBill& bill) {
    for (const CarriedField& field : bill.carried) {
        if (field.node != "setlinfo" || std::ranges::find(other_columns, field.key) == other_columns.end()) continue;
        const auto value = json::parse(field.json);
        const auto text = value ? as_text(*value) : std::nullopt;
        const auto amount = text ? Money::parse(*text) : fail(ErrorCode::wrong_type);
        if (amount) return *amount;
    }
    return {};
}

/// Only where law D lacks exactly that: some platforms may count it in oth_pay already.
void count_other_columns(SettledBill& bill) {
    const auto lacking = check_law_d(bill.split);
    if (!lacking || !states(bill, "fund_pay_sumamt")) return;
    const Money beside = stated_beside_the_components(bill);
    if (beside == lacking->missing) bill.split.funds[Fund::oth] += beside;
}

/// By law B. Is it known now?
bool find_person_total(SettledBill& bill) {
    if (states(bill, "psn_part_amt")) return true;
    if (!states(bill, "acct_pay") || !states(bill, "psn_cash_pay")) return false;
    bill.split.person_total = bill.split.account + bill.split.cash;
    return true;
}

/// By law D. Most platforms have no field for one of its components or another: then law A, of which all else must be
/// stated, has to bear the sum out. Is it known now?
bool find_fund_total(SettledBill& bill, bool person_is_known) {
    if (states(bill, "fund_pay_sumamt")) return true;
    PaymentSplit& split = bill.split;
    const Money sum = split.funds.sum();
    const bool borne_out =
        person_is_known && states(bill, "hosp_part_amt") && split.total == sum + split.person_total + split.hospital;
    if (!borne_out && !states_every_component(bill)) return false;
    split.fund_total = sum;
    return true;
}

/// What law A lacks may be a hospital-borne part that was left out, or a mistake like the 2.00 of Ms Zhang's answer.
/// The sum alone cannot tell them apart; rows of setldetail that name the same amount can.
void find_hospital_part(SettledBill& bill) {
    if (states(bill, "hosp_part_amt") || bill.split.payments.size() > most_payments) return;
    Money of_rows;
    for (const FundPayment& payment : bill.split.payments)
        if (std::ranges::find(hospital_borne, payment.type) != hospital_borne.end()) of_rows += payment.amount;
    const auto lacking = check_law_a(bill.split);
    if (lacking && lacking->missing == of_rows && !of_rows.is_negative()) bill.split.hospital = of_rows;
}

}  // namespace

void fill_absent_amounts(SettledBill& bill) {
    count_other_columns(bill);
    // What a cancel leaves out is taken from the original.
    if (bill.split.total.is_negative()) return;
    const bool person_is_known = find_person_total(bill);
    const bool funds_are_known = find_fund_total(bill, person_is_known);
    if (person_is_known && funds_are_known) find_hospital_part(bill);
}

}  // namespace clearing::national_format
