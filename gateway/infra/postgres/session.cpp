#include "gateway/infra/postgres/session.hpp"

#include "gateway/infra/postgres/silence.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <pqxx/connection_base>
#include <pqxx/except>
#include <pqxx/prepared_statement>
#include <pqxx/result>
#include <pqxx/tablewriter>
#include <pqxx/transaction_base>

namespace clearing::postgres {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr std::array<std::int8_t, 256> hex_values = [] {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < hex_digits.size(); ++i)
        values[static_cast<unsigned char>(hex_digits[i])] = static_cast<std::int8_t>(i);
    return values;
}();

std::string raw_of_bytea(std::string_view text) {
    if (!text.starts_with("\\x") || text.size() % 2 != 0) throw std::logic_error("bytea is not in hex format");
    text.remove_prefix(2);
    std::string raw(text.size() / 2, '\0');
    int seen = 0;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const int high = hex_values[static_cast<unsigned char>(text[2 * i])];
        const int low = hex_values[static_cast<unsigned char>(text[2 * i + 1])];
        seen |= high | low;
        raw[i] = static_cast<char>(high << 4 | low);
    }
    if (seen < 0) throw std::logic_error("bytea is not in hex format");
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

void add_pointers(std::vector<const char*>& pointers, const Arguments& arguments) {
    for (const Argument& argument : arguments) {
        // PostgreSQL has no text with NUL; cut short it could equal another id.
        if (argument.text() && argument.text()->find('\0') != std::string::npos) throw SqlFailure("22021", "");
        pointers.push_back(argument.text() ? argument.text()->c_str() : nullptr);
    }
}

/// Every other statement may write, as far as a group of writes is concerned.
bool may_write(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
    return !text.starts_with("SELECT");
}

std::shared_ptr<const PreparedStatements::Columns> columns_of(const pqxx::result& answer) {
    auto columns = std::make_shared<PreparedStatements::Columns>();
    for (pqxx::result::size_type i = 0; i < static_cast<pqxx::result::size_type>(answer.columns()); ++i)
        columns->emplace(answer.column_name(static_cast<pqxx::row::size_type>(i)), i);
    return columns;
}

/// How many of `rows` the next statement takes: few forms, so that few are prepared.
std::size_t next_batch(std::size_t rows) {
    for (const std::size_t size : {32U, 16U, 8U})
        if (rows >= size) return size;
    return rows;
}

/// "($1::bigint, $2::text), ($3, $4)": the first row gives the types.
std::string values_list(std::string_view types, std::size_t rows) {
    std::vector<std::string_view> columns;
    for (std::size_t begin = 0; begin < types.size();) {
        const std::size_t end = std::min(types.find(", ", begin), types.size());
        columns.push_back(types.substr(begin, end - begin));
        begin = end + 2;
    }
    std::string list;
    for (std::size_t row = 0, number = 0; row < rows; ++row) {
        list += row == 0 ? "(" : ", (";
        for (std::size_t i = 0; i < columns.size(); ++i) {
            list += fmt::format("{}${}", i == 0 ? "" : ", ", ++number);
            if (row == 0) list.append("::").append(columns[i]);
        }
        list += ")";
    }
    return list;
}

std::string text_for(const RowsSql& statement, std::size_t rows) {
    constexpr std::string_view mark = "{rows}";
    std::string text(statement.text);
    const std::size_t at = text.find(mark);
    if (at == std::string::npos) throw std::logic_error(fmt::format("{} has no place for its rows", statement.name));
    return text.replace(at, mark.size(), "VALUES " + values_list(statement.types, rows));
}

}  // namespace

struct Answer {
    pqxx::result result;
    std::shared_ptr<const PreparedStatements::Columns> columns;
};

PreparedStatements::Statement* PreparedStatements::find(const char* name, std::size_t rows) {
    const auto found = statements_.find({name, rows});
    return found == statements_.end() ? nullptr : &found->second;
}

PreparedStatements::Statement& PreparedStatements::add(const char* name, std::size_t rows, std::string prepared_as) {
    return statements_[{name, rows}] = Statement{std::move(prepared_as)};
}

std::string bytea_text(std::string_view raw) {
    std::string text(2 + raw.size() * 2, '\\');
    text[1] = 'x';
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const auto byte = static_cast<unsigned char>(raw[i]);
        text[2 + 2 * i] = hex_digits[byte >> 4];
        text[3 + 2 * i] = hex_digits[byte & 15];
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

std::optional<std::string_view> Row::value(std::string_view column) const {
    const auto found = answer_->columns->find(column);
    if (found == answer_->columns->end()) throw std::logic_error(fmt::format("no column {} in the answer", column));
    const pqxx::field field(answer_->result[static_cast<pqxx::result::size_type>(number_)],
                            static_cast<pqxx::row::size_type>(found->second));
    if (field.is_null()) return std::nullopt;
    return std::string_view(field.c_str(), field.size());
}

std::string_view Row::view(std::string_view column) const {
    const std::optional<std::string_view> found = value(column);
    if (!found) throw std::logic_error(fmt::format("column {} is null", column));
    return *found;
}

long long Row::number(std::string_view column) const {
    const std::string_view digits = view(column);
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
    return {raw_of_bytea(view(column))};
}

Sha256 Row::digest(std::string_view column) const {
    const std::string raw = bytes(column).raw;
    Sha256 digest{};
    if (raw.size() != digest.size()) throw std::logic_error(fmt::format("column {} is no digest", column));
    for (std::size_t i = 0; i < raw.size(); ++i)
        digest[i] = static_cast<std::byte>(raw[i]);
    return digest;
}

/// What the database refuses or breaks off, in our words.
template <class Work>
void Session::asking(Work work) {
    const Silence::Waiting waiting(silence_);
    try {
        work();
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

void Session::run_prepared(PreparedStatements::Statement& statement, const std::vector<const char*>& arguments,
                           Rows& rows) {
    auto answer = std::make_shared<Answer>();
    answer->result = transaction_.exec_prepared(statement.name, pqxx::prepare::make_dynamic_params(arguments));
    rows.affected += answer->result.affected_rows();
    const std::size_t size = answer->result.size();
    if (size == 0) return;
    if (!statement.columns) statement.columns = columns_of(answer->result);
    answer->columns = statement.columns;
    rows.reserve(rows.size() + size);
    for (std::size_t i = 0; i < size; ++i)
        rows.emplace_back(answer, i);
}

Rows Session::run(const Sql& statement, const Arguments& arguments) {
    std::vector<const char*> pointers;
    pointers.reserve(arguments.size());
    add_pointers(pointers, arguments);
    Rows rows;
    asking([&] {
        PreparedStatements::Statement* prepared = prepared_.find(statement.name, 0);
        if (prepared == nullptr) {
            transaction_.conn().prepare(statement.name, statement.text);
            prepared = &prepared_.add(statement.name, 0, statement.name);
        }
        run_prepared(*prepared, pointers, rows);
    });
    if (rows.affected > 0 && may_write(statement.text)) has_written_ = true;
    return rows;
}

Rows Session::run(const RowsSql& statement, const std::vector<Arguments>& all) {
    Rows rows;
    for (std::size_t begin = 0, size = 0; begin < all.size(); begin += size) {
        size = next_batch(all.size() - begin);
        std::vector<const char*> pointers;
        pointers.reserve(size * all[begin].size());
        for (std::size_t i = 0; i < size; ++i)
            add_pointers(pointers, all[begin + i]);
        asking([&] {
            PreparedStatements::Statement* prepared = prepared_.find(statement.name, size);
            if (prepared == nullptr) {
                const std::string name = fmt::format("{}_{}", statement.name, size);
                transaction_.conn().prepare(name, text_for(statement, size));
                prepared = &prepared_.add(statement.name, size, name);
            }
            run_prepared(*prepared, pointers, rows);
        });
    }
    if (rows.affected > 0 && may_write(statement.text)) has_written_ = true;
    return rows;
}

void Session::copy(const std::string& table, const std::function<bool(std::string& rows)>& next) {
    asking([&] {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
        // Its successor takes rows apart only to put them together again, and takes one at a time.
        pqxx::tablewriter writer(transaction_, table);
#pragma clang diagnostic pop
        has_written_ = true;
        std::string rows;
        for (bool more = true; more; rows.clear()) {
            more = next(rows);
            if (!rows.empty()) writer.write_raw_line(rows);
        }
        writer.complete();
    });
}

std::optional<Row> Session::first(const Sql& statement, const Arguments& arguments) {
    Rows rows = run(statement, arguments);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

void Session::write_gathered() {
    for (const auto& one : gathered_)
        one->write(*this);
}

}  // namespace clearing::postgres
