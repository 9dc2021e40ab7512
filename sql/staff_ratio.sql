-- staff_ratio: caregivers to children.
CREATE SCHEMA test_staff_ratio;
SET search_path = test_staff_ratio, public, tuoyu;

-- Input: lowest terms, full-width characters, the ratio sign, blanks
SELECT r AS written, r::staff_ratio AS ratio
FROM unnest(ARRAY['1:3', '2:6', '1：5', '１：７', ' 1:3 ', E'\t1 : 3\n', '　1∶3　', '001:0003', '65535:65534',
	'1:65535', '100000:300000', '10:4', '7:7']) AS r;
SELECT '1:3'::text::staff_ratio, '1:3'::varchar::staff_ratio, NULL::text::staff_ratio IS NULL AS null_stays;
SELECT staff_ratio(1, 5), staff_ratio(4, 10), caregivers(staff_ratio '4:10'), children(staff_ratio '4:10');

-- Bad input: every text is refused, by its own SQLSTATE
CREATE FUNCTION sqlstate_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SELECT r AS written, sqlstate_of(format('SELECT %L::tuoyu.staff_ratio', r))
FROM unnest(ARRAY['', ' ', '1', '1:', ':3', ':', '1:3:5', '-1:3', '1:-3', '+1:3', '1.5:3', '1;3', 'a:b', '1:3x', '1 2:3',
	'1:３ 4', '1/3', '一:三', E'1:\u00b3',
	'0:3', '1:0', '0:0', '65536:1', '1:65536', '65536:65537',
	'18446744073709551615:1', '1:99999999999999999999999999', '99999999999999999999:99999999999999999999']) AS r;
SELECT '0:3'::staff_ratio;
SELECT '1:0'::staff_ratio;
SELECT '1-3'::staff_ratio;
SELECT staff_ratio(0, 3);
SELECT staff_ratio(1, -2147483648);
SELECT staff_ratio(65536, 1);
-- where PostgreSQL has soft errors, they are used
DO $$
BEGIN
	IF current_setting('server_version_num')::integer >= 160000 THEN
		ASSERT pg_input_is_valid('1:3', 'tuoyu.staff_ratio');
		ASSERT NOT pg_input_is_valid('1:', 'tuoyu.staff_ratio');
		ASSERT NOT pg_input_is_valid('0:3', 'tuoyu.staff_ratio');
	END IF;
END $$;

-- Binary: out and in again, and what text refuses is refused
SELECT staff_ratio_send('2:6'), staff_ratio_send('65535:65534');
CREATE TABLE sent (r staff_ratio);
CREATE TABLE received (r staff_ratio);
INSERT INTO sent SELECT staff_ratio(a, b) FROM generate_series(1, 65535, 1311) AS a, generate_series(1, 65535, 1213) AS b;
\copy sent TO 'results/staff_ratio.bin' (FORMAT binary)
\copy received FROM 'results/staff_ratio.bin' (FORMAT binary)
SELECT count(*) > 2000 AS many, (SELECT count(*) FROM sent) - count(*) AS lost,
	(SELECT count(*) FROM (TABLE sent EXCEPT ALL TABLE received) AS d) AS changed
FROM received;
TRUNCATE received;
-- an integer has the same four bytes: 2:6 is reduced, 0:3 and 1:0 are refused
\copy (SELECT 2 * 65536 + 6) TO 'results/staff_ratio.bin' (FORMAT binary)
\copy received FROM 'results/staff_ratio.bin' (FORMAT binary)
SELECT r, r = '1:3' AS reduced FROM received;
\copy (SELECT 3) TO 'results/staff_ratio.bin' (FORMAT binary)
\copy received FROM 'results/staff_ratio.bin' (FORMAT binary)
\copy (SELECT 65536) TO 'results/staff_ratio.bin' (FORMAT binary)
\copy received FROM 'results/staff_ratio.bin' (FORMAT binary)

-- Order by strictness
SELECT staff_ratio '1:3' < '1:5' AS stricter_first, staff_ratio '2:5' < '1:3' AS by_the_quotient;
SELECT string_agg(r::text, ' < ' ORDER BY r) FROM unnest(ARRAY['1:7', '1:3', '2:5', '1:65535', '65535:1', '3:8', '1:5']::staff_ratio[]) AS r;

-- Property: every operator agrees with the same comparison of quotients in numeric, for every pair
CREATE TABLE ratio (r staff_ratio PRIMARY KEY, a numeric NOT NULL, b numeric NOT NULL);
INSERT INTO ratio
SELECT staff_ratio(a, b), a, b
FROM unnest(ARRAY[1, 2, 3, 4, 5, 7, 8, 255, 256, 32767, 32768, 65533, 65534, 65535]) AS a,
	unnest(ARRAY[1, 2, 3, 5, 6, 7, 10, 15, 20, 255, 256, 32767, 32768, 65533, 65534, 65535]) AS b
ON CONFLICT DO NOTHING;
SELECT count(*) > 20000 AS many,
	count(*) FILTER (WHERE (x.r = y.r) <> (x.b * y.a = y.b * x.a)) AS eq,
	count(*) FILTER (WHERE (x.r <> y.r) <> (x.b * y.a <> y.b * x.a)) AS ne,
	count(*) FILTER (WHERE (x.r < y.r) <> (x.b * y.a < y.b * x.a)) AS lt,
	count(*) FILTER (WHERE (x.r <= y.r) <> (x.b * y.a <= y.b * x.a)) AS le,
	count(*) FILTER (WHERE (x.r > y.r) <> (x.b * y.a > y.b * x.a)) AS gt,
	count(*) FILTER (WHERE (x.r >= y.r) <> (x.b * y.a >= y.b * x.a)) AS ge,
	count(*) FILTER (WHERE staff_ratio_cmp(x.r, y.r) <> sign(x.b * y.a - y.b * x.a)) AS cmp,
	count(*) FILTER (WHERE staff_ratio_smaller(x.r, y.r) <> CASE WHEN x.r < y.r THEN x.r ELSE y.r END) AS smaller,
	count(*) FILTER (WHERE staff_ratio_larger(x.r, y.r) <> CASE WHEN x.r > y.r THEN x.r ELSE y.r END) AS larger,
	count(*) FILTER (WHERE x.r = y.r AND (staff_ratio_hash(x.r) <> staff_ratio_hash(y.r) OR
		staff_ratio_hash_extended(x.r, 7) <> staff_ratio_hash_extended(y.r, 7))) AS hash
FROM ratio AS x, ratio AS y;
SELECT count(*) AS changed_by_output FROM ratio WHERE r::text::staff_ratio <> r OR staff_ratio(caregivers(r), children(r)) <> r;
SELECT count(DISTINCT staff_ratio_hash(r)) > 0.9 * count(*) AS hash_spreads,
	bool_and(staff_ratio_hash_extended(r, 1) <> staff_ratio_hash_extended(r, 2)) AS seed_counts
FROM ratio;

-- Sorting and indexes
SELECT count(*) AS out_of_order
FROM (SELECT r, lag(r) OVER (ORDER BY r) AS previous, a / b AS q, lag(a / b) OVER (ORDER BY r) AS q_previous FROM ratio) AS s
WHERE q > q_previous OR r < previous;
SELECT min(r), max(r), min(r) FILTER (WHERE false) IS NULL AS min_of_none FROM ratio;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
CREATE FUNCTION plan_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	plan text = '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || statement LOOP
		plan := plan || line || E'\n';
	END LOOP;
	RETURN plan;
END $$;
SELECT plan_of('SELECT r FROM ratio WHERE r < ''1:3''') ~ 'Index Only Scan using ratio_pkey' AS btree_used,
	plan_of('SELECT min(r) FROM ratio') ~ 'Index Only Scan using ratio_pkey' AS min_from_index;
SELECT count(*) = (SELECT count(*) FROM ratio WHERE 3 * a > b) AS index_right FROM ratio WHERE r < '1:3';
CREATE INDEX ratio_hash ON ratio USING hash (r);
SELECT plan_of('SELECT a FROM ratio WHERE r = ''1:3''') ~ 'Index Scan using ratio_(hash|pkey)' AS equality_indexed;
DROP INDEX ratio_hash;
RESET enable_seqscan;
RESET enable_bitmapscan;
-- joins by hash and by merge
CREATE TABLE other AS SELECT r FROM ratio;
SET enable_nestloop = off;
SET enable_mergejoin = off;
SELECT plan_of('SELECT 1 FROM ratio AS x JOIN other AS y ON x.r = y.r') ~ 'Hash Join' AS hash_join;
SELECT count(*) = (SELECT count(*) FROM ratio) AS all_found FROM ratio AS x JOIN other AS y ON x.r = y.r;
RESET enable_mergejoin;
SET enable_hashjoin = off;
SELECT plan_of('SELECT 1 FROM ratio AS x JOIN other AS y ON x.r = y.r') ~ 'Merge Join' AS merge_join;
SELECT count(*) = (SELECT count(*) FROM ratio) AS all_found FROM ratio AS x JOIN other AS y ON x.r = y.r;
RESET enable_hashjoin;
RESET enable_nestloop;
-- the estimators are there: 1:3 is common, and known to be
CREATE TABLE common AS SELECT CASE WHEN i <= 900 THEN '1:3' ELSE staff_ratio(1, i) END AS r FROM generate_series(1, 1000) AS i;
ANALYZE common;
CREATE FUNCTION estimated_rows(statement text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	EXECUTE 'EXPLAIN ' || statement INTO line;
	RETURN (regexp_match(line, 'rows=(\d+)'))[1];
END $$;
SELECT estimated_rows('SELECT 1 FROM common WHERE r = ''1:3''') BETWEEN 880 AND 920 AS eq,
	estimated_rows('SELECT 1 FROM common WHERE r <> ''1:3''') BETWEEN 80 AND 120 AS ne,
	estimated_rows('SELECT 1 FROM common WHERE r < ''1:4''') BETWEEN 880 AND 920 AS lt,
	estimated_rows('SELECT 1 FROM common WHERE r <= ''1:3''') BETWEEN 880 AND 920 AS le,
	estimated_rows('SELECT 1 FROM common WHERE r > ''1:3''') BETWEEN 80 AND 120 AS gt,
	estimated_rows('SELECT 1 FROM common WHERE r >= ''1:4''') BETWEEN 80 AND 120 AS ge;
-- Text
SELECT 'ratio ' || r AS before, r || ' ratio' AS after, r::text || '!' AS as_text, r || '/'::text || r AS both, length(r) AS implicitly_text
FROM (SELECT staff_ratio '2:6' AS r) AS s;

-- After pg_dump and restore nothing is on the search_path: the constructs that cannot name an operator still compare.
CREATE TABLE rule (id integer PRIMARY KEY, r staff_ratio, s staff_ratio);
INSERT INTO rule VALUES (1, '1:3', '1:3'), (2, '1:3', '1:5'), (3, '1:5', NULL), (4, NULL, NULL);
CREATE TABLE named (r staff_ratio PRIMARY KEY, name text);
INSERT INTO named VALUES ('1:3', '乳儿班'), ('1:5', '托小班');
CREATE VIEW v_case AS SELECT id, CASE r WHEN '1:3' THEN 'strict' WHEN '1:5' THEN 'less' ELSE 'none' END AS c FROM rule;
CREATE VIEW v_nullif AS SELECT id, NULLIF(r, s)::text AS c FROM rule;
CREATE VIEW v_using AS SELECT id, name AS c FROM rule JOIN named USING (r);
CREATE VIEW v_distinct AS SELECT id, (r IS DISTINCT FROM s)::text AS c FROM rule;
CREATE VIEW v_text AS SELECT id, 'r' || r || '.' AS c FROM rule;
CREATE TABLE fired (id integer);
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO test_staff_ratio.fired VALUES (new.id);
	RETURN new;
END $$;
CREATE TRIGGER changed BEFORE UPDATE ON rule FOR EACH ROW WHEN (old.r IS DISTINCT FROM new.r) EXECUTE FUNCTION fire();
DO $$
DECLARE
	v text;
	definition text;
	lost integer;
BEGIN
	PERFORM set_config('search_path', '', true);
	FOREACH v IN ARRAY ARRAY['case', 'nullif', 'using', 'distinct', 'text'] LOOP
		EXECUTE format('CREATE VIEW test_staff_ratio.restored_%s AS %s', v, pg_get_viewdef(format('test_staff_ratio.v_%s', v)::regclass));
		EXECUTE format('SELECT count(*) FROM (SELECT * FROM test_staff_ratio.v_%1$s EXCEPT ALL SELECT * FROM test_staff_ratio.restored_%1$s) AS d', v) INTO lost;
		ASSERT lost = 0, v;
	END LOOP;
	definition := pg_get_triggerdef((SELECT oid FROM pg_trigger WHERE tgname = 'changed'));
	DROP TRIGGER changed ON test_staff_ratio.rule;
	EXECUTE definition;
	UPDATE test_staff_ratio.rule SET r = CASE id WHEN 1 THEN '2:6' WHEN 2 THEN '1:4' WHEN 4 THEN '1:3' ELSE r::text END::tuoyu.staff_ratio;
END $$;
SELECT id, c.c AS case, n.c AS nullif, u.c AS using, d.c AS distinct, t.c AS text
FROM restored_case AS c JOIN restored_nullif AS n USING (id) LEFT JOIN restored_using AS u USING (id)
	JOIN restored_distinct AS d USING (id) JOIN restored_text AS t USING (id)
ORDER BY id;
SELECT array_agg(id ORDER BY id) AS fired FROM fired;

SELECT amname, opcname, amvalidate(c.oid) FROM pg_opclass AS c JOIN pg_am AS m ON m.oid = opcmethod
WHERE opcintype = 'staff_ratio'::regtype ORDER BY 1;
-- nothing of the type is without a comment
SELECT p.oid::regprocedure::text AS without_comment FROM pg_proc AS p
WHERE ('staff_ratio'::regtype = ANY (proargtypes) OR prorettype = 'staff_ratio'::regtype)
	AND pronamespace = 'tuoyu'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL
UNION ALL
SELECT o.oid::regoperator::text FROM pg_operator AS o
WHERE 'staff_ratio'::regtype IN (oprleft, oprright) AND obj_description(o.oid, 'pg_operator') IS NULL;

SET client_min_messages = warning;
DROP SCHEMA test_staff_ratio CASCADE;
