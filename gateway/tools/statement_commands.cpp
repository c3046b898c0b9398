#include "gateway/tools/group.hpp"
#include "gateway/tools/reconciliation_commands.hpp"

#include <filesystem>
#include <fstream>

namespace clearing::tools {
namespace {

std::string path_of(const std::string& id) {
    return "/statements/" + path_segment(id);
}

/// The old file stays until the new one is whole.
bool write_file(const std::filesystem::path& file, const std::string& content) {
    const std::filesystem::path beside = file.string() + ".part";
    {
        std::ofstream stream(beside, std::ios::binary | std::ios::trunc);
        stream << content;
        stream.flush();
        if (!stream) return false;
    }
    std::error_code failure;
    std::filesystem::rename(beside, file, failure);
    return !failure;
}

void add_list(CLI::App* parent, Session& session) {
    CLI::App* list = command(parent, "list", "Statements, newest day first", {});
    const auto query = QueryOptions(list).add("day", "only of this one, 2018-10-16").reader();
    list->callback([&session, query] { show(session, session.get("/statements", query()), print_statements); });
}

void add_show(CLI::App* parent, Session& session) {
    auto id = std::make_shared<std::string>();
    CLI::App* one = command(parent, "show", "One statement with its trial balance", [&session, id] {
        const auto answer = session.fetch("GET", path_of(*id), {{"format", session.as_json ? "json" : "text"}});
        if (answer) session.print(answer->body);
    });
    one->add_option("id", *id, "330200-delta-310000-visitor-2018-10-16")->required();
}

struct ExportOptions {
    std::string id, format = "csv";
    std::filesystem::path file;
    bool bom = false;
};

void export_statement(Session& session, const ExportOptions& options) {
    Query query{{"format", options.format}};
    if (options.bom) query["bom"] = "true";
    const auto answer = session.fetch("GET", path_of(options.id), std::move(query));
    if (!answer) return;
    if (options.file.empty()) return session.print(answer->body);
    if (!write_file(options.file, answer->body)) return session.complain(options.file.string() + ": cannot be written");
    if (!session.as_json) return session.print(options.file.string());
    session.print_json(json::Value(json::Object{{"written", options.file.string()}}));
}

void add_export(CLI::App* parent, Session& session) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* app = command(parent, "export", "One statement as a file",
                            [&session, options] { export_statement(session, *options); });
    app->add_option("id", options->id, "330200-delta-310000-visitor-2018-10-16")->required();
    app->add_option("--format", options->format, "csv (default) or json")->check(CLI::IsMember({"csv", "json"}));
    app->add_option("--out", options->file, "the file; standard output without");
    app->add_flag("--bom", options->bom, "csv with a byte order mark, for spreadsheets");
}

}  // namespace

void add_statement_commands(CLI::App& app, Session& session) {
    CLI::App* parent = group(app, "statement", "Statements of closed days");
    add_list(parent, session);
    add_show(parent, session);
    add_export(parent, session);
    add_month_command(parent, session);
}

}  // namespace clearing::tools
