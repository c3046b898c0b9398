-- What psql needs for the same day: both sides copied into logged tables with a primary key, compared by a FULL JOIN,
-- summed by a GROUP BY. In a database of its own; the tables are new.
\set ON_ERROR_STOP on
SET work_mem = '128MB';
CREATE TABLE theirs (setl_id text PRIMARY KEY, mdtrt_id text, psn_no text, medfee_sumamt numeric(16, 2),
                     fund_pay_sumamt numeric(16, 2), acct_pay numeric(16, 2), refd_setl_flag text);
CREATE TABLE ours (setl_id text PRIMARY KEY, mdtrt_id text, medfee_sumamt numeric(16, 2), fund_pay_sumamt numeric(16, 2),
                   acct_pay numeric(16, 2), refd_setl_flag text, insutype text, care text, hifp bigint, hifmi bigint,
                   account bigint, cash bigint);
\copy theirs FROM PROGRAM 'grep -v ^=END theirs.txt' WITH (NULL 'null')
\copy ours FROM 'ours.txt' WITH (NULL 'null')
SELECT count(*) FROM ours o FULL JOIN theirs t USING (setl_id)
WHERE o.setl_id IS NULL OR t.setl_id IS NULL
   OR (o.medfee_sumamt, o.fund_pay_sumamt, o.acct_pay, o.refd_setl_flag)
      IS DISTINCT FROM (t.medfee_sumamt, t.fund_pay_sumamt, t.acct_pay, t.refd_setl_flag);
SELECT insutype, care, count(*), sum(hifp), sum(hifmi), sum(account), sum(cash) FROM ours GROUP BY insutype, care;
