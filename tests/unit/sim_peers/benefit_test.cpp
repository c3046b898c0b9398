#include "sim-peers/benefit.hpp"

#include "centres.hpp"

#include <random>

using namespace clearing::peers;
using namespace clearing::peers::testing;

namespace {

InsurancePolicy simple_policy() {
    const auto json = Json::parse(R"({"division":"310000","name":"x","insurances":[{"insutype":"310","account":true,
        "outpatient":{"deductible":{"3":"300.00","1":"100.00"},"segments":[{"up_to":"1000.00","ratio":{"3":"0.50","1":"0.60"}},{"up_to":"999999.00","ratio":{"3":"0.80","1":"0.90"}}]},
        "inpatient":{"deductible":{"3":"1000.00"},"segments":[{"up_to":"999999.00","ratio":{"3":"0.90"}}]},
        "ceiling":"2000.00","above":{"component":"hifob","ratio":"0.50"},"civil_servant_ratio":"0.50",
        "referral_cut":{"none":"0.10"}}]})");
    auto policy = read_policy(*json);
    BOOST_REQUIRE_MESSAGE(policy, (policy ? "" : policy.error()));
    return policy->insurances.front();
}

BenefitQuestion outpatient(const char* in_scope) {
    BenefitQuestion question;
    question.scope.total = question.scope.in_scope = yuan(in_scope);
    question.filing = "residence";
    return question;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sim_peers_benefit)

BOOST_AUTO_TEST_CASE(below_the_deductible_nothing_is_paid) {
    const Split split = compute_benefit(simple_policy(), outpatient("250.00"), {});
    BOOST_TEST(split.fund.value == 0);
    BOOST_TEST(split.deductible.value == 25000);
    BOOST_TEST(split.cash.value == 25000);
}

BOOST_AUTO_TEST_CASE(segments_follow_one_another_through_the_year) {
    // 2300 in scope, 300 deductible, 2000 payable: 1000 × 0.5 + 1000 × 0.8
    const Split first = compute_benefit(simple_policy(), outpatient("2300.00"), {});
    BOOST_TEST(first.hifp.value == 130000);
    YearSoFar year;
    apply(year, first, false, +1);
    // The deductible is used up and the first segment too.
    const Split second = compute_benefit(simple_policy(), outpatient("100.00"), year);
    BOOST_TEST(second.deductible.value == 0);
    BOOST_TEST(second.hifp.value == 8000);
}

BOOST_AUTO_TEST_CASE(a_primary_institution_pays_by_its_own_column) {
    BenefitQuestion question = outpatient("600.00");
    question.level = 1;
    BOOST_TEST(compute_benefit(simple_policy(), question, {}).hifp.value == 30000);  // (600 − 100) × 0.6
}

BOOST_AUTO_TEST_CASE(above_the_ceiling_the_supplement_pays_its_share) {
    BenefitQuestion question = outpatient("5000.00");
    question.inpatient = true;
    // (5000 − 1000) × 0.9 = 3600; ceiling 2000; above 1600 × 0.5
    const Split split = compute_benefit(simple_policy(), question, {});
    BOOST_TEST(split.hifp.value == 200000);
    BOOST_TEST(split.hifob.value == 80000);
    BOOST_TEST(broken_law(split) == "");
}

BOOST_AUTO_TEST_CASE(not_filed_costs_ten_points) {
    BenefitQuestion question = outpatient("1300.00");
    question.filing = "none";
    // payable 1000: 500 − 10 % of 1000
    BOOST_TEST(compute_benefit(simple_policy(), question, {}).hifp.value == 40000);
}

BOOST_AUTO_TEST_CASE(the_account_pays_before_cash_and_never_more_than_it_holds) {
    BenefitQuestion question = outpatient("200.00");
    question.use_account = true;
    YearSoFar year;
    year.account_balance = yuan("150.00");
    const Split split = compute_benefit(simple_policy(), question, year);
    BOOST_TEST(split.account.value == 15000);
    BOOST_TEST(split.cash.value == 5000);
    BOOST_TEST(split.balance_after.value == 0);
}

BOOST_AUTO_TEST_CASE(a_civil_servant_gets_half_of_what_is_left_in_scope) {
    BenefitQuestion question = outpatient("1300.00");
    question.civil_servant = true;
    const Split split = compute_benefit(simple_policy(), question, {});
    BOOST_TEST(split.cvlserv.value == 25000);
    BOOST_TEST(broken_law(split) == "");
}

BOOST_AUTO_TEST_CASE(what_a_settlement_did_to_the_year_its_undoing_takes_back) {
    YearSoFar year;
    year.account_balance = yuan("80.00");
    const YearSoFar before = year;
    BenefitQuestion question = outpatient("777.77");
    question.use_account = true;
    const Split split = compute_benefit(simple_policy(), question, year);
    apply(year, split, false, +1);
    BOOST_TEST(!(year == before));
    apply(year, split, false, -1);
    BOOST_TEST((year == before));
}

BOOST_AUTO_TEST_CASE(every_law_holds_for_every_policy_file_and_ten_thousand_random_bills) {
    std::mt19937 random(20181016);
    Data data;
    for (const auto& [name, division] :
         {std::pair{"shanghai", "310000"}, {"guiyang", "520100"}, {"beijing", "110000"}, {"ningbo", "330200"}}) {
        const auto centre = data.centre(name, division, name);
        for (int i = 0; i < 2500; ++i) {
            const auto& policy = centre->policy().insurances[random() % 2];
            BenefitQuestion question;
            auto& scope = question.scope;
            scope.full_self_pay = {static_cast<std::int64_t>(random() % 50'000)};
            scope.over_limit = {static_cast<std::int64_t>(random() % 50'000)};
            scope.first_self_pay = {static_cast<std::int64_t>(random() % 50'000)};
            scope.in_scope = {static_cast<std::int64_t>(random() % 100'000'000)};
            scope.total = scope.full_self_pay + scope.over_limit + scope.first_self_pay + scope.in_scope;
            question.inpatient = random() % 2;
            question.level = static_cast<int>(1 + random() % 3);
            question.filing = std::vector<std::string>{"none", "residence", "referral", "emergency"}[random() % 4];
            question.civil_servant = random() % 2;
            question.use_account = random() % 2;
            YearSoFar year;
            year.account_balance = {static_cast<std::int64_t>(random() % 1'000'000)};
            year.pooled_fund = {static_cast<std::int64_t>(random() % 60'000'000)};
            const Split split = compute_benefit(policy, question, year);
            BOOST_REQUIRE_EQUAL(broken_law(split), "");
            BOOST_REQUIRE(split.cash >= Fen{} && split.account >= Fen{} && split.fund >= Fen{} &&
                          split.hospital >= Fen{});
            BOOST_REQUIRE(split.fund <= scope.in_scope);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_laws_name_what_is_missing) {
    Split split;
    split.scope.total = split.scope.in_scope = yuan("1368.83");
    split.fund = split.hifp = yuan("1126.60");
    split.cash = split.person = yuan("240.23");
    split.parts = parts_of(split, false);
    BOOST_TEST(broken_law(split) == "A by 2.00");
    split.account = yuan("2.00");
    split.person = yuan("242.23");
    split.parts = parts_of(split, false);
    BOOST_TEST(broken_law(split) == "");
}

BOOST_AUTO_TEST_CASE(a_policy_file_with_a_hole_names_the_hole) {
    const auto json = Json::parse(
        R"({"division":"310000","insurances":[{"insutype":"310","outpatient":{"segments":[{"up_to":"x"}]}}]})");
    const auto policy = read_policy(*json);
    BOOST_REQUIRE(!policy);
    BOOST_TEST(policy.error().find("up_to") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_residents_referral_does_not_pay_outpatient_care_in_shanghai_in_2018) {
    Data data;
    const auto centre = data.centre("bureau-core", "330200", "ningbo");
    const auto* residents = centre->policy().of("390");
    const auto* employees = centre->policy().of("310");
    BOOST_TEST(refusing_rule(*residents, "310000", false, false, "2018-10-16", "referral") != nullptr);
    BOOST_TEST(refusing_rule(*residents, "310000", false, false, "2018-10-16", "residence") == nullptr);
    BOOST_TEST(refusing_rule(*residents, "310000", false, true, "2018-10-16", "none") == nullptr);  // emergency
    BOOST_TEST(refusing_rule(*employees, "310000", false, false, "2018-10-16", "referral") == nullptr);
    BOOST_TEST(refusing_rule(*residents, "310000", false, false, "2024-01-01", "none") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
