#pragma once

#include "tests/simulation/auditor.hpp"

#include <string>
#include <vector>

namespace clearing::simulation {

/// The message log when everything is quiet: what reached an insured side was kept before, what an asker was told is
/// kept in the very words, and a yes that is kept tells of a settlement.
void audit_messages(const AllBooks& books, std::vector<std::string>& found);

}  // namespace clearing::simulation
