-- formula: a SQL expression over the columns of a row.
CREATE SCHEMA formula_test;
SET search_path = formula_test, tuoyu;

-- The form is checked when a formula comes in
SELECT 'least(0.8 * income_urban / 12, 4000)'::formula;
SELECT '(SELECT 1)'::formula;
SELECT 'days > (SELECT 1)'::formula;
SELECT 'count(*) FROM pg_class'::formula;
SELECT 'count(*)'::formula;
SELECT 'count(DISTINCT days)'::formula;
SELECT 'rank() OVER ()'::formula;
SELECT '1, 2'::formula;
SELECT '1 AS x'::formula;
SELECT '*'::formula;
SELECT '1 +'::formula;
SELECT ''::formula;
SELECT '1; DROP TABLE x'::formula;
SELECT '$1 + 1'::formula;
SELECT 'current_date'::formula;
SELECT 'ROW(1, 2)'::formula;
SELECT '费用 + 1 +'::formula;

-- Values
CREATE TABLE fact (fee numeric, days integer, children bigint, name text, born date, rate double precision, paid yuan, "月收费" numeric);
INSERT INTO fact VALUES (2000, 15, 3, '甲', '2023-03-31', 0.1, '1400', 2500), (NULL, 14, 0, '乙', '2024-02-29', 0.2, NULL, NULL);
SELECT evaluate('least(0.8 * fee, 4000)', f), evaluate('case when days >= 15 then 300 when days > 0 then 150 else 0 end', f),
	evaluate('children', f), evaluate('"月收费" * 2', f), evaluate(NULL, f), evaluate('7 / 2', f), evaluate('7 / 2.0', f)
FROM fact f ORDER BY name DESC;
SELECT evaluate_condition('fee > 1000 and name = ''甲''', f), evaluate_condition('born between ''2024-01-01'' and ''2024-12-31''', f),
	evaluate_condition('fee is null', f) FROM fact f ORDER BY name DESC;
-- money of the row may be yuan
SELECT evaluate('paid', f), evaluate('paid * 0.08', f), evaluate_condition('paid <= 1400', f) FROM fact f ORDER BY name DESC;
-- a domain is read as what it is over
CREATE DOMAIN area AS numeric(10,2) CHECK (VALUE > 0);
SELECT evaluate('size / 8', r) FROM (SELECT 20::area AS size) r;
-- an anonymous row, and a formula that differs from row to row
SELECT evaluate('a * b', r) FROM (SELECT 6 AS a, 7::numeric AS b) r;
SELECT sum(evaluate(format('a + %s', a)::formula, r)) FROM (SELECT g AS a FROM generate_series(1, 500) g) r;
SELECT evaluate('1 + 1', NULL::fact) IS NULL AS null_row;

-- What a formula may not do
SELECT evaluate('fees * 2', f) FROM fact f;
SELECT evaluate('f.fee', f) FROM fact f;
SELECT evaluate('fee * random()', f) FROM fact f;
SELECT evaluate('fee * pg_backend_pid()', f) FROM fact f;
SELECT evaluate('sum(fee)', f) FROM fact f;
SELECT evaluate('generate_series(1, days)', f) FROM fact f;
SELECT evaluate('rate * 2', f) FROM fact f;
SELECT evaluate('sqrt(2)', f) FROM fact f;
SELECT evaluate('1e3::float4', f) FROM fact f;
SELECT evaluate('name', f) FROM fact f;
SELECT evaluate('born', f) FROM fact f;
SELECT evaluate('fee > 1', f) FROM fact f;
SELECT evaluate_condition('fee', f) FROM fact f;
SELECT evaluate('case when born < ''today''::date then 1 end', f) FROM fact f;
SELECT evaluate('case when born < ''01/02/2024'' then 1 end', f) FROM fact f;
SELECT evaluate('case when born <@ ''[2024-01-01,tomorrow)''::daterange then 1 end', f) FROM fact f;
SELECT evaluate('case when born < (name || '''')::date then 1 end', f) FROM fact f;
SELECT evaluate('to_char(fee, ''999'')::numeric', f) FROM fact f;
SELECT evaluate('1 / (children - children)', f) FROM fact f;
CREATE FUNCTION mine(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1';
SELECT evaluate('mine(fee)', f) FROM fact f;
SELECT evaluate('formula_test.mine(fee)', f) FROM fact f;
-- a look-alike on the session's path is not found
CREATE SCHEMA trap;
CREATE FUNCTION trap.abs(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT 666';
SET search_path = trap, pg_catalog, formula_test, tuoyu;
SELECT evaluate('abs(-1.0)', f) FROM fact f LIMIT 1;
SET search_path = formula_test, tuoyu;

-- The dates that last
SELECT evaluate('case when born < ''2024-01-01'' then 1 else 0 end', f), evaluate('case when born <@ ''[2024-01-01,infinity)''::daterange then 1 else 0 end', f),
	evaluate('case when born = any (''{2023-03-31,2023-04-01}''::date[]) then 1 else 0 end', f) FROM fact f ORDER BY name DESC;

-- formula_problem says the same without an error
SELECT formula_problem('fee * 2', 'fact'), formula_problem('fee > 2', 'fact');
SELECT formula_problem('fees * 2', 'fact');
SELECT formula_problem('费用 + 1 +', 'fact');
SELECT formula_problem('name', 'fact');
SELECT formula_problem('1 / 0', 'fact');
SELECT formula_problem('1', 'integer');

-- A formula stored with a table follows a change of the row's type
PREPARE twice AS SELECT evaluate('fee * 2', f) FROM fact f ORDER BY name DESC LIMIT 1;
EXECUTE twice;
ALTER TABLE fact ALTER fee TYPE integer;
EXECUTE twice;
ALTER TABLE fact RENAME fee TO charge;
EXECUTE twice;

-- Text's operators serve; equality survives a restore's empty search_path
CREATE TABLE rules (f formula PRIMARY KEY);
INSERT INTO rules VALUES ('1 + 1'), ('fee');
INSERT INTO rules VALUES ('fee');
SELECT f, length(f), f || ';' AS joined FROM rules WHERE f = 'fee';
INSERT INTO rules SELECT 'days ' || '+ 1';
INSERT INTO rules VALUES ('a b c');
SELECT count(*) FROM rules;
CREATE VIEW v AS SELECT CASE f WHEN 'fee' THEN 1 ELSE 0 END AS c, NULLIF(f, 'fee') AS n FROM rules JOIN rules r2 USING (f);
SET search_path = '';
SELECT pg_catalog.pg_get_viewdef('formula_test.v') AS def \gset
SELECT pg_catalog.count(*) FROM (SELECT CASE f WHEN 'fee' THEN 1 END FROM formula_test.rules JOIN formula_test.rules r2 USING (f) WHERE f IS DISTINCT FROM 'x') s;
DROP VIEW formula_test.v;
CREATE VIEW formula_test.v AS :def
SELECT * FROM formula_test.v ORDER BY c DESC, n;
RESET search_path;
DROP SCHEMA trap CASCADE;
\set VERBOSITY terse
SET client_min_messages = warning;
DROP SCHEMA formula_test CASCADE;
