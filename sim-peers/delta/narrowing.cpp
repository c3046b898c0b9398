// The insured side's view of a day, piece by piece: groups, ranges, lines, keys, as delta.proto ("Narrowing") says.
#include "sim-peers/delta/narrowing.hpp"

#include "sim-peers/book_faults.hpp"
#include "sim-peers/delta/insured_side.hpp"

#include <algorithm>
#include <map>

namespace clearing::peers::delta {
namespace {

constexpr int most_ranges = 2000, most_line_ranges = 500, most_keys = 500, page_size = 1000;

Refusal over_limit(const char* field) {
    return Refusal{1007, "超出限制", "more than one question takes", {field}, {}, {}, {}};
}

pb::QueryAnswer::State wire_state(const Record* record) {
    if (!record) return pb::QueryAnswer::UNKNOWN;
    switch (record->state) {
        case RecordState::in_doubt:
            return pb::QueryAnswer::IN_PROGRESS;
        case RecordState::booked:
            return pb::QueryAnswer::BOOKED;
        case RecordState::refused:
            return pb::QueryAnswer::REFUSED;
        case RecordState::reversed:
            return pb::QueryAnswer::REVERSED;
        case RecordState::cancelled:
            return pb::QueryAnswer::CANCELLED;
    }
    return pb::QueryAnswer::UNKNOWN;
}

pb::LineState state_of(const Record* record) {
    pb::LineState state;
    state.set_state(wire_state(record));
    if (!record) return state;
    state.set_assigned_day(record->assigned_day);
    state.set_cleared_day(record->cleared_day);
    state.set_insured_division(record->insured_division);
    if (record->is_line()) *state.mutable_line() = to_wire(*record);
    return state;
}

}  // namespace

Group group_of(const Record& record) {
    return {record.treatment_division, record.insured_division, record.insurance_type, record.sign()};
}

Group from_wire(const pb::LineGroup& group) {
    return {group.treatment_division(), group.insured_division(), group.insurance_type(), group.sign()};
}

pb::LineGroup to_wire(const Group& group) {
    pb::LineGroup wire;
    wire.set_treatment_division(std::get<0>(group));
    wire.set_insured_division(std::get<1>(group));
    wire.set_insurance_type(std::get<2>(group));
    wire.set_sign(std::get<3>(group));
    return wire;
}

bool is_within(const std::string& id, const std::string& after, const std::string& until) {
    return id > after && (until.empty() || id <= until);
}

pb::RangeDigest digest_of(const std::vector<const Record*>& lines, const Group& group, const std::string& after,
                          const std::string& until) {
    std::vector<const Record*> within;
    for (const Record* line : lines)
        if (group_of(*line) == group && is_within(line->settlement_id, after, until)) within.push_back(line);
    pb::RangeDigest digest;
    digest.set_count(static_cast<std::int64_t>(within.size()));
    digest.set_digest(root_of(within));
    return digest;
}

bool InsuredSide::spoil(const std::string& fault, const pb::DayCloseRequest& request) {
    const auto lines = lines_of(request.treatment_division(), request.insured_division(), request.day());
    return peers::spoil(centre_.book(), lines, fault);
}

std::vector<const Record*> InsuredSide::lines_of(const std::string& treatment, const std::string& insured,
                                                 const std::string& day) const {
    return centre_.book().listed(region_prefix(treatment), region_prefix(insured), day);
}

Answered<pb::DayGroupsAnswer> InsuredSide::day_groups(const pb::DayGroupsRequest& request) {
    if (auto refusal = check_divisions(request.treatment_division(), request.insured_division()))
        return std::unexpected(*refusal);
    const auto lines = lines_of(request.treatment_division(), request.insured_division(), request.day());
    std::map<Group, std::vector<const Record*>> groups;
    for (const Record* line : lines)
        groups[group_of(*line)].push_back(line);
    pb::DayGroupsAnswer answer;
    for (const auto& [group, members] : groups) {
        auto* row = answer.add_groups();
        *row->mutable_group() = to_wire(group);
        *row->mutable_all() = digest_of(members, group, {}, {});
    }
    return answer;
}

Answered<pb::DayRangesAnswer> InsuredSide::day_ranges(const pb::DayRangesRequest& request) {
    if (auto refusal = check_divisions(request.treatment_division(), request.insured_division()))
        return std::unexpected(*refusal);
    const auto lines = lines_of(request.treatment_division(), request.insured_division(), request.day());
    const Group group = from_wire(request.group());
    pb::DayRangesAnswer answer;
    for (const auto& cut : request.cuts()) {
        std::string after = cut.after();
        for (const auto& until : cut.until()) {
            if (answer.ranges_size() == most_ranges) return std::unexpected(over_limit("cuts"));
            *answer.add_ranges() = digest_of(lines, group, after, until);
            after = until;
        }
    }
    return answer;
}

Answered<pb::DayLinesAnswer> InsuredSide::day_lines(const pb::DayLinesRequest& request) {
    if (auto refusal = check_divisions(request.treatment_division(), request.insured_division()))
        return std::unexpected(*refusal);
    if (request.ranges_size() > most_line_ranges) return std::unexpected(over_limit("ranges"));
    const auto lines = lines_of(request.treatment_division(), request.insured_division(), request.day());
    const Group group = from_wire(request.group());
    pb::DayLinesAnswer answer;
    for (const Record* line : lines) {
        const std::string& id = line->settlement_id;
        const bool is_asked_for = std::ranges::any_of(
            request.ranges(), [&](const auto& range) { return is_within(id, range.after(), range.until()); });
        if (!is_asked_for || group_of(*line) != group || id <= request.after_settlement_id()) continue;
        // A page ends with the last line of an id, never between two of them.
        if (answer.lines_size() >= page_size && answer.lines().rbegin()->settlement_id() != id) {
            answer.set_more(true);
            break;
        }
        *answer.add_lines() = to_wire(*line);
    }
    return answer;
}

Answered<pb::DayKeysAnswer> InsuredSide::day_keys(const pb::DayKeysRequest& request) {
    if (auto refusal = check_divisions(request.treatment_division(), request.insured_division()))
        return std::unexpected(*refusal);
    if (request.keys_size() > most_keys) return std::unexpected(over_limit("keys"));
    pb::DayKeysAnswer answer;
    for (const auto& key : request.keys())
        *answer.add_states() = state_of(record_of(key));
    return answer;
}

}  // namespace clearing::peers::delta
