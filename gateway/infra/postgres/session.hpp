#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/money.hpp"
#include "gateway/infra/postgres/line.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::postgres {

/// A statement by its name; prepared once per connection at its first use. Each store lists its own on top of its file.
struct Sql {
    const char* name;
    const char* text;
};

/// A statement for many rows at once: "{rows}" in its text stands for a VALUES list. `types` are those of a row's
/// arguments, in their order: "bigint, text, bytea". One statement is prepared for each number of rows up to eight, for
/// sixteen and for thirty-two; more rows are several statements.
struct RowsSql {
    const char* name;
    const char* types;
    const char* text;
};

/// A bytea value.
struct Bytes {
    std::string raw;
    bool operator==(const Bytes&) const = default;
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

struct Answer;  ///< of a statement, as the database gave it; its rows share it

/// One row of an answer; columns by name. A wrong name or an unexpected NULL throws std::logic_error.
class Row {
public:
    Row(std::shared_ptr<const Answer> answer, std::size_t number) : answer_(std::move(answer)), number_(number) {}

    bool is_null(std::string_view column) const { return !value(column); }
    std::string text(std::string_view column) const { return std::string(view(column)); }
    std::string text_or_empty(std::string_view column) const { return std::string(value(column).value_or("")); }
    long long number(std::string_view column) const;
    bool flag(std::string_view column) const { return view(column) == "t"; }
    Money money(std::string_view column) const { return Money::from_fen(number(column)); }
    Instant instant(std::string_view column) const { return Instant(std::chrono::milliseconds(number(column))); }
    ClearingDay day(std::string_view column) const;
    std::optional<ClearingDay> optional_day(std::string_view column) const;
    Bytes bytes(std::string_view column) const;
    Sha256 digest(std::string_view column) const;

private:
    std::optional<std::string_view> value(std::string_view column) const;
    std::string_view view(std::string_view column) const;

    std::shared_ptr<const Answer> answer_;
    std::size_t number_;
};

struct Rows : std::vector<Row> {
    std::size_t affected = 0;  ///< rows an INSERT, UPDATE or DELETE touched
};

class Silence;
class Session;

/// What pieces of work gather over a transaction that they share, to be written once, at its end: a row that many of
/// them change is changed once and locked briefly.
class Gathered {
public:
    Gathered() = default;
    virtual ~Gathered() = default;
    Gathered(const Gathered&) = delete;
    Gathered& operator=(const Gathered&) = delete;

    virtual void write(Session& session) = 0;
};

/// The statements one connection has prepared.
class PreparedStatements {
public:
    using Columns = std::map<std::string, std::size_t, std::less<>>;
    struct Statement {
        std::string name;
        std::shared_ptr<const Columns> columns = {};  ///< once an answer was seen
    };
    /// Null: not yet. `rows` is 0 for a statement that is not a RowsSql.
    Statement* find(const char* name, std::size_t rows);
    Statement& add(const char* name, std::size_t rows, std::string prepared_as);

private:
    std::map<std::pair<const char*, std::size_t>, Statement> statements_;
};

/// What a store works with inside one transaction; begun and ended by the pool.
class Session {
public:
    Session(Line& line, PreparedStatements& prepared, Silence& silence)
        : line_(line), prepared_(prepared), silence_(silence) {}

    /// Throws SqlFailure or ConnectionLost; the pool turns them into errors.
    Rows run(const Sql& statement, const Arguments& arguments = {});
    /// The answers of all rows, in no order to rely on. No rows: nothing is asked.
    Rows run(const RowsSql& statement, const std::vector<Arguments>& rows);
    /// As run, where nobody looks at the answer (a lock, an insert): it may travel with what comes after it, and then a
    /// refusal is thrown there, or by the commit. Counts as written whatever it finds.
    void send(const Sql& statement, const Arguments& arguments = {});
    void send(const RowsSql& statement, const std::vector<Arguments>& rows);
    /// The single row of the answer, or nothing when there is none.
    std::optional<Row> first(const Sql& statement, const Arguments& arguments = {});
    /// COPY into a table. `next` puts rows as COPY reads them into the empty text, a line feed between them and none
    /// behind; false: there are no more. What it throws ends the transaction.
    void copy(const std::string& table, const std::function<bool(std::string& rows)>& next);

    /// What this transaction gathers of one sort; empty at first.
    template <class T>
    T& gathered() {
        for (const auto& one : gathered_)
            if (auto* found = dynamic_cast<T*>(one.get())) return *found;
        gathered_.push_back(std::make_unique<T>());
        return static_cast<T&>(*gathered_.back());
    }
    void write_gathered();  ///< by the connection, before the commit

    /// Whether a row was inserted, updated or deleted since forget_writes, or will be at the end.
    bool has_written() const { return has_written_; }
    void will_write() { has_written_ = true; }
    void forget_writes() { has_written_ = false; }

private:
    PreparedStatements::Statement& prepared(const Sql& statement);
    PreparedStatements::Statement& prepared(const RowsSql& statement, std::size_t rows);
    void send_batches(const RowsSql& statement, const std::vector<Arguments>& rows,
                      const std::function<Line::Take(PreparedStatements::Statement&)>& take);
    void collect();

    Line& line_;
    PreparedStatements& prepared_;
    Silence& silence_;
    bool has_written_ = false;
    std::vector<std::unique_ptr<Gathered>> gathered_;
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
