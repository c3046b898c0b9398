#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"

#include <algorithm>

namespace clearing::api {

using ports::awaitable;

namespace {

json::Value backlog_to_json(const ports::Backlog& backlog) {
    return json::Object{{"awaiting_answer", backlog.awaiting_answer},
                        {"in_doubt", backlog.in_doubt},
                        {"reversing", backlog.reversing},
                        {"oldest_unresolved", time_or_null(backlog.oldest_unresolved)},
                        {"doubts_past_alarm", backlog.doubts_past_alarm},
                        {"oldest_doubt", time_or_null(backlog.oldest_doubt)},
                        {"outbox", backlog.outbox},
                        {"parked", backlog.parked},
                        {"alarms", backlog.alarms}};
}

/// What this process works with; "" before there are tables.
std::string mapping_at_work(const World& world) {
    return world.tables.current() ? world.tables.current()->version : std::string();
}

/// "on", or "off": days are closed by hand.
std::string_view schedule_of(const World& world) {
    return world.schedule && world.schedule->is_enabled() ? "on" : "off";
}

/// Whether what is not real time is sent; null when the books cannot be asked.
json::Value forwarding_of(const PeerName& peer, const Result<std::vector<ports::ForwardingSwitch>>& switches) {
    if (!switches) return nullptr;
    const auto found = std::ranges::find(*switches, peer, &ports::ForwardingSwitch::peer);
    return found == switches->end() || found->on;
}

json::Value peer_to_json(const ports::PeerStatus& peer, json::Value forwarding) {
    json::Array addresses;
    for (const std::string& address : peer.addresses)
        addresses.emplace_back(address);
    return json::Object{{"name", peer.name.text},
                        {"platform", peer.platform.text},
                        {"region", peer.region},
                        {"role", peer.role},
                        {"addresses", std::move(addresses)},
                        {"in_flight", peer.in_flight},
                        {"forwarding", std::move(forwarding)},
                        {"last_answer", time_or_null(peer.last_answer)},
                        {"last_failure", time_or_null(peer.last_failure)},
                        {"last_failure_reason", peer.last_failure_reason}};
}

json::Value certificate_to_json(const ports::CertificateStatus& certificate) {
    return json::Object{{"name", certificate.name},
                        {"region", certificate.region},
                        {"role", certificate.role},
                        {"fingerprint", certificate.fingerprint},
                        {"not_after", to_local_time(certificate.not_after)},
                        {"days_left", certificate.days_left},
                        {"alarm", certificate.alarm}};
}

/// {"to": "2018-10-17 00:05:00"}
Result<Instant> read_target(const std::string& body) {
    const Result<json::Value> value = read_order(body);
    if (!value) return fail(value.error());
    const json::Object* object = value->as_object();
    const json::Value* to = value->find("to");
    if (!object || object->size() != 1 || !to || !to->as_string())
        return fail(ErrorCode::invalid_value, "the body must be {\"to\": \"2018-10-17 00:05:00\"}", {"to"});
    return parse_local_time(*to->as_string());
}

}  // namespace

awaitable<http::Response> get_status(World& world, Ask) {
    const Result<ports::Backlog> backlog = co_await world.status.backlog();
    if (!backlog) co_return answer(backlog.error());
    const auto timeline = co_await world.mapping_store.activations();
    if (!timeline) co_return answer(timeline.error());
    const std::string at_work = mapping_at_work(world);
    const ports::MappingActivation* due = mapping::in_force(*timeline, world.clock.now());
    const bool is_behind = due && due->version != at_work;
    co_return answer(json::Value(json::Object{{"version", world.version},
                                              {"region", world.naming.own_region.text},
                                              {"started_at", to_local_time(world.started_at)},
                                              {"business_time", to_local_time(world.clock.now())},
                                              {"business_clock", world.business_clock ? "adjustable" : "real"},
                                              {"schema_version", backlog->schema_version},
                                              {"mapping_version", at_work},
                                              {"mapping_version_due", is_behind ? json::Value(due->version) : nullptr},
                                              {"schedule", schedule_of(world)},
                                              {"backlog", backlog_to_json(*backlog)}}));
}

awaitable<http::Response> get_peers(World& world, Ask) {
    // The other sides are shown also while the database is away.
    const auto switches = co_await world.outbox.switches();
    json::Array list;
    for (const ports::PeerStatus& peer : world.peers.peers())
        list.push_back(peer_to_json(peer, forwarding_of(peer.name, switches)));
    co_return answer(json::Value(json::Object{{"peers", std::move(list)}}));
}

awaitable<http::Response> get_certificates(World& world, Ask) {
    json::Array list;
    for (const ports::CertificateStatus& certificate : world.peers.certificates())
        list.push_back(certificate_to_json(certificate));
    co_return answer(json::Value(json::Object{{"certificates", std::move(list)}}));
}

awaitable<http::Response> get_audit(World& world, Ask ask) {
    const Result<std::size_t> limit = limit_of(ask);
    if (!limit) co_return answer(limit.error());
    const Result<std::vector<ports::AuditEvent>> events = co_await world.audit.tail(*limit);
    if (!events) co_return answer(events.error());
    json::Array list;
    for (const ports::AuditEvent& event : *events)
        list.push_back(json::Object{{"at", to_local_time(event.at)},
                                    {"event", event.event},
                                    {"actor", event.actor},
                                    {"subject", event.subject},
                                    {"detail", event.detail}});
    co_return answer(json::Value(json::Object{{"events", std::move(list)}}));
}

awaitable<http::Response> get_openapi(World& world, Ask) {
    co_return answer(openapi(routes(), world.version));
}

awaitable<http::Response> advance_clock(World& world, Ask ask) {
    if (!world.business_clock)
        co_return answer(Error{ErrorCode::conflict, "the configuration sets no business_clock: time is real", {}, {}});
    const Result<Instant> to = read_target(ask.request.body);
    if (!to) co_return answer(to.error());
    ports::AuditEvent entry{world.clock.now(), "clock_advanced", ask.actor, "business_clock", to_local_time(*to)};
    const Result<void> ordered = co_await world.audit.record(std::move(entry));
    if (!ordered) co_return answer(ordered.error());
    const Result<Instant> now = world.business_clock->advance_to(*to);
    if (!now) co_return answer(now.error());
    co_return answer(json::Value(json::Object{{"business_time", to_local_time(*now)}}));
}

}  // namespace clearing::api
