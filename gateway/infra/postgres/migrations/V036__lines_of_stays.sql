-- A line that a cancel or a reversal lets go comes free as if it were new, in line numbers: a settlement whose intent is
-- older did not ask for it, and does not take it when it comes to be booked.
ALTER TABLE fee_line ADD COLUMN free_since bigint NOT NULL DEFAULT 0;
GRANT UPDATE (free_since) ON fee_line TO gateway_daemon;
GRANT USAGE ON SEQUENCE fee_line_line_no_seq TO gateway_daemon;

-- Told of a settlement by the region that treated: its own from the first, and never free.
ALTER TABLE fee_line ADD COLUMN told boolean NOT NULL DEFAULT false;
ALTER TABLE fee_line ADD CONSTRAINT fee_line_told_is_of_a_settlement CHECK (NOT told OR removed OR settled_by IS NOT NULL);

-- As before, and a line that came free after the intent is not held.
CREATE OR REPLACE FUNCTION fee_line_is_taken(l fee_line) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT l.settled_by IS NOT NULL OR EXISTS (
        SELECT FROM visit v JOIN settlement s ON s.visit_id = v.id
        WHERE v.visit_no = l.visit_no AND s.kind = 'settle' AND greatest(l.line_no, l.free_since) <= s.lines_until
          AND NOT s.reopened AND s.state IN ('awaiting_answer', 'in_doubt', 'reversing')
          AND (s.care = 'inpatient' OR s.bill_number = l.bill))
$$;

-- A visit's revision changes with every bill of a stay: its row finds room on its page.
ALTER TABLE visit SET (fillfactor = 80);
