#include "gateway/services/settlement/resolver.hpp"

#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/wording.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace clearing::settlement {

bool Resolver::is_due(SettlementNo no) const {
    const auto found = waiting_.find(no);
    return found == waiting_.end() || found->second.next <= surroundings_.clock.steady();
}

void Resolver::wait_longer(SettlementNo no) {
    auto [entry, first_time] = waiting_.try_emplace(no, Waiting{{}, back_off_.first});
    if (!first_time) entry->second.span = std::min(entry->second.span * 2, back_off_.longest);
    // Jitter by the settlement's own number: a thousand in doubt do not ask at the same moment.
    const auto span = entry->second.span;
    const auto jitter = std::chrono::milliseconds(no.value * 7919 % (span.count() / 4 + 1));
    entry->second.next = surroundings_.clock.steady() + span + jitter;
}

awaitable<Result<int>> Resolver::step() {
    const Instant awaiting_before = surroundings_.clock.now() - longest_deadline_;
    auto records = co_await surroundings_.settlements.unresolved(awaiting_before);
    if (!records) co_return fail(records.error());
    auto owed = co_await owed_cancels();
    if (!owed) co_return fail(owed.error());
    records->insert(records->end(), std::make_move_iterator(owed->begin()), std::make_move_iterator(owed->end()));
    int moved = 0;
    std::optional<Error> failure;
    for (SettlementRecord& record : *records) {
        if (!is_due(record.no)) continue;
        const SettlementNo no = record.no;
        const SettlementState before = record.state;
        auto after = co_await resolve(std::move(record));
        // One that cannot be resolved must not keep the others waiting.
        if (!after) failure = after.error();
        if (after && after->state != before) ++moved;
        if (!after || is_unresolved(after->state) || after->state == SettlementState::not_sent)
            wait_longer(no);
        else
            waiting_.erase(no);
    }
    if (failure) co_return fail(std::move(*failure));
    co_return moved;
}

/// Cancels of our own that could not be sent: nobody else will send them again.
awaitable<Result<std::vector<SettlementRecord>>> Resolver::owed_cancels() {
    ports::SettlementFilter filter;
    filter.state = SettlementState::not_sent;
    auto not_sent = co_await surroundings_.settlements.list(std::move(filter));
    if (!not_sent) co_return fail(not_sent.error());
    std::erase_if(*not_sent, [](const SettlementRecord& record) { return !is_own_cancel(record); });
    co_return std::move(*not_sent);
}

awaitable<Result<SettlementRecord>> Resolver::resolve(SettlementRecord record) {
    const World world(surroundings_);
    Runner runner(world);
    if (record.state == SettlementState::not_sent) {
        auto original = co_await surroundings_.settlements.find(*record.cancels);
        if (!original) co_return fail(original.error());
        if (!*original) co_return record;
        co_return co_await runner.cancel_ourselves(std::move(**original));
    }
    if (record.state == SettlementState::reversing) co_return co_await runner.reverse_once(std::move(record));
    if (record.state == SettlementState::awaiting_answer) {
        // Its runner is gone (a restart): nobody will read an answer any more.
        Outcome silence{SettlementEvent::silence, {}, {}, {}};
        auto doubtful = co_await runner.carry_out(std::move(record), std::move(silence));
        if (!doubtful || doubtful->state != SettlementState::in_doubt) co_return doubtful;
        record = std::move(*doubtful);
    }
    co_return co_await ask(world, std::move(record));
}

awaitable<Result<SettlementRecord>> Resolver::ask(const World& world, SettlementRecord record) {
    auto answerer = answerer_of(world, record.platform, record.direction);
    if (!answerer) co_return record;
    ports::LegOfSettlement leg = leg_about(world, record, MessageId(world.randomness.letters(30)));
    auto answer = co_await answerer->side->query(std::move(leg));
    if (answer && answer->bill) {
        Wording wording = wording_of_answerer(world, record.platform, record.direction);
        answer->bill = wording.answer_into_books(std::move(*answer->bill), local_date(world.clock.now()));
    }
    std::optional<SettlementRecord> original;
    if (record.cancels) {
        auto found = co_await world.settlements.find(*record.cancels);
        if (!found) co_return fail(found.error());
        original = std::move(*found);
    }
    Outcome outcome = outcome_of_query(std::move(answer), record, original);
    Runner runner(world);
    co_return co_await runner.carry_out(std::move(record), std::move(outcome));
}

}  // namespace clearing::settlement
