#include "sim-peers/money.hpp"

#include <cstdlib>

namespace clearing::peers {
namespace {

/// The number times 10^decimals; nothing when it is no plain decimal, has more decimals, or is too long.
std::optional<std::int64_t> scaled(std::string_view text, int decimals) {
    const bool negative = !text.empty() && text.front() == '-';
    if (negative) text.remove_prefix(1);
    if (text.empty() || text.size() > 20) return std::nullopt;
    std::int64_t value = 0;
    int after_point = -1;
    bool any_digit = false;
    for (const char c : text) {
        if (c == '.' && after_point < 0) {
            after_point = 0;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        any_digit = true;
        if (after_point == decimals) {
            if (c != '0') return std::nullopt;
            continue;
        }
        if (value > (INT64_MAX - 9) / 10) return std::nullopt;
        value = value * 10 + (c - '0');
        if (after_point >= 0) ++after_point;
    }
    if (!any_digit) return std::nullopt;
    for (int i = after_point < 0 ? 0 : after_point; i < decimals; ++i) {
        if (value > INT64_MAX / 10) return std::nullopt;
        value *= 10;
    }
    return negative ? -value : value;
}

__extension__ typedef __int128 wide;

std::int64_t divide_rounding(wide value, wide by) {
    const wide half = by / 2;
    return static_cast<std::int64_t>(value >= 0 ? (value + half) / by : -((-value + half) / by));
}

}  // namespace

std::optional<Fen> read_fen(std::string_view text) {
    const auto value = scaled(text, 2);
    if (!value) return std::nullopt;
    return Fen{*value};
}

std::string to_text(Fen amount) {
    const std::int64_t positive = amount.value < 0 ? -amount.value : amount.value;
    const std::string cents = std::to_string(positive % 100);
    return (amount.value < 0 ? "-" : "") + std::to_string(positive / 100) + (cents.size() == 1 ? ".0" : ".") + cents;
}

std::optional<Ratio> read_ratio(std::string_view text) {
    const auto value = scaled(text, 4);
    if (!value) return std::nullopt;
    return Ratio{*value};
}

std::string to_text(Ratio ratio) {
    std::string decimals = std::to_string(10000 + ratio.ten_thousandths % 10000).substr(1);
    return std::to_string(ratio.ten_thousandths / 10000) + "." + decimals;
}

Fen share_of(Fen amount, Ratio ratio) {
    return {divide_rounding(wide{amount.value} * ratio.ten_thousandths, 10000)};
}

std::optional<Fen> product(std::string_view count, std::string_view unit_price) {
    const auto left = scaled(count, 6);
    const auto right = scaled(unit_price, 6);
    if (!left || !right) return std::nullopt;
    return Fen{divide_rounding(wide{*left} * *right, wide{10'000'000'000})};
}

}  // namespace clearing::peers
