-- The examples of doc/policies.md: every statement runs, and every result that the page gives after an arrow is what comes out.
CREATE SCHEMA doc_test;
SET search_path = doc_test, tuoyu;
SET datestyle = ISO;
\set ECHO none
\set doc `cat "$PG_ABS_SRCDIR/doc/policies.md"`
CREATE TABLE page AS SELECT :'doc'::text AS text;
\set ECHO all
CREATE TABLE statement AS
SELECT row_number() OVER (ORDER BY b.n, s.n) AS n, trim(s.parts[1], E'\n') AS source, s.parts[3] AS expected, NULL::text AS result
FROM page, regexp_matches(text, '```sql\n(.*?)```', 'g') WITH ORDINALITY b(block, n), regexp_matches(b.block[1], '(.*?;)( -- → ([^\n]*))?(?:\n|$)', 'g') WITH ORDINALITY s(parts, n);
CREATE FUNCTION run() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	s record;
	r text;
BEGIN
	FOR s IN SELECT * FROM statement ORDER BY n LOOP
		BEGIN
			IF s.expected IS NULL THEN
				EXECUTE s.source;
			ELSE
				EXECUTE s.source INTO r;
				UPDATE statement SET result = r WHERE n = s.n;
			END IF;
		EXCEPTION WHEN OTHERS THEN
			UPDATE statement SET result = 'ERROR: ' || SQLERRM WHERE n = s.n;
		END;
	END LOOP;
END $$;
SELECT run();
SELECT count(expected) AS results, count(*) - count(expected) AS statements, count(*) FILTER (WHERE result IS DISTINCT FROM expected) AS differ FROM statement;
SELECT n, source, expected, result FROM statement WHERE result IS DISTINCT FROM expected ORDER BY n;
-- the page's SQL is all of it: no line of a block is left out
SELECT (SELECT sum(length(regexp_replace(b.block[1], '\s', '', 'g'))) FROM page, regexp_matches(text, '```sql\n(.*?)```', 'g') b(block)) -
	(SELECT sum(length(regexp_replace(source || coalesce('--→' || expected, ''), '\s', '', 'g'))) FROM statement) AS left_out;

DELETE FROM subsidy_rule WHERE origin = 'user';
DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM band_rule WHERE origin = 'user';
DELETE FROM staffing_rule WHERE origin = 'user';
DELETE FROM policy_withdrawal WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
SET client_min_messages = warning;
DROP SCHEMA doc_test CASCADE;
