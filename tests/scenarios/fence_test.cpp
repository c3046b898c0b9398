// A reverse is also a fence (SETTLEMENT §5): whatever overtakes whatever, both books hold the same at the end.
#include "gateway/services/reconciliation/case_steps.hpp"
#include "gateway/services/reconciliation/reconcile_order.hpp"
#include "tests/scenarios/far_books.hpp"
#include "tests/scenarios/story.hpp"
#include "tests/support/memory_difference_cases.hpp"

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

/// A stay of a Guiyang person whose settlement was reversed, and which the hub booked all the same: it lost the fence,
/// and the original came to it late. Nobody answers us: only its list of the day shows it.
struct BookedAtTheHub : Story {
    explicit BookedAtTheHub(std::string_view title) : Story(title, "2018-10-16 10:00:00") {
        other_sides.platforms.at(PlatformName("national")).days = &far;
        day_world.cases = &cases;
        hub.will_pay(payment({{"总费用", "15253.29"}, {"统筹基金", "12450.53"}, {"现金", "2802.76"}}));
        visit = register_visit(guiyang_call("2401", "t1"), "2018-10-06 09:00:00").value();
        upload(guiyang_call("2301", "t2"), visit, bill).value();

        when("2304 在路上耽搁，医院冲正，平台立下栅栏；账单用新的报文号结算");
        hub.answer_next({Happening::lost_request});
        screen_shows(settle(reversed_call(), visit, bill), "GW3001", "请勿按自费收取现金");
        ports::LegOfSettlement on_its_way = hub.legs.back();
        Claim claim = hub.claims.back();
        BOOST_TEST((reverse(guiyang_call("2601", "r1"), "m1", "2304").value() == ReverseResult::reversed));
        BOOST_TEST(settle(guiyang_call("2304", "m2"), visit, bill).has_value());
        when("平台丢了栅栏，迟到的原交易在那里入账：平台有两笔，我方一笔");
        hub.books.erase(on_its_way.leg.message);
        BOOST_TEST(run(hub.settle(std::move(on_its_way), std::move(claim))).has_value());
        BOOST_TEST(far.lines_of(of_october).size() == 2);
    }
    Call reversed_call() { return guiyang_call("2304", "m1"); }
    ScriptedOtherSide::There& there() { return hub.books.at(record_of(reversed_call()).our_message); }
    void the_day_shows_one_line_more() {
        statement_says(closed(day, "2018-10-17 00:30:00"), {{"笔数", "1"}, {"应收", "12450.53"}, {"差异", "1"}});
        BOOST_TEST((only_case().difference.kind == DifferenceKind::missing_here));
        BOOST_TEST((only_case().difference.settlement.settlement == there().bill.settlement));
    }
    void compared_again_the_case_ends() {
        then("平台撤掉以后再核对：两边各一笔，差异了结");
        reconciliation::ReconcileOrder order(day_world);
        BOOST_TEST(run(order.run(day, "maker", {})).value().cases_settled == 1);
        BOOST_TEST((only_case().state == CaseState::settled));
        const auto ours = totals_in_words(run(days.content(day)).value().lines);
        BOOST_TEST(ours == totals_in_words(far.lines_of(of_october)));
        BOOST_TEST(far.lines_of(of_october).size() == 1);
        BOOST_TEST(balance(Account::r1).is_zero());
        BOOST_TEST(balance(Account::r2).to_yuan() == "12450.53");
        screen_shows(settle(reversed_call(), visit, bill), "GW1102", "报文ID不能再用");
    }
    DifferenceCase only_case() { return run(cases.list({})).value().at(0); }
    void the_daemon_takes_a_step() {
        reconciliation::CaseSteps steps(
            {clock, digest, days, settlements, cases, other_sides, DivisionCode("330200"), nullptr},
            {.process = "one"});
        BOOST_TEST(run(steps.step()).value() == 1);
        clock.advance(std::chrono::hours(12));
    }

    Bill bill{"0", "15253.29"};
    DayKey day = guiyang_day("2018-10-16");
    FarDayBook far{hub, DayRule::answerer_by_setl_time, digest};
    MemoryCases case_rows;
    MemoryDifferenceCases cases{books, case_rows};
    VisitId visit;
};

/// While the core's yes lies unread another daemon takes the settlement over, is told "unknown" and reverses it; the
/// core loses that fence.
ports::awaitable<void> taken_over_and_reversed(Story& story) {
    auto booked = story.core.books.extract(story.core.legs.back().leg.message);
    BOOST_REQUIRE(!booked.empty());
    story.clock.advance(std::chrono::minutes(1));
    settlement::Resolver other(story.surroundings, story.doubts, {.owner = "gateway-2"});
    const auto moved = co_await other.step(PeerName("core"), settlement::Resolver::Which::everything);
    BOOST_TEST(moved.value() == 1);
    story.core.books.erase(booked.key());
    story.core.books.insert(std::move(booked));
}

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

void check_late_success_at_the_hub(bool its_list_names_our_message) {
    BookedAtTheHub story("已冲正，平台却迟到地成功了：当日的结果文件上多一笔");
    story.far.names_messages = its_list_names_our_message;
    story.the_day_shows_one_line_more();
    story.then("平台自己确认过冲正，再冲只会得到同一应答：程序不冲正，五次之后交给人，报警");
    for (int step = 0; step < 5; ++step) {
        BOOST_TEST(story.books.alarms.empty());
        BOOST_TEST((story.only_case().state == CaseState::trying));
        story.the_daemon_takes_a_step();
    }
    BOOST_TEST((story.only_case().state == CaseState::open));
    BOOST_REQUIRE(story.books.alarms.size() == 1);
    BOOST_TEST(story.books.alarms.front() ==
               "missing_here of day 2018-10-16 needs a person: here unknown, there nobody can be asked");
    BOOST_TEST(story.hub.times_asked("reverse") == 1);
    BOOST_TEST((story.state_of(story.reversed_call()) == SettlementState::reversed));
    story.when("经办与平台核实，平台撤掉这一笔");
    story.there().state = QueryResult::State::reversed;
    story.compared_again_the_case_ends();
}

BOOST_AUTO_TEST_CASE(a_late_success_at_the_hub_is_seen_in_its_list_and_a_persons_case_with_an_alarm) {
    check_late_success_at_the_hub(false);
}

BOOST_AUTO_TEST_CASE(so_it_is_when_its_list_names_our_message) {
    check_late_success_at_the_hub(true);
}

BOOST_AUTO_TEST_CASE(a_late_success_of_our_core_is_reversed_again_and_said_aloud) {
    Fenced story("宁波参保人在上海：另一进程接管并冲正之后，核心的成功才被读到");
    AskersDayBook asking(story, DivisionCode("310000"));
    story.core.will_pay(Story::payment({{"总费用", "741.36"}, {"统筹基金", "700.00"}, {"现金", "41.36"}}));
    const VisitId stay = story.resident_visit("tu");
    const Call call = story.resident_call("2207", "s1", "2018-10-16");
    const Bill bill{"B1", "741.36"};
    story.core.meanwhile = [&story] { return taken_over_and_reversed(story); };
    story.note("结算、查询、第一次冲正都有应答，第二次冲正没有");
    story.core.answer_next({Happening::answers, Happening::answers, Happening::answers, Happening::lost_request});
    story.screen_shows(story.settle(call, stay, bill), "GW3003", "请勿按自费收取现金");
    BOOST_TEST((story.state_of(call) == SettlementState::reversing));
    BOOST_TEST(story.core.times_asked("reverse") == 2);
    BOOST_REQUIRE(story.books.alarms.size() == 1);
    BOOST_TEST(story.books.alarms.front() == "late success of reversed settlement " + story.record_of(call).id.text);

    story.then("问到确认为止；核心、我方、上海都没有这一笔，日终干净");
    BOOST_TEST(story.resolve().value() == 1);
    BOOST_TEST((story.state_of(call) == SettlementState::reversed));
    const MessageId asked = story.record_of(call).our_message;
    BOOST_TEST((story.core.books.at(asked).state == QueryResult::State::reversed));
    story.screen_shows(story.settle(call, stay, bill), "GW1102", "报文ID不能再用");
    BOOST_TEST(story.books.ledger.empty());
    story.clock.set("2018-10-17 00:00:01");
    BOOST_TEST(asking.closes("2018-10-16"));
    BOOST_TEST(asking.agrees("2018-10-16"));
    const DayKey day = Ningbo::shanghai_day("2018-10-16", Direction::resident_away);
    BOOST_TEST(story.run(story.days.content(day)).value().lines.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
