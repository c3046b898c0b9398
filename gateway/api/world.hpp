#pragma once

#include "gateway/api/callers.hpp"
#include "gateway/api/jobs.hpp"
#include "gateway/domain/calendar.hpp"
#include "gateway/infra/export/words.hpp"
#include "gateway/ports/adjustable_clock.hpp"
#include "gateway/ports/alarm_deliveries.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_closing.hpp"
#include "gateway/ports/day_file_exchange.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/doubt_list.hpp"
#include "gateway/ports/institution_confirmations.hpp"
#include "gateway/ports/mapping_store.hpp"
#include "gateway/ports/outbox.hpp"
#include "gateway/ports/peer_view.hpp"
#include "gateway/ports/schedule_view.hpp"
#include "gateway/ports/settlement_store.hpp"
#include "gateway/ports/status_view.hpp"
#include "gateway/ports/workshop.hpp"
#include "gateway/services/clearing/month_service.hpp"
#include "gateway/services/clearing/revision_desk.hpp"
#include "gateway/services/mapping/change_control.hpp"
#include "gateway/services/mapping/reports.hpp"
#include "gateway/services/mapping/tables.hpp"
#include "gateway/services/settlement/ordered_reversals.hpp"

#include <functional>
#include <string>

namespace clearing::api {

struct MoneyDesk;
struct PrefundDesk;
struct DifferenceWorld;

/// What the API stands on. Everything outlives it.
struct World {
    ports::SettlementStore& settlements;
    ports::DayStore& days;
    ports::DayClosing& closing;
    ports::AuditLog& audit;
    ports::Clock& clock;
    ports::StatusView& status;
    ports::DoubtList& doubts;
    settlement::OrderedReversals& reversals;
    ports::Outbox& outbox;
    ports::PeerView& peers;
    ports::AdjustableClock* business_clock;  ///< null: real time, which nobody advances
    exports::Naming naming;
    std::string version;
    Instant started_at;
    const mapping::TablesInForce& tables;
    mapping::ChangeControl& change_control;
    mapping::Reports& mapping_reports;
    ports::MappingStore& mapping_store;
    ports::InstitutionConfirmations& institutions;
    statements::MonthService& months;
    Jobs& jobs;
    /// Puts what is due now in force; called after an activation or a rollback, before it is answered.
    std::function<ports::awaitable<Result<void>>()> follow_timeline;
    MoneyDesk& money;                  ///< notices, payments, adjustments (money.hpp)
    PrefundDesk& prefund;              ///< prefund.hpp
    statements::RevisionDesk& papers;  ///< statements of days and months
    ports::Workshop& workshop;         ///< where long files are written
    const ports::Digest& digest;
    DifferenceWorld* differences = nullptr;        ///< null: no cases are kept
    ports::ScheduleView* schedule = nullptr;       ///< null: nothing runs by itself
    ports::AlarmDeliveries* deliveries = nullptr;  ///< null: alarms are only listed
    ports::DayFileExchange* day_files = nullptr;   ///< null: no folder for them is configured
};

}  // namespace clearing::api
