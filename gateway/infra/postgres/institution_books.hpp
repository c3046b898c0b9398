#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/institution_books.hpp"

namespace clearing::postgres {

/// The books by institution. Pool and vault outlive it.
class InstitutionBooks final : public ports::InstitutionBooks {
public:
    InstitutionBooks(Pool& pool, const Vault& vault) : pool_(pool), vault_(vault) {}
    awaitable<Result<ports::InstitutionSums>> sums(ports::InstitutionPeriod period,
                                                   ports::InstitutionCell cell) override;
    awaitable<Result<std::vector<ports::InstitutionLine>>> lines(ports::InstitutionPeriod period,
                                                                 ports::InstitutionCell cell, SettlementId after,
                                                                 std::size_t limit) override;
    awaitable<Result<std::vector<ports::InstitutionLine>>> page(ports::InstitutionPeriod period, std::size_t skip,
                                                                std::size_t limit) override;
    awaitable<Result<std::vector<ports::InstitutionLine>>> find(InstitutionCode institution, Direction direction,
                                                                std::vector<SettlementId> ids) override;
    awaitable<Result<std::map<SettlementNo, ports::InstitutionPerson>>> persons(
        std::vector<SettlementNo> lines) override;

private:
    Pool& pool_;
    const Vault& vault_;
};

}  // namespace clearing::postgres
