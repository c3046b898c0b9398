// Payments to institutions on PostgreSQL, held to the contract that the store in memory keeps.
#include "gateway/infra/postgres/institution_payments.hpp"

#include "gateway/infra/postgres/adjustments.hpp"
#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/institution_payments_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

#define CASE(name)                                                                                \
    BOOST_AUTO_TEST_CASE(name) {                                                                  \
        test::ContractWorld world(test::ContractWorld::Faults::yes);                              \
        Adjustments adjustments(world.pool());                                                    \
        InstitutionPayments payments(world.pool());                                               \
        tests::name(tests::InstitutionPaymentsContract{world.contract(), adjustments, payments}); \
    }

BOOST_AUTO_TEST_SUITE(institution_payments)
INSTITUTION_PAYMENT_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

#undef CASE

}  // namespace clearing::postgres
