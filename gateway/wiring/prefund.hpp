#pragma once

#include "gateway/api/prefund.hpp"
#include "gateway/infra/metrics/metrics.hpp"
#include "gateway/services/prefund/watch.hpp"
#include "gateway/services/prefund/year_watch.hpp"
#include "gateway/services/schedule/task.hpp"
#include "gateway/wiring/books.hpp"
#include "gateway/wiring/loops.hpp"

#include <vector>

namespace clearing::wiring {

/// Prefunds over the books, by the rules in force: the interface's desk, the daily look, figures.
class Prefund {
public:
    Prefund(Books& books, const mapping::TablesInForce& tables, ports::Clock& clock, metrics::Metrics& metrics);
    Prefund(const Prefund&) = delete;
    Prefund& operator=(const Prefund&) = delete;

    api::PrefundDesk& desk() { return desk_; }
    std::vector<schedule::Task> tasks();  ///< prefund_look, prefund_year
    void start(Loops& loops);

private:
    ports::awaitable<void> set_gauges();

    prefund::Surroundings world_;
    prefund::Papers papers_;
    prefund::Movements movements_;
    prefund::Watch watch_;
    prefund::YearWatch year_watch_;
    metrics::Metrics& metrics_;
    api::PrefundDesk desk_;
};

}  // namespace clearing::wiring
