#pragma once

#include "gateway/domain/money.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace clearing::exports {

enum class CellKind : std::uint8_t { text, count, money };

struct TableColumn {
    std::string title;
    CellKind kind = CellKind::text;
    double width = 14;  ///< of a printed sheet, in characters
};

struct TableHead {
    std::string sheet;               ///< short; the sheet's name
    std::string title;               ///< the form's
    std::vector<std::string> notes;  ///< lines between title and columns
    std::vector<TableColumn> columns;
};

/// Empty, words, a count, an amount.
using DocumentCell = std::variant<std::monostate, std::string, long long, Money>;
using DocumentRow = std::vector<DocumentCell>;

/// What a document is written into, table by table and row by row, so that no form has to be told twice and no file
/// has to be held whole.
class DocumentSink {
public:
    virtual ~DocumentSink() = default;
    virtual void begin(const TableHead& head) = 0;
    virtual void row(const DocumentRow& row) = 0;
    virtual void sum(const DocumentRow& row) = 0;  ///< the row of sums, after all others
    virtual void end(const std::vector<std::string>& feet) = 0;
};

}  // namespace clearing::exports
