// Mr Tang, insured in Guiyang, a stay in Beilun People's Hospital, over the national platform (SETTLEMENT §5, deposit).
#include "tests/scenarios/story.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const Bill stay_bill{"0", "15253.29"};
const DayKey stay_day = Ningbo::guiyang_day("2017-07-22");

std::string shown(const SettledBill& answer, std::string_view key) {
    const auto found = std::ranges::find(answer.carried, key, &CarriedField::key);
    return found == answer.carried.end() ? "" : found->json;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stories_of_mr_tang)

BOOST_AUTO_TEST_CASE(a_stay_with_a_deposit_of_3000_and_197_20_handed_back) {
    Story story("汤先生 · 住院，押金 3000 元，退 197.20 元", "2017-07-12 09:00:00");
    story.given("贵阳参保人汤先生在宁波市北仑区人民医院住院，总费用 15253.29 元，贵阳应答：");
    story.hub.will_pay(Story::payment({{"总费用", "15253.29"}, {"统筹基金", "12450.53"}, {"现金", "2802.76"}}));
    const auto visit = story.register_visit(story.guiyang_call("2401", "t1"), "2017-07-12 09:00:00");
    BOOST_REQUIRE_MESSAGE(visit.has_value(), why(visit));
    BOOST_TEST(story.upload(story.guiyang_call("2301", "t2"), *visit, stay_bill).has_value());
    story.clock.set("2017-07-22 15:00:00");

    story.when("医院发起住院结算 2304，柜台信息注明押金和退款");
    const Call call = story.guiyang_call("2304", "t3");
    Claim claim = story.claim(call, *visit, stay_bill);
    claim.carried = {{"data", "DEPOSIT_AMT", "3000.00"}, {"data", "DEPOSIT_REFUND", "197.20"}};
    const auto answer = story.run(story.desk.settle(call, claim));
    BOOST_REQUIRE_MESSAGE(answer.has_value(), why(answer));
    story.then("应答带回押金与退款；结算的现金仍是 2802.76（医院收 2802.80）");
    BOOST_TEST(shown(*answer, "DEPOSIT_AMT") == "3000.00");
    BOOST_TEST(shown(*answer, "DEPOSIT_REFUND") == "197.20");
    BOOST_TEST(answer->split.cash.to_yuan() == "2802.76");
    BOOST_TEST(answer->settled_at == "2017-07-22 15:00:00");

    story.books_of_day(stay_day,
                       {{"R1 应收异地—未清算 hifp", "12450.53 / 0.00"}, {"H 应付定点机构 hifp", "0.00 / 12450.53"}});
    story.note("现金与押金都不入账");
    story.statement_says(story.closed(stay_day, "2017-07-23 00:30:00"), {{"状态", "agreed"},
                                                                         {"笔数", "1"},
                                                                         {"总费用", "15253.29"},
                                                                         {"统筹基金", "12450.53"},
                                                                         {"现金", "2802.76"},
                                                                         {"应收", "12450.53"},
                                                                         {"未清算", "0"}});
    story.books_of_day(stay_day, {{"R1 应收异地—未清算 hifp", "12450.53 / 12450.53"},
                                  {"R2 应收异地—已清算 hifp", "12450.53 / 0.00"},
                                  {"H 应付定点机构 hifp", "0.00 / 12450.53"}});
}

BOOST_AUTO_TEST_CASE(an_answer_found_after_its_day_was_closed_keeps_its_time_and_clears_late) {
    Story story("汤先生 · 应答丢失，平台的结算时间已在关闭的日子里", "2017-07-22 15:00:00");
    story.hub.will_pay(Story::payment({{"总费用", "15253.29"}, {"统筹基金", "12450.53"}, {"现金", "2802.76"}}));
    const auto visit = story.register_visit(story.guiyang_call("2401", "t1"), "2017-07-12 09:00:00");
    BOOST_REQUIRE(visit.has_value());
    BOOST_TEST(story.upload(story.guiyang_call("2301", "t2"), *visit, stay_bill).has_value());
    story.when("平台已入账，应答丢失；还没有清算日");
    story.hub.answer_next({Happening::lost_reply});
    const Call call = story.guiyang_call("2304", "t3");
    story.screen_shows(story.settle(call, *visit, stay_bill), "GW3001", "请勿按自费收取现金");
    BOOST_TEST(!story.record_of(call).assigned_day.has_value());
    story.statement_says(story.closed(stay_day, "2017-07-23 00:30:00"),
                         {{"状态", "agreed_with_carried_lines"}, {"笔数", "0"}, {"应收", "0.00"}, {"未清算", "1"}});

    story.when("次日查明：平台的结算时间是 2017-07-22 15:00:00");
    story.clock.set("2017-07-23 09:00:00");
    BOOST_TEST(story.resolve().value() == 1);
    BOOST_TEST(story.record_of(call).settled_at == "2017-07-22 15:00:00");
    BOOST_TEST(story.record_of(call).assigned_day->to_text() == "2017-07-22");
    story.then("开一条“清算日”差异，在我方当日补清");
    BOOST_REQUIRE(story.books.settlement_differences.size() == 1);
    BOOST_TEST((story.books.settlement_differences[0].kind == DifferenceKind::day));
    const DayKey next = Ningbo::guiyang_day("2017-07-23");
    story.statement_says(story.closed(next, "2017-07-24 00:30:00"),
                         {{"状态", "agreed"}, {"笔数", "1"}, {"应收", "12450.53"}, {"补清", "1"}});
    story.nothing_in_the_books_of(stay_day);
    story.books_of_day(next, {{"R1 应收异地—未清算 hifp", "12450.53 / 12450.53"},
                              {"R2 应收异地—已清算 hifp", "12450.53 / 0.00"},
                              {"H 应付定点机构 hifp", "0.00 / 12450.53"}});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
