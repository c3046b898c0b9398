// A day told by its sums, its root and by some of its lines, beside all of its lines.
#include "gateway/infra/system/openssl_digest.hpp"
#include "tests/support/closing_steps.hpp"
#include "tests/support/day_store_contract.hpp"
#include "tests/support/day_totals.hpp"

namespace clearing::tests {

using namespace closing;

namespace {

struct SecondDay {
    SettlementRecord late;
    SettlementRecord original;  ///< and its cancel
};

SecondDay day_with_a_late_line(StoreDesk& desk) {
    SettlementRecord doubt = doubtful(desk, "1-doubt");
    close_and_agree(desk, day_key(doubt, first_day));
    desk.applied(test::booking_of(doubt));
    SettlementRecord original = desk.booked(visitor_record("2-original"));
    desk.booked(test::cancel_of(original, "3-cancel"));
    return {std::move(doubt), std::move(original)};
}

}  // namespace

void the_sums_of_a_day_are_those_of_its_lines(const StoreContract& store) {
    StoreDesk desk{store};
    const SecondDay of = day_with_a_late_line(desk);
    const SettlementRecord disputed = desk.booked(visitor_record("4-disputed"));
    doubtful(desk, "5-doubt");
    const DayKey key = day_key(of.original, second_day);
    const auto check_sums = [&] {
        const DayContent content = content_of(desk, key);
        std::vector<DayLine> cleared = content.lines;
        std::erase_if(cleared, [&](const DayLine& line) { return line.no == disputed.no; });
        const SettlementKey nobodys{DivisionCode("330200"), SettlementId("\"no\\line\"")};
        const ports::DaySums sums = desk.value(store.days.sums(key, {disputed.key, nobodys}));
        BOOST_TEST((sums.cleared == sums_of(cleared)));
        BOOST_REQUIRE(sums.cleared.size() == 2U);
        BOOST_TEST((sums.cleared.front().agreement_day == first_day));  // the late line's; a cancel's is its original's
        BOOST_TEST((sums.cleared.back().agreement_day == second_day));
        BOOST_TEST(sums.cleared.back().cancels == 1);
        check(ids(sums.left_out), {"+3302004-disputed"});
        BOOST_TEST((sums.left_out.front().split == content.lines.back().split));
        BOOST_REQUIRE(sums.late.size() == 1U);
        BOOST_TEST((sums.late.front().key == of.late.key));
        BOOST_TEST((sums.late.front().assigned_day == first_day));
        check(ids(sums.carried), ids(content.carried));
        BOOST_TEST(desk.value(store.days.sums(key, {})).left_out.empty());
    };
    check_sums();  // while it is open, and once it is fixed
    switch_day(desk, key);
    check_sums();
}

void what_a_close_tells_is_made_of_the_days_lines(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord original = day_with_a_late_line(desk).original;
    SettlementRecord inpatient = visitor_record("4-inpatient");
    inpatient.care = CareSetting::inpatient;
    desk.booked(inpatient);
    doubtful(desk, "5-doubt");
    const DayKey key = day_key(original, second_day);
    const auto check_all = [&] {
        const DayContent content = content_of(desk, key);
        BOOST_REQUIRE(content.lines.size() == 4U);
        const DayTotals wanted = totals_of(key, content, system::OpenSslDigest());
        const DayTotals told = desk.value(store.days.totals(key));
        BOOST_TEST((told.key == key));
        BOOST_TEST((told.cells == wanted.cells));
        BOOST_TEST(told.cells.size() == 2U);
        BOOST_TEST((told.root == wanted.root));
        BOOST_TEST((told.carried == wanted.carried));
        BOOST_TEST((told.late == wanted.late));
        BOOST_TEST(told.late.size() == 1U);
        // Page by page, as a partner asks for them.
        Ids paged, all;
        for (SettlementId after;;) {
            const std::vector<DayLine> page = desk.value(store.days.lines_after(key, after, 3));
            for (const DayLine& line : page)
                paged.push_back(leaf_text(line));
            if (page.size() < 3U) break;
            after = page.back().key.settlement;
        }
        for (const DayLine& line : content.lines)
            all.push_back(leaf_text(line));
        BOOST_TEST((paged == all));  // of one treatment division, so by key is by id
        const ports::CellGroups inpatients{{InsuranceType("310"), CareSetting::inpatient}};
        BOOST_TEST((desk.value(store.days.lines_in(key, inpatients, 5)).size() == 1U));
        const ports::CellGroups outpatients{{InsuranceType("310"), CareSetting::outpatient},
                                            {InsuranceType("390"), CareSetting::inpatient}};
        BOOST_TEST((desk.value(store.days.lines_in(key, outpatients, 5)).size() == 3U));
        BOOST_TEST((desk.value(store.days.lines_in(key, outpatients, 2)).size() == 2U));
        BOOST_TEST((desk.value(store.days.lines_in(key, {}, 2)).empty()));
    };
    check_all();  // while it is open, and once it is fixed
    switch_day(desk, key);
    check_all();
    const DayKey empty{PlatformName("y"), DivisionCode("1"), Direction::visitor, first_day};
    const DayTotals nothing = desk.value(store.days.totals(empty));
    BOOST_TEST(nothing.cells.empty());
    BOOST_TEST((nothing.root == root_of({}, system::OpenSslDigest())));
}

}  // namespace clearing::tests
