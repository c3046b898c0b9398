-- Clearing days (SETTLEMENT §3): one per platform, counterparty and direction.

CREATE TABLE clearing_day (
    day_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    platform text NOT NULL,
    counterparty text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('visitor', 'resident_away')),
    day date NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'closing', 'reconciling', 'agreed', 'agreed_with_carried_lines',
                                         'waiting_for_partner')),
    changed_at timestamptz NOT NULL,
    -- Which lines belong to the day is decided once, so that a close that is repeated names the same ones.
    content_fixed boolean NOT NULL DEFAULT false,
    told_by_partner boolean NOT NULL DEFAULT false,
    UNIQUE (platform, counterparty, direction, day)
);
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON clearing_day EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON clearing_day TO gateway_daemon;
GRANT UPDATE (state, changed_at, content_fixed, told_by_partner) ON clearing_day TO gateway_daemon;

-- Keys left out of the day they were assigned to: unresolved at its close (by us, or told by the partner), or resolved
-- only afterwards (national).
CREATE TABLE day_carried (
    day_no bigint NOT NULL REFERENCES clearing_day,
    key_division text NOT NULL,
    key_id text NOT NULL,
    PRIMARY KEY (day_no, key_division, key_id)
);
-- Keys of earlier days that clear on this one.
CREATE TABLE day_late (
    day_no bigint NOT NULL REFERENCES clearing_day,
    key_division text NOT NULL,
    key_id text NOT NULL,
    PRIMARY KEY (day_no, key_division, key_id)
);
CREATE INDEX day_carried_key ON day_carried (key_division, key_id);
CREATE INDEX day_late_key ON day_late (key_division, key_id);
-- A partner may tell its lists again until the day is agreed, so the daemon may replace them.
GRANT SELECT, INSERT, DELETE ON day_carried, day_late TO gateway_daemon;

-- Intents hold this lock shared, the switch of the day holds it alone (milliseconds).
CREATE FUNCTION day_lock_key(platform text, counterparty text, direction text) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT hashtextextended(platform || '|' || counterparty || '|' || direction, 3302) $$;
