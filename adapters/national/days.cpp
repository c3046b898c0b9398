#include "adapters/national/days.hpp"

#include <algorithm>
#include <iterator>

namespace clearing::national {

using national_format::Effect;
using national_format::RequestEnvelope;
using ports::awaitable;
using ports::PeriodTotals;

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
                    verdict->code + " " + verdict->description;
    }
    co_return all;
}

awaitable<Result<Days::Rows>> Days::ask_details(DayKey key, ClearingDay day, std::vector<DayLine> ours) {
    PeriodTotals whole_day = empty_period(key, day, options_);
    for (const DayLine& line : ours)
        add(whole_day, line);
    RequestEnvelope question = envelope(key, "3202");
    question.input = national_format::write_details_request(whole_day, detail_rows(ours, key.direction));
    const auto deadline = exchange_.clock().steady() + options_.limit;
    std::vector<std::string> no_words;
    auto answer = co_await exchange_.ask(std::move(question), deadline, Effect::none, std::move(no_words));
    if (!answer) co_return fail(answer.error());
    auto rows = national_format::read_details_answer(answer->output);
    if (!rows) co_return fail(ErrorCode::peer_unavailable, "3202: " + sentence(rows.error()));
    co_return std::move(*rows);
}

awaitable<Result<ports::FarSideView>> Days::far_side_view(DayKey key, std::vector<DayLine> ours) {
    std::map<ClearingDay, std::vector<DayLine>> late = late_lines(ours, key.day);
    std::erase_if(ours, [&](const DayLine& line) { return line.assigned_day != key.day; });
    auto rows = co_await ask_details(key, key.day, ours);
    if (!rows) co_return fail(rows.error());
    ports::FarSideView view = view_of(*rows, ours, key, options_.own_region);
    for (auto& [day, lines] : late) {
        auto earlier = co_await ask_details(key, day, lines);
        if (!earlier) co_return fail(earlier.error());
        // The rest of that day was compared when it closed.
        std::erase_if(*earlier,
                      [](const national_format::DetailRow& row) { return row.verdict == LineVerdict::only_centre; });
        ports::FarSideView of_day = view_of(*earlier, lines, key, options_.own_region);
        std::ranges::move(of_day.lines, std::back_inserter(view.lines));
        std::ranges::move(of_day.not_yet, std::back_inserter(view.not_yet));
    }
    co_return view;
}

awaitable<Result<std::vector<DayLine>>> Days::details(DayKey key, std::vector<DayLine> ours) {
    auto view = co_await far_side_view(std::move(key), std::move(ours));
    if (!view) co_return fail(view.error());
    co_return std::move(view->lines);
}

awaitable<Result<ports::StatementVerdict>> Days::propose(Statement, std::vector<SettlementKey>) {
    co_return ports::StatementVerdict{true, {}};
}

}  // namespace clearing::national
