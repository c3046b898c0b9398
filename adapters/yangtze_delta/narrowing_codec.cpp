#include "adapters/yangtze_delta/narrowing_codec.hpp"

#include "adapters/yangtze_delta/settlement_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <algorithm>

namespace clearing::yangtze_delta {
namespace {

using ports::GroupDigest;
using ports::IdRange;
using ports::LineGroup;
using ports::RangeDigest;

void write(const RangeDigest& digest, wire::RangeDigest& out) {
    out.set_count(digest.count);
    out.set_digest(digest.digest.data(), digest.digest.size());
}

RangeDigest read(const wire::RangeDigest& in, IdRange range, Reading& reading) {
    RangeDigest digest;
    digest.range = std::move(range);
    digest.count = in.count();
    if (in.count() < 0) reading.invalid("count");
    if (in.digest().size() != digest.digest.size()) {
        reading.invalid("digest");
    } else {
        std::ranges::transform(in.digest(), digest.digest.begin(), [](char c) { return static_cast<std::byte>(c); });
    }
    return digest;
}

/// An id that is greater than the one before; an empty one only as the last end.
SettlementId read_bound(std::string_view name, const std::string& text, const SettlementId& before, bool is_last,
                        Reading& reading) {
    SettlementId bound(text);
    if (bound.empty() ? !is_last : bound <= before) reading.invalid(name);
    return bound;
}

bool lies_within(const SettlementId& id, const ports::LinesAsked& asked) {
    return std::ranges::any_of(asked.ranges, [&](const IdRange& range) {
        return id > range.after && (range.until.empty() || id <= range.until);
    });
}

std::optional<ClearingDay> read_day(std::string_view name, const std::string& text, Reading& reading) {
    if (text.empty()) return std::nullopt;
    return reading.clearing_day(name, text);
}

}  // namespace

void write(const LineGroup& group, wire::LineGroup& out) {
    out.set_treatment_division(group.treatment_division.text);
    out.set_insured_division(group.insured_division.text);
    out.set_insurance_type(group.insurance_type.text);
    out.set_sign(group.sign);
}

LineGroup read(const wire::LineGroup& in, Reading& reading) {
    const Reading::Inside inside(reading, "group");
    LineGroup group;
    group.treatment_division = reading.division("treatment_division", in.treatment_division());
    group.insured_division = reading.division("insured_division", in.insured_division());
    group.insurance_type = InsuranceType(reading.required("insurance_type", in.insurance_type()));
    group.sign = in.sign();
    if (group.sign != 1 && group.sign != -1) reading.invalid("sign");
    return group;
}

void write(const std::vector<GroupDigest>& groups, wire::DayGroupsAnswer& out) {
    for (const GroupDigest& group : groups) {
        wire::DayGroup& told = *out.add_groups();
        write(group.group, *told.mutable_group());
        write(group.all, *told.mutable_all());
    }
}

std::vector<GroupDigest> read(const wire::DayGroupsAnswer& in, Reading& reading) {
    std::vector<GroupDigest> groups;
    for (int i = 0; i < in.groups_size(); ++i) {
        const Reading::Inside inside(reading, "groups", static_cast<std::size_t>(i));
        GroupDigest group{read(in.groups(i).group(), reading), read(in.groups(i).all(), {}, reading)};
        // Ascending, each once: two sums of one group could hide a line between them.
        if (!groups.empty() && !(groups.back().group < group.group)) reading.invalid("group");
        groups.push_back(std::move(group));
    }
    return groups;
}

void write(const LineGroup& group, const std::vector<IdRange>& ranges, wire::DayRangesRequest& out) {
    write(group, *out.mutable_group());
    const IdRange* before = nullptr;
    for (const IdRange& range : ranges) {
        const bool follows = before != nullptr && !before->until.empty() && before->until == range.after;
        wire::Cut& cut = follows ? *out.mutable_cuts(out.cuts_size() - 1) : *out.add_cuts();
        if (!follows) cut.set_after(range.after.text);
        cut.add_until(range.until.text);
        before = &range;
    }
}

RangesAsked read(const wire::DayRangesRequest& in, Reading& reading) {
    RangesAsked asked;
    asked.group = read(in.group(), reading);
    for (int i = 0; i < in.cuts_size(); ++i) {
        const Reading::Inside inside(reading, "cuts", static_cast<std::size_t>(i));
        const wire::Cut& cut = in.cuts(i);
        IdRange range{SettlementId(cut.after()), {}};
        for (int k = 0; k < cut.until_size() && asked.ranges.size() <= ports::DayView::most_ranges; ++k) {
            range.until = read_bound("until", cut.until(k), range.after, k + 1 == cut.until_size(), reading);
            asked.ranges.push_back(range);
            range.after = range.until;
        }
    }
    if (asked.ranges.size() > ports::DayView::most_ranges) reading.over_limit("cuts");
    return asked;
}

void write(const std::vector<RangeDigest>& digests, wire::DayRangesAnswer& out) {
    for (const RangeDigest& digest : digests)
        write(digest, *out.add_ranges());
}

std::vector<RangeDigest> read(const wire::DayRangesAnswer& in, const std::vector<IdRange>& asked, Reading& reading) {
    std::vector<RangeDigest> digests;
    if (static_cast<std::size_t>(in.ranges_size()) != asked.size()) {
        reading.invalid("ranges");
        return digests;
    }
    for (int i = 0; i < in.ranges_size(); ++i) {
        const Reading::Inside inside(reading, "ranges", static_cast<std::size_t>(i));
        digests.push_back(read(in.ranges(i), asked[static_cast<std::size_t>(i)], reading));
    }
    return digests;
}

void write(const ports::LinesAsked& asked, wire::DayLinesRequest& out) {
    write(asked.group, *out.mutable_group());
    for (const IdRange& range : asked.ranges) {
        wire::IdRange& told = *out.add_ranges();
        told.set_after(range.after.text);
        told.set_until(range.until.text);
    }
    out.set_after_settlement_id(asked.after.text);
}

ports::LinesAsked read(const wire::DayLinesRequest& in, Reading& reading) {
    ports::LinesAsked asked;
    asked.group = read(in.group(), reading);
    asked.after = SettlementId(in.after_settlement_id());
    if (static_cast<std::size_t>(in.ranges_size()) > ports::DayView::most_line_ranges) {
        reading.over_limit("ranges");
        return asked;
    }
    for (int i = 0; i < in.ranges_size(); ++i) {
        const Reading::Inside inside(reading, "ranges", static_cast<std::size_t>(i));
        IdRange range{SettlementId(in.ranges(i).after()), {}};
        if (!asked.ranges.empty() && range.after < asked.ranges.back().until) reading.invalid("after");
        range.until = read_bound("until", in.ranges(i).until(), range.after, i + 1 == in.ranges_size(), reading);
        asked.ranges.push_back(std::move(range));
    }
    return asked;
}

void write(const ports::LinesPage& page, wire::DayLinesAnswer& out) {
    for (const DayLine& line : page.lines)
        write(line, *out.add_lines());
    out.set_more(page.more);
}

ports::LinesPage read(const wire::DayLinesAnswer& in, const ports::LinesAsked& asked, Reading& reading) {
    ports::LinesPage page;
    SettlementId previous = asked.after;
    for (int i = 0; i < in.lines_size(); ++i) {
        const Reading::Inside inside(reading, "lines", static_cast<std::size_t>(i));
        DayLine line = read(in.lines(i), asked.group.treatment_division, reading);
        const bool is_after_page = line.key.settlement > asked.after;
        if (line.key.settlement < previous || !is_after_page || !lies_within(line.key.settlement, asked))
            reading.invalid("settlement_id");
        if (line.sign != asked.group.sign) reading.invalid("sign");
        if (line.insurance_type != asked.group.insurance_type) reading.invalid("insurance_type");
        previous = line.key.settlement;
        page.lines.push_back(std::move(line));
    }
    page.more = in.more();
    if (page.more && page.lines.empty()) reading.invalid("more");
    return page;
}

void write(const std::vector<SettlementKey>& keys, wire::DayKeysRequest& out) {
    for (const SettlementKey& key : keys)
        write(key, *out.add_keys());
}

std::vector<SettlementKey> read(const wire::DayKeysRequest& in, Reading& reading) {
    std::vector<SettlementKey> keys;
    if (static_cast<std::size_t>(in.keys_size()) > ports::DayView::most_keys) {
        reading.over_limit("keys");
        return keys;
    }
    for (int i = 0; i < in.keys_size(); ++i) {
        const Reading::Inside inside(reading, "keys", static_cast<std::size_t>(i));
        keys.push_back({reading.division("treatment_division", in.keys(i).treatment_division()),
                        SettlementId(reading.required("settlement_id", in.keys(i).settlement_id()))});
    }
    return keys;
}

void write(const std::vector<ports::LineState>& states, wire::DayKeysAnswer& out) {
    for (const ports::LineState& state : states) {
        wire::LineState& told = *out.add_states();
        told.set_state(static_cast<wire::QueryAnswer::State>(wire_number(state.state)));
        if (state.assigned_day) told.set_assigned_day(state.assigned_day->to_text());
        if (state.cleared_day) told.set_cleared_day(state.cleared_day->to_text());
        told.set_insured_division(state.insured_division.text);
        if (state.line) write(*state.line, *told.mutable_line());
    }
}

std::vector<ports::LineState> read(const wire::DayKeysAnswer& in, const std::vector<SettlementKey>& asked,
                                   Reading& reading) {
    std::vector<ports::LineState> states;
    if (static_cast<std::size_t>(in.states_size()) != asked.size()) {
        reading.invalid("states");
        return states;
    }
    for (int i = 0; i < in.states_size(); ++i) {
        const Reading::Inside inside(reading, "states", static_cast<std::size_t>(i));
        const wire::LineState& told = in.states(i);
        ports::LineState state;
        state.key = asked[static_cast<std::size_t>(i)];
        state.state = read_query_state(told.state(), reading);
        state.assigned_day = read_day("assigned_day", told.assigned_day(), reading);
        state.cleared_day = read_day("cleared_day", told.cleared_day(), reading);
        state.insured_division = DivisionCode(told.insured_division());
        if (told.has_line()) {
            const Reading::Inside in_line(reading, "line");
            state.line = read(told.line(), state.key.treatment_division, reading);
            if (state.line->key != state.key) reading.invalid("settlement_id");
        }
        states.push_back(std::move(state));
    }
    return states;
}

}  // namespace clearing::yangtze_delta
