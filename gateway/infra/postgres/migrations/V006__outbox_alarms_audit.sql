-- What still has to be told, what somebody has to look at, and who did what.

-- Fee lines travel after the settlement, within three days, in order per stay (SETTLEMENT §4). Written in the same
-- commit as the booking.
CREATE TABLE outbox (
    outbox_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    settlement_no bigint NOT NULL UNIQUE REFERENCES settlement,
    visit_no bigint NOT NULL REFERENCES visit,
    state text NOT NULL CHECK (state IN ('pending', 'done', 'withdrawn')),
    attempts integer NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL,
    last_failure text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX outbox_pending ON outbox (next_try_at, outbox_no) WHERE state = 'pending';
CREATE INDEX outbox_stay ON outbox (visit_no, outbox_no) WHERE state = 'pending';
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON outbox EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON outbox TO gateway_daemon;
GRANT UPDATE (state, attempts, next_try_at, last_failure, changed_at) ON outbox TO gateway_daemon;

CREATE TABLE alarm (
    alarm_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    settlement_no bigint REFERENCES settlement,
    text text NOT NULL,
    raised_at timestamptz NOT NULL
);
CREATE TABLE alarm_acknowledgement (
    alarm_no bigint PRIMARY KEY REFERENCES alarm,
    actor text NOT NULL,
    at timestamptz NOT NULL
);
CREATE TABLE audit_event (
    audit_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    event text NOT NULL,
    actor text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON alarm EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON alarm_acknowledgement EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON alarm, alarm_acknowledgement, audit_event TO gateway_daemon;
