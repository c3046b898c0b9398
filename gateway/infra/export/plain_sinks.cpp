#include "gateway/infra/export/plain_sinks.hpp"

namespace clearing::exports {
namespace {

CsvCell csv_cell(const DocumentCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* count = std::get_if<long long>(&cell)) return *count;
    if (const auto* amount = std::get_if<Money>(&cell)) return *amount;
    return "";
}

std::string words(const DocumentCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* count = std::get_if<long long>(&cell)) return std::to_string(*count);
    if (const auto* amount = std::get_if<Money>(&cell)) return amount->to_yuan();
    return {};
}

}  // namespace

void CsvSink::begin(const TableHead& head) {
    csv_.add({head.title});
    for (const std::string& note : head.notes)
        csv_.add({note});
    std::vector<CsvCell> titles;
    for (const TableColumn& column : head.columns)
        titles.emplace_back(column.title);
    csv_.add(titles);
}

void CsvSink::row(const DocumentRow& row) {
    std::vector<CsvCell> cells;
    cells.reserve(row.size());
    for (const DocumentCell& cell : row)
        cells.push_back(csv_cell(cell));
    csv_.add(cells);
}

void CsvSink::end(const std::vector<std::string>& feet) {
    for (const std::string& foot : feet)
        csv_.add({foot});
    csv_.add_empty_line();
}

void TextSink::begin(const TableHead& head) {
    text_ += head.title + "\n";
    for (const std::string& note : head.notes)
        text_ += note + "\n";
    std::vector<Column> columns;
    for (const TableColumn& column : head.columns)
        columns.push_back({column.title, column.kind == CellKind::text ? Align::left : Align::right});
    table_ = std::make_unique<TextTable>(std::move(columns));
}

void TextSink::row(const DocumentRow& row) {
    std::vector<std::string> cells;
    for (const DocumentCell& cell : row)
        cells.push_back(words(cell));
    table_->add(std::move(cells));
}

void TextSink::sum(const DocumentRow& row) {
    table_->add_rule();
    this->row(row);
}

void TextSink::end(const std::vector<std::string>& feet) {
    text_ += table_->to_text();
    for (const std::string& foot : feet)
        text_ += foot + "\n";
    text_ += "\n";
    table_.reset();
}

}  // namespace clearing::exports
