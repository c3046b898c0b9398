#include "gateway/api/mapping_json.hpp"
#include "gateway/tools/mapping_offline.hpp"
#include "gateway/tools/mapping_options.hpp"
#include "gateway/tools/print_mapping.hpp"

#include <chrono>
#include <filesystem>

// Looking at versions, deciding on them, and looking codes up.

namespace clearing::tools {
namespace {

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
    std::filesystem::path folder;
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
        "Example: gatewayctl mapping lookup diagnosis J06.900x003 --to delta\n\n"
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
    add_mapping_table_commands(parent, session);
    add_dry_run(parent, session);
    add_coverage(parent, session);
    add_activation(parent, session);
    add_lookup(parent, session);
    add_lists(parent, session);
    add_replay(parent, session);
}

}  // namespace clearing::tools
