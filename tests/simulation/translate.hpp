#pragma once

#include "gateway/domain/adjustment.hpp"
#include "gateway/domain/claim.hpp"
#include "gateway/domain/day.hpp"
#include "gateway/domain/error.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/statement.hpp"
#include "tests/simulation/wire.hpp"

namespace clearing::simulation {

// The gateway's values ⇄ what travels: the simulation's stand-in for the adapters' codecs.

Amounts amounts_of(const PaymentSplit& split);
PaymentSplit split_of(const Amounts& amounts);
Cell cell_of(const DayCell& cell);
Row row_of(const DayLine& line);
DayLine line_of(const Row& row, const DivisionCode& treatment_division);
ClearedCell cleared_cell_of(const StatementCell& cell);
StatementCell statement_cell_of(const ClearedCell& cell);
std::optional<std::vector<ClearedCell>> cleared_cells_of(const std::optional<std::vector<StatementCell>>& cells);
std::optional<std::vector<StatementCell>> statement_cells_of(const std::optional<std::vector<ClearedCell>>& cells);
AdjustmentRow row_of(const NewAdjustment& adjustment, const SettlementKey& settlement);
AdjustedBy reason_of(AdjustmentReason reason);
AdjustmentReason reason_of(AdjustedBy reason);
ComponentAmounts component_amounts_of(const std::map<int, std::int64_t>& fen);
std::map<int, std::int64_t> fen_of(const ComponentAmounts& amounts);
std::vector<std::string> names_of(const std::vector<SettlementKey>& keys);
std::vector<SettlementKey> keys_of(const std::vector<std::string>& names, const DivisionCode& treatment_division);

/// A yes to a settlement as its asker reads it.
std::string words_of_yes(const SettledBill& bill);

/// The error an answer stands for; its class by its verdict.
Error error_of(const Answer& answer);
Answer answer_of(const Error& error);

}  // namespace clearing::simulation
