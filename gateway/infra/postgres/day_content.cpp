#include "gateway/infra/postgres/day_content.hpp"

#include "gateway/infra/postgres/arrays.hpp"
#include "gateway/infra/postgres/day_line.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

#include <algorithm>

namespace clearing::postgres {
namespace {

constexpr Sql day_for_content{"day_for_content", R"sql(
    SELECT day_no, state, content_fixed, content_revision FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4)sql"};

// Unresolved records are few and have an index of their own; a day's may be millions. MATERIALIZED, so that no plan
// made while the tables were small looks for them by their day. A cancel of our own moves, the others end.
constexpr Sql not_sent_of_day{"not_sent_of_day", R"sql(
    WITH unsent AS MATERIALIZED (
        SELECT settlement_no, platform, counterparty, direction, assigned_day, opened_at,
               kind = 'cancel' AND message_peer = 'gateway' AS is_own
        FROM settlement WHERE state = 'not_sent'),
    moved AS (
        UPDATE settlement s SET changed_at = instant_of($5),
            assigned_day = (SELECT max(d.day) FROM clearing_day d
                            WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.state = 'open')
        FROM unsent u
        WHERE u.is_own AND u.platform = $1 AND u.counterparty = $2 AND u.direction = $3 AND u.assigned_day = $4
          AND s.settlement_no = u.settlement_no AND s.state = 'not_sent')
    UPDATE settlement s SET state = 'refused', error_code = $6, error_detail = 'the clearing day is over',
                          error_fields = '[]', error_settlement_id = id, changed_at = instant_of($5)
    FROM unsent u
    WHERE NOT u.is_own AND u.platform = $1 AND u.counterparty = $2 AND u.direction = $3
      AND (u.assigned_day = $4 OR u.assigned_day IS NULL AND u.opened_at < instant_of($7))
      AND s.settlement_no = u.settlement_no AND s.state = 'not_sent'
    RETURNING s.settlement_no, s.reserved)sql"};

// One statement, because everybody waits for the pair's lock meanwhile. Once: a day that is fixed stays as it is.
constexpr Sql fix_lines{"fix_day_content", R"sql(
    WITH fixed AS (
        UPDATE clearing_day SET content_fixed = true WHERE day_no = $5 AND NOT content_fixed RETURNING day_no),
    unresolved AS MATERIALIZED (
        SELECT platform, counterparty, direction, assigned_day, key_division, key_id FROM settlement
        WHERE state IN ('awaiting_answer', 'in_doubt', 'reversing')),
    carried AS (
        INSERT INTO day_carried (day_no, key_division, key_id)
        SELECT f.day_no, u.key_division, u.key_id FROM fixed f, unresolved u
        WHERE u.platform = $1 AND u.counterparty = $2 AND u.direction = $3 AND u.assigned_day = $4
        ON CONFLICT DO NOTHING)
    INSERT INTO day_late (day_no, key_division, key_id)
    SELECT f.day_no, s.key_division, s.key_id
    FROM fixed f, LATERAL late_lines_so_far($1, $2, $3, $4, f.day_no) s
    ON CONFLICT DO NOTHING)sql"};

constexpr Sql own_lines{"own_day_lines", "SELECT " DAY_LINE_COLUMNS R"sql(
    FROM own_day_lines($1, $2, $3, $4, $5) s)sql"};
constexpr Sql late_lines{"late_day_lines", "SELECT " DAY_LINE_COLUMNS R"sql(
    FROM late_day_lines($1, $2, $3, $4, $5, $6) s)sql"};

constexpr Sql records_carried{"carried_records", R"sql(
    WITH unresolved AS MATERIALIZED (
        SELECT settlement_no, platform, counterparty, direction, key_division, key_id, state, assigned_day,
               claimed_total, opened_at
        FROM settlement WHERE state IN ('awaiting_answer', 'in_doubt', 'reversing'))
    SELECT settlement_no, key_division, key_id, state, assigned_day, claimed_total FROM unresolved
    WHERE platform = $1 AND counterparty = $2 AND direction = $3
      AND (assigned_day <= $4 OR assigned_day IS NULL AND opened_at < instant_of($6))
    UNION ALL
    SELECT s.settlement_no, s.key_division, s.key_id, s.state, s.assigned_day, s.claimed_total
    FROM day_carried c
    JOIN settlement s ON s.direction = $3 AND s.key_division = c.key_division AND s.key_id = c.key_id
    WHERE c.day_no = $5 AND s.key_id <> '' AND s.platform = $1 AND s.counterparty = $2
      AND s.state IN ('booked', 'cancelled')
      -- One of an earlier day that this day carried on, until a later one takes it in.
      AND (s.assigned_day = $4
           OR NOT EXISTS (SELECT FROM day_late l JOIN clearing_day ld USING (day_no)
                          WHERE l.key_division = s.key_division AND l.key_id = s.key_id AND ld.platform = s.platform
                            AND ld.counterparty = s.counterparty AND ld.direction = s.direction))
    ORDER BY key_division, key_id)sql"};

// Under the lock of the pair as well, so all of it at once: what was told replaces what stood there.
constexpr Sql told{"day_told_by_partner", R"sql(
    WITH told AS (
        UPDATE clearing_day SET told_by_partner = true, content_fixed = true, content_revision = content_revision + 1
        WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4
          AND state NOT IN ('agreed', 'agreed_with_carried_lines')
        RETURNING day_no),
    carried AS MATERIALIZED (
        SELECT t.day_no, c.* FROM told t, unnest($5::text[], $6::text[]) AS c(key_division, key_id)),
    late AS MATERIALIZED (
        SELECT t.day_no, l.* FROM told t, unnest($7::text[], $8::text[]) AS l(key_division, key_id)),
    carried_before AS (
        DELETE FROM day_carried d USING told t
        WHERE d.day_no = t.day_no AND (d.key_division, d.key_id) NOT IN (SELECT key_division, key_id FROM carried)),
    late_before AS (
        DELETE FROM day_late d USING told t
        WHERE d.day_no = t.day_no AND (d.key_division, d.key_id) NOT IN (SELECT key_division, key_id FROM late)),
    carried_now AS (
        INSERT INTO day_carried (day_no, key_division, key_id) SELECT day_no, key_division, key_id FROM carried
        ON CONFLICT DO NOTHING)
    INSERT INTO day_late (day_no, key_division, key_id) SELECT day_no, key_division, key_id FROM late
    ON CONFLICT DO NOTHING)sql"};

ports::CarriedRecord read_carried_record(const Row& row) {
    return {SettlementNo(row.number("settlement_no")),
            {DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))},
            settlement_state_named(row.text("state")).value(),
            row.optional_day("assigned_day"),
            row.money("claimed_total")};
}

Arguments arguments_of(const DayKey& key) {
    return {key.platform, key.counterparty, name_of(key.direction), key.day};
}

}  // namespace

Arguments arguments_of(const DayKey& key, const DayHead& head) {
    Arguments arguments = arguments_of(key);
    arguments.emplace_back(head.day_no);
    return arguments;
}

Arguments whole_day(Session& session, const DayKey& key) {
    const DayHead head = head_of(session, key);
    Arguments arguments = arguments_of(key, head);
    arguments.emplace_back(head.is_over && head.is_fixed);
    return arguments;
}

DayHead head_of(Session& session, const DayKey& key) {
    const auto day = session.first(day_for_content, arguments_of(key));
    if (!day) return {};
    return {day->number("day_no"), day->text("state") != "open", day->flag("content_fixed"),
            day->number("content_revision")};
}

void end_not_sent(Session& session, const DayKey& key, Instant at) {
    Arguments arguments = arguments_of(key);
    arguments.insert(arguments.end(),
                     {at, static_cast<int>(ErrorCode::clearing_day_closed), local_midnight(key.day.next().date)});
    for (const Row& row : session.run(not_sent_of_day, arguments)) {
        write_history(session,
                      {SettlementNo(row.number("settlement_no")), SettlementState::not_sent, SettlementState::refused,
                       std::string(name_of(SettlementEvent::day_closed)), ErrorCode::clearing_day_closed, "", at});
        add_exposure(session, {key.counterparty, key.direction}, -row.money("reserved"), at);
    }
}

void fix_content(Session& session, const DayKey& key, Instant at) {
    const DayHead head = head_of(session, key);
    if (!head.is_over || head.is_fixed) return;
    hold_alone(session, pair_of(key));
    // First, so that none of them can come back to awaiting and be booked into a day that is fixed.
    end_not_sent(session, key, at);
    session.run(fix_lines, arguments_of(key, head));
}

std::vector<ports::CarriedRecord> carried_records(Session& session, const DayKey& key, const DayHead& head) {
    Arguments until = arguments_of(key, head);
    until.emplace_back(local_midnight(key.day.next().date));
    std::vector<ports::CarriedRecord> records;
    for (const Row& row : session.run(records_carried, until))
        records.push_back(read_carried_record(row));
    return records;
}

ports::DayContent day_content(Session& session, const DayKey& key) {
    const DayHead head = head_of(session, key);
    ports::DayContent content;
    Arguments arguments = arguments_of(key, head);
    for (const Row& row : session.run(own_lines, arguments))
        content.lines.push_back(read_day_line(row));
    arguments.emplace_back(head.is_over);
    for (const Row& row : session.run(late_lines, arguments)) {
        content.lines.push_back(read_day_line(row));
        content.late.push_back(content.lines.back().key);
    }
    std::ranges::sort(content.lines, {}, &DayLine::key);
    std::ranges::sort(content.late);
    content.carried = carried_records(session, key, head);
    return content;
}

void keep_told_content(Session& session, const DayKey& key, const std::vector<SettlementKey>& carried,
                       const std::vector<SettlementKey>& late) {
    Arguments arguments = arguments_of(key);
    for (const auto* keys : {&carried, &late}) {
        KeyArrays arrays = key_arrays(*keys);
        arguments.emplace_back(std::move(arrays.divisions));
        arguments.emplace_back(std::move(arrays.ids));
    }
    session.run(told, arguments);
}

}  // namespace clearing::postgres
