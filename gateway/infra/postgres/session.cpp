#include "gateway/infra/postgres/session.hpp"

#include "gateway/infra/postgres/silence.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <pqxx/connection_base>
#include <pqxx/except>
#include <pqxx/prepared_statement>
#include <pqxx/result>
#include <pqxx/transaction_base>

namespace clearing::postgres {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

int hex_value(char digit) {
    const std::size_t position = hex_digits.find(digit);
    if (position == std::string_view::npos) throw std::logic_error("bytea is not in hex format");
    return static_cast<int>(position);
}

std::string raw_of_bytea(std::string_view text) {
    if (!text.starts_with("\\x")) throw std::logic_error("bytea is not in hex format");
    text.remove_prefix(2);
    std::string raw;
    raw.reserve(text.size() / 2);
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        raw.push_back(static_cast<char>(hex_value(text[i]) * 16 + hex_value(text[i + 1])));
    return raw;
}

/// The name in the first pair of quotes after "constraint": `… violates check constraint "settlement_law_a"`. Only the
/// first line is looked at; DETAIL lines quote rows.
std::string constraint_in(std::string_view message) {
    message = message.substr(0, message.find('\n'));
    const std::size_t word = message.find("constraint \"");
    if (word == std::string_view::npos) return {};
    const std::string_view rest = message.substr(word + 12);
    return std::string(rest.substr(0, rest.find('"')));
}

/// Class 08 and 57P0x: the server ended the session (shutdown, crash, pg_terminate_backend).
bool ends_session(std::string_view sqlstate) {
    return sqlstate.starts_with("08") || sqlstate.starts_with("57P0");
}

std::vector<const char*> pointers_to(const Arguments& arguments) {
    std::vector<const char*> pointers;
    pointers.reserve(arguments.size());
    for (const Argument& argument : arguments) {
        // PostgreSQL has no text with NUL; cut short it could equal another id.
        if (argument.text() && argument.text()->find('\0') != std::string::npos) throw SqlFailure("22021", "");
        pointers.push_back(argument.text() ? argument.text()->c_str() : nullptr);
    }
    return pointers;
}

/// Every other statement may write, as far as a group of writes is concerned.
bool is_write(const Sql& statement) {
    std::string_view text(statement.text);
    text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
    return !text.starts_with("SELECT");
}

std::shared_ptr<const Row::Columns> columns_of(const pqxx::result& answer) {
    auto columns = std::make_shared<Row::Columns>();
    for (pqxx::result::size_type i = 0; i < static_cast<pqxx::result::size_type>(answer.columns()); ++i)
        columns->emplace(answer.column_name(static_cast<pqxx::row::size_type>(i)), i);
    return columns;
}

Rows rows_of(const pqxx::result& answer, std::shared_ptr<const Row::Columns>& columns) {
    Rows rows;
    rows.affected = answer.affected_rows();
    if (answer.empty()) return rows;
    rows.reserve(answer.size());
    if (!columns) columns = columns_of(answer);
    for (const auto& row : answer) {
        std::vector<std::optional<std::string>> values;
        values.reserve(row.size());
        for (const auto& field : row)
            values.push_back(field.is_null() ? std::nullopt : std::optional(std::string(field.c_str(), field.size())));
        rows.emplace_back(columns, std::move(values));
    }
    return rows;
}

}  // namespace

std::string bytea_text(std::string_view raw) {
    std::string text = "\\x";
    text.reserve(2 + raw.size() * 2);
    for (char c : raw) {
        const auto byte = static_cast<unsigned char>(c);
        text.push_back(hex_digits[byte >> 4]);
        text.push_back(hex_digits[byte & 15]);
    }
    return text;
}

SqlFailure::SqlFailure(std::string sqlstate, std::string constraint)
    : std::runtime_error(constraint.empty() ? fmt::format("the database refused a statement ({})", sqlstate)
                                            : fmt::format("the database refused a row: {}", constraint)),
      sqlstate_(std::move(sqlstate)),
      constraint_(std::move(constraint)) {}

Argument::Argument(const Bytes& bytes) : text_(bytea_text(bytes.raw)) {}
Argument::Argument(const Sha256& digest)
    : text_(bytea_text({reinterpret_cast<const char*>(digest.data()), digest.size()})) {}

const std::optional<std::string>& Row::value(std::string_view column) const {
    const auto found = columns_->find(column);
    if (found == columns_->end()) throw std::logic_error(fmt::format("no column {} in the answer", column));
    return values_[found->second];
}

const std::string& Row::text(std::string_view column) const {
    const std::optional<std::string>& found = value(column);
    if (!found) throw std::logic_error(fmt::format("column {} is null", column));
    return *found;
}

long long Row::number(std::string_view column) const {
    const std::string& digits = text(column);
    long long number = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (problem != std::errc{} || end != digits.data() + digits.size())
        throw std::logic_error(fmt::format("column {} is no integer", column));
    return number;
}

ClearingDay Row::day(std::string_view column) const {
    auto day = ClearingDay::parse(text(column));
    if (!day) throw std::logic_error(fmt::format("column {} is no day", column));
    return *day;
}

std::optional<ClearingDay> Row::optional_day(std::string_view column) const {
    if (is_null(column)) return std::nullopt;
    return day(column);
}

Bytes Row::bytes(std::string_view column) const {
    return {raw_of_bytea(text(column))};
}

Sha256 Row::digest(std::string_view column) const {
    const std::string raw = bytes(column).raw;
    Sha256 digest{};
    if (raw.size() != digest.size()) throw std::logic_error(fmt::format("column {} is no digest", column));
    for (std::size_t i = 0; i < raw.size(); ++i)
        digest[i] = static_cast<std::byte>(raw[i]);
    return digest;
}

Rows Session::run(const Sql& statement, const Arguments& arguments) {
    const std::vector<const char*> pointers = pointers_to(arguments);
    const Silence::Waiting waiting(silence_);
    try {
        transaction_.conn().prepare(statement.name, statement.text);
        const pqxx::result answer =
            transaction_.exec_prepared(statement.name, pqxx::prepare::make_dynamic_params(pointers));
        if (is_write(statement) && answer.affected_rows() > 0) has_written_ = true;
        return rows_of(answer, known_columns_[statement.name]);
    } catch (const pqxx::broken_connection&) {
        throw ConnectionLost();
    } catch (const pqxx::deadlock_detected&) {
        throw SqlFailure("40P01", "");
    } catch (const pqxx::transaction_rollback&) {
        throw SqlFailure("40001", "");  // no sql_error in libpqxx 6
    } catch (const pqxx::insufficient_privilege&) {
        throw SqlFailure("42501", "");  // comes without its SQLSTATE
    } catch (const pqxx::sql_error& error) {
        if (ends_session(error.sqlstate())) throw ConnectionLost();
        throw SqlFailure(error.sqlstate(), constraint_in(error.what()));
    }
}

std::optional<Row> Session::first(const Sql& statement, const Arguments& arguments) {
    Rows rows = run(statement, arguments);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

void Session::leave_to_the_end(WriteSum write, const std::string& key, long long amount, Instant at) {
    Sum& sum = left_to_the_end_[{key, write}];
    sum.amount += amount;
    sum.at = at;
    has_written_ = true;
}

long long Session::left_to_the_end(WriteSum write, const std::string& key) const {
    const auto found = left_to_the_end_.find({key, write});
    return found == left_to_the_end_.end() ? 0 : found->second.amount;
}

void Session::write_what_was_left() {
    for (const auto& [of, sum] : left_to_the_end_)
        of.second(*this, of.first, sum.amount, sum.at);
    left_to_the_end_.clear();
}

}  // namespace clearing::postgres
