// Stays with several bills: whoever makes one looks at the lines first and bills all that nobody has settled.
#include "tests/simulation/asker.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

constexpr Millis discharges_every = 20 * second;
constexpr int code_sum_differs = 1407, code_no_lines = 1503;

}  // namespace

bool was_overtaken(const Asker::Message& bill) {
    return bill.refusal == code_sum_differs || bill.refusal == code_no_lines;
}

void Asker::begin_stay(Case first, PlannedStay planned, Millis after) {
    Stay& stay = stays_.emplace_back(Stay{first, std::move(planned), Ward(schedule_, network_, party_, gateways_), {}});
    first.stay = stay.form.stay = &stay;
    begin(std::move(first), after);
    stay.bills.push_back(&cases_.back());
    discharge_when_due(stay);
}

/// The other clerk and the ward, once the first clerk has looked.
void Asker::begin_rest_of(Stay& stay) {
    if (std::exchange(stay.is_under_way, true)) return;
    stay.ward.begin(question_about(Ask::upload, *stay.bills.front(), {}), stay.planned.charges);
    begin_next_bill_of(stay, stay.planned.last_bill_after);
}

Asker::Case& Asker::begin_next_bill_of(Stay& stay, Millis after) {
    Case& next = cases_.emplace_back(stay.form);
    next.bill = fmt::format("{}-{}", stay.form.bill, stay.bills.size() + 1);
    next.visit = stay.bills.front()->visit;
    next.stage = Stage::counting;
    stay.bills.push_back(&next);
    go_on_after(next, after);
    return next;
}

/// Whoever discharges looks once everything else has come to its end, and again until nothing is left to bill.
void Asker::discharge_when_due(Stay& stay) {
    if (stay.is_billed_to_its_end) return;
    const bool others_are_done = std::ranges::all_of(stay.bills, [](const Case* c) { return c->stage == Stage::done; });
    const bool is_due = up_ && stay.is_under_way && others_are_done && stay.ward.is_silent();
    if (is_due) begin_next_bill_of(stay, pause()).closes_stay = true;
    schedule_.after(discharges_every, [this, &stay] { discharge_when_due(stay); });
}

void Asker::on_counted(Case& c, const Answer* answer) {
    if (!answer || answer->verdict != Verdict::yes) return go_on_after(c, pause());
    c.quote.clear();
    c.total = 0;
    for (const FeeRow& line : answer->unsettled)
        c.total += line.fen;
    begin_rest_of(*c.stay);
    if (c.total == 0) return nothing_to_bill(c);
    const bool has_one = !c.settlements.empty() && c.settlements.back().status == Status::unsent;
    if (!has_one) take_new_message(c);
    c.current = c.settlements.size() - 1;
    c.settlements[c.current].total = c.total;
    quote_or_settle(c);
}

void Asker::nothing_to_bill(Case& c) {
    if (goes_on_with_another(c)) return;
    c.stage = Stage::done;
    if (c.closes_stay && c.settlements.empty()) c.stay->is_billed_to_its_end = true;
}

}  // namespace clearing::simulation
