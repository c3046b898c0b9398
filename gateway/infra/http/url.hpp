#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace clearing::http {

struct Url {
    std::string path;                          ///< as sent, not decoded
    std::map<std::string, std::string> query;  ///< decoded; of a repeated name the first counts
};

/// Splits a request target ("/a/b?x=1", or absolute as proxies send it). Nothing when it is neither, or holds a broken
/// percent escape in the query.
std::optional<Url> parse_target(std::string_view target);

/// "/a/b?x=1&y=%20"
std::string to_target(std::string_view path, const std::map<std::string, std::string>& query);

}  // namespace clearing::http
