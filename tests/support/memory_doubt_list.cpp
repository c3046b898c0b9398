#include "tests/support/memory_doubt_list.hpp"

#include <algorithm>
#include <tuple>

namespace clearing::tests {

using ports::awaitable;
using ports::Doubt;
using State = SettlementState;

namespace {

bool is_open_question(const SettlementRecord& record, std::optional<Instant> awaiting_before) {
    if (record.state == State::in_doubt || record.state == State::reversing) return true;
    if (record.state == State::awaiting_answer) return !awaiting_before || record.changed_at < *awaiting_before;
    // A cancel of our own that was not sent: nobody else will send it again.
    return record.state == State::not_sent && record.kind == SettlementKind::cancel &&
           record.message.peer == PeerName("gateway");
}

/// Nothing came of it and the undoing is still owed.
bool is_spent(const SettlementRecord& cancel) {
    if (cancel.state == State::reversed) return true;
    const bool final_no = cancel.error && class_of(cancel.error->code) == ErrorClass::refused &&
                          cancel.error->code != ErrorCode::clearing_day_closed;
    return cancel.state == State::refused && !final_no;
}

}  // namespace

Doubt MemoryDoubtList::seen(SettlementNo no, const MemoryDoubts::Row& row) const {
    return {books_.seen(books_.records.at(no)),
            row.owner,
            row.since,
            row.asked,
            row.next_question_at,
            row.last_answer,
            row.alarmed};
}

void MemoryDoubtList::find_new(MemoryWrite& write, const ports::DoubtQuery& query) {
    for (const auto& [no, record] : books_.records) {
        if (record.other_side != query.other_side || doubts_.rows.contains(no)) continue;
        if (!is_open_question(record, query.awaiting_before)) continue;
        MemoryDoubts::Row& row = write.at(doubts_.rows, no);
        row.since = row.next_question_at = record.changed_at;
    }
}

awaitable<Result<std::vector<Doubt>>> MemoryDoubtList::take_due(ports::DoubtQuery query) {
    auto work = [this, query](MemoryWrite& write) -> Result<std::vector<Doubt>> {
        write.changed(doubts_);
        if (query.looks_for_new) {
            std::erase_if(doubts_.rows, [&](const auto& row) {
                const SettlementRecord& record = books_.records.at(row.first);
                return record.other_side == query.other_side && !is_open_question(record, std::nullopt);
            });
            find_new(write, query);
        }
        std::vector<SettlementNo> due;
        for (const auto& [no, row] : doubts_.rows) {
            const SettlementRecord& record = books_.records.at(no);
            const bool is_due = query.whatever_the_time || row.next_question_at <= query.now;
            const bool is_free = !row.taken_until || *row.taken_until <= query.now;
            if (record.other_side == query.other_side && is_due && is_free &&
                is_open_question(record, query.awaiting_before))
                due.push_back(no);
        }
        std::ranges::sort(due, {},
                          [this](SettlementNo no) { return std::pair(doubts_.rows.at(no).next_question_at, no); });
        due.resize(std::min(due.size(), query.limit));
        std::vector<Doubt> taken;
        for (SettlementNo no : due) {
            MemoryDoubts::Row& row = write.at(doubts_.rows, no);
            row.owner = query.owner;
            row.taken_until = query.taken_until;
            taken.push_back(seen(no, row));
        }
        return taken;
    };
    co_return co_await link_.write("doubt.take", std::move(work));
}

awaitable<Result<void>> MemoryDoubtList::asked(ports::Question question) {
    auto work = [this, question](MemoryWrite& write) -> Result<void> {
        const auto found = doubts_.rows.find(question.no);
        if (found == doubts_.rows.end() || found->second.owner != question.owner) return {};
        MemoryDoubts::Row& row = write.at(doubts_.rows, question.no);
        if (question.alarm && !row.alarmed) write.append(books_.alarms, *question.alarm);
        row.alarmed = row.alarmed || question.alarm.has_value();
        ++row.asked;
        row.last_answer = question.answer;
        row.next_question_at = question.next_question_at;
        row.taken_until.reset();
        if (!is_open_question(books_.records.at(question.no), std::nullopt)) write.erase(doubts_.rows, question.no);
        return {};
    };
    co_return co_await link_.write("doubt.asked", std::move(work));
}

awaitable<Result<std::vector<Doubt>>> MemoryDoubtList::open(std::size_t limit) {
    auto work = [this, limit]() -> Result<std::vector<Doubt>> {
        std::vector<Doubt> open;
        for (const auto& [no, row] : doubts_.rows)
            if (is_open_question(books_.records.at(no), std::nullopt)) open.push_back(seen(no, row));
        std::ranges::sort(open, {}, [](const Doubt& doubt) { return std::pair(doubt.since, doubt.record.no); });
        open.resize(std::min(open.size(), limit));
        return open;
    };
    co_return co_await link_.read("doubt.open", std::move(work));
}

/// Nothing: no undoing of it is owed.
std::optional<ports::OwedUndoing> MemoryDoubtList::owed_for(const SettlementRecord& record) const {
    const bool came_too_late = record.kind == SettlementKind::settle && record.direction == Direction::visitor &&
                               record.state == State::booked && !record.reverse_message.empty() &&
                               !record.facts.had_been_booked;
    if (!came_too_late) return std::nullopt;
    ports::OwedUndoing owed{books_.seen(record), 0, record.changed_at};
    for (const auto& [no, cancel] : books_.records) {
        if (cancel.cancels != record.no || cancel.message.peer != PeerName("gateway")) continue;
        if (!is_spent(cancel)) return std::nullopt;
        owed.since = owed.came_to_nothing++ == 0 ? cancel.changed_at : std::max(owed.since, cancel.changed_at);
    }
    return owed;
}

awaitable<Result<std::vector<ports::OwedUndoing>>> MemoryDoubtList::owed_undoings(PeerName other_side,
                                                                                  std::size_t limit) {
    auto work = [this, &other_side, limit]() -> Result<std::vector<ports::OwedUndoing>> {
        std::vector<ports::OwedUndoing> owed;
        for (const auto& [no, record] : books_.records)
            if (record.other_side == other_side)
                if (auto one = owed_for(record)) owed.push_back(std::move(*one));
        std::ranges::sort(owed, {},
                          [](const auto& one) { return std::tuple(one.came_to_nothing, one.since, one.record.no); });
        owed.resize(std::min(owed.size(), limit));
        return owed;
    };
    co_return co_await link_.read("doubt.owed", std::move(work));
}

}  // namespace clearing::tests
