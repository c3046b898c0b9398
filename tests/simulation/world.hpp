#pragma once

#include "gateway/services/mapping/tables.hpp"
#include "tests/simulation/sabotage.hpp"
#include "tests/simulation/schedule.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace clearing::simulation {

struct RunOptions {
    Sabotage sabotage = Sabotage::none;
    std::function<void(const std::string& line)> on_note;  ///< the run's story
};

/// How eventful it was.
struct Events {
    long long bills = 0;        ///< that somebody asked to settle
    long long settlements = 0;  ///< messages that asked to settle or cancel one
    long long booked = 0;       ///< lines in the gateway's books at the end
    long long crashes = 0, carried = 0, reversed = 0;
    long long adjusted = 0;   ///< entries that changed what a settlement clears
    long long left_out = 0;   ///< lines that differed at a close and became a case
    long long overtaken = 0;  ///< bills of a stay refused because another one or the ward was quicker
};

struct RunResult : Events {
    std::uint64_t seed = 0;
    std::vector<std::string> findings;  ///< what the auditor found wrong
    std::uint64_t fingerprint = 0;      ///< of everything that happened, in its order
};

/// One whole run from a seed: a random world, random troubles, then quiet, closed days, and the audit.
RunResult run_world(std::uint64_t seed, std::shared_ptr<const mapping::Tables> tables, const RunOptions& options);

}  // namespace clearing::simulation
