#pragma once

#include "tests/simulation/schedule.hpp"
#include "tests/simulation/wire.hpp"

#include <map>
#include <string>

namespace clearing::simulation {

/// Lines that a side's lists of a day lack or tell otherwise for a while: a job that ran over them, set right minutes
/// or hours later. Its books are right all the time. Chance of its own, so that runs in which nothing is hurt are what
/// they were.
class HurtLines {
public:
    /// `chance`: of a line, in parts of ten thousand.
    HurtLines(const Schedule& schedule, std::uint64_t seed, int chance)
        : schedule_(schedule), random_(seed), chance_(chance) {}

    /// When the day of the line is closed for the first time; once for each line.
    void decide(const std::string& key) {
        const auto [line, is_new] = lines_.try_emplace(key);
        if (!is_new || !random_.chance(chance_)) return;
        line->second.until = schedule_.now() + random_.between(second, random_.chance(5'000) ? 2 * minute : 8 * hour);
        line->second.how = random_.one_of(std::vector{How::lacks, How::lacks, How::dearer, How::other_fund});
    }
    bool lacks(const std::string& key) const { return is_hurt(key) && lines_.at(key).how == How::lacks; }
    bool is_hurt(const std::string& key) const {
        const auto line = lines_.find(key);
        return line != lines_.end() && line->second.until > schedule_.now();
    }
    bool was_hurt(const std::string& key) const {
        const auto line = lines_.find(key);
        return line != lines_.end() && line->second.until > 0;
    }
    /// A line as the lists tell it.
    Row told(Row row) const {
        if (!is_hurt(row.settlement)) return row;
        Amounts& amounts = row.amounts;
        if (lines_.at(row.settlement).how == How::dearer) {  // a fen more, and the person paid it
            amounts.total += 1;
            amounts.person += 1;
            amounts.cash += 1;
        } else {  // a fen of another fund
            amounts.funds[0] -= 1;
            amounts.funds[3] += 1;
        }
        return row;
    }

private:
    enum class How : std::uint8_t { lacks, dearer, other_fund };
    struct Line {
        Millis until = 0;
        How how{};
    };

    const Schedule& schedule_;
    Random random_;
    int chance_;
    std::map<std::string, Line> lines_;
};

}  // namespace clearing::simulation
