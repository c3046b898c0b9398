#include "gateway/domain/payment_split.hpp"

#include <fmt/format.h>

namespace clearing {

std::string_view name_of(Fund fund) {
    switch (fund) {
        case Fund::hifp:
            return "hifp";
        case Fund::cvlserv:
            return "cvlserv";
        case Fund::hifes:
            return "hifes";
        case Fund::hifmi:
            return "hifmi";
        case Fund::hifob:
            return "hifob";
        case Fund::maf:
            return "maf";
        case Fund::hifdm:
            return "hifdm";
        case Fund::oth:
            return "oth";
    }
    return {};
}

Money Funds::sum() const {
    Money total;
    for (Money amount : amounts_)
        total += amount;
    return total;
}

ScopeSplit& ScopeSplit::operator+=(const ScopeSplit& other) {
    full_self_pay += other.full_self_pay;
    over_limit += other.over_limit;
    first_self_pay += other.first_self_pay;
    in_scope += other.in_scope;
    return *this;
}

PaymentSplit PaymentSplit::negated() const {
    PaymentSplit result;
    result.total = -total;
    for (Fund fund : all_funds)
        result.funds[fund] = -funds[fund];
    result.fund_total = -fund_total;
    result.account = -account;
    result.mutual_aid = -mutual_aid;
    result.cash = -cash;
    result.person_total = -person_total;
    result.hospital = -hospital;
    result.scope = -scope;
    result.payments = payments;
    for (FundPayment& payment : result.payments) {
        payment.amount = -payment.amount;
        payment.in_scope = -payment.in_scope;
    }
    return result;
}

PaymentSplit& operator+=(PaymentSplit& left, const PaymentSplit& right) {
    left.total += right.total;
    for (Fund fund : all_funds)
        left.funds[fund] += right.funds[fund];
    left.fund_total += right.fund_total;
    left.account += right.account;
    left.mutual_aid += right.mutual_aid;
    left.cash += right.cash;
    left.person_total += right.person_total;
    left.hospital += right.hospital;
    left.scope += right.scope;
    return left;
}

std::string in_words(const PaymentSplit& split) {
    return fmt::format("fund {}, account {}, cash {}, hospital {}", split.fund_total.to_yuan(), split.account.to_yuan(),
                       split.cash.to_yuan(), split.hospital.to_yuan());
}

}  // namespace clearing
