#include "fake_world.hpp"
#include "gateway/infra/system/bench_thread.hpp"
#include "tests/support/event_loop.hpp"

#include <atomic>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

ports::awaitable<Result<json::Value>> work_at(FakeWorkshop& workshop, mapping::Progress progress) {
    progress(3, 10);
    std::function<void()> piece = [progress] { progress(10, 10); };
    co_await workshop.run(std::move(piece));
    co_return json::Value("done");
}

ports::awaitable<Result<json::Value>> refuse() {
    co_return fail(ErrorCode::invalid_value, "2 faults", {"row 2: a", "row 3: b"});
}

ports::awaitable<Result<json::Value>> collapse() {
    throw std::length_error("too many rows");
    co_return json::Value();
}

struct Bench {
    EventLoop loop;
    tests::FakeClock clock{"2018-10-16 09:00:00"};
    FakeWorkshop workshop{loop.context()};
    api::Jobs jobs{loop.executor(), clock, workshop};

    Result<json::Value> start() {
        return jobs.start("work", "maker",
                          [this](mapping::Progress progress) { return work_at(workshop, std::move(progress)); });
    }
    std::string id(const Result<json::Value>& job) { return *job.value().find("id")->as_string(); }
    std::string text(const std::string& job, std::string_view key) {
        const auto found = jobs.find(job);
        if (!found) return "(forgotten)";
        const json::Value* value = found->find(key);
        return value->as_string() ? *value->as_string() : json::write(*value);
    }
    void run_until(const std::string& job, std::string_view state) {
        loop.run_until([&] { return text(job, "state") == state; });
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_job_tells_how_far_it_is_and_then_what_it_found) {
    Bench bench;
    bench.workshop.hold();
    const std::string job = bench.id(bench.start());
    BOOST_CHECK_EQUAL(bench.text(job, "state"), "waiting");
    BOOST_CHECK_EQUAL(bench.text(job, "total"), "0");
    bench.run_until(job, "running");
    bench.loop.context().poll();
    BOOST_CHECK_EQUAL(bench.text(job, "done"), "3");
    BOOST_CHECK_EQUAL(bench.text(job, "total"), "10");
    BOOST_CHECK_EQUAL(bench.text(job, "result"), "null");
    bench.workshop.let_go();
    bench.run_until(job, "done");
    BOOST_CHECK_EQUAL(bench.text(job, "done"), "10");
    BOOST_CHECK_EQUAL(bench.text(job, "result"), "done");
    BOOST_CHECK_EQUAL(bench.text(job, "by"), "maker");
}

BOOST_AUTO_TEST_CASE(progress_is_told_by_the_thread_at_the_bench_while_the_counter_answers) {
    EventLoop loop;
    tests::FakeClock clock{"2018-10-16 09:00:00"};
    system::BenchThread workshop;
    api::Jobs jobs{loop.executor(), clock, workshop};
    std::atomic<bool> seen = false;
    const auto at_the_bench = [&](mapping::Progress progress) -> ports::awaitable<Result<json::Value>> {
        return [](ports::Workshop& bench, std::atomic<bool>& go_on,
                  mapping::Progress tell) -> ports::awaitable<Result<json::Value>> {
            std::function<void()> piece = [&go_on, tell] {
                for (std::size_t done = 1; !go_on; ++done)
                    tell(done, 1'000'000);
            };
            co_await bench.run(std::move(piece));
            co_return json::Value("done");
        }(workshop, seen, std::move(progress));
    };
    const auto job = jobs.start("count", "maker", at_the_bench);
    const std::string id = *job.value().find("id")->as_string();
    loop.run_until([&] { return jobs.find(id)->find("done")->as_number()->text != "0"; });
    seen = true;
    loop.run_until([&] { return *jobs.find(id)->find("state")->as_string() == "done"; });
}

BOOST_AUTO_TEST_CASE(one_job_runs_four_wait_and_more_are_refused_as_busy) {
    Bench bench;
    bench.workshop.hold();
    std::vector<std::string> taken;
    for (int i = 0; i < 5; ++i)
        taken.push_back(bench.id(bench.start()));
    bench.run_until(taken.front(), "running");
    for (std::size_t i = 1; i < taken.size(); ++i)
        BOOST_CHECK_EQUAL(bench.text(taken[i], "state"), "waiting");
    const auto refused = bench.start();
    BOOST_REQUIRE(!refused);
    BOOST_CHECK(refused.error().code == ErrorCode::busy);
    bench.workshop.let_go();
    bench.run_until(taken.back(), "done");
    for (const std::string& job : taken)
        BOOST_CHECK_EQUAL(bench.text(job, "state"), "done");
    bench.run_until(bench.id(bench.start()), "done");
}

BOOST_AUTO_TEST_CASE(the_last_sixteen_can_be_asked_about) {
    Bench bench;
    std::vector<std::string> all;
    for (int i = 0; i < 18; ++i) {
        all.push_back(bench.id(bench.start()));
        bench.run_until(all.back(), "done");
    }
    BOOST_CHECK(!bench.jobs.find(all[0]));
    BOOST_CHECK(!bench.jobs.find(all[1]));
    BOOST_CHECK(bench.jobs.find(all[2]));
    BOOST_CHECK(bench.jobs.find(all[17]));
}

BOOST_AUTO_TEST_CASE(a_refused_job_keeps_every_sentence_and_one_that_throws_is_an_internal_error) {
    Bench bench;
    const std::string refused = bench.id(bench.jobs.start("a", "maker", [](mapping::Progress) { return refuse(); }));
    const std::string thrown = bench.id(bench.jobs.start("b", "maker", [](mapping::Progress) { return collapse(); }));
    bench.run_until(thrown, "failed");
    BOOST_CHECK_EQUAL(bench.text(refused, "state"), "failed");
    BOOST_CHECK(bench.text(refused, "error").find(R"(["row 2: a","row 3: b"])") != std::string::npos);
    BOOST_CHECK(bench.text(thrown, "error").find("GW2009") != std::string::npos);
    BOOST_CHECK(bench.text(thrown, "error").find("too many rows") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(stopping_lets_the_running_job_finish_within_a_limit_and_fails_what_waits) {
    Bench bench;
    bench.workshop.hold();
    const std::string running = bench.id(bench.start()), waiting = bench.id(bench.start());
    bench.run_until(running, "running");
    BOOST_CHECK(!bench.loop.run(bench.jobs.stop(std::chrono::milliseconds(1))));
    BOOST_CHECK_EQUAL(bench.text(running, "state"), "running");
    BOOST_CHECK_EQUAL(bench.text(waiting, "state"), "failed");
    BOOST_CHECK(bench.text(waiting, "error").find("GW2005") != std::string::npos);
    const auto late = bench.start();
    BOOST_REQUIRE(!late);
    BOOST_CHECK(late.error().code == ErrorCode::shutting_down);
    bench.workshop.let_go();
    BOOST_CHECK(bench.loop.run(bench.jobs.stop(std::chrono::seconds(10))));
    BOOST_CHECK_EQUAL(bench.text(running, "state"), "done");
}
