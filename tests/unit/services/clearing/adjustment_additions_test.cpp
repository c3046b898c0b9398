// What statements list beside their lines are the books' adjustments (SETTLEMENT §6).
#include "gateway/services/clearing/adjustment_additions.hpp"

#include "tests/support/event_loop.hpp"

#include <cstdlib>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const PairKey guiyang{PlatformName("national"), DivisionCode("520100"), Direction::visitor};

ClearingDay day(std::string_view text) {
    return ClearingDay::parse(text).value();
}

Adjustment adjustment(ClearingDay on, AdjustmentReason reason, std::string voucher, ComponentAmounts amounts) {
    Adjustment made;
    made.key = day_key(guiyang, on);
    made.settlement = SettlementId("S1");
    made.reason = reason;
    made.amounts = std::move(amounts);
    made.origin = "finding-7";
    made.voucher = std::move(voucher);
    return made;
}

struct BooksOfAdjustments final : ports::Adjustments {
    std::vector<Adjustment> posted;
    ports::awaitable<Result<Adjustment>> post(NewAdjustment) override { std::abort(); }
    ports::awaitable<Result<Adjusted>> adjusted(SettlementNo, Bearer) override { std::abort(); }
    ports::awaitable<Result<std::vector<Adjustment>>> of_day(DayKey) override { std::abort(); }
    ports::awaitable<Result<std::vector<Adjustment>>> cleared_on(DayKey key) override {
        std::vector<Adjustment> found;
        for (const Adjustment& one : posted)
            if (one.key == key) found.push_back(one);
        co_return found;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(adjustment_additions)

BOOST_AUTO_TEST_CASE(each_component_is_listed_once_in_its_month_and_a_cancel_is_counted_with_its_line) {
    BooksOfAdjustments books;
    const Money ten = Money::parse("10.00").value(), three = Money::parse("3.00").value();
    books.posted = {
        adjustment(day("2018-10-16"), AdjustmentReason::deduction, "V2",
                   {{Component::hifp, -ten}, {Component::maf, -three}}),
        adjustment(day("2018-10-16"), AdjustmentReason::cancel_after_clearing, "", {{Component::hifp, -ten}}),
        adjustment(day("2018-11-01"), AdjustmentReason::dispute_lost, "V3", {{Component::hifp, -three}})};
    statements::AdjustmentAdditions additions(books);
    test::EventLoop loop;
    const auto october = loop.run(additions.of(guiyang, Period::month("2018-10").value())).value();
    BOOST_REQUIRE(october.size() == 3U);
    BOOST_TEST((october[0].kind == AdditionKind::refund && october[0].id == "S1"));
    BOOST_TEST(october[0].in_clearing);
    Money beside;
    for (const StatementAddition& one : october)
        if (!one.in_clearing) beside += one.amount;
    BOOST_TEST(beside.to_yuan() == "-13.00");
    BOOST_TEST((october[1].kind == AdditionKind::deduction && october[1].origin == "finding-7"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
