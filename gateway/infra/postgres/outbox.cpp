#include "gateway/infra/postgres/outbox.hpp"

#include "gateway/infra/postgres/fee_lines.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

namespace clearing::postgres {
namespace {

constexpr Sql next_batch{"next_fee_batch", R"sql(
    SELECT o.outbox_no, o.settlement_no, o.attempts, ms_of(o.created_at) AS created_ms FROM outbox o
    WHERE o.state = 'pending' AND o.next_try_at <= instant_of($1)
      AND NOT EXISTS (SELECT FROM outbox e
                      WHERE e.visit_no = o.visit_no AND e.state = 'pending' AND e.outbox_no < o.outbox_no)
    ORDER BY o.next_try_at, o.outbox_no LIMIT 1)sql"};

constexpr Sql mark_done{"mark_fee_batch_done", R"sql(
    UPDATE outbox SET state = 'done', attempts = attempts + 1, changed_at = instant_of($2)
    WHERE outbox_no = $1 AND state = 'pending')sql"};
constexpr Sql mark_failed{"mark_fee_batch_failed", R"sql(
    UPDATE outbox SET attempts = attempts + 1, last_failure = $2, next_try_at = instant_of($3),
                      changed_at = instant_of($4)
    WHERE outbox_no = $1 AND state = 'pending')sql"};

}  // namespace

awaitable<Result<std::optional<ports::FeeBatch>>> Outbox::next_due(Instant now) {
    auto work = [this, now](Session& session) -> Result<std::optional<ports::FeeBatch>> {
        const auto row = session.first(next_batch, {now});
        if (!row) return std::nullopt;
        const SettlementNo settlement(row->number("settlement_no"));
        return ports::FeeBatch{row->number("outbox_no"), find_settlement(session, vault_, settlement).value(),
                               read_settled_lines(session, vault_, settlement),
                               static_cast<int>(row->number("attempts")), row->instant("created_ms")};
    };
    return pool_.read(std::move(work));
}

awaitable<Result<void>> Outbox::done(long long no, Instant at) {
    auto work = [no, at](Session& session) -> Result<void> {
        session.run(mark_done, {no, at});
        return {};
    };
    return pool_.write_repeatable(std::move(work));
}

awaitable<Result<void>> Outbox::failed(long long no, std::string reason, Instant next_try_at, Instant at) {
    auto work = [no, reason = std::move(reason), next_try_at, at](Session& session) -> Result<void> {
        session.run(mark_failed, {no, reason, next_try_at, at});
        return {};
    };
    return pool_.write_repeatable(std::move(work));
}

}  // namespace clearing::postgres
