#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace clearing::ports {

/// Where code books lie in the daemon's own form, by version: a copy that can be made again, never the truth. Blocking:
/// for the workshop only.
class CodeBookShelf {
public:
    virtual ~CodeBookShelf() = default;

    struct Block {
        std::span<const std::byte> bytes;
        std::shared_ptr<const void> owner;  ///< keeps the bytes
    };
    virtual std::optional<Block> find(const std::string& version) = 0;
    /// Whole or not at all. False: it could not be kept, which costs time at the next start and nothing else.
    virtual bool keep(const std::string& version, std::span<const std::byte> block) = 0;
};

}  // namespace clearing::ports
