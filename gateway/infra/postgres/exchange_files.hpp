#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/exchange_files.hpp"

namespace clearing::postgres {

/// Files of 9101 and 9102, sealed. Pool and vault outlive it.
class ExchangeFiles final : public ports::ExchangeFiles {
public:
    ExchangeFiles(Pool& pool, const Vault& vault) : pool_(pool), vault_(vault) {}
    awaitable<Result<void>> keep(ports::ExchangeFile file) override;
    awaitable<Result<std::optional<ports::ExchangeFile>>> find(InstitutionCode institution, std::string number,
                                                               Instant now) override;

private:
    Pool& pool_;
    const Vault& vault_;
};

}  // namespace clearing::postgres
