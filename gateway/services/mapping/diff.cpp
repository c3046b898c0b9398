#include "gateway/services/mapping/diff.hpp"

#include "gateway/domain/money.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

namespace clearing::mapping {
namespace {

using Cells = std::vector<std::string_view>;

Cells cells_of(std::string_view line) {
    Cells cells;
    while (true) {
        const auto tab = line.find('\t');
        cells.push_back(line.substr(0, tab));
        if (tab == std::string_view::npos) return cells;
        line.remove_prefix(tab + 1);
    }
}

/// A row's key is what its line begins with.
struct KeyedLine {
    std::string_view key, line;
};

/// One file's rows in key order. Reads what stands there, faulty or not: what is wrong is the check's to tell.
class KeyedTable {
public:
    explicit KeyedTable(std::string_view text) {
        while (!text.empty()) {
            const auto end = text.find('\n');
            take(text.substr(0, end));
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        }
        if (!std::ranges::is_sorted(rows, {}, &KeyedLine::key)) std::ranges::sort(rows, {}, &KeyedLine::line);
    }

    Cells columns;
    std::size_t key_columns = 1;
    std::vector<KeyedLine> rows;

    std::string_view cell(const Cells& cells, std::string_view column) const {
        const auto found = std::ranges::find(columns, column);
        const auto place = static_cast<std::size_t>(found - columns.begin());
        return place < cells.size() ? cells[place] : std::string_view("-");
    }

private:
    void take(std::string_view line) {
        if (line.empty() || line.starts_with('#')) return;
        if (columns.empty()) {
            columns = cells_of(line);
            const auto from = std::ranges::find(columns, "valid_from");
            if (from != columns.end()) key_columns = static_cast<std::size_t>(from - columns.begin()) + 1;
            return;
        }
        std::size_t end = 0;
        for (std::size_t i = 0; i < key_columns && end != std::string_view::npos; ++i)
            end = line.find('\t', end == 0 ? 0 : end + 1);
        rows.push_back({line.substr(0, end), line});
    }
};

/// "local J06.900x003 > national from 2017-01-01", "31 visitor inpatient from 2017-01-01", "330200".
std::string words_of_key(const KeyedTable& table, std::string_view key) {
    const Cells cells = cells_of(key);
    const bool has_date = table.columns.at(table.key_columns - 1) == "valid_from" && cells.size() == table.key_columns;
    const bool is_mapping = has_date && table.columns.front() == "source_system" && cells.size() == 4;
    if (is_mapping) return fmt::format("{} {} > {} from {}", cells[0], cells[1], cells[2], cells[3]);
    if (!has_date) return fmt::format("{}", fmt::join(cells, " "));
    return fmt::format("{} from {}", fmt::join(cells.begin(), cells.end() - 1, " "), cells.back());
}

std::string_view short_name(std::string_view column) {
    if (column == "target_code") return "target";
    if (column == "first_self_pay_ratio") return "ratio";
    if (column == "price_ceiling") return "ceiling";
    return column;
}

void append(std::string& words, std::string_view column, std::string_view cell) {
    words += fmt::format("{}{} {}", words.empty() ? "" : "; ", short_name(column), cell);
}

/// What a row says beyond its key: not whose word it is, and no empty cell.
std::string gist(const KeyedTable& table, std::string_view line) {
    const Cells cells = cells_of(line);
    std::string words;
    for (std::size_t i = table.key_columns; i < std::min(cells.size(), table.columns.size()); ++i) {
        const std::string_view column = table.columns[i];
        if (cells[i] == "-" || column == "origin" || column == "source" || column == "reviewed_by") continue;
        append(words, column, cells[i]);
    }
    return words;
}

/// 12.5 and 12.50 are one price.
bool same_cell(std::string_view column, std::string_view before, std::string_view after) {
    if (before == after) return true;
    if (column != "price_ceiling" && column != "first_self_pay_ratio") return false;
    const auto left = Decimal::parse(before), right = Decimal::parse(after);
    return left && right && *left == *right;
}

/// The columns of both, those of the later version first.
Cells columns_of_both(const KeyedTable& before, const KeyedTable& after) {
    Cells columns = after.columns;
    for (const std::string_view column : before.columns)
        if (std::ranges::find(columns, column) == columns.end()) columns.push_back(column);
    return columns;
}

bool is_earlier_end(std::string_view before, std::string_view after) {
    return after != "-" && (before == "-" || after < before);
}

class FileComparison {
public:
    FileComparison(std::string_view file, std::string_view before, std::string_view after, std::size_t limit)
        : before_(before), after_(after), columns_(columns_of_both(before_, after_)), limit_(limit) {
        result_.file = file;
    }

    FileDiff run() {
        auto left = before_.rows.begin(), right = after_.rows.begin();
        while (left != before_.rows.end() || right != after_.rows.end()) {
            if (right == after_.rows.end() || (left != before_.rows.end() && left->key < right->key))
                removed(*left++);
            else if (left == before_.rows.end() || right->key < left->key)
                added(*right++);
            else
                compare(*left++, *right++);
        }
        return std::move(result_);
    }

private:
    void removed(const KeyedLine& row) {
        ++result_.removed;
        if (has_room()) note(RowChange::What::removed, words_of_key(before_, row.key), gist(before_, row.line), "");
    }

    void added(const KeyedLine& row) {
        ++result_.added;
        if (has_room()) note(RowChange::What::added, words_of_key(after_, row.key), "", gist(after_, row.line));
    }

    void compare(const KeyedLine& before, const KeyedLine& after) {
        if (before.line == after.line && before_.columns == after_.columns) return;
        const Cells old_cells = cells_of(before.line), new_cells = cells_of(after.line);
        std::string was, is;
        bool only_the_end = true;
        for (const std::string_view column : columns_) {
            const std::string_view old_cell = before_.cell(old_cells, column),
                                   new_cell = after_.cell(new_cells, column);
            if (same_cell(column, old_cell, new_cell)) continue;
            append(was, column, old_cell);
            append(is, column, new_cell);
            only_the_end = only_the_end && column == "valid_to" && is_earlier_end(old_cell, new_cell);
        }
        if (was.empty()) return;
        const auto what = only_the_end ? RowChange::What::ended : RowChange::What::changed;
        ++(only_the_end ? result_.ended : result_.changed);
        if (has_room()) note(what, words_of_key(after_, after.key), std::move(was), std::move(is));
    }

    bool has_room() const { return result_.changes.size() < limit_; }

    void note(RowChange::What what, std::string key, std::string was, std::string is) {
        result_.changes.push_back({what, std::move(key), std::move(was), std::move(is)});
    }

    KeyedTable before_, after_;
    Cells columns_;
    std::size_t limit_;
    FileDiff result_;
};

}  // namespace

std::vector<FileDiff> diff(const tables::TableSet& before, const tables::TableSet& after, std::size_t limit) {
    std::set<std::string_view> files;
    for (const tables::TableSet* set : {&before, &after})
        for (const auto& [file, text] : *set)
            files.insert(file);
    std::vector<FileDiff> result;
    for (const std::string_view file : files) {
        const std::string_view was = tables::text_of(before, file), is = tables::text_of(after, file);
        if (was != is) result.push_back(FileComparison(file, was, is, limit).run());
    }
    return result;
}

}  // namespace clearing::mapping
