// Days that close by themselves, over the real day service and books in memory: once each, in order, killed anywhere.
#include "gateway/services/schedule/day_tasks.hpp"

#include "gateway/services/schedule/runner.hpp"
#include "tests/support/memory_alarms.hpp"
#include "tests/support/memory_task_runs.hpp"
#include "tests/support/ningbo.hpp"
#include "tests/unit/domain/splits.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using namespace std::chrono_literals;
using schedule::Runner;
using Lines = std::vector<std::string>;

const Bill zhang{"B1", "1368.83"};

struct Clockwork : Ningbo {
    MemoryRunRows run_rows;
    MemoryTaskRuns runs{run_rows, books};
    MemoryAlarmRows alarm_rows;
    MemoryAlarms alarms{alarm_rows, books};
    MemoryUnagreedDays unagreed{books};
    schedule::DayTasksWorld tasks_world{
        tables_in_force,
        unagreed,
        days,
        day_service,
        alarms,
        audit,
        clock,
        other_sides,
        {{PlatformName("delta"), DivisionCode("310000")}, {PlatformName("delta"), DivisionCode("320600")}}};

    Clockwork() { shanghai.will_pay(zhang_corrected()); }

    std::unique_ptr<Runner> runner(const std::string& owner = "one") {
        return std::make_unique<Runner>(
            schedule::day_tasks(tasks_world), runs, clock,
            schedule::RunnerRules{.owner = owner, .back_off = {30s, 30min}, .hold = 1min},
            [this](ports::awaitable<void> run) {
                boost::asio::co_spawn(loop.context(), std::move(run), boost::asio::detached);
            },
            [](const schedule::Finished&) {});
    }
    /// Steps until nothing more begins; what was begun is carried to its end.
    void run_all(Runner& runner) {
        for (int steps = 0; steps < 50; ++steps) {
            const auto step = run(runner.step());
            loop.run_until([&] { return runner.at_work() == 0; });
            if (!step || step->begun == 0) return;
        }
        BOOST_ERROR("it never comes to rest");
    }
    SettledBill book(const std::string& name) {
        const VisitId visit = visit_with_bill(name, zhang);
        return settle(visitor_call("2207", "m-" + name), visit, zhang).value();
    }
    std::string day_state(const DayKey& key) {
        const auto day = run(days.find(key)).value();
        return day ? std::string(name_of(day->state)) : "none";
    }
    Lines raised() const {
        Lines all;
        for (const auto& [no, row] : alarm_rows.alarms)
            all.push_back(row.alarm.kind + " " + row.alarm.subject);
        return all;
    }
    Lines audited() const {
        Lines all;
        for (const ports::AuditEvent& event : audit.events)
            if (event.event.starts_with("day_close")) all.push_back(event.event + " " + event.subject);
        return all;
    }
};

void check(const Lines& found, const Lines& wanted) {
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(days_that_close_by_themselves, Clockwork)

BOOST_AUTO_TEST_CASE(a_due_day_closes_once_whoever_looks) {
    const auto one = runner("one"), two = runner("two");
    book("a");
    run_all(*one);
    BOOST_TEST(day_state(shanghai_day("2018-10-16")) == "open");
    clock.set("2018-10-17 00:00:00");
    run_all(*one);
    run_all(*two);
    BOOST_TEST(day_state(shanghai_day("2018-10-16")) == "agreed");
    BOOST_TEST(day_state(shanghai_day("2018-10-17")) == "open");
    const auto of_zhang = std::ranges::count_if(shanghai_days.proposals, [](const Statement& statement) {
        return statement.key == shanghai_day("2018-10-16");
    });
    BOOST_TEST(of_zhang == 1);
    BOOST_TEST(std::ranges::count(audited(), "day_close_ordered 330200-delta-310000-visitor-2018-10-16") == 1);
    BOOST_TEST(audit.events.front().actor == "schedule");
}

BOOST_AUTO_TEST_CASE(a_neighbours_empty_days_close_before_anybody_was_treated) {
    const auto one = runner();
    run_all(*one);
    BOOST_TEST(day_state(shanghai_day("2018-10-16")) == "open");
    clock.set("2018-10-18 00:00:00");
    run_all(*one);
    BOOST_TEST(day_state(shanghai_day("2018-10-16")) == "agreed");
    BOOST_TEST(day_state(shanghai_day("2018-10-17")) == "agreed");
    BOOST_TEST(day_state(shanghai_day("2018-10-18")) == "open");
    // A partner of the configuration whom no route leads to has no days.
    BOOST_TEST(std::ranges::none_of(books.days,
                                    [](const auto& day) { return day.first.counterparty == DivisionCode("320600"); }));
}

BOOST_AUTO_TEST_CASE(a_partner_that_is_away_is_waited_for_and_the_next_days_begin_all_the_same) {
    const auto one = runner();
    book("a");
    shanghai_days.silent_times = 1'000;
    clock.set("2018-10-17 00:00:00");
    run_all(*one);
    BOOST_TEST(day_state(shanghai_day("2018-10-16")) == "waiting_for_partner");
    BOOST_TEST(day_state(shanghai_day("2018-10-17")) == "open");
    check(raised(), {});
    clock.set("2018-10-17 08:00:00");
    run_all(*one);
    check(raised(), {"day_not_agreed delta/310000/visitor/2018-10-16"});
    // Settled on the 17th, though the 16th is not agreed; the 17th ends at its own time.
    clock.set("2018-10-18 00:00:00");
    run_all(*one);
    BOOST_TEST(day_state(shanghai_day("2018-10-17")) == "closing");
    BOOST_TEST(day_state(shanghai_day("2018-10-18")) == "open");
    // Acknowledged, it is not raised again for the same day.
    alarms.acknowledge(1);
    clock.set("2018-10-18 07:00:00");
    run_all(*one);
    BOOST_TEST(raised().size() == 1U);
    shanghai_days.silent_times = 0;
    clock.set("2018-10-18 07:40:00");
    run_all(*one);
    BOOST_TEST(day_state(shanghai_day("2018-10-16")) == "agreed");
    BOOST_TEST(day_state(shanghai_day("2018-10-17")) == "agreed");
    // Ordered once and failed once a day, however often it was tried.
    check(audited(), {"day_close_ordered 330200-delta-310000-visitor-2018-10-16",
                      "day_close_failed 330200-delta-310000-visitor-2018-10-16",
                      "day_close_ordered 330200-delta-310000-visitor-2018-10-17"});
}

BOOST_AUTO_TEST_CASE(a_stuck_pair_holds_up_nobody_elses_day) {
    const auto one = runner();
    run(days.open_day({PlatformName("national"), DivisionCode("520100"), Direction::visitor})).value();
    run_all(*one);
    shanghai_days.silent_times = 1'000;
    clock.set("2018-10-17 00:30:00");
    run_all(*one);
    BOOST_TEST(day_state(shanghai_day("2018-10-16")) == "waiting_for_partner");
    BOOST_TEST(day_state(guiyang_day("2018-10-16")) == "agreed");
}

BOOST_AUTO_TEST_CASE(a_national_day_waits_for_its_grace) {
    const auto one = runner();
    run(days.open_day({PlatformName("national"), DivisionCode("520100"), Direction::visitor})).value();
    clock.set("2018-10-17 00:29:59");
    run_all(*one);
    BOOST_TEST(day_state(guiyang_day("2018-10-16")) == "closing");  // it has ended, and is not compared yet
    clock.set("2018-10-17 00:30:00");
    run_all(*one);
    BOOST_TEST(day_state(guiyang_day("2018-10-16")) == "agreed");
}

BOOST_AUTO_TEST_CASE(a_year_without_a_calendar_is_an_alarm_once) {
    const auto one = runner();
    clock.set("2026-12-02 09:00:00");
    run_all(*one);
    check(raised(), {"calendar_not_loaded 2027"});
    clock.set("2026-12-03 09:00:00");
    run_all(*one);
    BOOST_TEST(std::ranges::count(raised(), "calendar_not_loaded 2027") == 1);
}

BOOST_AUTO_TEST_CASE(a_month_whose_days_are_not_agreed_by_its_deadline_is_an_alarm) {
    book("a");
    shanghai_days.silent_times = 100'000;
    const auto one = runner();
    clock.set("2018-11-03 23:59:00");
    run_all(*one);
    BOOST_TEST(std::ranges::count(raised(), "month_not_reconciled 2018-10") == 0);
    clock.set("2018-11-04 00:00:00");
    run_all(*one);
    BOOST_TEST(std::ranges::count(raised(), "month_not_reconciled 2018-10") == 1);
}

BOOST_AUTO_TEST_SUITE_END()

/// What the books hold once the days up to the 16th are closed; the daemon `one` dies at its n-th moment.
struct Killed {
    Lines books;
    bool has_struck = false;
    std::string where;
};
static Killed closed_with_a_death(int moment) {
    Clockwork world;
    world.book("a");
    world.book("b");
    Killed killed;
    int moments = 0;
    world.books.fault = [&](std::string_view write, WriteMoment at) {
        const bool countable = at == WriteMoment::before_commit || at == WriteMoment::after_commit;
        if (!countable || ++moments != moment) return false;
        killed.has_struck = true;
        killed.where = std::string(write) + (at == WriteMoment::before_commit ? " before" : " after");
        // From here on it does nothing more: a dead process.
        world.books.unavailable = true;
        return true;
    };
    world.clock.set("2018-10-17 00:00:00");
    auto one = world.runner("one");
    world.run_all(*one);
    one.reset();
    world.books.fault = {};
    world.books.unavailable = false;
    world.clock.advance(1min);  // what it held is free
    const auto two = world.runner("two");
    world.run_all(*two);
    for (const MemoryBooks::Posting& posting : world.books.ledger)
        killed.books.push_back(std::string(name_of(posting.transfer.debit)) + " " +
                               std::string(name_of(posting.transfer.credit)) + " " + posting.transfer.amount.to_yuan() +
                               " " + posting.day.day.to_text());
    killed.books.push_back(world.day_state(Ningbo::shanghai_day("2018-10-16")));
    killed.books.push_back(world.day_state(Ningbo::shanghai_day("2018-10-17")));
    killed.books.push_back(std::to_string(world.books.statements.size()));
    for (const auto& [id, row] : world.run_rows.rows)
        killed.books.push_back(id.task + " " + id.period + (row.run.done_at ? " done" : " open"));
    return killed;
}

BOOST_AUTO_TEST_CASE(a_daemon_that_dies_at_any_write_of_a_close_is_followed_by_one_that_ends_it) {
    const Lines undisturbed = closed_with_a_death(0).books;
    BOOST_TEST(std::ranges::count(undisturbed, "agreed") == 1);
    int deaths = 0;
    for (int moment = 1;; ++moment) {
        const Killed killed = closed_with_a_death(moment);
        if (!killed.has_struck) break;
        ++deaths;
        BOOST_TEST_CONTEXT("died " << killed.where) {
            BOOST_TEST(killed.books == undisturbed, boost::test_tools::per_element());
        }
    }
    BOOST_TEST(deaths >= 14);
}

}  // namespace clearing::tests
