#include "gateway/infra/http/fallback_client.hpp"

#include "tests/unit/infra/http/http_fixture.hpp"

using namespace clearing;
using namespace clearing::http;

namespace {

using Kind = CallFailure::Kind;

/// Two addresses of one server, each a listener of its own; a closed one refuses connections.
struct TwoAddresses : HttpFixture {
    struct Place {
        unsigned short port = 0;
        std::size_t calls = 0;
        std::unique_ptr<Server> server;
    };
    Place first, second;

    TwoAddresses() {
        open(first);
        open(second);
    }
    ~TwoAddresses() {
        client.reset();
        close(first);
        close(second);
    }

    void open(Place& place) {
        TcpListener where;
        where.port = place.port;
        where.credentials = gateway;
        auto made = listen(executor(), std::move(where), {}, [this, &place](Request request) {
            ++place.calls;
            return answer(std::move(request));
        });
        if (!made) throw std::runtime_error(made.error());
        place.server = std::move(*made);
        place.port = place.server->port();
    }
    void close(Place& place) {
        if (place.server) run(place.server->stop(1s));
        place.server.reset();
    }

    void call_both(std::chrono::milliseconds rest, std::size_t max_connections = 16) {
        std::vector<ClientOptions> addresses;
        for (const Place* place : {&first, &second}) {
            ClientOptions options = options_as("local-bureau");
            options.port = place->port;
            options.max_connections = max_connections;
            addresses.push_back(std::move(options));
        }
        client = make_fallback_client(executor(), std::move(addresses), rest);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fallback_client_test, TwoAddresses)

BOOST_AUTO_TEST_CASE(while_the_first_address_answers_the_second_is_not_asked) {
    call_both(10s);
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(call("/echo", "x").value().body == "x");
    BOOST_TEST(first.calls == 3u);
    BOOST_TEST(second.calls == 0u);
}

BOOST_AUTO_TEST_CASE(an_unreachable_first_address_is_passed_over) {
    close(first);
    call_both(10s);
    BOOST_TEST(call("/echo", "x").value().body == "x");
    BOOST_TEST(second.calls == 1u);
}

BOOST_AUTO_TEST_CASE(a_dead_address_is_asked_last_until_its_rest_is_over) {
    close(first);
    call_both(1h);
    BOOST_TEST(call("/echo").has_value());
    open(first);
    BOOST_TEST(call("/echo").has_value());
    BOOST_TEST(first.calls == 0u);  // it stands again, but the second answers
    close(second);
    BOOST_TEST(call("/echo").has_value());  // asked last, and only it is left
    BOOST_TEST(first.calls == 1u);
    open(second);
    BOOST_TEST(call("/echo").has_value());  // an answer ends the rest
    BOOST_TEST(first.calls == 2u);
}

BOOST_AUTO_TEST_CASE(without_rest_the_order_is_the_given_one_at_every_call) {
    close(first);
    call_both(0ms);
    BOOST_TEST(call("/echo").has_value());
    open(first);
    BOOST_TEST(call("/echo").has_value());
    BOOST_TEST(first.calls == 1u);
    BOOST_TEST(second.calls == 1u);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_never_asked_for_at_another_address) {
    call_both(10s);
    const auto lost = call("/abort");
    BOOST_REQUIRE(!lost.has_value());
    BOOST_TEST((lost.error().kind == Kind::unknown));
    BOOST_TEST(first.calls == 1u);
    BOOST_TEST(second.calls == 0u);
}

BOOST_AUTO_TEST_CASE(a_turn_that_comes_too_late_is_no_sign_of_a_dead_address) {
    call_both(1h, 1);
    const auto occupying = start_call("/hold");
    run_until([this] { return held == 1; });
    asio::steady_timer late(context(), 300ms - least_time_to_send / 2);
    late.async_wait([this](auto) { hold.cancel(); });
    const auto refused = call("/echo", "", 300ms);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().kind == Kind::not_sent));
    run_until([&] { return occupying->has_value(); });
    BOOST_TEST(call("/echo").has_value());
    BOOST_TEST(first.calls == 2u);
    BOOST_TEST(second.calls == 0u);
}

BOOST_AUTO_TEST_CASE(a_call_without_time_for_an_answer_says_so) {
    call_both(1h);
    const auto refused = call("/echo", "", least_time_to_send / 2);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().kind == Kind::not_sent));
    BOOST_TEST(refused.error().reason == "no time was left to send the request");
}

BOOST_AUTO_TEST_CASE(nobody_reachable_is_not_sent_and_names_every_reason) {
    close(first);
    close(second);
    call_both(10s);
    const auto refused = call("/echo");
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().kind == Kind::not_sent));
    const std::string& reason = refused.error().reason;
    BOOST_TEST(mentions(reason, "Connection refused"), reason);
    BOOST_TEST(mentions(reason, "; "), reason);
}

BOOST_AUTO_TEST_CASE(another_certificate_at_the_first_address_is_as_good_as_nobody) {
    std::vector<ClientOptions> addresses;
    for (const Place* place : {&first, &second}) {
        ClientOptions options = options_as("local-bureau");
        options.port = place->port;
        options.expected_region = place == &first ? "310000" : "330200";
        addresses.push_back(std::move(options));
    }
    client = make_fallback_client(executor(), std::move(addresses));
    BOOST_TEST(call("/echo", "x").value().body == "x");
    BOOST_TEST(first.calls == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
