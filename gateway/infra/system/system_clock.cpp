#include "gateway/infra/system/system_clock.hpp"

namespace clearing::system {

using namespace std::chrono;

SystemClock::SystemClock(std::optional<Instant> business_start)
    : business_start_(business_start), started_(steady_clock::now()) {}

Instant SystemClock::now() const {
    if (!business_start_) return floor<milliseconds>(system_clock::now());
    return *business_start_ + floor<milliseconds>(steady_clock::now() - started_);
}

steady_clock::time_point SystemClock::steady() const {
    return steady_clock::now();
}

Result<Instant> SystemClock::advance_to(Instant to) {
    if (!business_start_)
        return fail(ErrorCode::forbidden, "no business clock is configured: real time is not set here");
    if (to <= now()) return fail(ErrorCode::invalid_value, "the business clock only goes forward", {"to"});
    business_start_ = to;
    started_ = steady_clock::now();
    return now();
}

}  // namespace clearing::system
