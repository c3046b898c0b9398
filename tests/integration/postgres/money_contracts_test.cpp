// Vouchers, adjustments and payments on PostgreSQL, held to the contracts that the stores in memory keep.
#include "gateway/infra/postgres/adjustments.hpp"
#include "gateway/infra/postgres/audit_findings.hpp"
#include "gateway/infra/postgres/payment_book.hpp"
#include "gateway/infra/postgres/voucher_book.hpp"
#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/money_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

#define CASE(name)                                                                                      \
    BOOST_AUTO_TEST_CASE(name) {                                                                        \
        test::ContractWorld world;                                                                      \
        VoucherBook vouchers(world.pool());                                                             \
        Adjustments adjustments(world.pool());                                                          \
        PaymentBook payments(world.pool());                                                             \
        AuditFindings findings(world.pool());                                                           \
        tests::name(tests::MoneyContract{world.contract(), vouchers, adjustments, payments, findings}); \
    }

BOOST_AUTO_TEST_SUITE(money)
MONEY_CONTRACT(CASE)
PAYMENT_CONTRACT(CASE)
FINDING_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

#undef CASE

}  // namespace clearing::postgres
