#pragma once

#include "gateway/infra/postgres/prefund_book.hpp"
#include "tests/integration/postgres/books.hpp"
#include "tests/integration/postgres/cutting_proxy.hpp"
#include "tests/support/prefund_book_contract.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::test {

/// The stores on PostgreSQL as a contract sees them. With `Faults::yes` they are reached through a proxy that can cut
/// them off, by one connection.
class ContractWorld {
public:
    enum class Faults : std::uint8_t { no, yes };
    explicit ContractWorld(Faults faults = Faults::no);
    tests::StoreContract contract();
    tests::PrefundContract prefund_contract() { return {contract(), prefunds_}; }

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
    postgres::PrefundBook prefunds_{pool_};

    std::vector<std::string> lines(const std::string& sql);
};

}  // namespace clearing::test
