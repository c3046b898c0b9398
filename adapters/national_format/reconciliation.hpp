#pragma once

#include "adapters/national_format/body.hpp"
#include "gateway/ports/bureau_reconciliation.hpp"

namespace clearing::national_format {

// 3201 and 3202. Errors of reading: Faults::to_error.

Result<ports::PeriodTotals> read_totals_request(const RequestEnvelope& envelope);
json::Value write_totals_request(const ports::PeriodTotals& totals);
/// Read strictly as equal or not: a province may know no codes but 0 and 1.
struct TotalsAnswer {
    std::string code;  ///< stmt_rslt
    std::string description;
    bool is_equal() const { return value_in(totals_verdict_codes, code) == TotalsVerdict::equal; }
};
Result<TotalsAnswer> read_totals_answer(const json::Value& output);
json::Value write_totals_answer(const ports::PeriodVerdict& verdict, const std::string& agency);

/// How a line stands between the platform and the third party (SETTLEMENT §5, Three parties with the hub).
enum class FarSide : std::uint8_t { not_said, failed, matched, not_yet };

/// 3202 with its rows inline [own, sim-peers/README.md]: where the published text moves a file by 9101/9102.
struct DetailRow {
    std::string person;  ///< psn_no; not sent to a platform
    SettlementId settlement;
    VisitId visit;
    MessageId message;
    Money total, fund, account;
    bool refund = false;                         ///< refd_setl_flag
    LineVerdict verdict = LineVerdict::differs;  ///< answers, stmt_rslt; a code nobody knows: its amounts tell
    FarSide far_side = FarSide::not_said;        ///< answers, the platform's view of the third party
    std::string memo;

    /// The far side failed it although the amounts agree: no line of theirs, so a difference of ours.
    bool has_failed() const { return far_side == FarSide::failed && verdict == LineVerdict::equal; }
    /// Amounts that differ are a difference whatever the far side says.
    bool is_not_yet_matched() const { return far_side == FarSide::not_yet && verdict != LineVerdict::differs; }
};
json::Value write_details_request(const ports::PeriodTotals& totals, const std::vector<DetailRow>& rows);
Result<std::vector<DetailRow>> read_details_answer(const json::Value& output);

}  // namespace clearing::national_format
