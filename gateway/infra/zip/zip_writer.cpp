#include "gateway/infra/zip/zip_writer.hpp"

#include "gateway/infra/zip/zip_format.hpp"

#include <ostream>
#include <stdexcept>

#include <zlib.h>

namespace clearing::zip {
namespace {

constexpr std::size_t piece_size = 256 * 1024;
constexpr std::uint16_t first_of_january_1980 = 33;  ///< the beginning of the archive's calendar

}  // namespace

struct ZipWriter::Deflater {
    Deflater() {
        if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::runtime_error("zlib cannot begin");
    }
    ~Deflater() { deflateEnd(&stream); }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;
    z_stream stream{};
};

ZipWriter::ZipWriter(std::ostream& archive, std::string name)
    : archive_(archive), name_(std::move(name)), deflater_(std::make_unique<Deflater>()) {
    packed_.resize(piece_size);
    std::string header;
    put_little_endian(header, local_header);
    header += record_of_entry() + name_;  // sizes and CRC are put in when they are known
    archive_ << header;
}

ZipWriter::~ZipWriter() = default;

/// What local header and directory entry have in common, from the version to the length of the extra field.
std::string ZipWriter::record_of_entry() const {
    std::string record;
    for (const std::uint16_t number :
         {version_needed, flag_utf8_name, method_deflated, std::uint16_t{0}, first_of_january_1980})
        put_little_endian(record, number);
    for (const std::uint64_t number : {std::uint64_t{crc_}, packed_size_, size_})
        put_little_endian(record, static_cast<std::uint32_t>(number));
    put_little_endian(record, static_cast<std::uint16_t>(name_.size()));
    put_little_endian(record, std::uint16_t{0});
    return record;
}

void ZipWriter::deflate_all(int flush) {
    z_stream& stream = deflater_->stream;
    int answer = Z_OK;
    do {
        stream.next_out = reinterpret_cast<Bytef*>(packed_.data());
        stream.avail_out = static_cast<uInt>(packed_.size());
        answer = deflate(&stream, flush);
        const std::size_t got = packed_.size() - stream.avail_out;
        archive_.write(packed_.data(), static_cast<std::streamsize>(got));
        packed_size_ += got;
    } while (stream.avail_out == 0 || (flush == Z_FINISH && answer != Z_STREAM_END));
    if (!archive_) throw std::runtime_error("the archive is not taken");
    if (packed_size_ >= UINT32_MAX || size_ >= UINT32_MAX) throw std::runtime_error("the archive would pass 4 GiB");
}

void ZipWriter::write(std::string_view text) {
    crc_ = static_cast<std::uint32_t>(
        crc32(crc_, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
    size_ += text.size();
    deflater_->stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib does not write there
    deflater_->stream.avail_in = static_cast<uInt>(text.size());
    deflate_all(Z_NO_FLUSH);
}

void ZipWriter::finish() {
    deflate_all(Z_FINISH);
    const std::uint64_t directory_at = local_header_size + name_.size() + packed_size_;
    std::string directory;
    put_little_endian(directory, directory_entry);
    put_little_endian(directory, version_needed);  // made by
    directory += record_of_entry();
    for (int i = 0; i < 3; ++i)
        put_little_endian(directory, std::uint16_t{0});  // comment, disk, internal attributes
    put_little_endian(directory, std::uint32_t{0});      // external attributes
    put_little_endian(directory, std::uint32_t{0});      // where the local header is
    directory += name_;
    std::string end;
    put_little_endian(end, directory_end);
    for (const int number : {0, 0, 1, 1})
        put_little_endian(end, static_cast<std::uint16_t>(number));
    put_little_endian(end, static_cast<std::uint32_t>(directory.size()));
    put_little_endian(end, static_cast<std::uint32_t>(directory_at));
    put_little_endian(end, std::uint16_t{0});
    archive_ << directory << end;
    std::string header;
    put_little_endian(header, local_header);
    header += record_of_entry();
    archive_.seekp(0);
    archive_ << header;
    archive_.flush();
    if (!archive_) throw std::runtime_error("the archive is not taken");
}

}  // namespace clearing::zip
