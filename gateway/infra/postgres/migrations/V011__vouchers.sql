-- What is posted beside settlements and clearings (adjustments, payments, prefund) comes from a voucher: a document with
-- an id of its own. Still exactly one origin a transfer.
ALTER TABLE transfer ADD COLUMN voucher text CHECK (voucher <> '');
ALTER TABLE transfer DROP CONSTRAINT transfer_has_one_origin;
ALTER TABLE transfer ADD CONSTRAINT transfer_has_one_origin CHECK (num_nonnulls(settlement_no, statement_id, voucher) = 1);
CREATE INDEX transfer_voucher ON transfer (voucher) WHERE voucher IS NOT NULL;
