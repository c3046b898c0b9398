-- A 3202 is kept once, however often its message or its commit is repeated.
ALTER TABLE institution_comparison ADD CONSTRAINT institution_comparison_once UNIQUE (institution_no, message_id);
