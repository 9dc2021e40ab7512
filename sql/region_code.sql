-- Region codes: what is read and printed, the hierarchy against text, order, index ranges, estimates.
CREATE SCHEMA region_code_test;
SET search_path = region_code_test, tuoyu;

-- 2, 4, 6, 9 or 12 digits, full-width and with blanks around them; a missing level is absent
SELECT input, input::region_code AS region, region_level(input::region_code) AS level,
	region_parent(input::region_code) AS parent, region_upper(input::region_code) AS upper
FROM unnest(ARRAY['000000', '00', '0000', '000000000000', '42', '4201', '420100', '420102', '420102003', '420102003001',
	'420100000000', '420102000', '441900', '441900003', '441900003001', '441900000001', '429004', '429004001', '420001',
	'４２０１０２', '　420102 ', E'\t42\n', '999999999999']) AS input;

-- bad input: SQLSTATE, what was given, what is taken
SELECT ''::region_code;
SELECT '4'::region_code;
SELECT '420'::region_code;
SELECT '42010'::region_code;
SELECT '4201020030'::region_code;
SELECT '4201020030012'::region_code;
SELECT '42 0100'::region_code;
SELECT '42010a'::region_code;
SELECT '-42010'::region_code;
SELECT '湖北'::region_code;
SELECT '012345'::region_code;
SELECT region_at('420102', 6);
SELECT region_at('420102', -1);
\set VERBOSITY sqlstate
SELECT '42010'::region_code;
SELECT region_at('420102', 6);
SELECT 42::region_code;
SELECT '42'::region_code::integer;
\set VERBOSITY default

-- an error that can be saved, where the server has such (16)
DO $$
DECLARE
	valid boolean;
BEGIN
	IF current_setting('server_version_num')::integer >= 160000 THEN
		EXECUTE 'SELECT pg_input_is_valid(''4201'', ''region_code'') AND NOT pg_input_is_valid(''42010'', ''region_code'')'
			INTO valid;
		ASSERT valid;
	END IF;
END
$$;

SELECT region_at('420102003001', level) FROM generate_series(0, 5) AS level;

-- 100,000 codes with levels absent at random; the oracle works on the text alone
CREATE TABLE sample AS
SELECT i, string_agg(CASE WHEN part = 1 THEN (11 + hash % 89)::text
		WHEN hash / 128 % 5 < 2 THEN repeat('0', width)
		-- few values a level, so that codes lie in one another
		ELSE lpad((1 + hash % 4)::text, width, '0') END, '' ORDER BY part) AS digits
FROM generate_series(1, 100000) AS i,
	unnest(ARRAY[2, 2, 2, 3, 3]) WITH ORDINALITY AS p(width, part),
	LATERAL (SELECT abs(hashint8extended(i * 5 + part, 1) % 1000000007) AS hash) AS h
GROUP BY i;
CREATE FUNCTION used_digits(digits text) RETURNS integer IMMUTABLE LANGUAGE sql AS $$
	SELECT CASE WHEN right(digits, 3) <> '000' THEN 12 WHEN substr(digits, 7, 3) <> '000' THEN 9
		WHEN substr(digits, 5, 2) <> '00' THEN 6 WHEN substr(digits, 3, 2) <> '00' THEN 4
		WHEN left(digits, 2) <> '00' THEN 2 ELSE 0 END $$;
CREATE FUNCTION one_level_up(digits text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
	SELECT CASE used_digits(digits) WHEN 12 THEN left(digits, 9) || '000' WHEN 9 THEN left(digits, 6) || '000000'
		WHEN 6 THEN left(digits, 4) || '00000000' WHEN 4 THEN left(digits, 2) || '0000000000'
		WHEN 2 THEN '000000000000' END $$;
SELECT count(*), count(DISTINCT digits) > 10000 AS varied,
	count(*) FILTER (WHERE region_level(digits::region_code) <> array_position(ARRAY[0, 2, 4, 6, 9, 12], used_digits(digits)) - 1)
		AS wrong_level,
	count(*) FILTER (WHERE region_parent(digits::region_code) IS DISTINCT FROM one_level_up(digits)::region_code) AS wrong_parent,
	count(*) FILTER (WHERE digits::region_code::text <> left(digits, greatest(used_digits(digits), 6))) AS wrong_text,
	count(*) FILTER (WHERE digits::region_code::text::region_code <> digits::region_code) AS wrong_back,
	count(*) FILTER (WHERE region_upper(digits::region_code)
		<> rpad(left(digits, used_digits(digits)), 12, '9')::region_code) AS wrong_upper,
	count(*) FILTER (WHERE region_at(digits::region_code, 1) <> left(digits, 2)::region_code
		OR region_at(digits::region_code, 2) <> left(digits, 4)::region_code
		OR region_at(digits::region_code, 3) <> left(digits, 6)::region_code) AS wrong_at
FROM sample;

-- containment: a's digits in use are the first of b's; and so is the closure of region_parent
CREATE TABLE few AS SELECT digits, used_digits(digits) AS used, digits::region_code AS region FROM (
	SELECT DISTINCT digits FROM sample WHERE left(digits, 2) < '14' UNION SELECT '000000000000' UNION SELECT '110000000000') AS d;
SELECT count(*) > 1000000 AS many,
	count(*) FILTER (WHERE inside) BETWEEN 5000 AND 100000 AS both_kinds,
	count(*) FILTER (WHERE (b.region <@ a.region) <> inside OR (a.region @> b.region) <> inside) AS wrong,
	count(*) FILTER (WHERE (b.region >= a.region AND b.region <= region_upper(a.region)) <> inside) AS wrong_interval
FROM few AS a, few AS b, LATERAL (SELECT starts_with(b.digits, left(a.digits, a.used)) OFFSET 0) AS o(inside);
WITH RECURSIVE up AS (
	SELECT region, region AS ancestor FROM few
	UNION ALL
	SELECT region, region_parent(ancestor) FROM up WHERE region_parent(ancestor) IS NOT NULL
)
SELECT count(*) > 5000 AS many, count(*) FILTER (WHERE NOT region <@ ancestor) AS wrong,
	count(*) = (SELECT sum(region_level(region) + 1 - missing) FROM few,
		LATERAL (SELECT count(*) FILTER (WHERE part ~ '^0+$') AS missing
			FROM unnest(ARRAY[substr(digits, 1, 2), substr(digits, 3, 2), substr(digits, 5, 2), substr(digits, 7, 3)])
				WITH ORDINALITY AS p(part, n) WHERE n < region_level(region)) AS m) AS as_long_as_the_levels
FROM up;

-- order: that of the 12 digits, so that what lies in a region follows it without a gap
SELECT count(*) FILTER (WHERE by_region <> by_text) AS wrong_order FROM (
	SELECT row_number() OVER (ORDER BY region) AS by_region, row_number() OVER (ORDER BY digits COLLATE "C") AS by_text FROM few) AS o;
SELECT count(*) AS wrong FROM few AS a, few AS b
WHERE (a.region < b.region, a.region <= b.region, a.region = b.region, a.region <> b.region, a.region >= b.region, a.region > b.region)
	IS DISTINCT FROM (a.digits < b.digits COLLATE "C", a.digits <= b.digits COLLATE "C", a.digits = b.digits,
		a.digits <> b.digits, a.digits >= b.digits COLLATE "C", a.digits > b.digits COLLATE "C")
	OR sign(region_code_cmp(a.region, b.region))
		<> CASE WHEN a.digits < b.digits COLLATE "C" THEN -1 WHEN a.digits = b.digits THEN 0 ELSE 1 END;
SELECT min(region), max(region), count(DISTINCT region) = count(DISTINCT digits) AS as_many FROM few;
SELECT min(region), max(region) FROM few WHERE false;
SELECT count(*) FILTER (WHERE region_code_hash(region) <> region_code_hash_extended(region, 0)::bit(32)::integer) AS wrong_hash,
	count(DISTINCT region_code_hash_extended(region, 1)) = count(*) AS seeded FROM few;

-- the plan as one text
CREATE FUNCTION plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	lines text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		lines := lines || line || E'\n';
	END LOOP;
	RETURN lines;
END
$$;

-- <@ and @> as a range of a btree index, with a constant, a parameter and a column of another table
CREATE TABLE place AS SELECT i, digits::region_code AS region FROM sample;
CREATE INDEX place_region ON place (region);
ALTER TABLE place ALTER region SET STATISTICS 1000;
CREATE INDEX few_region ON few (region);
ANALYZE place, few;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM place WHERE region <@ '42';
EXPLAIN (COSTS OFF) SELECT * FROM place WHERE '420100' @> region;
EXPLAIN (COSTS OFF) SELECT few.region, place.region FROM few, place WHERE few.region = '4201' AND place.region <@ few.region;
PREPARE inside(region_code) AS SELECT count(*) FROM place WHERE region <@ $1;
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS OFF) EXECUTE inside('42');
EXECUTE inside('42');
EXECUTE inside(NULL);
RESET plan_cache_mode;
-- not for the regions that hold one
SELECT plan_of('SELECT * FROM place WHERE region @> ''420100''') ~ 'Index Cond' AS condition;
SELECT plan_of('SELECT min(region), max(region) FROM place') ~ 'Index Only Scan' AS min_max_use_index;
SELECT count(*) AS by_index FROM few AS a JOIN place AS b ON b.region <@ a.region WHERE a.region <@ '1101';
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
RESET enable_seqscan;
SELECT count(*) AS without FROM few AS a JOIN place AS b ON b.region <@ a.region WHERE a.region <@ '1101';
EXECUTE inside('42');
RESET enable_indexscan;
RESET enable_indexonlyscan;
RESET enable_bitmapscan;

-- estimates: rows thought of against rows found
CREATE FUNCTION estimate(query text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	plan json;
	found bigint;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	EXECUTE 'SELECT count(*) FROM (' || query || ') AS q' INTO found;
	RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::numeric / greatest(found, 1);
END
$$;
CREATE TABLE listed AS SELECT code AS region, n FROM tuoyu.region, generate_series(1, 10) AS n;
CREATE TABLE province AS SELECT DISTINCT region_at(code, 1) AS region FROM tuoyu.region WHERE code <> '000000';
-- the sample is the whole table, so that the estimates repeat
ALTER TABLE listed ALTER region SET STATISTICS 1000;
ANALYZE listed, province;
SELECT condition, estimate('SELECT * FROM listed WHERE ' || condition) BETWEEN 0.5 AND 2 AS near
FROM unnest(ARRAY['region <@ ''42''', '''42'' @> region', 'region <@ ''4201''', 'region <@ ''000000''', 'region @> ''420102''',
	'''4201'' <@ region', 'region <@ ''420102003''', 'NOT region <@ ''42''']) AS condition;
SELECT estimate('SELECT * FROM place WHERE region <@ ''42''') BETWEEN 0.5 AND 2 AS with_common_values;
SELECT estimate('SELECT * FROM listed JOIN province ON listed.region <@ province.region') BETWEEN 0.5 AND 2 AS within_near,
	estimate('SELECT * FROM listed JOIN province ON province.region @> listed.region') BETWEEN 0.5 AND 2 AS holds_near;

-- hash and merge joins, and aggregates in parallel
SELECT plan_of('SELECT * FROM place AS a JOIN place AS b USING (region)') ~ '(Hash|Merge) Join' AS joins;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET enable_indexonlyscan = off;
SET enable_indexscan = off;
SELECT plan_of('SELECT min(region), max(region) FROM place') ~ 'Partial Aggregate' AS partial;
SELECT (min(region), max(region)) = (SELECT min(digits)::region_code, max(digits)::region_code FROM sample) AS same FROM place;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET enable_indexonlyscan;
RESET enable_indexscan;

-- text: the cast, both ||, and a type that the other side's literal has
SELECT '420102'::region_code || '区' AS a, '区' || '420102'::region_code AS b, '地区'::text || '420102003'::region_code AS c,
	length('42'::region_code) AS d, '420100'::region_code = '4201' AS e, coalesce('42'::region_code, '11') AS f;

-- what a restore does: simple CASE, NULLIF, JOIN USING and IS DISTINCT FROM under an empty search_path
CREATE TABLE pair (id integer, region region_code, other region_code);
INSERT INTO pair VALUES (1, '42', '42'), (2, '420102', '42'), (3, '42', NULL), (4, NULL, NULL);
CREATE VIEW four AS
SELECT a.id, CASE a.region WHEN a.other THEN 'same' ELSE 'not' END AS simple_case, NULLIF(a.region, a.other)::text AS null_if,
	a.region IS DISTINCT FROM a.other AS differ, (SELECT count(*) FROM pair AS b JOIN pair AS c USING (region) WHERE b.id = a.id) AS joined
FROM pair AS a;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'changed'; RETURN new; END $$;
CREATE TRIGGER changed BEFORE UPDATE ON pair FOR EACH ROW WHEN (old.region IS DISTINCT FROM new.region) EXECUTE FUNCTION note();
SET search_path = '';
SELECT pg_get_viewdef('region_code_test.four'::regclass) AS viewdef, pg_get_triggerdef(oid) AS triggerdef FROM pg_trigger WHERE tgrelid = 'region_code_test.pair'::regclass \gset
CREATE VIEW region_code_test.four_restored AS :viewdef
DROP TRIGGER changed ON region_code_test.pair;
:triggerdef;
SELECT * FROM region_code_test.four_restored ORDER BY 1;
SELECT count(*) AS different FROM (TABLE region_code_test.four EXCEPT TABLE region_code_test.four_restored) AS d;
UPDATE region_code_test.pair SET region = '42' WHERE id = 1;
UPDATE region_code_test.pair SET region = '43' WHERE id = 1;
SET search_path = region_code_test, tuoyu;

-- binary: sent as the number, received with the same checks
SELECT region_code_send('420102');
\copy (SELECT region FROM few) TO 'results/region_code.bin' (FORMAT binary)
CREATE TABLE received (region region_code);
\copy received FROM 'results/region_code.bin' (FORMAT binary)
SELECT count(*) = (SELECT count(*) FROM few) AS all_there, count(*) FILTER (WHERE few.region IS NULL) AS wrong
FROM received LEFT JOIN few USING (region);
\copy (SELECT 1000000000000::bigint) TO 'results/region_code.bin' (FORMAT binary)
\copy received FROM 'results/region_code.bin' (FORMAT binary)
\copy (SELECT 42::bigint) TO 'results/region_code.bin' (FORMAT binary)
\copy received FROM 'results/region_code.bin' (FORMAT binary)
\copy (SELECT (-1)::bigint) TO 'results/region_code.bin' (FORMAT binary)
\copy received FROM 'results/region_code.bin' (FORMAT binary)

SELECT amname, opcname, amvalidate(c.oid) FROM pg_opclass AS c JOIN pg_am AS a ON a.oid = opcmethod
WHERE opcintype = 'region_code'::regtype ORDER BY amname;

SET client_min_messages = warning;
DROP SCHEMA region_code_test CASCADE;
