#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/status_view.hpp"

namespace clearing::postgres {

/// Figures for the status page and the gauges, and the alarms. The pool outlives it.
class StatusView final : public ports::StatusView {
public:
    explicit StatusView(Pool& pool) : pool_(pool) {}
    awaitable<Result<ports::Backlog>> backlog() override;
    awaitable<Result<std::vector<ports::Alarm>>> alarms(std::size_t limit) override;
    awaitable<Result<ports::Acknowledgement>> acknowledge(long long alarm_no, std::string actor, Instant at) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
