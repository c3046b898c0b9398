#include "gateway/services/clearing/month_service.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace clearing::statements {

using ports::awaitable;

namespace {

std::string said_of_tables(const std::vector<CheckedMonth>& tables) {
    const auto apart = std::ranges::count_if(tables, [](const CheckedMonth& one) { return !one.differences.empty(); });
    return fmt::format("{} tables, {} not the sum of their days", tables.size(), apart);
}

}  // namespace

awaitable<Result<MonthFacts>> MonthService::facts_of(MonthKey key) {
    MonthFacts facts;
    facts.key = key;
    auto groups = co_await world_.books.groups(key);
    if (!groups) co_return fail(groups.error());
    facts.groups = std::move(*groups);
    auto adjustments = co_await world_.books.adjustments(key);
    if (!adjustments) co_return fail(adjustments.error());
    facts.adjustments = std::move(*adjustments);
    const PairKey pair = pair_of(key);
    for (Date day = key.month.first; day <= key.month.last(); day = day.next()) {
        auto statements = co_await world_.days.statements(ClearingDay{day});
        if (!statements) co_return fail(statements.error());
        std::erase_if(*statements, [&](const Statement& statement) { return pair_of(statement.key) != pair; });
        std::ranges::move(*statements, std::back_inserter(facts.days));
        auto days = co_await world_.days.days(ClearingDay{day});
        if (!days) co_return fail(days.error());
        facts.days_to_come += static_cast<std::size_t>(std::ranges::count_if(
            *days, [&](const ports::Day& one) { return pair_of(one.key) == pair && !is_agreed(one.state); }));
    }
    co_return facts;
}

awaitable<Result<CheckedMonth>> MonthService::table(MonthKey key) {
    const FormulaOfDay formula = [this, key](Date day) { return world_.formula(key.platform, key.counterparty, day); };
    auto facts = co_await facts_of(std::move(key));
    if (!facts) co_return fail(facts.error());
    auto table = make_month_table(*facts, formula);
    if (!table) co_return fail(table.error());
    auto differences = check_month_table(*facts, formula);
    if (!differences) co_return fail(differences.error());
    co_return CheckedMonth{std::move(*table), std::move(*differences)};
}

awaitable<Result<long long>> MonthService::unconfirmed(const std::vector<CheckedMonth>& tables) {
    long long lines = 0;
    for (const CheckedMonth& checked : tables) {
        const MonthKey& key = checked.table.key;
        if (key.direction != Direction::visitor) continue;
        for (Date day = key.month.first; day <= key.month.last(); day = day.next()) {
            DayKey of_day = day_key(key, ClearingDay{day});
            auto found = co_await world_.confirmations.unconfirmed(std::move(of_day));
            if (!found) co_return fail(found.error());
            lines += static_cast<long long>(found->size());
        }
    }
    co_return lines;
}

Result<std::vector<StepProgress>> MonthService::steps(const MonthProgress& progress, long long unconfirmed) const {
    const bool month_is_over = progress.month.last() < local_date(world_.clock.now());
    const bool reconciled = month_is_over && std::ranges::all_of(progress.tables, [](const CheckedMonth& one) {
                                return one.table.days_are_agreed;
                            });
    const bool proven =
        std::ranges::all_of(progress.tables, [](const CheckedMonth& one) { return one.differences.empty(); });
    const auto calendar = world_.calendar();
    std::vector<StepProgress> steps;
    for (const MonthStep step : month_steps) {
        const auto due = due_of(step, progress.month, *calendar);
        if (!due) return fail(due.error());
        steps.push_back({step, *due, std::nullopt, {}});
        StepProgress& last = steps.back();
        if (step == MonthStep::reconciled) last.done = reconciled;
        if (step == MonthStep::institutions_done) {
            last.done = month_is_over && unconfirmed == 0;
            last.note = fmt::format("{} lines not confirmed by their institutions", unconfirmed);
        }
        if (step == MonthStep::tables) {
            last.done = reconciled && proven;
            last.note = said_of_tables(progress.tables);
        }
    }
    return steps;
}

awaitable<Result<MonthProgress>> MonthService::run(PlatformName platform, Month month) {
    MonthProgress progress{platform, month, {}, {}};
    auto keys = co_await world_.books.keys(std::move(platform), month);
    if (!keys) co_return fail(keys.error());
    for (MonthKey& key : *keys) {
        auto checked = co_await table(std::move(key));
        if (!checked) co_return fail(checked.error());
        progress.tables.push_back(std::move(*checked));
    }
    auto lines = co_await unconfirmed(progress.tables);
    if (!lines) co_return fail(lines.error());
    auto steps_taken = steps(progress, *lines);
    if (!steps_taken) co_return fail(steps_taken.error());
    progress.steps = std::move(*steps_taken);
    co_return progress;
}

}  // namespace clearing::statements
