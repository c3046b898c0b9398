-- What becomes of a line when its case ends, and who may end it.

-- Two persons on money: who works on a case, who gave it to him and who found it are not the one who moves its money.
ALTER TABLE difference_case ADD COLUMN assigned_by text NOT NULL DEFAULT '';
GRANT UPDATE (assigned_by) ON difference_case TO gateway_daemon;
ALTER TABLE difference_case DROP CONSTRAINT difference_case_money_needs_two;
ALTER TABLE difference_case ADD CONSTRAINT difference_case_money_needs_two
    CHECK (voucher = '' OR (owner <> '' AND ended_by <> owner AND ended_by <> opened_by AND ended_by <> assigned_by));

-- Cases by their line, whatever day they are of; those past their last day.
CREATE INDEX difference_case_line ON difference_case (key_division, key_id);
CREATE INDEX difference_case_overdue ON difference_case (due) WHERE state IN ('trying', 'open');

-- V013's lines of a day again: a line that was left out of a day stays among its lines until another one clears it,
-- carried or not. Compared again the day is what it was on both sides, whichever of them carries the line.
CREATE OR REPLACE FUNCTION own_day_lines(of_platform text, of_counterparty text, of_direction text, of_day date,
                                         of_day_no bigint)
RETURNS SETOF settlement LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.* FROM settlement s
    WHERE s.platform = of_platform AND s.counterparty = of_counterparty AND s.direction = of_direction
      AND s.assigned_day = of_day AND s.state IN ('booked', 'cancelled')
      AND NOT EXISTS (SELECT FROM day_carried c
                      WHERE c.day_no = of_day_no AND c.key_division = s.key_division AND c.key_id = s.key_id
                        AND NOT EXISTS (SELECT FROM day_left_out o
                                        WHERE o.day_no = c.day_no AND o.settlement_no = s.settlement_no))
      AND NOT EXISTS (SELECT FROM clearing_line cl WHERE cl.settlement_no = s.settlement_no)
$$;

-- And the late ones: a day that took a line in and left it out may carry it on, as any line of its own.
CREATE OR REPLACE FUNCTION late_lines_so_far(of_platform text, of_counterparty text, of_direction text, of_day date,
                                             of_day_no bigint)
RETURNS SETOF settlement LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.* FROM clearing_day e
    JOIN day_carried c ON c.day_no = e.day_no
    JOIN settlement s ON s.direction = e.direction AND s.key_division = c.key_division AND s.key_id = c.key_id
    WHERE e.platform = of_platform AND e.counterparty = of_counterparty AND e.direction = of_direction
      AND e.day < of_day AND s.key_id <> '' AND s.platform = of_platform AND s.counterparty = of_counterparty
      AND s.assigned_day = e.day AND s.state IN ('booked', 'cancelled')
      AND NOT EXISTS (SELECT FROM clearing_line cl WHERE cl.settlement_no = s.settlement_no)
      AND NOT EXISTS (SELECT FROM day_late l JOIN clearing_day ld USING (day_no)
                      WHERE l.key_division = s.key_division AND l.key_id = s.key_id AND l.day_no <> of_day_no
                        AND ld.platform = s.platform AND ld.counterparty = s.counterparty
                        AND ld.direction = s.direction
                        AND NOT EXISTS (SELECT FROM day_carried on_again
                                        WHERE on_again.day_no = l.day_no
                                          AND on_again.key_division = s.key_division
                                          AND on_again.key_id = s.key_id))
$$;

-- V016's proof again, by when adjustments clear.
CREATE OR REPLACE FUNCTION ledger_proof(wanted date)
    RETURNS TABLE (law text, platform text, counterparty text, direction text, component text, expected bigint,
                   found bigint) LANGUAGE sql STABLE AS $$
    WITH moved AS (
        -- What each transfer adds to what is owed: uncleared (R1, P1) and cleared (R2, P2), up to the day.
        SELECT t.*,
               CASE WHEN t.debit = 'R1' OR t.credit = 'P1' THEN t.amount ELSE 0 END
                   - CASE WHEN t.credit = 'R1' OR t.debit = 'P1' THEN t.amount ELSE 0 END AS uncleared,
               CASE WHEN t.debit = 'R2' OR t.credit = 'P2' THEN t.amount ELSE 0 END
                   - CASE WHEN t.credit = 'R2' OR t.debit = 'P2' THEN t.amount ELSE 0 END AS cleared
        FROM transfer t WHERE t.clearing_day <= wanted),
    -- 1. A settlement's own postings are its amounts by the formula, or nothing once it is reversed.
    posted AS (
        SELECT m.settlement_no, m.component, sum(m.uncleared)::bigint AS amount
        FROM moved m WHERE m.settlement_no IN (SELECT settlement_no FROM transfer WHERE clearing_day = wanted)
        GROUP BY m.settlement_no, m.component),
    booked AS (
        SELECT s.settlement_no, s.platform, s.counterparty, s.direction, c.component,
               CASE WHEN s.state IN ('booked', 'cancelled') THEN c.amount WHEN s.state = 'reversed' THEN 0 END AS amount
        FROM settlement s CROSS JOIN LATERAL (VALUES
            ('hifp', s.hifp), ('cvlserv', s.cvlserv), ('hifes', s.hifes), ('hifmi', s.hifmi), ('hifob', s.hifob),
            ('maf', s.maf), ('hifdm', s.hifdm), ('oth', s.oth), ('acct', s.account - s.mutual_aid),
            ('mulaid', s.mutual_aid)) AS c(component, amount)
        WHERE s.settlement_no IN (SELECT settlement_no FROM posted)),
    -- The formula of a posting's day stands on that day's statement; before the day is agreed it is what was posted.
    wrong_settlements AS (
        SELECT b.platform, b.counterparty, b.direction, b.component, b.amount AS expected, p.amount AS found
        FROM booked b JOIN posted p USING (settlement_no, component)
        WHERE b.amount IS NOT NULL AND p.amount <> b.amount),
    left_out_components AS (
        SELECT b.platform, b.counterparty, b.direction, b.component, b.amount AS expected, 0::bigint AS found
        FROM booked b
        JOIN settlement s USING (settlement_no)
        JOIN cleared_line l USING (settlement_no)
        JOIN statement st ON st.id = l.statement_id AND l.cleared_day = wanted
        WHERE s.kind = 'settle' AND s.assigned_day = wanted AND b.amount <> 0
          AND st.document -> 'formula' -> 'components' ? b.component
          AND NOT EXISTS (SELECT FROM posted p WHERE p.settlement_no = b.settlement_no AND p.component = b.component)),
    -- 2. R1 + R2 = booked less reversed, cancelled, deducted and paid (P1 + P2 likewise), per pair and component.
    owed AS (
        SELECT m.platform, m.counterparty, m.direction, m.component, sum(m.uncleared + m.cleared)::bigint AS amount
        FROM moved m GROUP BY m.platform, m.counterparty, m.direction, m.component),
    documents AS (
        SELECT x.platform, x.counterparty, x.direction, x.component, sum(x.amount)::bigint AS amount
        FROM (SELECT m.platform, m.counterparty, m.direction, m.component, m.uncleared AS amount
              FROM moved m WHERE m.settlement_no IS NOT NULL
              UNION ALL
              SELECT d.platform, d.counterparty, d.direction, a.component, a.amount
              FROM adjustment j JOIN adjustment_amount a USING (adjustment_no) JOIN clearing_day d USING (day_no)
              WHERE d.day <= wanted
              UNION ALL
              SELECT n.platform, n.counterparty, n.direction, a.component, -a.amount
              FROM notice_allocation a JOIN notice n ON n.id = a.notice
              WHERE a.voucher IN (SELECT voucher FROM moved WHERE voucher IS NOT NULL)) x
        GROUP BY x.platform, x.counterparty, x.direction, x.component),
    -- 3. What a day's clearing moved is what its statement says, with the adjustments of what has cleared.
    stated AS (
        SELECT d.platform, d.counterparty, d.direction, c.component, sum(c.amount)::bigint AS amount
        FROM clearing_day d
        JOIN statement s USING (day_no)
        CROSS JOIN LATERAL jsonb_to_recordset(s.document -> 'clearing') AS c(component text, amount bigint)
        WHERE d.day = wanted GROUP BY d.platform, d.counterparty, d.direction, c.component),
    cleared AS (
        SELECT m.platform, m.counterparty, m.direction, m.component, sum(m.cleared)::bigint AS amount
        FROM moved m WHERE m.clearing_day = wanted AND m.statement_id IS NOT NULL AND m.event = 'clearing_agreed'
        GROUP BY m.platform, m.counterparty, m.direction, m.component),
    -- An adjustment clears on its day, or with its line when that clears later: never before it.
    adjusted AS (
        SELECT d.platform, d.counterparty, d.direction, a.component, sum(a.amount)::bigint AS amount
        FROM adjustment j
        JOIN adjustment_amount a USING (adjustment_no)
        JOIN clearing_day d USING (day_no)
        CROSS JOIN LATERAL (
            SELECT l.cleared_day FROM clearing_line l WHERE l.settlement_no = j.settlement_no
            UNION ALL
            SELECT s.assigned_day FROM settlement s
            WHERE s.settlement_no = j.settlement_no AND cleared_on_its_day(s)) line
        WHERE greatest(d.day, line.cleared_day) = wanted
          AND (d.day < wanted OR d.state IN ('agreed', 'agreed_with_carried_lines'))
        GROUP BY d.platform, d.counterparty, d.direction, a.component),
    adjustments_cleared AS (
        SELECT m.platform, m.counterparty, m.direction, m.component, sum(m.cleared)::bigint AS amount
        FROM moved m WHERE m.clearing_day = wanted AND m.event = 'adjustments_cleared'
        GROUP BY m.platform, m.counterparty, m.direction, m.component),
    -- 4. What waits unallocated now is what payments have left.
    waiting AS (
        SELECT t.platform, t.counterparty, t.direction,
               sum(CASE WHEN t.credit = 'CF' THEN t.amount ELSE -t.amount END)::bigint AS amount
        FROM transfer t WHERE t.component = 'unallocated' AND 'CF' IN (t.debit, t.credit)
        GROUP BY t.platform, t.counterparty, t.direction),
    unallocated AS (
        SELECT p.platform, p.counterparty, p.direction, sum(p.amount - coalesce(a.amount, 0))::bigint AS amount
        FROM bank_payment p
        LEFT JOIN (SELECT a.payment, sum(CASE WHEN n.direction = 'visitor' THEN a.amount ELSE -a.amount END) AS amount
                   FROM notice_allocation a JOIN notice n ON n.id = a.notice
                   WHERE a.payment IS NOT NULL GROUP BY a.payment) a ON a.payment = p.id
        WHERE p.direction = 'visitor' AND NOT p.bounced
        GROUP BY p.platform, p.counterparty, p.direction)
    SELECT 'settlement', w.* FROM wrong_settlements w
    UNION ALL SELECT 'formula', w.* FROM left_out_components w
    UNION ALL
    SELECT 'owed', platform, counterparty, direction, component, coalesce(d.amount, 0), coalesce(o.amount, 0)
    FROM owed o FULL JOIN documents d USING (platform, counterparty, direction, component)
    WHERE coalesce(d.amount, 0) <> coalesce(o.amount, 0)
    UNION ALL
    SELECT 'statement', platform, counterparty, direction, component, coalesce(s.amount, 0), coalesce(c.amount, 0)
    FROM stated s FULL JOIN cleared c USING (platform, counterparty, direction, component)
    WHERE coalesce(s.amount, 0) <> coalesce(c.amount, 0)
    UNION ALL
    SELECT 'adjustments', platform, counterparty, direction, component, coalesce(a.amount, 0), coalesce(c.amount, 0)
    FROM adjusted a FULL JOIN adjustments_cleared c USING (platform, counterparty, direction, component)
    WHERE coalesce(a.amount, 0) <> coalesce(c.amount, 0)
    UNION ALL
    SELECT 'unallocated', platform, counterparty, direction, 'unallocated', coalesce(u.amount, 0), coalesce(w.amount, 0)
    FROM waiting w FULL JOIN unallocated u USING (platform, counterparty, direction)
    WHERE coalesce(u.amount, 0) <> coalesce(w.amount, 0)
$$;
