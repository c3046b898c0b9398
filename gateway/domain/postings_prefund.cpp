#include "gateway/domain/postings_prefund.hpp"

#include "gateway/domain/transfers.hpp"

namespace clearing {
namespace {

constexpr Sides raise_sides(Direction direction) {
    return direction == Direction::visitor ? Sides{Account::t, Account::pr} : Sides{Account::pa, Account::t};
}

std::vector<Transfer> prefund(Sides sides, Money amount) {
    return transfers_of(sides, {{Component::prefund, amount}});
}

}  // namespace

std::vector<Transfer> postings_of_prefund_raised(Direction direction, Money amount) {
    return prefund(raise_sides(direction), amount);
}

std::vector<Transfer> postings_of_prefund_lowered(Direction direction, Money amount) {
    return prefund(raise_sides(direction).swapped(), amount);
}

}  // namespace clearing
