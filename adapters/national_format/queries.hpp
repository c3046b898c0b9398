#pragma once

#include "adapters/national_format/body.hpp"
#include "gateway/domain/claim.hpp"
#include "gateway/ports/desk.hpp"

namespace clearing::national_format {

// 5201, 5203, 5204 (their other outputs: visit.hpp, fees.hpp). Errors of reading: Faults::to_error.

Result<VisitQuery> read_visit_query(const RequestEnvelope& envelope);
/// setl_id or mdtrt_id; 5203 with an empty setl_id answers by mdtrt_id (SETTLEMENT §4).
Result<SettlementQuery> read_settlement_query(const RequestEnvelope& envelope);
json::Value write_settlement_query(const SettlementQuery& query);

/// 5203's output: our ids; the other side's in exp_content (SETTLEMENT §1).
json::Value write_settlement_view(const ports::SettlementView& view);

/// A settlement as another side answers 5203.
struct FoundSettlement {
    SettledBill bill;
    bool refunded = false;            ///< refd_setl_flag
    std::optional<Error> unreadable;  ///< what is wrong with its row; the bill is what could be read of it
};
/// One setlinfo or a list of them, each with its own or the common setldetail; an empty output lists nothing. A row
/// that cannot be read leaves the others readable. Error: wrong_type, no rows at all.
Result<std::vector<FoundSettlement>> read_found_settlements(const json::Value& output);

}  // namespace clearing::national_format
