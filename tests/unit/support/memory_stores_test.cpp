#include "gateway/infra/system/openssl_digest.hpp"
#include "tests/integration/postgres/example_records.hpp"
#include "tests/support/code_usage_contract.hpp"
#include "tests/support/day_digests_contract.hpp"
#include "tests/support/detail_totals_contract.hpp"
#include "tests/support/difference_cases_contract.hpp"
#include "tests/support/mapping_store_contract.hpp"
#include "tests/support/memory_code_usage.hpp"
#include "tests/support/memory_day_digests.hpp"
#include "tests/support/memory_detail_totals.hpp"
#include "tests/support/memory_difference_cases.hpp"
#include "tests/support/memory_mapping_store.hpp"
#include "tests/support/memory_settlement_store.hpp"
#include "tests/support/memory_visit_store.hpp"
#include "tests/support/memory_vouchers.hpp"
#include "tests/support/memory_world.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct MappingWorld {
    MemoryAuditLog audit;
    MemoryMappingStore store{audit};

    MappingStoreContract contract() {
        return {store, [this] {
                    std::vector<std::string> names;
                    for (const ports::AuditEvent& event : audit.events)
                        names.push_back(event.event);
                    return names;
                }};
    }
};

struct UsageWorld {
    MemoryBooks books{[] { return test::noon; }};
    MemoryVisitStore visits{books};
    MemorySettlementStore settlements{books};
    MemoryCodeUsage usage{books};

    CodeUsageContract contract() { return {usage, visits, settlements}; }
};

struct DigestsWorld {
    MemoryWorld world;
    system::OpenSslDigest digest;
    MemoryDayDigests digests{world.books, world.days, digest};
    StoreContract stores = world.contract();

    DayDigestsContract contract() { return {stores, digests, digest}; }
};

struct CasesWorld {
    MemoryWorld world;
    MemoryCases rows;
    MemoryDifferenceCases cases{world.books, rows};
    MemoryAdjustments adjustments{world.books};
    StoreContract stores = world.contract();

    DifferenceCasesContract contract() {
        // What the cases are is part of everything that is written down.
        stores.everything = [this, books = stores.everything] {
            std::string text = books();
            for (const auto& [no, row] : rows.rows)
                text += std::to_string(no) + std::string(name_of(row.known.state)) + row.process;
            for (const auto& [no, notes] : rows.notes)
                text += std::to_string(no) + " " + std::to_string(notes.size());
            return text + std::to_string(rows.audited.size());
        };
        return {stores, cases, adjustments, [this] { return rows.audited; }};
    }
};

struct DetailsWorld {
    MemoryWorld world;
    MemoryDetailTotals details{world.books};
    StoreContract stores = world.contract();

    DetailTotalsContract contract() { return {stores, details}; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(memory_detail_totals)
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        DetailsWorld world;            \
        tests::name(world.contract()); \
    }
DETAIL_TOTALS_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory_difference_cases)
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        CasesWorld world;              \
        tests::name(world.contract()); \
    }
DIFFERENCE_CASES_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory_day_digests)
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        DigestsWorld world;            \
        tests::name(world.contract()); \
    }
DAY_DIGESTS_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory_mapping_store)
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        MappingWorld world;            \
        tests::name(world.contract()); \
    }
MAPPING_STORE_CONTRACT(CASE)
#undef CASE

BOOST_AUTO_TEST_CASE(a_store_that_is_down_says_so) {
    MappingWorld world;
    world.store.unavailable = true;
    Ask ask;
    BOOST_TEST((error_of(ask.result(world.store.versions())) == ErrorCode::store_unavailable));
    BOOST_TEST((error_of(ask.result(world.store.note_gaps({}))) == ErrorCode::store_unavailable));
}
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory_code_usage)
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        UsageWorld world;              \
        tests::name(world.contract()); \
    }
CODE_USAGE_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
