// Streams and listeners once the handshake is done.

#include "gateway/infra/tls/stream.hpp"

#include "gateway/infra/async/with_timeout.hpp"
#include "gateway/infra/tls/connect.hpp"
#include "gateway/infra/tls/listener.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/test_pki.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <vector>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace clearing;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using Count = std::expected<std::size_t, tls::Stream::Error>;
using Done = std::expected<void, tls::Stream::Error>;

namespace {

/// A server that does with each connection what the test says.
struct StreamFixture : test::EventLoop {
    test::TestPki pki;
    test::TemporaryDirectory directory;
    std::shared_ptr<tls::Credentials> gateway = pki.credentials("gateway");
    std::unique_ptr<tls::Listener> listener;

    ~StreamFixture() {
        listener.reset();
        context().restart();
        context().poll();
    }

    void serve(tls::Serve serve, tls::ListenerLimits limits = {}) {
        auto made = tls::listen_tcp(executor(), "127.0.0.1", 0, gateway, limits, std::move(serve));
        BOOST_REQUIRE(made.has_value());
        listener = std::move(*made);
    }

    std::shared_ptr<tls::Stream> connect() {
        auto made = run(tls::connect({"127.0.0.1", listener->port(), {}, pki.credentials("shanghai")}, 5s));
        BOOST_REQUIRE(made.has_value());
        (*made)->set_limit(10s);
        return *made;
    }

    std::string socket_path() const { return directory.path() / "s"; }

    std::expected<std::unique_ptr<tls::Listener>, std::string> listen_unix(const std::string& path, tls::Serve serve) {
        return tls::listen_unix(executor(), path, {}, std::move(serve));
    }
};

/// More than a peer that does not read takes into its buffer; the rest waits in the sender's, and the write is done.
constexpr std::size_t longer_than_one_side_holds = 400'000;

asio::awaitable<void> echo(std::shared_ptr<tls::Stream> stream) {
    std::string bytes(1000, '\0');
    while (const auto count = co_await stream->read_some(bytes)) {
        const std::string answer = bytes.substr(0, *count);
        if (!co_await stream->write(answer)) co_return;
    }
}

asio::awaitable<void> say_abc_and_goodbye(std::shared_ptr<tls::Stream> stream) {
    const std::string text = "abc";
    (void)co_await stream->write(text);
    co_await stream->close(1s);
}

asio::awaitable<void> say_abc_and_cut(std::shared_ptr<tls::Stream> stream) {
    const std::string text = "abc";
    (void)co_await stream->write(text);
    stream->abort();
}

asio::awaitable<void> fail(std::shared_ptr<tls::Stream>) {
    throw std::runtime_error("broken");
    co_return;
}

/// Awaits that the condition comes true in the same loop.
template <class Condition>
asio::awaitable<void> until(Condition holds) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (!holds()) {
        timer.expires_after(1ms);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

/// Of every connection of this process that has `port` at one of its ends.
std::vector<unsigned> unacknowledged_limits(unsigned short port) {
    std::vector<unsigned> limits;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int file = std::stoi(entry.path().filename());
        sockaddr_in ends[2]{};
        socklen_t length = sizeof ends[0];
        if (::getpeername(file, reinterpret_cast<sockaddr*>(&ends[0]), &length) != 0) continue;
        length = sizeof ends[1];
        ::getsockname(file, reinterpret_cast<sockaddr*>(&ends[1]), &length);
        const auto has_the_port = [&](const sockaddr_in& end) {
            return end.sin_family == AF_INET && ntohs(end.sin_port) == port;
        };
        if (std::ranges::none_of(ends, has_the_port)) continue;
        unsigned limit_ms = 0;
        length = sizeof limit_ms;
        ::getsockopt(file, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit_ms, &length);
        limits.push_back(limit_ms);
    }
    return limits;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stream_test, StreamFixture)

BOOST_AUTO_TEST_CASE(bytes_of_any_length_arrive_whole) {
    serve(echo);
    const auto stream = connect();
    const std::string sent(100'000, 'x');
    std::string got(sent.size(), '\0');
    auto both = [&]() -> asio::awaitable<Done> {
        asio::co_spawn(context(), stream->write(sent), [](std::exception_ptr, Done) {});
        co_return co_await stream->read_exactly(got);
    };
    BOOST_TEST(run(both()).has_value());
    BOOST_TEST((got == sent));
}

BOOST_AUTO_TEST_CASE(a_line_that_went_dark_is_given_up_by_either_end_within_half_a_minute) {
    serve(echo);
    const auto stream = connect();
    BOOST_TEST(unacknowledged_limits(listener->port()) == (std::vector<unsigned>{30'000, 30'000}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_end_between_frames_is_clean_and_an_end_within_one_is_not) {
    serve(say_abc_and_goodbye);
    std::string three(3, '\0');
    std::string four(4, '\0');
    const auto first = connect();
    BOOST_TEST(run(first->read_exactly(three)).has_value());
    BOOST_TEST((run(first->read_exactly(three)).error() == asio::error::eof));
    const auto second = connect();
    BOOST_TEST((run(second->read_exactly(four)).error() == asio::ssl::error::stream_truncated));
}

BOOST_AUTO_TEST_CASE(a_cut_without_goodbye_is_told_from_an_end) {
    serve(say_abc_and_cut);
    std::string three(3, '\0');
    const auto stream = connect();
    BOOST_TEST(run(stream->read_exactly(three)).has_value());
    const auto cut = run(stream->read_exactly(three));
    BOOST_REQUIRE(!cut.has_value());
    BOOST_TEST((cut.error() != asio::error::eof));
}

BOOST_AUTO_TEST_CASE(a_deadline_closes_and_says_timed_out) {
    serve(echo);
    const auto stream = connect();
    stream->set_limit(10ms);
    std::string bytes(3, '\0');
    BOOST_TEST((run(stream->read_some(bytes)).error() == asio::error::timed_out));
    BOOST_TEST(!stream->is_quiet());
}

BOOST_AUTO_TEST_CASE(who_does_not_read_is_reset_at_the_deadline_and_nothing_is_kept_for_him) {
    Done written;
    bool is_over = false;
    serve([&](std::shared_ptr<tls::Stream> stream) -> asio::awaitable<void> {
        stream->set_limit(300ms);
        const std::string more_than_all_buffers_hold(64'000'000, 'x');
        written = co_await stream->write(more_than_all_buffers_hold);
        is_over = true;
    });
    const auto stream = connect();
    run(until([&] { return is_over; }));
    BOOST_TEST_REQUIRE(!written.has_value());
    BOOST_TEST((written.error() == asio::error::timed_out));
    std::string scrap(1'000'000, '\0');
    Count last = std::size_t{0};
    while (last.has_value())
        last = run(stream->read_some(scrap));
    BOOST_TEST((last.error() == asio::error::connection_reset), last.error().message());
}

BOOST_AUTO_TEST_CASE(an_answer_before_a_goodbye_arrives_whole_though_it_is_read_only_after_the_goodbyes_limit) {
    const std::string answer(longer_than_one_side_holds, 'x');
    Done written;
    bool closed = false;
    serve([&](std::shared_ptr<tls::Stream> stream) -> asio::awaitable<void> {
        written = co_await stream->write(answer);
        co_await stream->close(50ms);
        closed = true;
    });
    const auto stream = connect();
    run_until([&] { return closed; });
    BOOST_TEST_REQUIRE(written.has_value());
    std::string got(answer.size(), '\0');
    BOOST_TEST(run(stream->read_exactly(got)).has_value());
    BOOST_TEST((got == answer));
    BOOST_TEST((run(stream->read_exactly(got)).error() == asio::error::eof));
}

BOOST_AUTO_TEST_CASE(who_has_not_read_an_answer_by_a_deadline_after_it_is_reset_too) {
    const std::string answer(longer_than_one_side_holds, 'x');
    Done written;
    std::optional<Count> waited_for_more;
    serve([&](std::shared_ptr<tls::Stream> stream) -> asio::awaitable<void> {
        written = co_await stream->write(answer);
        stream->set_limit(50ms);
        std::string request(3, '\0');
        waited_for_more = co_await stream->read_some(request);
    });
    const auto stream = connect();
    run_until([&] { return waited_for_more.has_value(); });
    BOOST_TEST_REQUIRE(written.has_value());
    BOOST_TEST((waited_for_more->error() == asio::error::timed_out));
    std::string got(answer.size(), '\0');
    BOOST_TEST((run(stream->read_exactly(got)).error() == asio::error::connection_reset));
}

BOOST_AUTO_TEST_CASE(a_deadline_moves_ahead_and_goes_away) {
    serve(echo);
    const auto stream = connect();
    stream->set_limit(5ms);
    stream->set_limit(30s);
    auto wait = [&]() -> asio::awaitable<void> {
        asio::steady_timer timer(context(), 20ms);
        co_await timer.async_wait(asio::use_awaitable);
    };
    run(wait());
    BOOST_TEST(stream->is_quiet());
    stream->set_limit(5ms);
    stream->clear_deadline();
    run(wait());
    BOOST_TEST(stream->is_quiet());
}

BOOST_AUTO_TEST_CASE(aborting_ends_a_read_under_way) {
    serve(echo);
    const auto stream = connect();
    std::string bytes(3, '\0');
    asio::post(context(), [stream] { stream->abort(); });
    BOOST_TEST((run(stream->read_some(bytes)).error() == asio::error::operation_aborted));
}

BOOST_AUTO_TEST_CASE(a_read_can_be_given_up_by_with_timeout) {
    serve(echo);
    const auto stream = connect();
    std::string bytes(3, '\0');
    BOOST_TEST(!run(async::with_timeout(stream->read_some(bytes), 5ms)));
}

BOOST_AUTO_TEST_CASE(closing_towards_a_peer_that_never_says_goodbye_ends_at_its_limit) {
    bool closed = false;
    serve([&closed](std::shared_ptr<tls::Stream> stream) -> asio::awaitable<void> {
        co_await stream->close(20ms);
        closed = true;
    });
    const auto stream = connect();  // which neither reads nor closes
    run_until([&] { return closed; });
}

BOOST_AUTO_TEST_CASE(a_stream_is_quiet_until_something_comes_or_the_peer_closes) {
    serve(echo);
    const auto stream = connect();
    BOOST_TEST(stream->is_quiet());
    (void)run(stream->write("hello"));
    run(until([&] { return !stream->is_quiet(); }));
    std::string bytes(5, '\0');
    BOOST_TEST(run(stream->read_exactly(bytes)).has_value());
    BOOST_TEST(stream->is_quiet());
    listener->abort_all();
    run(until([&] { return !stream->is_quiet(); }));
}

BOOST_AUTO_TEST_CASE(a_live_peer_is_verified_again) {
    serve(echo);
    const auto stream = connect();
    BOOST_TEST(stream->peer_still_stands(*gateway));
    BOOST_TEST(!stream->is_made_with(*gateway));
    pki.revoke("gateway");
    BOOST_REQUIRE(gateway->reload().has_value());
    BOOST_TEST(!stream->peer_still_stands(*gateway));
}

BOOST_AUTO_TEST_CASE(an_exception_out_of_serving_ends_only_its_connection) {
    serve(fail);
    const auto stream = connect();
    std::string bytes(3, '\0');
    BOOST_TEST(!run(stream->read_some(bytes)).has_value());
    BOOST_TEST(run(listener->wait_until_empty(5s)));
    (void)connect();
}

BOOST_AUTO_TEST_CASE(connections_beyond_the_limit_are_closed_at_once) {
    serve(echo, {.max_connections = 1});
    const auto first = connect();
    const auto second = run(tls::connect({"127.0.0.1", listener->port(), {}, pki.credentials("shanghai")}, 5s));
    BOOST_TEST(!second.has_value());
    first->abort();
    BOOST_TEST(run(listener->wait_until_empty(5s)));
    (void)connect();
}

BOOST_AUTO_TEST_CASE(stopping_drops_those_still_shaking_hands) {
    serve(echo);
    const auto silent = run(tls::connect({"127.0.0.1", listener->port(), {}, nullptr}, 5s));
    run_until([&] { return listener->open_connections() == 1; });
    listener->stop_accepting();
    BOOST_TEST(run(listener->wait_until_empty(5s)));
}

BOOST_AUTO_TEST_CASE(an_address_in_use_is_said_so) {
    serve(echo);
    const auto second = tls::listen_tcp(executor(), "127.0.0.1", listener->port(), gateway, {}, echo);
    BOOST_REQUIRE(!second.has_value());
    BOOST_TEST(second.error().find("Address already in use") != std::string::npos);
    BOOST_TEST(!tls::listen_tcp(executor(), "nowhere", 0, gateway, {}, echo).has_value());
}

BOOST_AUTO_TEST_CASE(over_a_unix_socket_the_peer_is_known_by_its_uid) {
    std::optional<std::uint32_t> uid;
    const auto unix_listener =
        listen_unix(socket_path(), [&uid](std::shared_ptr<tls::Stream> stream) -> asio::awaitable<void> {
            uid = stream->socket_uid();
            co_return;
        });
    BOOST_REQUIRE(unix_listener.has_value());
    struct stat found{};
    BOOST_REQUIRE(::stat(socket_path().c_str(), &found) == 0);
    BOOST_TEST((found.st_mode & 0777) == 0660);
    BOOST_TEST(run(tls::connect({"", 0, socket_path(), nullptr}, 5s)).has_value());
    run_until([&] { return uid.has_value(); });
    BOOST_TEST(*uid == ::geteuid());
}

BOOST_AUTO_TEST_CASE(a_socket_path_too_long_is_refused_with_a_sentence) {
    const std::string longest =
        directory.path().string() + "/" + std::string(107 - directory.path().string().size() - 1, 'x');
    BOOST_TEST(listen_unix(longest, echo).has_value());
    const auto refused = listen_unix(longest + "x", echo);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().find("has 108 bytes; at most 107 are possible") != std::string::npos);
    BOOST_TEST(!run(tls::connect({"", 0, longest + "x", nullptr}, 5s)).has_value());
}

BOOST_AUTO_TEST_CASE(a_socket_file_left_by_the_dead_is_replaced_and_a_living_one_is_not) {
    const std::string path = socket_path();
    auto first = listen_unix(path, echo);
    BOOST_REQUIRE(first.has_value());
    const auto second = listen_unix(path, echo);
    BOOST_REQUIRE(!second.has_value());
    BOOST_TEST(second.error().find("is in use by a running process") != std::string::npos);
    std::filesystem::create_hard_link(path, path + ".kept");
    first->reset();
    BOOST_TEST(!std::filesystem::exists(path));
    std::filesystem::rename(path + ".kept", path);
    BOOST_TEST(listen_unix(path, echo).has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_socket_is_left_alone) {
    std::ofstream(socket_path()) << "precious";
    BOOST_TEST(!listen_unix(socket_path(), echo).has_value());
    BOOST_TEST(std::filesystem::file_size(socket_path()) == 8u);
}

BOOST_AUTO_TEST_SUITE_END()
