#pragma once

#include "tests/simulation/world.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace clearing::simulation {

/// Many runs, one seed each, over as many processes as the machine has cores.
struct Campaign {
    std::uint64_t first_seed = 1;
    long long runs = 1'000;
    long long settlements = 0;  ///< more than 0: as many runs as so many settlements take
    int processes = 0;          ///< 0: the machine's cores
    Sabotage sabotage = Sabotage::none;
    bool tells_stories = false;  ///< prints every event
    int failures_told = 5;
};

struct CampaignResult : Events {
    long long runs = 0;
    double seconds = 0;
    std::vector<std::uint64_t> failed;  ///< seeds
};

CampaignResult carry_out(const Campaign& campaign);
/// Seeds that found a bug once, in the code of their day: README.md.
const std::vector<std::uint64_t>& known_seeds();

std::string in_words(const CampaignResult& result);

/// The reviewed tables of mappings/, read once a process.
std::shared_ptr<const mapping::Tables> simulation_tables();

}  // namespace clearing::simulation
