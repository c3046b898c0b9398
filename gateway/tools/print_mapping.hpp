#pragma once

#include "gateway/infra/json/value.hpp"

#include <string>

// What the change control of the tables answers, as people read it. Pure: an answer in, a text out.

namespace clearing::tools {

std::string print_made_version(const json::Value& answer);
std::string print_import_report(const json::Value& report);
std::string print_versions(const json::Value& answer);
std::string print_activation(const json::Value& answer);
std::string print_diff(const json::Value& answer);
std::string print_dry_run(const json::Value& answer);
std::string print_coverage(const json::Value& answer);
std::string print_lookup(const json::Value& answer);
std::string print_replay(const json::Value& answer);
std::string print_gaps(const json::Value& answer);
/// Sentences that ask for a second look.
std::string print_notices(const json::Array& notices);

}  // namespace clearing::tools
