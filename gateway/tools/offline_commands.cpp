#include "gateway/infra/config/load.hpp"
#include "gateway/infra/postgres/migrate.hpp"
#include "gateway/tools/group.hpp"
#include "gateway/tools/offline.hpp"

#include <fmt/format.h>

namespace clearing::tools {
namespace {

void migrate(Session& session, const std::string& given, const std::filesystem::path& config) {
    const auto url = owner_url(given, config);
    if (!url) return session.complain(url.error(), Exit::usage);
    const Result<postgres::MigrationReport> report = postgres::migrate(*url);
    if (!report) return session.complain(sentence(report.error()));
    json::Array applied;
    for (const std::string& name : report->applied)
        applied.emplace_back(name);
    if (session.as_json)
        return session.print_json(json::Value(
            json::Object{{"before", report->before}, {"after", report->after}, {"applied", std::move(applied)}}));
    for (const std::string& name : report->applied)
        session.print(fmt::format("applied {}", name));
    session.print(fmt::format("schema version {} (was {})", report->after, report->before));
}

void check_config(Session& session, const std::filesystem::path& file) {
    const auto loaded = config::load(file);
    if (!loaded) return session.complain(loaded.error());
    const auto files = config::check_files(*loaded);
    if (!files) return session.complain(files.error());
    if (session.as_json) return session.print_json(json::Value(json::Object{{"ok", true}}));
    session.print("configuration is in order");
}

}  // namespace

void add_offline_commands(CLI::App& app, Session& session) {
    auto url = std::make_shared<std::string>();
    auto config = std::make_shared<std::filesystem::path>();
    CLI::App* migration = command(&app, "migrate", "Bring the database to this program's schema (no daemon needed)",
                                  [&session, url, config] { migrate(session, *url, *config); });
    migration->add_option("--owner-url", *url, "the owner's database URL (default: $GATEWAY_OWNER_URL)");
    migration->add_option("--config", *config, "the daemon's TOML file, for its database.owner_url");

    auto file = std::make_shared<std::filesystem::path>();
    CLI::App* configuration = group(app, "config", "The daemon's configuration");
    CLI::App* read = command(configuration, "check", "Every fault of the file (no daemon needed)",
                             [&session, file] { check_config(session, *file); });
    read->add_option("file", *file, "the TOML file")->required();
}

}  // namespace clearing::tools
