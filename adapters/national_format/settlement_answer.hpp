#pragma once

#include "adapters/national_format/body.hpp"
#include "gateway/domain/claim.hpp"

namespace clearing::national_format {

enum class AnswerKind : std::uint8_t {
    quote,   ///< no setl_id, no setl_time
    settle,  ///< setl_id required, no negative amounts
    cancel,  ///< negative amounts; some are null in real answers and other names occur
};

/// setlinfo and setldetail. `amounts_present` names the amounts that were there, by their published names.
/// Errors: Faults::to_error; a settle or cancel without setl_id or total is no answer (missing_field).
Result<SettledBill> read_settlement_answer(const json::Value& output, AnswerKind kind);

/// Writes the amounts of `amounts_present`, all of them when that is empty.
json::Value write_settlement_answer(const SettledBill& bill);

/// One setlinfo with its setldetail, wherever they stand (5203 too).
void read_settlement(Node& info, std::vector<Node> details, AnswerKind kind, SettledBill& bill);
json::Value write_settlement_info(const SettledBill& bill);
json::Value write_settlement_details(const SettledBill& bill);

}  // namespace clearing::national_format
