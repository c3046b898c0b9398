#include "gateway/services/settlement/opening.hpp"

namespace clearing::settlement {
namespace {

bool is_final(const Error& error) {
    return class_of(error.code) == ErrorClass::refused;
}

/// In the history of the record, as of one that was refused when it came first.
constexpr const char* told_no_again = "refused_at_once";

}  // namespace

SettlementRecord new_record(const World& world, const Call& call, SettlementKind kind) {
    SettlementRecord record;
    record.kind = kind;
    record.direction = call.direction;
    record.treatment_division = call.header.treatment_division;
    record.insured_division = call.header.insured_division;
    record.institution = call.header.institution;
    record.institution_name = call.header.institution_name;
    record.message = call.message_key();
    record.infno = call.header.infno;
    record.content_digest = call.content_digest;
    record.id = own_settlement_id(world, record.message);
    record.our_message = leg_message_id(world, "leg", record.message);
    record.state = SettlementState::awaiting_answer;
    record.assigned_day = call.day;
    record.opened_at = record.changed_at = world.clock.now();
    record.key = call.key.value_or(SettlementKey{record.treatment_division, record.id});
    return record;
}

void take_over_from_original(SettlementRecord& cancel, const SettlementRecord& original) {
    cancel.institution = original.institution;
    cancel.institution_name = original.institution_name;
    cancel.care = original.care;
    cancel.platform = original.platform;
    cancel.other_side = original.other_side;
    cancel.counterparty = original.counterparty;
    cancel.insurance_type = original.insurance_type;
    cancel.med_type = original.med_type;
    cancel.insured_division = original.insured_division;
    cancel.visit_no = original.visit_no;
    cancel.visit = original.visit;
    cancel.their_visit = original.their_visit;
    cancel.bill = original.bill;
    cancel.cancels = original.no;
    cancel.original_id = original.id;
    cancel.claimed_total = -original.answer.split.total;
}

Result<std::optional<SettlementRecord>> if_of_the_same(const Call& call, SettlementKind kind,
                                                       std::optional<SettlementRecord> found) {
    if (!found) return found;
    const bool same = found->kind == kind && found->content_digest == call.content_digest;
    // A fence knows nothing of the content it keeps out.
    if (found->state != SettlementState::reversed && !same)
        return fail(Error{ErrorCode::different_content, {}, {}, found->id.text});
    return found;
}

Result<void> check_partner_day(const World& world, const Call& call) {
    if (!call.day) return {};
    if (call.day->date > local_date(world.clock.now()))
        return fail(ErrorCode::clearing_day_closed, "the clearing day lies in the future", {"clearing_day"});
    return {};
}

Error taken_error(const SettlementRecord& other) {
    if (is_unresolved(other.state)) return unresolved_error(other);
    const bool cancelling = other.kind == SettlementKind::cancel;
    return {cancelling ? ErrorCode::already_cancelled : ErrorCode::already_settled, {}, {}, other.id.text};
}

awaitable<Result<SettledBill>> refuse(const World& world, SettlementRecord record, Error error) {
    if (!is_final(error)) co_return fail(std::move(error));
    record.state = SettlementState::refused;
    record.error = error;
    auto written = co_await world.settlements.open_refused(std::move(record));
    if (!written) co_return fail(written.error());
    // Another of the same message was quicker: its answer is the answer.
    if (written->kind == ports::Opened::Kind::same_message) co_return answer_for(written->record);
    co_return fail(std::move(error));
}

awaitable<Result<SettledBill>> refuse_resent(const World& world, SettlementRecord record, Error error) {
    if (!is_final(error)) co_return fail(std::move(error));
    ports::SettlementChange change;
    change.no = record.no;
    change.from = SettlementState::not_sent;
    change.to = SettlementState::refused;
    change.reverse_was_remembered = record.facts.reverse_remembered;
    change.event = told_no_again;
    change.error = std::move(error);
    change.at = world.clock.now();
    auto refused = co_await world.settlements.apply(std::move(change));
    if (!refused) co_return fail(refused.error());
    if (*refused) co_return answer_for(**refused);
    // It moved meanwhile: a copy of the message sent it, or it was reversed. Not decided again: its state is the
    // answer.
    auto present = co_await world.settlements.find(record.no);
    if (!present) co_return fail(present.error());
    if (!*present) co_return fail(ErrorCode::internal_error, "a settlement record vanished");
    co_return answer_for(**present);
}

}  // namespace clearing::settlement
