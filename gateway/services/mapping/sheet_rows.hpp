#pragma once

#include "gateway/services/mapping/import.hpp"
#include "gateway/services/mapping/row_faults.hpp"
#include "gateway/services/translation/mapping_row.hpp"

#include <cstddef>
#include <vector>

namespace clearing::mapping {

/// A record of a sheet as a mapping row: its line is the sheet's row, its reviewer pending.
struct SheetRow {
    translation::MappingRow row;
    bool says_relation = false;
};

struct SheetRows {
    std::vector<SheetRow> rows;  ///< in the order of a file's lines
    bool has_dates = false;      ///< the sheet has its own valid_from
};

/// Reads the records, counts them into `report`, tells `faults` what is wrong with a row, or with two of one code. The
/// rows view into sheet and order.
SheetRows read_sheet(const ports::Sheet& sheet, const ImportOrder& order, ImportReport& report, RowFaults& faults,
                     const std::function<void(std::size_t)>& done);

}  // namespace clearing::mapping
