#pragma once

#include "gateway/domain/result.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

namespace clearing::dayfile {

/// The one text of a zip archive, streamed from disk (APPNOTE.TXT 6.3: stored or deflated; not encrypted, not ZIP64, so
/// below 4 GiB). What it is to be, its directory at the end says.
class ZipReader {
public:
    /// Errors: invalid_value (no archive of one file), not_found.
    static Result<std::unique_ptr<ZipReader>> open(const std::filesystem::path& path);
    ~ZipReader();
    ZipReader(const ZipReader&) = delete;
    ZipReader& operator=(const ZipReader&) = delete;

    /// Appends the next piece. False: that was all, and CRC and size hold. Error: invalid_value (damaged).
    Result<bool> read(std::string& text);
    long long bytes_read() const { return static_cast<long long>(packed_read_); }
    long long bytes() const { return static_cast<long long>(packed_size_); }

private:
    struct Inflater;
    ZipReader();
    Result<void> find_entry();
    Result<std::size_t> read_packed();
    Result<bool> over() const;

    std::ifstream file_;
    std::unique_ptr<Inflater> inflater_;  ///< none: the text is stored as it is
    std::string packed_, piece_;
    std::uint64_t packed_size_ = 0, size_ = 0, packed_read_ = 0, read_ = 0;
    std::uint32_t crc_wanted_ = 0, crc_ = 0;
};

}  // namespace clearing::dayfile
