#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::postgres {

/// The server refused a statement. `what()` never quotes row contents (they may hold persons).
class SqlFailure : public std::runtime_error {
public:
    SqlFailure(std::string sqlstate, std::string constraint);
    const std::string& sqlstate() const { return sqlstate_; }
    const std::string& constraint() const { return constraint_; }  ///< empty unless a constraint was violated
    bool is_unique_violation() const { return sqlstate_ == "23505"; }

private:
    std::string sqlstate_, constraint_;
};

/// The connection went away. Before a commit was asked for: nothing happened.
struct ConnectionLost : std::runtime_error {
    ConnectionLost() : std::runtime_error("the connection to the database was lost") {}
};

/// Class 08 and 57P0x: the server ended the session (shutdown, crash, pg_terminate_backend).
inline bool ends_session(std::string_view sqlstate) {
    return sqlstate.starts_with("08") || sqlstate.starts_with("57P0");
}

/// What the connection has prepared serves no longer: the schema was changed under it (0A000, "cached plan must not
/// change result type"), or the session behind it is another one (26000).
inline bool forgets_statements(std::string_view sqlstate) {
    return sqlstate == "0A000" || sqlstate == "26000";
}

/// What the server answered to one statement.
class ServerAnswer {
public:
    ServerAnswer() = default;
    virtual ~ServerAnswer() = default;
    ServerAnswer(const ServerAnswer&) = delete;
    ServerAnswer& operator=(const ServerAnswer&) = delete;

    virtual std::size_t rows() const = 0;
    virtual std::size_t affected() const = 0;  ///< by an INSERT, UPDATE or DELETE
    virtual std::vector<std::string> columns() const = 0;
    /// Nothing is NULL. Good for as long as the answer lives.
    virtual std::optional<std::string_view> value(std::size_t row, std::size_t column) const = 0;
};

/// How the statements of a session get to the server. Everything throws SqlFailure or ConnectionLost.
class Line {
public:
    using Take = std::function<void(std::unique_ptr<const ServerAnswer>)>;
    using NextRows = std::function<bool(std::string& rows)>;

    Line() = default;
    virtual ~Line() = default;
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    virtual void prepare(const std::string& name, const std::string& text) = 0;
    /// Its answer is taken now, or in the order of sending when they are collected.
    virtual void send(const std::string& name, const std::vector<const char*>& arguments, Take take) = 0;
    /// Waits for the answers to all that was sent.
    virtual void collect() = 0;
    virtual void copy(const std::string& table, const NextRows& next) = 0;  ///< as Session::copy
};

}  // namespace clearing::postgres
