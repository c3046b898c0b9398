#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/detail_line.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <vector>

namespace clearing::ports {

/// The cleared lines of an agreed day, read from the books in pages, so that a statement of any length is written in
/// bounded memory. Errors everywhere: store_unavailable.
class StatementDetails {
public:
    virtual ~StatementDetails() = default;

    /// Lines that cleared on the day, ascending by settlement number, those after `after`; at most `limit`. Fewer than
    /// `limit`: there are no more.
    virtual awaitable<Result<std::vector<DetailLine>>> page(DayKey day, SettlementNo after, std::size_t limit) = 0;
};

}  // namespace clearing::ports
