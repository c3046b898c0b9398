#include "gateway/services/translation/unmapped_policies.hpp"

#include "gateway/services/tables/table.hpp"

#include <fmt/format.h>

namespace clearing::translation {

UnmappedPolicies UnmappedPolicies::read(std::string_view text, tables::Findings& findings) {
    const auto table = tables::Table::read(
        "unmapped.tsv", text, {"kind", "from", "to", "valid_from", "valid_to", "policy", "source", "reviewed_by"},
        findings);
    tables::check_history(table, {"kind", "from", "to"}, findings);
    UnmappedPolicies policies;
    for (const tables::Row& row : table.rows()) {
        const auto kind = kind_named(row["kind"]);
        const auto from = vocabulary_named(row["from"]), to = vocabulary_named(row["to"]);
        const auto policy = policy_named(row["policy"]);
        const auto period = tables::read_period(row, findings);
        if (!kind) findings.add(row.where(), fmt::format("unknown kind '{}'", row["kind"]));
        if (!from || !to || from == to)
            findings.add(row.where(), fmt::format("no translation from '{}' to '{}'", row["from"], row["to"]));
        if (!policy) findings.add(row.where(), fmt::format("unknown policy '{}'", row["policy"]));
        if (kind && from && to && policy && period)
            policies.by_direction_[index_of(*kind, *from, *to)].push_back({*period, *policy});
    }
    for (const CodeKind kind : all_kinds)
        for (const Vocabulary from : all_vocabularies)
            for (const Vocabulary to : all_vocabularies)
                if (from != to && policies.by_direction_[index_of(kind, from, to)].empty())
                    findings.add(table.file(), fmt::format("no policy for {} from {} to {}", name_of(kind),
                                                           name_of(from), name_of(to)));
    return policies;
}

UnmappedPolicy UnmappedPolicies::find(CodeKind kind, Vocabulary from, Vocabulary to, Date on) const {
    for (const Dated& dated : by_direction_[index_of(kind, from, to)])
        if (dated.period.contains(on)) return dated.policy;
    return UnmappedPolicy::refuse;
}

}  // namespace clearing::translation
