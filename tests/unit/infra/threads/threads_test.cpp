#include "gateway/infra/async/moment.hpp"
#include "gateway/infra/log/log.hpp"
#include "gateway/infra/metrics/metrics.hpp"
#include "gateway/infra/system/bench_thread.hpp"
#include "tests/support/event_loop.hpp"

#include <atomic>
#include <barrier>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>
#include <unistd.h>

namespace clearing {

namespace {

constexpr int threads = 4, rounds = 200;

/// Every thread does `work(thread, round)` for all rounds, and all begin at once.
void all_at_once(const std::function<void(int, int)>& work) {
    std::barrier begin(threads);
    std::vector<std::thread> running;
    for (int thread = 0; thread < threads; ++thread)
        running.emplace_back([&, thread] {
            begin.arrive_and_wait();
            for (int round = 0; round < rounds; ++round)
                work(thread, round);
        });
    for (std::thread& thread : running)
        thread.join();
}

ports::awaitable<void> add_at_the_bench(system::BenchThread& bench, long& sum, int& left) {
    for (int i = 0; i < rounds; ++i) {
        // No lock on purpose: there is one bench, and the coroutine goes on after the piece is done.
        std::function<void()> piece = [&sum] { ++sum; };
        co_await bench.run(std::move(piece));
    }
    --left;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(infra_threads)

BOOST_AUTO_TEST_CASE(pieces_at_the_bench_follow_each_other_and_are_seen_by_who_asked) {
    test::EventLoop loop;
    system::BenchThread bench;
    long sum = 0;
    int left = 10;
    for (int i = 0; i < 10; ++i)
        boost::asio::co_spawn(loop.context(), add_at_the_bench(bench, sum, left), boost::asio::detached);
    loop.run_until([&left] { return left == 0; });
    BOOST_TEST(sum == 10L * rounds);
}

BOOST_AUTO_TEST_CASE(a_piece_that_throws_throws_where_it_was_asked_for) {
    test::EventLoop loop;
    system::BenchThread bench;
    std::function<void()> piece = [] { throw std::runtime_error("broken"); };
    BOOST_CHECK_THROW(loop.run(bench.run(std::move(piece))), std::runtime_error);
    bool done = false;
    piece = [&done] { done = true; };
    loop.run(bench.run(std::move(piece)));
    BOOST_TEST(done);
}

BOOST_AUTO_TEST_CASE(figures_are_counted_from_any_thread_while_somebody_reads_them) {
    metrics::Metrics metrics;
    std::atomic<int> empty_answers = 0;  // Boost.Test's own log is for one thread
    all_at_once([&](int thread, int round) {
        metrics.received({round % 2 == 0 ? "2206" : "2207", "local-bureau", "ok", std::chrono::milliseconds(round)});
        metrics.sent({"2207", thread % 2 == 0 ? "shanghai" : "national", "silence", std::chrono::seconds(1)});
        metrics.set_in_doubt(round);
        metrics.set_certificate_end("peer", std::chrono::system_clock::time_point{});
        metrics.count_refused_connection("delta");
        if (round % 20 == 0 && metrics.text().empty()) ++empty_answers;
    });
    BOOST_TEST(empty_answers == 0);
    const std::string line =
        "gateway_refused_connections_total{listener=\"delta\"} " + std::to_string(threads * rounds);
    BOOST_TEST(metrics.text().find(line) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(lines_of_the_log_stay_whole_when_all_write_and_the_file_is_opened_again) {
    char name[] = "/tmp/gateway-log.XXXXXX";
    BOOST_REQUIRE(::mkdtemp(name) != nullptr);
    const std::filesystem::path file = std::filesystem::path(name) / "gateway.log";
    BOOST_REQUIRE(log::start({.level = "info", .format = "json", .file = file}).has_value());
    std::atomic<int> not_reopened = 0;
    all_at_once([&](int thread, int round) {
        log::info("something_happened", {{"count", round}, {"peer", "thread-" + std::to_string(thread)}});
        if (thread == 0 && round % 50 == 0 && !log::reopen()) ++not_reopened;
    });
    BOOST_TEST(not_reopened == 0);
    log::flush();
    int lines = 0;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line); ++lines)
        BOOST_REQUIRE(line.starts_with('{') && line.ends_with('}'));
    BOOST_TEST(lines == threads * rounds);
    BOOST_REQUIRE(log::start({}).has_value());
    std::filesystem::remove_all(name);
}

BOOST_AUTO_TEST_CASE(moments_are_passed_on_any_thread) {
    ::setenv("GATEWAY_DIE_AT", "a.place.nobody_passes>another.one", 1);
    BOOST_TEST(!async::obey_environment().empty());
    all_at_once([](int, int) { async::reached("store", "test", "before_commit"); });
    ::unsetenv("GATEWAY_DIE_AT");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
