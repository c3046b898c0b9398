#pragma once

#include "gateway/infra/json/value.hpp"

#include <string>

// Hospitals' reconciliation and the month's tables as finance reads them. Pure: an answer in, a text out.

namespace clearing::tools {

std::string print_month(const json::Value& answer);
std::string print_institutions(const json::Value& answer);

}  // namespace clearing::tools
