#include "tests/support/institution_payments_contract.hpp"
#include "tests/support/memory_institution_payments.hpp"
#include "tests/support/memory_vouchers.hpp"
#include "tests/support/memory_world.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

#define CASE(name)                                                                         \
    BOOST_AUTO_TEST_CASE(name) {                                                           \
        MemoryWorld world;                                                                 \
        MemoryAdjustments adjustments(world.books);                                        \
        MemoryInstitutionPayments payments(world.books);                                   \
        tests::name(InstitutionPaymentsContract{world.contract(), adjustments, payments}); \
    }

BOOST_AUTO_TEST_SUITE(memory_institution_payments)
INSTITUTION_PAYMENT_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

#undef CASE

}  // namespace clearing::tests
