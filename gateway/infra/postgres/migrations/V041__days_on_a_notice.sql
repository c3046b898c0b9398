-- What has cleared stands on exactly one notice, whenever its day was begun: by the days themselves and not by a
-- notice's first and last one. A settlement that was in doubt may begin a day behind the last notice.
ALTER TABLE clearing_day
    ADD COLUMN notice text REFERENCES notice,
    ADD CONSTRAINT clearing_day_noticed_once_agreed
        CHECK (notice IS NULL OR state IN ('agreed', 'agreed_with_carried_lines'));
GRANT UPDATE (notice) ON clearing_day TO gateway_daemon;

CREATE FUNCTION refuse_another_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a day stands on one notice' USING ERRCODE = 'check_violation', CONSTRAINT = 'clearing_day_one_notice';
END $$;
CREATE TRIGGER one_notice BEFORE UPDATE OF notice ON clearing_day
    FOR EACH ROW WHEN (OLD.notice IS NOT NULL AND NEW.notice IS DISTINCT FROM OLD.notice)
    EXECUTE FUNCTION refuse_another_notice();

-- What was agreed before its notice was made is on it. When that was the audit knows: who takes over a draft makes it
-- again. What was agreed afterwards is taken in by the next one.
UPDATE clearing_day d SET notice = n.id FROM notice n
WHERE n.platform = d.platform AND n.counterparty = d.counterparty AND n.direction = d.direction
  AND d.day BETWEEN n.first_day AND n.last_day AND d.state IN ('agreed', 'agreed_with_carried_lines')
  AND d.changed_at <= coalesce((SELECT min(a.at) FROM audit_event a WHERE a.event = 'notice_made' AND a.subject = n.id),
                               n.made_at);

-- The days of a pair come one after the other: months and notices wait for one that is missing, and nobody began it.
-- Where more than a year is missing some clock was wrong.
INSERT INTO clearing_day (platform, counterparty, direction, day, state, changed_at)
SELECT d.platform, d.counterparty, d.direction, d.day + missing, 'open', now()
FROM (SELECT platform, counterparty, direction, day,
             lead(day) OVER (PARTITION BY platform, counterparty, direction ORDER BY day) - day AS step
      FROM clearing_day) d,
     generate_series(1, d.step - 1) missing
WHERE d.step <= 366;

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
    JOIN clearing_day d ON d.platform = c.platform AND d.counterparty = c.counterparty AND d.direction = c.direction
                       AND d.day = c.clearing_day
    WHERE c.clearing_day BETWEEN y.first AND y.last AND d.notice IS NULL
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
