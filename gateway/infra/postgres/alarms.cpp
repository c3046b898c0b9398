#include "gateway/infra/postgres/alarms.hpp"

namespace clearing::postgres {
namespace {

constexpr Write raise_once{"alarm.raise", Commit::alone};
constexpr Write take_deliveries{"alarm.take", Commit::alone};
constexpr Write note_delivery{"alarm.told"};

using ports::AlarmChannel;

// Of two daemons that raise the same at once the second waits here, and finds the first one's.
constexpr Sql hold_subject{"hold_alarm_subject",
                           "SELECT pg_advisory_xact_lock(hashtextextended('alarm|' || $1 || '|' || $2, 3302))"};
constexpr Sql insert_unless_open{"raise_alarm_unless_open", R"sql(
    INSERT INTO alarm (kind, subject, text, raised_at)
    SELECT $1, $2, $3, instant_of($4)
    WHERE NOT EXISTS (SELECT FROM alarm a WHERE a.kind = $1 AND a.subject = $2
                      AND ($5 OR NOT EXISTS (SELECT FROM alarm_acknowledgement k WHERE k.alarm_no = a.alarm_no))))sql"};

// ARRAY: chosen once. As a subquery of IN it may be asked anew for each row, and its limit with it.
constexpr Sql take_untold{"take_due_deliveries", R"sql(
    WITH taken AS (
        UPDATE alarm_delivery SET owner = $2, taken_until = instant_of($4)
        WHERE channel = $1 AND alarm_no = ANY (ARRAY(
            SELECT d.alarm_no FROM alarm_delivery d
            WHERE d.channel = $1 AND d.next_try_at <= instant_of($3)
              AND (d.taken_until IS NULL OR d.taken_until <= instant_of($3))
              AND (SELECT k.alarm_no FROM alarm_acknowledgement k WHERE k.alarm_no = d.alarm_no) IS NULL
            ORDER BY d.next_try_at, d.alarm_no LIMIT $5
            FOR UPDATE OF d SKIP LOCKED))
        RETURNING alarm_no, deliveries, failures, next_try_at)
    SELECT a.alarm_no, a.kind, a.subject, a.text, ms_of(a.raised_at) AS raised_ms, t.deliveries, t.failures
    FROM taken t JOIN alarm a USING (alarm_no) ORDER BY t.next_try_at, a.alarm_no)sql"};

constexpr Sql note_told{"note_alarm_told", R"sql(
    UPDATE alarm_delivery d
    SET deliveries = deliveries + CASE WHEN $4 = '' THEN 1 ELSE 0 END,
        failures = CASE WHEN $4 = '' THEN 0 ELSE failures + 1 END, last_failure = $4,
        delivered_at = CASE WHEN $4 = '' THEN instant_of($6) ELSE delivered_at END, taken_until = NULL,
        next_try_at = CASE WHEN EXISTS (SELECT FROM alarm_acknowledgement k WHERE k.alarm_no = d.alarm_no)
                           THEN 'infinity' ELSE instant_of($5) END
    WHERE alarm_no = $1 AND channel = $2 AND owner = $3 AND taken_until IS NOT NULL)sql"};

constexpr Sql open_deliveries{"open_deliveries", R"sql(
    SELECT d.alarm_no, d.channel, d.deliveries, d.failures, d.last_failure, ms_of(d.delivered_at) AS delivered_ms,
           ms_of(d.next_try_at) AS next_ms
    FROM alarm_delivery d
    WHERE d.next_try_at < 'infinity'
      AND NOT EXISTS (SELECT FROM alarm_acknowledgement k WHERE k.alarm_no = d.alarm_no)
    ORDER BY d.alarm_no DESC, d.channel LIMIT $1)sql"};

AlarmChannel channel_named(const std::string& name) {
    for (const AlarmChannel channel : ports::alarm_channels)
        if (name == ports::name_of(channel)) return channel;
    throw std::logic_error("a delivery by an unknown channel");
}

}  // namespace

bool raise_alarm(Session& session, const ports::RaisedAlarm& alarm) {
    session.run(hold_subject, {alarm.kind, alarm.subject});
    const Arguments row{alarm.kind, alarm.subject, alarm.text, alarm.at, alarm.once_for_all};
    return session.run(insert_unless_open, row).affected > 0;
}

awaitable<Result<bool>> Alarms::raise(ports::RaisedAlarm alarm) {
    auto work = [a = std::move(alarm)](Session& session) -> Result<bool> { return raise_alarm(session, a); };
    // Run again after a doubtful commit it finds its own alarm: raised, and said to stand already.
    return pool_.write_repeatable(raise_once, std::move(work));
}

awaitable<Result<std::vector<ports::AlarmDelivery>>> Alarms::take_due(ports::DeliveryQuery query) {
    auto work = [q = std::move(query)](Session& session) -> Result<std::vector<ports::AlarmDelivery>> {
        std::vector<ports::AlarmDelivery> taken;
        for (const Row& row :
             session.run(take_untold, {ports::name_of(q.channel), q.owner, q.now, q.taken_until, q.limit}))
            taken.push_back({row.number("alarm_no"),
                             q.channel,
                             {row.text("kind"), row.text("subject"), row.text("text"), row.instant("raised_ms")},
                             static_cast<int>(row.number("deliveries")),
                             static_cast<int>(row.number("failures"))});
        return taken;
    };
    // A take whose commit is lost is held by nobody who knows: it is due again when its time is over.
    return pool_.write(take_deliveries, std::move(work));
}

awaitable<Result<void>> Alarms::note(ports::DeliveryOutcome outcome) {
    auto work = [o = std::move(outcome)](Session& session) -> Result<void> {
        session.run(note_told,
                    {o.alarm_no, ports::name_of(o.channel), o.owner, o.failure.value_or(""), o.next_at, o.at});
        return {};
    };
    return pool_.write_repeatable(note_delivery, std::move(work));
}

awaitable<Result<std::vector<ports::DeliveryState>>> Alarms::open(std::size_t limit) {
    auto work = [limit](Session& session) -> Result<std::vector<ports::DeliveryState>> {
        std::vector<ports::DeliveryState> open;
        for (const Row& row : session.run(open_deliveries, {limit})) {
            ports::DeliveryState state{row.number("alarm_no"),
                                       channel_named(row.text("channel")),
                                       static_cast<int>(row.number("deliveries")),
                                       static_cast<int>(row.number("failures")),
                                       row.text("last_failure"),
                                       std::nullopt,
                                       row.instant("next_ms")};
            if (!row.is_null("delivered_ms")) state.delivered_at = row.instant("delivered_ms");
            open.push_back(std::move(state));
        }
        return open;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
