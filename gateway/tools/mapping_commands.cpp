#include "gateway/api/error_json.hpp"
#include "gateway/api/mapping_json.hpp"
#include "gateway/tools/group.hpp"
#include "gateway/tools/mapping_offline.hpp"
#include "gateway/tools/print_mapping.hpp"
#include "gateway/tools/progress_line.hpp"

#include <filesystem>

#include <fmt/format.h>

// The tables' change control: with the daemon by version, without it by folder.

namespace clearing::tools {
namespace {

namespace fs = std::filesystem;

template <class T>
bool refused(Session& session, const Result<T>& result) {
    if (!result) session.refuse(api::to_json(result.error()));
    return !result;
}

std::string version_path(const std::string& version, std::string_view what) {
    return "/mapping/versions/" + path_segment(version) + "/" + std::string(what);
}

json::Array texts_of(const std::vector<std::string>& texts) {
    return {texts.begin(), texts.end()};
}

std::vector<std::string> kind_names() {
    std::vector<std::string> names;
    for (const translation::KindTraits& kind : translation::kind_traits)
        names.emplace_back(kind.name);
    return names;
}

const CLI::IsMember& vocabularies() {
    static const CLI::IsMember member({"local", "national", "delta"});
    return member;
}

void put(Query& query, const std::string& name, const std::string& value) {
    if (!value.empty()) query[name] = value;
}

/// "2018-10-16"; empty: none. False: said that it is no date, as wrong usage.
bool read_date(Session& session, const std::string& option, const std::string& text, std::optional<Date>& date) {
    if (text.empty()) return true;
    const Result<Date> read = Date::parse(text);
    if (read)
        date = *read;
    else
        session.complain(fmt::format("{} {}: must be a date like 2018-10-16", option, text), Exit::usage);
    return read.has_value();
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

// what needs the daemon

void add_dry_run(CLI::App* parent, Session& session) {
    auto version = std::make_shared<std::string>();
    CLI::App* app = command(parent, "dry-run", "Which settlements it would have changed, and by how much money", {});
    app->add_option("version", *version, "12 hex digits")->required();
    const auto query = QueryOptions(app).add("days", "the newest so many days (30)").reader();
    app->callback([&session, version, query] {
        show(session, session.finish(version_path(*version, "dry-run"), query()), print_dry_run);
    });
}

void add_coverage(CLI::App* parent, Session& session) {
    CLI::App* app = command(parent, "coverage", "Codes in use: how many are mapped, which unmapped ones cost most", {});
    const auto query = QueryOptions(app)
                           .add("days", "the newest so many days (30)")
                           .add("shown", "unmapped codes shown of each platform and kind (20)")
                           .reader();
    app->callback([&session, query] { show(session, session.finish("/mapping/coverage", query()), print_coverage); });
}

void add_activation(CLI::App* parent, Session& session) {
    auto version = std::make_shared<std::string>();
    CLI::App* app =
        command(parent, "activate", "Put a version in force: another person than its maker (role checker)", {});
    app->add_option("version", *version, "12 hex digits")->required();
    const auto query = QueryOptions(app).add("on", "from the begin of this day, 2018-11-01; default: at once").reader();
    app->callback([&session, version, query] {
        show(session, session.finish(version_path(*version, "activate"), query()), print_activation);
    });
    command(parent, "rollback", "Put the version before in force again, at once (role checker)",
            [&session] { show(session, session.post("/mapping/rollback"), print_activation); });
}

// lookup

struct LookupOptions {
    std::string kind, code, from = "local", to = "national", on, version;
    fs::path folder;
};

Date today() {
    return local_date(std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

std::optional<json::Value> look_up_offline(Session& session, const LookupOptions& options) {
    std::optional<Date> on;
    if (!read_date(session, "--on", options.on, on)) return std::nullopt;
    mapping::CodeUse use;
    use.kind = *translation::kind_named(options.kind);
    use.from = *translation::vocabulary_named(options.from);
    use.to = *translation::vocabulary_named(options.to);
    use.code = options.code;
    use.on = on.value_or(today());
    const auto found = look_up_in(options.folder, use);
    if (refused(session, found)) return std::nullopt;
    return api::to_json(*found, use);
}

std::optional<json::Value> look_up_online(Session& session, const LookupOptions& options) {
    Query query{{"kind", options.kind}, {"code", options.code}, {"from", options.from}, {"to", options.to}};
    put(query, "on", options.on);
    put(query, "version", options.version);
    return session.get("/mapping/lookup", std::move(query));
}

void add_lookup(CLI::App* parent, Session& session) {
    auto options = std::make_shared<LookupOptions>();
    CLI::App* app = command(
        parent, "lookup", "The row of a code on a day, or what is done with it without one", [&session, options] {
            const auto answer =
                options->folder.empty() ? look_up_online(session, *options) : look_up_offline(session, *options);
            show(session, answer, print_lookup);
            if (!answer) return;
            const json::Value* outcome = answer->find("outcome");
            if (outcome && *outcome != json::Value("mapped")) session.set_exit(Exit::failed);
        });
    app->add_option("kind", options->kind, "what the code names: drug, diagnosis, care_kind …")
        ->required()
        ->check(CLI::IsMember(kind_names()));
    app->add_option("code", options->code, "as the source writes it")->required();
    app->add_option("--from", options->from, "whose code it is (local)")->check(vocabularies());
    app->add_option("--to", options->to, "whose code is wanted (national)")->check(vocabularies());
    app->add_option("--on", options->on, "the day; default today");
    auto* version = app->add_option("--version", options->version, "default: the one in force");
    app->add_option("--folder", options->folder, "look into the tables of a folder (no daemon needed)")
        ->excludes(version);
    app->footer(
        "Exit status: 0 a row maps it, 1 none does (whatever is done with it then) or refused, 2 wrong usage, "
        "3 the daemon cannot be reached.");
}

void add_lists(CLI::App* parent, Session& session) {
    command(parent, "versions", "All versions, who made them, when they are in force",
            [&session] { show(session, session.get("/mapping/versions"), print_versions); });
    command(parent, "gaps", "Codes that had no row when somebody needed one, most money first",
            [&session] { show(session, session.get("/mapping/gaps"), print_gaps); });
}

void add_replay(CLI::App* parent, Session& session) {
    auto settlement = std::make_shared<std::string>();
    CLI::App* app =
        command(parent, "replay", "Make a settlement again with the version it was made with", [&session, settlement] {
            const auto answer = session.get("/mapping/replay/" + path_segment(*settlement));
            show(session, answer, print_replay);
            if (!answer) return;
            const json::Value* differences = answer->find("differences");
            if (differences && differences->as_array() && !differences->as_array()->empty())
                session.set_exit(Exit::failed);
        });
    app->add_option("settlement", *settlement, "our setl_id, 30 characters")->required();
    app->footer(
        "Exit status: 0 it comes out as it stands in the books, 1 it does not, or refused, 2 wrong usage, 3 the "
        "daemon cannot be reached.");
}

}  // namespace

void add_mapping_commands(CLI::App& app, Session& session) {
    CLI::App* parent = group(app, "mapping", "The reviewed tables and their versions");
    add_check(parent, session);
    add_import(parent, session);
    add_diff(parent, session);
    add_dry_run(parent, session);
    add_coverage(parent, session);
    add_activation(parent, session);
    add_lookup(parent, session);
    add_lists(parent, session);
    add_replay(parent, session);
}

}  // namespace clearing::tools
