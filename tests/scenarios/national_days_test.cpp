// Three parties with the hub, and the month made of its days (SETTLEMENT §3, §5; DOMAIN §2).
#include "gateway/services/clearing/month_service.hpp"
#include "gateway/services/reconciliation/reconcile_order.hpp"
#include "tests/scenarios/far_books.hpp"
#include "tests/scenarios/story.hpp"
#include "tests/support/memory_difference_cases.hpp"
#include "tests/support/memory_institutions.hpp"
#include "tests/support/memory_month_books.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const Bill stay{"0", "15253.29"};

/// A Ningbo day with Guiyang people, and the hub's own book of it.
struct NationalStory : Story {
    NationalStory(std::string_view title, std::string_view local_time) : Story(title, local_time) {
        other_sides.platforms.at(PlatformName("national")).days = &hub_book;
        hub.will_pay(payment({{"总费用", "15253.29"}, {"统筹基金", "12450.53"}, {"现金", "2802.76"}}));
    }
    FarDayBook hub_book{hub, DayRule::answerer_by_setl_time, digest};

    Call stay_call(const std::string& name) { return guiyang_call("2304", "s-" + name); }
    /// A stay that ended; what the desk is answered. The happenings meet its settlement and what comes after: the hub
    /// is asked for the visit and the lines as well.
    Result<SettledBill> settled(const std::string& name, std::initializer_list<Happening> happenings = {}) {
        const auto visit = register_visit(guiyang_call("2401", "v-" + name), "2018-10-06 09:00:00");
        BOOST_REQUIRE_MESSAGE(visit.has_value(), why(visit));
        BOOST_REQUIRE(upload(guiyang_call("2301", "f-" + name), *visit, stay).has_value());
        hub.answer_next(happenings);
        return settle(stay_call(name), *visit, stay);
    }
    SettlementKey key_of(const std::string& name) { return record_of(stay_call(name)).key; }
};

/// The month's tables over the story's books.
struct Months {
    explicit Months(Story& its_story) : story(its_story) {}

    Story& story;
    MemoryMonthBooks books{story.books};
    MemoryInstitutionConfirmations confirmations{story.books};
    statements::MonthService service{
        {books, story.days, confirmations, story.clock, [this] { return story.tables_in_force.current()->calendar; },
         [this](const PlatformName& platform, const DivisionCode& counterparty, Date day) {
             return story.tables_in_force.current()->router->formula(platform, counterparty, day);
         }}};

    statements::CheckedMonth of(std::string_view month) {
        MonthKey key{PlatformName("national"), DivisionCode("520100"), Direction::visitor, Month::parse(month).value()};
        return story.run(service.table(std::move(key))).value();
    }
};

/// "310 inpatient 2/1 15253.29 2802.76 12450.53": 结算人次/清分人次, 总金额, 个人支付, 记账金额.
std::string row_in_words(const MonthRow& row) {
    return row.insurance_type.text + " " + std::string(name_of(row.care)) + " " + std::to_string(row.settled) + "/" +
           std::to_string(row.allocated) + " " + row.total.to_yuan() + " " + row.personal.to_yuan() + " " +
           row.booked_total().to_yuan();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(days_with_the_national_platform)

BOOST_AUTO_TEST_CASE(what_the_hub_has_not_matched_yet_is_carried_and_clears_the_next_day) {
    NationalStory story("平台尚未对平 · 先挂起，次日对平后补清", "2018-10-16 10:00:00");
    story.given("两笔住院结算，两边都有；其中一笔平台与参保地尚未对平");
    BOOST_TEST(story.settled("matched").has_value());
    BOOST_TEST(story.settled("waiting").has_value());
    story.hub_book.not_yet_matched = {story.key_of("waiting")};
    const DayKey day = Ningbo::guiyang_day("2018-10-16"), next = Ningbo::guiyang_day("2018-10-17"),
                 third = Ningbo::guiyang_day("2018-10-18");

    const Statement first = story.closed(day, "2018-10-17 00:30:00");
    story.statement_says(
        first,
        {{"状态", "agreed_with_carried_lines"}, {"笔数", "1"}, {"应收", "12450.53"}, {"未清算", "1"}, {"差异", "0"}});
    BOOST_TEST(first.left_out.front().reason == "not matched yet");
    story.when("次日仍未对平：再挂一天，仍被点名");
    story.statement_says(story.closed(next, "2018-10-18 00:30:00"),
                         {{"状态", "agreed_with_carried_lines"}, {"笔数", "0"}, {"未清算", "1"}, {"差异", "0"}});
    story.when("第三日平台已对平");
    story.hub_book.not_yet_matched.clear();
    story.statement_says(story.closed(third, "2018-10-19 00:30:00"),
                         {{"状态", "agreed"}, {"笔数", "1"}, {"应收", "12450.53"}, {"补清", "1"}, {"差异", "0"}});
    story.then("结算时间不变，只清算一次");
    BOOST_TEST(story.record_of(story.stay_call("waiting")).assigned_day->to_text() == "2018-10-16");
    BOOST_TEST(story.record_of(story.stay_call("waiting")).cleared_day->to_text() == "2018-10-18");
    BOOST_TEST(story.balance(Account::r1).is_zero());
    BOOST_TEST(story.balance(Account::r2).to_yuan() == "24901.06");
}

BOOST_AUTO_TEST_CASE(a_day_compared_again_by_order_is_compared_as_at_its_close) {
    NationalStory story("再核对一次 · 平台尚未对平的仍只是挂起，不立案", "2018-10-16 10:00:00");
    MemoryCases rows;
    MemoryDifferenceCases cases(story.books, rows);
    story.day_world.cases = &cases;
    BOOST_TEST(story.settled("matched").has_value());
    BOOST_TEST(story.settled("waiting").has_value());
    BOOST_TEST(story.settled("failed").has_value());
    story.hub_book.not_yet_matched = {story.key_of("waiting")};
    story.hub_book.failed_there = {story.key_of("failed")};
    const DayKey day = Ningbo::guiyang_day("2018-10-16"), next = Ningbo::guiyang_day("2018-10-17");
    story.closed(day, "2018-10-17 00:30:00");
    reconciliation::ReconcileOrder order(story.day_world);
    const auto again = story.run(order.run(day, "maker", {})).value();
    BOOST_TEST((again.lines == std::map<DifferenceKind, long long>{{DifferenceKind::missing_there, 1}}));
    BOOST_TEST(again.cases_opened == 0);
    story.when("参保地改为成功：再核对一次即了结，次日补清");
    story.hub_book.failed_there.clear();
    BOOST_TEST(story.run(order.run(day, "maker", {})).value().cases_settled == 1);
    story.hub_book.not_yet_matched.clear();
    story.statement_says(story.closed(next, "2018-10-18 00:30:00"),
                         {{"状态", "agreed"}, {"笔数", "2"}, {"应收", "24901.06"}, {"补清", "2"}, {"差异", "0"}});
    BOOST_TEST(story.balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(what_failed_at_the_far_side_is_a_difference_and_does_not_clear) {
    NationalStory story("参保地失败 · 是差异，不清算，其余照清", "2018-10-16 10:00:00");
    BOOST_TEST(story.settled("good").has_value());
    BOOST_TEST(story.settled("failed").has_value());
    story.hub_book.failed_there = {story.key_of("failed")};
    const Statement statement = story.closed(Ningbo::guiyang_day("2018-10-16"), "2018-10-17 00:30:00");
    story.statement_says(
        statement,
        {{"状态", "agreed_with_carried_lines"}, {"笔数", "1"}, {"应收", "12450.53"}, {"未清算", "1"}, {"差异", "1"}});
    BOOST_TEST((statement.differences.front().kind == DifferenceKind::missing_there));
    BOOST_TEST((statement.differences.front().settlement == story.key_of("failed")));
    BOOST_TEST(story.balance(Account::r1).to_yuan() == "12450.53");
}

BOOST_AUTO_TEST_CASE(a_settlement_in_doubt_is_found_by_the_result_file_of_the_day) {
    NationalStory story("应答丢失，5203 查不到 · 3202 结果文件的 msgid 指认", "2018-10-16 10:00:00");
    story.hub_book.names_messages = true;
    story.when("平台已入账，应答丢失；查询没有答复");
    story.screen_shows(story.settled("tang", {Happening::lost_reply, Happening::unreachable}), "GW3001",
                       "请勿按自费收取现金");
    BOOST_TEST(story.resolve().value() == 0);
    BOOST_TEST((story.state_of(story.stay_call("tang")) == SettlementState::in_doubt));

    story.then("日终点名；平台多出的一笔正是它，不是差异");
    const DayKey day = Ningbo::guiyang_day("2018-10-16"), next = Ningbo::guiyang_day("2018-10-17");
    story.statement_says(story.closed(day, "2018-10-17 00:30:00"),
                         {{"状态", "agreed_with_carried_lines"}, {"笔数", "0"}, {"未清算", "1"}, {"差异", "0"}});
    const SettlementRecord named = story.record_of(story.stay_call("tang"));
    BOOST_TEST(!named.their_id.empty());
    story.when("立即按平台的结算编号再问");
    BOOST_TEST(story.resolve(settlement::Resolver::Which::due).value() == 1);
    BOOST_TEST(story.hub.legs.back().their_settlement.text == named.their_id.text);
    BOOST_TEST((story.state_of(story.stay_call("tang")) == SettlementState::booked));
    BOOST_REQUIRE(story.books.settlement_differences.size() == 1);
    BOOST_TEST((story.books.settlement_differences.front().kind == DifferenceKind::day));
    story.statement_says(story.closed(next, "2018-10-18 00:30:00"),
                         {{"状态", "agreed"}, {"笔数", "1"}, {"应收", "12450.53"}, {"补清", "1"}});
}

BOOST_AUTO_TEST_CASE(a_visitor_in_doubt_without_a_day_is_named_at_every_close) {
    NationalStory story("没有清算日的存疑结算 · 每次日终都点名", "2018-10-16 10:00:00");
    story.screen_shows(story.settled("tang", {Happening::lost_request}), "GW3001", "请勿按自费收取现金");
    const SettlementKey key = story.key_of("tang");
    BOOST_TEST(!story.record_of(story.stay_call("tang")).assigned_day.has_value());
    for (const auto& [day, close] : {std::pair{"2018-10-16", "2018-10-17 00:30:00"},
                                     {"2018-10-17", "2018-10-18 00:30:00"},
                                     {"2018-10-18", "2018-10-19 00:30:00"}}) {
        const Statement statement = story.closed(Ningbo::guiyang_day(day), close);
        BOOST_REQUIRE(statement.left_out.size() == 1);
        BOOST_TEST((statement.left_out.front().key == key));
        BOOST_TEST(statement.left_out.front().reason == "in doubt");
    }
}

BOOST_AUTO_TEST_CASE(the_month_is_the_sum_of_its_days_and_what_crossed_its_end) {
    NationalStory story("月清算表 · 各日之和，加减跨月与调整", "2018-10-30 10:00:00");
    Months months(story);
    BOOST_TEST(story.settled("in-time").has_value());
    story.closed(Ningbo::guiyang_day("2018-10-30"), "2018-10-31 00:30:00");
    story.when("31 日的一笔应答丢失，11 月 1 日才查明，结算时间仍在 10 月 31 日");
    story.clock.set("2018-10-31 20:00:00");
    story.hub.setl_time = "2018-10-31 20:00:00";
    story.screen_shows(story.settled("late", {Happening::lost_reply}), "GW3001", "请勿按自费收取现金");
    story.closed(Ningbo::guiyang_day("2018-10-31"), "2018-11-01 00:30:00");
    story.clock.set("2018-11-01 09:00:00");
    BOOST_TEST(story.resolve().value() == 1);
    story.then("补清之前，它是 10 月的结算人次，不是清分人次");
    statements::CheckedMonth october = months.of("2018-10");
    BOOST_REQUIRE(october.table.rows.size() == 1);
    BOOST_TEST(row_in_words(october.table.rows.front()) == "310 inpatient 2/1 15253.29 2802.76 12450.53");
    BOOST_TEST(october.table.carried == 1);
    BOOST_TEST(october.differences.empty());

    story.hub.setl_time.clear();
    BOOST_TEST(story.settled("november").has_value());
    story.closed(Ningbo::guiyang_day("2018-11-01"), "2018-11-02 00:30:00");
    story.then("11 月 1 日补清：列入 10 月的表，不列入 11 月的");
    october = months.of("2018-10");
    BOOST_TEST(row_in_words(october.table.rows.front()) == "310 inpatient 2/2 30506.58 5605.52 24901.06");
    BOOST_TEST(october.table.late_out == 1);
    BOOST_TEST(october.table.carried == 0);
    BOOST_TEST(october.differences.empty());
    const statements::CheckedMonth november = months.of("2018-11");
    BOOST_TEST(row_in_words(november.table.rows.front()) == "310 inpatient 1/1 15253.29 2802.76 12450.53");
    BOOST_TEST(november.table.late_in == 1);
    BOOST_TEST(november.differences.empty());

    story.when("审核扣款 50.53 入账：表上加减后为 24850.53");
    months.books.posted[october.table.key] = {
        {InsuranceType("310"), CareSetting::inpatient, Component::hifp, -Money::parse("50.53").value(), "V1"}};
    BOOST_TEST(months.of("2018-10").table.adjusted_total().to_yuan() == "24850.53");

    story.when("有人改了一天的结算单：每个对不上的数都被点名");
    for (auto& [id, statement] : story.books.statements)
        if (statement.key.day.to_text() == "2018-10-30")
            statement.cells.front().sums.total = Money::parse("1.00").value();
    const auto apart = months.of("2018-10").differences;
    BOOST_REQUIRE(apart.size() == 1);
    BOOST_TEST(apart.front().figure == "total");
    BOOST_TEST(apart.front().by_lines == "30506.58");
    BOOST_TEST(apart.front().by_days == "15254.29");
}

BOOST_AUTO_TEST_CASE(a_months_steps_have_their_dates_and_say_what_is_missing) {
    NationalStory story("月清算的日程：3 日、20 日、21 日、25 日、月末", "2018-10-16 10:00:00");
    Months months(story);
    BOOST_TEST(story.settled("a").has_value());
    const auto progress = [&] {
        return story.run(months.service.run(PlatformName("national"), Month::parse("2018-10").value())).value();
    };
    const auto step = [&](statements::MonthStep wanted) {
        for (const statements::StepProgress& one : progress().steps)
            if (one.step == wanted) return one;
        throw std::logic_error("no such step");
    };
    using enum statements::MonthStep;
    BOOST_TEST(step(reconciled).due.to_text() == "2018-11-03");
    BOOST_TEST(step(institutions_done).due.to_text() == "2018-11-20");
    BOOST_TEST(step(tables).due.to_text() == "2018-11-21");
    BOOST_TEST(step(confirmed).due.to_text() == "2018-11-25");
    BOOST_TEST(step(notices).due.to_text() == "2018-11-30");
    BOOST_TEST(step(year_end).due.to_text() == "2019-03-31");
    BOOST_TEST((step(reconciled).done == false));

    story.closed(Ningbo::guiyang_day("2018-10-16"), "2018-10-17 00:30:00");
    for (Date day = Date::parse("2018-10-17").value(); day.to_text() != "2018-11-01"; day = day.next())
        story.closed(Ningbo::guiyang_day(day.to_text()), day.next().to_text() + " 00:30:00");
    BOOST_TEST((step(reconciled).done == true));
    BOOST_TEST((step(tables).done == true));
    BOOST_TEST((step(institutions_done).done == false));
    BOOST_TEST(step(institutions_done).note == "1 lines not confirmed by their institutions");
    BOOST_TEST(step(institutions_done).is_late(Date::parse("2018-11-21").value()));
    BOOST_TEST(!step(institutions_done).is_late(Date::parse("2018-11-20").value()));
    BOOST_TEST(!step(confirmed).done.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
