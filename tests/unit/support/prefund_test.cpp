#include "tests/support/memory_prefund.hpp"
#include "tests/support/memory_vouchers.hpp"
#include "tests/support/memory_world.hpp"
#include "tests/support/prefund_book_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

#define CASE(name)                                                                       \
    BOOST_AUTO_TEST_CASE(name) {                                                         \
        MemoryWorld world;                                                               \
        MemoryPrefundBook prefunds(world.books);                                         \
        MemoryVoucherBook vouchers(world.books);                                         \
        const auto acknowledge = [&world] { world.books.open_warnings.clear(); };        \
        tests::name(PrefundContract{world.contract(), prefunds, vouchers, acknowledge}); \
    }

BOOST_AUTO_TEST_SUITE(memory_prefund_book)
PREFUND_BOOK_CONTRACT(CASE)
PREFUND_FAULT_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

#undef CASE

}  // namespace clearing::tests
