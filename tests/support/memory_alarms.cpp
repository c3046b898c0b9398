#include "tests/support/memory_alarms.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;
using Row = MemoryAlarmRows::Row;
using Delivery = MemoryAlarmRows::Delivery;

awaitable<Result<bool>> MemoryAlarms::raise(ports::RaisedAlarm alarm) {
    auto work = [this, alarm = std::move(alarm)](MemoryWrite& write) -> Result<bool> {
        const bool stands = std::ranges::any_of(rows_.alarms, [&](const auto& row) {
            const auto& [no, other] = row;
            return other.alarm.kind == alarm.kind && other.alarm.subject == alarm.subject &&
                   (alarm.once_for_all || !other.acknowledged);
        });
        if (stands) return false;
        const long long no = rows_.alarms.empty() ? 1 : rows_.alarms.rbegin()->first + 1;
        write.at(rows_.alarms, no).alarm = alarm;
        for (const ports::AlarmChannel channel : ports::alarm_channels) {
            Delivery& delivery = write.at(rows_.deliveries, std::pair(no, channel));
            delivery.state.alarm_no = no;
            delivery.state.channel = channel;
            delivery.next_try_at = alarm.at;
        }
        return true;
    };
    co_return co_await link_.write("alarm.raise", std::move(work));
}

awaitable<Result<std::vector<ports::AlarmDelivery>>> MemoryAlarms::take_due(ports::DeliveryQuery query) {
    auto work = [this, q = std::move(query)](MemoryWrite& write) -> Result<std::vector<ports::AlarmDelivery>> {
        std::vector<std::pair<Instant, long long>> due;
        for (const auto& [key, delivery] : rows_.deliveries) {
            const bool is_free = !delivery.taken_until || *delivery.taken_until <= q.now;
            if (key.second == q.channel && is_free && delivery.next_try_at <= q.now &&
                !rows_.alarms.at(key.first).acknowledged)
                due.emplace_back(delivery.next_try_at, key.first);
        }
        std::ranges::sort(due);
        due.resize(std::min(due.size(), q.limit));
        std::vector<ports::AlarmDelivery> taken;
        for (const auto& [at, no] : due) {
            Delivery& delivery = write.at(rows_.deliveries, std::pair(no, q.channel));
            delivery.owner = q.owner;
            delivery.taken_until = q.taken_until;
            taken.push_back(
                {no, q.channel, rows_.alarms.at(no).alarm, delivery.state.deliveries, delivery.state.failures});
        }
        return taken;
    };
    co_return co_await link_.write("alarm.take", std::move(work));
}

awaitable<Result<void>> MemoryAlarms::note(ports::DeliveryOutcome outcome) {
    auto work = [this, o = std::move(outcome)](MemoryWrite& write) -> Result<void> {
        const auto found = rows_.deliveries.find({o.alarm_no, o.channel});
        if (found == rows_.deliveries.end() || found->second.owner != o.owner || !found->second.taken_until) return {};
        Delivery& delivery = write.at(rows_.deliveries, std::pair(o.alarm_no, o.channel));
        delivery.state.last_failure = o.failure.value_or("");
        delivery.state.failures = o.failure ? delivery.state.failures + 1 : 0;
        if (!o.failure) ++delivery.state.deliveries;
        if (!o.failure) delivery.state.delivered_at = o.at;
        delivery.next_try_at = o.next_at;
        delivery.taken_until.reset();
        return {};
    };
    co_return co_await link_.write("alarm.told", std::move(work));
}

awaitable<Result<std::vector<ports::DeliveryState>>> MemoryAlarms::open(std::size_t limit) {
    auto work = [this, limit]() -> Result<std::vector<ports::DeliveryState>> {
        std::vector<ports::DeliveryState> open;
        for (const auto& [key, delivery] : rows_.deliveries) {
            if (rows_.alarms.at(key.first).acknowledged) continue;
            open.push_back(delivery.state);
            open.back().next_try_at = delivery.next_try_at;
        }
        std::ranges::sort(open, {}, [](const ports::DeliveryState& state) {
            return std::pair(-state.alarm_no, ports::name_of(state.channel));
        });
        open.resize(std::min(open.size(), limit));
        return open;
    };
    co_return co_await link_.read("alarm.open", std::move(work));
}

}  // namespace clearing::tests
