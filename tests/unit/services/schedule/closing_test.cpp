#include "gateway/services/schedule/closing.hpp"

#include "tests/support/mappings.hpp"
#include "tests/support/scripted_day_partner.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::schedule;
using Lines = std::vector<std::string>;

namespace {

/// "delta/310000/visitor/2018-10-16 closing".
ports::Day day(const std::string& text) {
    const auto space = text.find(' ');
    return {day_of_period(text.substr(0, space)).value(), day_state_named(text.substr(space + 1)).value(), {}};
}

std::vector<ports::Day> days(const Lines& texts) {
    std::vector<ports::Day> all;
    for (const std::string& text : texts)
        all.push_back(day(text));
    return all;
}

Lines lines(const std::vector<Due>& due) {
    Lines all;
    for (const Due& one : due)
        all.push_back(one.period + " from " + to_local_time(one.from));
    return all;
}

struct World {
    std::shared_ptr<const calendar::Calendar> calendar =
        calendar::Calendar::load({tests::mapping_text("calendar.tsv"), tests::mapping_text("cut_offs.tsv"),
                                  tests::mapping_text("deadlines.tsv")})
            .value();
    tests::ScriptedDayPartner partner;
    ports::OtherSides other_sides;

    World() {
        add("delta", DayRule::treatment_side_at_intent);
        add("national", DayRule::answerer_by_setl_time);
    }
    void add(const char* name, DayRule rule) {
        ports::Platform platform;
        platform.name = PlatformName(name);
        platform.day_rule = rule;
        platform.days = &partner;
        other_sides.platforms.emplace(platform.name, platform);
    }
};

void check(const Lines& found, const Lines& wanted) {
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(closing)

BOOST_AUTO_TEST_CASE(a_days_period_names_it) {
    const DayKey key = day("delta/310000/visitor/2018-10-16 open").key;
    BOOST_TEST(key.platform.text == "delta");
    BOOST_TEST(key.counterparty.text == "310000");
    BOOST_TEST(key.day.to_text() == "2018-10-16");
    BOOST_TEST(period_of(key) == "delta/310000/visitor/2018-10-16");
    for (const char* none : {"", "2018-10-16", "delta/310000/visitor", "delta/310000/nobody/2018-10-16",
                             "delta/310000/visitor/2018-10-32"})
        BOOST_TEST(!day_of_period(none).has_value(), none);
}

BOOST_AUTO_TEST_CASE(the_treatment_side_closes_deltas_days_and_we_close_all_national_ones) {
    World world;
    const auto ours = [&](const char* text) { return is_ours_to_close(world.other_sides, day(text).key); };
    BOOST_TEST(ours("delta/310000/visitor/2018-10-16 open"));
    BOOST_TEST(!ours("delta/310000/resident_away/2018-10-16 open"));
    BOOST_TEST(ours("national/520000/visitor/2018-10-16 open"));
    BOOST_TEST(ours("national/520000/resident_away/2018-10-16 open"));
    BOOST_TEST(!ours("gone/520000/visitor/2018-10-16 open"));  // a platform that the configuration has no more
}

BOOST_AUTO_TEST_CASE(a_day_ends_at_its_cut_off_whatever_became_of_the_days_before) {
    World world;
    check(lines(days_to_switch(
              days({"delta/310000/visitor/2018-10-14 waiting_for_partner", "delta/310000/visitor/2018-10-15 closing",
                    "delta/310000/visitor/2018-10-16 open", "delta/310000/resident_away/2018-10-16 open",
                    "national/520000/resident_away/2018-10-16 open"}),
              *world.calendar, world.other_sides)),
          {"delta/310000/visitor/2018-10-16 from 2018-10-17 00:00:00",
           "national/520000/resident_away/2018-10-16 from 2018-10-17 00:00:00"});
}

BOOST_AUTO_TEST_CASE(days_close_in_order_and_a_stuck_pair_holds_up_only_itself) {
    World world;
    check(lines(days_to_close(
              days({"delta/310000/visitor/2018-10-14 waiting_for_partner", "delta/310000/visitor/2018-10-15 closing",
                    "delta/310000/visitor/2018-10-16 open", "delta/320600/visitor/2018-10-16 open",
                    "national/520000/visitor/2018-10-16 open", "delta/310000/resident_away/2018-10-13 closing"}),
              *world.calendar, world.other_sides)),
          {"delta/310000/visitor/2018-10-14 from 2018-10-15 00:00:00",
           "delta/320600/visitor/2018-10-16 from 2018-10-17 00:00:00",
           "national/520000/visitor/2018-10-16 from 2018-10-17 00:30:00"});
}

BOOST_AUTO_TEST_CASE(every_day_that_is_not_agreed_is_overdue_at_its_time_the_partners_too) {
    World world;
    check(lines(days_overdue(days({"delta/310000/visitor/2018-10-15 waiting_for_partner",
                                   "delta/310000/resident_away/2018-10-15 open"}),
                             *world.calendar)),
          {"delta/310000/visitor/2018-10-15 from 2018-10-16 08:00:00",
           "delta/310000/resident_away/2018-10-15 from 2018-10-16 08:00:00"});
}

BOOST_AUTO_TEST_CASE(a_neighbours_pair_has_days_before_anybody_is_treated) {
    const std::vector<PairKey> neighbours{{PlatformName("delta"), DivisionCode("310000"), Direction::visitor},
                                          {PlatformName("delta"), DivisionCode("320600"), Direction::visitor}};
    const auto missing = pairs_to_begin(
        days({"delta/310000/visitor/2018-10-16 open", "delta/320600/resident_away/2018-10-16 open"}), neighbours);
    BOOST_REQUIRE(missing.size() == 1U);
    BOOST_TEST(missing[0].counterparty.text == "320600");
}

BOOST_AUTO_TEST_CASE(a_close_that_never_came_is_missed) {
    World world;
    const auto missing = [&](const Lines& all, const char* now) {
        Lines found;
        for (const DayKey& key :
             closes_never_sent(days(all), *world.calendar, world.other_sides, parse_local_time(now).value()))
            found.push_back(period_of(key));
        return found;
    };
    const Lines known{"delta/310000/resident_away/2018-10-12 agreed", "delta/310000/resident_away/2018-10-13 agreed",
                      "delta/310000/visitor/2018-10-16 open", "national/520000/resident_away/2018-10-01 agreed"};
    check(missing(known, "2018-10-15 07:59:59"), {});
    check(missing(known, "2018-10-16 08:30:00"),
          {"delta/310000/resident_away/2018-10-14", "delta/310000/resident_away/2018-10-15"});
    BOOST_TEST(missing(known, "2019-10-16 08:30:00").size() == 31U);
}

BOOST_AUTO_TEST_SUITE_END()
