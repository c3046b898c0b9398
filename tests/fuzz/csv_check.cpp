#include "gateway/infra/csv/csv_sheet_reader.hpp"
#include "tests/fuzz/check.hpp"

namespace clearing::fuzz {
namespace {

constexpr ports::SheetLimits limits{.rows = 50, .columns = 12, .cell_bytes = 200, .bytes = 64 * 1024};

std::string quoted(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) {
        if (!line.empty()) line += ',';
        line += '"';
        for (const char c : cell) {
            if (c == '"') line += '"';
            line += c;
        }
        line += '"';
    }
    return line + "\r\n";
}

}  // namespace

bool check_csv(Bytes bytes) {
    const csv::CsvSheetReader reader;
    const auto sheet = reader.read(text_of(bytes), limits);
    if (!sheet) {
        promise(!sheet.error().fields.empty() || !sheet.error().detail.empty(), "a refusal without a reason");
        promise(sheet.error().fields.size() <= 100, "more sentences than anybody reads");
        return false;
    }
    promise(bytes.size() <= limits.bytes && sheet->records.size() <= limits.rows, "longer than the limit");
    promise(sheet->header.size() <= limits.columns, "wider than the limit");
    std::string again = quoted(sheet->header);
    std::size_t row = 1;
    for (const auto& record : sheet->records) {
        promise(record.row > row, "rows do not ascend");
        row = record.row;
        promise(record.cells.size() == sheet->header.size(), "a record with another number of cells");
        for (const std::string& cell : record.cells)
            promise(cell.size() <= limits.cell_bytes, "a cell beyond the limit");
        again += quoted(record.cells);
    }
    const auto second = reader.read(again, {.rows = 50, .columns = 12, .cell_bytes = 200, .bytes = 1024 * 1024});
    promise(second.has_value(), "the same cells in quotes cannot be read");
    promise(second->header == sheet->header && second->records.size() == sheet->records.size(), "cells are lost");
    for (std::size_t i = 0; i < sheet->records.size(); ++i)
        promise(second->records[i].cells == sheet->records[i].cells, "the same cells in quotes read otherwise");
    return true;
}

}  // namespace clearing::fuzz
