#pragma once

#include "gateway/services/mapping/import.hpp"
#include "gateway/services/mapping/world.hpp"

#include <string>
#include <vector>

namespace clearing::mapping {

/// Codes of open visits that the present version maps and the candidate would refuse or hold: patients in their beds
/// whose bill could not be settled any more. Sentences, one a code, with how many visits it stands in.
awaitable<Result<std::vector<std::string>>> find_orphans(World& world, std::shared_ptr<const Tables> present,
                                                         std::shared_ptr<const Tables> candidate, Progress progress);

}  // namespace clearing::mapping
