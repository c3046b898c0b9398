#pragma once

#include "gateway/tools/session.hpp"

namespace CLI {
class App;
}

namespace clearing::tools {

void add_hospital_commands(CLI::App* reconcile, Session& session);  ///< reconcile hospital
void add_month_command(CLI::App* statement, Session& session);      ///< statement month-table

}  // namespace clearing::tools
