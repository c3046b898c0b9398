#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/services/tables/table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::tables {

/// When a row is in force. Both days belong to it.
struct Period {
    Date from;
    std::optional<Date> to;  ///< none: until further notice

    bool contains(Date day) const { return from <= day && (!to || day <= *to); }
};

/// The row's valid_from and valid_to. Finds: no date, an end before the begin.
std::optional<Period> read_period(const Row& row, Findings& findings);

/// The columns that make a row's key, joined: "delta 31".
std::string key_of(const Row& row, const std::vector<std::string>& key_columns);

/// Rows of one key follow each other day by day: finds an overlap or a gap between them.
void check_history(const Table& table, const std::vector<std::string>& key_columns, Findings& findings);

}  // namespace clearing::tables
