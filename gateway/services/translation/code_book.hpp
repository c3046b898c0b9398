#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/services/translation/mapping_row.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace clearing::translation {

/// All rows of one version in one block of memory, the daemon's own form: built from checked rows, kept in a file,
/// mapped and used as it lies there. Nothing is allocated by a look-up; what it answers are views into the block.
///
/// The block: header, rows, catalog and fund terms (each set of terms once), edges, slots, texts (each text once).
/// An edge is a way to read a row; the edges of one (kind, from, to, code) stand together, and the slots are a hash
/// table over these groups. It is the machine's own byte order: made and read by the same daemon, never sent.
class CodeBook {
public:
    static constexpr std::uint32_t no_row = std::numeric_limits<std::uint32_t>::max();

    /// The rows of all kinds, checked before (check_rows). Throws std::length_error beyond 2^28 rows or 4 GiB of text.
    static std::shared_ptr<const CodeBook> build(const std::vector<MappingRow>& rows);

    /// `owner` keeps `block` alive. Error: invalid_value (not our form, another format, cut short, checksum wrong).
    static Result<std::shared_ptr<const CodeBook>> open(std::span<const std::byte> block,
                                                        std::shared_ptr<const void> owner);

    std::span<const std::byte> block() const { return block_; }
    std::size_t size() const;  ///< rows

    struct Match {
        std::uint32_t row = no_row;
        bool several = false;         ///< nothing found because several sources lead here: that way is never inverted
        std::string_view code, name;  ///< on the side asked for
        std::string_view source_name;

        explicit operator bool() const { return row != no_row; }
    };

    /// The row in force on `on` that leads from one vocabulary straight to the other: a row written that way round, or
    /// a `same` row of the other way round whose target has no other source.
    Match find(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code, Date on) const;

    /// The catalog row (drug, Chinese drug, service, consumable) of a national code, or of a local one.
    std::uint32_t find_catalog_by_national(std::string_view code, Date on) const;
    std::uint32_t find_catalog_by_local(std::string_view code, Date on) const;

    /// A row as it was written; its texts are views into the block.
    MappingRow row(std::uint32_t index) const;
    CodeKind kind_of(std::uint32_t index) const;

private:
    struct Header;
    struct PackedRow;
    struct PackedTerms;
    struct Slot;
    class Builder;

    CodeBook(std::span<const std::byte> block, std::shared_ptr<const void> owner);

    /// First edge of the group, or none.
    const std::uint32_t* group(std::uint64_t seed, std::string_view code) const;
    std::string_view key_of(std::uint32_t edge) const;
    std::uint64_t seed_of(std::uint32_t edge) const;
    std::string_view text(std::uint32_t at) const;
    MappingRow unpack(const PackedRow& packed) const;

    std::span<const std::byte> block_;
    std::shared_ptr<const void> owner_;
    std::span<const PackedRow> rows_;
    std::span<const PackedTerms> terms_;
    std::span<const std::uint32_t> edges_;
    std::span<const Slot> slots_;
    const char* texts_ = nullptr;
};

}  // namespace clearing::translation
