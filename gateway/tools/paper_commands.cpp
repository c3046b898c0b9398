#include "gateway/tools/paper_commands.hpp"

#include "gateway/tools/group.hpp"
#include "gateway/tools/print_papers.hpp"

#include <algorithm>
#include <expected>
#include <fstream>

namespace clearing::tools {
namespace {

constexpr const char* example = "330200-delta-310000-visitor-2018-10, or a day's …-2018-10-16";

std::string path_of(const std::string& id, std::string_view rest) {
    return "/statements/" + path_segment(id) + std::string(rest);
}

using Written = std::expected<void, std::string>;

/// Where the file is to lie: behind a link, so that the link stays one. Error: one sentence; a device, a pipe or a
/// folder would be replaced by a file.
std::expected<std::filesystem::path, std::string> place_of(const std::filesystem::path& file) {
    std::error_code failure;
    const auto found = std::filesystem::status(file, failure).type();
    if (found == std::filesystem::file_type::regular) return std::filesystem::weakly_canonical(file);
    // Whoever may not look there may not write either, and is told by the attempt.
    if (found == std::filesystem::file_type::none) return file;
    const bool is_new = std::filesystem::symlink_status(file, failure).type() == std::filesystem::file_type::not_found;
    if (is_new) return file;
    if (found == std::filesystem::file_type::not_found)
        return std::unexpected(file.string() + ": is a link that leads nowhere");
    return std::unexpected(file.string() + ": is there and is no regular file");
}

/// The old file stays until the new one is whole.
Written write_file(const std::filesystem::path& file, const std::string& content) {
    const auto place = place_of(file);
    if (!place) return std::unexpected(place.error());
    const std::filesystem::path beside = place->string() + ".part";
    {
        std::ofstream stream(beside, std::ios::binary | std::ios::trunc);
        stream << content;
        stream.flush();
        if (!stream) return std::unexpected(file.string() + ": cannot be written");
    }
    std::error_code failure;
    std::filesystem::rename(beside, *place, failure);
    if (failure) return std::unexpected(file.string() + ": cannot be written");
    return {};
}

struct MonthOptions {
    std::string month, direction = "visitor", platform, counterparty, format = "text";
    std::filesystem::path file;
};

void show_month(Session& session, const MonthOptions& options) {
    Query query{{"direction", options.direction}, {"format", session.as_json ? "json" : options.format}};
    if (!options.platform.empty()) query["platform"] = options.platform;
    if (!options.counterparty.empty()) query["counterparty"] = options.counterparty;
    const auto answer = session.fetch("GET", "/months/" + path_segment(options.month), std::move(query));
    if (answer) hand_over(session, answer->body, options.file, session.as_json || options.format != "xlsx");
}

void add_month(CLI::App* parent, Session& session) {
    auto options = std::make_shared<MonthOptions>();
    CLI::App* app = command(parent, "month", "A month with every counterparty, one direction: the sum of its days",
                            [&session, options] { show_month(session, *options); });
    app->add_option("--month,month", options->month, "2018-10")->required();
    app->add_option("--direction", options->direction, "visitor (default) or resident_away")->check(directions());
    app->add_option("--platform", options->platform, "only of this platform: delta, national …");
    app->add_option("--counterparty", options->counterparty, "only of this one, 310000");
    app->add_option("--format", options->format, "text (default), csv or xlsx")
        ->check(CLI::IsMember({"text", "csv", "xlsx"}));
    app->add_option("--out", options->file, "the file; standard output without");
    explain(app, "statement month 2018-10 --direction resident_away --format xlsx --out october.xlsx");
}

void add_revisions(CLI::App* parent, Session& session) {
    auto id = std::make_shared<std::string>();
    CLI::App* app =
        command(parent, "revisions", "What was made and released of a statement, and what changed",
                [&session, id] { show(session, session.get(path_of(*id, "/revisions")), print_revisions); });
    app->add_option("id", *id, example)->required();
}

void add_revise(CLI::App* parent, Session& session) {
    auto id = std::make_shared<std::string>();
    auto reason = std::make_shared<std::string>();
    CLI::App* app = command(parent, "revise", "Make the statement, or correct it: the next revision (role maker)",
                            [&session, id, reason] {
                                const std::string body = json::write(json::Value(json::Object{{"reason", *reason}}));
                                show(session, session.post(path_of(*id, "/revisions"), body), print_made_revision);
                            });
    app->add_option("id", *id, example)->required();
    app->add_option("--reason", *reason, "of a correction; the first needs none");
    explain(app, "statement revise 330200-delta-310000-visitor-2018-10 --reason \"deduction D-17\"");
}

void add_release(CLI::App* parent, Session& session) {
    auto id = std::make_shared<std::string>();
    auto number = std::make_shared<int>(0);
    CLI::App* app = command(parent, "release", "Release a revision; nobody releases what they made (role checker)",
                            [&session, id, number] {
                                const std::string rest = "/revisions/" + std::to_string(*number) + "/release";
                                show(session, session.post(path_of(*id, rest)), print_revision);
                            });
    app->add_option("id", *id, example)->required();
    app->add_option("--revision", *number, "its number")->required()->check(CLI::PositiveNumber);
    explain(app, "statement release 330200-delta-310000-visitor-2018-10 --revision 1");
}

}  // namespace

bool names_a_month(const std::string& id) {
    const auto digits = [&](std::size_t from, std::size_t count) {
        return std::all_of(id.begin() + static_cast<std::ptrdiff_t>(from),
                           id.begin() + static_cast<std::ptrdiff_t>(from + count),
                           [](char c) { return c >= '0' && c <= '9'; });
    };
    // A day ends in -10-16 as well, so what stands before must be no number: "visitor-" or "away-".
    const std::size_t size = id.size();
    return size > 8 && id[size - 8] == '-' && id[size - 3] == '-' && digits(size - 7, 4) && digits(size - 2, 2);
}

void hand_over(Session& session, const std::string& content, const std::filesystem::path& file, bool is_text) {
    if (file.empty() && !is_text) return session.complain("xlsx needs --out FILE", Exit::usage);
    if (file.empty()) return session.print(content);
    if (const Written written = write_file(file, content); !written) return session.complain(written.error());
    if (!session.as_json) return session.print(file.string());
    session.print_json(json::Value(json::Object{{"written", file.string()}}));
}

void add_paper_commands(CLI::App* parent, Session& session) {
    add_month(parent, session);
    add_revisions(parent, session);
    add_revise(parent, session);
    add_release(parent, session);
}

}  // namespace clearing::tools
