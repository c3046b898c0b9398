#include "gateway/services/payments/bank_file.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

namespace clearing::payments {
namespace {

constexpr std::size_t most_lines = 100'000;
constexpr ports::SheetLimits one_line{.rows = 1, .columns = 64, .cell_bytes = 1'024, .bytes = 256 * 1'024};

enum class Column : std::uint8_t { bank, serial, date, amount, platform, counterparty, direction, notice };

struct ColumnName {
    Column column;
    std::string_view english, chinese;
    bool may_be_missing = false;
};
constexpr std::array<ColumnName, 8> column_names{{{Column::bank, "bank", "银行名称"},
                                                  {Column::serial, "serial", "交易流水号"},
                                                  {Column::date, "date", "记账日期"},
                                                  {Column::amount, "amount", "金额"},
                                                  {Column::platform, "platform", "平台"},
                                                  {Column::counterparty, "counterparty", "对方地区"},
                                                  {Column::direction, "direction", "收付"},
                                                  {Column::notice, "notice", "通知书号", true}}};

std::string trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

/// Where each column stands.
using Places = std::array<std::optional<std::size_t>, column_names.size()>;

Result<Places> places_of(const std::vector<std::string>& header) {
    Places places;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const std::string name = trimmed(header[i]);
        for (const ColumnName& known : column_names) {
            if (name != known.english && name != known.chinese) continue;
            std::optional<std::size_t>& place = places[static_cast<std::size_t>(known.column)];
            if (place) return fail(ErrorCode::invalid_value, fmt::format("the column {} stands twice", name), {name});
            place = i;
        }
    }
    for (const ColumnName& known : column_names)
        if (!known.may_be_missing && !places[static_cast<std::size_t>(known.column)])
            return fail(ErrorCode::invalid_value,
                        fmt::format("the column {} ({}) is missing", known.chinese, known.english),
                        {std::string(known.english)});
    return places;
}

Result<Date> read_date(const std::string& text) {
    const bool is_compact = text.size() == 8 && text.find('-') == std::string::npos;
    return Date::parse(is_compact ? text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6) : text);
}

std::optional<Direction> read_direction(const std::string& text) {
    if (text == "收") return Direction::visitor;
    if (text == "付") return Direction::resident_away;
    return direction_named(text);
}

/// Banks group thousands: "1,128.60".
Result<Money> read_amount(std::string text) {
    std::erase(text, ',');
    return Money::parse(text);
}

Result<BankEntry> read_entry(const Places& places, const std::vector<std::string>& cells) {
    const auto cell = [&](Column column) {
        const auto place = places[static_cast<std::size_t>(column)];
        return place ? trimmed(cells[*place]) : std::string();
    };
    const Result<Date> date = read_date(cell(Column::date));
    if (!date) return fail(ErrorCode::invalid_value, fmt::format("'{}' is not a date", cell(Column::date)));
    const Result<Money> amount = read_amount(cell(Column::amount));
    if (!amount) return fail(ErrorCode::invalid_value, fmt::format("'{}' is not an amount", cell(Column::amount)));
    const std::optional<Direction> direction = read_direction(cell(Column::direction));
    if (!direction)
        return fail(ErrorCode::invalid_value, fmt::format("'{}' is neither 收 nor 付", cell(Column::direction)));
    BankEntry entry{cell(Column::bank),
                    cell(Column::serial),
                    *date,
                    *amount,
                    PlatformName(cell(Column::platform)),
                    DivisionCode(cell(Column::counterparty)),
                    *direction,
                    cell(Column::notice)};
    if (auto sound = check_entry(entry); !sound) return fail(sound.error());
    return entry;
}

std::vector<std::string_view> lines_of(std::string_view bytes) {
    std::vector<std::string_view> lines;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        lines.push_back(bytes.substr(0, end));
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return lines;
}

bool is_blank(std::string_view line) {
    return trimmed(line).empty();
}

}  // namespace

Result<BankFile> read_bank_file(const ports::SheetReader& reader, std::string_view bytes) {
    const std::vector<std::string_view> lines = lines_of(bytes);
    if (lines.empty()) return fail(ErrorCode::invalid_value, "the file is empty");
    if (lines.size() > most_lines) return fail(ErrorCode::invalid_value, fmt::format("more than {} lines", most_lines));
    const std::string header = std::string(lines.front()) + "\n";
    const Result<ports::Sheet> head = reader.read(header, one_line);
    if (!head) return fail(head.error());
    const Result<Places> places = places_of(head->header);
    if (!places) return fail(places.error());

    BankFile file;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (is_blank(lines[i])) continue;
        const std::size_t row = i + 1;
        // Each line is a sheet of its own: what is wrong with it is wrong with no other.
        const Result<ports::Sheet> sheet = reader.read(header + std::string(lines[i]) + "\n", one_line);
        if (!sheet || sheet->records.size() != 1) {
            file.bad.push_back({row, sheet ? "not one record" : sheet.error().detail});
            continue;
        }
        Result<BankEntry> entry = read_entry(*places, sheet->records.front().cells);
        if (entry)
            file.lines.push_back({row, std::move(*entry)});
        else
            file.bad.push_back({row, entry.error().detail});
    }
    return file;
}

}  // namespace clearing::payments
