#pragma once

#include <cstddef>
#include <functional>

namespace clearing::ports {

/// Told while long work goes on: so many of so many are done, whatever is counted. May be empty.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

}  // namespace clearing::ports
