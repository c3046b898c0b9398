#include "gateway/services/alarms/teller.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::alarms {
namespace {

/// What a code is doubled from at most: beyond it every pause is the longest.
constexpr int most_doublings = 20;

/// For the row: the code, and what stands behind it.
std::string told(const Error& error) {
    return error.detail.empty() ? stable_code(error.code) : fmt::format("{} {}", stable_code(error.code), error.detail);
}

}  // namespace

std::chrono::milliseconds Teller::pause_after(int failures) const {
    return std::min<std::chrono::milliseconds>(rules_.first * (1 << std::min(failures, most_doublings)),
                                               rules_.longest);
}

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
        outcome.next_at = outcome.at + (received ? rules_.repeat : pause_after(failures));
        if (!received) outcome.failure = told(received.error());
        auto noted = co_await deliveries_.note(std::move(outcome));
        if (!noted) co_return fail(noted.error());
        ++told_now;
    }
    co_return told_now;
}

}  // namespace clearing::alarms
