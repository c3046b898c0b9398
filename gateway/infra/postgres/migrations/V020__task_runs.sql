-- What the daemons do by themselves: a run is a task for one of its periods, and is done once. Not books: whoever takes a
-- row holds it until `taken_until`, which it moves on while it works.
CREATE TABLE task_run (
    task text NOT NULL CHECK (task <> ''),
    period text NOT NULL,
    owner text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    first_at timestamptz NOT NULL,
    next_try_at timestamptz NOT NULL,
    taken_until timestamptz,
    done_at timestamptz,
    outcome text NOT NULL DEFAULT '',
    PRIMARY KEY (task, period),
    CONSTRAINT done_is_not_held CHECK (done_at IS NULL OR taken_until IS NULL)
);
CREATE INDEX task_run_first ON task_run (first_at);
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON task_run EXECUTE FUNCTION refuse_change();
-- Done once means done for good.
CREATE FUNCTION refuse_undoing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a run that is done stays done';
END $$;
CREATE TRIGGER done_stays_done BEFORE UPDATE ON task_run FOR EACH ROW WHEN (OLD.done_at IS NOT NULL)
    EXECUTE FUNCTION refuse_undoing();
GRANT SELECT, INSERT ON task_run TO gateway_daemon;
GRANT UPDATE (owner, attempts, next_try_at, taken_until, done_at, outcome) ON task_run TO gateway_daemon;

-- The scheduler looks every second for what is not agreed; the agreed days become many.
CREATE INDEX clearing_day_unagreed ON clearing_day (day) WHERE state NOT IN ('agreed', 'agreed_with_carried_lines');
