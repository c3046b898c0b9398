#pragma once

#include "sim-peers/delta/convert.hpp"
#include "sim-peers/delta/day.hpp"

#include <string>
#include <tuple>
#include <vector>

namespace clearing::peers::delta {

/// Treatment division of the key, insured division of the person, insurance type, sign (delta.proto, "Narrowing").
using Group = std::tuple<std::string, std::string, std::string, int>;

Group group_of(const Record& record);
Group from_wire(const pb::LineGroup& group);
pb::LineGroup to_wire(const Group& group);

/// (after, until], by bytes; empty `until`: no end.
bool is_within(const std::string& id, const std::string& after, const std::string& until);

/// Of those among `lines` (ascending by settlement id) that are in the group and the range.
pb::RangeDigest digest_of(const std::vector<const Record*>& lines, const Group& group, const std::string& after,
                          const std::string& until);

}  // namespace clearing::peers::delta
