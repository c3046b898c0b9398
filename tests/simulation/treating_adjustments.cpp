#include "tests/simulation/treating_adjustments.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

constexpr int clicks_twice = 1'500, takes_back = 3'000, asks_too_much = 500;

bool is_answered_for_good(const TreatingAdjustments::Asked& asked) {
    return asked.is_refused || !asked.stands_on.empty();
}

}  // namespace

void TreatingAdjustments::plan(int orders, Millis until) {
    for (int i = 0; i < orders; ++i)
        schedule_.after(random_.between(0, until), [this] {
            if (!is_calm_ && asker_.is_up()) order();
        });
}

void TreatingAdjustments::restart() {
    for (Asked& asked : asked_)
        if (!is_answered_for_good(asked)) go_on_after(asked, random_.between(1, 2 * second));
}

bool TreatingAdjustments::is_done() const {
    return std::ranges::all_of(asked_, is_answered_for_good);
}

bool TreatingAdjustments::is_answered(const std::string& day) const {
    return std::ranges::all_of(asked_,
                               [&](const Asked& asked) { return asked.day != day || is_answered_for_good(asked); });
}

AdjustmentBook TreatingAdjustments::book() const {
    AdjustmentBook book;
    for (const Asked& asked : asked_)
        if (!asked.stands_on.empty()) book.add({asked.row, asked.insurance, asked.inpatient, asked.stands_on});
    return book;
}

void TreatingAdjustments::order() {
    std::optional<Asked> wanted;
    if (random_.chance(takes_back)) wanted = taking_back();
    if (!wanted) {
        std::vector<std::pair<const Asker::Case*, const Asker::Message*>> settled;
        for (const Asker::Case& bill : asker_.cases())
            for (const Asker::Message& message : bill.settlements)
                if (message.status == Asker::Status::yes && !message.was_cancelled && !message.is_being_undone)
                    settled.emplace_back(&bill, &message);
        if (settled.empty()) return;
        const auto& [bill, message] = random_.one_of(settled);
        wanted = new_order(*bill, *message);
    }
    if (!wanted) return;
    wanted->day = asker_.open_day();
    asked_.push_back(std::move(*wanted));
    schedule_.note([&] { return fmt::format("shanghai orders {}", words_of(asked_.back().row)); });
    go_on_after(asked_.back(), 1);
}

/// Less than is owed as far as we know, or sometimes more: that is for the other side to refuse.
std::optional<TreatingAdjustments::Asked> TreatingAdjustments::new_order(const Asker::Case& bill,
                                                                         const Asker::Message& message) {
    Asked asked;
    asked.row.settlement = message.key;
    asked.row.reason = random_.chance(5'000) ? AdjustedBy::deduction : AdjustedBy::dispute_lost;
    asked.row.is_suspended = asked.row.reason == AdjustedBy::dispute_lost && random_.chance(5'000);
    asked.row.origin = fmt::format("SH-{}", asked_.size() + 1);
    asked.insurance = bill.insurance;
    asked.inpatient = bill.inpatient;
    const int component = random_.one_of(std::vector{0, 0, 2, 8});
    const std::int64_t owed = book().most(asked.row, component, component_of(message.answer.amounts, component));
    if (owed <= 0) return std::nullopt;
    asked.row.fen[component] = random_.chance(asks_too_much) ? owed + 1 : random_.between(1, owed);
    return asked;
}

/// All of one that was ordered before, whether its answer is known or not.
std::optional<TreatingAdjustments::Asked> TreatingAdjustments::taking_back() {
    std::vector<const Asked*> lowered;
    for (const Asked& asked : asked_)
        if (lowers(asked.row.reason) && !asked.is_refused) lowered.push_back(&asked);
    if (lowered.empty()) return std::nullopt;
    Asked back = *random_.one_of(lowered);
    back.row.reason = is_dispute(back.row.reason) ? AdjustedBy::dispute_won : AdjustedBy::deduction_withdrawn;
    back.stands_on.clear();
    const bool is_known =
        std::ranges::any_of(asked_, [&](const Asked& asked) { return is_named_alike(asked.row, back.row); });
    if (is_known) return std::nullopt;
    return back;
}

bool TreatingAdjustments::waits_behind_another(const Asked& asked) const {
    for (const Asked& other : asked_) {
        if (&other == &asked) return false;
        if (other.row.settlement == asked.row.settlement && !is_answered_for_good(other)) return true;
    }
    return false;
}

void TreatingAdjustments::go_on_after(Asked& asked, Millis span) {
    ++asked.question;
    schedule_.after(span, [this, &asked, question = asked.question, life = lives_] {
        if (asker_.is_up() && life == lives_ && question == asked.question) go_on(asked);
    });
}

void TreatingAdjustments::go_on(Asked& asked) {
    if (is_answered_for_good(asked)) return;
    if (waits_behind_another(asked)) return go_on_after(asked, random_.between(second, 5 * second));
    const bool twice = random_.chance(clicks_twice);
    ++asked.question;
    send(asked);
    if (twice) send(asked);
    schedule_.after(random_.between(3 * second, 15 * second), [this, &asked, question = asked.question, life = lives_] {
        if (asker_.is_up() && life == lives_ && question == asked.question) go_on(asked);
    });
}

void TreatingAdjustments::send(Asked& asked) {
    Question question;
    question.ask = Ask::adjust;
    // Repeated under its id, so that what was refused once is refused to every copy that comes later.
    question.message = fmt::format("{}-{}", asked.row.origin, name_of(asked.row.reason));
    question.day = asked.day;
    question.visitors = false;
    question.treatment_division = "310000";
    question.insured_division = "330203";
    question.adjustment = asked.row;
    question.time_left = 15 * second;
    network_.ask(Party::shanghai, random_.one_of(gateways_), std::make_shared<const Question>(std::move(question)),
                 [this, &asked, life = lives_](const Wakeup& wakeup) {
                     if (asker_.is_up() && life == lives_ && wakeup.ending == Ending::answered)
                         on_answer(asked, wakeup.answer.get());
                 });
}

/// A yes is true whenever it comes; a no of an earlier question may come after the yes of a later one's effect.
void TreatingAdjustments::on_answer(Asked& asked, const Answer* answer) {
    if (answer->verdict == Verdict::yes) {
        const bool differs = !asked.stands_on.empty() && asked.stands_on != answer->stands_on;
        if (asked.is_refused || differs || answer->stands_on != asked.day)
            complaints_.push_back(fmt::format("shanghai: {} for {} was answered with {} ({}{})", words_of(asked.row),
                                              asked.day, answer->stands_on, asked.stands_on,
                                              asked.is_refused ? ", refused" : ""));
        asked.stands_on = answer->stands_on;
    } else if (answer->verdict == Verdict::refused) {
        if (!asked.stands_on.empty())
            complaints_.push_back(
                fmt::format("shanghai: {} stands and is refused with {}", words_of(asked.row), answer->code));
        else
            asked.is_refused = true;
    }
}

}  // namespace clearing::simulation
