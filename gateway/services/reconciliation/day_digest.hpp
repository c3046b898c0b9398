#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/ports/digest.hpp"

#include <string>
#include <vector>

namespace clearing::reconciliation {

/// The root over a day's lines as the .proto defines it: SHA-256 over the concatenated leaves, ascending by settlement
/// id.
std::string root_of(std::vector<DayLine> lines, const ports::Digest& digest);

}  // namespace clearing::reconciliation
