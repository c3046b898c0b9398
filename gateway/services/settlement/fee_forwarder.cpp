#include "gateway/services/settlement/fee_forwarder.hpp"

#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/wording.hpp"
#include "gateway/services/translation/platform_vocabulary.hpp"
#include "gateway/services/translation/pricing.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::settlement {
namespace {

/// Were more of them read and unsealed in one go, whoever stands at a desk meanwhile would notice.
constexpr std::size_t batches_at_once = 16;

/// National formats carry the national code of a line, whatever else they call by their own words.
Result<std::vector<FeeLine>> lines_for(const translation::Translator& translator, translation::Vocabulary vocabulary,
                                       std::vector<FeeLine> lines) {
    if (vocabulary != translation::Vocabulary::delta) return lines;
    std::vector<translation::Unmapped> unmapped;  // noted when they were taken in
    return translation::translate_lines(translator, translation::Vocabulary::national, vocabulary, std::move(lines),
                                        unmapped);
}

/// The same as long as it is the same telling: a repetition is answered as it was, also with a no.
MessageId message_of(const World& world, const ports::FeeBatch& batch) {
    const std::string purpose = batch.asked_anew == 0 ? "fees" : fmt::format("fees {}", batch.asked_anew + 1);
    return leg_message_id(world, purpose, batch.record.message);
}

}  // namespace

awaitable<Result<void>> FeeForwarder::send(const ports::FeeBatch& batch) {
    const World world(surroundings_);
    const SettlementRecord& record = batch.record;
    auto answerer = answerer_of(world, record.platform, record.direction);
    if (!answerer) co_return fail(answerer.error());
    // Most were worded when they were taken in; one that waited for its row waits here until it has one.
    const bool to_platform = record.direction == Direction::visitor;
    const auto vocabulary = to_platform ? translation::vocabulary_of(world.other_sides, record.platform)
                                        : translation::Vocabulary::national;
    auto lines = lines_for(*world.tables->translator, vocabulary, batch.lines);
    if (!lines) co_return fail(lines.error());
    ports::LegOfSettlement leg = leg_about(world, record, message_of(world, batch), &ports::AnswerTimes::visit);
    leg.leg.infno = record.care == CareSetting::outpatient ? "2204" : "2301";
    co_return co_await answerer->side->fees(std::move(leg), std::move(*lines));
}

/// Asked again later; parked once that makes no sense any more.
awaitable<Result<void>> FeeForwarder::put_back(const ports::FeeBatch& batch, Error why) {
    const Instant now = surroundings_.clock.now();
    std::string reason = stable_code(why.code);
    const bool refused = class_of(why.code) == ErrorClass::refused;
    if (refused || now - batch.queued_at >= rules_.limit) {
        std::string alarm = fmt::format("the fee lines of {} are parked: {} after {} attempts", batch.record.id.text,
                                        reason, batch.attempts + 1);
        co_return co_await outbox_.park(batch.no, std::move(reason), std::move(alarm), now);
    }
    const Instant next_try = now + rules_.back_off.pause_after(batch.attempts);
    co_return co_await outbox_.failed(batch.no, std::move(reason), next_try, now);
}

awaitable<void> FeeForwarder::keep_pace(std::chrono::steady_clock::time_point since) {
    using std::chrono::milliseconds;
    const auto taken = std::chrono::duration_cast<milliseconds>(surroundings_.clock.steady() - since);
    if (taken < rules_.pace) co_await timers_.wait(rules_.pace - taken);
}

/// One after the other, then noted together: a daemon that dies before sends them again, which the peer answers again.
awaitable<Result<int>> FeeForwarder::forward(std::vector<ports::FeeBatch> batches, Instant taken_until) {
    std::vector<long long> told;
    std::optional<std::chrono::steady_clock::time_point> last_begun;
    for (const ports::FeeBatch& batch : batches) {
        // A slow peer: by then the rest is whoever's takes it.
        if (last_begun) co_await keep_pace(*last_begun);
        if (surroundings_.clock.now() >= taken_until) break;
        last_begun = surroundings_.clock.steady();
        auto sent = co_await send(batch);
        if (sent) {
            told.push_back(batch.no);
        } else {
            auto put = co_await put_back(batch, sent.error());
            if (!put) co_return fail(put.error());
        }
    }
    const int count = static_cast<int>(told.size());
    if (told.empty()) co_return count;
    auto done = co_await outbox_.done(std::move(told), surroundings_.clock.now());
    if (!done) co_return fail(done.error());
    co_return count;
}

awaitable<Result<int>> FeeForwarder::step(PeerName peer, std::size_t batches) {
    int taken_in = 0;
    for (std::size_t tried = 0; tried < batches;) {
        const Instant now = surroundings_.clock.now();
        const Instant taken_until = now + rules_.hold;
        ports::OutboxQuery query{rules_.owner, peer, now, taken_until, std::min(batches_at_once, batches - tried)};
        auto due = co_await outbox_.take_due(std::move(query));
        if (!due) co_return fail(due.error());
        if (due->empty()) break;
        tried += due->size();
        auto forwarded = co_await forward(std::move(*due), taken_until);
        if (!forwarded) co_return fail(forwarded.error());
        taken_in += *forwarded;
    }
    co_return taken_in;
}

}  // namespace clearing::settlement
