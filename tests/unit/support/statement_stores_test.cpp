#include "tests/support/memory_statements.hpp"
#include "tests/support/memory_world.hpp"
#include "tests/support/statement_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct RevisionWorld {
    MemoryAuditLog audit;
    MemoryStatementRevisions store{audit};

    StatementRevisionsContract contract() {
        return {store, [this] {
                    std::vector<std::string> names;
                    for (const ports::AuditEvent& event : audit.events)
                        names.push_back(event.event);
                    return names;
                }};
    }
};

struct DetailWorld : MemoryWorld {
    MemoryStatementDetails details{books};

    StatementDetailsContract contract() { return {MemoryWorld::contract(), details}; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(memory_statement_stores)
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        RevisionWorld world;           \
        tests::name(world.contract()); \
    }
STATEMENT_REVISIONS_CONTRACT(CASE)
#undef CASE
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        DetailWorld world;             \
        tests::name(world.contract()); \
    }
STATEMENT_DETAILS_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
