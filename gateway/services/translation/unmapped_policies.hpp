#pragma once

#include "gateway/services/tables/period.hpp"
#include "gateway/services/translation/kinds.hpp"

#include <array>
#include <string_view>
#include <vector>

namespace clearing::translation {

/// unmapped.tsv: what to do with a code that has no row.
class UnmappedPolicies {
public:
    /// Finds: unknown words, overlap or gap in dates, a kind and direction without any row.
    static UnmappedPolicies read(std::string_view text, tables::Findings& findings);

    /// Where no row is in force: refuse, the careful one.
    UnmappedPolicy find(CodeKind kind, Vocabulary from, Vocabulary to, Date on) const;

private:
    struct Dated {
        tables::Period period;
        UnmappedPolicy policy;
    };
    static constexpr std::size_t index_of(CodeKind kind, Vocabulary from, Vocabulary to) {
        return (static_cast<std::size_t>(kind) * all_vocabularies.size() + static_cast<std::size_t>(from)) *
                   all_vocabularies.size() +
               static_cast<std::size_t>(to);
    }

    std::array<std::vector<Dated>, kind_count * all_vocabularies.size() * all_vocabularies.size()> by_direction_;
};

}  // namespace clearing::translation
