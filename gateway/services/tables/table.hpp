#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/services/tables/findings.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::tables {

/// What all rows of a table share.
struct TableHead {
    std::string file;
    std::vector<std::string> columns;
};

/// One row with named columns.
class Row {
public:
    Row(std::shared_ptr<const TableHead> head, std::size_t line, std::vector<std::string> cells)
        : head_(std::move(head)), line_(line), cells_(std::move(cells)) {}

    /// The cell's text; "" where the file has a dash. The column must be one the table was read with.
    const std::string& operator[](std::string_view column) const;

    /// "routes.tsv:12", for findings.
    std::string where() const;

private:
    std::shared_ptr<const TableHead> head_;
    std::size_t line_;
    std::vector<std::string> cells_;
};

/// A tab-separated table: `#` comments, one header line, one row a line in ascending byte order, `-` for an empty cell.
class Table {
public:
    /// `columns` are the ones the header must hold, in that order. Finds: a wrong header, a wrong number of cells, an
    /// empty cell, a line out of order or twice, a carriage return, a row without source or reviewed_by.
    static Table read(std::string file, std::string_view text, std::vector<std::string> columns, Findings& findings);

    const std::string& file() const { return head_->file; }
    const std::vector<Row>& rows() const { return rows_; }

private:
    std::shared_ptr<const TableHead> head_;
    std::vector<Row> rows_;
};

/// The findings as the error of a refused load: invalid_value, the first ones in the detail.
Error to_error(const Findings& findings);

}  // namespace clearing::tables
