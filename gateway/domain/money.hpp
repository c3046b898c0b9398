#pragma once

#include "gateway/domain/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace clearing {

/// An amount in integer fen (1/100 yuan). Arithmetic is checked: an overflow throws std::overflow_error, which no input
/// within the wire's N(16,2) can cause for fewer than nine hundred addends.
class Money {
public:
    constexpr Money() = default;
    static constexpr Money from_fen(std::int64_t fen) { return Money(fen); }

    /// Reads an exact decimal of yuan: "69.6", "4", "-3520.0", "1E2" is refused. At most 14 digits before the point.
    /// Errors: wrong_type (no decimal), too_many_decimals (a third decimal that is not 0), over_limit.
    static Result<Money> parse(std::string_view yuan);

    constexpr std::int64_t fen() const { return fen_; }
    constexpr bool is_zero() const { return fen_ == 0; }
    constexpr bool is_negative() const { return fen_ < 0; }
    Money abs() const { return is_negative() ? -*this : *this; }

    /// "1126.60": always two decimals.
    std::string to_yuan() const;

    Money operator-() const;
    Money& operator+=(Money other);
    Money& operator-=(Money other);
    friend Money operator+(Money left, Money right) { return left += right; }
    friend Money operator-(Money left, Money right) { return left -= right; }
    friend constexpr auto operator<=>(Money, Money) = default;

private:
    constexpr explicit Money(std::int64_t fen) : fen_(fen) {}
    std::int64_t fen_ = 0;
};

/// A unit price, a count or a ratio: an exact decimal with at most six decimals.
class Decimal {
public:
    static constexpr std::int64_t scale = 1'000'000;

    constexpr Decimal() = default;
    static constexpr Decimal from_millionths(std::int64_t value) { return Decimal(value); }

    /// Errors: wrong_type, too_many_decimals (a seventh that is not 0), over_limit (more than 10 digits before the
    /// point).
    static Result<Decimal> parse(std::string_view text);

    constexpr std::int64_t millionths() const { return millionths_; }
    constexpr bool is_zero() const { return millionths_ == 0; }
    constexpr bool is_negative() const { return millionths_ < 0; }

    /// Shortest exact text: "0.3333", "176", "-20".
    std::string to_text() const;

    Decimal operator-() const { return Decimal(-millionths_); }
    Decimal operator+(Decimal other) const;
    friend constexpr auto operator<=>(Decimal, Decimal) = default;

private:
    constexpr explicit Decimal(std::int64_t value) : millionths_(value) {}
    std::int64_t millionths_ = 0;
};

/// round2(count × price): half away from zero, exact in between.
Money line_amount(Decimal count, Decimal unit_price);

/// amount × ratio, rounded to fen, half away from zero.
Money share_of(Money amount, Decimal ratio);

}  // namespace clearing
