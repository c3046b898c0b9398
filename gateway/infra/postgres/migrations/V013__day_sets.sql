-- Matched lines write nothing (decision 0014): a line is cleared when the day it is assigned to is agreed and it is no
-- exception. Only exceptions have rows: carried out of the day (day_carried), left out although booked (day_left_out),
-- cleared on another day than the assigned one (day_late, and clearing_line once it is).

CREATE TABLE day_left_out (
    day_no bigint NOT NULL REFERENCES clearing_day,
    settlement_no bigint NOT NULL REFERENCES settlement,
    reason text NOT NULL CHECK (reason IN ('difference', 'disputed')),
    PRIMARY KEY (settlement_no, day_no)
);
CREATE INDEX day_left_out_day ON day_left_out (day_no);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON day_left_out EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON day_left_out TO gateway_daemon;

-- What agreed days left out so far had no row in clearing_line; what they cleared on its own day needs none any more.
INSERT INTO day_left_out (day_no, settlement_no, reason)
SELECT d.day_no, s.settlement_no,
       CASE WHEN EXISTS (SELECT FROM difference f WHERE f.day_no = d.day_no AND f.key_division = s.key_division
                         AND f.key_id = s.key_id) THEN 'difference' ELSE 'disputed' END
FROM clearing_day d
JOIN settlement s ON s.platform = d.platform AND s.counterparty = d.counterparty AND s.direction = d.direction
     AND s.assigned_day = d.day
WHERE d.state IN ('agreed', 'agreed_with_carried_lines') AND s.state IN ('booked', 'cancelled')
  AND NOT EXISTS (SELECT FROM day_carried c
                  WHERE c.day_no = d.day_no AND c.key_division = s.key_division AND c.key_id = s.key_id)
  AND NOT EXISTS (SELECT FROM clearing_line cl WHERE cl.settlement_no = s.settlement_no AND cl.day_no = d.day_no);
ALTER TABLE clearing_line DISABLE TRIGGER append_only;
DELETE FROM clearing_line cl USING settlement s
    WHERE s.settlement_no = cl.settlement_no AND s.assigned_day = cl.cleared_day;
ALTER TABLE clearing_line ENABLE TRIGGER append_only;

-- Whether the settlement's own day cleared it.
CREATE FUNCTION cleared_on_its_day(s settlement) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.state IN ('booked', 'cancelled') AND EXISTS (
        SELECT FROM clearing_day d
        WHERE d.platform = s.platform AND d.counterparty = s.counterparty AND d.direction = s.direction
          AND d.day = s.assigned_day AND d.state IN ('agreed', 'agreed_with_carried_lines')
          AND NOT EXISTS (SELECT FROM day_carried c
                          WHERE c.day_no = d.day_no AND c.key_division = s.key_division AND c.key_id = s.key_id)
          AND NOT EXISTS (SELECT FROM day_left_out o WHERE o.day_no = d.day_no AND o.settlement_no = s.settlement_no))
$$;

-- The lines of a day, said once for all who count, compare or digest them: booked or cancelled records assigned to it,
-- not carried out of it and not cleared on another, and late ones. The planner takes these apart into the statement that uses them.
CREATE FUNCTION own_day_lines(of_platform text, of_counterparty text, of_direction text, of_day date, of_day_no bigint)
RETURNS SETOF settlement LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.* FROM settlement s
    WHERE s.platform = of_platform AND s.counterparty = of_counterparty AND s.direction = of_direction
      AND s.assigned_day = of_day AND s.state IN ('booked', 'cancelled')
      AND NOT EXISTS (SELECT FROM day_carried c
                      WHERE c.day_no = of_day_no AND c.key_division = s.key_division AND c.key_id = s.key_id)
      AND NOT EXISTS (SELECT FROM clearing_line cl WHERE cl.settlement_no = s.settlement_no)
$$;

-- As they were fixed at the switch, or told by the partner.
CREATE FUNCTION late_lines_fixed(of_platform text, of_counterparty text, of_direction text, of_day date,
                                 of_day_no bigint)
RETURNS SETOF settlement LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.* FROM day_late l
    JOIN settlement s ON s.direction = of_direction AND s.key_division = l.key_division AND s.key_id = l.key_id
    WHERE l.day_no = of_day_no AND s.key_id <> '' AND s.platform = of_platform AND s.counterparty = of_counterparty
      AND s.assigned_day <> of_day AND s.state IN ('booked', 'cancelled') AND NOT cleared_on_its_day(s)
      AND NOT EXISTS (SELECT FROM clearing_line cl WHERE cl.settlement_no = s.settlement_no AND cl.day_no <> of_day_no)
$$;

-- Carried out of an earlier day of the pair, booked by now, cleared nowhere, and taken in by no other day.
CREATE FUNCTION late_lines_so_far(of_platform text, of_counterparty text, of_direction text, of_day date,
                                  of_day_no bigint)
RETURNS SETOF settlement LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.* FROM clearing_day e
    JOIN day_carried c ON c.day_no = e.day_no
    JOIN settlement s ON s.direction = e.direction AND s.key_division = c.key_division AND s.key_id = c.key_id
    WHERE e.platform = of_platform AND e.counterparty = of_counterparty AND e.direction = of_direction
      AND e.day < of_day AND s.key_id <> '' AND s.platform = of_platform AND s.counterparty = of_counterparty
      AND s.assigned_day = e.day AND s.state IN ('booked', 'cancelled')
      AND NOT EXISTS (SELECT FROM clearing_line cl WHERE cl.settlement_no = s.settlement_no)
      AND NOT EXISTS (SELECT FROM day_late l JOIN clearing_day ld USING (day_no)
                      WHERE l.key_division = s.key_division AND l.key_id = s.key_id AND l.day_no <> of_day_no
                        AND ld.platform = s.platform AND ld.counterparty = s.counterparty
                        AND ld.direction = s.direction)
$$;

CREATE FUNCTION late_day_lines(of_platform text, of_counterparty text, of_direction text, of_day date,
                               of_day_no bigint, is_over boolean)
RETURNS SETOF settlement LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT * FROM late_lines_fixed(of_platform, of_counterparty, of_direction, of_day, of_day_no) WHERE is_over
    UNION ALL
    SELECT * FROM late_lines_so_far(of_platform, of_counterparty, of_direction, of_day, of_day_no) WHERE NOT is_over
$$;

CREATE FUNCTION day_lines(of_platform text, of_counterparty text, of_direction text, of_day date, of_day_no bigint,
                          is_over boolean)
RETURNS SETOF settlement LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT * FROM own_day_lines(of_platform, of_counterparty, of_direction, of_day, of_day_no)
    UNION ALL
    SELECT * FROM late_day_lines(of_platform, of_counterparty, of_direction, of_day, of_day_no, is_over)
$$;

-- The twin of domain leaf_text, and its digest (gateway/proto/…/delta.proto, DayCloseRequest).
CREATE FUNCTION day_leaf_text(s settlement) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.key_division || '|' || s.key_id || '|' || CASE s.kind WHEN 'settle' THEN '+1' ELSE '-1' END || '|' ||
           s.insurance_type || '|' || s.care || '|' || s.total || '|' || s.fund_total || '|' || s.hifp || '|' ||
           s.cvlserv || '|' || s.hifes || '|' || s.hifmi || '|' || s.hifob || '|' || s.maf || '|' || s.hifdm || '|' ||
           s.oth || '|' || s.account || '|' || s.mutual_aid || '|' || s.cash || '|' || s.hospital
$$;

-- The view of V007 again: who is cleared has a row only when it was late.
CREATE OR REPLACE VIEW settlement_record AS
SELECT s.*,
       i.code AS institution, mi.code AS message_institution, bi.code AS bill_institution,
       o.id AS original_id,
       coalesce(cl.cleared_day,
                CASE WHEN d.state IN ('agreed', 'agreed_with_carried_lines') AND s.state IN ('booked', 'cancelled')
                      AND NOT EXISTS (SELECT FROM day_carried c WHERE c.day_no = d.day_no
                                      AND c.key_division = s.key_division AND c.key_id = s.key_id)
                      AND NOT EXISTS (SELECT FROM day_left_out lo
                                      WHERE lo.day_no = d.day_no AND lo.settlement_no = s.settlement_no)
                     THEN d.day END) AS cleared_day,
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

-- Every line that has cleared, and on which day: on its own, or late.
CREATE VIEW cleared_line AS
SELECT s.settlement_no, d.day_no, d.day AS cleared_day, st.id AS statement_id
FROM clearing_day d
JOIN settlement s ON s.platform = d.platform AND s.counterparty = d.counterparty AND s.direction = d.direction
     AND s.assigned_day = d.day
JOIN statement st ON st.day_no = d.day_no
WHERE d.state IN ('agreed', 'agreed_with_carried_lines') AND s.state IN ('booked', 'cancelled')
  AND NOT EXISTS (SELECT FROM day_carried c
                  WHERE c.day_no = d.day_no AND c.key_division = s.key_division AND c.key_id = s.key_id)
  AND NOT EXISTS (SELECT FROM day_left_out o WHERE o.day_no = d.day_no AND o.settlement_no = s.settlement_no)
UNION ALL
SELECT settlement_no, day_no, cleared_day, statement_id FROM clearing_line;
GRANT SELECT ON cleared_line TO gateway_daemon;
