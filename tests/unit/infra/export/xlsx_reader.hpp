#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace clearing::tests {

/// A zip file's parts as its directory lists them. Another hand than the one that writes workbooks.
struct ZipPart {
    std::string name;
    std::uint32_t dos_time = 0;  ///< date and time as the directory says
    std::string content;
};
/// Throws std::runtime_error on anything that is no sound zip of deflated or stored parts.
std::vector<ZipPart> read_zip(const std::string& bytes);

/// A cell as its sheet's XML has it.
struct SheetCell {
    bool is_number = false;
    std::string text;  ///< of a number: the digits that stand there
};
using SheetRows = std::map<int, std::map<std::string, SheetCell>>;  ///< by row from 1, by column "A"

struct ReadSheet {
    std::string name;
    std::string xml;
    SheetRows rows;

    /// The rows whose first cells are the table's, between the column titles and the sums.
    std::string column_of(const std::string& title) const;  ///< by a cell of that text; throws
    int row_of(const std::string& text) const;              ///< the first row with that text in any cell; throws
};
/// The sheets of a workbook, in its order.
std::vector<ReadSheet> read_workbook(const std::string& bytes);

}  // namespace clearing::tests
