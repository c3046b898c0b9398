#include "gateway/infra/postgres/audit_log.hpp"

#include <algorithm>

namespace clearing::postgres {
namespace {

constexpr Write record_event{"audit.record"};

constexpr Sql insert_event{"insert_audit_event", R"sql(
    INSERT INTO audit_event (at, event, actor, subject, detail) VALUES (instant_of($1), $2, $3, $4, $5))sql"};
constexpr Sql last_events{"last_audit_events", R"sql(
    SELECT ms_of(at) AS at_ms, event, actor, subject, detail FROM audit_event ORDER BY audit_no DESC LIMIT $1)sql"};

}  // namespace

void write_audit_event(Session& session, const ports::AuditEvent& event) {
    session.run(insert_event, {event.at, event.event, event.actor, event.subject, event.detail});
}

awaitable<Result<void>> AuditLog::record(ports::AuditEvent event) {
    auto work = [e = std::move(event)](Session& session) -> Result<void> {
        write_audit_event(session, e);
        return {};
    };
    // Rather twice than never.
    return pool_.write_repeatable(record_event, std::move(work));
}

awaitable<Result<std::vector<ports::AuditEvent>>> AuditLog::tail(std::size_t count) {
    auto work = [count](Session& session) -> Result<std::vector<ports::AuditEvent>> {
        std::vector<ports::AuditEvent> events;
        for (const Row& row : session.run(last_events, {count}))
            events.push_back(
                {row.instant("at_ms"), row.text("event"), row.text("actor"), row.text("subject"), row.text("detail")});
        std::ranges::reverse(events);
        return events;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
