-- Adjustments of visitors' settlements that the insured side is asked to take in before they stand here (decision 0023).
-- What has to be told is never discarded: it ends accepted, with its voucher, or withdrawn by a person after a refusal.

CREATE TABLE adjustment_offer (
    offer_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    settlement_no bigint NOT NULL REFERENCES settlement,
    reason text NOT NULL CHECK (reason IN ('deduction', 'deduction_withdrawn', 'dispute_lost', 'dispute_won')),
    bearer text NOT NULL CHECK (bearer IN ('hospital', 'suspended')),
    origin text NOT NULL CHECK (origin <> '' AND octet_length(origin) <= 100),
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL,
    peer text NOT NULL CHECK (peer <> ''),
    day_no bigint NOT NULL REFERENCES clearing_day,
    state text NOT NULL CHECK (state IN ('pending', 'accepted', 'parked', 'withdrawn')),
    refused boolean NOT NULL DEFAULT false,
    attempts integer NOT NULL DEFAULT 0,
    last_failure text NOT NULL DEFAULT '',
    next_try_at timestamptz NOT NULL,
    owner text NOT NULL DEFAULT '',
    taken_until timestamptz,
    resumed_at timestamptz,
    changed_at timestamptz NOT NULL,
    -- Origin and reason stand for one adjustment, for life.
    UNIQUE (origin, reason, bearer),
    CONSTRAINT offer_refused_is_no_more_asked CHECK (NOT refused OR state IN ('parked', 'withdrawn'))
);
CREATE INDEX adjustment_offer_due ON adjustment_offer (peer, next_try_at, offer_no) WHERE state = 'pending';
CREATE INDEX adjustment_offer_of_settlement ON adjustment_offer (settlement_no) WHERE state IN ('pending', 'parked');
CREATE INDEX adjustment_offer_of_day ON adjustment_offer (day_no) WHERE state IN ('pending', 'parked');
CREATE TABLE adjustment_offer_amount (
    offer_no bigint NOT NULL REFERENCES adjustment_offer,
    component text NOT NULL CHECK (component IN ('hifp', 'cvlserv', 'hifes', 'hifmi', 'hifob', 'maf', 'hifdm', 'oth',
                                                 'acct', 'mulaid')),
    amount bigint NOT NULL CHECK (amount > 0), -- the reason gives the direction
    PRIMARY KEY (offer_no, component)
);
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON adjustment_offer EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON adjustment_offer_amount
    EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON adjustment_offer, adjustment_offer_amount TO gateway_daemon;
GRANT UPDATE (day_no, state, refused, attempts, last_failure, next_try_at, owner, taken_until, resumed_at, changed_at)
    ON adjustment_offer TO gateway_daemon;

CREATE FUNCTION refuse_reopening_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an offer that is over stays over'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_over_stays_over';
END $$;
CREATE TRIGGER over_stays_over BEFORE UPDATE ON adjustment_offer
    FOR EACH ROW WHEN (OLD.state IN ('accepted', 'withdrawn')) EXECUTE FUNCTION refuse_reopening_offer();

-- A day is agreed only once the answer to each of its adjustments is known: else the two regions' statements of it could
-- differ for ever.
CREATE FUNCTION refuse_agreement_before_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM adjustment_offer o WHERE o.day_no = NEW.day_no
                 AND (o.state = 'pending' OR (o.state = 'parked' AND NOT o.refused))) THEN
        RAISE EXCEPTION 'an adjustment of the day has no answer yet'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'day_agreed_with_its_offers_answered';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreed_after_answers BEFORE UPDATE OF state ON clearing_day
    FOR EACH ROW WHEN (NEW.state IN ('agreed', 'agreed_with_carried_lines') AND NEW.state <> OLD.state)
    EXECUTE FUNCTION refuse_agreement_before_answers();
