#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// What the books still wait for.
struct Backlog {
    long long awaiting_answer = 0;
    long long in_doubt = 0;
    long long reversing = 0;
    long long outbox = 0;  ///< pending rows
    long long alarms = 0;  ///< not acknowledged
    std::optional<Instant> oldest_unresolved;
    int schema_version = 0;
};

struct Alarm {
    std::string settlement_id;  ///< ours; empty when it is about no settlement
    std::string text;
    Instant raised_at{};
};

/// Figures for the status page and the gauges. Errors: store_unavailable.
class StatusView {
public:
    virtual ~StatusView() = default;
    virtual awaitable<Result<Backlog>> backlog() = 0;
    /// Not acknowledged, newest first.
    virtual awaitable<Result<std::vector<Alarm>>> alarms(std::size_t limit) = 0;
};

}  // namespace clearing::ports
