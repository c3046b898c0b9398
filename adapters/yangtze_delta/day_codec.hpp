#pragma once

#include "adapters/yangtze_delta/reading.hpp"
#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/day.hpp"
#include "gateway/domain/statement.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::yangtze_delta {

/// The pair of regions a day belongs to, as every day message names it.
struct DayPair {
    DivisionCode treatment_division, insured_division;
};

/// `totals.key` gives the day only; the pair stands for its counterparty and direction.
void write(const DayTotals& totals, const DayPair& pair, wire::DayCloseRequest& out);
/// Reads everything but `key`'s platform, counterparty and direction, which the receiver knows.
DayTotals read(const wire::DayCloseRequest& in, Reading& reading);

void write(const DayTotals& ours, bool equal, wire::DayCloseAnswer& out);
DayTotals read(const wire::DayCloseAnswer& in, Reading& reading);

void write(const DayLine& line, wire::DayLine& out);
/// The treatment division is the same for all lines of a day and not repeated in them.
DayLine read(const wire::DayLine& in, const DivisionCode& treatment_division, Reading& reading);

/// What a proposal says, as the insured side judges it.
struct Proposal {
    std::string statement_id;
    ClearingDay day;
    std::string formula;
    std::vector<StatementCell> cells;
    std::vector<SettlementKey> disputed;
    std::optional<std::vector<StatementCell>> adjustments;  ///< none: the treatment side does not exchange them
};

void write(const Statement& statement, const std::vector<SettlementKey>& disputed, const DayPair& pair,
           wire::StatementRequest& out);
Proposal read(const wire::StatementRequest& in, Reading& reading);

void write(const SettlementKey& key, wire::SettlementKey& out);
/// The insured side's own view, where it does not agree.
void write(const std::vector<StatementCell>& cells, wire::StatementAnswer& out);
std::vector<SettlementKey> read_disputed(const wire::StatementAnswer& in, Reading& reading);

void write(const std::vector<StatementCell>& adjustments, wire::StatementAdjustments& out);
std::vector<StatementCell> read(const wire::StatementAdjustments& in, Reading& reading);

/// "310 outpatient: settlements 3 there, 4 here; …": where two views of a day's cells differ. Amounts and counts only.
std::string differing_cells(const std::vector<DayCell>& ours, const std::vector<DayCell>& theirs);

}  // namespace clearing::yangtze_delta
