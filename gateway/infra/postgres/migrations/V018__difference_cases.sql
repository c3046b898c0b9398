-- Lines of a day that differ, until they do no more: the daemon's steps first, then a person's case.
CREATE TABLE difference_case (
    case_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    day_no bigint NOT NULL REFERENCES clearing_day,
    key_division text NOT NULL,
    key_id text NOT NULL,
    kind text NOT NULL,
    ours text NOT NULL,
    theirs text NOT NULL,
    note text NOT NULL,                         -- of the difference: which component, which law
    state text NOT NULL CHECK (state IN ('trying', 'open', 'settled', 'resolved')),
    step text NOT NULL CHECK (step IN ('none', 'query', 're_ask', 'reverse', 'late_post')),
    attempts integer NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL,
    process text NOT NULL DEFAULT '',           -- which daemon takes the step now, and until when
    taken_until timestamptz,
    opened_by text NOT NULL,
    opened_at timestamptz NOT NULL,
    owner text NOT NULL DEFAULT '',
    due date,
    ended_by text NOT NULL DEFAULT '',
    ended_at timestamptz,
    outcome text NOT NULL DEFAULT '',
    voucher text NOT NULL DEFAULT '',
    CONSTRAINT difference_case_ends_once CHECK ((state IN ('settled', 'resolved')) = (ended_at IS NOT NULL)),
    CONSTRAINT difference_case_money_needs_two CHECK (voucher = '' OR (owner <> '' AND ended_by <> owner
                                                                       AND ended_by <> opened_by))
);
-- One case per line and day at a time; a line that differs again after it was settled is a new case.
CREATE UNIQUE INDEX difference_case_live ON difference_case (day_no, key_division, key_id)
    WHERE state IN ('trying', 'open');
CREATE INDEX difference_case_due ON difference_case (next_try_at, case_no) WHERE state = 'trying';
CREATE INDEX difference_case_day ON difference_case (day_no, case_no);

CREATE FUNCTION refuse_case_revival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a case that is over does not change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER over_is_over BEFORE UPDATE ON difference_case
    FOR EACH ROW WHEN (OLD.state IN ('settled', 'resolved')) EXECUTE FUNCTION refuse_case_revival();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON difference_case EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON difference_case TO gateway_daemon;
GRANT UPDATE (state, attempts, next_try_at, process, taken_until, owner, ended_by, ended_at, outcome, voucher)
    ON difference_case TO gateway_daemon;

CREATE TABLE case_note (
    note_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_no bigint NOT NULL REFERENCES difference_case,
    at timestamptz NOT NULL,
    author text NOT NULL,
    text text NOT NULL
);
CREATE INDEX case_note_case ON case_note (case_no, note_no);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_note EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON case_note TO gateway_daemon;
