#pragma once

#include "gateway/infra/json/value.hpp"

#include <string>

// The daemon's answers about prefunds as people read them. Pure: an answer in, a text out.

namespace clearing::tools {

std::string print_prefunds(const json::Value& answer);
std::string print_prefund(const json::Value& answer);
std::string print_prefund_forecast(const json::Value& answer);
std::string print_prefund_size(const json::Value& answer);
std::string print_prefund_movement(const json::Value& answer);
std::string print_prefund_movements(const json::Value& answer);
std::string print_urgent_increase(const json::Value& answer);
std::string print_urgent_increases(const json::Value& answer);
std::string print_prefund_check(const json::Value& answer);

}  // namespace clearing::tools
