-- Numbers of persons: the check character and the date of birth against plain SQL, what messages show, order, restore, binary.
CREATE SCHEMA resident_id_test;
SET search_path = resident_id_test, tuoyu;
SET datestyle = ISO;

SELECT input, input::resident_id AS id, birth_date(input::resident_id), sex(input::resident_id), region(input::resident_id),
	mask(input::resident_id)
FROM unnest(ARRAY['11010519491231002X', '440524188001010014', '932682198501010017', '11010519491231002x',
	'１１０１０５１９４９１２３１００２Ｘ', '　11010519491231002X ']) AS input;
SELECT region_path(region('11010519491231002X'::resident_id));

-- bad input; no message shows more than the first six and, of 18 characters, the last four (psql itself repeats the line: off)
\set VERBOSITY terse
SELECT '110105194912310021'::resident_id;
\set VERBOSITY default
CREATE FUNCTION refusal(input text, OUT state text, OUT message text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM input::resident_id;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END
$$;
\pset format unaligned
SELECT r.* FROM unnest(ARRAY['110105194912310021', '', '123', '110105491231002', '11010519491231002', '11010519491231002XX',
	'110105 19491231 002X', '11010519491231X021', '1101051949123100Y1', '010105194912310021', '110105194913310021',
	'110105194902290021', '110105179912310021', '110105190002290021', '身份证11010519491231002X', '张三的号码是一一零一零五一九四九一二三',
	E'110105\x01949123100a']) AS input, refusal(input) AS r;
\pset format aligned
SELECT refusal('110105200002290025') IS NOT NULL AS leap_day_by_its_check, (refusal('110105200002290025')).detail;
DO $$
DECLARE
	valid boolean;
	message text;
BEGIN
	IF current_setting('server_version_num')::integer >= 160000 THEN
		EXECUTE 'SELECT pg_input_is_valid(''11010519491231002X'', ''resident_id'')
			AND NOT pg_input_is_valid(''110105194912310021'', ''resident_id'')' INTO valid;
		ASSERT valid;
		EXECUTE 'SELECT pg_input_error_info(''110105194912310021'', ''resident_id'')::text' INTO message;
		ASSERT message ~ '110105\*{8}0021' AND message !~ '19491231';
	END IF;
END
$$;
SELECT 42::resident_id;
-- COPY says which line, not what is in it
CREATE TABLE person (id resident_id, name text);
COPY person FROM stdin;
11010519491231002X	a
110105194912310021	b
\.
COPY person FROM stdin (FORMAT csv);
110105194912310021,b
\.
-- other errors of COPY are as always
COPY person FROM stdin;
11010519491231002X
\.

-- 100,000 numbers by the standard's formula in SQL: weights 2^(18-i), the sum with the check character is 1 modulo 11
CREATE FUNCTION iso_7064(digits text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
	SELECT CASE (12 - sum(substr(digits, i, 1)::integer * (1 << (18 - i))) % 11) % 11
		WHEN 10 THEN 'X' ELSE ((12 - sum(substr(digits, i, 1)::integer * (1 << (18 - i))) % 11) % 11)::text END
	FROM generate_series(1, 17) AS i $$;
CREATE TABLE sample AS
SELECT *, digits || iso_7064(digits) AS number FROM (
	SELECT i, area, birth, sequence, area || to_char(birth, 'YYYYMMDD') || lpad(sequence::text, 3, '0') AS digits
	FROM generate_series(1, 100000) AS i,
		LATERAL (SELECT abs(hashint8extended(i, 7) % 1000000007) AS hash) AS h,
		LATERAL (SELECT (100000 + hash % 900000)::text AS area, date '1800-01-01' + (i * 31 % 110000)::integer AS birth,
			hash / 900000 % 1000 AS sequence) AS p OFFSET 0) AS a;
SELECT count(*), count(DISTINCT number) > 99000 AS varied, count(DISTINCT right(number, 1)) AS checks, min(birth), max(birth),
	count(*) FILTER (WHERE number::resident_id::text <> number) AS changed,
	count(*) FILTER (WHERE birth_date(number::resident_id) <> birth) AS wrong_birth,
	count(*) FILTER (WHERE sex(number::resident_id) <> CASE sequence % 2 WHEN 1 THEN '男' ELSE '女' END) AS wrong_sex,
	count(*) FILTER (WHERE region(number::resident_id)::text IS DISTINCT FROM CASE WHEN area < '9' THEN left(area::region_code::text, 6)
		WHEN area >= '91' THEN substr(area, 2, 2) || '0000' END) AS wrong_region,
	count(*) FILTER (WHERE mask(number::resident_id) <> left(number, 6) || '********' || right(number, 4)) AS wrong_mask
FROM sample;
-- 30,000 with another check character, a changed digit or two exchanged ones are refused, without the number in any part of the message
CREATE TABLE wrong AS
SELECT number, CASE i % 3 WHEN 0 THEN left(number, 17) || substr('0123456789X', 1 + (strpos('0123456789X', right(number, 1)) - 1 + 1 + i % 10) % 11, 1)
	WHEN 1 THEN overlay(number PLACING ((substr(number, p, 1)::integer + 1 + i % 9) % 10)::text FROM p FOR 1)
	ELSE overlay(number PLACING substr(number, p + 1, 1) || substr(number, p, 1) FROM p FOR 2) END AS input
FROM sample, LATERAL (SELECT 1 + i % 16 AS p) AS q WHERE i <= 30000;
SELECT count(*) > 28000 AS tried, count(*) FILTER (WHERE state IS DISTINCT FROM '22P02') AS taken,
	count(*) FILTER (WHERE strpos(concat(message, detail, hint), substr(input, 7, 8)) > 0) AS shown,
	count(*) FILTER (WHERE message NOT LIKE '%"' || left(input, 6) || '********' || right(input, 4) || '"') AS not_masked
FROM wrong, refusal(input) WHERE input <> number;
-- every date that is none: 31 April, 30 February, 29 February outside leap years, months 0 and 13, years before 1800
SELECT count(*) AS tried, count(*) FILTER (WHERE ((refusal(digits || iso_7064(digits))).detail IS NULL) <> is_date) AS wrong FROM (
	SELECT '110105' || lpad(y::text, 4, '0') || lpad(m::text, 2, '0') || lpad(d::text, 2, '0') || '002' AS digits,
		y >= 1800 AND m BETWEEN 1 AND 12 AND d BETWEEN 1 AND
			CASE WHEN m IN (4, 6, 9, 11) THEN 30 WHEN m <> 2 THEN 31 WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29 ELSE 28 END AS is_date
	FROM unnest(ARRAY[0, 1799, 1800, 1899, 1900, 1996, 2000, 2023, 2024, 2100, 9999]) AS y, generate_series(0, 13) AS m, generate_series(0, 32) AS d) AS s;

-- order and hash
CREATE TABLE few AS SELECT number AS digits, number::resident_id AS id FROM sample WHERE i <= 1000;
SELECT count(*) AS wrong FROM few AS a, few AS b
WHERE (a.id < b.id, a.id <= b.id, a.id = b.id, a.id <> b.id, a.id >= b.id, a.id > b.id)
	IS DISTINCT FROM (a.digits < b.digits COLLATE "C", a.digits <= b.digits COLLATE "C", a.digits = b.digits,
		a.digits <> b.digits, a.digits >= b.digits COLLATE "C", a.digits > b.digits COLLATE "C")
	OR sign(resident_id_cmp(a.id, b.id))
		<> CASE WHEN a.digits < b.digits COLLATE "C" THEN -1 WHEN a.digits = b.digits THEN 0 ELSE 1 END;
SELECT count(*) FILTER (WHERE resident_id_hash(id) <> resident_id_hash_extended(id, 0)::bit(32)::integer) AS wrong_hash,
	count(DISTINCT resident_id_hash_extended(id, 1)) = count(DISTINCT id) AS seeded FROM few;
CREATE TABLE resident AS SELECT i, number::resident_id AS id FROM sample;
SELECT count(*) AS wrong_order FROM (SELECT id, lag(id::text COLLATE "C") OVER (ORDER BY id) AS previous FROM resident) AS o
WHERE previous > id::text COLLATE "C";
CREATE INDEX resident_id_index ON resident (id);
ANALYZE resident;
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
SELECT plan_of('SELECT * FROM resident WHERE id = ''11010519491231002X''') ~ 'Index Cond' AS by_index,
	plan_of('SELECT min(id), max(id) FROM resident') ~ 'Index Only Scan' AS min_max_use_index,
	plan_of('SELECT * FROM resident AS a JOIN resident AS b USING (id)') ~ '(Hash|Merge) Join' AS joins;
SELECT count(*) FROM resident JOIN sample AS s ON resident.id = s.number::resident_id WHERE s.i <= 500;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET enable_indexonlyscan = off;
SET enable_indexscan = off;
SELECT plan_of('SELECT min(id), max(id) FROM resident') ~ 'Partial Aggregate' AS partial;
SELECT (min(id)::text, max(id)::text) = (SELECT min(number COLLATE "C"), max(number COLLATE "C") FROM sample) AS same FROM resident;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET enable_indexonlyscan;
RESET enable_indexscan;
SELECT typlen AS bytes, typbyval FROM pg_type WHERE oid = 'resident_id'::regtype;

-- text: the cast, both ||
SELECT id || '号' AS a, '第' || id AS b, length(id) AS c, id = '11010519491231002x' AS d
FROM (VALUES ('11010519491231002X'::resident_id)) AS v(id);

-- what a restore does: simple CASE, NULLIF, JOIN USING and IS DISTINCT FROM under an empty search_path
CREATE TABLE pair (n integer, id resident_id, other resident_id);
INSERT INTO pair VALUES (1, '11010519491231002X', '11010519491231002X'), (2, '11010519491231002X', '440524188001010014'),
	(3, '440524188001010014', NULL), (4, NULL, NULL);
CREATE VIEW four AS
SELECT a.n, CASE a.id WHEN a.other THEN 'same' ELSE 'not' END AS simple_case, NULLIF(a.id, a.other)::text AS null_if,
	a.id IS DISTINCT FROM a.other AS differ, (SELECT count(*) FROM pair AS b JOIN pair AS c USING (id) WHERE b.n = a.n) AS joined
FROM pair AS a;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'changed'; RETURN new; END $$;
CREATE TRIGGER changed BEFORE UPDATE ON pair FOR EACH ROW WHEN (old.id IS DISTINCT FROM new.id) EXECUTE FUNCTION note();
SET search_path = '';
SELECT pg_get_viewdef('resident_id_test.four'::regclass) AS viewdef, pg_get_triggerdef(oid) AS triggerdef FROM pg_trigger WHERE tgrelid = 'resident_id_test.pair'::regclass \gset
CREATE VIEW resident_id_test.four_restored AS :viewdef
DROP TRIGGER changed ON resident_id_test.pair;
:triggerdef;
SELECT * FROM resident_id_test.four_restored ORDER BY 1;
SELECT count(*) AS different FROM (TABLE resident_id_test.four EXCEPT TABLE resident_id_test.four_restored) AS d;
UPDATE resident_id_test.pair SET id = '11010519491231002x' WHERE n = 1;
UPDATE resident_id_test.pair SET id = '440524188001010014' WHERE n = 1;
SET search_path = resident_id_test, tuoyu;

-- binary: the 17 digits as a number, received with the same checks
SELECT resident_id_send('11010519491231002X') = int8send(11010519491231002) AS sent;
\copy (SELECT id FROM resident) TO 'results/resident_id.bin' (FORMAT binary)
CREATE TABLE received (id resident_id);
\copy received FROM 'results/resident_id.bin' (FORMAT binary)
SELECT count(*) AS received, (SELECT count(*) FROM (TABLE received EXCEPT SELECT id FROM resident) AS d) AS wrong FROM received;
\copy (SELECT 110105194912310021::bigint) TO 'results/resident_id.bin' (FORMAT binary)
\copy received FROM 'results/resident_id.bin' (FORMAT binary)
\copy (SELECT 11010519490230002::bigint) TO 'results/resident_id.bin' (FORMAT binary)
\copy received FROM 'results/resident_id.bin' (FORMAT binary)
\copy (SELECT 1010519491231002::bigint) TO 'results/resident_id.bin' (FORMAT binary)
\copy received FROM 'results/resident_id.bin' (FORMAT binary)
\copy (SELECT (-11010519491231002)::bigint) TO 'results/resident_id.bin' (FORMAT binary)
\copy received FROM 'results/resident_id.bin' (FORMAT binary)

SELECT amname, opcname, amvalidate(c.oid) FROM pg_opclass AS c JOIN pg_am AS a ON a.oid = opcmethod
WHERE opcintype = 'resident_id'::regtype ORDER BY amname;

SET client_min_messages = warning;
DROP SCHEMA resident_id_test CASCADE;
