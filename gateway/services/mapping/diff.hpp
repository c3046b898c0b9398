#pragma once

#include "gateway/services/tables/table_set.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace clearing::mapping {

/// What became of one row.
struct RowChange {
    enum class What : std::uint8_t { added, removed, ended, changed } what{};
    std::string key;  ///< "local J06.900x003 > national from 2017-01-01"; other tables: their key columns
    std::string before,
        after;  ///< what differs: "target J06.900 → J06.901; ratio 0.1 → 0.05"; added: the new row's gist
};

struct FileDiff {
    std::string file;
    std::size_t added = 0, removed = 0, ended = 0, changed = 0;
    std::vector<RowChange> changes;  ///< in key order, at most `limit`
};

/// Files that differ, in name order. A row is the same row when its key columns are (mapping files: source_system,
/// source_code, target_system, valid_from; other tables: the columns before and with valid_from).
std::vector<FileDiff> diff(const tables::TableSet& before, const tables::TableSet& after, std::size_t limit = 1'000);

}  // namespace clearing::mapping
