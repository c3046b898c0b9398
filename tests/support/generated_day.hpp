#pragma once

#include "gateway/ports/day_digests.hpp"
#include "gateway/ports/digest.hpp"

#include <map>
#include <vector>

namespace clearing::tests {

/// One side's view of a day of very many lines, held cheaply: of each line its number and its leaf (40 bytes). A line
/// is made of its number when it is asked for; a number of `changed` has one fen more in its account and one less in
/// cash.
class GeneratedDay final : public ports::DayDigests {
public:
    explicit GeneratedDay(const ports::Digest& digest) : digest_(digest) {}

    static ports::LineGroup group_of(long long number);  ///< four of them, in turn
    static DayLine line_of(long long number);

    /// Ascending; every number once.
    void add(long long number, bool is_changed = false);
    long long count() const;

    ports::awaitable<Result<std::vector<ports::GroupDigest>>> groups(DayKey) override;
    ports::awaitable<Result<std::vector<ports::RangeDigest>>> split(DayKey, ports::LineGroup group,
                                                                    ports::IdRange range, int parts) override;
    ports::awaitable<Result<std::vector<ports::RangeDigest>>> of(DayKey, ports::LineGroup group,
                                                                 std::vector<ports::IdRange> ranges) override;
    ports::awaitable<Result<std::vector<DayLine>>> lines(DayKey, ports::LineGroup group, ports::IdRange range) override;

    /// Lines handed out one by one so far: what narrowing could not avoid.
    long long lines_told = 0;

private:
    struct Group {
        std::vector<long long> numbers;  ///< changed ones are negative; ascending without their sign
        std::vector<Sha256> leaves;
    };
    struct Span {
        std::size_t begin = 0, end = 0;
    };
    Span within(const Group& group, const ports::IdRange& range) const;
    ports::RangeDigest digest_of(const Group& group, const ports::IdRange& range, Span span) const;

    const ports::Digest& digest_;
    std::map<ports::LineGroup, Group> groups_;
    Group nothing_;
};

}  // namespace clearing::tests
