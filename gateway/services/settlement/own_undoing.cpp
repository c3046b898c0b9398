#include "gateway/services/settlement/own_undoing.hpp"

#include "gateway/services/settlement/outcome.hpp"
#include "gateway/services/settlement/own_cancel.hpp"

namespace clearing::settlement {
namespace {

/// Of a resident away the asker is told what stands, and cancels it itself (decision 0003).
bool was_booked_by_an_undoing_that_came_too_late(const SettlementRecord& record) {
    const bool is_booked = record.state == SettlementState::booked || record.state == SettlementState::cancelled;
    return is_booked && record.kind == SettlementKind::settle && record.direction == Direction::visitor &&
           !record.reverse_message.empty() && !record.facts.had_been_booked;
}

}  // namespace

awaitable<Result<OwnUndoing>> own_undoing_of(const World& world, SettlementRecord record) {
    if (!was_booked_by_an_undoing_that_came_too_late(record)) co_return OwnUndoing::none;
    auto records = co_await world.settlements.find_by_visit(record.visit);
    if (!records) co_return fail(records.error());
    const SettlementRecord* newest = nullptr;
    for (const SettlementRecord& cancel : *records) {
        if (cancel.cancels != record.no || !is_own_cancel(cancel)) continue;
        if (newest == nullptr || newest->no < cancel.no) newest = &cancel;
    }
    if (record.state == SettlementState::cancelled) {
        // The caller may have cancelled it instead, after the other side refused our cancel; by then the caller had
        // been told yes.
        const bool by_us = newest != nullptr && newest->state == SettlementState::booked;
        co_return by_us ? OwnUndoing::done : OwnUndoing::none;
    }
    if (newest == nullptr || is_spent(*newest)) co_return OwnUndoing::owed;
    // The other side's no to our cancel: the settlement stands.
    co_return newest->state == SettlementState::refused ? OwnUndoing::none : OwnUndoing::under_way;
}

awaitable<Result<SettledBill>> answer_to_asker(const World& world, SettlementRecord record) {
    auto undoing = co_await own_undoing_of(world, record);
    // It exists: "nothing was done" would not be true.
    if (!undoing) co_return fail(Error{ErrorCode::in_doubt, "what became of it could not be read", {}, record.id.text});
    switch (*undoing) {
        case OwnUndoing::none:
            break;
        case OwnUndoing::owed:
        case OwnUndoing::under_way:
            co_return fail(Error{ErrorCode::reversing, {}, {}, record.id.text});
        case OwnUndoing::done:
            co_return fail(Error{ErrorCode::message_reversed, {}, {}, record.id.text});
    }
    co_return answer_for(record);
}

}  // namespace clearing::settlement
