#pragma once

#include "gateway/domain/result.hpp"

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace clearing::zip {

/// The one file of a zip archive, streamed (APPNOTE.TXT 6.3: stored or deflated; not encrypted, not ZIP64, so below
/// 4 GiB). Directories beside it are passed over. What it is to be, the archive's directory at its end says.
class ZipReader {
public:
    /// Errors: invalid_value (no archive of one file).
    static Result<std::unique_ptr<ZipReader>> open(std::unique_ptr<std::istream> archive);
    /// Errors: the same, not_found.
    static Result<std::unique_ptr<ZipReader>> open_file(const std::filesystem::path& path);
    ~ZipReader();
    ZipReader(const ZipReader&) = delete;
    ZipReader& operator=(const ZipReader&) = delete;

    /// As the archive says; read() gives no byte more and is over with none less.
    const std::string& name() const { return name_; }
    std::uint64_t size() const { return size_; }

    /// Appends the next piece. False: that was all, and CRC and size hold. Error: invalid_value (damaged).
    Result<bool> read(std::string& text);
    long long bytes_read() const { return static_cast<long long>(packed_read_); }
    long long bytes() const { return static_cast<long long>(packed_size_); }

private:
    struct Inflater;
    ZipReader();
    Result<void> find_entry();
    Result<void> take_entry(std::string_view entry);
    std::optional<std::string> bytes_at(std::uint64_t at, std::size_t length);
    Result<std::size_t> read_packed();
    Result<bool> over() const;

    std::unique_ptr<std::istream> archive_;
    std::string name_;
    std::unique_ptr<Inflater> inflater_;  ///< none: the text is stored as it is
    std::string packed_, piece_;
    std::uint64_t packed_size_ = 0, size_ = 0, packed_read_ = 0, read_ = 0;
    std::uint32_t crc_wanted_ = 0, crc_ = 0;
};

}  // namespace clearing::zip
