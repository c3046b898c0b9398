#include "tests/simulation/adjustment_book.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace clearing::simulation {

bool is_named_alike(const AdjustmentRow& left, const AdjustmentRow& right) {
    return left.origin == right.origin && left.reason == right.reason && left.is_suspended == right.is_suspended;
}

std::int64_t effect_of(const AdjustmentRow& row, int component) {
    const auto found = row.fen.find(component);
    if (found == row.fen.end()) return 0;
    return lowers(row.reason) ? -found->second : found->second;
}

std::string words_of(const AdjustmentRow& row) {
    std::string text = fmt::format("{} {} of {}{}", name_of(row.reason), row.origin, row.settlement,
                                   row.is_suspended ? ", suspended" : "");
    for (const auto& [component, fen] : row.fen)
        text += fmt::format(" {}:{}", component, fen);
    return text;
}

const AdjustmentBook::Kept* AdjustmentBook::find(const AdjustmentRow& row) const {
    const auto found = std::ranges::find_if(kept_, [&](const Kept& kept) { return is_named_alike(kept.row, row); });
    return found == kept_.end() ? nullptr : &*found;
}

std::int64_t AdjustmentBook::most(const AdjustmentRow& row, int component, std::int64_t booked) const {
    std::int64_t owed = booked, taken = 0;
    for (const Kept& kept : kept_) {
        if (kept.row.settlement != row.settlement) continue;
        const std::int64_t effect = effect_of(kept.row, component);
        owed += effect;
        const bool is_same_kind = is_dispute(kept.row.reason) == is_dispute(row.reason);
        if (is_same_kind && kept.row.is_suspended == row.is_suspended) taken -= effect;
    }
    return lowers(row.reason) ? owed : taken;
}

std::vector<ClearedCell> AdjustmentBook::cells_of(const std::string& day) const {
    std::map<std::tuple<std::string, bool, int>, std::int64_t> sums;
    for (const Kept& kept : kept_)
        if (kept.day == day)
            for (const auto& [component, fen] : kept.row.fen)
                sums[{kept.insurance, kept.inpatient, component}] += effect_of(kept.row, component);
    std::vector<ClearedCell> cells;
    for (const auto& [cell, fen] : sums)
        if (fen != 0) cells.push_back({std::get<0>(cell), std::get<1>(cell), std::get<2>(cell), fen});
    return cells;
}

}  // namespace clearing::simulation
