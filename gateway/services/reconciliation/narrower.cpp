#include "gateway/services/reconciliation/narrower.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include <fmt/format.h>

namespace clearing::reconciliation {
namespace {

using ports::IdRange;
using ports::LineGroup;
using ports::LinesAsked;
using ports::RangeDigest;
using Pairs = std::vector<RangePair>;

/// The lines that are missing on the other side stand among the larger count.
long long lines_in(const RangePair& pair) {
    return std::max(pair.ours.count, pair.theirs.count);
}

std::vector<IdRange> ranges_of(std::span<const RangeDigest> digests) {
    std::vector<IdRange> ranges;
    for (const RangeDigest& digest : digests)
        ranges.push_back(digest.range);
    return ranges;
}

void append(std::vector<GroupedLine>& found, const LineGroup& group, std::vector<DayLine> lines) {
    for (DayLine& line : lines)
        found.push_back({group, std::move(line)});
}

}  // namespace

struct Narrower::Run {
    DayKey key;
    LinesThatDiffer found;
    long long looked_at = 0;  ///< lines compared one by one so far
};

awaitable<Result<LinesThatDiffer>> Narrower::run(DayKey key) {
    Run run{std::move(key), {}};
    const auto ours = co_await ours_.groups(run.key);
    if (!ours) co_return fail(ours.error());
    const auto theirs = co_await theirs_.groups(run.key);
    if (!theirs) co_return fail(theirs.error());
    for (const GroupPair& group : differing_groups(*ours, *theirs, digest_.sha256({}))) {
        const auto narrowed = co_await narrow(run, group);
        if (!narrowed) co_return fail(narrowed.error());
    }
    co_return std::move(run.found);
}

/// Level by level, so that a level's ranges go in few questions.
awaitable<Result<void>> Narrower::narrow(Run& run, const GroupPair& group) {
    Pairs level{group.all};
    int parts = limits_.fanout.first;
    while (!level.empty()) {
        Pairs to_compare, to_cut;
        for (const RangePair& pair : level) {
            const NextLook next = next_look(pair, limits_.fanout);
            if (next == NextLook::lines) to_compare.push_back(pair);
            if (next == NextLook::cut) to_cut.push_back(pair);
        }
        const auto compared = co_await compare(run, group.group, to_compare);
        if (!compared) co_return fail(compared.error());
        auto narrower = co_await cut(run, group.group, to_cut, parts);
        if (!narrower) co_return fail(narrower.error());
        level = std::move(*narrower);
        parts = limits_.fanout.further;
    }
    co_return Result<void>{};
}

awaitable<Result<Pairs>> Narrower::cut(Run& run, const LineGroup& group, const Pairs& pairs, int parts) {
    std::vector<RangeDigest> ours;
    Pairs uncut;  // lines of one id alone: they cannot be parted
    for (const RangePair& pair : pairs) {
        const int wanted = parts_of(pair.ours.count, parts, limits_.fanout);
        const auto cut = co_await ours_.split(run.key, group, pair.ours.range, wanted);
        if (!cut) co_return fail(cut.error());
        if (cut->size() < 2)
            uncut.push_back(pair);
        else
            ours.insert(ours.end(), cut->begin(), cut->end());
    }
    const auto compared = co_await compare(run, group, uncut);
    if (!compared) co_return fail(compared.error());

    Pairs narrower;
    for (std::size_t begin = 0; begin < ours.size(); begin += ports::DayView::most_ranges) {
        const std::span<const RangeDigest> asked =
            std::span(ours).subspan(begin, std::min(ports::DayView::most_ranges, ours.size() - begin));
        std::vector<IdRange> ranges = ranges_of(asked);
        const auto theirs = co_await theirs_.of(run.key, group, std::move(ranges));
        if (!theirs) co_return fail(theirs.error());
        for (std::size_t i = 0; i < asked.size(); ++i)
            if (const RangePair pair{asked[i], (*theirs)[i]}; !pair.is_equal()) narrower.push_back(pair);
    }
    co_return narrower;
}

awaitable<Result<void>> Narrower::compare(Run& run, const LineGroup& group, const Pairs& pairs) {
    for (std::size_t begin = 0; begin < pairs.size(); begin += ports::DayView::most_line_ranges) {
        const std::span<const RangePair> batch =
            std::span(pairs).subspan(begin, std::min(ports::DayView::most_line_ranges, pairs.size() - begin));
        std::vector<DayLine> ours;
        LinesAsked asked{group, {}, {}};
        for (const RangePair& pair : batch) {
            run.looked_at += lines_in(pair);
            // Before they are read: nothing of the size of a day is held.
            if (run.looked_at > limits_.most_lines)
                co_return fail(ErrorCode::over_limit,
                               fmt::format("more than {} lines would have to be compared", limits_.most_lines));
            if (pair.theirs.count > 0) asked.ranges.push_back(pair.ours.range);
            if (pair.ours.count == 0) continue;
            auto lines = co_await ours_.lines(run.key, group, pair.ours.range);
            if (!lines) co_return fail(lines.error());
            ours.insert(ours.end(), std::make_move_iterator(lines->begin()), std::make_move_iterator(lines->end()));
        }
        auto theirs = co_await their_lines(run, std::move(asked));
        if (!theirs) co_return fail(theirs.error());
        drop_equal_lines(ours, *theirs);
        append(run.found.ours, group, std::move(ours));
        append(run.found.theirs, group, std::move(*theirs));
    }
    co_return Result<void>{};
}

awaitable<Result<std::vector<DayLine>>> Narrower::their_lines(const Run& run, LinesAsked asked) {
    std::vector<DayLine> all;
    if (asked.ranges.empty()) co_return all;
    while (true) {
        auto page = co_await theirs_.lines(run.key, asked);
        if (!page) co_return fail(page.error());
        all.insert(all.end(), std::make_move_iterator(page->lines.begin()), std::make_move_iterator(page->lines.end()));
        if (!page->more) co_return all;
        // What came beyond the counts it told: a list that does not end is not followed.
        if (static_cast<long long>(all.size()) > limits_.most_lines || page->lines.empty())
            co_return fail(ErrorCode::over_limit, "the partner's lines do not end");
        asked.after = all.back().key.settlement;
    }
}

}  // namespace clearing::reconciliation
