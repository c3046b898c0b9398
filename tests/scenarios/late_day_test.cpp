// The first settlement with a region was in doubt for a month. Its answer names a day before every other one, behind
// the last notice and the last statement: nothing of it is forgotten.
#include "tests/scenarios/papers.hpp"
#include "tests/support/finance.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const PairKey guiyang{PlatformName("national"), DivisionCode("520100"), Direction::visitor};
const std::string october = "330200-national-520100-visitor-2018-10";
const Bill stay{"0", "15253.29"};

struct LateDay : Papers {
    LateDay() : Papers("迟了一个月查明的首日", "2018-09-30 20:00:00") {
        hub.will_pay(payment({{"总费用", "15253.29"}, {"统筹基金", "12450.53"}, {"现金", "2802.76"}}));
    }
    FinanceDesk finance{*this};

    Result<SettledBill> settled(const std::string& name, std::initializer_list<Happening> happenings = {}) {
        const auto visit = register_visit(guiyang_call("2401", "v-" + name), "2018-09-06 09:00:00");
        BOOST_REQUIRE_MESSAGE(visit.has_value(), why(visit));
        BOOST_REQUIRE(upload(guiyang_call("2301", "f-" + name), *visit, stay).has_value());
        hub.answer_next(happenings);
        return settle(guiyang_call("2304", "s-" + name), *visit, stay);
    }
    void close_between(std::string_view first, std::string_view last) {
        for (Date day = Date::parse(first).value(); day <= Date::parse(last).value(); day = day.next())
            closed(guiyang_day(day.to_text()), day.next().to_text() + " 00:30:00");
    }
    Result<Notice> notice_up_to(std::string_view last) {
        return run(finance.service.make(guiyang, FinanceDesk::day(last), "maker"));
    }
    Result<statements::RevisionDesk::Made> stated(std::string reason) {
        return run(papers.make(october, std::move(reason), "wang"));
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_late_day)

BOOST_AUTO_TEST_CASE(what_clears_behind_the_last_papers_is_on_the_next_ones) {
    LateDay story;
    story.given("九月三十日的一笔应答丢失；十月只有二日的一笔，全月已清算、已制单");
    story.screen_shows(story.settled("late", {Happening::lost_reply}), "GW3001", "请勿按自费收取现金");
    story.clock.set("2018-10-02 10:00:00");
    BOOST_REQUIRE(story.settled("known").has_value());
    story.close_between("2018-10-02", "2018-10-31");
    story.clock.set("2018-11-02 09:00:00");
    BOOST_TEST(story.notice_up_to("2018-10-31").value().first.to_text() == "2018-10-02");
    BOOST_TEST(story.stated("").value().revision.statement.opening.is_zero());

    story.when("十一月二日查明：结算时间是九月三十日");
    BOOST_TEST(story.resolve().value() == 1);
    story.then("九月三十日、十月一日补开；未对账之前不能出单，指明哪一天");
    for (const char* day : {"2018-09-30", "2018-10-01"})
        BOOST_TEST((story.run(story.days.find(Ningbo::guiyang_day(day))).value()->state == DayState::open));
    story.screen_shows(story.stated("补列"), "GW1703", "2018-09-30 is open");
    story.screen_shows(story.notice_up_to("2018-11-01"), "GW1703", "2018-09-30, 2018-10-01");
    for (const char* day : {"2018-09-30", "2018-10-01", "2018-11-01"})
        story.closed(Ningbo::guiyang_day(day), "2018-11-02 09:30:00");

    story.then("下一张通知书收入它，并说明是哪几天");
    const Notice next = story.notice_up_to("2018-11-01").value();
    BOOST_TEST(next.first.to_text() == "2018-11-01");
    BOOST_TEST(next.lines == 1);
    BOOST_TEST(sum_of(next.cleared).to_yuan() == "12450.53");
    BOOST_TEST(story.finance.book.audited.back().detail == "12450.53, with 2018-09-30, 2018-10-01");
    story.then("十月的结算单更正期初余额");
    const auto revised = story.stated("九月三十日的一笔迟至十一月查明");
    BOOST_REQUIRE_MESSAGE(revised.has_value(), why(revised));
    const std::vector<StatementChange> changed{{"days", "30", "31"}, {"opening", "0.00", "12450.53"}};
    BOOST_TEST((revised->revision.changes == changed));
    story.then("两笔都有通知书，应收与两张通知书相等");
    BOOST_TEST(story.balance(Account::r1).is_zero());
    BOOST_TEST(story.balance(Account::r2).to_yuan() == "24901.06");
    for (const ports::OpenItem& item : story.run(story.finance.book.open_of_year(2018)).value())
        BOOST_TEST(item.kind != "not_noticed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
