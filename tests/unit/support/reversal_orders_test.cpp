#include "tests/support/memory_reversal_orders.hpp"
#include "tests/support/memory_world.hpp"
#include "tests/support/reversal_orders_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

#define CASE(name)                                                     \
    BOOST_AUTO_TEST_CASE(name) {                                       \
        MemoryWorld world;                                             \
        MemoryReversalOrders orders(world.books);                      \
        tests::name(ReversalOrdersContract{world.contract(), orders}); \
    }

BOOST_AUTO_TEST_SUITE(memory_reversal_orders)
REVERSAL_ORDER_CONTRACT(CASE)
REVERSAL_ORDER_FAULT_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

#undef CASE

}  // namespace clearing::tests
