#include "tests/support/memory_month_books.hpp"

#include <algorithm>
#include <set>

namespace clearing::tests {

using ports::awaitable;

namespace {

bool is_booked_line(const SettlementRecord& record) {
    return record.state == SettlementState::booked || record.state == SettlementState::cancelled;
}

/// What lines of one group have in common, in the order the groups come.
using Place = std::tuple<InsuranceType, std::string, bool, std::optional<ClearingDay>, ClearingDay>;

}  // namespace

awaitable<Result<std::vector<MonthKey>>> MemoryMonthBooks::keys(PlatformName platform, Month month) {
    auto work = [&]() -> Result<std::vector<MonthKey>> {
        std::set<MonthKey> keys;
        for (const auto& [key, kept] : books_.days)
            if (key.platform == platform && month.contains(key.day.date))
                keys.insert({platform, key.counterparty, key.direction, month});
        for (const auto& [no, record] : books_.records)
            if (record.platform == platform && is_booked_line(record) && record.assigned_day &&
                month.contains(record.assigned_day->date))
                keys.insert({platform, record.counterparty, record.direction, month});
        return std::vector<MonthKey>(keys.begin(), keys.end());
    };
    co_return co_await books_.read("month.keys", work);
}

awaitable<Result<std::vector<MonthGroup>>> MemoryMonthBooks::groups(MonthKey key) {
    auto work = [&]() -> Result<std::vector<MonthGroup>> {
        std::map<Place, MonthGroup> groups;
        for (const auto& [no, record] : books_.records) {
            if (pair_of(record) != pair_of(key) || !is_booked_line(record) || !record.assigned_day) continue;
            const bool in_month = key.month.contains(record.assigned_day->date);
            const bool cleared_in = record.cleared_day && key.month.contains(record.cleared_day->date);
            if (!in_month && !cleared_in) continue;
            const SettlementRecord& posted_with = record.cancels ? books_.records.at(*record.cancels) : record;
            const ClearingDay agreement_day = posted_with.assigned_day.value();
            MonthGroup& group = groups[{record.insurance_type, std::string(name_of(record.care)), in_month,
                                        record.cleared_day, agreement_day}];
            group.insurance_type = group.lines.insurance_type = record.insurance_type;
            group.care = group.lines.care = record.care;
            group.settled_in_month = in_month;
            group.cleared_day = record.cleared_day;
            group.agreement_day = agreement_day;
            (record.kind == SettlementKind::settle ? group.lines.settlements : group.lines.cancels) += 1;
            group.lines.sums += record.answer.split;
        }
        std::vector<MonthGroup> all;
        for (auto& [place, group] : groups)
            all.push_back(std::move(group));
        return all;
    };
    co_return co_await books_.read("month.groups", work);
}

awaitable<Result<std::vector<MonthAdjustment>>> MemoryMonthBooks::adjustments(MonthKey key) {
    auto work = [&]() -> Result<std::vector<MonthAdjustment>> { return posted[key]; };
    co_return co_await books_.read("month.adjustments", work);
}

}  // namespace clearing::tests
