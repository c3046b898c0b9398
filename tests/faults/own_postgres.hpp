#pragma once

#include "tests/system/process.hpp"

#include <filesystem>
#include <string>

namespace clearing::test {

/// A PostgreSQL of this executable alone, which may be killed. TestDatabase uses it from the moment it is made.
class OwnPostgres {
public:
    /// `directory`: fresh, perhaps on a small file system. `log`: an empty directory for its write-ahead log, kept
    /// small then; none: with the data.
    explicit OwnPostgres(std::filesystem::path directory, const std::filesystem::path& log = {});
    ~OwnPostgres();
    OwnPostgres(const OwnPostgres&) = delete;
    OwnPostgres& operator=(const OwnPostgres&) = delete;

    /// SIGKILL to the postmaster and to all its processes. Answers how many there were.
    int kill_all();
    bool is_running() const;
    void start();
    /// So many megabytes for its write-ahead log, until it refuses them.
    void fill_its_log(int megabytes) const;
    /// What it says on standard error.
    std::string said() const;

private:
    void keep_its_log_small() const;
    Ran ask(const std::string& statement) const;
    std::filesystem::path data() const;
    std::filesystem::path directory_;
};

}  // namespace clearing::test
