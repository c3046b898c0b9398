#include "gateway/api/calendar.hpp"
#include "gateway/api/difference_routes.hpp"
#include "gateway/api/money.hpp"
#include "gateway/api/route.hpp"
#include "gateway/api/schedule.hpp"
#include "gateway/services/translation/kinds.hpp"

namespace clearing::api {
namespace {

const Parameter state{
    "state",
    "state of the settlement",
    {"refused", "awaiting_answer", "not_sent", "in_doubt", "booked", "reversing", "reversed", "cancelled"}};
const Parameter day{"day", "clearing day, 2018-10-16"};
const Parameter direction{"direction",
                          "visitor: insured elsewhere, treated here; resident_away: the other way",
                          {"visitor", "resident_away"}};
const Parameter platform{"platform", "name of a platform of the configuration"};
const Parameter counterparty{"counterparty", "division code of the clearing counterparty"};
const Parameter limit{"limit", "at most so many, 1 to 1000; default 100"};
const Parameter after{"after", "page: the `next` of the page before"};
const Parameter bom{"bom", "csv with a byte order mark, for spreadsheets", {"true", "false"}};

std::vector<std::string_view> kind_names() {
    std::vector<std::string_view> names;
    for (const translation::KindTraits& kind : translation::kind_traits)
        names.push_back(kind.name);
    return names;
}

const Parameter code_kind{"kind", "what the codes name", kind_names(), true};
const Parameter from{"from", "vocabulary of the source codes; default local", {"local", "national", "delta"}};
const Parameter to{"to", "vocabulary of the target codes; default national", {"local", "national", "delta"}};
const Parameter outbox_state{"state", "state of the row; default: all", {"pending", "parked", "done", "withdrawn"}};
const Parameter days{"days", "the newest so many days, 1 to 366; default 30"};

/// Of the daemon and its books. What stands on a desk of its own is declared beside that desk.
std::vector<Route> own_routes() {
    return {
        {"GET", "/status", {}, "The daemon and its backlog", {}, "", "Status", get_status},
        {"GET",
         "/settlements",
         {},
         "Settlements by id, a page at a time; nobody named",
         {state, day, direction, platform, counterparty, after, limit, {"format", "", {"json", "csv"}}, bom},
         "",
         "SettlementList",
         list_settlements},
        {"GET", "/settlements/{id}", {}, "One settlement, the person masked", {}, "", "Settlement", get_settlement},
        {"GET", "/days", {}, "Clearing days, newest first", {day}, "", "DayList", list_days},
        {"GET",
         "/days/{platform}/{counterparty}/{direction}/{day}",
         {},
         "One clearing day: totals, carried and late lines, differences, trial balance",
         {},
         "",
         "Day",
         get_day},
        {"POST",
         "/days/{platform}/{counterparty}/{direction}/{day}/close",
         Role::maker,
         "Close the day, reconcile it with the other side and make its statement; repeating takes it up again",
         {},
         "",
         "Statement",
         close_day},
        {"GET", "/statements", {}, "Statements, newest day first", {day}, "", "StatementList", list_statements},
        {"GET",
         "/statements/{id}",
         {},
         "One statement",
         {{"format", "", {"json", "csv", "text"}}, bom},
         "",
         "Statement",
         get_statement},
        {"GET",
         "/differences",
         {},
         "Differences found by the closes; without a day, of the newest 60 days",
         {day, direction, platform, counterparty, {"format", "", {"json", "csv"}}, bom},
         "",
         "DifferenceList",
         list_differences},
        {"POST",
         "/mapping/imports",
         Role::maker,
         "Put a sheet (CSV: UTF-8 or GB18030) over the version in force: a new version, in force only once activated",
         {code_kind,
          from,
          to,
          {"valid_from", "first day of the rows; required where the sheet has no dates"},
          {"complete", "the sheet is the whole catalog: codes it lacks end", {"true", "false"}},
          {"origin", "the text the rows were taken from; required where the sheet has none"}},
         "text/csv",
         "Job",
         import_mapping,
         202},
        {"POST",
         "/mapping/sets",
         Role::maker,
         "Keep a whole set of tables as a version",
         {},
         "TableSet",
         "Job",
         import_mapping_set,
         202},
        {"GET",
         "/mapping/versions",
         {},
         "All versions, newest first, with their makers and when they are in force",
         {},
         "",
         "MappingVersionList",
         list_mapping_versions},
        {"GET",
         "/mapping/versions/{version}/diff",
         {},
         "What the version changes, file by file and row by row",
         {{"against", "another version; default: the one in force"},
          {"limit", "at most so many rows a file, 1 to 1000; default 100"}},
         "",
         "MappingDiff",
         diff_mapping},
        {"POST",
         "/mapping/versions/{version}/dry-run",
         {},
         "Which settlements of the newest days it would have changed, and by how much money",
         {days},
         "",
         "Job",
         dry_run_mapping,
         202},
        {"POST",
         "/mapping/versions/{version}/activate",
         Role::checker,
         "Put it in force: another person than its maker, today at once or from the begin of a later day",
         {{"on", "first day; default today"}},
         "",
         "Job",
         activate_mapping,
         202},
        {"POST",
         "/mapping/rollback",
         Role::checker,
         "Put the version before in force again, at once; what is planned is withdrawn",
         {},
         "",
         "MadeActivation",
         roll_back_mapping},
        {"POST",
         "/mapping/coverage",
         {},
         "Per platform and kind: how many codes in use are mapped, the dearest unmapped ones, suggestions by name",
         {days, {"shown", "unmapped codes shown of each, 0 to 1000; default 20"}},
         "",
         "Job",
         cover_mapping,
         202},
        {"GET",
         "/mapping/lookup",
         {},
         "The row in force for a code on a day, or what is done with it without one",
         {code_kind,
          {"code", "as the source writes it", {}, true},
          from,
          to,
          {"on", "day; default today"},
          {"version", "default: the one in force"}},
         "",
         "MappingLookup",
         look_up_mapping},
        {"GET",
         "/mapping/replay/{settlement}",
         {},
         "A settlement made again with the version it was made with",
         {},
         "",
         "MappingReplay",
         replay_mapping},
        {"GET",
         "/mapping/gaps",
         {},
         "Codes that had no row when somebody needed one, most money first",
         {},
         "",
         "MappingGapList",
         list_mapping_gaps},
        {"GET", "/mapping/jobs/{id}", {}, "Long work: how far it is, what it found", {}, "", "Job", get_mapping_job},
        {"GET", "/peers", {}, "The other sides as this process knows them", {}, "", "PeerList", get_peers},
        {"GET",
         "/certificates",
         {},
         "Certificates and revocation list, with their ends",
         {},
         "",
         "CertificateList",
         get_certificates},
        {"GET",
         "/doubts",
         {},
         "Open outcomes, oldest first: since when, who asks, how often, when again",
         {limit},
         "",
         "DoubtList",
         list_doubts},
        {"GET",
         "/outbox",
         {},
         "What is told to other sides later (fee lines), newest first",
         {outbox_state, limit},
         "",
         "OutboxList",
         list_outbox},
        {"POST",
         "/outbox/resume",
         Role::operator_,
         "Parked rows are sent again, from now: one by its number, or all of a peer",
         {},
         "ResumeOrder",
         "Resumed",
         resume_outbox},
        {"GET",
         "/forwarding",
         {},
         "Whether what is not real time is sent, per peer",
         {},
         "",
         "ForwardingList",
         list_forwarding},
        {"POST",
         "/forwarding",
         Role::operator_,
         "Switch it on or off for a peer; what waits is kept",
         {},
         "ForwardingOrder",
         "Forwarding",
         switch_forwarding},
        {"GET", "/alarms", {}, "Alarms nobody has acknowledged, newest first", {limit}, "", "AlarmList", get_alarms},
        {"POST",
         "/alarms/{no}/acknowledge",
         Role::operator_,
         "Somebody has taken note: off the list, kept in the books; who was first stands",
         {},
         "",
         "Acknowledgement",
         acknowledge_alarm},
        {"GET", "/audit", {}, "The newest audit events, oldest of them first", {limit}, "", "AuditList", get_audit},
        {"POST",
         "/clock/advance",
         Role::operator_,
         "Put the business clock forward; only where the configuration has one (tests, replay)",
         {},
         "ClockAdvance",
         "Clock",
         advance_clock},
        {"GET", "/openapi.json", {}, "This document", {}, "", "", get_openapi},
    };
}

}  // namespace

std::span<const Route> routes() {
    static const std::vector<Route> table = [] {
        std::vector<Route> all = own_routes();
        const auto take_in = [&all](const auto& more) { all.insert(all.end(), more.begin(), more.end()); };
        take_in(money_routes());
        take_in(difference_routes());
        take_in(calendar_routes());
        take_in(schedule_routes());
        return all;
    }();
    return table;
}

}  // namespace clearing::api
