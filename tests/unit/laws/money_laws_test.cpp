#include "tests/unit/laws/law.hpp"

#include <optional>
#include <stdexcept>

namespace clearing::laws {

namespace {

using Wide = __int128;

/// What a calculation answers, or nothing when it says that it overflows.
template <class F>
std::optional<Money> if_it_fits(F calculate) {
    try {
        return calculate();
    } catch (const std::overflow_error&) {
        return std::nullopt;
    }
}

bool fits(Wide value) {
    return value >= INT64_MIN && value <= INT64_MAX;
}

/// The exact answer, or nothing when no Money can hold it.
std::optional<Money> exactly(Wide value) {
    if (!fits(value)) return std::nullopt;
    return Money::from_fen(static_cast<std::int64_t>(value));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(money)

BOOST_AUTO_TEST_CASE(sums_and_differences_are_exact_or_said_to_overflow) {
    holds("a + b, a − b, −a, |a|", [] {
        const Money a = any_money(), b = any_money();
        const Wide left = a.fen(), right = b.fen();
        RC_ASSERT(if_it_fits([&] { return a + b; }) == exactly(left + right));
        RC_ASSERT(if_it_fits([&] { return a - b; }) == exactly(left - right));
        RC_ASSERT(if_it_fits([&] { return -a; }) == exactly(-left));
        RC_ASSERT(if_it_fits([&] { return a.abs(); }) == exactly(left < 0 ? -left : left));
    });
}

BOOST_AUTO_TEST_CASE(addition_is_associative_where_nothing_overflows) {
    holds("(a + b) + c = a + (b + c)", [] {
        const Money a = any_money(), b = any_money(), c = any_money();
        const auto left = if_it_fits([&] { return (a + b) + c; });
        const auto right = if_it_fits([&] { return a + (b + c); });
        if (left && right) RC_ASSERT(*left == *right);
        const Wide sum = static_cast<Wide>(a.fen()) + b.fen() + c.fen();
        if (left) RC_ASSERT(left == exactly(sum));
        if (right) RC_ASSERT(right == exactly(sum));
    });
}

BOOST_AUTO_TEST_CASE(what_is_printed_is_read_back) {
    holds("parse(to_yuan(a)) = a", [] {
        const Money a = Money::from_fen(*rc::gen::inRange<std::int64_t>(-9'999'999'999'999'999, 9'999'999'999'999'999));
        const auto read = Money::parse(a.to_yuan());
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == a);
        const auto with_zeros = Money::parse((a.is_negative() ? "-00" : "00") + a.abs().to_yuan() + "000");
        RC_ASSERT(with_zeros.has_value());
        RC_ASSERT(*with_zeros == a);
    });
    holds("parse(to_text(d)) = d", [] {
        const Decimal d =
            Decimal::from_millionths(*rc::gen::inRange<std::int64_t>(-9'999'999'999'999'999, 9'999'999'999'999'999));
        const auto read = Decimal::parse(d.to_text());
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == d);
    });
}

BOOST_AUTO_TEST_CASE(a_text_is_read_exactly_or_refused) {
    holds("digits, a point, digits", [] {
        const auto digits = [](int most) {
            return *rc::gen::resize(most, rc::gen::container<std::string>(rc::gen::inRange('0', char('9' + 1))));
        };
        const std::string whole = digits(18), fraction = digits(5);
        const auto read = Money::parse(whole + "." + fraction);
        const auto significant = fraction.find_last_not_of('0');
        const bool is_written_well = !whole.empty() && !fraction.empty();
        const auto leading = std::min(whole.find_first_not_of('0'), whole.size());
        const bool fits = whole.size() - leading <= 14 && (significant == std::string::npos || significant < 2);
        RC_ASSERT(read.has_value() == (is_written_well && fits));
        if (!read) return;
        const std::string cents = (fraction + "00").substr(0, 2);
        RC_ASSERT(read->fen() == std::stoll(whole) * 100 + std::stoll(cents));
    });
    holds("any text is read or refused", [] {
        const auto text =
            *rc::gen::container<std::string>(rc::gen::element('0', '9', '.', '-', '+', 'e', 'E', ' ', 'x'));
        const auto read = Money::parse(text);
        if (read) RC_ASSERT(Money::parse(read->to_yuan()).value() == *read);
        const auto decimal = Decimal::parse(text);
        if (decimal) RC_ASSERT(Decimal::parse(decimal->to_text()).value() == *decimal);
    });
}

BOOST_AUTO_TEST_CASE(shares_round_half_away_from_zero) {
    holds("|amount × ratio − share| ≤ half a fen", [] {
        const Money a = Money::from_fen(*rc::gen::inRange<std::int64_t>(-100'000'000'000, 100'000'000'000));
        const Decimal ratio = Decimal::from_millionths(*rc::gen::inRange<std::int64_t>(0, Decimal::scale + 1));
        const Wide exact = static_cast<Wide>(a.fen()) * ratio.millionths();
        const Wide rounded = static_cast<Wide>(share_of(a, ratio).fen()) * Decimal::scale;
        const Wide drift = rounded - exact;
        RC_ASSERT(drift * 2 <= Decimal::scale && drift * 2 >= -Decimal::scale);
        if (drift * 2 == Decimal::scale) RC_ASSERT(exact > 0);
        if (drift * 2 == -Decimal::scale) RC_ASSERT(exact < 0);
        RC_ASSERT(share_of(-a, ratio) == -share_of(a, ratio));
    });
    holds("count × price of a line is a share too", [] {
        const Decimal count = Decimal::from_millionths(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000));
        const Money price = Money::from_fen(*rc::gen::inRange<std::int64_t>(0, 100'000'000));
        const Decimal unit_price = Decimal::from_millionths(price.fen() * 10'000);
        RC_ASSERT(line_amount(count, unit_price) == share_of(price, count));
        RC_ASSERT(line_amount(-count, unit_price) == -line_amount(count, unit_price));
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::laws
