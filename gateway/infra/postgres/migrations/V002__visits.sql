-- Visits, their fee lines, and quotes. Persons and diagnoses are sealed; they are searched by tokens.

CREATE TABLE visit (
    visit_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    their_id text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('visitor', 'resident_away')),
    care text NOT NULL CHECK (care IN ('outpatient', 'inpatient')),
    platform text NOT NULL,
    treatment_division text NOT NULL,
    insured_division text NOT NULL,
    institution text NOT NULL,
    institution_name text NOT NULL,
    insurance_type text NOT NULL,
    med_type text NOT NULL,
    begin_time text NOT NULL,
    end_time text NOT NULL,
    emergency boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'discharged', 'cancelled')),
    person_token bytea NOT NULL,
    cert_token bytea NOT NULL,
    sealed bytea NOT NULL,                      -- person, stay number, diagnoses, filings
    written_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX visit_theirs ON visit (platform, their_id) WHERE their_id <> '';
CREATE INDEX visit_person ON visit (person_token, begin_time);

CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON visit EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON visit TO gateway_daemon;
GRANT UPDATE (their_id, insurance_type, med_type, begin_time, end_time, emergency, state, person_token, cert_token,
              sealed) ON visit TO gateway_daemon;

-- A line is marked removed, never deleted. Amounts in fen, counts and prices in millionths.
CREATE TABLE fee_line (
    line_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    visit_no bigint NOT NULL REFERENCES visit,
    line_id text NOT NULL,
    refund_of text NOT NULL,
    bill text NOT NULL,
    occurred_at timestamptz NOT NULL,
    med_list_code text NOT NULL,
    institution_list_code text NOT NULL,
    list_type text NOT NULL,
    charge_item_type text NOT NULL,
    charge_level text NOT NULL,
    count_millionths bigint NOT NULL,
    unit_price_millionths bigint NOT NULL,
    amount bigint NOT NULL,
    full_self_pay bigint NOT NULL,
    over_limit bigint NOT NULL,
    first_self_pay bigint NOT NULL,
    in_scope bigint NOT NULL,
    map_version text NOT NULL,
    map_row text NOT NULL,
    sealed bytea NOT NULL,                      -- the whole line as it was sent and translated
    settled_by bigint,                          -- the live settlement that took it
    removed boolean NOT NULL DEFAULT false,
    written_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT fee_line_removed_is_not_settled CHECK (NOT (removed AND settled_by IS NOT NULL))
);
CREATE UNIQUE INDEX fee_line_id ON fee_line (visit_no, line_id) WHERE NOT removed;
CREATE INDEX fee_line_settled_by ON fee_line (settled_by) WHERE settled_by IS NOT NULL;

CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON fee_line EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON fee_line TO gateway_daemon;
GRANT UPDATE (settled_by, removed) ON fee_line TO gateway_daemon;

-- What a quote promised, so that a settlement that differs is noticed. A quote binds nobody.
CREATE TABLE quote (
    quote_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    institution text NOT NULL,
    visit_id text NOT NULL,
    bill text NOT NULL,
    quote_id text NOT NULL,
    total bigint NOT NULL,
    sealed bytea NOT NULL,                      -- the split
    expires_at timestamptz NOT NULL
);
CREATE INDEX quote_bill ON quote (institution, visit_id, bill, quote_no);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON quote EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON quote TO gateway_daemon;
