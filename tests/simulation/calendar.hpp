#pragma once

#include "tests/simulation/schedule.hpp"

#include <string>

namespace clearing::simulation {

/// The wall clock of one party: virtual time from the run's beginning, a little ahead or behind. The parties' own
/// reading of days, not the gateway's.
class WallClock {
public:
    WallClock(const Schedule& schedule, Millis begin_of_run, Millis ahead)
        : schedule_(schedule), begin_(begin_of_run), ahead_(ahead) {}

    /// Milliseconds since 1970 in Asia/Shanghai's reading (UTC+8 already added).
    Millis local() const { return begin_ + schedule_.now() + ahead_; }
    std::string time() const { return text_of(local()); }
    std::string day() const { return text_of(local()).substr(0, 10); }
    std::string time_after(Millis span) const { return text_of(local() + span); }

    /// "2018-10-16 09:30:00".
    static std::string text_of(Millis local);
    static Millis millis_of(const std::string& text);
    static std::string day_after(const std::string& day);

private:
    const Schedule& schedule_;
    Millis begin_;
    Millis ahead_;
};

}  // namespace clearing::simulation
