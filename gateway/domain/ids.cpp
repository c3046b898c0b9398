#include "gateway/domain/ids.hpp"

#include <cstdint>

#include <fmt/format.h>

namespace clearing {

std::string digest_text(std::string_view purpose, const MessageKey& key) {
    return fmt::format("{}:{}{}:{}{}:{}{}:{}", purpose.size(), purpose, key.peer.text.size(), key.peer.text,
                       key.institution.text.size(), key.institution.text, key.message.text.size(), key.message.text);
}

std::string derived_id(std::string_view own_division, const Sha256& digest) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string id(own_division);
    std::uint32_t buffer = 0;
    int bits = 0;
    for (std::size_t i = 0; i < 15; ++i) {
        buffer = (buffer << 8) | std::to_integer<std::uint32_t>(digest[i]);
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            id.push_back(alphabet[(buffer >> bits) & 31U]);
        }
    }
    return id;
}

std::string hex(std::span<const std::byte> bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (std::byte b : bytes)
        text += fmt::format("{:02x}", std::to_integer<unsigned>(b));
    return text;
}

}  // namespace clearing
