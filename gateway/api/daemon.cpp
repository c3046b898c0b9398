#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"

#include <fmt/format.h>

namespace clearing::api {

using ports::awaitable;

namespace {

constexpr json::Limits body_limits{.max_bytes = 64 * 1024, .max_depth = 4, .max_array = 100, .max_string = 1024};

json::Value time_or_null(const std::optional<Instant>& instant) {
    return instant ? json::Value(to_local_time(*instant)) : json::Value();
}

json::Value backlog_to_json(const ports::Backlog& backlog) {
    return json::Object{{"awaiting_answer", backlog.awaiting_answer},
                        {"in_doubt", backlog.in_doubt},
                        {"reversing", backlog.reversing},
                        {"oldest_unresolved", time_or_null(backlog.oldest_unresolved)},
                        {"outbox", backlog.outbox},
                        {"alarms", backlog.alarms}};
}

json::Value peer_to_json(const ports::PeerStatus& peer) {
    json::Array addresses;
    for (const std::string& address : peer.addresses)
        addresses.emplace_back(address);
    return json::Object{{"name", peer.name.text},
                        {"platform", peer.platform.text},
                        {"region", peer.region},
                        {"role", peer.role},
                        {"addresses", std::move(addresses)},
                        {"in_flight", peer.in_flight},
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
    const auto value = json::parse(body, body_limits);
    if (!value) return fail(ErrorCode::malformed_json, value.error().reason);
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
    co_return answer(json::Value(json::Object{{"version", world.version},
                                              {"region", world.naming.own_region.text},
                                              {"started_at", to_local_time(world.started_at)},
                                              {"business_time", to_local_time(world.clock.now())},
                                              {"business_clock", world.business_clock ? "adjustable" : "real"},
                                              {"schema_version", backlog->schema_version},
                                              {"backlog", backlog_to_json(*backlog)}}));
}

awaitable<http::Response> get_peers(World& world, Ask) {
    json::Array list;
    for (const ports::PeerStatus& peer : world.peers.peers())
        list.push_back(peer_to_json(peer));
    co_return answer(json::Value(json::Object{{"peers", std::move(list)}}));
}

awaitable<http::Response> get_certificates(World& world, Ask) {
    json::Array list;
    for (const ports::CertificateStatus& certificate : world.peers.certificates())
        list.push_back(certificate_to_json(certificate));
    co_return answer(json::Value(json::Object{{"certificates", std::move(list)}}));
}

awaitable<http::Response> get_alarms(World& world, Ask ask) {
    const Result<std::size_t> limit = limit_of(ask);
    if (!limit) co_return answer(limit.error());
    const Result<std::vector<ports::Alarm>> alarms = co_await world.status.alarms(*limit);
    if (!alarms) co_return answer(alarms.error());
    json::Array list;
    for (const ports::Alarm& alarm : *alarms)
        list.push_back(json::Object{{"raised_at", to_local_time(alarm.raised_at)},
                                    {"settlement_id", alarm.settlement_id},
                                    {"text", alarm.text}});
    co_return answer(json::Value(json::Object{{"alarms", std::move(list)}}));
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
