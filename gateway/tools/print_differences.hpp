#pragma once

#include "gateway/infra/json/value.hpp"

#include <string>

namespace CLI {
class App;
}

namespace clearing::tools {

class Session;

// Cases of lines that differ, and what comparing a day again came to.
std::string print_cases(const json::Value& answer);
std::string print_case(const json::Value& answer);
std::string print_reconciled(const json::Value& answer);

void add_case_commands(CLI::App* difference, Session& session);  // difference cases, show, assign, note, resolve

}  // namespace clearing::tools
