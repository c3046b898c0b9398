#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::exports {

/// Columns a text takes in a terminal: Chinese characters and full-width signs take two, combining marks none.
std::size_t display_width(std::string_view utf8);

enum class Align : bool { left, right };

struct Column {
    std::string title;
    Align align = Align::left;
};

/// A table for people: aligned by display width, two spaces between columns, a rule under the titles. Control
/// characters (a terminal would obey them) are shown as '?'.
class TextTable {
public:
    explicit TextTable(std::vector<Column> columns);

    /// Missing cells are empty; surplus ones are a mistake of the caller's (assert).
    void add(std::vector<std::string> row);
    void add_rule();  ///< a line before the next row: sums follow
    bool empty() const { return rows_.empty(); }
    std::string to_text() const;

private:
    struct Row {
        std::vector<std::string> cells;
        bool rule = false;
    };
    std::vector<std::size_t> widths() const;
    std::string line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const;

    std::vector<Column> columns_;
    std::vector<Row> rows_;
};

}  // namespace clearing::exports
