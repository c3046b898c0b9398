#pragma once

#include "gateway/infra/config/config.hpp"
#include "gateway/infra/config/section.hpp"

namespace clearing::config {

/// Reads the whole file through its sections: the one place that names the keys.
void read_config(Section& root, Config& config);

}  // namespace clearing::config
