#include "gateway/services/translation/content_digest.hpp"

#include <cstdint>

#include <fmt/format.h>

namespace clearing::translation {
namespace {

constexpr std::uint64_t offset_basis = 0xcbf29ce484222325U;
constexpr std::uint64_t prime = 0x100000001b3U;

std::uint64_t take(std::uint64_t hash, std::string_view text) {
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * prime;
    return hash;
}

}  // namespace

std::string content_digest(std::initializer_list<std::string_view> texts) {
    std::uint64_t hash = offset_basis;
    for (const std::string_view text : texts)
        hash = take(take(hash, fmt::format("{}:", text.size())), text);
    // The high bits mix best; fold the low ones in.
    return fmt::format("{:012x}", (hash >> 16) ^ (hash & 0xffffU));
}

}  // namespace clearing::translation
