#pragma once

#include "tests/support/ningbo.hpp"
#include "tests/unit/domain/splits.hpp"

namespace clearing::tests {

/// Ms Zhang's outpatient bill; how it is paid stands in splits.hpp.
inline const Bill zhang{"B1", "1368.83"};

}  // namespace clearing::tests
