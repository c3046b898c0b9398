#pragma once

#include "gateway/services/mapping/sheet_rows.hpp"

#include <functional>
#include <vector>

namespace clearing::mapping {

/// A row of the file to be, and where it comes from.
struct MergedRow {
    translation::MappingRow row;
    bool is_new = false;         ///< not in the file before, or no longer as it was
    bool says_relation = false;  ///< the sheet does: counted only where the target is shared
};

/// Puts the sheet's rows over the file's, history by history (import.hpp says how), and counts into `report`. A row in
/// force that must end is ended the day before; nothing else of a row changes. Both in the order of a file's lines, and
/// so is the result. Faults: a row that would have to end before it begins.
std::vector<MergedRow> merge_histories(const std::vector<translation::MappingRow>& base, const SheetRows& sheet,
                                       const ImportOrder& order, ImportReport& report, RowFaults& faults,
                                       const std::function<void(std::size_t)>& done);

}  // namespace clearing::mapping
