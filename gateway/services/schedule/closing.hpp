#pragma once

#include "gateway/ports/day_store.hpp"
#include "gateway/ports/other_sides.hpp"
#include "gateway/services/calendar/calendar.hpp"
#include "gateway/services/schedule/task.hpp"

#include <string>
#include <string_view>
#include <vector>

// What is due with the clearing days. Pure: days, calendar and the time in, what is to be done out (SETTLEMENT §3).

namespace clearing::schedule {

/// "delta/310000/visitor/2018-10-16": the period of everything that is done once a day and pair.
std::string period_of(const DayKey& key);
std::optional<DayKey> day_of_period(std::string_view period);

/// Delta days of our visitors, and every day of a platform whose answerer decides the day. The rest the partner closes.
bool is_ours_to_close(const ports::OtherSides& other_sides, const DayKey& key);

/// Open days that are ours, each at its cut-off: whatever became of the days before, the next one begins.
std::vector<Due> days_to_switch(const std::vector<ports::Day>& unagreed, const calendar::Calendar& calendar,
                                const ports::OtherSides& other_sides);

/// The first day of each pair that is not agreed and ours, each after its grace. Days close in order, so there is never
/// more than one of a pair; a pair that is stuck holds up only itself.
std::vector<Due> days_to_close(const std::vector<ports::Day>& unagreed, const calendar::Calendar& calendar,
                               const ports::OtherSides& other_sides);

/// Every day that is not agreed, ours or the partner's, each when it is due: an alarm then.
std::vector<Due> days_overdue(const std::vector<ports::Day>& unagreed, const calendar::Calendar& calendar);

/// Those of our visitors' pairs with neighbours that have no day yet. On a platform where the treatment side assigns
/// days they have them from the first look on, for an empty day sends a close too; everywhere else a pair has days from
/// its first settlement.
std::vector<PairKey> pairs_to_begin(const std::vector<ports::Day>& unagreed, const std::vector<PairKey>& neighbours);

/// Days that the partner ought to have closed and never spoke of: of each Delta pair of residents away, every due day
/// after the newest known one; at most the last 31.
std::vector<DayKey> closes_never_sent(const std::vector<ports::Day>& all, const calendar::Calendar& calendar,
                                      const ports::OtherSides& other_sides, Instant now);

}  // namespace clearing::schedule
