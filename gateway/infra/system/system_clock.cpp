#include "gateway/infra/system/system_clock.hpp"

namespace clearing::system {

using namespace std::chrono;

SystemClock::SystemClock(std::optional<Instant> business_start)
    : machine_(system_clock::now(), steady_clock::now()), is_adjustable_(business_start.has_value()) {
    if (business_start) ahead_ = *business_start - floor<milliseconds>(machine_time());
}

ForwardClock::Wall SystemClock::machine_time() const {
    const std::scoped_lock lock(mutex_);
    return machine_.read(system_clock::now(), steady_clock::now());
}

Instant SystemClock::now() const {
    return floor<milliseconds>(machine_time()) + ahead_;
}

steady_clock::time_point SystemClock::steady() const {
    return steady_clock::now();
}

milliseconds SystemClock::put_back_by() const {
    const ForwardClock::Wall told = machine_time();
    return std::max(milliseconds(0), duration_cast<milliseconds>(told - system_clock::now()));
}

Result<Instant> SystemClock::advance_to(Instant to) {
    if (!is_adjustable_)
        return fail(ErrorCode::forbidden, "no business clock is configured: real time is not set here");
    const Instant present = now();
    if (to <= present) return fail(ErrorCode::invalid_value, "the business clock only goes forward", {"to"});
    ahead_ += to - present;
    return now();
}

}  // namespace clearing::system
