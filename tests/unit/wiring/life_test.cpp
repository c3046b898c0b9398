// A daemon that could not begin never serves: it ends with exit code 1 and says why.
#include "gateway/wiring/life.hpp"

#include <stdexcept>
#include <vector>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using ports::awaitable;

struct Lived {
    boost::asio::io_context io{1};
    std::string steps;  ///< in their order
    std::vector<std::string> complaints;
    wiring::Life life{.begin = [this] { return begin(); },
                      .open_doors = [this]() -> std::expected<void, std::string> {
                          steps += " doors";
                          return {};
                      },
                      .serve = [this] { steps += " serve"; },
                      .end = [this] { steps += " end"; }};

    awaitable<Result<void>> begin() {
        co_await boost::asio::post(boost::asio::use_awaitable);
        steps += "begin";
        co_return Result<void>{};
    }
    awaitable<Result<void>> refuse() {
        co_await boost::asio::post(boost::asio::use_awaitable);
        co_return fail(ErrorCode::not_loaded, "no version is in force");
    }
    template <class Thrown>
    awaitable<Result<void>> begin_and_throw(Thrown thrown) {
        co_await boost::asio::post(boost::asio::use_awaitable);
        throw thrown;
    }
    /// Nobody ever wakes it, and nothing else is left to do.
    awaitable<Result<void>> wait_for_ever() {
        auto waiting = [](auto) {};
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(std::move(waiting),
                                                                                           boost::asio::use_awaitable);
        co_return Result<void>{};
    }

    int live() {
        return wiring::live(io, life, [this](const std::string& reason) { complaints.push_back(reason); });
    }
    void check_that_it_ended_with(const std::string& reason) {
        BOOST_TEST(live() == 1);
        BOOST_TEST(steps == " end");
        BOOST_TEST_REQUIRE(complaints.size() == 1U);
        BOOST_TEST(complaints[0].find(reason) != std::string::npos, complaints[0]);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(life_of_the_daemon, Lived)

BOOST_AUTO_TEST_CASE(one_that_has_begun_opens_its_doors_serves_and_ends_with_0) {
    BOOST_TEST(live() == 0);
    BOOST_TEST(steps == "begin doors serve end");
    BOOST_TEST(complaints.empty());
}

BOOST_AUTO_TEST_CASE(a_beginning_that_throws_is_its_end_and_it_never_serves) {
    life.begin = [this] { return begin_and_throw(std::runtime_error("the tables broke")); };
    check_that_it_ended_with("the tables broke");
}

BOOST_AUTO_TEST_CASE(whatever_is_thrown) {
    life.begin = [this] { return begin_and_throw(42); };
    check_that_it_ended_with("an exception of unknown type");
}

BOOST_AUTO_TEST_CASE(a_beginning_that_is_refused_is_its_end) {
    life.begin = [this] { return refuse(); };
    check_that_it_ended_with("no version is in force");
}

BOOST_AUTO_TEST_CASE(a_beginning_that_never_ends_is_not_waited_for) {
    life.begin = [this] { return wait_for_ever(); };
    check_that_it_ended_with("came to no end");
}

BOOST_AUTO_TEST_CASE(doors_that_cannot_be_opened_are_its_end) {
    life.open_doors = []() -> std::expected<void, std::string> { return std::unexpected("the port is taken"); };
    BOOST_TEST(live() == 1);
    BOOST_TEST(steps == "begin end");
    BOOST_TEST_REQUIRE(complaints.size() == 1U);
    BOOST_TEST(complaints[0] == "the port is taken");
}

BOOST_AUTO_TEST_CASE(what_begins_leaves_the_loop_fit_to_serve) {
    bool served = false;
    life.serve = [&] {
        boost::asio::post(io, [&served] { served = true; });
        io.run();
    };
    BOOST_TEST(live() == 0);
    BOOST_TEST(served);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
