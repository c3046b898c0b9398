#include "gateway/services/translation/code_book.hpp"

#include "gateway/services/translation/code_book_form.hpp"

namespace clearing::translation {
namespace {

Date date_of(std::int32_t days) {
    return Date{std::chrono::sys_days(std::chrono::days(days))};
}

}  // namespace

CodeBook::CodeBook(std::span<const std::byte> block, std::shared_ptr<const void> owner)
    : block_(block), owner_(std::move(owner)) {
    const auto& header = *reinterpret_cast<const Header*>(block_.data());
    const std::byte* at = block_.data() + sizeof(Header);
    const auto section = [&at]<class T>(std::span<const T>& out, std::size_t count) {
        out = {reinterpret_cast<const T*>(at), count};
        at += out.size_bytes();
    };
    section(terms_, header.terms);  // first: its members are the widest
    section(rows_, header.rows);
    section(slots_, header.slots);
    section(edges_, header.edges);
    texts_ = reinterpret_cast<const char*>(at);
}

Result<std::shared_ptr<const CodeBook>> CodeBook::open(std::span<const std::byte> block,
                                                       std::shared_ptr<const void> owner) {
    if (block.size() < sizeof(Header)) return fail(ErrorCode::invalid_value, "a code book cut short");
    Header header{};
    std::memcpy(&header, block.data(), sizeof header);
    if (header.magic != code_book_magic) return fail(ErrorCode::invalid_value, "not a code book of this form");
    const std::uint64_t expected = sizeof(Header) + header.terms * sizeof(PackedTerms) +
                                   header.rows * sizeof(PackedRow) + header.slots * sizeof(Slot) +
                                   header.edges * sizeof(std::uint32_t) + header.text_bytes;
    if (header.block_bytes != block.size() || expected != block.size())
        return fail(ErrorCode::invalid_value, "a code book cut short");
    const auto content = block.subspan(sizeof(Header));
    if (XXH3_64bits(content.data(), content.size()) != header.checksum)
        return fail(ErrorCode::invalid_value, "a damaged code book: its checksum differs");
    return std::shared_ptr<const CodeBook>(new CodeBook(block, std::move(owner)));
}

std::size_t CodeBook::size() const {
    return rows_.size();
}

std::string_view CodeBook::text(std::uint32_t at) const {
    std::uint16_t length = 0;
    std::memcpy(&length, texts_ + at, sizeof length);
    return {texts_ + at + sizeof length, length};
}

std::string_view CodeBook::key_of(std::uint32_t edge) const {
    const PackedRow& row = rows_[edge & edge::row_bits];
    return text((edge & (edge::backwards | edge::by_national)) != 0 ? row.target : row.code);
}

std::uint64_t CodeBook::seed_of(std::uint32_t edge) const {
    if ((edge & edge::by_national) != 0) return catalog_by_national_seed;
    const PackedRow& row = rows_[edge & edge::row_bits];
    const auto kind = static_cast<CodeKind>(row.kind);
    const auto from = static_cast<Vocabulary>(row.from), to = static_cast<Vocabulary>(row.to);
    return (edge & edge::backwards) != 0 ? translation::seed_of(kind, to, from) : translation::seed_of(kind, from, to);
}

const std::uint32_t* CodeBook::group(std::uint64_t seed, std::string_view code) const {
    if (slots_.empty()) return nullptr;
    const std::uint64_t hash = hash_of(seed, code);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
        const Slot& slot = slots_[i];
        if (slot.first_edge == 0) return nullptr;
        if (slot.tag != tag_of(hash)) continue;
        const std::uint32_t* first = &edges_[slot.first_edge - 1];
        if (key_of(*first) == code && seed_of(*first) == seed) return first;
    }
}

CodeBook::Match CodeBook::find(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code, Date on) const {
    Match match;
    const std::uint32_t* edge = group(translation::seed_of(kind, from, to), code);
    if (edge == nullptr) return match;
    const std::int32_t day = day_number(on);
    for (;; ++edge) {
        const std::uint32_t index = *edge & edge::row_bits;
        const PackedRow& row = rows_[index];
        if (row.from_day <= day && day <= row.to_day) {
            if ((*edge & edge::several_sources) == 0) {
                const bool backwards = (*edge & edge::backwards) != 0;
                match.row = index;
                match.several = false;
                match.code = text(backwards ? row.code : row.target);
                match.name = text(backwards ? row.name : row.target_name);
                match.source_name = text(backwards ? row.target_name : row.name);
                return match;
            }
            match.several = true;
        }
        if ((*edge & edge::last_of_group) != 0) return match;
    }
}

std::uint32_t CodeBook::find_catalog_by_national(std::string_view code, Date on) const {
    const std::uint32_t* edge = group(catalog_by_national_seed, code);
    if (edge == nullptr) return no_row;
    const std::int32_t day = day_number(on);
    for (;; ++edge) {
        const std::uint32_t index = *edge & edge::row_bits;
        if (rows_[index].from_day <= day && day <= rows_[index].to_day) return index;
        if ((*edge & edge::last_of_group) != 0) return no_row;
    }
}

std::uint32_t CodeBook::find_catalog_by_local(std::string_view code, Date on) const {
    for (const CodeKind kind : all_kinds) {
        if (traits_of(kind).terms != RowTerms::catalog) continue;
        if (const Match match = find(kind, Vocabulary::local, Vocabulary::national, code, on)) return match.row;
    }
    return no_row;
}

MappingRow CodeBook::row(std::uint32_t index) const {
    return unpack(rows_[index]);
}

CodeKind CodeBook::kind_of(std::uint32_t index) const {
    return static_cast<CodeKind>(rows_[index].kind);
}

MappingRow CodeBook::unpack(const PackedRow& packed) const {
    MappingRow row;
    row.kind = static_cast<CodeKind>(packed.kind);
    row.from = static_cast<Vocabulary>(packed.from);
    row.to = static_cast<Vocabulary>(packed.to);
    row.relation = static_cast<Relation>(packed.relation);
    row.code = text(packed.code);
    row.target = text(packed.target);
    row.name = text(packed.name);
    row.target_name = text(packed.target_name);
    row.origin = text(packed.origin);
    row.reviewed_by = text(packed.reviewed_by);
    row.period.from = date_of(packed.from_day);
    if (packed.to_day != no_end) row.period.to = date_of(packed.to_day);
    if (packed.terms == no_row) return row;
    const PackedTerms& terms = terms_[packed.terms];
    if (terms.is_catalog == 0) {
        row.fund_class = FundClass{static_cast<FundClass::Kind>(terms.fund_class), static_cast<Fund>(terms.fund)};
        return row;
    }
    CatalogTerms catalog{text(terms.list_type), text(terms.charge_item_type), text(terms.charge_level),
                         Decimal::from_millionths(terms.ratio_millionths), std::nullopt};
    if (terms.ceiling_millionths >= 0) catalog.price_ceiling = Decimal::from_millionths(terms.ceiling_millionths);
    row.catalog = catalog;
    return row;
}

}  // namespace clearing::translation
