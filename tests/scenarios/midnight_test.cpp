// The reply is lost at 23:59:58 and the outcome known after the close, on each of the four flows (SETTLEMENT §3). Both
// sides keep books of their own; of both days their totals are equal.
#include "tests/scenarios/far_books.hpp"
#include "tests/scenarios/story.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const ClearingDay first_day = ClearingDay::parse("2018-10-16").value();
const ClearingDay second_day = ClearingDay::parse("2018-10-17").value();

std::vector<DayLine> ours(Story& story, const DayKey& key) {
    return story.run(story.days.content(key)).value().lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lost_at_23_59_58)

BOOST_AUTO_TEST_CASE(a_visitor_over_delta) {
    Story story("零点前两秒 · 上海来甬 · 长三角：应答丢失，日终后查明", "2018-10-16 23:59:58");
    FarDayBook shanghai(story.shanghai, DayRule::treatment_side_at_intent, story.digest);
    story.other_sides.platforms.at(PlatformName("delta")).days = &shanghai;
    const DayKey day = Ningbo::shanghai_day("2018-10-16"), next = Ningbo::shanghai_day("2018-10-17");
    const Bill bill{"B1", "1368.83"};
    story.shanghai.will_pay(
        Story::payment({{"总费用", "1368.83"}, {"统筹基金", "1126.60"}, {"个人账户", "2.00"}, {"现金", "240.23"}}));
    story.given("同一天先有一笔已入账，两边都有");
    const VisitId earlier = story.visit_with_bill("earlier", bill);
    BOOST_TEST(story.settle(story.visitor_call("2207", "m0"), earlier, bill).has_value());

    story.when("23:59:58 结算，上海已入账（记在我方给的 16 日），应答丢失");
    const VisitId visit = story.visit_with_bill("zhang", bill);
    story.shanghai.answer_next({Happening::lost_reply});
    story.screen_shows(story.settle(story.visitor_call("2207", "m1"), visit, bill), "GW3001", "请勿按自费收取现金");
    story.when("零点关闭 16 日，把这一笔按编号点名");
    story.statement_says(story.closed(day, "2018-10-17 00:00:00"),
                         {{"状态", "agreed_with_carried_lines"}, {"笔数", "1"}, {"未清算", "1"}, {"差异", "0"}});
    story.when("00:00:05 查明：上海已入账");
    story.clock.set("2018-10-17 00:00:05");
    BOOST_TEST(story.resolve().value() == 1);
    const SettlementRecord found = story.record_of(story.visitor_call("2207", "m1"));
    BOOST_TEST(found.assigned_day->to_text() == "2018-10-16");
    BOOST_TEST(found.settled_at == "2018-10-16 23:59:59");
    story.statement_says(story.closed(next, "2018-10-18 00:00:00"),
                         {{"状态", "agreed"}, {"笔数", "1"}, {"补清", "1"}, {"差异", "0"}});

    story.then("两天、两边，合计相等");
    BOOST_TEST(totals_in_words(ours(story, day)) == totals_in_words(shanghai.lines_of(first_day)));
    BOOST_TEST(totals_in_words(ours(story, next)) == totals_in_words(shanghai.lines_of(second_day)));
    BOOST_TEST(shanghai.lines_of(first_day).size() == 1);
    BOOST_TEST(shanghai.lines_of(second_day).size() == 1);
    BOOST_TEST(story.balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(a_resident_over_delta) {
    Story story("零点前两秒 · 宁波参保人在上海 · 长三角：核心的应答丢失，日终后查明", "2018-10-16 23:59:58");
    AskersDayBook shanghai(story, DivisionCode("310000"));
    const DayKey day = Ningbo::shanghai_day("2018-10-16", Direction::resident_away);
    const DayKey next = Ningbo::shanghai_day("2018-10-17", Direction::resident_away);
    const Bill bill{"B1", "741.36"};
    story.core.will_pay(Story::payment({{"总费用", "741.36"}, {"统筹基金", "700.00"}, {"现金", "41.36"}}));
    story.given("同一天先有一笔，两边都有");
    const VisitId earlier = story.resident_visit("earlier");
    const Call known = story.resident_call("2207", "s0", "2018-10-16");
    shanghai.booked(known, story.settle(known, earlier, bill).value());

    story.when("23:59:58 上海问，核心已入账，应答丢失：上海也不知道结果");
    const VisitId visit = story.resident_visit("tu");
    const Call call = story.resident_call("2207", "s1", "2018-10-16");
    story.core.answer_next({Happening::lost_reply});
    story.screen_shows(story.settle(call, visit, bill), "GW3001", "请勿按自费收取现金");
    shanghai.in_doubt(call, CareSetting::outpatient);
    story.when("零点上海关闭 16 日，把这一笔点名");
    story.clock.set("2018-10-17 00:00:01");
    BOOST_TEST(shanghai.closes("2018-10-16"));
    story.when("00:00:05 我方从核心查明，上海再问：已结算");
    story.clock.set("2018-10-17 00:00:05");
    BOOST_TEST(story.resolve().value() == 1);
    const auto told = story.run(story.desk.query_by_key(story.resident_call("5203", "k1", "2018-10-17"), *call.key));
    BOOST_REQUIRE((told->state == QueryResult::State::booked));
    shanghai.booked(call, *told->bill);
    story.clock.set("2018-10-18 00:00:01");
    BOOST_TEST(shanghai.closes("2018-10-17"));

    story.then("两天、两边，合计相等");
    BOOST_TEST(totals_in_words(ours(story, day)) == totals_in_words(shanghai.lines_of("2018-10-16")));
    BOOST_TEST(totals_in_words(ours(story, next)) == totals_in_words(shanghai.lines_of("2018-10-17")));
    BOOST_TEST(shanghai.lines_of("2018-10-16").size() == 1);
    BOOST_TEST(shanghai.lines_of("2018-10-17").size() == 1);
    story.books_of_day(next, {{"P1 应付异地—未清算 hifp", "0.00 / 700.00"}, {"B 待遇支出 hifp", "700.00 / 0.00"}});
}

BOOST_AUTO_TEST_CASE(a_visitor_over_the_national_platform) {
    Story story("零点前两秒 · 贵阳来甬 · 全国：应答丢失，平台的结算时间在关闭的日子里", "2018-10-16 23:59:58");
    FarDayBook hub(story.hub, DayRule::answerer_by_setl_time, story.digest);
    story.other_sides.platforms.at(PlatformName("national")).days = &hub;
    const DayKey day = Ningbo::guiyang_day("2018-10-16"), next = Ningbo::guiyang_day("2018-10-17");
    const Bill bill{"0", "15253.29"};
    story.hub.will_pay(Story::payment({{"总费用", "15253.29"}, {"统筹基金", "12450.53"}, {"现金", "2802.76"}}));
    const auto visit = story.register_visit(story.guiyang_call("2401", "t1"), "2018-10-06 09:00:00");
    BOOST_REQUIRE_MESSAGE(visit.has_value(), why(visit));
    BOOST_TEST(story.upload(story.guiyang_call("2301", "t2"), *visit, bill).has_value());

    story.when("23:59:58 结算，平台已入账（结算时间 16 日），应答丢失");
    story.hub.setl_time = "2018-10-16 23:59:58";
    story.hub.answer_next({Happening::lost_reply});
    const Call call = story.guiyang_call("2304", "t3");
    story.screen_shows(story.settle(call, *visit, bill), "GW3001", "请勿按自费收取现金");
    story.when("00:30 关闭 16 日：我方没有清算日的这一笔被点名，平台多一笔");
    const Statement first = story.closed(day, "2018-10-17 00:30:00");
    story.statement_says(first, {{"状态", "agreed_with_carried_lines"}, {"笔数", "0"}, {"未清算", "1"}, {"差异", "1"}});
    BOOST_TEST((story.books.day_differences[day].at(0).kind == DifferenceKind::missing_here));
    story.when("次日查明：结算时间 2018-10-16 23:59:58，在 17 日补清，注明“清算日”差异");
    story.clock.set("2018-10-17 09:00:00");
    BOOST_TEST(story.resolve().value() == 1);
    BOOST_TEST(story.record_of(call).settled_at == "2018-10-16 23:59:58");
    BOOST_TEST((story.books.settlement_differences.at(0).kind == DifferenceKind::day));
    story.statement_says(story.closed(next, "2018-10-18 00:30:00"), {{"状态", "agreed"}, {"笔数", "1"}, {"补清", "1"}});

    story.then("按结算时间，两边每天相等；按清算日，两天合计相等");
    std::vector<DayLine> both = ours(story, day);
    for (DayLine& line : ours(story, next))
        both.push_back(std::move(line));
    const auto settled_on = [&](ClearingDay wanted) {
        std::vector<DayLine> lines;
        for (const DayLine& line : both)
            if (line.assigned_day == wanted) lines.push_back(line);
        return totals_in_words(lines);
    };
    BOOST_TEST(settled_on(first_day) == totals_in_words(hub.lines_of(first_day)));
    BOOST_TEST(settled_on(second_day) == totals_in_words(hub.lines_of(second_day)));
    BOOST_TEST(totals_in_words(both) ==
               "1 settled, 0 cancelled, total 15253.29, fund 12450.53, account 0.00, "
               "cash 2802.76, hospital 0.00");
    BOOST_TEST(story.balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(a_resident_over_the_national_platform) {
    Story story("零点前两秒 · 宁波参保人在北京 · 全国：核心的应答丢失，日终后才有结算时间", "2018-10-16 23:59:58");
    AskingHubBook hub;
    story.other_sides.platforms.at(PlatformName("national")).days = &hub;
    const DayKey day{PlatformName("national"), DivisionCode("110000"), Direction::resident_away, first_day};
    const DayKey next{PlatformName("national"), DivisionCode("110000"), Direction::resident_away, second_day};
    const Bill bill{"0", "9933.00"};
    story.core.will_pay(Story::payment({{"总费用", "9933.00"}, {"统筹基金", "8000.00"}, {"现金", "1933.00"}}));
    const auto admitted = [&](std::string message) {
        const auto stay = story.register_visit(story.beijing_call("2401", std::move(message)), "2018-10-10 08:00:00");
        BOOST_REQUIRE_MESSAGE(stay.has_value(), why(stay));
        return *stay;
    };
    story.given("同一天先有一笔，两边都有");
    const Call known = story.beijing_call("2304", "y0");
    hub.booked(known, story.settle(known, admitted("v0"), bill).value());

    story.when("23:59:58 平台来问，核心已入账，应答丢失：平台也不知道结果");
    const VisitId stay = admitted("v1");
    const Call call = story.beijing_call("2304", "y1");
    story.core.answer_next({Happening::lost_reply});
    story.screen_shows(story.settle(call, stay, bill), "GW3001", "请勿按自费收取现金");
    BOOST_TEST(!story.record_of(call).assigned_day.has_value());
    hub.in_doubt(call);
    story.when("00:30 关闭 16 日，这一笔还没有日子，按编号点名");
    BOOST_TEST(hub.count_in_doubt() == 1);
    const Statement first = story.closed(day, "2018-10-17 00:30:00");
    story.statement_says(first, {{"状态", "agreed_with_carried_lines"}, {"笔数", "1"}, {"未清算", "1"}, {"差异", "0"}});
    BOOST_TEST((first.left_out.front().key == story.record_of(call).key));
    story.when("次日查明，结算时间由我方此刻写上：17 日；平台用同一报文号再问，得到它");
    story.clock.set("2018-10-17 09:00:00");
    BOOST_TEST(story.resolve().value() == 1);
    const auto answered = story.settle(story.beijing_call("2304", "y1"), stay, bill);
    BOOST_REQUIRE_MESSAGE(answered.has_value(), why(answered));
    BOOST_TEST(answered->settled_at == "2018-10-17 09:00:00");
    hub.booked(call, *answered);
    story.statement_says(story.closed(next, "2018-10-18 00:30:00"),
                         {{"状态", "agreed"}, {"笔数", "1"}, {"补清", "0"}, {"未清算", "0"}, {"差异", "0"}});

    story.then("两天、两边，合计相等");
    BOOST_TEST(totals_in_words(ours(story, day)) == totals_in_words(hub.lines_of(first_day)));
    BOOST_TEST(totals_in_words(ours(story, next)) == totals_in_words(hub.lines_of(second_day)));
    BOOST_TEST(hub.lines_of(first_day).size() == 1);
    BOOST_TEST(hub.lines_of(second_day).size() == 1);
    BOOST_TEST(hub.count_in_doubt() == 0);
    story.books_of_day(next, {{"P1 应付异地—未清算 hifp", "8000.00 / 8000.00"},
                              {"P2 应付异地—已清算 hifp", "0.00 / 8000.00"},
                              {"B 待遇支出 hifp", "8000.00 / 0.00"}});
    BOOST_TEST(story.balance(Account::p1).is_zero());
    BOOST_TEST(story.books.settlement_differences.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
