#include "gateway/domain/postings_adjustment.hpp"

#include "gateway/domain/transfers.hpp"

#include <fmt/format.h>

namespace clearing {
namespace {

constexpr Sides deduction_sides(Direction direction) {
    return direction == Direction::visitor ? Sides{Account::h, Account::r1} : Sides{Account::p1, Account::b};
}

constexpr Sides lost_dispute_sides(Direction direction, Bearer bearer) {
    if (direction == Direction::visitor && bearer == Bearer::suspended) return {Account::x, Account::r1};
    return deduction_sides(direction);
}

}  // namespace

Result<ComponentAmounts> deduction_of(Money amount, const ComponentAmounts& owed) {
    if (!(amount > Money())) return fail(ErrorCode::invalid_value, "a deduction takes back more than nothing");
    return shared_out(amount, funds_in(owed));
}

Result<ComponentAmounts> deduction_of(const ComponentAmounts& named, const ComponentAmounts& owed) {
    if (named.empty()) return fail(ErrorCode::invalid_value, "a deduction takes back more than nothing");
    for (const auto& [component, amount] : named) {
        const std::string name(name_of(component));
        if (!(amount > Money())) return fail(ErrorCode::invalid_value, name + " is not more than nothing", {name});
        const auto found = owed.find(component);
        const Money there_is = found == owed.end() ? Money() : found->second;
        if (amount > there_is)
            return fail(ErrorCode::invalid_value,
                        fmt::format("{} {} is more than the {} owed", name, amount.to_yuan(), there_is.to_yuan()),
                        {name});
    }
    return named;
}

std::vector<Transfer> postings_of_deduction(Direction direction, const ComponentAmounts& amounts) {
    return transfers_of(deduction_sides(direction), amounts);
}

std::vector<Transfer> postings_of_withdrawn_deduction(Direction direction, const ComponentAmounts& amounts) {
    return transfers_of(deduction_sides(direction).swapped(), amounts);
}

std::string_view name_of(Bearer bearer) {
    return bearer == Bearer::hospital ? "hospital" : "suspended";
}

std::optional<Bearer> bearer_named(std::string_view name) {
    for (const Bearer bearer : {Bearer::hospital, Bearer::suspended})
        if (name == name_of(bearer)) return bearer;
    return std::nullopt;
}

std::vector<Transfer> postings_of_lost_dispute(Direction direction, const ComponentAmounts& amounts, Bearer bearer) {
    return transfers_of(lost_dispute_sides(direction, bearer), amounts);
}

std::vector<Transfer> postings_of_won_dispute(Direction direction, const ComponentAmounts& amounts, Bearer bearer) {
    return transfers_of(lost_dispute_sides(direction, bearer).swapped(), amounts);
}

}  // namespace clearing
