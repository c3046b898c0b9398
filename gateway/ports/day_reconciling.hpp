#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"
#include "gateway/ports/progress.hpp"

#include <map>
#include <string>

namespace clearing::ports {

/// What comparing a day once more came to.
struct Reconciled {
    DayKey day;
    bool is_equal = false;                      ///< the totals and the root
    std::map<DifferenceKind, long long> lines;  ///< lines by their leading kind
    long long cases_opened = 0, cases_settled = 0;
};

/// The order to compare a day again, closed or agreed, as whoever gives it sees it.
class DayReconciling {
public:
    virtual ~DayReconciling() = default;
    /// Errors: not_found (no such platform or day), conflict (it is open, or closing: answers may still come; the
    /// partner compares this day), the partner's.
    virtual awaitable<Result<Reconciled>> run(DayKey key, std::string actor, Progress progress) = 0;
};

}  // namespace clearing::ports
