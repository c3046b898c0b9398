#include "tests/support/day_store_contract.hpp"
#include "tests/support/doubt_list_contract.hpp"
#include "tests/support/far_side_contract.hpp"
#include "tests/support/institution_contract.hpp"
#include "tests/support/memory_institutions.hpp"
#include "tests/support/memory_month_books.hpp"
#include "tests/support/memory_world.hpp"
#include "tests/support/message_log_contract.hpp"
#include "tests/support/month_books_contract.hpp"
#include "tests/support/outbox_contract.hpp"
#include "tests/support/settlement_store_contract.hpp"
#include "tests/support/together_contract.hpp"
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
SETTLEMENT_MESSAGES_CONTRACT(CASE)
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

BOOST_AUTO_TEST_SUITE(memory_written_together)
TOGETHER_CONTRACT(CASE)
TOGETHER_FAULT_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

#undef CASE

BOOST_AUTO_TEST_SUITE(memory_far_side)
#define CASE(name)                                     \
    BOOST_AUTO_TEST_CASE(name) {                       \
        MemoryWorld world;                             \
        tests::name(world.contract(), world.far_side); \
    }
FAR_SIDE_CONTRACT(CASE)
FAR_SIDE_FAULT_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory_month_books)
#define CASE(name)                             \
    BOOST_AUTO_TEST_CASE(name) {               \
        MemoryWorld world;                     \
        MemoryMonthBooks months(world.books);  \
        tests::name(world.contract(), months); \
    }
MONTH_BOOKS_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory_institutions)
#define CASE(name)                                                    \
    BOOST_AUTO_TEST_CASE(name) {                                      \
        MemoryWorld world;                                            \
        MemoryInstitutionBooks books(world.books);                    \
        MemoryInstitutionConfirmations confirmations(world.books);    \
        MemoryExchangeFiles files;                                    \
        tests::name(world.contract(), {books, confirmations, files}); \
    }
INSTITUTION_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
