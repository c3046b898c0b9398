#pragma once

#include <algorithm>
#include <chrono>

namespace clearing {

/// How long to wait before what failed is tried again: doubled each time, up to the longest.
struct BackOff {
    std::chrono::milliseconds first, longest;

    /// `failures`: before the one just met.
    constexpr std::chrono::milliseconds pause_after(int failures) const {
        constexpr int most_doublings = 20;  // beyond it every pause is the longest
        return std::min<std::chrono::milliseconds>(first * (1LL << std::min(failures, most_doublings)), longest);
    }
};

}  // namespace clearing
