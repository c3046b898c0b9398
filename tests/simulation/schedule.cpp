#include "tests/simulation/schedule.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace clearing::simulation {

bool Schedule::later(const Event& left, const Event& right) {
    return std::tie(left.time, left.order, left.number) > std::tie(right.time, right.order, right.number);
}

void Schedule::after(Millis span, Action action) {
    heap_.push_back({now_ + span, order_.next(), ++numbered_, std::move(action)});
    std::ranges::push_heap(heap_, later);
}

bool Schedule::step_before(Millis moment) {
    if (heap_.empty() || heap_.front().time > moment) return false;
    std::ranges::pop_heap(heap_, later);
    Event event = std::move(heap_.back());
    heap_.pop_back();
    now_ = event.time;
    mix_in(static_cast<std::uint64_t>(event.time) * 31 + event.number);
    event.action();
    if (after_each) after_each();
    return true;
}

void Schedule::run_until(Millis moment) {
    while (step_before(moment)) {
    }
    now_ = std::max(now_, moment);
}

void Schedule::tell(const std::string& text) const {
    on_note(fmt::format("{:>10}.{:03} {}", now_ / second, now_ % second, text));
}

}  // namespace clearing::simulation
