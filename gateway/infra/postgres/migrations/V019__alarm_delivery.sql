-- An alarm has a kind and a subject, and reaches people by several channels until one of them acknowledges it.

ALTER TABLE alarm ADD COLUMN kind text NOT NULL DEFAULT 'settlement' CHECK (kind <> '');
ALTER TABLE alarm ADD COLUMN subject text NOT NULL DEFAULT '';
CREATE INDEX alarm_subject ON alarm (kind, subject);

-- Not books: how far the telling has come. Whoever takes a row holds it until `taken_until`.
CREATE TABLE alarm_delivery (
    alarm_no bigint NOT NULL REFERENCES alarm,
    channel text NOT NULL CHECK (channel IN ('log', 'metrics', 'webhook')),
    deliveries integer NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,       -- since the last delivery
    last_failure text NOT NULL DEFAULT '',
    delivered_at timestamptz,                  -- the last time
    next_try_at timestamptz NOT NULL,          -- infinity: acknowledged
    owner text NOT NULL DEFAULT '',
    taken_until timestamptz,
    PRIMARY KEY (alarm_no, channel)
);
CREATE INDEX alarm_delivery_due ON alarm_delivery (channel, next_try_at);
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON alarm_delivery EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON alarm_delivery TO gateway_daemon;
GRANT UPDATE (deliveries, failures, last_failure, delivered_at, next_try_at, owner, taken_until) ON alarm_delivery
    TO gateway_daemon;

-- Whoever raises an alarm, it is to be told: in the same commit as the fact.
CREATE FUNCTION name_subject_of_alarm() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.subject = '' AND NEW.settlement_no IS NOT NULL THEN
        SELECT id INTO STRICT NEW.subject FROM settlement WHERE settlement_no = NEW.settlement_no;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER name_subject BEFORE INSERT ON alarm FOR EACH ROW EXECUTE FUNCTION name_subject_of_alarm();

CREATE FUNCTION queue_alarm() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO alarm_delivery (alarm_no, channel, next_try_at)
    SELECT NEW.alarm_no, channel, NEW.raised_at FROM unnest(ARRAY['log', 'metrics', 'webhook']) channel;
    RETURN NULL;
END $$;
CREATE TRIGGER queue_delivery AFTER INSERT ON alarm FOR EACH ROW EXECUTE FUNCTION queue_alarm();

CREATE FUNCTION end_alarm() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE alarm_delivery SET next_try_at = 'infinity' WHERE alarm_no = NEW.alarm_no;
    RETURN NULL;
END $$;
CREATE TRIGGER end_delivery AFTER INSERT ON alarm_acknowledgement FOR EACH ROW EXECUTE FUNCTION end_alarm();

-- What was raised before and nobody has acknowledged.
INSERT INTO alarm_delivery (alarm_no, channel, next_try_at)
SELECT a.alarm_no, channel, a.raised_at FROM alarm a, unnest(ARRAY['log', 'metrics', 'webhook']) channel
WHERE NOT EXISTS (SELECT FROM alarm_acknowledgement k WHERE k.alarm_no = a.alarm_no);
