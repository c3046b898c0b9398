#include "gateway/infra/postgres/day_content.hpp"

#include "gateway/infra/postgres/prefund_rows.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

#include <algorithm>

namespace clearing::postgres {
namespace {

constexpr Sql day_for_content{"day_for_content", R"sql(
    SELECT day_no, state, content_fixed, told_by_partner FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4)sql"};

constexpr Sql not_sent_of_day{"not_sent_of_day", R"sql(
    UPDATE settlement SET state = 'refused', error_code = $6, error_detail = 'the clearing day is over',
                          error_fields = '[]', error_settlement_id = id, changed_at = instant_of($5)
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND assigned_day = $4 AND state = 'not_sent'
    RETURNING settlement_no, reserved)sql"};

constexpr Sql carry_unresolved{"carry_unresolved", R"sql(
    INSERT INTO day_carried (day_no, key_division, key_id)
    SELECT $5::bigint, key_division, key_id FROM settlement
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND assigned_day = $4
      AND state IN ('awaiting_answer', 'in_doubt', 'reversing')
    ON CONFLICT DO NOTHING)sql"};

// Carried out of an earlier day of the pair, booked by now, cleared nowhere, and taken in by no other day.
#define LATE_ONES \
    R"sql(
    FROM settlement s
    JOIN clearing_day e ON e.platform = s.platform AND e.counterparty = s.counterparty AND e.direction = s.direction
         AND e.day = s.assigned_day
    JOIN day_carried c ON c.day_no = e.day_no AND c.key_division = s.key_division AND c.key_id = s.key_id
    WHERE s.platform = $1 AND s.counterparty = $2 AND s.direction = $3 AND s.assigned_day < $4
      AND s.state IN ('booked', 'cancelled')
      AND NOT EXISTS (SELECT FROM clearing_line cl WHERE cl.settlement_no = s.settlement_no)
      AND NOT EXISTS (SELECT FROM day_late l JOIN clearing_day ld USING (day_no)
                      WHERE l.key_division = s.key_division AND l.key_id = s.key_id AND l.day_no <> $5
                        AND ld.platform = s.platform AND ld.counterparty = s.counterparty
                        AND ld.direction = s.direction))sql"

constexpr Sql take_in_late{"take_in_late",
                           "INSERT INTO day_late (day_no, key_division, key_id) "
                           "SELECT $5::bigint, s.key_division, s.key_id" LATE_ONES " ON CONFLICT DO NOTHING"};

constexpr Sql fix_content{"fix_day_content", "UPDATE clearing_day SET content_fixed = true WHERE day_no = $1"};

#define LINE_COLUMNS \
    R"sql(
    SELECT s.settlement_no, s.kind, s.state, s.key_division, s.key_id, s.insurance_type, s.care, s.clearing_type,
           s.assigned_day, s.their_id, s.their_visit_id, o.key_id AS original_id,
           o.assigned_day AS original_day, s.total, s.hifp, s.cvlserv, s.hifes,
           s.hifmi, s.hifob, s.maf, s.hifdm, s.oth, s.fund_total, s.account, s.mutual_aid, s.cash, s.person_total,
           s.hospital, s.full_self_pay, s.over_limit, s.first_self_pay, s.in_scope )sql"

constexpr Sql own_lines{"own_day_lines", LINE_COLUMNS R"sql(
    FROM settlement s LEFT JOIN settlement o ON o.settlement_no = s.cancels
    WHERE s.platform = $1 AND s.counterparty = $2 AND s.direction = $3 AND s.assigned_day = $4
      AND s.state IN ('booked', 'cancelled')
      AND NOT EXISTS (SELECT FROM day_carried c
                      WHERE c.day_no = $5 AND c.key_division = s.key_division AND c.key_id = s.key_id)
    ORDER BY s.key_division, s.key_id)sql"};

constexpr Sql fixed_late_lines{"fixed_late_lines", LINE_COLUMNS R"sql(
    FROM day_late l
    JOIN settlement s ON s.key_division = l.key_division AND s.key_id = l.key_id AND s.direction = $3
    LEFT JOIN settlement o ON o.settlement_no = s.cancels
    WHERE l.day_no = $5 AND s.platform = $1 AND s.counterparty = $2 AND s.assigned_day <> $4
      AND s.state IN ('booked', 'cancelled')
      AND NOT EXISTS (SELECT FROM clearing_line cl WHERE cl.settlement_no = s.settlement_no AND cl.day_no <> $5)
    ORDER BY s.key_division, s.key_id)sql"};

constexpr Sql late_lines_so_far{"late_lines_so_far", "SELECT x.* FROM (" LINE_COLUMNS R"sql(
    FROM settlement s LEFT JOIN settlement o ON o.settlement_no = s.cancels) x
    WHERE x.settlement_no IN (SELECT s.settlement_no)sql" LATE_ONES ") ORDER BY x.key_division, x.key_id"};

constexpr Sql carried_records{"carried_records", R"sql(
    SELECT s.settlement_no, s.key_division, s.key_id, s.state, s.assigned_day, s.claimed_total FROM settlement s
    WHERE s.platform = $1 AND s.counterparty = $2 AND s.direction = $3
      AND ((s.state IN ('awaiting_answer', 'in_doubt', 'reversing')
            AND (s.assigned_day <= $4
                 OR s.assigned_day IS NULL AND s.opened_at < instant_of($6)))
           OR (s.state IN ('booked', 'cancelled') AND s.assigned_day = $4
               AND EXISTS (SELECT FROM day_carried c
                           WHERE c.day_no = $5 AND c.key_division = s.key_division AND c.key_id = s.key_id)))
    ORDER BY s.key_division, s.key_id)sql"};

#undef LINE_COLUMNS
#undef LATE_ONES

constexpr Sql told{"day_told_by_partner", R"sql(
    UPDATE clearing_day SET told_by_partner = true, content_fixed = true
    WHERE day_no = $1 AND state NOT IN ('agreed', 'agreed_with_carried_lines'))sql"};
constexpr Sql forget_carried{"forget_carried", "DELETE FROM day_carried WHERE day_no = $1"};
constexpr Sql forget_late{"forget_late", "DELETE FROM day_late WHERE day_no = $1"};
constexpr Sql add_carried{"add_told_carried", "INSERT INTO day_carried VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr Sql add_late{"add_told_late", "INSERT INTO day_late VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};

DayLine read_line(const Row& row) {
    DayLine line;
    line.key = {DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))};
    line.no = SettlementNo(row.number("settlement_no"));
    line.sign = row.text("kind") == "settle" ? 1 : -1;
    line.insurance_type = InsuranceType(row.text("insurance_type"));
    line.care = care_setting_named(row.text("care")).value();
    line.clearing_type = row.text("clearing_type");
    line.split = read_amounts(row);
    if (!row.is_null("original_id")) line.original = SettlementId(row.text("original_id"));
    line.assigned_day = row.day("assigned_day");
    line.original_day = row.optional_day("original_day");
    line.their_id = SettlementId(row.text("their_id"));
    line.their_visit = VisitId(row.text("their_visit_id"));
    return line;
}

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

Arguments arguments_of(const DayKey& key, long long day_no) {
    Arguments arguments = arguments_of(key);
    arguments.emplace_back(day_no);
    return arguments;
}

void fix(Session& session, const DayKey& key, long long day_no, Instant at) {
    // First, so that none of them can come back to awaiting and be booked into a day that is fixed.
    refuse_not_sent(session, key, at);
    session.run(carry_unresolved, arguments_of(key, day_no));
    session.run(take_in_late, arguments_of(key, day_no));
    session.run(fix_content, {day_no});
}

}  // namespace

void refuse_not_sent(Session& session, const DayKey& key, Instant at) {
    Arguments arguments = arguments_of(key);
    arguments.insert(arguments.end(), {at, static_cast<int>(ErrorCode::clearing_day_closed)});
    for (const Row& row : session.run(not_sent_of_day, arguments)) {
        write_history(session,
                      {SettlementNo(row.number("settlement_no")), SettlementState::not_sent, SettlementState::refused,
                       std::string(name_of(SettlementEvent::day_closed)), ErrorCode::clearing_day_closed, "", at});
        add_exposure(session, {key.counterparty, key.direction}, -row.money("reserved"), at);
    }
}

ports::DayContent day_content(Session& session, const DayKey& key, Instant at) {
    ports::DayContent content;
    const auto day = session.first(day_for_content, arguments_of(key));
    const long long day_no = day ? day->number("day_no") : 0;
    const bool is_over = day && day->text("state") != "open";
    if (is_over && !day->flag("content_fixed")) fix(session, key, day_no, at);

    const Arguments arguments = arguments_of(key, day_no);
    for (const Row& row : session.run(own_lines, arguments))
        content.lines.push_back(read_line(row));
    for (const Row& row : session.run(is_over ? fixed_late_lines : late_lines_so_far, arguments)) {
        content.lines.push_back(read_line(row));
        content.late.push_back(content.lines.back().key);
    }
    std::ranges::sort(content.lines, {}, &DayLine::key);
    Arguments until = arguments;
    until.emplace_back(local_midnight(key.day.next().date));
    for (const Row& row : session.run(carried_records, until))
        content.carried.push_back(read_carried_record(row));
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
