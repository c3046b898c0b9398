#pragma once

#include "sim-peers/json.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::peers {

/// How long this process worked on each quote and settlement: from the whole request being read to the answer's bytes
/// being ready to send. Kept by bill number, because the gateway passes the bill number through and nothing of an
/// answer's envelope: so whoever measured the gateway's answer can take the peer's own time off. Off unless asked for.
class WorkStamps {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    void start() { on_ = true; }
    bool is_on() const { return on_; }
    void note(std::string_view transaction, std::string bill, TimePoint begin);
    /// {"quote":[[bill, microseconds], …],"settle":[…]}; forgets them.
    Json take();

private:
    struct Stamp {
        std::string bill;
        long long microseconds;
    };
    bool on_ = false;
    std::vector<Stamp> quotes_, settlements_;
};

}  // namespace clearing::peers
