#include "tests/support/memory_books.hpp"

namespace clearing::tests {

MemoryBooks::KeptDay* MemoryBooks::find_day(const DayKey& key) {
    const auto found = days.find(key);
    return found == days.end() ? nullptr : &found->second;
}

ClearingDay MemoryBooks::open_day(const DayKey& pair, ClearingDay today) {
    for (const auto& [key, kept] : days)
        if (key.platform == pair.platform && key.counterparty == pair.counterparty && key.direction == pair.direction &&
            kept.day.state == DayState::open)
            return key.day;
    DayKey first = pair;
    first.day = today;
    days[first].day = {first, DayState::open, now()};
    return today;
}

bool MemoryBooks::is_fixed(const DayKey& key) const {
    const auto found = days.find(key);
    return found != days.end() && found->second.content_fixed;
}

SettlementRecord MemoryBooks::seen(SettlementRecord record) const {
    record.facts.day_open = true;
    if (record.cleared_day) {
        record.facts.day_open = false;
        return record;
    }
    if (!record.assigned_day || is_unresolved(record.state) || record.state == SettlementState::not_sent) return record;
    const auto assigned = days.find(day_key(record, *record.assigned_day));
    if (assigned == days.end() || assigned->second.day.state == DayState::open) return record;
    bool carried_and_not_taken_in = assigned->second.carried.contains(record.key);
    for (const auto& [key, kept] : days) {
        const bool same_pair = key == day_key(record, key.day);
        if (same_pair && kept.day.state != DayState::open && kept.late.contains(record.key))
            carried_and_not_taken_in = false;
    }
    record.facts.day_open = carried_and_not_taken_in;
    return record;
}

SettlementRecord* MemoryBooks::find_record(const SettlementKey& key, Direction direction) {
    if (key.settlement.empty()) return nullptr;
    for (auto& [no, record] : records)
        if (record.key == key && record.direction == direction) return &record;
    return nullptr;
}

}  // namespace clearing::tests
