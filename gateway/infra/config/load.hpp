#pragma once

#include "gateway/infra/config/config.hpp"

#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::config {

/// A variable of the environment, if it is set.
using Environment = std::function<std::optional<std::string>(const char* name)>;
std::optional<std::string> process_environment(const char* name);

/// Reads the TOML file. Relative paths in it start at the file's own folder.
/// Error: one sentence per line, each naming the key (and the line in the file): unknown keys, missing keys, wrong
/// types, values out of bounds, names and ports used twice. All of them, not only the first.
std::expected<Config, std::string> load(const std::filesystem::path& file,
                                        const Environment& environment = process_environment);
/// The same from text; `folder` is where relative paths start.
std::expected<Config, std::string> parse(std::string_view toml, const std::filesystem::path& folder,
                                         const Environment& environment = process_environment);

/// Can the files that the configuration names be read, the secrets among them by their owner alone, and are the folders
/// of the mappings and of the Unix socket there? Error: as above.
std::expected<void, std::string> check_files(const Config& config);

/// Every key that may stand in the file, in order: "own.region", "platforms[].deadlines_ms.settle" …
std::vector<std::string> all_keys();

std::string_view name_of(Role role);
std::optional<Role> role_named(std::string_view name);
std::string_view name_of(Adapter adapter);

}  // namespace clearing::config
