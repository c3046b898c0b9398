#pragma once

#include "tests/simulation/wire.hpp"

#include <deque>
#include <string>
#include <vector>

namespace clearing::simulation {

/// Adjustments as one side of the border keeps them, written from SETTLEMENT.md: what was taken in stays in the book,
/// on its day, whatever becomes of its settlement; of a settlement that is undone nothing stands any more.
class AdjustmentBook {
public:
    struct Kept {
        AdjustmentRow row;
        std::string insurance;
        bool inpatient = false;
        std::string day;
    };

    /// Named alike: origin, reason, bearer.
    const Kept* find(const AdjustmentRow& row) const;
    void add(Kept kept) { kept_.push_back(std::move(kept)); }
    /// What the row's reason may move of a component at most; `booked`: of the settlement.
    std::int64_t most(const AdjustmentRow& row, int component, std::int64_t booked) const;
    /// What they add to what clears, beside the lines; ascending, without zeros.
    std::vector<ClearedCell> cells_of(const std::string& day) const;
    const std::deque<Kept>& rows() const { return kept_; }

private:
    std::deque<Kept> kept_;
};

bool is_named_alike(const AdjustmentRow& left, const AdjustmentRow& right);
constexpr bool lowers(AdjustedBy reason) {
    return reason == AdjustedBy::deduction || reason == AdjustedBy::dispute_lost;
}
constexpr bool is_dispute(AdjustedBy reason) {
    return reason == AdjustedBy::dispute_lost || reason == AdjustedBy::dispute_won;
}
/// What it adds to what is owed of a component.
std::int64_t effect_of(const AdjustmentRow& row, int component);
std::string words_of(const AdjustmentRow& row);

}  // namespace clearing::simulation
