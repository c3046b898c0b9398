#pragma once

#include "tests/simulation/schedule.hpp"

#include <map>
#include <string>

namespace clearing::simulation {

/// Lines that a side's list of a day lacks for a while: a job that ran over them, found again minutes or hours later.
/// Chance of its own, so that runs in which nothing is lost are what they were.
class LostLines {
public:
    /// `chance`: of a line, in parts of ten thousand.
    LostLines(const Schedule& schedule, std::uint64_t seed, int chance)
        : schedule_(schedule), random_(seed), chance_(chance) {}

    /// When the day of the line is closed for the first time; once for each line.
    void decide(const std::string& key) {
        const auto [line, is_new] = found_at_.try_emplace(key, 0);
        if (!is_new || !random_.chance(chance_)) return;
        line->second = schedule_.now() + random_.between(second, random_.chance(5'000) ? 2 * minute : 8 * hour);
    }
    bool is_lost(const std::string& key) const {
        const auto line = found_at_.find(key);
        return line != found_at_.end() && line->second > schedule_.now();
    }
    bool was_lost(const std::string& key) const {
        const auto line = found_at_.find(key);
        return line != found_at_.end() && line->second > 0;
    }

private:
    const Schedule& schedule_;
    Random random_;
    int chance_;
    std::map<std::string, Millis> found_at_;
};

}  // namespace clearing::simulation
