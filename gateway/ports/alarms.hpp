#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <string>

namespace clearing::ports {

/// Something a person has to look at. No person's data.
struct RaisedAlarm {
    std::string kind;     ///< closed list of gateway/docs/operations.md: "prefund_red", "day_not_agreed", …
    std::string subject;  ///< what it is about: "310000-visitor-2018", a day, a settlement id
    std::string text;
    Instant at{};
    bool once_for_all = false;  ///< one that was acknowledged stands for it too
};

/// Durable alarms, delivered at least once to log, metrics and webhook until a person acknowledges them.
class Alarms {
public:
    virtual ~Alarms() = default;
    /// False: one of the same kind and subject is not acknowledged yet, and stands for this one (once_for_all: or is).
    /// Error: store_unavailable.
    virtual awaitable<Result<bool>> raise(RaisedAlarm alarm) = 0;
};

}  // namespace clearing::ports
