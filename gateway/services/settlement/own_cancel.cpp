#include "gateway/services/settlement/own_cancel.hpp"

#include "gateway/services/settlement/opening.hpp"
#include "gateway/services/settlement/runner.hpp"

#include <fmt/format.h>

namespace clearing::settlement {
namespace {

const PeerName ourselves("gateway");

MessageKey own_cancel_message(const SettlementRecord& original, int number) {
    std::string text = "cancel-of-" + original.id.text;
    if (number > 1) text += fmt::format("-{}", number);
    return {ourselves, original.institution, MessageId(std::move(text))};
}

SettlementRecord own_cancel_of(const World& world, const SettlementRecord& original, MessageKey message) {
    SettlementRecord cancel;
    cancel.kind = SettlementKind::cancel;
    cancel.direction = original.direction;
    cancel.treatment_division = original.treatment_division;
    take_over_from_original(cancel, original);
    cancel.message = std::move(message);
    cancel.infno = original.care == CareSetting::outpatient ? "2208" : "2305";
    cancel.id = own_settlement_id(world, cancel.message);
    cancel.key = {original.key.treatment_division, cancel.id};
    cancel.our_message = leg_message_id(world, "leg", cancel.message);
    cancel.state = SettlementState::awaiting_answer;
    cancel.opened_at = cancel.changed_at = world.clock.now();
    return cancel;
}

awaitable<Result<SettlementRecord>> send_own_cancel(Runner& runner, SettlementRecord cancel,
                                                    SettlementRecord original) {
    ports::LegOfSettlement leg = runner.leg_of_own_accord(cancel, cancel.our_message, &ports::AnswerTimes::cancel);
    leg.original_message = original.our_message;
    leg.original_infno = original.infno;
    leg.their_settlement = original.their_id;
    leg.original_key = original.key;
    leg.leg.institution = institution_of(runner.world(), original);
    co_return co_await runner.send_cancel(std::move(cancel), std::move(original), std::move(leg));
}

awaitable<Result<SettlementRecord>> send_own_cancel_anew(Runner& runner, SettlementRecord cancel,
                                                         SettlementRecord original) {
    auto taken = co_await runner.take_up_again(std::move(cancel));
    if (!taken) co_return fail(taken.error());
    if (!taken->by_us) co_return std::move(taken->record);
    co_return co_await send_own_cancel(runner, std::move(taken->record), std::move(original));
}

}  // namespace

bool is_own_cancel(const SettlementRecord& record) {
    return record.kind == SettlementKind::cancel && record.message.peer == ourselves && record.cancels.has_value();
}

bool is_spent(const SettlementRecord& cancel) {
    if (cancel.state == SettlementState::reversed) return true;
    const bool stands_there = cancel.error && class_of(cancel.error->code) == ErrorClass::refused &&
                              cancel.error->code != ErrorCode::clearing_day_closed;
    return cancel.state == SettlementState::refused && !stands_there;
}

awaitable<Result<SettlementRecord>> cancel_ourselves(Runner& runner, SettlementRecord original) {
    const World& world = runner.world();
    const ports::Platform* platform = world.other_sides.platform(original.platform);
    const bool day_from_open_day = takes_open_day(platform, original.direction);
    for (int number = 1; number <= own_cancels_at_most; ++number) {
        SettlementRecord cancel = own_cancel_of(world, original, own_cancel_message(original, number));
        auto opened = co_await world.settlements.open(std::move(cancel), day_from_open_day);
        if (!opened) co_return fail(opened.error());
        SettlementRecord found = std::move(opened->record);
        if (opened->kind == ports::Opened::Kind::accepted)
            co_return co_await send_own_cancel(runner, std::move(found), std::move(original));
        // Or it is not booked any more: there is nothing to cancel.
        const bool nothing_to_do =
            opened->kind == ports::Opened::Kind::bill_taken || opened->kind == ports::Opened::Kind::original_moved;
        if (nothing_to_do) co_return found;
        if (found.state == SettlementState::not_sent)
            co_return co_await send_own_cancel_anew(runner, std::move(found), std::move(original));
        if (!is_spent(found)) co_return found;
    }
    std::string id = original.id.text;
    auto given_up = co_await give_up_undoing(world, std::move(original));
    if (!given_up) co_return fail(given_up.error());
    co_return fail(Error{ErrorCode::conflict, "the cancel came to nothing again and again", {}, std::move(id)});
}

awaitable<Result<void>> give_up_undoing(const World& world, SettlementRecord original) {
    ports::RaisedAlarm alarm{"undoing_given_up", original.id.text,
                             fmt::format("settlement {} stands booked and its asker was told that it is being undone: "
                                         "{} cancels of ours came to nothing, no other is sent",
                                         original.id.text, own_cancels_at_most),
                             world.clock.now()};
    alarm.once_for_all = true;
    auto raised = co_await world.alarms.raise(std::move(alarm));
    if (!raised) co_return fail(raised.error());
    co_return Result<void>{};
}

}  // namespace clearing::settlement
