#include "gateway/services/settlement/change_of_step.hpp"

#include "gateway/services/settlement/legs.hpp"

#include <fmt/format.h>

namespace clearing::settlement {
namespace {

/// The bill a step's postings are made of: what just came, or what the record already holds.
const SettledBill& bill_of(const SettlementRecord& record, const Outcome& outcome) {
    return outcome.bill ? *outcome.bill : record.answer;
}

/// The setl_time we answer for a day: now when now lies in the day, else the second of it that is nearest.
std::string settled_at_in(ClearingDay day, Instant now) {
    if (local_date(now) == day.date) return to_local_time(now);
    return day.to_text() + (day.date < local_date(now) ? " 23:59:59" : " 00:00:00");
}

/// A clock of theirs may be ahead of ours. What lies beyond is a wrong time: as the pair's last open day it would take
/// whatever is posted from now on. A day without an agreement has nothing to post by.
bool can_be_its_day(const World& world, const SettlementRecord& record, Date answered, Date today) {
    const bool lies_ahead = answered > today.next();
    return !lies_ahead && world.tables->router->formula(record.platform, record.counterparty, answered).has_value();
}

/// The day is ours for want of theirs, whose lists may have it on another. Awaiting its answer it was settled today.
void note_own_day(ports::SettlementChange& change, const SettlementRecord& record, const std::string& answered) {
    const bool is_told = !answered.empty();
    if (!is_told && record.state == SettlementState::awaiting_answer) return;
    const std::string ours = change.assigned_day->to_text();
    change.differences.push_back({DifferenceKind::day, record.key, ours, answered,
                                  is_told ? "the setl_time cannot be its day" : "no setl_time was answered"});
    if (is_told && !change.alarm)
        change.alarm = fmt::format("the setl_time {} of settlement {} cannot be its day: it is booked on {}", answered,
                                   record.id.text, ours);
}

/// The day came with the answer, and whom the bill clears with was told by the day on which it was asked for.
void note_changed_counterparty(const World& world, ports::SettlementChange& change, const SettlementRecord& record) {
    // A cancel clears with whom its original cleared.
    if (record.kind == SettlementKind::cancel) return;
    const DivisionCode& far =
        record.direction == Direction::visitor ? record.insured_division : record.treatment_division;
    const auto on_its_day = world.tables->router->counterparty(record.platform, far, change.assigned_day->date);
    if (on_its_day && *on_its_day != record.counterparty)
        change.differences.push_back({DifferenceKind::day, record.key, record.counterparty.text, on_its_day->text,
                                      "the counterparty of " + change.assigned_day->to_text()});
}

void stamp_booking(const World& world, ports::SettlementChange& change, const SettlementRecord& record,
                   const SettledBill& bill) {
    const ports::Platform* platform = world.other_sides.platform(record.platform);
    const Date today = local_date(change.at);
    if (platform == nullptr || treatment_side_names_the_day(platform->day_rule)) {
        const ClearingDay day = record.assigned_day.value_or(ClearingDay{today});
        change.settled_at = settled_at_in(day, change.at);
        change.assigned_day = day;
        return;
    }
    // National: the answerer's setl_time is the day; a visitor's is passed on unchanged, a resident's is stamped by us.
    const bool is_visitor = record.direction == Direction::visitor;
    const auto answered = parse_local_time(bill.settled_at);
    const bool is_theirs = is_visitor && answered && can_be_its_day(world, record, local_date(*answered), today);
    change.settled_at = is_theirs ? bill.settled_at : to_local_time(change.at);
    change.assigned_day = ClearingDay{is_theirs ? local_date(*answered) : today};
    if (is_visitor && !is_theirs) note_own_day(change, record, answered ? bill.settled_at : std::string());
    note_changed_counterparty(world, change, record);
}

enum class Entry : std::uint8_t { booking, counter };

Result<void> add_postings(const World& world, ports::SettlementChange& change, const SettlementRecord& record,
                          const PaymentSplit& split, Entry entry, const std::optional<ClearingDay>& original_day) {
    const std::optional<ClearingDay> day = change.assigned_day ? change.assigned_day : record.assigned_day;
    if (!day) return fail(ErrorCode::internal_error, "a posting without a clearing day");
    // A cancel takes back what its original posted: by the agreement of the original's day (SETTLEMENT §5).
    const Date agreed_on = original_day ? original_day->date : day->date;
    auto formula = world.tables->router->formula(record.platform, record.counterparty, agreed_on);
    if (!formula) return fail(formula.error());
    change.posting_day = day;
    change.transfers = entry == Entry::counter ? counter_postings(record.direction, split, *formula)
                                               : postings_of_booking(record.direction, split, *formula);
    return {};
}

/// The move, and what is told with it.
ports::SettlementChange move_of(const World& world, const SettlementRecord& record, const SettlementStep& step,
                                const Outcome& outcome) {
    ports::SettlementChange change;
    change.no = record.no;
    change.from = record.state;
    change.to = step.to;
    change.event = std::string(name_of(outcome.event));
    change.reverse_was_remembered = record.facts.reverse_remembered;
    change.at = world.clock.now();
    change.answer = outcome.bill;
    if (outcome.bill) change.translations = outcome.bill->translations;
    change.error = outcome.error;
    change.differences = outcome.differences;
    change.alarm = outcome.alarm;
    change.visit_revision = outcome.visit_revision;
    change.release = outcome.release;
    return change;
}

}  // namespace

Result<ports::SettlementChange> change_of_step(const World& world, const SettlementRecord& record,
                                               const SettlementStep& step, const Outcome& outcome,
                                               const std::optional<ClearingDay>& original_day) {
    ports::SettlementChange change = move_of(world, record, step, outcome);
    const SettlementActions& actions = step.actions;
    if (actions.remember_reverse) change.reverse_remembered = true;
    if (step.to == SettlementState::reversing) {
        change.had_been_booked = record.state == SettlementState::booked;
        change.reverse_message = leg_message_id(world, "reverse", record.message);
    }
    if (actions.raise_alarm) change.alarm = fmt::format("late success of reversed settlement {}", record.id.text);
    if (actions.post) {
        const SettledBill& bill = bill_of(record, outcome);
        stamp_booking(world, change, record, bill);
        auto posted = add_postings(world, change, record, bill.split, Entry::booking, original_day);
        if (!posted) return fail(posted.error());
        change.take_lines = record.kind == SettlementKind::settle;
    }
    if (actions.cancel_original) {
        change.cancelled_original = record.cancels;
        change.free_lines = true;
    }
    if (actions.reinstate_original) change.reinstated_original = record.cancels;
    if (actions.counter_post) {
        auto posted = add_postings(world, change, record, record.answer.split, Entry::counter, original_day);
        if (!posted) return fail(posted.error());
    }
    if (step.to == SettlementState::reversed) change.free_lines = true;
    return change;
}

std::optional<SettledBill> answer_once_booked(SettlementRecord record, const SettlementStep& step,
                                              const Outcome& outcome, const ports::SettlementChange& change) {
    const bool is_yes = record.kind == SettlementKind::settle && step.to == SettlementState::booked &&
                        !step.actions.open_cancel && record.reverse_message.empty();
    if (!is_yes || !change.settled_at) return std::nullopt;
    record.answer = bill_of(record, outcome);
    record.answer.translations.clear();  // kept with the record
    record.state = step.to;
    record.settled_at = *change.settled_at;
    auto yes = answer_for(record);
    return yes ? std::optional(std::move(*yes)) : std::nullopt;
}

}  // namespace clearing::settlement
