#include "gateway/tools/day_options.hpp"
#include "gateway/tools/group.hpp"

#include <fmt/format.h>

namespace clearing::tools {
namespace {

std::string text_of(const json::Value& answer, std::string_view key) {
    const json::Value* value = answer.find(key);
    if (value == nullptr) return {};
    if (const std::string* text = value->as_string()) return *text;
    return json::write(*value);
}

std::string print_import(const json::Value& answer) {
    std::string text = fmt::format("{} lines, {} bad, {} matched\n", text_of(answer, "lines"), text_of(answer, "bad"),
                                   text_of(answer, "matched"));
    if (const json::Value* bad = answer.find("bad_lines"); bad && bad->as_array())
        for (const json::Value& line : *bad->as_array())
            text += *line.as_string() + "\n";
    text += print_differences(answer, false);
    if (const json::Value* statement = answer.find("statement"); statement && statement->as_object())
        text += "\nagreed: " + text_of(*statement, "id") + "\n";
    return text;
}

std::string print_export(const json::Value& answer) {
    return text_of(answer, "file") + ": " + text_of(answer, "lines") + " lines\n";
}

}  // namespace

void add_day_file_commands(CLI::App* day, Session& session) {
    auto name = std::make_shared<std::string>();
    auto agree = std::make_shared<bool>(false);
    CLI::App* from_file = command(day, "import-file", "A partner's day as a file (role maker)", {});
    const auto imported = add_day_options(from_file);
    from_file->add_option("file", *name, "name of a .zip in the daemon's folder for day files")->required();
    from_file->add_flag("--agree", *agree, "what is equal clears, and the statement is made");
    explain(from_file, "day import-file " + day_example + " shanghai.zip",
            "The columns of 3202, TAB between them; a line that cannot be read is reported and the rest compared.\n\n" +
                std::string(usual_exit_status));
    from_file->callback([&session, imported, name, agree] {
        Query query{{"file", *name}};
        if (*agree) query["agree"] = "true";
        show(session, session.finish(imported->path() + "/file-imports", std::move(query)), print_import);
    });

    auto written = std::make_shared<std::string>();
    CLI::App* exported = command(day, "export-file", "Our day as a file for the partner (role maker)", {});
    const auto of_day = add_day_options(exported);
    exported->add_option("file", *written, "name of the .zip to make in the daemon's folder for day files")->required();
    explain(exported, "day export-file " + day_example + " ningbo.zip");
    exported->callback([&session, of_day, written] {
        show(session, session.finish(of_day->path() + "/file-exports", {{"file", *written}}), print_export);
    });
}

}  // namespace clearing::tools
