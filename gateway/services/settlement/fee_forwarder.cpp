#include "gateway/services/settlement/fee_forwarder.hpp"

#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/wording.hpp"
#include "gateway/services/translation/pricing.hpp"

#include <algorithm>

namespace clearing::settlement {
namespace {

/// National formats carry the national code of a line, whatever else they call by their own words.
Result<std::vector<FeeLine>> lines_for(const translation::Translator& translator, translation::Vocabulary vocabulary,
                                       std::vector<FeeLine> lines) {
    if (vocabulary != translation::Vocabulary::delta) return lines;
    std::vector<translation::Unmapped> unmapped;  // noted when they were taken in
    return translation::translate_lines(translator, translation::Vocabulary::national, vocabulary, std::move(lines),
                                        unmapped);
}

}  // namespace

awaitable<Result<void>> FeeForwarder::send(const ports::FeeBatch& batch) {
    const World world(surroundings_);
    const SettlementRecord& record = batch.record;
    auto answerer = answerer_of(world, record.platform, record.direction);
    if (!answerer) co_return fail(answerer.error());
    // Most were worded when they were taken in; one that waited for its row waits here until it has one.
    const bool to_platform = record.direction == Direction::visitor;
    const auto vocabulary = to_platform ? vocabulary_of(world, record.platform) : translation::Vocabulary::national;
    auto lines = lines_for(*world.tables->translator, vocabulary, batch.lines);
    if (!lines) co_return fail(lines.error());
    ports::LegOfSettlement leg = leg_about(world, record, leg_message_id(world, "fees", record.message));
    leg.leg.infno = record.care == CareSetting::outpatient ? "2204" : "2301";
    co_return co_await answerer->side->fees(std::move(leg), std::move(*lines));
}

awaitable<Result<int>> FeeForwarder::step(int batches) {
    int taken = 0;
    for (int i = 0; i < batches; ++i) {
        auto batch = co_await outbox_.next_due(surroundings_.clock.now());
        if (!batch) co_return fail(batch.error());
        if (!*batch) break;
        auto sent = co_await send(**batch);
        const Instant now = surroundings_.clock.now();
        if (sent) {
            auto done = co_await outbox_.done((*batch)->no, now);
            if (!done) co_return fail(done.error());
            ++taken;
            continue;
        }
        const auto doubled = pause_.first * (1LL << std::min((*batch)->attempts, 20));
        const Instant next_try = now + std::min<std::chrono::milliseconds>(doubled, pause_.longest);
        std::string reason = stable_code(sent.error().code);
        auto noted = co_await outbox_.failed((*batch)->no, std::move(reason), next_try, now);
        if (!noted) co_return fail(noted.error());
    }
    co_return taken;
}

}  // namespace clearing::settlement
