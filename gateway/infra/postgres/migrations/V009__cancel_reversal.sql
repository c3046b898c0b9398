-- A booked cancel may be reversed where a policy row allows it (decision 0011): its original, cancelled so far, is booked
-- again in the same commit.
INSERT INTO settlement_move VALUES ('cancelled', 'booked');

CREATE FUNCTION refuse_lonely_reinstatement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM settlement c
                   WHERE c.cancels = NEW.settlement_no AND c.kind = 'cancel' AND c.state = 'reversing') THEN
        RAISE EXCEPTION 'a cancelled settlement is booked again only beside its cancel that is being reversed'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reinstated_beside_its_cancel BEFORE UPDATE OF state ON settlement
    FOR EACH ROW WHEN (OLD.state = 'cancelled' AND NEW.state = 'booked') EXECUTE FUNCTION refuse_lonely_reinstatement();
