#include "gateway/services/translation/code_book_form.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <stdexcept>
#include <tuple>
#include <unordered_map>

namespace clearing::translation {
namespace {

auto order_of(const MappingRow& row) {
    return std::tuple(row.kind, row.from, row.to, row.code, row.period.from);
}

bool meet(const tables::Period& left, const tables::Period& right) {
    return left.contains(right.from) || right.contains(left.from);
}

void check_length(std::string_view text) {
    if (text.size() > std::numeric_limits<std::uint16_t>::max())
        throw std::length_error("a code book holds texts of 64 KiB at most");
}

struct TextHash {
    std::size_t operator()(std::string_view text) const { return XXH3_64bits(text.data(), text.size()); }
};

/// All texts behind each other, each with its length before it and each only once.
class Texts {
public:
    std::uint32_t place(std::string_view text) {
        check_length(text);
        const auto [found, is_new] = places_.try_emplace(text, static_cast<std::uint32_t>(bytes_.size()));
        if (!is_new) return found->second;
        if (bytes_.size() + text.size() > std::numeric_limits<std::uint32_t>::max())
            throw std::length_error("a code book holds 4 GiB of names at most");
        const auto length = static_cast<std::uint16_t>(text.size());
        bytes_.append(reinterpret_cast<const char*>(&length), sizeof length);
        bytes_.append(text);
        return found->second;
    }
    const std::string& bytes() const { return bytes_; }

private:
    std::unordered_map<std::string_view, std::uint32_t, TextHash> places_;  // of the rows' own texts
    std::string bytes_;
};

}  // namespace

/// Lays the rows out in the order of their keys, so that what is looked up together lies together.
class CodeBook::Builder {
public:
    explicit Builder(const std::vector<MappingRow>& rows) {
        for (const MappingRow& row : rows)
            rows_.push_back(&row);
        std::ranges::sort(rows_, {}, [](const MappingRow* row) { return order_of(*row); });
        packed_.resize(row_unit);
        for (const MappingRow* row : rows_)
            places_.push_back(pack(*row));
        add_forward_edges();
        add_backward_edges();
        add_catalog_edges();
        group_edges();
        fill_slots();
        packed_.resize((packed_.size() + 7) / 8 * 8);  // what follows is aligned as the header is
    }

    std::shared_ptr<const CodeBook> finish() const {
        Header header{};
        header.magic = code_book_magic;
        header.row_bytes = packed_.size();
        header.text_bytes = texts_.bytes().size();
        header.terms = static_cast<std::uint32_t>(terms_.size());
        header.rows = static_cast<std::uint32_t>(places_.size());
        header.slots = static_cast<std::uint32_t>(slots_.size());
        header.edges = static_cast<std::uint32_t>(long_groups_.size());
        header.block_bytes = sizeof(Header) + bytes_of(terms_) + packed_.size() + bytes_of(places_) + bytes_of(slots_) +
                             bytes_of(long_groups_) + header.text_bytes;

        auto block = std::make_shared<std::vector<std::byte>>(header.block_bytes);
        std::byte* at = block->data() + sizeof(Header);
        const auto put = [&at](const void* from, std::size_t bytes) {
            if (bytes > 0) std::memcpy(at, from, bytes);
            at += bytes;
        };
        put(terms_.data(), bytes_of(terms_));
        put(packed_.data(), packed_.size());
        put(places_.data(), bytes_of(places_));
        put(slots_.data(), bytes_of(slots_));
        put(long_groups_.data(), bytes_of(long_groups_));
        put(texts_.bytes().data(), texts_.bytes().size());
        header.checksum = XXH3_64bits(block->data() + sizeof(Header), block->size() - sizeof(Header));
        std::memcpy(block->data(), &header, sizeof header);
        return std::shared_ptr<const CodeBook>(new CodeBook(*block, block));
    }

private:
    /// An edge while it is being made: with the key of its group.
    struct Edge {
        std::uint64_t seed;
        std::string_view code;
        std::uint32_t flags_and_row;

        bool same_group(const Edge& other) const { return seed == other.seed && code == other.code; }
    };

    template <class T>
    static std::size_t bytes_of(const std::vector<T>& items) {
        return items.size() * sizeof(T);
    }

    /// Appends the row with its codes behind it; answers its place in row units.
    std::uint32_t pack(const MappingRow& row) {
        check_length(row.code);
        check_length(row.target);
        const std::size_t begin = packed_.size();
        if (begin / row_unit > edge::row_bits) throw std::length_error("a code book holds 1 GiB of rows at most");
        PackedRow packed{};
        packed.name = texts_.place(row.name);
        packed.target_name = texts_.place(row.target_name);
        packed.origin = texts_.place(row.origin);
        packed.reviewed_by = texts_.place(row.reviewed_by);
        packed.from_day = day_number(row.period.from);
        packed.to_day = row.period.to ? day_number(*row.period.to) : no_end;
        packed.terms = place_terms(row);
        packed.code_bytes = static_cast<std::uint16_t>(row.code.size());
        packed.target_bytes = static_cast<std::uint16_t>(row.target.size());
        packed.kind = static_cast<std::uint8_t>(row.kind);
        packed.from = static_cast<std::uint8_t>(row.from);
        packed.to = static_cast<std::uint8_t>(row.to);
        packed.relation = static_cast<std::uint8_t>(row.relation);
        const std::size_t bytes = sizeof packed + row.code.size() + row.target.size();
        packed_.resize(begin + (bytes + row_unit - 1) / row_unit * row_unit);
        std::byte* at = packed_.data() + begin;
        std::memcpy(at, &packed, sizeof packed);
        std::ranges::copy(std::as_bytes(std::span(row.code)), at + sizeof packed);
        std::ranges::copy(std::as_bytes(std::span(row.target)), at + sizeof packed + row.code.size());
        return static_cast<std::uint32_t>(begin / row_unit);
    }

    std::uint32_t place_terms(const MappingRow& row) {
        PackedTerms terms{};
        if (row.catalog) {
            terms.is_catalog = 1;
            terms.ratio_millionths = row.catalog->first_self_pay_ratio.millionths();
            terms.ceiling_millionths = row.catalog->price_ceiling ? row.catalog->price_ceiling->millionths() : -1;
            terms.list_type = texts_.place(row.catalog->list_type);
            terms.charge_item_type = texts_.place(row.catalog->charge_item_type);
            terms.charge_level = texts_.place(row.catalog->charge_level);
        } else if (row.fund_class) {
            terms.fund_class = static_cast<std::uint8_t>(row.fund_class->kind);
            terms.fund = static_cast<std::uint8_t>(row.fund_class->fund);
        } else {
            return no_row;
        }
        const auto [found, is_new] = places_of_terms_.try_emplace(terms, static_cast<std::uint32_t>(terms_.size()));
        if (is_new) terms_.push_back(terms);
        return found->second;
    }

    void add_edge(std::uint64_t seed, std::string_view code, std::size_t row, std::uint32_t flags) {
        edges_.push_back({seed, code, places_[row] | flags});
    }

    void add_forward_edges() {
        for (std::size_t i = 0; i < rows_.size(); ++i)
            add_edge(translation::seed_of(rows_[i]->kind, rows_[i]->from, rows_[i]->to), rows_[i]->code, i, 0);
    }

    /// Every row may be asked for backwards; only a `same` row without a rival answers.
    void add_backward_edges() {
        std::vector<std::size_t> by_target(rows_.size());
        for (std::size_t i = 0; i < by_target.size(); ++i)
            by_target[i] = i;
        const auto target_of = [this](std::size_t i) {
            return std::tuple(rows_[i]->kind, rows_[i]->from, rows_[i]->to, rows_[i]->target);
        };
        std::ranges::sort(by_target, {}, [&](std::size_t i) { return std::tuple(target_of(i), i); });
        for (auto first = by_target.begin(); first != by_target.end();) {
            auto last = first;
            while (last != by_target.end() && target_of(*last) == target_of(*first))
                ++last;
            for (auto i = first; i != last; ++i) {
                const MappingRow& row = *rows_[*i];
                const bool has_rival = std::any_of(first, last, [&](std::size_t j) {
                    return rows_[j]->code != row.code && meet(rows_[j]->period, row.period);
                });
                const bool answers = row.relation == Relation::same && !has_rival;
                add_edge(translation::seed_of(row.kind, row.to, row.from), row.target, *i,
                         edge::backwards | (answers ? 0 : edge::several_sources));
            }
            first = last;
        }
    }

    void add_catalog_edges() {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const MappingRow& row = *rows_[i];
            if (!row.catalog || row.from != Vocabulary::local || row.to != Vocabulary::national) continue;
            add_edge(catalog_by_local_seed, row.code, i, edge::of_catalog);
            add_edge(catalog_by_national_seed, row.target, i, edge::of_catalog | edge::backwards);
        }
    }

    void group_edges() {
        std::ranges::sort(edges_, {}, [](const Edge& edge) {
            return std::tuple(edge.seed, edge.code, edge.flags_and_row & edge::backwards,
                              edge.flags_and_row & edge::row_bits);
        });
    }

    void fill_slots() {
        std::size_t groups = 0;
        for (std::size_t i = 0; i < edges_.size(); ++i)
            groups += i == 0 || !edges_[i].same_group(edges_[i - 1]) ? 1 : 0;
        if (groups == 0) return;
        slots_.resize(std::bit_ceil(groups * 4 / 3 + 1));
        for (std::size_t first = 0; first < edges_.size();) {
            std::size_t last = first;
            while (last + 1 < edges_.size() && edges_[last + 1].same_group(edges_[first]))
                ++last;
            take_slot(edges_[first], last == first ? edges_[first].flags_and_row : long_group(first, last));
            first = last + 1;
        }
    }

    void take_slot(const Edge& key, std::uint32_t edge) {
        const std::uint64_t hash = hash_of(key.seed, key.code);
        const std::size_t mask = slots_.size() - 1;
        std::size_t slot = hash & mask;
        while (slots_[slot].edge != 0)
            slot = (slot + 1) & mask;
        slots_[slot] = {tag_of(hash), edge};
    }

    std::uint32_t long_group(std::size_t first, std::size_t last) {
        const auto begin = static_cast<std::uint32_t>(long_groups_.size());
        for (std::size_t i = first; i <= last; ++i)
            long_groups_.push_back(edges_[i].flags_and_row | (i == last ? edge::last_of_group : 0));
        return begin | edge::group;
    }

    std::vector<const MappingRow*> rows_;
    Texts texts_;
    std::map<PackedTerms, std::uint32_t> places_of_terms_;
    std::vector<PackedTerms> terms_;
    std::vector<std::byte> packed_;
    std::vector<std::uint32_t> places_;  ///< of the rows, in their order
    std::vector<Edge> edges_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> long_groups_;
};

std::shared_ptr<const CodeBook> CodeBook::build(const std::vector<MappingRow>& rows) {
    return Builder(rows).finish();
}

}  // namespace clearing::translation
