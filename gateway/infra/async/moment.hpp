#pragma once

#include <string>
#include <string_view>

namespace clearing::async {

/// A place that commits, sends or answers has a name, and says when it is reached:
/// "store.settlement.open.before_commit", "delta.settle.sent", "national.answer.written". In service this costs one
/// load of a flag. A test that starts the process with `GATEWAY_DIE_AT=name` (`name#3`: the third time; `a>b`: at b,
/// once a was passed) has it killed there as by SIGKILL: no destructor runs, nothing is flushed. All of them:
/// gateway/docs/moments.md.
void reached(std::string_view moment) noexcept;

/// The same for a name put together of parts; nothing is put together unless a test asked.
void reached(std::string_view place, std::string_view name, std::string_view moment) noexcept;

/// Reads GATEWAY_DIE_AT; called once at the start of the process. Answers what was asked for (for the log), or nothing.
std::string obey_environment();

}  // namespace clearing::async
