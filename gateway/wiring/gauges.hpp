#pragma once

#include "gateway/infra/metrics/metrics.hpp"
#include "gateway/infra/system/system_clock.hpp"
#include "gateway/wiring/books.hpp"
#include "gateway/wiring/loops.hpp"

namespace clearing::wiring {

/// Figures that are looked up and not counted: what waits, and for how long.
class Gauges {
public:
    Gauges(Books& books, metrics::Metrics& metrics, const system::SystemClock& clock)
        : books_(books), metrics_(metrics), clock_(clock) {}

    void start(Loops& loops);

private:
    ports::awaitable<void> set();

    Books& books_;
    metrics::Metrics& metrics_;
    const system::SystemClock& clock_;
};

}  // namespace clearing::wiring
