#include "gateway/services/reconciliation/own_day_view.hpp"

#include <iterator>

namespace clearing::reconciliation {
namespace {

using ports::IdRange;
using ports::LineState;

LineState::State told_state(SettlementState state) {
    switch (state) {
        case SettlementState::booked:
            return LineState::State::booked;
        case SettlementState::cancelled:
            return LineState::State::cancelled;
        case SettlementState::refused:
            return LineState::State::refused;
        case SettlementState::reversed:
            return LineState::State::reversed;
        default:
            return LineState::State::in_progress;
    }
}

/// What of the ranges comes after a page's last line.
std::vector<IdRange> rest_of(const ports::LinesAsked& asked) {
    std::vector<IdRange> rest;
    for (IdRange range : asked.ranges) {
        if (!range.until.empty() && range.until <= asked.after) continue;
        if (range.after < asked.after) range.after = asked.after;
        rest.push_back(std::move(range));
    }
    return rest;
}

}  // namespace

DayLine line_of(const SettlementRecord& record) {
    DayLine line;
    line.key = record.key;
    line.no = record.no;
    line.sign = record.kind == SettlementKind::settle ? 1 : -1;
    line.insurance_type = record.insurance_type;
    line.care = record.care;
    line.clearing_type = record.answer.clearing_type;
    line.split = record.answer.split;
    line.split.payments.clear();
    line.assigned_day = record.assigned_day.value_or(ClearingDay{});
    line.their_id = record.their_id;
    line.their_visit = record.their_visit;
    return line;
}

LineState state_of(const SettlementKey& key, const std::optional<SettlementRecord>& record) {
    LineState state;
    state.key = key;
    if (!record) return state;
    state.state = told_state(record->state);
    state.assigned_day = record->assigned_day;
    state.cleared_day = record->cleared_day;
    state.insured_division = record->insured_division;
    const bool is_line = state.state == LineState::State::booked || state.state == LineState::State::cancelled;
    if (is_line) state.line = line_of(*record);
    return state;
}

awaitable<Result<std::vector<ports::GroupDigest>>> OwnDayView::groups(DayKey key) {
    return digests_.groups(std::move(key));
}

awaitable<Result<std::vector<ports::RangeDigest>>> OwnDayView::of(DayKey key, ports::LineGroup group,
                                                                  std::vector<IdRange> ranges) {
    return digests_.of(std::move(key), std::move(group), std::move(ranges));
}

awaitable<Result<ports::LinesPage>> OwnDayView::lines(DayKey key, ports::LinesAsked asked) {
    constexpr auto page_size = static_cast<long long>(lines_of_a_page);
    ports::LinesPage page;
    const std::vector<IdRange> ranges = rest_of(asked);
    const auto counted = co_await digests_.of(key, asked.group, ranges);
    if (!counted) co_return fail(counted.error());
    for (const ports::RangeDigest& counts : *counted) {
        if (counts.count == 0) continue;
        page.more = static_cast<long long>(page.lines.size()) >= page_size;
        if (page.more) break;
        IdRange range = counts.range;
        if (counts.count > page_size) {
            const int parts = static_cast<int>((counts.count + page_size - 1) / page_size);
            const auto cut = co_await digests_.split(key, asked.group, range, parts);
            if (!cut) co_return fail(cut.error());
            range = cut->front().range;
            page.more = cut->size() > 1;
        }
        auto lines = co_await digests_.lines(key, asked.group, range);
        if (!lines) co_return fail(lines.error());
        page.lines.insert(page.lines.end(), std::make_move_iterator(lines->begin()),
                          std::make_move_iterator(lines->end()));
        if (page.more) break;
    }
    co_return page;
}

awaitable<Result<std::vector<LineState>>> OwnDayView::states(DayKey key, std::vector<SettlementKey> keys) {
    std::vector<LineState> states;
    for (const SettlementKey& asked : keys) {
        const auto record = co_await settlements_.find_by_key(asked, key.direction);
        if (!record) co_return fail(record.error());
        states.push_back(state_of(asked, *record));
    }
    co_return states;
}

}  // namespace clearing::reconciliation
