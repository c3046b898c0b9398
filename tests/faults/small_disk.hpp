#pragma once

#include "tests/support/test_pki.hpp"

#include <filesystem>
#include <string>

namespace clearing::test {

/// A small file system of its own in memory, where this process may mount one; else an ordinary directory. Others may
/// go through it: PostgreSQL is another user's.
class SmallDisk {
public:
    explicit SmallDisk(int megabytes);
    ~SmallDisk();
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    std::filesystem::path path() const { return directory_.path(); }
    bool is_small() const { return why_not_.empty(); }
    /// The system's reason.
    const std::string& why_not() const { return why_not_; }

    /// To the last byte.
    void fill() const;
    void free_again() const;

private:
    TemporaryDirectory directory_;
    std::string why_not_;
};

}  // namespace clearing::test
