#pragma once

#include "gateway/services/translation/mapping_row.hpp"

#include <chrono>
#include <string_view>
#include <tuple>
#include <utility>

namespace clearing::mapping {

/// What a history is the history of: one code in one direction. Ordered as a file's lines are.
using RowKey = std::tuple<std::string_view, std::string_view, std::string_view>;

inline RowKey row_key(const translation::MappingRow& row) {
    return {translation::name_of(row.from), row.code, translation::name_of(row.to)};
}

inline auto place_in_file(const translation::MappingRow& row) {
    return std::pair(row_key(row), row.period.from);
}

/// The end of time for a row in force until further notice.
inline Date last_day_of(const translation::MappingRow& row) {
    return row.period.to.value_or(Date{std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)});
}

}  // namespace clearing::mapping
