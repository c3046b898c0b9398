#pragma once

#include "gateway/domain/payment_split.hpp"

#include <string_view>

namespace clearing::tests {

/// "1368.83" as money; the test's own mistake throws.
inline Money yuan(std::string_view text) {
    return Money::parse(text).value();
}
inline Decimal decimal(std::string_view text) {
    return Decimal::parse(text).value();
}

/// Ms Zhang's outpatient bill as the newspaper printed it: 2.00 are missing from the right-hand side of law A.
inline PaymentSplit zhang_as_printed() {
    PaymentSplit split;
    split.total = yuan("1368.83");
    split.funds[Fund::hifp] = split.fund_total = yuan("1126.60");
    split.cash = split.person_total = yuan("240.23");
    split.scope.in_scope = yuan("1368.83");
    return split;
}

/// The same bill under a new message id, with 2.00 as personal account (SETTLEMENT §5: invented, and said so).
inline PaymentSplit zhang_corrected() {
    PaymentSplit split = zhang_as_printed();
    split.account = yuan("2.00");
    split.person_total = yuan("242.23");
    return split;
}

/// 2304's published answer: an inpatient bill with a hospital-borne part.
inline PaymentSplit published_2304() {
    PaymentSplit split;
    split.total = yuan("23442.46");
    split.funds[Fund::hifob] = split.fund_total = yuan("18785.39");
    split.account = yuan("170.04");
    split.cash = yuan("3982.02");
    split.person_total = yuan("4152.06");
    split.hospital = yuan("505.01");
    split.scope = {yuan("2533.97"), yuan("1396.89"), yuan("703.44"), yuan("18808.16")};
    split.payments = {{"330101", "", yuan("18785.39"), yuan("18808.16"), "", ""},
                      {"999996", "", yuan("505.01"), yuan("18808.16"), "", ""},
                      {"310201", "", yuan("170.04"), yuan("18808.16"), "", ""}};
    return split;
}

/// 2206's and 2207's published answer: all of it from the personal account.
inline PaymentSplit published_2207() {
    PaymentSplit split;
    split.total = split.account = split.person_total = yuan("4.52");
    split.scope.first_self_pay = yuan("0.23");
    split.scope.in_scope = yuan("4.29");
    split.payments = {{"310200", "城镇职工基本医疗保险个人账户基金", yuan("4.52"), yuan("4.29"), "", ""}};
    return split;
}

}  // namespace clearing::tests
