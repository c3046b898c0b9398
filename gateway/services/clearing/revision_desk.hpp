#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/statement_revisions.hpp"
#include "gateway/services/clearing/period_maker.hpp"

#include <optional>
#include <string>

namespace clearing::statements {

/// A statement as it is printed: a kept revision, or as the books make it now.
struct Shown {
    PeriodStatement statement;
    std::optional<StatementRevision> revision;  ///< whose statement it is
};

/// Makes, corrects and releases statements: made by one person, released by another (DOMAIN §1, 经办 and 复核).
class RevisionDesk {
public:
    RevisionDesk(PeriodMaker& maker, ports::StatementRevisions& revisions, ports::Clock& clock)
        : maker_(maker), revisions_(revisions), clock_(clock) {}

    /// The revision asked for; without a number the last one, or the books' own when none was made. Errors: not_found,
    /// and those of PeriodMaker::make.
    awaitable<Result<Shown>> show(std::string id, std::optional<int> number);

    struct Made {
        StatementRevision revision;
        bool is_new = false;  ///< false: nothing has changed since the last one, which this is
    };
    /// The first revision, or the next with everything that changed; a person who makes what the daemon has drafted
    /// takes it over, changed or not. Errors: invalid_value (a correction names its
    /// reason), conflict, and those of PeriodMaker::make.
    awaitable<Result<Made>> make(std::string id, std::string reason, std::string actor);

    /// What the daemon makes by itself: the first revision, for a maker to take over by make(). False: one stands
    /// already, and its corrections are a person's. Errors: those of make.
    awaitable<Result<bool>> draft(std::string id);

    /// Errors: not_found, forbidden (nobody releases what they made), conflict (released already; a later revision; a
    /// draft that nobody has taken over).
    awaitable<Result<StatementRevision>> release(std::string id, int number, std::string actor);

    awaitable<Result<std::vector<StatementRevision>>> revisions(std::string id) { return revisions_.of(std::move(id)); }
    PeriodMaker& maker() { return maker_; }

private:
    awaitable<Result<PeriodStatement>> from_books(std::string id);

    PeriodMaker& maker_;
    ports::StatementRevisions& revisions_;
    ports::Clock& clock_;
};

}  // namespace clearing::statements
