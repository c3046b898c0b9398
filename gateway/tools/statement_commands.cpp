#include "gateway/tools/group.hpp"
#include "gateway/tools/paper_commands.hpp"
#include "gateway/tools/reconciliation_commands.hpp"

namespace clearing::tools {
namespace {

constexpr const char* example = "330200-delta-310000-visitor-2018-10-16, or a month's …-2018-10";

std::string path_of(const std::string& id) {
    return "/statements/" + path_segment(id);
}

void add_list(CLI::App* parent, Session& session) {
    CLI::App* list =
        command(parent, "list", "Statements of days, newest first; with --month where those of the month stand", {});
    const auto query =
        QueryOptions(list)
            .add("day", "only of this day, 2018-10-16")
            .add("month", "of this month, 2018-10: days missing, last revision, who signed it")
            .add("kind", "day or month; default month with --month, else day", CLI::IsMember({"day", "month"}))
            .add_pair()
            .reader();
    explain(list, "statement list --month 2018-10 --direction visitor");
    list->callback([&session, query] { show(session, session.get("/statements", query()), print_statements); });
}

void add_show(CLI::App* parent, Session& session) {
    auto id = std::make_shared<std::string>();
    CLI::App* one = command(parent, "show", "One statement with its trial balance", [&session, id] {
        const std::string path = names_a_month(*id) ? path_of(*id) + "/document" : path_of(*id);
        const auto answer = session.fetch("GET", path, {{"format", session.as_json ? "json" : "text"}});
        if (answer) session.print(answer->body);
    });
    one->add_option("id", *id, example)->required();
    explain(one, "statement show 330200-delta-310000-visitor-2018-10-16");
}

struct ExportOptions {
    std::string id, format = "csv", revision;
    std::filesystem::path file;
    bool bom = false, detail = false;

    /// A day's plain tables; everything else is a document with its forms.
    bool is_document() const {
        return names_a_month(id) || detail || !revision.empty() || (format != "csv" && format != "json");
    }
};

void export_statement(Session& session, const ExportOptions& options) {
    Query query{{"format", options.format}};
    if (options.bom) query["bom"] = "true";
    if (options.detail) query["detail"] = "true";
    if (!options.revision.empty()) query["revision"] = options.revision;
    const bool is_text = options.format != "xlsx";
    if (!is_text && options.file.empty()) return session.complain("xlsx needs --out FILE", Exit::usage);
    const std::string path = options.is_document() ? path_of(options.id) + "/document" : path_of(options.id);
    const auto answer = session.fetch("GET", path, std::move(query));
    if (answer) hand_over(session, answer->body, options.file, is_text);
}

void add_export(CLI::App* parent, Session& session) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* app = command(parent, "export", "One statement as a file",
                            [&session, options] { export_statement(session, *options); });
    app->add_option("id", options->id, example)->required();
    app->add_option("--format", options->format, "csv (default), xlsx, json, camt053 or text")
        ->check(CLI::IsMember({"csv", "xlsx", "json", "camt053", "text"}));
    app->add_option("--out", options->file, "the file; standard output without");
    app->add_option("--revision", options->revision, "a revision as it was made; default: the last one");
    app->add_flag("--detail", options->detail, "with every line, persons masked");
    app->add_flag("--bom", options->bom, "csv with a byte order mark, for spreadsheets");
    explain(app, "statement export 330200-delta-310000-visitor-2018-10 --format xlsx --out october.xlsx");
}

}  // namespace

void add_statement_commands(CLI::App& app, Session& session) {
    CLI::App* parent = group(app, "statement", "Statements of closed days and of months");
    add_list(parent, session);
    add_show(parent, session);
    add_export(parent, session);
    add_paper_commands(parent, session);
    add_month_command(parent, session);
}

}  // namespace clearing::tools
