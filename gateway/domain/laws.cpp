#include "gateway/domain/laws.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clearing {
namespace {

std::optional<LawBreach> breach_if_unequal(Law law, Money left, Money right) {
    if (left == right) return std::nullopt;
    return LawBreach{law, left - right};
}

/// The account includes the mutual aid, of a negated split as well. The books refuse a settlement without this; one
/// that passed here could then neither be booked nor undone.
Money mutual_aid_beyond_account(const PaymentSplit& split) {
    const Money beyond = split.mutual_aid - split.account;
    return split.total.is_negative() ? -beyond : beyond;
}

void append(std::vector<LawBreach>& breaches, const std::optional<LawBreach>& breach) {
    if (breach) breaches.push_back(*breach);
}

}  // namespace

ErrorCode code_of(Law law) {
    switch (law) {
        case Law::a:
            return ErrorCode::law_a_broken;
        case Law::b:
            return ErrorCode::law_b_broken;
        case Law::c:
            return ErrorCode::law_c_broken;
        case Law::d:
            return ErrorCode::law_d_broken;
        case Law::e:
            return ErrorCode::law_e_broken;
        case Law::f:
            return ErrorCode::law_f_broken;
        case Law::g:
            return ErrorCode::law_g_broken;
    }
    return ErrorCode::internal_error;
}

Error to_error(const LawBreach& breach) {
    const char letter = static_cast<char>(breach.law);
    return Error{
        code_of(breach.law), fmt::format("law {} broken by {} yuan", letter, breach.missing.to_yuan()), {}, {}};
}

std::optional<LawBreach> check_law_a(const PaymentSplit& split) {
    return breach_if_unequal(Law::a, split.total, split.fund_total + split.person_total + split.hospital);
}

std::optional<LawBreach> check_law_b(const PaymentSplit& split) {
    auto breach = breach_if_unequal(Law::b, split.person_total, split.account + split.cash);
    if (breach) return breach;
    const Money beyond = mutual_aid_beyond_account(split);
    if (beyond > Money()) breach = LawBreach{Law::b, beyond};
    return breach;
}

std::optional<LawBreach> check_law_c(Money total, const ScopeSplit& scope) {
    return breach_if_unequal(Law::c, total, scope.sum());
}

std::optional<LawBreach> check_law_d(const PaymentSplit& split) {
    return breach_if_unequal(Law::d, split.fund_total, split.funds.sum());
}

std::optional<LawBreach> check_law_e(const PaymentSplit& split) {
    if (split.payments.empty()) return std::nullopt;
    Money paid;
    for (const FundPayment& payment : split.payments)
        paid += payment.amount;
    return breach_if_unequal(Law::e, split.fund_total + split.hospital + split.account, paid);
}

std::optional<LawBreach> check_law_f(Decimal count, Decimal unit_price, Money amount,
                                     const std::optional<ScopeSplit>& split) {
    const Money drift = amount - line_amount(count, unit_price);
    if (drift.abs() > Money::from_fen(1)) return LawBreach{Law::f, drift};
    if (split) return breach_if_unequal(Law::f, amount, split->sum());
    return std::nullopt;
}

std::optional<LawBreach> check_law_g(Money total, Money of_lines) {
    return breach_if_unequal(Law::g, total, of_lines);
}

std::vector<LawBreach> balance_breaches(const PaymentSplit& split) {
    std::vector<LawBreach> breaches;
    append(breaches, check_law_a(split));
    append(breaches, check_law_b(split));
    append(breaches, check_law_d(split));
    return breaches;
}

std::vector<LawBreach> split_breaches(const PaymentSplit& split) {
    std::vector<LawBreach> breaches;
    append(breaches, check_law_c(split.total, split.scope));
    append(breaches, check_law_e(split));
    return breaches;
}

std::vector<std::string> cancel_differences(const PaymentSplit& original, const PaymentSplit& cancel,
                                            std::span<const std::string> present) {
    struct NamedAmount {
        std::string_view name;
        Money expected, answered;
    };
    std::vector<NamedAmount> amounts{
        {"medfee_sumamt", -original.total, cancel.total},
        {"fund_pay_sumamt", -original.fund_total, cancel.fund_total},
        {"acct_pay", -original.account, cancel.account},
        {"acct_mulaid_pay", -original.mutual_aid, cancel.mutual_aid},
        {"psn_cash_pay", -original.cash, cancel.cash},
        {"psn_part_amt", -original.person_total, cancel.person_total},
        {"hosp_part_amt", -original.hospital, cancel.hospital},
        {"fulamt_ownpay_amt", -original.scope.full_self_pay, cancel.scope.full_self_pay},
        {"overlmt_selfpay", -original.scope.over_limit, cancel.scope.over_limit},
        {"preselfpay_amt", -original.scope.first_self_pay, cancel.scope.first_self_pay},
        {"inscp_scp_amt", -original.scope.in_scope, cancel.scope.in_scope},
    };
    std::vector<std::string> fund_names;
    for (Fund fund : all_funds)
        fund_names.push_back(fmt::format("{}_pay", name_of(fund)));
    for (Fund fund : all_funds)
        amounts.push_back({fund_names[static_cast<std::size_t>(fund)], -original.funds[fund], cancel.funds[fund]});

    std::vector<std::string> differing;
    for (const NamedAmount& amount : amounts)
        if (std::ranges::find(present, amount.name) != present.end() && amount.expected != amount.answered)
            differing.emplace_back(amount.name);
    return differing;
}

}  // namespace clearing
