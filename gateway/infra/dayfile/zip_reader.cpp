#include "gateway/infra/dayfile/zip_reader.hpp"

#include "gateway/infra/dayfile/zip_format.hpp"

#include <algorithm>

#include <zlib.h>

namespace clearing::dayfile {
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

Result<std::unique_ptr<ZipReader>> ZipReader::open(const std::filesystem::path& path) {
    std::unique_ptr<ZipReader> reader(new ZipReader);
    reader->file_.open(path, std::ios::binary);
    if (!reader->file_) return fail(ErrorCode::not_found, "there is no such file", {"file"});
    if (Result<void> found = reader->find_entry(); !found) return fail(std::move(found.error()));
    return reader;
}

/// The end record, the one directory entry it names, and the beginning of the text behind its local header.
Result<void> ZipReader::find_entry() {
    file_.seekg(0, std::ios::end);
    const auto length = static_cast<std::size_t>(std::max<std::streamoff>(file_.tellg(), 0));
    std::string tail(std::min(length, directory_end_size + longest_comment), '\0');
    const std::size_t tail_at = length - tail.size();
    file_.seekg(static_cast<std::streamoff>(tail_at));
    file_.read(tail.data(), static_cast<std::streamsize>(tail.size()));
    std::string mark;
    put_little_endian(mark, directory_end);
    const std::size_t end = tail.rfind(mark);
    if (!file_ || end == std::string::npos || tail.size() - end < directory_end_size)
        return damaged("has no end: it is cut off, or no zip");
    if (little_endian<std::uint16_t>(tail, end + 10) != 1) return damaged("does not hold exactly one file");

    std::string entry(directory_entry_size, '\0');
    file_.seekg(little_endian<std::uint32_t>(tail, end + 16));
    file_.read(entry.data(), static_cast<std::streamsize>(entry.size()));
    if (!file_ || little_endian<std::uint32_t>(entry, 0) != directory_entry) return damaged("has no directory");
    const auto method = little_endian<std::uint16_t>(entry, 10);
    if (little_endian<std::uint16_t>(entry, 8) & flag_encrypted) return damaged("is encrypted");
    if (method != method_stored && method != method_deflated) return damaged("is packed in a way nobody asked for");
    crc_wanted_ = little_endian<std::uint32_t>(entry, 16);
    packed_size_ = little_endian<std::uint32_t>(entry, 20);
    size_ = little_endian<std::uint32_t>(entry, 24);
    if (packed_size_ == UINT32_MAX || size_ == UINT32_MAX) return damaged("is larger than 4 GiB");

    const auto at = little_endian<std::uint32_t>(entry, 42);
    std::string header(local_header_size, '\0');
    file_.seekg(at);
    file_.read(header.data(), static_cast<std::streamsize>(header.size()));
    if (!file_ || little_endian<std::uint32_t>(header, 0) != local_header) return damaged("does not hold its file");
    file_.seekg(static_cast<std::streamoff>(at) + static_cast<std::streamoff>(local_header_size) +
                little_endian<std::uint16_t>(header, 26) + little_endian<std::uint16_t>(header, 28));
    if (method == method_deflated) inflater_ = std::make_unique<Inflater>();
    packed_.resize(piece_size);
    piece_.resize(piece_size);
    return {};
}

Result<std::size_t> ZipReader::read_packed() {
    const std::uint64_t wanted = std::min<std::uint64_t>(packed_.size(), packed_size_ - packed_read_);
    file_.read(packed_.data(), static_cast<std::streamsize>(wanted));
    if (static_cast<std::uint64_t>(file_.gcount()) != wanted) return damaged("is cut off");
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
                if (*packed == 0) return damaged("is cut off");
                stream.next_in = reinterpret_cast<Bytef*>(packed_.data());
                stream.avail_in = static_cast<uInt>(*packed);
            }
            const int answer = inflate(&stream, Z_NO_FLUSH);
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

}  // namespace clearing::dayfile
