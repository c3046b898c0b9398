// Closing a day that is ours to close: order, waiting, comparing, carrying (SETTLEMENT §3).
#include "tests/support/day_totals.hpp"
#include "tests/support/ningbo.hpp"
#include "tests/unit/domain/splits.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const Bill zhang{"B1", "1368.83"};

std::string in_hex(const std::string& bytes) {
    return hex(std::as_bytes(std::span(bytes)));
}

struct Closing : Ningbo {
    Closing() { shanghai.will_pay(zhang_corrected()); }

    SettledBill book(std::string name) {
        const VisitId visit = visit_with_bill(name, zhang);
        return settle(visitor_call("2207", "m-" + name), visit, zhang).value();
    }
    void lose(std::string name, Happening what = Happening::lost_reply) {
        const VisitId visit = visit_with_bill(name, zhang);
        shanghai.answer_next({what});
        BOOST_REQUIRE(!settle(visitor_call("2207", "m-" + name), visit, zhang).has_value());
    }
    SettlementKey key_of(std::string name) { return record_of(visitor_call("2207", "m-" + name)).key; }
    DayState day_state(std::string_view day) { return run(days.find(shanghai_day(day))).value()->state; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(closing_a_day, Closing)

BOOST_AUTO_TEST_CASE(an_equal_day_is_agreed_and_cleared) {
    const SettledBill bill = book("a");
    clock.set("2018-10-17 00:00:00");
    const auto statement = close(shanghai_day("2018-10-16"));
    BOOST_REQUIRE_MESSAGE(statement, why(statement));
    BOOST_TEST((statement->state == DayState::agreed));
    BOOST_TEST(statement->id == "330200-delta-310000-visitor-2018-10-16");
    BOOST_TEST(statement->receivable_or_payable().to_yuan() == "1128.60");
    BOOST_TEST(statement->balances());
    BOOST_TEST(statement->cells.size() == 1);
    BOOST_TEST(statement->formula.id == "DELTA-31-2018");
    BOOST_TEST((trial_balance(shanghai_day("2018-10-16")) ==
                std::vector<std::string>{"R1 hifp 1126.60 1126.60", "R1 acct 2.00 2.00", "R2 hifp 1126.60 0.00",
                                         "R2 acct 2.00 0.00", "H hifp 0.00 1126.60", "H acct 0.00 2.00"}));
    BOOST_TEST(record(bill.settlement).cleared_day->to_text() == "2018-10-16");
    BOOST_TEST((day_state("2018-10-16") == DayState::agreed));
    BOOST_TEST((day_state("2018-10-17") == DayState::open));
}

BOOST_AUTO_TEST_CASE(the_statements_trial_balance_is_the_one_of_the_books) {
    book("a");
    clock.set("2018-10-17 00:00:00");
    const Statement statement = close(shanghai_day("2018-10-16")).value();
    std::vector<std::string> words;
    for (const BalanceLine& line : statement.trial_balance)
        words.push_back(std::string(name_of(line.account)) + " " + std::string(name_of(line.component)) + " " +
                        line.debits.to_yuan() + " " + line.credits.to_yuan());
    BOOST_TEST((words == trial_balance(shanghai_day("2018-10-16"))));
}

BOOST_AUTO_TEST_CASE(repeating_a_close_answers_the_same_statement_and_posts_nothing_more) {
    book("a");
    clock.set("2018-10-17 00:00:00");
    const Statement first = close(shanghai_day("2018-10-16")).value();
    const std::size_t postings = books.ledger.size();
    clock.advance(std::chrono::hours(1));
    const Statement again = close(shanghai_day("2018-10-16")).value();
    BOOST_TEST(again.id == first.id);
    BOOST_TEST((again.made_at == first.made_at));
    BOOST_TEST(books.ledger.size() == postings);
    BOOST_TEST(shanghai_days.proposals.size() == 1);
}

BOOST_AUTO_TEST_CASE(a_day_that_is_not_over_is_not_closed) {
    book("a");
    clock.set("2018-10-16 23:59:59");
    BOOST_TEST(code_of_answer(close(shanghai_day("2018-10-16"))) == "GW1516");
    BOOST_TEST((day_state("2018-10-16") == DayState::open));
    clock.set("2018-10-17 00:00:00");
    BOOST_TEST(code_of_answer(close(shanghai_day("2018-10-16"))) == "0");
}

BOOST_AUTO_TEST_CASE(a_national_day_waits_for_its_grace) {
    const DayKey key = guiyang_day("2018-10-16");
    clock.set("2018-10-17 00:29:59");
    BOOST_TEST(code_of_answer(close(key)) == "GW1516");
    clock.set("2018-10-17 00:30:00");
    BOOST_TEST(code_of_answer(close(key)) == "0");
}

BOOST_AUTO_TEST_CASE(an_empty_day_sends_a_close_too) {
    clock.set("2018-10-17 00:00:00");
    const auto statement = close(shanghai_day("2018-10-16"));
    BOOST_REQUIRE(statement.has_value());
    BOOST_REQUIRE(shanghai_days.totals_seen.size() == 1);
    BOOST_TEST(shanghai_days.totals_seen[0].cells.empty());
    // SHA-256 of nothing (delta.proto, DayCloseRequest).
    BOOST_TEST(in_hex(shanghai_days.totals_seen[0].root) ==
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    BOOST_TEST((statement->state == DayState::agreed));
    BOOST_TEST(statement->receivable_or_payable().is_zero());
}

BOOST_AUTO_TEST_CASE(the_partner_closes_the_day_of_our_residents_and_an_unknown_platform_has_none) {
    clock.set("2018-10-17 00:00:00");
    BOOST_TEST(code_of_answer(close(shanghai_day("2018-10-16", Direction::resident_away))) == "GW1703");
    DayKey nowhere = shanghai_day("2018-10-16");
    nowhere.platform = PlatformName("elsewhere");
    BOOST_TEST(code_of_answer(close(nowhere)) == "GW1701");
}

BOOST_AUTO_TEST_CASE(a_day_that_is_none_of_the_pairs_is_refused_and_the_real_one_closes_afterwards) {
    book("a");
    clock.set("2018-10-17 00:30:00");
    const auto other = [](DayKey key, const char* platform, const char* counterparty) {
        key.platform = PlatformName(platform);
        key.counterparty = DivisionCode(counterparty);
        return key;
    };
    struct Slip {
        DayKey key;
        std::string_view code, field;
    };
    const DayKey yesterday = shanghai_day("2018-10-16");
    const std::size_t begun = books.days.size();
    for (const Slip& slip : {
             Slip{guiyang_day("1999-01-01"), "GW1008", "day"},                     // no agreement is in force
             Slip{shanghai_day("2018-08-31"), "GW1008", "day"},                    // Shanghai was nobody's partner yet
             Slip{other(yesterday, "delta", "999999"), "GW1008", "counterparty"},  // nobody has that code
             Slip{other(yesterday, "national", "310000"), "GW1008", "counterparty"},  // Shanghai is not reached over it
             Slip{other(yesterday, "delta", "310115"), "GW1008", "counterparty"},  // Shanghai clears for its district
             Slip{shanghai_day("2018-10-01"), "GW1703", "day"},                    // before the pair's first day
             Slip{shanghai_day("2018-10-14"), "GW1703", "day"},
             Slip{guiyang_day("2018-10-15"), "GW1703", "day"},  // a pair without a day begins with yesterday's
         }) {
        const auto refused = close(slip.key);
        BOOST_TEST(code_of_answer(refused) == slip.code, why(refused));
        BOOST_TEST((!refused && refused.error().fields == std::vector<std::string>{std::string(slip.field)}));
    }
    BOOST_TEST(books.days.size() == begun);
    BOOST_TEST(code_of_answer(close(yesterday)) == "0");
    BOOST_TEST(code_of_answer(close(guiyang_day("2018-10-16"))) == "0");
    BOOST_TEST(run(days.find(guiyang_day("2018-10-17"))).value().has_value());
    // Behind the day before the first one there is no gap.
    BOOST_TEST(code_of_answer(close(shanghai_day("2018-10-15"))) == "0");
}

BOOST_AUTO_TEST_CASE(a_new_pair_that_was_begun_closes_its_empty_days_however_late) {
    BOOST_REQUIRE(
        run(days.open_day({PlatformName("national"), DivisionCode("520100"), Direction::visitor})).has_value());
    clock.set("2018-10-19 00:30:00");
    for (const char* day : {"2018-10-16", "2018-10-17", "2018-10-18"})
        BOOST_TEST(code_of_answer(close(guiyang_day(day))) == "0", day);
}

BOOST_AUTO_TEST_CASE(days_close_in_order) {
    book("a");
    clock.set("2018-10-17 00:00:00");
    shanghai_days.silent_times = 1;
    BOOST_TEST(code_of_answer(close(shanghai_day("2018-10-16"))) == "GW2001");
    BOOST_TEST((day_state("2018-10-16") == DayState::waiting_for_partner));
    clock.set("2018-10-18 00:00:00");
    BOOST_TEST(code_of_answer(close(shanghai_day("2018-10-17"))) == "GW1703");
    BOOST_TEST(code_of_answer(close(shanghai_day("2018-10-16"))) == "0");
    BOOST_TEST(code_of_answer(close(shanghai_day("2018-10-17"))) == "0");
}

BOOST_AUTO_TEST_CASE(a_close_that_waited_for_the_partner_names_the_same_lines_again) {
    book("a");
    lose("b");
    clock.set("2018-10-17 00:00:00");
    shanghai_days.silent_times = 1;
    close(shanghai_day("2018-10-16"));
    resolve().value();  // b turns out to be booked, after the first close named it
    close(shanghai_day("2018-10-16")).value();
    BOOST_REQUIRE(shanghai_days.totals_seen.size() == 2);
    BOOST_TEST(shanghai_days.totals_seen[0].root == shanghai_days.totals_seen[1].root);
    BOOST_TEST((shanghai_days.totals_seen[0].carried == shanghai_days.totals_seen[1].carried));
}

BOOST_AUTO_TEST_CASE(the_close_waits_for_answers_under_way_while_the_next_day_runs) {
    book("a");
    const VisitId visit = visit_with_bill("b", zhang);
    bool closed = false;
    shanghai.meanwhile = [&]() -> ports::awaitable<void> {
        clock.set("2018-10-17 00:00:00");
        timers.on_wait = [&] { closed = true; };  // the close waits: b has not answered yet
        auto awaiting = co_await days.switch_day(shanghai_day("2018-10-16"), clock.now());
        BOOST_TEST(awaiting.has_value());
        auto counted = co_await days.awaiting(shanghai_day("2018-10-16"));
        BOOST_TEST(counted.value() == 1);
    };
    settle(visitor_call("2207", "m-b"), visit, zhang).value();
    const Statement statement = close(shanghai_day("2018-10-16")).value();
    // Answered during the switch: it is D's, and stamped inside D.
    BOOST_TEST(statement.cells[0].settlements == 2);
    BOOST_TEST(record_of(visitor_call("2207", "m-b")).settled_at == "2018-10-16 23:59:59");
    BOOST_TEST(!closed);
}

BOOST_AUTO_TEST_CASE(a_stop_between_two_steps_leaves_the_close_to_be_taken_up_again) {
    int stops = 0;
    for (bool is_agreed = false; !is_agreed; ++stops) {
        Closing other;
        other.book("a");
        other.clock.set("2018-10-17 00:00:00");
        other.day_world.goes_on = [asked = 0, stops]() mutable { return asked++ < stops; };
        const auto stopped = other.close(shanghai_day("2018-10-16"));
        is_agreed = stopped.has_value();
        if (!is_agreed) {
            BOOST_TEST(code_of_answer(stopped) == "GW2005");
            BOOST_TEST(other.shanghai_days.proposals.empty());
        }
        other.day_world.goes_on = {};
        const auto statement = other.close(shanghai_day("2018-10-16"));
        BOOST_REQUIRE_MESSAGE(statement, why(statement));
        BOOST_TEST(statement->receivable_or_payable().to_yuan() == "1128.60");
        BOOST_TEST(other.shanghai_days.proposals.size() == 1U);
    }
    BOOST_TEST(stops > 3, "it asks between its steps");
}

BOOST_AUTO_TEST_CASE(what_was_proposed_is_taken_to_its_end) {
    book("a");
    clock.set("2018-10-17 00:00:00");
    day_world.goes_on = [this] { return shanghai_days.proposals.empty(); };
    const auto statement = close(shanghai_day("2018-10-16"));
    BOOST_REQUIRE_MESSAGE(statement, why(statement));
    BOOST_TEST((day_state("2018-10-16") == DayState::agreed));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_wait_for_answers) {
    lose("a");
    for (auto& [no, kept] : books.records)
        kept.state = SettlementState::awaiting_answer;
    clock.set("2018-10-17 00:00:00");
    const int enough = timers.waits + 3;
    day_world.goes_on = [this, enough] { return timers.waits < enough; };
    BOOST_TEST(code_of_answer(close(shanghai_day("2018-10-16"))) == "GW2005");
    BOOST_TEST(timers.waits == enough);
}

BOOST_AUTO_TEST_CASE(an_answer_that_never_comes_is_waited_for_no_longer_than_the_longest_deadline) {
    lose("a");
    for (auto& [no, kept] : books.records)
        kept.state = SettlementState::awaiting_answer;
    clock.set("2018-10-17 00:00:00");
    const Statement statement = close(shanghai_day("2018-10-16")).value();
    BOOST_TEST(timers.waits > 0);
    BOOST_TEST(timers.waits <= 1001);
    BOOST_REQUIRE(statement.left_out.size() == 1);
    BOOST_TEST(statement.left_out[0].reason == "awaiting answer");
}

BOOST_AUTO_TEST_CASE(what_is_in_doubt_is_named_carried_and_cleared_on_the_day_it_is_resolved) {
    book("a");
    lose("b");
    const SettlementKey key = key_of("b");
    clock.set("2018-10-17 00:00:00");
    const Statement first = close(shanghai_day("2018-10-16")).value();
    BOOST_TEST((first.state == DayState::agreed_with_carried_lines));
    BOOST_TEST((shanghai_days.totals_seen[0].carried == std::vector{key}));
    BOOST_REQUIRE(first.left_out.size() == 1);
    BOOST_TEST(first.left_out[0].reason == "in doubt");
    BOOST_TEST(first.left_out[0].amount.to_yuan() == "1368.83");
    BOOST_TEST(first.receivable_or_payable().to_yuan() == "1128.60");

    clock.set("2018-10-17 08:00:00");
    resolve().value();
    clock.set("2018-10-18 00:00:00");
    const Statement second = close(shanghai_day("2018-10-17")).value();
    BOOST_TEST((shanghai_days.totals_seen[1].late == std::vector{key}));
    BOOST_REQUIRE(second.late.size() == 1);
    BOOST_TEST(second.late[0].assigned_day.to_text() == "2018-10-16");
    BOOST_TEST(second.receivable_or_payable().to_yuan() == "1128.60");
    BOOST_TEST((second.state == DayState::agreed));
    BOOST_TEST(second.balances());
    BOOST_TEST(record_of(visitor_call("2207", "m-b")).assigned_day->to_text() == "2018-10-16");
    BOOST_TEST(record_of(visitor_call("2207", "m-b")).cleared_day->to_text() == "2018-10-17");
    BOOST_TEST(balance(Account::r1).is_zero());
    // The first day's books are closed: its proof still stands.
    BOOST_TEST((trial_balance(shanghai_day("2018-10-16"))[0] == "R1 hifp 1126.60 1126.60"));
}

BOOST_AUTO_TEST_CASE(what_is_reversed_after_being_carried_never_clears) {
    lose("a", Happening::lost_request);
    clock.set("2018-10-17 00:00:00");
    close(shanghai_day("2018-10-16")).value();
    resolve().value();
    clock.set("2018-10-18 00:00:00");
    const Statement second = close(shanghai_day("2018-10-17")).value();
    BOOST_TEST(second.late.empty());
    BOOST_TEST(second.receivable_or_payable().is_zero());
    BOOST_TEST(books.ledger.empty());
}

BOOST_AUTO_TEST_CASE(what_was_not_sent_is_refused_at_the_close) {
    lose("a", Happening::unreachable);
    clock.set("2018-10-17 00:00:00");
    close(shanghai_day("2018-10-16")).value();
    const Call call = visitor_call("2207", "m-a");
    BOOST_TEST((state_of(call) == SettlementState::refused));
    const auto again = settle(call, record_of(call).visit, zhang);
    BOOST_TEST(code_of_answer(again) == "GW1514");  // final, no "try again" of yesterday
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m-b"), record_of(call).visit, zhang)) == "0");
}

BOOST_AUTO_TEST_CASE(a_difference_is_narrowed_to_its_line_and_that_line_alone_is_left_out) {
    const SettledBill good = book("a"), bad = book("b");
    auto theirs = run(days.content(shanghai_day("2018-10-16"))).value().lines;
    for (DayLine& line : theirs)
        if (line.key.settlement == bad.settlement) line.split.account = yuan("3.00");
    shanghai_days.lines = theirs;
    clock.set("2018-10-17 00:00:00");
    const Statement statement = close(shanghai_day("2018-10-16")).value();
    BOOST_TEST((statement.state == DayState::agreed_with_carried_lines));
    BOOST_TEST(statement.receivable_or_payable().to_yuan() == "1128.60");
    BOOST_REQUIRE(statement.left_out.size() == 1);
    BOOST_TEST((statement.left_out[0].key.settlement == bad.settlement));
    BOOST_TEST(statement.left_out[0].amount.to_yuan() == "1128.60");
    BOOST_REQUIRE(statement.differences.size() == 2);  // the account, and the law it breaks
    BOOST_TEST((statement.differences[0].kind == DifferenceKind::account));
    BOOST_TEST((statement.differences[1].kind == DifferenceKind::split_law));
    BOOST_TEST(run(days.differences(shanghai_day("2018-10-16"))).value().size() == 2);
    BOOST_TEST((shanghai_days.disputed_seen[0] == std::vector{SettlementKey{DivisionCode("330200"), bad.settlement}}));
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));  // stays in R1, listed
    BOOST_TEST(record(good.settlement).cleared_day.has_value());
    BOOST_TEST(!record(bad.settlement).cleared_day.has_value());
}

BOOST_AUTO_TEST_CASE(a_line_that_only_the_partner_has_is_a_difference_and_clears_nothing) {
    book("a");
    auto theirs = run(days.content(shanghai_day("2018-10-16"))).value().lines;
    theirs.push_back(theirs[0]);
    theirs.back().key.settlement = SettlementId("UNKNOWN");
    shanghai_days.lines = theirs;
    clock.set("2018-10-17 00:00:00");
    const Statement statement = close(shanghai_day("2018-10-16")).value();
    BOOST_REQUIRE(statement.differences.size() == 1);
    BOOST_TEST((statement.differences[0].kind == DifferenceKind::missing_here));
    BOOST_TEST(statement.receivable_or_payable().to_yuan() == "1128.60");
    BOOST_TEST((statement.state == DayState::agreed_with_carried_lines));
}

BOOST_AUTO_TEST_CASE(a_line_the_partner_disputes_is_left_out_of_the_next_proposal) {
    const SettledBill a = book("a"), b = book("b");
    shanghai_days.disputes = {{DivisionCode("330200"), b.settlement}};
    clock.set("2018-10-17 00:00:00");
    const Statement statement = close(shanghai_day("2018-10-16")).value();
    BOOST_REQUIRE(shanghai_days.proposals.size() == 2);
    BOOST_TEST(shanghai_days.proposals[0].receivable_or_payable().to_yuan() == "2257.20");
    BOOST_TEST(statement.receivable_or_payable().to_yuan() == "1128.60");
    BOOST_TEST(record(a.settlement).cleared_day.has_value());
    BOOST_TEST(!record(b.settlement).cleared_day.has_value());
}

BOOST_AUTO_TEST_CASE(a_partner_that_disputes_without_naming_a_line_keeps_the_day_open_for_people) {
    book("a");
    shanghai_days.never_agrees = true;
    clock.set("2018-10-17 00:00:00");
    BOOST_TEST(code_of_answer(close(shanghai_day("2018-10-16"))) == "GW1703");
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
    shanghai_days.never_agrees = false;
    BOOST_TEST(code_of_answer(close(shanghai_day("2018-10-16"))) == "0");
}

BOOST_AUTO_TEST_CASE(the_root_is_over_the_leaves_in_the_order_of_the_settlement_ids) {
    DayLine a, b;
    a.key = {DivisionCode("330200"), SettlementId("A")};
    b.key = {DivisionCode("330200"), SettlementId("B")};
    BOOST_TEST(tests::root_of({a, b}, digest) == tests::root_of({b, a}, digest));
    BOOST_TEST(tests::root_of({a}, digest) != tests::root_of({b}, digest));
    // printf '330200|A|+1||outpatient|0|0|0|0|0|0|0|0|0|0|0|0|0|0' | openssl dgst -sha256 -binary | openssl dgst
    // -sha256
    BOOST_TEST(in_hex(tests::root_of({a}, digest)) ==
               "885579d3eaed444a47770de24302a209a4fd8b7376d42b9c1c8a07eabf3965f4");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
