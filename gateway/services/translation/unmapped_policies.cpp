#include "gateway/services/translation/unmapped_policies.hpp"

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
            policies.by_direction_[{*kind, *from, *to}].push_back({*period, *policy});
    }
    return policies;
}

UnmappedPolicy UnmappedPolicies::find(CodeKind kind, Vocabulary from, Vocabulary to, Date on) const {
    const auto found = by_direction_.find({kind, from, to});
    if (found == by_direction_.end()) return UnmappedPolicy::refuse;
    for (const Dated& dated : found->second)
        if (dated.period.contains(on)) return dated.policy;
    return UnmappedPolicy::refuse;
}

}  // namespace clearing::translation
