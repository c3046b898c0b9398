#include "gateway/infra/postgres/compress.hpp"

#include <stdexcept>

#include <zlib.h>

namespace clearing::postgres {
namespace {

constexpr std::size_t packed_length_size = 4;

const unsigned char* stream_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* stream_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::string packed(std::string_view text) {
    if (text.size() > longest_packed_text) throw std::length_error("too long to be stored");
    uLongf size = compressBound(text.size());
    std::string out(packed_length_size + size, '\0');
    for (std::size_t i = 0; i < packed_length_size; ++i)
        out[i] = static_cast<char>((text.size() >> (8 * (packed_length_size - 1 - i))) & 0xFF);
    if (compress2(stream_of(out) + packed_length_size, &size, stream_of(text), text.size(), Z_BEST_SPEED) != Z_OK)
        throw std::runtime_error("zlib cannot compress");
    out.resize(packed_length_size + size);
    return out;
}

std::optional<std::string> unpacked(std::string_view packed) {
    if (packed.size() < packed_length_size) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < packed_length_size; ++i)
        length = length << 8 | static_cast<unsigned char>(packed[i]);
    if (length > longest_packed_text) return std::nullopt;
    std::string text(length, '\0');
    uLongf size = length;
    unsigned char nothing = 0;
    unsigned char* target = length == 0 ? &nothing : stream_of(text);
    const std::string_view stream = packed.substr(packed_length_size);
    if (uncompress(target, &size, stream_of(stream), stream.size()) != Z_OK || size != length) return std::nullopt;
    return text;
}

}  // namespace clearing::postgres
