#pragma once

#include "gateway/domain/period_statement.hpp"
#include "gateway/ports/statement_details.hpp"

#include <vector>

namespace clearing::statements {

using ports::awaitable;

/// Walks the lines of a statement's days in pages, in the order of the books: by day, then settlement number.
class DetailReader {
public:
    static constexpr std::size_t page_size = 1000;

    DetailReader(ports::StatementDetails& details, std::vector<DayKey> days)
        : details_(details), days_(std::move(days)) {}

    /// The next lines; empty: that was all. Error: store_unavailable.
    awaitable<Result<std::vector<DetailLine>>> next();

private:
    ports::StatementDetails& details_;
    std::vector<DayKey> days_;  ///< ascending
    std::size_t day_ = 0;
    SettlementNo after_;
};

std::vector<DayKey> days_of(const PeriodStatement& statement);

}  // namespace clearing::statements
