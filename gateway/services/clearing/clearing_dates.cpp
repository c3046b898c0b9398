#include "gateway/services/clearing/clearing_dates.hpp"

#include "gateway/services/tables/table.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace clearing::statements {
namespace {

constexpr int last_day_every_month_has = 28;
constexpr int at_most_months_after = 12;

std::optional<MonthStep> step_named(std::string_view name) {
    const auto found = std::ranges::find(month_steps, name, [](MonthStep step) { return name_of(step); });
    return found == month_steps.end() ? std::nullopt : std::optional(*found);
}

std::optional<int> number_in(std::string_view text, int least, int most) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < least || number > most)
        return std::nullopt;
    return number;
}

Date month_later(Date first, int months) {
    const std::chrono::year_month_day date(first.days);
    const auto later = date.year() / date.month() + std::chrono::months(months);
    return Date{std::chrono::sys_days(later / 1)};
}

Month december_of(Month month) {
    const std::chrono::year_month_day date(month.first.days);
    return {Date{std::chrono::sys_days(date.year() / std::chrono::December / 1)}};
}

}  // namespace

std::string_view name_of(MonthStep step) {
    switch (step) {
        case MonthStep::reconciled:
            return "reconciled";
        case MonthStep::institutions_done:
            return "institutions_done";
        case MonthStep::tables:
            return "tables";
        case MonthStep::confirmed:
            return "confirmed";
        case MonthStep::notices:
            return "notices";
        case MonthStep::year_end:
            return "year_end";
    }
    return "";
}

ClearingDates ClearingDates::read(std::string_view text, tables::Findings& findings) {
    const auto table = tables::Table::read(
        "clearing_dates.tsv", text,
        {"step", "valid_from", "valid_to", "months_after", "day", "meaning", "source", "reviewed_by"}, findings);
    tables::check_history(table, {"step"}, findings);
    ClearingDates dates;
    for (const tables::Row& row : table.rows()) {
        const auto step = step_named(row["step"]);
        const auto period = tables::read_period(row, findings);
        const auto months = number_in(row["months_after"], 0, at_most_months_after);
        const bool at_the_end = row["day"] == "end";
        const auto day = number_in(row["day"], 1, last_day_every_month_has);
        if (!step) findings.add(row.where(), fmt::format("unknown step '{}'", row["step"]));
        if (!months) findings.add(row.where(), fmt::format("'{}' is no number of months", row["months_after"]));
        if (!day && !at_the_end)
            findings.add(row.where(), fmt::format("'{}' is neither a day every month has nor end", row["day"]));
        if (step && period && months && (day || at_the_end)) dates.rules_.push_back({*step, *period, *months, day});
    }
    for (const MonthStep step : month_steps)
        if (std::ranges::find(dates.rules_, step, &Rule::step) == dates.rules_.end())
            findings.add("clearing_dates.tsv", fmt::format("the step {} has no row", name_of(step)));
    return dates;
}

Result<ClearingDates> ClearingDates::load(std::string_view text) {
    tables::Findings findings;
    ClearingDates dates = read(text, findings);
    if (!findings.empty()) return fail(tables::to_error(findings));
    return dates;
}

Result<Date> ClearingDates::due(MonthStep step, Month month) const {
    if (step == MonthStep::year_end) month = december_of(month);
    const auto rule = std::ranges::find_if(
        rules_, [&](const Rule& one) { return one.step == step && one.period.contains(month.first); });
    if (rule == rules_.end())
        return fail(ErrorCode::not_loaded,
                    fmt::format("clearing_dates.tsv has no {} in force in {}", name_of(step), month.to_text()));
    const Date first = month_later(month.first, rule->months_after);
    if (!rule->day) return Month{first}.last();
    return Date{first.days + std::chrono::days(*rule->day - 1)};
}

}  // namespace clearing::statements
