#pragma once

#include "tests/simulation/auditor.hpp"

namespace clearing::simulation {

/// Of every visit of a visitor: each line is paid for at most once. A settlement that is booked is booked on both sides
/// with the sum of the lines it has, a line that was withdrawn is nobody's, and no more is paid than was charged. Of a
/// stay that was billed to its end no line is left.
void audit_lines(const AllBooks& books, std::vector<std::string>& found);

}  // namespace clearing::simulation
