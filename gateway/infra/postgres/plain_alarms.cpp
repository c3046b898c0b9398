#include "gateway/infra/postgres/plain_alarms.hpp"

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

constexpr Write raise_alarm{"alarm.raise"};

// Two daemons at once: the lock makes one of them see the other's.
constexpr Sql hold_alarm{"hold_alarm", "SELECT pg_advisory_xact_lock(hashtextextended($1, 3303))"};
constexpr Sql insert_alarm{"insert_plain_alarm", R"sql(
    INSERT INTO alarm (text, raised_at)
    SELECT $1 || ': ' || $2, instant_of($3)
    WHERE NOT EXISTS (SELECT FROM alarm a WHERE starts_with(a.text, $1 || ':')
                      AND NOT EXISTS (SELECT FROM alarm_acknowledgement k WHERE k.alarm_no = a.alarm_no)))sql"};

}  // namespace

awaitable<Result<bool>> PlainAlarms::raise(ports::RaisedAlarm alarm) {
    auto work = [alarm = std::move(alarm)](Session& session) -> Result<bool> {
        const std::string subject = fmt::format("{} {}", alarm.kind, alarm.subject);
        session.run(hold_alarm, {subject});
        return session.run(insert_alarm, {subject, alarm.text, alarm.at}).affected > 0;
    };
    return pool_.write_repeatable(raise_alarm, std::move(work));
}

}  // namespace clearing::postgres
