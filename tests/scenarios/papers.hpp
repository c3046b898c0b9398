#pragma once

#include "gateway/services/clearing/revision_desk.hpp"
#include "tests/scenarios/story.hpp"
#include "tests/support/memory_statements.hpp"

namespace clearing::tests {

/// A story that ends on paper: statements of days and months are made of its books, corrected and released.
class Papers : public Story {
public:
    using Story::Story;

    MemoryStatementDetails details{books};
    ListedAdditions additions;
    MemoryStatementRevisions revisions{audit};
    statements::PeriodMaker maker{{days, details, additions, digest, DivisionCode("330200")}};
    statements::RevisionDesk papers{maker, revisions, clock};

    Result<PeriodStatement> month(const PairKey& pair, std::string_view text) {
        return run(maker.make(pair, Period::month(text).value()));
    }
};

}  // namespace clearing::tests
