#include "gateway/infra/postgres/status_view.hpp"

#include "gateway/infra/postgres/audit_log.hpp"

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

constexpr Write acknowledge_alarm{"alarm.acknowledge"};

constexpr Sql select_backlog{"backlog", R"sql(
    SELECT count(*) FILTER (WHERE state = 'awaiting_answer') AS awaiting,
           count(*) FILTER (WHERE state = 'in_doubt') AS in_doubt,
           count(*) FILTER (WHERE state = 'reversing') AS reversing,
           ms_of(min(opened_at)) AS oldest_ms,
           (SELECT count(*) FROM outbox WHERE state = 'pending') AS outbox,
           (SELECT count(*) FROM outbox WHERE state = 'parked') AS parked,
           (SELECT count(*) FROM alarm a
            WHERE NOT EXISTS (SELECT FROM alarm_acknowledgement k WHERE k.alarm_no = a.alarm_no)) AS alarms,
           (SELECT max(version) FROM schema_version) AS version
    FROM settlement WHERE state IN ('awaiting_answer', 'in_doubt', 'reversing'))sql"};

constexpr Sql select_doubts{"backlog_of_doubts", R"sql(
    SELECT count(*) FILTER (WHERE d.alarmed_at IS NOT NULL) AS past_alarm, ms_of(min(d.since)) AS oldest_ms
    FROM doubt d JOIN settlement s USING (settlement_no) WHERE is_open_question(s, 'infinity'))sql"};

constexpr Sql open_alarms{"open_alarms", R"sql(
    SELECT a.alarm_no, coalesce(s.id, '') AS settlement_id, a.text, ms_of(a.raised_at) AS raised_ms, a.kind,
           coalesce(nullif(a.subject, ''), s.id, '') AS subject
    FROM alarm a LEFT JOIN settlement s USING (settlement_no)
    WHERE NOT EXISTS (SELECT FROM alarm_acknowledgement k WHERE k.alarm_no = a.alarm_no)
    ORDER BY a.alarm_no DESC LIMIT $1)sql"};

constexpr Sql insert_acknowledgement{"acknowledge_alarm", R"sql(
    INSERT INTO alarm_acknowledgement (alarm_no, actor, at)
    SELECT a.alarm_no, $2, instant_of($3) FROM alarm a WHERE a.alarm_no = $1
    ON CONFLICT (alarm_no) DO NOTHING)sql"};
constexpr Sql find_acknowledgement{"find_acknowledgement", R"sql(
    SELECT k.actor, ms_of(k.at) AS at_ms, coalesce(s.id, '') AS settlement_id
    FROM alarm_acknowledgement k JOIN alarm a USING (alarm_no) LEFT JOIN settlement s USING (settlement_no)
    WHERE k.alarm_no = $1)sql"};

}  // namespace

awaitable<Result<ports::Backlog>> StatusView::backlog() {
    auto work = [](Session& session) -> Result<ports::Backlog> {
        const Row row = session.first(select_backlog).value();
        ports::Backlog backlog;
        backlog.awaiting_answer = row.number("awaiting");
        backlog.in_doubt = row.number("in_doubt");
        backlog.reversing = row.number("reversing");
        backlog.outbox = row.number("outbox");
        backlog.parked = row.number("parked");
        backlog.alarms = row.number("alarms");
        if (!row.is_null("oldest_ms")) backlog.oldest_unresolved = row.instant("oldest_ms");
        backlog.schema_version = static_cast<int>(row.number("version"));
        const Row doubts = session.first(select_doubts).value();
        backlog.doubts_past_alarm = doubts.number("past_alarm");
        if (!doubts.is_null("oldest_ms")) backlog.oldest_doubt = doubts.instant("oldest_ms");
        return backlog;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<ports::Alarm>>> StatusView::alarms(std::size_t limit) {
    auto work = [limit](Session& session) -> Result<std::vector<ports::Alarm>> {
        std::vector<ports::Alarm> alarms;
        for (const Row& row : session.run(open_alarms, {limit}))
            alarms.push_back({row.number("alarm_no"), row.text("settlement_id"), row.text("text"),
                              row.instant("raised_ms"), row.text("kind"), row.text("subject")});
        return alarms;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<ports::Acknowledgement>> StatusView::acknowledge(long long alarm_no, std::string actor, Instant at) {
    auto work = [alarm_no, actor = std::move(actor), at](Session& session) -> Result<ports::Acknowledgement> {
        const bool is_first = session.run(insert_acknowledgement, {alarm_no, actor, at}).affected > 0;
        const auto row = session.first(find_acknowledgement, {alarm_no});
        if (!row) return fail(ErrorCode::not_found, fmt::format("there is no alarm {}", alarm_no), {"no"});
        if (is_first)
            write_audit_event(session,
                              {at, "alarm_acknowledged", actor, std::to_string(alarm_no), row->text("settlement_id")});
        return ports::Acknowledgement{alarm_no, row->text("actor"), row->instant("at_ms")};
    };
    return pool_.write_repeatable(acknowledge_alarm, std::move(work));
}

}  // namespace clearing::postgres
