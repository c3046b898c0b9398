#include "gateway/infra/postgres/ended_cases.hpp"

namespace clearing::postgres {
namespace {

constexpr Sql hold_day{"hold_day_of_cases", "SELECT day_no FROM clearing_day WHERE day_no = $1 FOR SHARE"};

// What adjustments have left nothing of is not carried: alone among the late lines it would clear in full.
#define CARRY_ENDED_WHERE(these_lines) \
    R"sql(
    INSERT INTO day_carried (day_no, key_division, key_id)
    SELECT o.day_no, s.key_division, s.key_id
    FROM day_left_out o JOIN settlement s USING (settlement_no)
    WHERE )sql" these_lines            \
    R"sql( AND s.state IN ('booked', 'cancelled')
      AND NOT EXISTS (SELECT FROM clearing_line cl WHERE cl.settlement_no = s.settlement_no)
      AND EXISTS (SELECT FROM difference_case c
                  WHERE c.day_no = o.day_no AND c.key_division = s.key_division AND c.key_id = s.key_id)
      AND NOT EXISTS (SELECT FROM difference_case c
                      WHERE c.day_no = o.day_no AND c.key_division = s.key_division AND c.key_id = s.key_id
                        AND c.state IN ('trying', 'open'))
      AND (NOT EXISTS (SELECT FROM adjustment a WHERE a.settlement_no = s.settlement_no)
           OR EXISTS (SELECT FROM (
                          SELECT t.debit, t.credit, t.component, t.amount FROM transfer t
                          WHERE t.settlement_no = s.settlement_no
                          UNION ALL
                          SELECT t.debit, t.credit, t.component, t.amount
                          FROM adjustment a JOIN transfer t ON t.voucher = a.voucher
                          WHERE a.settlement_no = s.settlement_no) t
                      WHERE t.debit IN ('R1', 'P1') OR t.credit IN ('R1', 'P1')
                      GROUP BY t.component
                      HAVING sum(CASE WHEN t.debit = 'R1' OR t.credit = 'P1' THEN t.amount ELSE -t.amount END) <> 0))
    ON CONFLICT DO NOTHING)sql"

constexpr Sql carry_of_day{"carry_ended_of_day", CARRY_ENDED_WHERE("o.day_no = $1")};
constexpr Sql carry_line{
    "carry_ended_line",
    CARRY_ENDED_WHERE("o.day_no = $1 AND s.key_division = $2 AND s.key_id = $3 AND s.key_id <> ''")};
constexpr Sql carry_of_settlement{"carry_ended_of_settlement", CARRY_ENDED_WHERE("o.settlement_no = $1")};
#undef CARRY_ENDED_WHERE

constexpr Sql settle_lines{"settle_cleared_cases", R"sql(
    WITH cleared AS (
        SELECT c.case_no, c.owner, cl.cleared_day
        FROM clearing_line cl
        JOIN settlement s USING (settlement_no)
        JOIN difference_case c ON c.key_division = s.key_division AND c.key_id = s.key_id
        JOIN clearing_day d ON d.day_no = c.day_no
        WHERE cl.day_no = $1 AND c.state IN ('trying', 'open') AND c.kind <> 'details_total'
          AND d.platform = s.platform AND d.counterparty = s.counterparty AND d.direction = s.direction),
    settled AS (
        UPDATE difference_case c SET state = 'settled', ended_by = 'daemon', ended_at = instant_of($2),
                                     outcome = 'cleared on ' || g.cleared_day, taken_until = NULL
        FROM cleared g WHERE c.case_no = g.case_no AND g.owner = '')
    INSERT INTO case_note (case_no, at, author, text)
    SELECT case_no, instant_of($2), 'daemon', 'the line was cleared on ' || cleared_day FROM cleared)sql"};

}  // namespace

void hold_day_of_cases(Session& session, long long day_no) {
    session.run(hold_day, {day_no});
}

void carry_ended_of_day(Session& session, long long day_no) {
    session.run(carry_of_day, {day_no});
}

void carry_ended_line(Session& session, long long day_no, const SettlementKey& line) {
    session.run(carry_line, {day_no, line.treatment_division, line.settlement});
}

void carry_ended_of_settlement(Session& session, SettlementNo settlement) {
    session.run(carry_of_settlement, {settlement});
}

void settle_cleared(Session& session, long long day_no, Instant at) {
    session.run(settle_lines, {day_no, at});
}

}  // namespace clearing::postgres
