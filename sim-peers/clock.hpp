#pragma once

#include <chrono>
#include <expected>
#include <string>

namespace clearing::peers {

/// The business clock of the peers, Asia/Shanghai (UTC+8, no summer time in the years concerned). It starts where the
/// config says, runs with real time, and only goes forward when it is set.
class Clock {
public:
    /// "yyyy-mm-dd HH:MM:SS"; empty: real time.
    static std::expected<Clock, std::string> starting_at(const std::string& text);

    std::string now() const;      ///< yyyy-mm-dd HH:MM:SS
    std::string today() const;    ///< yyyy-mm-dd
    std::string compact() const;  ///< yyyyMMddHHmmss
    std::string in_seconds(long long seconds) const;

    /// Error: unreadable, or earlier than now. A bare date means its midnight.
    std::expected<void, std::string> advance_to(std::string text);
    /// For what is played again from a journal; an unreadable time changes nothing.
    void set_to(const std::string& text);

private:
    long long seconds_now() const;

    long long offset_ = 0;  ///< business seconds minus steady seconds
};

std::string day_after(const std::string& day);

}  // namespace clearing::peers
