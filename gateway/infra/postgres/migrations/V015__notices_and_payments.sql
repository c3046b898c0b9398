-- Notices of what has cleared, and the money that settles them (DOMAIN §2 clearing, SETTLEMENT §6). Amounts, signatures
-- and allocations are appended; of a notice only how far it has come is updated.

CREATE TABLE notice (
    id text PRIMARY KEY CHECK (id <> ''),
    platform text NOT NULL,
    counterparty text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('visitor', 'resident_away')),
    first_day date NOT NULL,
    last_day date NOT NULL,
    lines bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('made', 'checked', 'released', 'handed_over')),
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL,
    checked_by text,
    checked_at timestamptz,
    released_by text,
    released_at timestamptz,
    handed_over_by text,
    handed_over_at timestamptz,
    hand_over_due date,
    hand_over_due_missing text NOT NULL,
    payment_due date,
    payment_due_missing text NOT NULL,
    carried_into text REFERENCES notice,
    revision integer NOT NULL,
    CONSTRAINT notice_period CHECK (first_day <= last_day),
    -- Nobody checks or releases what they made (DOMAIN §2), whatever the services believe.
    CONSTRAINT notice_checked_by_another CHECK (checked_by <> made_by),
    CONSTRAINT notice_released_by_another CHECK (released_by <> made_by),
    CONSTRAINT notice_signed_in_order CHECK (
        (state <> 'made') = (checked_by IS NOT NULL)
        AND (state IN ('released', 'handed_over')) = (released_by IS NOT NULL)
        AND (state = 'handed_over') = (handed_over_by IS NOT NULL)),
    -- What has cleared stands on one notice.
    UNIQUE (platform, counterparty, direction, first_day),
    UNIQUE (platform, counterparty, direction, last_day)
);
CREATE TABLE notice_cell (
    notice text NOT NULL REFERENCES notice,
    part text NOT NULL CHECK (part IN ('cleared', 'carried')),
    insurance_type text NOT NULL,
    care text NOT NULL CHECK (care IN ('outpatient', 'inpatient')),
    component text NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (notice, part, insurance_type, care, component)
);

CREATE TABLE bank_payment (
    payment_no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY CHECK (id <> ''),
    bank text NOT NULL CHECK (bank <> ''),
    serial text NOT NULL CHECK (serial <> ''),
    moved_on date NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    platform text NOT NULL,
    counterparty text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('visitor', 'resident_away')),
    names_notice text NOT NULL,
    entered_by text NOT NULL CHECK (entered_by <> ''),
    entered_at timestamptz NOT NULL,
    bounced boolean NOT NULL,
    bounce_reason text NOT NULL,
    revision integer NOT NULL,
    CONSTRAINT bank_payment_once UNIQUE (bank, serial)
);
CREATE TABLE notice_allocation (
    allocation_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice text NOT NULL REFERENCES notice,
    payment text REFERENCES bank_payment,       -- none: a netting without a difference, an offset, carried on
    voucher text REFERENCES voucher,            -- none: carried on to a later notice
    insurance_type text NOT NULL,
    care text NOT NULL CHECK (care IN ('outpatient', 'inpatient')),
    component text NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0)
);
CREATE INDEX notice_allocation_notice ON notice_allocation (notice);
CREATE INDEX notice_allocation_payment ON notice_allocation (payment) WHERE payment IS NOT NULL;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_cell EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_allocation EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON notice EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON bank_payment EXECUTE FUNCTION refuse_change();

-- A signature is given once.
CREATE FUNCTION refuse_signing_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.checked_by IS NOT NULL AND NEW.checked_by IS DISTINCT FROM OLD.checked_by)
       OR (OLD.released_by IS NOT NULL AND NEW.released_by IS DISTINCT FROM OLD.released_by)
       OR (OLD.handed_over_by IS NOT NULL AND NEW.handed_over_by IS DISTINCT FROM OLD.handed_over_by) THEN
        RAISE EXCEPTION 'a signature is given once' USING ERRCODE = 'check_violation', CONSTRAINT = 'notice_signed_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signed_once BEFORE UPDATE ON notice FOR EACH ROW EXECUTE FUNCTION refuse_signing_again();

GRANT SELECT, INSERT ON notice, notice_cell, bank_payment, notice_allocation TO gateway_daemon;
GRANT UPDATE (state, checked_by, checked_at, released_by, released_at, handed_over_by, handed_over_at, payment_due,
              payment_due_missing, carried_into, revision) ON notice TO gateway_daemon;
GRANT UPDATE (bounced, bounce_reason, revision) ON bank_payment TO gateway_daemon;

-- What a day's clearing made of each cell, adjustments with it.
CREATE VIEW cleared_cell AS
SELECT platform, counterparty, direction, clearing_day, insurance_type, care, component,
       sum(CASE WHEN debit = 'R2' OR credit = 'P2' THEN amount ELSE -amount END)::bigint AS amount
FROM transfer
WHERE statement_id IS NOT NULL AND (debit IN ('R2', 'P2') OR credit IN ('R2', 'P2'))
GROUP BY platform, counterparty, direction, clearing_day, insurance_type, care, component;
GRANT SELECT ON cleared_cell TO gateway_daemon;
CREATE INDEX transfer_cleared ON transfer (platform, counterparty, direction, clearing_day) WHERE statement_id IS NOT NULL;

-- What of a year is not closed yet (DOMAIN §2: by the end of the next one's first quarter).
CREATE FUNCTION open_of_year(wanted integer) RETURNS TABLE (kind text, id text, amount bigint) LANGUAGE sql STABLE AS $$
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
