-- Hospital ⇄ treatment region (SETTLEMENT §4: 3201, 3202, 3260 to 3262 are answered here): what institutions have
-- compared and confirmed, and the files they move by 9101 and 9102.

-- An institution's settlements of a time, without reading everybody's.
CREATE INDEX settlement_of_institution ON settlement (institution_no, assigned_day)
    WHERE state IN ('booked', 'cancelled');

-- One 3261. It counts until it is rolled back; the rows themselves stay.
CREATE TABLE institution_confirmation (
    confirmation_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    institution_no integer NOT NULL REFERENCES institution,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    message_id text NOT NULL,
    made_at timestamptz NOT NULL,
    UNIQUE (institution_no, message_id)
);
CREATE TABLE institution_confirmation_line (
    confirmation_no bigint NOT NULL REFERENCES institution_confirmation,
    settlement_no bigint NOT NULL REFERENCES settlement,
    institution_no integer NOT NULL,
    confirmed boolean NOT NULL,
    PRIMARY KEY (confirmation_no, settlement_no)
);
CREATE INDEX institution_confirmation_line_of ON institution_confirmation_line (settlement_no);
-- One 3262, for each message it takes back.
CREATE TABLE institution_rollback (
    confirmation_no bigint PRIMARY KEY REFERENCES institution_confirmation,
    message_id text NOT NULL,
    rolled_back_at timestamptz NOT NULL
);

-- One 3202. Lines that match are counted alone: no row of a line that it covers is that line's match.
CREATE TABLE institution_comparison (
    comparison_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    institution_no integer NOT NULL REFERENCES institution,
    first_day date NOT NULL,
    last_day date NOT NULL,
    message_id text NOT NULL,
    sent bigint NOT NULL CHECK (sent >= 0),
    matched bigint NOT NULL CHECK (matched >= 0 AND matched <= sent),
    unreadable bigint NOT NULL CHECK (unreadable >= 0),
    compared_at timestamptz NOT NULL,
    CHECK (first_day <= last_day)
);
CREATE INDEX institution_comparison_of ON institution_comparison (institution_no, comparison_no);
CREATE TABLE institution_difference (
    difference_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    comparison_no bigint NOT NULL REFERENCES institution_comparison,
    settlement_no bigint REFERENCES settlement,
    named_id text NOT NULL,
    result text NOT NULL CHECK (result IN ('1', '2', '3')),
    memo text NOT NULL
);
CREATE INDEX institution_difference_of ON institution_difference (comparison_no, settlement_no);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON institution_confirmation
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON institution_confirmation_line
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON institution_rollback
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON institution_comparison
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON institution_difference
    EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON institution_confirmation, institution_confirmation_line, institution_rollback,
    institution_comparison, institution_difference TO gateway_daemon;

-- What counts of what institutions have said: at most one word on a line.
CREATE VIEW institution_word AS
SELECT l.settlement_no, l.confirmed, c.confirmation_no, c.month, c.message_id
FROM institution_confirmation_line l JOIN institution_confirmation c USING (confirmation_no)
WHERE NOT EXISTS (SELECT FROM institution_rollback r WHERE r.confirmation_no = l.confirmation_no);
GRANT SELECT ON institution_word TO gateway_daemon;

-- Files of 9101 and 9102, kept for a time and then gone: no books.
CREATE TABLE exchange_file (
    number text PRIMARY KEY,
    institution_no integer NOT NULL REFERENCES institution,
    name text NOT NULL,
    sealed bytea NOT NULL,
    kept_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX exchange_file_expires ON exchange_file (expires_at);
GRANT SELECT, INSERT, DELETE ON exchange_file TO gateway_daemon;
