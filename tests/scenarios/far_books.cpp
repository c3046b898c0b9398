#include "tests/scenarios/far_books.hpp"

#include "tests/support/day_totals.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::tests {

using ports::awaitable;

std::string totals_in_words(const std::vector<DayLine>& lines) {
    PaymentSplit sums;
    long long settled = 0, cancelled = 0;
    for (const DayLine& line : lines) {
        sums += line.split;
        ++(line.sign > 0 ? settled : cancelled);
    }
    return fmt::format("{} settled, {} cancelled, total {}, {}", settled, cancelled, sums.total.to_yuan(),
                       in_words(sums));
}

ClearingDay FarDayBook::assigned_day(const ScriptedOtherSide::There& there) const {
    if (treatment_side_names_the_day(rule_)) return there.leg.day.value_or(ClearingDay{});
    return ClearingDay{local_date(parse_local_time(there.bill.settled_at).value())};
}

DayLine FarDayBook::line_of(const ScriptedOtherSide::There& there) const {
    DayLine line;
    line.key = there.leg.key;
    line.sign = there.is_cancel ? -1 : 1;
    line.insurance_type = there.bill.insurance_type;
    line.care = there.care;
    line.clearing_type = there.bill.clearing_type;
    line.split = there.bill.split;
    line.original = there.cancels;
    line.assigned_day = assigned_day(there);
    line.their_id = there.bill.settlement;
    line.their_visit = there.bill.visit;
    return line;
}

std::vector<DayLine> FarDayBook::lines_of(ClearingDay day) const {
    const auto is_in = [day](const auto& told, const SettlementKey& key) {
        const auto found = told.find(day);
        return found != told.end() && found->second.contains(key);
    };
    std::vector<DayLine> lines;
    for (const auto& [message, there] : side_.books) {
        const bool listed = there.state == QueryResult::State::booked || there.state == QueryResult::State::cancelled;
        if (!listed) continue;
        DayLine line = line_of(there);
        const bool own_day = line.assigned_day == day && !is_in(carried_, line.key);
        if (own_day || is_in(late_, line.key)) lines.push_back(std::move(line));
    }
    std::ranges::sort(lines, {}, &DayLine::key);
    return lines;
}

awaitable<Result<ports::TotalsAnswer>> FarDayBook::compare_totals(DayTotals totals, std::vector<DayLine> ours) {
    // The hub is not told who is carried: it compares what its own clock says.
    if (treatment_side_names_the_day(rule_)) {
        carried_[totals.key.day] = {totals.carried.begin(), totals.carried.end()};
        late_[totals.key.day] = {totals.late.begin(), totals.late.end()};
    }
    const std::vector<DayLine> lines = lines_of(totals.key.day);
    if (counts_by_settlement_time()) {
        std::erase_if(ours, [&](const DayLine& line) { return line.assigned_day != totals.key.day; });
        totals.cells = cells_of(ours);
    }
    const bool all_matched = std::ranges::none_of(lines, [&](const DayLine& line) {
        return not_yet_matched.contains(line.key) || failed_there.contains(line.key);
    });
    const bool equal = all_matched && cells_of(lines) == totals.cells &&
                       (!treatment_side_names_the_day(rule_) || tests::root_of(lines, digest_) == totals.root);
    co_return ports::TotalsAnswer{equal, equal ? "" : "there: " + totals_in_words(lines)};
}

awaitable<Result<std::vector<DayLine>>> FarDayBook::details(DayKey key, std::vector<DayLine> ours) {
    std::vector<DayLine> theirs = lines_of(key.day);
    if (treatment_side_names_the_day(rule_)) co_return theirs;
    // 3202: each of our lines is matched by its ids, on whatever day it stands there (SETTLEMENT §5).
    for (const DayLine& line : ours) {
        const auto by_id = [&](const auto& entry) { return entry.second.bill.settlement == line.their_id; };
        const auto there = std::ranges::find_if(side_.books, by_id);
        const bool named = std::ranges::find(theirs, line.key, &DayLine::key) != theirs.end();
        if (there != side_.books.end() && !named) theirs.push_back(line_of(there->second));
    }
    co_return theirs;
}

awaitable<Result<ports::FarSideView>> FarDayBook::far_side_view(DayKey key, std::vector<DayLine> ours) {
    auto lines = co_await details(std::move(key), ours);
    if (!lines) co_return fail(lines.error());
    ports::FarSideView view;
    for (DayLine& line : *lines) {
        const bool sent = std::ranges::find(ours, line.key, &DayLine::key) != ours.end();
        if (failed_there.contains(line.key)) continue;
        if (not_yet_matched.contains(line.key)) {
            if (sent) view.not_yet.push_back(line.key);
            continue;
        }
        if (!sent && names_messages)
            for (const auto& [message, there] : side_.books)
                if (there.leg.key == line.key) view.found.push_back({message, line.their_id, line.their_visit});
        // Our ids of a line that we did not send are not known there.
        if (!sent) line.key.settlement = line.their_id;
        view.lines.push_back(std::move(line));
    }
    co_return view;
}

awaitable<Result<ports::StatementVerdict>> FarDayBook::propose(Statement, std::vector<SettlementKey>) {
    co_return ports::StatementVerdict{true, {}};
}

FieldsJudged FarDayBook::fields_judged() const {
    const bool all_travels = treatment_side_names_the_day(rule_);
    return {.components = all_travels, .cash = all_travels};
}

void AskersDayBook::in_doubt(const Call& call, CareSetting) {
    own_[*call.key].assigned_day = *call.day;
}

void AskersDayBook::booked(const Call& call, const SettledBill& bill, CareSetting care) {
    Own& own = own_[*call.key];
    if (!own.carried) own.assigned_day = *call.day;
    DayLine line;
    line.key = *call.key;
    line.sign = bill.split.total.is_negative() ? -1 : 1;
    line.insurance_type = bill.insurance_type;
    line.care = care;
    line.split = bill.split;
    line.assigned_day = own.assigned_day;
    own.line = std::move(line);
}

std::vector<DayLine> AskersDayBook::lines_of(std::string_view text) const {
    const ClearingDay day = ClearingDay::parse(text).value();
    std::vector<DayLine> lines;
    for (const auto& [key, own] : own_)
        if (own.line && (own.carried ? own.cleared_late == day : own.assigned_day == day)) lines.push_back(*own.line);
    return lines;
}

DayKey AskersDayBook::key_of(std::string_view day) const {
    return {PlatformName("delta"), counterparty_, Direction::resident_away, ClearingDay::parse(day).value()};
}

bool AskersDayBook::closes(std::string_view text) {
    DayTotals totals;
    totals.key = key_of(text);
    const ClearingDay day = totals.key.day;
    for (auto& [key, own] : own_) {
        if (!own.line && own.assigned_day <= day) {
            own.carried = true;
            totals.carried.push_back(key);
        }
        if (own.line && own.carried && !own.cleared_late) {
            own.cleared_late = day;
            totals.late.push_back(key);
        }
    }
    const std::vector<DayLine> lines = lines_of(text);
    totals.cells = cells_of(lines);
    totals.root = tests::root_of(lines, here_.digest);
    return here_.run(here_.partner_days.close(std::move(totals))).value().equal;
}

bool AskersDayBook::agrees(std::string_view text) {
    DayKey key = key_of(text);
    const auto tables = here_.tables_in_force.current();
    const ClearingFormula formula = tables->router->formula(key.platform, key.counterparty, key.day.date).value();
    ports::StatementProposal proposal{
        "theirs-" + std::string(text), formula.id, clearing_cells(lines_of(text), formula), {}};
    return here_.run(here_.partner_days.agree(std::move(key), std::move(proposal))).value().agreed;
}

void AskingHubBook::booked(const Call& call, const SettledBill& bill) {
    DayLine line;
    line.key = {call.header.treatment_division, bill.settlement};
    line.sign = bill.split.total.is_negative() ? -1 : 1;
    line.insurance_type = bill.insurance_type;
    line.care = CareSetting::inpatient;
    line.clearing_type = bill.clearing_type;
    line.split = bill.split;
    line.assigned_day = ClearingDay{local_date(parse_local_time(bill.settled_at).value())};
    lines_[call.header.message] = std::move(line);
}

std::size_t AskingHubBook::count_in_doubt() const {
    const auto is_in_doubt = [](const auto& entry) { return !entry.second.has_value(); };
    return static_cast<std::size_t>(std::ranges::count_if(lines_, is_in_doubt));
}

std::vector<DayLine> AskingHubBook::lines_of(ClearingDay day) const {
    std::vector<DayLine> lines;
    for (const auto& [message, line] : lines_)
        if (line && line->assigned_day == day) lines.push_back(*line);
    return lines;
}

awaitable<Result<ports::TotalsAnswer>> AskingHubBook::compare_totals(DayTotals totals, std::vector<DayLine> ours) {
    std::erase_if(ours, [&](const DayLine& line) { return line.assigned_day != totals.key.day; });
    const std::vector<DayLine> lines = lines_of(totals.key.day);
    co_return ports::TotalsAnswer{cells_of(lines) == cells_of(ours), "there: " + totals_in_words(lines)};
}

awaitable<Result<std::vector<DayLine>>> AskingHubBook::details(DayKey key, std::vector<DayLine>) {
    co_return lines_of(key.day);
}

awaitable<Result<ports::StatementVerdict>> AskingHubBook::propose(Statement, std::vector<SettlementKey>) {
    co_return ports::StatementVerdict{true, {}};
}

}  // namespace clearing::tests
