#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/call.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/money.hpp"
#include "gateway/domain/reconciliation_verdicts.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <string>

namespace clearing::ports {

/// What an institution (or its bureau) believes it settled in a period: one line of 3201.
struct PeriodTotals {
    InsuranceType insurance_type;
    std::string clearing_type;   ///< clr_type
    std::string agency;          ///< setl_optins
    Date begin, end;             ///< both included; by the setl_time that was answered
    Money total, fund, account;  ///< medfee_sumamt, fund_pay_sumamt, acct_pay; cancels count negative
    long long count = 0;         ///< fixmedins_setl_cnt: settlements and cancels
    std::string refunds;         ///< refd_setl_flag: "0" settlements only, "1" refunds only, empty: both
};

/// 3201's answer.
struct PeriodVerdict {
    TotalsVerdict verdict{};
    std::string description;  ///< our sums and count, in words; no person data
};

/// 3201 asked by an institution through its bureau, answered from our books. Errors: store_unavailable.
class BureauReconciliation {
public:
    virtual ~BureauReconciliation() = default;
    /// `call.header.institution` asks about its own settlements of `call.direction`.
    virtual awaitable<Result<PeriodVerdict>> compare_totals(Call call, PeriodTotals theirs) = 0;
};

}  // namespace clearing::ports
