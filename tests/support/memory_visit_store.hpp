#pragma once

#include "gateway/ports/visit_store.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// VisitStore in memory, with the semantics of the port's comments.
class MemoryVisitStore final : public ports::VisitStore {
public:
    explicit MemoryVisitStore(MemoryBooks& books) : books_(books) {}

    ports::awaitable<Result<Visit>> open(Visit visit) override;
    ports::awaitable<Result<std::optional<Visit>>> find(VisitId our_id) override;
    ports::awaitable<Result<std::optional<Visit>>> find_theirs(PlatformName platform, VisitId their_id) override;
    ports::awaitable<Result<std::vector<Visit>>> find_of_person(std::string person_number, std::string begin_time,
                                                                std::string end_time) override;
    ports::awaitable<Result<void>> update(Visit visit) override;
    ports::awaitable<Result<void>> add_lines(VisitNo visit, std::vector<FeeLine> lines) override;
    ports::awaitable<Result<long long>> remove_lines(VisitNo visit, BillNumber bill,
                                                     std::vector<LineId> lines) override;
    ports::awaitable<Result<std::vector<ports::StoredLine>>> lines(VisitNo visit) override;
    ports::awaitable<Result<void>> keep_quote(BillKey bill, SettledBill quote, Instant expires_at) override;
    ports::awaitable<Result<std::optional<KeptQuote>>> last_quote(BillKey bill) override;

private:
    Result<void> check_refunds(const std::vector<MemoryBooks::KeptLine>& kept, const std::vector<FeeLine>& lines) const;

    MemoryBooks& books_;
};

}  // namespace clearing::tests
