#include "gateway/tools/offline.hpp"

#include "gateway/infra/config/load.hpp"

namespace clearing::tools {
std::expected<std::string, std::string> owner_url(const std::string& given, const std::filesystem::path& config) {
    if (!given.empty()) return given;
    if (const auto url = config::process_environment("GATEWAY_OWNER_URL")) return *url;
    if (config.empty()) return std::unexpected("give --owner-url, or GATEWAY_OWNER_URL, or --config");
    const auto loaded = config::load(config);
    if (!loaded) return std::unexpected(loaded.error());
    if (loaded->database.owner_url.empty()) return std::unexpected(config.string() + ": database.owner_url is missing");
    return loaded->database.owner_url;
}

}  // namespace clearing::tools
