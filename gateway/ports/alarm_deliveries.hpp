#pragma once

#include "gateway/ports/alarms.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::ports {

/// How an alarm reaches people.
enum class AlarmChannel : std::uint8_t { log, metrics, webhook };
inline constexpr std::array<AlarmChannel, 3> alarm_channels{AlarmChannel::log, AlarmChannel::metrics,
                                                            AlarmChannel::webhook};
constexpr std::string_view name_of(AlarmChannel channel) {
    constexpr std::array<std::string_view, 3> names{"log", "metrics", "webhook"};
    return names[static_cast<std::size_t>(channel)];
}

/// An alarm on its way to one channel.
struct AlarmDelivery {
    long long alarm_no = 0;
    AlarmChannel channel{};
    RaisedAlarm alarm;
    int deliveries = 0;  ///< so often said there already
    int failures = 0;    ///< since the last time
};

/// What came of it. Of somebody who lost the delivery meanwhile it changes nothing.
struct DeliveryOutcome {
    long long alarm_no = 0;
    AlarmChannel channel{};
    std::string owner;
    std::optional<std::string> failure = std::nullopt;  ///< none: delivered
    Instant next_at{};                                  ///< again then, unless somebody has acknowledged it
    Instant at{};
};

struct DeliveryQuery {
    std::string owner;
    AlarmChannel channel{};
    Instant now{};
    Instant taken_until{};  ///< nobody else gets them before; a daemon that died loses them then
    std::size_t limit = 20;
};

/// One row of the state of the telling.
struct DeliveryState {
    long long alarm_no = 0;
    AlarmChannel channel{};
    int deliveries = 0;
    int failures = 0;
    std::string last_failure;
    std::optional<Instant> delivered_at;
    std::optional<Instant> next_try_at;  ///< none: acknowledged

    bool operator==(const DeliveryState&) const = default;
};

/// Alarms that still have to be said, shared by all daemons of one database; survives all of them. An alarm is due on
/// every channel from the moment it is raised until a person acknowledges it. Errors everywhere: store_unavailable.
class AlarmDeliveries {
public:
    virtual ~AlarmDeliveries() = default;

    /// Due ones that nobody holds, longest due first; each daemon gets different ones.
    virtual awaitable<Result<std::vector<AlarmDelivery>>> take_due(DeliveryQuery query) = 0;
    virtual awaitable<Result<void>> note(DeliveryOutcome outcome) = 0;
    /// Of alarms nobody has acknowledged, newest first.
    virtual awaitable<Result<std::vector<DeliveryState>>> open(std::size_t limit) = 0;
};

/// A channel's end: the log, the figures, a web server.
class AlarmReceiver {
public:
    virtual ~AlarmReceiver() = default;
    /// Error: why it was not taken; the delivery is tried again.
    virtual awaitable<Result<void>> receive(AlarmDelivery delivery) = 0;
};

}  // namespace clearing::ports
