#include "gateway/services/settlement/fee_forwarder.hpp"

#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/person_desk.hpp"

#include <algorithm>

namespace clearing::settlement {

awaitable<Result<void>> FeeForwarder::send(const ports::FeeBatch& batch) {
    const SettlementRecord& record = batch.record;
    auto answerer = answerer_of(world_, record.platform, record.direction);
    if (!answerer) co_return fail(answerer.error());
    const Wording wording = wording_of(world_, *answerer, record.direction);
    auto lines = wording.outgoing(batch.lines);
    if (!lines) co_return fail(lines.error());
    ports::LegOfSettlement leg = leg_about(world_, record, leg_message_id(world_, "fees", record.message));
    leg.leg.infno = record.care == CareSetting::outpatient ? "2204" : "2301";
    co_return co_await answerer->side->fees(std::move(leg), std::move(*lines));
}

awaitable<Result<int>> FeeForwarder::step(int batches) {
    int taken = 0;
    for (int i = 0; i < batches; ++i) {
        auto batch = co_await outbox_.next_due(world_.clock.now());
        if (!batch) co_return fail(batch.error());
        if (!*batch) break;
        auto sent = co_await send(**batch);
        const Instant now = world_.clock.now();
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
