#pragma once

#include "gateway/services/translation/code_book.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <type_traits>

#define XXH_INLINE_ALL
#include <xxhash.h>

// How a CodeBook lies in memory. For its own two .cpp files only.

namespace clearing::translation {

inline constexpr std::array<char, 8> code_book_magic{'C', 'O', 'D', 'E', 'B', 'O', 'O', '2'};

struct CodeBook::Header {
    std::array<char, 8> magic;
    std::uint64_t checksum;  ///< XXH3 over all that follows the header: finds damage, proves nothing against forgery
    std::uint64_t block_bytes;
    std::uint64_t row_bytes, text_bytes;
    std::uint32_t terms, rows, slots, edges;
};

/// A row's fixed part; its code and its target follow, then padding to a row_unit. Names and their like are offsets
/// into the texts.
struct CodeBook::PackedRow {
    std::uint32_t name, target_name, origin, reviewed_by;
    std::int32_t from_day, to_day;  ///< days since 1970-01-01; without an end: the greatest number
    std::uint32_t terms;            ///< no_row: none
    std::uint16_t code_bytes, target_bytes;
    std::uint8_t kind, from, to, relation;
};

/// Rows are counted in units of this many bytes from the first one; the first unit is left empty, so that 0 is no row.
inline constexpr std::size_t row_unit = 4;

struct CodeBook::PackedTerms {
    std::int64_t ratio_millionths, ceiling_millionths;  ///< ceiling −1: none
    std::uint32_t list_type, charge_item_type, charge_level;
    std::uint8_t is_catalog, fund_class, fund, unused;

    auto operator<=>(const PackedTerms&) const = default;
};

/// The tag spares most comparisons of codes.
struct CodeBook::Slot {
    std::uint32_t tag;
    std::uint32_t edge;  ///< 0: the slot is free; with edge::group: where the group begins in the edges
};

/// An edge: the row and how it is read. A group's explicit edges stand before its backward ones.
namespace edge {
inline constexpr std::uint32_t group = 1U << 31;          ///< in a slot: not a row but the begin of a group …
inline constexpr std::uint32_t last_of_group = 1U << 31;  ///< … whose last edge has the same bit
inline constexpr std::uint32_t backwards = 1U << 30;
inline constexpr std::uint32_t several_sources = 1U << 29;  ///< backwards, and not to be used
inline constexpr std::uint32_t of_catalog = 1U
                                            << 28;  ///< whatever the kind: by the local code, backwards by the national
inline constexpr std::uint32_t row_bits = (1U << 28) - 1;
}  // namespace edge

inline constexpr std::int32_t no_end = std::numeric_limits<std::int32_t>::max();

constexpr std::int32_t day_number(Date date) {
    return static_cast<std::int32_t>(date.days.time_since_epoch().count());
}

/// The kind and direction of a look-up, mixed into the hash.
constexpr std::uint64_t seed_of(CodeKind kind, Vocabulary from, Vocabulary to) {
    return (static_cast<std::uint64_t>(kind) << 16) | (static_cast<std::uint64_t>(from) << 8) |
           static_cast<std::uint64_t>(to);
}
inline constexpr std::uint64_t catalog_by_national_seed = 0xffffff;
inline constexpr std::uint64_t catalog_by_local_seed = 0xfffffe;

inline std::uint64_t hash_of(std::uint64_t seed, std::string_view code) {
    return XXH3_64bits_withSeed(code.data(), code.size(), seed);
}
constexpr std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32);
}

}  // namespace clearing::translation
