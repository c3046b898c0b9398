#include "gateway/services/mapping/relations.hpp"

#include "gateway/services/mapping/row_order.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace clearing::mapping {
namespace {

using translation::MappingRow;
using translation::Relation;

using Members = std::vector<std::size_t>;  ///< places in the merged rows, by the day they begin

struct Target {
    translation::Vocabulary from, to;
    std::string_view code;
    bool operator==(const Target&) const = default;
};

struct HashOfTarget {
    std::size_t operator()(const Target& target) const {
        return std::hash<std::string_view>()(target.code) * 9 + static_cast<std::size_t>(target.from) * 3 +
               static_cast<std::size_t>(target.to);
    }
};

Target target_of(const MappingRow& row) {
    return {row.from, row.to, row.target};
}

/// The rows of each target that has a new row. The other targets are as they were.
std::unordered_map<Target, Members, HashOfTarget> touched_targets(const std::vector<MergedRow>& rows) {
    std::unordered_map<Target, Members, HashOfTarget> targets;
    for (const MergedRow& each : rows)
        if (each.is_new) targets.try_emplace(target_of(each.row));
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (const auto target = targets.find(target_of(rows[i].row)); target != targets.end())
            target->second.push_back(i);
    for (auto& [target, members] : targets)
        std::ranges::sort(members, {}, [&](std::size_t i) { return std::pair(rows[i].row.period.from, i); });
    return targets;
}

/// The first day of each member on which another source has the target too. One pass forward for what began before,
/// one backward for what begins later: a target may have very many sources.
std::vector<std::optional<Date>> days_shared(const std::vector<MergedRow>& rows, const Members& members) {
    std::vector<std::optional<Date>> days(members.size());
    const MappingRow *last = nullptr, *last_of_another = nullptr;  // the last to end so far; the same of another code
    for (std::size_t k = 0; k < members.size(); ++k) {
        const MappingRow& row = rows[members[k]].row;
        const MappingRow* other = last != nullptr && last->code == row.code ? last_of_another : last;
        if (other != nullptr && row.period.from <= last_day_of(*other)) days[k] = row.period.from;
        if (last == nullptr || last_day_of(row) >= last_day_of(*last)) {
            if (last != nullptr && last->code != row.code) last_of_another = last;
            last = &row;
        } else if (row.code != last->code &&
                   (last_of_another == nullptr || last_day_of(row) > last_day_of(*last_of_another))) {
            last_of_another = &row;
        }
    }
    const MappingRow *next = nullptr, *next_of_another = nullptr;
    for (std::size_t k = members.size(); k-- > 0;) {
        const MappingRow& row = rows[members[k]].row;
        if (next != nullptr && next->code != row.code) next_of_another = next;
        if (!days[k] && next_of_another != nullptr && next_of_another->period.from <= last_day_of(row))
            days[k] = next_of_another->period.from;
        next = &row;
    }
    return days;
}

}  // namespace

std::size_t count_relations(std::vector<MergedRow>& rows) {
    std::vector<MergedRow> followers;
    std::size_t joined = 0;
    for (const auto& [target, members] : touched_targets(rows)) {
        const auto days = days_shared(rows, members);
        for (std::size_t k = 0; k < members.size(); ++k) {
            MergedRow& each = rows[members[k]];
            if (!days[k] || each.row.relation == Relation::many_to_one) continue;
            if (each.is_new) {
                each.row.relation = Relation::many_to_one;
                each.row.reviewed_by = "pending";
                continue;
            }
            ++joined;
            MergedRow follower{each.row, true, false};
            follower.row.period.from = *days[k];
            follower.row.relation = Relation::many_to_one;
            follower.row.reviewed_by = "pending";
            if (*days[k] <= each.row.period.from) {
                each = follower;
            } else {
                each.row.period.to = days[k]->previous();
                followers.push_back(follower);
            }
        }
    }
    rows.insert(rows.end(), followers.begin(), followers.end());
    return joined;
}

}  // namespace clearing::mapping
