#include "tests/support/memory_books.hpp"

#include <algorithm>

namespace clearing::tests {
namespace {

bool is_of_pair(const DayKey& left, const DayKey& right) {
    return left.platform == right.platform && left.counterparty == right.counterparty &&
           left.direction == right.direction;
}

}  // namespace

const MemoryBooks::KeptDay* MemoryBooks::find_day(const DayKey& key) const {
    const auto found = days.find(key);
    return found == days.end() ? nullptr : &found->second;
}

MemoryBooks::KeptDay& MemoryBooks::day_row(MemoryWrite& write, const DayKey& key, Instant at) {
    if (const auto found = days.find(key); found != days.end()) return found->second;
    KeptDay& kept = write.at(days, key);
    kept.day = {key, DayState::open, at};
    return kept;
}

ClearingDay MemoryBooks::open_day(MemoryWrite& write, const DayKey& first, Instant at) {
    const KeptDay* last_open = nullptr;
    DayKey next = first;
    for (const auto& [key, kept] : days) {
        if (!is_of_pair(key, first)) continue;
        next.day = std::max(next.day, key.day.next());
        if (kept.day.state == DayState::open) last_open = &kept;
    }
    if (last_open == nullptr) last_open = &day_row(write, next, at);
    return last_open->day.key.day;
}

void MemoryBooks::end_not_sent(MemoryWrite& write, const DayKey& key, Instant at) {
    const Instant midnight = local_midnight(key.day.next().date);
    for (auto& [no, kept] : records) {
        if (kept.state != SettlementState::not_sent || !is_of_pair(day_key(kept, key.day), key)) continue;
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
