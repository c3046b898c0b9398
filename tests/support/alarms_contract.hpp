#pragma once

#include "gateway/ports/alarm_deliveries.hpp"
#include "tests/support/ask.hpp"

#include <functional>

namespace clearing::tests {

/// Alarms as their contract sees them; made of memory or of PostgreSQL. Two daemons of one database.
struct AlarmsContract {
    ports::Alarms& alarms;
    ports::Alarms& alarms_of_another;
    ports::AlarmDeliveries& deliveries;
    std::function<void(long long no)> acknowledge;
};

#define ALARMS_CONTRACT(CASE)                                     \
    CASE(an_alarm_is_due_on_every_channel_at_once)                \
    CASE(the_same_alarm_stands_until_it_is_acknowledged)          \
    CASE(one_raised_once_for_all_is_raised_no_more)               \
    CASE(of_many_that_raise_the_same_at_once_one_does)            \
    CASE(what_one_daemon_holds_no_other_takes_before_its_time)    \
    CASE(what_failed_comes_again_and_says_how_often)              \
    CASE(what_was_said_is_said_again_until_it_is_acknowledged)    \
    CASE(an_acknowledged_alarm_is_said_no_more)                   \
    CASE(an_outcome_of_one_who_lost_the_delivery_changes_nothing) \
    CASE(longest_due_alarms_come_first_and_no_more_than_asked_for)

#define DECLARE(name) void name(const AlarmsContract& store);
ALARMS_CONTRACT(DECLARE)
#undef DECLARE

}  // namespace clearing::tests
