#include "gateway/infra/csv/csv_sheet_reader.hpp"
#include "tests/support/generated_catalog.hpp"
#include "tests/unit/services/mapping/sheets.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::mapping;
using namespace clearing::mapping::test;
using translation::CodeKind;

namespace {

std::filesystem::path samples() {
    const char* shared = std::getenv("CLEARING_SHARED");
    const auto folder =
        shared != nullptr ? std::filesystem::path(shared) : std::filesystem::path(CLEARING_SOURCE_DIR) / "../shared";
    return folder / "samples/catalog";
}

boost::test_tools::assertion_result samples_are_at_hand(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result at_hand(std::filesystem::is_directory(samples()));
    at_hand.message() << "SKIPPED: the real maps are not at hand (" << samples() << ")";
    if (!at_hand) std::fprintf(stderr, "%s\n", at_hand.message().str().data());
    return at_hand;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Counts {
    std::size_t rows, identical, changed, several, trimmed;
};

void check_counts(const ImportReport& report, const Counts& counts) {
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

/// Imports a sheet into nothing, shows the counts, and finds the file in order and unchanged by the same sheet again.
void import_and_count(CodeKind kind, const std::string& bytes, const Counts& counts) {
    const auto sheet = csv::CsvSheetReader().read(bytes, {});
    BOOST_TEST_REQUIRE(sheet.has_value());
    ImportOrder whole = order();
    whole.kind = kind;
    const auto imported = import_sheet("", *sheet, whole);
    BOOST_TEST_REQUIRE(imported.has_value(), (imported ? "" : imported.error().front()));
    check_counts(imported->report, counts);
    BOOST_TEST(faults_in(kind, imported->text) == "");

    whole.valid_from = day("2021-01-01");
    whole.complete = true;
    const auto again = import_sheet(imported->text, *sheet, whole);
    BOOST_TEST_REQUIRE(again.has_value());
    const bool is_the_same = again->text == imported->text;
    BOOST_TEST(is_the_same);
    BOOST_TEST(again->report.unchanged == counts.rows);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(importing_large_sheets)

BOOST_AUTO_TEST_CASE(a_sheet_of_the_real_ones_size_and_shape_shows_its_counts) {
    using Shape = generated::DiagnosisShape;
    import_and_count(CodeKind::diagnosis, generated::diagnosis_sheet(1),
                     {Shape::rows, Shape::identical, Shape::changed, Shape::shared_targets, Shape::trimmed_cells});
}

BOOST_AUTO_TEST_CASE(progress_is_told_on_the_way_and_at_the_end) {
    const auto sheet = csv::CsvSheetReader().read(generated::diagnosis_sheet(2), {});
    std::vector<std::size_t> told;
    const auto imported = import_sheet("", sheet.value(), order(), [&](std::size_t done, std::size_t total) {
        BOOST_TEST(total == 2 * generated::DiagnosisShape::rows);
        told.push_back(done);
    });
    BOOST_TEST(imported.has_value());
    BOOST_TEST(told.size() > 15U);
    BOOST_TEST(std::ranges::is_sorted(told));
    BOOST_TEST(told.back() == 2 * generated::DiagnosisShape::rows);
}

BOOST_AUTO_TEST_CASE(one_target_of_very_many_sources_takes_no_longer) {
    ports::Sheet sheet{"UTF-8", split("source_code|target_code", '|'), {}};
    for (std::size_t row = 2; row < 60'002; ++row)
        sheet.records.push_back({row, {fmt::format("L{:06}", row), "J06.900"}});
    const auto imported = import_sheet("", sheet, order());
    BOOST_TEST_REQUIRE(imported.has_value());
    BOOST_TEST(imported->report.targets_with_several_sources == 1U);
    BOOST_TEST(faults_in(CodeKind::diagnosis, imported->text) == "");
}

BOOST_AUTO_TEST_CASE(the_real_map_of_diagnoses_shows_its_counts, *boost::unit_test::precondition(samples_are_at_hand)) {
    import_and_count(CodeKind::diagnosis, read_file(samples() / "icd10-clinical-to-insurance.csv"),
                     {35'587, 31'199, 4'388, 2'725, 26});
}

BOOST_AUTO_TEST_CASE(the_real_map_of_operations_shows_its_counts,
                     *boost::unit_test::precondition(samples_are_at_hand)) {
    import_and_count(CodeKind::operation, read_file(samples() / "icd9cm3-clinical-to-insurance.csv"),
                     {13'653, 13'095, 558, 114, 0});
}

BOOST_AUTO_TEST_SUITE_END()
