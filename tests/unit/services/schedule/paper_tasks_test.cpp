// Statements, tables and notices that are drafted by themselves on their days, over the real services and books in
// memory: once each, by nobody who signs.
#include "gateway/services/schedule/paper_tasks.hpp"

#include "gateway/services/clearing/adjustment_additions.hpp"
#include "gateway/services/schedule/day_tasks.hpp"
#include "gateway/services/schedule/runner.hpp"
#include "tests/support/finance.hpp"
#include "tests/support/memory_alarms.hpp"
#include "tests/support/memory_institutions.hpp"
#include "tests/support/memory_month_books.hpp"
#include "tests/support/memory_statements.hpp"
#include "tests/support/memory_task_runs.hpp"
#include "tests/unit/domain/splits.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using namespace std::chrono_literals;
using schedule::Runner;
using Lines = std::vector<std::string>;

const Bill zhang{"B1", "1368.83"};
const std::string october = "330200-delta-310000-visitor-2018-10";

struct Office : Ningbo {
    MemoryRunRows run_rows;
    MemoryTaskRuns runs{run_rows, books};
    MemoryAlarmRows alarm_rows;
    MemoryAlarms alarms{alarm_rows, books};
    MemoryUnagreedDays unagreed{books};
    FinanceDesk finance{*this};
    MemoryStatementDetails details{books};
    statements::AdjustmentAdditions additions{finance.adjustments};
    MemoryStatementRevisions revisions{audit};
    statements::PeriodMaker maker{{days, details, additions, digest, DivisionCode("330200")}};
    statements::RevisionDesk papers{maker, revisions, clock};
    MemoryMonthBooks month_books{books};
    MemoryInstitutionConfirmations confirmations{books};
    statements::MonthService months{{month_books, days, confirmations, clock,
                                     [this] { return tables_in_force.current()->calendar; },
                                     [this](const PlatformName& platform, const DivisionCode& counterparty, Date day) {
                                         return tables_in_force.current()->router->formula(platform, counterparty, day);
                                     }}};
    schedule::DayTasksWorld day_tasks_world{
        tables_in_force, unagreed,    days,
        day_service,     alarms,      audit,
        clock,           other_sides, {{PlatformName("delta"), DivisionCode("310000")}}};
    schedule::PaperTasksWorld papers_world{
        tables_in_force, days,   papers, months,
        finance.service, alarms, clock,  {PlatformName("delta"), PlatformName("national")}};
    Lines finished;

    Office() { shanghai.will_pay(zhang_corrected()); }

    std::unique_ptr<Runner> runner(const std::string& owner = "one") {
        std::vector<schedule::Task> tasks = schedule::day_tasks(day_tasks_world);
        for (schedule::Task& task : schedule::paper_tasks(papers_world))
            tasks.push_back(std::move(task));
        return std::make_unique<Runner>(
            std::move(tasks), runs, clock,
            schedule::RunnerRules{.owner = owner, .first = 30s, .longest = 30min, .hold = 1min},
            [this](ports::awaitable<void> run) {
                boost::asio::co_spawn(loop.context(), std::move(run), boost::asio::detached);
            },
            [this](const schedule::Finished& run) {
                if (run.id.task.starts_with("draft")) finished.push_back(run.id.task + ": " + run.outcome);
            });
    }
    void run_all(Runner& runner) {
        for (int steps = 0; steps < 500; ++steps) {
            const auto step = run(runner.step());
            loop.run_until([&] { return runner.at_work() == 0; });
            if (!step || step->begun == 0) return;
        }
        BOOST_ERROR("it never comes to rest");
    }
    /// One daemon's work at that time.
    void works_at(std::string_view local_time, const std::string& owner = "one") {
        clock.set(local_time);
        const auto one = runner(owner);
        run_all(*one);
    }
    /// From now on, with the days closed before it comes to papers that are due at that time.
    void works_until(std::string_view local_time) {
        const auto now = runner();
        run_all(*now);
        const Instant end = parse_local_time(local_time).value();
        works_at(to_local_time(end - 1min));
        works_at(local_time);
    }
    SettledBill book(const std::string& name) {
        const VisitId visit = visit_with_bill(name, zhang);
        return settle(visitor_call("2207", "m-" + name), visit, zhang).value();
    }
    std::vector<StatementRevision> revisions_of(const std::string& id) { return run(papers.revisions(id)).value(); }
    std::vector<Notice> notices() { return run(finance.book.notices({})).value(); }
    bool has_run(const std::string& task, const std::string& period) {
        const auto found = run_rows.rows.find({task, period});
        return found != run_rows.rows.end() && found->second.run.done_at.has_value();
    }
    bool is_raised(std::string_view kind, std::string_view subject) const {
        return std::ranges::any_of(alarm_rows.alarms, [&](const auto& row) {
            return row.second.alarm.kind == kind && row.second.alarm.subject == subject;
        });
    }
    /// The agreement with Shanghai is paid daily.
    void pay_daily() {
        tables::TableSet set = table_set();
        std::string& agreements = set.at("agreements.tsv");
        const auto row = agreements.find("\ndelta\t31\t");
        const auto cycle = agreements.find("\tmonthly\t", row);
        agreements.replace(cycle, 9, "\tdaily\t");
        tables_in_force.replace(mapping::load(set, DivisionCode("330200"), "daily").value());
    }
};

bool is_named(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(papers_that_are_drafted_by_themselves, Office)

BOOST_AUTO_TEST_CASE(a_months_statement_is_drafted_on_its_day_once_whoever_looks) {
    book("a");
    works_until("2018-11-20 23:59:00");
    BOOST_TEST(revisions_of(october).empty());
    works_until("2018-11-21 00:00:00");
    works_at("2018-11-21 00:00:01", "two");
    BOOST_REQUIRE(revisions_of(october).size() == 1U);
    const StatementRevision draft = revisions_of(october).front();
    BOOST_TEST(draft.made_by == "schedule");
    BOOST_TEST(draft.statement.net().to_yuan() == "1128.60");
    BOOST_TEST(!draft.is_released());
    BOOST_TEST(std::ranges::count(audit.events, "statement_made", &ports::AuditEvent::event) == 1);
    BOOST_TEST(has_run("draft_tables", "2018-10"));
    BOOST_TEST(!is_raised("month_table_differs", "delta/2018-10"));
}

BOOST_AUTO_TEST_CASE(a_draft_is_taken_over_by_a_maker_and_released_by_another) {
    book("a");
    works_until("2018-11-21 00:00:00");
    BOOST_TEST((run(papers.release(october, 1, "checker")).error().code == ErrorCode::conflict));
    const auto taken = run(papers.make(october, "", "maker")).value();
    BOOST_TEST(taken.is_new);
    BOOST_TEST(taken.revision.number == 2);
    BOOST_TEST(taken.revision.reason == "taken over");
    BOOST_TEST((taken.revision.changes == std::vector<StatementChange>{{"made by", "schedule", "maker"}}));
    BOOST_TEST(!run(papers.make(october, "", "maker"))->is_new);
    BOOST_TEST((run(papers.release(october, 2, "maker")).error().code == ErrorCode::forbidden));
    BOOST_TEST(run(papers.release(october, 2, "checker"))->is_released());
}

BOOST_AUTO_TEST_CASE(what_somebody_has_made_is_not_drafted_again) {
    book("a");
    works_until("2018-11-01 09:00:00");
    BOOST_REQUIRE(run(papers.make(october, "", "maker")).has_value());
    BOOST_REQUIRE(finance.make("2018-10-31").has_value());
    works_until("2018-11-30 09:00:00");
    BOOST_REQUIRE(revisions_of(october).size() == 1U);
    BOOST_TEST(revisions_of(october).front().made_by == "maker");
    BOOST_REQUIRE(notices().size() == 1U);
    BOOST_TEST(notices().front().made.by == "maker");
}

BOOST_AUTO_TEST_CASE(a_months_notice_is_drafted_by_month_end_and_signed_by_two_persons) {
    book("a");
    works_until("2018-11-29 23:59:00");
    BOOST_TEST(notices().empty());
    works_until("2018-11-30 00:00:00");
    works_at("2018-11-30 00:00:01", "two");
    BOOST_REQUIRE(notices().size() == 1U);
    const std::string id = notices().front().id;
    BOOST_TEST(id == "delta-310000-visitor-2018-10-16-2018-10-31");
    BOOST_TEST(sum_of(notices().front().owed()).to_yuan() == "1128.60");
    BOOST_TEST((finance.sign(id, NoticeStep::check, "checker").error().code == ErrorCode::conflict));
    const Notice taken = finance.sign(id, NoticeStep::take_over, "maker").value();
    BOOST_TEST(taken.made.by == "maker");
    BOOST_TEST((taken.state == NoticeState::made));
    BOOST_TEST((finance.sign(id, NoticeStep::take_over, "other").error().code == ErrorCode::conflict));
    BOOST_TEST((finance.sign(id, NoticeStep::check, "maker").error().code == ErrorCode::forbidden));
    BOOST_REQUIRE(finance.sign(id, NoticeStep::check, "checker").has_value());
    BOOST_REQUIRE(finance.sign(id, NoticeStep::release, "checker").has_value());
}

BOOST_AUTO_TEST_CASE(a_month_in_which_nothing_cleared_has_no_notice_and_the_next_one_takes_its_days_in) {
    works_until("2018-11-30 00:00:00");
    BOOST_TEST(notices().empty());
    BOOST_TEST(has_run("draft_notices", "2018-10"));
    BOOST_TEST(revisions_of(october).size() == 1U);  // an empty month has a statement all the same
    clock.set("2018-11-30 09:30:00");
    book("a");
    works_until("2018-12-31 00:00:00");
    BOOST_REQUIRE(notices().size() == 1U);
    BOOST_TEST(notices().front().id == "delta-310000-visitor-2018-10-16-2018-11-30");
}

BOOST_AUTO_TEST_CASE(a_pair_that_is_not_agreed_waits_and_holds_up_nobody_elses_papers) {
    book("a");
    run(days.open_day(PlatformName("national"), DivisionCode("520100"), Direction::visitor)).value();
    shanghai_days.silent_times = 1'000'000;
    works_until("2018-11-21 00:00:00");
    BOOST_TEST(revisions_of(october).empty());
    BOOST_TEST(revisions_of("330200-national-520100-visitor-2018-10").size() == 1U);
    BOOST_TEST(std::ranges::any_of(finished, [](const std::string& run) {
        return run.starts_with("draft_statements") && is_named(run, "1 drafted") &&
               is_named(run, "delta/310000/visitor: days are not agreed: 2018-10-16");
    }));
    shanghai_days.silent_times = 0;
    works_until("2018-11-21 02:00:00");
    works_until("2018-11-21 04:00:00");
    BOOST_TEST(revisions_of(october).size() == 1U);
    BOOST_TEST(has_run("draft_statements", "2018-10"));
}

BOOST_AUTO_TEST_CASE(a_table_that_is_not_the_sum_of_its_days_is_an_alarm) {
    book("a");
    works_until("2018-11-20 09:00:00");
    for (auto& [id, statement] : books.statements)
        if (!statement.cells.empty()) statement.cells.front().sums.total += Money::from_fen(1);
    works_until("2018-11-21 09:00:00");
    BOOST_TEST(is_raised("month_table_differs", "delta/2018-10"));
}

BOOST_AUTO_TEST_CASE(an_agreement_that_is_paid_daily_has_its_notice_every_morning) {
    pay_daily();
    book("a");
    works_until("2018-10-17 08:00:00");
    BOOST_TEST(notices().empty());
    works_until("2018-10-17 08:30:00");
    works_at("2018-10-17 08:31:00", "two");
    BOOST_REQUIRE(notices().size() == 1U);
    BOOST_TEST(notices().front().id == "delta-310000-visitor-2018-10-16-2018-10-16");
    works_until("2018-10-18 08:30:00");  // nothing cleared on the 17th
    BOOST_TEST(notices().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(papers_of_a_daemon_that_dies)

BOOST_AUTO_TEST_CASE(are_there_once_after_another_has_taken_up_its_work) {
    int deaths = 0;
    for (const WriteMoment moment : {WriteMoment::before_commit, WriteMoment::after_commit}) {
        Office office;
        office.book("a");
        office.works_until("2018-11-29 09:00:00");
        office.books.fault = [&](std::string_view write, WriteMoment at) {
            if (write != "payment.write" || at != moment) return false;
            ++deaths;
            office.books.unavailable = true;  // from here on it does nothing more
            return true;
        };
        office.works_at("2018-11-30 00:00:00");
        office.books.fault = {};
        office.books.unavailable = false;
        office.works_at("2018-11-30 00:02:00", "two");
        BOOST_TEST(office.notices().size() == 1U);
        BOOST_TEST(office.has_run("draft_notices", "2018-10"));
    }
    BOOST_TEST(deaths == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
