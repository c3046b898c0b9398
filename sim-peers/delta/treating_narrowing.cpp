// Shanghai as the treating side finds the lines that differ: groups, then ranges of its own lines, then lines.
#include "sim-peers/delta/narrowing.hpp"
#include "sim-peers/delta/treating_side.hpp"

#include <algorithm>
#include <map>

namespace clearing::peers::delta {

namespace asio = boost::asio;

namespace {

constexpr std::size_t lines_of_a_range = 16, ranges_of_a_question = 500;

struct Range {
    std::string after, until;
};

/// Ranges without gaps over the group's lines; one without any line when it has none.
std::vector<Range> ranges_over(const std::vector<const Record*>& lines) {
    std::vector<Range> ranges;
    std::string after;
    for (std::size_t last = lines_of_a_range; last < lines.size(); last += lines_of_a_range) {
        ranges.push_back({after, lines[last - 1]->settlement_id});
        after = lines[last - 1]->settlement_id;
    }
    ranges.push_back({after, {}});
    return ranges;
}

bool same(const pb::RangeDigest& left, const pb::RangeDigest& right) {
    return left.count() == right.count() && left.digest() == right.digest();
}

}  // namespace

template <class Body>
void TreatingSide::name_day(Body& body, const std::string& day) const {
    body.set_treatment_division(own_division_);
    body.set_insured_division(client_.partner_division());
    body.set_day(day);
}

asio::awaitable<std::optional<TreatingSide::Differing>> TreatingSide::narrow(std::string day,
                                                                             std::vector<const Record*> lines) {
    pb::Envelope asking;
    name_day(*asking.mutable_day_groups_request(), day);
    auto sending = send(std::move(asking));
    const Called told = co_await std::move(sending);
    if (!told || !told->has_day_groups_answer()) co_return std::nullopt;

    std::map<Group, pb::RangeDigest> theirs;
    std::map<Group, std::vector<const Record*>> ours;
    for (const auto& row : told->day_groups_answer().groups())
        theirs[from_wire(row.group())] = row.all();
    for (const Record* line : lines)
        ours[group_of(*line)].push_back(line);
    for (const auto& [group, digest] : theirs)
        ours.try_emplace(group);

    Differing differing;
    for (const auto& [group, members] : ours) {
        if (theirs.contains(group) && same(theirs.at(group), digest_of(members, group, {}, {}))) continue;
        auto narrowing = narrow_group(day, group, members, differing);
        if (!co_await std::move(narrowing)) co_return std::nullopt;
    }
    co_return differing;
}

asio::awaitable<bool> TreatingSide::narrow_group(std::string day, Group group, std::vector<const Record*> members,
                                                 Differing& differing) {
    const std::vector<Range> ranges = ranges_over(members);
    for (std::size_t begin = 0; begin < ranges.size(); begin += ranges_of_a_question) {
        const std::size_t end = std::min(begin + ranges_of_a_question, ranges.size());
        pb::Envelope asking;
        auto& request = *asking.mutable_day_ranges_request();
        name_day(request, day);
        *request.mutable_group() = to_wire(group);
        auto& cut = *request.add_cuts();
        cut.set_after(ranges[begin].after);
        for (std::size_t i = begin; i < end; ++i)
            cut.add_until(ranges[i].until);
        auto sending = send(std::move(asking));
        const Called told = co_await std::move(sending);
        if (!told || !told->has_day_ranges_answer()) co_return false;
        if (told->day_ranges_answer().ranges_size() != static_cast<int>(end - begin)) co_return false;
        for (std::size_t i = begin; i < end; ++i) {
            const auto& there = told->day_ranges_answer().ranges(static_cast<int>(i - begin));
            if (same(there, digest_of(members, group, ranges[i].after, ranges[i].until))) continue;
            for (const Record* line : members)
                if (is_within(line->settlement_id, ranges[i].after, ranges[i].until)) differing.ours.push_back(line);
            auto reading = read_range(day, group, ranges[i].after, ranges[i].until, differing);
            if (!co_await std::move(reading)) co_return false;
        }
    }
    co_return true;
}

asio::awaitable<bool> TreatingSide::read_range(std::string day, Group group, std::string after, std::string until,
                                               Differing& differing) {
    std::string last;
    for (int page = 0; page < 1000; ++page) {
        pb::Envelope asking;
        auto& request = *asking.mutable_day_lines_request();
        name_day(request, day);
        *request.mutable_group() = to_wire(group);
        auto& range = *request.add_ranges();
        range.set_after(after);
        range.set_until(until);
        request.set_after_settlement_id(last);
        auto sending = send(std::move(asking));
        const Called told = co_await std::move(sending);
        if (!told || !told->has_day_lines_answer()) co_return false;
        const auto& answer = told->day_lines_answer();
        differing.theirs.insert(differing.theirs.end(), answer.lines().begin(), answer.lines().end());
        if (!answer.more() || answer.lines_size() == 0) co_return true;
        last = answer.lines().rbegin()->settlement_id();
    }
    co_return false;
}

}  // namespace clearing::peers::delta
