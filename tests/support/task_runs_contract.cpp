#include "tests/support/task_runs_contract.hpp"

#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using namespace std::chrono_literals;
using ports::RunId;
using ports::TaskRun;

namespace {

const Instant noon = parse_local_time("2018-10-17 12:00:00").value();
const RunId tuesday{"close_day", "delta/310000/visitor/2018-10-16"};

ports::RunQuery query(const std::string& owner, Instant now = noon, RunId id = tuesday) {
    return {std::move(id), owner, now, now + 1min};
}
ports::RunOutcome done(const std::string& owner, Instant at = noon) {
    return {tuesday, owner, true, "agreed", {}, at};
}
ports::RunOutcome failed(const std::string& owner, Instant next, Instant at = noon) {
    return {tuesday, owner, false, "GW2001 nobody there", next, at};
}

}  // namespace

void of_many_that_ask_for_a_run_at_once_one_gets_it(const TaskRunsContract& store) {
    Ask ask;
    constexpr int many = 12;
    auto taken = std::make_shared<int>(0);
    auto answered = std::make_shared<int>(0);
    for (int i = 0; i < many; ++i) {
        ports::TaskRuns& daemon = i % 2 == 0 ? store.runs : store.runs_of_another;
        boost::asio::co_spawn(ask.loop().context(), daemon.take(query(i % 2 == 0 ? "one" : "two")),
                              [taken, answered](const std::exception_ptr& thrown, Result<std::optional<TaskRun>> run) {
                                  ++*answered;
                                  if (!thrown && run && *run) ++*taken;
                              });
    }
    ask.loop().run_until([&] { return *answered == many; });
    BOOST_TEST(*taken == 1);
}

void a_run_that_is_done_is_never_taken_again(const TaskRunsContract& store) {
    Ask ask;
    const auto run = ask.value(store.runs.take(query("one")));
    BOOST_REQUIRE(run.has_value());
    BOOST_TEST(run->attempts == 0);
    ask.value(store.runs.note(done("one", noon + 1s)));
    BOOST_TEST(!ask.value(store.runs_of_another.take(query("two", noon + 24h))).has_value());
    ask.value(store.runs.note(failed("one", noon)));  // told twice
    const auto found = ask.value(store.runs.find(tuesday));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->done_at == noon + 1s));
    BOOST_TEST(found->outcome == "agreed");
    BOOST_TEST(found->attempts == 1);
    // Another period of the task is another run.
    BOOST_TEST(ask.value(store.runs.take(query("one", noon, {"close_day", "another"}))).has_value());
}

void a_run_that_failed_is_free_when_its_time_has_come(const TaskRunsContract& store) {
    Ask ask;
    ask.value(store.runs.take(query("one")));
    ask.value(store.runs.note(failed("one", noon + 30s)));
    BOOST_TEST(!ask.value(store.runs_of_another.take(query("two", noon + 29s))).has_value());
    const auto again = ask.value(store.runs_of_another.take(query("two", noon + 30s)));
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST(again->attempts == 1);
    BOOST_TEST(again->owner == "two");
    BOOST_TEST(again->outcome == "GW2001 nobody there");
}

void a_dead_daemons_run_is_taken_over_when_its_time_is_over(const TaskRunsContract& store) {
    Ask ask;
    ask.value(store.runs.take(query("one")));
    BOOST_TEST(!ask.value(store.runs_of_another.take(query("two", noon + 59s))).has_value());
    BOOST_TEST(ask.value(store.runs_of_another.take(query("two", noon + 1min))).has_value());
}

void a_run_that_is_renewed_stays_its_holders(const TaskRunsContract& store) {
    Ask ask;
    ask.value(store.runs.take(query("one")));
    BOOST_TEST(ask.value(store.runs.renew(query("one", noon + 50s))));
    BOOST_TEST(!ask.value(store.runs_of_another.take(query("two", noon + 100s))).has_value());
    BOOST_TEST(!ask.value(store.runs_of_another.renew(query("two", noon + 100s))));
    BOOST_TEST(ask.value(store.runs_of_another.take(query("two", noon + 110s))).has_value());
    BOOST_TEST(!ask.value(store.runs.renew(query("one", noon + 111s))));
}

void what_a_dead_daemon_left_is_listed_oldest_first(const TaskRunsContract& store) {
    Ask ask;
    ask.value(store.runs.take(query("one", noon, {"daily", "b"})));
    ask.value(store.runs.take(query("one", noon + 1s, {"daily", "a"})));
    ask.value(store.runs.take(query("one")));
    ask.value(store.runs.note(done("one")));
    ask.value(store.runs.take(query("one", noon, {"daily", "failed"})));
    ask.value(store.runs.note({{"daily", "failed"}, "one", false, "nobody there", noon + 30s, noon}));
    BOOST_TEST(ask.value(store.runs_of_another.left_behind(noon + 59s)).empty());
    const auto left = ask.value(store.runs_of_another.left_behind(noon + 61s));
    BOOST_REQUIRE(left.size() == 2U);
    BOOST_TEST(left[0].id.period == "b");
    BOOST_TEST(left[1].id.period == "a");
}

void the_outcome_of_one_who_lost_the_run_changes_nothing(const TaskRunsContract& store) {
    Ask ask;
    ask.value(store.runs.take(query("one")));
    ask.value(store.runs_of_another.take(query("two", noon + 1min)));
    ask.value(store.runs.note(done("one")));
    BOOST_TEST(!ask.value(store.runs.find(tuesday))->done_at.has_value());
    ask.value(store.runs_of_another.note(done("two")));
    BOOST_TEST(ask.value(store.runs.find(tuesday))->done_at.has_value());
}

void runs_are_listed_newest_first(const TaskRunsContract& store) {
    Ask ask;
    for (int i = 0; i < 3; ++i)
        ask.value(store.runs.take(query("one", noon + i * 1s, {"daily", std::to_string(i)})));
    const auto runs = ask.value(store.runs.newest(2));
    BOOST_REQUIRE(runs.size() == 2U);
    BOOST_TEST(runs[0].id.period == "2");
    BOOST_TEST(runs[1].id.period == "1");
}

void days_that_are_not_agreed_are_listed_oldest_first(const TaskRunsContract& store) {
    Ask ask;
    const PlatformName delta("delta");
    const DivisionCode shanghai("310000"), nantong("320600");
    const ClearingDay first = ask.value(store.days.open_day({delta, shanghai, Direction::visitor}));
    ask.value(store.days.open_day({delta, nantong, Direction::visitor}));
    ask.value(store.days.switch_day({delta, shanghai, Direction::visitor, first}, noon));
    std::vector<std::string> listed;
    for (const ports::Day& day : ask.value(store.unagreed.unagreed()))
        listed.push_back(day.key.counterparty.text + " " +
                         std::to_string((day.key.day.date.days - first.date.days).count()) + " " +
                         std::string(name_of(day.state)));
    const std::vector<std::string> wanted{"310000 0 closing", "320600 0 open", "310000 1 open"};
    BOOST_TEST(listed == wanted, boost::test_tools::per_element());
}

}  // namespace clearing::tests
