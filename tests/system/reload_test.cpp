#include "tests/system/claim.hpp"
#include "tests/system/tls_probe.hpp"
#include "tests/system/world.hpp"

#include <csignal>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

/// The status as the API answers it over one keep-alive connection: its HTTP status, 0 when there was no answer.
unsigned status_over(http::Client& client) {
    http::Request request;
    request.method = "GET";
    request.path = "/api/v1/status";
    const auto answer = World::instance().loop().run(client.call(std::move(request), std::chrono::seconds(5)));
    return answer ? answer->status : 0;
}

bool hang_up_and_wait_for(const std::string& event) {
    World& world = World::instance();
    const auto before = world.audit_events(event, "SIGHUP");
    world.signal_gateway(SIGHUP);
    return world.comes_true([&] { return world.audit_events(event, "SIGHUP") == before + 1; });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(system_reload, UntouchedBooks)

BOOST_AUTO_TEST_CASE(a_bad_certificate_file_keeps_the_old_ones_in_force_and_is_audited) {
    World& world = World::instance();
    const auto finance = world.client(world.ports().api, "finance-maker");
    BOOST_TEST(status_over(*finance) == 200U);
    const std::string good = read_file(world.pki().path() / "gateway.crt");
    world.pki().overwrite("gateway.crt", "-----BEGIN CERTIFICATE-----\nnot one\n-----END CERTIFICATE-----\n");
    BOOST_TEST(hang_up_and_wait_for("certificates_not_reloaded"));
    BOOST_TEST(json::write(world.ctl("alarm list")).find("certificates_not_reloaded") != std::string::npos);
    BOOST_TEST(status_over(*finance) == 200U);
    const auto newcomer = world.client(world.ports().api, "finance-maker");
    BOOST_TEST(status_over(*newcomer) == 200U);
    world.pki().overwrite("gateway.crt", good);
    BOOST_TEST(hang_up_and_wait_for("certificates_reloaded"));
    BOOST_TEST(status_over(*newcomer) == 200U);
    for (auto* client : {finance.get(), newcomer.get()})
        world.loop().run(client->stop());
}

BOOST_AUTO_TEST_CASE(a_certificate_revoked_while_connected_loses_its_connection_and_gets_no_new_one) {
    World& world = World::instance();
    const auto maker = world.client(world.ports().api, "finance-maker");
    const auto checker = world.client(world.ports().api, "finance-checker");
    BOOST_TEST(status_over(*maker) == 200U);
    BOOST_TEST(status_over(*checker) == 200U);
    world.pki().revoke("finance-checker");
    BOOST_TEST(status_over(*checker) == 200U, "not yet: the list is read on SIGHUP");
    BOOST_TEST(hang_up_and_wait_for("certificates_reloaded"));
    BOOST_TEST(status_over(*checker) == 0U, "its connection is closed and no new one is made");
    BOOST_TEST(status_over(*maker) == 200U, "everybody else stays");
    TlsProbe probe;
    probe.port = world.ports().api;
    probe.certificate = world.pki().files("finance-checker").certificate;
    probe.key = world.pki().files("finance-checker").key;
    const Heard heard = try_tls(probe);
    BOOST_TEST(heard.ended);
    BOOST_TEST(heard.bytes.empty(), heard.bytes);
    for (auto* client : {maker.get(), checker.get()})
        world.loop().run(client->stop());
}

BOOST_AUTO_TEST_SUITE_END()
