#pragma once

#include "gateway/ports/visit_store.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// VisitStore in memory, with the semantics of the port's comments. Held to visit_store_contract.hpp.
class MemoryVisitStore final : public ports::VisitStore {
public:
    explicit MemoryVisitStore(MemoryBooks& books) : MemoryVisitStore(books, books) {}
    MemoryVisitStore(MemoryBooks& books, MemoryLink& link) : books_(books), link_(link) {}

    ports::awaitable<Result<Visit>> open(Visit visit) override;
    ports::awaitable<Result<std::optional<Visit>>> find(VisitId our_id) override;
    ports::awaitable<Result<std::vector<Visit>>> find_of_person(std::string person_number, std::string begin_time,
                                                                std::string end_time) override;
    ports::awaitable<Result<void>> update(Visit visit) override;
    ports::awaitable<Result<void>> add_lines(VisitNo visit, std::vector<FeeLine> lines) override;
    ports::awaitable<Result<void>> keep_told(VisitNo visit, SettlementNo of, std::vector<FeeLine> lines) override;
    ports::awaitable<Result<long long>> remove_lines(VisitNo visit, BillNumber bill,
                                                     std::vector<LineId> lines) override;
    ports::awaitable<Result<std::vector<ports::StoredLine>>> lines(VisitNo visit) override;
    ports::awaitable<Result<void>> keep_quote(BillKey bill, SettledBill quote, Instant expires_at) override;

private:
    bool is_taken(const Visit& visit, const MemoryBooks::KeptLine& line) const;
    Result<void> check_refunds(const Visit& visit, const std::vector<LineId>& originals) const;
    Result<void> check_takes_lines(VisitNo visit, const std::vector<FeeLine>& lines) const;
    Result<void> insert(MemoryWrite& write, VisitNo visit, std::vector<FeeLine> lines,
                        std::optional<SettlementNo> told_of);
    Result<void> add(MemoryWrite& write, VisitNo visit, std::vector<FeeLine> lines);
    Result<void> replace_told(MemoryWrite& write, VisitNo visit, SettlementNo of, std::vector<FeeLine> lines);
    Result<long long> remove(MemoryWrite& write, VisitNo visit, const BillNumber& bill,
                             const std::vector<LineId>& lines);

    MemoryBooks& books_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
