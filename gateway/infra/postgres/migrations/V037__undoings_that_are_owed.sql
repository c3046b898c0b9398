-- Booked by an undoing of ours that came too late (decision 0028): few rows, looked through again and again.
CREATE INDEX settlement_undone_too_late ON settlement (other_side, settlement_no)
    WHERE kind = 'settle' AND direction = 'visitor' AND state = 'booked' AND reverse_message <> '' AND NOT had_been_booked;

-- What is open with one peer is looked for without going through what is open with all others.
DROP INDEX settlement_unresolved;
CREATE INDEX settlement_unresolved ON settlement (other_side, settlement_no)
    WHERE state IN ('awaiting_answer', 'not_sent', 'in_doubt', 'reversing');
