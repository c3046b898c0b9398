#pragma once

#include "gateway/services/mapping/import.hpp"
#include "gateway/services/tables/findings.hpp"
#include "gateway/services/translation/check_rows.hpp"
#include "gateway/services/translation/mapping_row.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace clearing::mapping::test {

inline std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    while (true) {
        const auto end = text.find(at);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// A sheet with this header and these records, cells parted by |; an empty record text is a row the reader left out.
inline ports::Sheet sheet(std::string_view header, std::initializer_list<std::string_view> records) {
    ports::Sheet sheet{"UTF-8", split(header, '|'), {}};
    std::size_t row = 1;
    for (const std::string_view record : records) {
        ++row;
        if (!record.empty()) sheet.records.push_back({row, split(record, '|')});
    }
    return sheet;
}

inline Date day(std::string_view text) {
    return Date::parse(text).value();
}

/// Diagnoses from local to national, from 2020-01-01, out of "book".
inline ImportOrder order(std::string_view valid_from = "2020-01-01") {
    ImportOrder order;
    order.kind = translation::CodeKind::diagnosis;
    order.valid_from = day(valid_from);
    order.origin = "book";
    return order;
}

/// A kind's file with these lines, cells parted by blanks.
inline std::string file(translation::CodeKind kind, std::initializer_list<std::string> lines) {
    std::string text = fmt::format("# heading\n{}\n", fmt::join(translation::columns_of(kind), "\t"));
    for (std::string line : lines) {
        std::ranges::replace(line, ' ', '\t');
        text += line + "\n";
    }
    return text;
}

inline std::string diagnoses(std::initializer_list<std::string> lines) {
    return file(translation::CodeKind::diagnosis, lines);
}

/// The lines below the header, cells parted by blanks, lines by /.
inline std::string lines_of(std::string_view text) {
    text.remove_prefix(std::min(translation::heading_of(text).size(), text.size()));
    text.remove_prefix(std::min(text.find('\n') + 1, text.size()));
    std::string shown(text.substr(0, text.empty() ? 0 : text.size() - 1));
    std::ranges::replace(shown, '\t', ' ');
    std::ranges::replace(shown, '\n', '/');
    return shown;
}

/// The lines after the import, or what refused it.
inline std::string after(std::string_view base, const ports::Sheet& sheet, const ImportOrder& order) {
    const auto imported = import_sheet(base, sheet, order);
    if (!imported) return "refused: " + fmt::format("{}", fmt::join(imported.error(), "; "));
    return lines_of(imported->text);
}

/// Every fault the reader and the check find in a kind's file.
inline std::string faults_in(translation::CodeKind kind, std::string_view text) {
    tables::Findings findings;
    const auto rows = translation::read_rows(kind, text, findings);
    translation::check_rows(kind, rows, findings);
    return fmt::format("{}", fmt::join(findings.sentences(), "; "));
}

}  // namespace clearing::mapping::test
