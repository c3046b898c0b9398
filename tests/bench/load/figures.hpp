#pragma once

#include "sim-peers/json.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace clearing::bench {

using peers::Json;

/// One answered quote or settlement.
struct Sample {
    std::string bill;
    bool quote = true, visitor = true;
    double microseconds = 0;  ///< from when it was due (open loop) or sent (closed loop) until the answer was read
};

/// The peers' own working time of one bill's quote and settlement, out of their GET /work.
class WorkedTimes {
public:
    void read(const Json& answer);
    /// 0 when the peers never saw it.
    double of(const Sample& sample) const;

private:
    using ByBill = std::unordered_map<std::string, double>;
    ByBill quotes_, settlements_;
};

/// {count, p50, p99, p99_9, max} in milliseconds.
Json percentiles(std::vector<double> microseconds);

/// answered and added (answered less the peer's working time) of all, of quotes, of settlements, of each direction.
Json latencies(const std::vector<Sample>& samples, const WorkedTimes& worked);

/// With so many decimals, as a JSON number.
Json decimal(double value, int digits);

}  // namespace clearing::bench
