#include "gateway/services/alarms/teller.hpp"

#include <fmt/format.h>

namespace clearing::alarms {
namespace {

/// For the row: the code, and what stands behind it.
std::string told(const Error& error) {
    return error.detail.empty() ? stable_code(error.code) : fmt::format("{} {}", stable_code(error.code), error.detail);
}

}  // namespace

awaitable<Result<int>> Teller::step() {
    ports::DeliveryQuery query{rules_.owner, channel_, clock_.now(), clock_.now() + rules_.hold};
    auto due = co_await deliveries_.take_due(std::move(query));
    if (!due) co_return fail(due.error());
    int told_now = 0;
    for (ports::AlarmDelivery& delivery : *due) {
        ports::DeliveryOutcome outcome{delivery.alarm_no, channel_, rules_.owner};
        const int failures = delivery.failures;
        auto received = co_await receiver_.receive(std::move(delivery));
        // Said, and dead here: it is said again, for at least once is the promise.
        outcome.at = clock_.now();
        outcome.next_at = outcome.at + (received ? rules_.repeat : rules_.back_off.pause_after(failures));
        if (!received) outcome.failure = told(received.error());
        auto noted = co_await deliveries_.note(std::move(outcome));
        if (!noted) co_return fail(noted.error());
        ++told_now;
    }
    co_return told_now;
}

}  // namespace clearing::alarms
