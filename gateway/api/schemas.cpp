#include "gateway/api/schemas.hpp"

#include "gateway/api/calendar.hpp"
#include "gateway/api/difference_routes.hpp"
#include "gateway/api/money.hpp"
#include "gateway/api/prefund.hpp"
#include "gateway/api/schedule.hpp"

namespace clearing::api {
namespace {

std::vector<Property> and_more(std::vector<Property> properties, const std::vector<Property>& more) {
    properties.insert(properties.end(), more.begin(), more.end());
    return properties;
}

const std::vector<Property> settlement_line{
    {"id", "text"},
    {"kind", "text"},
    {"direction", "text"},
    {"care", "text"},
    {"platform", "text"},
    {"treatment_division", "text"},
    {"insured_division", "text"},
    {"counterparty", "text"},
    {"institution", "text"},
    {"institution_name", "text"},
    {"insurance_type", "text"},
    {"state", "text"},
    {"state_zh", "text"},
    {"total", "amount"},
    {"fund_total", "amount"},
    {"account", "amount"},
    {"cash", "amount"},
    {"day", "day?"},
    {"cleared_day", "day?"},
    {"settled_at", "text"},
    {"opened_at", "time"},
};

const std::vector<Property> day_key{{"platform", "text"},          {"counterparty", "text"},
                                    {"counterparty_name", "text"}, {"direction", "text"},
                                    {"direction_zh", "text"},      {"day", "day"},
                                    {"insured_region", "text"},    {"insured_region_name", "text"},
                                    {"treatment_region", "text"},  {"treatment_region_name", "text"}};

/// `receivable` stands on visitors' statements, `payable` on residents'.
const std::vector<Property> statement_line = and_more(day_key, {
                                                                   {"id", "text"},
                                                                   {"state", "text"},
                                                                   {"state_zh", "text"},
                                                                   {"formula", "Formula"},
                                                                   {"made_at", "time"},
                                                                   {"settlements", "count"},
                                                                   {"cancels", "count"},
                                                                   {"sums", "Split"},
                                                                   {"receivable", "amount"},
                                                                   {"payable", "amount"},
                                                                   {"by_earlier_agreements", "amount"},
                                                                   {"balances", "flag"},
                                                                   {"left_out_count", "count"},
                                                                   {"difference_count", "count"},
                                                               });

const std::vector<Property> day_line =
    and_more(day_key, {{"state", "text"}, {"state_zh", "text"}, {"changed_at", "time"}});

const std::vector<Property> cell{{"insurance_type", "text"}, {"insurance", "text"}, {"care", "text"},
                                 {"settlements", "count"},   {"cancels", "count"},  {"sums", "Split"}};

const std::vector<Property> difference{{"kind", "text"}, {"kind_zh", "text"}, {"settlement", "SettlementKey"},
                                       {"ours", "text"}, {"theirs", "text"},  {"note", "text"}};

/// Of the books and the daemon; those of the tables' change control stand in mapping_schemas.cpp.
std::vector<Schema> all_schemas() {
    std::vector<Schema> all{
        {"Failure", {{"error", "Error"}}},
        {"Error",
         {{"code", "text"},
          {"name", "text"},
          {"zh", "text"},
          {"en", "text"},
          {"detail", "text"},
          {"fields", "[text]"}}},
        {"SettlementKey", {{"treatment_division", "text"}, {"id", "text"}}},
        {"Funds",
         {{"hifp", "amount"},
          {"cvlserv", "amount"},
          {"hifes", "amount"},
          {"hifmi", "amount"},
          {"hifob", "amount"},
          {"maf", "amount"},
          {"hifdm", "amount"},
          {"oth", "amount"}}},
        {"Scope",
         {{"full_self_pay", "amount"}, {"over_limit", "amount"}, {"first_self_pay", "amount"}, {"in_scope", "amount"}}},
        {"Split",
         {{"total", "amount"},
          {"funds", "Funds"},
          {"fund_total", "amount"},
          {"account", "amount"},
          {"mutual_aid", "amount"},
          {"cash", "amount"},
          {"person_total", "amount"},
          {"hospital", "amount"},
          {"scope", "Scope"}}},

        {"SettlementSummary", settlement_line},
        {"SettlementList", {{"settlements", "[SettlementSummary]"}, {"next", "text?"}}},
        {"Settlement", and_more(settlement_line, {{"changed_at", "time"},         {"peer", "text"},
                                                  {"med_type", "text"},           {"infno", "text"},
                                                  {"message", "Message"},         {"our_message", "text"},
                                                  {"reverse_message", "text"},    {"key", "SettlementKey"},
                                                  {"their_id", "text"},           {"visit", "text"},
                                                  {"their_visit", "text"},        {"bill", "text"},
                                                  {"original_id", "text?"},       {"claimed_total", "amount"},
                                                  {"reverse_remembered", "flag"}, {"error", "Error?"},
                                                  {"person", "MaskedPerson"},     {"split", "Split"},
                                                  {"payments", "[FundPayment]"},  {"translations", "[Translation]"}})},
        {"Message", {{"peer", "text"}, {"id", "text"}}},
        {"MaskedPerson", {{"name", "text"}, {"certificate_last_four", "text"}}},
        {"Translation",
         {{"kind", "text"},
          {"from", "text"},
          {"to", "text"},
          {"original_code", "text"},
          {"original_name", "text"},
          {"code", "text"},
          {"name", "text"},
          {"map_version", "text"},
          {"map_row", "text"}}},
        {"FundPayment", {{"type", "text"}, {"name", "text"}, {"amount", "amount"}}},

        {"DaySummary", day_line},
        {"DayList", {{"days", "[DaySummary]"}}},
        {"Day", and_more(day_line, {{"cells", "[Cell]"},
                                    {"carried", "[Carried]"},
                                    {"late", "[SettlementKey]"},
                                    {"differences", "[Difference]"},
                                    {"trial_balance", "[BalanceLine]"},
                                    {"statement_id", "text?"}})},
        {"Cell", cell},
        {"Carried",
         {{"settlement", "SettlementKey"},
          {"state", "text"},
          {"state_zh", "text"},
          {"assigned_day", "day?"},
          {"claimed_total", "amount"}}},
        {"Difference", difference},
        {"DifferenceOfDay", and_more(difference, day_key)},
        {"DifferenceList", {{"differences", "[DifferenceOfDay]"}}},
        {"BalanceLine",
         {{"account", "text"},
          {"account_zh", "text"},
          {"component", "text"},
          {"component_zh", "text"},
          {"debits", "amount"},
          {"credits", "amount"}}},

        {"StatementSummary", statement_line},
        {"StatementList", {{"statements", "[StatementSummary]"}, {"months", "[MonthStatement]"}}},
        {"Statement", and_more(statement_line, {{"cells", "[ClearedCell]"},
                                                {"clearing", "[ClearedPart]"},
                                                {"trial_balance", "TrialBalance"},
                                                {"left_out", "[LeftOut]"},
                                                {"late", "[Late]"},
                                                {"differences", "[Difference]"}})},
        {"Formula", {{"id", "text"}, {"components", "[text]"}}},
        {"ClearedCell", and_more(cell, {{"cleared", "amount"}})},
        {"ClearedPart", {{"insurance_type", "text"}, {"care", "text"}, {"component", "text"}, {"amount", "amount"}}},
        {"TrialBalance", {{"lines", "[BalanceLine]"}, {"components", "[ComponentBalance]"}}},
        {"ComponentBalance",
         {{"component", "text"}, {"debits", "amount"}, {"credits", "amount"}, {"balanced", "flag"}}},
        {"LeftOut", {{"settlement", "SettlementKey"}, {"reason", "text"}, {"amount", "amount"}}},
        {"Late", {{"settlement", "SettlementKey"}, {"assigned_day", "day"}}},

        {"Status",
         {{"version", "text"},
          {"region", "text"},
          {"started_at", "time"},
          {"business_time", "time"},
          {"business_clock", "text"},
          {"schema_version", "count"},
          {"mapping_version", "text"},
          {"mapping_version_due", "text?"},
          {"schedule", "text"},
          {"backlog", "Backlog"}}},
        {"Backlog",
         {{"awaiting_answer", "count"},
          {"in_doubt", "count"},
          {"reversing", "count"},
          {"oldest_unresolved", "time?"},
          {"doubts_past_alarm", "count"},
          {"oldest_doubt", "time?"},
          {"outbox", "count"},
          {"parked", "count"},
          {"alarms", "count"}}},
        {"PeerList", {{"peers", "[Peer]"}}},
        {"Peer",
         {{"name", "text"},
          {"platform", "text"},
          {"region", "text"},
          {"role", "text"},
          {"addresses", "[text]"},
          {"in_flight", "count"},
          {"forwarding", "flag?"},
          {"last_answer", "time?"},
          {"last_failure", "time?"},
          {"last_failure_reason", "text"}}},
        {"CertificateList", {{"certificates", "[Certificate]"}}},
        {"Certificate",
         {{"name", "text"},
          {"region", "text"},
          {"role", "text"},
          {"fingerprint", "text"},
          {"not_after", "time"},
          {"days_left", "count"},
          {"alarm", "flag"}}},
        {"AlarmList", {{"alarms", "[Alarm]"}}},
        {"Alarm",
         {{"no", "count"},
          {"raised_at", "time"},
          {"kind", "text"},
          {"subject", "text"},
          {"settlement_id", "text"},
          {"text", "text"}}},
        {"Acknowledgement", {{"no", "count"}, {"by", "text"}, {"at", "time"}}},
        {"DoubtList", {{"doubts", "[Doubt]"}, {"owed_undoings", "[OwedUndoing]"}}},
        {"OwedUndoing",
         {{"settlement_id", "text"},
          {"platform", "text"},
          {"other_side", "text"},
          {"total", "amount"},
          {"since", "time"},
          {"age_seconds", "count"},
          {"came_to_nothing", "count"},
          {"given_up", "flag"}}},
        {"Doubt",
         {{"settlement_id", "text"},
          {"kind", "text"},
          {"state", "text"},
          {"state_zh", "text"},
          {"platform", "text"},
          {"other_side", "text"},
          {"direction", "text"},
          {"total", "amount"},
          {"since", "time"},
          {"age_seconds", "count"},
          {"asked", "count"},
          {"next_question_at", "time"},
          {"last_answer", "text"},
          {"owner", "text"},
          {"alarmed", "flag"},
          {"reversal_order", "ReversalOrder?"}}},
        {"ReversalReason", {{"reason", "text"}}},
        {"ReversalOrder",
         {{"no", "count"},
          {"settlement_id", "text"},
          {"settlement_state", "text"},
          {"settlement_state_zh", "text"},
          {"reason", "text"},
          {"ordered", "Signature"},
          {"released", "Signature?"},
          {"withdrawn", "Signature?"}}},
        {"OutboxList", {{"outbox", "[OutboxRow]"}}},
        {"OutboxRow",
         {{"no", "count"},
          {"settlement_id", "text"},
          {"peer", "text"},
          {"state", "text"},
          {"attempts", "count"},
          {"last_failure", "text"},
          {"queued_at", "time"},
          {"next_try_at", "time"}}},
        {"ResumeOrder", {{"no", "count"}, {"peer", "text"}}},
        {"Resumed", {{"resumed", "count"}}},
        {"ForwardingList", {{"forwarding", "[Forwarding]"}}},
        {"Forwarding", {{"peer", "text"}, {"on", "flag"}, {"changed_by", "text"}, {"changed_at", "time?"}}},
        {"ForwardingOrder", {{"peer", "text"}, {"on", "flag"}}},
        {"AuditList", {{"events", "[AuditEvent]"}}},
        {"AuditEvent", {{"at", "time"}, {"event", "text"}, {"actor", "text"}, {"subject", "text"}, {"detail", "text"}}},
        {"ClockAdvance", {{"to", "time"}}},
        {"Clock", {{"business_time", "time"}}},
    };
    const auto take_in = [&all](const auto& more) { all.insert(all.end(), more.begin(), more.end()); };
    take_in(mapping_schemas());
    take_in(reconciliation_schemas());
    take_in(money_schemas());
    take_in(prefund_schemas());
    take_in(difference_schemas());
    take_in(statement_schemas());
    take_in(calendar_schemas());
    take_in(schedule_schemas());
    return all;
}

}  // namespace

std::span<const Schema> schemas() {
    static const std::vector<Schema> all = all_schemas();
    return all;
}

}  // namespace clearing::api
