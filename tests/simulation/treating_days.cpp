#include "tests/simulation/treating_days.hpp"

#include <algorithm>

namespace clearing::simulation {
namespace {

using Status = Asker::Status;

/// Its outcome is not known: sent without an answer, or being undone.
bool is_unresolved(const Asker::Message& message) {
    return message.status == Status::open || message.is_being_undone;
}

bool is_listed(const Asker::Message& message) {
    return message.status == Status::yes && !message.is_being_undone;
}

}  // namespace

TreatingDays::TreatingDays(Schedule& schedule, Network& network, Party party, Asker& asker, WallClock clock,
                           std::vector<Party> gateways)
    : schedule_(schedule),
      network_(network),
      party_(party),
      asker_(asker),
      clock_(clock),
      gateways_(std::move(gateways)) {
    asker_.open_day = [this] { return open_day(); };
    asker_.is_in_closed_day = [this](const Asker::Message& message) {
        const auto day = days_.find(message.day);
        if (message.status != Status::yes || day == days_.end() || day->second.state == State::open) return false;
        if (!day->second.carried.contains(message.key)) return true;
        return std::ranges::any_of(days_, [&](const auto& entry) { return entry.second.late.contains(message.key); });
    };
    days_[clock_.day()];
}

std::string TreatingDays::open_day() {
    for (const auto& [name, day] : days_)
        if (day.state == State::open) return name;
    return clock_.day();
}

bool TreatingDays::is_agreed_before(const std::string& until) const {
    if (!days_.contains(until)) return false;
    return std::ranges::all_of(
        days_, [&](const auto& entry) { return entry.first >= until || entry.second.state == State::agreed; });
}

template <class F>
void TreatingDays::each_message(F visit) const {
    for (Asker::Case& c : asker_.cases()) {
        for (Asker::Message& message : c.settlements)
            if (!message.day.empty()) visit(c, message, false);
        for (Asker::Message& message : c.cancels)
            if (!message.day.empty()) visit(c, message, true);
    }
}

void TreatingDays::crash() {
    ++lives_;
    is_busy_ = false;
}

void TreatingDays::start() {
    look(lives_);
}

void TreatingDays::look(int life) {
    if (life != lives_ || !asker_.is_up()) return;
    const Millis usual = is_night_ ? 10 * minute : 3 * second;
    schedule_.after(schedule_.random.between(usual / 2, usual), [this, life] { look(life); });
    const std::string today = clock_.day();
    for (auto& [name, day] : days_) {
        if (day.state == State::agreed) continue;
        if (name >= today || is_busy_) return;
        if (day.state == State::open) {
            day.state = State::closing;
            waited_since_ = schedule_.now();
            days_[WallClock::day_after(name)];
        }
        return go_on(name, life);  // in order: one after the other
    }
}

bool TreatingDays::has_awaiting(const std::string& day) const {
    bool found = false;
    each_message([&](const Asker::Case&, const Asker::Message& message, bool) {
        found = found || (message.day == day && is_unresolved(message));
    });
    return found;
}

/// Which lines belong to the day is decided once: what is unresolved now is carried; what was carried before and is
/// settled by now, or was disputed and is right by now, comes in late.
void TreatingDays::fix(const std::string& name, Day& day) {
    day.is_fixed = true;
    each_message([&](const Asker::Case&, const Asker::Message& message, bool) {
        if (message.day <= name && is_unresolved(message)) day.carried.insert(message.key);
        if (message.day == name && is_listed(message) && hurt) hurt->decide(message.key);
        if (message.day >= name || !message.cleared_day.empty() || !is_listed(message) || is_hurt(message)) return;
        const Day& own_day = days_.at(message.day);
        const bool was_left_out = own_day.carried.contains(message.key) || own_day.disputed.contains(message.key);
        if (was_left_out) day.late.insert(message.key);
    });
}

std::vector<Row> TreatingDays::rows_of(const std::string& name) const {
    const Day& day = days_.at(name);
    std::vector<Row> rows;
    each_message([&](const Asker::Case& c, const Asker::Message& message, bool cancels) {
        const bool of_day = message.day == name && !day.carried.contains(message.key);
        const bool listed = message.status == Status::yes;
        if (!listed || lacks(message) || !(of_day || day.late.contains(message.key))) return;
        const std::string original = cancels ? c.settlements[message.cancels].key : std::string();
        Row row{message.key, cancels ? -1 : 1, c.insurance, c.inpatient, message.answer.amounts, original, message.day};
        rows.push_back(hurt ? hurt->told(std::move(row)) : std::move(row));
    });
    std::ranges::sort(rows, {}, &Row::settlement);
    return rows;
}

void TreatingDays::go_on(const std::string& name, int life) {
    Day& day = days_.at(name);
    if (!day.is_fixed) {
        if (has_awaiting(name) && schedule_.now() - waited_since_ < 30 * second) return;
        fix(name, day);
    }
    if (day.state == State::proposing && adjustments != nullptr && !adjustments->is_answered(name)) return;
    is_busy_ = true;
    if (day.state == State::closing) return send_close(name, life);
    propose(name, life);
}

Question TreatingDays::question_about(Ask ask, const std::string& day) const {
    Question question;
    question.ask = ask;
    question.message = "day-" + day;
    question.day = day;
    question.visitors = false;
    question.treatment_division = "310000";
    question.insured_division = "330200";
    return question;
}

void TreatingDays::send_close(const std::string& name, int life) {
    const Day& day = days_.at(name);
    const std::vector<Row> rows = rows_of(name);
    Question question = question_about(Ask::close_day, name);
    question.cells = cells_of(rows);
    question.root = root_of("310000", rows);
    question.carried = {day.carried.begin(), day.carried.end()};
    question.late = {day.late.begin(), day.late.end()};
    ask(std::move(question), life, [this, name, life](const Answer* answer) {
        if (!answer || answer->verdict != Verdict::yes) return;
        if (!answer->equal) return fetch_rows(name, life);
        days_.at(name).state = State::proposing;
    });
}

/// Narrowed down to the lines that differ; those are disputed and do not clear.
void TreatingDays::fetch_rows(const std::string& name, int life) {
    is_busy_ = true;
    ask(question_about(Ask::day_rows, name), life, [this, name](const Answer* answer) {
        if (!answer || answer->verdict != Verdict::yes) return;
        Day& day = days_.at(name);
        std::map<std::string, Row> theirs;
        for (const Row& row : answer->rows)
            theirs[row.settlement] = row;
        for (const Row& row : rows_of(name)) {
            const auto partner = theirs.find(row.settlement);
            if (partner == theirs.end() || partner->second.amounts != row.amounts || partner->second.sign != row.sign)
                day.disputed.insert(row.settlement);
            if (partner != theirs.end()) theirs.erase(partner);
        }
        for (const auto& [key, row] : theirs)
            day.disputed.insert(key);
        day.state = State::proposing;
    });
}

void TreatingDays::propose(const std::string& name, int life) {
    const Day& day = days_.at(name);
    std::vector<Row> rows = rows_of(name);
    std::erase_if(rows, [&](const Row& row) { return day.disputed.contains(row.settlement); });
    Question question = question_about(Ask::statement, name);
    question.formula = "DELTA-31-2018";
    question.cleared = cleared_cells_of(rows);
    question.disputed = {day.disputed.begin(), day.disputed.end()};
    if (adjustments != nullptr) question.adjustments = adjustments->cells_of(name);
    ask(std::move(question), life, [this, name](const Answer* answer) {
        if (!answer || answer->verdict != Verdict::yes) return;
        if (answer->equal) return agree(name);
        days_.at(name).state = State::closing;  // compared anew
    });
}

void TreatingDays::agree(const std::string& name) {
    Day& day = days_.at(name);
    day.state = State::agreed;
    std::vector<Row> rows = rows_of(name);
    std::erase_if(rows, [&](const Row& row) { return day.disputed.contains(row.settlement); });
    day.agreed_cells = cleared_cells_of(rows);
    if (adjustments != nullptr) day.agreed_adjustments = adjustments->cells_of(name);
    std::set<std::string> cleared;
    for (const Row& row : rows)
        cleared.insert(row.settlement);
    for (Asker::Case& c : asker_.cases())
        for (std::deque<Asker::Message>* messages : {&c.settlements, &c.cancels})
            for (Asker::Message& message : *messages)
                if (cleared.contains(message.key)) message.cleared_day = name;
}

void TreatingDays::ask(Question question, int life, std::function<void(const Answer*)> then) {
    question.time_left = 20 * second;
    auto is_over = std::make_shared<bool>(false);
    auto once = [this, life, is_over, then = std::move(then)](const Answer* answer) {
        if (*is_over || life != lives_) return;
        *is_over = true;
        is_busy_ = false;
        then(answer);
    };
    const auto shared = std::make_shared<const Question>(std::move(question));
    network_.ask(party_, schedule_.random.one_of(gateways_), shared, [once](const Wakeup& wakeup) {
        once(wakeup.ending == Ending::answered ? wakeup.answer.get() : nullptr);
    });
    schedule_.after(20 * second, [once] { once(nullptr); });
}

}  // namespace clearing::simulation
