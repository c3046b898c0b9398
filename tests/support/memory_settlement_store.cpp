#include "tests/support/memory_settlement_store.hpp"

#include "tests/support/memory_settlement_change.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::tests {

using ports::awaitable;
using ports::Opened;

Error MemorySettlementStore::turned_away(const SettlementRecord& record) {
    std::string detail = fmt::format("the prefund of {} does not cover {} more", record.counterparty.text,
                                     record.prefund.amount.to_yuan());
    if (record.prefund.at_limit == AtLimit::refuse) return {ErrorCode::prefund_exhausted, std::move(detail), {}, {}};
    Error error{ErrorCode::busy, std::move(detail), {}, {}};
    error.retry_after = record.prefund.retry_after;
    return error;
}

/// The unique keys, in the order PostgreSQL's twin looks them up.
const SettlementRecord* MemorySettlementStore::same_message(const SettlementRecord& record) const {
    const SettlementRecord* by_key = nullptr;
    const SettlementRecord* by_id = nullptr;
    for (const auto& [no, other] : books_.records) {
        if (other.message == record.message) return &other;
        const bool same_key =
            !record.key.settlement.empty() && other.key == record.key && other.direction == record.direction;
        if (same_key) by_key = &other;
        if (other.id == record.id) by_id = &other;
    }
    return by_key != nullptr ? by_key : by_id;
}

const SettlementRecord* MemorySettlementStore::holder_of_bill(const SettlementRecord& record) const {
    return other_holder_of_bill(books_, record);
}

std::optional<Opened> MemorySettlementStore::find_holder(const SettlementRecord& record) const {
    if (const SettlementRecord* other = same_message(record))
        return Opened{Opened::Kind::same_message, books_.seen(*other)};
    if (const SettlementRecord* other = holder_of_bill(record))
        return Opened{Opened::Kind::bill_taken, books_.seen(*other)};
    return std::nullopt;
}

Result<Opened> MemorySettlementStore::insert(MemoryWrite& write, SettlementRecord record, std::string event) {
    if (auto sound = check_table_laws(books_, record); !sound) return fail(sound.error());
    if (const SettlementRecord* other = same_message(record))
        return Opened{Opened::Kind::same_message, books_.seen(*other)};
    if (holds_bill(record.state))
        if (const SettlementRecord* other = holder_of_bill(record))
            return Opened{Opened::Kind::bill_taken, books_.seen(*other)};
    if (record.cancels && holds_bill(record.state)) {
        const auto original = books_.records.find(*record.cancels);
        if (original != books_.records.end() && original->second.state != SettlementState::booked)
            return Opened{Opened::Kind::original_moved, books_.seen(original->second)};
    }
    if (record.state == SettlementState::awaiting_answer && !books_.reserve(write, record))
        return fail(turned_away(record));
    record.no = SettlementNo(++books_.last_number);
    record.changed_at = record.opened_at;
    // The desk's own information waits there for the answer.
    Carried said = std::move(record.answer.carried);
    record.answer = {};
    record.answer.carried = std::move(said);
    record.cleared_day.reset();
    write.at(books_.lines_until, record.no) = books_.last_number;
    write.at(books_.records, record.no) = record;
    write.append(books_.moves, {record.no, std::nullopt, record.state, std::move(event)});
    return Opened{Opened::Kind::accepted, books_.seen(std::move(record))};
}

/// Days of a pair come in order: one that was never heard of is over once a later one is.
bool MemorySettlementStore::is_over(const DayKey& key) const {
    if (const MemoryBooks::KeptDay* known = books_.find_day(key)) return known->day.state != DayState::open;
    return std::ranges::any_of(books_.days, [&](const auto& entry) {
        const auto& [other, kept] = entry;
        return pair_of(other) == pair_of(key) && key.day < other.day && kept.day.state != DayState::open;
    });
}

/// Unless it stands below the mark where that level ends: a single dear bill was refused.
Result<void> MemorySettlementStore::note_limit(MemoryWrite& write, const SettlementRecord& record) {
    const PrefundKey key{record.counterparty, record.direction};
    const auto found = books_.prefunds.find(key);
    if (found == books_.prefunds.end() || !found->second.marks) return {};
    const bool ends =
        next_level(PrefundLevel::exhausted, found->second.use, *found->second.marks) != PrefundLevel::exhausted;
    if (found->second.level == PrefundLevel::exhausted || ends) return {};
    MemoryBooks::KeptPrefund& kept = write.changed(found->second);
    kept.level = PrefundLevel::exhausted;
    books_.raise(write, warning_of_level(key, kept.level, kept.use, record.opened_at));
    return {};
}

awaitable<Result<Opened>> MemorySettlementStore::open_as(std::string_view name, SettlementRecord record,
                                                         DayFrom day_from, Terms terms) {
    auto work = [this, &record, day_from, &terms](MemoryWrite& write) -> Result<Opened> {
        SettlementRecord wanted = record;
        if (day_from == DayFrom::open_day) {
            const ClearingDay today{local_date(record.opened_at)};
            wanted.assigned_day = books_.open_day(write, day_key(record, today), record.opened_at);
        } else if (day_from == DayFrom::record && record.assigned_day) {
            const DayKey key = day_key(record, *record.assigned_day);
            if (is_over(key)) {
                // A message that has its record already is answered by it, not by the day.
                if (auto holder = find_holder(record)) return std::move(*holder);
                return fail(ErrorCode::clearing_day_closed, "the partner has closed this day");
            }
            books_.day_row(write, key, record.opened_at);
        }
        const std::string event = wanted.state == SettlementState::awaiting_answer ? "accepted"
                                  : wanted.state == SettlementState::refused       ? "refused_at_once"
                                                                                   : "fenced";
        if (has_visit_moved(record, terms)) {
            if (auto holder = find_holder(record)) return std::move(*holder);
            return Opened{Opened::Kind::visit_moved, std::move(wanted)};
        }
        Result<Opened> opened = insert(write, std::move(wanted), event);
        const bool is_accepted = opened && opened->kind == Opened::Kind::accepted;
        // A stay's lines have no bills: whoever has checked another bill of it checks again.
        if (is_accepted && terms.visit_revision && record.care == CareSetting::inpatient)
            ++write.changed(books_.visits.at(record.visit_no)).revision;
        if (terms.message && is_accepted && opened->record.assigned_day == record.assigned_day)
            opened->message = books_.messages.keep_outgoing(write, *terms.message);
        return opened;
    };
    co_return co_await link_.write(name, work);
}

bool MemorySettlementStore::has_visit_moved(const SettlementRecord& record, const Terms& terms) const {
    if (!terms.visit_revision) return false;
    const auto visit = books_.visits.find(record.visit_no);
    return visit == books_.visits.end() || visit->second.revision != *terms.visit_revision;
}

awaitable<Result<Opened>> MemorySettlementStore::open(SettlementRecord record, bool day_from_open_day) {
    return open_awaiting(std::move(record), day_from_open_day, {});
}

awaitable<Result<Opened>> MemorySettlementStore::open_intent(ports::Intent intent) {
    return open_awaiting(std::move(intent.record), intent.day_from_open_day,
                         {std::move(intent.message), intent.visit_revision});
}

awaitable<Result<Opened>> MemorySettlementStore::open_awaiting(SettlementRecord record, bool day_from_open_day,
                                                               Terms terms) {
    const DayFrom day_from = day_from_open_day ? DayFrom::open_day : DayFrom::record;
    record.state = SettlementState::awaiting_answer;
    const SettlementRecord wanted = record;
    auto opened = co_await open_as("settlement.open", std::move(record), day_from, std::move(terms));
    if (!opened && opened.error() == turned_away(wanted)) {
        auto note = [this, &wanted](MemoryWrite& write) { return note_limit(write, wanted); };
        co_await link_.write("prefund.note_limit", note);
    }
    co_return opened;
}

awaitable<Result<Opened>> MemorySettlementStore::open_refused(SettlementRecord record) {
    record.state = SettlementState::refused;
    return open_as("settlement.open_refused", std::move(record), DayFrom::nowhere, {});
}

awaitable<Result<Opened>> MemorySettlementStore::open_fence(SettlementRecord record) {
    record.state = SettlementState::reversed;
    return open_as("settlement.open_fence", std::move(record), DayFrom::nowhere, {});
}

awaitable<Result<std::optional<SettlementRecord>>> MemorySettlementStore::apply(ports::SettlementChange change) {
    auto work = [this, &change](MemoryWrite& write) { return apply_change(books_, write, change); };
    co_return co_await link_.write("settlement.apply", work);
}

template <class Wanted>
awaitable<Result<std::optional<SettlementRecord>>> MemorySettlementStore::first_where(std::string_view name,
                                                                                      Wanted wanted) const {
    auto work = [this, wanted]() -> Result<std::optional<SettlementRecord>> {
        for (const auto& [no, record] : books_.records)
            if (wanted(record)) return books_.seen(record);
        return std::nullopt;
    };
    co_return co_await link_.read(name, work);
}

template <class Wanted>
std::vector<SettlementRecord> MemorySettlementStore::all_where(Wanted wanted) const {
    std::vector<SettlementRecord> found;
    for (const auto& [no, record] : books_.records)
        if (wanted(record)) found.push_back(books_.seen(record));
    return found;
}

awaitable<Result<std::optional<SettlementRecord>>> MemorySettlementStore::find(SettlementNo no) {
    return first_where("settlement.find", [no](const SettlementRecord& record) { return record.no == no; });
}

awaitable<Result<std::optional<SettlementRecord>>> MemorySettlementStore::find_by_message(MessageKey key) {
    return first_where("settlement.find",
                       [key = std::move(key)](const SettlementRecord& record) { return record.message == key; });
}

awaitable<Result<std::optional<SettlementRecord>>> MemorySettlementStore::find_by_id(SettlementId our_id) {
    return first_where("settlement.find",
                       [id = std::move(our_id)](const SettlementRecord& record) { return record.id == id; });
}

awaitable<Result<std::optional<SettlementRecord>>> MemorySettlementStore::find_by_key(SettlementKey key,
                                                                                      Direction direction) {
    return first_where("settlement.find", [key = std::move(key), direction](const SettlementRecord& record) {
        return !key.settlement.empty() && record.key == key && record.direction == direction;
    });
}

awaitable<Result<std::vector<SettlementRecord>>> MemorySettlementStore::find_by_visit(VisitId our_visit) {
    auto work = [this, &our_visit]() -> Result<std::vector<SettlementRecord>> { return of_visit(our_visit); };
    co_return co_await link_.read("settlement.find", work);
}

std::vector<SettlementRecord> MemorySettlementStore::of_visit(const VisitId& visit) const {
    auto found = all_where([&](const SettlementRecord& record) { return !visit.empty() && record.visit == visit; });
    std::ranges::sort(found, std::ranges::greater{}, [](const SettlementRecord& record) {
        return std::pair(holds_bill(record.state), record.no.value);
    });
    return found;
}

void MemorySettlementStore::read_earlier(const ports::BillQuestion& question, ports::BillFacts& into) const {
    const auto& [message, key, direction] = *question.earlier;
    for (const auto& [no, record] : books_.records) {
        if (record.message == message) into.of_message = books_.seen(record);
        const bool has_key = key && !key->settlement.empty() && record.key == *key;
        if (has_key && record.direction == direction) into.of_key = books_.seen(record);
    }
    into.of_visit = of_visit(question.visit);
}

awaitable<Result<ports::BillFacts>> MemorySettlementStore::facts_of(ports::BillQuestion question) {
    auto work = [this, &question]() -> Result<ports::BillFacts> {
        ports::BillFacts facts;
        for (const auto& [no, visit] : books_.visits)
            if (visit.id == question.visit) facts.visit = visit;
        if (facts.visit) {
            std::vector<FeeLine> unsettled;
            if (const auto lines = books_.lines.find(facts.visit->no); lines != books_.lines.end())
                for (const MemoryBooks::KeptLine& kept : lines->second) {
                    const bool of_bill = question.care == CareSetting::inpatient || kept.line.bill == question.bill;
                    if (of_bill && kept.is_free()) unsettled.push_back(kept.line);
                }
            facts.unsettled = totals_of(unsettled);
            const auto quote = books_.quotes.find({facts.visit->institution, facts.visit->id, question.bill});
            if (quote != books_.quotes.end()) facts.last_quote = quote->second;
        }
        if (question.earlier) read_earlier(question, facts);
        return facts;
    };
    co_return co_await link_.read("settlement.facts", work);
}

awaitable<Result<std::vector<SettlementRecord>>> MemorySettlementStore::list(ports::SettlementFilter filter) {
    auto work = [this, &filter]() -> Result<std::vector<SettlementRecord>> {
        auto found = all_where([&](const SettlementRecord& record) {
            return (!filter.state || record.state == *filter.state) &&
                   (!filter.day || record.assigned_day == filter.day) &&
                   (!filter.direction || record.direction == *filter.direction) &&
                   (!filter.platform || record.platform == *filter.platform) &&
                   (!filter.counterparty || record.counterparty == *filter.counterparty) &&
                   (!filter.after_id || record.id.text > *filter.after_id);
        });
        std::ranges::sort(found, {}, &SettlementRecord::id);
        if (found.size() > filter.limit) found.resize(filter.limit);
        return found;
    };
    co_return co_await link_.read("settlement.list", work);
}

}  // namespace clearing::tests
