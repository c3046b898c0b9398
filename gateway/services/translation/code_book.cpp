#include "gateway/services/translation/code_book.hpp"

#include "gateway/services/translation/code_book_form.hpp"

#include <algorithm>

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
    packed_rows_ = at;
    at += header.row_bytes;
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
    const std::uint64_t expected = sizeof(Header) + header.terms * sizeof(PackedTerms) + header.row_bytes +
                                   header.rows * sizeof(std::uint32_t) + header.slots * sizeof(Slot) +
                                   header.edges * sizeof(std::uint32_t) + header.text_bytes;
    if (header.block_bytes != block.size() || expected != block.size())
        return fail(ErrorCode::invalid_value, "a code book cut short");
    const auto content = block.subspan(sizeof(Header));
    if (XXH3_64bits(content.data(), content.size()) != header.checksum)
        return fail(ErrorCode::invalid_value, "a damaged code book: its checksum differs");
    return std::shared_ptr<const CodeBook>(new CodeBook(block, std::move(owner)));
}

std::string_view CodeBook::text(std::uint32_t at) const {
    std::uint16_t length = 0;
    std::memcpy(&length, texts_ + at, sizeof length);
    return {texts_ + at + sizeof length, length};
}

const CodeBook::PackedRow& CodeBook::packed(std::uint32_t edge) const {
    return *reinterpret_cast<const PackedRow*>(packed_rows_ + (edge & edge::row_bits) * row_unit);
}

std::string_view CodeBook::code_of(const PackedRow& row) const {
    return {reinterpret_cast<const char*>(&row + 1), row.code_bytes};
}
std::string_view CodeBook::target_of(const PackedRow& row) const {
    return {reinterpret_cast<const char*>(&row + 1) + row.code_bytes, row.target_bytes};
}

bool CodeBook::is_of(std::uint32_t edge, std::uint64_t seed, std::string_view code) const {
    const PackedRow& row = packed(edge);
    if ((edge & edge::of_catalog) != 0) {
        if ((edge & edge::backwards) != 0) return seed == catalog_by_national_seed && target_of(row) == code;
        return seed == catalog_by_local_seed && code_of(row) == code;
    }
    const auto kind = static_cast<CodeKind>(row.kind);
    const auto from = static_cast<Vocabulary>(row.from), to = static_cast<Vocabulary>(row.to);
    if ((edge & edge::backwards) != 0) return seed == seed_of(kind, to, from) && target_of(row) == code;
    return seed == seed_of(kind, from, to) && code_of(row) == code;
}

std::span<const std::uint32_t> CodeBook::group(std::uint64_t seed, std::uint64_t hash, std::string_view code) const {
    if (slots_.empty()) return {};
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
        const Slot& slot = slots_[i];
        if (slot.edge == 0) return {};
        if (slot.tag != tag_of(hash)) continue;
        if ((slot.edge & edge::group) == 0) {
            if (is_of(slot.edge, seed, code)) return {&slot.edge, 1};
            continue;
        }
        const std::uint32_t* first = &edges_[slot.edge & ~edge::group];
        if (!is_of(*first & ~edge::last_of_group, seed, code)) continue;
        const std::uint32_t* last = first;
        while ((*last & edge::last_of_group) == 0)
            ++last;
        return {first, last + 1};
    }
}

CodeBook::Match CodeBook::match(std::span<const std::uint32_t> group, Date on) const {
    Match match;
    const std::int32_t day = day_number(on);
    for (const std::uint32_t edge : group) {
        const PackedRow& row = packed(edge);
        if (day < row.from_day || row.to_day < day) continue;
        if ((edge & edge::several_sources) != 0) {
            match.several = true;
            continue;
        }
        const bool backwards = (edge & edge::backwards) != 0;
        match.row = edge & edge::row_bits;
        match.several = false;
        match.code = backwards ? code_of(row) : target_of(row);
        match.name_at = backwards ? row.name : row.target_name;
        match.source_name_at = backwards ? row.target_name : row.name;
        return match;
    }
    return match;
}

CodeBook::Match CodeBook::find(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code, Date on) const {
    const std::uint64_t seed = seed_of(kind, from, to);
    return match(group(seed, hash_of(seed, code), code), on);
}

void CodeBook::prefetch_slot(std::uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
}

void CodeBook::prefetch_row(std::uint32_t edge) const {
    const PackedRow* row = &packed(edge);
    __builtin_prefetch(row);
    __builtin_prefetch(reinterpret_cast<const std::byte*>(row) + 64);  // the codes behind it
}

/// What the first slot leads to, most often what is looked for: its row, or the edges of its group.
void CodeBook::prefetch_edge(std::uint64_t hash) const {
    if (slots_.empty()) return;
    const std::uint32_t edge = slots_[hash & (slots_.size() - 1)].edge;
    if ((edge & edge::group) == 0) return prefetch_row(edge);
    __builtin_prefetch(&edges_[edge & ~edge::group]);
}

void CodeBook::prefetch_group(std::uint64_t hash) const {
    if (slots_.empty()) return;
    const std::uint32_t edge = slots_[hash & (slots_.size() - 1)].edge;
    if ((edge & edge::group) == 0) return;
    for (const std::uint32_t* one = &edges_[edge & ~edge::group];; ++one) {
        prefetch_row(*one);
        if ((*one & edge::last_of_group) != 0) return;
    }
}

/// Asks the memory for several slots, then for what they lead to, and only then reads: the waits overlap.
void CodeBook::find_catalog(std::span<const CatalogQuestion> questions, std::span<std::uint32_t> rows) const {
    const auto seed = [](const CatalogQuestion& question) {
        return question.national.empty() ? catalog_by_local_seed : catalog_by_national_seed;
    };
    const auto code = [](const CatalogQuestion& question) {
        return question.national.empty() ? question.local : question.national;
    };
    constexpr std::size_t at_a_time = 32;
    std::array<std::uint64_t, at_a_time> hashes{};
    for (std::size_t first = 0; first < questions.size(); first += at_a_time) {
        const auto some = questions.subspan(first, std::min(at_a_time, questions.size() - first));
        for (std::size_t i = 0; i < some.size(); ++i) {
            hashes[i] = hash_of(seed(some[i]), code(some[i]));
            prefetch_slot(hashes[i]);
        }
        for (std::size_t i = 0; i < some.size(); ++i)
            prefetch_edge(hashes[i]);
        for (std::size_t i = 0; i < some.size(); ++i)
            prefetch_group(hashes[i]);
        for (std::size_t i = 0; i < some.size(); ++i)
            rows[first + i] = in_force(group(seed(some[i]), hashes[i], code(some[i])), some[i].on);
    }
}

std::string_view CodeBook::name(const Match& match) const {
    return text(match.name_at);
}
std::string_view CodeBook::source_name(const Match& match) const {
    return text(match.source_name_at);
}

std::uint32_t CodeBook::in_force(std::span<const std::uint32_t> group, Date on) const {
    const std::int32_t day = day_number(on);
    for (const std::uint32_t edge : group)
        if (packed(edge).from_day <= day && day <= packed(edge).to_day) return edge & edge::row_bits;
    return no_row;
}

CodeKind CodeBook::kind_of(std::uint32_t row) const {
    return static_cast<CodeKind>(packed(row).kind);
}

MappingRow CodeBook::row(std::uint32_t index) const {
    const PackedRow& stored = packed(index);
    MappingRow row;
    row.kind = static_cast<CodeKind>(stored.kind);
    row.from = static_cast<Vocabulary>(stored.from);
    row.to = static_cast<Vocabulary>(stored.to);
    row.relation = static_cast<Relation>(stored.relation);
    row.code = code_of(stored);
    row.target = target_of(stored);
    row.name = text(stored.name);
    row.target_name = text(stored.target_name);
    row.origin = text(stored.origin);
    row.reviewed_by = text(stored.reviewed_by);
    row.period.from = date_of(stored.from_day);
    if (stored.to_day != no_end) row.period.to = date_of(stored.to_day);
    if (stored.terms == no_row) return row;
    const PackedTerms& terms = terms_[stored.terms];
    if (terms.is_catalog != 0)
        row.catalog = terms_of(stored.terms);
    else
        row.fund_class = FundClass{static_cast<FundClass::Kind>(terms.fund_class), static_cast<Fund>(terms.fund)};
    return row;
}

CatalogTerms CodeBook::terms_of(std::uint32_t index) const {
    const PackedTerms& terms = terms_[index];
    CatalogTerms catalog{text(terms.list_type), text(terms.charge_item_type), text(terms.charge_level),
                         Decimal::from_millionths(terms.ratio_millionths), std::nullopt};
    if (terms.ceiling_millionths >= 0) catalog.price_ceiling = Decimal::from_millionths(terms.ceiling_millionths);
    return catalog;
}

CodeBook::CatalogView CodeBook::catalog(std::uint32_t catalog_row) const {
    const PackedRow& row = packed(catalog_row);
    return {static_cast<CodeKind>(row.kind), target_of(row), text(row.target_name), terms_of(row.terms)};
}

std::string CodeBook::name_of_row(std::uint32_t index) const {
    const PackedRow& row = packed(index);
    return row_name(static_cast<CodeKind>(row.kind), static_cast<Vocabulary>(row.from), static_cast<Vocabulary>(row.to),
                    code_of(row), date_of(row.from_day));
}

}  // namespace clearing::translation
