// Who gets through a TLS handshake and who does not, over real sockets.

#include "gateway/infra/tls/connect.hpp"
#include "gateway/infra/tls/listener.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/test_pki.hpp"

#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>

using namespace clearing;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// Sends back the first bytes it gets.
asio::awaitable<void> echo_once(std::shared_ptr<tls::Stream> stream) {
    std::string bytes(100, '\0');
    const auto count = co_await stream->read_some(bytes);
    if (!count) co_return;
    bytes.resize(*count);
    (void)co_await stream->write(bytes);
    co_await stream->close(1s);
}

/// A client whose TLS is set up by the test itself, with nothing of ours.
struct ForeignClient {
    asio::ssl::context context{asio::ssl::context::tls_client};

    void present(const test::TestPki& pki, const std::string& name) {
        context.use_certificate_chain_file(pki.path() / (name + ".crt"));
        context.use_private_key_file(pki.path() / (name + ".key"), asio::ssl::context::pem);
    }

    struct Outcome {
        boost::system::error_code handshake;
        boost::system::error_code exchange;
        std::string answer;
        std::string protocol;
        bool resumable = false;
    };

    static asio::awaitable<tcp::socket> connect(unsigned short port) {
        const auto executor = co_await asio::this_coro::executor;
        tcp::socket socket(executor);
        const tcp::endpoint server(asio::ip::address_v4::loopback(), port);
        co_await socket.async_connect(server, asio::use_awaitable);
        co_return std::move(socket);
    }

    asio::awaitable<Outcome> greet(unsigned short port) {
        tcp::socket socket = co_await connect(port);
        co_return co_await greet_over(std::move(socket));
    }

    /// Shakes hands, sends "hello", reads the answer.
    asio::awaitable<Outcome> greet_over(tcp::socket socket) {
        asio::ssl::stream<tcp::socket> stream(std::move(socket), context);
        Outcome outcome;
        std::tie(outcome.handshake) = co_await stream.async_handshake(asio::ssl::stream_base::client, as_result);
        if (outcome.handshake) co_return outcome;
        outcome.protocol = SSL_get_version(stream.native_handle());
        const auto hello = asio::buffer("hello", 5);
        std::tie(outcome.exchange, std::ignore) = co_await asio::async_write(stream, hello, as_result);
        std::string bytes(100, '\0');
        std::size_t count = 0;
        const auto buffer = asio::buffer(bytes);
        std::tie(outcome.exchange, count) = co_await stream.async_read_some(buffer, as_result);
        outcome.answer = bytes.substr(0, count);
        const SSL_SESSION* session = SSL_get0_session(stream.native_handle());
        outcome.resumable = session != nullptr && SSL_SESSION_is_resumable(session) == 1;
        co_return outcome;
    }
};

struct HandshakeFixture : test::EventLoop {
    test::TestPki pki;
    std::shared_ptr<tls::Credentials> gateway = pki.credentials("gateway");
    std::vector<std::string> refusals;
    std::unique_ptr<tls::Listener> listener = listen("127.0.0.1");

    ~HandshakeFixture() {
        listener.reset();
        context().restart();
        context().poll();
    }

    std::unique_ptr<tls::Listener> listen(const std::string& address, tls::ListenerLimits limits = {}) {
        auto made = tls::listen_tcp(executor(), address, 0, gateway, limits, echo_once,
                                    [this](std::string reason) { refusals.push_back(std::move(reason)); });
        if (!made) throw std::runtime_error(made.error());
        return std::move(*made);
    }

    std::expected<std::shared_ptr<tls::Stream>, std::string> connect_as(const std::string& name,
                                                                        const std::string& host = "127.0.0.1") {
        return run(tls::connect({host, listener->port(), {}, pki.credentials(name)}, 5s));
    }

    /// What a peer with this certificate gets back for "hello"; empty when nothing comes.
    std::string answer_to(const std::string& name) {
        auto stream = connect_as(name);
        if (!stream) return "";
        return run(greet(*stream));
    }

    static asio::awaitable<std::string> greet(std::shared_ptr<tls::Stream> stream) {
        stream->set_limit(5s);
        std::string bytes = "hello";
        const auto written = co_await stream->write(bytes);
        bytes.assign(100, '\0');
        const auto count = co_await stream->read_some(bytes);
        if (!written || !count) co_return "";
        bytes.resize(*count);
        co_return bytes;
    }

    /// The one refusal the server reports.
    std::string refusal() {
        run_until([this] { return !refusals.empty(); });
        return refusals.front();
    }
};

bool mentions(const std::string& sentence, const std::string& words) {
    return sentence.find(words) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(handshake_test, HandshakeFixture)

BOOST_AUTO_TEST_CASE(the_right_certificates_get_through_and_are_known_by_name) {
    auto stream = connect_as("shanghai");
    BOOST_REQUIRE(stream.has_value());
    BOOST_REQUIRE((*stream)->peer().has_value());
    BOOST_TEST((*stream)->peer()->role == "gateway");
    BOOST_TEST(run(greet(*stream)) == "hello");
}

BOOST_AUTO_TEST_CASE(a_certificate_of_a_region_without_a_route_is_valid_here) {
    BOOST_TEST(answer_to("wrong-region") == "hello");
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_ends_in_tls) {
    BOOST_TEST(answer_to("expired") == "");
    BOOST_TEST(mentions(refusal(), "certificate has expired"));
}

BOOST_AUTO_TEST_CASE(a_certificate_of_another_authority_ends_in_tls) {
    BOOST_TEST(answer_to("wrong-ca") == "");
    BOOST_TEST(mentions(refusal(), "unable to get local issuer certificate"));
}

BOOST_AUTO_TEST_CASE(a_revoked_certificate_ends_in_tls) {
    BOOST_TEST(answer_to("revoked") == "");
    BOOST_TEST(mentions(refusal(), "certificate revoked"));
}

BOOST_AUTO_TEST_CASE(no_certificate_ends_in_tls) {
    ForeignClient client;
    const auto outcome = run(client.greet(listener->port()));
    BOOST_TEST((outcome.handshake.failed() || outcome.exchange.failed()));
    BOOST_TEST(outcome.answer == "");
    BOOST_TEST(mentions(refusal(), "peer did not return a certificate"));
}

BOOST_AUTO_TEST_CASE(a_foreign_client_with_a_good_certificate_gets_through) {
    ForeignClient client;
    client.present(pki, "local-bureau");
    const auto outcome = run(client.greet(listener->port()));
    BOOST_TEST(outcome.answer == "hello");
    BOOST_TEST(outcome.protocol == "TLSv1.3");
}

BOOST_AUTO_TEST_CASE(a_refused_certificate_shows_at_once_in_tls_1_2_but_only_at_the_first_read_in_1_3) {
    ForeignClient old_client;
    old_client.present(pki, "revoked");
    SSL_CTX_set_max_proto_version(old_client.context.native_handle(), TLS1_2_VERSION);
    BOOST_TEST(run(old_client.greet(listener->port())).handshake.failed());
    ForeignClient new_client;
    new_client.present(pki, "revoked");
    const auto outcome = run(new_client.greet(listener->port()));
    BOOST_TEST(!outcome.handshake.failed());
    BOOST_TEST(outcome.exchange.failed());
}

BOOST_AUTO_TEST_CASE(no_session_can_be_resumed) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        ForeignClient client;
        client.present(pki, "local-bureau");
        SSL_CTX_set_max_proto_version(client.context.native_handle(), version);
        const auto outcome = run(client.greet(listener->port()));
        BOOST_TEST(outcome.answer == "hello");
        BOOST_TEST(!outcome.resumable);
    }
}

BOOST_AUTO_TEST_CASE(tls_1_1_is_refused) {
    ForeignClient client;
    client.present(pki, "local-bureau");
    SSL_CTX* native = client.context.native_handle();
    SSL_CTX_set_security_level(native, 0);
    SSL_CTX_set_min_proto_version(native, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(native, TLS1_1_VERSION);
    BOOST_TEST(run(client.greet(listener->port())).handshake.failed());
    BOOST_TEST(mentions(refusal(), "unsupported protocol"));
}

BOOST_AUTO_TEST_CASE(a_weak_suite_is_refused) {
    for (const char* suite :
         {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "AES128-GCM-SHA256", "ECDHE-ECDSA-NULL-SHA"}) {
        refusals.clear();
        ForeignClient client;
        client.present(pki, "local-bureau");
        SSL_CTX* native = client.context.native_handle();
        SSL_CTX_set_security_level(native, 0);
        SSL_CTX_set_max_proto_version(native, TLS1_2_VERSION);
        BOOST_REQUIRE(SSL_CTX_set_cipher_list(native, suite) == 1);
        BOOST_TEST(run(client.greet(listener->port())).handshake.failed());
        BOOST_TEST(mentions(refusal(), "no shared cipher"));
    }
}

BOOST_AUTO_TEST_CASE(garbage_instead_of_tls_ends_only_its_own_connection) {
    const auto stream = run(tls::connect({"127.0.0.1", listener->port(), {}, nullptr}, 5s));
    BOOST_REQUIRE(stream.has_value());
    (void)run(
        (*stream)->write("GET / HTTP/1.1\r\nHost: x\r\n\r\nand some more, so that it is long enough for a record"));
    BOOST_TEST(mentions(refusal(), "http request"));
    BOOST_TEST(answer_to("shanghai") == "hello");
}

BOOST_AUTO_TEST_CASE(who_never_shakes_hands_is_dropped_in_time) {
    listener = listen("127.0.0.1", {.handshake = 20ms});
    const auto silent = run(tls::connect({"127.0.0.1", listener->port(), {}, nullptr}, 5s));
    BOOST_REQUIRE(silent.has_value());
    BOOST_TEST(mentions(refusal(), "not finished in time"));
}

BOOST_AUTO_TEST_CASE(as_many_as_may_be_served_shake_no_hands_and_shut_nobody_out) {
    listener = listen("127.0.0.1", {.max_connections = 3});
    std::vector<std::shared_ptr<tls::Stream>> silent;
    for (int i = 0; i < 3; ++i)
        silent.push_back(run(tls::connect({"127.0.0.1", listener->port(), {}, nullptr}, 5s)).value());
    run_until([this] { return listener->open_connections() == 3; });
    BOOST_TEST(answer_to("shanghai") == "hello");
    run_until([this] { return listener->open_connections() == 2; });
    BOOST_TEST(mentions(refusal(), "gave way to newer ones"));
    BOOST_TEST(refusals.size() == 1u);
    std::string byte(1, '\0');
    BOOST_TEST(!run(silent.front()->read_some(byte)).has_value());
    BOOST_TEST(silent.back()->is_quiet());
}

BOOST_AUTO_TEST_CASE(who_was_accepted_while_there_was_room_is_refused_when_there_is_none_after_the_handshake) {
    listener = listen("127.0.0.1", {.max_connections = 2});
    const auto first = connect_as("shanghai");
    ForeignClient late;
    late.present(pki, "national");
    tcp::socket late_socket = run(ForeignClient::connect(listener->port()));
    run_until([this] { return listener->open_connections() == 2; });
    const auto second = connect_as("shanghai");
    BOOST_REQUIRE((first.has_value() && second.has_value()));
    BOOST_TEST(run(late.greet_over(std::move(late_socket))).answer == "");
    BOOST_TEST(mentions(refusal(), "beyond the limit of 2"));
    BOOST_TEST(run(greet(*first)) == "hello");
    BOOST_TEST(run(greet(*second)) == "hello");
}

BOOST_AUTO_TEST_CASE(a_server_that_never_shakes_hands_is_left_in_time) {
    auto deaf = tls::listen_tcp(executor(), "127.0.0.1", 0, nullptr, {},
                                [](std::shared_ptr<tls::Stream> stream) -> asio::awaitable<void> {
                                    std::string bytes(10'000, '\0');
                                    while (co_await stream->read_some(bytes)) {
                                    }
                                });
    BOOST_REQUIRE(deaf.has_value());
    const auto stream = run(tls::connect({"127.0.0.1", (*deaf)->port(), {}, gateway}, 300ms));
    BOOST_REQUIRE(!stream.has_value());
    BOOST_TEST(mentions(stream.error(), "not finished in time"));
}

BOOST_AUTO_TEST_CASE(a_name_in_the_certificate_is_accepted) {
    BOOST_TEST(connect_as("shanghai", "localhost").has_value());
}

BOOST_AUTO_TEST_CASE(a_server_at_an_address_its_certificate_does_not_name_is_refused) {
    listener = listen("127.0.0.2");
    const auto stream = connect_as("shanghai", "127.0.0.2");
    BOOST_REQUIRE(!stream.has_value());
    BOOST_TEST(mentions(stream.error(), "IP address mismatch"));
}

BOOST_AUTO_TEST_CASE(a_client_refuses_a_server_whose_certificate_does_not_stand) {
    for (const auto& [name, reason] :
         {std::pair{"expired", "expired"}, {"wrong-ca", "local issuer"}, {"revoked", "revoked"}}) {
        gateway = pki.credentials(name);
        listener = listen("127.0.0.1");
        const auto stream = connect_as("shanghai");
        BOOST_REQUIRE(!stream.has_value());
        BOOST_TEST(mentions(stream.error(), reason));
    }
}

BOOST_AUTO_TEST_CASE(the_caller_checks_region_and_role) {
    const auto stream = connect_as("shanghai");
    BOOST_REQUIRE(stream.has_value());
    BOOST_TEST(tls::expect_peer(**stream, "330200", "gateway").has_value());
    BOOST_TEST(tls::expect_peer(**stream, "", "gateway").has_value());
    BOOST_TEST(tls::expect_peer(**stream, "", "").has_value());
    BOOST_TEST(mentions(tls::expect_peer(**stream, "310000", "").error(),
                        "is region 330200 role gateway, expected region 310000"));
    BOOST_TEST(
        mentions(tls::expect_peer(**stream, "330200", "partner").error(), "expected region 330200 role partner"));
}

BOOST_AUTO_TEST_CASE(nobody_listening_is_said_so) {
    const unsigned short port = listener->port();
    listener.reset();
    const auto stream = run(tls::connect({"127.0.0.1", port, {}, gateway}, 5s));
    BOOST_REQUIRE(!stream.has_value());
    BOOST_TEST(mentions(stream.error(), "cannot be reached: Connection refused"));
}

BOOST_AUTO_TEST_CASE(a_name_that_does_not_exist_is_said_so) {
    const auto stream = run(tls::connect({"no-such-host.invalid", 1, {}, gateway}, 10s));
    BOOST_REQUIRE(!stream.has_value());
    BOOST_TEST(mentions(stream.error(), "no-such-host.invalid cannot be looked up"));
}

BOOST_AUTO_TEST_CASE(after_a_reload_new_connections_meet_the_new_list) {
    BOOST_TEST(answer_to("shanghai") == "hello");
    pki.revoke("shanghai");
    BOOST_REQUIRE(gateway->reload().has_value());
    BOOST_TEST(answer_to("shanghai") == "");
    BOOST_TEST(answer_to("national") == "hello");
}

BOOST_AUTO_TEST_CASE(a_handshake_begun_before_the_reload_that_revokes_its_peer_is_not_served) {
    ForeignClient falling, standing;
    falling.present(pki, "shanghai");
    standing.present(pki, "national");
    tcp::socket falling_socket = run(ForeignClient::connect(listener->port()));
    tcp::socket standing_socket = run(ForeignClient::connect(listener->port()));
    run_until([this] { return listener->open_connections() == 2; });
    pki.revoke("shanghai");
    BOOST_REQUIRE(gateway->reload().has_value());
    BOOST_TEST(run(falling.greet_over(std::move(falling_socket))).answer == "");
    BOOST_TEST(mentions(refusal(), "no longer stands"));
    BOOST_TEST(run(standing.greet_over(std::move(standing_socket))).answer == "hello");
    BOOST_TEST(refusals.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
