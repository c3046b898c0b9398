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

/// All rows of one version in one block of memory, the daemon's own form: built from checked rows, kept in a file, read
/// and used as it lies there. Nothing is allocated by a look-up; what it answers are views into the block.
///
/// The block: header, catalog and fund terms (each set of terms once), rows, the list of rows, slots, edges, texts
/// (each text once). An edge is a way to read a row: the row's place and whether it is read backwards. The slots are a
/// hash table over the groups of edges of one (kind, from, to, code); a group of one edge lies in its slot, longer ones
/// in the edges. A row has its codes behind it, so a look-up touches a slot and a row and nothing else. It is the
/// machine's own byte order: made and read by the same daemon, never sent.
class CodeBook {
public:
    static constexpr std::uint32_t no_row = std::numeric_limits<std::uint32_t>::max();

    /// The rows of all kinds, checked before (check_rows). Throws std::length_error beyond 1 GiB of rows, 4 GiB of
    /// names, 64 KiB of one text.
    static std::shared_ptr<const CodeBook> build(const std::vector<MappingRow>& rows);

    /// `owner` keeps `block` alive. Error: invalid_value (not our form, another format, cut short, checksum wrong).
    static Result<std::shared_ptr<const CodeBook>> open(std::span<const std::byte> block,
                                                        std::shared_ptr<const void> owner);

    std::span<const std::byte> block() const { return block_; }
    std::size_t size() const { return rows_.size(); }
    std::span<const std::uint32_t> rows() const { return rows_; }  ///< what row() and kind_of() take

    struct Match {
        std::uint32_t row = no_row;
        bool several = false;   ///< nothing found because several sources lead here: that way is never inverted
        std::string_view code;  ///< on the side asked for
        std::uint32_t name_at = 0, source_name_at = 0;  ///< for name() and source_name()

        explicit operator bool() const { return row != no_row; }
    };

    /// The row in force on `on` that leads from one vocabulary straight to the other: a row written that way round, or
    /// a `same` row of the other way round whose target has no other source.
    Match find(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code, Date on) const;

    std::string_view name(const Match& match) const;         ///< on the side asked for; of a match that found a row
    std::string_view source_name(const Match& match) const;  ///< on the other

    /// A line's code for the catalog (drugs, Chinese drugs, services, consumables): the national one, or where the line
    /// has none the institution's own.
    struct CatalogQuestion {
        std::string_view national, local;
        Date on;
    };
    /// The catalog rows in force, no_row where there is none; `rows` is as long as `questions`. Many at once: a catalog
    /// is larger than the processor's caches, and the memory is asked for several answers at a time.
    void find_catalog(std::span<const CatalogQuestion> questions, std::span<std::uint32_t> rows) const;

    /// What a bill's line needs of a row; `catalog_row` is one that find_catalog answered.
    struct CatalogView {
        CodeKind kind{};
        std::string_view code, name;  ///< national
        CatalogTerms terms;
    };
    CatalogView catalog(std::uint32_t catalog_row) const;
    /// The row's name for good (row_name).
    std::string name_of_row(std::uint32_t row) const;

    /// A row as it was written; its texts are views into the block.
    MappingRow row(std::uint32_t row) const;
    CodeKind kind_of(std::uint32_t row) const;

private:
    struct Header;
    struct PackedRow;
    struct PackedTerms;
    struct Slot;
    class Builder;

    CodeBook(std::span<const std::byte> block, std::shared_ptr<const void> owner);

    const PackedRow& packed(std::uint32_t edge) const;
    std::string_view code_of(const PackedRow& row) const;
    std::string_view target_of(const PackedRow& row) const;
    std::string_view text(std::uint32_t at) const;
    bool is_of(std::uint32_t edge, std::uint64_t seed, std::string_view code) const;
    /// The edges of a group, in the order they are tried; empty: there is none.
    std::span<const std::uint32_t> group(std::uint64_t seed, std::uint64_t hash, std::string_view code) const;
    Match match(std::span<const std::uint32_t> group, Date on) const;
    void prefetch_slot(std::uint64_t hash) const;
    void prefetch_edge(std::uint64_t hash) const;
    void prefetch_group(std::uint64_t hash) const;
    void prefetch_row(std::uint32_t edge) const;
    CatalogTerms terms_of(std::uint32_t terms) const;
    std::uint32_t in_force(std::span<const std::uint32_t> group, Date on) const;

    std::span<const std::byte> block_;
    std::shared_ptr<const void> owner_;
    std::span<const PackedTerms> terms_;
    const std::byte* packed_rows_ = nullptr;
    std::span<const std::uint32_t> rows_;
    std::span<const Slot> slots_;
    std::span<const std::uint32_t> edges_;
    const char* texts_ = nullptr;
};

}  // namespace clearing::translation
