-- A payment to an institution that was entered by mistake is withdrawn before it is confirmed; one that came back is
-- entered and confirmed by two persons again, which posts the opposite.
ALTER TABLE institution_payment
    ADD COLUMN withdrawn_by text,
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN back_on date,
    ADD COLUMN back_reason text,
    ADD COLUMN back_entered_by text,
    ADD COLUMN back_entered_at timestamptz,
    ADD COLUMN back_confirmed_by text,
    ADD COLUMN back_confirmed_at timestamptz,
    ADD COLUMN back_voucher text UNIQUE REFERENCES voucher,
    ADD CONSTRAINT institution_payment_withdrawn_unposted CHECK (
        (withdrawn_by IS NULL) = (withdrawn_at IS NULL) AND (withdrawn_by IS NULL OR confirmed_by IS NULL)),
    ADD CONSTRAINT institution_payment_back_once_posted CHECK (
        (back_entered_by IS NULL) = (back_entered_at IS NULL) AND (back_entered_by IS NULL) = (back_on IS NULL)
        AND (back_entered_by IS NULL) = (back_reason IS NULL) AND coalesce(back_reason <> '', true)
        AND (back_entered_by IS NULL OR confirmed_by IS NOT NULL)),
    ADD CONSTRAINT institution_payment_back_confirmed_by_another CHECK (back_confirmed_by <> back_entered_by),
    ADD CONSTRAINT institution_payment_back_posted_once_confirmed CHECK (
        (back_confirmed_by IS NULL) = (back_confirmed_at IS NULL)
        AND (back_confirmed_by IS NULL) = (back_voucher IS NULL)
        AND (back_confirmed_by IS NULL OR back_entered_by IS NOT NULL));

-- A serial pays once; what was withdrawn has not paid.
ALTER TABLE institution_payment DROP CONSTRAINT institution_payment_once;
CREATE UNIQUE INDEX institution_payment_once ON institution_payment (bank, serial) WHERE withdrawn_by IS NULL;

CREATE OR REPLACE FUNCTION refuse_confirming_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a payment that is confirmed or withdrawn does not change' USING ERRCODE = 'check_violation';
END $$;
DROP TRIGGER confirmed_once ON institution_payment;
CREATE TRIGGER confirmed_once BEFORE UPDATE ON institution_payment
    FOR EACH ROW WHEN (
        OLD.withdrawn_by IS NOT NULL OR OLD.back_confirmed_by IS NOT NULL
        OR OLD.confirmed_by IS NOT NULL AND (NEW.confirmed_by, NEW.confirmed_at, NEW.voucher)
                                            IS DISTINCT FROM (OLD.confirmed_by, OLD.confirmed_at, OLD.voucher))
    EXECUTE FUNCTION refuse_confirming_again();
GRANT UPDATE (withdrawn_by, withdrawn_at, back_on, back_reason, back_entered_by, back_entered_at, back_confirmed_by,
              back_confirmed_at, back_voucher) ON institution_payment TO gateway_daemon;
