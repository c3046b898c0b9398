#pragma once

#include <map>
#include <string>
#include <string_view>

namespace clearing::tables {

/// The texts of all mapping files by file name: one version of the tables.
using TableSet = std::map<std::string, std::string, std::less<>>;

/// The text of a file; "" when the set lacks it (readers find the missing header).
inline std::string_view text_of(const TableSet& set, std::string_view file) {
    const auto found = set.find(file);
    return found == set.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace clearing::tables
