#pragma once

#include "gateway/tools/group.hpp"

// Commands that other groups take in.

namespace clearing::tools {

void add_schedule_command(CLI::App* day, Session& session);      // day schedule
void add_deliveries_command(CLI::App* alarm, Session& session);  // alarm deliveries

}  // namespace clearing::tools
