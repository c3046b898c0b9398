-- What was paid to institutions (SETTLEMENT §6, "hospital paid"): entered by one person, confirmed by another, which posts
-- its voucher. Only the confirmation is ever added.
CREATE TABLE institution_payment (
    payment_no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY CHECK (id <> ''),
    institution_no integer NOT NULL REFERENCES institution,
    platform text NOT NULL,
    counterparty text NOT NULL,
    bank text NOT NULL CHECK (bank <> ''),
    serial text NOT NULL CHECK (serial <> ''),
    moved_on date NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    entered_by text NOT NULL CHECK (entered_by <> ''),
    entered_at timestamptz NOT NULL,
    confirmed_by text,
    confirmed_at timestamptz,
    voucher text UNIQUE REFERENCES voucher,
    CONSTRAINT institution_payment_once UNIQUE (bank, serial),
    CONSTRAINT institution_payment_confirmed_by_another CHECK (confirmed_by <> entered_by),
    CONSTRAINT institution_payment_posted_once_confirmed CHECK (
        (confirmed_by IS NULL) = (confirmed_at IS NULL) AND (confirmed_by IS NULL) = (voucher IS NULL))
);
CREATE INDEX institution_payment_of ON institution_payment (institution_no, platform, counterparty);
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON institution_payment EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_confirming_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a confirmed payment does not change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER confirmed_once BEFORE UPDATE ON institution_payment
    FOR EACH ROW WHEN (OLD.confirmed_by IS NOT NULL) EXECUTE FUNCTION refuse_confirming_again();
GRANT SELECT, INSERT ON institution_payment TO gateway_daemon;
GRANT UPDATE (confirmed_by, confirmed_at, voucher) ON institution_payment TO gateway_daemon;
