#pragma once

#include "gateway/infra/postgres/line.hpp"

#include <deque>

struct pg_conn;

namespace clearing::postgres {

/// One transaction whose statements are sent without waiting for each other's answers: BEGIN goes with the first of
/// them, COMMIT with the last (libpq's pipeline mode, which libpqxx 6 has not). A statement that waits for an answer
/// costs both sides to fall asleep and to be woken, which is more than most of ours cost themselves.
class Pipeline final : public Line {
public:
    /// ConnectionLost: it had died unnoticed before.
    explicit Pipeline(pg_conn* connection);
    ~Pipeline() override { close(); }

    void prepare(const std::string& name, const std::string& text) override;
    void send(const std::string& name, const std::vector<const char*>& arguments, Take take) override;
    void collect() override;
    /// Not in a pipeline: throws std::logic_error.
    void copy(const std::string& table, const NextRows& next) override;

    /// SqlFailure: certainly not committed. Whatever else is thrown: nobody knows.
    void commit();
    /// Rolls back what is not committed. False: the connection is of no use any more.
    bool close() noexcept;

    /// The server ended the session before it began this transaction: certainly nothing came of it.
    bool was_never_begun() const { return was_never_begun_; }

private:
    void send_unprepared(const char* statement);
    void expect(int was_sent, Take take);
    [[noreturn]] void lose();

    pg_conn* connection_;
    std::deque<Take> expected_;  ///< one for each statement without an answer yet
    std::size_t bytes_unanswered_ = 0;
    bool has_begun_ = false;
    bool was_never_begun_ = false;
    bool was_refused_ = false;  ///< nothing but a rollback is possible
    bool is_over_ = false;
};

}  // namespace clearing::postgres
