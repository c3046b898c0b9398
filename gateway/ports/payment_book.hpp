#pragma once

#include "gateway/domain/bank_payment.hpp"
#include "gateway/domain/day.hpp"
#include "gateway/domain/pair.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// What has cleared with a pair and stands on no notice yet.
struct ClearedPeriod {
    std::optional<ClearingDay> first;     ///< after the last notice, or the pair's first day; none: no day
    std::vector<ClearingDay> days;        ///< on no notice and agreed, ascending; one begun late lies before `first`
    std::vector<ClearingDay> not_agreed;  ///< days up to `last` that still have to be, ascending
    long long lines = 0;
    CellAmounts amounts;
};

/// One change of notices and payments, one commit: rows as they shall stand, each guarded by the revision it was read
/// with; allocations, the voucher with its postings, the audit event.
struct MoneyChange {
    std::optional<Notice> new_notice;
    std::vector<ClearingDay> noticed_days;  ///< what the new notice takes in; none of them stands on another one
    std::vector<Notice> changed_notices;
    std::optional<BankPayment> new_payment;
    std::optional<BankPayment> changed_payment;
    /// Beside the voucher: what notices are settled by. `payment`: whose part it is; empty: netting, offset, carried
    /// on.
    struct Settled {
        std::string payment;
        Allocation allocation;
    };
    std::vector<Settled> settled;
    std::optional<Voucher> voucher;
    AuditEvent audit;
};

/// Something of a year that is not closed yet (DOMAIN §2: last year by the end of the first quarter).
struct OpenItem {
    std::string kind;  ///< "day", "settlement", "notice", "payment", "not_noticed"
    std::string id;
    Money amount;  ///< what is open; nothing where it is a day
};

/// Notices, payments and what they settle. Errors everywhere: store_unavailable.
class PaymentBook {
public:
    virtual ~PaymentBook() = default;

    virtual awaitable<Result<ClearedPeriod>> cleared(PairKey pair, ClearingDay last) = 0;
    /// Newest period first.
    virtual awaitable<Result<std::vector<Notice>>> notices(PairFilter filter) = 0;
    virtual awaitable<Result<std::optional<Notice>>> notice(std::string id) = 0;
    /// Newest first.
    virtual awaitable<Result<std::vector<BankPayment>>> payments() = 0;
    virtual awaitable<Result<std::optional<BankPayment>>> payment(std::string id) = 0;
    /// PR (visitor) or PA (resident away) of the pair.
    virtual awaitable<Result<Money>> prefund(PairKey pair) = 0;
    /// Errors: conflict (somebody else changed what it was decided from, or the id or the period exists): read again.
    /// internal_error: the tables refuse it, such as a notice released by its maker.
    virtual awaitable<Result<void>> write(MoneyChange change) = 0;
    virtual awaitable<Result<std::vector<OpenItem>>> open_of_year(int year) = 0;
};

}  // namespace clearing::ports
