#pragma once

#include "gateway/domain/pair.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/statement.hpp"
#include "gateway/domain/statement_addition.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace clearing {

/// A clearing day or a calendar month, Asia/Shanghai.
struct Period {
    Date first, last;

    static Period of_day(ClearingDay day) { return {day.date, day.date}; }
    /// "2018-07". Error: invalid_value.
    static Result<Period> month(std::string_view text);

    bool is_day() const { return first == last; }
    bool contains(Date date) const { return first <= date && date <= last; }
    std::string to_text() const;  ///< "2018-07-22" or "2018-07"
    auto operator<=>(const Period&) const = default;
};

/// "330200-national-520100-visitor-2018-07"; of a day the id of the day's own statement.
std::string period_id(const PairKey& pair, const Period& period, const DivisionCode& own_region);

struct PeriodName {
    PairKey pair;
    Period period;
};
/// Reads an id back. Error: not_found.
Result<PeriodName> period_named(std::string_view id, const DivisionCode& own_region);

/// A line that clears in the period although it was assigned before it.
struct CarriedIn {
    SettlementKey key;
    ClearingDay assigned_day, cleared_day;
    Money amount;  ///< what it clears, by the agreement it was posted with

    bool operator==(const CarriedIn&) const = default;
};

/// A line of the period that did not clear in it, as the last day that names it says.
struct CarriedOut {
    SettlementKey key;
    ClearingDay named_on;
    std::string reason;
    Money amount;
};

/// Counted from the lines in the books, not from the statements: the two must agree.
struct ControlTotals {
    long long lines = 0;
    PaymentSplit sums;
    std::string digest;  ///< hex; SHA-256 chained over control_text of every line, in the order of the books

    bool operator==(const ControlTotals&) const = default;
};

/// The statement of a day or of a month with one counterparty in one direction: the sum of its days, never anything of
/// its own. What follows from the days is computed, so it cannot differ from them.
struct PeriodStatement {
    std::string id;
    PairKey pair;
    Period period;
    std::vector<Statement> days;  ///< ascending; every one of them agreed
    std::vector<StatementAddition> additions;
    std::vector<CarriedIn> carried_in;
    ControlTotals control;
    /// Cleared and not paid when the period begins (R2 or P2): what the insured side owes the treatment side.
    Money opening;

    std::vector<DayCell> cells() const;           ///< Σ of the days' cells
    std::vector<StatementCell> clearing() const;  ///< Σ of the days' clearing cells
    std::vector<CarriedOut> carried_out() const;
    std::vector<std::string> formulas() const;  ///< ids, each once, in the order they came
    Money gross() const;                        ///< receivable or payable of the lines alone
    Money deductions() const;                   ///< not positive, unless more was withdrawn than deducted
    Money adjustments() const;                  ///< every other addition
    Money net() const;                          ///< gross + deductions + adjustments
    Money closing() const;                      ///< opening, and what the days and their additions moved there
    Instant made_at() const;                    ///< of its last day: the same whenever it is printed
};

/// Why the statement is not the sum of its days; empty: it is. Judged: every day balances and belongs to the period,
/// the cells equal the lines' own sums, and gross − additions equal the clearing.
std::vector<std::string> faults_of(const PeriodStatement& statement);

/// What a day's lines and payments move on the account of what is cleared and not paid, as the insured side owes it.
Money cleared_movement(const Statement& day);

/// What additions move there: they clear with their day and stand beside its statement (decision 0016), but those that
/// its clearing holds already.
Money cleared_beside(const std::vector<StatementAddition>& additions);

/// The sum of cells, whatever their insurance type and care.
DayCell sum_of(const std::vector<DayCell>& cells);

}  // namespace clearing
