#include "tests/support/memory_day_digests.hpp"

#include "tests/support/digest_shelf.hpp"

namespace clearing::tests {

using ports::awaitable;

awaitable<Result<DigestShelf>> MemoryDayDigests::shelf_of(DayKey key) {
    auto content = co_await days_.content(std::move(key));
    if (!content) co_return fail(content.error());
    DigestShelf shelf(digest_);
    for (DayLine& line : content->lines) {
        const ports::LineGroup group{line.key.treatment_division, books_.records.at(line.no).insured_division,
                                     line.insurance_type, line.sign};
        shelf.add(group, std::move(line));
    }
    co_return shelf;
}

awaitable<Result<std::vector<ports::GroupDigest>>> MemoryDayDigests::groups(DayKey key) {
    auto shelf = co_await shelf_of(std::move(key));
    if (!shelf) co_return fail(shelf.error());
    co_return shelf->groups();
}

awaitable<Result<std::vector<ports::RangeDigest>>> MemoryDayDigests::split(DayKey key, ports::LineGroup group,
                                                                           ports::IdRange range, int parts) {
    auto shelf = co_await shelf_of(std::move(key));
    if (!shelf) co_return fail(shelf.error());
    co_return shelf->split(group, range, parts);
}

awaitable<Result<std::vector<ports::RangeDigest>>> MemoryDayDigests::of(DayKey key, ports::LineGroup group,
                                                                        std::vector<ports::IdRange> ranges) {
    auto shelf = co_await shelf_of(std::move(key));
    if (!shelf) co_return fail(shelf.error());
    co_return shelf->of(group, ranges);
}

awaitable<Result<std::vector<DayLine>>> MemoryDayDigests::lines(DayKey key, ports::LineGroup group,
                                                                ports::IdRange range) {
    auto shelf = co_await shelf_of(std::move(key));
    if (!shelf) co_return fail(shelf.error());
    co_return shelf->lines(group, range);
}

}  // namespace clearing::tests
