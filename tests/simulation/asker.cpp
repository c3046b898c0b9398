#include "tests/simulation/asker.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

constexpr std::size_t messages_at_most = 4;
constexpr int code_message_reversed = 1102, code_duplicate_line = 1303, code_already_settled = 1504,
              code_already_cancelled = 1507, code_day_closed = 1514, code_not_reversible = 1515;

}  // namespace

std::vector<const Asker::Message*> live_settlements(const Asker::Case& bill) {
    std::vector<const Asker::Message*> live;
    for (const Asker::Message& message : bill.settlements)
        if (message.status == Asker::Status::yes && !message.was_cancelled) live.push_back(&message);
    return live;
}

void Asker::begin(Case bill, Millis after) {
    cases_.push_back(std::move(bill));
    Case& c = cases_.back();
    c.stage = Stage::registering;
    go_on_after(c, after);
}

bool Asker::is_done() const {
    return std::ranges::all_of(cases_, [](const Case& c) { return c.stage == Stage::done; }) &&
           std::ranges::all_of(stays_, &Stay::is_billed_to_its_end);
}

void Asker::crash() {
    up_ = false;
    ++lives_;
}

void Asker::restart() {
    up_ = true;
    for (Case& c : cases_)
        if (c.stage != Stage::done) go_on_after(c, schedule_.random.between(1, 2 * second));
}

void Asker::complain(const Case& c, const std::string& what) {
    complaints_.push_back(fmt::format("{} bill {}: {}", name_of(party_), c.bill, what));
}

Millis Asker::pause() {
    return is_calm_ ? schedule_.random.between(second, 20 * second) : schedule_.random.between(50, 8 * second);
}

Millis Asker::patience() {
    return is_calm_ ? 20 * second : schedule_.random.between(3 * second, habits.longest_patience);
}

void Asker::go_on_after(Case& c, Millis span) {
    ++c.question;  // whatever is under way is not waited for any more
    schedule_.after(span, [this, &c, question = c.question, life = lives_] {
        if (up_ && life == lives_ && question == c.question) go_on(c);
    });
}

Question Asker::question_about(Ask ask, const Case& c, std::string message) const {
    Question question;
    question.ask = ask;
    question.message = std::move(message);
    question.institution = c.institution;
    question.treatment_division = c.treatment_division;
    question.insured_division = c.insured_division;
    question.inpatient = c.inpatient;
    question.insurance = c.insurance;
    question.person = c.person;
    question.visit = c.visit;
    question.bill = c.bill;
    // Bills of a stay may each claim another total; nothing else that is asked about it names one.
    if (c.stay == nullptr) question.total = c.total;
    if (style_ != Style::bureau) question.scope = {0, 0, 0, c.total};
    return question;
}

void Asker::go_on(Case& c) {
    ++c.attempts;
    switch (c.stage) {
        case Stage::registering: {
            Question question = question_about(Ask::open_visit, c, fmt::format("reg-{}", c.bill));
            if (style_ == Style::delta) question.asker_visit = fmt::format("SHV-{}", c.bill);
            question.day = c.begin_day;
            return ask(c, std::move(question));
        }
        case Stage::uploading: {
            Question question = question_about(Ask::upload, c, fmt::format("fee-{}", c.bill));
            question.lines = c.lines;
            return ask(c, std::move(question));
        }
        case Stage::counting:
            return ask(c, question_about(Ask::charges, c, fmt::format("cnt-{}-{}", c.bill, ++made_)));
        case Stage::quoting: {
            Question question = question_about(Ask::quote, c, fmt::format("quo-{}-{}", c.bill, ++made_));
            question.total = c.total;
            return ask(c, std::move(question));
        }
        case Stage::settling: {
            Message& message = c.settlements[c.current];
            const bool first = message.status == Status::unsent;
            if (first) {
                message.status = Status::open;
                if (open_day) message.day = open_day();
            }
            Question question = question_about(Ask::settle, c, message.id);
            question.settlement = message.key;
            question.day = message.day;
            question.quote = c.quote;
            question.total = message.total;
            if (first && schedule_.random.chance(habits.clicks_twice)) ask_copies(c, question);
            return ask(c, std::move(question));
        }
        case Stage::looking_up: {
            const Message& message = c.settlements[c.current];
            const bool by_key = style_ == Style::delta;
            Question question =
                question_about(by_key ? Ask::query : Ask::view, c, fmt::format("ask-{}-{}", c.bill, ++made_));
            question.settlement = message.key;
            if (by_key) question.institution.clear();
            // Of a visit with several bills: by the message, not the one that stands.
            if (c.stay != nullptr) question.original_message = message.id;
            return ask(c, std::move(question));
        }
        case Stage::undoing: {
            Message& message = c.settlements[c.current];
            const bool too_late = !message.is_being_undone && is_in_closed_day && is_in_closed_day(message);
            if (too_late) return begin_cancel(c);
            message.is_being_undone = message.was_undone_ever = true;
            Question question = question_about(Ask::reverse, c, "undo-" + message.id);
            question.settlement = message.key;
            question.original_message = message.id;
            if (style_ == Style::delta) question.institution.clear();
            return ask(c, std::move(question));
        }
        case Stage::cancelling: {
            Message& cancel = c.cancels.back();
            if (cancel.status == Status::unsent) {
                cancel.status = Status::open;
                if (open_day) cancel.day = open_day();
            }
            const Message& original = c.settlements[cancel.cancels];
            Question question = question_about(Ask::cancel, c, cancel.id);
            question.settlement = style_ == Style::delta ? cancel.key : original.answer.settlement;
            question.original_settlement = original.key;
            question.day = cancel.day;
            if (style_ == Style::delta) question.institution.clear();
            return ask(c, std::move(question));
        }
        case Stage::waiting:
        case Stage::done:
            return;
    }
}

void Asker::ask(Case& c, Question question) {
    const Ask asked = question.ask;
    Message* message = nullptr;
    if (asked == Ask::settle) message = &c.settlements[c.current];
    if (asked == Ask::cancel) message = &c.cancels.back();
    // Until the answer says otherwise, whatever happens to us.
    const bool in_doubt_before = message != nullptr && message->may_have_happened;
    if (message != nullptr) message->may_have_happened = true;

    const Millis wait = patience();
    question.time_left = wait;
    const auto number = ++c.question;
    const auto shared = std::make_shared<const Question>(std::move(question));
    const auto is_current = [this, &c, number, life = lives_] { return up_ && life == lives_ && c.question == number; };
    network_.ask(party_, some_gateway(), shared, [=, this, &c](const Wakeup& wakeup) {
        if (!is_current()) {
            if (up_ && asked == Ask::settle && wakeup.ending == Ending::answered) {
                // Too late for us, but true when it was said.
                const bool still_stands = message->status == Status::open && !message->was_undone_ever;
                if (still_stands) note(c, *message, *wakeup.answer);
            }
            return;
        }
        ++c.question;
        const bool answered = wakeup.ending == Ending::answered;
        const bool nothing_happened =
            wakeup.ending == Ending::not_sent || (answered && wakeup.answer->verdict == Verdict::unavailable);
        if (message != nullptr && nothing_happened) message->may_have_happened = in_doubt_before;
        Answer unreachable = no(Verdict::unavailable, 2001);
        const Answer* answer = answered ? wakeup.answer.get() : nullptr;
        if (wakeup.ending == Ending::not_sent) answer = &unreachable;
        on_answer(c, asked, answer);
    });
    schedule_.after(wait, [=, this, &c] {
        if (!is_current()) return;
        ++c.question;
        on_answer(c, asked, nullptr);
    });
}

/// The same message several times at once, to any of the daemons; all their answers have to agree.
void Asker::ask_copies(Case& c, const Question& question) {
    Message& message = c.settlements[c.current];
    message.may_have_happened = true;
    Question copied = question;
    copied.time_left = 10 * second;
    const auto shared = std::make_shared<const Question>(std::move(copied));
    const auto copies = schedule_.random.between(1, 6);
    for (long long i = 0; i < copies; ++i)
        network_.ask(party_, some_gateway(), shared, [this, &c, &message](const Wakeup& wakeup) {
            const bool still_stands = message.status != Status::undone && !message.was_undone_ever;
            if (up_ && wakeup.ending == Ending::answered && still_stands) note(c, message, *wakeup.answer);
        });
}

void Asker::on_answer(Case& c, Ask asked, const Answer* answer) {
    switch (asked) {
        case Ask::open_visit:
            return on_registered(c, answer);
        case Ask::upload:
            return on_uploaded(c, answer);
        case Ask::charges:
            return on_counted(c, answer);
        case Ask::quote:
            return on_quoted(c, answer);
        case Ask::settle:
            return on_settle_answer(c, answer);
        case Ask::query:
        case Ask::view:
            return on_looked_up(c, answer);
        case Ask::reverse:
            return on_undone(c, answer);
        case Ask::cancel:
            return on_cancelled(c, answer);
        default:
            return;
    }
}

void Asker::on_registered(Case& c, const Answer* answer) {
    if (answer && answer->verdict == Verdict::refused) {
        complain(c, fmt::format("its visit was refused with {}", answer->code));
        c.stage = Stage::done;
        return;
    }
    if (answer && answer->verdict == Verdict::yes) {
        c.visit = answer->visit;
        const bool uploads = style_ != Style::delta;
        c.stage = uploads                                  ? Stage::uploading
                  : schedule_.random.chance(habits.quotes) ? Stage::quoting
                                                           : Stage::settling;
        c.attempts = 0;
        if (c.stay == nullptr) take_new_message(c);
    }
    go_on_after(c, pause());
}

void Asker::on_uploaded(Case& c, const Answer* answer) {
    const bool is_there = answer && (answer->verdict == Verdict::yes || answer->code == code_duplicate_line);
    if (!is_there) return go_on_after(c, pause());
    if (c.stay == nullptr) return quote_or_settle(c);
    c.stage = Stage::counting;
    go_on_after(c, pause());
}

void Asker::on_quoted(Case& c, const Answer* answer) {
    const bool is_yes = answer && answer->verdict == Verdict::yes;
    if (is_yes) c.quote = answer->quote;
    if (is_yes || c.attempts > 6)
        c.stage = Stage::settling;
    else if (c.stay != nullptr && answer && answer->verdict == Verdict::refused)
        c.stage = Stage::counting;
    go_on_after(c, pause());
}

void Asker::quote_or_settle(Case& c) {
    c.stage = schedule_.random.chance(habits.quotes) ? Stage::quoting : Stage::settling;
    go_on_after(c, pause());
}

void Asker::take_new_message(Case& c) {
    Message message;
    message.id = fmt::format("{}-m{}", c.bill, c.settlements.size() + 1);
    if (style_ == Style::delta) message.key = "SHKEY-" + message.id;
    message.total = c.total;
    c.settlements.push_back(std::move(message));
    c.current = c.settlements.size() - 1;
}

/// What an answer to a settlement's message says about it, and whether it agrees with what was said before.
void Asker::note(Case& c, Message& message, const Answer& answer) {
    if (answer.verdict == Verdict::yes) {
        const bool same = answer.settlement == message.answer.settlement && answer.amounts == message.answer.amounts &&
                          answer.settled_at == message.answer.settled_at;
        if (message.status == Status::no)
            complain(c, message.id + " was refused and is settled now");
        else if (message.status == Status::undone && !message.was_cancelled)
            complain(c, message.id + " was undone and is settled now");
        else if (message.status == Status::yes && !same)
            complain(c, message.id + " was answered twice with different answers");
        if (message.status != Status::open) return;
        message.status = Status::yes;
        message.answer = answer;
        return;
    }
    if (answer.verdict != Verdict::refused) return;
    if (message.status == Status::yes && !message.was_undone_ever)
        complain(c, fmt::format("{} was settled and is refused now with {}", message.id, answer.code));
    if (message.status != Status::open) return;
    message.status = answer.code == code_message_reversed ? Status::undone : Status::no;
    message.refusal = answer.code;
    const bool others_may_hold_it = std::ranges::any_of(c.settlements, [&](const Message& other) {
        return &other != &message && other.status != Status::unsent && other.status != Status::no;
    });
    if (answer.code == code_already_settled && !others_may_hold_it)
        complain(c, message.id + ": the bill is said to be settled, by nobody we know");
}

void Asker::on_settle_answer(Case& c, const Answer* answer) {
    if (answer) note(c, c.settlements[c.current], *answer);
    decide(c, answer);
}

void Asker::decide(Case& c, const Answer* last) {
    const Message& message = c.settlements[c.current];
    switch (message.status) {
        case Status::yes:
            return decide_settled(c);
        case Status::no:
        case Status::undone:
            return decide_unsettled(c);
        case Status::unsent:
        case Status::open:
            break;
    }
    if (message.is_being_undone) {
        c.stage = Stage::undoing;
        return go_on_after(c, pause());
    }
    const bool nothing_happened = last && last->verdict == Verdict::unavailable && !message.may_have_happened;
    if (nothing_happened) {
        if (schedule_.random.chance(habits.abandons)) {
            c.settlements[c.current].status = Status::no;
            return decide_unsettled(c);
        }
        c.stage = Stage::settling;
        return go_on_after(c, pause());
    }
    decide_doubt(c);
}

void Asker::decide_doubt(Case& c) {
    c.stage = Stage::settling;
    const auto roll = schedule_.random.between(0, 9'999);
    const int view = habits.repeats + habits.looks_it_up;
    const int undo = view + habits.undoes_doubts;
    if (is_calm_) return go_on_after(c, pause());
    if (roll >= habits.repeats && roll < view) c.stage = Stage::looking_up;
    if (roll >= view && roll < undo && !c.cannot_be_undone) c.stage = Stage::undoing;
    if (roll >= undo && c.settlements.size() < messages_at_most) {
        if (c.stay == nullptr)
            take_new_message(c);
        else
            c.stage = Stage::counting;
    }
    go_on_after(c, pause());
}

void Asker::decide_settled(Case& c) {
    Random& random = schedule_.random;
    // Another message of the same bill may be open still: its outcome has to be known.
    for (std::size_t i = 0; i < c.settlements.size(); ++i)
        if (c.settlements[i].status == Status::open) {
            c.current = i;
            c.stage = Stage::settling;
            return go_on_after(c, pause());
        }
    const Message& message = c.settlements[c.current];
    const bool is_live = !message.was_cancelled;
    if (is_live && c.is_to_be_cancelled) return begin_cancel(c);
    c.stage = Stage::done;
    if (is_calm_) return;
    if (random.chance(habits.asks_once_more)) {
        c.stage = Stage::settling;
        return go_on_after(c, pause() * 4);
    }
    if (!is_live) return;
    if (!c.cannot_be_undone && random.chance(habits.undoes_settled)) {
        c.stage = Stage::undoing;
        return go_on_after(c, pause());
    }
    if (random.chance(habits.cancels)) return begin_cancel(c);
}

/// Another message of the bill is open, or has settled it.
bool Asker::goes_on_with_another(Case& c) {
    for (std::size_t i = 0; i < c.settlements.size(); ++i)
        if (c.settlements[i].status == Status::open) {
            c.current = i;
            c.stage = c.settlements[i].is_being_undone ? Stage::undoing : Stage::settling;
            go_on_after(c, pause());
            return true;
        }
    for (std::size_t i = 0; i < c.settlements.size(); ++i)
        if (c.settlements[i].status == Status::yes && !c.settlements[i].was_cancelled) {
            c.current = i;
            decide_settled(c);
            return true;
        }
    return false;
}

void Asker::decide_unsettled(Case& c) {
    if (goes_on_with_another(c)) return;
    c.is_to_be_cancelled = false;
    c.stage = Stage::done;
    const bool looks_again = c.stay != nullptr && was_overtaken(c.settlements.back());
    const bool again = looks_again || (!is_calm_ && c.settlements.size() < messages_at_most &&
                                       schedule_.random.chance(habits.settles_again));
    if (!again) return;
    c.attempts = 0;
    c.quote.clear();
    if (c.stay != nullptr) {
        c.stage = Stage::counting;
        return go_on_after(c, pause());
    }
    take_new_message(c);
    quote_or_settle(c);
}

void Asker::on_looked_up(Case& c, const Answer* answer) {
    if (!answer || answer->verdict != Verdict::yes) return decide(c, nullptr);
    Message& asked = c.settlements[c.current];
    switch (answer->known) {
        case Known::booked:
        case Known::cancelled: {
            // 5203 by visit answers the bill's live settlement, under whichever message it was made.
            const auto found = std::ranges::find(c.settlements, answer->asker_message, &Message::id);
            if (style_ == Style::delta)
                note(c, asked, *answer);
            else if (found != c.settlements.end())
                note(c, *found, *answer);
            else
                complain(c, "5203 names a message that is not ours: " + answer->asker_message);
            break;
        }
        case Known::refused:
        case Known::reversed: {
            Answer refusal =
                no(Verdict::refused, answer->known == Known::reversed ? code_message_reversed : answer->code);
            note(c, asked, refusal);
            break;
        }
        case Known::unknown:
        case Known::in_progress:
            break;
    }
    decide(c, nullptr);
}

void Asker::on_undone(Case& c, const Answer* answer) {
    Message& message = c.settlements[c.current];
    if (answer && answer->verdict == Verdict::yes) return undo_ended(c, message, answer->undone);
    if (answer && answer->verdict == Verdict::refused) {
        switch (answer->code) {
            case code_already_cancelled:
                message.was_cancelled = true;
                return undo_ended(c, message, Undone::reversed);
            case code_day_closed:
                return undo_ended(c, message, Undone::day_closed);
            case code_not_reversible:
                return undo_ended(c, message, Undone::not_reversible);
            default:
                complain(c, fmt::format("the undoing of {} was refused with {}", message.id, answer->code));
                return undo_ended(c, message, Undone::not_reversible);
        }
    }
    go_on_after(c, pause());
}

void Asker::undo_ended(Case& c, Message& message, Undone how) {
    message.is_being_undone = false;
    switch (how) {
        case Undone::reversed:
        case Undone::fenced:
            message.status = Status::undone;
            return decide_unsettled(c);
        case Undone::day_closed:
            if (style_ == Style::bureau) {  // carried out as a cancel
                message.was_cancelled = true;
                message.status = Status::undone;
                return decide_unsettled(c);
            }
            c.is_to_be_cancelled = true;
            break;
        case Undone::not_reversible:
            break;
    }
    c.cannot_be_undone = true;
    if (message.status == Status::yes) return decide_settled(c);
    // It is booked there, and we do not know yet with which amounts.
    c.stage = Stage::settling;
    go_on_after(c, pause());
}

void Asker::begin_cancel(Case& c) {
    Message cancel;
    cancel.id = fmt::format("{}-c{}", c.bill, c.cancels.size() + 1);
    if (style_ == Style::delta) cancel.key = "SHKEY-" + cancel.id;
    cancel.cancels = c.current;
    c.cancels.push_back(std::move(cancel));
    c.stage = Stage::cancelling;
    go_on_after(c, pause());
}

void Asker::on_cancelled(Case& c, const Answer* answer) {
    Message& cancel = c.cancels.back();
    Message& original = c.settlements[cancel.cancels];
    if (answer && answer->verdict == Verdict::yes) {
        cancel.status = Status::yes;
        cancel.answer = *answer;
        original.was_cancelled = true;
        if (answer->amounts != original.answer.amounts.negated())
            complain(c, cancel.id + " does not give back what was paid");
        return decide_unsettled(c);
    }
    const bool refused = answer && answer->verdict == Verdict::refused;
    const bool nothing_happened = answer && answer->verdict == Verdict::unavailable && !cancel.may_have_happened;
    if (refused || (nothing_happened && schedule_.random.chance(habits.abandons))) {
        cancel.status = Status::no;
        c.is_to_be_cancelled = false;
        if (refused && answer->code == code_already_cancelled) {
            complain(c, cancel.id + ": cancelled already, by nobody we know");
            original.was_cancelled = true;
        }
        c.stage = Stage::done;
        return;
    }
    go_on_after(c, pause());
}

}  // namespace clearing::simulation
