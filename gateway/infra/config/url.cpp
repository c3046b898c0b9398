#include "gateway/infra/config/url.hpp"

#include <algorithm>
#include <charconv>

namespace clearing::config {

std::optional<Url> parse_url(std::string_view text) {
    Url url;
    if (text.starts_with("https://"))
        url.tls = true;
    else if (!text.starts_with("http://"))
        return std::nullopt;
    text.remove_prefix(url.tls ? 8 : 7);
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::string_view authority = text.substr(0, slash);
    url.path = slash == text.size() ? "/" : text.substr(slash);
    const std::size_t colon = authority.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    url.host = authority.substr(0, colon);
    const std::string_view digits = authority.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (error != std::errc() || end != digits.data() + digits.size() || url.port == 0) return std::nullopt;
    const bool is_plain =
        std::ranges::all_of(url.path, [](char c) { return c > ' ' && c < 0x7f && c != '?' && c != '#'; });
    if (!is_plain || url.host.find('@') != std::string::npos) return std::nullopt;
    return url;
}

}  // namespace clearing::config
