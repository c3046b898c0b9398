#pragma once

#include "gateway/infra/json/value.hpp"

#include <string>

namespace clearing::tools {

std::string print_revision(const json::Value& answer);
std::string print_revisions(const json::Value& answer);
std::string print_made_revision(const json::Value& answer);

}  // namespace clearing::tools
