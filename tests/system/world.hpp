#pragma once

#include "gateway/infra/http/client.hpp"
#include "gateway/infra/json/value.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/test_pki.hpp"
#include "tests/system/process.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace clearing::test {

class TestDatabase;

/// Whether more wants to run on this machine than it has cores for, several times over.
bool is_busy_machine();

/// The deadline of a settlement in this world: short enough for a test to wait for, long enough for a slow machine.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CLEARING_TEST_IS_SLOW 1
#endif
#endif
#ifdef CLEARING_TEST_IS_SLOW
inline const int settle_limit_ms = 6'000;
#else
inline const int settle_limit_ms = is_busy_machine() ? 6'000 : 2'500;
#endif

/// A stop of this world's gateway takes no longer: longer than any settlement, short enough to wait for.
inline constexpr int shutdown_limit_ms = 8'000;

/// What the gateway answered to one message in the national envelope.
struct Reply {
    unsigned status = 0;  ///< HTTP; 0: no answer at all
    std::string infcode;  ///< "0", "-1"
    std::string code;     ///< "GW1504"; empty with a yes
    std::string err_msg;  ///< or why there was no answer
    json::Value output;
    std::string body;
    std::map<std::string, std::string> headers;  ///< names in lower case

    bool is_yes() const { return infcode == "0"; }
};

/// A gateway, its database and the simulated peers as processes of their own, over mutual TLS on free ports. One world
/// serves all tests of the executable.
class World {
public:
    struct Ports {
        unsigned short local_bureau, delta, national, api, metrics;  ///< the gateway's
        unsigned short shanghai, hub, core;                          ///< the peers'
        unsigned short zhejiang, own_door;  ///< a platform more (platform_test), and a platform's own listener
        unsigned short unused;              ///< nobody listens there
    };

    /// Where the parties dial each other when something stands in between; 0 or empty: straight.
    struct Lines {
        unsigned short local_bureau = 0, delta = 0, national = 0;  ///< the peers to the gateway
        unsigned short shanghai = 0, hub = 0, core = 0;            ///< the gateway to the peers
        std::string database_url;                                  ///< the gateway to PostgreSQL
    };

    /// What a run of tests puts around its world; said before the world is made (by a static of the executable).
    struct Surroundings {
        std::function<Lines(const Ports&, const std::string& database_url)> lines;
        std::string gateway_config;  ///< sections more
        std::string limits;          ///< the lines of [limits], instead of ours
        bool peers_keep_a_journal = false;
        bool days_close_by_themselves = false;         ///< [schedule] enabled
        std::vector<std::string> gateway_environment;  ///< "NAME=value" of every gateway of this world
        std::filesystem::path log_file;                ///< of the gateway; empty: standard error, in gateway.log
    };
    static Surroundings& surroundings();

    World();
    ~World();
    static World& instance();

    const Ports& ports() const { return ports_; }
    const Lines& lines() const { return lines_; }
    const TestPki& pki() const { return pki_; }
    EventLoop& loop() { return loop_; }
    std::string log_of_gateway() const;
    /// A place in this world's own directory.
    std::filesystem::path file(const std::string& leaf) const { return directory_.path() / leaf; }
    /// One of the programs under test.
    static std::string binary(const std::string& name);
    /// The configuration of simulated peers; `hub_certificate` and the ports of `peers` are theirs.
    void write_peers_config(const std::string& leaf, const Ports& peers, const std::string& hub_certificate) const;

    // ---- the gateway's doors -------------------------------------------------------------------------------------
    /// Sends a body to the local bureau's listener with the bureau's certificate.
    Reply send(std::string body);
    boost::asio::awaitable<Reply> sending(std::string body);
    boost::asio::awaitable<Reply> sending_over(http::Client& client, std::string body, std::chrono::milliseconds limit);
    /// The same to any listener that takes the national envelope, with any certificate.
    Reply send_as(const std::string& certificate, unsigned short port, std::string body);
    /// `gatewayctl --json …` over the Unix socket. Throws with what it said when it fails.
    json::Value ctl(const std::string& arguments);
    Ran try_ctl(const std::string& arguments, const std::string& socket = "gateway.sock");
    /// A pool of connections to one of the gateway's TLS listeners.
    std::unique_ptr<http::Client> client(unsigned short port, const std::string& certificate);

    // ---- the books -----------------------------------------------------------------------------------------------
    /// Settlements that are not refused, by id, with their states.
    std::map<std::string, std::string> books();
    std::size_t booked();
    std::size_t booked_at(const std::string& peer_book);
    /// Everything that awaits an answer, is in doubt or being reversed.
    long long unresolved();
    std::size_t audit_events(const std::string& event, const std::string& containing);

    // ---- the peers -----------------------------------------------------------------------------------------------
    json::Value peers(const std::string& method, const std::string& target, const std::string& body = {});
    /// Plays a story and answers its outcome ("as_expected").
    std::string play(const std::string& story, const std::string& more = {});
    void fault(const std::string& role, const std::string& name, const std::string& on, int ms = 1000, int count = -1);
    void no_faults();
    void advance_clocks(const std::string& to);

    // ---- the daemon's life ---------------------------------------------------------------------------------------
    /// `environment`: "NAME=value" beyond ours.
    void start_gateway(std::vector<std::string> environment = {});
    /// One more daemon on the same database, at doors of its own (of `ports` only the gateway's count). `leaf` names
    /// its files: leaf.toml, leaf.sock, leaf.log. Ready when this returns.
    Process start_daemon(const std::string& leaf, const Ports& ports, std::vector<std::string> environment = {});
    /// As many ports as a daemon needs.
    static Ports new_ports();
    void start_peers();
    void signal_peers(int number) { peers_process_.signal(number); }
    std::optional<int> wait_for_peers(std::chrono::milliseconds limit) { return peers_process_.wait(limit); }
    /// SIGTERM; its exit code, -1 when it did not end in time.
    int stop_gateway();
    int stop_peers();
    void signal_gateway(int number) { gateway_.signal(number); }
    std::optional<int> wait_for_gateway(std::chrono::milliseconds limit) { return gateway_.wait(limit); }
    /// Asks every 50 ms until it holds, for at most `limit`. Answers whether it came to hold.
    bool comes_true(const std::function<bool()>& holds, std::chrono::milliseconds limit = std::chrono::seconds(15));

private:
    void write_keys() const;
    void write_mappings() const;
    void write_gateway_config(const std::string& leaf, const Ports& own, const std::string& business_clock) const;
    bool is_ready(http::Client& client, const std::string& path);
    [[noreturn]] void fail_to_start(const std::string& what);

    TemporaryDirectory directory_;
    TestPki pki_;
    std::unique_ptr<TestDatabase> database_;
    Ports ports_;
    Lines lines_;
    EventLoop loop_;
    Process peers_process_, gateway_;
    std::unique_ptr<http::Client> bureau_, peers_client_;
};

/// Of a test that must leave the books as they are and the gateway serving.
struct UntouchedBooks {
    void setup();
    void teardown();
    std::map<std::string, std::string> before;
};

std::string text_of(const json::Value& value, std::string_view name);

}  // namespace clearing::test
