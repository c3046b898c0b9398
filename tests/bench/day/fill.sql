-- A day of :n booked settlements of visitors with one counterparty of the national platform, as the gateway would have
-- written it, with their postings. Run as the superuser; nothing of it is measured. What a row holds follows from its
-- number alone, so that every run has the same day. Amounts in fen.
\set ON_ERROR_STOP on
SET synchronous_commit = off;
SET session_replication_role = replica; -- no trigger looks at each of millions of rows
INSERT INTO institution (code) VALUES ('H33020000001'), ('330200');
INSERT INTO clearing_day (platform, counterparty, direction, day, state, changed_at)
    VALUES ('national', '310000', 'visitor', '2018-10-16', 'open', '2018-10-16 00:00+08');

-- Indexes are made once, behind the rows.
CREATE TEMP TABLE made_later AS
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
    WHERE indrelid IN ('settlement'::regclass, 'transfer'::regclass) AND NOT indisprimary
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = indexrelid);
SELECT format('DROP INDEX %s', name) FROM made_later \gexec

CREATE TEMP VIEW generated AS
SELECT i, '330200' || upper(left(encode(sha256(('ours' || i)::bytea), 'hex'), 24)) AS id,
       '310000' || upper(left(encode(sha256(('theirs' || i)::bytea), 'hex'), 24)) AS their_id,
       i % 5 = 0 AS inpatient, CASE WHEN i % 3 = 0 THEN '390' ELSE '310' END AS insurance_type,
       2000 + i % 9973 * 7 AS hifp, CASE WHEN i % 5 = 0 THEN 500 + i % 311 ELSE 0 END AS hifmi,
       CASE WHEN i % 2 = 0 THEN 100 + i % 499 ELSE 0 END AS account, 300 + i % 1999 AS cash
FROM generate_series(1, :n) AS i;

INSERT INTO settlement (institution_no, kind, direction, care, platform, other_side, treatment_division, insured_division,
    counterparty, institution_name, insurance_type, med_type, message_peer, message_institution_no, message_id, infno,
    content_digest, id, visit_id, bill_institution_no, bill_visit_id, bill_number, key_division, key_id, our_message,
    reverse_message, their_id, their_visit_id, quote_id, lines_until, state, reverse_remembered, had_been_booked,
    claimed_total, assigned_day, opened_at, changed_at, settled_at, total, hifp, hifmi, fund_total, account, cash,
    person_total, in_scope, clearing_type, answer_revision, answer_sealed)
SELECT 1, 'settle', 'visitor', CASE WHEN inpatient THEN 'inpatient' ELSE 'outpatient' END, 'national', 'national', '330203',
    '310104', '310000', 'First Hospital', insurance_type, '11', 'bureau', 2, 'm' || i, '2207', sha256(id::bytea), id,
    'V' || id, 1, 'V' || id, '0001', '330203', id, 'o' || i, '', their_id, 'W' || substr(their_id, 8), '', 0, 'booked', false, false,
    hifp + hifmi + account + cash, '2018-10-16', '2018-10-16 09:00+08', '2018-10-16 09:00+08', '2018-10-16 09:00:00',
    hifp + hifmi + account + cash, hifp, hifmi, hifp + hifmi, account, cash, account + cash,
    hifp + hifmi + account + cash, CASE WHEN inpatient THEN '21' ELSE '11' END, 1, repeat('x', 200)::bytea
FROM generated ORDER BY i;

INSERT INTO transfer (settlement_no, event, debit, credit, component, amount, platform, counterparty, insurance_type, care,
                      direction, clearing_day, posted_at)
SELECT s.settlement_no, 'answered_yes', 'R1', 'H', c.component, c.amount, s.platform, s.counterparty, s.insurance_type,
       s.care, s.direction, s.assigned_day, s.changed_at
FROM settlement s, LATERAL (VALUES ('hifp', s.hifp), ('hifmi', s.hifmi), ('acct', s.account)) AS c(component, amount)
WHERE c.amount > 0 ORDER BY s.settlement_no;

SELECT definition FROM made_later \gexec
RESET session_replication_role;
VACUUM ANALYZE settlement;
VACUUM ANALYZE transfer;

-- The partner's view of it: of every :one_in lines one differs, each kind in turn; and as many lines again that only the
-- partner has as are missing there.
CREATE TABLE bench_theirs AS
SELECT settlement_no AS i, their_id AS id, their_visit_id AS visit,
       total + CASE WHEN kind_no = 1 THEN 100 ELSE 0 END AS total,
       fund_total + CASE WHEN kind_no = 2 THEN 1 ELSE 0 END AS fund_total,
       account + CASE WHEN kind_no = 3 THEN 7 ELSE 0 END AS account, kind_no = 4 AS refund
FROM (SELECT *, CASE WHEN settlement_no % :one_in = 0 THEN settlement_no / :one_in % 6 + 1 ELSE 0 END AS kind_no
      FROM settlement) s
WHERE kind_no <> 5
UNION ALL
SELECT settlement_no, 'NOBODYS' || settlement_no, 'V', 12345, 10000, 0, false FROM settlement
WHERE settlement_no % :one_in = 0 AND settlement_no / :one_in % 6 + 1 = 6;

-- What is to be found, under our keys.
CREATE TABLE bench_seeded AS
SELECT CASE settlement_no / :one_in % 6 + 1 WHEN 1 THEN 'total' WHEN 2 THEN 'fund_component' WHEN 3 THEN 'account'
            WHEN 4 THEN 'state' WHEN 5 THEN 'missing_there' ELSE 'missing_here' END AS kind,
       CASE settlement_no / :one_in % 6 + 1 WHEN 6 THEN 'NOBODYS' || settlement_no ELSE key_id END AS key_id
FROM settlement WHERE settlement_no % :one_in = 0;
GRANT SELECT ON bench_theirs, bench_seeded TO PUBLIC;
