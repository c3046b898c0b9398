#pragma once

#include "sim-peers/policy.hpp"
#include "sim-peers/split.hpp"

namespace clearing::peers {

/// What one bill asks of the benefit engine.
struct BenefitQuestion {
    Scope scope;
    bool inpatient = false;
    HospitalLevel level = 3;
    std::string filing = "none";  ///< residence | referral | emergency | other | none
    bool civil_servant = false;
    bool use_account = false;
};

/// What the person used before this bill, this year.
struct YearSoFar {
    Fen deductible_paid;      ///< outpatient
    Fen outpatient_in_scope;  ///< above the deductible
    Fen inpatient_in_scope;   ///< above the deductibles
    Fen pooled_fund;
    Fen account_balance;

    bool operator==(const YearSoFar&) const = default;
};

/// In-scope amount → deductible → segments by hospital level → ceiling → referral cut → account → cash.
/// Laws A–E hold exactly, for every policy and every non-negative scope that adds up.
Split compute_benefit(const InsurancePolicy& policy, const BenefitQuestion& question, const YearSoFar& year);

/// The year after a settlement of this split (sign +1) or after its undoing (sign -1).
void apply(YearSoFar& year, const Split& split, bool inpatient, int sign);

/// Names the parts of a split by the national dictionary (law E). `resident` picks the residents' pooled fund.
std::vector<FundPart> parts_of(const Split& split, bool resident);

}  // namespace clearing::peers
