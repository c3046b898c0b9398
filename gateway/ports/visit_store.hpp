#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/visit.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <vector>

namespace clearing::ports {

/// A stored line and the settlement that has taken it, or that it was told of.
struct StoredLine {
    FeeLine line;
    std::optional<SettlementNo> settled_by;
};

/// Visits and their fee lines. Errors everywhere: store_unavailable; others as said.
class VisitStore {
public:
    virtual ~VisitStore() = default;

    /// Inserts, or finds the visit of the same id (ids are derived from the message: repeating is harmless).
    virtual awaitable<Result<Visit>> open(Visit visit) = 0;
    virtual awaitable<Result<std::optional<Visit>>> find(VisitId our_id) = 0;
    virtual awaitable<Result<std::vector<Visit>>> find_of_person(std::string person_number, std::string begin_time,
                                                                 std::string end_time) = 0;
    /// Replaces what may change: person details, diagnoses, times, filings, med type, state, their_id. Errors:
    /// visit_unknown, conflict (it was changed since `visit` was read).
    virtual awaitable<Result<void>> update(Visit visit) = 0;

    /// All or none. Errors: duplicate_line (naming the ids), refund_exceeds_original, unknown_line (refund of nothing),
    /// visit_closed. Makes another revision of the visit, as removing does.
    virtual awaitable<Result<void>> add_lines(VisitNo visit, std::vector<FeeLine> lines) = 0;
    /// Lines that the treatment side tells of a settlement once it has settled (SETTLEMENT §4): they are its own from
    /// then on, in the place of what was told or uploaded under their ids before, and never free: no settlement takes
    /// them, no bill is measured by them. Errors: visit_unknown, visit_closed, duplicate_line (within `lines`),
    /// line_already_settled (another settlement has taken the one it would replace), and of refunds as add_lines.
    virtual awaitable<Result<void>> keep_told(VisitNo visit, SettlementNo of, std::vector<FeeLine> lines) = 0;
    /// Removes unsettled lines: of a bill, of a list of ids, or all. Errors: unknown_line, line_already_settled.
    /// Rows are marked removed, not deleted. Answers how many.
    virtual awaitable<Result<long long>> remove_lines(VisitNo visit, BillNumber bill, std::vector<LineId> lines) = 0;
    virtual awaitable<Result<std::vector<StoredLine>>> lines(VisitNo visit) = 0;

    /// The bill's latest quote from now on (BillFacts::last_quote). Not waited for: it is durable, and seen, no later
    /// than the next entry of the message log (its answer); one that is lost is asked for again.
    virtual awaitable<Result<void>> keep_quote(BillKey bill, SettledBill quote, Instant expires_at) = 0;
};

}  // namespace clearing::ports
