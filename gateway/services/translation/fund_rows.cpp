#include "gateway/services/translation/fund_rows.hpp"

#include "gateway/domain/laws.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::translation {
namespace {

/// No answer has so many; their sum can be taken without an overflow.
constexpr std::size_t most_payments = 500;

Funds sums_of_rows(const std::vector<FundPayment>& payments, const Translator& translator) {
    Funds sums;
    for (const FundPayment& payment : payments) {
        const FundClass counts_as = translator.fund_class(payment.type);
        if (counts_as.kind == FundClass::Kind::fund) sums[counts_as.fund] += payment.amount;
    }
    return sums;
}

/// Other fund always: types without a column may stand beside what its column states. Another component only where its
/// own column was left out.
bool may_lack_rows(const SettledBill& bill, Fund fund) {
    const auto& present = bill.amounts_present;
    if (fund == Fund::oth) return true;
    return !present.empty() &&
           std::ranges::find(present, fmt::format("{}_pay", clearing::name_of(fund))) == present.end();
}

}  // namespace

void sum_into_classes(SettledBill& bill, const Translator& translator) {
    const auto breach = check_law_d(bill.split);
    if (!breach || bill.split.payments.size() > most_payments) return;
    const Funds of_rows = sums_of_rows(bill.split.payments, translator);
    Funds summed = bill.split.funds;
    for (const Fund fund : all_funds) {
        if (!may_lack_rows(bill, fund)) continue;
        const Money lacking = of_rows[fund] - summed[fund];
        // A column that states more than its rows do is summed from elsewhere: the rows prove nothing.
        const bool is_opposite = !lacking.is_zero() && lacking.is_negative() != bill.split.total.is_negative();
        if (is_opposite) return;
        summed[fund] = of_rows[fund];
    }
    if (summed.sum() == bill.split.fund_total) bill.split.funds = summed;
}

}  // namespace clearing::translation
