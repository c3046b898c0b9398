#include "gateway/services/routing/policy.hpp"

#include "tests/support/mappings.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::routing;

namespace {

const FilingPolicy& policy() {
    static const auto loaded = FilingPolicy::load(tests::mapping_text("policies.tsv"));
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    return **loaded;
}

Date day(const char* text) {
    return *Date::parse(text);
}

Filing filing(const char* type, const char* begin = "2018-01-01", const char* end = "") {
    return {type, "F1", begin, end};
}

/// A Ningbo person at an outpatient desk in Shanghai.
CareFacts in_shanghai(const char* insurance_type, const char* on, std::vector<Filing> filings) {
    return {Direction::resident_away,
            PlatformName("delta"),
            DivisionCode("310110"),
            DivisionCode("330203"),
            CareSetting::outpatient,
            InsuranceType(insurance_type),
            false,
            std::move(filings),
            day(on)};
}

/// A Shanghai person at an outpatient desk in Ningbo.
CareFacts in_ningbo(const char* on, std::vector<Filing> filings) {
    return {Direction::visitor,
            PlatformName("delta"),
            DivisionCode("330203"),
            DivisionCode("310115"),
            CareSetting::outpatient,
            InsuranceType("310"),
            false,
            std::move(filings),
            day(on)};
}

/// A Guiyang person in a bed of Beilun.
CareFacts in_beilun(const char* on, std::vector<Filing> filings) {
    return {Direction::visitor,
            PlatformName("national"),
            DivisionCode("330206"),
            DivisionCode("520103"),
            CareSetting::inpatient,
            InsuranceType("310"),
            false,
            std::move(filings),
            day(on)};
}

void check_refused(const Result<void>& judged, ErrorCode code, const std::string& detail) {
    BOOST_TEST_REQUIRE(!judged.has_value());
    BOOST_TEST(text_of(judged.error().code).name == text_of(code).name);
    BOOST_TEST(judged.error().detail.find(detail) != std::string::npos, judged.error().detail);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(filing_policy)

BOOST_AUTO_TEST_CASE(mr_tu_with_a_residence_or_a_referral_is_paid_as_an_employee_in_2018) {
    BOOST_TEST(policy().judge(in_shanghai("310", "2018-09-10", {filing("residence", "2017-01-01")})).has_value());
    BOOST_TEST(policy().judge(in_shanghai("310", "2018-09-10", {filing("referral")})).has_value());
}

BOOST_AUTO_TEST_CASE(mr_tus_referral_as_a_resident_is_not_paid_and_the_source_is_named) {
    check_refused(policy().judge(in_shanghai("390", "2018-09-10", {filing("referral")})),
                  ErrorCode::not_payable_by_policy, "DOMAIN §2");
    BOOST_TEST(policy().judge(in_shanghai("390", "2018-09-10", {filing("residence")})).has_value());
    BOOST_TEST(policy().judge(in_shanghai("390", "2018-09-10", {filing("referral"), filing("residence")})).has_value());
}

BOOST_AUTO_TEST_CASE(without_any_filing_2018_asks_for_one) {
    check_refused(policy().judge(in_shanghai("310", "2018-09-10", {})), ErrorCode::filing_required,
                  "residence, referral");
    check_refused(policy().judge(in_shanghai("390", "2018-09-10", {})), ErrorCode::filing_required, "residence");
    check_refused(policy().judge(in_shanghai("310", "2018-09-10", {filing("other")})), ErrorCode::filing_required, "");
    check_refused(policy().judge(in_ningbo("2018-10-16", {})), ErrorCode::filing_required, "2018");
    BOOST_TEST(policy().judge(in_ningbo("2018-10-16", {filing("residence")})).has_value());
}

BOOST_AUTO_TEST_CASE(today_outpatient_care_inside_the_delta_needs_no_filing) {
    for (const char* insurance_type : {"310", "390", "340"})
        BOOST_TEST(policy().judge(in_shanghai(insurance_type, "2026-11-22", {})).has_value());
    BOOST_TEST(policy().judge(in_shanghai("390", "2026-11-22", {filing("referral")})).has_value());
    BOOST_TEST(policy().judge(in_ningbo("2026-11-22", {})).has_value());
}

BOOST_AUTO_TEST_CASE(the_governing_date_decides_which_rule_judges) {
    check_refused(policy().judge(in_shanghai("390", "2020-12-31", {filing("referral")})),
                  ErrorCode::not_payable_by_policy, "");
    BOOST_TEST(policy().judge(in_shanghai("390", "2021-01-01", {filing("referral")})).has_value());
}

BOOST_AUTO_TEST_CASE(an_emergency_counts_as_filed) {
    CareFacts facts = in_shanghai("390", "2018-09-10", {});
    facts.emergency = true;
    BOOST_TEST(policy().judge(facts).has_value());
    facts.filings = {filing("referral")};
    BOOST_TEST(policy().judge(facts).has_value());
    CareFacts stay = in_beilun("2017-07-22", {});
    check_refused(policy().judge(stay), ErrorCode::filing_required, "inpatient care");
    stay.emergency = true;
    BOOST_TEST(policy().judge(stay).has_value());
}

BOOST_AUTO_TEST_CASE(a_filing_counts_only_while_it_is_valid) {
    BOOST_TEST(policy().judge(in_beilun("2017-07-22", {filing("referral", "2017-07-22", "2017-07-22")})).has_value());
    check_refused(policy().judge(in_beilun("2017-07-22", {filing("referral", "2017-07-23")})),
                  ErrorCode::filing_required, "");
    check_refused(policy().judge(in_beilun("2017-07-22", {filing("referral", "2016-01-01", "2017-07-21")})),
                  ErrorCode::filing_required, "");
    BOOST_TEST(policy().judge(in_beilun("2017-07-22", {filing("residence", "2017-01-01 00:00:00", "")})).has_value());
    check_refused(policy().judge(in_beilun("2017-07-22", {filing("residence", "2017-01-01", "someday")})),
                  ErrorCode::filing_required, "");
}

BOOST_AUTO_TEST_CASE(an_expired_referral_is_missing_not_unpayable) {
    check_refused(policy().judge(in_shanghai("390", "2018-09-10", {filing("referral", "2018-01-01", "2018-06-30")})),
                  ErrorCode::filing_required, "");
}

BOOST_AUTO_TEST_CASE(without_a_rule_nothing_is_judged_by_guess) {
    CareFacts facts = in_beilun("2017-07-22", {filing("residence")});
    facts.platform = PlatformName("other");
    check_refused(policy().judge(facts), ErrorCode::not_loaded, "no filing rule");
    check_refused(policy().judge(in_beilun("2016-12-31", {filing("residence")})), ErrorCode::not_loaded, "2016-12-31");
}

BOOST_AUTO_TEST_CASE(a_table_with_unknown_words_or_overlaps_does_not_load) {
    const std::string header =
        "direction\tplatform\ttreatment_prefix\tinsured_prefix\tcare\tinsurance_type\tvalid_from\tvalid_to\taccepted\t"
        "not_payable\tsource\treviewed_by\n";
    const auto refusal = [&](const std::string& rows) {
        const auto loaded = FilingPolicy::load(header + rows);
        return loaded ? std::string("loaded") : loaded.error().detail;
    };
    const std::string row = "visitor\tdelta\t*\t*\tinpatient\t*\t2018-01-01\t-\t";
    BOOST_TEST(refusal(row + "residence\t-\ts\tr\n") == "loaded");
    BOOST_TEST(refusal(row + "holiday\t-\ts\tr\n") == "policies.tsv:2: unknown filing type 'holiday'");
    BOOST_TEST(refusal(row + "residence\tresidence\ts\tr\n") ==
               "policies.tsv:2: residence is accepted and not payable at once");
    BOOST_TEST(refusal(row + "-\treferral\ts\tr\n").find("a rule accepts some filing type") != std::string::npos);
    BOOST_TEST(refusal(row + "residence\t-\t-\tr\n") == "policies.tsv:2: source is missing");
    BOOST_TEST(refusal(row + "none\t-\ts\tr\n" + row + "residence\t-\ts\tr\n").find("overlaps policies.tsv:2") !=
               std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
