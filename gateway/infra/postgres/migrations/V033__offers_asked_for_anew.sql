-- An offer is asked for under one message id until it is refused, so that no copy of a refused question is taken in later;
-- one that a person has asked for anew has another (decision 0023).
ALTER TABLE adjustment_offer ADD COLUMN refusals integer NOT NULL DEFAULT 0;
GRANT UPDATE (refusals) ON adjustment_offer TO gateway_daemon;
