-- What the daemon drafts by itself (made_by 'schedule') is no person's work: a maker takes it over, then two persons have
-- signed as for everything else (DOMAIN §1, 经办 and 复核).

ALTER TABLE notice ADD CONSTRAINT notice_draft_taken_over CHECK (made_by <> 'schedule' OR state = 'made');
GRANT UPDATE (made_by, made_at) ON notice TO gateway_daemon;

CREATE OR REPLACE FUNCTION refuse_signing_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.made_by <> 'schedule' AND (NEW.made_by <> OLD.made_by OR NEW.made_at <> OLD.made_at))
       OR (OLD.checked_by IS NOT NULL AND NEW.checked_by IS DISTINCT FROM OLD.checked_by)
       OR (OLD.released_by IS NOT NULL AND NEW.released_by IS DISTINCT FROM OLD.released_by)
       OR (OLD.handed_over_by IS NOT NULL AND NEW.handed_over_by IS DISTINCT FROM OLD.handed_over_by) THEN
        RAISE EXCEPTION 'a signature is given once' USING ERRCODE = 'check_violation', CONSTRAINT = 'notice_signed_once';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION refuse_own_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM statement_revision
               WHERE statement_id = NEW.statement_id AND number = NEW.number
                 AND made_by IN (NEW.released_by, 'schedule')) THEN
        RAISE EXCEPTION 'nobody releases what they made, or a draft' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM statement_revision WHERE statement_id = NEW.statement_id AND number > NEW.number) THEN
        RAISE EXCEPTION 'a later revision stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
