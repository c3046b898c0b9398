#pragma once

#include "gateway/ports/day_digests.hpp"
#include "gateway/ports/digest.hpp"

#include <map>
#include <span>
#include <vector>

namespace clearing::tests {

/// A day's lines by group, each beside its leaf: what the digests in memory are made of. `digest` outlives it.
class DigestShelf {
public:
    explicit DigestShelf(const ports::Digest& digest) : digest_(digest) {}

    /// In any order; two lines of one id are both kept.
    void add(const ports::LineGroup& group, DayLine line);

    std::vector<ports::GroupDigest> groups();
    std::vector<ports::RangeDigest> split(const ports::LineGroup& group, const ports::IdRange& range, int parts);
    std::vector<ports::RangeDigest> of(const ports::LineGroup& group, const std::vector<ports::IdRange>& ranges);
    std::vector<DayLine> lines(const ports::LineGroup& group, const ports::IdRange& range);

private:
    struct Entry {
        DayLine line;
        Sha256 leaf{};
    };
    struct Group {
        std::vector<Entry> entries;
        bool is_sorted = false;
    };

    std::span<const Entry> within(const ports::LineGroup& group, const ports::IdRange& range);
    ports::RangeDigest digest_of(const ports::IdRange& range, std::span<const Entry> entries) const;

    const ports::Digest& digest_;
    std::map<ports::LineGroup, Group> groups_;
};

/// A day that is nothing but its lines, whichever day is asked for.
class ShelfDayDigests final : public ports::DayDigests {
public:
    explicit ShelfDayDigests(const ports::Digest& digest) : shelf(digest) {}

    ports::awaitable<Result<std::vector<ports::GroupDigest>>> groups(DayKey) override { co_return shelf.groups(); }
    ports::awaitable<Result<std::vector<ports::RangeDigest>>> split(DayKey, ports::LineGroup group,
                                                                    ports::IdRange range, int parts) override {
        co_return shelf.split(group, range, parts);
    }
    ports::awaitable<Result<std::vector<ports::RangeDigest>>> of(DayKey, ports::LineGroup group,
                                                                 std::vector<ports::IdRange> ranges) override {
        co_return shelf.of(group, ranges);
    }
    ports::awaitable<Result<std::vector<DayLine>>> lines(DayKey, ports::LineGroup group,
                                                         ports::IdRange range) override {
        co_return shelf.lines(group, range);
    }

    DigestShelf shelf;
};

}  // namespace clearing::tests
