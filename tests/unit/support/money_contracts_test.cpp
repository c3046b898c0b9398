#include "tests/support/memory_audit_findings.hpp"
#include "tests/support/memory_payment_book.hpp"
#include "tests/support/memory_vouchers.hpp"
#include "tests/support/memory_world.hpp"
#include "tests/support/money_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

#define CASE(name)                                                                               \
    BOOST_AUTO_TEST_CASE(name) {                                                                 \
        MemoryWorld world;                                                                       \
        MemoryVoucherBook vouchers(world.books);                                                 \
        MemoryAdjustments adjustments(world.books);                                              \
        MemoryPaymentBook payments(world.books);                                                 \
        MemoryAuditFindings findings(world.books);                                               \
        tests::name(MoneyContract{world.contract(), vouchers, adjustments, payments, findings}); \
    }

BOOST_AUTO_TEST_SUITE(memory_money)
MONEY_CONTRACT(CASE)
PAYMENT_CONTRACT(CASE)
FINDING_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

#undef CASE

}  // namespace clearing::tests
