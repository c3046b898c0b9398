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
    long long outbox = 0;             ///< pending rows
    long long parked = 0;             ///< rows of the outbox that wait for a hand
    long long alarms = 0;             ///< not acknowledged
    long long doubts_past_alarm = 0;  ///< open outcomes whose age has been an alarm
    std::optional<Instant> oldest_unresolved;
    std::optional<Instant> oldest_doubt;  ///< since when the oldest open outcome is open
    int schema_version = 0;
};

struct Alarm {
    long long no = 0;
    std::string settlement_id;  ///< ours; empty when it is about no settlement
    std::string text;
    Instant raised_at{};
    std::string kind = "settlement";  ///< closed list of gateway/docs/operations.md
    std::string subject = {};         ///< what it is about
};

/// Who has taken note of an alarm. The first one stands.
struct Acknowledgement {
    long long alarm_no = 0;
    std::string actor;
    Instant at{};
};

/// Figures for the status page and the gauges, and what people look after. Errors: store_unavailable; others as said.
class StatusView {
public:
    virtual ~StatusView() = default;
    virtual awaitable<Result<Backlog>> backlog() = 0;
    /// Not acknowledged, newest first.
    virtual awaitable<Result<std::vector<Alarm>>> alarms(std::size_t limit) = 0;
    /// The alarm is off the list from here on; it stays in the books. Audited in the same commit; repeating it changes
    /// nothing and answers who was first. Error: not_found.
    virtual awaitable<Result<Acknowledgement>> acknowledge(long long alarm_no, std::string actor, Instant at) = 0;
};

}  // namespace clearing::ports
