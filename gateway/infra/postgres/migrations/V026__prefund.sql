-- The prefund (DOMAIN §2): money that has moved, and live exposure. Official usage is computed from the ledger.

-- What a settlement holds of its counterparty's prefund from its intent until its outcome is known.
ALTER TABLE settlement ADD COLUMN reserved bigint NOT NULL DEFAULT 0
    CONSTRAINT settlement_reserves_no_less_than_nothing CHECK (reserved >= 0);

-- The view of V013 again: it lists the columns the table had then.
DROP VIEW settlement_record;
CREATE VIEW settlement_record AS
SELECT s.*,
       i.code AS institution, mi.code AS message_institution, bi.code AS bill_institution,
       o.id AS original_id,
       coalesce(cl.cleared_day,
                CASE WHEN d.state IN ('agreed', 'agreed_with_carried_lines') AND s.state IN ('booked', 'cancelled')
                      AND NOT EXISTS (SELECT FROM day_carried c WHERE c.day_no = d.day_no
                                      AND c.key_division = s.key_division AND c.key_id = s.key_id)
                      AND NOT EXISTS (SELECT FROM day_left_out lo
                                      WHERE lo.day_no = d.day_no AND lo.settlement_no = s.settlement_no)
                     THEN d.day END) AS cleared_day,
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

-- One row per prefund that is kept, changed once a commit; where there is none nothing is counted. Not books:
-- prefund_by_the_books counts it again. The marks are those of the dated rows, kept here so that the level changes in the
-- commit that crosses one.
CREATE TABLE prefund_exposure (
    counterparty text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('visitor', 'resident_away')),
    counted boolean NOT NULL DEFAULT false,     -- false: begun just now, what was before is not in it yet
    held bigint NOT NULL DEFAULT 0,             -- visitor: what the counterparty has with us; resident away: we with it
    exposure bigint NOT NULL DEFAULT 0,         -- reserved, and booked but not paid
    level text NOT NULL DEFAULT 'calm' CHECK (level IN ('calm', 'yellow', 'red', 'exhausted')),
    yellow_at integer, yellow_clear integer,    -- hundredths of what is held; NULL: not told yet, no level changes
    red_at integer, red_clear integer,
    exhausted_at integer, exhausted_clear integer,
    runs_out_soon boolean NOT NULL DEFAULT false, -- by the forecast
    PRIMARY KEY (counterparty, direction),
    CONSTRAINT prefund_is_never_below_nothing CHECK (held >= 0 OR NOT counted)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON prefund_exposure EXECUTE FUNCTION refuse_change();
-- UPDATE of the whole table, for beginning one takes the lock that goes with it.
GRANT SELECT, INSERT, UPDATE ON prefund_exposure TO gateway_daemon;

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
    -- A transaction of a bank is entered once.
    CONSTRAINT prefund_movement_of_the_bank UNIQUE (bank, serial)
);
-- … and posted when another one has released it. The voucher follows in the same commit.
CREATE TABLE prefund_release (
    movement_no bigint PRIMARY KEY REFERENCES prefund_movement,
    voucher text NOT NULL UNIQUE REFERENCES voucher DEFERRABLE INITIALLY DEFERRED,
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

-- A movement's voucher is posted once two persons agree on it. An offset against clearing (an agreement row) comes by the
-- notice's own voucher.
CREATE FUNCTION refuse_unreleased_prefund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM prefund_release r JOIN prefund_movement m USING (movement_no)
                   WHERE r.voucher = NEW.voucher AND m.platform = NEW.platform AND m.counterparty = NEW.counterparty
                     AND m.direction = NEW.direction AND m.amount = NEW.amount) THEN
        RAISE EXCEPTION 'a prefund movement is posted once two persons agree on it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER released_by_two BEFORE INSERT ON transfer
    FOR EACH ROW WHEN (NEW.voucher LIKE 'PF-%') EXECUTE FUNCTION refuse_unreleased_prefund();

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

-- What a transfer adds to what is booked and not yet paid, and to the prefund (the twin of domain/prefund_exposure).
CREATE FUNCTION prefund_unpaid(t transfer) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN t.direction = 'visitor'
           THEN (t.debit IN ('R1', 'R2'))::int::bigint - (t.credit IN ('R1', 'R2'))::int::bigint
           ELSE (t.credit IN ('P1', 'P2'))::int::bigint - (t.debit IN ('P1', 'P2'))::int::bigint END * t.amount $$;
CREATE FUNCTION prefund_moved(t transfer) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN t.direction = 'visitor'
           THEN (t.credit = 'PR')::int::bigint - (t.debit = 'PR')::int::bigint
           ELSE (t.debit = 'PA')::int::bigint - (t.credit = 'PA')::int::bigint END * t.amount $$;

-- Unresolved records are few and have an index of their own; a pair's days name its platforms.
CREATE FUNCTION prefund_by_the_books(of_counterparty text, of_direction text, OUT held bigint, OUT exposure bigint)
    LANGUAGE sql STABLE AS $$
    WITH unresolved AS MATERIALIZED (
        SELECT s.counterparty, s.direction, s.state, s.had_been_booked, s.reserved FROM settlement s
        WHERE s.state IN ('awaiting_answer', 'not_sent', 'in_doubt', 'reversing')),
    reserved AS (
        SELECT coalesce(sum(u.reserved), 0) AS amount FROM unresolved u
        WHERE u.counterparty = of_counterparty AND u.direction = of_direction
          AND NOT (u.state = 'reversing' AND u.had_been_booked)),
    posted AS (
        SELECT coalesce(sum(prefund_moved(t)), 0) AS moved, coalesce(sum(prefund_unpaid(t)), 0) AS unpaid
        FROM (SELECT DISTINCT d.platform FROM clearing_day d
              WHERE d.counterparty = of_counterparty AND d.direction = of_direction) p
        JOIN transfer t ON t.platform = p.platform AND t.counterparty = of_counterparty AND t.direction = of_direction)
    SELECT posted.moved::bigint, (reserved.amount + posted.unpaid)::bigint FROM reserved, posted $$;

-- Empty, always: what is kept and what the books say.
CREATE VIEW prefund_disagreement AS
SELECT e.counterparty, e.direction, e.held, b.held AS held_by_the_books, e.exposure, b.exposure AS exposure_by_the_books
FROM prefund_exposure e CROSS JOIN LATERAL prefund_by_the_books(e.counterparty, e.direction) b
WHERE e.counted AND (e.held <> b.held OR e.exposure <> b.exposure);
GRANT SELECT ON prefund_disagreement TO gateway_daemon;

-- Prefunds that were there before.
INSERT INTO prefund_exposure (counterparty, direction, counted, held, exposure)
SELECT k.counterparty, k.direction, true, b.held, b.exposure
FROM (SELECT DISTINCT counterparty, direction FROM transfer
      WHERE component = 'prefund' AND (debit IN ('PR', 'PA') OR credit IN ('PR', 'PA'))) k
CROSS JOIN LATERAL prefund_by_the_books(k.counterparty, k.direction) b;
