#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace clearing::test {

/// A child process; what it says goes to a file. Killed with the object when it still runs.
class Process {
public:
    Process() = default;
    /// `arguments[0]` is the program. `environment`: "NAME=value" beyond ours.
    Process(std::vector<std::string> arguments, std::vector<std::string> environment, std::filesystem::path log);
    Process(Process&& other) noexcept;
    Process& operator=(Process&& other) noexcept;
    ~Process();

    bool is_running();
    void signal(int number) const;
    /// Exit code, or 128 + the signal that ended it; nothing when it still runs after `limit`.
    std::optional<int> wait(std::chrono::milliseconds limit);

private:
    pid_t pid_ = -1;
    std::optional<int> exit_code_;
};

struct Ran {
    int exit_code;
    std::string output;  ///< standard output and standard error
};
/// Runs a program to its end, at most a minute.
Ran run_program(std::vector<std::string> arguments, const std::filesystem::path& scratch);

std::string read_file(const std::filesystem::path& path);

}  // namespace clearing::test
