#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

namespace clearing::zip {

/// A zip archive of one file, streamed. The same content gives the same bytes: no time stands in it.
/// Throws std::runtime_error when the archive is not taken (a full disk), or at 4 GiB.
class ZipWriter {
public:
    /// `archive` outlives it and can be sought in. `name`: UTF-8.
    ZipWriter(std::ostream& archive, std::string name);
    ~ZipWriter();
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;

    void write(std::string_view text);
    void finish();

private:
    struct Deflater;
    void deflate_all(int flush);
    std::string record_of_entry() const;

    std::ostream& archive_;
    std::string name_, packed_;
    std::unique_ptr<Deflater> deflater_;
    std::uint64_t packed_size_ = 0, size_ = 0;
    std::uint32_t crc_ = 0;
};

}  // namespace clearing::zip
