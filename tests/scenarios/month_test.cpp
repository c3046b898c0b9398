// A month on paper: several days with a carried line, a cancel after the close and a deduction; made by one person,
// corrected, released by another.
#include "tests/scenarios/changed_agreement.hpp"
#include "tests/scenarios/papers.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const PairKey shanghai{PlatformName("delta"), DivisionCode("310000"), Direction::visitor};
const std::string october = "330200-delta-310000-visitor-2018-10";
const Bill bill{"B1", "1368.83"};

StatementAddition deduction(std::string id, std::string_view day, std::string_view amount, std::string origin) {
    return {std::move(id),           AdditionKind::deduction, ClearingDay::parse(day).value(), InsuranceType("310"),
            CareSetting::outpatient, Component::hifp,         Money::parse(amount).value(),    "超限用药",
            std::move(origin)};
}

/// Ms Zhang's October: settled on the 16th, in doubt on the 16th and found on the 17th, cancelled on the 18th, and one
/// in doubt since the 30th.
struct October : Papers {
    explicit October(std::string_view title) : Papers(title, "2018-10-16 09:30:00") {
        Ningbo::shanghai.will_pay(
            payment({{"总费用", "1368.83"}, {"统筹基金", "1126.60"}, {"个人账户", "2.00"}, {"现金", "240.23"}}));
    }

    SettledBill settled(const std::string& name) {
        const VisitId visit = visit_with_bill(name, bill);
        visits_of[name] = visit;
        return settle(visitor_call("2207", name), visit, bill).value();
    }
    void lost(const std::string& name) {
        const VisitId visit = visits_of[name] = visit_with_bill(name, bill);
        Ningbo::shanghai.answer_next({Happening::lost_reply});
        BOOST_TEST(!settle(visitor_call("2207", name), visit, bill).has_value());
    }
    /// Closes every day up to this one.
    void close_until(std::string_view last) {
        for (; next_to_close <= ClearingDay::parse(last).value(); next_to_close = next_to_close.next())
            closed(shanghai_day(next_to_close.to_text()), next_to_close.next().to_text() + " 00:10:00");
    }
    void until_the_30th() {
        given("16 日一笔已结算，一笔结果未知");
        const SettledBill first = settled("a");
        first_id = first.settlement;
        lost("b");
        close_until("2018-10-16");
        when("17 日查明，在 17 日补清；18 日撤销 16 日的一笔");
        clock.set("2018-10-17 10:00:00");
        BOOST_TEST(resolve().value() == 1);
        close_until("2018-10-17");
        clock.set("2018-10-18 10:00:00");
        BOOST_REQUIRE(cancel(visitor_call("2208", "c"), visits_of.at("a"), first.settlement).has_value());
        close_until("2018-10-29");
        when("30 日又有一笔结果未知，到月底没有查明");
        clock.set("2018-10-30 10:00:00");
        lost("d");
        close_until("2018-10-30");
    }

    ClearingDay next_to_close = ClearingDay::parse("2018-10-16").value();
    std::map<std::string, VisitId> visits_of;
    SettlementId first_id;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(months)

BOOST_AUTO_TEST_CASE(a_month_is_the_sum_of_its_days_with_what_was_carried_cancelled_and_deducted) {
    October story("十月的结算单");
    story.until_the_30th();

    story.then("31 日还没有对平，十月不能结");
    const auto early = story.month(shanghai, "2018-10");
    story.screen_shows(early, "GW1703", "2018-10-31 is open");
    BOOST_REQUIRE(!early.has_value());
    BOOST_TEST((early.error().fields == std::vector<std::string>{"2018-10-31 is open"}));

    story.close_until("2018-10-31");
    story.additions.rows.push_back({shanghai, deduction("D-1", "2018-10-31", "-100.00", story.first_id.text)});
    const PeriodStatement month = story.month(shanghai, "2018-10").value();
    story.then("两笔结算、一笔撤销；净额是一笔减扣款");
    const DayCell sum = sum_of(month.cells());
    BOOST_TEST(month.days.size() == 16);
    BOOST_TEST(sum.settlements == 2);
    BOOST_TEST(sum.cancels == 1);
    BOOST_TEST(sum.sums.total.to_yuan() == "1368.83");
    BOOST_TEST(month.gross().to_yuan() == "1128.60");
    BOOST_TEST(month.deductions().to_yuan() == "-100.00");
    BOOST_TEST(month.net().to_yuan() == "1028.60");
    BOOST_TEST(month.control.lines == 3);
    story.then("未查明的一笔结转十一月，16 日的一笔没有");
    BOOST_REQUIRE(month.carried_out().size() == 1);
    BOOST_TEST((month.carried_out()[0].key == story.record_of(story.visitor_call("2207", "d")).key));
    BOOST_TEST(month.carried_out()[0].amount.to_yuan() == "1368.83");
    BOOST_TEST(month.carried_in.empty());

    story.close_until("2018-11-04");
    story.when("十一月查明");
    story.clock.set("2018-11-05 10:00:00");
    BOOST_TEST(story.resolve().value() == 1);
    story.close_until("2018-11-30");
    const PeriodStatement november = story.month(shanghai, "2018-11").value();
    story.then("十一月的结算单把它列为上期结转");
    BOOST_REQUIRE(november.carried_in.size() == 1);
    BOOST_TEST((november.carried_in[0].key == month.carried_out()[0].key));
    BOOST_TEST(november.carried_in[0].assigned_day.to_text() == "2018-10-30");
    BOOST_TEST(november.carried_in[0].amount.to_yuan() == "1128.60");
    BOOST_TEST(november.net().to_yuan() == "1128.60");
    story.then("已清算未付的余额接得上");
    BOOST_TEST((november.opening == month.closing()));
    BOOST_TEST(november.opening.to_yuan() == "1028.60");  // the deduction cleared with its day
    BOOST_TEST(november.closing().to_yuan() == "2157.20");
}

BOOST_AUTO_TEST_CASE(what_a_month_carries_over_a_change_of_the_agreement_stands_there_as_it_was_posted) {
    October story("结转到新协议的月份");
    story.given("十一月的协议不再清算个人账户（虚构）");
    story.tables_in_force.replace(
        agreement_changes_after("2018-10-31", true, components_with_account, components_of_funds));
    story.until_the_30th();
    story.when("31 日撤销 16 日的另一笔，应答也丢失");
    story.clock.set("2018-10-31 10:00:00");
    const SettlementId found = story.record_of(story.visitor_call("2207", "b")).id;
    story.Ningbo::shanghai.answer_next({Happening::lost_reply});
    BOOST_TEST(!story.cancel(story.visitor_call("2208", "e"), story.visits_of.at("b"), found).has_value());
    story.close_until("2018-10-31");
    story.when("十一月查明：一笔结算，一笔撤销");
    story.clock.set("2018-11-01 10:00:00");
    BOOST_TEST(story.resolve().value() == 2);
    story.close_until("2018-11-30");
    const PeriodStatement november = story.month(shanghai, "2018-11").value();
    BOOST_TEST((november.formulas() == std::vector<std::string>{"NEXT"}));
    std::map<std::string, std::string> carried_in;
    for (const CarriedIn& line : november.carried_in)
        carried_in[line.assigned_day.to_text()] = line.amount.to_yuan();
    story.then("上期结转都按十月的协议，个人账户在内；已清算的余额接得上");
    BOOST_TEST(
        (carried_in == std::map<std::string, std::string>{{"2018-10-30", "1128.60"}, {"2018-10-31", "-1128.60"}}));
    BOOST_TEST(november.net().is_zero());
    BOOST_TEST(story.balance(Account::r1).is_zero());
    BOOST_TEST((november.opening == story.month(shanghai, "2018-10").value().closing()));
    BOOST_TEST((november.closing() == story.balance(Account::r2)));
}

BOOST_AUTO_TEST_CASE(a_month_that_is_not_its_days_is_not_made) {
    October story("账上多了一笔");
    story.until_the_30th();
    story.close_until("2018-10-31");
    BOOST_REQUIRE(story.month(shanghai, "2018-10").has_value());
    story.when("有人改了账上一笔的现金");
    for (auto& [no, record] : story.books.records)
        if (record.id == story.first_id) record.answer.split.cash += Money::from_fen(1);
    const auto refused = story.month(shanghai, "2018-10");
    story.screen_shows(refused, "GW1703", "is not the sum of its days");
    story.then("没有这个月的，也说没有");
    BOOST_TEST((story.month(shanghai, "2018-09").error().code == ErrorCode::not_found));
}

BOOST_AUTO_TEST_CASE(a_month_of_nobody_is_refused_and_says_what_fits_nobody) {
    October story("没有这样的对方，不是一张空表");
    story.until_the_30th();
    story.close_until("2018-10-31");
    const auto all = [&](std::string_view month, const PairFilter& filter) {
        return story.run(story.maker.make_all(filter, Period::month(month).value()));
    };
    BOOST_TEST(all("2018-10", {shanghai.platform, shanghai.counterparty, Direction::visitor}).value().size() == 1U);
    const auto says_no = [&](std::string_view month, const PairFilter& filter, const std::string& field) {
        const auto refused = all(month, filter);
        story.screen_shows(refused, "GW1701", "holds no clearing day");
        BOOST_TEST((!refused && refused.error().fields == std::vector<std::string>{field}), field);
    };
    says_no("2018-09", {std::nullopt, std::nullopt, Direction::visitor}, "month");
    says_no("2018-10", {PlatformName("detla"), std::nullopt, Direction::visitor}, "platform");
    says_no("2018-10", {shanghai.platform, DivisionCode("999999"), Direction::visitor}, "counterparty");
    says_no("2018-10", {std::nullopt, std::nullopt, Direction::resident_away}, "direction");
}

BOOST_AUTO_TEST_CASE(a_correction_lists_exactly_what_changed_and_nobody_releases_what_they_made) {
    October story("制单、更正、复核");
    story.until_the_30th();
    story.close_until("2018-10-31");
    story.clock.set("2018-11-01 09:00:00");
    story.when("王经办制单");
    const auto first = story.run(story.papers.make(october, "", "wang"));
    BOOST_REQUIRE_MESSAGE(first.has_value(), why(first));
    BOOST_TEST(first->revision.number == 1);
    BOOST_TEST(first->revision.changes.empty());
    story.then("再制一次，还是第一版");
    BOOST_TEST(!story.run(story.papers.make(october, "again", "wang"))->is_new);
    story.then("王经办不能复核自己的单");
    story.screen_shows(story.run(story.papers.release(october, 1, "wang")), "GW1702", "nobody releases");

    story.when("补记一笔扣款，更正要写原因");
    story.additions.rows.push_back({shanghai, deduction("D-2", "2018-10-31", "-28.60", "案件7")});
    BOOST_TEST((story.run(story.papers.make(october, "", "wang")).error().code == ErrorCode::invalid_value));
    const auto second = story.run(story.papers.make(october, "审核补扣", "wang"));
    BOOST_REQUIRE_MESSAGE(second.has_value(), why(second));
    story.then("更正清单正好是扣款、扣款合计与净额");
    const std::vector<StatementChange> changed{
        {"deduction D-2 310 outpatient hifp", "", "-28.60 on 2018-10-31: 超限用药, 案件7"},
        {"deductions", "0.00", "-28.60"},
        {"net", "1128.60", "1100.00"}};
    BOOST_TEST((second->revision.changes == changed));
    story.then("第一版已被更正，不能再复核；李复核放行第二版，只一次");
    BOOST_TEST((story.run(story.papers.release(october, 1, "li")).error().code == ErrorCode::conflict));
    const auto released = story.run(story.papers.release(october, 2, "li"));
    BOOST_REQUIRE_MESSAGE(released.has_value(), why(released));
    BOOST_TEST(released->released_by == "li");
    BOOST_TEST((story.run(story.papers.release(october, 2, "zhao")).error().code == ErrorCode::conflict));

    story.then("每一版都还在，照原样");
    BOOST_TEST(story.run(story.papers.show(october, 1))->statement.net().to_yuan() == "1128.60");
    BOOST_TEST(story.run(story.papers.show(october, std::nullopt))->statement.net().to_yuan() == "1100.00");
    std::vector<std::string> audited;
    for (const ports::AuditEvent& event : story.audit.events)
        if (event.event.starts_with("statement_")) audited.push_back(event.event + " " + event.actor);
    const std::vector<std::string> expected{"statement_made wang", "statement_revised wang", "statement_released li"};
    BOOST_TEST(audited == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_day_has_papers_too) {
    October story("一天的结算单");
    story.until_the_30th();
    const std::string id = "330200-delta-310000-visitor-2018-10-16";
    const auto shown = story.run(story.papers.show(id, std::nullopt));
    BOOST_REQUIRE_MESSAGE(shown.has_value(), why(shown));
    BOOST_TEST(shown->statement.id == id);
    BOOST_TEST(shown->statement.net().to_yuan() == "1128.60");
    BOOST_REQUIRE(shown->statement.carried_out().size() == 1);
    BOOST_TEST((story.run(story.papers.show("330200-delta-310000-visitor-2018-10-31", std::nullopt)).error().code ==
                ErrorCode::conflict));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
