#include "gateway/domain/flow.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;

BOOST_AUTO_TEST_SUITE(flow)

BOOST_AUTO_TEST_CASE(the_platforms_rule_and_the_direction_say_who_decides_the_day) {
    struct Row {
        const char* who;
        DayRule rule;
        Direction direction;
        bool treatment_side_names_it, is_taken_at_intent, is_ours_to_close;
    };
    constexpr auto delta = DayRule::treatment_side_at_intent, national = DayRule::answerer_by_setl_time;
    for (const Row& row : {
             Row{"Delta, visitor: our open day, our close", delta, Direction::visitor, true, true, true},
             Row{"Delta, resident away: the envelope's, their close", delta, Direction::resident_away, true, false,
                 false},
             Row{"national, visitor: the platform's setl_time", national, Direction::visitor, false, false, true},
             Row{"national, resident away: the setl_time we stamp", national, Direction::resident_away, false, false,
                 true},
         }) {
        BOOST_TEST_CONTEXT(row.who) {
            BOOST_TEST(treatment_side_names_the_day(row.rule) == row.treatment_side_names_it);
            BOOST_TEST(day_is_taken_at_intent(row.rule, row.direction) == row.is_taken_at_intent);
            BOOST_TEST(is_ours_to_close(row.rule, row.direction) == row.is_ours_to_close);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
