#include "gateway/infra/postgres/session.hpp"

#include "gateway/infra/postgres/silence.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

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

std::shared_ptr<const PreparedStatements::Columns> columns_of(const ServerAnswer& answer) {
    auto columns = std::make_shared<PreparedStatements::Columns>();
    for (std::string& name : answer.columns())
        columns->emplace(std::move(name), columns->size());
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
    std::unique_ptr<const ServerAnswer> server;
    std::shared_ptr<const PreparedStatements::Columns> columns;
};

namespace {

void nobody_looks(std::unique_ptr<const ServerAnswer> /*answer*/) {}

/// Adds the answer's rows to `into`: whoever asked may have been thrown out before the answer comes.
Line::Take taking_rows(PreparedStatements::Statement& statement, std::shared_ptr<Rows> into) {
    return [&statement, into = std::move(into)](std::unique_ptr<const ServerAnswer> given) {
        Rows& rows = *into;
        rows.affected += given->affected();
        const std::size_t size = given->rows();
        if (size == 0) return;
        if (!statement.columns) statement.columns = columns_of(*given);
        const auto answer = std::make_shared<const Answer>(std::move(given), statement.columns);
        rows.reserve(rows.size() + size);
        for (std::size_t i = 0; i < size; ++i)
            rows.emplace_back(answer, i);
    };
}

}  // namespace

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
    return answer_->server->value(number_, found->second);
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

PreparedStatements::Statement& Session::prepared(const Sql& statement) {
    if (PreparedStatements::Statement* known = prepared_.find(statement.name, 0)) return *known;
    line_.prepare(statement.name, statement.text);
    return prepared_.add(statement.name, 0, statement.name);
}

PreparedStatements::Statement& Session::prepared(const RowsSql& statement, std::size_t rows) {
    if (PreparedStatements::Statement* known = prepared_.find(statement.name, rows)) return *known;
    const std::string name = fmt::format("{}_{}", statement.name, rows);
    line_.prepare(name, text_for(statement, rows));
    return prepared_.add(statement.name, rows, name);
}

void Session::collect() {
    const Silence::Waiting waiting(silence_);
    line_.collect();
}

Rows Session::run(const Sql& statement, const Arguments& arguments) {
    std::vector<const char*> pointers;
    pointers.reserve(arguments.size());
    add_pointers(pointers, arguments);
    const auto rows = std::make_shared<Rows>();
    {
        const Silence::Waiting waiting(silence_);
        PreparedStatements::Statement& asked = prepared(statement);
        line_.send(asked.name, pointers, taking_rows(asked, rows));
        line_.collect();
    }
    if (rows->affected > 0 && may_write(statement.text)) has_written_ = true;
    return std::move(*rows);
}

Rows Session::run(const RowsSql& statement, const std::vector<Arguments>& all) {
    const auto rows = std::make_shared<Rows>();
    send_batches(statement, all, [&rows](PreparedStatements::Statement& asked) { return taking_rows(asked, rows); });
    if (!all.empty()) collect();
    if (rows->affected > 0 && may_write(statement.text)) has_written_ = true;
    return std::move(*rows);
}

void Session::send(const Sql& statement, const Arguments& arguments) {
    std::vector<const char*> pointers;
    pointers.reserve(arguments.size());
    add_pointers(pointers, arguments);
    if (may_write(statement.text)) has_written_ = true;
    const Silence::Waiting waiting(silence_);
    line_.send(prepared(statement).name, pointers, nobody_looks);
}

void Session::send(const RowsSql& statement, const std::vector<Arguments>& all) {
    if (all.empty()) return;
    if (may_write(statement.text)) has_written_ = true;
    send_batches(statement, all, [](PreparedStatements::Statement&) { return nobody_looks; });
}

void Session::send_batches(const RowsSql& statement, const std::vector<Arguments>& all,
                           const std::function<Line::Take(PreparedStatements::Statement&)>& take) {
    for (std::size_t begin = 0, size = 0; begin < all.size(); begin += size) {
        size = next_batch(all.size() - begin);
        std::vector<const char*> pointers;
        pointers.reserve(size * all[begin].size());
        for (std::size_t i = 0; i < size; ++i)
            add_pointers(pointers, all[begin + i]);
        const Silence::Waiting waiting(silence_);
        PreparedStatements::Statement& asked = prepared(statement, size);
        line_.send(asked.name, pointers, take(asked));
    }
}

void Session::copy(const std::string& table, const std::function<bool(std::string& rows)>& next) {
    const Silence::Waiting waiting(silence_);
    has_written_ = true;
    // That rows arrive nowhere any more would show after the last one only.
    line_.copy(table, [&](std::string& rows) {
        if (silence_.is_broken()) throw ConnectionLost();
        return next(rows);
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
