// Adjustments that the other region is asked about first, on PostgreSQL, held to the contract.
#include "gateway/infra/postgres/adjustment_offers.hpp"

#include "gateway/infra/postgres/adjustments.hpp"
#include "gateway/infra/postgres/audit_findings.hpp"
#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/adjustment_offers_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

#define CASE(name)                                                                           \
    BOOST_AUTO_TEST_CASE(name) {                                                             \
        test::ContractWorld world;                                                           \
        Adjustments adjustments(world.pool(), tests::shanghai_is_asked);                     \
        AuditFindings findings(world.pool(), tests::shanghai_is_asked);                      \
        AdjustmentOffers offers(world.pool());                                               \
        tests::name(tests::OffersContract{world.contract(), adjustments, findings, offers}); \
    }

BOOST_AUTO_TEST_SUITE(adjustment_offers)
OFFERS_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

#undef CASE

}  // namespace clearing::postgres
