#include "gateway/services/reconciliation/narrowing.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>

namespace clearing::reconciliation {
namespace {

using Lines = std::vector<DayLine>;
using Place = Lines::iterator;

Place end_of_id(Place from, Place end) {
    return std::find_if(from, end, [&](const DayLine& line) { return line.key.settlement != from->key.settlement; });
}

std::vector<std::string> leaves_of(Place from, Place end) {
    std::vector<std::string> leaves;
    std::transform(from, end, std::back_inserter(leaves), leaf_text);
    std::ranges::sort(leaves);
    return leaves;
}

}  // namespace

std::vector<GroupPair> differing_groups(const std::vector<ports::GroupDigest>& ours,
                                        const std::vector<ports::GroupDigest>& theirs, const Sha256& of_nothing) {
    std::map<ports::LineGroup, RangePair> pairs;
    const RangePair nothing{{{}, 0, of_nothing}, {{}, 0, of_nothing}};
    for (const auto& [group, all] : ours)
        pairs.try_emplace(group, nothing).first->second.ours = all;
    for (const auto& [group, all] : theirs)
        pairs.try_emplace(group, nothing).first->second.theirs = all;
    std::vector<GroupPair> differing;
    for (auto& [group, pair] : pairs)
        if (!pair.is_equal()) differing.push_back({group, pair});
    return differing;
}

NextLook next_look(const RangePair& pair, const Fanout& fanout) {
    if (pair.is_equal()) return NextLook::none;
    const bool is_one_sided = pair.ours.count == 0 || pair.theirs.count == 0;
    return is_one_sided || pair.ours.count <= fanout.lines ? NextLook::lines : NextLook::cut;
}

int parts_of(long long count, int at_most, const Fanout& fanout) {
    const long long lines = std::max(fanout.lines, 1LL);
    const long long parts = (count + lines - 1) / lines;
    return static_cast<int>(std::clamp<long long>(parts, 2, std::max(at_most, 2)));
}

void drop_equal_lines(Lines& ours, Lines& theirs) {
    Lines our_rest, their_rest;
    Place here = ours.begin(), there = theirs.begin();
    const auto keep = [](Lines& rest, Place& from, Place to) {
        rest.insert(rest.end(), std::make_move_iterator(from), std::make_move_iterator(to));
        from = to;
    };
    while (here != ours.end() && there != theirs.end()) {
        if (here->key.settlement < there->key.settlement) {
            keep(our_rest, here, std::next(here));
        } else if (there->key.settlement < here->key.settlement) {
            keep(their_rest, there, std::next(there));
        } else {
            const Place our_end = end_of_id(here, ours.end()), their_end = end_of_id(there, theirs.end());
            if (leaves_of(here, our_end) == leaves_of(there, their_end)) {
                here = our_end;
                there = their_end;
            } else {
                keep(our_rest, here, our_end);
                keep(their_rest, there, their_end);
            }
        }
    }
    keep(our_rest, here, ours.end());
    keep(their_rest, there, theirs.end());
    ours = std::move(our_rest);
    theirs = std::move(their_rest);
}

}  // namespace clearing::reconciliation
