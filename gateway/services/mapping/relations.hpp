#pragma once

#include "gateway/services/mapping/histories.hpp"

#include <cstddef>
#include <vector>

namespace clearing::mapping {

/// Makes the relation of new rows true: many-to-one where another source of the target is in force on one of the row's
/// days, else what the sheet says, else same. A standing row that a new one joins becomes many-to-one as well: from
/// that day on, by a row of its own (pending), for a row that was used is not changed; from its begin where that is the
/// day. Returns how many standing rows became so.
std::size_t count_relations(std::vector<MergedRow>& rows);

}  // namespace clearing::mapping
