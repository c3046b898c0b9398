#include "gateway/services/calendar/read_calendar.hpp"

#include "gateway/services/tables/table.hpp"

#include <charconv>
#include <set>

#include <fmt/format.h>

namespace clearing::calendar {
namespace {

using std::chrono::minutes;

constexpr minutes earliest_cut_off{24 * 60}, latest_cut_off{36 * 60};
constexpr int longest_minutes = 7 * 24 * 60;

std::optional<int> whole_number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

/// "24:00", "30:30": hours and minutes after a day's begin.
std::optional<minutes> time_after_begin(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hours = whole_number(text.substr(0, 2)), rest = whole_number(text.substr(3));
    if (!hours || !rest || *rest > 59) return std::nullopt;
    return minutes(*hours * 60 + *rest);
}

minutes read_minutes(const tables::Row& row, std::string_view column, tables::Findings& findings) {
    const auto value = whole_number(row[column]);
    if (value && *value <= longest_minutes) return minutes(*value);
    findings.add(row.where(), fmt::format("{} '{}' is no number of minutes up to a week", column, row[column]));
    return minutes(0);
}

bool is_weekend(Date date) {
    const std::chrono::weekday weekday(date.days);
    return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

/// A year's notice names days of that year, and of the December before.
bool may_name(int of_year, Date day) {
    const auto month = std::chrono::year_month_day(day.days).month();
    return day.year() == of_year || (day.year() + 1 == of_year && month == std::chrono::December);
}

}  // namespace

std::vector<SpecialDay> read_special_days(std::string_view text, tables::Findings& findings) {
    const auto table = tables::Table::read("calendar.tsv", text,
                                           {"day", "kind", "name", "of_year", "source", "reviewed_by"}, findings);
    std::vector<SpecialDay> days;
    std::set<Date> seen;
    for (const tables::Row& row : table.rows()) {
        const auto day = Date::parse(row["day"]);
        const auto of_year = whole_number(row["of_year"]);
        if (!day) findings.add(row.where(), fmt::format("'{}' is not a day", row["day"]));
        if (!of_year) findings.add(row.where(), fmt::format("'{}' is not a year", row["of_year"]));
        if (row["kind"] != "holiday" && row["kind"] != "works")
            findings.add(row.where(), fmt::format("'{}' is neither holiday nor works", row["kind"]));
        if (!row["source"].starts_with("国办发明电〔") || !row["source"].ends_with("号"))
            findings.add(row.where(), "the source is the number of the State Council's notice");
        if (!day || !of_year) continue;
        if (!seen.insert(*day).second) findings.add(row.where(), row["day"] + " stands twice");
        if (!may_name(*of_year, *day))
            findings.add(row.where(), fmt::format("the notice of {} does not name {}", *of_year, row["day"]));
        const bool works = row["kind"] == "works";
        if (works && !is_weekend(*day)) findings.add(row.where(), row["day"] + " is worked anyway");
        days.push_back({*day, works, row["name"], *of_year, row["source"]});
    }
    return days;
}

std::vector<CutOffRule> read_cut_offs(std::string_view text, tables::Findings& findings) {
    const auto table = tables::Table::read(
        "cut_offs.tsv", text,
        {"platform", "valid_from", "valid_to", "cut_off", "grace_minutes", "due_minutes", "source", "reviewed_by"},
        findings);
    tables::check_history(table, {"platform"}, findings);
    std::vector<CutOffRule> rules;
    for (const tables::Row& row : table.rows()) {
        const auto cut_off = time_after_begin(row["cut_off"]);
        if (!cut_off || *cut_off < earliest_cut_off || *cut_off > latest_cut_off)
            findings.add(row.where(), fmt::format("cut_off '{}' is not between 24:00 and 36:00", row["cut_off"]));
        const minutes grace = read_minutes(row, "grace_minutes", findings);
        const minutes due = read_minutes(row, "due_minutes", findings);
        if (due <= grace) findings.add(row.where(), "the day is due before it is compared");
        const auto period = tables::read_period(row, findings);
        if (cut_off && period)
            rules.push_back({PlatformName(row["platform"]), *period, *cut_off, grace, due, row["source"]});
    }
    return rules;
}

std::vector<DeadlineRow> read_deadlines(std::string_view text, tables::Findings& findings) {
    const auto table = tables::Table::read(
        "deadlines.tsv", text, {"name", "valid_from", "valid_to", "counts_from", "rule", "source", "reviewed_by"},
        findings);
    tables::check_history(table, {"name"}, findings);
    std::vector<DeadlineRow> rows;
    for (const tables::Row& row : table.rows()) {
        const auto period = tables::read_period(row, findings);
        const auto counts_from = counts_from_named(row["counts_from"]);
        if (!counts_from) {
            findings.add(row.where(), fmt::format("'{}' is not day, month or year", row["counts_from"]));
            continue;
        }
        const auto rule = DeadlineRule::read(*counts_from, row["rule"]);
        if (!rule)
            findings.add(row.where(),
                         fmt::format("'{}' is no rule counted from a {}", row["rule"], row["counts_from"]));
        if (rule && period) rows.push_back({row["name"], *period, *counts_from, *rule, row["rule"], row["source"]});
    }
    return rows;
}

}  // namespace clearing::calendar
