// Adjustments travel (decision 0023): what the treatment side changes after a booking stands in both regions' books, or
// in neither; both day statements are equal to the fen.
#include "tests/scenarios/two_regions.hpp"

namespace clearing::tests {
namespace {

using enum AdjustmentReason;
using Lines = std::vector<std::string>;

void check(const Lines& found, const Lines& wanted) {
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exchanged_adjustments)

BOOST_AUTO_TEST_CASE(a_deduction_stands_in_both_regions_books_on_one_day) {
    TwoRegions story("审核扣款跨省传递：两地同日同额");
    const SettledBill zhang = story.settled_in_both("zhang", "1126.60", "2018-10-16");
    BOOST_REQUIRE(story.try_to_clear("2018-10-16").has_value());
    story.both_statements_say("2018-10-16", "1128.60", "0.00");
    story.both_clocks("2018-10-17 10:00:00");
    story.when("就医地审核认定违规，扣统筹基金 100.00");
    BOOST_TEST(story.ordered(zhang, deduction, "100.00", "审核 7").value().awaits.text == "shanghai");
    story.then("参保地答复之前，两地都不记账");
    story.both_books_owe("1128.60");
    BOOST_TEST(story.told() == 1);
    story.then("答复之后，两地记在同一天，来源一致");
    check(story.adjustments_here("2018-10-17"), {"deduction 审核 7 -100.00"});
    check(story.adjustments_there("2018-10-17"), {"deduction 310000/审核 7 -100.00"});
    story.both_books_owe("1028.60");
    BOOST_REQUIRE(story.try_to_clear("2018-10-17").has_value());
    story.both_statements_say("2018-10-17", "0.00", "-100.00");
    story.balances({{Account::r1, "0.00"}, {Account::r2, "1028.60"}, {Account::h, "-1028.60"}});
    BOOST_TEST(story.there.balance(Account::p1).is_zero());
    BOOST_TEST(story.there.balance(Account::p2).to_yuan() == "-1028.60");

    story.both_clocks("2018-10-18 10:00:00");
    story.when("医院申诉成立，扣款撤回");
    BOOST_REQUIRE(story.ordered(zhang, deduction_withdrawn, "100.00", "审核 7").has_value());
    BOOST_TEST(story.told() == 1);
    BOOST_REQUIRE(story.try_to_clear("2018-10-18").has_value());
    story.both_statements_say("2018-10-18", "0.00", "100.00");
    story.both_books_owe("1128.60");
}

BOOST_AUTO_TEST_CASE(a_dispute_lost_and_won_goes_the_same_way) {
    TwoRegions story("争议核减与核增：两地一致");
    const SettledBill zhang = story.settled_in_both("zhang", "1126.60", "2018-10-16");
    BOOST_REQUIRE(story.ordered(zhang, dispute_lost, "26.60", "争议 1").has_value());
    BOOST_TEST(story.told() == 1);
    BOOST_REQUIRE(story.try_to_clear("2018-10-16").has_value());
    story.both_statements_say("2018-10-16", "1128.60", "-26.60");
    story.both_books_owe("1102.00");
    story.both_clocks("2018-10-17 10:00:00");
    BOOST_REQUIRE(story.ordered(zhang, dispute_won, "26.60", "争议 1").has_value());
    BOOST_REQUIRE(story.try_to_clear("2018-10-17").has_value());
    story.then("日终之前未轮到发送的，由日终自己问清");
    story.both_statements_say("2018-10-17", "0.00", "26.60");
    story.both_books_owe("1128.60");
}

BOOST_AUTO_TEST_CASE(an_answer_that_was_lost_is_asked_for_again_and_nothing_is_posted_twice) {
    TwoRegions story("扣款答复丢失：再问一次，只记一次");
    const SettledBill zhang = story.settled_in_both("zhang", "1126.60", "2018-10-16");
    BOOST_REQUIRE(story.ordered(zhang, deduction, "100.00", "审核 7").has_value());
    story.border.answers_lost = 1;
    BOOST_TEST(story.told() == 0);
    story.then("参保地已记，就医地不知道：还没有记，也没有放弃");
    check(story.adjustments_here("2018-10-16"), {});
    check(story.adjustments_there("2018-10-16"), {"deduction 310000/审核 7 -100.00"});
    BOOST_TEST((story.offers()[0].state == OfferState::pending));
    BOOST_TEST(story.told() == 0);  // not due yet
    BOOST_TEST(story.border.adjustments_arrived == 1);
    story.clock.advance(std::chrono::seconds(5));
    BOOST_TEST(story.told() == 1);
    check(story.adjustments_here("2018-10-16"), {"deduction 审核 7 -100.00"});
    check(story.adjustments_there("2018-10-16"), {"deduction 310000/审核 7 -100.00"});
    BOOST_REQUIRE(story.try_to_clear("2018-10-16").has_value());
    story.both_statements_say("2018-10-16", "1128.60", "-100.00");
    story.both_books_owe("1028.60");
}

BOOST_AUTO_TEST_CASE(a_day_whose_adjustment_has_no_answer_waits_and_clears_once_it_has) {
    TwoRegions story("日终时扣款尚无答复：结算单不出，问清再出");
    const SettledBill zhang = story.settled_in_both("zhang", "1126.60", "2018-10-16");
    BOOST_REQUIRE(story.ordered(zhang, deduction, "100.00", "审核 7").has_value());
    story.border.answers_lost = 1;
    BOOST_TEST(story.told() == 0);
    story.border.questions_lost = 1;
    const auto waiting = story.try_to_clear("2018-10-16");
    BOOST_TEST(code_of_answer(waiting) == stable_code(ErrorCode::peer_unreachable));
    BOOST_TEST(
        (story.run(story.days.find(story.shanghai_day("2018-10-16"))).value()->state == DayState::waiting_for_partner));
    story.then("次日再关：参保地答复它早已记在十六日，两地同日");
    BOOST_REQUIRE(story.close(story.shanghai_day("2018-10-16")).has_value());
    check(story.adjustments_here("2018-10-16"), {"deduction 审核 7 -100.00"});
    story.both_statements_say("2018-10-16", "1128.60", "-100.00");
    story.both_books_owe("1028.60");
}

BOOST_AUTO_TEST_CASE(what_the_other_region_refuses_stands_in_neither_and_is_work_for_a_person) {
    TwoRegions story("参保地拒绝：两地都不记，转人工");
    const SettledBill zhang = story.settled_in_both("zhang", "1126.60", "2018-10-16");
    story.given("互传启用以前，参保地凭纸件已手工扣过 1000.00，就医地没有");
    for (ports::OtherSides* sides : {&story.other_sides, &story.there.other_sides})
        sides->platforms.at(PlatformName("delta")).exchanges_adjustments = false;
    const auto of_there =
        story
            .run(story.there.settlements.find_by_key(
                {DivisionCode("310000"), story.record(zhang.settlement).key.settlement}, Direction::resident_away))
            .value();
    BOOST_REQUIRE(story
                      .run(story.by_hand_there.post({of_there->no, deduction, FinanceStory::hifp("1000.00"), "纸件 3",
                                                     Bearer::hospital, "clerk", story.there.clock.now()}))
                      .has_value());
    BOOST_REQUIRE(story.try_to_clear("2018-10-16").has_value());
    for (ports::OtherSides* sides : {&story.other_sides, &story.there.other_sides})
        sides->platforms.at(PlatformName("delta")).exchanges_adjustments = true;

    story.both_clocks("2018-10-17 10:00:00");
    story.when("就医地再扣 500.00");
    BOOST_REQUIRE(story.ordered(zhang, deduction, "500.00", "审核 7").has_value());
    BOOST_TEST(story.told() == 0);
    const AdjustmentOffer refused = story.offers().at(0);
    BOOST_TEST((refused.state == OfferState::parked));
    BOOST_TEST(refused.is_refused);
    BOOST_TEST(refused.last_failure == stable_code(ErrorCode::over_limit));
    BOOST_REQUIRE(story.books.alarms.size() == 1U);
    BOOST_TEST(story.books.alarms[0].find("refused by shanghai") != std::string::npos);
    BOOST_TEST(story.books.alarms[0].find("hifp") != std::string::npos);
    check(story.adjustments_here("2018-10-17"), {});
    check(story.adjustments_there("2018-10-17"), {});
    story.then("这一天照常出结算单");
    BOOST_REQUIRE(story.try_to_clear("2018-10-17").has_value());
    story.both_statements_say("2018-10-17", "0.00", "0.00");
    story.when("人工查明后放弃，改按可扣的数额另行扣款");
    BOOST_TEST(story.run(story.queue.withdraw(refused.no, "checker", story.clock.now())).has_value());
    story.both_clocks("2018-10-18 10:00:00");
    BOOST_REQUIRE(story.ordered(zhang, deduction, "126.60", "审核 7-2").has_value());
    BOOST_TEST(story.told() == 1);
    BOOST_REQUIRE(story.try_to_clear("2018-10-18").has_value());
    story.both_statements_say("2018-10-18", "0.00", "-126.60");
}

BOOST_AUTO_TEST_CASE(a_partner_that_does_not_know_adjustments_is_told_so_to_a_person) {
    TwoRegions story("参保地的系统不认识调整报文：不记账，转人工");
    const SettledBill zhang = story.settled_in_both("zhang", "1126.60", "2018-10-16");
    story.there.other_sides.platforms.at(PlatformName("delta")).exchanges_adjustments = false;
    BOOST_REQUIRE(story.ordered(zhang, deduction, "100.00", "审核 7").has_value());
    BOOST_TEST(story.told() == 0);
    BOOST_TEST((story.offers().at(0).state == OfferState::parked));
    BOOST_TEST(story.offers().at(0).last_failure == "GW1004");
    BOOST_TEST(story.books.alarms.at(0).find("does not know adjustments") != std::string::npos);
    BOOST_REQUIRE(story.try_to_clear("2018-10-16").has_value());
    story.both_books_owe("1128.60");
    story.when("对方升级以后，人工再发一次");
    story.there.other_sides.platforms.at(PlatformName("delta")).exchanges_adjustments = true;
    story.both_clocks("2018-10-17 10:00:00");
    BOOST_REQUIRE(story.run(story.queue.resume(story.offers().at(0).no, "checker", story.clock.now())).has_value());
    BOOST_TEST(story.told() == 1);
    BOOST_REQUIRE(story.try_to_clear("2018-10-17").has_value());
    story.both_statements_say("2018-10-17", "0.00", "-100.00");
    story.both_books_owe("1028.60");
}

BOOST_AUTO_TEST_CASE(an_adjustment_taken_for_another_message_may_stand_there_and_is_asked_for_as_a_new_one) {
    TwoRegions story("对方称报文内容不同：可能已记，不得放弃，换报文号再问");
    const SettledBill zhang = story.settled_in_both("zhang", "1126.60", "2018-10-16");
    BOOST_REQUIRE(story.ordered(zhang, deduction, "100.00", "审核 7").has_value());
    story.border.taken_for_another = 1;
    BOOST_TEST(story.told() == 0);
    const AdjustmentOffer parked = story.offers().at(0);
    BOOST_TEST((parked.state == OfferState::parked));
    BOOST_TEST(!parked.is_refused);
    BOOST_TEST(story.books.alarms.at(0).find("may stand at shanghai alone") != std::string::npos);
    BOOST_TEST(!story.run(story.queue.withdraw(parked.no, "checker", story.clock.now())).has_value());
    const auto resumed = story.run(story.queue.resume(parked.no, "checker", story.clock.now()));
    BOOST_TEST(resumed.value().asked_anew == 1);
    BOOST_TEST(story.told() == 1);
    check(story.adjustments_here("2018-10-16"), {"deduction 审核 7 -100.00"});
    BOOST_REQUIRE(story.try_to_clear("2018-10-16").has_value());
    story.both_statements_say("2018-10-16", "1128.60", "-100.00");
}

BOOST_AUTO_TEST_CASE(an_entry_of_one_region_alone_keeps_the_statement_from_being_agreed) {
    TwoRegions story("一地自记一笔：结算单不一致，指明差额");
    const SettledBill zhang = story.settled_in_both("zhang", "1126.60", "2018-10-16");
    const auto of_there =
        story
            .run(story.there.settlements.find_by_key(
                {DivisionCode("310000"), story.record(zhang.settlement).key.settlement}, Direction::resident_away))
            .value();
    const NewAdjustment alone{of_there->no,     deduction, FinanceStory::hifp("0.01"), "自记",
                              Bearer::hospital, "clerk",   story.there.clock.now()};
    story.when("参保地想自己记：系统不许");
    BOOST_TEST(code_of_answer(story.run(story.as_told.post(alone))) == stable_code(ErrorCode::conflict));
    story.when("绕过系统记了一分钱");
    BOOST_REQUIRE(story.run(story.by_hand_there.post(alone)).has_value());
    const auto refused = story.try_to_clear("2018-10-16");
    BOOST_TEST(code_of_answer(refused) == stable_code(ErrorCode::conflict));
    BOOST_TEST(refused.error().detail.find("310 outpatient hifp: 0.00 here, -0.01 there") != std::string::npos);
    story.then("两地都没有清算");
    BOOST_TEST(story.balance(Account::r2).is_zero());
    BOOST_TEST(story.there.balance(Account::p2).is_zero());
}

BOOST_AUTO_TEST_CASE(a_settlement_deducted_and_cancelled_afterwards_leaves_nothing_in_either) {
    TwoRegions story("扣款以后撤销：两地都回到零");
    const SettledBill zhang = story.settled_in_both("zhang", "1126.60", "2018-10-16");
    BOOST_REQUIRE(story.ordered(zhang, deduction, "100.00", "审核 7").has_value());
    BOOST_TEST(story.told() == 1);
    BOOST_REQUIRE(story.try_to_clear("2018-10-16").has_value());
    story.both_clocks("2018-10-17 10:00:00");
    story.cancelled_in_both("zhang", zhang, "2018-10-17");
    story.both_books_owe("0.00");
    BOOST_REQUIRE(story.try_to_clear("2018-10-17").has_value());
    story.both_books_owe("0.00");
    story.balances({{Account::r1, "0.00"}, {Account::r2, "0.00"}, {Account::h, "0.00"}});
    BOOST_TEST(story.there.balance(Account::p1).is_zero());
    BOOST_TEST(story.there.balance(Account::p2).is_zero());
}

BOOST_AUTO_TEST_CASE(a_partner_whose_clock_is_behind_is_asked_again_after_its_midnight) {
    TwoRegions story("对方时钟慢几秒：过了它的零点再问，不转人工");
    const SettledBill zhang = story.settled_in_both("zhang", "1126.60", "2018-10-16");
    BOOST_REQUIRE(story.try_to_clear("2018-10-16").has_value());
    story.clock.set("2018-10-18 00:00:03");
    BOOST_REQUIRE(story.run(story.days.switch_day(story.shanghai_day("2018-10-17"), story.clock.now())).has_value());
    story.there.clock.set("2018-10-17 23:59:58");
    BOOST_REQUIRE(story.ordered(zhang, deduction, "100.00", "审核 7").has_value());
    BOOST_TEST((story.offers().at(0).day.day == FinanceDesk::day("2018-10-18")));
    BOOST_TEST(story.told() == 0);
    BOOST_TEST((story.offers().at(0).state == OfferState::pending));
    BOOST_TEST(story.books.alarms.empty());
    story.both_clocks("2018-10-18 00:00:09");
    BOOST_TEST(story.told() == 1);
    check(story.adjustments_there("2018-10-18"), {"deduction 310000/审核 7 -100.00"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
