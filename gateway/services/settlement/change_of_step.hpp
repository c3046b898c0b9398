#pragma once

#include "gateway/services/settlement/outcome.hpp"
#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

// From a step of the state table to what is written in one commit. Reads the tables and the clock, no store.

/// The record's next state with what the step asks for: postings, the day, what becomes of the original and the lines.
/// `original_day`: of a cancel, its original's. Errors: those of the agreement rows.
Result<ports::SettlementChange> change_of_step(const World& world, const SettlementRecord& record,
                                               const SettlementStep& step, const Outcome& outcome,
                                               const std::optional<ClearingDay>& original_day);

/// The yes that the asker of a settlement gets once it is booked so. Nothing: he is told something else.
std::optional<SettledBill> answer_once_booked(SettlementRecord record, const SettlementStep& step,
                                              const Outcome& outcome, const ports::SettlementChange& change);

}  // namespace clearing::settlement
