#pragma once

#include "gateway/infra/system/system_clock.hpp"
#include "gateway/ports/alarms.hpp"

#include <string>

namespace clearing::wiring {

/// Tells of a machine's clock that was put back: business time goes on at half speed until both agree again, and
/// somebody should know why.
class ClockWatch {
public:
    /// `host`: whose clock it is.
    ClockWatch(const system::SystemClock& clock, ports::Alarms& alarms, std::string host)
        : clock_(clock), alarms_(alarms), host_(std::move(host)) {}

    ports::awaitable<void> step();

private:
    const system::SystemClock& clock_;
    ports::Alarms& alarms_;
    std::string host_;
    bool is_told_ = false;
};

}  // namespace clearing::wiring
