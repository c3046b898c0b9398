#include "tests/support/generated_catalog.hpp"
#include "tests/unit/services/mapping/counted_import.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::mapping;
using namespace clearing::mapping::test;
using translation::CodeKind;

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

BOOST_AUTO_TEST_SUITE_END()
