#pragma once

#include "gateway/tools/session.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace clearing::tools {

/// Runs one command line (without the program's name) and answers its exit status.
int run(std::vector<std::string> arguments, std::ostream& out, std::ostream& err, Connect connect);
int run(std::vector<std::string> arguments, std::ostream& out, std::ostream& err, Connect connect, Watching watching);

// One function a group; each command acts in its callback, through the session.
void add_daemon_commands(CLI::App& app, Session& session);      // status, peer, cert, audit, clock
void add_work_commands(CLI::App& app, Session& session);        // doubt, outbox, alarm
void add_settlement_commands(CLI::App& app, Session& session);  // settlement
void add_day_commands(CLI::App& app, Session& session);         // day, reconcile, difference
void add_calendar_commands(CLI::App& app, Session& session);    // calendar
void add_statement_commands(CLI::App& app, Session& session);   // statement
void add_payment_commands(CLI::App& app, Session& session);     // payment
void add_adjustment_commands(CLI::App& app, Session& session);  // adjustment
void add_prefund_commands(CLI::App& app, Session& session);     // prefund
void add_mapping_commands(CLI::App& app, Session& session);     // mapping; check and whatever has folders: offline
void add_offline_commands(CLI::App& app, Session& session);     // migrate, config: no daemon needed

}  // namespace clearing::tools
