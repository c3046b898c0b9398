#include "tests/unit/services/mapping/counted_import.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/test/unit_test.hpp>

using namespace clearing;
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

}  // namespace

BOOST_AUTO_TEST_SUITE(real_maps)

BOOST_AUTO_TEST_CASE(that_of_diagnoses_shows_its_counts, *boost::unit_test::precondition(samples_are_at_hand)) {
    import_and_count(CodeKind::diagnosis, read_file(samples() / "icd10-clinical-to-insurance.csv"),
                     {35'587, 31'199, 4'388, 2'725, 26});
}

BOOST_AUTO_TEST_CASE(that_of_operations_shows_its_counts, *boost::unit_test::precondition(samples_are_at_hand)) {
    import_and_count(CodeKind::operation, read_file(samples() / "icd9cm3-clinical-to-insurance.csv"),
                     {13'653, 13'095, 558, 114, 0});
}

BOOST_AUTO_TEST_SUITE_END()
