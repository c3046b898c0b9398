-- Vouchers: one document, its transfers, one commit. Adjustments of what settlements clear (SETTLEMENT §6). A day that is
-- agreed takes no posting more.

CREATE TABLE voucher (
    voucher_no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY CHECK (id <> ''),
    event text NOT NULL CHECK (event <> ''),
    origin text NOT NULL,
    text text NOT NULL,
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON voucher EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON voucher TO gateway_daemon;
ALTER TABLE transfer ADD CONSTRAINT transfer_of_a_voucher FOREIGN KEY (voucher) REFERENCES voucher;
-- What vouchers posted on a day is cleared with it; among a day's settlements it is next to nothing.
CREATE INDEX transfer_voucher_day ON transfer (platform, counterparty, direction, clearing_day) WHERE voucher IS NOT NULL;

CREATE TABLE adjustment (
    adjustment_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    settlement_no bigint NOT NULL REFERENCES settlement,
    reason text NOT NULL CHECK (reason IN ('deduction', 'deduction_withdrawn', 'dispute_lost', 'dispute_won',
                                           'settlement_cancelled', 'settlement_reinstated')),
    bearer text NOT NULL CHECK (bearer IN ('hospital', 'suspended')),
    origin text NOT NULL CHECK (origin <> ''),
    voucher text NOT NULL UNIQUE REFERENCES voucher,
    day_no bigint NOT NULL REFERENCES clearing_day,
    UNIQUE (origin, reason, bearer)
);
CREATE INDEX adjustment_settlement ON adjustment (settlement_no);
CREATE INDEX adjustment_day ON adjustment (day_no);
CREATE TABLE adjustment_amount (
    adjustment_no bigint NOT NULL REFERENCES adjustment,
    component text NOT NULL CHECK (component IN ('hifp', 'cvlserv', 'hifes', 'hifmi', 'hifob', 'maf', 'hifdm', 'oth',
                                                 'acct', 'mulaid')),
    amount bigint NOT NULL CHECK (amount <> 0), -- what it adds to what is owed
    PRIMARY KEY (adjustment_no, component)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON adjustment EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON adjustment_amount EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON adjustment, adjustment_amount TO gateway_daemon;

-- A day's own clearing is written before the day becomes agreed, in the same commit; after that nothing is.
CREATE FUNCTION refuse_posting_into_agreed_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM clearing_day d
               WHERE d.platform = NEW.platform AND d.counterparty = NEW.counterparty AND d.direction = NEW.direction
                 AND d.day = NEW.clearing_day AND d.state IN ('agreed', 'agreed_with_carried_lines')) THEN
        RAISE EXCEPTION 'the clearing day is agreed' USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_into_open_day';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER into_open_days_only BEFORE INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION refuse_posting_into_agreed_day();

CREATE FUNCTION refuse_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an agreed day stays agreed' USING ERRCODE = 'check_violation', CONSTRAINT = 'clearing_day_stays_agreed';
END $$;
CREATE TRIGGER agreed_stays_agreed BEFORE UPDATE OF state ON clearing_day
    FOR EACH ROW WHEN (OLD.state IN ('agreed', 'agreed_with_carried_lines') AND NEW.state <> OLD.state)
    EXECUTE FUNCTION refuse_reopening();
