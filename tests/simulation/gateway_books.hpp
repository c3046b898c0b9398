#pragma once

#include "tests/simulation/schedule.hpp"
#include "tests/simulation/wire.hpp"
#include "tests/support/memory_alarms.hpp"
#include "tests/support/memory_audit_findings.hpp"
#include "tests/support/memory_books.hpp"
#include "tests/support/memory_difference_cases.hpp"
#include "tests/support/memory_doubt_list.hpp"
#include "tests/support/memory_outbox.hpp"

#include <map>
#include <set>
#include <string>

namespace clearing::simulation {

/// What is simulated of the message log beside settlements: a no is final for its message.
struct KeptRefusals {
    std::map<std::string, Answer> reverses, adjustments;  ///< by message
};

/// The disk all daemons of the gateway share; it survives every one of them.
struct GatewayBooks {
    explicit GatewayBooks(std::function<Instant()> now) : settlements(std::move(now)) {}

    tests::MemoryBooks settlements;
    tests::MemoryDoubts doubts;
    tests::MemoryOutboxRows outbox;
    tests::MemoryAlarmRows alarms;
    tests::MemoryCases cases;
    tests::MemoryFindings findings;
    KeptRefusals refusals;
    std::map<MessageKey, std::set<std::string>>
        told_yeses;  ///< for the auditor: to settlements, as their askers saw them
};

/// What may go wrong between a daemon and its books, in parts of ten thousand.
struct DiskTrouble {
    int waits = 0;  ///< a call is held up, so that others come in between
    Millis longest_wait = 50;
    int fails = 0;         ///< a write is struck at one of its moments: nothing written, or a commit in doubt
    int crashes = 0;       ///< the daemon dies at one of a write's moments
    bool is_down = false;  ///< nobody can be reached there
};

}  // namespace clearing::simulation
