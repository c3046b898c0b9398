#include "adapters/national/days.hpp"

#include <algorithm>
#include <map>

namespace clearing::national {

using national_format::DetailRow;
using national_format::Effect;
using national_format::RequestEnvelope;
using ports::awaitable;
using ports::PeriodTotals;

namespace {

DivisionCode treating(const DayKey& key, const DivisionCode& own_region) {
    return key.direction == Direction::visitor ? own_region : key.counterparty;
}

DivisionCode insuring(const DayKey& key, const DivisionCode& own_region) {
    return key.direction == Direction::visitor ? key.counterparty : own_region;
}

std::string clearing_type_of(const DayLine& line) {
    if (!line.clearing_type.empty()) return line.clearing_type;
    return line.care == CareSetting::outpatient ? "11" : "21";
}

PeriodTotals empty_period(const DayKey& key, const DaysOptions& options) {
    PeriodTotals totals;
    totals.agency = treating(key, options.own_region).text;  // setl_optins: the treating agency [own]
    totals.begin = totals.end = key.day.date;
    return totals;
}

void add(PeriodTotals& totals, const DayLine& line) {
    totals.total += line.split.total;
    totals.fund += line.split.fund_total;
    totals.account += line.split.account;
    totals.count += 1;
}

}  // namespace

const SettlementId& wire_id(const DayLine& line, Direction direction) {
    return direction == Direction::visitor && !line.their_id.empty() ? line.their_id : line.key.settlement;
}

std::vector<PeriodTotals> period_totals(const std::vector<DayLine>& lines, const DayKey& key,
                                        const DaysOptions& options) {
    std::map<std::pair<std::string, std::string>, PeriodTotals> cells;
    for (const auto& cell : options.usual_cells)
        cells.emplace(cell, empty_period(key, options));
    for (const DayLine& line : lines) {
        const std::pair cell(line.insurance_type.text, clearing_type_of(line));
        add(cells.emplace(cell, empty_period(key, options)).first->second, line);
    }
    std::vector<PeriodTotals> all;
    for (auto& [cell, totals] : cells) {
        totals.insurance_type.text = cell.first;
        totals.clearing_type = cell.second;
        all.push_back(std::move(totals));
    }
    return all;
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

std::vector<DayLine> their_lines(const std::vector<DetailRow>& rows, const std::vector<DayLine>& ours,
                                 const DayKey& key, const DivisionCode& own_region) {
    std::map<SettlementId, const DayLine*> by_wire_id;
    for (const DayLine& line : ours)
        by_wire_id.emplace(wire_id(line, key.direction), &line);

    std::vector<DayLine> theirs;
    for (const DetailRow& row : rows) {
        if (row.is_only_senders() || row.is_not_yet_matched() || row.has_failed()) continue;
        DayLine line;
        if (const auto known = by_wire_id.find(row.settlement); known != by_wire_id.end()) {
            line = *known->second;
        } else {
            line.key = {treating(key, own_region), row.settlement};
            line.assigned_day = key.day;
            line.their_visit = row.visit;
        }
        line.their_id = row.settlement;
        line.sign = row.refund ? -1 : 1;
        line.split.total = row.total;
        line.split.fund_total = row.fund;
        line.split.account = row.account;
        theirs.push_back(std::move(line));
    }
    return theirs;
}

RequestEnvelope Days::envelope(const DayKey& key, std::string_view infno) {
    constexpr std::size_t msgid_length = 30;
    RequestEnvelope envelope;
    envelope.header.infno = infno;
    envelope.header.message.text = randomness_.letters(msgid_length);
    envelope.header.treatment_division = treating(key, options_.own_region);
    envelope.header.insured_division = insuring(key, options_.own_region);
    envelope.header.institution = options_.agency;
    envelope.header.operator_type = "1";
    return envelope;
}

awaitable<Result<ports::TotalsAnswer>> Days::compare_totals(DayTotals totals, std::vector<DayLine> lines) {
    ports::TotalsAnswer all{true, {}};
    for (const PeriodTotals& cell : period_totals(lines, totals.key, options_)) {
        RequestEnvelope question = envelope(totals.key, "3201");
        question.input = national_format::write_totals_request(cell);
        const auto deadline = exchange_.clock().steady() + options_.limit;
        std::vector<std::string> no_words;
        auto answer = co_await exchange_.ask(std::move(question), deadline, Effect::none, std::move(no_words));
        if (!answer) co_return fail(answer.error());
        const auto verdict = national_format::read_totals_answer(answer->output);
        if (!verdict) co_return fail(ErrorCode::peer_unavailable, "3201: " + sentence(verdict.error()));
        if (verdict->is_equal()) continue;
        all.equal = false;
        all.note += (all.note.empty() ? "" : "; ") + cell.insurance_type.text + " " + cell.clearing_type + ": result " +
                    verdict->result + " " + verdict->description;
    }
    co_return all;
}

awaitable<Result<std::vector<DayLine>>> Days::details(DayKey key, std::vector<DayLine> ours) {
    PeriodTotals whole_day = empty_period(key, options_);
    for (const DayLine& line : ours)
        add(whole_day, line);
    RequestEnvelope question = envelope(key, "3202");
    question.input = national_format::write_details_request(whole_day, detail_rows(ours, key.direction));
    const auto deadline = exchange_.clock().steady() + options_.limit;
    std::vector<std::string> no_words;
    auto answer = co_await exchange_.ask(std::move(question), deadline, Effect::none, std::move(no_words));
    if (!answer) co_return fail(answer.error());
    const auto rows = national_format::read_details_answer(answer->output);
    if (!rows) co_return fail(ErrorCode::peer_unavailable, "3202: " + sentence(rows.error()));
    co_return their_lines(*rows, ours, key, options_.own_region);
}

awaitable<Result<ports::StatementVerdict>> Days::propose(Statement, std::vector<SettlementKey>) {
    co_return ports::StatementVerdict{true, {}};
}

}  // namespace clearing::national
