#include "gateway/api/schemas.hpp"

namespace clearing::api {
namespace {

std::vector<Property> with(std::vector<Property> properties, const std::vector<Property>& more) {
    properties.insert(properties.end(), more.begin(), more.end());
    return properties;
}

/// Whose statement of which time.
const std::vector<Property> period_head{
    {"id", "text"},        {"platform", "text"},     {"counterparty", "text"}, {"counterparty_name", "text"},
    {"direction", "text"}, {"direction_zh", "text"}, {"period", "text"}};
const std::vector<Property> period_line = with(period_head, {{"days", "count"},
                                                             {"settlements", "count"},
                                                             {"cancels", "count"},
                                                             {"sums", "Split"},
                                                             {"gross", "amount"},
                                                             {"deductions", "amount"},
                                                             {"adjustments", "amount"},
                                                             {"net", "amount"},
                                                             {"carried_in_count", "count"},
                                                             {"carried_out_count", "count"},
                                                             {"control_lines", "count"},
                                                             {"control_digest", "text"},
                                                             {"made_at", "time"}});

}  // namespace

std::span<const Schema> statement_schemas() {
    static const std::vector<Schema> all{
        {"PeriodSummary", period_line},
        {"PeriodStatement", with(period_line, {{"formulas", "[text]"},
                                               {"opening", "amount"},
                                               {"closing", "amount"},
                                               {"cells", "[Cell]"},
                                               {"clearing", "[ClearedPart]"},
                                               {"additions", "[StatementAddition]"},
                                               {"carried_in", "[CarriedIn]"},
                                               {"carried_out", "[CarriedOut]"},
                                               {"by_day", "[PeriodDay]"},
                                               {"revision", "StatementRevision?"}})},
        {"MonthStatement", with(period_head, {{"state", "text"},
                                              {"days_agreed", "count"},
                                              {"missing", "[text]"},
                                              {"revision", "count?"},
                                              {"net", "amount?"},
                                              {"made_by", "text?"},
                                              {"made_at", "time?"},
                                              {"released_by", "text?"},
                                              {"released_at", "time?"}})},
        {"PeriodDay",
         {{"day", "day"},
          {"statement", "text"},
          {"state", "text"},
          {"settlements", "count"},
          {"cancels", "count"},
          {"total", "amount"},
          {"cleared", "amount"},
          {"cells", "[Cell]"},
          {"clearing", "[ClearedPart]"}}},
        {"StatementAddition",
         {{"id", "text"},
          {"kind", "text"},
          {"day", "day"},
          {"insurance_type", "text"},
          {"care", "text"},
          {"component", "text"},
          {"amount", "amount"},
          {"reason", "text"},
          {"origin", "text"},
          {"in_clearing", "flag"}}},
        {"CarriedIn",
         {{"settlement", "SettlementKey"}, {"assigned_day", "day"}, {"cleared_day", "day"}, {"amount", "amount"}}},
        {"CarriedOut",
         {{"settlement", "SettlementKey"}, {"named_on", "day"}, {"reason", "text"}, {"amount", "amount"}}},
        {"MonthTotal",
         {{"month", "text"},
          {"direction", "text"},
          {"statements", "[PeriodSummary]"},
          {"settlements", "count"},
          {"cancels", "count"},
          {"total", "amount"},
          {"net", "amount"}}},
        {"RevisionOrder", {{"reason", "text"}}},
        {"MadeRevision", {{"is_new", "flag"}, {"revision", "StatementRevision"}}},
        {"StatementRevisionList", {{"revisions", "[StatementRevision]"}}},
        {"StatementRevision",
         {{"statement", "text"},
          {"number", "count"},
          {"state", "text"},
          {"reason", "text"},
          {"net", "amount"},
          {"made_by", "text"},
          {"made_at", "time"},
          {"released_by", "text?"},
          {"released_at", "time?"},
          {"changes", "[StatementChange]"}}},
        {"StatementChange", {{"what", "text"}, {"before", "text"}, {"after", "text"}}},
    };
    return all;
}

}  // namespace clearing::api
