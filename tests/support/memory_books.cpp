#include "tests/support/memory_books.hpp"

#include <algorithm>

namespace clearing::tests {
namespace {

constexpr std::chrono::days longest_gap{365};  ///< where more lies between, some clock is wrong

/// Ascending.
std::vector<ClearingDay> days_of(const MemoryBooks& books, const PairKey& pair) {
    std::vector<ClearingDay> days;
    for (const auto& [key, kept] : books.days)
        if (pair_of(key) == pair) days.push_back(key.day);
    std::ranges::sort(days);
    return days;
}

}  // namespace

const MemoryBooks::KeptDay* MemoryBooks::find_day(const DayKey& key) const {
    const auto found = days.find(key);
    return found == days.end() ? nullptr : &found->second;
}

MemoryBooks::KeptDay& MemoryBooks::day_row(MemoryWrite& write, const DayKey& key, Instant at) {
    if (const auto found = days.find(key); found != days.end()) return found->second;
    // With the days between it and the pair's others: nobody else would begin them.
    ClearingDay first = key.day, last = key.day;
    if (const auto known = days_of(*this, pair_of(key)); !known.empty()) {
        first = std::min(key.day, known.back().next());
        last = std::max(key.day, ClearingDay{known.front().date.previous()});
    }
    if (last.date.days - first.date.days > longest_gap) first = last = key.day;
    for (ClearingDay day = first; day <= last; day = day.next()) {
        const DayKey begun = day_key(pair_of(key), day);
        write.at(days, begun).day = {begun, DayState::open, at};
    }
    return days.at(key);
}

ClearingDay MemoryBooks::open_day(MemoryWrite& write, const DayKey& first, Instant at) {
    const KeptDay* last_open = nullptr;
    DayKey next = first;
    for (const auto& [key, kept] : days) {
        if (pair_of(key) != pair_of(first)) continue;
        next.day = std::max(next.day, key.day.next());
        if (kept.day.state == DayState::open) last_open = &kept;
    }
    if (last_open == nullptr) last_open = &day_row(write, next, at);
    return last_open->day.key.day;
}

void MemoryBooks::end_not_sent(MemoryWrite& write, const DayKey& key, Instant at) {
    const Instant midnight = local_midnight(key.day.next().date);
    for (auto& [no, kept] : records) {
        if (kept.state != SettlementState::not_sent || pair_of(kept) != pair_of(key)) continue;
        const bool is_own_cancel = kept.kind == SettlementKind::cancel && kept.message.peer.text == "gateway";
        if (is_own_cancel && kept.assigned_day == key.day) {
            SettlementRecord& cancel = write.changed(kept);
            cancel.assigned_day = open_day(write, key, at);
            cancel.changed_at = at;
        }
        const bool is_over = kept.assigned_day ? *kept.assigned_day == key.day : kept.opened_at < midnight;
        if (is_own_cancel || !is_over) continue;
        SettlementRecord& record = write.changed(kept);
        record.state = SettlementState::refused;
        record.error = Error{ErrorCode::clearing_day_closed, "the clearing day is over", {}, record.id.text};
        record.changed_at = at;
        write.append(moves, {no, SettlementState::not_sent, SettlementState::refused,
                             std::string(name_of(SettlementEvent::day_closed))});
        change_prefund(write, {record.counterparty, record.direction}, -record.prefund.amount, {}, at);
    }
}

bool MemoryBooks::raise(MemoryWrite& write, const std::string& kind, const std::string& subject,
                        const std::string& text) {
    const std::pair open(kind, subject);
    if (open_warnings.contains(open)) return false;
    write.changed(open_warnings).insert(open);
    write.append(alarms, text);
    return true;
}

bool MemoryBooks::is_fixed(const DayKey& key) const {
    const KeptDay* kept = find_day(key);
    return kept != nullptr && kept->content_fixed;
}

SettlementRecord MemoryBooks::seen(SettlementRecord record) const {
    record.original_id.reset();
    if (record.cancels)
        if (const auto original = records.find(*record.cancels); original != records.end())
            record.original_id = original->second.id;
    record.facts.day_open = true;
    if (record.cleared_day) {
        record.facts.day_open = false;
        return record;
    }
    if (!record.assigned_day || is_unresolved(record.state) || record.state == SettlementState::not_sent) return record;
    const KeptDay* assigned = find_day(day_key(record, *record.assigned_day));
    if (assigned == nullptr || assigned->day.state == DayState::open) return record;
    bool carried_and_not_taken_in = assigned->carried.contains(record.key);
    if (carried_and_not_taken_in)
        for (const auto& [key, kept] : days)
            if (key == day_key(record, key.day) && kept.day.state != DayState::open && kept.late.contains(record.key))
                carried_and_not_taken_in = false;
    record.facts.day_open = carried_and_not_taken_in;
    return record;
}

}  // namespace clearing::tests
