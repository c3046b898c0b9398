// Adjustments that the other region is asked about first, in memory, held to the contract.
#include "tests/support/adjustment_offers_contract.hpp"
#include "tests/support/memory_adjustment_offers.hpp"
#include "tests/support/memory_audit_findings.hpp"
#include "tests/support/memory_vouchers.hpp"
#include "tests/support/memory_world.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

#define CASE(name)                                                                    \
    BOOST_AUTO_TEST_CASE(name) {                                                      \
        MemoryWorld world;                                                            \
        MemoryAdjustments adjustments(world.books, shanghai_is_asked);                \
        MemoryAuditFindings findings(world.books, shanghai_is_asked);                 \
        MemoryAdjustmentOffers offers(world.books, world.outbox_rows);                \
        tests::name(OffersContract{world.contract(), adjustments, findings, offers}); \
    }

BOOST_AUTO_TEST_SUITE(memory_adjustment_offers)
OFFERS_CONTRACT(CASE)
BOOST_AUTO_TEST_SUITE_END()

#undef CASE

}  // namespace clearing::tests
