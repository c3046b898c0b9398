-- Versions of the mapping tables, who put which in force, codes nobody has mapped yet, and what a settlement was
-- translated with. Nothing is deleted: an old settlement is replayed with the version it was made with.

-- A file's text, once however many versions hold it. Compressed by us; no person stands in it, so it is not sealed.
CREATE TABLE mapping_text (
    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),     -- SHA-256 of the text
    packed bytea NOT NULL CHECK (octet_length(packed) >= 4)
);
ALTER TABLE mapping_text ALTER COLUMN packed SET STORAGE EXTERNAL;

CREATE TABLE mapping_version (
    id text PRIMARY KEY,
    version_no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,          -- in the order they came
    digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    base text NOT NULL CHECK (base = '' OR base ~ '^[0-9a-f]{12}$'),
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL,
    summary text NOT NULL,
    CONSTRAINT mapping_version_is_named_by_its_digest CHECK (id = left(encode(digest, 'hex'), 12))
);

CREATE TABLE mapping_version_file (
    version text NOT NULL REFERENCES mapping_version,
    file text NOT NULL CHECK (file <> ''),
    digest bytea NOT NULL REFERENCES mapping_text,
    PRIMARY KEY (version, file)
);

CREATE TABLE mapping_activation (
    activation_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text NOT NULL REFERENCES mapping_version,
    effective_at timestamptz NOT NULL,
    action text NOT NULL CHECK (action IN ('start', 'activate', 'rollback')),
    made_by text NOT NULL CHECK (made_by <> ''),
    at timestamptz NOT NULL,
    withdrawn_by text NOT NULL DEFAULT ''                           -- empty: stands
);

-- Withdrawn once and for good; nothing else of an activation changes, whatever was granted.
CREATE FUNCTION refuse_change_of_activation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_by <> '' OR NEW.withdrawn_by = ''
       OR (NEW.activation_no, NEW.version, NEW.effective_at, NEW.action, NEW.made_by, NEW.at)
          IS DISTINCT FROM (OLD.activation_no, OLD.version, OLD.effective_at, OLD.action, OLD.made_by, OLD.at) THEN
        RAISE EXCEPTION 'an activation is only withdrawn, and only once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- The twin of the second person's rule: nobody puts a version of his own in force. A rollback is not held up by it.
CREATE FUNCTION refuse_own_activation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM mapping_version WHERE id = NEW.version AND made_by = NEW.made_by) THEN
        RAISE EXCEPTION 'the maker of a version does not activate it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- A code that had no row when somebody needed one. Code and name only, of nobody.
CREATE TABLE mapping_gap (
    platform text NOT NULL,
    kind text NOT NULL,
    from_system text NOT NULL,
    to_system text NOT NULL,
    code text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('refuse', 'hold')),
    name text NOT NULL,
    times bigint NOT NULL CHECK (times > 0),
    amount bigint NOT NULL,                                         -- fen, of the lines concerned
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    CONSTRAINT mapping_gap_key UNIQUE (platform, kind, from_system, to_system, code, outcome),
    CONSTRAINT mapping_gap_was_seen_in_order CHECK (first_seen <= last_seen)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mapping_text EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mapping_version EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mapping_version_file EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON mapping_activation EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_withdrawn BEFORE UPDATE ON mapping_activation
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_activation();
CREATE TRIGGER second_person BEFORE INSERT ON mapping_activation
    FOR EACH ROW WHEN (NEW.action = 'activate') EXECUTE FUNCTION refuse_own_activation();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON mapping_gap EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON mapping_text, mapping_version, mapping_version_file, mapping_activation, mapping_gap
    TO gateway_daemon;
GRANT UPDATE (withdrawn_by) ON mapping_activation TO gateway_daemon;
GRANT UPDATE (name, times, amount, last_seen) ON mapping_gap TO gateway_daemon;

-- Names of diagnoses are health data.
ALTER TABLE settlement ADD COLUMN translations_sealed bytea;        -- NULL: nothing was translated
GRANT UPDATE (translations_sealed) ON settlement TO gateway_daemon;

-- For the dry run, coverage and the check of open visits, which read the books page by page.
CREATE INDEX settlement_booked_opened ON settlement (opened_at, settlement_no)
    WHERE kind = 'settle' AND state = 'booked';
CREATE INDEX visit_open ON visit (visit_no) WHERE state = 'open';
CREATE INDEX fee_line_unsettled ON fee_line (visit_no) WHERE settled_by IS NULL AND NOT removed;

-- The view of V005 again: it lists the columns the table had then.
DROP VIEW settlement_record;
CREATE VIEW settlement_record AS
SELECT s.*,
       i.code AS institution, mi.code AS message_institution, bi.code AS bill_institution,
       o.id AS original_id,
       cl.cleared_day,
       (cl.settlement_no IS NULL
        AND (d.day_no IS NULL
             OR d.state = 'open'
             OR s.state IN ('awaiting_answer', 'not_sent', 'in_doubt', 'reversing')
             OR (EXISTS (SELECT FROM day_carried c
                         WHERE c.day_no = d.day_no AND c.key_division = s.key_division AND c.key_id = s.key_id)
                 AND NOT EXISTS (SELECT FROM day_late l JOIN clearing_day ld USING (day_no)
                                 WHERE l.key_division = s.key_division AND l.key_id = s.key_id
                                   AND ld.platform = s.platform AND ld.counterparty = s.counterparty
                                   AND ld.direction = s.direction AND ld.state <> 'open')))) AS day_open,
       (SELECT json_agg(json_build_object('type', p.type, 'name', p.name, 'amount', p.amount, 'in_scope', p.in_scope,
                                          'limit', p."limit", 'process_info', p.process_info) ORDER BY p.position)
        FROM settlement_payment p
        WHERE p.settlement_no = s.settlement_no AND p.revision = s.answer_revision) AS payments
FROM settlement s
JOIN institution i ON i.institution_no = s.institution_no
JOIN institution mi ON mi.institution_no = s.message_institution_no
JOIN institution bi ON bi.institution_no = s.bill_institution_no
LEFT JOIN settlement o ON o.settlement_no = s.cancels
LEFT JOIN clearing_line cl ON cl.settlement_no = s.settlement_no
LEFT JOIN clearing_day d ON d.platform = s.platform AND d.counterparty = s.counterparty
     AND d.direction = s.direction AND d.day = s.assigned_day;
GRANT SELECT ON settlement_record TO gateway_daemon;
