// What changes a settlement's money after its booking (DOMAIN §2 audit, SETTLEMENT §6): deductions, disputes, refunds.
#include "tests/scenarios/finance_story.hpp"

namespace clearing::tests {
namespace {

using enum AdjustmentReason;

}  // namespace

BOOST_AUTO_TEST_SUITE(adjustments)

BOOST_AUTO_TEST_CASE(a_deduction_lowers_the_next_clearing_and_is_listed_with_its_origin) {
    FinanceStory story("审核扣款：清算以后扣回 100 元");
    const SettledBill zhang = story.treated("zhang", "1126.60");
    story.statement_says(story.cleared("2018-10-16"), {{"应收", "1128.60"}});
    story.clock.set("2018-10-17 10:00:00");
    story.when("审核认定违规，扣统筹基金 100.00");
    BOOST_REQUIRE(story.adjusted(zhang, deduction, story.hifp("100.00"), "审核 2018-7").has_value());
    story.then("记在当日，注明来源；已清算的那一天不变");
    story.books_of_day(story.shanghai_day("2018-10-17"),
                       {{"R1 应收异地—未清算 hifp", "0.00 / 100.00"}, {"H 应付定点机构 hifp", "100.00 / 0.00"}});
    const auto listed = story.run(story.finance.adjustments.of_day(story.shanghai_day("2018-10-17"))).value();
    BOOST_REQUIRE(listed.size() == 1U);
    BOOST_TEST(listed[0].origin == "审核 2018-7");
    BOOST_TEST(listed[0].settlement.text == zhang.settlement.text);
    story.cleared("2018-10-17");
    story.then("两天清算之和 = 1128.60 − 100.00");
    story.balances({{Account::r1, "0.00"}, {Account::r2, "1028.60"}, {Account::h, "-1028.60"}});
    const Notice notice = story.finance.make("2018-10-17").value();
    BOOST_TEST(sum_of(notice.owed()).to_yuan() == "1028.60");
}

BOOST_AUTO_TEST_CASE(a_settlement_deducted_and_then_cancelled_leaves_nothing) {
    FinanceStory story("扣款以后撤销：撤销与冲回之和为零");
    const SettledBill zhang = story.treated("zhang", "1126.60");
    BOOST_REQUIRE(story.adjusted(zhang, deduction, story.hifp("100.00"), "审核 7").has_value());
    story.cleared("2018-10-16");
    story.balances({{Account::r2, "1028.60"}});
    story.clock.set("2018-10-17 10:00:00");
    story.when("患者退费，整笔撤销");
    story.cancelled("zhang", zhang);
    story.cleared("2018-10-17");
    story.then("应收、应付医院都回到零");
    story.balances({{Account::r1, "0.00"}, {Account::r2, "0.00"}, {Account::h, "0.00"}});
    const auto listed = story.run(story.finance.adjustments.of_day(story.shanghai_day("2018-10-17"))).value();
    BOOST_REQUIRE(listed.size() == 2U);
    BOOST_TEST((listed[0].reason == settlement_cancelled));
    BOOST_TEST((listed[1].reason == cancel_after_clearing));
    BOOST_TEST(listed[1].origin == zhang.settlement.text);
}

BOOST_AUTO_TEST_CASE(a_deduction_withdrawn_before_and_after_the_clearing_leaves_nothing) {
    for (bool cleared_between : {false, true}) {
        FinanceStory story("扣款撤回");
        const SettledBill zhang = story.treated("zhang", "1126.60");
        BOOST_REQUIRE(story.adjusted(zhang, deduction, story.hifp("100.00"), "审核 7").has_value());
        if (cleared_between) story.cleared("2018-10-16");
        BOOST_REQUIRE(story.adjusted(zhang, deduction_withdrawn, story.hifp("100.00"), "审核 7").has_value());
        story.cleared(cleared_between ? "2018-10-17" : "2018-10-16");
        story.balances({{Account::r1, "0.00"}, {Account::r2, "1128.60"}, {Account::h, "-1128.60"}});
    }
}

BOOST_AUTO_TEST_CASE(a_lost_dispute_is_borne_by_the_hospital_or_waits_in_suspense) {
    FinanceStory story("争议：对方少认 30.00 与 5.00");
    const SettledBill zhang = story.treated("zhang", "1126.60");
    BOOST_REQUIRE(story.adjusted(zhang, dispute_lost, story.hifp("30.00"), "争议 1").has_value());
    BOOST_REQUIRE(story.adjusted(zhang, dispute_lost, story.hifp("5.00"), "争议 2", Bearer::suspended).has_value());
    story.cleared("2018-10-16");
    story.balances({{Account::r2, "1093.60"}, {Account::h, "-1098.60"}, {Account::x, "5.00"}});
    story.when("第二笔争议后来赢了");
    BOOST_REQUIRE(story.adjusted(zhang, dispute_won, story.hifp("5.00"), "争议 2", Bearer::suspended).has_value());
    story.cleared("2018-10-17");
    story.balances({{Account::r2, "1098.60"}, {Account::h, "-1098.60"}, {Account::x, "0.00"}});
}

BOOST_AUTO_TEST_CASE(no_more_is_deducted_than_the_region_owes) {
    FinanceStory story("扣款不得超过记账金额");
    const SettledBill zhang = story.treated("zhang", "1126.60");
    story.screen_shows(story.adjusted(zhang, deduction, story.hifp("1126.61"), "审核 7"), "GW1008", "1126.60");
    BOOST_REQUIRE(story.adjusted(zhang, deduction, story.hifp("1126.60"), "审核 7").has_value());
    story.screen_shows(story.adjusted(zhang, deduction, story.hifp("0.01"), "审核 8"), "GW1008", "owed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
