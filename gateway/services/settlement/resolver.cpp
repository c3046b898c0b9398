#include "gateway/services/settlement/resolver.hpp"

#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/own_cancel.hpp"
#include "gateway/services/settlement/wording.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace clearing::settlement {

namespace {

constexpr int records_in_a_round = 50;

bool is_open(const SettlementRecord& record) {
    return is_unresolved(record.state) || record.state == SettlementState::not_sent;
}

}  // namespace

std::vector<PeerName> peers_to_ask(const ports::OtherSides& sides) {
    std::vector<PeerName> peers;
    for (const auto& [name, platform] : sides.platforms)
        peers.push_back(platform.peer);
    if (sides.core != nullptr) peers.push_back(sides.core_peer);
    std::ranges::sort(peers);
    const auto repeated = std::ranges::unique(peers);
    peers.erase(repeated.begin(), repeated.end());
    return peers;
}

ports::DoubtQuery Resolver::query_for(const PeerName& other_side, Which which) const {
    const Instant now = surroundings_.clock.now();
    ports::DoubtQuery query;
    query.owner = rules_.owner;
    query.other_side = other_side;
    query.now = now;
    query.taken_until = now + rules_.hold;
    query.awaiting_before = now - rules_.longest_deadline;
    // One at a time: its questions may take their whole deadlines, and nobody else may hold it meanwhile.
    query.limit = which == Which::everything ? records_in_a_round : 1;
    query.whatever_the_time = which == Which::everything;
    return query;
}

Instant Resolver::next_question_at(const ports::Doubt& doubt) const {
    const auto span = rules_.back_off.pause_after(doubt.asked);
    // Jitter by the settlement's own number: a thousand in doubt do not ask at the same moment.
    const std::chrono::milliseconds jitter(doubt.record.no.value * 7919 % (span.count() / 4 + 1));
    return surroundings_.clock.now() + span + jitter;
}

ports::Question Resolver::question_about(const ports::Doubt& doubt, const Result<SettlementRecord>& after) const {
    ports::Question question;
    question.no = doubt.record.no;
    question.owner = rules_.owner;
    question.at = surroundings_.clock.now();
    question.answer = after ? std::string(name_of(after->state)) : stable_code(after.error().code);
    question.next_question_at = next_question_at(doubt);
    const bool is_old = question.at - doubt.since >= rules_.alarm_after;
    const bool still_open = !after || is_open(*after);
    if (is_old && still_open && !doubt.alarmed) {
        const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(question.at - doubt.since);
        question.alarm = fmt::format("the outcome of {} is open since {} minutes; {} does not tell",
                                     doubt.record.id.text, minutes.count(), doubt.record.other_side.text);
    }
    return question;
}

awaitable<Result<int>> Resolver::step(PeerName other_side, Which which) {
    int moved = 0;
    std::optional<Error> failure;
    for (int round = 0; round < records_in_a_round; ++round) {
        ports::DoubtQuery query = query_for(other_side, which);
        query.looks_for_new = round == 0;
        auto taken = co_await doubts_.take_due(std::move(query));
        if (!taken) co_return fail(taken.error());
        for (const ports::Doubt& doubt : *taken) {
            auto after = co_await resolve(doubt.record);
            // One that cannot be resolved must not keep the others waiting.
            if (!after) failure = after.error();
            if (after && after->state != doubt.record.state) ++moved;
            ports::Question question = question_about(doubt, after);
            auto noted = co_await doubts_.asked(std::move(question));
            if (!noted) co_return fail(noted.error());
        }
        if (taken->empty() || which == Which::everything) break;
    }
    auto undone = co_await carry_out_owed_undoings(std::move(other_side), which);
    if (!failure && !undone) failure = undone.error();
    if (failure) co_return fail(std::move(*failure));
    co_return moved + *undone;
}

/// A cancel of ours that came to nothing again and again is tried less and less often, as a question is, and in the end
/// no more.
awaitable<Result<int>> Resolver::carry_out_owed_undoings(PeerName other_side, Which which) {
    auto owed = co_await doubts_.owed_undoings(std::move(other_side), records_in_a_round);
    if (!owed) co_return fail(owed.error());
    const World world(surroundings_);
    Runner runner(world);
    int opened = 0;
    std::optional<Error> failure;
    for (ports::OwedUndoing& undoing : *owed) {
        if (undoing.came_to_nothing >= own_cancels_at_most) {
            auto given_up = co_await give_up_undoing(world, std::move(undoing.record));
            if (!given_up) failure = given_up.error();
            continue;
        }
        const Instant due = undoing.since + rules_.back_off.pause_after(undoing.came_to_nothing);
        if (which == Which::due && surroundings_.clock.now() < due) continue;
        auto cancel = co_await cancel_ourselves(runner, std::move(undoing.record));
        if (cancel)
            ++opened;
        else
            failure = cancel.error();
    }
    if (failure) co_return fail(std::move(*failure));
    co_return opened;
}

/// If its original was undone some other way meanwhile, the cancel is ended instead.
awaitable<Result<SettlementRecord>> Resolver::send_own_cancel_again(SettlementRecord cancel) {
    auto original = co_await surroundings_.settlements.find(*cancel.cancels);
    if (!original) co_return fail(original.error());
    if (!*original) co_return cancel;
    const World world(surroundings_);
    Runner runner(world);
    if ((*original)->state == SettlementState::booked)
        co_return co_await cancel_ourselves(runner, std::move(**original));
    Outcome not_needed{SettlementEvent::reverse_asked, {}, {}, {}};
    co_return co_await runner.carry_out(std::move(cancel), std::move(not_needed));
}

awaitable<Result<SettlementRecord>> Resolver::resolve(SettlementRecord record) {
    const World world(surroundings_);
    Runner runner(world);
    if (record.state == SettlementState::not_sent) co_return co_await send_own_cancel_again(std::move(record));
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
    ports::LegOfSettlement leg =
        leg_about(world, record, MessageId(world.randomness.letters(30)), &ports::AnswerTimes::query);
    auto named = co_await with_person_number(world, record, std::move(leg));
    if (!named) co_return fail(named.error());
    auto answer = co_await answerer->side->query(std::move(*named));
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
