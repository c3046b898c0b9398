#pragma once

#include "gateway/ports/code_usage.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// CodeUsage over the books that MemoryVisitStore and MemorySettlementStore write; held to the same contract as the one
/// on PostgreSQL (code_usage_contract.hpp).
class MemoryCodeUsage final : public ports::CodeUsage {
public:
    explicit MemoryCodeUsage(const MemoryBooks& books) : books_(books) {}

    ports::awaitable<Result<ports::UsagePage>> settled(Date first, Date last, long long cursor,
                                                       std::size_t limit) override;
    ports::awaitable<Result<ports::UsagePage>> open_visits(Date since, long long cursor, std::size_t limit) override;
    ports::awaitable<Result<std::optional<ports::BillInUse>>> bill_of(SettlementId settlement) override;

private:
    ports::BillInUse bill(const SettlementRecord& record, std::vector<FeeLine> lines) const;
    std::vector<FeeLine> lines_taken(SettlementNo settlement, VisitNo visit) const;
    std::vector<FeeLine> lines_of_intent(const SettlementRecord& record) const;
    std::vector<FeeLine> unsettled_lines(VisitNo visit) const;

    const MemoryBooks& books_;
};

}  // namespace clearing::tests
