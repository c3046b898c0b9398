// A reload that fails, by an answer or by an exception, leaves what was in force, tells it, and the next one succeeds.
#include "gateway/wiring/reload.hpp"

#include "tests/support/event_loop.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/memory_alarms.hpp"
#include "tests/support/memory_message_log.hpp"
#include "tests/unit/wiring/log_file.hpp"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct NoCertificates final : ports::PeerView {
    std::vector<ports::PeerStatus> peers() const override { return {}; }
    std::vector<ports::CertificateStatus> certificates() const override { return {}; }
};

struct Reloaded {
    LogFile log;
    NoCertificates certificates;
    MemoryAlarmRows rows;
    MemoryLink link;
    MemoryAlarms alarms{rows, link};
    MemoryAuditLog audit;
    FakeClock clock{"2018-10-16 12:00:00"};
    test::EventLoop loop;
    wiring::CertificateWatch watch{certificates, alarms, clock, "host-1"};

    std::function<std::expected<void, std::string>()> read = [this] { return take_in(); };
    int in_force = 1;     ///< which set of certificates
    int verified_by = 0;  ///< the set by which live peers were verified last
    bool verifying_fails = false;
    wiring::Reload reload{{.reopen_log = []() -> std::expected<void, std::string> { return {}; },
                           .read_certificates = [this] { return read(); },
                           .verify_peers = [this] { return verify(); },
                           .watch = watch,
                           .audit = audit,
                           .clock = clock}};

    std::expected<void, std::string> take_in() {
        ++in_force;
        return {};
    }
    ports::awaitable<void> verify() {
        if (verifying_fails) throw std::runtime_error("a peer is gone");
        verified_by = in_force;
        co_return;
    }
    void hang_up() { loop.run(reload.run()); }
    const ports::AuditEvent& last_event() const { return audit.events.back(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reload_of_certificates, Reloaded)

BOOST_AUTO_TEST_CASE(new_ones_are_in_force_and_peers_are_verified_by_them) {
    hang_up();
    BOOST_TEST(verified_by == 2);
    BOOST_TEST_REQUIRE(audit.events.size() == 1U);
    BOOST_TEST(last_event().event == "certificates_reloaded");
    BOOST_TEST(rows.alarms.empty());
}

BOOST_AUTO_TEST_CASE(where_reading_throws_the_old_ones_stay_and_it_is_told_as_any_other_failure) {
    read = []() -> std::expected<void, std::string> { throw std::runtime_error("gateway.crt vanished"); };
    hang_up();
    BOOST_TEST(in_force == 1);
    BOOST_TEST(verified_by == 1, "live peers are looked at by what is in force");
    BOOST_TEST_REQUIRE(audit.events.size() == 1U);
    BOOST_TEST(last_event().event == "certificates_not_reloaded");
    BOOST_TEST(last_event().detail == "gateway.crt vanished");
    BOOST_TEST_REQUIRE(rows.alarms.size() == 1U);
    BOOST_TEST(rows.alarms.begin()->second.alarm.kind == "certificates_not_reloaded");
    BOOST_TEST(log.tells("certificates_not_reloaded", "gateway.crt vanished"));
    read = [this] { return take_in(); };
    hang_up();
    BOOST_TEST(verified_by == 2);
    BOOST_TEST(last_event().event == "certificates_reloaded");
}

BOOST_AUTO_TEST_CASE(what_a_later_step_throws_is_told_and_the_next_reload_succeeds) {
    verifying_fails = true;
    hang_up();
    BOOST_TEST(log.tells("reload_failed", "a peer is gone"));
    verifying_fails = false;
    hang_up();
    BOOST_TEST(verified_by == 3);
}

BOOST_AUTO_TEST_CASE(without_the_books_it_is_done_all_the_same) {
    audit.unavailable = true;
    link.unavailable = true;
    hang_up();
    BOOST_TEST(verified_by == 2);
    BOOST_TEST(log.tells("audit_not_written", "GW2"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
