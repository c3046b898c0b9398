#include "gateway/domain/period_statement.hpp"

#include "gateway/domain/names.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace clearing {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr Names<AdditionKind, 5> addition_names{{
    {AdditionKind::deduction, "deduction"},
    {AdditionKind::deduction_withdrawn, "deduction_withdrawn"},
    {AdditionKind::dispute, "dispute"},
    {AdditionKind::refund, "refund"},
    {AdditionKind::other, "other"},
}};

Period of_month(year_month month) {
    return {Date{sys_days(month / 1)}, Date{sys_days(month / std::chrono::last)}};
}

std::optional<Period> period_of(std::string_view text) {
    if (auto day = ClearingDay::parse(text)) return Period::of_day(*day);
    if (auto month = Period::month(text)) return *month;
    return std::nullopt;
}

bool is_unresolved_reason(const std::string& reason) {
    return reason != disputed_reason;
}

Money sum_where(const std::vector<StatementAddition>& additions, auto wanted) {
    Money sum;
    for (const StatementAddition& addition : additions)
        if (wanted(addition)) sum += addition.amount;
    return sum;
}

}  // namespace

std::string_view name_of(AdditionKind kind) {
    return name_in(addition_names, kind);
}

std::optional<AdditionKind> addition_kind_named(std::string_view name) {
    return value_in(addition_names, name);
}

Result<Period> Period::month(std::string_view text) {
    const auto first = text.size() == 7 ? Date::parse(std::string(text) + "-01")
                                        : Result<Date>(fail(ErrorCode::invalid_value, "a month is written 2018-07"));
    if (!first) return fail(ErrorCode::invalid_value, "a month is written 2018-07", {"month"});
    const year_month_day day(first->days);
    return of_month(day.year() / day.month());
}

std::string Period::to_text() const {
    const std::string text = first.to_text();
    return is_day() ? text : text.substr(0, 7);
}

std::string period_id(const PairKey& pair, const Period& period, const DivisionCode& own_region) {
    return fmt::format("{}-{}-{}-{}-{}", own_region.text, pair.platform.text, pair.counterparty.text,
                       name_of(pair.direction), period.to_text());
}

Result<PeriodName> period_named(std::string_view id, const DivisionCode& own_region) {
    const auto unknown = [&] { return fail(ErrorCode::not_found, "there is no statement of this id", {"id"}); };
    for (const Direction direction : {Direction::visitor, Direction::resident_away}) {
        const std::string middle = fmt::format("-{}-", name_of(direction));
        const auto at = id.find(middle);
        if (at == std::string_view::npos || at <= own_region.text.size() || !id.starts_with(own_region.text + "-"))
            continue;
        const std::string_view before = id.substr(own_region.text.size() + 1, at - own_region.text.size() - 1);
        const auto period = period_of(id.substr(at + middle.size()));
        const auto dash = before.rfind('-');  // a platform's name may hold one, a division does not
        if (!period || dash == std::string_view::npos) return unknown();
        PeriodName name{{PlatformName(std::string(before.substr(0, dash))),
                         DivisionCode(std::string(before.substr(dash + 1))), direction},
                        *period};
        return name;
    }
    return unknown();
}

DayCell sum_of(const std::vector<DayCell>& cells) {
    DayCell sum;
    for (const DayCell& cell : cells) {
        sum.settlements += cell.settlements;
        sum.cancels += cell.cancels;
        sum.sums += cell.sums;
    }
    return sum;
}

std::vector<DayCell> PeriodStatement::cells() const {
    std::map<std::pair<InsuranceType, CareSetting>, DayCell> sums;
    for (const Statement& day : days)
        for (const DayCell& cell : day.cells) {
            DayCell& sum = sums[{cell.insurance_type, cell.care}];
            sum.insurance_type = cell.insurance_type;
            sum.care = cell.care;
            sum.settlements += cell.settlements;
            sum.cancels += cell.cancels;
            sum.sums += cell.sums;
        }
    std::vector<DayCell> result;
    for (auto& [key, sum] : sums)
        result.push_back(std::move(sum));
    return result;
}

std::vector<StatementCell> PeriodStatement::clearing() const {
    std::map<std::tuple<InsuranceType, CareSetting, Component>, Money> sums;
    for (const Statement& day : days)
        for (const StatementCell& cell : day.clearing)
            sums[{cell.insurance_type, cell.care, cell.component}] += cell.amount;
    std::vector<StatementCell> result;
    for (const auto& [key, amount] : sums)
        if (!amount.is_zero()) result.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), amount});
    return result;
}

/// An unresolved line is named by every day until it is resolved: one that the next day does not name any more was
/// cleared there or is nobody's. A disputed line is named once, and stays until a day clears it.
std::vector<CarriedOut> PeriodStatement::carried_out() const {
    std::map<SettlementKey, CarriedOut> open;
    for (const Statement& day : days) {
        std::erase_if(open, [](const auto& entry) { return is_unresolved_reason(entry.second.reason); });
        for (const LateLine& late : day.late)
            open.erase(late.key);
        for (const LeftOutLine& line : day.left_out)
            open[line.key] = {line.key, day.key.day, line.reason, line.amount};
    }
    std::vector<CarriedOut> result;
    for (auto& [key, line] : open)
        result.push_back(std::move(line));
    return result;
}

std::vector<std::string> PeriodStatement::formulas() const {
    std::vector<std::string> ids;
    for (const Statement& day : days)
        if (std::ranges::find(ids, day.formula.id) == ids.end()) ids.push_back(day.formula.id);
    return ids;
}

Money PeriodStatement::gross() const {
    Money sum;
    for (const Statement& day : days)
        sum += day.receivable_or_payable();
    return sum - sum_where(additions, [](const StatementAddition& a) { return a.in_clearing; });
}

Money PeriodStatement::deductions() const {
    return sum_where(additions, [](const StatementAddition& a) { return is_deduction(a.kind); });
}

Money PeriodStatement::adjustments() const {
    return sum_where(additions, [](const StatementAddition& a) { return !is_deduction(a.kind); });
}

Money PeriodStatement::net() const {
    return gross() + deductions() + adjustments();
}

Money cleared_movement(const Statement& day) {
    const bool visitor = day.key.direction == Direction::visitor;
    Money moved;
    for (const BalanceLine& line : day.trial_balance)
        if (line.account == (visitor ? Account::r2 : Account::p2)) moved += line.debits - line.credits;
    return visitor ? moved : -moved;
}

Money cleared_beside(const std::vector<StatementAddition>& additions) {
    return sum_where(additions, [](const StatementAddition& a) { return !a.in_clearing; });
}

Money PeriodStatement::closing() const {
    Money balance = opening;
    for (const Statement& day : days)
        balance += cleared_movement(day);
    return balance + cleared_beside(additions);
}

Instant PeriodStatement::made_at() const {
    Instant last{};
    for (const Statement& day : days)
        last = std::max(last, day.made_at);
    return last;
}

std::vector<std::string> faults_of(const PeriodStatement& statement) {
    std::vector<std::string> faults;
    const Statement* before = nullptr;
    for (const Statement& day : statement.days) {
        const std::string date = day.key.day.to_text();
        if (pair_of(day.key) != statement.pair || !statement.period.contains(day.key.day.date))
            faults.push_back(date + " is no day of this statement");
        if (!is_agreed(day.state)) faults.push_back(date + " is not agreed");
        if (!day.balances()) faults.push_back(date + " does not balance");
        if (before != nullptr && day.key.day <= before->key.day)
            faults.push_back(date + " is not after the day before it");
        before = &day;
    }
    const DayCell sum = sum_of(statement.cells());
    if (sum.settlements + sum.cancels != statement.control.lines)
        faults.push_back(fmt::format("the days have {} lines, the books {}", sum.settlements + sum.cancels,
                                     statement.control.lines));
    if (sum.sums != statement.control.sums)
        faults.push_back(fmt::format("the days sum to {} ({}), the books' lines to {} ({})", sum.sums.total.to_yuan(),
                                     in_words(sum.sums), statement.control.sums.total.to_yuan(),
                                     in_words(statement.control.sums)));
    for (const StatementAddition& addition : statement.additions)
        if (!statement.period.contains(addition.day.date))
            faults.push_back(addition.id + " cleared on " + addition.day.to_text());
    return faults;
}

}  // namespace clearing
