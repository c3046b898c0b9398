#include "sim-peers/policy.hpp"

#include <algorithm>
#include <stdexcept>

namespace clearing::peers {
namespace {

/// Thrown inside this file only; read_policy turns it into a value.
[[noreturn]] void unreadable(const std::string& key) {
    throw std::invalid_argument(key + " is missing or unreadable");
}

Fen fen(const Json& json, const std::string& key) {
    const auto value = read_fen(json.text(key));
    if (!value || *value < Fen{}) unreadable(key);
    return *value;
}

Ratio ratio(const Json& value, const std::string& key) {
    const auto read = read_ratio(value.text());
    if (!read || *read < Ratio{0} || *read > Ratio{10000}) unreadable(key);
    return *read;
}

Ratio optional_ratio(const Json& json, const std::string& key) {
    return json.has(key) ? ratio(json[key], key) : Ratio{0};
}

CarePolicy read_care(const Json& json, const std::string& key) {
    if (!json.is_object()) unreadable(key);
    CarePolicy care;
    for (const auto& [level, amount] : json["deductible"].members()) {
        care.deductible[std::stoi(level)] = fen(json["deductible"], level);
    }
    for (const auto& row : json["segments"].items()) {
        Segment segment{fen(row, "up_to"), {}};
        for (const auto& [level, value] : row["ratio"].members()) {
            segment.ratio[std::stoi(level)] = ratio(value, key + " ratio");
        }
        if (segment.ratio.empty()) unreadable(key + " ratio");
        if (!care.segments.empty() && segment.up_to <= care.segments.back().up_to) unreadable(key + " up_to");
        care.segments.push_back(std::move(segment));
    }
    if (care.segments.empty()) unreadable(key + " segments");
    return care;
}

FilingRule read_filing(const Json& json) {
    FilingRule rule{json.text("from"), json.text("to"), json.text("treatment"), json.text("care"), {}};
    for (const auto& type : json["accepted"].items())
        rule.accepted.push_back(type.text());
    return rule;
}

InsurancePolicy read_insurance(const Json& json) {
    InsurancePolicy policy;
    policy.insurance_type = json.text("insutype");
    if (policy.insurance_type.empty()) unreadable("insutype");
    policy.outpatient = read_care(json["outpatient"], "outpatient");
    policy.inpatient = read_care(json["inpatient"], "inpatient");
    policy.ceiling = fen(json, "ceiling");
    policy.above_component = json["above"].text("component");
    policy.above_ratio = optional_ratio(json["above"], "ratio");
    policy.civil_servant_ratio = optional_ratio(json, "civil_servant_ratio");
    policy.hospital_share_of_over_limit = optional_ratio(json, "hospital_share_of_over_limit");
    policy.pays_from_account = json["account"].truth();
    for (const auto& [filing, points] : json["referral_cut"].members()) {
        policy.referral_cut[filing] = ratio(points, "referral_cut");
    }
    for (const auto& rule : json["filing_required"].items())
        policy.filings.push_back(read_filing(rule));
    return policy;
}

}  // namespace

const InsurancePolicy* Policy::of(const std::string& insurance_type) const {
    const auto found = std::ranges::find(insurances, insurance_type, &InsurancePolicy::insurance_type);
    return found == insurances.end() ? nullptr : &*found;
}

std::expected<Policy, std::string> read_policy(const Json& file) {
    try {
        Policy policy{file.text("division"), file.text("name"), {}, {}};
        if (policy.division.size() != 6) unreadable("division");
        for (const auto& [level, value] : file["first_self_pay"].members()) {
            policy.first_self_pay[level] = ratio(value, "first_self_pay");
        }
        for (const auto& row : file["insurances"].items())
            policy.insurances.push_back(read_insurance(row));
        return policy;
    } catch (const std::logic_error& error) {
        return std::unexpected(std::string(error.what()));
    }
}

const FilingRule* refusing_rule(const InsurancePolicy& policy, const std::string& treatment_division, bool inpatient,
                                bool emergency, const std::string& date, const std::string& filing_type) {
    if (emergency) return nullptr;
    for (const auto& rule : policy.filings) {
        const bool applies = treatment_division.starts_with(rule.treatment_prefix) && date >= rule.from &&
                             date <= rule.to && (rule.care_kind == "inpatient") == inpatient;
        if (applies && std::ranges::find(rule.accepted, filing_type) == rule.accepted.end()) return &rule;
    }
    return nullptr;
}

}  // namespace clearing::peers
