#pragma once

#include "gateway/ports/alarms.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/services/clearing/month_service.hpp"
#include "gateway/services/clearing/revision_desk.hpp"
#include "gateway/services/mapping/tables.hpp"
#include "gateway/services/payments/payment_service.hpp"
#include "gateway/services/schedule/periods.hpp"

#include <vector>

namespace clearing::schedule {

/// What drafting papers by itself needs of the world. References outlive the tasks.
struct PaperTasksWorld {
    const mapping::TablesInForce& tables_in_force;
    ports::DayStore& days;
    statements::RevisionDesk& papers;
    statements::MonthService& months;
    payments::PaymentService& payments;
    ports::Alarms& alarms;
    ports::Clock& clock;
    std::vector<PlatformName> platforms;
};

/// draft_statements, draft_tables, draft_notices, draft_daily_notices: the month's statements and tables on the day of
/// `tables_made`, its notices on the day of `notices_made`. Drafts only: a maker takes them over, another person
/// releases them. A pair whose days are not agreed is waited for and holds up nobody else's draft.
std::vector<Task> paper_tasks(PaperTasksWorld& world);

}  // namespace clearing::schedule
