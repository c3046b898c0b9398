#include "gateway/infra/config/load.hpp"

#include "gateway/infra/config/read_config.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace clearing::config {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::pair<Role, std::string_view>, 4> role_names{
    {{Role::viewer, "viewer"}, {Role::maker, "maker"}, {Role::checker, "checker"}, {Role::operator_, "operator"}}};
std::expected<std::string, std::string> read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return std::unexpected(fmt::format("{}: cannot be read", file.string()));
    std::ostringstream text;
    text << stream.rdbuf();
    return std::move(text).str();
}

using Complaints = std::vector<std::string>;

bool check_readable(std::string_view key, const fs::path& file, Complaints& complaints) {
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored) && ::access(file.c_str(), R_OK) == 0) return true;
    complaints.push_back(fmt::format("{}: {} cannot be read", key, file.string()));
    return false;
}

/// What the whole machine can read is no secret, and nobody would notice.
void check_secret(std::string_view key, const fs::path& file, Complaints& complaints) {
    if (!check_readable(key, file, complaints)) return;
    std::error_code ignored;
    const fs::perms mode = fs::status(file, ignored).permissions();
    if ((mode & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none) return;
    complaints.push_back(fmt::format("{}: {} is open to others than its owner (mode {:04o}): chmod 600", key,
                                     file.string(), static_cast<unsigned>(mode)));
}

void check_folder(std::string_view key, const fs::path& folder, Complaints& complaints) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        complaints.push_back(fmt::format("{}: {} is no folder", key, folder.string()));
}

}  // namespace

std::string_view name_of(Role role) {
    for (const auto& [candidate, name] : role_names)
        if (candidate == role) return name;
    return {};
}

std::optional<Role> role_named(std::string_view name) {
    for (const auto& [role, text] : role_names)
        if (text == name) return role;
    return std::nullopt;
}

std::optional<std::string> process_environment(const char* name) {
    if (const char* value = std::getenv(name)) return std::string(value);
    return std::nullopt;
}

std::expected<Config, std::string> parse(std::string_view toml, const std::filesystem::path& folder,
                                         const Environment& environment) {
    Config config;
    const std::vector<std::string> complaints =
        read_document(toml, folder, [&](Section& root) { read_config(root, config); });
    if (!complaints.empty()) return std::unexpected(fmt::format("{}", fmt::join(complaints, "\n")));
    if (auto url = environment("GATEWAY_DATABASE_URL")) config.database.url = std::move(*url);
    if (auto url = environment("GATEWAY_OWNER_URL")) config.database.owner_url = std::move(*url);
    if (config.database.url.empty())
        return std::unexpected("database.url: is missing, and GATEWAY_DATABASE_URL is not set");
    return config;
}

std::expected<Config, std::string> load(const std::filesystem::path& file, const Environment& environment) {
    const auto text = read_file(file);
    if (!text) return std::unexpected(text.error());
    return parse(*text, std::filesystem::absolute(file).parent_path(), environment);
}

std::expected<void, std::string> check_files(const Config& config) {
    std::vector<std::string> complaints;
    check_secret("keys.encryption", config.keys.encryption, complaints);
    check_secret("keys.token", config.keys.token, complaints);
    check_readable("tls.certificate", config.tls.certificate, complaints);
    check_secret("tls.key", config.tls.key, complaints);
    check_readable("tls.ca", config.tls.ca, complaints);
    check_readable("tls.crl", config.tls.crl, complaints);
    check_folder("mappings", config.mappings, complaints);
    check_folder("listeners.unix_socket", config.listeners.unix_socket.parent_path(), complaints);
    if (!complaints.empty()) return std::unexpected(fmt::format("{}", fmt::join(complaints, "\n")));
    return {};
}

std::vector<std::string> all_keys() {
    Config config;
    return keys_of([&](Section& root) { read_config(root, config); });
}

}  // namespace clearing::config
