-- The planner takes these apart into the statement that uses them only when their bodies are as immutable as they are
-- said to be; until now each use was a call, planned again at each execution.
CREATE OR REPLACE FUNCTION instant_of(ms bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT to_timestamp(ms / 1000.0::float8) $$;
CREATE OR REPLACE FUNCTION ms_of(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT (extract(epoch FROM (at - timestamptz '1970-01-01 00:00:00+00')) * 1000)::bigint $$;

-- The last line of a visit, and the lines of a stay, without walking everybody's.
CREATE INDEX fee_line_visit ON fee_line (visit_no, line_no);
