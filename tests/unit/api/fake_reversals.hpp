#pragma once

#include "gateway/services/settlement/ordered_reversals.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/mappings.hpp"
#include "tests/support/memory_alarms.hpp"
#include "tests/support/memory_day_store.hpp"
#include "tests/support/memory_mapping_store.hpp"
#include "tests/support/memory_reversal_orders.hpp"
#include "tests/support/memory_settlement_store.hpp"
#include "tests/support/memory_visit_store.hpp"

namespace clearing::test {

/// Orders to reverse, on books in memory. No other side is configured: what is reversing stays so.
struct FakeReversals {
    FakeReversals(ports::Digest& digest, ports::CodeGapLog& gaps)
        : surroundings{routes, clock, digest, randomness, visits, settlements, days, gaps, alarms, nobody, {}} {}

    static std::shared_ptr<const mapping::Tables> with_routes() {
        auto tables = std::make_shared<mapping::Tables>();
        tables->router = routing::Router::load(tests::routing_texts(), DivisionCode("330200")).value();
        return tables;
    }

    mapping::TablesInForce routes{with_routes()};
    tests::FakeClock clock{"2018-10-16 09:00:00"};
    tests::CountingRandomness randomness;
    tests::MemoryBooks books{[this] { return clock.now(); }};
    tests::MemoryVisitStore visits{books};
    tests::MemorySettlementStore settlements{books};
    tests::MemoryDayStore days{books};
    tests::MemoryAlarmRows alarm_rows;
    tests::MemoryAlarms alarms{alarm_rows, books};
    ports::OtherSides nobody;
    settlement::Surroundings surroundings;
    tests::MemoryReversalOrders orders{books};
    settlement::OrderedReversals desk{surroundings, orders};

    void hold(SettlementRecord record) {
        record.no = SettlementNo(++books.last_number);
        books.records[record.no] = std::move(record);
    }
    /// "maker" has ordered to reverse what is held.
    void add_order(long long no, const SettlementId& settlement) {
        books.reversal_orders[no] = {
            no, settlement, SettlementState::in_doubt, "no answer for a week", {"maker", clock.now()}, {}, {}};
    }
};

}  // namespace clearing::test
