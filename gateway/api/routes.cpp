#include "gateway/api/route.hpp"

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

}  // namespace

std::span<const Route> routes() {
    static const std::vector<Route> table{
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
         {day, direction, platform, counterparty},
         "",
         "DifferenceList",
         list_differences},
        {"GET", "/peers", {}, "The other sides as this process knows them", {}, "", "PeerList", get_peers},
        {"GET",
         "/certificates",
         {},
         "Certificates and revocation list, with their ends",
         {},
         "",
         "CertificateList",
         get_certificates},
        {"GET", "/alarms", {}, "Alarms nobody has acknowledged, newest first", {limit}, "", "AlarmList", get_alarms},
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
    return table;
}

}  // namespace clearing::api
