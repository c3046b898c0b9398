#pragma once

#include "adapters/national_format/body.hpp"
#include "gateway/ports/bureau_reconciliation.hpp"

namespace clearing::national_format {

// 3201 and 3202. Errors of reading: Faults::to_error.

Result<ports::PeriodTotals> read_totals_request(const RequestEnvelope& envelope);
json::Value write_totals_request(const ports::PeriodTotals& totals);
Result<ports::PeriodVerdict> read_totals_answer(const json::Value& output);
json::Value write_totals_answer(const ports::PeriodVerdict& verdict, const std::string& agency);

/// 3202 with its rows inline [own, sim-peers/README.md]: where the published text moves a file by 9101/9102.
struct DetailRow {
    std::string person;  ///< psn_no; not sent to a platform
    SettlementId settlement;
    VisitId visit;
    MessageId message;
    Money total, fund, account;
    bool refund = false;   ///< refd_setl_flag
    std::string result;    ///< answers, stmt_rslt: 0 equal, 1 only the platform has it, 2 only we, 3 amounts differ
    std::string far_side;  ///< answers, the platform's view of the third party: 1 matched, 0 failed, 2 not yet
    std::string memo;

    bool is_only_senders() const { return result == "2"; }
    bool is_only_platforms() const { return result == "1"; }
    /// The far side failed it although the amounts agree: no line of theirs, so a difference of ours.
    bool has_failed() const { return far_side == "0" && result == "0"; }
    /// Amounts that differ are a difference whatever the far side says.
    bool is_not_yet_matched() const { return far_side == "2" && result != "3"; }
};
json::Value write_details_request(const ports::PeriodTotals& totals, const std::vector<DetailRow>& rows);
Result<std::vector<DetailRow>> read_details_answer(const json::Value& output);

}  // namespace clearing::national_format
