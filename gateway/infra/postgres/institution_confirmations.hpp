#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/institution_confirmations.hpp"

namespace clearing::postgres {

/// Appended, never changed: what was taken back is a row of its own. Pool outlives it.
class InstitutionConfirmations final : public ports::InstitutionConfirmations {
public:
    InstitutionConfirmations(Pool& pool, Pool& long_work) : pool_(pool), long_work_(long_work) {}
    explicit InstitutionConfirmations(Pool& pool) : InstitutionConfirmations(pool, pool) {}
    awaitable<Result<void>> confirm(ports::InstitutionConfirmation confirmation) override;
    awaitable<Result<long long>> roll_back(InstitutionCode institution, Date month, MessageId message, MessageId by,
                                           Instant at) override;
    awaitable<Result<void>> keep_comparison(ports::InstitutionComparison comparison) override;
    awaitable<Result<std::vector<ports::UnconfirmedLine>>> unconfirmed(DayKey key) override;
    awaitable<Result<std::vector<ports::KeptConfirmation>>> confirmations(std::optional<InstitutionCode> institution,
                                                                          Date month) override;
    awaitable<Result<std::vector<ports::InstitutionComparison>>> comparisons(std::optional<InstitutionCode> institution,
                                                                             Date begin, Date end) override;

private:
    Pool& pool_;
    Pool& long_work_;  ///< for what goes over whole days
};

}  // namespace clearing::postgres
