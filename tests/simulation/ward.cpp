#include "tests/simulation/ward.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

constexpr Millis patience = 10 * second;
constexpr Millis late_copies_at_most = 6 * minute;  ///< more than the longest hold-up and the work on what arrives
constexpr int code_unknown_line = 1302, code_duplicate_line = 1303, code_line_already_settled = 1306;

}  // namespace

void Ward::begin(Question about, const std::vector<PlannedCharge>& charges) {
    about_ = std::move(about);
    for (const PlannedCharge& planned : charges) {
        Charge& charge = charges_.emplace_back();
        charge.line = {fmt::format("{}-C{}", about_.bill, charges_.size()), planned.fen};
        charge.withdrawn_after = planned.withdrawn_after;
        go_on_after(charge, planned.comes_after);
    }
}

bool Ward::is_silent() const {
    const bool is_done =
        std::ranges::all_of(charges_, [](const Charge& charge) { return charge.stage == Stage::done; });
    return is_done && (charges_.empty() || schedule_.now() >= last_asked_at_ + late_copies_at_most);
}

void Ward::go_on_after(Charge& charge, Millis span) {
    schedule_.after(span, [this, &charge, question = ++charge.question] {
        if (question == charge.question) ask(charge);
    });
}

void Ward::ask(Charge& charge) {
    const bool withdraws = charge.stage == Stage::withdrawing;
    Question question = about_;
    question.ask = withdraws ? Ask::withdraw : Ask::upload;
    question.message = fmt::format("{}-{}", withdraws ? "off" : "fee", charge.line.line);
    question.lines = {charge.line};
    question.time_left = patience;
    last_asked_at_ = schedule_.now();
    go_on_after(charge, patience);  // where nobody answers
    const auto shared = std::make_shared<const Question>(std::move(question));
    network_.ask(party_, schedule_.random.one_of(gateways_), shared,
                 [this, &charge, waits_for = charge.question](const Wakeup& wakeup) {
                     if (charge.question == waits_for) on_answer(charge, wakeup.answer.get());
                 });
}

/// Without an answer, or with one that does not end it: again.
void Ward::on_answer(Charge& charge, const Answer* answer) {
    const bool is_final = answer && (answer->verdict == Verdict::yes || answer->verdict == Verdict::refused);
    if (!is_final) return go_on_after(charge, schedule_.random.between(second, 5 * second));
    charge.stage == Stage::withdrawing ? on_withdrawn(charge, *answer) : on_uploaded(charge, *answer);
}

void Ward::on_uploaded(Charge& charge, const Answer& answer) {
    const bool is_there = answer.verdict == Verdict::yes || answer.code == code_duplicate_line;
    if (!is_there) complaints_.push_back(fmt::format("line {} was refused with {}", charge.line.line, answer.code));
    if (!is_there || !charge.withdrawn_after) return end(charge);
    charge.stage = Stage::withdrawing;
    go_on_after(charge, *charge.withdrawn_after);
}

void Ward::on_withdrawn(Charge& charge, const Answer& answer) {
    const bool is_known =
        answer.verdict == Verdict::yes || answer.code == code_unknown_line || answer.code == code_line_already_settled;
    if (!is_known)
        complaints_.push_back(fmt::format("the removal of {} was refused with {}", charge.line.line, answer.code));
    end(charge);
}

void Ward::end(Charge& charge) {
    charge.stage = Stage::done;
    ++charge.question;
}

}  // namespace clearing::simulation
