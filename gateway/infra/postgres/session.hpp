#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/money.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace pqxx {
class transaction_base;
}

namespace clearing::postgres {

/// A statement by its name; prepared once per connection at its first use. Each store lists its own on top of its file.
struct Sql {
    const char* name;
    const char* text;
};

/// A bytea value.
struct Bytes {
    std::string raw;
    bool operator==(const Bytes&) const = default;
};

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

/// The connection went away before a commit was asked for: nothing happened.
struct ConnectionLost : std::runtime_error {
    ConnectionLost() : std::runtime_error("the connection to the database was lost") {}
};

/// One parameter of a statement, as text; nothing is NULL.
class Argument {
public:
    Argument(std::nullopt_t) {}
    Argument(std::string text) : text_(std::move(text)) {}
    Argument(std::string_view text) : text_(text) {}
    Argument(const char* text) : text_(text) {}
    Argument(bool flag) : text_(flag ? "t" : "f") {}
    Argument(int number) : text_(std::to_string(number)) {}
    Argument(long number) : text_(std::to_string(number)) {}
    Argument(long long number) : text_(std::to_string(number)) {}
    Argument(unsigned long number) : text_(std::to_string(number)) {}
    Argument(Money amount) : text_(std::to_string(amount.fen())) {}
    Argument(Instant instant) : text_(std::to_string(instant.time_since_epoch().count())) {}
    Argument(const ClearingDay& day) : text_(day.to_text()) {}
    Argument(const Bytes& bytes);
    Argument(const Sha256& digest);
    template <class Meaning>
    Argument(const StrongText<Meaning>& id) : text_(id.text) {}
    template <class Meaning>
    Argument(const StrongNumber<Meaning>& number) : text_(std::to_string(number.value)) {}
    template <class T>
    Argument(const std::optional<T>& value) {
        if (value) *this = Argument(*value);
    }

    const std::optional<std::string>& text() const { return text_; }

private:
    std::optional<std::string> text_;
};
using Arguments = std::vector<Argument>;

/// One row of an answer; columns by name. A wrong name or an unexpected NULL throws std::logic_error.
class Row {
public:
    using Columns = std::map<std::string, std::size_t, std::less<>>;
    Row(std::shared_ptr<const Columns> columns, std::vector<std::optional<std::string>> values)
        : columns_(std::move(columns)), values_(std::move(values)) {}

    bool is_null(std::string_view column) const { return !value(column); }
    const std::string& text(std::string_view column) const;
    std::string text_or_empty(std::string_view column) const { return value(column).value_or(""); }
    long long number(std::string_view column) const;
    bool flag(std::string_view column) const { return text(column) == "t"; }
    Money money(std::string_view column) const { return Money::from_fen(number(column)); }
    Instant instant(std::string_view column) const { return Instant(std::chrono::milliseconds(number(column))); }
    ClearingDay day(std::string_view column) const;
    std::optional<ClearingDay> optional_day(std::string_view column) const;
    Bytes bytes(std::string_view column) const;
    Sha256 digest(std::string_view column) const;

private:
    const std::optional<std::string>& value(std::string_view column) const;

    std::shared_ptr<const Columns> columns_;
    std::vector<std::optional<std::string>> values_;
};

struct Rows : std::vector<Row> {
    std::size_t affected = 0;  ///< rows an INSERT, UPDATE or DELETE touched
};

class Silence;

/// What a store works with inside one transaction; begun and ended by the pool. No pqxx beyond its .cpp.
class Session {
public:
    /// Columns of answers already seen on this connection, by statement.
    using KnownColumns = std::map<const char*, std::shared_ptr<const Row::Columns>>;

    Session(pqxx::transaction_base& transaction, KnownColumns& known_columns, Silence& silence)
        : transaction_(transaction), known_columns_(known_columns), silence_(silence) {}

    /// Throws SqlFailure or ConnectionLost; the pool turns them into errors.
    Rows run(const Sql& statement, const Arguments& arguments = {});
    /// The single row of the answer, or nothing when there is none.
    std::optional<Row> first(const Sql& statement, const Arguments& arguments = {});

    /// Sums of rows that many settlements share. They are written once a transaction, at its end and in the order of
    /// their keys, however many pieces of work share its commit: the rows are locked briefly, and never in a circle.
    using WriteSum = void (*)(Session& session, const std::string& key, long long sum, Instant at);
    void leave_to_the_end(WriteSum write, const std::string& key, long long amount, Instant at);
    long long left_to_the_end(WriteSum write, const std::string& key) const;
    void write_what_was_left();  ///< by the connection, before the commit

    /// Whether a row was inserted, updated or deleted since forget_writes.
    bool has_written() const { return has_written_; }
    void forget_writes() { has_written_ = false; }

private:
    pqxx::transaction_base& transaction_;
    KnownColumns& known_columns_;
    Silence& silence_;
    bool has_written_ = false;
    struct Sum {
        long long amount = 0;
        Instant at{};
    };
    std::map<std::pair<std::string, WriteSum>, Sum> left_to_the_end_;
};

/// "{1,2,3}" as bigint[] reads it.
template <class Meaning>
std::string number_array(const std::vector<StrongNumber<Meaning>>& numbers) {
    std::string text = "{";
    for (const StrongNumber<Meaning>& number : numbers)
        text.append(text.size() > 1 ? "," : "").append(std::to_string(number.value));
    return text + "}";
}

/// "\x…" as bytea reads it.
std::string bytea_text(std::string_view raw);

}  // namespace clearing::postgres
