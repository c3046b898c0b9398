#include "gateway/domain/fee_line.hpp"

#include <algorithm>

namespace clearing {

ScopeSplit split_line(Decimal count, Decimal unit_price, Money amount, std::optional<Decimal> price_ceiling,
                      Decimal first_self_pay_ratio, bool full_self_pay) {
    if (amount.is_negative())
        return -split_line(-count, unit_price, -amount, price_ceiling, first_self_pay_ratio, full_self_pay);
    ScopeSplit split;
    if (full_self_pay) {
        split.full_self_pay = amount;
        return split;
    }
    if (price_ceiling && unit_price > *price_ceiling) {
        // The fen of rounding that law F allows must not make the part over the ceiling negative.
        const Money over = amount - line_amount(count, *price_ceiling);
        if (!over.is_negative()) split.over_limit = over;
    }
    const Money below_ceiling = amount - split.over_limit;
    split.first_self_pay = share_of(below_ceiling, first_self_pay_ratio);
    split.in_scope = below_ceiling - split.first_self_pay;
    return split;
}

}  // namespace clearing
