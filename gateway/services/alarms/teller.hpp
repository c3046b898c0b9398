#pragma once

#include "gateway/ports/alarm_deliveries.hpp"
#include "gateway/ports/clock.hpp"

#include <chrono>
#include <string>

namespace clearing::alarms {

using ports::awaitable;

struct TellingRules {
    std::string owner;                                         ///< this daemon's name among those of one database
    std::chrono::milliseconds first{5'000};                    ///< pause after a failure; doubled each time, for ever
    std::chrono::milliseconds longest{600'000};                ///< the longest pause
    std::chrono::milliseconds repeat = std::chrono::hours(4);  ///< what nobody acknowledges is said again
    std::chrono::milliseconds hold{60'000};                    ///< whoever holds a delivery for longer has died
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
    std::chrono::milliseconds pause_after(int failures) const;

    ports::AlarmDeliveries& deliveries_;
    ports::AlarmReceiver& receiver_;
    ports::AlarmChannel channel_;
    ports::Clock& clock_;
    TellingRules rules_;
};

}  // namespace clearing::alarms
