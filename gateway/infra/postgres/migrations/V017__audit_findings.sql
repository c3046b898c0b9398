-- Findings of audits (DOMAIN §2): three classes, from the proposal to its acceptance, which posts the deduction.
CREATE TABLE audit_finding (
    finding_no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY CHECK (id <> ''),
    settlement_no bigint NOT NULL REFERENCES settlement,
    class text NOT NULL CHECK (class IN ('deduct', 'ask', 'look')),
    state text NOT NULL CHECK (state IN ('proposed', 'notified', 'accepted', 'withdrawn')),
    reason text NOT NULL,
    proposed_by text NOT NULL CHECK (proposed_by <> ''),
    proposed_at timestamptz NOT NULL,
    notified_by text,
    notified_at timestamptz,
    accepted_by text,
    accepted_at timestamptz,
    withdrawn_by text,
    withdrawn_at timestamptz,
    revision integer NOT NULL,
    CONSTRAINT finding_accepted_by_another CHECK (accepted_by <> proposed_by),
    CONSTRAINT finding_accepted_to_deduct CHECK (accepted_by IS NULL OR class = 'deduct'),
    CONSTRAINT finding_accepted_once_notified CHECK (accepted_by IS NULL OR notified_by IS NOT NULL)
);
CREATE TABLE audit_finding_amount (
    finding text NOT NULL REFERENCES audit_finding,
    component text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    PRIMARY KEY (finding, component)
);
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON audit_finding EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_finding_amount EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON audit_finding, audit_finding_amount TO gateway_daemon;
GRANT UPDATE (state, notified_by, notified_at, accepted_by, accepted_at, withdrawn_by, withdrawn_at, revision)
    ON audit_finding TO gateway_daemon;
