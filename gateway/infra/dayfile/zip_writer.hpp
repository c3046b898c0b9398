#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

namespace clearing::dayfile {

/// A zip archive of one text, streamed to disk. The same text gives the same bytes: no time stands in it.
/// Throws std::runtime_error when the disk does not take it, or at 4 GiB.
class ZipWriter {
public:
    ZipWriter(const std::filesystem::path& path, std::string name);
    ~ZipWriter();
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;

    void write(std::string_view text);
    void finish();

private:
    struct Deflater;
    void deflate_all(int flush);
    std::string record_of_entry() const;

    std::ofstream file_;
    std::string name_, packed_;
    std::unique_ptr<Deflater> deflater_;
    std::uint64_t packed_size_ = 0, size_ = 0;
    std::uint32_t crc_ = 0;
};

}  // namespace clearing::dayfile
