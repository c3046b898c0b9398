#include "gateway/domain/prefund.hpp"

#include "gateway/domain/prefund_exposure.hpp"
#include "gateway/domain/prefund_movement.hpp"
#include "gateway/domain/prefund_warning.hpp"

#include <climits>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace clearing {
namespace {

Money yuan(const char* text) {
    return *Money::parse(text);
}

PrefundUse use_of(const char* held, const char* exposure) {
    return {yuan(held), yuan(exposure)};
}

constexpr UsageRule usage_rule{70, 90};
constexpr PrefundMarks marks{LevelMarks{70, 60}, LevelMarks{90, 80}, LevelMarks{100, 95}};
using enum PrefundLevel;

}  // namespace

BOOST_AUTO_TEST_SUITE(prefund)

BOOST_AUTO_TEST_CASE(the_size_is_the_quarters_monthly_average_times_the_factor_rounded_once) {
    struct Example {
        const char *in_words, *quarter, *factor, *size;
    };
    const Example table[]{
        {"nothing settled", "0", "2", "0"},
        {"three equal months", "300.00", "2", "200.00"},
        {"a third of a fen is rounded down", "0.01", "1", "0.00"},
        {"two thirds are rounded up: 0.01 × 2 / 3 = 0.0067", "0.01", "2", "0.01"},
        {"half a fen goes away from zero: 0.03 × 0.5 / 3 = 0.005", "0.03", "0.5", "0.01"},
        {"rounded once, not the average and then the product: 100 / 3 × 2 = 66.67", "100.00", "2", "66.67"},
        {"another factor", "12345678.91", "1.5", "6172839.46"},
        {"more was cancelled than settled", "-300.00", "2", "0"},
        {"the greatest amount of the wire", "99999999999999.99", "2", "66666666666666.66"},
    };
    for (const Example& e : table)
        BOOST_TEST(prefund_size(yuan(e.quarter), *Decimal::parse(e.factor)).to_yuan() == yuan(e.size).to_yuan(),
                   e.in_words);
}

BOOST_AUTO_TEST_CASE(official_usage_is_yellow_from_70_and_red_from_90_hundredths_to_the_fen) {
    struct Example {
        const char *in_words, *to_clear, *prefund;
        UsageMark mark;
    };
    const Example table[]{
        {"a fen below", "69.99", "100.00", UsageMark::none},
        {"at it", "70.00", "100.00", UsageMark::yellow},
        {"a fen below red", "89.99", "100.00", UsageMark::yellow},
        {"red", "90.00", "100.00", UsageMark::red},
        {"beyond the prefund", "250.00", "100.00", UsageMark::red},
        {"70 % of an odd amount is 70.007: one fen less is not there", "70.00", "100.01", UsageMark::none},
        {"and one more is", "70.01", "100.01", UsageMark::yellow},
        {"more cancelled than settled", "-5.00", "100.00", UsageMark::none},
        {"no prefund: nothing is used", "5.00", "0", UsageMark::none},
        {"no overflow", "99999999999999.99", "99999999999999.99", UsageMark::red},
    };
    for (const Example& e : table)
        BOOST_TEST((mark_of(yuan(e.to_clear), yuan(e.prefund), usage_rule) == e.mark), e.in_words);
}

BOOST_AUTO_TEST_CASE(the_share_that_is_shown_is_rounded_down) {
    BOOST_TEST(shown_usage(yuan("69.99"), yuan("100.00")).value() == 6999);
    BOOST_TEST(shown_usage(yuan("2.00"), yuan("3.00")).value() == 6666);
    BOOST_TEST(shown_usage(yuan("-2.00"), yuan("3.00")).value() == -6667);
    BOOST_TEST(!shown_usage(yuan("2.00"), yuan("0")).has_value());
}

BOOST_AUTO_TEST_CASE(a_level_rises_once_and_again_only_after_it_has_fallen_below_its_lower_mark) {
    struct Step {
        const char *in_words, *exposure;
        PrefundLevel level;
    };
    const Step story[]{
        {"below all marks", "699.99", calm},
        {"yellow at 70", "700.00", yellow},
        {"down a little: it stands", "650.00", yellow},
        {"up again: it stands, nothing rises", "700.00", yellow},
        {"at the lower mark: it stands", "600.00", yellow},
        {"below the lower mark: over", "599.99", calm},
        {"between the marks: still calm", "650.00", calm},
        {"it may rise again", "700.00", yellow},
        {"two levels in one leap: the higher one rises", "1000.00", exhausted},
        {"below 95: exhausted is over, red stands", "949.99", red},
        {"below 80: red is over, yellow stands", "799.99", yellow},
        {"up to 89.99: yellow stands", "899.99", yellow},
        {"red rises again", "900.00", red},
        {"paid: all over in one step", "-20.00", calm},
    };
    PrefundLevel level = calm;
    for (const Step& step : story) {
        level = next_level(level, use_of("1000.00", step.exposure), marks);
        BOOST_TEST((level == step.level), step.in_words << ": " << name_of(level));
    }
}

BOOST_AUTO_TEST_CASE(without_a_prefund_there_is_no_level) {
    BOOST_TEST((next_level(calm, use_of("0", "500.00"), marks) == calm));
    BOOST_TEST((next_level(exhausted, use_of("0", "500.00"), marks) == calm));
}

BOOST_AUTO_TEST_CASE(a_reservation_fits_to_the_last_fen) {
    BOOST_TEST(fits(use_of("100.00", "60.00"), yuan("40.00")));
    BOOST_TEST(!fits(use_of("100.00", "60.00"), yuan("40.01")));
    BOOST_TEST(!fits(use_of("0", "0"), yuan("0.01")));
    BOOST_TEST(!fits({Money::from_fen(INT64_MAX), Money::from_fen(INT64_MAX)}, yuan("1")));
}

BOOST_AUTO_TEST_CASE(the_forecast_counts_days_of_the_average_of_the_days_before) {
    struct Example {
        const char *in_words, *held, *exposure, *booked;
        int days;
        std::optional<int> after;
    };
    const Example table[]{
        {"10.00 a day, 100.00 left", "200.00", "100.00", "300.00", 30, 10},
        {"a fen more left takes another day", "200.01", "100.00", "300.00", 30, 11},
        {"nothing left", "100.00", "100.00", "300.00", 30, 0},
        {"over it already", "100.00", "120.00", "300.00", 30, 0},
        {"nothing booked: never", "200.00", "100.00", "0", 30, std::nullopt},
        {"more cancelled than booked: never", "200.00", "100.00", "-5.00", 30, std::nullopt},
        {"no days to count: never", "200.00", "100.00", "300.00", 0, std::nullopt},
        {"1.00 in 3 days, 1.00 left: exact, not a rounded average", "2.00", "1.00", "1.00", 3, 3},
        {"further away than anybody asks", "99999999999999.99", "0", "0.01", 30, std::nullopt},
    };
    for (const Example& e : table) {
        const auto days = days_until_exhausted(use_of(e.held, e.exposure), {yuan(e.booked), e.days}, 366);
        BOOST_TEST((days == e.after), e.in_words);
    }
}

BOOST_AUTO_TEST_CASE(a_record_holds_its_reservation_while_its_outcome_is_open) {
    using State = SettlementState;
    struct Example {
        State state;
        bool had_been_booked, holds;
    };
    for (const Example& e : {Example{State::awaiting_answer, false, true},
                             {State::not_sent, false, true},
                             {State::in_doubt, false, true},
                             {State::reversing, false, true},
                             {State::reversing, true, false},
                             {State::booked, false, false},
                             {State::cancelled, false, false},
                             {State::refused, false, false},
                             {State::reversed, false, false},
                             {State::reversed, true, false}}) {
        SettlementRecord record;
        record.state = e.state;
        record.facts.had_been_booked = e.had_been_booked;
        record.prefund.amount = yuan("12.34");
        BOOST_TEST((reserved_by(record) == (e.holds ? yuan("12.34") : Money())), name_of(e.state));
    }
}

BOOST_AUTO_TEST_CASE(the_ledger_says_what_is_unpaid_and_what_is_held) {
    using enum Account;
    const Component c = Component::hifp;
    const Money m = yuan("8.00");
    struct Example {
        const char* in_words;
        Direction direction;
        Transfer transfer;
        const char *unpaid, *held;
    };
    const Direction visitor = Direction::visitor, away = Direction::resident_away;
    const Example table[]{
        {"booked", visitor, {r1, h, c, m}, "8", "0"},
        {"cancelled", visitor, {h, r1, c, m}, "-8", "0"},
        {"cleared: still unpaid", visitor, {r2, r1, c, m}, "0", "0"},
        {"paid", visitor, {t, r2, c, m}, "-8", "0"},
        {"hospital paid", visitor, {h, t, c, m}, "0", "0"},
        {"prefund received", visitor, {t, pr, Component::prefund, m}, "0", "8"},
        {"prefund given back", visitor, {pr, t, Component::prefund, m}, "0", "-8"},
        {"booked, resident", away, {b, p1, c, m}, "8", "0"},
        {"cleared, resident", away, {p1, p2, c, m}, "0", "0"},
        {"paid, resident", away, {p2, t, c, m}, "-8", "0"},
        {"prefund paid", away, {pa, t, Component::prefund, m}, "0", "8"},
        {"prefund got back", away, {t, pa, Component::prefund, m}, "0", "-8"},
    };
    for (const Example& e : table) {
        BOOST_TEST((unpaid_change(e.direction, std::span(&e.transfer, 1)) == yuan(e.unpaid)), e.in_words);
        BOOST_TEST((held_change(e.direction, std::span(&e.transfer, 1)) == yuan(e.held)), e.in_words);
    }
}

BOOST_AUTO_TEST_CASE(each_movement_has_its_posting) {
    using enum Account;
    using Kind = PrefundMovementKind;
    PrefundMovement movement;
    movement.amount = yuan("5000.00");
    const auto posted = [&](Direction direction, Kind kind) {
        movement.key.direction = direction;
        movement.kind = kind;
        const Voucher voucher = voucher_of(movement, 12, "wang", {});
        BOOST_TEST_REQUIRE(voucher.lines.size() == 1U);
        const Transfer& transfer = voucher.lines.front().transfer;
        BOOST_TEST((transfer.component == Component::prefund && transfer.amount == movement.amount));
        return std::pair(transfer.debit, transfer.credit);
    };
    for (const Kind kind : {Kind::first, Kind::annual, Kind::urgent}) {
        BOOST_TEST((posted(Direction::visitor, kind) == std::pair(t, pr)), name_of(kind));
        BOOST_TEST((posted(Direction::resident_away, kind) == std::pair(pa, t)), name_of(kind));
    }
    for (const Kind kind : {Kind::lowered, Kind::returned}) {
        BOOST_TEST((posted(Direction::visitor, kind) == std::pair(pr, t)), name_of(kind));
        BOOST_TEST((posted(Direction::resident_away, kind) == std::pair(t, pa)), name_of(kind));
    }
}

BOOST_AUTO_TEST_CASE(a_movements_voucher_says_what_it_is_of) {
    PrefundMovement movement;
    movement.key = {DivisionCode("310000"), Direction::visitor};
    movement.platform = PlatformName("delta");
    movement.year = 2018;
    movement.kind = PrefundMovementKind::urgent;
    movement.amount = yuan("1.00");
    movement.made_by = "li";
    const Voucher voucher = voucher_of(movement, 12, "wang", {});
    BOOST_TEST(voucher.id == "PF-310000-visitor-2018-12");
    BOOST_TEST(voucher.event == "prefund_urgent");
    BOOST_TEST(voucher.made_by == "wang");
    BOOST_TEST(voucher.lines.front().platform.text == "delta");
    BOOST_TEST(voucher.lines.front().counterparty.text == "310000");
}

BOOST_AUTO_TEST_CASE(a_warning_names_what_stands_and_how_high) {
    const PrefundKey key{DivisionCode("310000"), Direction::visitor};
    const Instant at = *parse_local_time("2018-12-31 23:59:59");
    const PrefundUse use{yuan("1000.00"), yuan("905.00")};
    const PrefundWarning red = warning_of_level(key, PrefundLevel::red, use, at);
    BOOST_TEST(red.kind == "prefund_red");
    BOOST_TEST(red.subject == "310000-visitor-2018");
    BOOST_TEST(red.text == "prefund of 310000 (visitor): the live exposure is red; exposure 905.00 of 1000.00");
    const PrefundWarning forecast = warning_of_forecast(key, *Date::parse("2019-01-05"), use, at);
    BOOST_TEST(forecast.kind == "prefund_forecast");
    BOOST_TEST(forecast.text.find("runs out on 2019-01-05") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_movement_names_its_bank_and_nobody_releases_their_own) {
    PrefundMovement good;
    good.key = {DivisionCode("310000"), Direction::visitor};
    good.platform = PlatformName("delta");
    good.year = 2018;
    good.amount = yuan("1.00");
    good.bank = "工商银行";
    good.serial = "S-1";
    good.made_by = "li";
    BOOST_TEST(check(good).has_value());
    for (auto PrefundMovement::* field :
         {&PrefundMovement::bank, &PrefundMovement::serial, &PrefundMovement::made_by}) {
        PrefundMovement bad = good;
        (bad.*field).clear();
        BOOST_TEST((check(bad).error().code == ErrorCode::missing_field));
    }
    for (const char* amount : {"0", "-1"}) {
        PrefundMovement bad = good;
        bad.amount = yuan(amount);
        BOOST_TEST((check(bad).error().fields == std::vector<std::string>{"amount"}));
    }
    BOOST_TEST((check_release(good, "li").error().code == ErrorCode::forbidden));
    BOOST_TEST((check_release(good, "").error().code == ErrorCode::forbidden));
    BOOST_TEST(check_release(good, "wang").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
