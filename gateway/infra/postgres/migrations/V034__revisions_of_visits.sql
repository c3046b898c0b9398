-- Two messages of one visit at the same time: whoever read it before the other's change does not write over that.
ALTER TABLE visit ADD COLUMN revision integer NOT NULL DEFAULT 0;
GRANT UPDATE (revision) ON visit TO gateway_daemon;
