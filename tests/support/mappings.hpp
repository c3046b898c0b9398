#pragma once

#include "gateway/services/mapping/tables.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace clearing::tests {

/// The reviewed tables as they stand in mappings/.
inline std::string mapping_text(const std::string& file) {
    std::ifstream in(std::string(CLEARING_SOURCE_DIR) + "/mappings/" + file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read mappings/" + file);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline tables::TableSet table_set() {
    tables::TableSet set;
    for (const std::string& file : mapping::table_files())
        set.emplace(file, mapping_text(file));
    return set;
}

inline routing::RoutingTexts routing_texts() {
    return {mapping_text("regions.tsv"),      mapping_text("routes.tsv"),   mapping_text("counterparties.tsv"),
            mapping_text("institutions.tsv"), mapping_text("openings.tsv"), mapping_text("agreements.tsv")};
}

/// Replaces the only occurrence of `old`; the test's own mistake otherwise.
inline std::string with_change(std::string text, const std::string& old, const std::string& changed) {
    const auto at = text.find(old);
    if (at == std::string::npos || text.find(old, at + 1) != std::string::npos)
        throw std::runtime_error("'" + old + "' does not stand exactly once in the text");
    return text.replace(at, old.size(), changed);
}

/// The table's rows with these among them, in their order; comments and the line of column names stay in front.
inline std::string with_rows(const std::string& table, std::vector<std::string> rows) {
    std::string text;
    std::istringstream lines(table);
    bool names_were_read = false;
    for (std::string line; std::getline(lines, line);) {
        const bool is_row = names_were_read && !line.starts_with('#');
        if (is_row)
            rows.push_back(line);
        else
            text += line + "\n";
        names_were_read = names_were_read || !line.starts_with('#');
    }
    std::ranges::sort(rows);
    for (const std::string& row : rows)
        text += row + "\n";
    return text;
}

}  // namespace clearing::tests
