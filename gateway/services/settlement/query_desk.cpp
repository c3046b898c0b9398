#include "gateway/services/settlement/query_desk.hpp"

#include "gateway/services/settlement/outcome.hpp"
#include "gateway/services/settlement/own_undoing.hpp"
#include "gateway/services/settlement/visit_desk.hpp"

#include <algorithm>

namespace clearing::settlement {
namespace {

bool is_askers(const Call& call, const Visit& visit) {
    return visit.institution == call.header.institution && visit.direction == call.direction;
}

/// 5203 by mdtrt_id: the live settlement of the visit, else a cancelled one (it stays in the lists), else the newest.
const SettlementRecord* settlement_of_visit(const std::vector<SettlementRecord>& records) {
    const SettlementRecord* cancelled = nullptr;
    const SettlementRecord* newest = nullptr;
    for (const SettlementRecord& record : records) {
        if (record.kind != SettlementKind::settle) continue;
        if (holds_bill(record.state)) return &record;
        if (cancelled == nullptr && record.state == SettlementState::cancelled) cancelled = &record;
        if (newest == nullptr) newest = &record;
    }
    return cancelled != nullptr ? cancelled : newest;
}

/// 5203 by mdtrt_id and medins_setl_id: what that message asked for, and nothing else of the visit. A cancel whose
/// answer was lost is in doubt like a settlement (SETTLEMENT §5), and asked about alike.
const SettlementRecord* record_of_message(const std::vector<SettlementRecord>& records, const MessageId& message) {
    const auto found = std::ranges::find_if(
        records, [&](const SettlementRecord& record) { return record.message.message == message; });
    return found == records.end() ? nullptr : &*found;
}

}  // namespace

awaitable<Result<std::vector<Visit>>> QueryDesk::visits(Call call, VisitQuery query) {
    if (!query.visit.empty()) {
        auto visit = co_await find_visit(world_, std::move(call), query.visit, query.person_number);
        if (!visit) co_return fail(visit.error());
        std::vector<Visit> one{std::move(*visit)};
        co_return one;
    }
    auto found = co_await world_.visits.find_of_person(query.person_number, query.begin_time, query.end_time);
    if (!found) co_return fail(found.error());
    std::vector<Visit> own;
    for (Visit& visit : *found) {
        const bool of_kind = query.med_type.empty() || visit.med_type == query.med_type;
        if (is_askers(call, visit) && of_kind) own.push_back(std::move(visit));
    }
    co_return own;
}

awaitable<Result<SettlementRecord>> QueryDesk::find(Call call, SettlementQuery query) {
    std::optional<SettlementRecord> record;
    if (!query.settlement.empty()) {
        auto found = co_await world_.settlements.find_by_id(query.settlement);
        if (!found) co_return fail(found.error());
        record = std::move(*found);
    } else {
        auto records = co_await world_.settlements.find_by_visit(query.visit);
        if (!records) co_return fail(records.error());
        const SettlementRecord* chosen =
            query.message.empty() ? settlement_of_visit(*records) : record_of_message(*records, query.message);
        if (chosen != nullptr) record = *chosen;
    }
    if (!record || record->institution != call.header.institution || record->direction != call.direction)
        co_return fail(ErrorCode::settlement_unknown, {}, {"setl_id"});
    co_return std::move(*record);
}

awaitable<Result<ports::SettlementView>> QueryDesk::settlement(Call call, SettlementQuery query) {
    auto record = co_await find(call, std::move(query));
    if (!record) co_return fail(record.error());
    auto answer = co_await answer_to_asker(world_, *record);
    if (!answer) co_return fail(answer.error());
    record->answer = std::move(*answer);
    auto visit = co_await world_.visits.find(record->visit);
    if (!visit) co_return fail(visit.error());
    if (!*visit) co_return fail(ErrorCode::visit_unknown, {}, {"mdtrt_id"});
    co_return ports::SettlementView{std::move(*record), std::move(**visit)};
}

awaitable<Result<std::vector<ports::FeeView>>> QueryDesk::fees(Call call, SettlementQuery query) {
    VisitId visit_id = query.visit;
    std::optional<SettlementRecord> of;
    if (!query.settlement.empty()) {
        auto record = co_await find(call, query);
        if (!record) co_return fail(record.error());
        if (is_unresolved(record->state)) co_return fail(unresolved_error(*record));
        visit_id = record->visit;
        of = std::move(*record);
    }
    auto visit = co_await find_visit(world_, std::move(call), visit_id, query.person_number);
    if (!visit) co_return fail(visit.error());
    auto lines = co_await world_.visits.lines(visit->no);
    if (!lines) co_return fail(lines.error());
    std::vector<ports::FeeView> views;
    for (ports::StoredLine& stored : *lines) {
        if (of && stored.settled_by != of->no) continue;
        SettlementId settled = of ? of->id : SettlementId{};
        if (!of && stored.settled_by) {
            auto record = co_await world_.settlements.find(*stored.settled_by);
            if (record && *record) settled = (*record)->id;
        }
        views.push_back({std::move(settled), visit->id, visit->med_type, std::move(stored.line)});
    }
    co_return views;
}

awaitable<Result<QueryResult>> QueryDesk::by_key(Call call, SettlementKey key) {
    auto found = co_await world_.settlements.find_by_key(std::move(key), call.direction);
    if (!found) co_return fail(found.error());
    QueryResult result;
    if (!*found) co_return result;  // unknown: proves nothing, the original may still be in flight
    const SettlementRecord& record = **found;
    auto answer = answer_for(record);
    using State = QueryResult::State;
    switch (record.state) {
        case SettlementState::booked:
            result.state = State::booked;
            break;
        case SettlementState::cancelled:
            result.state = State::cancelled;
            break;
        case SettlementState::refused:
            result.state = State::refused;
            break;
        case SettlementState::reversed:
            result.state = State::reversed;
            break;
        case SettlementState::not_sent:
            // Nothing was sent and nothing is under way. Whoever is in doubt about it reverses, which fences it.
            result.state = State::unknown;
            break;
        default:
            result.state = State::in_progress;
    }
    if (answer)
        result.bill = std::move(*answer);
    else if (result.state == State::refused)
        result.refusal = answer.error();
    co_return result;
}

}  // namespace clearing::settlement
