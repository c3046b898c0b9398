#include "gateway/services/reconciliation/day_comparison.hpp"

#include "gateway/services/reconciliation/classify.hpp"
#include "gateway/services/reconciliation/narrower.hpp"
#include "gateway/services/reconciliation/own_day_view.hpp"

#include <algorithm>

namespace clearing::reconciliation {
namespace {

using Differences = std::vector<Difference>;
using Keys = std::vector<SettlementKey>;
using Lines = std::vector<DayLine>;

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

awaitable<Result<Differences>> line_by_line(const DayWorld& world, DayKey key, const ports::Platform& platform) {
    const auto ours = co_await world.days.content(key);
    if (!ours) co_return fail(ours.error());
    std::vector<DayLine> copy = ours->lines;
    const auto theirs = co_await platform.days->details(std::move(key), std::move(copy));
    if (!theirs) co_return fail(theirs.error());
    co_return compare_lines(ours->lines, *theirs, platform.days->fields_judged());
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

/// What is not matched yet is carried, and is no difference; nor is what the platform alone lists but names a record of
/// ours in doubt: it is named at the close as such, and asked about by the platform's id (SETTLEMENT §5).
awaitable<Result<void>> keep_far_side(const DayWorld& world, DayKey key, ports::FarSideView& view, Lines& ours) {
    if (world.far_sides == nullptr) co_return Result<void>{};
    if (!view.found.empty()) {
        auto in_doubt = co_await world.far_sides->name_found(key.platform, std::move(view.found), world.clock.now());
        if (!in_doubt) co_return fail(in_doubt.error());
        std::set<SettlementId> resolved_later;
        for (const ports::FoundThere& found : *in_doubt)
            resolved_later.insert(found.their_id);
        std::erase_if(view.lines, [&](const DayLine& line) { return resolved_later.contains(line.their_id); });
    }
    const std::set<SettlementKey> not_yet(view.not_yet.begin(), view.not_yet.end());
    std::erase_if(ours, [&](const DayLine& line) { return not_yet.contains(line.key); });
    if (view.not_yet.empty()) co_return Result<void>{};
    co_return co_await world.far_sides->carry_on(std::move(key), std::move(view.not_yet));
}

/// Lines of the day that we have carried out of it: the platform's totals count them by their setl_time.
bool counts_carried_ones(const ports::DayContent& content, ClearingDay day) {
    return std::ranges::any_of(content.carried, [day](const ports::CarriedRecord& carried) {
        return carried.assigned_day == day && !is_unresolved(carried.state);
    });
}

/// The platform tells line by line what it knows of the far side (SETTLEMENT §5, three parties with the hub).
awaitable<Result<Comparison>> ask_about_far_side(const DayWorld& world, DayKey key, const ports::Platform& platform,
                                                 ports::DayContent content, ports::TotalsAnswer told) {
    Lines asked_about = content.lines;
    auto view = co_await platform.days->far_side_view(key, std::move(asked_about));
    if (!view) co_return fail(view.error());
    const bool is_explained = !view->not_yet.empty() || !view->found.empty() || counts_carried_ones(content, key.day);
    auto kept = co_await keep_far_side(world, std::move(key), *view, content.lines);
    if (!kept) co_return fail(kept.error());
    Comparison comparison;
    comparison.differences = compare_lines(content.lines, view->lines, platform.days->fields_judged());
    comparison.disputed = keys_of(comparison.differences);
    if (!told.equal && comparison.differences.empty() && !is_explained)
        // No line explains it: said, so that a person looks; no line is held back for it.
        comparison.differences.push_back({DifferenceKind::details_total, {}, "", "", told.note});
    co_return comparison;
}

/// Left as it is where it is agreed.
awaitable<Result<void>> mark_reconciling(const DayWorld& world, DayKey key) {
    co_return co_await world.days.set_state(std::move(key), DayState::reconciling, world.clock.now());
}

/// Its messages name each line of ours, so all of them are read.
awaitable<Result<Comparison>> compare_with_third_party(const DayWorld& world, DayKey key,
                                                       const ports::Platform& platform) {
    auto content = co_await world.days.content(key);
    if (!content) co_return fail(content.error());
    DayTotals totals;
    totals.key = key;
    std::vector<DayLine> lines = content->lines;
    auto answer = co_await platform.days->compare_totals(std::move(totals), std::move(lines));
    if (!answer) co_return fail(answer.error());
    const bool is_equal = answer->equal;
    Comparison comparison;
    if (!is_equal || !content->late.empty()) {
        const auto noted = co_await mark_reconciling(world, key);
        if (!noted) co_return fail(noted.error());
        auto asked =
            co_await ask_about_far_side(world, std::move(key), platform, std::move(*content), std::move(*answer));
        if (!asked) co_return asked;
        comparison = std::move(*asked);
    }
    comparison.is_equal = is_equal;
    co_return comparison;
}

awaitable<Result<Comparison>> compare_with_partner(const DayWorld& world, DayKey key, const ports::Platform& platform) {
    auto totals = co_await world.days.totals(key);
    if (!totals) co_return fail(totals.error());
    std::vector<DayLine> no_lines;
    const auto answer = co_await platform.days->compare_totals(std::move(*totals), std::move(no_lines));
    if (!answer) co_return fail(answer.error());
    if (answer->equal) co_return Comparison{};
    const auto noted = co_await mark_reconciling(world, key);
    if (!noted) co_return fail(noted.error());
    auto comparison = co_await compare_unequal(world, std::move(key), platform);
    if (comparison) comparison->is_equal = false;
    co_return comparison;
}

awaitable<Result<Comparison>> compare_records(const DayWorld& world, DayKey key, const ports::Platform& platform) {
    if (platform.days->counts_by_settlement_time()) return compare_with_third_party(world, std::move(key), platform);
    return compare_with_partner(world, std::move(key), platform);
}

}  // namespace

std::set<SettlementKey> keys_of(const std::vector<Difference>& differences) {
    std::set<SettlementKey> keys;
    for (const Difference& difference : differences)
        keys.insert(difference.settlement);
    return keys;
}

awaitable<Result<Comparison>> compare_unequal(const DayWorld& world, DayKey key, const ports::Platform& platform) {
    auto piece_by_piece = co_await narrowed(world, key, platform);
    if (!piece_by_piece) co_return fail(piece_by_piece.error());
    Differences found;
    if (*piece_by_piece) {
        found = std::move(**piece_by_piece);
    } else {
        auto all = co_await line_by_line(world, key, platform);
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
    comparison.disputed = keys_of(comparison.differences);
    co_return comparison;
}

awaitable<Result<Comparison>> compare_day(const DayWorld& world, DayKey key, const ports::Platform& platform) {
    auto comparison = co_await compare_records(world, key, platform);
    if (!comparison) co_return comparison;
    const auto details = co_await compare_details(world, std::move(key), *comparison);
    if (!details) co_return fail(details.error());
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
