#include "gateway/infra/http/client.hpp"

#include "tests/unit/infra/http/http_fixture.hpp"

using namespace clearing;
using namespace clearing::http;

namespace {

using Kind = CallFailure::Kind;

/// Adds a server that does with its connections what a test says, in bytes.
struct ClientFixture : HttpFixture {
    std::unique_ptr<tls::Listener> script;
    std::size_t connections = 0;

    ~ClientFixture() {
        client.reset();
        script.reset();
    }

    void serve_bytes(tls::Serve serve) {
        auto made = tls::listen_tcp(executor(), "127.0.0.1", 0, gateway, {},
                                    [this, serve](std::shared_ptr<tls::Stream> stream) {
                                        ++connections;
                                        return serve(std::move(stream));
                                    });
        if (!made) throw std::runtime_error(made.error());
        script = std::move(*made);
        ClientOptions options = options_as("local-bureau");
        options.port = script->port();
        call_with(options);
    }

    /// Reads a request, sends `bytes`, and then waits for the other side, or says goodbye, or cuts.
    enum class Then { waits, says_goodbye, cuts };
    void answer_with(std::string bytes, Then then) {
        serve_bytes([bytes, then](std::shared_ptr<tls::Stream> stream) -> asio::awaitable<void> {
            (void)co_await read_until(stream, "\r\n\r\n");
            (void)co_await stream->write(bytes);
            if (then == Then::cuts) co_return;
            if (then == Then::says_goodbye) co_return co_await stream->close(1s);
            (void)co_await read_until(stream, "");
        });
    }

    void expect_unknown(const std::string& words, std::chrono::milliseconds limit = 5s) {
        const auto answer = call("/x", "", limit);
        BOOST_REQUIRE(!answer.has_value());
        BOOST_TEST((answer.error().kind == Kind::unknown));
        BOOST_TEST(mentions(answer.error().reason, words), answer.error().reason);
    }

    void expect_not_sent(const std::string& words, std::chrono::milliseconds limit = 5s) {
        const auto answer = call("/x", "", limit);
        BOOST_REQUIRE(!answer.has_value());
        BOOST_TEST((answer.error().kind == Kind::not_sent));
        BOOST_TEST(mentions(answer.error().reason, words), answer.error().reason);
    }
};

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

asio::awaitable<void> answer_every_request(std::shared_ptr<tls::Stream> stream) {
    while (true) {
        const std::string request = co_await ClientFixture::read_until(stream, "\r\n\r\n");
        if (request.empty()) co_return;
        if (!co_await stream->write(ok)) co_return;
    }
}

/// Keeps the connection alive by its words, and cuts it behind our back.
asio::awaitable<void> answer_one_and_leave(std::shared_ptr<tls::Stream> stream) {
    const std::string request = co_await ClientFixture::read_until(stream, "\r\n\r\n");
    if (!request.empty()) (void)co_await stream->write(ok);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client_test, ClientFixture)

BOOST_AUTO_TEST_CASE(calls_in_a_row_share_a_connection) {
    serve_bytes(answer_every_request);
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(call("/x").has_value());
    BOOST_TEST(connections == 1u);
}

BOOST_AUTO_TEST_CASE(a_server_of_the_expected_region_and_role_is_called) {
    serve();
    auto options = options_as("local-bureau");
    options.expected_region = "330200";
    options.expected_role = "gateway";
    call_with(options);
    BOOST_TEST(call("/echo", "x").value().body == "x");
}

BOOST_AUTO_TEST_CASE(a_server_of_the_wrong_region_or_role_gets_nothing) {
    serve();
    auto options = options_as("local-bureau");
    options.expected_region = "310000";
    call_with(options);
    expect_not_sent("is region 330200 role gateway, expected region 310000 role any");
    options.expected_region = "330200";
    options.expected_role = "partner";
    call_with(options);
    expect_not_sent("expected region 330200 role partner");
    BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(nobody_listening_is_not_sent) {
    serve();
    call_as("local-bureau");
    run(server->stop(1s));
    expect_not_sent("Connection refused");
}

BOOST_AUTO_TEST_CASE(a_server_whose_certificate_does_not_stand_gets_nothing) {
    gateway = pki.credentials("revoked");
    serve();
    call_as("local-bureau");
    expect_not_sent("certificate revoked");
}

BOOST_AUTO_TEST_CASE(our_own_refused_certificate_is_not_sent_thanks_to_the_warm_up) {
    serve();
    for (const char* name : {"revoked", "expired", "wrong-ca"}) {
        auto options = options_as(name);
        options.warm_up_path = "/hello";
        call_with(options);
        expect_not_sent("warming up failed");
    }
    BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(without_a_warm_up_our_own_refused_certificate_leaves_the_call_unknown) {
    serve();
    call_as("revoked");
    expect_unknown("broke before the answer");
    BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(the_warm_up_comes_once_a_connection_and_any_answer_will_do) {
    serve();
    auto options = options_as("local-bureau");
    options.warm_up_path = "/forbidden";
    call_with(options);
    BOOST_TEST(call("/a").has_value());
    BOOST_TEST(call("/b").has_value());
    BOOST_REQUIRE(seen.size() == 3u);
    BOOST_TEST(seen[0].path == "/forbidden");
    BOOST_TEST(seen[0].method == "GET");
    BOOST_TEST(seen[1].path == "/a");
    BOOST_TEST(seen[2].path == "/b");
}

BOOST_AUTO_TEST_CASE(a_warm_up_without_an_answer_ends_at_the_connect_limit_and_nothing_was_sent) {
    serve();
    auto options = options_as("local-bureau");
    options.warm_up_path = "/hold";
    options.connect_limit = 500ms;
    call_with(options);
    expect_not_sent("warming up failed: no answer within the limit");
    BOOST_TEST(seen.size() == 1u);
}

BOOST_AUTO_TEST_CASE(no_answer_within_the_limit_is_unknown) {
    serve();
    call_as("local-bureau");
    BOOST_TEST(call("/echo").has_value());  // so that the limit is not spent on the handshake
    const auto answer = call("/hold", "", 300ms);
    BOOST_REQUIRE(!answer.has_value());
    BOOST_TEST((answer.error().kind == Kind::unknown));
    BOOST_TEST(answer.error().reason == "no answer within the limit");
    BOOST_TEST(call("/echo").has_value());
}

BOOST_AUTO_TEST_CASE(a_connection_cut_before_or_within_the_answer_is_unknown) {
    answer_with("", Then::cuts);
    expect_unknown("broke before the answer");
    answer_with("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Then::cuts);
    expect_unknown("broke before the answer");
    answer_with("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Then::says_goodbye);
    expect_unknown("broke before the answer");
}

BOOST_AUTO_TEST_CASE(an_answer_that_ends_with_the_connection_counts_only_when_goodbye_was_said) {
    answer_with("HTTP/1.1 200 OK\r\n\r\nwhole", Then::says_goodbye);
    BOOST_TEST(call("/x").value().body == "whole");
    answer_with("HTTP/1.1 200 OK\r\n\r\nwho", Then::cuts);
    expect_unknown("broke before the answer");
}

BOOST_AUTO_TEST_CASE(an_unreadable_answer_is_unknown) {
    answer_with("rubbish\r\n\r\n", Then::waits);
    expect_unknown("the answer cannot be read");
}

BOOST_AUTO_TEST_CASE(an_answer_whose_trailer_has_no_end_is_unreadable) {
    answer_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Long: " + std::string(100'000, 'x'),
                Then::waits);
    expect_unknown("the answer cannot be read: the header is longer than");
}

BOOST_AUTO_TEST_CASE(an_answer_too_long_is_unknown) {
    serve();
    auto options = options_as("local-bureau");
    options.max_body_bytes = 100;
    call_with(options);
    const auto answer = call("/echo", std::string(101, 'x'));
    BOOST_REQUIRE(!answer.has_value());
    BOOST_TEST((answer.error().kind == Kind::unknown));
}

BOOST_AUTO_TEST_CASE(a_connection_the_server_closed_while_idle_is_replaced) {
    serve_bytes(answer_one_and_leave);
    for (int i = 0; i < 20; ++i) {
        BOOST_TEST(call("/x").has_value());
        run_until([this] { return script->open_connections() == 0; });
    }
    BOOST_TEST(connections == 20u);
}

BOOST_AUTO_TEST_CASE(a_server_that_closes_idle_connections_never_makes_a_call_unknown) {
    serve({.idle = 150ms});
    call_as("local-bureau");
    asio::steady_timer pause(context());
    for (int i = 0; i < 4; ++i) {
        BOOST_TEST(call("/echo").has_value());
        bool passed = false;
        pause.expires_after(200ms);
        pause.async_wait([&passed](auto) { passed = true; });
        run_until([&passed] { return passed; });
    }
}

BOOST_AUTO_TEST_CASE(a_server_restarted_between_two_calls_is_reached_again) {
    serve();
    const unsigned short port = server->port();
    call_as("local-bureau");
    BOOST_TEST(call("/echo").has_value());
    run(server->stop(1s));
    server.reset();
    serve({}, {}, port);
    BOOST_TEST(call("/echo").has_value());
}

BOOST_AUTO_TEST_CASE(bytes_nobody_asked_for_spoil_an_idle_connection) {
    answer_with(ok + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong", Then::waits);
    BOOST_TEST(call("/x").value().body == "");
    BOOST_TEST(call("/x").value().body == "");
    BOOST_TEST(connections == 2u);
}

BOOST_AUTO_TEST_CASE(an_idle_connection_too_old_is_not_used_again) {
    serve_bytes(answer_every_request);
    auto options = options_as("local-bureau");
    options.port = script->port();
    options.idle_limit = 10ms;
    call_with(options);
    BOOST_TEST(call("/x").has_value());
    run_until([this] { return script->open_connections() == 0; });
    BOOST_TEST(call("/x").has_value());
    BOOST_TEST(connections == 2u);
}

BOOST_AUTO_TEST_CASE(callers_beyond_the_connections_wait_their_turn) {
    serve();
    auto options = options_as("local-bureau");
    options.max_connections = 2;
    call_with(options);
    std::vector<std::shared_ptr<std::optional<Answer>>> answers;
    for (int i = 0; i < 5; ++i)
        answers.push_back(start_call("/hold"));
    run_until([this] { return held == 2; });
    BOOST_TEST(seen.size() == 2u);
    const auto all_answered = [&] {
        return std::ranges::all_of(answers, [](const auto& a) { return a->has_value(); });
    };
    run_until([&] {
        hold.cancel();
        return all_answered();
    });
    for (const auto& answer : answers)
        BOOST_TEST((*answer)->has_value());
}

BOOST_AUTO_TEST_CASE(a_caller_whose_turn_does_not_come_in_time_sent_nothing) {
    serve();
    auto options = options_as("local-bureau");
    options.max_connections = 1;
    call_with(options);
    const auto first = start_call("/hold");
    run_until([this] { return held == 1; });
    expect_not_sent("no connection was free in time", 20ms);
    hold.cancel();
    run_until([&] { return first->has_value(); });
    BOOST_TEST((*first)->has_value());
    BOOST_TEST(call("/echo").has_value());
}

BOOST_AUTO_TEST_CASE(only_so_many_wait_for_a_connection_and_further_ones_are_told_at_once) {
    serve();
    auto options = options_as("local-bureau");
    options.max_connections = 1;
    options.max_waiting = 1;
    call_with(options);
    const auto first = start_call("/hold");
    run_until([this] { return held == 1; });
    const auto second = start_call("/echo");
    expect_not_sent("too many wait for a connection", 1h);
    BOOST_TEST(!second->has_value());
    hold.cancel();
    run_until([&] { return first->has_value() && second->has_value(); });
    BOOST_TEST((*second)->has_value());
    BOOST_TEST(call("/echo").has_value());
}

BOOST_AUTO_TEST_CASE(a_caller_whose_turn_comes_too_late_for_an_answer_sent_nothing) {
    serve();
    auto options = options_as("local-bureau");
    options.max_connections = 1;
    call_with(options);
    const auto first = start_call("/hold");
    run_until([this] { return held == 1; });
    asio::steady_timer late(context(), 300ms - least_time_to_send / 2);
    late.async_wait([this](auto) { hold.cancel(); });
    const auto answer = call("/echo", "", 300ms);
    BOOST_REQUIRE(!answer.has_value());
    BOOST_TEST((answer.error().kind == Kind::not_sent));
    BOOST_TEST(seen.size() == 1u);
    run_until([&] { return first->has_value(); });
    BOOST_TEST((*first)->has_value());
    BOOST_TEST(call("/echo").has_value());
}

BOOST_AUTO_TEST_CASE(a_call_without_time_for_an_answer_sends_nothing) {
    serve();
    call_as("local-bureau");
    BOOST_TEST(call("/echo").has_value());
    expect_not_sent("no time was left to send the request", least_time_to_send / 2);
    BOOST_TEST(seen.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_call_given_up_by_its_caller_leaves_its_place_to_the_next) {
    serve();
    auto options = options_as("local-bureau");
    options.max_connections = 1;
    call_with(options);
    BOOST_TEST(!run(async::with_timeout(client->call(post("/hold"), 10s), 50ms)).has_value());
    BOOST_TEST(call("/echo").has_value());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_sent_is_not_sent) {
    serve();
    call_as("local-bureau");
    const auto answer = call("no path");
    BOOST_REQUIRE(!answer.has_value());
    BOOST_TEST((answer.error().kind == Kind::not_sent));
}

BOOST_AUTO_TEST_CASE(stopping_waits_for_calls_under_way_and_refuses_new_ones) {
    serve();
    call_as("local-bureau");
    const auto answer = start_call("/hold");
    run_until([this] { return held == 1; });
    bool stopped = false;
    asio::co_spawn(context(), client->stop(), [&](std::exception_ptr) { stopped = true; });
    expect_not_sent("the client is stopping");
    BOOST_TEST(!stopped);
    hold.cancel();
    run_until([&] { return stopped && answer->has_value(); });
    BOOST_TEST((*answer)->has_value());
}

BOOST_AUTO_TEST_CASE(aborting_ends_the_calls_under_way_and_with_them_the_stop) {
    serve();
    call_as("local-bureau");
    const auto answer = start_call("/hold");
    run_until([this] { return held == 1; });
    bool stopped = false;
    asio::co_spawn(context(), client->stop(), [&](std::exception_ptr) { stopped = true; });
    expect_not_sent("the client is stopping");
    BOOST_TEST(!stopped);
    client->abort();
    run_until([&] { return stopped && answer->has_value(); });
    BOOST_TEST_REQUIRE(!(*answer)->has_value());
    BOOST_TEST(((*answer)->error().kind == Kind::unknown));
}

BOOST_AUTO_TEST_CASE(a_loop_may_end_with_a_call_under_way) {
    serve();
    call_as("local-bureau");
    (void)start_call("/hold");
    run_until([this] { return held == 1; });
    // Nothing more: the fixture takes everything down around the call.
}

BOOST_AUTO_TEST_SUITE_END()
