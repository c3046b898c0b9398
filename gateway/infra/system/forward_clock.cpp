#include "gateway/infra/system/forward_clock.hpp"

#include <algorithm>

namespace clearing::system {

ForwardClock::Wall ForwardClock::read(Wall wall, Steady steady) {
    const Wall at_half_speed = told_ + std::chrono::duration_cast<Wall::duration>((steady - read_at_) / 2);
    told_ = std::max(wall, at_half_speed);
    read_at_ = steady;
    return told_;
}

}  // namespace clearing::system
