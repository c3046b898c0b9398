#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clearing::config {

/// "https://host:8080/path".
struct Url {
    bool tls = false;
    std::string host;
    std::uint16_t port = 0;
    std::string path;  ///< from the first slash on, without a query
};

/// Nothing: another scheme, no port, or something an HTTP request line cannot hold.
std::optional<Url> parse_url(std::string_view text);

}  // namespace clearing::config
