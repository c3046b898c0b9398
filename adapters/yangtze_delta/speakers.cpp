#include "adapters/yangtze_delta/speakers.hpp"

#include "adapters/yangtze_delta/divisions.hpp"

namespace clearing::yangtze_delta {

Result<void> check_divisions(const Partner& partner, const DivisionCode& own_region,
                             const DivisionCode& treatment_division, const DivisionCode& insured_division) {
    if (!belongs_to(treatment_division, partner.region))
        return fail(ErrorCode::treatment_division_not_allowed, {}, {"treatment_division"});
    if (!belongs_to(insured_division, own_region))
        return fail(ErrorCode::unknown_region, "the insured division is not of this region", {"insured_division"});
    return {};
}

}  // namespace clearing::yangtze_delta
