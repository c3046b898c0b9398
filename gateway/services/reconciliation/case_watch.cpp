#include "gateway/services/reconciliation/case_watch.hpp"

#include <fmt/format.h>

namespace clearing::reconciliation {

awaitable<Result<std::string>> CaseWatch::look() {
    const Instant now = clock_.now();
    const auto raised = co_await cases_.raise_overdue(local_date(now), now);
    if (!raised) co_return fail(raised.error());
    co_return fmt::format("{} cases overdue that were not told before", *raised);
}

}  // namespace clearing::reconciliation
