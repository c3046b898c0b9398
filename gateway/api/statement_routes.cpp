#include "gateway/api/route_table.hpp"
#include "gateway/api/shared_parameters.hpp"

namespace clearing::api {

std::vector<Route> statement_routes() {
    return {
        {"GET",
         "/months/{platform}/{month}",
         {},
         "A month's tables by setl_time, held against the sum of its days, and how far its clearing is",
         {},
         "",
         "MonthProgress",
         get_month_table},
        {"GET",
         "/statements",
         {},
         "Statements of days, newest first, or where those of a month stand: days agreed and missing, the last "
         "revision",
         {shared::day,
          {"month", "2018-10"},
          {"kind", "day: of the day, of the month's days, of all days; month: default with a month", {"day", "month"}},
          shared::platform,
          shared::counterparty,
          shared::direction},
         "",
         "StatementList",
         list_statements},
        {"GET",
         "/statements/{id}",
         {},
         "One statement",
         {{"format", "", {"json", "csv", "text"}}, shared::bom},
         "",
         "Statement",
         get_statement},
    };
}

std::vector<Route> paper_routes() {
    const Parameter revision{"revision",
                             "number of a revision; default: the last one, or the books where none was made"};
    return {
        {"GET",
         "/statements/{id}/document",
         {},
         "The statement of a day or of a month (…-2018-10) as a document with its forms and notices; its SHA-256 goes "
         "into the audit trail and the header x-content-sha256",
         {{"format", "default json", {"xlsx", "csv", "json", "text", "camt053"}},
          {"detail", "with every line, persons masked", {"true", "false"}},
          revision,
          shared::bom},
         "",
         "PeriodStatement",
         get_document},
        {"GET",
         "/months/{month}",
         {},
         "Every counterparty's statement of a month, one direction; refused while a day of it is not agreed, naming it",
         {{"direction", "default visitor", {"visitor", "resident_away"}},
          shared::platform,
          shared::counterparty,
          {"format", "default json", {"json", "text", "csv", "xlsx"}}},
         "",
         "MonthTotal",
         get_month},
        {"GET",
         "/statements/{id}/revisions",
         {},
         "What was made and released of a statement, and what each correction changed",
         {},
         "",
         "StatementRevisionList",
         list_revisions},
        {"POST",
         "/statements/{id}/revisions",
         Role::maker,
         "Make the statement, or correct it: the next revision with everything that changed; where nothing changed the "
         "last one is answered",
         {},
         "RevisionOrder",
         "MadeRevision",
         make_revision},
        {"POST",
         "/statements/{id}/revisions/{number}/release",
         Role::checker,
         "Release a revision; nobody releases what they made",
         {},
         "",
         "StatementRevision",
         release_revision},
    };
}

}  // namespace clearing::api
