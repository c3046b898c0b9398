#pragma once

#include "gateway/services/clearing/adjustment_additions.hpp"
#include "gateway/services/clearing/revision_desk.hpp"
#include "gateway/wiring/books.hpp"

namespace clearing::wiring {

/// Statements of days and months over the books.
class Papers {
public:
    Papers(Books& books, const ports::Digest& digest, ports::Clock& clock, DivisionCode own_region)
        : additions_(books.adjustments),
          maker_({books.days, books.statement_details, additions_, digest, std::move(own_region)}),
          desk_(maker_, books.revisions, clock) {}

    statements::RevisionDesk& desk() { return desk_; }

private:
    statements::AdjustmentAdditions additions_;
    statements::PeriodMaker maker_;
    statements::RevisionDesk desk_;
};

}  // namespace clearing::wiring
