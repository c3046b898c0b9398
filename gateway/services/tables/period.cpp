#include "gateway/services/tables/period.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace clearing::tables {
namespace {

struct DatedRow {
    Period period;
    const Row* row;
};

void check_neighbours(const std::string& key, const DatedRow& earlier, const DatedRow& later, Findings& findings) {
    if (!earlier.period.to || later.period.from <= *earlier.period.to)
        findings.add(later.row->where(), fmt::format("'{}' overlaps {}", key, earlier.row->where()));
    else if (later.period.from != earlier.period.to->next())
        findings.add(later.row->where(), fmt::format("'{}' leaves a gap after {}", key, earlier.row->where()));
}

}  // namespace

std::optional<Period> read_period(const Row& row, Findings& findings) {
    const auto from = Date::parse(row["valid_from"]);
    if (!from) {
        findings.add(row.where(), fmt::format("valid_from '{}' is not a day", row["valid_from"]));
        return std::nullopt;
    }
    Period period{*from, std::nullopt};
    if (row["valid_to"].empty()) return period;
    const auto to = Date::parse(row["valid_to"]);
    if (!to || *to < *from) {
        findings.add(row.where(), fmt::format("valid_to '{}' is not a day after valid_from", row["valid_to"]));
        return std::nullopt;
    }
    period.to = *to;
    return period;
}

std::string key_of(const Row& row, const std::vector<std::string>& key_columns) {
    std::string key;
    for (const std::string& column : key_columns)
        key += (key.empty() ? "" : " ") + (row[column].empty() ? "-" : row[column]);
    return key;
}

void check_history(const Table& table, const std::vector<std::string>& key_columns, Findings& findings) {
    std::map<std::string, std::vector<DatedRow>> histories;
    Findings told_elsewhere;  // whoever reads the row names its bad dates
    for (const Row& row : table.rows())
        if (const auto period = read_period(row, told_elsewhere))
            histories[key_of(row, key_columns)].push_back({*period, &row});
    for (auto& [key, rows] : histories) {
        std::ranges::sort(rows, {}, [](const DatedRow& dated) { return std::pair(dated.period.from, dated.row); });
        for (std::size_t i = 1; i < rows.size(); ++i)
            check_neighbours(key, rows[i - 1], rows[i], findings);
    }
}

}  // namespace clearing::tables
