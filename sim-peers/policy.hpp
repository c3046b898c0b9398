#pragma once

#include "sim-peers/json.hpp"
#include "sim-peers/money.hpp"

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace clearing::peers {

using HospitalLevel = int;  ///< 3 tertiary, 2 secondary, 1 primary

/// What the pooled fund pays of the part of the year's in-scope amount up to `up_to`.
struct Segment {
    Fen up_to;
    std::map<HospitalLevel, Ratio> ratio;
};

struct CarePolicy {
    std::map<HospitalLevel, Fen> deductible;  ///< inpatient: of each stay; outpatient: of the year
    std::vector<Segment> segments;            ///< ascending by up_to; beyond the last nothing is paid
};

/// A filing a bill needs, by date (DOMAIN §2: 2018 outpatient care in Shanghai).
struct FilingRule {
    std::string from, to;               ///< yyyy-mm-dd, both included
    std::string treatment_prefix;       ///< of the treatment division
    std::string care_kind;              ///< outpatient | inpatient
    std::vector<std::string> accepted;  ///< filing types
};

struct InsurancePolicy {
    std::string insurance_type;
    CarePolicy outpatient, inpatient;
    Fen ceiling;                  ///< of the pooled fund, a year
    std::string above_component;  ///< what pays above the ceiling: hifob | hifmi | "" for nothing
    Ratio above_ratio;
    Ratio civil_servant_ratio;  ///< of what remains in scope, for civil servants
    Ratio hospital_share_of_over_limit;
    bool pays_from_account = false;
    std::map<std::string, Ratio> referral_cut;  ///< by filing type, "none" for not filed
    std::vector<FilingRule> filings;
};

struct Policy {
    std::string division, name;
    std::map<std::string, Ratio> first_self_pay;  ///< by catalog class (chrgitm_lv), as treatment side
    std::vector<InsurancePolicy> insurances;

    const InsurancePolicy* of(const std::string& insurance_type) const;
};

/// Error: which key of the policy file is missing or unreadable.
std::expected<Policy, std::string> read_policy(const Json& file);

/// The rule that refuses the bill, or nothing when it may be paid. Emergency always may.
const FilingRule* refusing_rule(const InsurancePolicy& policy, const std::string& treatment_division, bool inpatient,
                                bool emergency, const std::string& date, const std::string& filing_type);

}  // namespace clearing::peers
