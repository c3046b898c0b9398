#include "sim-peers/zip.hpp"

#include <cstdint>

#include <zlib.h>

namespace clearing::peers {
namespace {

void little(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::uint32_t read_little(std::string_view text, std::size_t at, int bytes) {
    std::uint32_t value = 0;
    for (int i = bytes; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(text[at + static_cast<std::size_t>(i)]);
    return value;
}

std::uint32_t checksum(std::string_view text) {
    return static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

/// flags, method stored, time, date, checksum, both sizes, lengths of name and extra.
void common(std::string& out, const std::string& name, const std::string& text) {
    for (const std::uint32_t value : {0U, 0U, 0U, 0x21U})
        little(out, value, 2);
    little(out, checksum(text), 4);
    little(out, static_cast<std::uint32_t>(text.size()), 4);
    little(out, static_cast<std::uint32_t>(text.size()), 4);
    little(out, static_cast<std::uint32_t>(name.size()), 2);
    little(out, 0, 2);
}

std::optional<std::string> inflated(std::string_view packed, std::size_t size) {
    std::string out(size, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -15) != Z_OK) return std::nullopt;
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    unsigned char nothing = 0;
    stream.next_out = size == 0 ? &nothing : reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(size == 0 ? 1 : size);
    const int result = inflate(&stream, Z_FINISH);
    const bool whole = result == Z_STREAM_END && stream.total_out == size;
    inflateEnd(&stream);
    return whole ? std::optional(std::move(out)) : std::nullopt;
}

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string zipped(const std::string& name, const std::string& text) {
    std::string out;
    little(out, 0x04034b50, 4);
    little(out, 20, 2);
    common(out, name, text);
    out += name + text;
    const auto directory = static_cast<std::uint32_t>(out.size());
    little(out, 0x02014b50, 4);
    little(out, 20, 2);
    little(out, 20, 2);
    common(out, name, text);
    out.append(14, '\0');
    out += name;
    const auto length = static_cast<std::uint32_t>(out.size()) - directory;
    little(out, 0x06054b50, 4);
    little(out, 0, 4);
    little(out, 1, 2);
    little(out, 1, 2);
    little(out, length, 4);
    little(out, directory, 4);
    little(out, 0, 2);
    return out;
}

std::optional<std::string> unzipped(std::string_view archive) {
    constexpr std::size_t head = 30;
    if (archive.size() < head || read_little(archive, 0, 4) != 0x04034b50) return std::nullopt;
    const std::uint32_t method = read_little(archive, 8, 2), sum = read_little(archive, 14, 4),
                        packed = read_little(archive, 18, 4), size = read_little(archive, 22, 4);
    const std::size_t begin = head + read_little(archive, 26, 2) + read_little(archive, 28, 2);
    if (begin > archive.size() || packed > archive.size() - begin) return std::nullopt;
    const std::string_view content = archive.substr(begin, packed);
    auto text = method == 8 ? inflated(content, size) : std::optional(std::string(content));
    if (!text || text->size() != size || checksum(*text) != sum) return std::nullopt;
    return text;
}

std::string to_base64(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char byte : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(byte);
        for (held += 8; held >= 6; held -= 6)
            text += digits[bits >> (held - 6) & 63];
    }
    if (held > 0) text += digits[bits << (6 - held) & 63];
    while (text.size() % 4 != 0)
        text += '=';
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0;
    while (text.ends_with('='))
        text.remove_suffix(1);
    for (const char character : text) {
        const auto digit = digits.find(character);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 0xFF);
    }
    return bytes;
}

}  // namespace clearing::peers
