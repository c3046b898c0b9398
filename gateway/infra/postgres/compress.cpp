#include "gateway/infra/postgres/compress.hpp"

#include <stdexcept>

#include <zlib.h>

namespace clearing::postgres {
namespace {

constexpr std::size_t packed_length_size = 4;

/// One per thread: making a deflater clears a quarter of a megabyte, several times the work of packing one message.
class Deflater {
public:
    Deflater() {
        // Small windows: what is packed here is mostly a few kilobytes.
        constexpr int window_bits = 13, memory_level = 6;
        if (deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::runtime_error("zlib cannot begin");
    }
    ~Deflater() { deflateEnd(&stream_); }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    /// How many bytes of `to` were written.
    std::size_t pack(std::string_view text, unsigned char* to, std::size_t room) {
        deflateReset(&stream_);
        stream_.next_in = const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(text.data()));
        stream_.avail_in = static_cast<uInt>(text.size());
        stream_.next_out = to;
        stream_.avail_out = static_cast<uInt>(room);
        if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("zlib cannot compress");
        return room - stream_.avail_out;
    }
    std::size_t room_for(std::size_t size) { return deflateBound(&stream_, size); }

private:
    z_stream stream_{};
};

const unsigned char* stream_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* stream_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::string packed(std::string_view text) {
    if (text.size() > longest_packed_text) throw std::length_error("too long to be stored");
    thread_local Deflater deflater;
    std::size_t size = deflater.room_for(text.size());
    std::string out(packed_length_size + size, '\0');
    for (std::size_t i = 0; i < packed_length_size; ++i)
        out[i] = static_cast<char>((text.size() >> (8 * (packed_length_size - 1 - i))) & 0xFF);
    size = deflater.pack(text, stream_of(out) + packed_length_size, size);
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
