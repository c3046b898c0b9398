#include "tests/support/memory_ended_cases.hpp"

#include <algorithm>
#include <ranges>

namespace clearing::tests {
namespace {

const SettlementRecord* record_of(const MemoryBooks& books, const DayKey& day, const SettlementKey& line) {
    for (const auto& [no, record] : books.records)
        if (record.key == line && pair_of(record) == pair_of(day)) return &record;
    return nullptr;
}

/// Whether it has had a case of the day, and none that is not over.
bool has_only_ended_cases(const MemoryBooks& books, const DayKey& day, const SettlementKey& line) {
    bool has_ended = false;
    for (const auto& [no, row] : books.cases->rows) {
        if (row.known.day != day || row.known.difference.settlement != line) continue;
        if (!is_over(row.known.state)) return false;
        has_ended = true;
    }
    return has_ended;
}

/// What adjustments have left nothing of is not carried: alone among the late lines it would clear in full.
bool has_nothing_left(const MemoryBooks& books, const SettlementRecord& record) {
    std::set<std::string> vouchers;
    for (const auto& one : books.adjustments)
        if (one.settlement_no == record.no) vouchers.insert(one.voucher);
    if (vouchers.empty()) return false;
    std::map<Component, Money> owed;
    for (const auto& posting : books.ledger) {
        if (posting.settlement != record.no && !vouchers.contains(posting.voucher)) continue;
        const Transfer& t = posting.transfer;
        if (t.debit == Account::r1 || t.credit == Account::p1) owed[t.component] += t.amount;
        if (t.credit == Account::r1 || t.debit == Account::p1) owed[t.component] -= t.amount;
    }
    return std::ranges::all_of(owed, [](const auto& entry) { return entry.second.is_zero(); });
}

}  // namespace

void carry_ended_line(MemoryBooks& books, MemoryWrite& write, const DayKey& day, const SettlementKey& line) {
    const auto found = books.days.find(day);
    if (books.cases == nullptr || found == books.days.end()) return;
    MemoryBooks::KeptDay& kept = found->second;
    if (!kept.left_out.contains(line) || kept.carried.contains(line)) return;
    const SettlementRecord* record = record_of(books, day, line);
    const bool is_listed =
        record != nullptr && (record->state == SettlementState::booked || record->state == SettlementState::cancelled);
    if (!is_listed || record->cleared_day || !has_only_ended_cases(books, day, line)) return;
    if (!has_nothing_left(books, *record)) write.changed(kept).carried.insert(line);
}

void carry_ended_of_day(MemoryBooks& books, MemoryWrite& write, const DayKey& day) {
    const MemoryBooks::KeptDay* kept = books.find_day(day);
    if (kept == nullptr) return;
    const std::set<SettlementKey> left_out = kept->left_out;
    for (const SettlementKey& line : left_out)
        carry_ended_line(books, write, day, line);
}

void carry_ended_of_settlement(MemoryBooks& books, MemoryWrite& write, SettlementNo settlement) {
    const SettlementRecord& record = books.records.at(settlement);
    for (const DayKey& day : std::views::keys(books.days))
        if (pair_of(record) == pair_of(day)) carry_ended_line(books, write, day, record.key);
}

void settle_cleared(MemoryBooks& books, MemoryWrite& write, const DayKey& day, Instant at) {
    if (books.cases == nullptr) return;
    for (auto& [no, row] : books.cases->rows) {
        const DifferenceCase& known = row.known;
        if (is_over(known.state) || pair_of(known.day) != pair_of(day)) continue;
        if (known.difference.kind == DifferenceKind::details_total) continue;
        const SettlementRecord* record = record_of(books, day, known.difference.settlement);
        const bool is_late = record != nullptr && record->cleared_day == day.day && record->assigned_day != day.day;
        if (!is_late) continue;
        write.at(books.cases->notes, no).push_back({at, "daemon", "the line was cleared on " + day.day.to_text()});
        if (!known.owner.empty()) continue;
        MemoryCases::Row& settled = write.changed(row);
        settled.known.state = CaseState::settled;
        settled.known.ended_by = "daemon";
        settled.known.ended_at = at;
        settled.known.outcome = "cleared on " + day.day.to_text();
        settled.taken_until = std::nullopt;
    }
}

}  // namespace clearing::tests
