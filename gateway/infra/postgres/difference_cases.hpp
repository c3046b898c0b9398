#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/difference_cases.hpp"

namespace clearing::postgres {

/// Cases in difference_case, their notes in case_note. The pool outlives it.
class DifferenceCases final : public ports::DifferenceCases {
public:
    explicit DifferenceCases(Pool& pool) : pool_(pool) {}
    awaitable<Result<ports::TakenUp>> take_up(ports::FoundDifferences found) override;
    awaitable<Result<std::vector<DifferenceCase>>> take_due(ports::CaseQuery query) override;
    awaitable<Result<bool>> stepped(ports::CaseStep step) override;
    awaitable<Result<std::vector<DifferenceCase>>> list(ports::CaseFilter filter) override;
    awaitable<Result<std::optional<DifferenceCase>>> find(long long no) override;
    awaitable<Result<std::vector<CaseNote>>> notes(long long no) override;
    awaitable<Result<std::vector<SettlementKey>>> in_hand(PairKey pair) override;
    awaitable<Result<long long>> raise_overdue(Date today, Instant at) override;
    awaitable<Result<DifferenceCase>> assign(ports::CaseOrder order, std::string owner) override;
    awaitable<Result<void>> add_note(ports::CaseOrder order, std::string text) override;
    awaitable<Result<DifferenceCase>> resolve(ports::CaseResolution resolution) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
