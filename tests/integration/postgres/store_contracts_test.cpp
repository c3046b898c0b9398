// The stores on PostgreSQL, held to the contracts that the stores in memory keep (tests/unit/support).
#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/day_store_contract.hpp"
#include "tests/support/doubt_list_contract.hpp"
#include "tests/support/far_side_contract.hpp"
#include "tests/support/message_log_contract.hpp"
#include "tests/support/month_books_contract.hpp"
#include "tests/support/outbox_contract.hpp"
#include "tests/support/settlement_store_contract.hpp"
#include "tests/support/together_contract.hpp"
#include "tests/support/visit_store_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using test::ContractWorld;

#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        ContractWorld world;           \
        tests::name(world.contract()); \
    }
#define FAULT(name)                                      \
    BOOST_AUTO_TEST_CASE(name) {                         \
        ContractWorld world(ContractWorld::Faults::yes); \
        tests::name(world.contract());                   \
    }

BOOST_AUTO_TEST_SUITE(settlement_store)
SETTLEMENT_OPEN_CONTRACT(CASE)
SETTLEMENT_APPLY_CONTRACT(CASE)
SETTLEMENT_MESSAGES_CONTRACT(CASE)
SETTLEMENT_FAULT_CONTRACT(FAULT)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(visit_store)
VISIT_STORE_CONTRACT(CASE)
VISIT_FAULT_CONTRACT(FAULT)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(day_store)
DAY_STORE_CONTRACT(CASE)
DAY_FAULT_CONTRACT(FAULT)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(message_log)
MESSAGE_LOG_CONTRACT(CASE)
MESSAGE_FAULT_CONTRACT(FAULT)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(outbox)
OUTBOX_CONTRACT(CASE)
OUTBOX_FAULT_CONTRACT(FAULT)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(doubt_list)
DOUBT_LIST_CONTRACT(CASE)
DOUBT_FAULT_CONTRACT(FAULT)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(written_together)
TOGETHER_CONTRACT(CASE)
TOGETHER_FAULT_CONTRACT(FAULT)
BOOST_AUTO_TEST_SUITE_END()

#undef FAULT
#undef CASE

BOOST_AUTO_TEST_SUITE(far_side_store)
#define CASE(name)                                       \
    BOOST_AUTO_TEST_CASE(name) {                         \
        ContractWorld world;                             \
        tests::name(world.contract(), world.far_side()); \
    }
FAR_SIDE_CONTRACT(CASE)
#undef CASE
#define FAULT(name)                                      \
    BOOST_AUTO_TEST_CASE(name) {                         \
        ContractWorld world(ContractWorld::Faults::yes); \
        tests::name(world.contract(), world.far_side()); \
    }
FAR_SIDE_FAULT_CONTRACT(FAULT)
#undef FAULT
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(month_books)
#define CASE(name)                                     \
    BOOST_AUTO_TEST_CASE(name) {                       \
        ContractWorld world;                           \
        tests::name(world.contract(), world.months()); \
    }
MONTH_BOOKS_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(institution_stores)
#define CASE(name)                                           \
    BOOST_AUTO_TEST_CASE(name) {                             \
        ContractWorld world;                                 \
        tests::name(world.contract(), world.institutions()); \
    }
INSTITUTION_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
