#pragma once

#include "gateway/api/difference_world.hpp"
#include "tests/support/memory_difference_cases.hpp"
#include "tests/support/memory_settlement_store.hpp"

#include <map>
#include <string>

namespace clearing::test {

struct StillClock final : ports::Clock {
    Instant time = *parse_local_time("2018-10-18 09:00:00");

    Instant now() const override { return time; }
    std::chrono::steady_clock::time_point steady() const override { return {}; }
};

/// Comparing again finds what it is told to.
struct FakeReconciling final : ports::DayReconciling {
    std::map<DifferenceKind, long long> finds;
    std::vector<std::string> ordered_by;

    ports::awaitable<Result<ports::Reconciled>> run(DayKey key, std::string actor, ports::Progress progress) override {
        if (progress) progress(2, 4);
        ordered_by.push_back(std::move(actor));
        co_return ports::Reconciled{std::move(key), finds.empty(), finds, static_cast<long long>(finds.size()), 0};
    }
};

struct FakeAdjustments final : ports::CaseAdjustments {
    std::vector<ports::CaseAdjustment> posted;

    ports::awaitable<Result<std::string>> post(ports::CaseAdjustment adjustment) override {
        posted.push_back(std::move(adjustment));
        co_return "V-" + posted.back().origin;
    }
};

/// Cases in memory as the API sees them. It stays where it was made: its parts refer to each other.
struct FakeDifferences {
    FakeDifferences() = default;
    FakeDifferences(const FakeDifferences&) = delete;

    StillClock clock;
    tests::MemoryBooks books{[this] { return clock.now(); }};
    tests::MemorySettlementStore settlements{books};
    tests::MemoryCases rows;
    tests::MemoryDifferenceCases cases{books, rows};
    FakeAdjustments adjustments;
    FakeReconciling reconciling;
    reconciliation::CaseDesk desk{cases, settlements, clock, &adjustments};
    api::DifferenceWorld world{cases, desk, reconciling};

    /// A double of 2018-10-16, found on the 17th, in our books under the settlement number of the case.
    void open_case(long long no, std::string owner = {}) {
        DifferenceCase one;
        one.no = no;
        one.day = {PlatformName("delta"), DivisionCode("310000"), Direction::visitor,
                   *ClearingDay::parse("2018-10-16")};
        one.difference = {DifferenceKind::duplicate,
                          {DivisionCode("330200"), SettlementId("S" + std::to_string(no))},
                          "1",
                          "2",
                          "lines of one key"};
        one.state = CaseState::open;
        one.opened_by = "maker";
        one.opened_at = *parse_local_time("2018-10-17 00:05:00");
        one.due = *Date::parse("2018-10-24");
        one.owner = std::move(owner);
        rows.rows[no].known = one;
        SettlementRecord& record = books.records[SettlementNo(no)];
        record.no = SettlementNo(no);
        record.key = one.difference.settlement;
        record.direction = Direction::visitor;
        record.state = SettlementState::booked;
    }
};

}  // namespace clearing::test
