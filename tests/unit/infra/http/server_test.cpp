#include "gateway/infra/http/server.hpp"

#include "tests/unit/infra/http/http_fixture.hpp"

#include <unistd.h>

using namespace clearing;
using namespace clearing::http;

BOOST_FIXTURE_TEST_SUITE(server_test, HttpFixture)

BOOST_AUTO_TEST_CASE(the_handler_sees_the_request_and_who_sent_it) {
    serve();
    call_as("local-bureau");
    Request request = post("/echo", "hello");
    request.query["day"] = "2024-05-06";
    const auto answer = run(client->call(std::move(request), 5s));
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->body == "hello");
    BOOST_REQUIRE(seen.size() == 1u);
    BOOST_TEST(seen[0].query.at("day") == "2024-05-06");
    BOOST_REQUIRE(seen[0].peer.has_value());
    BOOST_TEST(seen[0].peer->region == "330200");
    BOOST_TEST(seen[0].peer->role == "local-bureau");
    BOOST_TEST(seen[0].peer->name == "local-bureau");
}

BOOST_AUTO_TEST_CASE(a_certificate_of_the_wrong_region_comes_through_for_the_handler_to_judge) {
    serve();
    call_as("wrong-region");
    BOOST_TEST(call("/echo").has_value());
    BOOST_TEST(seen.at(0).peer->region == "440300");
}

BOOST_AUTO_TEST_CASE(requests_follow_each_other_on_one_connection) {
    serve();
    const auto stream = raw();
    for (int i = 0; i < 3; ++i) {
        send(stream, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        BOOST_TEST(mentions(receive(stream, "hello"), "HTTP/1.1 200 OK\r\n"));
    }
    send(stream, "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n");
    BOOST_TEST(mentions(receive(stream), "Connection: close"));
    BOOST_REQUIRE(seen.size() == 5u);
    BOOST_TEST(seen[4].path == "/2");
}

BOOST_AUTO_TEST_CASE(a_large_body_passes_both_ways) {
    serve();
    call_as("local-bureau");
    const std::string body(6 * 1024 * 1024, 'z');
    const auto answer = call("/echo", body, 15s);
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST((answer->body == body));
}

BOOST_AUTO_TEST_CASE(a_body_too_long_is_answered_413_even_while_it_is_still_coming) {
    serve({.max_body_bytes = 1000});
    call_as("local-bureau");
    const auto answer = call("/echo", std::string(3'000'000, 'x'));
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->status == 413u);
    BOOST_TEST(seen.empty());
    BOOST_TEST(call("/echo", "short").has_value());
}

BOOST_AUTO_TEST_CASE(a_header_too_long_is_answered_431) {
    serve({.max_header_bytes = 1000});
    const auto stream = raw();
    send(stream, "GET / HTTP/1.1\r\nX-Long: " + std::string(2000, 'x') + "\r\n\r\n");
    BOOST_TEST(mentions(receive(stream), "HTTP/1.1 431 "));
    BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(a_trailer_without_end_is_answered_431) {
    serve({.max_header_bytes = 1000});
    const auto stream = raw();
    send(stream, "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Long: ");
    send(stream, std::string(2000, 'x'));
    BOOST_TEST(mentions(receive(stream), "HTTP/1.1 431 "));
    BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(broken_http_is_answered_in_the_callers_own_shape_and_ends_the_connection) {
    serve({}, [](unsigned status, std::string reason) {
        Response response;
        response.status = status;
        response.body = "{\"err_msg\":\"" + reason + "\"}";
        return response;
    });
    const auto stream = raw();
    send(stream, "this is no HTTP\r\n\r\n");
    const std::string answer = receive(stream);
    BOOST_TEST(mentions(answer, "HTTP/1.1 400 Bad Request\r\n"));
    BOOST_TEST(mentions(answer, "{\"err_msg\":\"not HTTP/1.1: "));
    BOOST_TEST(mentions(answer, "Connection: close\r\n"));
    call_as("local-bureau");
    BOOST_TEST(call("/echo").has_value());
}

BOOST_AUTO_TEST_CASE(a_connection_cut_within_a_request_leaves_the_server_unharmed) {
    serve();
    {
        const auto stream = raw();
        send(stream, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nhalf");
        stream->abort();
    }
    call_as("local-bureau");
    BOOST_TEST(call("/echo").has_value());
    BOOST_TEST(seen.size() == 1u);
}

BOOST_AUTO_TEST_CASE(garbage_instead_of_tls_leaves_the_server_unharmed) {
    serve();
    const auto stream = raw("");
    send(stream, std::string(600, '\x7f'));
    BOOST_TEST(!mentions(receive(stream), "HTTP"));
    run_until([this] { return !refusals.empty(); });
    call_as("local-bureau");
    BOOST_TEST(call("/echo").has_value());
}

BOOST_AUTO_TEST_CASE(a_client_that_sends_nothing_is_closed_at_the_idle_limit) {
    serve({.idle = 30ms});
    const auto stream = raw();
    BOOST_TEST(receive(stream) == "");
}

BOOST_AUTO_TEST_CASE(a_client_that_trickles_its_request_is_closed_at_the_requests_limit) {
    serve({.request = 60ms});
    const auto stream = raw();
    auto trickle = [](std::shared_ptr<tls::Stream> to, EventLoop& loop) -> asio::awaitable<int> {
        asio::steady_timer pause(loop.context());
        const std::string byte = "G";
        int sent = 0;
        for (; sent < 1000 && co_await to->write(byte); ++sent) {
            pause.expires_after(5ms);
            co_await pause.async_wait(asio::use_awaitable);
        }
        co_return sent;
    };
    BOOST_TEST(run(trickle(stream, *this)) < 1000);
    BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_its_answer_is_closed_at_the_write_limit) {
    serve({.write = 60ms});
    const auto stream = raw();
    send(stream, "GET /big HTTP/1.1\r\n\r\n");
    // Nothing is read: the answer fills the buffers of both sides and stays there. stop() would wait for it.
    run_until([this] { return seen.size() == 1; });
    auto stop_in_time = [this]() -> asio::awaitable<bool> {
        const auto begin = std::chrono::steady_clock::now();
        co_await server->stop(10s);
        co_return std::chrono::steady_clock::now() - begin < 5s;
    };
    BOOST_TEST(run(stop_in_time()));
}

BOOST_AUTO_TEST_CASE(a_handler_may_take_longer_than_the_idle_limit) {
    serve({.idle = 150ms});
    call_as("local-bureau");
    const auto answer = start_call("/hold");
    run_until([this] { return held == 1; });
    asio::steady_timer later(context(), 300ms);
    later.async_wait([this](auto) { hold.cancel(); });
    run_until([&] { return answer->has_value(); });
    BOOST_TEST((*answer)->has_value());
}

BOOST_AUTO_TEST_CASE(what_a_handler_throws_becomes_a_500_without_particulars) {
    serve();
    call_as("local-bureau");
    const auto answer = call("/throw");
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->status == 500u);
    BOOST_TEST(!mentions(answer->body, "secret"));
    BOOST_TEST(call("/echo").has_value());
}

BOOST_AUTO_TEST_CASE(an_answer_may_ask_to_close_or_to_say_nothing_at_all) {
    serve();
    const auto polite = raw();
    send(polite, "GET /close HTTP/1.1\r\n\r\n");
    BOOST_TEST(mentions(receive(polite), "Connection: close"));
    const auto rude = raw();
    send(rude, "GET /abort HTTP/1.1\r\n\r\n");
    BOOST_TEST(receive(rude) == "");
}

BOOST_AUTO_TEST_CASE(a_head_request_is_answered_without_the_body) {
    serve();
    const auto stream = raw();
    send(stream, "HEAD /echo HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
    const std::string answer = receive(stream);
    BOOST_TEST(mentions(answer, "Content-Length: 2\r\n"));
    BOOST_TEST(answer.ends_with("\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(a_caller_that_waits_for_continue_gets_it) {
    serve();
    const auto stream = raw();
    send(stream, "POST /echo HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
    BOOST_TEST(receive(stream, "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    send(stream, "hi");
    BOOST_TEST(mentions(receive(stream), "HTTP/1.1 200 OK"));
}

BOOST_AUTO_TEST_CASE(connections_beyond_the_limit_are_closed) {
    serve({.max_connections = 1});
    const auto first = raw();
    call_as("local-bureau");
    const auto answer = call("/echo");
    BOOST_REQUIRE(!answer.has_value());
    BOOST_TEST((answer.error().kind == CallFailure::Kind::not_sent));
}

BOOST_AUTO_TEST_CASE(stopping_finishes_what_is_in_flight_and_takes_nothing_new) {
    serve();
    call_as("local-bureau");
    const auto idle = raw();
    const auto answer = start_call("/hold");
    run_until([this] { return held == 1; });
    bool stopped = false;
    asio::co_spawn(context(), server->stop(10s), [&](std::exception_ptr) { stopped = true; });
    BOOST_TEST(receive(idle) == "");  // closed at once, since no request was under way
    BOOST_TEST(!stopped);
    BOOST_TEST(!run(tls::connect({"127.0.0.1", server->port(), {}, pki.credentials("shanghai")}, 5s)).has_value());
    hold.cancel();
    run_until([&] { return stopped && answer->has_value(); });
    BOOST_TEST((*answer)->has_value());
    BOOST_TEST((**answer)->headers.at("connection") == "close");
}

BOOST_AUTO_TEST_CASE(stopping_gives_up_at_its_limit) {
    serve();
    call_as("local-bureau");
    const auto answer = start_call("/hold");
    run_until([this] { return held == 1; });
    run(server->stop(20ms));
    run_until([&] { return answer->has_value(); });
    BOOST_REQUIRE(!(*answer)->has_value());
    BOOST_TEST(((*answer)->error().kind == CallFailure::Kind::unknown));
}

BOOST_AUTO_TEST_CASE(a_server_may_go_while_a_handler_still_works) {
    serve();
    call_as("local-bureau");
    const auto answer = start_call("/hold");
    run_until([this] { return held == 1; });
    server.reset();
    hold.cancel();
    run_until([&] { return held == 0 && answer->has_value(); });
    BOOST_TEST(!(*answer)->has_value());
}

BOOST_AUTO_TEST_CASE(plain_http_serves_without_certificates) {
    gateway = nullptr;
    serve();
    auto options = options_as("local-bureau");
    options.credentials = nullptr;
    call_with(options);
    BOOST_TEST(call("/echo", "x").value().body == "x");
    BOOST_TEST(!seen.at(0).peer.has_value());
}

BOOST_AUTO_TEST_CASE(over_a_unix_socket_the_caller_is_known_by_its_uid) {
    const test::TemporaryDirectory directory;
    auto made = listen(executor(), directory.path() / "s", {}, handler());
    BOOST_REQUIRE(made.has_value());
    server = std::move(*made);
    BOOST_TEST(server->port() == 0);
    ClientOptions options;
    options.unix_socket = directory.path() / "s";
    call_with(options);
    BOOST_TEST(call("/echo", "x").value().body == "x");
    BOOST_REQUIRE(seen.at(0).socket_uid.has_value());
    BOOST_TEST(*seen[0].socket_uid == ::geteuid());
    BOOST_TEST(!seen[0].peer.has_value());
}

BOOST_AUTO_TEST_CASE(a_socket_path_too_long_and_a_port_in_use_are_refused_with_a_sentence) {
    const auto path = "/tmp/" + std::string(110, 'x');
    BOOST_TEST(mentions(listen(executor(), path, {}, handler()).error(), "at most 107 are possible"));
    serve();
    TcpListener again;
    again.port = server->port();
    BOOST_TEST(mentions(listen(executor(), again, {}, handler()).error(), "Address already in use"));
}

BOOST_AUTO_TEST_SUITE_END()
