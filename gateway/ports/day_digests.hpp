#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <vector>

namespace clearing::ports {

/// First level below a day's root: lines of one pair of regions, insurance type and kind.
struct LineGroup {
    DivisionCode treatment_division;
    DivisionCode insured_division;
    InsuranceType insurance_type;
    int sign = 1;  ///< +1 settlements, −1 cancels

    auto operator<=>(const LineGroup&) const = default;
};

/// Settlement ids after `after` up to and including `until`, compared byte by byte; empty `until`: no end.
struct IdRange {
    SettlementId after, until;

    auto operator<=>(const IdRange&) const = default;
};

/// What a range holds: its lines counted, and SHA-256 over their leaves (domain leaf_text) ascending by settlement id.
struct RangeDigest {
    IdRange range;
    long long count = 0;
    Sha256 digest{};

    bool operator==(const RangeDigest&) const = default;
};

struct GroupDigest {
    LineGroup group;
    RangeDigest all;

    bool operator==(const GroupDigest&) const = default;
};

/// A day's lines by groups and ranges, for narrowing two days down to the lines that differ; nothing of the size of a
/// day is held in memory. The lines are those of DayStore::content. Errors everywhere: store_unavailable.
class DayDigests {
public:
    virtual ~DayDigests() = default;
    virtual awaitable<Result<std::vector<GroupDigest>>> groups(DayKey key) = 0;  ///< ascending
    /// The range cut into at most `parts` ranges of about the same number of lines, with their digests; no gaps.
    virtual awaitable<Result<std::vector<RangeDigest>>> split(DayKey key, LineGroup group, IdRange range,
                                                              int parts) = 0;
    /// The digests of ranges another side has cut.
    virtual awaitable<Result<std::vector<RangeDigest>>> of(DayKey key, LineGroup group,
                                                           std::vector<IdRange> ranges) = 0;
    /// Ascending by settlement id.
    virtual awaitable<Result<std::vector<DayLine>>> lines(DayKey key, LineGroup group, IdRange range) = 0;
};

}  // namespace clearing::ports
