#include "gateway/services/prefund/rules.hpp"

#include "gateway/services/tables/codes.hpp"
#include "gateway/services/tables/table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>

#include <fmt/format.h>

namespace clearing::prefund {
namespace {

constexpr std::string_view file = "prefund_rules.tsv";
constexpr std::string_view any_care = "*";
constexpr int greatest_share = 1'000;  ///< hundredths: more than tenfold is a slip of the pen
constexpr int greatest_days = 366;

std::optional<int> whole(std::string_view text, int least, int greatest) {
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size() || value < least || value > greatest)
        return std::nullopt;
    return value;
}

/// "70/60"
std::optional<LevelMarks> marks_in(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto at = whole(text.substr(0, slash), 1, greatest_share);
    const auto below = whole(text.substr(slash + 1), 0, greatest_share);
    if (!at || !below || *below > *at) return std::nullopt;
    return LevelMarks{*at, *below};
}

/// "30 calendar", "20 working"
std::optional<ForecastRule> forecast_in(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const auto days = whole(text.substr(0, blank), 1, greatest_days);
    const std::string_view kind = text.substr(blank + 1);
    if (!days || (kind != "calendar" && kind != "working")) return std::nullopt;
    return ForecastRule{*days, kind == "working", 0};
}

bool is_factor(std::string_view text) {
    const auto factor = Decimal::parse(text);
    return factor && !factor->is_negative() && !factor->is_zero();
}

struct KnownRule {
    std::string_view name;
    bool (*takes)(std::string_view value);
};
constexpr auto is_share = [](std::string_view v) { return whole(v, 1, greatest_share).has_value(); };
constexpr auto is_days = [](std::string_view v) { return whole(v, 1, greatest_days).has_value(); };
constexpr auto is_mark = [](std::string_view v) { return marks_in(v).has_value(); };
const std::array known_rules{
    KnownRule{"at_limit", [](std::string_view v) { return at_limit_named(v).has_value(); }},
    KnownRule{"forecast_alarm_days", is_days},
    KnownRule{"forecast_days", [](std::string_view v) { return forecast_in(v).has_value(); }},
    KnownRule{"level_exhausted", is_mark},
    KnownRule{"level_red", is_mark},
    KnownRule{"level_yellow", is_mark},
    KnownRule{"retry_seconds", [](std::string_view v) { return whole(v, 1, 86'400).has_value(); }},
    KnownRule{"size_factor", is_factor},
    KnownRule{"usage_red", is_share},
    KnownRule{"usage_yellow", is_share},
};

bool is_sound(const tables::Row& row, tables::Findings& findings) {
    const auto rule = std::ranges::find(known_rules, row["rule"], &KnownRule::name);
    const bool is_known = rule != known_rules.end();
    const bool is_taken = is_known && rule->takes(row["value"]);
    const bool has_care =
        row["care"] == any_care || (row["rule"] == "at_limit" && routing::business_kind_named(row["care"]).has_value());
    if (!is_known) findings.add(row.where(), fmt::format("there is no rule '{}'", row["rule"]));
    if (is_known && !is_taken) findings.add(row.where(), fmt::format("'{}' is no value of it", row["value"]));
    if (!has_care) findings.add(row.where(), fmt::format("care '{}' does not go with the rule", row["care"]));
    if (!tables::is_prefix(row["prefix"]))
        findings.add(row.where(), fmt::format("'{}' is not a division prefix", row["prefix"]));
    return is_taken && has_care && tables::is_prefix(row["prefix"]);
}

std::string key_of(std::string_view rule, std::string_view care) {
    return fmt::format("{} {}", rule, care);
}

Date begin_of(int year) {
    using namespace std::chrono;
    return Date{sys_days(std::chrono::year(year) / January / 1)};
}

}  // namespace

std::shared_ptr<const Rules> Rules::read(std::string_view text, tables::Findings& findings) {
    auto rules = std::make_shared<Rules>();
    const auto table = tables::Table::read(std::string(file), text, rule_columns, findings);
    tables::check_history(table, {"rule", "prefix", "care"}, findings);
    for (const tables::Row& row : table.rows()) {
        const auto period = tables::read_period(row, findings);
        if (!is_sound(row, findings) || !period) continue;
        rules->by_rule_and_care_[key_of(row["rule"], row["care"])].add(tables::read_prefix(row["prefix"]), *period,
                                                                       row["value"]);
    }
    return rules;
}

Result<std::shared_ptr<const Rules>> Rules::load(std::string_view text) {
    tables::Findings findings;
    auto rules = read(text, findings);
    if (!findings.empty()) return fail(tables::to_error(findings));
    return rules;
}

const std::string* Rules::find(std::string_view rule, std::string_view care, const DivisionCode& counterparty,
                               Date on) const {
    const auto found = by_rule_and_care_.find(key_of(rule, care));
    return found == by_rule_and_care_.end() ? nullptr : found->second.find(counterparty.text, on);
}

Result<int> Rules::number(std::string_view rule, const DivisionCode& counterparty, Date on) const {
    const std::string* value = find(rule, any_care, counterparty, on);
    if (value == nullptr)
        return fail(ErrorCode::not_loaded,
                    fmt::format("{} has no {} for {} on {}", file, rule, counterparty.text, on.to_text()));
    return whole(*value, 0, INT_MAX).value();
}

AtLimit Rules::at_limit(const DivisionCode& counterparty, routing::BusinessKind care, Date on) const {
    const std::string* value = find("at_limit", name_of(care), counterparty, on);
    if (value == nullptr) value = find("at_limit", any_care, counterparty, on);
    return value == nullptr ? AtLimit::allow : at_limit_named(*value).value();
}

std::chrono::seconds Rules::retry_after(const DivisionCode& counterparty, Date on) const {
    const auto seconds = number("retry_seconds", counterparty, on);
    return seconds ? std::chrono::seconds(*seconds) : PrefundHold{}.retry_after;
}

std::optional<PrefundMarks> Rules::marks(const DivisionCode& counterparty, Date on) const {
    PrefundMarks marks{};
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const std::string rule = fmt::format("level_{}", clearing::name_of(alarmed_levels[i]));
        const std::string* value = find(rule, any_care, counterparty, on);
        if (value == nullptr) return std::nullopt;
        marks[i] = marks_in(*value).value();
    }
    return marks;
}

Result<UsageRule> Rules::usage(const DivisionCode& counterparty, Date on) const {
    const auto yellow = number("usage_yellow", counterparty, on);
    const auto red = number("usage_red", counterparty, on);
    if (!yellow || !red) return fail(yellow ? red.error() : yellow.error());
    return UsageRule{*yellow, *red};
}

Result<ForecastRule> Rules::forecast(const DivisionCode& counterparty, Date on) const {
    const std::string* value = find("forecast_days", any_care, counterparty, on);
    if (value == nullptr) return fail(ErrorCode::not_loaded, "prefund_rules.tsv has no forecast_days");
    const auto alarm = number("forecast_alarm_days", counterparty, on);
    if (!alarm) return fail(alarm.error());
    ForecastRule rule = forecast_in(*value).value();
    rule.alarm_within = *alarm;
    return rule;
}

Result<Decimal> Rules::size_factor(const DivisionCode& counterparty, int year) const {
    const std::string* value = find("size_factor", any_care, counterparty, begin_of(year));
    if (value == nullptr)
        return fail(ErrorCode::not_loaded, fmt::format("prefund_rules.tsv has no size_factor for {}", year));
    return Decimal::parse(*value);
}

}  // namespace clearing::prefund
