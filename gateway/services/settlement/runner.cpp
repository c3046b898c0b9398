#include "gateway/services/settlement/runner.hpp"

#include "gateway/services/settlement/change_of_step.hpp"
#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/own_cancel.hpp"
#include "gateway/services/settlement/wording.hpp"

#include <algorithm>

namespace clearing::settlement {
namespace {

constexpr int decide_again_at_most = 8;

/// The table of SETTLEMENT §2, with what policy says today of this record. We never cancel a resident's settlement: the
/// treatment side is told what stands and sends the cancel itself.
std::optional<SettlementStep> decide(const World& world, const SettlementRecord& record, SettlementEvent event) {
    SettlementFacts facts = record.facts;
    if (record.kind == SettlementKind::cancel) facts.cancel_reversible = may_reverse_cancel(world, record);
    std::optional<SettlementStep> step = next_step(record.kind, record.state, event, facts);
    if (step && record.direction == Direction::resident_away) step->actions.open_cancel = false;
    return step;
}

bool knows_its_amounts(const SettlementRecord& record) {
    return !record.answer.split.total.is_zero();
}

awaitable<Result<std::optional<SettlementRecord>>> original_of(const World& world, const SettlementRecord& record) {
    if (!record.cancels) co_return std::optional<SettlementRecord>{};
    co_return co_await world.settlements.find(*record.cancels);
}

/// Of a cancel whose step posts.
awaitable<Result<std::optional<ClearingDay>>> day_of_what_it_cancels(const World& world, const SettlementRecord& record,
                                                                     const SettlementActions& actions) {
    if (!actions.post && !actions.counter_post) co_return std::optional<ClearingDay>{};
    auto original = co_await original_of(world, record);
    if (!original) co_return fail(original.error());
    co_return *original ? (*original)->assigned_day : std::nullopt;
}

/// National: resolved only now, with a setl_time in a day that is closed: it clears in our open day, and the difference
/// of days is shown (SETTLEMENT §3).
awaitable<Result<void>> note_closed_day(const World& world, const SettlementRecord& record,
                                        ports::SettlementChange& change) {
    if (!change.assigned_day || record.assigned_day) co_return Result<void>{};
    DayKey key = day_key(record, *change.assigned_day);
    auto day = co_await world.days.find(std::move(key));
    if (!day) co_return fail(day.error());
    if (*day && (*day)->state != DayState::open)
        change.differences.push_back({DifferenceKind::day, record.key, local_date(world.clock.now()).to_text(),
                                      change.assigned_day->to_text(), "setl_time lies in a closed day"});
    co_return Result<void>{};
}

/// An answer that was asked for again says less than the lost one would have: the person stands in the visit, the rest
/// in the record. The hospital gets the same answer either way.
awaitable<Result<void>> complete_bill(const World& world, const SettlementRecord& record, SettledBill& bill) {
    if (bill.insurance_type.empty()) bill.insurance_type = record.insurance_type;
    if (bill.med_type.empty()) bill.med_type = record.med_type;
    for (const CarriedField& field : record.answer.carried) {
        const bool answered = std::ranges::find(bill.carried, field.key, &CarriedField::key) != bill.carried.end();
        if (is_desk_information(field) && !answered) bill.carried.push_back(field);
    }
    if (!bill.person.number.empty()) co_return Result<void>{};
    auto visit = co_await world.visits.find(record.visit);
    if (!visit) co_return fail(visit.error());
    if (*visit) bill.person = std::move((*visit)->person);
    co_return Result<void>{};
}

}  // namespace

bool may_reverse_cancel(const World& world, const SettlementRecord& cancel) {
    return world.tables->filings->may_reverse_cancel({cancel.direction, cancel.platform, cancel.treatment_division,
                                                      cancel.insured_division, local_date(world.clock.now())});
}

awaitable<Result<Runner::Applied>> Runner::apply(SettlementRecord record, const Outcome& outcome, Reply* reply) {
    for (int attempt = 0; attempt < decide_again_at_most; ++attempt) {
        const std::optional<SettlementStep> step = decide(world_, record, outcome.event);
        if (!step) co_return Applied{std::move(record), std::nullopt};
        auto original_day = co_await day_of_what_it_cancels(world_, record, step->actions);
        if (!original_day) co_return fail(original_day.error());
        auto change = change_of_step(world_, record, *step, outcome, *original_day);
        if (!change) co_return fail(change.error());
        auto late = co_await note_closed_day(world_, record, *change);
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

awaitable<Result<SettlementRecord>> Runner::carry_out(SettlementRecord record, Outcome outcome, Reply* reply) {
    if (outcome.bill && record.kind == SettlementKind::settle) {
        auto complete = co_await complete_bill(world_, record, *outcome.bill);
        if (!complete) co_return fail(complete.error());
    }
    auto applied = co_await apply(std::move(record), outcome, reply);
    if (!applied) co_return fail(applied.error());
    if (!applied->actions) co_return std::move(applied->record);
    if (applied->actions->send_reverse) co_return co_await reverse_once(std::move(applied->record));
    if (applied->actions->open_cancel) {
        SettlementRecord original = applied->record;
        auto cancel = co_await cancel_ourselves(*this, std::move(original));
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
    auto named = co_await with_person_number(world_, record, std::move(leg));
    if (!named) co_return fail(named.error());
    std::string reason = record.error ? stable_code(record.error->code) : "outcome unknown";
    auto answer = co_await answerer->side->reverse(std::move(*named), std::move(reason));
    if (!answer) co_return record;
    const bool undone = *answer == ReverseResult::reversed || *answer == ReverseResult::fenced;
    if (undone) {
        Outcome confirmed{SettlementEvent::reverse_confirmed, {}, {}, {}};
        co_return co_await carry_out(std::move(record), std::move(confirmed));
    }
    auto informed = co_await learn_what_was_booked(std::move(record));
    if (!informed) co_return fail(informed.error());
    // Booking an answer that does not balance is never right: it stays reversing, listed, until the other side undoes
    // it after all, or states amounts that balance.
    if (!knows_its_amounts(*informed) || !balance_breaches(informed->answer.split).empty()) co_return informed;
    Outcome too_late{SettlementEvent::reverse_too_late, informed->answer, {}, {}};
    co_return co_await carry_out(std::move(*informed), std::move(too_late));
}

awaitable<Result<SettlementRecord>> Runner::learn_what_was_booked(SettlementRecord record) {
    if (knows_its_amounts(record)) co_return record;
    auto original = co_await original_of(world_, record);
    if (!original) co_return fail(original.error());
    auto answerer = answerer_of(world_, record.platform, record.direction);
    if (!answerer) co_return record;
    ports::LegOfSettlement leg =
        leg_of_own_accord(record, MessageId(world_.randomness.letters(30)), &ports::AnswerTimes::query);
    auto named = co_await with_person_number(world_, record, std::move(leg));
    if (!named) co_return fail(named.error());
    auto answer = co_await answerer->side->query(std::move(*named));
    const bool is_told = answer && answer->bill;
    if (is_told) {
        Wording wording = wording_of_answerer(world_, record.platform, record.direction);
        record.answer = wording.answer_into_books(std::move(*answer->bill), local_date(world_.clock.now()));
    }
    // A national visitor's cancel is listed under the platform's id, on the day of the platform's setl_time.
    const bool only_they_know = record.direction == Direction::visitor && !answerer->is_between_gateways();
    if (*original && (is_told || !only_they_know)) {
        // The negative is taken from what we booked (SETTLEMENT §5).
        if (!is_told) record.answer = (*original)->answer;
        if (!is_told) record.answer.settlement = record.their_id;
        record.answer.split = (*original)->answer.split.negated();
    }
    co_return record;
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
