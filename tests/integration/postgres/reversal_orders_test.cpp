// Orders of two persons on PostgreSQL, held to the contract that the store in memory keeps, and what the tables
// themselves refuse.
#include "gateway/infra/postgres/reversal_orders.hpp"

#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/reversal_orders_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using test::ContractWorld;

#define CASE_WITH(name, faults)                                               \
    BOOST_AUTO_TEST_CASE(name) {                                              \
        ContractWorld world(ContractWorld::Faults::faults);                   \
        ReversalOrders orders(world.pool());                                  \
        tests::name(tests::ReversalOrdersContract{world.contract(), orders}); \
    }
#define CASE(name) CASE_WITH(name, no)
#define FAULT(name) CASE_WITH(name, yes)

BOOST_AUTO_TEST_SUITE(reversal_orders)

REVERSAL_ORDER_CONTRACT(CASE)
REVERSAL_ORDER_FAULT_CONTRACT(FAULT)

BOOST_AUTO_TEST_CASE(the_table_keeps_two_persons_and_one_end) {
    ContractWorld world;
    const tests::StoreContract books = world.contract();
    tests::StoreDesk desk{books};
    const SettlementRecord record =
        desk.applied(test::move_of(desk.opened(test::visitor_record("a")), SettlementState::in_doubt));
    ReversalOrders orders(world.pool());
    desk.value(orders.enter(record.id, "why", {"maker", test::noon}, {test::noon, "e", "maker", "s", ""}));
    const auto refusal = [&world](const std::string& set) {
        return world.database().refusal_of("UPDATE reversal_order SET " + set);
    };
    constexpr std::string_view check_violation = "23514", insufficient_privilege = "42501";
    const std::string by_maker = "released_by = 'maker', released_at = now()",
                      by_checker = "released_by = 'checker', released_at = now()";
    BOOST_TEST(refusal(by_checker) == check_violation);  // nobody has reversed it
    BOOST_TEST(refusal("withdrawn_by = 'maker'") == check_violation);
    BOOST_TEST(refusal("reason = 'other'") == insufficient_privilege);
    BOOST_TEST(world.database().refusal_of("DELETE FROM reversal_order") == insufficient_privilege);
    BOOST_TEST(world.database().refusal_of("INSERT INTO reversal_order (settlement_no, reason, ordered_by, ordered_at, "
                                           "released_by, released_at) SELECT settlement_no, 'why', 'm', now(), 'c', "
                                           "now() FROM settlement") == insufficient_privilege);
    desk.applied(test::move_of(record, SettlementState::reversing));
    BOOST_TEST(refusal(by_maker) == check_violation);
    BOOST_TEST(refusal(by_checker) == "");
    BOOST_TEST(refusal("withdrawn_by = 'maker', withdrawn_at = now()") == check_violation);
}

BOOST_AUTO_TEST_SUITE_END()

#undef FAULT
#undef CASE
#undef CASE_WITH

}  // namespace clearing::postgres
