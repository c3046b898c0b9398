#include "gateway/services/tables/findings.hpp"
#include "gateway/services/translation/mapping_row.hpp"
#include "gateway/services/translation/row_terms.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clearing::translation {
namespace {

/// The columns all kinds have in front, in the order of columns_of. Those of the terms follow, then two of the origin.
struct Column {
    enum : std::size_t {
        source_system,
        source_code,
        target_system,
        valid_from,
        valid_to,
        target_code,
        relation_to_target,
        source_name,
        target_name,
        first_term,
    };
};
constexpr std::size_t most_columns = Column::first_term + 5 + 2;

/// One file's rows as they come, with what is wrong with them.
class RowReader {
public:
    RowReader(CodeKind kind, tables::Findings& findings)
        : kind_(kind),
          file_(traits_of(kind).file),
          columns_(columns_of(kind)),
          origin_(columns_.size() - 2),
          reviewed_by_(columns_.size() - 1),
          findings_(findings) {}

    void take(std::string_view line) {
        ++number_;
        if (line.find('\r') != std::string_view::npos) return found("carriage return: lines end in a line feed alone");
        if (line.starts_with('#')) return;
        if (!seen_header_) return take_header(line);
        if (line.empty()) return found("empty line");
        if (header_fits_) take_row(line);  // else the header's finding says it all
    }

    void finish() {
        if (!seen_header_) findings_.add(file_, "no header line");
    }

    std::vector<MappingRow> rows;

private:
    void take_header(std::string_view line) {
        seen_header_ = true;
        header_fits_ = line == fmt::format("{}", fmt::join(columns_, "\t"));
        if (!header_fits_) found(fmt::format("the header must be: {}", fmt::join(columns_, " ")));
    }

    void take_row(std::string_view line) {
        if (line == last_line_) return found("the same line twice");
        if (line < last_line_) found("not in ascending order (LC_ALL=C sort)");
        last_line_ = line;
        if (!split(line)) return;
        MappingRow row;
        row.kind = kind_;
        row.line = number_;
        // Each looks at its own cells, so that all faults of a row are told.
        const bool has_key = take_key(row), has_period = take_period(row), has_relation = take_relation(row);
        take_terms(row);
        if (has_key && has_period && has_relation) rows.push_back(row);
    }

    bool split(std::string_view line) {
        std::size_t count = 0, begin = 0;
        bool has_empty = false;
        while (true) {
            const std::size_t tab = std::min(line.find('\t', begin), line.size());
            const std::string_view cell = line.substr(begin, tab - begin);
            has_empty |= cell.empty();
            if (count < most_columns) cells_[count] = cell == "-" ? std::string_view() : cell;
            ++count;
            if (tab == line.size()) break;
            begin = tab + 1;
        }
        if (count != columns_.size())
            return refused(fmt::format("{} cells where the header has {}", count, columns_.size()));
        if (has_empty) return refused("an empty cell: write a dash");
        return true;
    }

    bool take_key(MappingRow& row) {
        const auto from = vocabulary_at(Column::source_system);
        const auto to = vocabulary_at(Column::target_system);
        row.code = required(Column::source_code);
        row.target = required(Column::target_code);
        row.name = cells_[Column::source_name];
        row.target_name = cells_[Column::target_name];
        row.origin = required(origin_);
        row.reviewed_by = required(reviewed_by_);
        if (!from || !to) return false;
        if (*from == *to) return refused("a vocabulary is not translated into itself");
        row.from = *from;
        row.to = *to;
        return !row.code.empty() && !row.target.empty();
    }

    std::optional<Vocabulary> vocabulary_at(std::size_t column) {
        const auto vocabulary = vocabulary_named(cells_[column]);
        if (!vocabulary) found(fmt::format("unknown {} '{}'", columns_[column], cells_[column]));
        return vocabulary;
    }

    std::string_view required(std::size_t column) {
        if (cells_[column].empty()) found(columns_[column] + " is missing");
        return cells_[column];
    }

    bool take_period(MappingRow& row) {
        const auto from = Date::parse(cells_[Column::valid_from]);
        if (!from) return refused(fmt::format("valid_from '{}' is not a day", cells_[Column::valid_from]));
        row.period.from = *from;
        if (cells_[Column::valid_to].empty()) return true;
        const auto to = Date::parse(cells_[Column::valid_to]);
        if (!to || *to < *from)
            return refused(fmt::format("valid_to '{}' is not a day after valid_from", cells_[Column::valid_to]));
        row.period.to = *to;
        return true;
    }

    bool take_relation(MappingRow& row) {
        const auto relation = relation_named(cells_[Column::relation_to_target]);
        if (!relation) return refused(fmt::format("unknown relation '{}'", cells_[Column::relation_to_target]));
        row.relation = *relation;
        return true;
    }

    void take_terms(MappingRow& row) {
        if (traits_of(kind_).terms == RowTerms::none) return;
        faults_.clear();
        if (traits_of(kind_).terms == RowTerms::fund_class)
            row.fund_class = read_fund_class(cells_[Column::first_term], cells_[Column::first_term + 1], faults_);
        else
            take_catalog_terms(row);
        for (const std::string& fault : faults_)
            found(fault);
    }

    void take_catalog_terms(MappingRow& row) {
        const CatalogCells cells{cells_[Column::first_term], cells_[Column::first_term + 1],
                                 cells_[Column::first_term + 2], cells_[Column::first_term + 3],
                                 cells_[Column::first_term + 4]};
        if (cells_[Column::source_system] == name_of(Vocabulary::local) &&
            cells_[Column::target_system] == name_of(Vocabulary::national))
            row.catalog = read_catalog_terms(kind_, cells, faults_);
        else if (!cells.are_empty())
            found("catalog terms stand on rows from local to national alone");
    }

    bool refused(const std::string& what) {
        found(what);
        return false;
    }

    void found(const std::string& what) { findings_.add(fmt::format("{}:{}", file_, number_), what); }

    CodeKind kind_;
    std::string file_;
    std::vector<std::string> columns_;
    std::size_t origin_, reviewed_by_;  ///< columns
    tables::Findings& findings_;
    std::size_t number_ = 0;
    bool seen_header_ = false, header_fits_ = false;
    std::string_view last_line_;
    std::array<std::string_view, most_columns> cells_;
    std::vector<std::string> faults_;  ///< kept, so that it is not allocated for each row
};

}  // namespace

std::vector<MappingRow> read_rows(CodeKind kind, std::string_view text, tables::Findings& findings) {
    RowReader reader(kind, findings);
    reader.rows.reserve(static_cast<std::size_t>(std::ranges::count(text, '\n')));
    while (!text.empty()) {
        const auto end = text.find('\n');
        reader.take(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    reader.finish();
    return std::move(reader.rows);
}

}  // namespace clearing::translation
