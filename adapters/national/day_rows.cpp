#include "adapters/national/day_rows.hpp"

namespace clearing::national {

using national_format::DetailRow;
using ports::PeriodTotals;

namespace {

std::string clearing_type_of(const DayLine& line) {
    if (!line.clearing_type.empty()) return line.clearing_type;
    return line.care == CareSetting::outpatient ? "11" : "21";
}

DayLine line_of(const DetailRow& row, const DayLine& base) {
    DayLine line = base;
    line.their_id = row.settlement;
    line.sign = row.refund ? -1 : 1;
    line.split.total = row.total;
    line.split.fund_total = row.fund;
    line.split.account = row.account;
    return line;
}

DayLine unknown_line(const DetailRow& row, const DayKey& key, const DivisionCode& own_region) {
    DayLine line;
    line.key = {treating(key, own_region), row.settlement};
    line.assigned_day = key.day;
    line.their_visit = row.visit;
    return line;
}

}  // namespace

DivisionCode treating(const DayKey& key, const DivisionCode& own_region) {
    return key.direction == Direction::visitor ? own_region : key.counterparty;
}

DivisionCode insuring(const DayKey& key, const DivisionCode& own_region) {
    return key.direction == Direction::visitor ? key.counterparty : own_region;
}

const SettlementId& wire_id(const DayLine& line, Direction direction) {
    return direction == Direction::visitor && !line.their_id.empty() ? line.their_id : line.key.settlement;
}

PeriodTotals empty_period(const DayKey& key, ClearingDay day, const DaysOptions& options) {
    PeriodTotals totals;
    totals.agency = treating(key, options.own_region).text;  // setl_optins: the treating agency [own]
    totals.begin = totals.end = day.date;
    return totals;
}

void add(PeriodTotals& totals, const DayLine& line) {
    totals.total += line.split.total;
    totals.fund += line.split.fund_total;
    totals.account += line.split.account;
    totals.count += 1;
}

std::vector<PeriodTotals> period_totals(const std::vector<DayLine>& lines, const DayKey& key,
                                        const DaysOptions& options) {
    std::map<Cell, PeriodTotals> cells;
    for (const Cell& cell : options.cells(key.day.date))
        cells.emplace(cell, empty_period(key, key.day, options));
    for (const DayLine& line : lines) {
        if (line.assigned_day != key.day) continue;
        const Cell cell(line.insurance_type.text, clearing_type_of(line));
        add(cells.emplace(cell, empty_period(key, key.day, options)).first->second, line);
    }
    std::vector<PeriodTotals> all;
    for (auto& [cell, totals] : cells) {
        totals.insurance_type.text = cell.first;
        totals.clearing_type = cell.second;
        all.push_back(std::move(totals));
    }
    return all;
}

std::map<ClearingDay, std::vector<DayLine>> late_lines(const std::vector<DayLine>& lines, ClearingDay day) {
    std::map<ClearingDay, std::vector<DayLine>> late;
    for (const DayLine& line : lines)
        if (line.assigned_day != day) late[line.assigned_day].push_back(line);
    return late;
}

std::vector<DetailRow> detail_rows(const std::vector<DayLine>& lines, Direction direction) {
    std::vector<DetailRow> rows;
    for (const DayLine& line : lines) {
        DetailRow row;
        row.settlement = wire_id(line, direction);
        row.visit = line.their_visit;
        row.total = line.split.total;
        row.fund = line.split.fund_total;
        row.account = line.split.account;
        row.refund = line.sign < 0;
        rows.push_back(std::move(row));
    }
    return rows;
}

ports::FarSideView view_of(const std::vector<DetailRow>& rows, const std::vector<DayLine>& ours, const DayKey& key,
                           const DivisionCode& own_region) {
    std::map<SettlementId, const DayLine*> by_wire_id;
    for (const DayLine& line : ours)
        by_wire_id.emplace(wire_id(line, key.direction), &line);

    ports::FarSideView view;
    for (const DetailRow& row : rows) {
        if (row.verdict == LineVerdict::only_sender || row.has_failed()) continue;
        const auto known = by_wire_id.find(row.settlement);
        if (row.is_not_yet_matched()) {
            if (known != by_wire_id.end()) view.not_yet.push_back(known->second->key);
            continue;
        }
        if (known != by_wire_id.end()) {
            view.lines.push_back(line_of(row, *known->second));
            continue;
        }
        view.lines.push_back(line_of(row, unknown_line(row, key, own_region)));
        if (!row.message.empty()) view.found.push_back({row.message, row.settlement, row.visit});
    }
    return view;
}

}  // namespace clearing::national
