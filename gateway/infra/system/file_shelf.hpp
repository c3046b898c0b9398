#pragma once

#include "gateway/ports/code_book_shelf.hpp"

#include <filesystem>

namespace clearing::system {

/// Code books as files of a folder, read into memory of large pages: look-ups jump about in them, and with small pages
/// each jump would look for its page first. An empty path: nothing is kept, nothing is found.
class FileShelf final : public ports::CodeBookShelf {
public:
    explicit FileShelf(std::filesystem::path folder) : folder_(std::move(folder)) {}

    std::optional<Block> find(const std::string& version) override;
    bool keep(const std::string& version, std::span<const std::byte> block) override;

private:
    std::filesystem::path file_of(const std::string& version) const { return folder_ / (version + ".codes"); }

    std::filesystem::path folder_;
};

}  // namespace clearing::system
