#pragma once

#include <expected>
#include <filesystem>
#include <string>

// What needs no daemon.

namespace clearing::tools {

/// The owner's URL: as given, else GATEWAY_OWNER_URL, else the configuration's. Error: one sentence.
std::expected<std::string, std::string> owner_url(const std::string& given, const std::filesystem::path& config);

}  // namespace clearing::tools
