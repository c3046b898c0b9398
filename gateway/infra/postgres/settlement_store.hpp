#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/opening_kind.hpp"
#include "gateway/infra/postgres/pool.hpp"
#include "gateway/infra/postgres/settlement_lookup.hpp"
#include "gateway/ports/settlement_store.hpp"

#include <set>

namespace clearing::postgres {

/// Settlement records and their postings. The pool and the vault outlive it. Beside the port's errors apply answers
/// already_settled, naming the other's id, when a record that held no bill any more (not sent) would take one that
/// another record has taken meanwhile.
class SettlementStore final : public ports::SettlementStore {
public:
    SettlementStore(Pool& pool, const Vault& vault) : pool_(pool), vault_(vault) {}

    awaitable<Result<ports::Opened>> open(SettlementRecord record, bool day_from_open_day) override;
    awaitable<Result<ports::Opened>> open_intent(ports::Intent intent) override;
    awaitable<Result<ports::Opened>> open_refused(SettlementRecord record) override;
    awaitable<Result<ports::Opened>> open_fence(SettlementRecord record) override;
    awaitable<Result<std::optional<SettlementRecord>>> apply(ports::SettlementChange change) override;

    awaitable<Result<std::optional<SettlementRecord>>> find(SettlementNo no) override;
    awaitable<Result<std::optional<SettlementRecord>>> find_by_message(MessageKey key) override;
    awaitable<Result<std::optional<SettlementRecord>>> find_by_id(SettlementId our_id) override;
    awaitable<Result<std::optional<SettlementRecord>>> find_by_key(SettlementKey key, Direction direction) override;
    awaitable<Result<std::vector<SettlementRecord>>> find_by_visit(VisitId our_visit) override;
    awaitable<Result<ports::BillFacts>> facts_of(ports::BillQuestion question) override;
    awaitable<Result<std::vector<SettlementRecord>>> list(ports::SettlementFilter filter) override;

private:
    awaitable<Result<ports::Opened>> open_awaiting(SettlementRecord record, bool day_from_open_day,
                                                   std::optional<OutgoingMessage> message,
                                                   std::optional<int> visit_revision);
    awaitable<Result<ports::Opened>> open_final(SettlementRecord record, SettlementState state, const char* event);
    awaitable<Result<ports::Opened>> open_as(Opening opening);
    awaitable<Result<void>> number_institutions_of(const SettlementRecord& record);
    awaitable<Result<std::optional<SettlementRecord>>> find_one(RecordQuestion question);

    Pool& pool_;
    const Vault& vault_;
    std::set<InstitutionCode> numbered_;  ///< known to be: rows of institutions are never deleted
};

}  // namespace clearing::postgres
