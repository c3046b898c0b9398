#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/alarm_deliveries.hpp"

namespace clearing::postgres {

/// Unless one of its kind and subject stands unacknowledged; in the commit of the fact. False: one does.
bool raise_alarm(Session& session, const ports::RaisedAlarm& alarm);

/// Alarms and how far they have been told. The pool outlives it.
class Alarms final : public ports::Alarms, public ports::AlarmDeliveries {
public:
    explicit Alarms(Pool& pool) : pool_(pool) {}
    awaitable<Result<bool>> raise(ports::RaisedAlarm alarm) override;
    awaitable<Result<std::vector<ports::AlarmDelivery>>> take_due(ports::DeliveryQuery query) override;
    awaitable<Result<void>> note(ports::DeliveryOutcome outcome) override;
    awaitable<Result<std::vector<ports::DeliveryState>>> open(std::size_t limit) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
