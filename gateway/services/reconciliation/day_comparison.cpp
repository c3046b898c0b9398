#include "gateway/services/reconciliation/day_comparison.hpp"

#include "gateway/services/reconciliation/classify.hpp"
#include "gateway/services/reconciliation/narrower.hpp"
#include "gateway/services/reconciliation/own_day_view.hpp"

#include <algorithm>

namespace clearing::reconciliation {
namespace {

using Differences = std::vector<Difference>;
using Keys = std::vector<SettlementKey>;

/// Nothing: the partner cannot be narrowed with.
awaitable<Result<std::optional<Differences>>> narrowed(const DayWorld& world, DayKey key,
                                                       const ports::Platform& platform) {
    ports::DayView* view = platform.days->view();
    if (view == nullptr || world.digests == nullptr) co_return std::nullopt;
    Narrower narrower(*world.digests, *view, world.digest);
    const auto lines = co_await narrower.run(std::move(key));
    if (!lines && lines.error().code == ErrorCode::unknown_transaction) co_return std::nullopt;
    if (!lines) co_return fail(lines.error());
    co_return classify(*lines, platform.days->fields_judged());
}

awaitable<Result<Differences>> line_by_line(DayKey key, const ports::Platform& platform, std::vector<DayLine> ours) {
    std::vector<DayLine> copy = ours;
    const auto theirs = co_await platform.days->details(std::move(key), std::move(copy));
    if (!theirs) co_return fail(theirs.error());
    co_return compare_lines(ours, *theirs, platform.days->fields_judged());
}

awaitable<Result<States>> our_states(const DayWorld& world, DayKey key, Keys keys) {
    States states;
    if (world.settlements == nullptr) co_return states;
    for (const SettlementKey& asked : keys) {
        const auto record = co_await world.settlements->find_by_key(asked, key.direction);
        if (!record) co_return fail(record.error());
        states.emplace(asked, state_of(asked, *record));
    }
    co_return states;
}

awaitable<Result<States>> their_states(DayKey key, ports::DayView* view, Keys keys) {
    States states;
    if (view == nullptr) co_return states;
    for (std::size_t begin = 0; begin < keys.size(); begin += ports::DayView::most_keys) {
        const auto from = keys.begin() + static_cast<std::ptrdiff_t>(begin);
        const std::size_t count = std::min(ports::DayView::most_keys, keys.size() - begin);
        Keys asked(from, from + static_cast<std::ptrdiff_t>(count));
        auto told = co_await view->states(key, std::move(asked));
        if (!told && told.error().code == ErrorCode::unknown_transaction) co_return states;
        if (!told) co_return fail(told.error());
        for (ports::LineState& state : *told)
            states.emplace(state.key, std::move(state));
    }
    co_return states;
}

}  // namespace

awaitable<Result<Comparison>> compare_unequal(const DayWorld& world, DayKey key, const ports::Platform& platform,
                                              std::vector<DayLine> ours) {
    auto piece_by_piece = co_await narrowed(world, key, platform);
    if (!piece_by_piece) co_return fail(piece_by_piece.error());
    Differences found;
    if (*piece_by_piece) {
        found = std::move(**piece_by_piece);
    } else {
        auto all = co_await line_by_line(key, platform, std::move(ours));
        if (!all) co_return fail(all.error());
        found = std::move(*all);
    }
    Keys unknown_here = missing(found, DifferenceKind::missing_here);
    const auto here = co_await our_states(world, key, std::move(unknown_here));
    if (!here) co_return fail(here.error());
    Keys unknown_there = missing(found, DifferenceKind::missing_there);
    const auto there = co_await their_states(key, platform.days->view(), std::move(unknown_there));
    if (!there) co_return fail(there.error());

    Comparison comparison;
    comparison.differences = explained(std::move(found), key.day, *here, *there);
    for (const Difference& difference : comparison.differences)
        comparison.disputed.insert(difference.settlement);
    co_return comparison;
}

awaitable<Result<void>> compare_details(const DayWorld& world, DayKey key, Comparison& comparison) {
    if (world.details == nullptr) co_return Result<void>{};
    const auto differing = co_await world.details->differing(std::move(key));
    if (!differing) co_return fail(differing.error());
    for (const ports::DetailTotal& one : *differing)
        comparison.differences.push_back({DifferenceKind::details_total, one.key, one.settlement.to_yuan(),
                                          one.details.to_yuan(), "total of the settlement, sum of its fee lines"});
    co_return Result<void>{};
}

}  // namespace clearing::reconciliation
