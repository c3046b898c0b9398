-- Work that several daemons share (SETTLEMENT §2, §4): who asks about what is in doubt, and what has to be told later.
-- Whoever takes a row holds it until `taken_until`; a daemon that died loses it then.

-- Not books: a row goes when its record is final.
CREATE TABLE doubt (
    settlement_no bigint PRIMARY KEY REFERENCES settlement,
    other_side text NOT NULL,
    since timestamptz NOT NULL,
    owner text NOT NULL DEFAULT '',
    taken_until timestamptz,
    asked integer NOT NULL DEFAULT 0,
    next_question_at timestamptz NOT NULL,
    last_answer text NOT NULL DEFAULT '',
    alarmed_at timestamptz
);
CREATE INDEX doubt_due ON doubt (other_side, next_question_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON doubt TO gateway_daemon;

-- What makes a record work for a daemon. The first two are listed at a day's close as well.
CREATE FUNCTION is_open_question(s settlement, awaiting_before timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS $$ SELECT s.state IN ('in_doubt', 'reversing')
              OR s.state = 'awaiting_answer' AND s.changed_at < awaiting_before
              -- A cancel of our own that was not sent: nobody else will send it again.
              OR s.state = 'not_sent' AND s.kind = 'cancel' AND s.message_peer = 'gateway' $$;

ALTER TABLE outbox ADD COLUMN peer text NOT NULL DEFAULT '';
UPDATE outbox o SET peer = s.other_side FROM settlement s WHERE s.settlement_no = o.settlement_no;
ALTER TABLE outbox ALTER COLUMN peer DROP DEFAULT;
ALTER TABLE outbox ADD COLUMN owner text NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN taken_until timestamptz;
ALTER TABLE outbox ADD COLUMN resumed_at timestamptz;      -- its limit counts from here, once an operator resumed it
ALTER TABLE outbox DROP CONSTRAINT outbox_state_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_state_check CHECK (state IN ('pending', 'parked', 'done', 'withdrawn'));
DROP INDEX outbox_pending;
CREATE INDEX outbox_pending ON outbox (peer, next_try_at, outbox_no) WHERE state = 'pending';
DROP INDEX outbox_stay;
-- A parked batch holds up the later ones of its stay: order is kept.
CREATE INDEX outbox_stay ON outbox (visit_no, outbox_no) WHERE state IN ('pending', 'parked');
GRANT UPDATE (owner, taken_until, resumed_at) ON outbox TO gateway_daemon;

-- One switch per peer for everything that is not real time. No row: on.
CREATE TABLE forwarding_switch (
    peer text PRIMARY KEY,
    forwarding boolean NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON forwarding_switch TO gateway_daemon;
