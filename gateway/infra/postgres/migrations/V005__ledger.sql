-- The clearing sub-ledger (SETTLEMENT §6), cleared lines, differences and statements.

-- One row is one transfer, so every entry balances per component by construction.
CREATE TABLE transfer (
    transfer_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    settlement_no bigint REFERENCES settlement,
    statement_id text,
    event text NOT NULL,
    debit text NOT NULL CHECK (debit IN ('R1', 'R2', 'H', 'P1', 'P2', 'B', 'T', 'PA', 'PR', 'CF', 'X')),
    credit text NOT NULL CHECK (credit IN ('R1', 'R2', 'H', 'P1', 'P2', 'B', 'T', 'PA', 'PR', 'CF', 'X')),
    component text NOT NULL CHECK (component IN ('hifp', 'cvlserv', 'hifes', 'hifmi', 'hifob', 'maf', 'hifdm', 'oth',
                                                 'acct', 'mulaid', 'prefund', 'unallocated')),
    amount bigint NOT NULL CHECK (amount > 0),
    platform text NOT NULL,
    counterparty text NOT NULL,
    insurance_type text NOT NULL,
    care text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('visitor', 'resident_away')),
    clearing_day date NOT NULL,
    posted_at timestamptz NOT NULL,
    CONSTRAINT transfer_moves_something CHECK (debit <> credit),
    CONSTRAINT transfer_has_one_origin CHECK ((settlement_no IS NULL) <> (statement_id IS NULL))
);
CREATE INDEX transfer_day ON transfer (platform, counterparty, direction, clearing_day);
CREATE INDEX transfer_settlement ON transfer (settlement_no) WHERE settlement_no IS NOT NULL;

-- A line clears once: the primary key says so.
CREATE TABLE clearing_line (
    settlement_no bigint PRIMARY KEY REFERENCES settlement,
    day_no bigint NOT NULL REFERENCES clearing_day,
    cleared_day date NOT NULL,
    statement_id text NOT NULL
);
CREATE INDEX clearing_line_day ON clearing_line (day_no);

CREATE TABLE statement (
    id text PRIMARY KEY,
    day_no bigint NOT NULL UNIQUE REFERENCES clearing_day,
    day date NOT NULL,
    receivable_or_payable bigint NOT NULL,
    document jsonb NOT NULL,
    made_at timestamptz NOT NULL
);

-- Of a day's reconciliation (day_no), or found when a settlement was answered (settlement_no).
CREATE TABLE difference (
    difference_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    day_no bigint REFERENCES clearing_day,
    settlement_no bigint REFERENCES settlement,
    kind text NOT NULL,
    key_division text NOT NULL,
    key_id text NOT NULL,
    ours text NOT NULL,
    theirs text NOT NULL,
    note text NOT NULL,
    found_at timestamptz NOT NULL,
    CONSTRAINT difference_has_one_origin CHECK ((day_no IS NULL) <> (settlement_no IS NULL))
);
CREATE INDEX difference_day ON difference (day_no) WHERE day_no IS NOT NULL;
CREATE INDEX difference_settlement ON difference (settlement_no) WHERE settlement_no IS NOT NULL;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON clearing_line EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON transfer, clearing_line, statement TO gateway_daemon;
-- A reconciliation that is repeated replaces what it found.
GRANT SELECT, INSERT, DELETE ON difference TO gateway_daemon;

-- A settlement as the stores read it. `day_open`: in no closed day's clearing (so: also when carried, SETTLEMENT §2).
CREATE VIEW settlement_record AS
SELECT s.*,
       i.code AS institution, mi.code AS message_institution, bi.code AS bill_institution,
       o.id AS original_id,
       cl.cleared_day,
       (cl.settlement_no IS NULL
        AND (d.day_no IS NULL
             OR d.state = 'open'
             OR s.state IN ('awaiting_answer', 'not_sent', 'in_doubt', 'reversing')
             OR (EXISTS (SELECT FROM day_carried c
                         WHERE c.day_no = d.day_no AND c.key_division = s.key_division AND c.key_id = s.key_id)
                 AND NOT EXISTS (SELECT FROM day_late l JOIN clearing_day ld USING (day_no)
                                 WHERE l.key_division = s.key_division AND l.key_id = s.key_id
                                   AND ld.platform = s.platform AND ld.counterparty = s.counterparty
                                   AND ld.direction = s.direction AND ld.state <> 'open')))) AS day_open,
       (SELECT json_agg(json_build_object('type', p.type, 'name', p.name, 'amount', p.amount, 'in_scope', p.in_scope,
                                          'limit', p."limit", 'process_info', p.process_info) ORDER BY p.position)
        FROM settlement_payment p
        WHERE p.settlement_no = s.settlement_no AND p.revision = s.answer_revision) AS payments
FROM settlement s
JOIN institution i ON i.institution_no = s.institution_no
JOIN institution mi ON mi.institution_no = s.message_institution_no
JOIN institution bi ON bi.institution_no = s.bill_institution_no
LEFT JOIN settlement o ON o.settlement_no = s.cancels
LEFT JOIN clearing_line cl ON cl.settlement_no = s.settlement_no
LEFT JOIN clearing_day d ON d.platform = s.platform AND d.counterparty = s.counterparty
     AND d.direction = s.direction AND d.day = s.assigned_day;
GRANT SELECT ON settlement_record TO gateway_daemon;
