// One connection of a client, over a stream of the test's own.
#include "gateway/infra/http/connection.hpp"

#include "tests/support/event_loop.hpp"

#include <chrono>
#include <new>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

/// Takes what is written; whoever reads then runs out of memory.
class ThrowingStream final : public tls::Stream {
public:
    explicit ThrowingStream(const asio::any_io_executor& executor) : written_(executor) { written_.expires_after(1h); }

    asio::awaitable<std::expected<std::size_t, Error>> read_some(std::span<char>) override {
        const auto token = asio::as_tuple(asio::use_awaitable);
        co_await written_.async_wait(token);
        throw std::bad_alloc();
    }
    asio::awaitable<std::expected<void, Error>> write(std::string_view) override {
        written_.cancel();
        co_return std::expected<void, Error>{};
    }
    void set_deadline(TimePoint) override {}
    void abort() noexcept override { is_aborted = true; }
    asio::awaitable<void> close(std::chrono::milliseconds) override { co_return; }
    bool is_quiet() override { return true; }
    bool is_tls() const override { return false; }
    bool peer_still_stands(const tls::Credentials&) const override { return true; }
    bool is_made_with(const tls::Credentials&) const override { return true; }

    bool is_aborted = false;

private:
    asio::steady_timer written_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(connection_test, test::EventLoop)

BOOST_AUTO_TEST_CASE(who_waits_for_an_answer_that_cannot_be_read_for_want_of_memory_is_told) {
    const auto stream = std::make_shared<ThrowingStream>(executor());
    const auto connection = http::Connection::start(executor(), stream, {1'000, 1'000});
    run_until([this] { return context().poll() == 0; });  // it reads
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    const auto answer = run(connection->exchange("GET / HTTP/1.1\r\n\r\n", false, deadline));
    BOOST_REQUIRE(!answer.has_value());
    BOOST_TEST((answer.error().kind == http::CallFailure::Kind::unknown));
    BOOST_TEST(answer.error().reason == "the answer cannot be read: std::bad_alloc");
    BOOST_TEST(!connection->is_usable());
    BOOST_TEST(stream->is_aborted);
}

BOOST_AUTO_TEST_SUITE_END()
