#include "gateway/services/settlement/reverse_desk.hpp"

#include "gateway/services/settlement/legs.hpp"

#include <algorithm>
#include <array>

namespace clearing::settlement {
namespace {

bool is_settlement_transaction(std::string_view infno) {
    // The A forms of the same transactions (interface/fields.md) are reversed alike.
    if (infno.ends_with('A')) infno.remove_suffix(1);
    constexpr std::array<std::string_view, 4> numbers{"2207", "2208", "2304", "2305"};
    return std::ranges::find(numbers, infno) != numbers.end();
}

/// A platform's gateway reads the result; a hospital the code.
Result<ReverseResult> not_reversible(const Call& call, const SettlementRecord& record, std::string why) {
    if (call.direction == Direction::resident_away) return ReverseResult::not_reversible;
    return fail(Error{ErrorCode::not_reversible, std::move(why), {}, record.id.text});
}

/// The books failed where the effect may stand already: not that nothing was done, nor a no that stays. The asker asks
/// again.
Error behind_the_effect(Error error, const std::string& id) {
    const bool is_sure = class_of(error.code) != ErrorClass::unavailable && error.code != ErrorCode::conflict;
    if (is_sure) return error;
    return {ErrorCode::reversing, "the outcome could not be recorded", {}, id};
}

/// A resident's settlement whose reverse came too late at the core: a copy of that reverse, or the next one, must not
/// open it again. Its asker was told that it stands, and may close the day on it meanwhile.
bool is_kept_by_the_core(const SettlementRecord& record) {
    return record.kind == SettlementKind::settle && record.direction == Direction::resident_away &&
           record.state == SettlementState::booked && !record.reverse_message.empty();
}

/// The newest cancel of a settlement.
const SettlementRecord* newest_cancel(const std::vector<SettlementRecord>& records, SettlementNo original) {
    const SettlementRecord* newest = nullptr;
    for (const SettlementRecord& record : records)
        if (record.cancels == original && (newest == nullptr || newest->no < record.no)) newest = &record;
    return newest;
}

}  // namespace

awaitable<Result<ReverseResult>> ReverseDesk::by_message(Call call, ReverseRequest request) {
    if (!is_settlement_transaction(request.original_infno))
        co_return fail(ErrorCode::not_reversible, "only settlements and their cancels are reversed", {"oinfno"});
    MessageKey original{call.peer, call.header.institution, request.original_message};
    auto record = co_await world_.settlements.find_by_message(original);
    if (!record) co_return fail(record.error());
    if (*record) co_return co_await reverse(std::move(call), std::move(**record));
    SettlementKey key{call.header.treatment_division, own_settlement_id(world_, original)};
    co_return co_await fence(std::move(call), std::move(original), std::move(key));
}

awaitable<Result<ReverseResult>> ReverseDesk::by_key(Call call, SettlementKey key) {
    auto record = co_await world_.settlements.find_by_key(key, call.direction);
    if (!record) co_return fail(record.error());
    if (*record) co_return co_await reverse(std::move(call), std::move(**record));
    MessageKey message{call.peer, call.header.institution, MessageId("fence-" + key.settlement.text)};
    co_return co_await fence(std::move(call), std::move(message), std::move(key));
}

awaitable<Result<ReverseResult>> ReverseDesk::fence(Call call, MessageKey message, SettlementKey key) {
    SettlementRecord record;
    record.kind = SettlementKind::settle;
    record.direction = call.direction;
    record.platform = call.platform;
    record.treatment_division = call.header.treatment_division;
    record.insured_division = call.header.insured_division;
    record.institution = call.header.institution;
    record.message = std::move(message);
    record.id = own_settlement_id(world_, record.message);
    record.key = std::move(key);
    record.state = SettlementState::reversed;
    record.opened_at = record.changed_at = world_.clock.now();
    auto opened = co_await world_.settlements.open_fence(std::move(record));
    if (!opened) co_return fail(opened.error());
    if (opened->kind == ports::Opened::Kind::accepted) co_return ReverseResult::fenced;
    // The original arrived between our look and the fence.
    co_return co_await reverse(std::move(call), std::move(opened->record));
}

/// The reverse came too late and is carried out as a cancel of ours: how far that is.
awaitable<Result<ReverseResult>> ReverseDesk::cancel_under_way(Call call, SettlementRecord original) {
    if (original.kind == SettlementKind::cancel) co_return not_reversible(call, original, "the cancel is booked");
    auto records = co_await world_.settlements.find_by_visit(original.visit);
    if (!records) co_return fail(behind_the_effect(std::move(records.error()), original.id.text));
    const SettlementRecord* newest = newest_cancel(*records, original.no);
    // A platform's asker cancels what stands itself.
    if (newest == nullptr && call.direction == Direction::resident_away)
        co_return not_reversible(call, original, "the other side does not undo it");
    if (newest == nullptr) co_return fail(Error{ErrorCode::reversing, {}, {}, original.id.text});
    if (newest->state == SettlementState::refused)
        co_return not_reversible(call, original, "the day is closed and the other side refused the cancel");
    if (newest->state == SettlementState::not_sent)
        co_return fail(Error{ErrorCode::peer_unreachable, "the cancel will be sent", {}, original.id.text});
    co_return fail(Error{ErrorCode::cancel_in_doubt, {}, {}, original.id.text});
}

/// A booked cancel frees its bill: it is undone only by a policy row, and on its own open day. A settlement whose
/// cancel is not known yet is not undone a second time beside it.
awaitable<Result<void>> ReverseDesk::may_undo(SettlementRecord record) {
    if (record.state != SettlementState::booked) co_return Result<void>{};
    if (record.kind == SettlementKind::cancel) {
        if (!may_reverse_cancel(world_, record))
            co_return fail(Error{ErrorCode::not_reversible,
                                 "by policy a booked cancel is not undone: settle the bill again",
                                 {},
                                 record.id.text});
        if (!record.facts.day_open)
            co_return fail(Error{
                ErrorCode::not_reversible, "the cancel's day is closed: settle the bill again", {}, record.id.text});
        co_return Result<void>{};
    }
    auto records = co_await world_.settlements.find_by_visit(record.visit);
    if (!records) co_return fail(records.error());
    const SettlementRecord* cancel = newest_cancel(*records, record.no);
    if (cancel != nullptr && is_unresolved(cancel->state)) co_return fail(unresolved_error(*cancel));
    co_return Result<void>{};
}

awaitable<Result<SettlementRecord>> ReverseDesk::reverse_now(SettlementRecord record) {
    if (record.state == SettlementState::reversing) co_return co_await runner_.reverse_once(std::move(record));
    Outcome asked{SettlementEvent::reverse_asked, {}, {}, {}};
    co_return co_await runner_.carry_out(std::move(record), std::move(asked));
}

awaitable<Result<ReverseResult>> ReverseDesk::reverse(Call call, SettlementRecord record) {
    using State = SettlementState;
    if (record.state == State::refused) co_return ReverseResult::fenced;
    if (record.state == State::reversed) co_return ReverseResult::reversed;
    if (record.state == State::cancelled) co_return fail(Error{ErrorCode::already_cancelled, {}, {}, record.id.text});
    auto undo = co_await may_undo(record);
    if (!undo && undo.error().code == ErrorCode::not_reversible)
        co_return not_reversible(call, record, undo.error().detail);
    if (!undo) co_return fail(undo.error());
    const bool platform_asks_too_late =
        record.state == State::booked && !record.facts.day_open && call.direction == Direction::resident_away;
    // The asker of a platform sends the cancel itself: a cancel of ours beside it would be a second one.
    if (platform_asks_too_late) co_return ReverseResult::day_closed;
    if (is_kept_by_the_core(record)) co_return ReverseResult::not_reversible;

    const std::string id = record.id.text;
    auto after = co_await reverse_now(std::move(record));
    if (!after) co_return fail(behind_the_effect(std::move(after.error()), id));
    switch (after->state) {
        case State::reversed:
            co_return ReverseResult::reversed;
        case State::refused:
            co_return ReverseResult::fenced;
        case State::cancelled:
            co_return ReverseResult::day_closed;
        case State::booked:
            co_return co_await cancel_under_way(std::move(call), std::move(*after));
        default:
            co_return fail(Error{ErrorCode::reversing, {}, {}, after->id.text});
    }
}

}  // namespace clearing::settlement
