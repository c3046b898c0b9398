// What a reload of certificates does to connections that live.

#include "tests/unit/infra/http/http_fixture.hpp"

using namespace clearing;
using namespace clearing::http;

namespace {

struct ReloadFixture : HttpFixture {
    void revoke_and_reload(const std::string& name) {
        pki.revoke(name);
        BOOST_REQUIRE(gateway->reload().has_value());
        server->recheck_peers();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reload_test, ReloadFixture)

BOOST_AUTO_TEST_CASE(a_live_peer_that_was_revoked_is_closed_after_its_request_in_flight) {
    serve();
    call_as("local-bureau");
    const auto answer = start_call("/hold");
    run_until([this] { return held == 1; });
    revoke_and_reload("local-bureau");
    hold.cancel();
    run_until([&] { return answer->has_value(); });
    BOOST_REQUIRE((*answer)->has_value());
    BOOST_TEST((**answer)->status == 200u);
    BOOST_TEST((**answer)->headers.at("connection") == "close");
    BOOST_TEST(!call("/echo").has_value());
    BOOST_TEST(seen.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_idle_peer_that_was_revoked_is_closed_at_once_and_the_others_stay) {
    serve();
    const auto felled = raw("local-bureau");
    const auto standing = raw("shanghai");
    send(felled, "GET /1 HTTP/1.1\r\n\r\n");
    receive(felled, "\r\n\r\n");
    send(standing, "GET /2 HTTP/1.1\r\n\r\n");
    receive(standing, "\r\n\r\n");
    revoke_and_reload("local-bureau");
    BOOST_TEST(receive(felled) == "");
    send(standing, "GET /3 HTTP/1.1\r\n\r\n");
    BOOST_TEST(mentions(receive(standing, "\r\n\r\n"), "200 OK"));
}

BOOST_AUTO_TEST_CASE(a_bad_new_file_keeps_everybody_connected) {
    serve();
    call_as("local-bureau");
    BOOST_TEST(call("/echo").has_value());
    pki.overwrite("ca.crl", "rubbish");
    const auto reloaded = gateway->reload();
    BOOST_REQUIRE(!reloaded.has_value());
    BOOST_TEST(mentions(reloaded.error(), "ca.crl holds no certificate revocation list"));
    server->recheck_peers();
    BOOST_TEST(call("/echo").has_value());
    const auto fresh = make_client(executor(), [this] {
        ClientOptions options;
        options.port = server->port();
        options.credentials = gateway;
        return options;
    }());
    BOOST_TEST(run(fresh->call(post("/echo"), 5s)).has_value());
}

BOOST_AUTO_TEST_CASE(a_client_leaves_a_server_that_was_revoked) {
    serve();
    auto options = options_as("local-bureau");
    const auto ours = options.credentials;
    call_with(options);
    BOOST_TEST(call("/echo").has_value());
    pki.revoke("gateway");
    BOOST_REQUIRE(ours->reload().has_value());
    client->recheck_peers();
    const auto answer = call("/echo");
    BOOST_REQUIRE(!answer.has_value());
    BOOST_TEST((answer.error().kind == CallFailure::Kind::not_sent));
    BOOST_TEST(mentions(answer.error().reason, "certificate revoked"));
    BOOST_TEST(seen.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_server_that_is_revoked_while_the_connection_is_made_gets_nothing) {
    serve();
    auto options = options_as("local-bureau");
    options.warm_up_path = "/hold";
    options.connect_limit = 10s;
    const auto ours = options.credentials;
    call_with(options);
    const auto answer = start_call("/echo");
    run_until([this] { return held == 1; });
    pki.revoke("gateway");
    BOOST_REQUIRE(ours->reload().has_value());
    client->recheck_peers();
    hold.cancel();
    run_until([&] { return answer->has_value(); });
    BOOST_REQUIRE(!(*answer)->has_value());
    BOOST_TEST(((*answer)->error().kind == CallFailure::Kind::not_sent));
    BOOST_TEST(mentions((*answer)->error().reason, "no longer stands"), (*answer)->error().reason);
    BOOST_TEST(seen.size() == 1u);
}

BOOST_AUTO_TEST_CASE(after_a_reload_a_client_uses_its_new_certificate) {
    serve();
    auto options = options_as("shanghai");
    const auto ours = options.credentials;
    call_with(options);
    BOOST_TEST(call("/echo").has_value());
    for (const char* kind : {".crt", ".key"})
        std::filesystem::copy_file(pki.path() / (std::string("national") + kind),
                                   pki.path() / (std::string("shanghai") + kind),
                                   std::filesystem::copy_options::overwrite_existing);
    BOOST_REQUIRE(ours->reload().has_value());
    BOOST_TEST(call("/echo").has_value());
    BOOST_REQUIRE(seen.size() == 2u);
    BOOST_TEST(seen[0].peer->role == "partner");
    BOOST_TEST(seen[1].peer->role == "national");
}

BOOST_AUTO_TEST_SUITE_END()
