#include "gateway/services/routing/policy.hpp"

#include "gateway/services/routing/read_policy.hpp"
#include "gateway/services/tables/codes.hpp"
#include "gateway/services/tables/period.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace clearing::routing {
namespace {

constexpr std::array<std::string_view, 4> filing_types{"residence", "referral", "emergency", "other"};

struct FilingRule {
    Direction direction{};
    PlatformName platform;
    std::string treatment_prefix, insured_prefix;  ///< "" is any
    CareSetting care{};
    std::string insurance_type;  ///< "*" is any
    tables::Period period;
    bool no_filing_needed = false;
    std::vector<std::string> accepted, not_payable;
    std::string source;

    bool covers(const CareFacts& facts) const {
        return direction == facts.direction && care == facts.care && platform == facts.platform &&
               facts.treatment_division.text.starts_with(treatment_prefix) &&
               facts.insured_division.text.starts_with(insured_prefix) &&
               (insurance_type == "*" || insurance_type == facts.insurance_type.text) &&
               period.contains(facts.governing_date);
    }

    /// Which of two covering rules is the closer one.
    auto closeness() const { return std::tuple(treatment_prefix.size(), insured_prefix.size(), insurance_type != "*"); }
};

/// A row whose `care` names a yes or a no: accepted says one of two words.
struct SwitchRule {
    Direction direction{};
    PlatformName platform;
    std::string treatment_prefix, insured_prefix;
    tables::Period period;
    bool on = false;

    bool covers(const CancelFacts& facts) const {
        return direction == facts.direction && platform == facts.platform &&
               facts.treatment_division.text.starts_with(treatment_prefix) &&
               facts.insured_division.text.starts_with(insured_prefix) && period.contains(facts.today);
    }
    auto closeness() const { return std::tuple(treatment_prefix.size(), insured_prefix.size()); }
};

/// A word of `care` that is a switch, and what `accepted` says of it.
struct SwitchWords {
    std::string_view care, on, off, about;
};
constexpr SwitchWords cancel_reversal{"cancel_reversal", "allowed", "refused", "a cancel's reversal"};
constexpr SwitchWords institution_confirmation{"institution_confirmation", "waited_for", "not_waited_for",
                                               "an institution's confirmation"};

/// The closest of the covering rules; null: none covers.
template <class Rule, class Facts>
const Rule* closest_of(const std::vector<Rule>& rules, const Facts& facts) {
    const Rule* best = nullptr;
    for (const Rule& rule : rules)
        if (rule.covers(facts) && (best == nullptr || rule.closeness() > best->closeness())) best = &rule;
    return best;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
    return std::ranges::find(words, word) != words.end();
}

/// The types a rule names; finds the unknown ones.
std::vector<std::string> read_types(const tables::Row& row, std::string_view column, tables::Findings& findings) {
    auto types = tables::words_of(row[column]);
    for (const std::string& type : types)
        if (std::ranges::find(filing_types, type) == filing_types.end())
            findings.add(row.where(), fmt::format("unknown filing type '{}'", type));
    return types;
}

std::optional<FilingRule> read_rule(const tables::Row& row, tables::Findings& findings) {
    const auto direction = direction_named(row["direction"]);
    const auto care = care_setting_named(row["care"]);
    const auto period = tables::read_period(row, findings);
    if (!direction) findings.add(row.where(), fmt::format("unknown direction '{}'", row["direction"]));
    if (!care) findings.add(row.where(), fmt::format("unknown care setting '{}'", row["care"]));
    for (const std::string_view column : {"treatment_prefix", "insured_prefix"})
        if (!tables::is_prefix(row[column]))
            findings.add(row.where(), fmt::format("'{}' is not a division prefix", row[column]));
    if (!direction || !care || !period) return std::nullopt;

    FilingRule rule{*direction,
                    PlatformName(row["platform"]),
                    tables::read_prefix(row["treatment_prefix"]),
                    tables::read_prefix(row["insured_prefix"]),
                    *care,
                    row["insurance_type"],
                    *period,
                    row["accepted"] == "none",
                    {},
                    {},
                    row["source"]};
    if (!rule.no_filing_needed) rule.accepted = read_types(row, "accepted", findings);
    rule.not_payable = read_types(row, "not_payable", findings);
    if (!rule.no_filing_needed && rule.accepted.empty())
        findings.add(row.where(), "a rule accepts some filing type, or says none is needed");
    for (const std::string& type : rule.not_payable)
        if (contains(rule.accepted, type))
            findings.add(row.where(), fmt::format("{} is accepted and not payable at once", type));
    return rule;
}

std::optional<SwitchRule> read_switch(const tables::Row& row, const SwitchWords& words, tables::Findings& findings) {
    const auto direction = direction_named(row["direction"]);
    const auto period = tables::read_period(row, findings);
    if (!direction) findings.add(row.where(), fmt::format("unknown direction '{}'", row["direction"]));
    for (const std::string_view column : {"treatment_prefix", "insured_prefix"})
        if (!tables::is_prefix(row[column]))
            findings.add(row.where(), fmt::format("'{}' is not a division prefix", row[column]));
    const std::string verdict(row["accepted"]);
    if (verdict != words.on && verdict != words.off)
        findings.add(row.where(), fmt::format("{} is {} or {}, not '{}'", words.about, words.on, words.off, verdict));
    if (row["insurance_type"] != "*")
        findings.add(row.where(), fmt::format("{} is ruled for all insurance types alike", words.about));
    if (!direction || !period) return std::nullopt;
    return SwitchRule{*direction,
                      PlatformName(row["platform"]),
                      tables::read_prefix(row["treatment_prefix"]),
                      tables::read_prefix(row["insured_prefix"]),
                      *period,
                      verdict == words.on};
}

bool is_valid_on(const Filing& filing, Date day) {
    const auto begin = Date::parse(std::string_view(filing.begin_date).substr(0, 10));
    const auto end = Date::parse(std::string_view(filing.end_date).substr(0, 10));
    const bool begun = filing.begin_date.empty() || (begin && *begin <= day);
    const bool ended = !filing.end_date.empty() && (!end || *end < day);
    return begun && !ended;
}

/// The filing types the person has on the governing date; an emergency counts as one.
std::vector<std::string> types_held(const CareFacts& facts) {
    std::vector<std::string> types;
    if (facts.emergency) types.emplace_back("emergency");
    for (const Filing& filing : facts.filings)
        if (is_valid_on(filing, facts.governing_date)) types.push_back(filing.type);
    return types;
}

class TablePolicy final : public FilingPolicy {
public:
    TablePolicy(std::vector<FilingRule> rules, std::vector<SwitchRule> cancels, std::vector<SwitchRule> confirmations)
        : rules_(std::move(rules)), cancels_(std::move(cancels)), confirmations_(std::move(confirmations)) {}

    bool may_reverse_cancel(const CancelFacts& facts) const override { return is_on(cancels_, facts); }
    bool waits_for_institutions(const CancelFacts& facts) const override { return is_on(confirmations_, facts); }

    Result<void> judge(const CareFacts& facts) const override {
        const FilingRule* rule = closest_of(rules_, facts);
        if (rule == nullptr)
            return fail(ErrorCode::not_loaded,
                        fmt::format("no filing rule is in force for {} {} care of {} in {} on {}", facts.platform.text,
                                    name_of(facts.care), facts.insured_division.text, facts.treatment_division.text,
                                    facts.governing_date.to_text()));
        if (rule->no_filing_needed) return {};
        const auto held = types_held(facts);
        if (std::ranges::any_of(held, [&](const auto& type) { return contains(rule->accepted, type); })) return {};
        for (const std::string& type : held)
            if (contains(rule->not_payable, type))
                return fail(ErrorCode::not_payable_by_policy,
                            fmt::format("a {} filing is not paid by the fund for insurance type {}: {}", type,
                                        facts.insurance_type.text, rule->source));
        return fail(ErrorCode::filing_required,
                    fmt::format("one of {} is needed on {}: {}", fmt::join(rule->accepted, ", "),
                                facts.governing_date.to_text(), rule->source));
    }

private:
    static bool is_on(const std::vector<SwitchRule>& switches, const CancelFacts& facts) {
        const SwitchRule* rule = closest_of(switches, facts);
        return rule != nullptr && rule->on;
    }

    std::vector<FilingRule> rules_;
    std::vector<SwitchRule> cancels_, confirmations_;
};

}  // namespace

std::shared_ptr<const FilingPolicy> read_policy(const std::string& policies, tables::Findings& findings) {
    const auto table = tables::Table::read("policies.tsv", policies, policy_columns, findings);
    tables::check_history(
        table, {"direction", "platform", "treatment_prefix", "insured_prefix", "care", "insurance_type"}, findings);
    std::vector<FilingRule> rules;
    std::vector<SwitchRule> cancels, confirmations;
    for (const tables::Row& row : table.rows()) {
        if (row["care"] == cancel_reversal.care) {
            if (auto rule = read_switch(row, cancel_reversal, findings)) cancels.push_back(std::move(*rule));
        } else if (row["care"] == institution_confirmation.care) {
            if (auto rule = read_switch(row, institution_confirmation, findings))
                confirmations.push_back(std::move(*rule));
        } else if (auto rule = read_rule(row, findings)) {
            rules.push_back(std::move(*rule));
        }
    }
    return std::make_shared<TablePolicy>(std::move(rules), std::move(cancels), std::move(confirmations));
}

Result<std::shared_ptr<const FilingPolicy>> FilingPolicy::load(const std::string& policies) {
    tables::Findings findings;
    auto policy = read_policy(policies, findings);
    if (!findings.empty()) return fail(tables::to_error(findings));
    return policy;
}

}  // namespace clearing::routing
