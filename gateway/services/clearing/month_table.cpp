#include "gateway/services/clearing/month_table.hpp"

#include <map>

namespace clearing::statements {
namespace {

using Cell = std::pair<InsuranceType, CareSetting>;

/// The figures of a cell, from lines or from statements.
struct Figures {
    long long settlements = 0, cancels = 0;
    PaymentSplit sums;
    std::map<Component, Money> booked;

    bool is_empty() const { return settlements == 0 && cancels == 0 && sums == PaymentSplit{} && booked.empty(); }
};

void add(Figures& figures, const DayCell& lines, int sign) {
    figures.settlements += sign * lines.settlements;
    figures.cancels += sign * lines.cancels;
    figures.sums += sign > 0 ? lines.sums : lines.sums.negated();
}

void add(std::map<Component, Money>& booked, Component component, Money amount) {
    Money& sum = booked[component];
    sum += amount;
    if (sum.is_zero()) booked.erase(component);
}

/// As it was posted, on whatever day it cleared.
Result<void> add_booked(Figures& figures, const MonthGroup& group, const FormulaOfDay& formula, int sign) {
    auto agreement = formula(group.agreement_day.date);
    if (!agreement) return fail(agreement.error());
    for (const Component component : agreement->components) {
        const Money amount = amount_of(group.lines.sums, component);
        add(figures.booked, component, sign > 0 ? amount : -amount);
    }
    return {};
}

bool is_cleared_in(const MonthGroup& group, const Month& month) {
    return group.cleared_day && month.contains(group.cleared_day->date);
}

using ByCell = std::map<Cell, Figures>;

/// What the table says: cleared lines by setl_time.
Result<ByCell> by_lines(const MonthFacts& facts, const FormulaOfDay& formula) {
    ByCell cells;
    for (const MonthGroup& group : facts.groups) {
        if (!group.settled_in_month || !group.cleared_day) continue;
        Figures& figures = cells[{group.insurance_type, group.care}];
        add(figures, group.lines, +1);
        if (auto booked = add_booked(figures, group, formula, +1); !booked) return fail(booked.error());
    }
    return cells;
}

/// What the days say, with the lines that cross the month put where they belong.
Result<ByCell> by_days(const MonthFacts& facts, const FormulaOfDay& formula) {
    ByCell cells;
    for (const Statement& day : facts.days) {
        for (const DayCell& cell : day.cells)
            add(cells[{cell.insurance_type, cell.care}], cell, +1);
        for (const StatementCell& cell : day.clearing)
            add(cells[{cell.insurance_type, cell.care}].booked, cell.component, cell.amount);
    }
    for (const MonthGroup& group : facts.groups) {
        const bool in = is_cleared_in(group, facts.key.month);
        if (!group.cleared_day || in == group.settled_in_month) continue;
        Figures& figures = cells[{group.insurance_type, group.care}];
        const int sign = in ? -1 : +1;
        add(figures, group.lines, sign);
        if (auto booked = add_booked(figures, group, formula, sign); !booked) return fail(booked.error());
    }
    return cells;
}

class Comparison {
public:
    explicit Comparison(Cell cell) : cell_(std::move(cell)) {}
    void count(const char* figure, long long lines, long long days) {
        if (lines != days)
            found.push_back({cell_.first, cell_.second, figure, std::to_string(lines), std::to_string(days)});
    }
    void amount(std::string_view figure, Money lines, Money days) {
        if (lines != days)
            found.push_back({cell_.first, cell_.second, std::string(figure), lines.to_yuan(), days.to_yuan()});
    }
    std::vector<MonthDifference> found;

private:
    Cell cell_;
};

Money booked_of(const Figures& figures, Component component) {
    const auto found = figures.booked.find(component);
    return found == figures.booked.end() ? Money{} : found->second;
}

std::vector<MonthDifference> compare(const Cell& cell, const Figures& lines, const Figures& days) {
    Comparison comparison(cell);
    comparison.count("settlements", lines.settlements, days.settlements);
    comparison.count("cancels", lines.cancels, days.cancels);
    comparison.amount("total", lines.sums.total, days.sums.total);
    comparison.amount("fund_total", lines.sums.fund_total, days.sums.fund_total);
    comparison.amount("personal", lines.sums.person_total, days.sums.person_total);
    comparison.amount("cash", lines.sums.cash, days.sums.cash);
    comparison.amount("hospital", lines.sums.hospital, days.sums.hospital);
    for (const Component component : clearable_components)
        comparison.amount(name_of(component), booked_of(lines, component), booked_of(days, component));
    return std::move(comparison.found);
}

long long net(const DayCell& lines) {
    return lines.settlements - lines.cancels;
}

void count_crossing(MonthTable& table, const MonthGroup& group) {
    const long long lines = group.lines.settlements + group.lines.cancels;
    const bool in = is_cleared_in(group, table.key.month);
    if (!group.settled_in_month && in) table.late_in += lines;
    if (group.settled_in_month && group.cleared_day && !in) table.late_out += lines;
    if (group.settled_in_month && !group.cleared_day) table.carried += lines;
}

}  // namespace

Result<MonthTable> make_month_table(const MonthFacts& facts, const FormulaOfDay& formula) {
    auto cells = by_lines(facts, formula);
    if (!cells) return fail(cells.error());
    std::map<Cell, MonthRow> rows;
    MonthTable table{facts.key, {}, facts.adjustments, 0, 0, 0, facts.days_to_come == 0};
    for (const MonthGroup& group : facts.groups) {
        count_crossing(table, group);
        if (group.settled_in_month) rows[{group.insurance_type, group.care}].settled += net(group.lines);
    }
    for (auto& [cell, figures] : *cells) {
        MonthRow& row = rows[cell];
        row.allocated = figures.settlements - figures.cancels;
        row.total = figures.sums.total;
        row.personal = figures.sums.person_total;
        row.booked = std::move(figures.booked);
    }
    for (auto& [cell, row] : rows) {
        row.insurance_type = cell.first;
        row.care = cell.second;
        table.rows.push_back(std::move(row));
    }
    return table;
}

Result<std::vector<MonthDifference>> check_month_table(const MonthFacts& facts, const FormulaOfDay& formula) {
    auto lines = by_lines(facts, formula);
    if (!lines) return fail(lines.error());
    auto days = by_days(facts, formula);
    if (!days) return fail(days.error());
    std::vector<MonthDifference> differences;
    for (const auto& [cell, figures] : *lines)
        for (MonthDifference& difference : compare(cell, figures, (*days)[cell]))
            differences.push_back(std::move(difference));
    for (const auto& [cell, figures] : *days)
        if (!lines->contains(cell) && !figures.is_empty())
            for (MonthDifference& difference : compare(cell, {}, figures))
                differences.push_back(std::move(difference));
    return differences;
}

}  // namespace clearing::statements
