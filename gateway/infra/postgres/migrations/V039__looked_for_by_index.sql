-- What is looked for again and again, each by an index that serves it: a plan without one goes through all books. A plan
-- is kept for long and made by what the tables were then: where two indexes would serve, an empty one wins, and stays.

-- The cancels of a settlement, whatever became of them. Few rows are cancels. Only who says so too finds by it.
CREATE INDEX settlement_cancels ON settlement (cancels) WHERE cancels > 0;

-- By the day first: all that asks by it names the day, and an operator's list names nothing else.
DROP INDEX settlement_day;
CREATE INDEX settlement_day ON settlement (assigned_day, platform, counterparty, direction);

-- For what vouchers posted on a day, not for who asks for one voucher by its id.
DROP INDEX transfer_voucher_day;
CREATE INDEX transfer_voucher_day ON transfer (platform, counterparty, direction, clearing_day) WHERE voucher <> '';
