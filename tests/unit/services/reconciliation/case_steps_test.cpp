// From a day that differs to a case, its automatic step, and the person who ends it.
#include "gateway/services/reconciliation/case_steps.hpp"

#include "gateway/services/reconciliation/case_desk.hpp"
#include "gateway/services/reconciliation/case_watch.hpp"
#include "gateway/services/reconciliation/own_day_view.hpp"
#include "gateway/services/reconciliation/reconcile_order.hpp"
#include "tests/support/digest_shelf.hpp"
#include "tests/support/memory_day_digests.hpp"
#include "tests/support/memory_difference_cases.hpp"
#include "tests/support/ningbo.hpp"
#include "tests/support/shelf_day_view.hpp"
#include "tests/unit/domain/splits.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using Kind = DifferenceKind;
using State = ports::LineState::State;
using Words = std::vector<std::string>;

const Bill zhangs_bill{"B1", "1368.83"};
const std::string first_closed = "2018-10-16";

/// Adjustments that are posted once an origin.
struct RememberedAdjustments final : ports::CaseAdjustments {
    std::map<std::string, ports::CaseAdjustment> posted;

    ports::awaitable<Result<std::string>> post(ports::CaseAdjustment adjustment) override {
        const std::string origin = adjustment.origin;
        posted.try_emplace(origin, std::move(adjustment));
        co_return "V-" + origin;
    }
};

/// Shanghai's book is what `partner_lists` says; a line is alike unless it is changed there.
struct CaseWorkshop : Ningbo {
    CaseWorkshop() {
        shanghai.will_pay(zhang_corrected());
        day_world.digests = &digests;
        day_world.settlements = &settlements;
        day_world.cases = &cases;
        day_world.due_on = [](Date opened) { return std::optional(opened.next()); };
        shanghai_days.its_view = &view;
    }

    SettlementKey book(const std::string& name) {
        const VisitId visit = visit_with_bill(name, zhangs_bill);
        settle(visitor_call("2207", "m-" + name), visit, zhangs_bill).value();
        return record_of(visitor_call("2207", "m-" + name)).key;
    }
    DayLine line(const SettlementKey& key) { return reconciliation::line_of(ours(key)); }
    SettlementRecord ours(const SettlementKey& key) {
        return run(settlements.find_by_key(key, Direction::visitor)).value().value();
    }
    /// Shanghai lists these lines, and knows each by its key.
    void partner_lists(const std::vector<DayLine>& lines) {
        theirs.shelf = DigestShelf(digest);
        shanghai_days.lines = lines;
        for (const DayLine& listed : lines) {
            const DivisionCode insured = ours(listed.key).insured_division;
            theirs.shelf.add({listed.key.treatment_division, insured, listed.insurance_type, listed.sign}, listed);
            view.known[listed.key] = {listed.key, State::booked, listed.assigned_day, {}, insured, listed};
        }
    }
    void close_day(const std::string& day = first_closed) {
        clock.set(ClearingDay::parse(day).value().next().to_text() + " 00:00:00");
        const auto closed = close(shanghai_day(day));
        BOOST_REQUIRE_MESSAGE(closed, why(closed));
    }
    int step() {
        reconciliation::CaseSteps steps(
            {clock, digest, days, settlements, cases, other_sides, DivisionCode("330200"), nullptr},
            {.process = "one"});
        return run(steps.step()).value();
    }
    /// "total trying" …, in the order opened.
    Words case_words() {
        Words words;
        for (const DifferenceCase& one : run(cases.list({})).value())
            words.push_back(std::string(name_of(one.difference.kind)) + " " + std::string(name_of(one.state)));
        return words;
    }
    DifferenceCase only_case() { return run(cases.list({})).value().at(0); }
    reconciliation::CaseDesk desk_of_cases() { return {cases, settlements, clock, &adjustments}; }

    MemoryDayDigests digests{books, days, digest};
    MemoryCases case_rows;
    MemoryDifferenceCases cases{books, case_rows};
    ShelfDayDigests theirs{digest};
    ScriptedDayView view{theirs, settlements};
    RememberedAdjustments adjustments;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(case_steps, CaseWorkshop)

BOOST_AUTO_TEST_CASE(an_agreed_day_without_differences_opens_nothing_and_writes_nothing) {
    const SettlementKey a = book("a");
    partner_lists({line(a)});
    close_day();
    BOOST_TEST(case_words().empty());
    BOOST_TEST(books.day_differences.size() <= 1U);
    BOOST_TEST(run(days.differences(shanghai_day(first_closed))).value().empty());
}

BOOST_AUTO_TEST_CASE(a_lost_line_that_is_found_again_is_posted_late_and_clears_on_the_open_day) {
    const SettlementKey a = book("a"), b = book("b");
    partner_lists({line(a)});
    close_day();
    BOOST_TEST((case_words() == Words{"missing_there trying"}));
    BOOST_TEST(only_case().due.value().to_text() == "2018-10-18");
    BOOST_TEST(!ours(b).cleared_day.has_value());
    // Unknown there: asked again, with back-off.
    BOOST_TEST(step() == 1);
    BOOST_TEST(step() == 0);
    BOOST_TEST((case_words() == Words{"missing_there trying"}));
    // Shanghai has put it back.
    partner_lists({line(a), line(b)});
    clock.advance(std::chrono::hours(1));
    BOOST_TEST(step() == 1);
    BOOST_TEST((case_words() == Words{"missing_there settled"}));
    partner_lists({line(b)});
    close_day("2018-10-17");
    BOOST_TEST(ours(b).cleared_day.value().to_text() == "2018-10-17");
    BOOST_TEST((shanghai_days.totals_seen.back().late == std::vector{b}));
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(a_corrected_amount_settles_by_asking_again) {
    const SettlementKey a = book("a");
    DayLine wrong = line(a);
    wrong.split.cash += Money::from_fen(1);
    wrong.split.hospital -= Money::from_fen(1);
    partner_lists({wrong});
    close_day();
    BOOST_TEST((case_words() == Words{"split_law trying"}));
    partner_lists({line(a)});
    BOOST_TEST(step() == 1);
    BOOST_TEST((case_words() == Words{"split_law settled"}));
    BOOST_TEST(only_case().outcome == "alike; it clears on the open day");
}

BOOST_AUTO_TEST_CASE(what_steps_cannot_settle_becomes_a_persons_with_an_alarm) {
    const SettlementKey a = book("a");
    DayLine wrong = line(a);
    wrong.split.account += Money::from_fen(1);
    wrong.split.cash -= Money::from_fen(1);
    partner_lists({wrong});
    close_day();
    for (int round = 0; round < 5; ++round) {
        step();
        clock.advance(std::chrono::hours(12));
    }
    BOOST_TEST((case_words() == Words{"account open"}));
    BOOST_REQUIRE(books.alarms.size() == 1U);
    BOOST_TEST(books.alarms[0] == "account of day 2018-10-16 needs a person: the lines still differ");
    BOOST_TEST(run(cases.notes(only_case().no)).value().size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_we_reversed_is_reversed_there_too) {
    const SettlementKey a = book("a");
    const DayLine listed = line(a);
    partner_lists({listed});
    for (auto& [no, record] : books.records)
        record.state = SettlementState::reversed;
    close_day();
    BOOST_TEST((case_words() == Words{"reversed_on_one_side trying"}));
    BOOST_TEST(step() == 1);
    BOOST_TEST((case_words() == Words{"reversed_on_one_side settled"}));
    BOOST_TEST(only_case().outcome == "unknown there, and refused if it comes");
    BOOST_TEST(shanghai.times_asked("reverse 2207") == 1);
}

BOOST_AUTO_TEST_CASE(a_silent_partner_uses_up_attempts_and_no_more) {
    const SettlementKey a = book("a");
    partner_lists({});
    close_day();
    BOOST_TEST((case_words() == Words{"missing_there trying"}));
    view.silent = Error{ErrorCode::peer_unreachable, "no connection", {}, {}};
    for (int round = 0; round < 9; ++round) {
        step();
        clock.advance(std::chrono::hours(12));
    }
    BOOST_TEST((case_words() == Words{"missing_there open"}));
    BOOST_TEST(run(cases.notes(only_case().no)).value().size() == 5U);
    BOOST_TEST(run(cases.notes(only_case().no)).value().back().text == "no answer: GW2001");
    BOOST_TEST(!ours(a).cleared_day.has_value());
}

BOOST_AUTO_TEST_CASE(comparing_again_by_order_finds_the_same_and_settles_what_is_gone) {
    const SettlementKey a = book("a"), b = book("b");
    partner_lists({line(a)});
    close_day();
    reconciliation::ReconcileOrder order(day_world);
    const auto again = run(order.run(shanghai_day(first_closed), "maker", {})).value();
    BOOST_TEST(!again.is_equal);
    BOOST_TEST((again.lines == std::map<Kind, long long>{{Kind::missing_there, 1}}));
    BOOST_TEST(again.cases_opened == 0);
    partner_lists({line(a), line(b)});
    const auto equal = run(order.run(shanghai_day(first_closed), "maker", {})).value();
    BOOST_TEST(equal.is_equal);
    BOOST_TEST(equal.cases_settled == 1);
    BOOST_TEST((case_words() == Words{"missing_there settled"}));
    // Once more it is what it was: the line is carried, and stays a line of its day until another one clears it.
    BOOST_TEST(run(order.run(shanghai_day(first_closed), "maker", {}))->is_equal);
    BOOST_TEST((case_words() == Words{"missing_there settled"}));
    BOOST_TEST(code_of_answer(run(order.run(shanghai_day("2018-10-17"), "maker", {}))) == "GW1703");
    BOOST_TEST(code_of_answer(run(order.run(shanghai_day("2018-10-19"), "maker", {}))) == "GW1701");
    BOOST_TEST(code_of_answer(run(order.run(shanghai_day(first_closed, Direction::resident_away), "maker", {}))) ==
               "GW1703");
    partner_lists({line(b)});
    close_day("2018-10-17");
    BOOST_TEST((shanghai_days.totals_seen.back().late == std::vector{b}));
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(a_day_that_is_closing_is_not_compared_by_order) {
    book("a");
    clock.set("2018-10-17 00:00:00");
    const DayKey day = shanghai_day(first_closed);
    run(days.switch_day(day, clock.now())).value();
    reconciliation::ReconcileOrder order(day_world);
    BOOST_TEST(code_of_answer(run(order.run(day, "maker", {}))) == "GW1703");
    // Its lines are not decided yet: an answer may still come.
    BOOST_TEST(!books.is_fixed(day));
}

BOOST_AUTO_TEST_CASE(what_the_insured_side_disputes_is_left_out_and_becomes_a_case) {
    const SettlementKey a = book("a"), b = book("b");
    partner_lists({line(a), line(b)});
    shanghai_days.disputes = {b};
    close_day();
    BOOST_TEST((case_words() == Words{"total trying"}));
    BOOST_TEST((only_case().difference.settlement == b));
    BOOST_TEST(only_case().difference.note == "disputed by the insured side");
    BOOST_TEST((shanghai_days.disputed_seen == std::vector<std::vector<SettlementKey>>{{}, {b}}));
    BOOST_TEST(ours(a).cleared_day.has_value());
    BOOST_TEST(!ours(b).cleared_day.has_value());
}

BOOST_AUTO_TEST_CASE(a_partner_that_names_no_line_is_quoted) {
    partner_lists({line(book("a"))});
    shanghai_days.never_agrees = true;
    shanghai_days.reason = "formula A here, B there";
    clock.set("2018-10-17 00:00:00");
    const auto closed = close(shanghai_day(first_closed));
    BOOST_REQUIRE(!closed);
    BOOST_TEST(closed.error().detail == "the partner does not agree to the statement: formula A here, B there");
}

BOOST_AUTO_TEST_CASE(cases_past_their_last_day_are_told_once) {
    book("a");
    partner_lists({});
    close_day();
    reconciliation::CaseWatch watch(cases, clock);
    BOOST_TEST(run(watch.look()).value() == "0 cases overdue that were not told before");
    clock.set("2018-10-19 08:45:00");
    BOOST_TEST(run(watch.look()).value() == "1 cases overdue that were not told before");
    BOOST_TEST(run(watch.look()).value() == "0 cases overdue that were not told before");
    BOOST_TEST(books.alarms.back() ==
               "missing_there of day 2018-10-16 was to be settled by 2018-10-18 and is not: it waits for daemon");
}

BOOST_AUTO_TEST_CASE(only_a_user_of_the_daemon_owns_a_case) {
    book("a");
    partner_lists({});
    close_day();
    reconciliation::CaseDesk of_users{cases, settlements, clock, &adjustments, {"li", "wu"}};
    BOOST_TEST(code_of_answer(run(of_users.assign(only_case().no, "wu", "x"))) == "GW1008");
    BOOST_TEST(run(of_users.assign(only_case().no, "wu", "li"))->assigned_by == "wu");
    // Whoever gave it to him does not move its money, whatever roles he has.
    reconciliation::ResolveOrder order{only_case().no, "wu", "alone", {}};
    order.money = reconciliation::ResolveOrder::Money{true, true, {{Component::hifp, Money::from_fen(1)}}};
    BOOST_TEST(code_of_answer(run(of_users.resolve(order))) == "GW1702");
    BOOST_TEST(adjustments.posted.empty());
}

BOOST_AUTO_TEST_CASE(a_persons_end_with_money_takes_two_and_posts_once) {
    const SettlementKey a = book("a");
    DayLine listed = line(a);
    partner_lists({listed, listed});
    close_day();
    BOOST_TEST((case_words() == Words{"duplicate open"}));
    const long long no = only_case().no;
    auto desk_here = desk_of_cases();
    reconciliation::ResolveOrder order{no, "wu", "the hospital bears it", {}};
    order.money = reconciliation::ResolveOrder::Money{true, true, {{Component::hifp, Money::from_fen(1'000)}}};
    BOOST_TEST(code_of_answer(run(desk_here.resolve(order))) == "GW1703");  // nobody owns it
    run(desk_here.assign(no, "lead", "li")).value();
    run(desk_here.add_note(no, "li", "letter of the other side of 10-19")).value();
    order.actor = "li";
    BOOST_TEST(code_of_answer(run(desk_here.resolve(order))) == "GW1702");  // who works on it
    order.actor = "wu";
    const DifferenceCase ended = run(desk_here.resolve(order)).value();
    BOOST_TEST((ended.state == CaseState::resolved));
    BOOST_TEST(ended.voucher == "V-case-" + std::to_string(no));
    run(desk_here.resolve(order)).value();
    BOOST_TEST(adjustments.posted.size() == 1U);
    const ports::CaseAdjustment& posted = adjustments.posted.begin()->second;
    BOOST_TEST((posted.settlement == ours(a).no));
    BOOST_TEST((posted.amounts == std::map<Component, Money>{{Component::hifp, Money::from_fen(1'000)}}));
    BOOST_TEST(posted.made_by == "wu");
    order.reason = "";
    BOOST_TEST(code_of_answer(run(desk_here.resolve(order))) == "GW1008");
    order = {no, "wu", "again", {}};
    BOOST_TEST(code_of_answer(run(desk_here.resolve(order))) == "GW1703");
}

BOOST_AUTO_TEST_CASE(a_case_that_ended_without_money_moves_none) {
    const SettlementKey a = book("a");
    DayLine listed = line(a);
    partner_lists({listed, listed});
    close_day();
    auto desk_here = desk_of_cases();
    run(desk_here.assign(only_case().no, "lead", "li")).value();
    reconciliation::ResolveOrder order{only_case().no, "wu", "a mistake of theirs", {}};
    run(desk_here.resolve(order)).value();
    order.money = reconciliation::ResolveOrder::Money{true, true, {{Component::hifp, Money::from_fen(1'000)}}};
    BOOST_TEST(code_of_answer(run(desk_here.resolve(order))) == "GW1703");
    BOOST_TEST(adjustments.posted.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
