-- A foreign key is looked up row by row, through a query of its own each time: two dozen of them for one settlement. The
-- same is proved here once for all rows a statement has written (decision 0013). It holds for good, as a foreign key
-- would: the rows that are pointed to are never deleted (their triggers stop the owner as well), and their numbers
-- never change.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON institution EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_pointing_nowhere(proof text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row that points to nothing violates constraint "%"', proof
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = proof;
END $$;

-- `added` is what the statement wrote. Each number is looked up in its key's index, whatever the planner thinks of the
-- tables' sizes.
CREATE FUNCTION written_rows_have_a_settlement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_pointing_nowhere(TG_TABLE_NAME || '_has_a_settlement') FROM added a
    WHERE a.settlement_no IS NOT NULL
      AND (SELECT s.settlement_no FROM settlement s WHERE s.settlement_no = a.settlement_no) IS NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION written_lines_are_settled_by_a_settlement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_pointing_nowhere('fee_line_is_settled_by_a_settlement') FROM added a
    WHERE a.settled_by IS NOT NULL
      AND (SELECT s.settlement_no FROM settlement s WHERE s.settlement_no = a.settled_by) IS NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION written_answers_have_a_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_pointing_nowhere('message_answer_has_a_message') FROM added a
    WHERE (SELECT m.message_no FROM message m WHERE m.message_no = a.message_no) IS NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION written_settlements_have_their_institutions_and_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_pointing_nowhere('settlement_has_institutions_and_visit') FROM added a
    WHERE (SELECT i.institution_no FROM institution i WHERE i.institution_no = a.institution_no) IS NULL
       OR (SELECT i.institution_no FROM institution i WHERE i.institution_no = a.message_institution_no) IS NULL
       OR (SELECT i.institution_no FROM institution i WHERE i.institution_no = a.bill_institution_no) IS NULL
       OR a.visit_no IS NOT NULL AND (SELECT v.visit_no FROM visit v WHERE v.visit_no = a.visit_no) IS NULL;
    RETURN NULL;
END $$;

ALTER TABLE settlement_payment DROP CONSTRAINT settlement_payment_settlement_no_fkey;
CREATE TRIGGER has_a_settlement AFTER INSERT ON settlement_payment
    REFERENCING NEW TABLE AS added EXECUTE FUNCTION written_rows_have_a_settlement();
ALTER TABLE settlement_history DROP CONSTRAINT settlement_history_settlement_no_fkey;
CREATE TRIGGER has_a_settlement AFTER INSERT ON settlement_history
    REFERENCING NEW TABLE AS added EXECUTE FUNCTION written_rows_have_a_settlement();
ALTER TABLE transfer DROP CONSTRAINT transfer_settlement_no_fkey;
CREATE TRIGGER has_a_settlement AFTER INSERT ON transfer
    REFERENCING NEW TABLE AS added EXECUTE FUNCTION written_rows_have_a_settlement();
ALTER TABLE fee_line DROP CONSTRAINT fee_line_settled_by_a_settlement;
CREATE TRIGGER is_settled_by_a_settlement AFTER UPDATE ON fee_line
    REFERENCING NEW TABLE AS added EXECUTE FUNCTION written_lines_are_settled_by_a_settlement();
CREATE TRIGGER comes_settled_by_a_settlement AFTER INSERT ON fee_line
    REFERENCING NEW TABLE AS added EXECUTE FUNCTION written_lines_are_settled_by_a_settlement();
ALTER TABLE message_answer DROP CONSTRAINT message_answer_message_no_fkey;
CREATE TRIGGER has_a_message AFTER INSERT ON message_answer
    REFERENCING NEW TABLE AS added EXECUTE FUNCTION written_answers_have_a_message();
ALTER TABLE settlement DROP CONSTRAINT settlement_institution_no_fkey,
    DROP CONSTRAINT settlement_message_institution_no_fkey, DROP CONSTRAINT settlement_bill_institution_no_fkey,
    DROP CONSTRAINT settlement_visit_no_fkey;
CREATE TRIGGER has_institutions_and_visit AFTER INSERT ON settlement
    REFERENCING NEW TABLE AS added EXECUTE FUNCTION written_settlements_have_their_institutions_and_visit();

-- What is sealed does not shrink any more: PostgreSQL need not try, and a row stays in one piece as long as it fits a
-- page.
ALTER TABLE message ALTER COLUMN body SET STORAGE EXTERNAL, SET (toast_tuple_target = 8160);
ALTER TABLE message_answer ALTER COLUMN body SET STORAGE EXTERNAL, SET (toast_tuple_target = 8160);
ALTER TABLE settlement ALTER COLUMN answer_sealed SET STORAGE EXTERNAL,
    ALTER COLUMN translations_sealed SET STORAGE EXTERNAL, SET (toast_tuple_target = 8160);
ALTER TABLE fee_line ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE quote ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE visit ALTER COLUMN sealed SET STORAGE EXTERNAL;
