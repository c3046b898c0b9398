#pragma once

#include "gateway/domain/line_sums.hpp"
#include "gateway/domain/period_statement.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/statement_additions.hpp"
#include "gateway/ports/statement_details.hpp"

#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace clearing::statements {

using ports::awaitable;

/// What statements of days and months are made from. References outlive the maker.
struct PeriodWorld {
    ports::DayStore& days;
    ports::StatementDetails& details;
    ports::StatementAdditions& additions;
    const ports::Digest& digest;
    DivisionCode own_region;
};

/// A month is the sum of its days, and that is checked: the statements of the days against the lines in the books.
class PeriodMaker {
public:
    explicit PeriodMaker(PeriodWorld world) : world_(std::move(world)) {}

    /// Errors: not_found (the pair has no day there); conflict, with a field a day that is not agreed ("2018-07-03 is
    /// open") or a sentence a fault (faults_of).
    awaitable<Result<PeriodStatement>> make(PairKey pair, Period period);
    /// Of every pair with a day there, ascending by pair; never of none, for an empty table would look like a month in
    /// which nothing is owed. Errors: not_found (no pair that is asked for has a day there), with the part of the
    /// filter that fits none; conflict, a field per pair and day.
    awaitable<Result<std::vector<PeriodStatement>>> make_all(PairFilter filter, Period period);

    const DivisionCode& own_region() const { return world_.own_region; }
    ports::StatementDetails& details() const { return world_.details; }

private:
    awaitable<Result<void>> add_to_opening(PeriodStatement& statement, Statement earlier);
    /// `formulas`: of every day up to the period's end that has a statement.
    awaitable<Result<void>> count_lines(PeriodStatement& statement, const FormulasByDay& formulas);

    PeriodWorld world_;
};

/// Whose days they are.
std::set<PairKey> pairs_of(const std::vector<ports::Day>& days);

/// Why a pair's days cannot be added up: a sentence for each day of the period that is not agreed, and for each of
/// `days_of_pair` before it, for what clears or is paid on that moves the period's opening. A day before the pair's
/// first one is none of its days.
std::vector<std::string> days_missing(const std::vector<ports::Day>& days_of_pair, const Period& period);

}  // namespace clearing::statements
