#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/fee_line.hpp"

#include <span>
#include <vector>

namespace clearing {

/// What the lines of a bill come to: all that travels of them in real time (SETTLEMENT §4).
struct BillTotals {
    long long lines = 0;
    std::vector<CategoryTotal> categories;  ///< ascending by med_chrgitm_type

    bool operator==(const BillTotals&) const = default;
};

BillTotals totals_of(std::span<const FeeLine> lines);

Money amount_of(const BillTotals& totals);
ScopeSplit scope_of(const BillTotals& totals);

}  // namespace clearing
