#pragma once

#include "gateway/infra/json/value.hpp"

#include <string>

// The daemon's answers as people read them. Pure: an answer in, a text out.

namespace clearing::tools {

std::string print_status(const json::Value& answer);
std::string print_settlements(const json::Value& answer);
std::string print_settlement(const json::Value& answer);
std::string print_days(const json::Value& answer);
std::string print_day(const json::Value& answer);
std::string print_statements(const json::Value& answer);
/// With the day of each when `with_day`.
std::string print_differences(const json::Value& list, bool with_day);
std::string print_peers(const json::Value& answer);
std::string print_certificates(const json::Value& answer);
std::string print_audit(const json::Value& answer);
std::string print_doubts(const json::Value& answer);
std::string print_reversal_order(const json::Value& answer);
std::string print_outbox(const json::Value& answer);
std::string print_resumed(const json::Value& answer);
std::string print_forwarding(const json::Value& answer);
std::string print_alarms(const json::Value& answer);
std::string print_acknowledgement(const json::Value& answer);

}  // namespace clearing::tools
