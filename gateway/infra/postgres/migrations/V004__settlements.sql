-- Settlements and cancels of both directions (SETTLEMENT §1, §2), their payments and their history.

-- The small number stands beside settlement_no in settlement-bound keys, so that tables could be distributed by it.
CREATE TABLE institution (
    institution_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE
);
GRANT SELECT, INSERT ON institution TO gateway_daemon;

CREATE FUNCTION institution_number(wanted text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE number integer;
BEGIN
    LOOP
        SELECT institution_no INTO number FROM institution WHERE code = wanted;
        IF number IS NOT NULL THEN RETURN number; END IF;
        INSERT INTO institution (code) VALUES (wanted) ON CONFLICT DO NOTHING;
    END LOOP;
END $$;

CREATE SEQUENCE settlement_no_seq;
GRANT USAGE ON SEQUENCE settlement_no_seq TO gateway_daemon;

CREATE TABLE settlement (
    settlement_no bigint PRIMARY KEY DEFAULT nextval('settlement_no_seq'),
    institution_no integer NOT NULL REFERENCES institution,
    kind text NOT NULL CHECK (kind IN ('settle', 'cancel')),
    direction text NOT NULL CHECK (direction IN ('visitor', 'resident_away')),
    care text NOT NULL CHECK (care IN ('outpatient', 'inpatient')),
    platform text NOT NULL,
    other_side text NOT NULL,
    treatment_division text NOT NULL,
    insured_division text NOT NULL,
    counterparty text NOT NULL,
    institution_name text NOT NULL,
    insurance_type text NOT NULL,
    med_type text NOT NULL,

    message_peer text NOT NULL,
    message_institution_no integer NOT NULL REFERENCES institution,
    message_id text NOT NULL,
    infno text NOT NULL,
    content_digest bytea NOT NULL CHECK (octet_length(content_digest) = 32),
    id text NOT NULL UNIQUE,
    visit_no bigint REFERENCES visit,
    visit_id text NOT NULL,
    bill_institution_no integer NOT NULL REFERENCES institution,
    bill_visit_id text NOT NULL,
    bill_number text NOT NULL,
    key_division text NOT NULL,
    key_id text NOT NULL,
    our_message text NOT NULL,
    reverse_message text NOT NULL,
    their_id text NOT NULL,
    their_visit_id text NOT NULL,
    quote_id text NOT NULL,
    lines_until bigint NOT NULL,                -- the visit's last fee line at the intent: later ones are not its own

    state text NOT NULL CHECK (state IN ('refused', 'awaiting_answer', 'not_sent', 'in_doubt', 'booked', 'reversing',
                                         'reversed', 'cancelled')),
    reverse_remembered boolean NOT NULL,
    had_been_booked boolean NOT NULL,
    reopened boolean NOT NULL DEFAULT false,    -- a late yes after the reversal: it no longer holds the bill
    error_code integer,
    error_detail text,
    error_fields jsonb,
    error_settlement_id text,

    claimed_total bigint NOT NULL,
    cancels bigint REFERENCES settlement,
    assigned_day date,
    opened_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    settled_at text NOT NULL,                   -- the setl_time we answer, local time as on the wire

    -- The answer. Amounts in fen; what the wire states as a sum is kept as stated.
    total bigint NOT NULL DEFAULT 0,
    hifp bigint NOT NULL DEFAULT 0,
    cvlserv bigint NOT NULL DEFAULT 0,
    hifes bigint NOT NULL DEFAULT 0,
    hifmi bigint NOT NULL DEFAULT 0,
    hifob bigint NOT NULL DEFAULT 0,
    maf bigint NOT NULL DEFAULT 0,
    hifdm bigint NOT NULL DEFAULT 0,
    oth bigint NOT NULL DEFAULT 0,
    fund_total bigint NOT NULL DEFAULT 0,
    account bigint NOT NULL DEFAULT 0,
    mutual_aid bigint NOT NULL DEFAULT 0,
    cash bigint NOT NULL DEFAULT 0,
    person_total bigint NOT NULL DEFAULT 0,
    hospital bigint NOT NULL DEFAULT 0,
    full_self_pay bigint NOT NULL DEFAULT 0,
    over_limit bigint NOT NULL DEFAULT 0,
    first_self_pay bigint NOT NULL DEFAULT 0,
    in_scope bigint NOT NULL DEFAULT 0,
    clearing_type text NOT NULL DEFAULT '',
    answer_revision integer NOT NULL DEFAULT 0, -- counts the answers; 0: none yet
    answer_sealed bytea,                        -- the person and everything else the answer said

    CONSTRAINT settlement_law_a CHECK (kind <> 'settle' OR state NOT IN ('booked', 'cancelled')
        OR total = fund_total + person_total + hospital),
    CONSTRAINT settlement_law_b CHECK (kind <> 'settle' OR state NOT IN ('booked', 'cancelled')
        OR person_total = account + cash),
    CONSTRAINT settlement_law_d CHECK (kind <> 'settle' OR state NOT IN ('booked', 'cancelled')
        OR fund_total = hifp + cvlserv + hifes + hifmi + hifob + maf + hifdm + oth),
    CONSTRAINT settlement_booked_has_an_answer CHECK (state NOT IN ('booked', 'cancelled') OR answer_revision > 0),
    CONSTRAINT settlement_cancel_names_its_original CHECK (kind = 'settle' OR cancels IS NOT NULL OR state = 'refused'
        OR state = 'reversed'),
    CONSTRAINT settlement_mutual_aid_is_account CHECK (kind <> 'settle' OR state NOT IN ('booked', 'cancelled')
        OR mutual_aid <= account)
);

-- The duplicate check (DESIGN §3 rule 4).
CREATE UNIQUE INDEX settlement_message ON settlement (message_peer, message_institution_no, message_id);
CREATE UNIQUE INDEX settlement_live_bill ON settlement (bill_institution_no, bill_visit_id, bill_number)
    WHERE kind = 'settle' AND state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked') AND NOT reopened;
CREATE UNIQUE INDEX settlement_live_cancel ON settlement (cancels)
    WHERE kind = 'cancel' AND state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked') AND NOT reopened;
CREATE UNIQUE INDEX settlement_key ON settlement (direction, key_division, key_id) WHERE key_id <> '';
-- Reading.
CREATE INDEX settlement_visit ON settlement (visit_id) WHERE visit_id <> '';
CREATE INDEX settlement_day ON settlement (platform, counterparty, direction, assigned_day);
CREATE INDEX settlement_unresolved ON settlement (state, settlement_no)
    WHERE state IN ('awaiting_answer', 'not_sent', 'in_doubt', 'reversing');

-- The twin of next_step (SETTLEMENT §2): which moves exist at all.
CREATE TABLE settlement_move (
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
INSERT INTO settlement_move VALUES
    ('awaiting_answer', 'booked'), ('awaiting_answer', 'refused'), ('awaiting_answer', 'not_sent'),
    ('awaiting_answer', 'in_doubt'), ('awaiting_answer', 'reversing'), ('awaiting_answer', 'reversed'),
    ('not_sent', 'awaiting_answer'), ('not_sent', 'refused'), ('not_sent', 'reversed'),
    ('in_doubt', 'booked'), ('in_doubt', 'refused'), ('in_doubt', 'reversing'),
    ('booked', 'reversing'), ('booked', 'cancelled'),
    ('reversing', 'reversed'), ('reversing', 'booked'),
    ('reversed', 'reversing');
GRANT SELECT ON settlement_move TO gateway_daemon;

CREATE FUNCTION refuse_unknown_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM settlement_move WHERE from_state = OLD.state AND to_state = NEW.state) THEN
        RAISE EXCEPTION 'a settlement does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER known_moves_only BEFORE UPDATE OF state ON settlement
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION refuse_unknown_move();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON settlement EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON settlement TO gateway_daemon;
GRANT UPDATE (state, reverse_remembered, had_been_booked, reopened, reverse_message, error_code, error_detail,
              error_fields, error_settlement_id, assigned_day, changed_at, settled_at, their_id, their_visit_id,
              total, hifp, cvlserv, hifes, hifmi, hifob, maf, hifdm, oth, fund_total, account, mutual_aid, cash,
              person_total, hospital, full_self_pay, over_limit, first_self_pay, in_scope, clearing_type,
              answer_revision, answer_sealed) ON settlement TO gateway_daemon;

-- setldetail: an open list of fund payment types. A later answer is a later revision; nothing is overwritten.
CREATE TABLE settlement_payment (
    settlement_no bigint NOT NULL REFERENCES settlement,
    institution_no integer NOT NULL,
    revision integer NOT NULL,
    position integer NOT NULL,
    type text NOT NULL,
    name text NOT NULL,
    amount bigint NOT NULL,
    in_scope bigint NOT NULL,
    "limit" text NOT NULL,
    process_info text NOT NULL,
    PRIMARY KEY (settlement_no, revision, position)
);
CREATE TABLE settlement_history (
    history_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    settlement_no bigint NOT NULL REFERENCES settlement,
    institution_no integer NOT NULL,
    from_state text,
    to_state text NOT NULL,
    event text NOT NULL,
    error_code integer,
    change_token text NOT NULL,                 -- one per change: a commit in doubt is looked up by it
    at timestamptz NOT NULL
);
CREATE INDEX settlement_history_of ON settlement_history (settlement_no);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_payment EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_history EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON settlement_payment, settlement_history TO gateway_daemon;

ALTER TABLE fee_line ADD CONSTRAINT fee_line_settled_by_a_settlement FOREIGN KEY (settled_by) REFERENCES settlement;

-- Taken by a settlement, or held by one whose outcome is open: the line was there at its intent.
CREATE FUNCTION fee_line_is_taken(l fee_line) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT l.settled_by IS NOT NULL OR EXISTS (
        SELECT FROM visit v JOIN settlement s ON s.visit_id = v.id
        WHERE v.visit_no = l.visit_no AND s.kind = 'settle' AND l.line_no <= s.lines_until AND NOT s.reopened
          AND s.state IN ('awaiting_answer', 'in_doubt', 'reversing')
          AND (s.care = 'inpatient' OR s.bill_number = l.bill))
$$;
