#include "gateway/api/difference_routes.hpp"

#include "gateway/api/route_table.hpp"
#include "gateway/api/shared_parameters.hpp"
#include "gateway/domain/difference_case.hpp"

namespace clearing::api {
namespace {

std::vector<std::string_view> difference_kinds() {
    std::vector<std::string_view> names;
    for (const StepRule& rule : step_rules())
        names.push_back(name_of(rule.kind));
    return names;
}

std::vector<Property> case_properties() {
    return {{"no", "count"},
            {"kind", "text"},
            {"kind_zh", "text"},
            {"settlement", "SettlementKey"},
            {"ours", "text"},
            {"theirs", "text"},
            {"note", "text"},
            {"platform", "text"},
            {"counterparty", "text"},
            {"counterparty_name", "text"},
            {"direction", "text"},
            {"direction_zh", "text"},
            {"day", "day"},
            {"insured_region", "text"},
            {"insured_region_name", "text"},
            {"treatment_region", "text"},
            {"treatment_region_name", "text"},
            {"state", "text"},
            {"state_zh", "text"},
            {"step", "text"},
            {"step_zh", "text"},
            {"attempts", "count"},
            {"next_try_at", "time?"},
            {"owner", "text?"},
            {"assigned_by", "text?"},
            {"turn", "text?"},
            {"opened_by", "text"},
            {"opened_at", "time"},
            {"age_days", "count"},
            {"due", "day?"},
            {"overdue", "flag"},
            {"ended_by", "text?"},
            {"ended_at", "time?"},
            {"outcome", "text?"},
            {"voucher", "text?"}};
}

std::vector<Property> case_with_notes() {
    std::vector<Property> properties = case_properties();
    properties.push_back({"notes", "[CaseNote]"});
    return properties;
}

}  // namespace

std::vector<Route> found_difference_routes() {
    return {
        {"GET",
         "/differences",
         {},
         "Differences found by the closes; without a day, of the newest 60 days",
         {shared::day,
          shared::direction,
          shared::platform,
          shared::counterparty,
          {"format", "", {"json", "csv"}},
          shared::bom},
         "",
         "DifferenceList",
         list_differences},
    };
}

std::span<const Route> difference_routes() {
    static const std::vector<Route> table{
        {"POST",
         "/days/{platform}/{counterparty}/{direction}/{day}/reconcile",
         Role::maker,
         "Compare a closed or agreed day with the other side once more; what was agreed stays",
         {},
         "",
         "Reconciled",
         reconcile_day},
        {"POST",
         "/days/{platform}/{counterparty}/{direction}/{day}/reconciliations",
         Role::maker,
         "The same as long work: the job tells its steps and ends with what was found",
         {},
         "",
         "Job",
         start_reconciling,
         202},
        {"GET",
         "/cases",
         {},
         "Cases of lines that differ, by number, a page at a time",
         {{"state", "state of the case", {"trying", "open", "settled", "resolved"}},
          {"day", "clearing day, 2018-10-16"},
          {"kind", "kind of difference", difference_kinds()},
          {"owner", "who it is assigned to"},
          {"after", "page: the `next` of the page before"},
          {"limit", "at most so many, 1 to 1000; default 100"},
          {"format", "", {"json", "csv"}},
          {"bom", "csv with a byte order mark, for spreadsheets", {"true", "false"}}},
         "",
         "CaseList",
         list_cases},
        {"GET", "/cases/{no}", {}, "One case with its notes", {}, "", "CaseWithNotes", get_case},
        {"POST",
         "/cases/{no}/assign",
         Role::maker,
         "To a user of this daemon; away from the daemon's own step",
         {},
         "CaseAssignment",
         "Case",
         assign_case},
        {"POST",
         "/cases/{no}/notes",
         Role::maker,
         "Write a note; none is ever changed",
         {},
         "NewCaseNote",
         "NotedCase",
         note_case},
        {"POST",
         "/cases/{no}/resolve",
         Role::checker,
         "End it; with an adjustment only by another person than who owns, assigned or opened it",
         {},
         "CaseResolution",
         "Case",
         resolve_case},
    };
    return table;
}

std::span<const Schema> difference_schemas() {
    static const std::vector<Schema> all{
        {"Case", case_properties()},
        {"CaseWithNotes", case_with_notes()},
        {"CaseList", {{"cases", "[Case]"}, {"next", "text?"}}},
        {"CaseNote", {{"at", "time"}, {"author", "text"}, {"text", "text"}}},
        {"CaseAssignment", {{"owner", "text"}}},
        {"NewCaseNote", {{"text", "text"}}},
        {"NotedCase", {{"no", "count"}}},
        {"CaseResolution", {{"reason", "text"}, {"adjustment", "CaseAdjustment"}}},
        {"CaseAdjustment", {{"lowers", "flag"}, {"bearer", "text"}, {"amounts", "AmountsByComponent"}}},
        {"KindCount", {{"kind", "text"}, {"kind_zh", "text"}, {"lines", "count"}}},
        {"Reconciled",
         {{"platform", "text"},
          {"counterparty", "text"},
          {"counterparty_name", "text"},
          {"direction", "text"},
          {"direction_zh", "text"},
          {"day", "day"},
          {"insured_region", "text"},
          {"insured_region_name", "text"},
          {"treatment_region", "text"},
          {"treatment_region_name", "text"},
          {"equal", "flag"},
          {"kinds", "[KindCount]"},
          {"cases_opened", "count"},
          {"cases_settled", "count"}}},
    };
    return all;
}

}  // namespace clearing::api
