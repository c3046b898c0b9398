#include "tests/simulation/insured_side.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

/// Which part of the total each payer takes; a changed benefit moves it.
Amounts share_out(std::int64_t total, int version) {
    Amounts a;
    a.total = total;
    a.funds[0] = total * (60 + version % 7) / 100;    // hifp
    a.funds[2] = total / 50;                          // hifes
    a.funds[7] = version % 2 == 0 ? total / 100 : 0;  // oth
    a.fund = a.funds[0] + a.funds[2] + a.funds[7];
    a.hospital = total % 3 == 0 ? total / 200 : 0;
    a.person = total - a.fund - a.hospital;
    a.account = a.person / 3;
    a.mutual_aid = a.account / 5;
    a.cash = a.person - a.account;
    return a;
}

Known known_of(InsuredSide::State state) {
    switch (state) {
        case InsuredSide::State::in_progress:
            return Known::in_progress;
        case InsuredSide::State::refused:
            return Known::refused;
        case InsuredSide::State::reversed:
            return Known::reversed;
        case InsuredSide::State::booked:
            return Known::booked;
        case InsuredSide::State::cancelled:
            break;
    }
    return Known::cancelled;
}

}  // namespace

Amounts InsuredSide::split(const Question& question, bool unbalanced) const {
    Amounts amounts = share_out(question.total, benefit_version_);
    amounts.scope = question.scope;
    if (unbalanced) amounts.cash -= 200;  // "total 1,368.83, cash 240.23, fund 1,126.60"
    return amounts;
}

void InsuredSide::receive(Party, QuestionPtr question, Reply reply) {
    switch (question->ask) {
        case Ask::settle:
            return settle(*question, std::move(reply));
        case Ask::cancel:
            return cancel(*question, std::move(reply));
        default:
            break;
    }
    schedule_.after(schedule_.random.between(1, 30), [this, question, reply, life = lives_] {
        if (up_ && life == lives_) reply(answer_at_once(*question));
    });
}

Answer InsuredSide::answer_at_once(const Question& question) {
    switch (question.ask) {
        case Ask::person: {
            Answer answer;
            answer.filings = {"residence"};
            return answer;
        }
        case Ask::open_visit: {
            if (schedule_.random.chance(temper.is_unavailable)) return no(Verdict::unavailable, 2004);
            auto [visit, is_new] = visits_.try_emplace(question.message);
            if (is_new) visit->second = fmt::format("{}-V{}", name_of(party_), ++made_);
            Answer answer;
            answer.visit = visit->second;
            return answer;
        }
        case Ask::quote:
            return quote(question);
        case Ask::reverse:
            return reverse(question);
        case Ask::query:
            return query(question);
        case Ask::fees:
            return take_fees(question);
        case Ask::close_day:
            return close_day(question);
        case Ask::day_rows: {
            Answer answer;
            answer.rows = rows_of(question.day);
            return answer;
        }
        case Ask::line_states:
            return tell_lines(question);
        case Ask::statement:
            return agree(question);
        case Ask::adjust:
            return adjust(question);
        default:
            return {};
    }
}

Answer InsuredSide::quote(const Question& question) {
    if (schedule_.random.chance(temper.changes_benefit)) ++benefit_version_;
    Answer answer;
    answer.amounts = split(question, false);
    if (takes_part_in_days()) {
        answer.quote = fmt::format("Q{}-{}", benefit_version_, ++made_);
        answer.quote_expires_at = clock_.time_after(5 * minute);
    }
    return answer;
}

/// Before anything is booked. The day: told by the treatment side, taken until its close, never later than our today.
std::optional<int> InsuredSide::refusal_of(const Question& question) const {
    if (takes_part_in_days() && (days_.contains(question.day) || question.day > clock_.day())) return 1514;
    return std::nullopt;
}

Answer InsuredSide::answer_of(const Entry& entry) const {
    switch (entry.state) {
        case State::in_progress:
            return no(Verdict::in_doubt, 3002);
        case State::refused:
            return no(Verdict::refused, entry.refusal);
        case State::reversed:
            return no(Verdict::refused, 1102);
        case State::booked:
        case State::cancelled:
            break;
    }
    Answer answer;
    answer.settlement = entry.own_id;
    answer.settled_at = entry.settled_at;
    answer.asker_message = entry.message;
    answer.amounts = entry.amounts;
    return answer;
}

void InsuredSide::settle(const Question& question, Reply reply) {
    const std::string& id = takes_part_in_days() ? question.settlement : question.message;
    if (const auto known = entries_.find(id); known != entries_.end()) return reply(answer_of(known->second));
    Random& random = schedule_.random;
    if (random.chance(temper.is_unavailable)) return reply(no(Verdict::unavailable, 2004));
    Entry entry;
    entry.state = State::in_progress;
    entry.id = id;
    entry.message = question.message;
    entry.institution = question.institution;
    entry.insured_division = question.insured_division;
    entry.person = question.person;
    entry.bill = question.bill;
    entry.insurance = question.insurance;
    entry.inpatient = question.inpatient;
    entry.day = question.day;
    entry.amounts = split(question, random.chance(temper.is_unbalanced));
    std::optional<int> refusal = refusal_of(question);
    const bool quoted_otherwise =
        !question.quote.empty() && !question.quote.starts_with(fmt::format("Q{}-", benefit_version_));
    if (!refusal && takes_part_in_days() && quoted_otherwise) refusal = 1512;
    if (!refusal && random.chance(temper.refuses)) refusal = 1601;
    if (refusal) {
        entry.state = State::refused;
        entry.refusal = *refusal;
    }
    work_on(std::move(entry), question, std::move(reply));
}

InsuredSide::Entry* InsuredSide::find_original(const Question& question) {
    if (takes_part_in_days()) {
        const auto found = entries_.find(question.original_settlement);
        return found == entries_.end() ? nullptr : &found->second;
    }
    for (auto& [id, entry] : entries_)
        if (!entry.is_cancel && entry.own_id == question.settlement && !entry.own_id.empty()) return &entry;
    return nullptr;
}

void InsuredSide::cancel(const Question& question, Reply reply) {
    const std::string& id = takes_part_in_days() ? question.settlement : question.message;
    if (const auto known = entries_.find(id); known != entries_.end()) return reply(answer_of(known->second));
    Random& random = schedule_.random;
    if (random.chance(temper.is_unavailable)) return reply(no(Verdict::unavailable, 2004));
    Entry entry;
    entry.state = State::in_progress;
    entry.is_cancel = true;
    entry.id = id;
    entry.message = question.message;
    entry.day = question.day;
    std::optional<int> refusal = refusal_of(question);
    const Entry* original = find_original(question);
    if (original == nullptr) {
        if (!refusal) refusal = 1505;
    } else {
        entry.original = original->id;
        entry.institution = original->institution;
        entry.insured_division = original->insured_division;
        entry.person = original->person;
        entry.bill = original->bill;
        entry.insurance = original->insurance;
        entry.inpatient = original->inpatient;
        entry.amounts = original->amounts.negated();
        if (!refusal && original->state == State::cancelled) refusal = 1507;
        if (!refusal && original->state != State::booked) refusal = 1506;
    }
    if (!refusal && random.chance(temper.refuses_cancels)) refusal = 1601;
    if (refusal) {
        entry.state = State::refused;
        entry.refusal = *refusal;
    }
    work_on(std::move(entry), question, std::move(reply));
}

/// The request is in the books before it is worked on; a crash leaves it in progress.
void InsuredSide::work_on(Entry entry, const Question&, Reply reply) {
    Random& random = schedule_.random;
    const std::string id = entry.id;
    entries_[id] = std::move(entry);
    const Millis work =
        random.chance(temper.works_long) ? random.between(1, temper.longest_work) : random.between(1, 80);
    schedule_.after(work, [this, id, reply = std::move(reply), life = lives_] {
        if (!up_ || life != lives_) return;
        Answer answer = finish(id);
        if (schedule_.random.chance(temper.answers_in_doubt)) answer = no(Verdict::in_doubt, 3001);
        reply(std::move(answer));
    });
}

/// What was in progress is booked, unless it was fenced meanwhile, or its day was closed without it.
Answer InsuredSide::finish(const std::string& id) {
    Entry& entry = entries_.at(id);
    if (entry.state != State::in_progress) return answer_of(entry);
    if (takes_part_in_days() && days_.contains(entry.day) && !days_.at(entry.day).carried.contains(id)) {
        entry.state = State::refused;
        entry.refusal = 1514;
        return answer_of(entry);
    }
    if (entry.is_cancel) {
        Entry& original = entries_.at(entry.original);
        if (original.state != State::booked) {
            entry.state = State::refused;
            entry.refusal = 1507;
            return answer_of(entry);
        }
        original.state = State::cancelled;
    }
    entry.state = State::booked;
    entry.own_id = fmt::format("{}-S{}", name_of(party_), ++made_);
    entry.settled_at = clock_.time();
    if (!takes_part_in_days()) entry.day = clock_.day();
    schedule_.note([&] {
        return fmt::format("{} books {} of {} bill {}: {}", name_of(party_), entry.id, entry.person, entry.bill,
                           entry.amounts.total);
    });
    return answer_of(entry);
}

bool InsuredSide::day_is_closed_for(const Entry& entry) const {
    if (!takes_part_in_days()) return temper.closes_at_midnight && entry.day < clock_.day();
    if (!entry.cleared_day.empty()) return true;
    for (const auto& [day, closed] : days_)
        if (closed.late.contains(entry.id)) return true;
    const auto closed = days_.find(entry.day);
    return closed != days_.end() && !closed->second.carried.contains(entry.id);
}

Answer InsuredSide::reverse(const Question& question) {
    const std::string& id = takes_part_in_days() ? question.settlement : question.original_message;
    Answer answer;
    answer.settlement = id;
    const auto found = entries_.find(id);
    if (found == entries_.end()) {
        Entry fence;
        fence.state = State::reversed;
        fence.id = id;
        entries_[id] = std::move(fence);
        answer.undone = Undone::fenced;
        return answer;
    }
    Entry& entry = found->second;
    switch (entry.state) {
        case State::in_progress:
        case State::reversed:
            entry.state = State::reversed;
            answer.undone = Undone::reversed;
            return answer;
        case State::refused:
            answer.undone = Undone::fenced;
            return answer;
        case State::cancelled:
            answer.undone = Undone::not_reversible;
            return answer;
        case State::booked:
            break;
    }
    if (day_is_closed_for(entry)) {
        answer.undone = Undone::day_closed;
        return answer;
    }
    if (!entry.can_be_reversed) entry.can_be_reversed = !schedule_.random.chance(temper.not_reversible);
    if (!*entry.can_be_reversed || (entry.is_cancel && !temper.undoes_cancels)) {
        answer.undone = Undone::not_reversible;
        return answer;
    }
    if (entry.is_cancel) entries_.at(entry.original).state = State::booked;
    entry.state = State::reversed;
    answer.undone = Undone::reversed;
    return answer;
}

Answer InsuredSide::query(const Question& question) const {
    const std::string& id = takes_part_in_days() ? question.settlement : question.original_message;
    Answer answer;
    const auto found = entries_.find(id);
    if (found == entries_.end()) return answer;
    const Entry& entry = found->second;
    answer = answer_of(entry);
    answer.verdict = Verdict::yes;
    answer.known = known_of(entry.state);
    return answer;
}

Answer InsuredSide::take_fees(const Question& question) {
    std::vector<FeeRow>& kept = fees_[question.settlement];
    for (const FeeRow& line : question.lines)
        if (std::ranges::find(kept, line.line, &FeeRow::line) == kept.end()) kept.push_back(line);
    return {};
}

std::vector<Row> InsuredSide::rows_of(const std::string& day) const {
    static const PartnerDay open;
    const auto found = days_.find(day);
    const PartnerDay& closed = found == days_.end() ? open : found->second;
    std::vector<Row> rows;
    for (const auto& [id, entry] : entries_) {
        const bool of_day = entry.day == day && !closed.carried.contains(id);
        if (!is_listed(entry) || lacks(id) || !(of_day || closed.late.contains(id))) continue;
        rows.push_back(row_of(entry));
    }
    return rows;
}

Row InsuredSide::row_of(const Entry& entry) const {
    const std::string& name = takes_part_in_days() ? entry.id : entry.own_id;
    Row row{name, entry.is_cancel ? -1 : 1, entry.insurance, entry.inpatient, entry.amounts, entry.original, entry.day};
    return hurt ? hurt->told(std::move(row)) : row;
}

/// By the same lists as a day is told from: what they lack is not known.
Answer InsuredSide::tell_lines(const Question& question) const {
    Answer answer;
    for (const std::string& id : question.lines_asked) {
        LineTold& told = answer.lines[id];
        const auto found = entries_.find(id);
        if (found == entries_.end() || lacks(id)) continue;
        told.known = known_of(found->second.state);
        told.insured_division = found->second.insured_division;
        if (is_listed(found->second)) told.row = row_of(found->second);
    }
    return answer;
}

/// SETTLEMENT §3 (4): carried keys go out, late ones come in, then the cells and the root are compared.
Answer InsuredSide::close_day(const Question& question) {
    if (question.day > clock_.day()) return no(Verdict::refused, 1516);
    PartnerDay& day = days_[question.day];
    if (!day.agreed) {
        day.carried = {question.carried.begin(), question.carried.end()};
        day.late = {question.late.begin(), question.late.end()};
        for (const Row& row : rows_of(question.day))
            if (hurt) hurt->decide(row.settlement);
    }
    const std::vector<Row> rows = rows_of(question.day);
    Answer answer;
    answer.cells = cells_of(rows);
    answer.root = root_of(question.treatment_division, rows);
    answer.equal = answer.root == question.root && answer.cells == question.cells;
    return answer;
}

/// What is agreed stands; who proposes more is told what was left out of it.
Answer InsuredSide::say_again(const Question& question, const PartnerDay& day) const {
    Answer answer;
    answer.equal = question.cleared == day.agreed_cells;
    if (question.adjustments) {
        answer.equal = answer.equal && *question.adjustments == day.agreed_adjustments;
        answer.adjustments = day.agreed_adjustments;
    }
    for (const std::string& line : day.left_out)
        if (std::ranges::find(question.disputed, line) == question.disputed.end()) answer.disputed.push_back(line);
    // A settlement and its cancel do not show in the cells, whoever leaves them out.
    const bool leaves_out_cleared = std::ranges::any_of(question.disputed, [&](const std::string& line) {
        const auto entry = entries_.find(line);
        return entry != entries_.end() && entry->second.cleared_day == question.day;
    });
    answer.equal = answer.equal && answer.disputed.empty() && !leaves_out_cleared;
    return answer;
}

Answer InsuredSide::agree(const Question& question) {
    const auto found = days_.find(question.day);
    if (found == days_.end()) return no(Verdict::refused, 1703);
    PartnerDay& day = found->second;
    if (day.agreed) return say_again(question, day);
    std::vector<Row> rows = rows_of(question.day);
    std::erase_if(rows, [&](const Row& row) {
        return std::ranges::find(question.disputed, row.settlement) != question.disputed.end();
    });
    Answer answer;
    answer.equal = cleared_cells_of(rows) == question.cleared;
    if (question.adjustments) {
        answer.adjustments = adjustments_.cells_of(question.day);
        answer.equal = answer.equal && *answer.adjustments == *question.adjustments;
    }
    if (!answer.equal) return answer;
    day.agreed = true;
    day.left_out = {question.disputed.begin(), question.disputed.end()};
    day.agreed_cells = question.cleared;
    if (answer.adjustments) day.agreed_adjustments = *answer.adjustments;
    for (const Row& row : rows)
        entries_.at(row.settlement).cleared_day = question.day;
    return answer;
}

void InsuredSide::crash() {
    up_ = false;
    ++lives_;
}

/// Of what was in progress some is finished by a runner of the next life, and of some nothing was ever written.
void InsuredSide::restart() {
    up_ = true;
    std::vector<std::string> in_progress;
    for (const auto& [id, entry] : entries_)
        if (entry.state == State::in_progress) in_progress.push_back(id);
    for (const std::string& id : in_progress) {
        if (schedule_.random.chance(4'000)) {
            entries_.erase(id);
            continue;
        }
        schedule_.after(schedule_.random.between(1, 20 * second), [this, id, life = lives_] {
            if (up_ && life == lives_ && entries_.contains(id)) finish(id);
        });
    }
}

}  // namespace clearing::simulation
