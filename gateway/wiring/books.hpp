#pragma once

#include "gateway/infra/config/config.hpp"
#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/code_usage.hpp"
#include "gateway/infra/postgres/day_store.hpp"
#include "gateway/infra/postgres/doubt_list.hpp"
#include "gateway/infra/postgres/exchange_files.hpp"
#include "gateway/infra/postgres/far_side_store.hpp"
#include "gateway/infra/postgres/institution_books.hpp"
#include "gateway/infra/postgres/institution_confirmations.hpp"
#include "gateway/infra/postgres/mapping_store.hpp"
#include "gateway/infra/postgres/message_log.hpp"
#include "gateway/infra/postgres/month_books.hpp"
#include "gateway/infra/postgres/outbox.hpp"
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
    postgres::FarSideStore far_sides;
    postgres::InstitutionBooks by_institution;
    postgres::InstitutionConfirmations institution_words;
    postgres::ExchangeFiles exchange_files;
    postgres::MonthBooks months;
    postgres::AuditLog audit;
    postgres::DoubtList doubts;
    postgres::Outbox outbox;
    postgres::StatusView status;
    postgres::MappingStore mappings;
    postgres::CodeUsage code_usage;
};

}  // namespace clearing::wiring
