#pragma once

#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/statement_additions.hpp"

namespace clearing::statements {

/// The books' adjustments as statements list them: what clears on a day, one day after the other. One whose line waits
/// is in none, as its line; it comes with it.
class AdjustmentAdditions final : public ports::StatementAdditions {
public:
    explicit AdjustmentAdditions(ports::Adjustments& adjustments) : adjustments_(adjustments) {}

    ports::awaitable<Result<std::vector<StatementAddition>>> of(PairKey pair, Period period) override;

private:
    ports::Adjustments& adjustments_;
};

}  // namespace clearing::statements
