#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/person.hpp"
#include "gateway/domain/result.hpp"

#include <memory>
#include <string>
#include <vector>

namespace clearing::routing {

/// What a filing rule is judged on, at quote and settle, never before (SETTLEMENT §5).
struct CareFacts {
    Direction direction{};
    PlatformName platform;
    DivisionCode treatment_division, insured_division;
    CareSetting care{};
    InsuranceType insurance_type;
    bool emergency = false;
    std::vector<Filing> filings;
    Date governing_date;  ///< discharge (inpatient) or settlement date
};

/// What the rules of reversing booked cancels and of institutions' confirmations are judged on.
struct CancelFacts {
    Direction direction{};
    PlatformName platform;
    DivisionCode treatment_division, insured_division;
    Date today;
};

/// Filing rules, and whether a booked cancel may itself be reversed, as dated rows (DOMAIN §2): policies.tsv.
class FilingPolicy {
public:
    static Result<std::shared_ptr<const FilingPolicy>> load(const std::string& policies);
    virtual ~FilingPolicy() = default;

    /// Errors: filing_required; not_payable_by_policy with the rule's source in the detail.
    virtual Result<void> judge(const CareFacts& facts) const = 0;

    /// No row in force: it may not (interface/README: provinces differ; decision 0011).
    virtual bool may_reverse_cancel(const CancelFacts& facts) const = 0;

    /// Whether visitors' lines clear only once their institution has confirmed them; no row in force: they do not wait,
    /// for hospitals confirm later (care institution_confirmation: waited_for or not_waited_for; decision 0020).
    virtual bool waits_for_institutions(const CancelFacts& facts) const = 0;
};

}  // namespace clearing::routing
