#include "tests/unit/tools/terminal.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

using Line = std::vector<std::string>;

constexpr std::uint32_t maker = 2, checker = 4;

Terminal at_a_desk() {
    Terminal terminal;
    terminal.world.mapping->begin();
    terminal.uid = maker;
    return terminal;
}

Line movement(const std::string& way, const std::string& kind, const std::string& serial) {
    return {"prefund", way,        "310000",   "--platform", "delta",     "--year",     "2018",   "--amount", "5000.00",
            "--bank",  "工商银行", "--serial", serial,       "--paid-on", "2018-10-15", "--kind", kind};
}

}  // namespace

BOOST_AUTO_TEST_CASE(prefund_money_goes_through_two_hands_at_the_terminal) {
    Terminal terminal = at_a_desk();
    const Outcome entered = terminal.run(movement("receive", "first", "S1"));
    BOOST_CHECK_EQUAL(entered.status, 0);
    BOOST_CHECK_MESSAGE(entered.says("首次预付") && entered.says("外来就医"), entered.out);
    BOOST_CHECK_EQUAL(terminal.run({"prefund", "release", "1"}).status, 1);
    terminal.uid = checker;
    BOOST_CHECK(terminal.run({"prefund", "release", "1"}).says("PF-310000-visitor-2018-1"));
    const Outcome list = terminal.run({"prefund", "list"});
    BOOST_CHECK_MESSAGE(list.says("310000") && list.says("5000.00") && list.says("正常"), list.out);
    BOOST_CHECK(terminal.run({"prefund", "movements"}).says("工商银行"));
    BOOST_CHECK(terminal.run({"prefund", "check"}).says("the books bear out every position"));
}

BOOST_AUTO_TEST_CASE(which_way_money_went_says_whose_prefund_it_is) {
    struct Example {
        const char *way, *kind, *direction;
    };
    int number = 0;
    for (const Example& e : {Example{"receive", "annual", "visitor"},
                             {"receive", "returned", "resident_away"},
                             {"pay", "urgent", "resident_away"},
                             {"pay", "lowered", "visitor"}}) {
        Terminal terminal = at_a_desk();
        Line line = movement(e.way, e.kind, "S" + std::to_string(++number));
        line.insert(line.begin(), "--json");
        const Outcome outcome = terminal.run(line);
        BOOST_CHECK_MESSAGE(outcome.says("\"direction\":\"" + std::string(e.direction) + "\""), outcome.out);
    }
}

BOOST_AUTO_TEST_CASE(the_papers_are_printed_as_finance_reads_them) {
    Terminal terminal = at_a_desk();
    terminal.world.prefund->books.prefunds[{DivisionCode("310000"), Direction::visitor}].use = {
        *Money::parse("1000.00"), *Money::parse("712.50")};
    const Outcome one = terminal.run({"prefund", "show", "310000"});
    BOOST_CHECK_MESSAGE(one.says("占用额") && one.says("712.50") && one.says("71.25"), one.out);
    const Outcome size = terminal.run({"prefund", "size", "310000", "--year", "2019"});
    BOOST_CHECK_MESSAGE(size.says("2019-01-31") && size.says("2019-02-28"), size.out);
    BOOST_CHECK(terminal.run({"prefund", "forecast", "310000"}).says("统计天数"));
    const Outcome urgent =
        terminal.run({"prefund", "urgent", "310000", "--signed-on", "2018-10-16", "--asked", "800.00"});
    BOOST_CHECK_MESSAGE(urgent.says("2018-10-19") && urgent.says("800.00"), urgent.out);
    BOOST_CHECK(terminal.run({"prefund", "requests"}).says("2018-10-19"));
}

BOOST_AUTO_TEST_CASE(a_position_the_books_do_not_bear_out_is_status_one) {
    Terminal terminal = at_a_desk();
    terminal.world.prefund->books.prefunds[{DivisionCode("310000"), Direction::visitor}].use.held =
        *Money::parse("1.00");
    const Outcome outcome = terminal.run({"prefund", "check"});
    BOOST_CHECK_EQUAL(outcome.status, 1);
    BOOST_CHECK_MESSAGE(outcome.says("310000") && outcome.says("1.00"), outcome.out);
}

BOOST_AUTO_TEST_CASE(wrong_words_about_a_prefund_are_wrong_usage) {
    Terminal terminal = at_a_desk();
    for (const Line& line : {Line{"prefund", "receive", "310000"}, Line{"prefund", "show"}, Line{"prefund", "release"},
                             Line{"prefund", "show", "310000", "--direction", "sideways"},
                             movement("receive", "stolen", "S1"), Line{"prefund"}})
        BOOST_CHECK_EQUAL(terminal.run(line).status, 2);
    BOOST_CHECK_EQUAL(terminal.run({"prefund", "urgent", "310000", "--help"}).status, 0);
}

BOOST_AUTO_TEST_CASE(the_banks_day_has_the_name_it_has_on_a_payment) {
    Terminal terminal = at_a_desk();
    Line line = movement("receive", "first", "S1");
    std::ranges::replace(line, std::string("--paid-on"), std::string("--date"));
    const Outcome outcome = terminal.run(line);
    BOOST_CHECK_MESSAGE(outcome.status == 0 && outcome.says("2018-10-15"), outcome.out + outcome.err);
}
