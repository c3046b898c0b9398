#pragma once

#include <string>

namespace clearing::test {

/// A database of one test: made from zero, dropped at the end. The server is the one GATEWAY_TEST_OWNER_URL and
/// GATEWAY_TEST_DAEMON_URL name (tests/run.sh); without them one is started for this process and removed with it.
class TestDatabase {
public:
    enum class Content { empty, migrated };
    explicit TestDatabase(Content content = Content::migrated);
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    const std::string& owner_url() const { return owner_url_; }
    const std::string& daemon_url() const { return daemon_url_; }

    /// One statement as the owner. Answers the first field of the first row, empty when there is none. Throws.
    std::string ask_as_owner(const std::string& sql) const;
    /// One statement as the daemon's role. Answers the SQLSTATE it was refused with, empty when it was carried out.
    std::string refusal_of(const std::string& sql) const;
    /// Every table's rows as text, as a dump would show them.
    std::string dump() const;
    /// Ends every session of the daemon's role; waits until they are gone. Answers how many there were.
    int cut_daemon_sessions() const;

private:
    std::string name_, owner_url_, daemon_url_;
};

}  // namespace clearing::test
