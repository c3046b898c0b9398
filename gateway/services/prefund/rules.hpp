#pragma once

#include "gateway/domain/prefund.hpp"
#include "gateway/domain/prefund_hold.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/services/routing/business_kind.hpp"
#include "gateway/services/tables/findings.hpp"
#include "gateway/services/tables/prefix_map.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::prefund {

/// The header of prefund_rules.tsv.
inline const std::vector<std::string> rule_columns{"rule",     "prefix", "care",   "valid_from",
                                                   "valid_to", "value",  "source", "reviewed_by"};

/// Which days tell how fast a prefund is used up, and how near its end is an alarm.
struct ForecastRule {
    int days = 0;
    bool working = false;  ///< only working days count, before today and after it
    int alarm_within = 0;  ///< calendar days
};

/// prefund_rules.tsv: every number the prefund is judged by, as dated rows (DOMAIN §2); its deadlines stand in
/// deadlines.tsv. Which day decides: the business day for limits and alarms, the first day of the year for its size.
class Rules {
public:
    /// Finds: an unknown rule, a value that is none of the rule's, a care kind where the rule has none, a bad prefix or
    /// date, overlap or gap in dates.
    static std::shared_ptr<const Rules> read(std::string_view text, tables::Findings& findings);
    /// Error: invalid_value naming file, line and fault.
    static Result<std::shared_ptr<const Rules>> load(std::string_view text);
    /// Of a version that was made before this table was: everything is allowed, and no level changes.
    static std::shared_ptr<const Rules> without_rows() { return std::make_shared<const Rules>(); }

    /// Without a row: allow.
    AtLimit at_limit(const DivisionCode& counterparty, routing::BusinessKind care, Date on) const;
    std::chrono::seconds retry_after(const DivisionCode& counterparty, Date on) const;

    /// Nothing: a mark has no row in force, and no level changes.
    std::optional<PrefundMarks> marks(const DivisionCode& counterparty, Date on) const;

    // Error: not_loaded, a row is not in force.
    Result<UsageRule> usage(const DivisionCode& counterparty, Date on) const;
    Result<ForecastRule> forecast(const DivisionCode& counterparty, Date on) const;
    Result<Decimal> size_factor(const DivisionCode& counterparty, int year) const;

private:
    const std::string* find(std::string_view rule, std::string_view care, const DivisionCode& counterparty,
                            Date on) const;
    Result<int> number(std::string_view rule, const DivisionCode& counterparty, Date on) const;

    std::map<std::string, tables::PrefixMap<std::string>> by_rule_and_care_;
};

}  // namespace clearing::prefund
