#pragma once

#include "gateway/domain/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace clearing::postgres {

/// One step of the schema: a file of migrations/, compiled in, so that `gatewayctl migrate` works from anywhere.
struct Migration {
    int version = 0;
    std::string name;  ///< "V001__messages"
    std::string text;
};

/// All of migrations/, ascending, without gaps.
const std::vector<Migration>& migrations();

struct MigrationReport {
    int before = 0;  ///< 0: an empty database
    int after = 0;
    std::vector<std::string> applied;
};

/// Brings the database up to the last of `steps`, each in a transaction of its own; two at once wait for each other.
/// Blocking: for the command line and tests. The owner's role needs CREATEROLE when gateway_daemon does not exist yet.
/// Errors: store_unavailable (no connection), conflict (a step that was applied has changed since, a gap, or the
/// database is newer than this program), internal_error (a statement failed; names the step).
Result<MigrationReport> migrate(const std::string& owner_url, const std::vector<Migration>& steps = migrations());

/// The version of a database the daemon's role looks at; 0 when it was never migrated. Error: store_unavailable.
Result<int> schema_version(const std::string& url);

/// Refuses a database of another version than this program's. Errors: store_unavailable, conflict.
Result<void> check_version(const std::string& daemon_url);

}  // namespace clearing::postgres
