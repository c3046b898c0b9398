#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

// What needs no daemon.

namespace clearing::tools {

/// Every finding of every table, a sentence with file:line each; files that cannot be read are findings too.
std::vector<std::string> check_mappings(const std::filesystem::path& folder);

/// The owner's URL: as given, else GATEWAY_OWNER_URL, else the configuration's. Error: one sentence.
std::expected<std::string, std::string> owner_url(const std::string& given, const std::filesystem::path& config);

}  // namespace clearing::tools
