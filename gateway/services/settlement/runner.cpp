#include "gateway/services/settlement/runner.hpp"

#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/opening.hpp"
#include "gateway/services/settlement/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::settlement {
namespace {

constexpr int decide_again_at_most = 8;
constexpr int own_cancels_at_most = 16;

/// The bill a step's postings are made of: what just came, or what the record already holds.
const SettledBill& bill_of(const SettlementRecord& record, const Outcome& outcome) {
    return outcome.bill ? *outcome.bill : record.answer;
}

const PeerName ourselves("gateway");

/// The table of SETTLEMENT §2, with what policy says today of this record. We never cancel a resident's settlement: the
/// treatment side is told what stands and sends the cancel itself.
std::optional<SettlementStep> decide(const World& world, const SettlementRecord& record, SettlementEvent event) {
    SettlementFacts facts = record.facts;
    if (record.kind == SettlementKind::cancel) facts.cancel_reversible = may_reverse_cancel(world, record);
    std::optional<SettlementStep> step = next_step(record.kind, record.state, event, facts);
    if (step && record.direction == Direction::resident_away) step->actions.open_cancel = false;
    return step;
}

/// Our own cancels are numbered: a reversed one is spent, and the undo is still owed.
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

bool knows_its_amounts(const SettlementRecord& record) {
    return !record.answer.split.total.is_zero();
}

/// The yes that the asker of a settlement gets once it is booked so. Nothing: he is told something else.
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

}  // namespace

bool may_reverse_cancel(const World& world, const SettlementRecord& cancel) {
    return world.tables->filings->may_reverse_cancel({cancel.direction, cancel.platform, cancel.treatment_division,
                                                      cancel.insured_division, local_date(world.clock.now())});
}

bool is_own_cancel(const SettlementRecord& record) {
    return record.kind == SettlementKind::cancel && record.message.peer == ourselves && record.cancels.has_value();
}

bool is_spent(const SettlementRecord& cancel) {
    if (cancel.state == SettlementState::reversed) return true;
    const bool stands_there = cancel.error && class_of(cancel.error->code) == ErrorClass::refused &&
                              cancel.error->code != ErrorCode::clearing_day_closed;
    return cancel.state == SettlementState::refused && !stands_there;
}

std::string settled_at_in(ClearingDay day, Instant now) {
    if (local_date(now) == day.date) return to_local_time(now);
    return day.to_text() + (day.date < local_date(now) ? " 23:59:59" : " 00:00:00");
}

void Runner::stamp_booking(ports::SettlementChange& change, const SettlementRecord& record,
                           const SettledBill& bill) const {
    const ports::Platform* platform = world_.other_sides.platform(record.platform);
    const bool by_intent = platform == nullptr || platform->day_rule == DayRule::treatment_side_at_intent;
    if (by_intent) {
        const ClearingDay day = record.assigned_day.value_or(ClearingDay{local_date(world_.clock.now())});
        change.settled_at = settled_at_in(day, world_.clock.now());
        change.assigned_day = day;
        return;
    }
    // National: the answerer's setl_time is the day; a visitor's is passed on unchanged, a resident's is stamped by us.
    auto answered = parse_local_time(bill.settled_at);
    const bool ours = record.direction == Direction::resident_away || !answered;
    change.settled_at = ours ? to_local_time(world_.clock.now()) : bill.settled_at;
    change.assigned_day = ClearingDay{local_date(ours ? world_.clock.now() : *answered)};
}

Result<void> Runner::add_postings(ports::SettlementChange& change, const SettlementRecord& record,
                                  const PaymentSplit& split, bool counter,
                                  const std::optional<ClearingDay>& original_day) const {
    const std::optional<ClearingDay> day = change.assigned_day ? change.assigned_day : record.assigned_day;
    if (!day) return fail(ErrorCode::internal_error, "a posting without a clearing day");
    // A cancel takes back what its original posted: by the agreement of the original's day (SETTLEMENT §5).
    const Date agreed_on = original_day ? original_day->date : day->date;
    auto formula = world_.tables->router->formula(record.platform, record.counterparty, agreed_on);
    if (!formula) return fail(formula.error());
    change.posting_day = day;
    change.transfers = counter ? counter_postings(record.direction, split, *formula)
                               : postings_of_booking(record.direction, split, *formula);
    return {};
}

Result<ports::SettlementChange> Runner::change_for(const SettlementRecord& record, const SettlementStep& step,
                                                   const Outcome& outcome,
                                                   const std::optional<ClearingDay>& original_day) const {
    ports::SettlementChange change;
    change.no = record.no;
    change.from = record.state;
    change.to = step.to;
    change.event = std::string(name_of(outcome.event));
    change.reverse_was_remembered = record.facts.reverse_remembered;
    change.at = world_.clock.now();
    change.answer = outcome.bill;
    if (outcome.bill) change.translations = outcome.bill->translations;
    change.error = outcome.error;
    change.differences = outcome.differences;
    change.alarm = outcome.alarm;
    change.visit_revision = outcome.visit_revision;
    const SettlementActions& actions = step.actions;
    if (actions.remember_reverse) change.reverse_remembered = true;
    if (step.to == SettlementState::reversing) {
        change.had_been_booked = record.state == SettlementState::booked;
        change.reverse_message = leg_message_id(world_, "reverse", record.message);
    }
    if (actions.raise_alarm) change.alarm = fmt::format("late success of reversed settlement {}", record.id.text);
    if (actions.post) {
        const SettledBill& bill = bill_of(record, outcome);
        stamp_booking(change, record, bill);
        if (auto posted = add_postings(change, record, bill.split, false, original_day); !posted)
            return fail(posted.error());
        change.take_lines = record.kind == SettlementKind::settle;
    }
    if (actions.cancel_original) {
        change.cancelled_original = record.cancels;
        change.free_lines = true;
    }
    if (actions.reinstate_original) change.reinstated_original = record.cancels;
    if (actions.counter_post) {
        if (auto posted = add_postings(change, record, record.answer.split, true, original_day); !posted)
            return fail(posted.error());
    }
    if (step.to == SettlementState::reversed) change.free_lines = true;
    return change;
}

/// National: resolved only now, with a setl_time in a day that is closed: it clears in our open day, and the difference
/// of days is shown (SETTLEMENT §3).
awaitable<Result<void>> Runner::note_closed_day(const SettlementRecord& record, ports::SettlementChange& change) {
    if (!change.assigned_day || record.assigned_day) co_return Result<void>{};
    DayKey key{record.platform, record.counterparty, record.direction, *change.assigned_day};
    auto day = co_await world_.days.find(std::move(key));
    if (!day) co_return fail(day.error());
    if (*day && (*day)->state != DayState::open)
        change.differences.push_back({DifferenceKind::day, record.key, local_date(world_.clock.now()).to_text(),
                                      change.assigned_day->to_text(), "setl_time lies in a closed day"});
    co_return Result<void>{};
}

awaitable<Result<Runner::Applied>> Runner::apply(SettlementRecord record, const Outcome& outcome, Reply* reply) {
    for (int attempt = 0; attempt < decide_again_at_most; ++attempt) {
        const std::optional<SettlementStep> step = decide(world_, record, outcome.event);
        if (!step) co_return Applied{std::move(record), std::nullopt};
        std::optional<ClearingDay> original_day;
        if (record.cancels && (step->actions.post || step->actions.counter_post)) {
            auto original = co_await original_of(record);
            if (!original) co_return fail(original.error());
            if (*original) original_day = (*original)->assigned_day;
        }
        auto change = change_for(record, *step, outcome, original_day);
        if (!change) co_return fail(change.error());
        auto late = co_await note_closed_day(record, *change);
        if (!late) co_return fail(late.error());
        std::optional<std::string> words;
        if (reply != nullptr) {
            if (const auto yes = answer_once_booked(record, *step, outcome, *change)) {
                words = reply->in_words(*yes);
                change->reply = {reply->to, {*words, "0", true, world_.clock.now()}};
            }
        }
        change->decided_from = record;
        // After this point the record moves, or somebody else moved it.
        auto applied = co_await world_.settlements.apply(std::move(*change));
        if (!applied) co_return fail(applied.error());
        if (*applied) {
            if (reply != nullptr) reply->kept = std::move(words);
            co_return Applied{std::move(**applied), step->actions};
        }
        auto present = co_await world_.settlements.find(record.no);
        if (!present) co_return fail(present.error());
        if (!*present) co_return fail(ErrorCode::internal_error, "a settlement record vanished");
        record = std::move(**present);
    }
    co_return fail(ErrorCode::conflict, "the record kept moving");
}

/// An answer that was asked for again says less than the lost one would have: the person stands in the visit, the rest
/// in the record. The hospital gets the same answer either way.
awaitable<Result<void>> Runner::complete_bill(const SettlementRecord& record, SettledBill& bill) {
    if (bill.insurance_type.empty()) bill.insurance_type = record.insurance_type;
    if (bill.med_type.empty()) bill.med_type = record.med_type;
    for (const CarriedField& field : record.answer.carried) {
        const bool answered = std::ranges::find(bill.carried, field.key, &CarriedField::key) != bill.carried.end();
        if (is_desk_information(field) && !answered) bill.carried.push_back(field);
    }
    if (!bill.person.number.empty()) co_return Result<void>{};
    auto visit = co_await world_.visits.find(record.visit);
    if (!visit) co_return fail(visit.error());
    if (*visit) bill.person = std::move((*visit)->person);
    co_return Result<void>{};
}

awaitable<Result<SettlementRecord>> Runner::carry_out(SettlementRecord record, Outcome outcome, Reply* reply) {
    if (outcome.bill && record.kind == SettlementKind::settle) {
        auto complete = co_await complete_bill(record, *outcome.bill);
        if (!complete) co_return fail(complete.error());
    }
    auto applied = co_await apply(std::move(record), outcome, reply);
    if (!applied) co_return fail(applied.error());
    if (!applied->actions) co_return std::move(applied->record);
    if (applied->actions->send_reverse) co_return co_await reverse_once(std::move(applied->record));
    if (applied->actions->open_cancel) {
        SettlementRecord original = applied->record;
        auto cancel = co_await cancel_ourselves(std::move(original));
        if (!cancel) co_return fail(cancel.error());
        auto present = co_await world_.settlements.find(applied->record.no);
        if (!present) co_return fail(present.error());
        if (*present) co_return std::move(**present);
    }
    co_return std::move(applied->record);
}

awaitable<Result<Runner::TakenUp>> Runner::take_up_again(SettlementRecord record, std::optional<int> visit_revision) {
    Outcome again{SettlementEvent::same_message_again, {}, {}, {}};
    again.visit_revision = visit_revision;
    auto applied = co_await apply(std::move(record), again);
    if (!applied) co_return fail(applied.error());
    const bool by_us = applied->actions.has_value();
    co_return TakenUp{std::move(applied->record), by_us};
}

ports::LegOfSettlement Runner::leg_of_own_accord(const SettlementRecord& record, MessageId message,
                                                 TimeFor time) const {
    ports::LegOfSettlement leg = leg_about(world_, record, std::move(message), time);
    if (answer_by_) leg.leg.deadline = std::min(leg.leg.deadline, *answer_by_ - world_.limits.answer_margin);
    return leg;
}

awaitable<Result<SettlementRecord>> Runner::reverse_once(SettlementRecord record) {
    auto answerer = answerer_of(world_, record.platform, record.direction);
    if (!answerer) co_return record;  // reversing stays; listed with the in-doubt
    ports::LegOfSettlement leg =
        leg_of_own_accord(record, leg_message_id(world_, "reverse", record.message), &ports::AnswerTimes::reverse);
    auto person = co_await person_number_of(world_, record);
    if (!person) co_return fail(person.error());
    leg.person_number = std::move(*person);
    std::string reason = record.error ? stable_code(record.error->code) : "outcome unknown";
    auto answer = co_await answerer->side->reverse(std::move(leg), std::move(reason));
    if (!answer) co_return record;
    const bool undone = *answer == ReverseResult::reversed || *answer == ReverseResult::fenced;
    if (undone) {
        Outcome confirmed{SettlementEvent::reverse_confirmed, {}, {}, {}};
        co_return co_await carry_out(std::move(record), std::move(confirmed));
    }
    auto informed = co_await learn_what_was_booked(std::move(record));
    if (!informed) co_return fail(informed.error());
    // Booking an answer that does not balance is never right: it stays reversing, listed, for two persons to order.
    if (!knows_its_amounts(*informed) || !balance_breaches(informed->answer.split).empty()) co_return informed;
    Outcome too_late{SettlementEvent::reverse_too_late, informed->answer, {}, {}};
    co_return co_await carry_out(std::move(*informed), std::move(too_late));
}

awaitable<Result<SettlementRecord>> Runner::learn_what_was_booked(SettlementRecord record) {
    if (knows_its_amounts(record)) co_return record;
    auto original = co_await original_of(record);
    if (!original) co_return fail(original.error());
    auto answerer = answerer_of(world_, record.platform, record.direction);
    if (!answerer) co_return record;
    ports::LegOfSettlement leg =
        leg_of_own_accord(record, MessageId(world_.randomness.letters(30)), &ports::AnswerTimes::query);
    auto person = co_await person_number_of(world_, record);
    if (!person) co_return fail(person.error());
    leg.person_number = std::move(*person);
    auto answer = co_await answerer->side->query(std::move(leg));
    const bool is_told = answer && answer->bill;
    if (is_told) {
        Wording wording = wording_of_answerer(world_, record.platform, record.direction);
        record.answer = wording.answer_into_books(std::move(*answer->bill), local_date(world_.clock.now()));
    }
    // A national visitor's cancel is listed under the platform's id, on the day of the platform's setl_time.
    const bool only_they_know =
        record.direction == Direction::visitor && answerer->platform->day_rule == DayRule::answerer_by_setl_time;
    if (*original && (is_told || !only_they_know)) {
        // The negative is taken from what we booked (SETTLEMENT §5).
        if (!is_told) record.answer = (*original)->answer;
        if (!is_told) record.answer.settlement = record.their_id;
        record.answer.split = (*original)->answer.split.negated();
    }
    co_return record;
}

awaitable<Result<std::optional<SettlementRecord>>> Runner::original_of(SettlementRecord record) {
    if (!record.cancels) co_return std::optional<SettlementRecord>{};
    co_return co_await world_.settlements.find(*record.cancels);
}

awaitable<Result<SettlementRecord>> Runner::cancel_ourselves(SettlementRecord original) {
    const ports::Platform* platform = world_.other_sides.platform(original.platform);
    const bool day_from_open_day = day_by_intent(platform) && original.direction == Direction::visitor;
    for (int number = 1; number <= own_cancels_at_most; ++number) {
        SettlementRecord cancel = own_cancel_of(world_, original, own_cancel_message(original, number));
        auto opened = co_await world_.settlements.open(std::move(cancel), day_from_open_day);
        if (!opened) co_return fail(opened.error());
        SettlementRecord found = std::move(opened->record);
        if (opened->kind == ports::Opened::Kind::accepted)
            co_return co_await send_own_cancel(std::move(found), std::move(original));
        // Or it is not booked any more: there is nothing to cancel.
        const bool nothing_to_do =
            opened->kind == ports::Opened::Kind::bill_taken || opened->kind == ports::Opened::Kind::original_moved;
        if (nothing_to_do) co_return found;
        if (found.state == SettlementState::not_sent) {
            auto taken = co_await take_up_again(std::move(found));
            if (!taken) co_return fail(taken.error());
            if (!taken->by_us) co_return std::move(taken->record);
            co_return co_await send_own_cancel(std::move(taken->record), std::move(original));
        }
        if (!is_spent(found)) co_return found;
    }
    co_return fail(Error{ErrorCode::conflict, "the cancel came to nothing again and again", {}, original.id.text});
}

awaitable<Result<SettlementRecord>> Runner::send_own_cancel(SettlementRecord cancel, SettlementRecord original) {
    ports::LegOfSettlement leg = leg_of_own_accord(cancel, cancel.our_message, &ports::AnswerTimes::cancel);
    leg.original_message = original.our_message;
    leg.original_infno = original.infno;
    leg.their_settlement = original.their_id;
    leg.original_key = original.key;
    leg.leg.institution = institution_of(world_, original);
    co_return co_await send_cancel(std::move(cancel), std::move(original), std::move(leg));
}

awaitable<Result<SettlementRecord>> Runner::send_cancel(SettlementRecord cancel, SettlementRecord original,
                                                        ports::LegOfSettlement leg) {
    auto answerer = answerer_of(world_, cancel.platform, cancel.direction);
    if (!answerer) {
        Outcome nothing_sent{SettlementEvent::nothing_sent, {}, answerer.error(), {}};
        co_return co_await carry_out(std::move(cancel), std::move(nothing_sent));
    }
    auto answer = co_await answerer->side->cancel(std::move(leg), original);
    if (answer) {
        // The original's codes are the original's, by the rows of its own date.
        const auto settled = parse_local_time(original.settled_at);
        const Date on = local_date(settled ? *settled : world_.clock.now());
        Wording wording = wording_of_answerer(world_, cancel.platform, cancel.direction);
        *answer = wording.answer_into_books(std::move(*answer), on);
    }
    Outcome outcome = outcome_of_cancel(std::move(answer), original);
    co_return co_await carry_out(std::move(cancel), std::move(outcome));
}

}  // namespace clearing::settlement
