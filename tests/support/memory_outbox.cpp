#include "tests/support/memory_outbox.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;
using ports::FeeBatch;
using ports::OutboxState;
using Row = MemoryOutboxRows::Row;

namespace {

bool is_open(const Row& row) {
    return row.state == OutboxState::pending || row.state == OutboxState::parked;
}

}  // namespace

void MemoryOutbox::follow_books() {
    for (const auto& [no, queued] : books_.upload_queue) {
        const auto [row, is_new] = outbox_.rows.try_emplace(no);
        if (is_new) row->second.no = queued.no;
        if (is_new) row->second.created_at = row->second.next_try_at = queued.at;
        if (row->second.state != OutboxState::withdrawn) continue;
        row->second.state = OutboxState::pending;
        row->second.next_try_at = queued.at;
        row->second.resumed_at = queued.at;
    }
    for (auto& [no, row] : outbox_.rows)
        if (is_open(row) && !books_.upload_queue.contains(no)) row.state = OutboxState::withdrawn;
}

bool MemoryOutbox::waits_behind_another(SettlementNo no) const {
    const VisitNo visit = books_.records.at(no).visit_no;
    const long long own = outbox_.rows.at(no).no;
    return std::ranges::any_of(outbox_.rows, [&](const auto& other) {
        const auto& [settlement, row] = other;
        return row.no < own && is_open(row) && books_.records.at(settlement).visit_no == visit;
    });
}

bool MemoryOutbox::is_due(SettlementNo no, const Row& row, const ports::OutboxQuery& query) const {
    const bool is_free = !row.taken_until || *row.taken_until <= query.now;
    return books_.records.at(no).other_side == query.peer && row.state == OutboxState::pending && is_free &&
           row.next_try_at <= query.now && !waits_behind_another(no);
}

std::pair<const SettlementNo, Row>* MemoryOutbox::row_of(long long no) {
    const auto found = std::ranges::find_if(outbox_.rows, [no](const auto& row) { return row.second.no == no; });
    return found == outbox_.rows.end() ? nullptr : &*found;
}

FeeBatch MemoryOutbox::batch_of(SettlementNo no, const Row& row) const {
    const SettlementRecord& record = books_.records.at(no);
    FeeBatch batch{row.no,        books_.seen(record), {}, row.attempts, row.resumed_at.value_or(row.created_at),
                   row.asked_anew};
    const auto lines = books_.lines.find(record.visit_no);
    if (lines != books_.lines.end())
        for (const MemoryBooks::KeptLine& line : lines->second)
            if (line.settled_by == no) batch.lines.push_back(line.line);
    return batch;
}

Row* MemoryOutbox::pending(MemoryWrite& write, long long no) {
    follow_books();
    auto* found = row_of(no);
    if (found == nullptr || found->second.state != OutboxState::pending) return nullptr;
    Row& row = write.changed(found->second);
    row.taken_until.reset();
    return &row;
}

awaitable<Result<std::vector<FeeBatch>>> MemoryOutbox::take_due(ports::OutboxQuery query) {
    auto work = [this, query](MemoryWrite& write) -> Result<std::vector<FeeBatch>> {
        follow_books();
        std::vector<FeeBatch> taken;
        const auto wanted = outbox_.switches.find(query.peer);
        if (wanted != outbox_.switches.end() && !wanted->second.on) return taken;
        std::vector<SettlementNo> due;
        for (const auto& [no, row] : outbox_.rows)
            if (is_due(no, row, query)) due.push_back(no);
        std::ranges::sort(due, {}, [this](SettlementNo no) {
            const Row& row = outbox_.rows.at(no);
            return std::pair(row.next_try_at, row.no);
        });
        due.resize(std::min(due.size(), query.at_most));
        for (const SettlementNo no : due) {
            Row& row = write.at(outbox_.rows, no);
            row.owner = query.owner;
            row.taken_until = query.taken_until;
            taken.push_back(batch_of(no, row));
        }
        return taken;
    };
    co_return co_await link_.write("outbox.take", std::move(work));
}

awaitable<Result<void>> MemoryOutbox::done(std::vector<long long> batches, Instant) {
    auto work = [this, batches](MemoryWrite& write) -> Result<void> {
        for (const long long no : batches) {
            Row* row = pending(write, no);
            if (row == nullptr) continue;
            row->state = OutboxState::done;
            ++row->attempts;
        }
        return {};
    };
    co_return co_await link_.write("outbox.done", std::move(work));
}

awaitable<Result<void>> MemoryOutbox::failed(long long no, std::string reason, Instant next_try_at, Instant) {
    auto work = [this, no, reason, next_try_at](MemoryWrite& write) -> Result<void> {
        Row* row = pending(write, no);
        if (row == nullptr) return {};
        ++row->attempts;
        row->last_failure = reason;
        row->next_try_at = next_try_at;
        return {};
    };
    co_return co_await link_.write("outbox.failed", std::move(work));
}

awaitable<Result<void>> MemoryOutbox::park(long long no, std::string reason, std::string alarm, Instant) {
    auto work = [this, no, reason, alarm](MemoryWrite& write) -> Result<void> {
        Row* row = pending(write, no);
        if (row == nullptr) return {};
        ++row->attempts;
        row->last_failure = reason;
        row->state = OutboxState::parked;
        write.append(books_.alarms, alarm);
        return {};
    };
    co_return co_await link_.write("outbox.park", std::move(work));
}

awaitable<Result<long long>> MemoryOutbox::resume(std::optional<long long> no, PeerName peer, std::string, Instant at) {
    auto work = [this, no, peer, at](MemoryWrite& write) -> Result<long long> {
        follow_books();
        long long resumed = 0;
        for (auto& [of, row] : outbox_.rows) {
            const bool wanted = (!no || *no == row.no) && (peer.empty() || books_.records.at(of).other_side == peer);
            if (row.state != OutboxState::parked || !wanted) continue;
            Row& parked = write.changed(row);
            parked.state = OutboxState::pending;
            parked.next_try_at = at;
            parked.resumed_at = at;
            if (parked.last_failure.starts_with("GW1")) ++parked.asked_anew;
            ++resumed;
        }
        write.append(outbox_.audited, "outbox_resumed " + (no ? std::to_string(*no) : peer.text));
        return resumed;
    };
    co_return co_await link_.write("outbox.resume", std::move(work));
}

awaitable<Result<void>> MemoryOutbox::set_forwarding(ports::ForwardingSwitch wanted) {
    auto work = [this, wanted](MemoryWrite& write) -> Result<void> {
        write.at(outbox_.switches, wanted.peer) = wanted;
        write.append(outbox_.audited, (wanted.on ? "forwarding_on " : "forwarding_off ") + wanted.peer.text);
        return {};
    };
    co_return co_await link_.write("outbox.switch", std::move(work));
}

awaitable<Result<std::vector<ports::ForwardingSwitch>>> MemoryOutbox::switches() {
    auto work = [this]() -> Result<std::vector<ports::ForwardingSwitch>> {
        std::vector<ports::ForwardingSwitch> all;
        for (const auto& [peer, wanted] : outbox_.switches)
            all.push_back(wanted);
        return all;
    };
    co_return co_await link_.read("outbox.switches", std::move(work));
}

awaitable<Result<std::vector<ports::OutboxItem>>> MemoryOutbox::list(std::optional<OutboxState> state,
                                                                     std::size_t limit) {
    auto work = [this, state, limit]() -> Result<std::vector<ports::OutboxItem>> {
        follow_books();
        std::vector<ports::OutboxItem> items;
        for (const auto& [no, row] : outbox_.rows) {
            if (state && row.state != *state) continue;
            const SettlementRecord& record = books_.records.at(no);
            items.push_back({row.no, record.id, record.other_side, row.state, row.attempts, row.last_failure,
                             row.created_at, row.next_try_at});
        }
        std::ranges::sort(items, std::ranges::greater{}, &ports::OutboxItem::no);
        items.resize(std::min(items.size(), limit));
        return items;
    };
    co_return co_await link_.read("outbox.list", std::move(work));
}

}  // namespace clearing::tests
