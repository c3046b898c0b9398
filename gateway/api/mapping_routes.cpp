#include "gateway/api/route_table.hpp"
#include "gateway/services/translation/kinds.hpp"

namespace clearing::api {

namespace {

std::vector<std::string_view> kind_names() {
    std::vector<std::string_view> names;
    for (const translation::KindTraits& kind : translation::kind_traits)
        names.push_back(kind.name);
    return names;
}

}  // namespace

std::vector<Route> mapping_routes() {
    const Parameter kind{"kind", "what the codes name", kind_names(), true};
    const Parameter from{"from", "vocabulary of the source codes; default local", {"local", "national", "delta"}};
    const Parameter to{"to", "vocabulary of the target codes; default national", {"local", "national", "delta"}};
    const Parameter days{"days", "the newest so many days, 1 to 366; default 30"};
    return {
        {"POST",
         "/mapping/imports",
         Role::maker,
         "Put a sheet (CSV: UTF-8 or GB18030) over the version in force: a new version, in force only once activated",
         {kind,
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
         {kind,
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
    };
}

}  // namespace clearing::api
