#pragma once

#include "gateway/domain/back_off.hpp"
#include "gateway/ports/alarm_deliveries.hpp"
#include "gateway/ports/clock.hpp"

#include <chrono>
#include <string>

namespace clearing::alarms {

using ports::awaitable;

struct TellingRules {
    std::string owner;  ///< this daemon's name among those of one database
    BackOff back_off = {std::chrono::seconds(5), std::chrono::minutes(10)};  ///< after a failure, for ever
    std::chrono::milliseconds repeat = std::chrono::hours(4);                ///< what nobody acknowledges is said again
    std::chrono::milliseconds hold{60'000};  ///< whoever holds a delivery for longer has died
};

/// Says alarms on one channel until a person acknowledges them: at least once each, whatever fails and whoever dies.
class Teller {
public:
    Teller(ports::AlarmDeliveries& deliveries, ports::AlarmReceiver& receiver, ports::AlarmChannel channel,
           ports::Clock& clock, TellingRules rules)
        : deliveries_(deliveries), receiver_(receiver), channel_(channel), clock_(clock), rules_(std::move(rules)) {}

    /// Tries what is due; how many were taken. Errors: store_unavailable.
    awaitable<Result<int>> step();

private:
    ports::AlarmDeliveries& deliveries_;
    ports::AlarmReceiver& receiver_;
    ports::AlarmChannel channel_;
    ports::Clock& clock_;
    TellingRules rules_;
};

}  // namespace clearing::alarms
