#include "gateway/services/routing/router.hpp"

#include "tests/support/mappings.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::routing;

namespace {

const Router& router() {
    static const auto loaded = Router::load(tests::routing_texts(), DivisionCode("330200"));
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    return **loaded;
}

Date day(const char* text) {
    return *Date::parse(text);
}

Result<Route> outpatient_visitor(const char* insured, const char* on) {
    return router().route(DivisionCode(insured), Direction::visitor, CareSetting::outpatient, day(on));
}

Result<Route> inpatient_visitor(const char* insured, const char* on) {
    return router().route(DivisionCode(insured), Direction::visitor, CareSetting::inpatient, day(on));
}

void check_route(const Result<Route>& route, const char* platform, const char* region, const char* counterparty) {
    BOOST_TEST_REQUIRE(route.has_value(), (route ? "" : route.error().detail));
    BOOST_TEST(route->platform.text == platform);
    BOOST_TEST(route->region.text == region);
    BOOST_TEST(route->counterparty.text == counterparty);
}

template <class T>
void check_error(const Result<T>& result, ErrorCode code) {
    BOOST_TEST_REQUIRE(!result.has_value());
    BOOST_TEST(text_of(result.error().code).name == text_of(code).name);
    BOOST_TEST(!result.error().detail.empty());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(router_of_the_reviewed_tables)

BOOST_AUTO_TEST_CASE(a_district_of_shanghai_is_reached_over_delta_as_shanghai) {
    check_route(outpatient_visitor("310115", "2018-10-16"), "delta", "310000", "310000");
    check_route(outpatient_visitor("310000", "2018-10-16"), "delta", "310000", "310000");
    check_route(outpatient_visitor("310199", "2018-10-16"), "delta", "310000", "310000");
    check_route(
        router().route(DivisionCode("310110"), Direction::resident_away, CareSetting::outpatient, day("2018-09-10")),
        "delta", "310000", "310000");
}

BOOST_AUTO_TEST_CASE(guiyang_and_its_own_agency_are_reached_over_the_national_platform_as_guiyang) {
    check_route(inpatient_visitor("520103", "2017-07-10"), "national", "520100", "520100");
    check_route(inpatient_visitor("520199", "2017-07-10"), "national", "520100", "520100");
    check_route(inpatient_visitor("520100", "2017-07-10"), "national", "520100", "520100");
}

BOOST_AUTO_TEST_CASE(a_provincial_agency_is_a_region_of_its_own) {
    check_route(inpatient_visitor("529900", "2017-07-10"), "national", "529900", "520000");
}

BOOST_AUTO_TEST_CASE(the_99_forms_go_where_their_city_and_their_province_go) {
    check_route(outpatient_visitor("310199", "2018-10-16"), "delta", "310000", "310000");
    check_route(inpatient_visitor("520199", "2022-01-01"), "national", "520100", "520000");
    check_route(inpatient_visitor("110199", "2017-07-10"), "national", "110000", "110000");
    BOOST_TEST(router().is_own(DivisionCode("330299")));
    // Zhejiang's own agency is no part of Ningbo, and no route leads there.
    BOOST_TEST(!router().is_own(DivisionCode("339900")));
    check_error(inpatient_visitor("339900", "2022-01-01"), ErrorCode::route_closed);
}

BOOST_AUTO_TEST_CASE(a_division_without_a_row_belongs_to_its_city_or_province) {
    check_route(inpatient_visitor("520190", "2017-07-10"), "national", "520100", "520100");
    check_route(inpatient_visitor("520381", "2017-07-10"), "national", "520300", "520000");
    check_route(inpatient_visitor("523900", "2017-07-10"), "national", "520000", "520000");
    check_route(inpatient_visitor("110108", "2017-07-10"), "national", "110000", "110000");
}

BOOST_AUTO_TEST_CASE(guiyang_clears_as_a_city_in_2017_and_as_a_province_today) {
    check_route(inpatient_visitor("520103", "2021-12-31"), "national", "520100", "520100");
    check_route(inpatient_visitor("520103", "2022-01-01"), "national", "520100", "520000");
}

BOOST_AUTO_TEST_CASE(a_region_clears_on_a_day_with_whom_the_row_of_that_day_names) {
    const auto counterparty = [](const char* platform, const char* on) {
        return router().counterparty(PlatformName(platform), DivisionCode("520100"), day(on));
    };
    BOOST_TEST(counterparty("national", "2021-12-31").value().text == "520100");
    BOOST_TEST(counterparty("national", "2022-01-01").value().text == "520000");
    check_error(counterparty("national", "2016-12-31"), ErrorCode::not_loaded);
    check_error(counterparty("delta", "2022-01-01"), ErrorCode::not_loaded);
}

BOOST_AUTO_TEST_CASE(an_unknown_region_is_named_and_refused) {
    check_error(outpatient_visitor("990000", "2018-10-16"), ErrorCode::unknown_region);
    check_error(outpatient_visitor("", "2018-10-16"), ErrorCode::unknown_region);
    check_error(outpatient_visitor("31011", "2018-10-16"), ErrorCode::unknown_region);
    check_error(outpatient_visitor("3101AB", "2018-10-16"), ErrorCode::unknown_region);
}

BOOST_AUTO_TEST_CASE(a_route_opens_on_its_first_day) {
    check_error(outpatient_visitor("310115", "2018-08-31"), ErrorCode::route_closed);
    check_route(outpatient_visitor("310115", "2018-09-01"), "delta", "310000", "310000");
    check_error(inpatient_visitor("520103", "2016-12-31"), ErrorCode::route_closed);
    check_error(outpatient_visitor("520103", "2021-12-31"), ErrorCode::route_closed);
    check_route(outpatient_visitor("520103", "2022-01-01"), "national", "520100", "520000");
}

BOOST_AUTO_TEST_CASE(a_known_region_without_a_route_is_closed_not_unknown) {
    check_error(outpatient_visitor("440300", "2026-11-22"), ErrorCode::route_closed);
    check_error(inpatient_visitor("440300", "2026-11-22"), ErrorCode::route_closed);
    // Pilots of Shanghai, not partners of ours.
    for (const char* pilot : {"339900", "330400", "320600", "320900", "320300", "341100", "340500"})
        check_error(outpatient_visitor(pilot, "2018-10-16"), ErrorCode::route_closed);
    check_error(inpatient_visitor("310115", "2018-10-16"), ErrorCode::route_closed);
}

BOOST_AUTO_TEST_CASE(a_persons_query_goes_to_any_open_platform) {
    check_route(router().route_of_person(DivisionCode("520103"), Direction::visitor, day("2017-07-10")), "national",
                "520100", "520100");
    check_route(router().route_of_person(DivisionCode("310115"), Direction::visitor, day("2018-10-16")), "delta",
                "310000", "310000");
    check_error(router().route_of_person(DivisionCode("440300"), Direction::visitor, day("2018-10-16")),
                ErrorCode::route_closed);
    check_error(router().route_of_person(DivisionCode("000000"), Direction::visitor, day("2018-10-16")),
                ErrorCode::unknown_region);
}

BOOST_AUTO_TEST_CASE(our_own_region_is_its_districts_and_its_99_form) {
    for (const char* own : {"330200", "330203", "330299", "330282", "330204"})
        BOOST_TEST(router().is_own(DivisionCode(own)), own);
    for (const char* other : {"330100", "330000", "339900", "310115", "", "3302", "33020A", "3302030"})
        BOOST_TEST(!router().is_own(DivisionCode(other)), other);
    check_error(outpatient_visitor("330203", "2018-10-16"), ErrorCode::local_traffic);
}

BOOST_AUTO_TEST_CASE(a_platform_speaks_only_for_the_divisions_routed_to_it) {
    const PlatformName delta("delta"), national("national");
    BOOST_TEST(router().platform_serves(delta, DivisionCode("310115")));
    BOOST_TEST(router().platform_serves(national, DivisionCode("520103")));
    BOOST_TEST(router().platform_serves(national, DivisionCode("110101")));
    BOOST_TEST(!router().platform_serves(delta, DivisionCode("520103")));
    BOOST_TEST(!router().platform_serves(national, DivisionCode("310115")));
    BOOST_TEST(!router().platform_serves(delta, DivisionCode("440300")));
    BOOST_TEST(!router().platform_serves(delta, DivisionCode("330203")));
    BOOST_TEST(!router().platform_serves(delta, DivisionCode("31")));
    BOOST_TEST(!router().platform_serves(PlatformName("closed"), DivisionCode("310115")));
}

BOOST_AUTO_TEST_CASE(an_institution_is_open_by_region_care_and_date) {
    const InstitutionCode first("H33020300001"), beilun("H33020600001"), beijing("H11010100001"),
        pulmonary("H31011000001");
    const auto open = [](const InstitutionCode& institution, const char* insured, CareSetting care, const char* on) {
        const char* med_type = care == CareSetting::inpatient ? "21" : "11";
        return router().institution_open(institution, DivisionCode(insured), care, med_type, day(on));
    };
    BOOST_TEST(open(first, "310115", CareSetting::outpatient, "2018-10-16").has_value());
    check_error(open(first, "310115", CareSetting::outpatient, "2018-09-29"), ErrorCode::institution_not_open);
    check_error(open(beilun, "310115", CareSetting::outpatient, "2018-10-16"), ErrorCode::institution_not_open);
    BOOST_TEST(open(beilun, "520103", CareSetting::inpatient, "2017-07-10").has_value());
    check_error(open(beilun, "520103", CareSetting::inpatient, "2017-06-30"), ErrorCode::institution_not_open);
    BOOST_TEST(open(pulmonary, "330203", CareSetting::outpatient, "2018-09-10").has_value());
    check_error(open(pulmonary, "330402", CareSetting::outpatient, "2018-09-10"), ErrorCode::institution_not_open);
    BOOST_TEST(open(beijing, "330212", CareSetting::inpatient, "2017-07-20").has_value());
    check_error(open(beijing, "330212", CareSetting::outpatient, "2017-07-20"), ErrorCode::institution_not_open);
    check_error(open(InstitutionCode("H33020399999"), "310115", CareSetting::outpatient, "2018-10-16"),
                ErrorCode::unknown_institution);
    check_error(open(first, "310115", CareSetting::outpatient, "2014-12-31"), ErrorCode::unknown_institution);
}

BOOST_AUTO_TEST_CASE(the_level_of_an_institution_is_known_without_a_date) {
    BOOST_TEST(router().institution_level(InstitutionCode("H33020300001")) == "3");
    BOOST_TEST(router().institution_level(InstitutionCode("H33020600001")) == "2");
    BOOST_TEST(router().institution_level(InstitutionCode("H31011700001")) == "1");
    BOOST_TEST(router().institution_level(InstitutionCode("H99999999999")).empty());
}

BOOST_AUTO_TEST_CASE(the_agreement_in_force_says_what_clears) {
    const auto delta = router().formula(PlatformName("delta"), DivisionCode("310000"), day("2018-10-16"));
    BOOST_TEST_REQUIRE(delta.has_value());
    BOOST_TEST(delta->id == "DELTA-31-2018");
    BOOST_TEST(delta->components.size() == clearable_components.size());
    const auto other = router().formula(PlatformName("other"), DivisionCode("990000"), day("2018-10-16"));
    BOOST_TEST_REQUIRE(other.has_value());
    BOOST_TEST(other->id == "DEFAULT-2017");
    check_error(router().formula(PlatformName("national"), DivisionCode("520100"), day("2016-12-31")),
                ErrorCode::not_loaded);
}

BOOST_AUTO_TEST_SUITE_END()
