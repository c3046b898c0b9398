#include "tests/support/memory_settlement_change.hpp"

#include "gateway/domain/laws.hpp"
#include "gateway/domain/prefund_exposure.hpp"
#include "tests/support/memory_reversal_orders.hpp"
#include "tests/support/memory_vouchers.hpp"

#include <algorithm>
#include <array>

namespace clearing::tests {
namespace {

using ports::SettlementChange;
using State = SettlementState;

struct Move {
    State from, to;
    bool operator==(const Move&) const = default;
};

/// settlement_move of V004: which moves exist at all.
constexpr std::array known_moves{
    Move{State::awaiting_answer, State::booked},    Move{State::awaiting_answer, State::refused},
    Move{State::awaiting_answer, State::not_sent},  Move{State::awaiting_answer, State::in_doubt},
    Move{State::awaiting_answer, State::reversing}, Move{State::awaiting_answer, State::reversed},
    Move{State::not_sent, State::awaiting_answer},  Move{State::not_sent, State::refused},
    Move{State::not_sent, State::reversed},         Move{State::in_doubt, State::booked},
    Move{State::in_doubt, State::refused},          Move{State::in_doubt, State::reversing},
    Move{State::booked, State::reversing},          Move{State::booked, State::cancelled},
    Move{State::reversing, State::reversed},        Move{State::reversing, State::booked},
    Move{State::reversed, State::reversing}};

bool is_known(Move move) {
    return move.from == move.to || std::ranges::find(known_moves, move) != known_moves.end();
}

Result<void> check_transfers(const std::vector<Transfer>& transfers) {
    for (const Transfer& transfer : transfers)
        if (transfer.debit == transfer.credit || transfer.amount.fen() <= 0)
            return refused_by_the_table("transfer_moves_something");
    return {};
}

void write_answer(MemoryBooks& books, MemoryWrite& write, SettlementRecord& record, const SettledBill& answer) {
    ++write.at(books.answers, record.no);
    record.answer = answer;
    record.answer.translations.clear();  // kept with the record
    if (!answer.settlement.empty()) record.their_id = answer.settlement;
    if (!answer.visit.empty()) record.their_visit = answer.visit;
}

void write_state(SettlementRecord& record, const SettlementChange& change) {
    record.state = change.to;
    append_notes(record.translations, change.translations);
    if (change.settled_at) record.settled_at = *change.settled_at;
    if (change.assigned_day) record.assigned_day = change.assigned_day;
    if (change.error)
        record.error = change.error;
    else if (change.to == State::booked || change.to == State::awaiting_answer)
        record.error.reset();
    if (change.reverse_remembered) record.facts.reverse_remembered = *change.reverse_remembered;
    if (change.had_been_booked) record.facts.had_been_booked = *change.had_been_booked;
    if (change.reverse_message) record.reverse_message = *change.reverse_message;
    record.changed_at = change.at;
}

void cancel_the_original(MemoryBooks& books, MemoryWrite& write, SettlementRecord& kept, Instant at) {
    SettlementRecord& original = write.changed(kept);
    original.state = State::cancelled;
    original.changed_at = at;
    write.append(books.moves,
                 {original.no, State::booked, State::cancelled, std::string(name_of(SettlementEvent::cancel_booked))});
}

/// A day whose lines are decided does not take the record in: it is carried (SETTLEMENT §3).
void carry_out_of_closed_day(MemoryBooks& books, MemoryWrite& write, const SettlementRecord& record, Instant at) {
    const DayKey key = day_key(record, *record.assigned_day);
    MemoryBooks::KeptDay& day = books.day_row(write, key, at);
    if (day.content_fixed) write.changed(day).carried.insert(record.key);
}

/// A closed day is immutable: what is decided after its close is posted on the pair's then open day.
Result<void> post(MemoryBooks& books, MemoryWrite& write, const SettlementRecord& record,
                  const SettlementChange& change) {
    const auto day = change.posting_day ? change.posting_day : record.assigned_day;
    if (!day) return fail(ErrorCode::internal_error, "postings without a day");
    DayKey key = day_key(record, *day);
    if (books.day_row(write, key, change.at).content_fixed)
        key.day = books.open_day(write, day_key(record, day->next()), change.at);
    for (const Transfer& transfer : change.transfers)
        write.append(books.ledger, MemoryBooks::Posting{
                                       key, transfer, record.no, {}, record.insurance_type, record.care, change.event});
    return {};
}

/// Whoever has checked a bill of it checks again.
void renew_visit(MemoryBooks& books, MemoryWrite& write, const SettlementRecord& record) {
    const auto visit = books.visits.find(record.visit_no);
    if (visit != books.visits.end()) ++write.changed(visit->second).revision;
}

/// Whether there were any.
bool take_lines(MemoryBooks& books, MemoryWrite& write, const SettlementRecord& record, Instant at, auto can_take) {
    if (!books.lines.contains(record.visit_no)) return false;
    bool taken = false;
    for (auto& line : write.at(books.lines, record.visit_no)) {
        const bool of_bill = record.care == CareSetting::inpatient || line.line.bill == record.bill.bill;
        if (!of_bill || !can_take(line, books.lines_until[record.no])) continue;
        line.settled_by = record.no;
        taken = true;
    }
    if (taken && record.direction == Direction::visitor && !books.upload_queue.contains(record.no))
        write.at(books.upload_queue, record.no) = {++books.last_number, at};
    return taken;
}

void free_lines(MemoryBooks& books, MemoryWrite& write, const SettlementRecord& of) {
    bool freed = false;
    if (books.lines.contains(of.visit_no))
        for (auto& line : write.at(books.lines, of.visit_no)) {
            if (line.settled_by != of.no || line.told) continue;
            line.settled_by.reset();
            // As if it were new: who asked before did not ask for it.
            line.free_since = ++books.last_number;
            freed = true;
        }
    if (freed) renew_visit(books, write, of);
    write.erase(books.upload_queue, of.no);
}

void write_findings(MemoryBooks& books, MemoryWrite& write, const SettlementChange& change) {
    for (const Difference& difference : change.differences)
        write.append(books.settlement_differences,
                     MemoryBooks::KeptDifference{difference, ++books.last_number, change.no});
    if (change.alarm) write.append(books.alarms, *change.alarm);
}

SettlementRecord* find_original(MemoryBooks& books, std::optional<SettlementNo> no) {
    const auto found = no ? books.records.find(*no) : books.records.end();
    return found == books.records.end() ? nullptr : &found->second;
}

/// A visitor's lines are the measure: those of its intent, none of them refunded since (decision 0011).
bool lines_differ(const MemoryBooks& books, const SettlementRecord& record) {
    Money sum;
    std::vector<LineId> of_intent, refunded;
    const auto lines = books.lines.find(record.visit_no);
    if (lines == books.lines.end()) return !record.answer.split.total.is_zero();
    for (const auto& line : lines->second) {
        const bool of_bill = record.care == CareSetting::inpatient || line.line.bill == record.bill.bill;
        if (line.removed || line.settled_by || !of_bill) continue;
        if (line.line_no > books.lines_until.at(record.no)) {
            refunded.push_back(line.line.refund_of);
            continue;
        }
        sum += line.line.amount;
        of_intent.push_back(line.line.id);
    }
    const auto is_of_intent = [&](const LineId& id) { return std::ranges::find(of_intent, id) != of_intent.end(); };
    return sum != record.answer.split.total || std::ranges::any_of(refunded, is_of_intent);
}

/// Another one of the same stay.
const SettlementRecord* open_one_of_stay(const MemoryBooks& books, const SettlementRecord& original) {
    if (original.care != CareSetting::inpatient) return nullptr;
    for (const auto& [no, other] : books.records) {
        const bool same_stay = other.kind == SettlementKind::settle && no != original.no &&
                               other.visit == original.visit && !other.visit.empty();
        if (same_stay && is_unresolved(other.state) && !books.reopened.contains(no)) return &other;
    }
    return nullptr;
}

Result<void> check_reinstatement(const MemoryBooks& books, const SettlementRecord& original) {
    if (const SettlementRecord* holder = other_holder_of_bill(books, original))
        return fail(Error{ErrorCode::already_settled, "another settlement has taken the bill", {}, holder->id.text});
    if (const SettlementRecord* open = open_one_of_stay(books, original))
        return fail(Error{ErrorCode::already_settled, "a settlement of the stay is under way", {}, open->id.text});
    if (original.direction == Direction::visitor && lines_differ(books, original)) return fail(ErrorCode::bill_changed);
    return {};
}

void reinstate(MemoryBooks& books, MemoryWrite& write, SettlementRecord& kept, Instant at) {
    SettlementRecord& original = write.changed(kept);
    original.state = State::booked;
    original.changed_at = at;
    write.append(books.moves, {original.no, State::cancelled, State::booked,
                               std::string(name_of(SettlementEvent::cancel_reversing))});
    renew_visit(books, write, original);
    // Its own lines are those of its intent, whenever they came free since.
    take_lines(books, write, original, at,
               [](const auto& line, long long last) { return line.is_free() && line.line_no <= last; });
}

Result<void> check_order_to_release(const MemoryBooks& books, const ports::ReversalRelease& release) {
    const Result<ReversalOrder> order = reversal_order_in(books, release.order);
    if (!order) return fail(order.error());
    return check_release(*order, release.signature.by);
}

const SettlementRecord* open_cancel_of(const MemoryBooks& books, SettlementNo original) {
    for (const auto& [no, cancel] : books.records)
        if (cancel.cancels == original && is_unresolved(cancel.state) && !books.reopened.contains(no)) return &cancel;
    return nullptr;
}

/// Whether the change may be made; nothing to say when it was decided from something that is so no longer.
Result<bool> may_apply(const MemoryBooks& books, const SettlementRecord& record, const SettlementRecord* original,
                       const SettlementChange& change) {
    if (change.release)
        if (auto released = check_order_to_release(books, *change.release); !released) return fail(released.error());
    if (record.state != change.from) return false;
    if (change.cancelled_original && (original == nullptr || original->state != State::booked)) return false;
    if (change.reinstated_original && (original == nullptr || original->state != State::cancelled)) return false;
    if (record.facts.reverse_remembered != change.reverse_was_remembered) return false;
    if (change.decided_from && change.decided_from->changed_at != record.changed_at) return false;
    const bool reverses_booked = change.from == State::booked && change.to == State::reversing;
    if (reverses_booked && !books.seen(record).facts.day_open) return false;
    if (reverses_booked)
        if (const SettlementRecord* cancel = open_cancel_of(books, record.no))
            return fail(Error{ErrorCode::cancel_in_doubt, "a cancel of it is under way", {}, cancel->id.text});
    const bool is_taken_up_again = change.from == State::not_sent && change.to == State::awaiting_answer;
    if (is_taken_up_again && record.cancels && books.records.at(*record.cancels).state != State::booked) return false;
    if (change.visit_revision) {
        const auto visit = books.visits.find(record.visit_no);
        if (visit == books.visits.end() || visit->second.revision != *change.visit_revision)
            return fail(ErrorCode::busy, "the visit and its lines were changed meanwhile");
    }
    if (change.reinstated_original)
        if (auto free = check_reinstatement(books, *original); !free) return fail(free.error());
    if (!holds_bill(change.from) && holds_bill(change.to) && change.from != State::reversed)
        if (const SettlementRecord* holder = other_holder_of_bill(books, record))
            return fail(
                Error{ErrorCode::already_settled, "another settlement has taken the bill", {}, holder->id.text});
    if (!is_known({change.from, change.to})) return refused_by_the_table("known_moves_only");
    if (auto sound = check_transfers(change.transfers); !sound) return fail(sound.error());
    return true;
}

}  // namespace

Result<void> check_table_laws(const MemoryBooks& books, const SettlementRecord& record) {
    const bool is_settle = record.kind == SettlementKind::settle;
    const bool counts = record.state == State::booked || record.state == State::cancelled;
    const PaymentSplit& split = record.answer.split;
    if (counts && is_settle) {
        if (check_law_a(split)) return refused_by_the_table("settlement_law_a");
        if (check_law_b(split)) return refused_by_the_table("settlement_law_b");
        if (check_law_d(split)) return refused_by_the_table("settlement_law_d");
        if (split.account < split.mutual_aid) return refused_by_the_table("settlement_mutual_aid_is_account");
    }
    if (counts && !books.answers.contains(record.no)) return refused_by_the_table("settlement_booked_has_an_answer");
    const bool needs_original = !is_settle && record.state != State::refused && record.state != State::reversed;
    if (needs_original && !record.cancels) return refused_by_the_table("settlement_cancel_names_its_original");
    if (record.cancels && !books.records.contains(*record.cancels))
        return refused_by_the_table("settlement_cancels_fkey");
    if (record.visit_no.value != 0 && !books.visits.contains(record.visit_no))
        return refused_by_the_table("settlement_visit_no_fkey");
    return {};
}

const SettlementRecord* other_holder_of_bill(const MemoryBooks& books, const SettlementRecord& record) {
    for (const auto& [no, other] : books.records) {
        if (other.kind != record.kind || no == record.no || !holds_bill(other.state) || books.reopened.contains(no))
            continue;
        const bool same = record.kind == SettlementKind::settle
                              ? other.bill == record.bill
                              : record.cancels.has_value() && other.cancels == record.cancels;
        if (same) return &other;
    }
    return nullptr;
}

Result<std::optional<SettlementRecord>> apply_change(MemoryBooks& books, MemoryWrite& write,
                                                     const SettlementChange& change) {
    const auto found = books.records.find(change.no);
    if (found == books.records.end()) return std::nullopt;
    SettlementRecord* original =
        find_original(books, change.cancelled_original ? change.cancelled_original : change.reinstated_original);
    const Result<bool> allowed = may_apply(books, found->second, original, change);
    if (!allowed) return fail(allowed.error());
    if (!*allowed) return std::nullopt;

    // After this point only the table's own laws can refuse it.
    SettlementRecord& record = write.changed(found->second);
    const Money reserved_before = reserved_by(record);
    if (change.answer) write_answer(books, write, record, *change.answer);
    if (auto sound = check_table_laws(books, record); !sound) return fail(sound.error());
    if (change.from == State::reversed && change.to != State::reversed) write.changed(books.reopened).insert(change.no);
    write_state(record, change);
    if (auto sound = check_table_laws(books, record); !sound) return fail(sound.error());
    write.append(books.moves, {change.no, change.from, change.to, change.event});
    if (change.release) {
        write.at(books.reversal_orders, change.release->order).released = change.release->signature;
        write.append(books.audited, change.release->audit);
    }
    if (change.cancelled_original) cancel_the_original(books, write, *original, change.at);
    if (change.reinstated_original) reinstate(books, write, *original, change.at);
    if (original != nullptr)
        if (auto moved = move_adjustments(books, write, original->no, change.cancelled_original.has_value(),
                                          "cancel " + record.id.text, change.at);
            !moved)
            return fail(moved.error());
    if (change.from == State::reversing && change.to == State::reversed)
        if (auto moved = move_adjustments(books, write, record.no, true, "reversal " + record.id.text, change.at);
            !moved)
            return fail(moved.error());
    if (change.assigned_day) carry_out_of_closed_day(books, write, record, change.at);
    if (!change.transfers.empty())
        if (auto posted = post(books, write, record, change); !posted) return fail(posted.error());
    const bool is_sent_again = change.from == State::not_sent && change.to == State::awaiting_answer;
    if (is_sent_again) write.at(books.lines_until, record.no) = books.last_number;
    if (change.visit_revision) renew_visit(books, write, record);
    // One that was reversed and turns out to stand after all takes what it had let go itself.
    const auto was_free = [is_reopened = books.reopened.contains(record.no)](const auto& line, long long last) {
        return line.is_free() && line.line_no <= last && (is_reopened || line.free_since <= last);
    };
    const bool took_lines = change.take_lines && take_lines(books, write, record, change.at, was_free);
    if (took_lines && record.care == CareSetting::inpatient) renew_visit(books, write, record);
    if (change.free_lines) free_lines(books, write, change.cancelled_original ? *original : record);
    write_findings(books, write, change);
    const Money exposed = reserved_by(record) - reserved_before + unpaid_change(record.direction, change.transfers);
    books.change_prefund(write, {record.counterparty, record.direction}, exposed, {}, change.at);
    if (change.reply) books.messages.keep_answer(write, change.reply->to, change.reply->answer);
    return books.seen(record);
}

}  // namespace clearing::tests
