#pragma once

#include "gateway/ports/day_store.hpp"
#include "gateway/ports/digest.hpp"

#include <string>
#include <vector>

namespace clearing::tests {

// What a close tells of a day, made of its lines one by one: the books on PostgreSQL add up where the lines lie, and
// are held to this.

/// The root over a day's lines as the .proto defines it: SHA-256 over the concatenated leaves, ascending by settlement
/// id.
std::string root_of(std::vector<DayLine> lines, const ports::Digest& digest);

DayTotals totals_of(const DayKey& key, const ports::DayContent& content, const ports::Digest& digest);

}  // namespace clearing::tests
