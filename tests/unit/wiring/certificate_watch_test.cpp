// What ends soon is an alarm, told once for each end (DESIGN §5).
#include "gateway/wiring/certificate_watch.hpp"

#include "tests/support/event_loop.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/memory_alarms.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct Certificates final : ports::PeerView {
    std::vector<ports::PeerStatus> peers() const override { return {}; }
    std::vector<ports::CertificateStatus> certificates() const override { return {own, list}; }

    ports::CertificateStatus own{.name = "gateway", .region = "330200", .role = "gateway", .fingerprint = "F"};
    ports::CertificateStatus list{.name = "crl", .region = {}, .role = {}, .fingerprint = {}};
};

struct Watched {
    Certificates certificates;
    MemoryAlarmRows rows;
    MemoryLink link;
    MemoryAlarms alarms{rows, link};
    FakeClock clock{"2018-10-16 12:00:00"};
    test::EventLoop loop;
    wiring::CertificateWatch watch{certificates, alarms, clock, "host-1"};

    void look() { loop.run(watch.step()); }
    void acknowledge_all() {
        for (auto& [no, row] : rows.alarms)
            row.acknowledged = true;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(certificate_watch, Watched)

BOOST_AUTO_TEST_CASE(what_ends_soon_is_told_once_and_again_when_it_ends_at_another_time) {
    look();
    BOOST_TEST(rows.alarms.empty());
    certificates.list.alarm = true;
    certificates.list.days_left = 6;
    certificates.list.not_after = *parse_local_time("2018-10-22 12:00:00");
    look();
    BOOST_REQUIRE(rows.alarms.size() == 1U);
    const ports::RaisedAlarm& raised = rows.alarms.begin()->second.alarm;
    BOOST_TEST(raised.kind == "certificate_ends_soon");
    BOOST_TEST(raised.subject == "host-1/crl");
    BOOST_TEST(raised.text.find("2018-10-22 12:00:00") != std::string::npos, raised.text);
    acknowledge_all();
    look();
    BOOST_TEST(rows.alarms.size() == 1U);
    certificates.list.not_after = *parse_local_time("2018-10-29 12:00:00");
    look();
    BOOST_TEST(rows.alarms.size() == 2U);
}

BOOST_AUTO_TEST_CASE(one_that_could_not_be_kept_is_told_at_the_next_look) {
    certificates.own.alarm = true;
    link.unavailable = true;
    look();
    link.unavailable = false;
    BOOST_TEST(rows.alarms.empty());
    look();
    BOOST_TEST(rows.alarms.size() == 1U);
}

BOOST_AUTO_TEST_CASE(new_ones_that_were_not_taken_in_are_an_alarm) {
    loop.run(watch.not_reloaded("gateway.crt: not PEM"));
    BOOST_REQUIRE(rows.alarms.size() == 1U);
    BOOST_TEST(rows.alarms.begin()->second.alarm.kind == "certificates_not_reloaded");
    BOOST_TEST(rows.alarms.begin()->second.alarm.text.find("gateway.crt: not PEM") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
