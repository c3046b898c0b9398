#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace clearing::bench {

/// Processor, cores, memory, system, compiler, build: what a figure is worth nothing without.
std::string machine();

/// Resident memory of this process in bytes.
std::size_t resident_bytes();

struct Timed {
    double least = 0, middle = 0, most = 0;  ///< milliseconds
};

/// Runs `work` `rounds` times after one that does not count.
template <class Work>
Timed timed(int rounds, Work work) {
    work();
    std::vector<double> spans;
    for (int i = 0; i < std::max(rounds, 1); ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        spans.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    }
    std::ranges::sort(spans);
    return {spans.front(), spans[spans.size() / 2], spans.back()};
}

}  // namespace clearing::bench
