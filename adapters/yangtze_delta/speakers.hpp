#pragma once

#include "adapters/yangtze_delta/partner.hpp"
#include "gateway/domain/result.hpp"

namespace clearing::yangtze_delta {

/// SETTLEMENT §5, who may speak: as caller a partner names a treatment division of its own and an insured division of
/// ours. Errors: treatment_division_not_allowed, unknown_region.
Result<void> check_divisions(const Partner& partner, const DivisionCode& own_region,
                             const DivisionCode& treatment_division, const DivisionCode& insured_division);

}  // namespace clearing::yangtze_delta
