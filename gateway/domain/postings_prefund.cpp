#include "gateway/domain/postings_prefund.hpp"

#include "gateway/domain/postings_payment.hpp"
#include "gateway/domain/transfers.hpp"

#include <fmt/format.h>

namespace clearing {
namespace {

constexpr Sides raise_sides(Direction direction) {
    return direction == Direction::visitor ? Sides{Account::t, Account::pr} : Sides{Account::pa, Account::t};
}

std::vector<Transfer> prefund(Sides sides, Money amount) {
    return transfers_of(sides, {{Component::prefund, amount}});
}

void append(std::vector<Transfer>& transfers, const std::vector<Transfer>& more) {
    transfers.insert(transfers.end(), more.begin(), more.end());
}

}  // namespace

std::vector<Transfer> postings_of_prefund_raised(Direction direction, Money amount) {
    return prefund(raise_sides(direction), amount);
}

std::vector<Transfer> postings_of_prefund_lowered(Direction direction, Money amount) {
    return prefund(raise_sides(direction).swapped(), amount);
}

Result<std::vector<Transfer>> postings_of_offset(Direction direction, const ComponentAmounts& amounts, Money there_is) {
    const Money sum = sum_of(amounts);
    if (sum > there_is)
        return fail(ErrorCode::over_limit,
                    fmt::format("{} is more than the prefund of {}", sum.to_yuan(), there_is.to_yuan()), {"prefund"});
    const std::vector<Transfer> capital = postings_of_prefund_lowered(direction, sum);
    const std::vector<Transfer> cleared = postings_of_payment(direction, amounts);
    std::vector<Transfer> transfers;
    // As the table writes it: what gives up the money stands first.
    append(transfers, direction == Direction::visitor ? capital : cleared);
    append(transfers, direction == Direction::visitor ? cleared : capital);
    return transfers;
}

}  // namespace clearing
