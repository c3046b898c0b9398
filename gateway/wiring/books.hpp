#pragma once

#include "gateway/infra/config/config.hpp"
#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/code_usage.hpp"
#include "gateway/infra/postgres/day_store.hpp"
#include "gateway/infra/postgres/doubt_list.hpp"
#include "gateway/infra/postgres/mapping_store.hpp"
#include "gateway/infra/postgres/message_log.hpp"
#include "gateway/infra/postgres/outbox.hpp"
#include "gateway/infra/postgres/plain_alarms.hpp"
#include "gateway/infra/postgres/prefund_book.hpp"
#include "gateway/infra/postgres/settlement_store.hpp"
#include "gateway/infra/postgres/status_view.hpp"
#include "gateway/infra/postgres/visit_store.hpp"

namespace clearing::wiring {

/// The books on PostgreSQL: one pool, one vault, a store per port.
struct Books {
    Books(const config::Config& config, postgres::Vault its_vault, const ports::Clock& clock);

    postgres::Vault vault;
    postgres::Pool pool;
    postgres::MessageLog messages;
    postgres::VisitStore visits;
    postgres::SettlementStore settlements;
    postgres::DayStore days;
    postgres::AuditLog audit;
    postgres::DoubtList doubts;
    postgres::Outbox outbox;
    postgres::StatusView status;
    postgres::MappingStore mappings;
    postgres::CodeUsage code_usage;
    postgres::PrefundBook prefunds;
    postgres::PlainAlarms alarms;
};

}  // namespace clearing::wiring
