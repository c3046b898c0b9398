#pragma once

#include "gateway/domain/payment_split.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <rapidcheck.h>

namespace clearing::laws {

/// A law is a function of a generated world that asserts. The same worlds on every run, unless RC_PARAMS says
/// otherwise.
template <class Law>
void holds(const std::string& in_words, Law law) {
    setenv("RC_PARAMS", "seed=3302 max_success=2000", 0);
    BOOST_TEST(rc::check(in_words, std::move(law)));
}

/// Any amount, often near the ends.
inline Money any_money() {
    return Money::from_fen(*rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(),
                                           rc::gen::element<std::int64_t>(INT64_MAX, INT64_MIN, INT64_MAX - 1, 0, -1),
                                           rc::gen::inRange<std::int64_t>(-100'000, 100'000)));
}

/// Up to a million yuan.
inline Money amount() {
    return Money::from_fen(*rc::gen::weightedOneOf<std::int64_t>(
        {{4, rc::gen::inRange<std::int64_t>(0, 100'000'001)}, {1, rc::gen::just<std::int64_t>(0)}}));
}

inline Money part_of(Money whole) {
    return Money::from_fen(*rc::gen::inRange<std::int64_t>(0, whole.fen() + 1));
}

/// A split that keeps laws A to E, in the way a bill comes about: from the payers up.
inline PaymentSplit valid_split() {
    PaymentSplit split;
    for (const Fund fund : all_funds)
        split.funds[fund] = amount();
    split.fund_total = split.funds.sum();
    split.account = amount();
    split.mutual_aid = part_of(split.account);
    split.cash = amount();
    split.person_total = split.account + split.cash;
    split.hospital = amount();
    split.total = split.fund_total + split.person_total + split.hospital;
    Money rest = split.total;
    const auto take = [&rest](Money& into) {
        into = part_of(rest);
        rest -= into;
    };
    take(split.scope.full_self_pay);
    take(split.scope.over_limit);
    take(split.scope.first_self_pay);
    split.scope.in_scope = rest;
    Money unpaid = split.fund_total + split.hospital + split.account;
    const int rows = *rc::gen::inRange(0, 6);
    for (int i = 0; i < rows; ++i) {
        FundPayment payment;
        payment.type = std::to_string(310100 + i);
        payment.amount = i + 1 == rows ? unpaid : part_of(unpaid);
        unpaid -= payment.amount;
        split.payments.push_back(payment);
    }
    return split;
}

/// Every amount of a split, by name.
struct Field {
    std::string name;
    Money* amount;
};
inline std::vector<Field> fields_of(PaymentSplit& split) {
    std::vector<Field> fields{{"total", &split.total},
                              {"fund_total", &split.fund_total},
                              {"account", &split.account},
                              {"mutual_aid", &split.mutual_aid},
                              {"cash", &split.cash},
                              {"person_total", &split.person_total},
                              {"hospital", &split.hospital},
                              {"full_self_pay", &split.scope.full_self_pay},
                              {"over_limit", &split.scope.over_limit},
                              {"first_self_pay", &split.scope.first_self_pay},
                              {"in_scope", &split.scope.in_scope}};
    for (const Fund fund : all_funds)
        fields.push_back({std::string(name_of(fund)), &split.funds[fund]});
    for (FundPayment& payment : split.payments)
        fields.push_back({"payment", &payment.amount});
    return fields;
}

}  // namespace clearing::laws
