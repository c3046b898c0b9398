#include "gateway/domain/postings_payment.hpp"

#include "gateway/domain/transfers.hpp"

namespace clearing {
namespace {

constexpr Sides payment_sides(Direction direction) {
    return direction == Direction::visitor ? Sides{Account::t, Account::r2} : Sides{Account::p2, Account::t};
}

std::vector<Transfer> unallocated(Sides sides, Money amount) {
    return transfers_of(sides, {{Component::unallocated, amount}});
}

}  // namespace

std::vector<Transfer> postings_of_payment(Direction direction, const ComponentAmounts& amounts) {
    return transfers_of(payment_sides(direction), amounts);
}

std::vector<Transfer> postings_of_unallocated(Money amount) {
    return unallocated({Account::t, Account::cf}, amount);
}

std::vector<Transfer> postings_of_unallocated_returned(Money amount) {
    return unallocated({Account::cf, Account::t}, amount);
}

std::vector<Transfer> postings_of_hospital_paid(const ComponentAmounts& amounts) {
    return transfers_of({Account::h, Account::t}, amounts);
}

std::vector<Transfer> postings_of_hospital_paid_back(const ComponentAmounts& amounts) {
    return transfers_of({Account::t, Account::h}, amounts);
}

}  // namespace clearing
