-- Of a day's lines those that are named. Key by key and number by number: a day may have millions of lines, and a plan made for a small one
-- would go over all of them for a thousand. OFFSET 0 keeps the planner from turning the look-ups into joins.
CREATE FUNCTION named_day_lines(of_platform text, of_counterparty text, of_direction text, of_day date,
                                of_day_no bigint, is_over boolean, divisions text[], ids text[])
RETURNS SETOF settlement LANGUAGE sql STABLE AS $$
    SELECT d.* FROM unnest(divisions, ids) AS k(key_division, key_id),
         LATERAL (SELECT s.settlement_no FROM settlement s
                  WHERE s.direction = of_direction AND s.key_division = k.key_division AND s.key_id = k.key_id
                    AND s.key_id <> '' OFFSET 0) n,
         LATERAL (SELECT l.* FROM day_lines(of_platform, of_counterparty, of_direction, of_day, of_day_no, is_over) l
                  WHERE l.settlement_no = n.settlement_no OFFSET 0) d
$$;

-- A cancel gives back: it reserves nothing of a prefund. One that was open when this came may still hold what its original had held.
ALTER TABLE settlement ADD CONSTRAINT settlement_cancel_reserves_nothing CHECK (kind = 'settle' OR reserved = 0) NOT VALID;
