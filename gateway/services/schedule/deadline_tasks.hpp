#pragma once

#include "gateway/ports/alarms.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/task_runs.hpp"
#include "gateway/ports/unagreed_days.hpp"
#include "gateway/services/clearing/revision_desk.hpp"
#include "gateway/services/mapping/tables.hpp"
#include "gateway/services/payments/year_end.hpp"
#include "gateway/services/schedule/periods.hpp"

#include <vector>

namespace clearing::schedule {

/// What watching deadlines needs of the world. References outlive the tasks.
struct DeadlineTasksWorld {
    const mapping::TablesInForce& tables_in_force;
    ports::DayStore& days;
    ports::UnagreedDays& unagreed;
    ports::TaskRuns& runs;
    statements::RevisionDesk& papers;
    const payments::World& payments;
    ports::Alarms& alarms;
    ports::Clock& clock;
};

/// Deadlines of DOMAIN §2 that have passed while something of the month or year is owed: an alarm, and nothing else,
/// for what is owed is a person's. Each month once, by the rows of deadlines.tsv:
///   tables_not_made      tables_made: the month's statements or tables are not drafted
///   papers_not_released  tables_confirmed: statements of the month that no second person has released
///   notices_not_made     notices_made: the month's notices are not drafted
///   clears_too_late      latest_clearing: days of the month are not agreed, two months later
/// and daily, until somebody has read it, year_not_closed: items of last year are open after the agreement's day of
/// this one; notices_late: a notice is not with finance (hand_over_late) or not paid (payment_late) by its own day.
std::vector<Task> deadline_tasks(DeadlineTasksWorld& world);

}  // namespace clearing::schedule
