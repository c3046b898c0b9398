#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clearing::peers {

/// Integer fen (1/100 yuan). The peers' own money: no floating point, no code shared with the gateway.
struct Fen {
    std::int64_t value = 0;

    auto operator<=>(const Fen&) const = default;
    Fen operator+(Fen other) const { return {value + other.value}; }
    Fen operator-(Fen other) const { return {value - other.value}; }
    Fen operator-() const { return {-value}; }
    Fen& operator+=(Fen other) { return *this = *this + other; }
    Fen& operator-=(Fen other) { return *this = *this - other; }
};

/// A share of one in ten-thousandths: "0.85" is 8500.
struct Ratio {
    std::int64_t ten_thousandths = 0;

    auto operator<=>(const Ratio&) const = default;
};

/// "1368.83", "-3520.0", "4"; nothing when there are more than two decimals that are not zero, or no number.
std::optional<Fen> read_fen(std::string_view text);
/// Yuan with two decimals: "1368.83".
std::string to_text(Fen amount);

/// "0.85", "1"; nothing beyond four decimals.
std::optional<Ratio> read_ratio(std::string_view text);
std::string to_text(Ratio ratio);

/// Rounded half away from zero to the fen.
Fen share_of(Fen amount, Ratio ratio);

/// count × unit price (up to six decimals each), rounded half away from zero to the fen; nothing when unreadable.
std::optional<Fen> product(std::string_view count, std::string_view unit_price);

}  // namespace clearing::peers
