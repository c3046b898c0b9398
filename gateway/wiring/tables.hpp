#pragma once

#include "gateway/services/settlement/world.hpp"

#include <filesystem>

namespace clearing::wiring {

/// Reads and checks the reviewed files of the mappings folder. Error: invalid_value naming file, line and fault.
Result<settlement::Tables> load_tables(const std::filesystem::path& folder, const DivisionCode& own_region);

}  // namespace clearing::wiring
