#pragma once

#include "gateway/infra/csv/csv_sheet_reader.hpp"
#include "gateway/services/translation/code_book.hpp"
#include "tests/unit/services/mapping/sheets.hpp"

#include <set>
#include <string>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::mapping::test {

struct Counts {
    std::size_t rows, identical, changed, several, trimmed;
};

inline void check_counts(const ImportReport& report, const Counts& counts) {
    BOOST_TEST(report.rows == counts.rows);
    BOOST_TEST(report.identical_codes == counts.identical);
    BOOST_TEST(report.changed_codes == counts.changed);
    BOOST_TEST(report.targets_with_several_sources == counts.several);
    BOOST_TEST(report.trimmed_cells == counts.trimmed);
    BOOST_TEST(report.added == counts.rows);
    BOOST_TEST_MESSAGE(
        fmt::format("{}: {} rows, {} identical codes, {} changed, {} targets, {} of them with several "
                    "sources, {} cells trimmed",
                    report.encoding, report.rows, report.identical_codes, report.changed_codes, report.targets,
                    report.targets_with_several_sources, report.trimmed_cells));
}

/// Translates every code the right way and the way that is refused: each source leads to its target; back leads only
/// what has one source; the day before the rows begin nothing is found.
inline void translate_all(translation::CodeKind kind, const std::string& text, const Counts& counts) {
    using enum translation::Vocabulary;
    tables::Findings findings;
    const std::vector<translation::MappingRow> rows = translation::read_rows(kind, text, findings);
    const auto book = translation::CodeBook::build(rows);
    std::size_t right = 0, too_early = 0, back = 0, refused = 0;
    std::set<std::string_view> targets;
    for (const translation::MappingRow& row : rows) {
        right += book->find(kind, local, national, row.code, row.period.from).code == row.target ? 1 : 0;
        too_early += book->find(kind, local, national, row.code, row.period.from.previous()) ? 1 : 0;
        if (!targets.insert(row.target).second) continue;
        const auto match = book->find(kind, national, local, row.target, row.period.from);
        back += match && match.code == row.code ? 1 : 0;
        refused += match.several ? 1 : 0;
    }
    BOOST_TEST(right == counts.rows);
    BOOST_TEST(too_early == 0U);
    BOOST_TEST(refused == counts.several);
    BOOST_TEST(back + refused == targets.size());
    BOOST_TEST_MESSAGE(
        fmt::format("translated: {} the right way; back {} of {} targets, {} refused for several sources", right, back,
                    targets.size(), refused));
}

/// Imports a sheet into nothing, shows the counts, and finds the file in order and unchanged by the same sheet again.
inline void import_and_count(translation::CodeKind kind, const std::string& bytes, const Counts& counts) {
    const auto sheet = csv::CsvSheetReader().read(bytes, {});
    BOOST_TEST_REQUIRE(sheet.has_value());
    ImportOrder whole = order();
    whole.kind = kind;
    const auto imported = import_sheet("", *sheet, whole);
    BOOST_TEST_REQUIRE(imported.has_value(), (imported ? "" : imported.error().front()));
    check_counts(imported->report, counts);
    BOOST_TEST(faults_in(kind, imported->text) == "");
    translate_all(kind, imported->text, counts);

    whole.valid_from = day("2021-01-01");
    whole.complete = true;
    const auto again = import_sheet(imported->text, *sheet, whole);
    BOOST_TEST_REQUIRE(again.has_value());
    const bool is_the_same = again->text == imported->text;
    BOOST_TEST(is_the_same);
    BOOST_TEST(again->report.unchanged == counts.rows);
}

}  // namespace clearing::mapping::test
