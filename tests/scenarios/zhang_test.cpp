// Ms Zhang, insured in Shanghai, treated at Ningbo First Hospital (SETTLEMENT §5, §6). The newspaper's figures are
// 2.00 short; what happens to such an answer is told at the quote, at the settlement, and for the corrected bill.
#include "tests/scenarios/story.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const Bill bill{"20181016001", "1368.83"};
const DayKey day = Ningbo::shanghai_day("2018-10-16");

}  // namespace

BOOST_AUTO_TEST_SUITE(stories_of_ms_zhang)

BOOST_AUTO_TEST_CASE(at_the_quote_an_unbalanced_answer_is_refused_and_nothing_exists) {
    Story story("章阿姨 · 预结算不平", "2018-10-16 09:30:00");
    story.given("上海参保人章阿姨在宁波市第一医院门诊，总费用 1368.83 元；上海的应答如报上所印，少 2.00 元：");
    story.shanghai.will_pay(Story::payment({{"总费用", "1368.83"}, {"统筹基金", "1126.60"}, {"现金", "240.23"}}));
    const VisitId visit = story.visit_with_bill("zhang", bill);
    story.when("医院发起预结算 2206");
    const auto quoted = story.quote(story.visitor_call("2206", "q1"), visit, bill);
    story.screen_shows(quoted, "GW1401", "law A broken by 2.00 yuan");
    story.then("两边的账上什么都没有");
    BOOST_TEST(story.shanghai.books.empty());
    story.nothing_in_the_books_of(day);
    story.statement_says(story.closed(day, "2018-10-17 00:00:00"),
                         {{"状态", "agreed"}, {"笔数", "0"}, {"应收", "0.00"}, {"未清算", "0"}});
}

BOOST_AUTO_TEST_CASE(at_the_settlement_it_is_reversed_and_the_corrected_bill_is_booked) {
    Story story("章阿姨 · 结算不平，冲正后更正", "2018-10-16 09:30:00");
    story.given("上海按报上所印的金额结算，并已在上海入账：");
    story.shanghai.will_pay(Story::payment({{"总费用", "1368.83"}, {"统筹基金", "1126.60"}, {"现金", "240.23"}}));
    const VisitId visit = story.visit_with_bill("zhang", bill);
    story.when("医院发起结算 2207，上海第一次没有应答冲正");
    story.shanghai.answer_next({Happening::answers, Happening::lost_request});
    const auto first = story.settle(story.visitor_call("2207", "m1"), visit, bill);
    story.screen_shows(first, "GW3003", "请勿按自费收取现金");
    story.when("冲正得到上海确认");
    story.resolve().value();
    story.screen_shows(story.settle(story.visitor_call("2207", "m1"), visit, bill), "GW1409", "law A broken by 2.00");
    story.then("两边的账上什么都没有");
    BOOST_TEST((story.shanghai.books.begin()->second.state == QueryResult::State::reversed));
    story.nothing_in_the_books_of(day);

    story.given("更正：2.00 元由个人账户支付（此数为虚构）：");
    story.shanghai.will_pay(
        Story::payment({{"总费用", "1368.83"}, {"统筹基金", "1126.60"}, {"个人账户", "2.00"}, {"现金", "240.23"}}));
    story.when("医院用新的报文号再次结算");
    BOOST_TEST(story.settle(story.visitor_call("2207", "m2"), visit, bill).has_value());
    story.books_of_day(day, {{"R1 应收异地—未清算 hifp", "1126.60 / 0.00"},
                             {"R1 应收异地—未清算 acct", "2.00 / 0.00"},
                             {"H 应付定点机构 hifp", "0.00 / 1126.60"},
                             {"H 应付定点机构 acct", "0.00 / 2.00"}});
    story.note("现金 240.23 不入账");
    story.statement_says(story.closed(day, "2018-10-17 00:00:00"), {{"状态", "agreed"},
                                                                    {"笔数", "1"},
                                                                    {"撤销", "0"},
                                                                    {"总费用", "1368.83"},
                                                                    {"统筹基金", "1126.60"},
                                                                    {"个人账户", "2.00"},
                                                                    {"现金", "240.23"},
                                                                    {"应收", "1128.60"},
                                                                    {"未清算", "0"}});
    story.books_of_day(day, {{"R1 应收异地—未清算 hifp", "1126.60 / 1126.60"},
                             {"R1 应收异地—未清算 acct", "2.00 / 2.00"},
                             {"R2 应收异地—已清算 hifp", "1126.60 / 0.00"},
                             {"R2 应收异地—已清算 acct", "2.00 / 0.00"},
                             {"H 应付定点机构 hifp", "0.00 / 1126.60"},
                             {"H 应付定点机构 acct", "0.00 / 2.00"}});
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_resolved_after_the_close_and_cleared_late) {
    Story story("章阿姨 · 应答丢失，日终后查明，次日补清", "2018-10-16 23:50:00");
    const PaymentSplit split =
        Story::payment({{"总费用", "1368.83"}, {"统筹基金", "1126.60"}, {"个人账户", "2.00"}, {"现金", "240.23"}});
    story.shanghai.will_pay(split);
    story.given("同一天先有一笔已入账");
    const VisitId earlier = story.visit_with_bill("earlier", bill);
    BOOST_TEST(story.settle(story.visitor_call("2207", "m0"), earlier, bill).has_value());
    const VisitId visit = story.visit_with_bill("zhang", bill);
    story.when("上海已入账，应答在路上丢失");
    story.shanghai.answer_next({Happening::lost_reply});
    const auto lost = story.settle(story.visitor_call("2207", "m1"), visit, bill);
    story.screen_shows(lost, "GW3001", "查询前请勿按自费收取现金");
    const SettlementKey key = story.record_of(story.visitor_call("2207", "m1")).key;

    const Statement first = story.closed(day, "2018-10-17 00:00:00");
    story.statement_says(first, {{"状态", "agreed_with_carried_lines"},
                                 {"笔数", "1"},
                                 {"总费用", "1368.83"},
                                 {"应收", "1128.60"},
                                 {"未清算", "1"},
                                 {"补清", "0"}});
    story.then("关闭时按编号点名给上海：双方当日都不含这一笔");
    BOOST_TEST((story.shanghai_days.totals_seen.at(0).carried == std::vector{key}));
    BOOST_TEST(story.shanghai_days.totals_seen.at(0).cells.at(0).settlements == 1);

    story.when("次日早上查询：上海已入账");
    story.clock.set("2018-10-17 08:00:00");
    BOOST_TEST(story.resolve().value() == 1);
    const DayKey next = Ningbo::shanghai_day("2018-10-17");
    const Statement second = story.closed(next, "2018-10-18 00:00:00");
    story.statement_says(second, {{"状态", "agreed"},
                                  {"笔数", "1"},
                                  {"总费用", "1368.83"},
                                  {"现金", "240.23"},
                                  {"应收", "1128.60"},
                                  {"未清算", "0"},
                                  {"补清", "1"}});
    story.then("补清的这一笔在双方次日的合计里，仍注明原清算日 2018-10-16");
    BOOST_TEST((story.shanghai_days.totals_seen.at(1).late == std::vector{key}));
    BOOST_TEST(second.late.at(0).assigned_day.to_text() == "2018-10-16");
    story.books_of_day(day, {{"R1 应收异地—未清算 hifp", "1126.60 / 1126.60"},
                             {"R1 应收异地—未清算 acct", "2.00 / 2.00"},
                             {"R2 应收异地—已清算 hifp", "1126.60 / 0.00"},
                             {"R2 应收异地—已清算 acct", "2.00 / 0.00"},
                             {"H 应付定点机构 hifp", "0.00 / 1126.60"},
                             {"H 应付定点机构 acct", "0.00 / 2.00"}});
    story.books_of_day(next, {{"R1 应收异地—未清算 hifp", "1126.60 / 1126.60"},
                              {"R1 应收异地—未清算 acct", "2.00 / 2.00"},
                              {"R2 应收异地—已清算 hifp", "1126.60 / 0.00"},
                              {"R2 应收异地—已清算 acct", "2.00 / 0.00"},
                              {"H 应付定点机构 hifp", "0.00 / 1126.60"},
                              {"H 应付定点机构 acct", "0.00 / 2.00"}});
}

BOOST_AUTO_TEST_CASE(a_cancel_after_the_day_was_cleared_is_a_negative_line_of_the_open_day) {
    Story story("章阿姨 · 清算之后撤销", "2018-10-16 09:30:00");
    story.shanghai.will_pay(
        Story::payment({{"总费用", "1368.83"}, {"统筹基金", "1126.60"}, {"个人账户", "2.00"}, {"现金", "240.23"}}));
    const VisitId visit = story.visit_with_bill("zhang", bill);
    const auto booked = story.settle(story.visitor_call("2207", "m1"), visit, bill);
    story.given("已结算，当日已清算");
    story.statement_says(story.closed(day, "2018-10-17 00:00:00"), {{"笔数", "1"}, {"应收", "1128.60"}});

    story.clock.set("2018-10-17 10:00:00");
    story.when("次日医院撤销 2208");
    BOOST_TEST(story.cancel(story.visitor_call("2208", "c1"), visit, booked->settlement).has_value());
    const DayKey next = Ningbo::shanghai_day("2018-10-17");
    story.books_of_day(next, {{"R1 应收异地—未清算 hifp", "0.00 / 1126.60"},
                              {"R1 应收异地—未清算 acct", "0.00 / 2.00"},
                              {"H 应付定点机构 hifp", "1126.60 / 0.00"},
                              {"H 应付定点机构 acct", "2.00 / 0.00"}});
    story.statement_says(story.closed(next, "2018-10-18 00:00:00"), {{"状态", "agreed"},
                                                                     {"笔数", "0"},
                                                                     {"撤销", "1"},
                                                                     {"总费用", "-1368.83"},
                                                                     {"统筹基金", "-1126.60"},
                                                                     {"个人账户", "-2.00"},
                                                                     {"现金", "-240.23"},
                                                                     {"应收", "-1128.60"}});
    story.books_of_day(next, {{"R1 应收异地—未清算 hifp", "1126.60 / 1126.60"},
                              {"R1 应收异地—未清算 acct", "2.00 / 2.00"},
                              {"R2 应收异地—已清算 hifp", "0.00 / 1126.60"},
                              {"R2 应收异地—已清算 acct", "0.00 / 2.00"},
                              {"H 应付定点机构 hifp", "1126.60 / 0.00"},
                              {"H 应付定点机构 acct", "2.00 / 0.00"}});
    story.then("两天合计为零：应收与应付都回到零");
    BOOST_TEST(story.balance(Account::r1).is_zero());
    BOOST_TEST(story.balance(Account::r2).is_zero());
    BOOST_TEST(story.balance(Account::h).is_zero());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
