#pragma once

#include "gateway/domain/period_statement.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing {

/// What a statement says, name by name, so that two of them can be held against each other.
using StatementFacts = std::map<std::string, std::string>;
StatementFacts facts_of(const PeriodStatement& statement);

/// One fact that a revision says otherwise than the one before.
struct StatementChange {
    std::string what;    ///< "310 inpatient hifp", "deduction D-17 310 inpatient hifp", "carried out 330200 …"
    std::string before;  ///< empty: it was not there
    std::string after;   ///< empty: it is gone

    bool operator==(const StatementChange&) const = default;
};
/// Every fact that differs and no other, by name.
std::vector<StatementChange> changes_between(const StatementFacts& before, const StatementFacts& after);

/// What a maker changes who takes over the daemon's draft as it is: its maker. So it is a revision of its own.
StatementChange taken_over_by(std::string_view maker);

/// A statement as it was made, kept for ever: what is printed of a revision is printed from here. Revision 1 is the
/// first; a correction is the next number with what changed.
struct StatementRevision {
    PeriodStatement statement;
    int number = 1;
    std::string reason;                    ///< of a correction
    std::vector<StatementChange> changes;  ///< against the revision before; none of the first
    std::string made_by;
    Instant made_at{};
    std::string released_by;  ///< empty: not released
    std::optional<Instant> released_at;

    bool is_released() const { return released_at.has_value(); }
};

}  // namespace clearing
