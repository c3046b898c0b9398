#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/flow.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// The daemon's configuration as plain values. Every key, its default and its meaning stand in
// gateway/docs/operations.md; a test keeps the two together.

namespace clearing::config {

using std::chrono::milliseconds;

/// Who we are.
struct Own {
    std::string region = "330200";  ///< six digits
    std::string agency_code;        ///< our agency (经办机构) where the national format wants one; empty: the region
    std::string agency_name;
};

struct Database {
    std::string url;        ///< the daemon's role; GATEWAY_DATABASE_URL wins
    std::string owner_url;  ///< migrations only, the daemon never uses it; GATEWAY_OWNER_URL wins
    std::size_t pool_size = 8;
};

/// Secrets stand in files, never in the configuration.
struct KeyFiles {
    std::filesystem::path encryption;  ///< persons and raw bodies at rest
    std::filesystem::path token;       ///< searchable tokens
};

struct TlsFiles {
    std::filesystem::path certificate;
    std::filesystem::path key;
    std::filesystem::path ca;
    std::filesystem::path crl;
    std::chrono::days crl_alarm{7};           ///< alarm this long before the CRL's next update
    std::chrono::days certificate_alarm{30};  ///< and this long before a certificate of ours expires
};

struct Address {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;

    bool operator==(const Address&) const = default;
};

struct Listeners {
    Address local_bureau{"127.0.0.1", 7443};
    Address delta{"127.0.0.1", 7444};
    Address national{"127.0.0.1", 7445};
    Address api{"127.0.0.1", 8443};
    Address metrics{"127.0.0.1", 9464};
    std::filesystem::path unix_socket = "gateway.sock";
};

/// How long an answer may take, per kind of request. The caller's own deadline cuts it shorter.
struct Deadlines {
    milliseconds person{5'000};
    milliseconds visit{5'000};
    milliseconds quote{8'000};
    milliseconds settle{10'000};
    milliseconds cancel{10'000};
    milliseconds reverse{10'000};
    milliseconds query{5'000};
    milliseconds day{60'000};
};

/// What a peer may ask of us; 0: as `limits` says for everybody.
struct CallerLimits {
    std::size_t max_in_flight = 0;  ///< requests in progress; further ones wait
    std::size_t requests_per_second = 0;
};

enum class Adapter : std::uint8_t { national, yangtze_delta };

/// Our signing in to a platform of the national format (9001), as it has registered us there.
struct SignIn {
    bool enabled = true;
    std::string operator_code;  ///< empty: our agency's code
    std::string mac = "00-00-00-00-00-00";
    std::string ip = "127.0.0.1";
};

/// One platform: a row, not code (DESIGN §2). Which divisions it is asked for stands in mappings/routes.tsv, by date.
struct Platform {
    std::string name;  ///< "delta", "national"
    Adapter adapter{};
    std::vector<Address> addresses;  ///< tried in this order
    std::optional<Address>
        listen;               ///< where it calls us, of a platform in the national format; else listeners.national
    std::string peer;         ///< the other side's name in our books
    std::string peer_region;  ///< its certificate must carry this region …
    std::string peer_role;    ///< … and this role
    std::string vocabulary;   ///< of its codes: "local", "national" or "delta"; default by adapter
    DayRule day_rule{};       ///< default by adapter
    Deadlines deadlines;
    std::size_t max_in_flight = 64;
    CallerLimits caller;
    SignIn sign_in;
    bool exchanges_adjustments = true;  ///< Delta: its partner is asked first (decision 0023)
};

/// The local bureau's core system, which computes our residents' benefits and sends our hospitals' claims.
struct BureauCore {
    std::string peer = "local-bureau";
    Address address{"127.0.0.1", 7543};
    std::string peer_region;  ///< default: our own
    std::string peer_role = "local-bureau";
    Deadlines deadlines;
    std::size_t max_in_flight = 64;
    CallerLimits caller;
};

/// Bounds. Beyond them a request is refused, never queued without end.
struct Limits {
    std::size_t max_body_bytes = 8 * 1024 * 1024;
    std::size_t max_frame_bytes = 8 * 1024 * 1024;
    std::size_t max_import_bytes = 64 * 1024 * 1024;  ///< over the API: a bureau's sheet, a set of tables
    std::size_t max_connections = 1'000;              ///< per listener
    std::size_t max_json_depth = 16;
    std::size_t max_json_array = 20'000;
    std::size_t max_connections_per_peer = 0;        ///< per listener; 0: as max_connections
    std::size_t max_queued_bytes = 8 * 1024 * 1024;  ///< answers a Delta peer does not take; beyond it we read nothing
    std::size_t in_progress = 512;                   ///< requests of all peers that are worked on
    std::size_t in_progress_per_peer = 384;
    std::size_t waiting_per_peer = 1'024;      ///< for a place among them; one more is answered busy
    std::size_t waiting_per_caller = 256;      ///< of one institution
    std::size_t requests_per_second = 10'000;  ///< of one peer; frames too
    std::size_t burst = 20'000;                ///< so many at once
    milliseconds waiting{2'000};               ///< nobody waits longer for a place
    milliseconds idle{60'000};                 ///< a connection without a request
    milliseconds request{30'000};              ///< from a request's first byte to its last
    milliseconds write{30'000};                ///< for one answer; whoever does not read it is cut
    milliseconds handshake{10'000};            ///< TLS
    milliseconds shutdown{30'000};             ///< requests in flight may finish for so long
    milliseconds quote_lifetime{600'000};
};

struct Log {
    std::string level = "info";   ///< debug, info, warning, error
    std::string format = "json";  ///< json, text
    std::filesystem::path file;   ///< empty: standard error
};

enum class Role : std::uint8_t { viewer, maker, checker, operator_ };

/// Who may use the daemon's own interface: known by Unix socket uid or by certificate.
struct User {
    std::string name;                  ///< stands in the audit log
    std::optional<std::uint32_t> uid;  ///< also from `unix_user`, looked up when the file is read
    std::string certificate;           ///< common name; the certificate's region must be our own
    std::vector<Role> roles;
};

/// What the daemon does by itself at the calendar's times.
struct Schedule {
    bool enabled = true;              ///< off: days are closed by hand (tests, the demo)
    milliseconds first{30'000};       ///< before a day that waits for its partner is taken up again; doubled each time
    milliseconds longest{1'800'000};  ///< the longest pause
};

/// How alarms reach people, until one of them acknowledges.
struct Alarms {
    std::string webhook_url;              ///< "https://host:port/path", posted as JSON; empty: none
    std::string webhook_region;           ///< https: the server's certificate must carry this region …
    std::string webhook_role;             ///< … and this role; empty: any certificate of our CA for that name
    milliseconds first{5'000};            ///< before what was not delivered is tried again; doubled each time
    milliseconds longest{600'000};        ///< the longest pause
    std::chrono::minutes repeat{4 * 60};  ///< what nobody has acknowledged is said again
};

/// Asking again about what is in doubt: first pause, doubled each time, up to the longest; for ever.
struct Resolver {
    milliseconds first{1'000};
    milliseconds longest{60'000};
    milliseconds alarm_after{600'000};  ///< an outcome open for so long is an alarm, once
};

/// Telling later what is not real time: as above, but parked with an alarm after the limit.
struct Forwarding {
    milliseconds first{5'000};
    milliseconds longest{600'000};
    milliseconds limit = std::chrono::hours(72);
};

struct Config {
    Own own;
    Database database;
    KeyFiles keys;
    std::filesystem::path mappings = "mappings";  ///< what a new gateway starts with
    std::filesystem::path code_books;             ///< where versions lie in the daemon's own form; empty: nowhere
    std::filesystem::path day_files;              ///< where partners put their day files; empty: nowhere
    TlsFiles tls;
    Listeners listeners;
    std::vector<Platform> platforms;
    BureauCore bureau_core;
    Limits limits;
    Log log;
    std::vector<User> users;
    Schedule schedule;
    Alarms alarms;
    Resolver resolver;
    Forwarding forwarding;
    std::optional<Instant> business_clock;  ///< test and replay only: business time starts here
};

}  // namespace clearing::config
