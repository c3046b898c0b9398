// A reverse is also a fence (SETTLEMENT §5): whatever overtakes whatever, both books hold the same at the end.
#include "tests/scenarios/far_books.hpp"
#include "tests/scenarios/story.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const Bill fenced_bill{"B1", "1368.83"};
const DayKey fenced_day = Ningbo::shanghai_day("2018-10-16");
const ClearingDay of_october = ClearingDay::parse("2018-10-16").value();

struct Fenced : Story {
    explicit Fenced(std::string_view title)
        : Story(title, "2018-10-16 09:30:00"), far(shanghai, DayRule::treatment_side_at_intent, digest) {
        other_sides.platforms.at(PlatformName("delta")).days = &far;
        shanghai.will_pay(
            payment({{"总费用", "1368.83"}, {"统筹基金", "1126.60"}, {"个人账户", "2.00"}, {"现金", "240.23"}}));
        visit = visit_with_bill("zhang", fenced_bill);
    }
    Result<SettledBill> settle_it(std::string message) {
        return settle(visitor_call("2207", std::move(message)), visit, fenced_bill);
    }
    /// The request that was on its way all the time reaches Shanghai now.
    Result<SettledBill> arrives_now(ports::LegOfSettlement leg, Claim claim) {
        return run(shanghai.settle(std::move(leg), std::move(claim)));
    }
    void both_sides_hold(std::string_view totals) {
        then(totals);
        BOOST_TEST(totals_in_words(run(days.content(fenced_day)).value().lines) == totals);
        BOOST_TEST(totals_in_words(far.lines_of(of_october)) == totals);
    }
    FarDayBook far;
    VisitId visit;
};

const std::string empty_books = totals_in_words({});
const std::string one_line =
    "1 settled, 0 cancelled, total 1368.83, fund 1126.60, account 2.00, cash 240.23, hospital 0.00";

}  // namespace

BOOST_AUTO_TEST_SUITE(fences)

BOOST_AUTO_TEST_CASE(the_reverse_overtakes_the_original) {
    Fenced story("冲正先到，原交易后到");
    story.when("2207 在路上耽搁，到时限没有应答");
    story.shanghai.answer_next({Happening::lost_request});
    story.screen_shows(story.settle_it("m1"), "GW3001", "请勿按自费收取现金");
    const ports::LegOfSettlement on_its_way = story.shanghai.legs.back();
    const Claim claim = story.shanghai.claims.back();
    story.when("医院冲正 2601，先到上海：上海没有见过，立下栅栏");
    BOOST_TEST((story.reverse(story.visitor_call("2601", "r1"), "m1", "2207").value() == ReverseResult::reversed));
    story.when("原交易这才到上海：被拒");
    BOOST_TEST(code_of_answer(story.arrives_now(on_its_way, claim)) == "GW1102");
    story.both_sides_hold(empty_books);
    story.screen_shows(story.settle_it("m1"), "GW1102", "报文ID不能再用");
    story.then("账单用新的报文号结算");
    BOOST_TEST(story.settle_it("m2").has_value());
    story.both_sides_hold(one_line);
    story.statement_says(story.closed(fenced_day, "2018-10-17 00:00:00"),
                         {{"状态", "agreed"}, {"笔数", "1"}, {"差异", "0"}});
}

BOOST_AUTO_TEST_CASE(the_original_arrives_after_the_resolvers_fence) {
    Fenced story("查询说没有，先立栅栏，原交易后到");
    story.shanghai.answer_next({Happening::lost_request});
    story.screen_shows(story.settle_it("m1"), "GW3001", "请勿按自费收取现金");
    const ports::LegOfSettlement on_its_way = story.shanghai.legs.back();
    const Claim claim = story.shanghai.claims.back();
    story.when("查询：没有这一笔。没有不等于不会来：发冲正作栅栏");
    BOOST_TEST(story.resolve().value() == 1);
    BOOST_TEST(story.shanghai.times_asked("reverse") == 1);
    story.when("原交易这才到上海：被拒");
    BOOST_TEST(code_of_answer(story.arrives_now(on_its_way, claim)) == "GW1102");
    story.both_sides_hold(empty_books);
    BOOST_TEST(story.settle_it("m2").has_value());
    story.both_sides_hold(one_line);
}

BOOST_AUTO_TEST_CASE(the_bureaus_reverse_comes_before_its_original) {
    Fenced story("医院的冲正先到我方，结算后到");
    BOOST_TEST((story.reverse(story.visitor_call("2601", "r1"), "m1", "2207").value() == ReverseResult::fenced));
    story.screen_shows(story.settle_it("m1"), "GW1102", "报文ID不能再用");
    BOOST_TEST(story.shanghai.times_asked("settle") == 0);
    story.both_sides_hold(empty_books);
}

BOOST_AUTO_TEST_CASE(the_partners_reverse_comes_before_its_original) {
    Fenced story("上海的冲正先到我方，结算后到");
    const VisitId stay = story.resident_visit("tu");
    const Call late = story.resident_call("2207", "s1", "2018-10-16");
    BOOST_TEST(
        (story.run(story.desk.reverse_by_key(story.resident_call("2601", "r1", "2018-10-16"), *late.key)).value() ==
         ReverseResult::fenced));
    story.screen_shows(story.settle(late, stay, {"B1", "741.36"}), "GW1102", "报文ID不能再用");
    BOOST_TEST(story.core.times_asked("settle") == 0);
    BOOST_TEST(story.books.ledger.empty());
}

BOOST_AUTO_TEST_CASE(a_late_success_after_our_reversal_is_reversed_again_and_said_aloud) {
    Fenced story("已冲正，上海却迟到地成功了");
    story.shanghai.answer_next({Happening::lost_request});
    story.screen_shows(story.settle_it("m1"), "GW3001", "请勿按自费收取现金");
    const ports::LegOfSettlement on_its_way = story.shanghai.legs.back();
    const Claim claim = story.shanghai.claims.back();
    BOOST_TEST((story.reverse(story.visitor_call("2601", "r1"), "m1", "2207").value() == ReverseResult::reversed));
    BOOST_TEST(story.settle_it("m2").has_value());
    story.both_sides_hold(one_line);

    story.when("上海丢了栅栏（例如恢复了旧备份），迟到的原交易在那里入账，成功的应答回来了");
    story.shanghai.books.erase(on_its_way.leg.message);
    auto late = story.arrives_now(on_its_way, claim);
    BOOST_REQUIRE(late.has_value());
    const SettlementRecord reversed = story.record_of(story.visitor_call("2207", "m1"));
    story.note("重复的一笔：上海有两笔，我方一笔");
    settlement::Outcome outcome = settlement::outcome_of_settle(std::move(late), reversed);
    story.shanghai.answer_next({Happening::lost_request});
    auto after = story.run(story.runner.carry_out(reversed, std::move(outcome)));
    BOOST_TEST((after->state == SettlementState::reversing));
    story.then("立刻报警，再次冲正；没有确认以前与存疑的一起列名，账单仍归已结算的那一笔");
    BOOST_TEST(story.books.alarms.size() == 1);
    story.screen_shows(story.settle_it("m1"), "GW3003", "请勿按自费收取现金");
    BOOST_TEST((story.state_of(story.visitor_call("2207", "m2")) == SettlementState::booked));
    BOOST_TEST(story.resolve().value() == 1);
    BOOST_TEST((story.state_of(story.visitor_call("2207", "m1")) == SettlementState::reversed));
    story.both_sides_hold(one_line);
    story.screen_shows(story.settle_it("m1"), "GW1102", "报文ID不能再用");
    story.statement_says(story.closed(fenced_day, "2018-10-17 00:00:00"),
                         {{"状态", "agreed"}, {"笔数", "1"}, {"差异", "0"}});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
