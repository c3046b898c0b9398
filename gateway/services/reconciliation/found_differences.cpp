#include "gateway/services/reconciliation/found_differences.hpp"

#include "gateway/services/reconciliation/classify.hpp"
#include "gateway/services/reconciliation/own_day_view.hpp"

#include <map>

namespace clearing::reconciliation {

std::vector<Difference> leading_ones(const std::vector<Difference>& differences) {
    std::map<SettlementKey, std::vector<Difference>> lines;
    for (const Difference& difference : differences)
        lines[difference.settlement].push_back(difference);
    std::vector<Difference> leading_of_each;
    for (const auto& [key, of_line] : lines)
        leading_of_each.push_back(leading(of_line));
    return leading_of_each;
}

awaitable<Result<ports::TakenUp>> keep_found(const DayWorld& world, DayKey key, const Comparison& comparison,
                                             std::string found_by) {
    const Instant now = world.clock.now();
    std::vector<Difference> differences = comparison.differences;
    const auto kept = co_await world.days.keep_differences(key, std::move(differences), now);
    if (!kept) co_return fail(kept.error());
    if (world.cases == nullptr) co_return ports::TakenUp{};
    ports::FoundDifferences found{key, leading_ones(comparison.differences), std::move(found_by), {}, now};
    if (world.due_on) found.due = world.due_on(local_date(now));
    co_return co_await world.cases->take_up(std::move(found));
}

awaitable<Result<std::vector<Difference>>> of_disputes(const DayWorld& world, DayKey key,
                                                       std::vector<SettlementKey> disputed, std::string by_whom) {
    const std::string note = "disputed by " + by_whom;
    std::vector<Difference> differences;
    for (const SettlementKey& settlement : disputed) {
        if (world.settlements == nullptr) {
            differences.push_back({DifferenceKind::total, settlement, "", "", note});
            continue;
        }
        const auto record = co_await world.settlements->find_by_key(settlement, key.direction);
        if (!record) co_return fail(record.error());
        differences.push_back(of_dispute(state_of(settlement, *record), key.day, note));
    }
    co_return differences;
}

}  // namespace clearing::reconciliation
