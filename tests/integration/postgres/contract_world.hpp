#pragma once

#include "gateway/infra/postgres/exchange_files.hpp"
#include "gateway/infra/postgres/far_side_store.hpp"
#include "gateway/infra/postgres/institution_books.hpp"
#include "gateway/infra/postgres/institution_confirmations.hpp"
#include "gateway/infra/postgres/month_books.hpp"
#include "tests/integration/postgres/books.hpp"
#include "tests/integration/postgres/cutting_proxy.hpp"
#include "tests/support/institution_contract.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::test {

/// The stores on PostgreSQL as a contract sees them. With `Faults::yes` they are reached through a proxy that can cut
/// them off, by one connection; with `Faults::overheard` through one that only listens, by many.
class ContractWorld {
public:
    enum class Faults : std::uint8_t { no, yes, overheard };
    explicit ContractWorld(Faults faults = Faults::no);
    tests::StoreContract contract();
    const TestDatabase& database() const { return books_.database; }
    postgres::Pool& pool() { return pool_; }  ///< for stores with a contract of their own
    std::string daemon_url() const { return books_.database.daemon_url(); }
    std::map<std::string, std::string> prepared() const { return proxy_.prepared(); }  ///< as the proxy's
    const postgres::Vault& vault() const { return books_.vault; }
    ports::FarSideStore& far_side() { return far_side_; }
    ports::MonthBooks& months() { return months_; }
    tests::InstitutionStores institutions() { return {by_institution_, words_, files_}; }

private:
    Books books_;
    CuttingProxy proxy_{books_.database.daemon_url()};
    postgres::Pool pool_;
    postgres::MessageLog messages_{pool_, books_.vault};
    postgres::VisitStore visits_{pool_, books_.vault};
    postgres::SettlementStore settlements_{pool_, books_.vault};
    postgres::DayStore days_{pool_, books_.clock};
    postgres::Outbox outbox_{pool_, books_.vault};
    postgres::DoubtList doubts_{pool_, books_.vault};
    postgres::FarSideStore far_side_{pool_};
    postgres::MonthBooks months_{pool_};
    postgres::InstitutionBooks by_institution_{pool_, books_.vault};
    postgres::InstitutionConfirmations words_{pool_};
    postgres::ExchangeFiles files_{pool_, books_.vault};

    std::vector<std::string> lines(const std::string& sql);
};

}  // namespace clearing::test
