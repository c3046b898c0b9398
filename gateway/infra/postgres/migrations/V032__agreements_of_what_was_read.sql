-- What lines a day has may change until it is agreed: a line that the platform has not matched, or that its hospital has
-- not confirmed, is carried on; a partner tells its close again. Whoever agrees says which of these states its sums were
-- made from: two closers of one day beside each other would otherwise clear a line that one of them carries.
ALTER TABLE clearing_day ADD COLUMN content_revision bigint NOT NULL DEFAULT 0;
GRANT UPDATE (content_revision) ON clearing_day TO gateway_daemon;

-- A deduction is the hospital's (SETTLEMENT §6): borne by nobody else it could not be withdrawn, and a cancel would
-- leave it with the hospital.
ALTER TABLE adjustment ADD CONSTRAINT adjustment_deduction_is_hospitals
    CHECK (reason NOT IN ('deduction', 'deduction_withdrawn') OR bearer = 'hospital') NOT VALID;
ALTER TABLE adjustment_offer ADD CONSTRAINT offer_deduction_is_hospitals
    CHECK (reason NOT IN ('deduction', 'deduction_withdrawn') OR bearer = 'hospital') NOT VALID;

-- V015's open points of a year again, with those that have no day yet.
CREATE OR REPLACE FUNCTION open_of_year(wanted integer) RETURNS TABLE (kind text, id text, amount bigint) LANGUAGE sql STABLE AS $$
    WITH year AS (SELECT make_date(wanted, 1, 1) AS first, make_date(wanted, 12, 31) AS last)
    SELECT 'day', concat_ws('-', d.platform, d.counterparty, d.direction, d.day), 0::bigint
    FROM clearing_day d, year y
    WHERE d.day BETWEEN y.first AND y.last AND d.state NOT IN ('agreed', 'agreed_with_carried_lines')
    UNION ALL
    -- Unresolved, or booked and cleared on no day.
    SELECT 'settlement', s.id, s.claimed_total
    FROM settlement s CROSS JOIN year y LEFT JOIN cleared_line l USING (settlement_no)
    WHERE s.assigned_day BETWEEN y.first AND y.last AND l.settlement_no IS NULL
      AND s.state IN ('awaiting_answer', 'not_sent', 'in_doubt', 'reversing', 'booked', 'cancelled')
    UNION ALL
    -- A national visitor's has no day until its answer names one (SETTLEMENT §3): it is of the year it was opened in.
    SELECT 'settlement', s.id, s.claimed_total
    FROM settlement s CROSS JOIN year y
    WHERE s.assigned_day IS NULL AND s.state IN ('awaiting_answer', 'not_sent', 'in_doubt', 'reversing')
      AND (s.opened_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN y.first AND y.last
    UNION ALL
    SELECT 'not_noticed', concat_ws('-', c.platform, c.counterparty, c.direction), sum(c.amount)::bigint
    FROM cleared_cell c CROSS JOIN year y
    WHERE c.clearing_day BETWEEN y.first AND y.last
      AND NOT EXISTS (SELECT FROM notice n WHERE n.platform = c.platform AND n.counterparty = c.counterparty
                        AND n.direction = c.direction AND c.clearing_day BETWEEN n.first_day AND n.last_day)
    GROUP BY c.platform, c.counterparty, c.direction
    UNION ALL
    SELECT 'notice', o.notice, o.amount
    FROM (SELECT notice, sum(amount)::bigint AS amount
          FROM (SELECT notice, amount FROM notice_cell UNION ALL SELECT notice, -amount FROM notice_allocation) x
          GROUP BY notice HAVING sum(amount) <> 0) o
    JOIN notice n ON n.id = o.notice CROSS JOIN year y
    WHERE n.last_day BETWEEN y.first AND y.last
    UNION ALL
    SELECT 'payment', p.id, p.amount - coalesce(sum(CASE WHEN n.direction = p.direction THEN a.amount ELSE -a.amount END), 0)::bigint
    FROM bank_payment p CROSS JOIN year y LEFT JOIN notice_allocation a ON a.payment = p.id LEFT JOIN notice n ON n.id = a.notice
    WHERE p.moved_on BETWEEN y.first AND y.last AND NOT p.bounced
    GROUP BY p.id, p.amount
    HAVING p.amount <> coalesce(sum(CASE WHEN n.direction = p.direction THEN a.amount ELSE -a.amount END), 0)
$$;
