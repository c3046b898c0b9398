// How two views of a day are narrowed down to the lines that differ.
#include "gateway/services/reconciliation/classify.hpp"
#include "tests/support/digest_shelf.hpp"
#include "tests/support/generated_day.hpp"
#include "tests/support/ningbo.hpp"
#include "tests/support/shelf_day_view.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using reconciliation::Fanout;
using reconciliation::LinesThatDiffer;
using reconciliation::Narrower;
using reconciliation::NextLook;
using reconciliation::RangePair;
using Words = std::vector<std::string>;

Sha256 digest_of(char name) {
    Sha256 digest{};
    digest.fill(static_cast<std::byte>(name));
    return digest;
}

RangePair pair(long long ours, char our_digest, long long theirs, char their_digest) {
    return {{{}, ours, digest_of(our_digest)}, {{}, theirs, digest_of(their_digest)}};
}

/// Two days of the same lines, to be changed.
struct TwoViews : Ningbo {
    /// Both sides have 1 … count but for these.
    void fill(long long count, const std::set<long long>& not_ours = {}, const std::set<long long>& not_theirs = {}) {
        for (long long number = 1; number <= count; ++number) {
            if (!not_ours.contains(number))
                ours.shelf.add(GeneratedDay::group_of(number), GeneratedDay::line_of(number));
            if (!not_theirs.contains(number))
                theirs.shelf.add(GeneratedDay::group_of(number), GeneratedDay::line_of(number));
        }
    }
    Result<LinesThatDiffer> narrow(Narrower::Limits limits = {}) {
        Narrower narrower(ours, view, digest, limits);
        return run(narrower.run(shanghai_day("2018-10-16")));
    }
    void keep_booked(const DayLine& line, const DayKey& day) {
        SettlementRecord& record = books.records[SettlementNo(1)];
        record.no = SettlementNo(1);
        record.key = line.key;
        record.platform = day.platform;
        record.counterparty = day.counterparty;
        record.direction = day.direction;
        record.assigned_day = day.day;
        record.state = SettlementState::booked;
        record.insurance_type = line.insurance_type;
        record.care = line.care;
        record.answer.split = line.split;
    }
    static Words ids(const std::vector<reconciliation::GroupedLine>& lines) {
        Words ids;
        for (const auto& line : lines)
            ids.push_back(std::to_string(std::stoll(line.line.key.settlement.text.substr(6))));
        std::ranges::sort(ids);
        return ids;
    }

    ShelfDayDigests ours{digest}, theirs{digest};
    ScriptedDayView view{theirs, settlements};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(narrowing, TwoViews)

BOOST_AUTO_TEST_CASE(the_next_look_at_a_range_in_words) {
    struct Row {
        std::string in_words;
        RangePair pair;
        NextLook look;
    };
    const std::vector<Row> rows{
        {"equal", pair(100, 'a', 100, 'a'), NextLook::none},
        {"as many lines, others", pair(100, 'a', 100, 'b'), NextLook::cut},
        {"one line less there", pair(100, 'a', 99, 'b'), NextLook::cut},
        {"few lines", pair(16, 'a', 16, 'b'), NextLook::lines},
        {"one more than few", pair(17, 'a', 17, 'b'), NextLook::cut},
        {"few here, many there", pair(1, 'a', 5'000, 'b'), NextLook::lines},
        {"nothing here: all of theirs differ", pair(0, 'a', 5'000, 'b'), NextLook::lines},
        {"nothing there: all of ours differ", pair(5'000, 'a', 0, 'b'), NextLook::lines},
        {"nothing on either side", pair(0, 'a', 0, 'a'), NextLook::none},
    };
    for (const Row& row : rows)
        BOOST_TEST((reconciliation::next_look(row.pair, Fanout{}) == row.look), row.in_words);
}

BOOST_AUTO_TEST_CASE(a_range_is_cut_until_few_lines_are_left_and_never_in_one) {
    const Fanout fanout;
    BOOST_TEST(reconciliation::parts_of(1'000'000, 1'024, fanout) == 1'024);
    BOOST_TEST(reconciliation::parts_of(977, 16, fanout) == 16);
    BOOST_TEST(reconciliation::parts_of(61, 16, fanout) == 4);
    BOOST_TEST(reconciliation::parts_of(17, 16, fanout) == 2);
    BOOST_TEST(reconciliation::parts_of(1, 16, fanout) == 2);
    BOOST_TEST(reconciliation::parts_of(50, 1, fanout) == 2);
    BOOST_TEST(reconciliation::parts_of(50, 16, {.lines = 0}) == 16);
}

BOOST_AUTO_TEST_CASE(equal_days_are_told_by_their_groups_alone) {
    fill(500);
    const auto found = narrow().value();
    BOOST_TEST(found.ours.empty());
    BOOST_TEST(found.theirs.empty());
    BOOST_TEST((view.asked == Words{"groups"}));
}

BOOST_AUTO_TEST_CASE(what_one_side_lacks_is_found_in_both_directions) {
    fill(3'000, {7, 1'500}, {8, 2'999});
    const auto found = narrow().value();
    BOOST_TEST((ids(found.ours) == Words{"2999", "8"}));
    BOOST_TEST((ids(found.theirs) == Words{"1500", "7"}));
}

BOOST_AUTO_TEST_CASE(a_line_that_differs_comes_from_both_sides) {
    fill(3'000, {}, {1'234});
    DayLine other = GeneratedDay::line_of(1'234);
    other.split.cash += Money::from_fen(1);
    theirs.shelf.add(GeneratedDay::group_of(1'234), other);
    const auto found = narrow().value();
    BOOST_TEST((ids(found.ours) == Words{"1234"}));
    BOOST_TEST((ids(found.theirs) == Words{"1234"}));
}

BOOST_AUTO_TEST_CASE(an_empty_day_against_a_full_one_is_read_page_by_page) {
    for (long long number = 1; number <= 9'000; ++number)
        theirs.shelf.add(GeneratedDay::group_of(number), GeneratedDay::line_of(number));
    const auto found = narrow().value();
    BOOST_TEST(found.theirs.size() == 9'000U);
    // Four groups of 2,250 lines: three pages each, and no digest beside the groups'.
    BOOST_TEST(std::ranges::count(view.asked, "lines 1") == 12);
    BOOST_TEST(view.asked.size() == 13U);
}

BOOST_AUTO_TEST_CASE(books_that_are_too_far_apart_are_not_read) {
    for (long long number = 1; number <= 5'000; ++number)
        theirs.shelf.add(GeneratedDay::group_of(number), GeneratedDay::line_of(number));
    const auto refused = narrow({.fanout = {}, .most_lines = 1'000});
    BOOST_TEST(code_of_answer(refused) == stable_code(ErrorCode::over_limit));
    BOOST_TEST((view.asked == Words{"groups"}));
}

BOOST_AUTO_TEST_CASE(a_double_is_found_on_whichever_side_it_is) {
    fill(200);
    theirs.shelf.add(GeneratedDay::group_of(9), GeneratedDay::line_of(9));
    ours.shelf.add(GeneratedDay::group_of(10), GeneratedDay::line_of(10));
    const auto found = narrow().value();
    BOOST_TEST((ids(found.ours) == Words{"10", "10", "9"}));
    BOOST_TEST((ids(found.theirs) == Words{"10", "9", "9"}));
    const auto differences = reconciliation::classify(found, {});
    BOOST_REQUIRE(differences.size() == 2U);
    BOOST_TEST((differences[0].kind == DifferenceKind::duplicate));
    BOOST_TEST(differences[0].theirs == "2");
    BOOST_TEST((differences[1].kind == DifferenceKind::duplicate));
    BOOST_TEST(differences[1].ours == "2");
}

BOOST_AUTO_TEST_CASE(of_two_lines_of_one_id_the_equal_one_is_the_match) {
    DayLine line = GeneratedDay::line_of(1), other = line;
    other.split.cash += Money::from_fen(5);
    const ports::LineGroup group = GeneratedDay::group_of(1);
    // Whichever stands first: the amounts are agreed, only the double is not.
    for (const auto& pair : {std::vector{line, other}, std::vector{other, line}}) {
        const LinesThatDiffer lines{{{group, line}}, {{group, pair[0]}, {group, pair[1]}}};
        const auto differences = reconciliation::classify(lines, {});
        BOOST_REQUIRE(differences.size() == 1U);
        BOOST_TEST((differences[0].kind == DifferenceKind::duplicate));
    }
}

BOOST_AUTO_TEST_CASE(a_field_that_does_not_travel_is_not_judged) {
    const ports::LineGroup group = GeneratedDay::group_of(1);
    DayLine line = GeneratedDay::line_of(1), other = line;
    other.split.cash += Money::from_fen(5);
    other.split.person_total += Money::from_fen(5);
    other.split.hospital -= Money::from_fen(5);
    const LinesThatDiffer lines{{{group, line}}, {{group, other}}};
    BOOST_TEST(reconciliation::classify(lines, {}).size() == 1U);  // cash: what the hospital bears follows
    BOOST_TEST(reconciliation::classify(lines, {.components = false, .cash = false}).empty());
}

BOOST_AUTO_TEST_CASE(a_partner_that_falls_silent_ends_it_with_its_error) {
    fill(100, {}, {4});
    view.silent = Error{ErrorCode::peer_unreachable, "no connection", {}, {}};
    BOOST_TEST(code_of_answer(narrow()) == "GW2001");
}

BOOST_AUTO_TEST_CASE(a_partner_without_these_messages_is_asked_for_all_its_lines) {
    day_world.digests = &ours;
    shanghai_days.its_view = &view;
    view.silent = Error{ErrorCode::unknown_transaction, "", {}, {}};
    const DayLine line = GeneratedDay::line_of(1);
    ours.shelf.add(GeneratedDay::group_of(1), line);
    const DayKey day = shanghai_day("2018-10-16");
    keep_booked(line, day);
    DayLine other = line;
    other.split.cash += Money::from_fen(5);
    shanghai_days.lines = {other};
    const auto comparison =
        run(reconciliation::compare_unequal(day_world, day, *other_sides.platform(day.platform))).value();
    BOOST_REQUIRE(comparison.differences.size() == 2U);  // cash, and the law it breaks
    BOOST_TEST((comparison.differences[0].kind == DifferenceKind::cash));
    BOOST_TEST((view.asked == Words{"groups"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
