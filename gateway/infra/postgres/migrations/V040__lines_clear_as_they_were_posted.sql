-- V016's proof again, with two laws about lines that clear on another day than their own, and about cancels (decision
-- 0032).

-- What a settlement's own postings have added to what is owed and not cleared (R1, P1). By transfer_settlement.
CREATE FUNCTION uncleared_by(of_settlement bigint) RETURNS TABLE (component text, uncleared bigint)
LANGUAGE sql STABLE AS $$
    SELECT t.component,
           sum(CASE WHEN t.debit = 'R1' OR t.credit = 'P1' THEN t.amount ELSE 0 END
               - CASE WHEN t.credit = 'R1' OR t.debit = 'P1' THEN t.amount ELSE 0 END)::bigint
    FROM transfer t WHERE t.settlement_no = of_settlement GROUP BY t.component
$$;

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
    -- 3. What a day's clearing moved is what its statement says, with the day's adjustments.
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
    adjusted AS (
        SELECT d.platform, d.counterparty, d.direction, a.component, sum(a.amount)::bigint AS amount
        FROM adjustment j JOIN adjustment_amount a USING (adjustment_no) JOIN clearing_day d USING (day_no)
        WHERE d.day = wanted AND d.state IN ('agreed', 'agreed_with_carried_lines')
        GROUP BY d.platform, d.counterparty, d.direction, a.component),
    adjustments_cleared AS (
        SELECT m.platform, m.counterparty, m.direction, m.component, sum(m.cleared)::bigint AS amount
        FROM moved m WHERE m.clearing_day = wanted AND m.event = 'adjustments_cleared'
        GROUP BY m.platform, m.counterparty, m.direction, m.component),
    -- 4. And it is what the lines that cleared had posted, by whatever agreement: what is posted by one and cleared by
    -- another stays uncleared for ever. OFFSET 0: day by day, not all lines there ever were.
    lines AS MATERIALIZED (
        SELECT s.settlement_no, s.kind, s.cancels, s.platform, s.counterparty, s.direction
        FROM clearing_day d
        CROSS JOIN LATERAL (SELECT c.settlement_no FROM cleared_line c WHERE c.day_no = d.day_no OFFSET 0) l
        JOIN settlement s USING (settlement_no)
        WHERE d.day = wanted),
    posted_by_lines AS (
        SELECT l.platform, l.counterparty, l.direction, p.component, sum(p.uncleared)::bigint AS amount
        FROM lines l CROSS JOIN LATERAL uncleared_by(l.settlement_no) p
        GROUP BY l.platform, l.counterparty, l.direction, p.component),
    -- 5. A settlement and its cancel have posted nothing together.
    not_taken_back AS (
        SELECT l.platform, l.counterparty, l.direction, x.component, -x.posted AS expected, x.taken_back AS found
        FROM lines l
        CROSS JOIN LATERAL (SELECT component, coalesce(o.uncleared, 0) AS posted, coalesce(c.uncleared, 0) AS taken_back
                            FROM uncleared_by(l.cancels) o
                            FULL JOIN uncleared_by(l.settlement_no) c USING (component)) x
        WHERE l.kind = 'cancel' AND -x.posted <> x.taken_back),
    -- 6. What waits unallocated now is what payments have left.
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
    SELECT 'clearing', platform, counterparty, direction, component, coalesce(p.amount, 0), coalesce(c.amount, 0)
    FROM posted_by_lines p FULL JOIN cleared c USING (platform, counterparty, direction, component)
    WHERE coalesce(p.amount, 0) <> coalesce(c.amount, 0)
    UNION ALL SELECT 'cancel', n.* FROM not_taken_back n
    UNION ALL
    SELECT 'adjustments', platform, counterparty, direction, component, coalesce(a.amount, 0), coalesce(c.amount, 0)
    FROM adjusted a FULL JOIN adjustments_cleared c USING (platform, counterparty, direction, component)
    WHERE coalesce(a.amount, 0) <> coalesce(c.amount, 0)
    UNION ALL
    SELECT 'unallocated', platform, counterparty, direction, 'unallocated', coalesce(u.amount, 0), coalesce(w.amount, 0)
    FROM waiting w FULL JOIN unallocated u USING (platform, counterparty, direction)
    WHERE coalesce(u.amount, 0) <> coalesce(w.amount, 0)
$$;
