#include "gateway/infra/postgres/day_content.hpp"

#include "gateway/infra/postgres/day_line.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

#include <algorithm>

namespace clearing::postgres {
namespace {

constexpr Sql day_for_content{"day_for_content", R"sql(
    SELECT day_no, state, content_fixed, told_by_partner FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4)sql"};

// Unresolved records are few and have an index of their own; a day's may be millions. MATERIALIZED, so that no plan
// made while the tables were small looks for them by their day.
constexpr Sql not_sent_of_day{"not_sent_of_day", R"sql(
    WITH unsent AS MATERIALIZED (
        SELECT settlement_no, platform, counterparty, direction, assigned_day, opened_at FROM settlement
        WHERE state = 'not_sent' AND NOT (kind = 'cancel' AND message_peer = 'gateway'))
    UPDATE settlement s SET state = 'refused', error_code = $6, error_detail = 'the clearing day is over',
                          error_fields = '[]', error_settlement_id = id, changed_at = instant_of($5)
    FROM unsent u
    WHERE u.platform = $1 AND u.counterparty = $2 AND u.direction = $3
      AND (u.assigned_day = $4 OR u.assigned_day IS NULL AND u.opened_at < instant_of($7))
      AND s.settlement_no = u.settlement_no AND s.state = 'not_sent'
    RETURNING s.settlement_no, s.reserved)sql"};

constexpr Sql move_own_cancels{"move_own_cancels_not_sent", R"sql(
    WITH unsent AS MATERIALIZED (
        SELECT settlement_no, platform, counterparty, direction, assigned_day FROM settlement
        WHERE state = 'not_sent' AND kind = 'cancel' AND message_peer = 'gateway')
    UPDATE settlement s SET changed_at = instant_of($5),
        assigned_day = (SELECT max(d.day) FROM clearing_day d
                        WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.state = 'open')
    FROM unsent u
    WHERE u.platform = $1 AND u.counterparty = $2 AND u.direction = $3 AND u.assigned_day = $4
      AND s.settlement_no = u.settlement_no AND s.state = 'not_sent')sql"};

constexpr Sql carry_unresolved{"carry_unresolved", R"sql(
    WITH unresolved AS MATERIALIZED (
        SELECT platform, counterparty, direction, assigned_day, key_division, key_id FROM settlement
        WHERE state IN ('awaiting_answer', 'in_doubt', 'reversing'))
    INSERT INTO day_carried (day_no, key_division, key_id)
    SELECT $5::bigint, key_division, key_id FROM unresolved
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND assigned_day = $4
    ON CONFLICT DO NOTHING)sql"};

constexpr Sql take_in_late{"take_in_late", R"sql(
    INSERT INTO day_late (day_no, key_division, key_id)
    SELECT $5::bigint, s.key_division, s.key_id FROM late_lines_so_far($1, $2, $3, $4, $5) s
    ON CONFLICT DO NOTHING)sql"};

constexpr Sql mark_fixed{"fix_day_content", "UPDATE clearing_day SET content_fixed = true WHERE day_no = $1"};

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

constexpr Sql told{"day_told_by_partner", R"sql(
    UPDATE clearing_day SET told_by_partner = true, content_fixed = true
    WHERE day_no = $1 AND state NOT IN ('agreed', 'agreed_with_carried_lines'))sql"};
constexpr Sql forget_carried{"forget_carried", "DELETE FROM day_carried WHERE day_no = $1"};
constexpr Sql forget_late{"forget_late", "DELETE FROM day_late WHERE day_no = $1"};
constexpr Sql add_carried{"add_told_carried", "INSERT INTO day_carried VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr Sql add_late{"add_told_late", "INSERT INTO day_late VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};

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

DayHead head_of(Session& session, const DayKey& key) {
    const auto day = session.first(day_for_content, arguments_of(key));
    if (!day) return {};
    return {day->number("day_no"), day->text("state") != "open", day->flag("content_fixed")};
}

void end_not_sent(Session& session, const DayKey& key, Instant at) {
    Arguments moving = arguments_of(key), arguments = moving;
    moving.emplace_back(at);
    session.run(move_own_cancels, moving);
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
    const DayHead seen = head_of(session, key);
    if (!seen.is_over || seen.is_fixed) return;
    hold_alone(session, pair_of(key));
    const DayHead head = head_of(session, key);
    if (head.is_fixed) return;
    // First, so that none of them can come back to awaiting and be booked into a day that is fixed.
    end_not_sent(session, key, at);
    session.run(carry_unresolved, arguments_of(key, head));
    session.run(take_in_late, arguments_of(key, head));
    session.run(mark_fixed, {head.day_no});
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
    const auto day = session.first(day_for_content, arguments_of(key));
    if (!day || session.run(told, {day->number("day_no")}).affected == 0) return;
    const long long day_no = day->number("day_no");
    session.run(forget_carried, {day_no});
    session.run(forget_late, {day_no});
    for (const SettlementKey& settlement : carried)
        session.run(add_carried, {day_no, settlement.treatment_division, settlement.settlement});
    for (const SettlementKey& settlement : late)
        session.run(add_late, {day_no, settlement.treatment_division, settlement.settlement});
}

}  // namespace clearing::postgres
