#include "adapters/national_format/zip.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>

#include <zlib.h>

namespace clearing::national_format {
namespace {

// APPNOTE.TXT of PKWARE, 4.3: signatures and the lengths of the fixed parts.
constexpr std::uint32_t local_signature = 0x04034b50, central_signature = 0x02014b50, end_signature = 0x06054b50;
constexpr std::size_t local_length = 30, central_length = 46, end_length = 22;
constexpr std::size_t longest_comment = 65'535;
constexpr std::uint16_t stored = 0, deflated = 8, encrypted_flag = 1, utf8_flag = 0x800;
constexpr std::uint16_t version = 20, first_dos_date = 0x21;  // 1980-01-01
constexpr int raw_window = -15;

void put16(std::string& out, std::uint16_t value) {
    out += static_cast<char>(value & 0xFF);
    out += static_cast<char>(value >> 8);
}
void put32(std::string& out, std::uint32_t value) {
    put16(out, static_cast<std::uint16_t>(value & 0xFFFF));
    put16(out, static_cast<std::uint16_t>(value >> 16));
}

/// Little-endian numbers at places that may lie outside.
class Bytes {
public:
    explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
    std::size_t size() const { return bytes_.size(); }
    std::optional<std::string_view> part(std::size_t at, std::size_t length) const {
        if (at > bytes_.size() || length > bytes_.size() - at) return std::nullopt;
        return bytes_.substr(at, length);
    }
    /// Precondition: inside.
    std::uint16_t u16(std::size_t at) const { return static_cast<std::uint16_t>(byte(at) | byte(at + 1) << 8); }
    std::uint32_t u32(std::size_t at) const { return u16(at) | static_cast<std::uint32_t>(u16(at + 2)) << 16; }

private:
    unsigned byte(std::size_t at) const { return static_cast<unsigned char>(bytes_[at]); }
    std::string_view bytes_;
};

struct Entry {
    std::uint16_t flags = 0, method = 0;
    std::uint32_t checksum = 0, packed = 0, unpacked = 0, local_at = 0;
    std::string name;
};

std::uint32_t checksum_of(std::string_view text) {
    uLong sum = crc32(0, nullptr, 0);
    sum = crc32(sum, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
    return static_cast<std::uint32_t>(sum);
}

std::string deflate_raw(std::string_view text) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, raw_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib cannot begin");
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = deflate(&stream, Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    if (result != Z_STREAM_END) throw std::runtime_error("zlib cannot compress");
    return out;
}

/// Exactly `size` bytes, or nothing.
std::optional<std::string> inflate_raw(std::string_view packed, std::size_t size) {
    z_stream stream{};
    if (inflateInit2(&stream, raw_window) != Z_OK) throw std::runtime_error("zlib cannot begin");
    std::string out(size + 1, '\0');  // one more, so that a longer stream shows itself
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream, Z_FINISH);
    const std::size_t written = out.size() - stream.avail_out;
    inflateEnd(&stream);
    if (result != Z_STREAM_END || written != size) return std::nullopt;
    out.resize(size);
    return out;
}

std::unexpected<Error> broken(const char* why) {
    return fail(ErrorCode::invalid_value, why, {"file"});
}

std::optional<std::size_t> end_of_directory(const Bytes& bytes) {
    if (bytes.size() < end_length) return std::nullopt;
    const std::size_t last = bytes.size() - end_length;
    const std::size_t first = last - std::min(last, longest_comment);
    for (std::size_t at = last + 1; at-- > first;)
        if (bytes.u32(at) == end_signature) return at;
    return std::nullopt;
}

/// The entry of the central directory at `at`, and where the next one begins.
std::optional<std::pair<Entry, std::size_t>> read_entry(const Bytes& bytes, std::size_t at) {
    if (!bytes.part(at, central_length) || bytes.u32(at) != central_signature) return std::nullopt;
    Entry entry{bytes.u16(at + 8),
                bytes.u16(at + 10),
                bytes.u32(at + 16),
                bytes.u32(at + 20),
                bytes.u32(at + 24),
                bytes.u32(at + 42),
                {}};
    const std::size_t name = bytes.u16(at + 28), extra = bytes.u16(at + 30), comment = bytes.u16(at + 32);
    const auto text = bytes.part(at + central_length, name);
    if (!text) return std::nullopt;
    entry.name = *text;
    return std::pair(std::move(entry), at + central_length + name + extra + comment);
}

Result<ZippedFile> unpack(const Bytes& bytes, Entry entry, std::size_t largest) {
    if ((entry.flags & encrypted_flag) != 0) return broken("the archive is encrypted");
    if (entry.unpacked > largest) return fail(ErrorCode::over_limit, "the file is too large", {"file"});
    if (!bytes.part(entry.local_at, local_length) || bytes.u32(entry.local_at) != local_signature)
        return broken("the archive is damaged");
    const std::size_t begin =
        entry.local_at + local_length + bytes.u16(entry.local_at + 26) + bytes.u16(entry.local_at + 28);
    const auto packed = bytes.part(begin, entry.packed);
    if (!packed) return broken("the archive is cut short");
    std::optional<std::string> content;
    if (entry.method == deflated) content = inflate_raw(*packed, entry.unpacked);
    if (entry.method == stored && entry.packed == entry.unpacked) content = std::string(*packed);
    if (!content || checksum_of(*content) != entry.checksum) return broken("the archive is damaged");
    return ZippedFile{std::move(entry.name), std::move(*content)};
}

void put_common(std::string& out, const ZippedFile& file, std::size_t packed) {
    put16(out, utf8_flag);
    put16(out, deflated);
    put16(out, 0);
    put16(out, first_dos_date);
    put32(out, checksum_of(file.content));
    put32(out, static_cast<std::uint32_t>(packed));
    put32(out, static_cast<std::uint32_t>(file.content.size()));
    put16(out, static_cast<std::uint16_t>(file.name.size()));
    put16(out, 0);
}

}  // namespace

std::string zip(const ZippedFile& file) {
    if (file.content.size() > std::numeric_limits<std::uint32_t>::max() / 2 ||
        file.name.size() > std::numeric_limits<std::uint16_t>::max())
        throw std::length_error("too long for a ZIP");
    const std::string packed = deflate_raw(file.content);
    std::string out;
    put32(out, local_signature);
    put16(out, version);
    put_common(out, file, packed.size());
    out += file.name + packed;
    const std::size_t directory_at = out.size();
    put32(out, central_signature);
    put16(out, version);
    put16(out, version);
    put_common(out, file, packed.size());
    out.append(14, '\0');  // no comment, first disk, no attributes, the local part lies at 0
    out += file.name;
    const std::size_t directory_length = out.size() - directory_at;
    put32(out, end_signature);
    put32(out, 0);  // one disk
    put16(out, 1);
    put16(out, 1);
    put32(out, static_cast<std::uint32_t>(directory_length));
    put32(out, static_cast<std::uint32_t>(directory_at));
    put16(out, 0);
    return out;
}

Result<ZippedFile> unzip(std::string_view archive, std::size_t largest) {
    const Bytes bytes(archive);
    const auto end = end_of_directory(bytes);
    if (!end) return broken("this is no ZIP");
    std::size_t at = bytes.u32(*end + 16);
    for (int entries = bytes.u16(*end + 10); entries > 0; --entries) {
        auto entry = read_entry(bytes, at);
        if (!entry) return broken("the archive is damaged");
        at = entry->second;
        if (!entry->first.name.ends_with('/')) return unpack(bytes, std::move(entry->first), largest);
    }
    return broken("the archive holds no file");
}

}  // namespace clearing::national_format
