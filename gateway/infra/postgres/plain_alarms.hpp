#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/alarms.hpp"

namespace clearing::postgres {

/// Alarms as rows of the alarm table, where `alarm list` shows them until a person acknowledges them. The pool outlives
/// it.
class PlainAlarms final : public ports::Alarms {
public:
    explicit PlainAlarms(Pool& pool) : pool_(pool) {}

    awaitable<Result<bool>> raise(ports::RaisedAlarm alarm) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
