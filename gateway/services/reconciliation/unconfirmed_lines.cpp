#include "gateway/services/reconciliation/unconfirmed_lines.hpp"

#include <set>

namespace clearing::reconciliation {

awaitable<Result<void>> carry_unconfirmed(const DayWorld& world, DayKey key) {
    if (key.direction != Direction::visitor || !world.far_sides || !world.confirmations) co_return Result<void>{};
    const auto& tables = *world.tables_in_force.current();
    const routing::CancelFacts facts{key.direction, key.platform, tables.router->own_region(), key.counterparty,
                                     key.day.date};
    if (!tables.filings->waits_for_institutions(facts)) co_return Result<void>{};
    auto content = co_await world.days.content(key);
    if (!content) co_return fail(content.error());
    std::set<ClearingDay> assigned_days;  // late ones wait on by their own day
    for (const DayLine& line : content->lines)
        assigned_days.insert(line.assigned_day);
    std::set<SettlementKey> open;
    for (const ClearingDay day : assigned_days) {
        DayKey assigned = day_key(key, day);
        auto unconfirmed = co_await world.confirmations->unconfirmed(std::move(assigned));
        if (!unconfirmed) co_return fail(unconfirmed.error());
        for (const ports::UnconfirmedLine& line : *unconfirmed)
            open.insert(line.key);
    }
    std::vector<SettlementKey> lines;
    for (const DayLine& line : content->lines)
        if (open.contains(line.key)) lines.push_back(line.key);
    co_return co_await world.far_sides->carry_on(std::move(key), std::move(lines));
}

}  // namespace clearing::reconciliation
