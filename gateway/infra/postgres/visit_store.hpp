#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/visit_store.hpp"

namespace clearing::postgres {

/// Visits, fee lines, quotes. Persons are sealed and found by tokens. The pool and the vault outlive it. Beside the
/// port's errors: update of an unknown visit is visit_unknown; a refund of a settled line is line_already_settled;
/// removing a line that an unremoved refund points to is refund_exceeds_original.
class VisitStore final : public ports::VisitStore {
public:
    VisitStore(Pool& pool, const Vault& vault) : pool_(pool), vault_(vault) {}

    awaitable<Result<Visit>> open(Visit visit) override;
    awaitable<Result<std::optional<Visit>>> find(VisitId our_id) override;
    awaitable<Result<std::vector<Visit>>> find_of_person(std::string person_number, std::string begin_time,
                                                         std::string end_time) override;
    awaitable<Result<void>> update(Visit visit) override;

    awaitable<Result<void>> add_lines(VisitNo visit, std::vector<FeeLine> lines) override;
    awaitable<Result<void>> keep_told(VisitNo visit, SettlementNo of, std::vector<FeeLine> lines) override;
    awaitable<Result<long long>> remove_lines(VisitNo visit, BillNumber bill, std::vector<LineId> lines) override;
    awaitable<Result<std::vector<ports::StoredLine>>> lines(VisitNo visit) override;

    awaitable<Result<void>> keep_quote(BillKey bill, SettledBill quote, Instant expires_at) override;

private:
    Pool& pool_;
    const Vault& vault_;
};

}  // namespace clearing::postgres
