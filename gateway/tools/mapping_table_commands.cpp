#include "gateway/api/mapping_json.hpp"
#include "gateway/tools/mapping_offline.hpp"
#include "gateway/tools/mapping_options.hpp"
#include "gateway/tools/print_mapping.hpp"
#include "gateway/tools/progress_line.hpp"

#include <filesystem>

#include <fmt/format.h>

// The tables as their maker handles them: with the daemon by version, without it by folder.

namespace clearing::tools {
namespace {

namespace fs = std::filesystem;

json::Array texts_of(const std::vector<std::string>& texts) {
    return {texts.begin(), texts.end()};
}

// check

void check_folder(Session& session, const fs::path& folder) {
    const tables::Findings findings = check_mappings(folder);
    const std::vector<std::string>& faults = findings.sentences();
    if (!faults.empty()) session.set_exit(Exit::failed);
    if (session.as_json)
        return session.print_json(
            json::Value(json::Object{{"findings", texts_of(faults)}, {"notices", texts_of(findings.notices())}}));
    for (const std::string& fault : faults)
        session.print(fault);
    session.print(print_notices(texts_of(findings.notices())));
    session.print(faults.empty() ? "mappings are in order" : fmt::format("{} findings", faults.size()));
}

void add_check(CLI::App* parent, Session& session) {
    auto folder = std::make_shared<fs::path>("mappings");
    CLI::App* app = command(parent, "check", "Every fault of every table (no daemon needed)",
                            [&session, folder] { check_folder(session, *folder); });
    app->add_option("folder", *folder, "default: mappings");
    app->footer("Exit status: 0 no fault (notices are none), 1 faults, 2 wrong usage.");
}

// import

struct ImportOptions {
    fs::path path, base = "mappings", into;
    std::string kind, from = "local", to = "national", valid_from, origin;
    bool complete = false;
};

void import_offline(Session& session, const ImportOptions& options) {
    FolderImport import{options.path, options.base, options.into, {}};
    import.order.kind = *translation::kind_named(options.kind);
    import.order.from = *translation::vocabulary_named(options.from);
    import.order.to = *translation::vocabulary_named(options.to);
    import.order.complete = options.complete;
    import.order.origin = options.origin;
    if (!read_date(session, "--valid-from", options.valid_from, import.order.valid_from)) return;
    ProgressLine line(session, "import " + options.kind);
    const auto imported = import_into(import, [&](std::size_t done, std::size_t total) { line.show(done, total); });
    line.end();
    if (refused(session, imported)) return;
    const json::Value report = api::to_json(imported->report);
    if (session.as_json)
        return session.print_json(json::Value(json::Object{
            {"written", options.into.string()}, {"report", report}, {"notices", texts_of(imported->notices)}}));
    session.print(options.into.string());
    session.print(print_import_report(report));
    session.print(print_notices(texts_of(imported->notices)));
}

void import_sheet_online(Session& session, const ImportOptions& options) {
    Result<std::string> sheet = read_file(options.path);
    if (refused(session, sheet)) return;
    Query query{{"kind", options.kind}, {"from", options.from}, {"to", options.to}};
    put(query, "valid_from", options.valid_from);
    put(query, "origin", options.origin);
    if (options.complete) query["complete"] = "true";
    show(session, session.finish("/mapping/imports", std::move(query), {std::move(*sheet), "text/csv"}),
         print_made_version);
}

void import_folder_online(Session& session, const ImportOptions& options) {
    Result<std::string> set = set_as_json(options.path);
    if (refused(session, set)) return;
    show(session, session.finish("/mapping/sets", {}, {std::move(*set)}), print_made_version);
}

void import_path(Session& session, const ImportOptions& options) {
    const bool folder = fs::is_directory(options.path);
    if (folder && (!options.kind.empty() || !options.into.empty()))
        return session.complain("a folder is a whole set: without --kind and --into", Exit::usage);
    if (folder) return import_folder_online(session, options);
    if (options.kind.empty()) return session.complain("--kind is required for a sheet", Exit::usage);
    if (options.from == options.to) return session.complain("--from and --to are the same", Exit::usage);
    if (options.into.empty()) return import_sheet_online(session, options);
    import_offline(session, options);
}

void add_import(CLI::App* parent, Session& session) {
    auto options = std::make_shared<ImportOptions>();
    CLI::App* app =
        command(parent, "import", "A sheet over the tables in force, or a folder as a whole set (role maker)",
                [&session, options] { import_path(session, *options); });
    app->add_option("path", options->path, "CSV (UTF-8 or GB18030), or a folder like mappings/")->required();
    app->add_option("--kind", options->kind, "of a sheet: what its codes name")->check(CLI::IsMember(kind_names()));
    app->add_option("--from", options->from, "vocabulary of its source codes (local)")->check(vocabularies());
    app->add_option("--to", options->to, "vocabulary of its target codes (national)")->check(vocabularies());
    app->add_option("--valid-from", options->valid_from, "first day of its rows, where it has no dates");
    app->add_flag("--complete", options->complete, "it is the whole catalog: codes it lacks end");
    app->add_option("--origin", options->origin, "the text its rows were taken from");
    auto* into = app->add_option("--into", options->into, "write the tables into this folder (no daemon needed)");
    app->add_option("--base", options->base, "with --into: the folder it is put over (mappings)")->needs(into);
    app->footer(
        "Example: gatewayctl mapping import diagnosis.csv --kind diagnosis --valid-from 2018-11-01\n\n"
        "Exit status: 0 done, 1 refused whole (every row is named), 2 wrong usage, 3 the daemon cannot be reached.");
}

// diff

void show_diff(Session& session, const std::optional<json::Value>& answer) {
    // As diff(1) has it: 1 says that something differs.
    if (!answer && session.exit_status() == Exit::failed) session.set_exit(Exit::usage);
    if (!answer) return;
    show(session, answer, print_diff);
    const json::Value* differs = answer->find("differs");
    if (differs && differs->as_bool() && *differs->as_bool()) session.set_exit(Exit::failed);
}

struct DiffOptions {
    std::string before, after, limit = "100";
};

void diff_folders_of(Session& session, const DiffOptions& options) {
    const auto files = diff_folders(options.before, options.after, std::stoul(options.limit));
    if (refused(session, files)) return show_diff(session, std::nullopt);
    show_diff(session, api::to_json(*files, options.before, options.after));
}

void diff_versions(Session& session, const DiffOptions& options) {
    // With one version alone: what it changes of the one in force.
    Query query{{"limit", options.limit}};
    if (!options.after.empty()) query["against"] = options.before;
    const std::string& version = options.after.empty() ? options.before : options.after;
    show_diff(session, session.get(version_path(version, "diff"), std::move(query)));
}

void add_diff(CLI::App* parent, Session& session) {
    auto options = std::make_shared<DiffOptions>();
    CLI::App* app = command(parent, "diff", "What changes from A to B: two versions, or two folders (no daemon needed)",
                            [&session, options] {
                                const bool folder = fs::is_directory(options->before);
                                if (folder != fs::is_directory(options->after) && (folder || !options->after.empty()))
                                    return session.complain("give two folders, or one or two versions", Exit::usage);
                                folder ? diff_folders_of(session, *options) : diff_versions(session, *options);
                            });
    app->add_option("a", options->before, "a version, or a folder")->required();
    app->add_option("b", options->after, "another; without it A is held against the version in force");
    app->add_option("--limit", options->limit, "rows of a file that are shown, 1 to 1000 (100)")
        ->check(CLI::Range(1, 1'000));
    app->footer(
        "Exit status: 0 nothing differs, 1 something differs, 2 wrong usage or refused, 3 the daemon cannot be "
        "reached.");
}

}  // namespace

void add_mapping_table_commands(CLI::App* parent, Session& session) {
    add_check(parent, session);
    add_import(parent, session);
    add_diff(parent, session);
}

}  // namespace clearing::tools
