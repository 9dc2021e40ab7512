-- A formula that is known when a query is planned is planned as the expression that it is.  What it gives is the same.
SET search_path = formula_inline, tuoyu, public;
SET datestyle = ISO;
CREATE SCHEMA formula_inline;
CREATE TABLE fact (id integer, gone text, days integer, fee yuan, note text, born date) PARTITION BY RANGE (id);
ALTER TABLE fact DROP COLUMN gone;
CREATE TABLE fact_low PARTITION OF fact FOR VALUES FROM (MINVALUE) TO (200);
-- the same columns in other places
CREATE TABLE fact_high (born date, note text, fee yuan, id integer, days integer);
ALTER TABLE fact ATTACH PARTITION fact_high FOR VALUES FROM (200) TO (MAXVALUE);
INSERT INTO fact (id, days, fee, note, born)
SELECT n, nullif(n % 23, 0), (n * 1.5)::numeric::yuan, CASE WHEN n % 7 > 0 THEN 'x' || n % 3 END, date '2022-01-01' + n FROM generate_series(1, 400) n;
CREATE INDEX ON fact_low (days);
CREATE INDEX ON fact_high (days);
ANALYZE fact;

-- An index and the pruning of partitions serve
EXPLAIN (COSTS OFF, VERBOSE) SELECT evaluate('fee * days + 1', f) FROM fact_low f;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM fact f WHERE evaluate_condition('days = 20 and id > 300', f);
RESET enable_seqscan;
RESET enable_bitmapscan;

-- Questions, and what they give with the support and without it
CREATE TABLE question (n integer, query text);
INSERT INTO question VALUES
	(1, $$SELECT id, evaluate('case when days > 10 then 0.1 * fee when days is null then -1 else days end', f)::text FROM fact f$$),
	(2, $$SELECT id, evaluate_condition('note = ''x1'' or born > date ''2022-10-01''', f)::text FROM fact f$$),
	(3, $$SELECT id, 'kept' FROM fact f WHERE NOT evaluate_condition('days > 5', f)$$),
	-- rows that are NULL
	(4, $$SELECT f.id, evaluate('100', g)::text FROM fact f LEFT JOIN fact g ON g.id = f.id + 300$$),
	(5, $$SELECT f.id, evaluate('coalesce(days, 7)', g)::text FROM fact g RIGHT JOIN fact f ON g.id = f.id + 300$$),
	(6, $$SELECT g.id, evaluate('coalesce(days, 7)', f)::text FROM fact f FULL JOIN fact g ON g.id = f.id + 300$$),
	(7, $$SELECT f.id, s.v::text FROM fact f LEFT JOIN (SELECT id, evaluate('100', g) AS v FROM fact g) s ON s.id = f.id + 300$$),
	(8, $$SELECT f.id, evaluate('100', f)::text FROM fact_low f GROUP BY ROLLUP (f.id, f)$$),
	(9, $$SELECT count(*)::integer, evaluate('days + 100', f)::text FROM fact_low f GROUP BY f$$),
	-- rows of an outer query, of others, and made by hand
	(10, $$SELECT id, (SELECT evaluate('days', f) FROM (SELECT 1) one, fact g WHERE g.id = f.id + 1)::text FROM fact f$$),
	(11, $$SELECT id, evaluate('days * twice', s)::text FROM (SELECT id, days, 2 * days AS twice FROM fact OFFSET 0) s$$),
	(12, $$SELECT 1, evaluate('days * 2', ROW(1, 5, 3, 'x', NULL)::fact)::text$$),
	(13, $$SELECT 1, evaluate('days * 2', NULL::fact)::text FROM fact$$),
	(14, $$SELECT f.id, evaluate(q.formula::formula, f)::text FROM fact f, (VALUES ('days'), ('fee')) q (formula)$$),
	-- semi-joins, unions, windows, ordering
	(15, $$SELECT id, evaluate('fee', f)::text FROM fact f WHERE EXISTS (SELECT FROM fact g WHERE g.id = f.id + 100 AND evaluate_condition('days > 3', g))$$),
	(16, $$SELECT id, evaluate('fee', f)::text FROM fact f UNION ALL SELECT id, evaluate('days', f)::text FROM fact f$$),
	(17, $$SELECT id, sum(evaluate('fee', f)) OVER (ORDER BY evaluate('days', f), id)::text FROM fact f$$),
	(18, $$SELECT max(id), sum(evaluate('fee', f))::text FROM fact f GROUP BY evaluate('days', f) HAVING sum(evaluate('fee', f)) > 10$$),
	(19, $$SELECT DISTINCT ON (evaluate('days', f)) id, evaluate('fee', f)::text FROM fact f ORDER BY evaluate('days', f), id$$);

CREATE FUNCTION answer(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT count(*) || '' rows, '' || count(v) || '' values, '' || md5(string_agg(concat(id, ''='', coalesce(v, ''?'')), '','' ORDER BY id, v)) FROM (%s) x (id, v)', query)
		INTO result;
	RETURN result;
END
$$;
CREATE TABLE inlined AS SELECT n, answer(query) AS answer FROM question;
BEGIN;
ALTER FUNCTION evaluate(formula, record) SUPPORT pg_catalog.generate_series_int4_support;
ALTER FUNCTION evaluate_condition(formula, record) SUPPORT pg_catalog.generate_series_int4_support;
SELECT n, split_part(i.answer, ', ', 1) AS rows, split_part(i.answer, ', ', 2) AS values FROM inlined i JOIN question USING (n) WHERE i.answer = answer(query) ORDER BY n;
SELECT n, i.answer, answer(query) AS without FROM inlined i JOIN question USING (n) WHERE i.answer IS DISTINCT FROM answer(query);
ROLLBACK;

-- What a statement writes
UPDATE fact f SET days = days + 1 WHERE id = 5 RETURNING evaluate('days * 10', f) AS written;
INSERT INTO fact AS f (id, days) VALUES (500, 3) RETURNING evaluate('days * 10', f) AS written;

-- A table that changes, a formula that is a parameter, and one that does not fit
PREPARE by_formula (formula) AS SELECT sum(evaluate($1, f)) FROM fact f;
EXECUTE by_formula ('days');
EXECUTE by_formula ('fee');
ALTER TABLE fact DROP COLUMN note;
EXECUTE by_formula ('days');
EXECUTE by_formula ('note');
SELECT evaluate('days / (id - id)', f) FROM fact f;

SET client_min_messages = warning;
DROP SCHEMA formula_inline CASCADE;
