#include "gateway/services/clearing/period_maker.hpp"

#include "gateway/services/clearing/detail_reader.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace clearing::statements {
namespace {

std::string_view bytes_of(const Sha256& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// All of it in the fields; the sentence names the first and counts the rest.
std::unexpected<Error> refused(std::string_view what, std::vector<std::string> why) {
    std::string sentence =
        fmt::format("{}: {}{}", what, why.front(), why.size() > 1 ? fmt::format(" (and {} more)", why.size() - 1) : "");
    return fail(ErrorCode::conflict, std::move(sentence), std::move(why));
}

std::string not_agreed(const Date& date, std::string_view state) {
    return fmt::format("{} is {}", date.to_text(), state);
}

/// Counts the books' lines beside the statements.
class LineCount {
public:
    LineCount(const ports::Digest& digest, Period period, const FormulasByDay& formulas)
        : digest_(digest), chain_(digest.sha256("")), period_(period), formulas_(formulas) {}

    /// Error: conflict (no statement names its agreement).
    Result<void> add(const DetailLine& line) {
        totals_.lines += 1;
        totals_.sums += line.split;
        chain_ = digest_.sha256(std::string(bytes_of(chain_)) + control_text(line));
        if (line.assigned_day.date >= period_.first) return {};
        const auto formula = formulas_.find(line.agreement_day());
        if (formula == formulas_.end())
            return refused("days are not agreed", {not_agreed(line.agreement_day().date, "without a statement")});
        carried_in_.push_back(
            {line.key, line.assigned_day, line.cleared_day, cleared_amount(line.split, formula->second)});
        return {};
    }

    void put_into(PeriodStatement& statement) && {
        totals_.digest = hex(chain_);
        statement.control = std::move(totals_);
        statement.carried_in = std::move(carried_in_);
    }

private:
    const ports::Digest& digest_;
    Sha256 chain_;
    Period period_;
    const FormulasByDay& formulas_;
    ControlTotals totals_;
    std::vector<CarriedIn> carried_in_;
};

/// Whether any pair is taken. One part of the filter after the other, so that the one that is mistyped is named.
Result<void> check_any(const std::set<PairKey>& pairs, const PairFilter& filter, const Period& period) {
    const auto takes_any = [&](const PairFilter& part) {
        return std::ranges::any_of(pairs, [&](const PairKey& pair) { return part.takes(pair); });
    };
    const auto none = [&](const std::string& whose, std::vector<std::string> fields) {
        return fail(ErrorCode::not_found, fmt::format("{}{} holds no clearing day", period.to_text(), whose),
                    std::move(fields));
    };
    if (pairs.empty()) return none("", {"month"});
    if (filter.platform && !takes_any({filter.platform, std::nullopt, std::nullopt}))
        return none(" of " + filter.platform->text, {"platform"});
    if (filter.counterparty && !takes_any({filter.platform, filter.counterparty, std::nullopt}))
        return none(" with " + filter.counterparty->text, {"counterparty"});
    if (!takes_any(filter)) return none(fmt::format(" of {}", name_of(*filter.direction)), {"direction"});
    return {};
}

}  // namespace

std::set<PairKey> pairs_of(const std::vector<ports::Day>& days) {
    std::set<PairKey> pairs;
    for (const ports::Day& day : days)
        pairs.insert(pair_of(day.key));
    return pairs;
}

std::vector<std::string> days_missing(const std::vector<ports::Day>& days, const Period& period) {
    std::map<Date, DayState> states;
    for (const ports::Day& day : days)
        states[day.key.day.date] = day.state;
    std::vector<std::string> missing;
    if (states.empty()) return missing;
    for (const auto& [date, state] : states)
        if (date < period.first && !is_agreed(state)) missing.push_back(not_agreed(date, name_of(state)));
    for (Date date = std::max(period.first, states.begin()->first); date <= period.last; date = date.next()) {
        const auto found = states.find(date);
        if (found == states.end())
            missing.push_back(not_agreed(date, "not begun"));
        else if (!is_agreed(found->second))
            missing.push_back(not_agreed(date, name_of(found->second)));
    }
    return missing;
}

awaitable<Result<void>> PeriodMaker::count_lines(PeriodStatement& statement, const FormulasByDay& formulas) {
    LineCount count(world_.digest, statement.period, formulas);
    DetailReader reader(world_.details, days_of(statement));
    while (true) {
        auto lines = co_await reader.next();
        if (!lines) co_return fail(lines.error());
        if (lines->empty()) break;
        for (const DetailLine& line : *lines)
            if (auto added = count.add(line); !added) co_return fail(added.error());
    }
    std::move(count).put_into(statement);
    co_return Result<void>{};
}

/// Of a day that stands before the period: with it went what was adjusted on it (decision 0016).
awaitable<Result<void>> PeriodMaker::add_to_opening(PeriodStatement& statement, Statement earlier) {
    statement.opening += cleared_movement(earlier);
    const Period day = Period::of_day(earlier.key.day);
    auto additions = co_await world_.additions.of(statement.pair, day);
    if (!additions) co_return fail(additions.error());
    statement.opening += cleared_beside(*additions);
    co_return Result<void>{};
}

awaitable<Result<PeriodStatement>> PeriodMaker::make(PairKey pair, Period period) {
    ports::PairDays asked{pair, {period.last}};
    auto days = co_await world_.days.days_of(std::move(asked));
    if (!days) co_return fail(days.error());
    auto missing = days_missing(*days, period);
    if (!missing.empty()) co_return refused("days are not agreed", std::move(missing));
    PeriodStatement statement;
    statement.id = period_id(pair, period, world_.own_region);
    statement.pair = pair;
    statement.period = period;
    FormulasByDay formulas;
    for (const ports::Day& day : *days) {
        const bool earlier = day.key.day.date < period.first;
        auto of_day = co_await world_.days.statement(statement_id(day.key, world_.own_region));
        if (!of_day) co_return fail(of_day.error());
        if (!*of_day) co_return fail(ErrorCode::internal_error, "an agreed day without a statement");
        formulas.emplace(day.key.day, (*of_day)->formula);
        if (!earlier) {
            statement.days.push_back(std::move(**of_day));
            continue;
        }
        auto added = co_await add_to_opening(statement, std::move(**of_day));
        if (!added) co_return fail(added.error());
    }
    if (statement.days.empty()) co_return fail(ErrorCode::not_found, "there is no clearing day in this period", {"id"});
    auto additions = co_await world_.additions.of(pair, period);
    if (!additions) co_return fail(additions.error());
    statement.additions = std::move(*additions);
    auto counted = co_await count_lines(statement, formulas);
    if (!counted) co_return fail(counted.error());
    auto faults = faults_of(statement);
    if (!faults.empty()) co_return refused(statement.id + " is not the sum of its days", std::move(faults));
    co_return statement;
}

awaitable<Result<std::vector<PeriodStatement>>> PeriodMaker::make_all(PairFilter filter, Period period) {
    const ClearingDay first{period.first}, last{period.last};
    auto days = co_await world_.days.days_between(first, last);
    if (!days) co_return fail(days.error());
    std::set<PairKey> pairs = pairs_of(*days);
    if (auto any = check_any(pairs, filter, period); !any) co_return fail(any.error());
    std::erase_if(pairs, [&](const PairKey& pair) { return !filter.takes(pair); });
    std::vector<PeriodStatement> statements;
    std::vector<std::string> faults;
    for (const PairKey& pair : pairs) {
        auto statement = co_await make(pair, period);
        if (statement)
            statements.push_back(std::move(*statement));
        else if (statement.error().code != ErrorCode::conflict)
            co_return fail(statement.error());
        else
            for (const std::string& field : statement.error().fields)
                faults.push_back(fmt::format("{} {}: {}", pair.counterparty.text, name_of(pair.direction), field));
    }
    if (!faults.empty()) co_return refused("the period cannot be added up", std::move(faults));
    co_return statements;
}

}  // namespace clearing::statements
