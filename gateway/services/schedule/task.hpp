#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <functional>
#include <string>
#include <vector>

namespace clearing::schedule {

using ports::awaitable;

/// A period of a task: it is run once for it, at `from` or later.
struct Due {
    std::string period;  ///< names the run together with the task: "330200-delta-310000-visitor-2018-10-16", "2018-10"
    Instant from{};
    std::string why;  ///< for people: "the day ends at 2018-10-17 00:00:00"
};

/// An attempt at a run.
struct Attempt {
    std::string period;
    int earlier = 0;  ///< attempts that have failed
};

/// Something the daemon does by itself. Whoever has one more adds a line where the tasks are put together (app.cpp).
struct Task {
    std::string name;  ///< a row of gateway/docs/operations.md: "close_day"
    /// The periods that are due at `now` and may not be done yet, and the next ones to come. Reads only: whatever is
    /// done already is taken out by its row.
    std::function<awaitable<Result<std::vector<Due>>>(Instant now)> when;
    /// Does it, and says in a few words what came of it. It may be killed anywhere and is run again from the start, so
    /// each of its steps may be repeated. An error is tried again, with longer and longer pauses, for ever.
    std::function<awaitable<Result<std::string>>(Attempt attempt)> run;
    /// Done in a moment and at its moment: it does not wait for long runs to make room.
    bool is_quick = false;
};

}  // namespace clearing::schedule
