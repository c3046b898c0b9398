#pragma once

#include "gateway/ports/alarms.hpp"
#include "gateway/services/prefund/papers.hpp"

#include <map>

namespace clearing::prefund {

/// Raises what is due: levels that rose (written in the commit that crossed the mark) and forecasts that came near. At
/// least once: a rise is marked told only after it was raised. A loop's step; on several daemons it may run on each.
class Watch {
public:
    Watch(const Surroundings& surroundings, ports::Alarms& alarms, DivisionCode own_region)
        : world_(surroundings), papers_(surroundings), alarms_(alarms), own_region_(std::move(own_region)) {}

    /// How many alarms were raised. Errors: store_unavailable.
    awaitable<Result<int>> step();

private:
    awaitable<Result<void>> judge(ports::PrefundPosition position);
    awaitable<Result<int>> raise_what_rose();
    ports::RaisedAlarm alarm_about(const ports::PrefundRise& rise) const;

    /// The days before today change no more, so their sum is asked for once a day.
    struct KnownUse {
        Date today;
        UseOfDays before;
    };

    Surroundings world_;
    Papers papers_;
    ports::Alarms& alarms_;
    DivisionCode own_region_;
    std::map<PrefundKey, KnownUse> known_;
};

}  // namespace clearing::prefund
