#include "gateway/infra/postgres/status_view.hpp"

namespace clearing::postgres {
namespace {

constexpr Sql select_backlog{"backlog", R"sql(
    SELECT count(*) FILTER (WHERE state = 'awaiting_answer') AS awaiting,
           count(*) FILTER (WHERE state = 'in_doubt') AS in_doubt,
           count(*) FILTER (WHERE state = 'reversing') AS reversing,
           ms_of(min(opened_at)) AS oldest_ms,
           (SELECT count(*) FROM outbox WHERE state = 'pending') AS outbox,
           (SELECT count(*) FROM alarm a
            WHERE NOT EXISTS (SELECT FROM alarm_acknowledgement k WHERE k.alarm_no = a.alarm_no)) AS alarms,
           (SELECT max(version) FROM schema_version) AS version
    FROM settlement WHERE state IN ('awaiting_answer', 'in_doubt', 'reversing'))sql"};

constexpr Sql open_alarms{"open_alarms", R"sql(
    SELECT coalesce(s.id, '') AS settlement_id, a.text, ms_of(a.raised_at) AS raised_ms
    FROM alarm a LEFT JOIN settlement s USING (settlement_no)
    WHERE NOT EXISTS (SELECT FROM alarm_acknowledgement k WHERE k.alarm_no = a.alarm_no)
    ORDER BY a.alarm_no DESC LIMIT $1)sql"};

}  // namespace

awaitable<Result<ports::Backlog>> StatusView::backlog() {
    auto work = [](Session& session) -> Result<ports::Backlog> {
        const Row row = session.first(select_backlog).value();
        ports::Backlog backlog;
        backlog.awaiting_answer = row.number("awaiting");
        backlog.in_doubt = row.number("in_doubt");
        backlog.reversing = row.number("reversing");
        backlog.outbox = row.number("outbox");
        backlog.alarms = row.number("alarms");
        if (!row.is_null("oldest_ms")) backlog.oldest_unresolved = row.instant("oldest_ms");
        backlog.schema_version = static_cast<int>(row.number("version"));
        return backlog;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<ports::Alarm>>> StatusView::alarms(std::size_t limit) {
    auto work = [limit](Session& session) -> Result<std::vector<ports::Alarm>> {
        std::vector<ports::Alarm> alarms;
        for (const Row& row : session.run(open_alarms, {limit}))
            alarms.push_back({row.text("settlement_id"), row.text("text"), row.instant("raised_ms")});
        return alarms;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
