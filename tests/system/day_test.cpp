#include "tests/system/claim.hpp"
#include "tests/system/clearing_day.hpp"
#include "tests/system/world.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::test;

namespace {

/// Shanghai treated these persons: it closes that day with us.
void close_shanghais(const std::string& day) {
    const json::Value closed =
        World::instance().peers("POST", "/day/close", fmt::format(R"({{"role":"shanghai","day":"{}"}})", day));
    BOOST_TEST(text_of(closed, "equal") == "true", json::write(closed));
    BOOST_TEST(text_of(closed, "agreed") == "true", json::write(closed));
}

/// Closes that somebody mistyped. The real ones follow: no day of these stands in their way.
void check_slips_begin_no_day() {
    World& world = World::instance();
    const std::string before = json::write(world.ctl("day list"));
    for (const char* mistyped : {"--platform national --counterparty 520100 --direction visitor --day 1999-01-01",
                                 "--platform national --counterparty 520100 --direction visitor --day 2018-10-01",
                                 "--platform delta --counterparty 310000 --direction visitor --day 2018-10-14",
                                 "--platform delta --counterparty 999999 --direction visitor --day 2018-10-16",
                                 "--platform delta --counterparty 520100 --direction visitor --day 2018-10-16"})
        BOOST_TEST(world.try_ctl(fmt::format("day close {}", mistyped)).exit_code != 0, mistyped);
    BOOST_TEST(json::write(world.ctl("day list")) == before);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(system_day)

BOOST_AUTO_TEST_CASE(a_day_of_all_four_flows_agrees_with_the_peers_books_and_what_was_in_doubt_clears_late) {
    World& world = World::instance();
    const std::string day = "2018-10-16", next = "2018-10-17";
    for (const char* story : {"visitor-outpatient", "visitor-cancel-resettle", "resident-outpatient", "resident-cancel",
                              "visitor-inpatient", "visitor-inpatient-cancel", "resident-inpatient"})
        BOOST_TEST(world.play(story) == "as_expected", story);

    // Shanghai books one settlement, its answer is lost, and questions about it are not answered before the close.
    Visit visit;
    const std::string body = visit.open().settle().text();
    const Totals cleared_in_time = of_book("shanghai", day, "33");
    world.fault("shanghai", "unavailable", "query");
    world.fault("shanghai", "drop_reply", "settle");
    const Reply doubtful = world.send(body);
    BOOST_TEST(doubtful.code.starts_with("GW3"), doubtful.err_msg);
    BOOST_TEST(world.unresolved() == 1);

    world.advance_clocks("2018-10-17 00:40:00");
    check_slips_begin_no_day();
    const json::Value carried = close_ours("delta", "310000", "visitor", day);
    BOOST_TEST(text_of(carried, "state") == "agreed_with_carried_lines", json::write(carried));
    const json::Value guiyang = close_ours("national", "520100", "visitor", day);
    BOOST_TEST(text_of(guiyang, "difference_count") == "0", json::write(guiyang));
    const json::Value beijing = close_ours("national", "110000", "resident_away", day);
    BOOST_TEST(text_of(beijing, "difference_count") == "0", json::write(beijing));
    close_shanghais(day);

    check_statement("delta-310000-visitor", day, "agreed_with_carried_lines");
    check_statement("delta-310000-resident_away", day, "agreed");
    check_statement("national-520100-visitor", day, "agreed");
    check_statement("national-110000-resident_away", day, "agreed");
    BOOST_TEST(of_statement(statement_id("delta-310000-visitor", day)) == cleared_in_time);
    BOOST_TEST(of_statement(statement_id("delta-310000-resident_away", day)) == of_book("bureau-core", day, "31"));
    BOOST_TEST(of_statement(statement_id("national-520100-visitor", day)) == of_book("guiyang", day, "33"));
    BOOST_TEST(of_statement(statement_id("national-110000-resident_away", day)) == of_book("bureau-core", day, "11"));

    // The next day Shanghai answers questions again: the settlement clears late, and alone.
    world.no_faults();
    BOOST_TEST(world.comes_true([&] { return world.unresolved() == 0; }));
    const Reply known = world.send(body);
    BOOST_TEST_REQUIRE(known.is_yes(), known.err_msg);
    const std::string id = text_of(*known.output.find("setlinfo"), "setl_id");
    const json::Value settlement = world.ctl("settlement show " + id);
    BOOST_TEST(text_of(settlement, "state") == "booked", json::write(settlement));
    BOOST_TEST(text_of(settlement, "day") == day, "the day it was given stays");

    world.advance_clocks("2018-10-18 00:40:00");
    const json::Value late = close_ours("delta", "310000", "visitor", next);
    BOOST_TEST(text_of(late, "difference_count") == "0", json::write(late));
    check_statement("delta-310000-visitor", next, "agreed");
    BOOST_TEST(text_of(world.ctl("settlement show " + id), "cleared_day") == next);
    const Totals alone{1,
                       0,
                       89'70,
                       fen(text_of(settlement, "fund_total")),
                       fen(text_of(settlement, "account")),
                       fen(text_of(settlement, "cash"))};
    BOOST_TEST(of_statement(statement_id("delta-310000-visitor", next)) == alone);
    BOOST_TEST(of_book("shanghai", next, "33") == alone, "Shanghai clears it on that day too");
    BOOST_TEST(of_statement(statement_id("delta-310000-visitor", day)) == cleared_in_time,
               "a statement is not changed");
    BOOST_TEST(world.send(sign_in()).is_yes());
}

BOOST_AUTO_TEST_SUITE_END()
