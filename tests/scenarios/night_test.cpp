// The night closes itself: no quiet time, no waiting, no order by anybody (SETTLEMENT §3). Both sides keep books of
// their own; of every day their totals are equal, of an empty one too.
#include "gateway/services/schedule/day_tasks.hpp"
#include "gateway/services/schedule/runner.hpp"
#include "tests/scenarios/far_books.hpp"
#include "tests/scenarios/story.hpp"
#include "tests/support/memory_alarms.hpp"
#include "tests/support/memory_task_runs.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using namespace std::chrono_literals;

/// The scheduler of one daemon over the story's books.
struct NightWatch {
    explicit NightWatch(Story& the_story) : story(the_story) {}

    /// Steps until nothing is left to do.
    void works() {
        for (int steps = 0; steps < 40; ++steps) {
            const auto step = story.run(runner.step()).value();
            story.loop.run_until([&] { return runner.at_work() == 0; });
            if (step.begun == 0) return;
        }
        BOOST_ERROR("it never comes to rest");
    }
    /// What the runner does at the cut-off, alone.
    ports::awaitable<void> ends_the_day(std::string period) {
        const auto tasks = schedule::day_tasks(world);
        const auto task = std::ranges::find(tasks, "switch_day", &schedule::Task::name);
        schedule::Attempt attempt{std::move(period), 0};
        auto ended = co_await task->run(std::move(attempt));
        BOOST_TEST(ended.has_value());
    }
    Statement statement_of(const DayKey& key) {
        const auto found = story.run(story.days.statement(statement_id(key, DivisionCode("330200")))).value();
        BOOST_TEST_REQUIRE(found.has_value(), "no statement of " << key.day.to_text());
        return *found;
    }

    Story& story;
    MemoryRunRows run_rows;
    MemoryTaskRuns runs{run_rows, story.books};
    MemoryAlarmRows alarm_rows;
    MemoryAlarms alarms{alarm_rows, story.books};
    MemoryUnagreedDays unagreed{story.books};
    schedule::DayTasksWorld world{story.tables_in_force,
                                  unagreed,
                                  story.days,
                                  story.day_service,
                                  alarms,
                                  story.audit,
                                  story.clock,
                                  story.other_sides,
                                  {{PlatformName("delta"), DivisionCode("310000")}}};
    schedule::Runner runner{schedule::day_tasks(world),
                            runs,
                            story.clock,
                            schedule::RunnerRules{.owner = "night", .back_off = {30s, 30min}, .hold = 1min},
                            [this](ports::awaitable<void> run) {
                                boost::asio::co_spawn(story.loop.context(), std::move(run), boost::asio::detached);
                            },
                            {}};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(the_night_closes_itself)

BOOST_AUTO_TEST_CASE(what_is_under_way_at_midnight_stays_in_its_day_and_what_comes_after_begins_the_next) {
    Story story("零点 · 上海来甬 · 长三角：系统自动日终，不停机、不等待", "2018-10-16 15:00:00");
    FarDayBook shanghai(story.shanghai, DayRule::treatment_side_at_intent, story.digest);
    story.other_sides.platforms.at(PlatformName("delta")).days = &shanghai;
    story.shanghai.will_pay(
        Story::payment({{"总费用", "1368.83"}, {"统筹基金", "1126.60"}, {"个人账户", "2.00"}, {"现金", "240.23"}}));
    NightWatch night(story);
    const Bill bill{"B1", "1368.83"};
    const DayKey first = Ningbo::shanghai_day("2018-10-16"), second = Ningbo::shanghai_day("2018-10-17"),
                 third = Ningbo::shanghai_day("2018-10-18");

    story.given("16 日 15:00 一笔已入账");
    const VisitId earlier = story.visit_with_bill("earlier", bill);
    BOOST_TEST(story.settle(story.visitor_call("2207", "m0"), earlier, bill).has_value());
    story.when("23:59:59 又一笔发往上海；应答在路上，零点到了，系统切换到 17 日");
    story.clock.set("2018-10-16 23:59:59");
    const VisitId late = story.visit_with_bill("late", bill);
    story.shanghai.meanwhile = [&]() -> ports::awaitable<void> {
        story.clock.set("2018-10-17 00:00:00");
        auto ended = night.ends_the_day(schedule::period_of(first));
        co_await std::move(ended);
    };
    BOOST_TEST(story.settle(story.visitor_call("2207", "m1"), late, bill).has_value());
    story.shanghai.meanwhile = {};
    story.then("它仍是 16 日的，盖 16 日的时间");
    BOOST_TEST(story.record_of(story.visitor_call("2207", "m1")).assigned_day->to_text() == "2018-10-16");
    BOOST_TEST(story.record_of(story.visitor_call("2207", "m1")).settled_at == "2018-10-16 23:59:59");

    story.when("00:00:01 下一笔来了，16 日还没有对平");
    story.clock.set("2018-10-17 00:00:01");
    const VisitId next = story.visit_with_bill("next", bill);
    BOOST_TEST(story.settle(story.visitor_call("2207", "m2"), next, bill).has_value());
    BOOST_TEST(story.record_of(story.visitor_call("2207", "m2")).assigned_day->to_text() == "2018-10-17");
    story.when("没有人下令，16 日自己对平");
    night.works();
    story.statement_says(night.statement_of(first),
                         {{"状态", "agreed"}, {"笔数", "2"}, {"未清算", "0"}, {"差异", "0"}});
    BOOST_TEST(totals_in_words(story.run(story.days.content(first)).value().lines) ==
               totals_in_words(shanghai.lines_of(first.day)));

    story.when("17 日、18 日的零点");
    for (const char* midnight : {"2018-10-18 00:00:00", "2018-10-19 00:00:00"}) {
        story.clock.set(midnight);
        night.works();
    }
    story.then("17 日一笔；18 日一笔也没有，同样关账，两边都记着");
    story.statement_says(night.statement_of(second), {{"状态", "agreed"}, {"笔数", "1"}, {"差异", "0"}});
    BOOST_TEST((night.statement_of(third).state == DayState::agreed));
    BOOST_TEST(night.statement_of(third).cells.empty());
    BOOST_TEST(shanghai.lines_of(second.day).size() == 1U);
    BOOST_TEST(shanghai.lines_of(third.day).empty());
    BOOST_TEST(story.balance(Account::r1).is_zero());
    BOOST_TEST(night.alarm_rows.alarms.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
