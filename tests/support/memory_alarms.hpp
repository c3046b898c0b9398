#pragma once

#include "gateway/ports/alarm_deliveries.hpp"
#include "tests/support/memory_link.hpp"

#include <map>
#include <optional>
#include <utility>

namespace clearing::tests {

/// What the database keeps about alarms; several daemons share it.
struct MemoryAlarmRows {
    struct Row {
        ports::RaisedAlarm alarm;
        bool acknowledged = false;
    };
    struct Delivery {
        ports::DeliveryState state;
        Instant next_try_at{};
        std::string owner;
        std::optional<Instant> taken_until;
    };
    std::map<long long, Row> alarms;
    std::map<std::pair<long long, ports::AlarmChannel>, Delivery> deliveries;
};

/// Alarms and how far they have been told, in memory.
class MemoryAlarms final : public ports::Alarms, public ports::AlarmDeliveries {
public:
    MemoryAlarms(MemoryAlarmRows& rows, MemoryLink& link) : rows_(rows), link_(link) {}

    ports::awaitable<Result<bool>> raise(ports::RaisedAlarm alarm) override;
    ports::awaitable<Result<std::vector<ports::AlarmDelivery>>> take_due(ports::DeliveryQuery query) override;
    ports::awaitable<Result<void>> note(ports::DeliveryOutcome outcome) override;
    ports::awaitable<Result<std::vector<ports::DeliveryState>>> open(std::size_t limit) override;

    /// What StatusView::acknowledge does to it.
    void acknowledge(long long no) { rows_.alarms.at(no).acknowledged = true; }

private:
    MemoryAlarmRows& rows_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
