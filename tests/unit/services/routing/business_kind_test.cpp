// What an institution is open for: each business kind by itself (issue: "institutions open by region, business kind and
// date").
#include "gateway/services/routing/business_kind.hpp"

#include "gateway/services/routing/router.hpp"
#include "tests/support/mappings.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::routing;

namespace {

constexpr auto outpatient = CareSetting::outpatient;
constexpr auto inpatient = CareSetting::inpatient;

std::string kind(CareSetting care, std::string_view med_type, bool at_pharmacy = false) {
    const auto found = business_kind_of(care, med_type, at_pharmacy);
    return found ? std::string(name_of(*found)) : "not told yet";
}

/// Guiyang's persons at Ningbo First Hospital (H) and at a pharmacy (P), as `openings` says.
Result<std::shared_ptr<const Router>> router_with(const std::string& openings) {
    return Router::load(
        {"code\tvalid_from\tvalid_to\tname\tparent\tkind\tsource\treviewed_by\n"
         "330000\t2000-01-01\t-\t浙江省\t-\tprovince\ts\tr\n"
         "330200\t2000-01-01\t-\t宁波市\t330000\tcity\ts\tr\n"
         "520000\t2000-01-01\t-\t贵州省\t-\tprovince\ts\tr\n",
         "prefix\tdirection\tcare\tvalid_from\tvalid_to\tplatform\tsource\treviewed_by\n",
         "platform\tprefix\tvalid_from\tvalid_to\tcounterparty\tsource\treviewed_by\n",
         "code\tvalid_from\tvalid_to\tname\tlevel\tdivision\tkind\tsource\treviewed_by\n"
         "H33020000001\t2015-01-01\t-\t医院\t3\t330200\thospital\ts\tr\n"
         "P33020000001\t2015-01-01\t-\t药店\t9\t330200\tpharmacy\ts\tr\n",
         "institution\tinsured_prefix\tbusiness\tvalid_from\tvalid_to\tsource\treviewed_by\n" + openings,
         "platform\tprefix\tvalid_from\tvalid_to\tid\tcomponents\tnetting\tcycle\tdays_to_finance\tdays_to_pay\t"
         "prefund_offset\tyear_closes\tsource\treviewed_by\n"
         "*\t*\t2017-01-01\t-\tD\thifp\tno\tmonthly\t5\t10\tno\t03-31\ts\tr\n"},
        DivisionCode("330200"));
}

/// "open", or the name of the error.
std::string asked(const Router& router, const char* institution, CareSetting care, const char* med_type,
                  const char* on = "2024-06-01") {
    const auto open =
        router.institution_open(InstitutionCode(institution), DivisionCode("520103"), care, med_type, *Date::parse(on));
    return open ? "open" : std::string(text_of(open.error().code).name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(business_kinds)

BOOST_AUTO_TEST_CASE(the_setting_the_med_type_and_a_pharmacys_counter_tell_the_kind) {
    BOOST_TEST(kind(outpatient, "11") == "outpatient");
    BOOST_TEST(kind(outpatient, "13") == "outpatient");
    BOOST_TEST(kind(outpatient, "9901") == "outpatient");
    BOOST_TEST(kind(outpatient, "14") == "chronic");
    BOOST_TEST(kind(outpatient, "140104") == "chronic");
    BOOST_TEST(kind(outpatient, "41") == "pharmacy");
    BOOST_TEST(kind(outpatient, "11", true) == "pharmacy");
    BOOST_TEST(kind(outpatient, "14", true) == "pharmacy");
    BOOST_TEST(kind(outpatient, "", true) == "pharmacy");
    BOOST_TEST(kind(outpatient, "") == "not told yet");
    for (const char* med_type : {"21", "52", "14", ""})
        BOOST_TEST(kind(inpatient, med_type) == "inpatient", med_type);
}

BOOST_AUTO_TEST_CASE(names_read_back_and_unknown_ones_do_not) {
    for (const BusinessKind business : all_business_kinds)
        BOOST_TEST((business_kind_named(name_of(business)) == business));
    BOOST_TEST(!business_kind_named("dental").has_value());
    BOOST_TEST(!business_kind_named("").has_value());
}

BOOST_AUTO_TEST_CASE(who_is_open_for_outpatients_is_not_thereby_open_for_chronic_diseases) {
    const auto router = router_with("H33020000001\t52\toutpatient\t2022-01-01\t-\ts\tr\n");
    BOOST_TEST_REQUIRE(router.has_value(), (router ? "" : router.error().detail));
    BOOST_TEST(asked(**router, "H33020000001", outpatient, "11") == "open");
    BOOST_TEST(asked(**router, "H33020000001", outpatient, "") == "open");
    BOOST_TEST(asked(**router, "H33020000001", outpatient, "14") == "institution_not_open");
    BOOST_TEST(asked(**router, "H33020000001", outpatient, "41") == "institution_not_open");
    BOOST_TEST(asked(**router, "H33020000001", inpatient, "21") == "institution_not_open");
    BOOST_TEST(asked(**router, "P33020000001", outpatient, "41") == "institution_not_open");
}

BOOST_AUTO_TEST_CASE(who_is_open_for_chronic_diseases_alone_takes_a_registration_and_nothing_ordinary) {
    const auto router = router_with("H33020000001\t52\tchronic\t2024-01-01\t2024-12-31\ts\tr\n");
    BOOST_TEST_REQUIRE(router.has_value(), (router ? "" : router.error().detail));
    BOOST_TEST(asked(**router, "H33020000001", outpatient, "14") == "open");
    BOOST_TEST(asked(**router, "H33020000001", outpatient, "") == "open");
    BOOST_TEST(asked(**router, "H33020000001", outpatient, "11") == "institution_not_open");
    BOOST_TEST(asked(**router, "H33020000001", outpatient, "14", "2023-12-31") == "institution_not_open");
    BOOST_TEST(asked(**router, "H33020000001", outpatient, "14", "2025-01-01") == "institution_not_open");
}

BOOST_AUTO_TEST_CASE(a_pharmacy_settles_under_its_own_opening_whatever_the_med_type) {
    const auto router = router_with("P33020000001\t*\tpharmacy\t2024-01-01\t-\ts\tr\n");
    BOOST_TEST_REQUIRE(router.has_value(), (router ? "" : router.error().detail));
    for (const char* med_type : {"41", "11", "14", ""})
        BOOST_TEST(asked(**router, "P33020000001", outpatient, med_type) == "open", med_type);
    BOOST_TEST(asked(**router, "H33020000001", outpatient, "41") == "institution_not_open");
}

BOOST_AUTO_TEST_CASE(the_reviewed_tables_open_chronic_care_and_pharmacies_by_name) {
    const auto router = Router::load(tests::routing_texts(), DivisionCode("330200"));
    BOOST_TEST_REQUIRE(router.has_value(), (router ? "" : router.error().detail));
    BOOST_TEST(asked(**router, "H33020300001", outpatient, "14") == "open");
    BOOST_TEST(asked(**router, "H33020300002", outpatient, "14") == "institution_not_open");
    BOOST_TEST(asked(**router, "H33020300002", outpatient, "11") == "open");
    BOOST_TEST(asked(**router, "P33020300001", outpatient, "41") == "open");
    BOOST_TEST(asked(**router, "P33020300001", outpatient, "41", "2023-12-31") == "institution_not_open");
}

BOOST_AUTO_TEST_CASE(an_unknown_business_kind_is_named) {
    const auto router = router_with("H33020000001\t52\tdental\t2024-01-01\t-\ts\tr\n");
    BOOST_TEST_REQUIRE(!router.has_value());
    BOOST_TEST(router.error().detail.find("openings.tsv:2: unknown business kind 'dental'") != std::string::npos,
               router.error().detail);
}

BOOST_AUTO_TEST_SUITE_END()
