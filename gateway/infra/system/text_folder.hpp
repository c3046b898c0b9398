#pragma once

#include "gateway/domain/result.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace clearing::system {

using Texts = std::map<std::string, std::string, std::less<>>;

/// The named files of a folder. Error: not_loaded naming every file that cannot be read in its fields.
Result<Texts> read_texts(const std::filesystem::path& folder, const std::vector<std::string>& names);

/// Writes the texts into a folder, made where it is missing; each file whole or not at all. Error: invalid_value.
Result<void> write_texts(const std::filesystem::path& folder, const Texts& texts);

}  // namespace clearing::system
