#pragma once

#include "gateway/infra/config/config.hpp"
#include "gateway/infra/dayfile/day_folder.hpp"
#include "gateway/infra/postgres/adjustment_offers.hpp"
#include "gateway/infra/postgres/adjustments.hpp"
#include "gateway/infra/postgres/alarms.hpp"
#include "gateway/infra/postgres/audit_findings.hpp"
#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/code_usage.hpp"
#include "gateway/infra/postgres/day_digests.hpp"
#include "gateway/infra/postgres/day_store.hpp"
#include "gateway/infra/postgres/detail_totals.hpp"
#include "gateway/infra/postgres/difference_cases.hpp"
#include "gateway/infra/postgres/doubt_list.hpp"
#include "gateway/infra/postgres/exchange_files.hpp"
#include "gateway/infra/postgres/far_side_store.hpp"
#include "gateway/infra/postgres/file_matcher.hpp"
#include "gateway/infra/postgres/institution_books.hpp"
#include "gateway/infra/postgres/institution_confirmations.hpp"
#include "gateway/infra/postgres/institution_payments.hpp"
#include "gateway/infra/postgres/ledger_proof.hpp"
#include "gateway/infra/postgres/mapping_store.hpp"
#include "gateway/infra/postgres/message_log.hpp"
#include "gateway/infra/postgres/month_books.hpp"
#include "gateway/infra/postgres/outbox.hpp"
#include "gateway/infra/postgres/payment_book.hpp"
#include "gateway/infra/postgres/prefund_book.hpp"
#include "gateway/infra/postgres/reversal_orders.hpp"
#include "gateway/infra/postgres/settlement_store.hpp"
#include "gateway/infra/postgres/statement_details.hpp"
#include "gateway/infra/postgres/statement_revisions.hpp"
#include "gateway/infra/postgres/status_view.hpp"
#include "gateway/infra/postgres/task_runs.hpp"
#include "gateway/infra/postgres/unagreed_days.hpp"
#include "gateway/infra/postgres/visit_store.hpp"
#include "gateway/infra/postgres/voucher_book.hpp"

namespace clearing::wiring {

/// The books on PostgreSQL: one pool and one more for what goes over whole days, one vault, a store per port.
struct Books {
    Books(const config::Config& config, postgres::Vault its_vault, const ports::Clock& clock);

    /// Both pools come to rest while the stores their work is about still stand.
    void stop();

    postgres::Vault vault;
    postgres::Pool pool;
    postgres::Pool long_work;
    postgres::MessageLog messages;
    postgres::VisitStore visits;
    postgres::SettlementStore settlements;
    postgres::DayStore days;
    postgres::DayDigests digests;
    dayfile::DayFolder day_files;
    postgres::FileMatcher file_matcher;
    postgres::FarSideStore far_sides;
    postgres::InstitutionBooks by_institution;
    postgres::InstitutionConfirmations institution_words;
    postgres::ExchangeFiles exchange_files;
    postgres::MonthBooks months;
    postgres::AuditLog audit;
    postgres::DoubtList doubts;
    postgres::ReversalOrders reversal_orders;
    postgres::Outbox outbox;
    postgres::StatusView status;
    postgres::MappingStore mappings;
    postgres::CodeUsage code_usage;
    postgres::VoucherBook vouchers;
    postgres::Adjustments adjustments;
    postgres::AdjustmentOffers offers;
    postgres::PaymentBook payments;
    postgres::InstitutionPayments institution_payments;
    postgres::PrefundBook prefunds;
    postgres::LedgerProof proof;
    postgres::AuditFindings findings;
    postgres::DifferenceCases cases;
    postgres::DetailTotals details;
    postgres::Alarms alarms;
    postgres::TaskRuns task_runs;
    postgres::UnagreedDays unagreed;
    postgres::StatementDetails statement_details;
    postgres::StatementRevisions revisions;
};

}  // namespace clearing::wiring
