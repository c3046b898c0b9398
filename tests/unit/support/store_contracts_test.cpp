#include "tests/support/day_store_contract.hpp"
#include "tests/support/doubt_list_contract.hpp"
#include "tests/support/memory_prefund.hpp"
#include "tests/support/memory_world.hpp"
#include "tests/support/message_log_contract.hpp"
#include "tests/support/outbox_contract.hpp"
#include "tests/support/prefund_book_contract.hpp"
#include "tests/support/settlement_store_contract.hpp"
#include "tests/support/visit_store_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        MemoryWorld world;             \
        tests::name(world.contract()); \
    }

BOOST_AUTO_TEST_SUITE(memory_settlement_store)
SETTLEMENT_OPEN_CONTRACT(CASE)
SETTLEMENT_APPLY_CONTRACT(CASE)
SETTLEMENT_FAULT_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory_visit_store)
VISIT_STORE_CONTRACT(CASE)
VISIT_FAULT_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory_day_store)
DAY_STORE_CONTRACT(CASE)
DAY_FAULT_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory_message_log)
MESSAGE_LOG_CONTRACT(CASE)
MESSAGE_FAULT_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory_outbox)
OUTBOX_CONTRACT(CASE)
OUTBOX_FAULT_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory_doubt_list)
DOUBT_LIST_CONTRACT(CASE)
DOUBT_FAULT_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

#undef CASE

#define CASE(name)                                                \
    BOOST_AUTO_TEST_CASE(name) {                                  \
        MemoryWorld world;                                        \
        MemoryPrefundBook prefunds(world.books);                  \
        tests::name(PrefundContract{world.contract(), prefunds}); \
    }
BOOST_AUTO_TEST_SUITE(memory_prefund_book)
PREFUND_BOOK_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()
#undef CASE

}  // namespace clearing::tests
