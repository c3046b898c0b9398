#include "tests/system/claim.hpp"
#include "tests/system/clearing_day.hpp"
#include "tests/system/world.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::test;

namespace {

json::Value hospital(const std::string& institution, const std::string& steps, const std::string& tamper = "{}") {
    return World::instance().peers(
        "POST", "/hospital/reconcile",
        fmt::format(R"({{"institution":"{}","begin":"2018-10-16","end":"2018-10-16","do":[{}],"tamper":{}}})",
                    institution, steps, tamper));
}

const json::Array& list_in(const json::Value& value, std::string_view name) {
    const json::Value* list = value.find(name);
    BOOST_REQUIRE_MESSAGE(list && list->as_array(), json::write(value));
    return *list->as_array();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(system_reconciliation)

BOOST_AUTO_TEST_CASE(a_hospital_compares_confirms_and_takes_back_through_its_bureau) {
    World& world = World::instance();
    for (const char* story : {"visitor-outpatient", "visitor-cancel-resettle"})
        BOOST_TEST(world.play(story) == "as_expected", story);
    const json::Value settlements = world.ctl("settlement list --direction visitor --day 2018-10-16 --state booked");
    const std::string institution = text_of(list_in(settlements, "settlements").front(), "institution");
    const std::string id = text_of(list_in(settlements, "settlements").front(), "id");

    const json::Value equal = hospital(institution, R"("totals","details")");
    BOOST_TEST(equal.find("error") == nullptr, json::write(equal));
    for (const json::Value& cell : list_in(equal, "totals"))
        BOOST_TEST(text_of(cell, "stmt_rslt") == "0", json::write(cell));
    for (const json::Value& row : list_in(equal, "details"))
        BOOST_TEST(text_of(row, "stmt_rslt") == "0", json::write(row));
    const json::Value lost = hospital(institution, R"("details")", fmt::format(R"({{"lose":["{}"]}})", id));
    int only_here = 0;
    for (const json::Value& row : list_in(lost, "details"))
        only_here += text_of(row, "stmt_rslt") == "1" ? 1 : 0;
    BOOST_TEST(only_here == 1, json::write(lost));

    const json::Value confirmed = hospital(institution, R"("confirm")");
    BOOST_TEST(confirmed.find("error") == nullptr, json::write(confirmed));
    BOOST_TEST(list_in(confirmed, "confirmed").size() == 1U);
    const std::string show = "reconcile hospital show --platform delta --counterparty 310000 --day 2018-10-16";
    BOOST_TEST(list_in(world.ctl(show + " --institution " + institution), "unconfirmed").empty());
    const json::Value back = hospital(institution, R"("roll_back")");
    BOOST_TEST(back.find("error") == nullptr, json::write(back));
    BOOST_TEST(!list_in(world.ctl(show + " --institution " + institution), "unconfirmed").empty());
}

BOOST_AUTO_TEST_CASE(what_the_hub_has_not_matched_is_carried_and_a_line_in_a_strange_cell_is_found) {
    World& world = World::instance();
    BOOST_TEST(world.play("visitor-inpatient") == "as_expected");
    world.peers("POST", "/faults", R"({"role":"hub","name":"line_not_yet"})");
    world.advance_clocks("2018-10-17 00:40:00");
    const json::Value carried = close_ours("national", "520100", "visitor", "2018-10-16");
    BOOST_TEST(text_of(carried, "state") == "agreed_with_carried_lines", json::write(carried));
    BOOST_TEST(text_of(carried, "difference_count") == "0", json::write(carried));
    world.no_faults();

    world.advance_clocks("2018-10-18 00:40:00");
    const json::Value late = close_ours("national", "520100", "visitor", "2018-10-17");
    BOOST_TEST(text_of(late, "state") == "agreed", json::write(late));
    BOOST_TEST(text_of(late, "settlements") == "1", json::write(late));

    BOOST_TEST(world.play("visitor-inpatient") == "as_expected");
    world.peers("POST", "/faults", R"({"role":"hub","name":"line_other_cell"})");
    world.advance_clocks("2018-10-19 00:40:00");
    const json::Value found = close_ours("national", "520100", "visitor", "2018-10-18");
    BOOST_TEST(text_of(found, "settlements") == "1", json::write(found));
    BOOST_TEST(text_of(found, "difference_count") == "1", json::write(found));
    world.no_faults();
    const json::Value month = world.ctl("statement month-table --month 2018-10");
    for (const json::Value& table : list_in(month, "tables"))
        BOOST_TEST(text_of(table, "proven") == "true", json::write(table));
}

BOOST_AUTO_TEST_SUITE_END()
