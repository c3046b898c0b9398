#pragma once

#include "gateway/domain/difference_case.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// What a comparison of a day found, as cases: one leading difference per line.
struct FoundDifferences {
    DayKey day;
    std::vector<Difference> leading;  ///< at most one of a settlement
    std::string found_by;             ///< who ordered the comparison, or "daemon"
    std::optional<Date> due;          ///< of those that are new
    Instant at{};
};

struct TakenUp {
    long long opened = 0;   ///< lines that had no case of this day that is not over
    long long settled = 0;  ///< cases of the day whose line differs no more
};

/// Who wants cases to take a step on, and until when they are theirs alone.
struct CaseQuery {
    std::string process;
    Instant now{};
    Instant taken_until{};
    std::size_t limit = 20;
};

/// What a step came to; written with its note in one commit.
struct CaseStep {
    long long no = 0;
    std::string process;  ///< only of who took it and still holds it
    CaseState to{};       ///< trying: again at `next_try_at`; open: a person's; settled
    Instant next_try_at{};
    std::string note;  ///< what was found, in words; also the outcome of a settled one
    Instant at{};
};

struct CaseFilter {
    std::optional<CaseState> state = std::nullopt;
    std::optional<ClearingDay> day = std::nullopt;
    std::optional<DifferenceKind> kind = std::nullopt;
    std::optional<std::string> owner = std::nullopt;  ///< empty text: cases nobody owns
    long long after_no = 0;                           ///< page: greater numbers
    std::size_t limit = 100;
};

struct CaseOrder {
    long long no = 0;
    std::string actor;
    Instant at{};
};

/// How a person ends a case.
struct CaseResolution {
    CaseOrder order;
    std::string reason;
    std::string voucher;  ///< of the adjustment that was posted for it; empty: no money moved
};

/// Cases of lines that differ; shared by all daemons of one database. Orders of people are audited in their own commit.
///
/// A line that its day left out waits for the end of its case, and no longer (SETTLEMENT §3, carried): in the commit
/// that ends the last one, however it ends, the line is carried out of its day, so that the pair's next close takes it
/// in as a late one. Not carried are lines that are not booked any more, and those that adjustments have left nothing
/// of: they and what was taken off are nothing together.
///
/// A case that becomes a person's without an order of people (no step, or none left) raises the alarm `difference_case`
/// in the same commit.
///
/// Errors everywhere: store_unavailable; others as said.
class DifferenceCases {
public:
    virtual ~DifferenceCases() = default;

    /// A case per line; one of the same day and settlement that is not over stays as it is. Cases of the day in
    /// `trying` or `open` whose line is not among them are settled. Repeating changes nothing.
    virtual awaitable<Result<TakenUp>> take_up(FoundDifferences found) = 0;

    /// In `trying`, due and nobody's; longest due first.
    virtual awaitable<Result<std::vector<DifferenceCase>>> take_due(CaseQuery query) = 0;
    /// False: it was not held by the process any more, or is over; nothing is written.
    virtual awaitable<Result<bool>> stepped(CaseStep step) = 0;

    virtual awaitable<Result<std::vector<DifferenceCase>>> list(CaseFilter filter) = 0;  ///< ascending by number
    virtual awaitable<Result<std::optional<DifferenceCase>>> find(long long no) = 0;
    virtual awaitable<Result<std::vector<CaseNote>>> notes(long long no) = 0;  ///< as they were written

    /// The lines that people have in hand: their case, of whatever day of the pair, has an owner and is not over. Cases
    /// of fee lines (details_total) hold up nothing: the money is agreed.
    virtual awaitable<Result<std::vector<SettlementKey>>> in_hand(PairKey pair) = 0;

    /// Raises the alarm `difference_overdue` of each case that was to be settled before `today` and is not over; once a
    /// case, whatever became of the alarm. Answers how many alarms.
    virtual awaitable<Result<long long>> raise_overdue(Date today, Instant at) = 0;

    /// To a person; also away from another, and from the daemon's step (it is open then). Errors: not_found, conflict
    /// (it is over).
    virtual awaitable<Result<DifferenceCase>> assign(CaseOrder order, std::string owner) = 0;
    /// Errors: not_found. Also once it is over.
    virtual awaitable<Result<void>> add_note(CaseOrder order, std::string text) = 0;
    /// Errors: not_found, conflict (it is over), internal_error (money, and the actor owns it, has assigned it or
    /// ordered the comparison that found it: the table refuses what the desk did not).
    virtual awaitable<Result<DifferenceCase>> resolve(CaseResolution resolution) = 0;
};

}  // namespace clearing::ports
