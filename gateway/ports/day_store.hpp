#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/settlement_state.hpp"
#include "gateway/domain/statement.hpp"
#include "gateway/ports/awaitable.hpp"
#include "gateway/ports/day_sums.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace clearing::ports {

/// A clearing day's row.
struct Day {
    DayKey key;
    DayState state = DayState::open;
    Instant changed_at{};
};

/// What a day's lines are made of: booked or cancelled records assigned to the day, not carried out of it, and late
/// ones.
struct DayContent {
    std::vector<DayLine> lines;          ///< ascending by key
    std::vector<SettlementKey> late;     ///< among the lines: assigned to an earlier day that was closed without them
    std::vector<CarriedRecord> carried;  ///< unresolved records of this and earlier days
};

/// Agreement of a day, one commit: clearing postings, what is left out or comes late, the statement, the state. Every
/// line of the day that is not left out is cleared by it, without a row of its own.
struct DayAgreement {
    Day day;
    std::vector<SettlementKey> left_out;       ///< disputed or different; keys that name no line are passed over
    std::vector<Transfer> transfers_per_cell;  ///< parallel to `cells`
    std::vector<StatementCell> cells;
    std::vector<SettlementKey> carried;
    Statement statement;
    Instant at{};
    long long content_revision = 0;  ///< of the sums it was made from
};

/// Some of a day's cells: insurance type and care setting.
using CellGroups = std::set<std::pair<InsuranceType, CareSetting>>;

/// Days of one pair.
struct PairDays {
    PairKey pair;
    ClearingDay last;  ///< and those before it
    bool only_unagreed = false;
};

/// Clearing days, differences, statements. Errors everywhere: store_unavailable.
class DayStore {
public:
    virtual ~DayStore() = default;

    /// The days that exist, newest first; `open_day` makes the first one of a pair when a settlement opens.
    virtual awaitable<Result<std::vector<Day>>> days(std::optional<ClearingDay> day) = 0;
    /// Of every pair, from the first to the last one: ascending by platform, counterparty, direction, day.
    virtual awaitable<Result<std::vector<Day>>> days_between(ClearingDay first, ClearingDay last) = 0;
    /// Ascending. However many days the others have, it asks for the pair's alone.
    virtual awaitable<Result<std::vector<Day>>> days_of(PairDays asked) = 0;
    virtual awaitable<Result<std::optional<Day>>> find(DayKey key) = 0;
    virtual awaitable<Result<ClearingDay>> open_day(PairKey pair) = 0;

    /// open → closing and the next day open, in one transaction under the exclusive lock (milliseconds). Repeating is
    /// harmless. `not_sent` records of the day become refused.
    virtual awaitable<Result<Day>> switch_day(DayKey key, Instant at) = 0;
    virtual awaitable<Result<void>> set_state(DayKey key, DayState state, Instant at) = 0;

    /// Records of the day still awaiting_answer (the close waits for them).
    virtual awaitable<Result<long long>> awaiting(DayKey key) = 0;
    /// Decides, the first time after the switch, which lines the day has; whatever asks for its lines does so by
    /// itself.
    virtual awaitable<Result<void>> fix(DayKey key) = 0;
    /// All of it in memory: where a platform takes its lines one by one.
    virtual awaitable<Result<DayContent>> content(DayKey key) = 0;

    // The same of the size of the exceptions, never of the day.
    /// What a close tells of the day.
    virtual awaitable<Result<DayTotals>> totals(DayKey key) = 0;
    /// `left_out`: keys that shall not clear; those that name no line are passed over.
    virtual awaitable<Result<DaySums>> sums(DayKey key, std::vector<SettlementKey> left_out) = 0;
    /// At most `limit` lines behind this settlement id, ascending by it (byte by byte).
    virtual awaitable<Result<std::vector<DayLine>>> lines_after(DayKey key, SettlementId after, std::size_t limit) = 0;
    /// At most `limit` of the lines in these cells, in no order to rely on.
    virtual awaitable<Result<std::vector<SettlementKey>>> lines_in(DayKey key, CellGroups cells, std::size_t limit) = 0;

    /// Replaces the day's differences (re-runnable with the same result).
    virtual awaitable<Result<void>> keep_differences(DayKey key, std::vector<Difference> differences, Instant at) = 0;
    virtual awaitable<Result<std::vector<Difference>>> differences(DayKey key) = 0;

    /// Resident away, Delta: records which keys the partner carried out of its day and which it took in late.
    virtual awaitable<Result<void>> keep_partner_close(DayKey key, std::vector<SettlementKey> carried,
                                                       std::vector<SettlementKey> late, Instant at) = 0;

    /// Errors: conflict (not closed, agreed under another statement, its lines have changed since they were summed up).
    virtual awaitable<Result<void>> agree(DayAgreement agreement) = 0;
    virtual awaitable<Result<std::optional<Statement>>> statement(std::string id) = 0;
    virtual awaitable<Result<std::vector<Statement>>> statements(std::optional<ClearingDay> day) = 0;

    /// Debits and credits per account and component of the day's postings.
    virtual awaitable<Result<std::vector<BalanceLine>>> trial_balance(DayKey key) = 0;
};

}  // namespace clearing::ports
