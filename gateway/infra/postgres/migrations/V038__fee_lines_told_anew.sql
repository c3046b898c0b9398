-- A message id that was refused stays refused (SETTLEMENT §1): what a person resumes after a refusal is told under another.
ALTER TABLE outbox ADD COLUMN asked_anew integer NOT NULL DEFAULT 0;
GRANT UPDATE (asked_anew) ON outbox TO gateway_daemon;
