#include "gateway/infra/postgres/reachability.hpp"

#include <algorithm>

namespace clearing::postgres {

bool Reachability::is_worth_a_try(TimePoint now) const {
    const std::scoped_lock lock(mutex_);
    return now >= rests_until_;
}

void Reachability::failed(TimePoint begun, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    // Another one has got through meanwhile.
    if (succeeded_at_ >= begun) return;
    rests_until_ = std::max(rests_until_, now + std::min<TimePoint::duration>(now - begun, longest_rest_));
}

void Reachability::succeeded(TimePoint now) {
    const std::scoped_lock lock(mutex_);
    succeeded_at_ = now;
    rests_until_ = TimePoint::min();
}

}  // namespace clearing::postgres
