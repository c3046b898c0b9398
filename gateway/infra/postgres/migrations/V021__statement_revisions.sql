-- Statements of days and months as they were made (经办) and released (复核): revisions, never changed, never deleted.
-- A correction is the next revision, with its reason and everything that changed.

CREATE TABLE statement_revision (
    statement_id text NOT NULL CHECK (statement_id <> ''),
    number integer NOT NULL CHECK (number > 0),
    net bigint NOT NULL,                        -- fen
    document jsonb NOT NULL,                    -- the whole statement: what is printed is printed from it
    reason text NOT NULL,
    changes jsonb NOT NULL,                     -- [{what, before, after}] against the revision before
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL,
    PRIMARY KEY (statement_id, number),
    CONSTRAINT statement_correction_names_its_reason CHECK (number = 1 OR reason <> ''),
    CONSTRAINT statement_correction_changes_something CHECK ((number = 1) = (jsonb_array_length(changes) = 0))
);

CREATE TABLE statement_release (
    statement_id text NOT NULL,
    number integer NOT NULL,
    released_by text NOT NULL CHECK (released_by <> ''),
    released_at timestamptz NOT NULL,
    PRIMARY KEY (statement_id, number),
    FOREIGN KEY (statement_id, number) REFERENCES statement_revision
);

CREATE FUNCTION refuse_gap_in_revisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> 1 + coalesce((SELECT max(number) FROM statement_revision
                                   WHERE statement_id = NEW.statement_id), 0) THEN
        RAISE EXCEPTION 'revisions follow each other' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- The twin of the second person's rule: nobody releases what they made. Nor what a later revision has corrected.
CREATE FUNCTION refuse_own_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM statement_revision
               WHERE statement_id = NEW.statement_id AND number = NEW.number AND made_by = NEW.released_by) THEN
        RAISE EXCEPTION 'nobody releases what they made' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM statement_revision WHERE statement_id = NEW.statement_id AND number > NEW.number) THEN
        RAISE EXCEPTION 'a later revision stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER in_order BEFORE INSERT ON statement_revision
    FOR EACH ROW EXECUTE FUNCTION refuse_gap_in_revisions();
CREATE TRIGGER second_person BEFORE INSERT ON statement_release FOR EACH ROW EXECUTE FUNCTION refuse_own_release();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_revision EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_release EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON statement_revision, statement_release TO gateway_daemon;
