#pragma once

#include <filesystem>
#include <string>

namespace clearing::test {

/// A PostgreSQL of this executable alone, which may be killed. TestDatabase uses it from the moment it is made.
class OwnPostgres {
public:
    /// `directory`: fresh, or a small file system of its own (disk full).
    explicit OwnPostgres(std::filesystem::path directory);
    ~OwnPostgres();
    OwnPostgres(const OwnPostgres&) = delete;
    OwnPostgres& operator=(const OwnPostgres&) = delete;

    /// SIGKILL to the postmaster and to all its processes. Answers how many there were.
    int kill_all();
    bool is_running() const;
    void start();
    /// So that the write-ahead log fits on a small disk.
    void keep_its_log_small() const;

private:
    std::filesystem::path data() const;
    std::filesystem::path directory_;
};

}  // namespace clearing::test
