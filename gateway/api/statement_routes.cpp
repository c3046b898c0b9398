#include "gateway/api/route.hpp"

namespace clearing::api {

std::vector<Route> statement_routes() {
    const Parameter revision{"revision",
                             "number of a revision; default: the last one, or the books where none was made"};
    const Parameter bom{"bom", "csv with a byte order mark, for spreadsheets", {"true", "false"}};
    return {
        {"GET",
         "/statements/{id}/document",
         {},
         "The statement of a day or of a month (…-2018-10) as a document with its forms and notices; its SHA-256 goes "
         "into the audit trail and the header x-content-sha256",
         {{"format", "default json", {"xlsx", "csv", "json", "text", "camt053"}},
          {"detail", "with every line, persons masked", {"true", "false"}},
          revision,
          bom},
         "",
         "PeriodStatement",
         get_document},
        {"GET",
         "/months/{month}",
         {},
         "Every counterparty's statement of a month, one direction; refused while a day of it is not agreed, naming it",
         {{"direction", "default visitor", {"visitor", "resident_away"}},
          {"platform", "name of a platform of the configuration"},
          {"counterparty", "division code of the clearing counterparty"},
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
