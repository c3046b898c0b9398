#include "gateway/services/tables/table.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace clearing::tables {
namespace {

std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells;
    while (true) {
        const auto tab = line.find('\t');
        cells.emplace_back(line.substr(0, tab));
        if (tab == std::string_view::npos) return cells;
        line.remove_prefix(tab + 1);
    }
}

/// Whose word a row is (mappings/README.md).
bool is_required(std::string_view column) {
    return column == "source" || column == "reviewed_by";
}

/// Reads line by line; keeps what the order of lines is judged on.
class Reader {
public:
    Reader(std::shared_ptr<const TableHead> head, Findings& findings) : head_(std::move(head)), findings_(findings) {}

    void take(std::string_view line) {
        ++number_;
        if (line.find('\r') != std::string_view::npos) return found("carriage return: lines end in a line feed alone");
        if (line.starts_with('#')) return;
        if (!seen_header_) return take_header(line);
        if (line.empty()) return found("empty line");
        take_row(line);
    }

    void finish() {
        if (!seen_header_) findings_.add(head_->file, "no header line");
    }

    std::vector<Row> rows;

private:
    void take_header(std::string_view line) {
        seen_header_ = true;
        header_fits_ = cells_of(line) == head_->columns;
        if (!header_fits_) found(fmt::format("the header must be: {}", fmt::join(head_->columns, " ")));
    }

    void take_row(std::string_view line) {
        if (!header_fits_) return;  // the header's finding says it all
        if (line == last_line_) return found("the same line twice");
        if (line < last_line_) found("not in ascending order (LC_ALL=C sort)");
        last_line_ = line;
        auto cells = cells_of(line);
        if (cells.size() != head_->columns.size())
            return found(fmt::format("{} cells where the header has {}", cells.size(), head_->columns.size()));
        if (std::ranges::find(cells, "") != cells.end()) return found("an empty cell: write a dash");
        for (std::string& cell : cells)
            if (cell == "-") cell.clear();
        for (std::size_t i = 0; i < cells.size(); ++i)
            if (cells[i].empty() && is_required(head_->columns[i])) found(head_->columns[i] + " is missing");
        rows.emplace_back(head_, number_, std::move(cells));
    }

    void found(const std::string& what) { findings_.add(fmt::format("{}:{}", head_->file, number_), what); }

    std::shared_ptr<const TableHead> head_;
    Findings& findings_;
    std::size_t number_ = 0;
    bool seen_header_ = false, header_fits_ = false;
    std::string_view last_line_;
};

}  // namespace

const std::string& Row::operator[](std::string_view column) const {
    const auto found = std::ranges::find(head_->columns, column);
    if (found == head_->columns.end()) throw std::logic_error(fmt::format("{} has no column {}", head_->file, column));
    return cells_[static_cast<std::size_t>(found - head_->columns.begin())];
}

std::string Row::where() const {
    return fmt::format("{}:{}", head_->file, line_);
}

Table Table::read(std::string file, std::string_view text, std::vector<std::string> columns, Findings& findings) {
    Table table;
    table.head_ = std::make_shared<TableHead>(TableHead{std::move(file), std::move(columns)});
    Reader reader(table.head_, findings);
    while (!text.empty()) {
        const auto end = text.find('\n');
        reader.take(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    reader.finish();
    table.rows_ = std::move(reader.rows);
    return table;
}

Error to_error(const Findings& findings) {
    constexpr std::size_t shown = 5;
    const auto& all = findings.sentences();
    std::string detail;
    for (std::size_t i = 0; i < std::min(shown, all.size()); ++i)
        detail += (i == 0 ? "" : "; ") + all[i];
    if (all.size() > shown) detail += fmt::format("; and {} more", all.size() - shown);
    return Error{ErrorCode::invalid_value, std::move(detail), {}, {}};
}

}  // namespace clearing::tables
