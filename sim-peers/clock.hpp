#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <utility>

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

    class Standstill;

private:
    long long seconds_now() const;

    long long offset_ = 0;                ///< business seconds minus steady seconds
    std::optional<long long> stands_at_;  ///< business seconds
};

/// While it lives the clock stands: what a request does all happens at the instant it is remembered by, so that played
/// again it gives the same ids.
class Clock::Standstill {
public:
    explicit Standstill(Clock& clock) : clock_(&clock) { clock.stands_at_ = clock.seconds_now(); }
    Standstill(Standstill&& other) noexcept : clock_(std::exchange(other.clock_, nullptr)) {}
    Standstill& operator=(Standstill&&) = delete;
    ~Standstill() {
        if (clock_ != nullptr) clock_->stands_at_.reset();
    }

private:
    Clock* clock_;
};

std::string day_after(const std::string& day);

}  // namespace clearing::peers
