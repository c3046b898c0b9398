#pragma once

#include "gateway/ports/difference_cases.hpp"
#include "tests/support/memory_books.hpp"

#include <map>
#include <set>

namespace clearing::tests {

/// What the database keeps of cases; several daemons share it.
struct MemoryCases {
    struct Row {
        DifferenceCase known;
        std::string process;
        std::optional<Instant> taken_until;
    };
    std::map<long long, Row> rows;
    std::map<long long, std::vector<CaseNote>> notes;
    std::vector<std::string> audited;  ///< "difference_assigned 3"
    std::set<long long> told_overdue;
};

/// DifferenceCases in memory, beside the days of the books. Held to difference_cases_contract.hpp.
class MemoryDifferenceCases final : public ports::DifferenceCases {
public:
    MemoryDifferenceCases(MemoryBooks& books, MemoryCases& cases) : MemoryDifferenceCases(books, cases, books) {}
    MemoryDifferenceCases(MemoryBooks& books, MemoryCases& cases, MemoryLink& link)
        : books_(books), cases_(cases), link_(link) {
        books.cases = &cases;
    }

    ports::awaitable<Result<ports::TakenUp>> take_up(ports::FoundDifferences found) override;
    ports::awaitable<Result<std::vector<DifferenceCase>>> take_due(ports::CaseQuery query) override;
    ports::awaitable<Result<bool>> stepped(ports::CaseStep step) override;
    ports::awaitable<Result<std::vector<DifferenceCase>>> list(ports::CaseFilter filter) override;
    ports::awaitable<Result<std::optional<DifferenceCase>>> find(long long no) override;
    ports::awaitable<Result<std::vector<CaseNote>>> notes(long long no) override;
    ports::awaitable<Result<std::vector<SettlementKey>>> in_hand(PairKey pair) override;
    ports::awaitable<Result<long long>> raise_overdue(Date today, Instant at) override;
    ports::awaitable<Result<DifferenceCase>> assign(ports::CaseOrder order, std::string owner) override;
    ports::awaitable<Result<void>> add_note(ports::CaseOrder order, std::string text) override;
    ports::awaitable<Result<DifferenceCase>> resolve(ports::CaseResolution resolution) override;

private:
    void settle_gone(MemoryWrite& write, const ports::FoundDifferences& found, ports::TakenUp& taken);
    void open(MemoryWrite& write, const ports::FoundDifferences& found, const Difference& difference);
    void add_note(MemoryWrite& write, long long no, CaseNote note);
    Result<MemoryCases::Row*> live(MemoryWrite& write, long long no);

    MemoryBooks& books_;
    MemoryCases& cases_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
