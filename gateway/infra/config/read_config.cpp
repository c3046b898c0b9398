#include "gateway/infra/config/read_config.hpp"

#include "gateway/infra/config/load.hpp"
#include "gateway/infra/config/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pwd.h>

namespace clearing::config {
namespace {

constexpr std::array<std::pair<Adapter, std::string_view>, 2> adapter_names{
    {{Adapter::national, "national"}, {Adapter::yangtze_delta, "yangtze_delta"}}};
constexpr std::array<std::pair<DayRule, std::string_view>, 2> day_rule_names{
    {{DayRule::treatment_side_at_intent, "treatment_side_at_intent"},
     {DayRule::answerer_by_setl_time, "answerer_by_setl_time"}}};

bool is_digits(std::string_view text, std::size_t least, std::size_t most) {
    return text.size() >= least && text.size() <= most &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A text of a closed list.
template <class Names, class Value>
void choice(Section& section, std::string_view key, const Names& names, Value& value,
            Presence presence = Presence::optional) {
    std::string text;
    section.text(key, text, presence);
    if (!section.has(key)) return;
    std::vector<std::string_view> known;
    for (const auto& [candidate, name] : names) {
        known.push_back(name);
        if (name != text) continue;
        value = candidate;
        return;
    }
    section.complain(key, fmt::format("must be one of {}", fmt::join(known, ", ")));
}

void region(Section& section, std::string_view key, std::string& value, Presence presence = Presence::optional) {
    section.text(key, value, presence);
    if (section.has(key) && !is_digits(value, 6, 6)) section.complain(key, "must be six digits");
}

/// "10.1.2.3:7544", "[::1]:7544", "host.name:7544".
std::optional<Address> read_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const std::string_view digits = text.substr(colon + 1);
    unsigned port = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (host.empty() || failure != std::errc() || end != digits.data() + digits.size() || port < 1 || port > 65'535)
        return std::nullopt;
    return Address{std::string(host), static_cast<std::uint16_t>(port)};
}

void addresses(Section& section, std::vector<Address>& values) {
    std::vector<std::string> texts;
    section.texts("addresses", texts, Presence::required);
    if (section.has("addresses") && texts.empty()) section.complain("addresses", "must name at least one host:port");
    for (const std::string& text : texts)
        if (const auto address = read_address(text))
            values.push_back(*address);
        else
            section.complain("addresses", fmt::format("\"{}\" is no host:port", text));
}

/// Where a platform of the national format calls us, when not at listeners.national.
void own_listener(Section& section, Platform& value) {
    std::string text;
    section.text("listen", text);
    if (!section.has("listen")) return;
    value.listen = read_address(text);
    if (!value.listen) section.complain("listen", fmt::format("\"{}\" is no host:port", text));
    if (value.adapter != Adapter::national)
        section.complain("listen", "only a platform of the national format has a listener of its own");
}

/// At one door the certificate alone says which platform speaks.
void refuse_same_caller(Section& section, const Platform& value, const std::vector<Platform>& platforms) {
    for (const Platform& other : platforms)
        if (other.adapter == Adapter::national && value.adapter == Adapter::national && other.listen == value.listen &&
            other.peer_region == value.peer_region && other.peer_role == value.peer_role)
            section.complain("peer_region", fmt::format("\"{}\" and \"{}\" have certificates of one region and role: "
                                                        "give one of them a listener of its own (listen)",
                                                        other.name, value.name));
}

void listener(Section& listeners, std::string_view key, Address& address) {
    listeners.section(key, [&](Section& section) {
        section.text("address", address.host);
        section.port("port", address.port);
    });
}

struct Door {
    std::string key;
    Address address;
};

std::vector<Door> doors_of(const Config& config) {
    const Listeners& listeners = config.listeners;
    std::vector<Door> doors{{"listeners.local_bureau", listeners.local_bureau},
                            {"listeners.delta", listeners.delta},
                            {"listeners.national", listeners.national},
                            {"listeners.api", listeners.api},
                            {"listeners.metrics", listeners.metrics}};
    for (std::size_t i = 0; i < config.platforms.size(); ++i)
        if (const auto& listen = config.platforms[i].listen)
            doors.push_back({fmt::format("platforms[{}].listen", i), *listen});
    return doors;
}

bool is_every_address(std::string_view host) {
    return host == "0.0.0.0" || host == "::";
}

/// Port 0 is whatever is free, and nobody's in particular.
bool exclude_each_other(const Address& one, const Address& other) {
    const bool same_host = one.host == other.host || is_every_address(one.host) || is_every_address(other.host);
    return one.port != 0 && one.port == other.port && same_host;
}

void refuse_shared_ports(Section& root, const Config& config) {
    const std::vector<Door> doors = doors_of(config);
    for (auto later = doors.begin(); later != doors.end(); ++later)
        for (auto earlier = doors.begin(); earlier != later; ++earlier)
            if (exclude_each_other(earlier->address, later->address))
                root.complain(later->key, fmt::format("port {} is {}'s already", later->address.port, earlier->key));
}

void deadlines(Section& parent, Deadlines& value) {
    parent.section("deadlines_ms", [&](Section& section) {
        section.duration("person", value.person);
        section.duration("visit", value.visit);
        section.duration("quote", value.quote);
        section.duration("settle", value.settle);
        section.duration("cancel", value.cancel);
        section.duration("reverse", value.reverse);
        section.duration("query", value.query);
        section.duration("day", value.day);
    });
}

void database(Section& section, Database& value) {
    // A password in the file would be a secret outside a secret's file.
    const auto url = [&](std::string_view key, std::string& text) {
        section.text(key, text);
        const std::size_t scheme = text.find("://");
        const std::size_t at = text.find('@');
        const bool in_url = scheme != std::string::npos && at != std::string::npos &&
                            text.substr(scheme + 3, at - scheme - 3).find(':') != std::string::npos;
        if (in_url || text.find("password") != std::string::npos)
            section.complain(key, "must not hold a password: use passfile=PATH, or the environment");
    };
    url("url", value.url);
    url("owner_url", value.owner_url);
    section.size("pool_size", value.pool_size, 1'000);
}

void tls_files(Section& section, TlsFiles& value) {
    section.path("certificate", value.certificate, Presence::required);
    section.path("key", value.key, Presence::required);
    section.path("ca", value.ca, Presence::required);
    section.path("crl", value.crl, Presence::required);
    section.duration("crl_alarm_days", value.crl_alarm);
    section.duration("certificate_alarm_days", value.certificate_alarm);
}

void vocabulary(Section& section, std::string& value) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> names{
        {{"local", "local"}, {"national", "national"}, {"delta", "delta"}}};
    std::string_view known = value;
    choice(section, "vocabulary", names, known);
    value = known;
}

void caller_limits(Section& section, CallerLimits& value) {
    section.size("max_in_flight_from", value.max_in_flight, 100'000);
    section.size("requests_per_second_from", value.requests_per_second, 1'000'000);
}

void sign_in(Section& parent, SignIn& value) {
    constexpr std::size_t longest = 20;  // characters of each in 9001 (interface/fields.md)
    parent.section("sign_in", [&](Section& section) {
        section.flag("enabled", value.enabled);
        section.text("operator", value.operator_code);
        section.text("mac", value.mac);
        section.text("ip", value.ip);
        for (const auto& [key, text] :
             {std::pair<std::string_view, const std::string&>{"operator", value.operator_code},
              {"mac", value.mac},
              {"ip", value.ip}})
            if (text.size() > longest) section.complain(key, "must not be longer than 20 characters");
    });
}

void platform(Section& section, std::vector<Platform>& platforms) {
    Platform value;
    section.text("name", value.name, Presence::required);
    if (section.has("name") && value.name.empty()) section.complain("name", "must not be empty");
    choice(section, "adapter", adapter_names, value.adapter, Presence::required);
    addresses(section, value.addresses);
    own_listener(section, value);
    section.text("peer", value.peer, Presence::required);
    region(section, "peer_region", value.peer_region, Presence::required);
    section.text("peer_role", value.peer_role, Presence::required);
    value.vocabulary = value.adapter == Adapter::yangtze_delta ? "delta" : "national";
    vocabulary(section, value.vocabulary);
    value.day_rule =
        value.adapter == Adapter::yangtze_delta ? DayRule::treatment_side_at_intent : DayRule::answerer_by_setl_time;
    choice(section, "day_rule", day_rule_names, value.day_rule);
    deadlines(section, value.deadlines);
    section.size("max_in_flight", value.max_in_flight, 100'000);
    caller_limits(section, value.caller);
    sign_in(section, value.sign_in);
    section.flag("exchange_adjustments", value.exchanges_adjustments);
    for (const Platform& other : platforms) {
        if (other.name == value.name) section.complain("name", fmt::format("\"{}\" stands twice", value.name));
        if (other.peer == value.peer) section.complain("peer", fmt::format("\"{}\" stands twice", value.peer));
    }
    refuse_same_caller(section, value, platforms);
    platforms.push_back(std::move(value));
}

void bureau_core(Section& section, BureauCore& value) {
    section.text("peer", value.peer);
    section.text("host", value.address.host);
    section.port("port", value.address.port);
    region(section, "peer_region", value.peer_region);
    section.text("peer_role", value.peer_role);
    deadlines(section, value.deadlines);
    section.size("max_in_flight", value.max_in_flight, 100'000);
    caller_limits(section, value.caller);
}

void limits(Section& section, Limits& value) {
    section.size("max_body_bytes", value.max_body_bytes);
    section.size("max_frame_bytes", value.max_frame_bytes);
    section.size("max_import_bytes", value.max_import_bytes);
    section.size("max_connections", value.max_connections, 100'000);
    section.size("max_connections_per_peer", value.max_connections_per_peer, 100'000);
    if (value.max_connections_per_peer == 0) value.max_connections_per_peer = value.max_connections;
    section.size("max_queued_bytes", value.max_queued_bytes);
    section.size("in_progress", value.in_progress, 100'000);
    section.size("in_progress_per_peer", value.in_progress_per_peer, 100'000);
    section.size("waiting_per_peer", value.waiting_per_peer, 1'000'000);
    section.size("waiting_per_caller", value.waiting_per_caller, 1'000'000);
    section.size("requests_per_second", value.requests_per_second, 1'000'000);
    section.size("burst", value.burst, 1'000'000);
    section.duration("waiting_ms", value.waiting);
    section.size("max_json_depth", value.max_json_depth, 64);
    section.size("max_json_array", value.max_json_array, 1'000'000);
    section.duration("idle_ms", value.idle);
    section.duration("request_ms", value.request);
    section.duration("write_ms", value.write);
    section.duration("handshake_ms", value.handshake);
    section.duration("shutdown_ms", value.shutdown);
    section.duration("quote_lifetime_ms", value.quote_lifetime);
}

void log(Section& section, Log& value) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> levels{
        {{"debug", "debug"}, {"info", "info"}, {"warning", "warning"}, {"error", "error"}}};
    constexpr std::array<std::pair<std::string_view, std::string_view>, 2> formats{
        {{"json", "json"}, {"text", "text"}}};
    choice(section, "level", levels, value.level);
    choice(section, "format", formats, value.format);
    section.path("file", value.file);
}

std::optional<std::uint32_t> uid_of(const std::string& user) {
    const passwd* entry = ::getpwnam(user.c_str());
    if (!entry) return std::nullopt;
    return entry->pw_uid;
}

void user(Section& section, std::vector<User>& users) {
    User value;
    section.text("name", value.name, Presence::required);
    long long uid = 0;
    section.number("uid", uid, 0, 4'294'967'294LL);
    if (section.has("uid")) value.uid = static_cast<std::uint32_t>(uid);
    std::string unix_user;
    section.text("unix_user", unix_user);
    if (section.has("unix_user") && !(value.uid = uid_of(unix_user)))
        section.complain("unix_user", fmt::format("there is no user \"{}\" here", unix_user));
    section.text("certificate", value.certificate);
    const int ways = section.has("uid") + section.has("unix_user") + section.has("certificate");
    if (!section.only_names() && ways != 1)
        section.complain("name", "must come with exactly one of uid, unix_user, certificate");

    std::vector<std::string> roles;
    section.texts("roles", roles, Presence::required);
    for (const std::string& text : roles)
        if (const auto role = role_named(text))
            value.roles.push_back(*role);
        else
            section.complain("roles", fmt::format("\"{}\" is none of viewer, maker, checker, operator", text));
    for (const User& other : users)
        if ((value.uid && value.uid == other.uid) ||
            (!value.certificate.empty() && value.certificate == other.certificate))
            section.complain("name", fmt::format("\"{}\" is the same caller as \"{}\"", value.name, other.name));
    users.push_back(std::move(value));
}

void schedule(Section& section, Schedule& schedule) {
    section.flag("enabled", schedule.enabled);
    section.duration("first_ms", schedule.first);
    section.duration("longest_ms", schedule.longest);
    if (schedule.longest < schedule.first) section.complain("longest_ms", "must not be shorter than first_ms");
}

void alarms(Section& section, Alarms& alarms) {
    section.text("webhook_url", alarms.webhook_url);
    if (!alarms.webhook_url.empty() && !parse_url(alarms.webhook_url))
        section.complain("webhook_url", "must read like \"https://host:8080/path\" or \"http://127.0.0.1:8080/path\"");
    section.text("webhook_region", alarms.webhook_region);
    section.text("webhook_role", alarms.webhook_role);
    section.duration("first_ms", alarms.first);
    section.duration("longest_ms", alarms.longest);
    if (alarms.longest < alarms.first) section.complain("longest_ms", "must not be shorter than first_ms");
    section.duration("repeat_minutes", alarms.repeat);
}

void business_clock(Section& root, std::optional<Instant>& value) {
    std::string text;
    root.text("business_clock", text);
    if (!root.has("business_clock")) return;
    if (const auto instant = parse_local_time(text))
        value = *instant;
    else
        root.complain("business_clock", "must read like \"2018-10-16 09:00:00\"");
}

}  // namespace

void read_config(Section& root, Config& config) {
    root.path("mappings", config.mappings);
    root.path("code_books", config.code_books);
    root.path("day_files", config.day_files);
    business_clock(root, config.business_clock);
    root.section("own", [&](Section& section) {
        region(section, "region", config.own.region);
        section.text("agency_code", config.own.agency_code);
        section.text("agency_name", config.own.agency_name);
    });
    root.section("database", [&](Section& section) { database(section, config.database); });
    root.section("keys", [&](Section& section) {
        section.path("encryption", config.keys.encryption, Presence::required);
        section.path("token", config.keys.token, Presence::required);
    });
    root.section("tls", [&](Section& section) { tls_files(section, config.tls); });
    root.section("listeners", [&](Section& section) {
        listener(section, "local_bureau", config.listeners.local_bureau);
        listener(section, "delta", config.listeners.delta);
        listener(section, "national", config.listeners.national);
        listener(section, "api", config.listeners.api);
        listener(section, "metrics", config.listeners.metrics);
        section.path("unix_socket", config.listeners.unix_socket);
    });
    root.each("platforms", [&](Section& section) { platform(section, config.platforms); });
    root.section("bureau_core", [&](Section& section) { bureau_core(section, config.bureau_core); });
    root.section("limits", [&](Section& section) { limits(section, config.limits); });
    root.section("schedule", [&](Section& section) { schedule(section, config.schedule); });
    root.section("alarms", [&](Section& section) { alarms(section, config.alarms); });
    root.section("resolver", [&](Section& section) {
        section.duration("first_ms", config.resolver.first);
        section.duration("longest_ms", config.resolver.longest);
        if (config.resolver.longest < config.resolver.first)
            section.complain("longest_ms", "must not be shorter than first_ms");
        section.duration("alarm_after_ms", config.resolver.alarm_after);
    });
    root.section("forwarding", [&](Section& section) {
        section.duration("first_ms", config.forwarding.first);
        section.duration("longest_ms", config.forwarding.longest);
        if (config.forwarding.longest < config.forwarding.first)
            section.complain("longest_ms", "must not be shorter than first_ms");
        section.duration("limit_ms", config.forwarding.limit);
    });
    root.section("log", [&](Section& section) { log(section, config.log); });
    root.each("users", [&](Section& section) { user(section, config.users); });

    if (config.own.agency_code.empty()) config.own.agency_code = config.own.region;
    if (config.bureau_core.peer_region.empty()) config.bureau_core.peer_region = config.own.region;
    for (const Platform& platform : config.platforms)
        if (platform.peer == config.bureau_core.peer)
            root.complain("platforms", fmt::format("\"{}\" is the bureau core's name too", platform.peer));
    refuse_shared_ports(root, config);
}

std::string_view name_of(Adapter adapter) {
    for (const auto& [candidate, name] : adapter_names)
        if (candidate == adapter) return name;
    return {};
}

}  // namespace clearing::config
