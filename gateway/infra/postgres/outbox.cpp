#include "gateway/infra/postgres/outbox.hpp"

#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/fee_lines.hpp"
#include "gateway/infra/postgres/settlement_lookup.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

constexpr Write take_batches{"outbox.take", Commit::alone};
constexpr Write note_done{"outbox.done"};
constexpr Write note_failed{"outbox.failed"};
constexpr Write park_batch{"outbox.park"};
constexpr Write resume_batches{"outbox.resume"};
constexpr Write switch_forwarding{"outbox.switch"};

// ARRAY: chosen once. As a subquery of IN it may be asked anew for each row, and its limit with it. Each candidate asks
// the index of its stay for the first of it: a join planned while nothing waits goes through all that waits for each.
constexpr Sql take_longest_waiting{"take_fee_batches", R"sql(
    UPDATE outbox SET owner = $2, taken_until = instant_of($4)
    WHERE outbox_no = ANY (ARRAY(
        SELECT o.outbox_no FROM outbox o
        WHERE o.peer = $1 AND o.state = 'pending' AND o.next_try_at <= instant_of($3)
          AND (o.taken_until IS NULL OR o.taken_until <= instant_of($3))
          AND coalesce((SELECT forwarding FROM forwarding_switch WHERE peer = $1), true)
          AND o.outbox_no = (SELECT e.outbox_no FROM outbox e
                             WHERE e.visit_no = o.visit_no AND e.state IN ('pending', 'parked')
                             ORDER BY e.outbox_no LIMIT 1)
        ORDER BY o.next_try_at, o.outbox_no LIMIT $5
        FOR UPDATE SKIP LOCKED))
    RETURNING outbox_no, settlement_no, attempts, asked_anew, ms_of(next_try_at) AS next_ms,
              ms_of(coalesce(resumed_at, created_at)) AS created_ms)sql"};

// The state as an argument: by an index of its own, planned while it is empty, the whole backlog would be gone through.
constexpr std::string_view pending = name_of(ports::OutboxState::pending);
constexpr Sql mark_done{"mark_fee_batches_done", R"sql(
    UPDATE outbox SET state = 'done', attempts = attempts + 1, taken_until = NULL, changed_at = instant_of($2)
    WHERE outbox_no = ANY ($1::bigint[]) AND state = $3)sql"};
constexpr Sql mark_failed{"mark_fee_batch_failed", R"sql(
    UPDATE outbox SET attempts = attempts + 1, last_failure = $2, next_try_at = instant_of($3), taken_until = NULL,
                      changed_at = instant_of($4)
    WHERE outbox_no = $1 AND state = $5)sql"};
constexpr Sql mark_parked{"mark_fee_batch_parked", R"sql(
    UPDATE outbox SET state = 'parked', attempts = attempts + 1, last_failure = $2, taken_until = NULL,
                      changed_at = instant_of($3)
    WHERE outbox_no = $1 AND state = $4
    RETURNING settlement_no)sql"};
constexpr Sql raise_alarm{"raise_outbox_alarm", R"sql(
    INSERT INTO alarm (settlement_no, text, raised_at) VALUES ($1, $2, instant_of($3)))sql"};

constexpr Sql resume_parked{"resume_parked_batches", R"sql(
    UPDATE outbox SET state = 'pending', next_try_at = instant_of($3), resumed_at = instant_of($3),
                      changed_at = instant_of($3),
                      asked_anew = asked_anew + CASE WHEN last_failure LIKE 'GW1%' THEN 1 ELSE 0 END
    WHERE state = 'parked' AND ($1::bigint IS NULL OR outbox_no = $1) AND ($2 = '' OR peer = $2))sql"};

constexpr Sql write_switch{"write_forwarding_switch", R"sql(
    INSERT INTO forwarding_switch (peer, forwarding, changed_by, changed_at) VALUES ($1, $2, $3, instant_of($4))
    ON CONFLICT (peer) DO UPDATE SET forwarding = excluded.forwarding, changed_by = excluded.changed_by,
                                     changed_at = excluded.changed_at)sql"};
constexpr Sql all_switches{"forwarding_switches", R"sql(
    SELECT peer, forwarding, changed_by, ms_of(changed_at) AS changed_ms FROM forwarding_switch ORDER BY peer)sql"};

// What is open by its own index (OFFSET 0), and not looked for among all that was ever told.
#define OUTBOX_ITEMS                                                                                            \
    "SELECT o.outbox_no, (SELECT id FROM settlement s WHERE s.settlement_no = o.settlement_no) AS id, o.peer, " \
    "o.state, o.attempts, o.last_failure, ms_of(o.created_at) AS created_ms, ms_of(o.next_try_at) AS next_ms FROM "
#define LAST_FIRST " o WHERE ($1::text IS NULL OR o.state = $1) ORDER BY o.outbox_no DESC LIMIT $2"
constexpr Sql items{"outbox_items", OUTBOX_ITEMS "outbox" LAST_FIRST};
constexpr Sql open_items{"open_outbox_items", OUTBOX_ITEMS
                         "(SELECT * FROM outbox WHERE state IN ('pending', 'parked') OFFSET 0)" LAST_FIRST};
#undef OUTBOX_ITEMS
#undef LAST_FIRST

auto place_in_queue(const Row& row) {
    return std::pair(row.number("next_ms"), row.number("outbox_no"));
}

std::vector<ports::FeeBatch> read_batches(Session& session, const Vault& vault, const Rows& rows) {
    std::set<SettlementNo> settlements;
    for (const Row& row : rows)
        settlements.emplace(row.number("settlement_no"));
    const auto records = records_with_numbers(session, vault, settlements);
    auto lines = lines_of_settlements(session, vault, {settlements.begin(), settlements.end()});
    std::vector<ports::FeeBatch> batches;
    for (const Row& row : rows) {
        const SettlementNo of(row.number("settlement_no"));
        batches.push_back({row.number("outbox_no"), records.at(of), std::move(lines[of]),
                           static_cast<int>(row.number("attempts")), row.instant("created_ms"),
                           static_cast<int>(row.number("asked_anew"))});
    }
    return batches;
}

ports::OutboxState state_named(const std::string& name) {
    using State = ports::OutboxState;
    for (State state : {State::pending, State::parked, State::done, State::withdrawn})
        if (name == name_of(state)) return state;
    throw std::logic_error("an outbox row of unknown state");
}

ports::OutboxItem read_item(const Row& row) {
    return {row.number("outbox_no"),
            SettlementId(row.text("id")),
            PeerName(row.text("peer")),
            state_named(row.text("state")),
            static_cast<int>(row.number("attempts")),
            row.text("last_failure"),
            row.instant("created_ms"),
            row.instant("next_ms")};
}

}  // namespace

awaitable<Result<std::vector<ports::FeeBatch>>> Outbox::take_due(ports::OutboxQuery query) {
    auto work = [this, q = std::move(query)](Session& session) -> Result<std::vector<ports::FeeBatch>> {
        Rows rows = session.run(take_longest_waiting, {q.peer, q.owner, q.now, q.taken_until, q.at_most});
        std::ranges::sort(rows, {}, place_in_queue);
        return read_batches(session, vault_, rows);
    };
    return pool_.write(take_batches, std::move(work));
}

awaitable<Result<void>> Outbox::done(std::vector<long long> batches, Instant at) {
    auto work = [batches = std::move(batches), at](Session& session) -> Result<void> {
        session.run(mark_done, {fmt::format("{{{}}}", fmt::join(batches, ",")), at, pending});
        return {};
    };
    return pool_.write_repeatable(note_done, std::move(work));
}

awaitable<Result<void>> Outbox::failed(long long no, std::string reason, Instant next_try_at, Instant at) {
    auto work = [no, reason = std::move(reason), next_try_at, at](Session& session) -> Result<void> {
        session.run(mark_failed, {no, reason, next_try_at, at, pending});
        return {};
    };
    return pool_.write_repeatable(note_failed, std::move(work));
}

awaitable<Result<void>> Outbox::park(long long no, std::string reason, std::string alarm, Instant at) {
    auto work = [no, reason = std::move(reason), alarm = std::move(alarm), at](Session& session) -> Result<void> {
        if (const auto parked = session.first(mark_parked, {no, reason, at, pending}))
            session.run(raise_alarm, {parked->number("settlement_no"), alarm, at});
        return {};
    };
    return pool_.write_repeatable(park_batch, std::move(work));
}

awaitable<Result<long long>> Outbox::resume(std::optional<long long> no, PeerName peer, std::string actor, Instant at) {
    auto work = [no, peer = std::move(peer), actor = std::move(actor), at](Session& session) -> Result<long long> {
        const auto resumed = static_cast<long long>(session.run(resume_parked, {no, peer, at}).affected);
        std::string subject = no ? std::to_string(*no) : peer.text;
        write_audit_event(session, {at, "outbox_resumed", actor, std::move(subject), fmt::format("{} rows", resumed)});
        return resumed;
    };
    return pool_.write(resume_batches, std::move(work));
}

awaitable<Result<void>> Outbox::set_forwarding(ports::ForwardingSwitch wanted) {
    auto work = [w = std::move(wanted)](Session& session) -> Result<void> {
        session.run(write_switch, {w.peer, w.on, w.changed_by, w.changed_at});
        write_audit_event(session,
                          {w.changed_at, w.on ? "forwarding_on" : "forwarding_off", w.changed_by, w.peer.text, ""});
        return {};
    };
    return pool_.write_repeatable(switch_forwarding, std::move(work));
}

awaitable<Result<std::vector<ports::ForwardingSwitch>>> Outbox::switches() {
    auto work = [](Session& session) -> Result<std::vector<ports::ForwardingSwitch>> {
        std::vector<ports::ForwardingSwitch> switches;
        for (const Row& row : session.run(all_switches))
            switches.push_back({PeerName(row.text("peer")), row.flag("forwarding"), row.text("changed_by"),
                                row.instant("changed_ms")});
        return switches;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<ports::OutboxItem>>> Outbox::list(std::optional<ports::OutboxState> state,
                                                               std::size_t limit) {
    auto work = [state, limit](Session& session) -> Result<std::vector<ports::OutboxItem>> {
        const auto named = state ? std::optional(name_of(*state)) : std::nullopt;
        const bool is_open = state == ports::OutboxState::pending || state == ports::OutboxState::parked;
        std::vector<ports::OutboxItem> found;
        for (const Row& row : session.run(is_open ? open_items : items, {named, limit}))
            found.push_back(read_item(row));
        return found;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
