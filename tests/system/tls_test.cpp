#include "tests/system/claim.hpp"
#include "tests/system/delta_frames.hpp"
#include "tests/system/tls_probe.hpp"
#include "tests/system/world.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>

using namespace clearing;
using namespace clearing::test;

namespace {

struct Door {
    const char* name;
    unsigned short port;
    const char* right_certificate;
};

std::vector<Door> doors() {
    const World::Ports& ports = World::instance().ports();
    return {{"local bureau", ports.local_bureau, "local-bureau"},
            {"delta", ports.delta, "shanghai"},
            {"national", ports.national, "national"},
            {"api", ports.api, "finance-maker"}};
}

TlsProbe probe_of(const Door& door, const std::string& certificate) {
    TlsProbe probe;
    probe.port = door.port;
    if (certificate.empty()) return probe;
    const auto files = World::instance().pki().files(certificate);
    probe.certificate = files.certificate;
    probe.key = files.key;
    return probe;
}

std::string posted(const std::string& body) {
    return "POST /fsi/api/rsfComIfsService HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(system_tls, UntouchedBooks)

BOOST_AUTO_TEST_CASE(every_door_answers_the_right_certificate) {
    for (const Door& door : doors())
        BOOST_TEST_CONTEXT(door.name) {
            const Heard heard = try_tls(probe_of(door, door.right_certificate));
            BOOST_TEST(heard.shook_hands);
            BOOST_TEST(!heard.bytes.empty(), "without an answer here the refusals below would prove nothing");
        }
}

BOOST_AUTO_TEST_CASE(a_certificate_that_is_not_good_ends_in_tls_at_every_door) {
    for (const Door& door : doors())
        for (const char* certificate : {"", "expired", "wrong-ca", "revoked"})
            BOOST_TEST_CONTEXT(door.name << " shown " << (*certificate ? certificate : "no certificate")) {
                const Heard heard = try_tls(probe_of(door, certificate));
                BOOST_TEST(heard.ended);
                BOOST_TEST(heard.bytes.empty(), heard.bytes);
            }
}

BOOST_AUTO_TEST_CASE(old_tls_is_refused_at_every_door) {
    for (const Door& door : doors())
        BOOST_TEST_CONTEXT(door.name) {
            TlsProbe probe = probe_of(door, door.right_certificate);
            probe.version = TLS1_1_VERSION;
            BOOST_TEST(!try_tls(probe).shook_hands);
            probe.version = TLS1_2_VERSION;
            BOOST_TEST(try_tls(probe).shook_hands);
        }
}

BOOST_AUTO_TEST_CASE(bytes_without_tls_get_no_answer_at_any_door) {
    for (const Door& door : doors())
        for (const std::string& bytes : {std::string("GET / HTTP/1.1\r\n\r\n"), std::string(3000, '\xff'),
                                         std::string("\x16\x03\x01\x02\x00", 5) + std::string(512, 'x')})
            BOOST_TEST_CONTEXT(door.name) {
                const Heard heard = try_plain(door.port, bytes);
                BOOST_TEST(heard.ended);
                BOOST_TEST(!heard.bytes.starts_with("HTTP"), heard.bytes);
            }
}

BOOST_AUTO_TEST_CASE(a_good_certificate_at_the_wrong_door_is_answered_403_and_audited) {
    World& world = World::instance();
    for (const Door& door : doors()) {
        if (door.name == std::string("delta")) continue;
        for (const char* certificate : {"shanghai", "local-bureau", "national", "wrong-region", "gateway"}) {
            if (certificate == std::string(door.right_certificate)) continue;
            BOOST_TEST_CONTEXT(certificate << " at " << door.name) {
                const bool is_api = door.name == std::string("api");
                const std::string event = is_api ? "api_caller_refused" : "speaker_refused";
                const auto before = world.audit_events(event, certificate);
                TlsProbe probe = probe_of(door, certificate);
                if (!is_api) probe.says = posted(sign_in());
                const Heard heard = try_tls(probe);
                BOOST_TEST(heard.bytes.starts_with("HTTP/1.1 403 "), heard.bytes);
                BOOST_TEST(heard.bytes.find(is_api ? "GW1702" : "GW1206") != std::string::npos, heard.bytes);
                BOOST_TEST(world.audit_events(event, certificate) == before + 1);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_good_certificate_that_is_no_partner_gets_a_hello_with_the_refusal_and_is_audited) {
    World& world = World::instance();
    for (const auto& [certificate, region] : std::initializer_list<std::pair<const char*, const char*>>{
             {"wrong-region", "440300"}, {"local-bureau", "role local-bureau"}, {"national", "role national"}})
        BOOST_TEST_CONTEXT(certificate) {
            const auto before = world.audit_events("speaker_refused", region);
            DeltaCaller caller(certificate);
            const auto hello = caller.read();
            BOOST_TEST_REQUIRE(hello.has_value());
            BOOST_TEST(hello->hello().error().code() == "GW1206");
            BOOST_TEST(!caller.read().has_value(), "the connection ends after the refusal");
            BOOST_TEST(world.audit_events("speaker_refused", region) == before + 1);
        }
}

BOOST_AUTO_TEST_SUITE_END()
