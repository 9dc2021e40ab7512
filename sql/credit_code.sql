-- Unified social credit codes: both check characters against plain SQL, what is wrong with a code, order, restore, binary.
CREATE SCHEMA credit_code_test;
SET search_path = credit_code_test, tuoyu;

SELECT input, input::credit_code AS code, region(input::credit_code), credit_code_problem(input) AS problem
FROM unnest(ARRAY['91350100M000100Y43', '11640100MB163606X7', '91350100m000100y43', '９１３５０１００Ｍ０００１００Ｙ４３',
	'　91350100M000100Y43 ']) AS input;
-- the nation's own authorities
SELECT region('91100000100003962T'::credit_code);
SELECT credit_code_problem(NULL) IS NULL AS nothing;

-- what is wrong, for the one who typed it
SELECT input, credit_code_problem(input) FROM unnest(ARRAY['', '91350100M000100Y4', '91350100M000100Y433', '9135010 M000100Y43',
	'9135O100M000100Y43', '91350100M0001企0Y43', 'B1350100M000100Y43', '9A350100M000100Y43', '90350100M000100Y43',
	'91A50100M000100Y43', '91050100M000100Y43', '123456789012345678', '91350100M000100Y53', '91350100M000100Y44',
	'91350100M000100Y34']) AS input;
SELECT ''::credit_code;
SELECT '91350100M000100Y433'::credit_code;
SELECT '9135O100M000100Y43'::credit_code;
SELECT 'B1350100M000100Y43'::credit_code;
SELECT '90350100M000100Y43'::credit_code;
SELECT '91050100M000100Y43'::credit_code;
SELECT '123456789012345678'::credit_code;
SELECT '91350100M000100Y44'::credit_code;
\set VERBOSITY sqlstate
SELECT '91350100M000100Y44'::credit_code;
SELECT 42::credit_code;
\set VERBOSITY default
DO $$
DECLARE
	valid boolean;
BEGIN
	IF current_setting('server_version_num')::integer >= 160000 THEN
		EXECUTE 'SELECT pg_input_is_valid(''91350100M000100Y43'', ''credit_code'')
			AND NOT pg_input_is_valid(''91350100M000100Y44'', ''credit_code'')' INTO valid;
		ASSERT valid;
	END IF;
END
$$;

-- 100,000 codes made by the two standards' formulas written out in SQL: all are taken, and print as they are
CREATE FUNCTION gb_11714(body text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
	SELECT CASE 11 - sum((strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(body, i, 1)) - 1)
			* (ARRAY[3, 7, 9, 10, 5, 8, 4, 2])[i]) % 11
		WHEN 11 THEN '0' WHEN 10 THEN 'X' ELSE (11 - sum((strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(body, i, 1)) - 1)
			* (ARRAY[3, 7, 9, 10, 5, 8, 4, 2])[i]) % 11)::text END
	FROM generate_series(1, 8) AS i $$;
CREATE FUNCTION gb_32100(body text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
	SELECT substr('0123456789ABCDEFGHJKLMNPQRTUWXY', ((31 - sum((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(body, i, 1)) - 1)
		* (ARRAY[1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])[i]) % 31) % 31)::integer + 1, 1)
	FROM generate_series(1, 17) AS i $$;
CREATE TABLE sample AS
SELECT i, seventeen || gb_32100(seventeen) AS code FROM (
	SELECT i, head || body || gb_11714(body) AS seventeen FROM (
		SELECT i, (ARRAY['11', '12', '31', '51', '52', '53', '54', '81', '91', '92', '93', 'A1', 'N2', 'Y1'])[1 + i % 14]
			|| (110000 + abs(hashint8(i)::bigint) % 800000)::text AS head,
			(SELECT string_agg(substr('0123456789ABCDEFGHJKLMNPQRTUWXY', 1 + get_byte(hash, n), 1), '' ORDER BY n)
				FROM (SELECT decode(md5('code' || i), 'hex') AS raw) AS h,
					LATERAL (SELECT decode(string_agg(lpad(to_hex(get_byte(raw, k) % 31), 2, '0'), '' ORDER BY k), 'hex') AS hash
						FROM generate_series(0, 7) AS k) AS m, generate_series(0, 7) AS n) AS body
		FROM generate_series(1, 100000) AS i OFFSET 0) AS a OFFSET 0) AS b;
SELECT count(*), count(DISTINCT code) > 99000 AS varied, count(DISTINCT substr(code, 17, 1)) AS inner_checks, count(DISTINCT right(code, 1)) AS checks,
	count(*) FILTER (WHERE credit_code_problem(code) IS NOT NULL) AS refused,
	count(*) FILTER (WHERE code::credit_code::text <> code OR lower(code)::credit_code::text <> code) AS changed,
	count(*) FILTER (WHERE region(code::credit_code)::text <> substr(code, 3, 6)) AS wrong_region
FROM sample;
-- any other check character is refused, and the message names the right one
SELECT count(*) AS tried,
	count(*) FILTER (WHERE credit_code_problem(left(code, 17) || c) IS DISTINCT FROM '第18位（校验码）应为' || right(code, 1)) AS wrong,
	count(*) FILTER (WHERE credit_code_problem(left(code, 16) || c || right(code, 1))
		IS NOT DISTINCT FROM '第17位（主体标识码的校验码）应为' || substr(code, 17, 1) AND c <> substr(code, 17, 1)) AS inner_named
FROM sample, regexp_split_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', '') AS c
WHERE i <= 1000 AND c <> right(code, 1);
SELECT count(*) AS inner_tried FROM sample, regexp_split_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', '') AS c
WHERE i <= 1000 AND c <> right(code, 1) AND c <> substr(code, 17, 1);
-- any single wrong character, and any two neighbours exchanged, are found in the published codes
SELECT count(*) AS tried, count(*) FILTER (WHERE credit_code_problem(overlay(code PLACING c FROM p FOR 1)) IS NULL) AS missed
FROM unnest(ARRAY['91350100M000100Y43', '11640100MB163606X7']) AS code, generate_series(1, 18) AS p,
	regexp_split_to_table('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') AS c
WHERE substr(code, p, 1) <> c;
SELECT count(*) AS tried, count(*) FILTER (WHERE credit_code_problem(exchanged) IS NULL) AS missed
FROM sample, generate_series(1, 17) AS p,
	LATERAL (SELECT overlay(code PLACING substr(code, p + 1, 1) || substr(code, p, 1) FROM p FOR 2) AS exchanged) AS e
WHERE i <= 1000 AND substr(code, p, 1) <> substr(code, p + 1, 1);

-- order and hash
CREATE TABLE few AS SELECT code AS digits, code::credit_code AS code FROM sample WHERE i <= 1000;
SELECT count(*) AS wrong FROM few AS a, few AS b
WHERE (a.code < b.code, a.code <= b.code, a.code = b.code, a.code <> b.code, a.code >= b.code, a.code > b.code)
	IS DISTINCT FROM (a.digits < b.digits COLLATE "C", a.digits <= b.digits COLLATE "C", a.digits = b.digits,
		a.digits <> b.digits, a.digits >= b.digits COLLATE "C", a.digits > b.digits COLLATE "C")
	OR sign(credit_code_cmp(a.code, b.code))
		<> CASE WHEN a.digits < b.digits COLLATE "C" THEN -1 WHEN a.digits = b.digits THEN 0 ELSE 1 END;
SELECT count(*) FILTER (WHERE credit_code_hash(code) <> credit_code_hash_extended(code, 0)::bit(32)::integer) AS wrong_hash,
	count(DISTINCT credit_code_hash_extended(code, 1)) = count(DISTINCT code) AS seeded FROM few;
CREATE TABLE organisation AS SELECT i, code::credit_code AS code FROM sample;
SELECT count(*) AS wrong_order FROM (SELECT code, lag(code::text COLLATE "C") OVER (ORDER BY code) AS previous FROM organisation) AS o
WHERE previous > code::text COLLATE "C";
CREATE INDEX organisation_code ON organisation (code);
ANALYZE organisation;
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
SELECT plan_of('SELECT * FROM organisation WHERE code = ''91350100M000100Y43''') ~ 'Index Cond' AS by_index,
	plan_of('SELECT min(code), max(code) FROM organisation') ~ 'Index Only Scan' AS min_max_use_index,
	plan_of('SELECT * FROM organisation AS a JOIN organisation AS b USING (code)') ~ '(Hash|Merge) Join' AS joins;
SELECT count(*) FROM organisation JOIN sample AS s ON organisation.code = s.code::credit_code WHERE s.i <= 500;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET enable_indexonlyscan = off;
SET enable_indexscan = off;
SELECT plan_of('SELECT min(code), max(code) FROM organisation') ~ 'Partial Aggregate' AS partial;
SELECT (min(code)::text, max(code)::text) = (SELECT min(code COLLATE "C"), max(code COLLATE "C") FROM sample) AS same FROM organisation;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET enable_indexonlyscan;
RESET enable_indexscan;

-- text: the cast, both ||
SELECT code || '号' AS a, '第' || code AS b, length(code) AS c, code = '91350100m000100y43' AS d
FROM (VALUES ('91350100M000100Y43'::credit_code)) AS v(code);

-- what a restore does: simple CASE, NULLIF, JOIN USING and IS DISTINCT FROM under an empty search_path
CREATE TABLE pair (id integer, code credit_code, other credit_code);
INSERT INTO pair VALUES (1, '91350100M000100Y43', '91350100M000100Y43'), (2, '91350100M000100Y43', '11640100MB163606X7'),
	(3, '11640100MB163606X7', NULL), (4, NULL, NULL);
CREATE VIEW four AS
SELECT a.id, CASE a.code WHEN a.other THEN 'same' ELSE 'not' END AS simple_case, NULLIF(a.code, a.other)::text AS null_if,
	a.code IS DISTINCT FROM a.other AS differ, (SELECT count(*) FROM pair AS b JOIN pair AS c USING (code) WHERE b.id = a.id) AS joined
FROM pair AS a;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'changed'; RETURN new; END $$;
CREATE TRIGGER changed BEFORE UPDATE ON pair FOR EACH ROW WHEN (old.code IS DISTINCT FROM new.code) EXECUTE FUNCTION note();
SET search_path = '';
SELECT pg_get_viewdef('credit_code_test.four'::regclass) AS viewdef, pg_get_triggerdef(oid) AS triggerdef FROM pg_trigger WHERE tgrelid = 'credit_code_test.pair'::regclass \gset
CREATE VIEW credit_code_test.four_restored AS :viewdef
DROP TRIGGER changed ON credit_code_test.pair;
:triggerdef;
SELECT * FROM credit_code_test.four_restored ORDER BY 1;
SELECT count(*) AS different FROM (TABLE credit_code_test.four EXCEPT TABLE credit_code_test.four_restored) AS d;
UPDATE credit_code_test.pair SET code = '91350100m000100y43' WHERE id = 1;
UPDATE credit_code_test.pair SET code = '11640100MB163606X7' WHERE id = 1;
SET search_path = credit_code_test, tuoyu;

-- binary: the 18 characters, received with the same checks
SELECT credit_code_send('91350100M000100Y43');
\copy (SELECT code FROM organisation) TO 'results/credit_code.bin' (FORMAT binary)
CREATE TABLE received (code credit_code);
\copy received FROM 'results/credit_code.bin' (FORMAT binary)
SELECT count(*) AS received, (SELECT count(*) FROM (TABLE received EXCEPT SELECT code FROM organisation) AS d) AS wrong FROM received;
\copy (SELECT '91350100M000100Y44'::text) TO 'results/credit_code.bin' (FORMAT binary)
\copy received FROM 'results/credit_code.bin' (FORMAT binary)
\copy (SELECT '91350100m000100y43'::text) TO 'results/credit_code.bin' (FORMAT binary)
\copy received FROM 'results/credit_code.bin' (FORMAT binary)
\copy (SELECT '91350100M000100Y4'::bytea || '\x00') TO 'results/credit_code.bin' (FORMAT binary)
\copy received FROM 'results/credit_code.bin' (FORMAT binary)
\copy (SELECT '91350100M000100Y4'::text) TO 'results/credit_code.bin' (FORMAT binary)
\copy received FROM 'results/credit_code.bin' (FORMAT binary)
\copy (SELECT '91350100M000100Y433'::text) TO 'results/credit_code.bin' (FORMAT binary)
\copy received FROM 'results/credit_code.bin' (FORMAT binary)

SELECT amname, opcname, amvalidate(c.oid) FROM pg_opclass AS c JOIN pg_am AS a ON a.oid = opcmethod
WHERE opcintype = 'credit_code'::regtype ORDER BY amname;

SET client_min_messages = warning;
DROP SCHEMA credit_code_test CASCADE;
