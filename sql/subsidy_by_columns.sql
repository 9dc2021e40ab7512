-- subsidy_amount of a table's row, or of one that the query puts together, is planned as a call with its columns.  What it gives
-- is the same.
SET search_path = by_columns, tuoyu, public;
SET datestyle = ISO;
CREATE SCHEMA by_columns;
INSERT INTO tuoyu.policy_document (document, title, region, verified) VALUES ('columns', '按列试验', '42', false);
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, condition, amount,
	rounding_mode, document, scenario) VALUES
	('columns-1', '按列', '42', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', 'monthly_fee < 2500 or note::text like ''x%''',
		'monthly_fee / 10 + coalesce(birth_order, 7)', 'half_up', 'columns', NULL),
	('columns-2', '按列', '42', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, '1', 'half_up', 'columns', '更少'),
	('columns-3', '另一项', '42', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, '500 + age_months', 'half_up', 'columns', NULL);

CREATE TABLE fact (id integer, gone text, region text, as_of date, birth_date date, birth_order smallint, monthly_fee numeric, note text) PARTITION BY RANGE (id);
ALTER TABLE fact DROP COLUMN gone;
CREATE TABLE fact_low PARTITION OF fact FOR VALUES FROM (MINVALUE) TO (200);
-- the same columns in other places
CREATE TABLE fact_high (note text, monthly_fee numeric, as_of date, birth_date date, birth_order smallint, region text, id integer);
ALTER TABLE fact ATTACH PARTITION fact_high FOR VALUES FROM (200) TO (MAXVALUE);
INSERT INTO fact (id, region, as_of, birth_date, birth_order, monthly_fee, note)
SELECT n, '420100', date '2024-01-01' + n, date '2022-01-01' + n % 50, nullif(n % 5, 0), 2000 + n % 9 * 100,
	CASE WHEN n % 7 = 0 THEN repeat(chr(120 + n / 7 % 2), 3) WHEN n % 7 = 1 THEN (SELECT string_agg(md5(i::text), '') FROM generate_series(n, n + 200) i) END
FROM generate_series(1, 400) n;
SELECT count(*) AS toasted FROM fact WHERE pg_column_size(note) > 2000;
CREATE VIEW seen AS SELECT id, region, as_of, birth_date, monthly_fee, note FROM fact;
CREATE TYPE made AS (region text, as_of date, birth_date date, monthly_fee yuan, note text);
CREATE TYPE pair AS (region region_code, as_of date);

EXPLAIN (COSTS OFF, VERBOSE) SELECT subsidy_amount(f, '按列') FROM fact_low f;
EXPLAIN (COSTS OFF, VERBOSE) SELECT subsidy_amount(s) FROM seen s;
-- of a row that may be none, the call stays
EXPLAIN (COSTS OFF) SELECT subsidy_amount(g) FROM fact_low f LEFT JOIN fact_low g ON g.id = f.id + 300 WHERE subsidy_amount(g) IS NULL;

-- Questions, and what they give with the support and without it
CREATE TABLE question (n integer, query text);
INSERT INTO question VALUES
	(1, $$SELECT id, subsidy_amount(f, '按列') FROM fact f$$),
	(2, $$SELECT id, subsidy_amount(f) FROM fact f$$),
	(3, $$SELECT id, subsidy_amount(f, '按列', '更少') FROM fact f$$),
	(4, $$SELECT id, subsidy_amount(f, CASE WHEN id % 2 = 0 THEN '按列' ELSE '另一项' END) FROM fact f$$),
	(5, $$SELECT id, subsidy_amount(f, '按列', CASE WHEN id % 3 = 0 THEN '更少' END) FROM fact f$$),
	-- rows that the query puts together
	(6, $$SELECT id, subsidy_amount(s, '按列') FROM (SELECT id, region, as_of, monthly_fee - id AS monthly_fee, note FROM fact) s$$),
	(7, $$SELECT id, subsidy_amount(s) FROM seen s$$),
	(8, $$SELECT id, subsidy_amount(ROW(region, as_of, birth_date, monthly_fee, note)::made) FROM fact$$),
	(9, $$SELECT id, subsidy_amount(ROW(region::region_code, as_of)::pair, '按列', '更少') FROM fact$$),
	(10, $$SELECT id, subsidy_amount(s) FROM (SELECT * FROM fact OFFSET 0) s$$),
	(11, $$SELECT id, subsidy_amount(s) FROM (SELECT id, region, as_of, birth_date, monthly_fee, note FROM fact_low UNION ALL SELECT id, region, as_of, birth_date, monthly_fee, note FROM fact_high) s$$),
	-- rows that are NULL
	(12, $$SELECT f.id, subsidy_amount(g) FROM fact f LEFT JOIN fact g ON g.id = f.id + 300$$),
	(13, $$SELECT f.id, s.v FROM fact f LEFT JOIN (SELECT id, subsidy_amount(g) AS v FROM fact g) s ON s.id = f.id + 300$$),
	(14, $$SELECT f.id, subsidy_amount(s) FROM fact f LEFT JOIN seen s ON s.id = f.id + 300$$),
	(15, $$SELECT f.id, subsidy_amount(f) FROM fact_low f GROUP BY ROLLUP (f.id, f)$$),
	(16, $$SELECT count(*)::integer, subsidy_amount(f) FROM fact_low f GROUP BY f$$),
	(17, $$SELECT id, subsidy_amount(NULL::fact) FROM fact$$),
	-- rows of an outer query, semi-joins, windows, groups
	(18, $$SELECT id, (SELECT subsidy_amount(g) FROM (SELECT 1) one, fact g WHERE g.id = f.id + 1) FROM fact f$$),
	(19, $$SELECT id, (SELECT subsidy_amount(f) FROM (SELECT 1) one) FROM fact f$$),
	(20, $$SELECT id, subsidy_amount(f) FROM fact f WHERE EXISTS (SELECT FROM fact g WHERE g.id = f.id + 100 AND subsidy_amount(g, '按列') > 240)$$),
	(21, $$SELECT id, sum(subsidy_amount(f)) OVER (ORDER BY subsidy_amount(f), id) FROM fact f$$),
	-- rows that the query puts together and groups by
	(23, $$SELECT count(*)::integer, subsidy_amount(ROW(region::region_code, as_of)::pair, '按列', '更少') FROM fact_low GROUP BY ROLLUP (ROW(region::region_code, as_of)::pair)$$),
	(24, $$SELECT id, subsidy_amount(ROW(region::region_code, as_of)::pair, '按列', '更少') FROM fact_low GROUP BY GROUPING SETS ((id, ROW(region::region_code, as_of)::pair), (id))$$),
	(25, $$SELECT count(*)::integer, subsidy_amount(s, '按列', '更少') FROM (SELECT region, as_of, monthly_fee FROM fact_low) s GROUP BY ROLLUP (s)$$),
	(26, $$SELECT count(*)::integer, sum(subsidy_amount(s, '按列')) FROM (SELECT region, as_of, monthly_fee, note FROM fact_low) s GROUP BY ROLLUP (s.as_of)$$),
	(22, $$SELECT max(id), sum(subsidy_amount(f)) FROM fact f GROUP BY subsidy_amount(f, '按列') HAVING sum(subsidy_amount(f)) > 10$$);

CREATE FUNCTION answer(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT count(*) || '' rows, '' || count(v) || '' values, '' || md5(string_agg(concat(id, ''='', coalesce(v::text, ''?'')), '','' ORDER BY id, v)) FROM (%s) x (id, v)', query)
		INTO result;
	RETURN result;
END
$$;
CREATE TABLE by_columns AS SELECT n, answer(query) AS answer FROM question;
BEGIN;
ALTER FUNCTION subsidy_amount(record, text, text) SUPPORT pg_catalog.generate_series_int4_support;
SELECT n, split_part(c.answer, ', ', 1) AS rows, split_part(c.answer, ', ', 2) AS values FROM by_columns c JOIN question USING (n) WHERE c.answer = answer(query) ORDER BY n;
SELECT n, c.answer, answer(query) AS without FROM by_columns c JOIN question USING (n) WHERE c.answer IS DISTINCT FROM answer(query);
ROLLBACK;

-- A table and a type that change, and a policy that does, under a plan that is kept
PREPARE of_table (text) AS SELECT sum(subsidy_amount(f, $1)) FROM fact f;
PREPARE of_view AS SELECT sum(subsidy_amount(s, '按列')) FROM seen s;
EXECUTE of_table ('按列');
EXECUTE of_view;
DROP VIEW seen;
ALTER TABLE fact DROP COLUMN birth_order, ADD COLUMN birth_order integer DEFAULT 4;
CREATE VIEW seen AS SELECT id, region, as_of, birth_date, monthly_fee, note, birth_order FROM fact;
EXECUTE of_table ('按列');
EXECUTE of_view;
UPDATE tuoyu.subsidy_rule SET amount = '2' WHERE rule = 'columns-1';
EXECUTE of_table ('按列');
EXECUTE of_table ('另一项');
EXECUTE of_view;

-- Too many columns for a call: the row is passed
DO $$ BEGIN EXECUTE (SELECT format('CREATE TABLE wide (region text, as_of date, %s)', string_agg(format('c%s integer', n), ', ')) FROM generate_series(1, 96) n); END $$;
INSERT INTO wide (region, as_of) VALUES ('420100', '2024-05-05');
EXPLAIN (COSTS OFF) SELECT FROM wide w WHERE subsidy_amount(w, '按列') > 0::yuan;
SELECT subsidy_amount(w, '按列') IS NULL AS no_fee FROM wide w;

-- What a statement writes
UPDATE fact f SET monthly_fee = 100 WHERE id = 5 RETURNING subsidy_amount(f, '按列') AS written;
INSERT INTO fact AS f (id, region, as_of, monthly_fee) VALUES (500, '420100', '2024-05-05', 3) RETURNING subsidy_amount(f, '按列') AS written;

-- The function that does it is not for hands; it takes nothing that is not the type's
SELECT subsidy_amount_by_columns(NULL::made, '按列', NULL, '420100'::text, date '2024-05-05', NULL::date, '100'::yuan) AS fewer;
SELECT subsidy_amount_by_columns(NULL::made, '按列', NULL, '420100'::text, date '2024-05-05', NULL::date, 100);
SELECT subsidy_amount_by_columns(NULL::made, '按列', NULL, '420100'::text, date '2024-05-05', NULL::date, '100'::yuan, 1, 2, 3);
SELECT subsidy_amount_by_columns(NULL::record, '按列', NULL, '420100'::text);
SELECT subsidy_amount_by_columns(NULL::made, '按列', NULL, date '2024-05-05');

-- A plan that is kept may be another's
PREPARE of_another AS SELECT count(subsidy_amount(f, '按列')) FROM fact f;
EXECUTE of_another;
-- Who may not call it, but may call subsidy_amount, is served all the same; who may not call that, is not
CREATE ROLE columns_reader;
GRANT USAGE ON SCHEMA by_columns TO columns_reader;
GRANT SELECT ON fact TO columns_reader;
BEGIN;
REVOKE EXECUTE ON FUNCTION subsidy_amount_by_columns(record, text, text, "any") FROM PUBLIC;
SET LOCAL ROLE columns_reader;
SELECT count(subsidy_amount(f, '按列')) FROM fact f;
ROLLBACK;
BEGIN;
REVOKE EXECUTE ON FUNCTION subsidy_amount(record, text, text) FROM PUBLIC;
SET LOCAL ROLE columns_reader;
SELECT count(subsidy_amount(f, '按列')) FROM fact f;
ROLLBACK;
BEGIN;
REVOKE EXECUTE ON FUNCTION subsidy_amount(record, text, text) FROM PUBLIC;
SET LOCAL ROLE columns_reader;
EXECUTE of_another;
ROLLBACK;

DELETE FROM tuoyu.subsidy_rule WHERE document = 'columns';
DELETE FROM tuoyu.policy_document WHERE document = 'columns';
SET client_min_messages = warning;
DROP SCHEMA by_columns CASCADE;
DROP ROLE columns_reader;
