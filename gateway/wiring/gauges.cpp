#include "gateway/wiring/gauges.hpp"

#include <algorithm>

namespace clearing::wiring {

using std::chrono::milliseconds;

void Gauges::start(Loops& loops) {
    loops.start("gauges", milliseconds(5'000), [this] { return set(); });
}

ports::awaitable<void> Gauges::set() {
    const postgres::Pool::Counters pool = books_.pool.counters();
    metrics_.set_database_queue(static_cast<long long>(pool.waiting));
    metrics_.set_group_commits({pool.groups, pool.grouped_writes});
    auto backlog = co_await books_.status.backlog();
    if (!backlog) co_return;
    metrics_.set_in_doubt(backlog->in_doubt);
    metrics_.set_reversing(backlog->reversing);
    metrics_.set_clock_put_back(clock_.put_back_by());
    // Another daemon's clock may be ahead of ours: it must not become negative.
    const Instant now = clock_.now();
    metrics_.set_oldest_doubt(std::max(milliseconds(0), now - backlog->oldest_doubt.value_or(now)));
    metrics_.set_doubts_past_alarm(backlog->doubts_past_alarm);
    metrics_.set_outbox(backlog->outbox);
    metrics_.set_parked(backlog->parked);
    metrics_.set_alarms(backlog->alarms);
}

}  // namespace clearing::wiring
