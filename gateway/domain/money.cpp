#include "gateway/domain/money.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace clearing {
namespace {

using Wide = __int128;

struct DecimalText {
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;  ///< without trailing zeros
};

bool all_digits(std::string_view text) {
    for (char c : text)
        if (c < '0' || c > '9') return false;
    return true;
}

Result<DecimalText> split_decimal(std::string_view text) {
    DecimalText parts;
    std::string_view rest = text;
    if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
        parts.negative = rest.front() == '-';
        rest.remove_prefix(1);
    }
    const auto point = rest.find('.');
    parts.whole = rest.substr(0, point);
    if (point != std::string_view::npos) {
        parts.fraction = rest.substr(point + 1);
        if (parts.fraction.empty()) return fail(ErrorCode::wrong_type, "not a decimal number");
    }
    if (parts.whole.empty() || !all_digits(parts.whole) || !all_digits(parts.fraction))
        return fail(ErrorCode::wrong_type, "not a decimal number");
    while (!parts.fraction.empty() && parts.fraction.back() == '0')
        parts.fraction.remove_suffix(1);
    while (parts.whole.size() > 1 && parts.whole.front() == '0')
        parts.whole.remove_prefix(1);
    return parts;
}

/// Digits as an integer scaled by 10^decimals. Precondition: the digits fit (checked by the caller's limits).
std::int64_t scaled(const DecimalText& parts, std::size_t decimals) {
    std::int64_t value = 0;
    for (char c : parts.whole)
        value = value * 10 + (c - '0');
    for (std::size_t i = 0; i < decimals; ++i)
        value = value * 10 + (i < parts.fraction.size() ? parts.fraction[i] - '0' : 0);
    return parts.negative ? -value : value;
}

Result<std::int64_t> parse_scaled(std::string_view text, std::size_t decimals, std::size_t whole_digits) {
    auto parts = split_decimal(text);
    if (!parts) return fail(parts.error());
    if (parts->fraction.size() > decimals)
        return fail(ErrorCode::too_many_decimals, fmt::format("at most {} decimals", decimals));
    if (parts->whole.size() > whole_digits) return fail(ErrorCode::over_limit, "the number is too large");
    return scaled(*parts, decimals);
}

std::int64_t narrowed(Wide value) {
    if (value > INT64_MAX || value < INT64_MIN) throw std::overflow_error("amount overflows");
    return static_cast<std::int64_t>(value);
}

Wide divide_half_away(Wide value, Wide divisor) {
    const Wide half = divisor / 2;
    return value >= 0 ? (value + half) / divisor : -((-value + half) / divisor);
}

}  // namespace

Result<Money> Money::parse(std::string_view yuan) {
    auto fen = parse_scaled(yuan, 2, 14);
    if (!fen) return fail(fen.error());
    return Money(*fen);
}

std::string Money::to_yuan() const {
    const Wide magnitude = fen_ < 0 ? -static_cast<Wide>(fen_) : static_cast<Wide>(fen_);
    return fmt::format("{}{}.{:02}", fen_ < 0 ? "-" : "", static_cast<std::uint64_t>(magnitude / 100),
                       static_cast<std::uint64_t>(magnitude % 100));
}

Money Money::operator-() const {
    return Money(narrowed(-static_cast<Wide>(fen_)));
}

Money& Money::operator+=(Money other) {
    fen_ = narrowed(static_cast<Wide>(fen_) + other.fen_);
    return *this;
}

Money& Money::operator-=(Money other) {
    fen_ = narrowed(static_cast<Wide>(fen_) - other.fen_);
    return *this;
}

Result<Decimal> Decimal::parse(std::string_view text) {
    auto value = parse_scaled(text, 6, 10);
    if (!value) return fail(value.error());
    return Decimal(*value);
}

std::string Decimal::to_text() const {
    const bool negative = millionths_ < 0;
    const auto magnitude = static_cast<std::uint64_t>(negative ? -millionths_ : millionths_);
    std::string text = fmt::format("{}{}", negative ? "-" : "", magnitude / scale);
    if (magnitude % scale == 0) return text;
    text += fmt::format(".{:06}", magnitude % scale);
    while (text.back() == '0')
        text.pop_back();
    return text;
}

Decimal Decimal::operator+(Decimal other) const {
    return Decimal(narrowed(static_cast<Wide>(millionths_) + other.millionths_));
}

Money line_amount(Decimal count, Decimal unit_price) {
    const Wide product = static_cast<Wide>(count.millionths()) * unit_price.millionths();  // 10^-12 yuan
    return Money::from_fen(narrowed(divide_half_away(product, static_cast<Wide>(10'000'000'000))));
}

Money share_of(Money amount, Decimal ratio) {
    const Wide product = static_cast<Wide>(amount.fen()) * ratio.millionths();
    return Money::from_fen(narrowed(divide_half_away(product, Decimal::scale)));
}

}  // namespace clearing
