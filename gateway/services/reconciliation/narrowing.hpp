#pragma once

#include "gateway/ports/day_digests.hpp"

#include <vector>

namespace clearing::reconciliation {

// What is decided while two views of a day are narrowed down to the lines that differ (delta.proto, "Narrowing").
// Values in, values out; narrower.hpp asks.

/// One range of one group, seen from both sides.
struct RangePair {
    ports::RangeDigest ours, theirs;

    bool is_equal() const { return ours.count == theirs.count && ours.digest == theirs.digest; }
};

struct GroupPair {
    ports::LineGroup group;
    RangePair all;
};

/// How finely a range is cut. Sixteen lines left and sixteen parts are near the least of what is sent: a thousand lines
/// among a million cost 3 MiB, half of it for lines (tests/unit/adapters/yangtze_delta/narrowing_cost_test.cpp).
struct Fanout {
    int first = 1'024;     ///< parts of a whole group, at most
    int further = 16;      ///< parts of a range that differs, at most
    long long lines = 16;  ///< so many lines of ours are looked at one by one
};

/// Groups that differ, those of one side alone among them. `of_nothing`: SHA-256 of no leaf.
std::vector<GroupPair> differing_groups(const std::vector<ports::GroupDigest>& ours,
                                        const std::vector<ports::GroupDigest>& theirs, const Sha256& of_nothing);

enum class NextLook : std::uint8_t {
    none,   ///< equal
    lines,  ///< its lines are compared
    cut,    ///< it is cut again
};
NextLook next_look(const RangePair& pair, const Fanout& fanout);

/// Into how many parts a range of ours with so many lines is cut; at least 2.
int parts_of(long long count, int at_most, const Fanout& fanout);

/// A line beside its group: two lines of one id may stand in different groups.
struct GroupedLine {
    ports::LineGroup group;
    DayLine line;
};

/// Drops what both sides have alike, one against one. Both are ascending by settlement id and of one group; so is what
/// stays. Where an id is on one side more often than on the other, all its lines stay: which of them is the double
/// nobody can tell.
void drop_equal_lines(std::vector<DayLine>& ours, std::vector<DayLine>& theirs);

}  // namespace clearing::reconciliation
