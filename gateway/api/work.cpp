#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/api/reversals.hpp"
#include "gateway/infra/export/settlement.hpp"
#include "gateway/services/settlement/own_cancel.hpp"

#include <algorithm>

#include <fmt/format.h>

// What the daemons of one database still have to do, and what an operator can order about it. The stores write the
// audit event in the order's own commit.

namespace clearing::api {

using ports::awaitable;

namespace {

using std::chrono::seconds;

/// A clock that was put back must not make it negative.
long long age_in_seconds(Instant since, Instant now) {
    return std::max(seconds(0), std::chrono::floor<seconds>(now - since)).count();
}

json::Value order_to_reverse(const std::vector<ReversalOrder>& orders, const SettlementRecord& record) {
    const auto order = std::ranges::find(orders, record.id, &ReversalOrder::settlement);
    return order == orders.end() ? json::Value() : to_json(*order);
}

json::Value doubt_to_json(const ports::Doubt& doubt, const std::vector<ReversalOrder>& orders, Instant now) {
    const SettlementRecord& record = doubt.record;
    return json::Object{{"settlement_id", record.id.text},
                        {"kind", name_of(record.kind)},
                        {"state", name_of(record.state)},
                        {"state_zh", exports::chinese(record.state)},
                        {"platform", record.platform.text},
                        {"other_side", record.other_side.text},
                        {"direction", name_of(record.direction)},
                        {"total", *exports::summary_of(record).find("total")},
                        {"since", to_local_time(doubt.since)},
                        {"age_seconds", age_in_seconds(doubt.since, now)},
                        {"asked", doubt.asked},
                        {"next_question_at", to_local_time(doubt.next_question_at)},
                        {"last_answer", doubt.last_answer},
                        {"owner", doubt.owner},
                        {"alarmed", doubt.alarmed},
                        {"reversal_order", order_to_reverse(orders, record)}};
}

json::Value owed_to_json(const ports::OwedUndoing& owed, Instant now) {
    const SettlementRecord& record = owed.record;
    return json::Object{{"settlement_id", record.id.text},
                        {"platform", record.platform.text},
                        {"other_side", record.other_side.text},
                        {"total", *exports::summary_of(record).find("total")},
                        {"since", to_local_time(owed.since)},
                        {"age_seconds", age_in_seconds(owed.since, now)},
                        {"came_to_nothing", owed.came_to_nothing},
                        {"given_up", owed.came_to_nothing >= settlement::own_cancels_at_most}};
}

/// Of all peers, each least tried first.
awaitable<Result<json::Array>> owed_undoings(World& world, std::size_t limit) {
    const Instant now = world.clock.now();
    json::Array list;
    for (const ports::PeerStatus& peer : world.peers.peers()) {
        const auto owed = co_await world.doubts.owed_undoings(peer.name, limit - list.size());
        if (!owed) co_return fail(owed.error());
        for (const ports::OwedUndoing& one : *owed)
            list.push_back(owed_to_json(one, now));
    }
    co_return list;
}

json::Value row_to_json(const ports::OutboxItem& item) {
    return json::Object{{"no", item.no},
                        {"settlement_id", item.settlement.text},
                        {"peer", item.peer.text},
                        {"state", name_of(item.state)},
                        {"attempts", item.attempts},
                        {"last_failure", item.last_failure},
                        {"queued_at", to_local_time(item.queued_at)},
                        {"next_try_at", to_local_time(item.next_try_at)}};
}

json::Value switch_to_json(const ports::ForwardingSwitch& state) {
    const bool was_switched = !state.changed_by.empty();
    return json::Object{{"peer", state.peer.text},
                        {"on", state.on},
                        {"changed_by", state.changed_by},
                        {"changed_at", was_switched ? json::Value(to_local_time(state.changed_at)) : nullptr}};
}

std::optional<ports::OutboxState> outbox_state_of(const Ask& ask) {
    using State = ports::OutboxState;
    const std::optional<std::string> wanted = query_of(ask, "state");
    for (const State state : {State::pending, State::parked, State::done, State::withdrawn})
        if (wanted == name_of(state)) return state;
    return std::nullopt;
}

/// A misspelt name must not be switched off, nor what nobody would send be put in the queue.
Result<PeerName> known_peer(const World& world, const std::string& name) {
    const std::vector<ports::PeerStatus> peers = world.peers.peers();
    const PeerName peer(name);
    if (std::ranges::find(peers, peer, &ports::PeerStatus::name) != peers.end()) return peer;
    return fail(ErrorCode::invalid_value, fmt::format("the configuration has no peer {}", name), {"peer"});
}

/// What is sent again: the row, or everything of the peer.
struct ResumeOrder {
    std::optional<long long> no;
    PeerName peer;
};

Result<ResumeOrder> resume_order_of(const World& world, const Ask& ask) {
    const Result<json::Value> order = read_order(ask.request.body);
    if (!order) return fail(order.error());
    const json::Object* members = order->as_object();
    const json::Value* no = order->find("no");
    const json::Value* peer = order->find("peer");
    if (!members || members->size() != 1 || (!(no && no->as_number()) && !(peer && peer->as_string())))
        return fail(ErrorCode::invalid_value, R"(the body must be {"no": 12} or {"peer": "shanghai"})", {"no", "peer"});
    if (no) {
        const std::optional<long long> number = whole_number(no->as_number()->text);
        if (!number) return fail(ErrorCode::invalid_value, "no: must be a number from 1 on", {"no"});
        return ResumeOrder{number, {}};
    }
    Result<PeerName> known = known_peer(world, *peer->as_string());
    if (!known) return fail(known.error());
    return ResumeOrder{std::nullopt, std::move(*known)};
}

Result<ports::ForwardingSwitch> switch_order_of(const World& world, const Ask& ask) {
    const Result<json::Value> order = read_order(ask.request.body);
    if (!order) return fail(order.error());
    const json::Object* members = order->as_object();
    const json::Value* peer = order->find("peer");
    const json::Value* on = order->find("on");
    if (!members || members->size() != 2 || !peer || !peer->as_string() || !on || !on->as_bool())
        return fail(ErrorCode::invalid_value, R"(the body must be {"peer": "shanghai", "on": false})", {"peer", "on"});
    Result<PeerName> known = known_peer(world, *peer->as_string());
    if (!known) return fail(known.error());
    return ports::ForwardingSwitch{std::move(*known), *on->as_bool(), ask.actor, world.clock.now()};
}

/// Every peer of the configuration, switched or not, and those that were switched and are gone from it.
std::vector<ports::ForwardingSwitch> every_switch(const World& world, std::vector<ports::ForwardingSwitch> switched) {
    for (const ports::PeerStatus& peer : world.peers.peers())
        if (std::ranges::find(switched, peer.name, &ports::ForwardingSwitch::peer) == switched.end())
            switched.push_back({peer.name, true, {}, {}});
    std::ranges::sort(switched, {}, &ports::ForwardingSwitch::peer);
    return switched;
}

}  // namespace

awaitable<http::Response> list_doubts(World& world, Ask ask) {
    const Result<std::size_t> limit = limit_of(ask);
    if (!limit) co_return answer(limit.error());
    const Result<std::vector<ports::Doubt>> doubts = co_await world.doubts.open(*limit);
    if (!doubts) co_return answer(doubts.error());
    const Result<std::vector<ReversalOrder>> orders = co_await world.reversals.orders().standing();
    if (!orders) co_return answer(orders.error());
    const Instant now = world.clock.now();
    json::Array list;
    for (const ports::Doubt& doubt : *doubts)
        list.push_back(doubt_to_json(doubt, *orders, now));
    Result<json::Array> owed = co_await owed_undoings(world, *limit);
    if (!owed) co_return answer(owed.error());
    json::Array standing;
    for (const ReversalOrder& order : *orders)
        standing.push_back(to_json(order));
    co_return answer(json::Value(json::Object{
        {"doubts", std::move(list)}, {"reversal_orders", std::move(standing)}, {"owed_undoings", std::move(*owed)}}));
}

awaitable<http::Response> list_outbox(World& world, Ask ask) {
    const Result<std::size_t> limit = limit_of(ask);
    if (!limit) co_return answer(limit.error());
    const std::optional<ports::OutboxState> state = outbox_state_of(ask);
    const Result<std::vector<ports::OutboxItem>> rows = co_await world.outbox.list(state, *limit);
    if (!rows) co_return answer(rows.error());
    json::Array list;
    for (const ports::OutboxItem& row : *rows)
        list.push_back(row_to_json(row));
    co_return answer(json::Value(json::Object{{"outbox", std::move(list)}}));
}

awaitable<http::Response> resume_outbox(World& world, Ask ask) {
    Result<ResumeOrder> order = resume_order_of(world, ask);
    if (!order) co_return answer(order.error());
    const Instant now = world.clock.now();
    const Result<long long> resumed =
        co_await world.outbox.resume(order->no, std::move(order->peer), std::move(ask.actor), now);
    if (!resumed) co_return answer(resumed.error());
    co_return answer(json::Value(json::Object{{"resumed", *resumed}}));
}

awaitable<http::Response> list_forwarding(World& world, Ask) {
    Result<std::vector<ports::ForwardingSwitch>> switched = co_await world.outbox.switches();
    if (!switched) co_return answer(switched.error());
    json::Array list;
    for (const ports::ForwardingSwitch& one : every_switch(world, std::move(*switched)))
        list.push_back(switch_to_json(one));
    co_return answer(json::Value(json::Object{{"forwarding", std::move(list)}}));
}

awaitable<http::Response> switch_forwarding(World& world, Ask ask) {
    const Result<ports::ForwardingSwitch> wanted = switch_order_of(world, ask);
    if (!wanted) co_return answer(wanted.error());
    const Result<void> done = co_await world.outbox.set_forwarding(*wanted);
    if (!done) co_return answer(done.error());
    co_return answer(switch_to_json(*wanted));
}

awaitable<http::Response> get_alarms(World& world, Ask ask) {
    const Result<std::size_t> limit = limit_of(ask);
    if (!limit) co_return answer(limit.error());
    const Result<std::vector<ports::Alarm>> alarms = co_await world.status.alarms(*limit);
    if (!alarms) co_return answer(alarms.error());
    json::Array list;
    for (const ports::Alarm& alarm : *alarms)
        list.push_back(json::Object{{"no", alarm.no},
                                    {"raised_at", to_local_time(alarm.raised_at)},
                                    {"kind", alarm.kind},
                                    {"subject", alarm.subject},
                                    {"settlement_id", alarm.settlement_id},
                                    {"text", alarm.text}});
    co_return answer(json::Value(json::Object{{"alarms", std::move(list)}}));
}

awaitable<http::Response> acknowledge_alarm(World& world, Ask ask) {
    const Result<long long> no = number_in_path(ask, "no");
    if (!no) co_return answer(no.error());
    const Instant now = world.clock.now();
    const Result<ports::Acknowledgement> stands = co_await world.status.acknowledge(*no, std::move(ask.actor), now);
    if (!stands) co_return answer(stands.error());
    co_return answer(
        json::Value(json::Object{{"no", stands->alarm_no}, {"by", stands->actor}, {"at", to_local_time(stands->at)}}));
}

}  // namespace clearing::api
