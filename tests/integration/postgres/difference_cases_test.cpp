// Cases of differences on PostgreSQL, held to the contract that those in memory keep.
#include "gateway/infra/postgres/difference_cases.hpp"

#include "gateway/infra/postgres/adjustments.hpp"
#include "gateway/infra/postgres/detail_totals.hpp"
#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/detail_totals_contract.hpp"
#include "tests/support/difference_cases_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

namespace {

struct CasesWorld {
    test::ContractWorld world;
    tests::StoreContract stores = world.contract();
    DifferenceCases cases{world.pool()};
    Adjustments adjustments{world.pool()};

    tests::DifferenceCasesContract contract() {
        return {stores, cases, adjustments, [this] {
                    std::vector<std::string> events = stores.audited();
                    std::erase_if(events, [](const std::string& event) { return !event.starts_with("difference_"); });
                    return events;
                }};
    }
};

struct DetailsWorld {
    test::ContractWorld world;
    tests::StoreContract stores = world.contract();
    DetailTotals details{world.pool()};

    tests::DetailTotalsContract contract() { return {stores, details}; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(detail_totals)
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        DetailsWorld world;            \
        tests::name(world.contract()); \
    }
DETAIL_TOTALS_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(difference_cases)
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        CasesWorld world;              \
        tests::name(world.contract()); \
    }
DIFFERENCE_CASES_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
