#include "tests/support/memory_day_store.hpp"

#include <algorithm>
#include <map>

namespace clearing::tests {
namespace {

using ports::awaitable;
using ports::Day;
using KeptDay = MemoryBooks::KeptDay;

DayLine line_of(const SettlementRecord& record) {
    DayLine line;
    line.key = record.key;
    line.no = record.no;
    line.sign = record.kind == SettlementKind::settle ? 1 : -1;
    line.insurance_type = record.insurance_type;
    line.care = record.care;
    line.clearing_type = record.answer.clearing_type;
    line.split = record.answer.split;
    line.original = record.original_id;
    line.assigned_day = record.assigned_day.value_or(ClearingDay{});
    line.their_id = record.their_id;
    line.their_visit = record.their_visit;
    return line;
}

/// In the lists: booked, or booked and cancelled since (both lines stay, SETTLEMENT §5).
bool is_listed(const SettlementRecord& record) {
    return record.state == SettlementState::booked || record.state == SettlementState::cancelled;
}

}  // namespace

bool MemoryDayStore::is_of_pair(const SettlementRecord& record, const DayKey& key) const {
    return record.platform == key.platform && record.counterparty == key.counterparty &&
           record.direction == key.direction;
}

awaitable<Result<std::vector<Day>>> MemoryDayStore::days(std::optional<ClearingDay> day) {
    if (books_.unavailable) co_return fail(store_failure());
    std::vector<Day> found;
    for (const auto& [key, kept] : books_.days)
        if (!day || key.day == *day) found.push_back(kept.day);
    std::ranges::sort(found, std::greater{}, [](const Day& d) { return std::pair(d.key.day, d.key); });
    co_return found;
}

awaitable<Result<std::optional<Day>>> MemoryDayStore::find(DayKey key) {
    if (books_.unavailable) co_return fail(store_failure());
    const KeptDay* kept = books_.find_day(key);
    if (kept == nullptr) co_return std::nullopt;
    co_return kept->day;
}

awaitable<Result<ClearingDay>> MemoryDayStore::open_day(PlatformName platform, DivisionCode counterparty,
                                                        Direction direction) {
    if (books_.unavailable) co_return fail(store_failure());
    const ClearingDay today{local_date(books_.now())};
    co_return books_.open_day({std::move(platform), std::move(counterparty), direction, today}, today);
}

awaitable<Result<Day>> MemoryDayStore::switch_day(DayKey key, Instant at) {
    if (books_.unavailable) co_return fail(store_failure());
    KeptDay& kept = books_.days[key];
    kept.day.key = key;
    if (kept.day.state != DayState::open) co_return kept.day;
    kept.day.state = DayState::closing;
    kept.day.changed_at = at;
    // The next day opens with the same stroke.
    books_.open_day(key, key.day.next());
    for (auto& [no, record] : books_.records) {
        if (!is_of_pair(record, key) || record.assigned_day != key.day) continue;
        if (record.state != SettlementState::not_sent) continue;
        record.state = SettlementState::refused;
        record.changed_at = at;
        books_.moves.push_back({no, SettlementState::not_sent, SettlementState::refused, "day_closed"});
    }
    co_return kept.day;
}

awaitable<Result<void>> MemoryDayStore::set_state(DayKey key, DayState state, Instant at) {
    if (books_.unavailable) co_return fail(store_failure());
    KeptDay& kept = books_.days[key];
    kept.day = {key, state, at};
    co_return Result<void>{};
}

awaitable<Result<long long>> MemoryDayStore::awaiting(DayKey key) {
    if (books_.unavailable) co_return fail(store_failure());
    co_return std::ranges::count_if(books_.records, [&](const auto& entry) {
        const SettlementRecord& record = entry.second;
        return is_of_pair(record, key) && record.assigned_day == key.day &&
               record.state == SettlementState::awaiting_answer;
    });
}

void MemoryDayStore::fix_content(const DayKey& key, KeptDay& day) {
    day.content_fixed = true;
    for (const auto& [no, record] : books_.records) {
        if (!is_of_pair(record, key) || !record.assigned_day) continue;
        if (record.assigned_day == key.day && is_unresolved(record.state)) day.carried.insert(record.key);
        if (day.told_by_partner || !is_listed(record) || record.cleared_day || !(*record.assigned_day < key.day))
            continue;
        const KeptDay* earlier = books_.find_day(books_.day_key(record, *record.assigned_day));
        if (earlier != nullptr && earlier->carried.contains(record.key)) day.late.insert(record.key);
    }
}

awaitable<Result<ports::DayContent>> MemoryDayStore::content(DayKey key) {
    if (books_.unavailable) co_return fail(store_failure());
    const KeptDay nothing;
    KeptDay* kept = books_.find_day(key);
    if (kept != nullptr && kept->day.state != DayState::open && !kept->content_fixed) fix_content(key, *kept);
    const KeptDay& day = kept == nullptr ? nothing : *kept;
    ports::DayContent content;
    for (const auto& [no, record] : books_.records) {
        if (!is_of_pair(record, key)) continue;
        const bool of_day = record.assigned_day == key.day && !day.carried.contains(record.key);
        const bool late = day.late.contains(record.key);
        if (is_listed(record) && (of_day || late)) {
            content.lines.push_back(line_of(record));
            if (record.cancels) content.lines.back().original_day = books_.records.at(*record.cancels).assigned_day;
        }
        if (is_listed(record) && late) content.late.push_back(record.key);
        const bool of_earlier =
            record.assigned_day ? *record.assigned_day <= key.day : local_date(record.opened_at) <= key.day.date;
        const bool named = record.assigned_day == key.day && day.carried.contains(record.key) &&
                           record.state != SettlementState::refused;
        if (named || (of_earlier && is_unresolved(record.state)))
            content.carried.push_back({no, record.key, record.state, record.assigned_day, record.claimed_total});
    }
    std::ranges::sort(content.lines, {}, &DayLine::key);
    std::ranges::sort(content.late);
    std::ranges::sort(content.carried, {}, &ports::CarriedRecord::key);
    co_return content;
}

awaitable<Result<void>> MemoryDayStore::keep_differences(DayKey key, std::vector<Difference> differences, Instant) {
    if (books_.unavailable) co_return fail(store_failure());
    books_.day_differences[key] = std::move(differences);
    co_return Result<void>{};
}

awaitable<Result<std::vector<Difference>>> MemoryDayStore::differences(DayKey key) {
    if (books_.unavailable) co_return fail(store_failure());
    co_return books_.day_differences[key];
}

awaitable<Result<void>> MemoryDayStore::keep_partner_close(DayKey key, std::vector<SettlementKey> carried,
                                                           std::vector<SettlementKey> late, Instant at) {
    if (books_.unavailable) co_return fail(store_failure());
    KeptDay& kept = books_.days[key];
    kept.day.key = key;
    kept.day.changed_at = at;
    kept.told_by_partner = true;
    kept.carried = {carried.begin(), carried.end()};
    kept.late = {late.begin(), late.end()};
    kept.content_fixed = false;
    co_return Result<void>{};
}

awaitable<Result<void>> MemoryDayStore::agree(ports::DayAgreement agreement) {
    if (books_.unavailable) co_return fail(store_failure());
    KeptDay& kept = books_.days[agreement.day.key];
    if (is_agreed(kept.day.state)) co_return Result<void>{};
    kept.day = agreement.day;
    kept.content_fixed = true;
    kept.carried.insert(agreement.carried.begin(), agreement.carried.end());
    for (std::size_t i = 0; i < agreement.transfers_per_cell.size(); ++i) {
        const StatementCell& cell = agreement.cells.at(i);
        books_.ledger.push_back({agreement.day.key, agreement.transfers_per_cell[i], std::nullopt,
                                 agreement.statement.id, cell.insurance_type, cell.care, "cleared"});
    }
    for (const DayLine& line : agreement.cleared)
        if (SettlementRecord* record = books_.find_record(line.key, agreement.day.key.direction))
            record->cleared_day = agreement.day.key.day;
    books_.statements[agreement.statement.id] = std::move(agreement.statement);
    co_return Result<void>{};
}

awaitable<Result<std::optional<Statement>>> MemoryDayStore::statement(std::string id) {
    if (books_.unavailable) co_return fail(store_failure());
    const auto found = books_.statements.find(id);
    if (found == books_.statements.end()) co_return std::nullopt;
    co_return found->second;
}

awaitable<Result<std::vector<Statement>>> MemoryDayStore::statements(std::optional<ClearingDay> day) {
    if (books_.unavailable) co_return fail(store_failure());
    std::vector<Statement> found;
    for (const auto& [id, statement] : books_.statements)
        if (!day || statement.key.day == *day) found.push_back(statement);
    co_return found;
}

awaitable<Result<std::vector<BalanceLine>>> MemoryDayStore::trial_balance(DayKey key) {
    if (books_.unavailable) co_return fail(store_failure());
    std::map<std::pair<Account, Component>, BalanceLine> sums;
    for (const MemoryBooks::Posting& posting : books_.ledger) {
        if (posting.day != key) continue;
        const Transfer& t = posting.transfer;
        BalanceLine& debit = sums.try_emplace({t.debit, t.component}, t.debit, t.component).first->second;
        debit.debits += t.amount;
        BalanceLine& credit = sums.try_emplace({t.credit, t.component}, t.credit, t.component).first->second;
        credit.credits += t.amount;
    }
    std::vector<BalanceLine> lines;
    for (auto& [key_of, line] : sums)
        lines.push_back(line);
    co_return lines;
}

}  // namespace clearing::tests
