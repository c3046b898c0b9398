#pragma once

#include "gateway/ports/bureau_reconciliation.hpp"
#include "gateway/ports/exchange_files.hpp"
#include "gateway/ports/institution_books.hpp"

#include <vector>

namespace clearing::ports {

/// A row of an institution's 3202, under the ids we answered it.
struct InstitutionRow {
    std::string person;
    VisitId visit;
    SettlementId settlement;
    Money total, fund, account;
    bool refund = false;
};

/// The same row with our verdict; what only we have comes without ids, named by the institution's own message.
struct InstitutionResult {
    InstitutionRow row;
    MessageId message;
    LineVerdict verdict{};
    std::string memo;
};

/// A row of a 3202 that could not be read; it does not stop the others.
struct UnreadableRow {
    long long line = 0;  ///< from 1
    std::string why;     ///< no person data
};

/// What an institution may confirm of a month: a row of 3260.
struct AllocationLine {
    long long number = 0;  ///< seqno, from 1, in the whole month
    InstitutionLine line;
    std::string cert_no;
};

/// A row of 3261: what the institution says of a line, with what identifies it.
struct AllocationAnswer {
    SettlementId settlement;
    VisitId visit;
    std::string settled_at;  ///< empty: not said
    Money total, insured_side_pays;
    bool confirmed = false;
};

inline constexpr std::size_t allocations_in_a_message = 100;  ///< DOMAIN §2, hospital confirmation batches

/// An institution's reconciliation with the treatment region, through its bureau (SETTLEMENT §4: answered here, with
/// our ids). `call.header.institution` speaks of its own settlements of `call.direction`. Errors everywhere:
/// store_unavailable.
class InstitutionDesk {
public:
    virtual ~InstitutionDesk() = default;

    /// 3202. Errors: invalid_value (the period, as compare_totals).
    virtual awaitable<Result<std::vector<InstitutionResult>>> compare_details(
        Call call, PeriodTotals period, std::vector<InstitutionRow> rows, std::vector<UnreadableRow> unreadable) = 0;
    /// 3260: at most allocations_in_a_message from `first_row` (from 1) on.
    virtual awaitable<Result<std::vector<AllocationLine>>> allocations(Call call, Date month, long long first_row) = 0;
    /// 3261: all or none. Errors: invalid_value (too many rows, none, one twice, a line that is not as in our books;
    /// the detail names it), settlement_unknown, conflict (confirmed already).
    virtual awaitable<Result<void>> confirm(Call call, Date month, std::vector<AllocationAnswer> answers) = 0;
    /// 3262: of one 3261 by its message id, or "0" for the month. Answers how many lines. Errors: not_found.
    virtual awaitable<Result<long long>> roll_back(Call call, Date month, MessageId confirmation) = 0;
    /// 9101. Errors: over_limit.
    virtual awaitable<Result<ExchangeFile>> keep_file(Call call, std::string name, std::string bytes) = 0;
    /// 9102. Errors: not_found (unknown, expired, or another institution's).
    virtual awaitable<Result<ExchangeFile>> file(Call call, std::string number) = 0;
};

}  // namespace clearing::ports
