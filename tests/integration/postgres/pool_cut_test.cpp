// A pool of long work is cut when the daemon's time is over.
#include "tests/integration/postgres/books.hpp"

#include <atomic>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using test::Books;

namespace {

constexpr Write some_write{"test", Commit::alone};
constexpr Sql select_a_number{"test_select_one", "SELECT 1 AS one"};
constexpr Sql sleep_for_long{"test_sleep", "SELECT pg_sleep(30)"};
constexpr Sql make_test_lines{"test_make_lines", "CREATE TEMP TABLE test_lines (line text) ON COMMIT DROP"};
constexpr Sql raise_an_alarm{"test_raise", "INSERT INTO alarm (text, raised_at) VALUES ($1, now())"};

Result<long long> one_number(Session& session) {
    return session.first(select_a_number)->number("one");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pool_cut)

BOOST_AUTO_TEST_CASE(a_pool_that_is_cut_ends_what_is_under_way_at_once_and_leaves_nothing_of_it) {
    Books books(1);
    auto config = test::config_for(books.database.daemon_url(), 1);
    config.plans = Plans::fresh;
    Pool days(config);
    std::atomic<bool> is_under_way = false;
    std::vector<ErrorCode> answers;
    const auto spawn = [&](ports::awaitable<Result<long long>> work) {
        boost::asio::co_spawn(books.loop.context(), std::move(work),
                              [&](const std::exception_ptr&, const Result<long long>& answer) {
                                  answers.push_back(answer ? ErrorCode::internal_error : answer.error().code);
                              });
    };
    spawn(days.write_repeatable(some_write, [&](Session& session) -> Result<long long> {
        session.run(raise_an_alarm, {"of a test"});
        is_under_way = true;
        session.run(sleep_for_long);
        return 1;
    }));
    spawn(days.read(one_number));  // waits
    books.loop.run_until([&] { return is_under_way.load(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // until the server is at it
    const auto begun = std::chrono::steady_clock::now();
    days.cut();
    books.loop.run_until([&] { return answers.size() == 2; });
    BOOST_TEST((books.loop.run(days.read(one_number)).error().code == ErrorCode::shutting_down));
    days.stop();
    BOOST_TEST((std::chrono::steady_clock::now() - begun < std::chrono::seconds(1)));
    BOOST_TEST((answers == std::vector(2, ErrorCode::shutting_down)));
    // The server does not go on for minutes for nobody.
    const std::string sessions =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'gateway_app'";
    const auto until = begun + std::chrono::seconds(5);
    while (books.database.ask_as_owner(sessions) != "0" && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    BOOST_TEST(books.database.ask_as_owner(sessions) == "0");
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM alarm") == "0");
}

BOOST_AUTO_TEST_CASE(a_copy_under_way_is_cut_before_its_last_row) {
    Books books(1);
    Pool days(test::config_for(books.database.daemon_url(), 1));
    std::atomic<int> rows_sent = 0;
    std::optional<ErrorCode> answer;
    auto work = days.write_repeatable(some_write, [&](Session& session) -> Result<long long> {
        session.run(make_test_lines);
        session.copy("test_lines", [&](std::string& rows) {
            rows = "a line";
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return ++rows_sent < 20'000;
        });
        return 1;
    });
    boost::asio::co_spawn(books.loop.context(), std::move(work),
                          [&](const std::exception_ptr&, const Result<long long>& result) {
                              answer = result ? ErrorCode::internal_error : result.error().code;
                          });
    books.loop.run_until([&] { return rows_sent > 10; });
    days.cut();
    books.loop.run_until([&] { return answer.has_value(); });
    BOOST_TEST((*answer == ErrorCode::shutting_down));
    BOOST_TEST(rows_sent < 20'000);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
