#include "gateway/infra/zip/zip_reader.hpp"

#include "gateway/infra/zip/zip_format.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <zlib.h>

namespace clearing::zip {
namespace {

constexpr std::size_t piece_size = 256 * 1024;
constexpr std::size_t longest_comment = 65'535;  ///< behind the end record

std::unexpected<Error> damaged(std::string why) {
    return fail(ErrorCode::invalid_value, "the archive " + std::move(why), {"file"});
}

}  // namespace

struct ZipReader::Inflater {
    Inflater() {
        if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::runtime_error("zlib cannot begin");
    }
    ~Inflater() { inflateEnd(&stream); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    z_stream stream{};
    bool ended = false;
};

ZipReader::ZipReader() = default;
ZipReader::~ZipReader() = default;

Result<std::unique_ptr<ZipReader>> ZipReader::open(std::unique_ptr<std::istream> archive) {
    std::unique_ptr<ZipReader> reader(new ZipReader);
    reader->archive_ = std::move(archive);
    if (Result<void> found = reader->find_entry(); !found) return fail(std::move(found.error()));
    return reader;
}

Result<std::unique_ptr<ZipReader>> ZipReader::open_file(const std::filesystem::path& path) {
    auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
    if (!*file) return fail(ErrorCode::not_found, "there is no such file", {"file"});
    return open(std::move(file));
}

/// Exactly so many bytes; nothing: the archive does not have them.
std::optional<std::string> ZipReader::bytes_at(std::uint64_t at, std::size_t length) {
    std::string bytes(length, '\0');
    archive_->clear();
    archive_->seekg(static_cast<std::streamoff>(at));
    archive_->read(bytes.data(), static_cast<std::streamsize>(length));
    if (!*archive_) return std::nullopt;
    return bytes;
}

/// The end record, the one file among the directory entries it names, and the beginning of its content.
Result<void> ZipReader::find_entry() {
    archive_->seekg(0, std::ios::end);
    const auto length = static_cast<std::size_t>(std::max<std::streamoff>(archive_->tellg(), 0));
    const std::size_t tail_size = std::min(length, directory_end_size + longest_comment);
    const auto tail = bytes_at(length - tail_size, tail_size);
    std::string mark;
    put_little_endian(mark, directory_end);
    const std::size_t end = tail ? tail->rfind(mark) : std::string::npos;
    if (end == std::string::npos || tail->size() - end < directory_end_size)
        return damaged("has no end: it is cut off, or no zip");
    std::uint64_t at = little_endian<std::uint32_t>(*tail, end + 16);
    std::string file;
    for (int entries = little_endian<std::uint16_t>(*tail, end + 10); entries > 0; --entries) {
        const auto entry = bytes_at(at, directory_entry_size);
        if (!entry || little_endian<std::uint32_t>(*entry, 0) != directory_entry) return damaged("has no directory");
        const auto name = bytes_at(at + directory_entry_size, little_endian<std::uint16_t>(*entry, 28));
        if (!name) return damaged("has no directory");
        at += directory_entry_size + name->size() + little_endian<std::uint16_t>(*entry, 30) +
              little_endian<std::uint16_t>(*entry, 32);
        if (name->ends_with('/')) continue;
        if (!file.empty()) return damaged("does not hold exactly one file");
        file = *entry;
        name_ = *name;
    }
    if (file.empty()) return damaged("does not hold exactly one file");
    return take_entry(file);
}

Result<void> ZipReader::take_entry(std::string_view entry) {
    const auto method = little_endian<std::uint16_t>(entry, 10);
    if (little_endian<std::uint16_t>(entry, 8) & flag_encrypted) return damaged("is encrypted");
    if (method != method_stored && method != method_deflated) return damaged("is packed in a way nobody asked for");
    crc_wanted_ = little_endian<std::uint32_t>(entry, 16);
    packed_size_ = little_endian<std::uint32_t>(entry, 20);
    size_ = little_endian<std::uint32_t>(entry, 24);
    if (packed_size_ == UINT32_MAX || size_ == UINT32_MAX) return damaged("is larger than 4 GiB");
    const std::uint64_t at = little_endian<std::uint32_t>(entry, 42);
    const auto header = bytes_at(at, local_header_size);
    if (!header || little_endian<std::uint32_t>(*header, 0) != local_header) return damaged("does not hold its file");
    archive_->seekg(static_cast<std::streamoff>(at + local_header_size + little_endian<std::uint16_t>(*header, 26) +
                                                little_endian<std::uint16_t>(*header, 28)));
    if (method == method_deflated) inflater_ = std::make_unique<Inflater>();
    packed_.resize(piece_size);
    piece_.resize(piece_size);
    return {};
}

Result<std::size_t> ZipReader::read_packed() {
    const std::uint64_t wanted = std::min<std::uint64_t>(packed_.size(), packed_size_ - packed_read_);
    archive_->read(packed_.data(), static_cast<std::streamsize>(wanted));
    if (static_cast<std::uint64_t>(archive_->gcount()) != wanted) return damaged("is cut off");
    packed_read_ += wanted;
    return wanted;
}

Result<bool> ZipReader::over() const {
    if (read_ != size_) return damaged("does not hold as many bytes as it says");
    if (crc_ != crc_wanted_) return damaged("is damaged: its CRC does not hold");
    return false;
}

Result<bool> ZipReader::read(std::string& text) {
    std::size_t got = 0;
    const char* from = piece_.data();
    if (!inflater_) {
        if (packed_read_ == packed_size_) return over();
        const Result<std::size_t> packed = read_packed();
        if (!packed) return fail(packed.error());
        got = *packed;
        from = packed_.data();
    } else {
        z_stream& stream = inflater_->stream;
        stream.next_out = reinterpret_cast<Bytef*>(piece_.data());
        stream.avail_out = static_cast<uInt>(piece_.size());
        while (!inflater_->ended && stream.avail_out == piece_.size()) {
            if (stream.avail_in == 0) {
                const Result<std::size_t> packed = read_packed();
                if (!packed) return fail(packed.error());
                // None left: zlib may still hold text of what it has taken.
                stream.next_in = reinterpret_cast<Bytef*>(packed_.data());
                stream.avail_in = static_cast<uInt>(*packed);
            }
            const int answer = inflate(&stream, Z_NO_FLUSH);
            if (answer == Z_BUF_ERROR) return damaged("is cut off");
            if (answer != Z_OK && answer != Z_STREAM_END) return damaged("is damaged");
            inflater_->ended = answer == Z_STREAM_END;
        }
        got = piece_.size() - stream.avail_out;
        if (got == 0) return over();
    }
    crc_ = static_cast<std::uint32_t>(crc32(crc_, reinterpret_cast<const Bytef*>(from), static_cast<uInt>(got)));
    read_ += got;
    // A few bytes can unpack to terabytes: no more than was said.
    if (read_ > size_) return damaged("holds more bytes than it says");
    text.append(from, got);
    return true;
}

}  // namespace clearing::zip
