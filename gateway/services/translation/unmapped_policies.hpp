#pragma once

#include "gateway/services/tables/period.hpp"
#include "gateway/services/translation/translator.hpp"

#include <map>
#include <string_view>
#include <tuple>
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
    std::map<std::tuple<CodeKind, Vocabulary, Vocabulary>, std::vector<Dated>> by_direction_;
};

}  // namespace clearing::translation
