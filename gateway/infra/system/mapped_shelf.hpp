#pragma once

#include "gateway/ports/code_book_shelf.hpp"

#include <filesystem>

namespace clearing::system {

/// Code books as files of a folder, mapped into memory. An empty path: nothing is kept, nothing is found.
class MappedShelf final : public ports::CodeBookShelf {
public:
    explicit MappedShelf(std::filesystem::path folder) : folder_(std::move(folder)) {}

    std::optional<Block> find(const std::string& version) override;
    bool keep(const std::string& version, std::span<const std::byte> block) override;

private:
    std::filesystem::path file_of(const std::string& version) const { return folder_ / (version + ".codes"); }

    std::filesystem::path folder_;
};

}  // namespace clearing::system
