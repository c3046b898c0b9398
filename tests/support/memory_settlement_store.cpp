#include "tests/support/memory_settlement_store.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;
using ports::Opened;
using ports::SettlementChange;
using State = SettlementState;

const SettlementRecord* MemorySettlementStore::same_message(const SettlementRecord& record) const {
    for (const auto& [no, other] : books_.records) {
        const bool same_key =
            !record.key.settlement.empty() && other.key == record.key && other.direction == record.direction;
        if (other.message == record.message || other.id == record.id || same_key) return &other;
    }
    return nullptr;
}

const SettlementRecord* MemorySettlementStore::holder_of_bill(const SettlementRecord& record) const {
    for (const auto& [no, other] : books_.records) {
        if (other.kind != record.kind || no == record.no || !holds_bill(other.state) || books_.reopened.contains(no))
            continue;
        const bool same =
            record.kind == SettlementKind::settle ? other.bill == record.bill : other.cancels == record.cancels;
        if (same) return &other;
    }
    return nullptr;
}

Opened MemorySettlementStore::insert(SettlementRecord record, std::string event) {
    record.no = SettlementNo(++books_.last_number);
    books_.lines_until[record.no] = books_.last_number;
    books_.moves.push_back({record.no, std::nullopt, record.state, std::move(event)});
    books_.records[record.no] = record;
    return {Opened::Kind::accepted, books_.seen(std::move(record))};
}

Result<void> MemorySettlementStore::write_failure() {
    if (books_.unavailable) return fail(store_failure());
    if (books_.writes_until_failure < 0) return {};
    if (books_.writes_until_failure-- == 0) return fail(store_failure());
    return {};
}

awaitable<Result<Opened>> MemorySettlementStore::open(SettlementRecord record, bool day_from_open_day) {
    if (auto failing = write_failure(); !failing) co_return fail(failing.error());
    if (const SettlementRecord* other = same_message(record))
        co_return Opened{Opened::Kind::same_message, books_.seen(*other)};
    if (const SettlementRecord* other = holder_of_bill(record))
        co_return Opened{Opened::Kind::bill_taken, books_.seen(*other)};
    if (day_from_open_day) {
        const ClearingDay today{local_date(record.opened_at)};
        record.assigned_day = books_.open_day(books_.day_key(record, today), today);
    } else if (record.assigned_day) {
        const auto* day = books_.find_day(books_.day_key(record, *record.assigned_day));
        if (day != nullptr && day->day.state != DayState::open)
            co_return fail(ErrorCode::clearing_day_closed, "the day is closed");
    }
    record.state = State::awaiting_answer;
    co_return insert(std::move(record), "accepted");
}

awaitable<Result<Opened>> MemorySettlementStore::open_refused(SettlementRecord record) {
    if (auto failing = write_failure(); !failing) co_return fail(failing.error());
    if (const SettlementRecord* other = same_message(record))
        co_return Opened{Opened::Kind::same_message, books_.seen(*other)};
    record.state = State::refused;
    co_return insert(std::move(record), "refused_at_once");
}

awaitable<Result<Opened>> MemorySettlementStore::open_fence(SettlementRecord record) {
    if (auto failing = write_failure(); !failing) co_return fail(failing.error());
    if (const SettlementRecord* other = same_message(record))
        co_return Opened{Opened::Kind::same_message, books_.seen(*other)};
    record.state = State::reversed;
    co_return insert(std::move(record), "fenced");
}

awaitable<Result<std::optional<SettlementRecord>>> MemorySettlementStore::apply(SettlementChange change) {
    if (auto failing = write_failure(); !failing) co_return fail(failing.error());
    const auto found = books_.records.find(change.no);
    if (found == books_.records.end() || found->second.state != change.from) co_return std::nullopt;
    SettlementRecord& record = found->second;
    if (record.facts.reverse_remembered != change.reverse_was_remembered) co_return std::nullopt;
    SettlementRecord* original = nullptr;
    if (change.cancelled_original) {
        original = &books_.records.at(*change.cancelled_original);
        if (original->state != State::booked) co_return std::nullopt;
    }
    SettlementRecord* reinstated = nullptr;
    if (change.reinstated_original) {
        reinstated = &books_.records.at(*change.reinstated_original);
        if (reinstated->state != State::cancelled) co_return std::nullopt;
        if (const SettlementRecord* holder = holder_of_bill(*reinstated))
            co_return fail(Error{ErrorCode::already_settled, "another has taken the bill", {}, holder->id.text});
        if (reinstated->direction == Direction::visitor && lines_differ(*reinstated))
            co_return fail(ErrorCode::bill_changed);
    }
    const bool reverses_booked = change.from == State::booked && change.to == State::reversing;
    if (reverses_booked && !books_.seen(record).facts.day_open) co_return std::nullopt;
    if (!holds_bill(change.from) && holds_bill(change.to) && change.from != State::reversed)
        if (const SettlementRecord* holder = holder_of_bill(record))
            co_return fail(Error{ErrorCode::already_settled, "another has taken the bill", {}, holder->id.text});

    // After this point the change must succeed.
    if (change.from == State::reversed && change.to != State::reversed) books_.reopened.insert(change.no);
    write_state(record, change);
    if (original != nullptr) {
        original->state = State::cancelled;
        original->changed_at = change.at;
        books_.moves.push_back({original->no, State::booked, State::cancelled, "cancel_booked"});
    }
    if (reinstated != nullptr) {
        reinstated->state = State::booked;
        reinstated->changed_at = change.at;
        books_.moves.push_back({reinstated->no, State::cancelled, State::booked, "cancel_reversing"});
        SettlementChange again;
        again.take_lines = true;
        move_lines(*reinstated, again);
    }
    // A day whose lines are fixed does not take the record in: it is carried.
    if (record.assigned_day && change.assigned_day)
        if (const DayKey key = books_.day_key(record, *record.assigned_day); books_.is_fixed(key))
            books_.find_day(key)->carried.insert(record.key);
    post(record, change);
    move_lines(record, change);
    for (const Difference& difference : change.differences)
        books_.settlement_differences.push_back(difference);
    if (change.alarm) books_.alarms.push_back(*change.alarm);
    co_return books_.seen(record);
}

/// A visitor's lines are the measure: those of its intent, none of them refunded since.
bool MemorySettlementStore::lines_differ(const SettlementRecord& record) {
    Money sum;
    std::vector<LineId> of_intent, refunded;
    for (const auto& line : books_.lines[record.visit_no]) {
        const bool of_bill = record.care == CareSetting::inpatient || line.line.bill == record.bill.bill;
        if (line.removed || line.settled_by || !of_bill) continue;
        if (line.line_no > books_.lines_until[record.no]) {
            refunded.push_back(line.line.refund_of);
            continue;
        }
        sum += line.line.amount;
        of_intent.push_back(line.line.id);
    }
    const auto is_of_intent = [&](const LineId& id) { return std::ranges::find(of_intent, id) != of_intent.end(); };
    return sum != record.answer.split.total || std::ranges::any_of(refunded, is_of_intent);
}

void MemorySettlementStore::write_state(SettlementRecord& record, const SettlementChange& change) {
    books_.moves.push_back({change.no, change.from, change.to, change.event});
    record.state = change.to;
    if (change.answer) {
        record.answer = *change.answer;
        record.answer.translations.clear();  // kept with the record
        if (!change.answer->settlement.empty()) record.their_id = change.answer->settlement;
    }
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

void MemorySettlementStore::post(const SettlementRecord& record, const SettlementChange& change) {
    if (change.transfers.empty()) return;
    ClearingDay day = change.posting_day.value_or(record.assigned_day.value_or(ClearingDay{}));
    // Its day's lines are fixed: the entry takes the then open day (SETTLEMENT §3, carried).
    if (books_.is_fixed(books_.day_key(record, day)))
        day = books_.open_day(books_.day_key(record, day), ClearingDay{local_date(change.at)});
    for (const Transfer& transfer : change.transfers)
        books_.ledger.push_back(
            {books_.day_key(record, day), transfer, record.no, {}, record.insurance_type, record.care, change.event});
}

void MemorySettlementStore::move_lines(const SettlementRecord& record, const SettlementChange& change) {
    auto& lines = books_.lines[record.visit_no];
    if (change.take_lines)
        for (auto& line : lines) {
            const bool of_bill = record.care == CareSetting::inpatient || line.line.bill == record.bill.bill;
            if (line.removed || line.settled_by || !of_bill || line.line_no > books_.lines_until[record.no]) continue;
            line.settled_by = record.no;
            if (record.direction == Direction::visitor) books_.upload_queue.insert(record.no);
        }
    if (change.free_lines) {
        const SettlementNo of = change.cancelled_original.value_or(record.no);
        for (auto& line : lines)
            if (line.settled_by == of) line.settled_by.reset();
        books_.upload_queue.erase(of);
    }
}

template <class Wanted>
std::optional<SettlementRecord> MemorySettlementStore::first_where(Wanted wanted) const {
    for (const auto& [no, record] : books_.records)
        if (wanted(record)) return books_.seen(record);
    return std::nullopt;
}

awaitable<Result<std::optional<SettlementRecord>>> MemorySettlementStore::find(SettlementNo no) {
    if (books_.unavailable) co_return fail(store_failure());
    co_return first_where([no](const SettlementRecord& record) { return record.no == no; });
}

awaitable<Result<std::optional<SettlementRecord>>> MemorySettlementStore::find_by_message(MessageKey key) {
    if (books_.unavailable) co_return fail(store_failure());
    co_return first_where([&](const SettlementRecord& record) { return record.message == key; });
}

awaitable<Result<std::optional<SettlementRecord>>> MemorySettlementStore::find_by_id(SettlementId our_id) {
    if (books_.unavailable) co_return fail(store_failure());
    co_return first_where([&](const SettlementRecord& record) { return record.id == our_id; });
}

awaitable<Result<std::optional<SettlementRecord>>> MemorySettlementStore::find_by_key(SettlementKey key,
                                                                                      Direction direction) {
    if (books_.unavailable) co_return fail(store_failure());
    const SettlementRecord* found = books_.find_record(key, direction);
    if (found == nullptr) co_return std::nullopt;
    co_return books_.seen(*found);
}

awaitable<Result<std::vector<SettlementRecord>>> MemorySettlementStore::find_by_visit(VisitId our_visit) {
    if (books_.unavailable) co_return fail(store_failure());
    std::vector<SettlementRecord> found;
    for (const auto& [no, record] : books_.records)
        if (!our_visit.empty() && record.visit == our_visit) found.push_back(books_.seen(record));
    std::ranges::sort(found, [](const SettlementRecord& left, const SettlementRecord& right) {
        return std::pair(holds_bill(left.state), left.no.value) > std::pair(holds_bill(right.state), right.no.value);
    });
    co_return found;
}

awaitable<Result<std::vector<SettlementRecord>>> MemorySettlementStore::list(ports::SettlementFilter filter) {
    if (books_.unavailable) co_return fail(store_failure());
    std::vector<SettlementRecord> found;
    for (const auto& [no, record] : books_.records) {
        const bool wanted = (!filter.state || record.state == *filter.state) &&
                            (!filter.day || record.assigned_day == filter.day) &&
                            (!filter.direction || record.direction == *filter.direction) &&
                            (!filter.platform || record.platform == *filter.platform) &&
                            (!filter.counterparty || record.counterparty == *filter.counterparty) &&
                            (!filter.after_id || record.id.text > *filter.after_id);
        if (wanted) found.push_back(books_.seen(record));
    }
    std::ranges::sort(found, {}, &SettlementRecord::id);
    if (found.size() > filter.limit) found.resize(filter.limit);
    co_return found;
}

awaitable<Result<std::vector<SettlementRecord>>> MemorySettlementStore::unresolved(Instant awaiting_before) {
    if (books_.unavailable) co_return fail(store_failure());
    std::vector<SettlementRecord> found;
    for (const auto& [no, record] : books_.records) {
        const bool left_by_a_crash = record.state == State::awaiting_answer && record.changed_at < awaiting_before;
        if (record.state == State::in_doubt || record.state == State::reversing || left_by_a_crash)
            found.push_back(books_.seen(record));
    }
    std::ranges::sort(found, {}, [](const SettlementRecord& r) { return std::pair(r.opened_at, r.no.value); });
    co_return found;
}

}  // namespace clearing::tests
