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
    /// Alike on both sides, but left out of its day: the next close takes the line in as a late one.
    bool post_late = false;
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

    /// To a person; also away from another, and from the daemon's step (it is open then). Errors: not_found, conflict
    /// (it is over).
    virtual awaitable<Result<DifferenceCase>> assign(CaseOrder order, std::string owner) = 0;
    /// Errors: not_found. Also once it is over.
    virtual awaitable<Result<void>> add_note(CaseOrder order, std::string text) = 0;
    /// Errors: not_found, conflict (it is over).
    virtual awaitable<Result<DifferenceCase>> resolve(CaseResolution resolution) = 0;
};

}  // namespace clearing::ports
