#include "gateway/api/money.hpp"

namespace clearing::api {
namespace {

const Parameter day{"day", "clearing day, 2018-10-16; default today"};
const Parameter platform{"platform", "name of a platform of the configuration"};
const Parameter counterparty{"counterparty", "division code of the clearing counterparty"};
const Parameter direction{"direction", "visitor: we receive; resident_away: we pay", {"visitor", "resident_away"}};

std::vector<Route> notice_routes() {
    return {
        {"GET",
         "/notices",
         {},
         "Payment notices, newest period first, with what is open and how late it is",
         {platform, counterparty, direction},
         "",
         "NoticeList",
         list_notices},
        {"GET", "/notices/{id}", {}, "One notice with its cells and signatures", {}, "", "Notice", get_notice},
        {"POST",
         "/notices",
         Role::maker,
         "Make the notice of everything that cleared since the last one, with what is carried over",
         {},
         "NoticeOrder",
         "Notice",
         make_notice},
        {"POST",
         "/notices/{id}/check",
         Role::checker,
         "Check it: another person than its maker",
         {},
         "",
         "Notice",
         check_notice},
        {"POST",
         "/notices/{id}/release",
         Role::checker,
         "Release it: another person than its maker",
         {},
         "",
         "Notice",
         release_notice},
        {"POST",
         "/notices/{id}/hand-over",
         Role::maker,
         "It is handed to finance: the day of payment runs from here",
         {},
         "",
         "Notice",
         hand_over_notice},
        {"POST",
         "/notices/{id}/offset",
         Role::maker,
         "Pay it out of the prefund, where the agreement says so",
         {},
         "",
         "Notice",
         offset_notice},
        {"POST",
         "/notices/net",
         Role::maker,
         "Settle both directions by their difference, where the agreement says so",
         {},
         "NettingOrder",
         "NoticeList",
         net_notices},
    };
}

std::vector<Route> payment_routes() {
    return {
        {"GET", "/payments", {}, "What banks moved, newest first", {}, "", "PaymentList", list_payments},
        {"POST",
         "/payments",
         Role::maker,
         "Enter what a bank moved; with a notice it is matched at once",
         {},
         "BankEntry",
         "Payment",
         enter_payment},
        {"POST",
         "/payments/import",
         Role::maker,
         "Enter a bank's file (CSV: UTF-8 or GB18030); a bad line is told and the rest goes on",
         {},
         "text/csv",
         "PaymentImport",
         import_payments},
        {"POST",
         "/payments/{id}/match",
         Role::maker,
         "Match what waits with a notice",
         {},
         "MatchOrder",
         "Payment",
         match_payment},
        {"POST",
         "/payments/{id}/bounce",
         Role::maker,
         "The bank took it back: everything of it is undone",
         {},
         "BounceOrder",
         "Payment",
         bounce_payment},
    };
}

std::vector<Route> ledger_routes() {
    return {
        {"GET",
         "/adjustments/{platform}/{counterparty}/{direction}/{day}",
         {},
         "What the day's statement lists: deductions, disputes, refunds of what had cleared",
         {},
         "",
         "AdjustmentList",
         list_adjustments},
        {"POST",
         "/adjustments",
         Role::checker,
         "Adjust what a settlement clears, in the open day",
         {},
         "AdjustmentOrder",
         "Adjustment",
         post_adjustment},
        {"GET",
         "/ledger/proof",
         {},
         "The laws of the sub-ledger that do not hold on a day",
         {day},
         "",
         "LedgerProof",
         prove_ledger},
        {"GET", "/years/{year}", {}, "What of a year is not closed yet", {}, "", "YearEnd", check_year},
    };
}

std::vector<Route> finding_routes() {
    return {
        {"GET", "/findings", {}, "Findings of audits, newest first", {}, "", "FindingList", list_findings},
        {"POST",
         "/findings",
         Role::maker,
         "Propose a finding: the components it names, or an amount over the funds in proportion",
         {},
         "FindingOrder",
         "Finding",
         propose_finding},
        {"POST",
         "/findings/{id}/notify",
         Role::maker,
         "The hospital or region was told",
         {},
         "",
         "Finding",
         notify_finding},
        {"POST",
         "/findings/{id}/accept",
         Role::checker,
         "Accepted: the deduction is posted; another person than its proposer",
         {},
         "",
         "Finding",
         accept_finding},
        {"POST",
         "/findings/{id}/withdraw",
         Role::checker,
         "Withdrawn: what was posted is posted back",
         {},
         "",
         "Finding",
         withdraw_finding},
    };
}

}  // namespace

std::vector<Route> money_routes() {
    std::vector<Route> all = notice_routes();
    for (std::vector<Route> more : {payment_routes(), ledger_routes(), finding_routes()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace clearing::api
