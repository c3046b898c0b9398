-- The order of two persons to reverse what is in doubt (SETTLEMENT §2): given by one with a reason, released by another in
-- the commit that makes the settlement reversing. Only its end is ever added. Overtaken is one whose settlement is not in
-- doubt any more: that it never is again, so nothing has to be written.
CREATE TABLE reversal_order (
    order_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    settlement_no bigint NOT NULL REFERENCES settlement,
    reason text NOT NULL CHECK (reason <> ''),
    ordered_by text NOT NULL CHECK (ordered_by <> ''),
    ordered_at timestamptz NOT NULL,
    released_by text CHECK (released_by <> ''),
    released_at timestamptz,
    withdrawn_by text CHECK (withdrawn_by <> ''),
    withdrawn_at timestamptz,
    CONSTRAINT reversal_order_released_by_another CHECK (released_by <> ordered_by),
    CONSTRAINT reversal_order_ends_once CHECK (
        (released_by IS NULL) = (released_at IS NULL) AND (withdrawn_by IS NULL) = (withdrawn_at IS NULL)
        AND (released_by IS NULL OR withdrawn_by IS NULL))
);
CREATE UNIQUE INDEX reversal_order_one_stands ON reversal_order (settlement_no)
    WHERE released_by IS NULL AND withdrawn_by IS NULL;
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON reversal_order EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_change_of_ended_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an order that was released or withdrawn does not change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER ended_once BEFORE UPDATE ON reversal_order
    FOR EACH ROW WHEN (OLD.released_by IS NOT NULL OR OLD.withdrawn_by IS NOT NULL)
    EXECUTE FUNCTION refuse_change_of_ended_order();
-- A release is written by the commit that reverses: of what is not reversing it is refused.
CREATE FUNCTION refuse_release_without_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM settlement s WHERE s.settlement_no = NEW.settlement_no AND s.state = 'reversing') THEN
        RAISE EXCEPTION 'a released order reverses its settlement' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER released_reverses BEFORE UPDATE ON reversal_order
    FOR EACH ROW WHEN (NEW.released_by IS NOT NULL) EXECUTE FUNCTION refuse_release_without_reversal();
-- Given as an order and nothing more: an end is only ever added to it, under the triggers.
GRANT SELECT, INSERT (settlement_no, reason, ordered_by, ordered_at) ON reversal_order TO gateway_daemon;
GRANT UPDATE (released_by, released_at, withdrawn_by, withdrawn_at) ON reversal_order TO gateway_daemon;
