#pragma once

#include "gateway/services/clearing/adjustment_additions.hpp"
#include "gateway/services/schedule/day_tasks.hpp"
#include "gateway/services/schedule/deadline_tasks.hpp"
#include "gateway/services/schedule/paper_tasks.hpp"
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

using namespace std::chrono_literals;
using schedule::Runner;
using Lines = std::vector<std::string>;

const Bill zhang{"B1", "1368.83"};
const std::string october = "330200-delta-310000-visitor-2018-10";

/// The bureau's office: everything the daemon does by itself with days and papers, over the real services and books in
/// memory.
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
    payments::World payments_world{finance.book, clock,
                                   [this](const PlatformName& platform, const DivisionCode& counterparty, Date day) {
                                       return tables_in_force.current()->router->terms(platform, counterparty, day);
                                   },
                                   [this] { return finance.calendar; }};
    schedule::DeadlineTasksWorld deadlines_world{tables_in_force, days,           unagreed, runs,
                                                 papers,          payments_world, alarms,   clock};
    Lines finished;

    Office() { shanghai.will_pay(zhang_corrected()); }

    std::unique_ptr<Runner> runner(const std::string& owner = "one") {
        std::vector<schedule::Task> tasks = schedule::day_tasks(day_tasks_world);
        for (schedule::Task& task : schedule::paper_tasks(papers_world))
            tasks.push_back(std::move(task));
        for (schedule::Task& task : schedule::deadline_tasks(deadlines_world))
            tasks.push_back(std::move(task));
        return std::make_unique<Runner>(
            std::move(tasks), runs, clock,
            schedule::RunnerRules{.owner = owner, .back_off = {30s, 30min}, .hold = 1min},
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

}  // namespace clearing::tests
