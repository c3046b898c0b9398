-- The prefund (DOMAIN §2): money that has moved, and live exposure. Official usage is computed from the ledger.

-- What a settlement holds of its counterparty's prefund from its intent until its outcome is known.
ALTER TABLE settlement ADD COLUMN reserved bigint NOT NULL DEFAULT 0
    CONSTRAINT settlement_reserves_no_less_than_nothing CHECK (reserved >= 0);

-- The view of V007 again: it lists the columns the table had then.
DROP VIEW settlement_record;
CREATE VIEW settlement_record AS
SELECT s.*,
       i.code AS institution, mi.code AS message_institution, bi.code AS bill_institution,
       o.id AS original_id,
       cl.cleared_day,
       (cl.settlement_no IS NULL
        AND (d.day_no IS NULL
             OR d.state = 'open'
             OR s.state IN ('awaiting_answer', 'not_sent', 'in_doubt', 'reversing')
             OR (EXISTS (SELECT FROM day_carried c
                         WHERE c.day_no = d.day_no AND c.key_division = s.key_division AND c.key_id = s.key_id)
                 AND NOT EXISTS (SELECT FROM day_late l JOIN clearing_day ld USING (day_no)
                                 WHERE l.key_division = s.key_division AND l.key_id = s.key_id
                                   AND ld.platform = s.platform AND ld.counterparty = s.counterparty
                                   AND ld.direction = s.direction AND ld.state <> 'open')))) AS day_open,
       (SELECT json_agg(json_build_object('type', p.type, 'name', p.name, 'amount', p.amount, 'in_scope', p.in_scope,
                                          'limit', p."limit", 'process_info', p.process_info) ORDER BY p.position)
        FROM settlement_payment p
        WHERE p.settlement_no = s.settlement_no AND p.revision = s.answer_revision) AS payments
FROM settlement s
JOIN institution i ON i.institution_no = s.institution_no
JOIN institution mi ON mi.institution_no = s.message_institution_no
JOIN institution bi ON bi.institution_no = s.bill_institution_no
LEFT JOIN settlement o ON o.settlement_no = s.cancels
LEFT JOIN clearing_line cl ON cl.settlement_no = s.settlement_no
LEFT JOIN clearing_day d ON d.platform = s.platform AND d.counterparty = s.counterparty
     AND d.direction = s.direction AND d.day = s.assigned_day;
GRANT SELECT ON settlement_record TO gateway_daemon;

-- One row per counterparty and direction, changed once a commit. Not books: prefund_recomputed counts it again. The
-- marks are those of the dated rows, kept here so that the level changes in the commit that crosses one.
CREATE TABLE prefund_exposure (
    counterparty text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('visitor', 'resident_away')),
    held bigint NOT NULL DEFAULT 0,             -- visitor: what the counterparty has with us; resident away: we with it
    exposure bigint NOT NULL DEFAULT 0,         -- reserved, and booked but not paid
    level text NOT NULL DEFAULT 'calm' CHECK (level IN ('calm', 'yellow', 'red', 'exhausted')),
    yellow_at integer, yellow_clear integer,    -- hundredths of what is held; NULL: not told yet, no level changes
    red_at integer, red_clear integer,
    exhausted_at integer, exhausted_clear integer,
    runs_out_soon boolean NOT NULL DEFAULT false, -- by the forecast
    PRIMARY KEY (counterparty, direction),
    CONSTRAINT prefund_is_never_below_nothing CHECK (held >= 0)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON prefund_exposure EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON prefund_exposure TO gateway_daemon;
GRANT UPDATE (held, exposure, level, yellow_at, yellow_clear, red_at, red_clear, exhausted_at, exhausted_clear,
              runs_out_soon) ON prefund_exposure TO gateway_daemon;

-- A level that was reached, or a forecast that came near, once per rise: an alarm is due until it is told.
CREATE TABLE prefund_rise (
    rise_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    counterparty text NOT NULL,
    direction text NOT NULL,
    level text NOT NULL CHECK (level IN ('yellow', 'red', 'exhausted', 'forecast')),
    held bigint NOT NULL,
    exposure bigint NOT NULL,
    at timestamptz NOT NULL,
    told_at timestamptz
);
CREATE INDEX prefund_rise_untold ON prefund_rise (rise_no) WHERE told_at IS NULL;
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON prefund_rise EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON prefund_rise TO gateway_daemon;
GRANT UPDATE (told_at) ON prefund_rise TO gateway_daemon;

-- Money that came or went at the bank, as entered by one person …
CREATE TABLE prefund_movement (
    movement_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    counterparty text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('visitor', 'resident_away')),
    platform text NOT NULL,
    year integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('first', 'annual', 'urgent', 'lowered', 'returned')),
    amount bigint NOT NULL CHECK (amount > 0),
    bank text NOT NULL CHECK (bank <> ''),
    serial text NOT NULL CHECK (serial <> ''),
    paid_on date NOT NULL,
    note text NOT NULL,
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL,
    -- A transaction of a bank stands in the books once.
    CONSTRAINT prefund_movement_of_the_bank UNIQUE (bank, serial, paid_on)
);
-- … and posted when another one has released it.
CREATE TABLE prefund_release (
    movement_no bigint PRIMARY KEY REFERENCES prefund_movement,
    voucher text NOT NULL UNIQUE,
    released_by text NOT NULL CHECK (released_by <> ''),
    released_at timestamptz NOT NULL
);
CREATE FUNCTION refuse_own_prefund_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM prefund_movement m WHERE m.movement_no = NEW.movement_no AND m.made_by = NEW.released_by) THEN
        RAISE EXCEPTION 'nobody releases what they made' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER second_person BEFORE INSERT ON prefund_release
    FOR EACH ROW EXECUTE FUNCTION refuse_own_prefund_release();

-- Prefund money is posted by a released movement and by nothing else; an offset against clearing (an agreement row) comes
-- by a voucher of its own.
CREATE FUNCTION refuse_unreleased_prefund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.voucher LIKE 'PF-%' AND NOT EXISTS (
        SELECT FROM prefund_release r JOIN prefund_movement m USING (movement_no)
        WHERE r.voucher = NEW.voucher AND m.counterparty = NEW.counterparty AND m.direction = NEW.direction
          AND m.amount = NEW.amount) THEN
        RAISE EXCEPTION 'a prefund movement is posted once two persons agree on it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER released_by_two BEFORE INSERT ON transfer
    FOR EACH ROW WHEN (NEW.voucher IS NOT NULL) EXECUTE FUNCTION refuse_unreleased_prefund();

-- A request to raise a prefund within the year: numbers and dates as they were when it was made.
CREATE TABLE prefund_urgent (
    urgent_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    counterparty text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('visitor', 'resident_away')),
    year integer NOT NULL,
    signed_on date NOT NULL,
    apply_by date,                              -- NULL: the calendar of that year is not loaded
    asked bigint NOT NULL CHECK (asked > 0),
    document jsonb NOT NULL,
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON prefund_movement EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON prefund_release EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON prefund_urgent EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON prefund_movement, prefund_release, prefund_urgent TO gateway_daemon;

-- What a transfer adds to what is booked and not yet paid, and to the prefund.
CREATE FUNCTION prefund_unpaid(t transfer) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN t.direction = 'visitor'
           THEN (t.debit IN ('R1', 'R2'))::int::bigint - (t.credit IN ('R1', 'R2'))::int::bigint
           ELSE (t.credit IN ('P1', 'P2'))::int::bigint - (t.debit IN ('P1', 'P2'))::int::bigint END * t.amount $$;
CREATE FUNCTION prefund_moved(t transfer) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN t.direction = 'visitor'
           THEN (t.credit = 'PR')::int::bigint - (t.debit = 'PR')::int::bigint
           ELSE (t.debit = 'PA')::int::bigint - (t.credit = 'PA')::int::bigint END * t.amount $$;

-- Settlements count themselves, once a commit. Whatever else is posted (payments, deductions, prefund money) comes by a
-- voucher, and is followed here by whoever posts it.
CREATE FUNCTION follow_voucher() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unpaid bigint := prefund_unpaid(NEW);
    moved bigint := prefund_moved(NEW);
BEGIN
    IF unpaid <> 0 OR moved <> 0 THEN
        INSERT INTO prefund_exposure (counterparty, direction) VALUES (NEW.counterparty, NEW.direction)
            ON CONFLICT DO NOTHING;
        UPDATE prefund_exposure SET exposure = exposure + unpaid, held = held + moved
        WHERE counterparty = NEW.counterparty AND direction = NEW.direction;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER followed_by_exposure AFTER INSERT ON transfer
    FOR EACH ROW WHEN (NEW.voucher IS NOT NULL) EXECUTE FUNCTION follow_voucher();

CREATE FUNCTION prefund_recomputed() RETURNS TABLE (counterparty text, direction text, held bigint, exposure bigint)
    LANGUAGE sql STABLE AS $$
    SELECT counterparty, direction, sum(held)::bigint, sum(exposure)::bigint FROM (
        SELECT s.counterparty, s.direction, 0 AS held, s.reserved AS exposure FROM settlement s
        WHERE s.reserved <> 0 AND (s.state IN ('awaiting_answer', 'not_sent', 'in_doubt')
                                   OR s.state = 'reversing' AND NOT s.had_been_booked)
        UNION ALL
        SELECT t.counterparty, t.direction, prefund_moved(t), prefund_unpaid(t) FROM transfer t) parts
    GROUP BY counterparty, direction $$;

-- Empty, always: what is kept and what the books say.
CREATE VIEW prefund_disagreement AS
SELECT coalesce(e.counterparty, r.counterparty) AS counterparty, coalesce(e.direction, r.direction) AS direction,
       coalesce(e.held, 0) AS held, coalesce(r.held, 0) AS held_by_the_books,
       coalesce(e.exposure, 0) AS exposure, coalesce(r.exposure, 0) AS exposure_by_the_books
FROM prefund_exposure e FULL JOIN prefund_recomputed() r
    ON r.counterparty = e.counterparty AND r.direction = e.direction
WHERE coalesce(e.held, 0) <> coalesce(r.held, 0) OR coalesce(e.exposure, 0) <> coalesce(r.exposure, 0);
GRANT SELECT ON prefund_disagreement TO gateway_daemon;

-- Books that were there before.
INSERT INTO prefund_exposure (counterparty, direction, held, exposure) SELECT * FROM prefund_recomputed();
