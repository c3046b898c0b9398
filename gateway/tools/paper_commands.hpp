#pragma once

#include "gateway/tools/session.hpp"

#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace clearing::tools {

/// Beside list, show and export: month, revisions, revise, release.
void add_paper_commands(CLI::App* parent, Session& session);

/// "…-2018-10": a month's statement and no day's.
bool names_a_month(const std::string& statement_id);

/// To the file, or to standard output without one. What is no text needs a file.
void hand_over(Session& session, const std::string& content, const std::filesystem::path& file, bool is_text);

}  // namespace clearing::tools
