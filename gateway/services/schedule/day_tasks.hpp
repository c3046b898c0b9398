#pragma once

#include "gateway/ports/alarms.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_closing.hpp"
#include "gateway/ports/unagreed_days.hpp"
#include "gateway/services/mapping/tables.hpp"
#include "gateway/services/schedule/closing.hpp"
#include "gateway/services/schedule/periods.hpp"

#include <vector>

namespace clearing::schedule {

/// What closing days by itself needs of the world. References outlive the tasks.
struct DayTasksWorld {
    const mapping::TablesInForce& tables_in_force;
    ports::UnagreedDays& unagreed;
    ports::DayStore& days;
    ports::DayClosing& closing;
    ports::Alarms& alarms;
    ports::AuditLog& audit;
    ports::Clock& clock;
    const ports::OtherSides& other_sides;
    /// Regions of the gateways we have days with whether or not anybody is treated (closing.hpp).
    std::vector<std::pair<PlatformName, DivisionCode>> neighbours;
};

/// begin_pair, switch_day, close_day, day_not_agreed, partner_closes, month_reconciled, check_calendar.
std::vector<Task> day_tasks(DayTasksWorld& world);

}  // namespace clearing::schedule
