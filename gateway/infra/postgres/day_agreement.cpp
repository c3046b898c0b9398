#include "gateway/infra/postgres/day_agreement.hpp"

#include "gateway/infra/postgres/arrays.hpp"
#include "gateway/infra/postgres/day_content.hpp"
#include "gateway/infra/postgres/ended_cases.hpp"
#include "gateway/infra/postgres/json_statement.hpp"

namespace clearing::postgres {
namespace {

constexpr Sql day_to_agree{"day_to_agree", R"sql(
    SELECT d.day_no, d.state, d.content_revision, s.id AS statement_id
    FROM clearing_day d LEFT JOIN statement s USING (day_no)
    WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day = $4
    FOR UPDATE OF d)sql"};

// Before the late ones: what is left out does not clear.
constexpr Sql leave_out{"leave_out", R"sql(
    INSERT INTO day_left_out (day_no, settlement_no, reason)
    SELECT $5::bigint, s.settlement_no,
           CASE WHEN EXISTS (SELECT FROM difference f WHERE f.day_no = $5 AND f.key_division = s.key_division
                             AND f.key_id = s.key_id) THEN 'difference' ELSE 'disputed' END
    FROM named_day_lines($1, $2, $3, $4, $5, true, $6, $7) s
    ON CONFLICT DO NOTHING)sql"};

constexpr Sql clear_late{"clear_late", R"sql(
    INSERT INTO clearing_line (settlement_no, day_no, cleared_day, statement_id)
    SELECT s.settlement_no, $5::bigint, $4::date, $6 FROM late_day_lines($1, $2, $3, $4, $5, true) s
    WHERE NOT EXISTS (SELECT FROM day_left_out o WHERE o.day_no = $5 AND o.settlement_no = s.settlement_no))sql"};

constexpr Sql post_clearing{"post_clearing", R"sql(
    INSERT INTO transfer (statement_id, event, debit, credit, component, amount, platform, counterparty,
                          insurance_type, care, direction, clearing_day, posted_at)
    VALUES ($1, 'clearing_agreed', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, instant_of($12)))sql"};

// What vouchers changed on the day clears with its lines, by cell; a cell that is owed the other way, the other way
// round. An adjustment never clears before its line: where that is left out it waits, and clears with it when it is
// late, or the region would be owed what was taken off and not what it was taken off.
constexpr Sql clear_adjustments{"clear_adjustments", R"sql(
    INSERT INTO transfer (statement_id, event, debit, credit, component, amount, platform, counterparty,
                          insurance_type, care, direction, clearing_day, posted_at)
    SELECT $1, 'adjustments_cleared',
           CASE WHEN ($4 = 'visitor') = (owed > 0) THEN CASE $4 WHEN 'visitor' THEN 'R2' ELSE 'P2' END
                ELSE CASE $4 WHEN 'visitor' THEN 'R1' ELSE 'P1' END END,
           CASE WHEN ($4 = 'visitor') = (owed > 0) THEN CASE $4 WHEN 'visitor' THEN 'R1' ELSE 'P1' END
                ELSE CASE $4 WHEN 'visitor' THEN 'R2' ELSE 'P2' END END,
           component, abs(owed), $2, $3, insurance_type, care, $4, $5, instant_of($6)
    FROM (SELECT insurance_type, care, component,
                 sum(CASE WHEN debit = 'R1' OR credit = 'P1' THEN amount ELSE -amount END)::bigint AS owed
          FROM (SELECT t.insurance_type, t.care, t.component, t.debit, t.credit, t.amount
                FROM transfer t LEFT JOIN adjustment a ON a.voucher = t.voucher
                WHERE t.platform = $2 AND t.counterparty = $3 AND t.direction = $4 AND t.clearing_day = $5
                  AND t.voucher <> ''
                  AND (a.settlement_no IS NULL
                       OR EXISTS (SELECT FROM clearing_line cl WHERE cl.settlement_no = a.settlement_no)
                       OR EXISTS (SELECT FROM settlement s
                                  WHERE s.settlement_no = a.settlement_no
                                    AND (cleared_on_its_day(s)
                                         -- It does so by this agreement, which is not written down yet.
                                         OR s.assigned_day = $5 AND s.state IN ('booked', 'cancelled')
                                            AND NOT EXISTS (SELECT FROM day_carried c
                                                            WHERE c.day_no = $7 AND c.key_division = s.key_division
                                                              AND c.key_id = s.key_id)
                                            AND NOT EXISTS (SELECT FROM day_left_out o
                                                            WHERE o.day_no = $7
                                                              AND o.settlement_no = s.settlement_no))))
                UNION ALL
                SELECT t.insurance_type, t.care, t.component, t.debit, t.credit, t.amount
                FROM clearing_line cl
                JOIN adjustment a USING (settlement_no)
                JOIN transfer t ON t.voucher = a.voucher
                WHERE cl.day_no = $7 AND t.clearing_day < $5) cleared
          WHERE debit IN ('R1', 'P1') OR credit IN ('R1', 'P1')
          GROUP BY insurance_type, care, component) adjusted
    WHERE owed <> 0
    ORDER BY insurance_type, care, component)sql"};

constexpr Sql insert_statement{"insert_statement", R"sql(
    INSERT INTO statement (id, day_no, day, receivable_or_payable, document, made_at)
    VALUES ($1, $2, $3, $4, $5, instant_of($6)))sql"};

constexpr Sql mark_agreed{"mark_day_agreed", R"sql(
    UPDATE clearing_day SET state = $2, content_fixed = true, changed_at = instant_of($3) WHERE day_no = $1)sql"};

void post_cells(Session& session, const ports::DayAgreement& agreement) {
    const DayKey& key = agreement.day.key;
    for (std::size_t i = 0; i < agreement.cells.size(); ++i) {
        const Transfer& transfer = agreement.transfers_per_cell[i];
        const StatementCell& cell = agreement.cells[i];
        session.run(post_clearing,
                    {agreement.statement.id, name_of(transfer.debit), name_of(transfer.credit),
                     name_of(transfer.component), transfer.amount, key.platform, key.counterparty, cell.insurance_type,
                     name_of(cell.care), name_of(key.direction), key.day, agreement.at});
    }
}

}  // namespace

Result<void> write_agreement(Session& session, const ports::DayAgreement& agreement) {
    const DayKey& key = agreement.day.key;
    const Statement& statement = agreement.statement;
    const auto day = session.first(day_to_agree, {key.platform, key.counterparty, name_of(key.direction), key.day});
    if (!day || day->text("state") == "open") return fail(ErrorCode::conflict, "the day is not closed");
    if (!day->is_null("statement_id")) {
        if (day->text("statement_id") == statement.id) return {};
        return fail(ErrorCode::conflict, "the day is agreed under another statement");
    }
    if (day->number("content_revision") != agreement.content_revision)
        return fail(ErrorCode::conflict, "the day's lines have changed since they were summed up");
    if (agreement.transfers_per_cell.size() != agreement.cells.size() || !is_agreed(agreement.day.state))
        return fail(ErrorCode::conflict, "the clearing does not fit its cells");

    // After this point the agreement must succeed.
    const long long day_no = day->number("day_no");
    const KeyArrays left_out = key_arrays(agreement.left_out);
    const DayHead head{day_no, true, true};
    Arguments leaving = arguments_of(key, head), clearing = leaving;
    leaving.insert(leaving.end(), {left_out.divisions, left_out.ids});
    clearing.emplace_back(statement.id);
    if (!agreement.left_out.empty()) session.run(leave_out, leaving);
    session.run(clear_late, clearing);
    for (const SettlementKey& carried : agreement.carried)
        carry_out(session, key, carried);
    post_cells(session, agreement);
    session.run(clear_adjustments,
                {statement.id, key.platform, key.counterparty, name_of(key.direction), key.day, agreement.at, day_no});
    settle_cleared(session, day_no, agreement.at);
    // A case may have ended since the lines were compared: its line has nothing left to wait for.
    carry_ended_of_day(session, day_no);
    session.run(insert_statement, {statement.id, day_no, key.day, statement.receivable_or_payable(), whole(statement),
                                   statement.made_at});
    session.run(mark_agreed, {day_no, name_of(agreement.day.state), agreement.at});
    return {};
}

}  // namespace clearing::postgres
