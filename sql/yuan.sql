-- yuan: money in fen, exact.
CREATE SCHEMA yuan_test;
SET search_path = yuan_test, tuoyu;

-- every spelling that is read
SELECT x AS input, x::yuan FROM unnest(ARRAY['3000', '3,000.00', '¥3000', '￥3000', '3000元', '¥3,000.00元', '1.7亿元', '1万', '1100万元',
	'1万亿', '0.01亿', '1,100万元', '３０００', '３，０００．５０', '－５', '−5', '+5', '-¥5', '¥-5', ' 12.3 ', E'\t12.3\n', '　12.3　', '.5', '-.05', '007',
	'0', '-0', '3000.0000', '0.00000001亿', '1.70000000000000000000亿', '92233720368547758.07', '-92233720368547758.08', '922337203.6854775807亿']) AS x;
-- malformed text: 22P02
CREATE FUNCTION problem(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN others THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' ', sqlstate, sqlerrm, CASE WHEN detail <> '' AND hint <> '' THEN '(detail, hint)' END);
END $$;
SELECT x AS input, problem(format('SELECT %L::tuoyu.yuan', x)) FROM unnest(ARRAY['', ' ', '.', '-', '¥', '元', '万', '5.', '1,00', '1,0000', ',100', '1000,000',
	'1,000,00', '100,', '1.000,5', '1..5', '1.5.5', '--5', '+-5', '-¥-5', '¥¥5', '5¥', '5元元', '5元万', '5万万', '5亿万', '5亿亿', '3 000', '5 元', '1e5', '0x10', 'NaN',
	'Infinity', '3000角', '三千', '５百', '5圆', '$5', '5-', '(5)', '5%', 'é', '😀', '3000.00元x']) AS x;
-- out of range and finer than a fen: 22003
SELECT x AS input, problem(format('SELECT %L::tuoyu.yuan', x)) FROM unnest(ARRAY['92233720368547758.08', '-92233720368547758.09', '99999999999999999999999',
	'922337203.6854775808亿', '99999999万亿', '0.001', '3000.005', '-0.009', '0.00000000001亿', '1.23456789万', '0.0000000000000000000000001']) AS x;
\set VERBOSITY default
SELECT 'a lot'::yuan;
SELECT '0.005'::yuan;
SELECT '1万万亿'::yuan;
SELECT '99999999万亿'::yuan;
-- soft errors, where the server has them: the same verdicts without an exception
CREATE FUNCTION accepts(input text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	valid boolean;
BEGIN
	IF current_setting('server_version_num')::integer < 160000 THEN
		RETURN yuan_test.problem(format('SELECT %L::tuoyu.yuan', input)) = 'no error';
	END IF;
	EXECUTE 'SELECT pg_catalog.pg_input_is_valid($1, ''tuoyu.yuan'')' INTO valid USING input;
	RETURN valid;
END $$;
SELECT x AS input, accepts(x) FROM unnest(ARRAY['3000', '1.7亿元', '0.005', '1e5', '92233720368547758.08', '']) AS x;
-- what is printed is read again, also in binary
SELECT count(*), count(*) FILTER (WHERE x::text::yuan IS DISTINCT FROM x OR x::text <> trunc(f * 0.01, 2)::text) AS wrong
FROM (SELECT f, (f * 0.01)::yuan AS x FROM (SELECT i * 922337203685477::numeric + i * i AS f FROM generate_series(-9999, 9999) AS i
	UNION ALL SELECT i FROM generate_series(-1000, 1000) AS i) AS g) AS h;
SELECT yuan_send('3000.01'), yuan_send('-0.01'), yuan_send('-92233720368547758.08');

-- operators resolve without casts
CREATE TABLE fees (fee yuan);
INSERT INTO fees SELECT (i * 0.01)::yuan FROM generate_series(-20000, 20000) AS i;
CREATE INDEX fees_fee ON fees (fee);
ANALYZE fees;
SELECT pg_typeof(fee + '100') AS "fee + '100'", pg_typeof(fee - fee) AS "fee - fee", pg_typeof(-fee) AS "-fee", pg_typeof(+fee) AS "+fee", pg_typeof(abs(fee)) AS "abs(fee)",
	pg_typeof(fee * 2) AS "fee * 2", pg_typeof(2::int2 * fee) AS "2::int2 * fee", pg_typeof(fee * 2::int8) AS "fee * 2::int8", pg_typeof(fee * 0.8) AS "fee * 0.8",
	pg_typeof(0.8 * fee) AS "0.8 * fee", pg_typeof(fee / 3) AS "fee / 3", pg_typeof(fee / 0.3) AS "fee / 0.3", pg_typeof(fee / fee) AS "fee / fee",
	pg_typeof(fee + 100) AS "fee + 100", pg_typeof(round(fee)) AS "round(fee)", pg_typeof(fee * '2') AS "fee * '2'"
FROM fees WHERE fee = 1;
-- money is never multiplied by a float
SELECT problem('SELECT ''1''::tuoyu.yuan * 0.5::float8'), problem('SELECT 0.5::float4 * ''1''::tuoyu.yuan'), problem('SELECT ''1''::tuoyu.yuan < 0.5::float8');
-- each of these uses the index
CREATE FUNCTION plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line ~ 'Scan|Cond|Sort|Join' THEN
			RETURN NEXT btrim(line);
		END IF;
	END LOOP;
END $$;
SET max_parallel_workers_per_gather = 0;
SET enable_bitmapscan = off;
SET enable_seqscan = off;
SELECT condition, plan('SELECT fee FROM fees WHERE ' || condition)
FROM unnest(ARRAY['fee <= 30', 'fee <= ''30''', 'fee <= 29.995', '30 >= fee', '29.995::numeric >= fee', 'fee = 30.5', '30::int2 = fee', 'fee > 30::int8',
	'fee IN (30, 40.5)', 'fee IN (''30'', ''40'')', 'fee BETWEEN 10 AND 10.5']) AS condition;
SELECT plan('SELECT fee FROM fees ORDER BY fee'), plan('SELECT max(fee) FROM fees');
-- joins with numeric columns compare exactly, as a merge too
CREATE TABLE numbers (n numeric);
INSERT INTO numbers SELECT i * 0.005 FROM generate_series(-1000, 1000) AS i UNION ALL VALUES ('NaN'), ('Infinity'), ('-Infinity'), (1e20), (-1e20);
CREATE INDEX numbers_n ON numbers (n);
ANALYZE numbers;
-- an index on a numeric column still serves its own order
SELECT plan('SELECT n FROM numbers ORDER BY n'), plan('SELECT n FROM numbers WHERE n <= 3 ORDER BY n DESC');
SET enable_nestloop = off;
SELECT plan('SELECT count(*) FROM fees JOIN numbers ON fee = n');
SELECT count(*), min(fee), max(fee) FROM fees JOIN numbers ON fee = n;
RESET enable_nestloop;
SET enable_mergejoin = off;
SELECT count(*), min(fee), max(fee) FROM fees JOIN numbers ON fee = n;
RESET enable_mergejoin;
-- equalities of three types in one class
SELECT count(*) FROM fees JOIN numbers ON fee = n WHERE n = 3;
SELECT count(*) FROM fees JOIN numbers ON fee = n WHERE fee = 3;
SELECT count(*) FROM fees AS a JOIN fees AS b ON a.fee = b.fee JOIN numbers ON b.fee = n WHERE a.fee IN (3, 2.995, 2.99);
RESET enable_bitmapscan;
RESET enable_seqscan;

-- arithmetic against exact numeric
CREATE TABLE amounts AS
	SELECT (f * 0.01)::yuan AS y FROM (
		SELECT i AS f FROM generate_series(-60, 60) AS i
		UNION ALL SELECT s * (10 ^ e)::numeric * m + d FROM generate_series(2, 15, 3) AS e, unnest('{-1,1}'::int[]) AS s, unnest('{1,7,9}'::int[]) AS m, generate_series(-1, 1) AS d
		UNION ALL SELECT s * (9223372036854775807 - d)::numeric FROM unnest('{-1,1}'::int[]) AS s, generate_series(0, 2) AS d
		UNION ALL SELECT -9223372036854775808) AS g;
CREATE TABLE factors AS
	SELECT n FROM unnest('{0,1,-1,2,3,-3,7,10,100,-128,1000,32767,-32768}'::numeric[]) AS n
	UNION SELECT s * n FROM unnest('{0.5,0.05,0.005,0.8,1.005,0.333333333333333333333,2.675,0.0049999999999999999999999999,0.00500000000000000000001,1e-30,12345.6789,3000000000}'::numeric[]) AS n, unnest('{-1,1}'::int[]) AS s;
-- the yuan that a numeric rounds to, or NULL beyond the range
CREATE FUNCTION rounded(n numeric) RETURNS yuan LANGUAGE sql IMMUTABLE AS
	$$SELECT CASE WHEN round(n, 2) BETWEEN -92233720368547758.08 AND 92233720368547758.07 THEN round(n, 2)::tuoyu.yuan END$$;
CREATE FUNCTION try_yuan(expression text, y yuan, n anyelement) RETURNS yuan LANGUAGE plpgsql AS $$
DECLARE
	result tuoyu.yuan;
BEGIN
	EXECUTE 'SELECT ' || expression INTO result USING y, n;
	RETURN result;
EXCEPTION WHEN numeric_value_out_of_range THEN
	RETURN NULL;
END $$;
SELECT count(*), count(*) FILTER (WHERE try_yuan('$1 * $2', y, n) IS DISTINCT FROM rounded(y::numeric * n)) AS wrong_product,
	count(*) FILTER (WHERE try_yuan('$2 * $1', y, n) IS DISTINCT FROM rounded(y::numeric * n)) AS wrong_commuted,
	count(*) FILTER (WHERE rounded(y::numeric * n) IS NULL) > 0 AS some_overflow
FROM amounts, factors;
-- a quotient q of y by n, rounded half away from zero: |q - y / n| is at most half a fen, and |q| is greater where it is half
SELECT count(*), count(*) FILTER (WHERE q IS NOT NULL AND NOT
		(abs(q * n - y) * 200 < abs(n) OR abs(q * n - y) * 200 = abs(n) AND abs(q * n) > abs(y))) AS wrong_quotient,
	count(*) FILTER (WHERE q IS NULL AND abs(y) < 92233720368547758 * abs(n)) AS wrong_overflow,
	count(*) FILTER (WHERE q IS NULL) > 0 AS some_overflow
FROM (SELECT y::numeric AS y, n, try_yuan('$1 / $2', y, n)::numeric AS q FROM amounts, factors WHERE n <> 0) AS g;
-- integers do what the same numerics do
SELECT count(*),
	count(*) FILTER (WHERE try_yuan('$1 * $2', y, n::int2) IS DISTINCT FROM try_yuan('$1 * $2', y, n) OR try_yuan('$1 * $2', y, n::int4) IS DISTINCT FROM try_yuan('$1 * $2', y, n)
		OR try_yuan('$1 * $2', y, n::int8) IS DISTINCT FROM try_yuan('$1 * $2', y, n) OR try_yuan('$2 * $1', y, n::int2) IS DISTINCT FROM try_yuan('$1 * $2', y, n)
		OR try_yuan('$2 * $1', y, n::int4) IS DISTINCT FROM try_yuan('$1 * $2', y, n) OR try_yuan('$2 * $1', y, n::int8) IS DISTINCT FROM try_yuan('$1 * $2', y, n)) AS wrong_product,
	count(*) FILTER (WHERE n <> 0 AND (try_yuan('$1 / $2', y, n::int2) IS DISTINCT FROM try_yuan('$1 / $2', y, n) OR try_yuan('$1 / $2', y, n::int4) IS DISTINCT FROM try_yuan('$1 / $2', y, n)
		OR try_yuan('$1 / $2', y, n::int8) IS DISTINCT FROM try_yuan('$1 / $2', y, n))) AS wrong_quotient
FROM amounts, factors WHERE n = trunc(n) AND abs(n) <= 32768 AND n <> 32768;
SELECT '92233720368547758.07'::yuan / 9223372036854775807 AS one_fen, '-92233720368547758.08'::yuan / (-9223372036854775808) AS one_fen_too, '0.01'::yuan / 2 AS up, '-0.01'::yuan / 2 AS down,
	'0.01'::yuan / 3 AS nothing, '-92233720368547758.08'::yuan / 1.0 AS least, '10'::yuan / '4' AS ratio, '0.05'::yuan * 0.1 AS half_fen_up;
-- half a fen exactly, then less by the smallest decimal that numeric division would round away
SELECT '1'::yuan / 200 AS half, '1'::yuan / 200.000000000000000000000000000000000000001 AS less, '1'::yuan / 199.999999999999999999999999999999999999999 AS more;
SELECT count(*), count(*) FILTER (WHERE try_yuan('$1 + $2', a.y, b.y) IS DISTINCT FROM rounded(a.y::numeric + b.y::numeric)
	OR try_yuan('$1 - $2', a.y, b.y) IS DISTINCT FROM rounded(a.y::numeric - b.y::numeric)) AS wrong
FROM amounts AS a, amounts AS b;
SELECT count(*), count(*) FILTER (WHERE try_yuan('-$1', y, 0) IS DISTINCT FROM rounded(-(y::numeric)) OR +y <> y OR try_yuan('abs($1)', y, 0) IS DISTINCT FROM rounded(abs(y::numeric))) AS wrong FROM amounts;
SELECT x AS expression, problem('SELECT ' || x) FROM unnest(ARRAY['''92233720368547758.07''::yuan + ''0.01''', '''-92233720368547758.08''::yuan - ''0.01''', '-(''-92233720368547758.08''::yuan)',
	'abs(''-92233720368547758.08''::yuan)', '''92233720368547758.07''::yuan * 2', '2::int8 * ''92233720368547758.07''::yuan', '''92233720368547758.07''::yuan * 1.1', '''1''::yuan / 1e-17',
	'''-92233720368547758.08''::yuan / (-1)', '''-92233720368547758.08''::yuan / (-1.0)', '''1''::yuan / 0', '''1''::yuan / 0::int2', '''1''::yuan / 0::int8', '''1''::yuan / 0.0', '''1''::yuan / ''0''::yuan',
	'''1''::yuan * ''NaN''::numeric', '''1''::yuan * ''Infinity''::numeric', '''1''::yuan / ''-Infinity''::numeric', '''1''::yuan / ''NaN''::numeric']) AS x;

-- comparison: all operators against numeric's own, on both sides, finer than a fen, beyond the range, NaN and infinities
CREATE TABLE places AS
	SELECT y::numeric AS n FROM amounts
	UNION SELECT y::numeric + d FROM amounts, unnest('{0.005,-0.005,1e-30,-1e-30}'::numeric[]) AS d
	UNION SELECT n FROM unnest('{NaN,Infinity,-Infinity,1e40,-1e40,92233720368547758.08,-92233720368547758.09,922337203685477580700,184467440737095516.16}'::numeric[]) AS n;
SELECT count(*), count(*) FILTER (WHERE
	(y = n) <> (y::numeric = n) OR (y <> n) <> (y::numeric <> n) OR (y < n) <> (y::numeric < n) OR (y <= n) <> (y::numeric <= n) OR (y > n) <> (y::numeric > n) OR (y >= n) <> (y::numeric >= n)
	OR (n = y) <> (n = y::numeric) OR (n <> y) <> (n <> y::numeric) OR (n < y) <> (n < y::numeric) OR (n <= y) <> (n <= y::numeric) OR (n > y) <> (n > y::numeric) OR (n >= y) <> (n >= y::numeric)
	OR yuan_numeric_cmp(y, n) <> numeric_cmp(y, n) OR numeric_yuan_cmp(n, y) <> numeric_cmp(n, y)) AS wrong
FROM amounts, places;
SELECT count(*), count(*) FILTER (WHERE
	(a.y = b.y) <> (a.y::numeric = b.y::numeric) OR (a.y <> b.y) <> (a.y::numeric <> b.y::numeric) OR (a.y < b.y) <> (a.y::numeric < b.y::numeric) OR (a.y <= b.y) <> (a.y::numeric <= b.y::numeric)
	OR (a.y > b.y) <> (a.y::numeric > b.y::numeric) OR (a.y >= b.y) <> (a.y::numeric >= b.y::numeric) OR yuan_cmp(a.y, b.y) <> numeric_cmp(a.y, b.y)
	OR (yuan_hash(a.y) = yuan_hash(b.y)) <> (a.y = b.y)) AS wrong
FROM amounts AS a, amounts AS b;
SELECT '92233720368547758.07'::yuan < 9223372036854775807 AS beyond_above, '-92233720368547758.08'::yuan > (-9223372036854775808) AS beyond_below, '3000'::yuan = 3000 AS equal, 3000::int2 >= '3000'::yuan AS at_least;
-- a table of constants at one place, alternating, so that what a call site keeps is renewed
SELECT count(*) FILTER (WHERE fee <= CASE WHEN i % 2 = 0 THEN 0.005 ELSE 0.015 END) FROM (VALUES ('0.01'::yuan)) AS v(fee), generate_series(1, 10) AS i;
-- the index finds what a sequential scan finds
CREATE FUNCTION found(condition text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE 'SELECT count(*) FROM yuan_test.fees WHERE ' || condition INTO n;
	RETURN n;
END $$;
CREATE TABLE by_index AS SELECT n, found(format('fee <= %s::numeric', quote_literal(n))) AS le, found(format('%s::numeric < fee', quote_literal(n))) AS gt, found(format('fee = %s::numeric', quote_literal(n))) AS eq
	FROM places WHERE abs(n) < 1 OR abs(n) > 1e16 LIMIT 100;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SET enable_bitmapscan = off;
SELECT count(*), count(*) FILTER (WHERE le <> found(format('fee <= %s::numeric', quote_literal(n))) OR gt <> found(format('%s::numeric < fee', quote_literal(n))) OR eq <> found(format('fee = %s::numeric', quote_literal(n)))) AS wrong,
	count(*) FILTER (WHERE le + gt <> 40001) AS incomplete
FROM by_index;
RESET enable_indexscan;
RESET enable_indexonlyscan;
RESET enable_bitmapscan;
-- window frames by distance
SELECT fee, count(*) OVER (ORDER BY fee RANGE BETWEEN '0.01' PRECEDING AND '0.02' FOLLOWING) AS yuan, count(*) OVER (ORDER BY fee RANGE BETWEEN 0.015 PRECEDING AND 0 FOLLOWING) AS number
FROM fees WHERE fee BETWEEN 1 AND 1.05 ORDER BY fee;
SELECT problem('SELECT count(*) OVER (ORDER BY fee RANGE ''-1'' PRECEDING) FROM yuan_test.fees'), problem('SELECT count(*) OVER (ORDER BY fee RANGE -1 PRECEDING) FROM yuan_test.fees');

-- casts: from numbers by assignment only, to numeric implicitly
SELECT 3000::yuan, 3000::int2::yuan, 3000::int8::yuan, 2999.50::yuan, 2999.5000::yuan, '2999.5'::text::yuan, '3000'::yuan::numeric, '-0.05'::yuan::numeric AS negative, '-92233720368547758.08'::yuan::numeric AS least, '92233720368547758.07'::yuan::numeric AS greatest;
SELECT castsource::regtype, casttarget::regtype, castcontext FROM pg_cast WHERE 'yuan'::regtype IN (castsource, casttarget) ORDER BY castsource, casttarget;
CREATE TABLE assigned (fee yuan);
INSERT INTO assigned VALUES (3000), (2999.99), ('1万'), (7::int2), (8::int8);
SELECT * FROM assigned;
SELECT x AS expression, problem('SELECT ' || x) FROM unnest(ARRAY['0.005::yuan', '(-3000.001)::yuan', '''NaN''::numeric::yuan', '''Infinity''::numeric::yuan', '''-Infinity''::numeric::yuan',
	'92233720368547758.08::yuan', '(-92233720368547758.09)::yuan', '1e30::yuan', '92233720368547759::int8::yuan', '(-9223372036854775808)::int8::yuan', '''1''::yuan::int4', '1.5::float8::yuan', 'coalesce(''1''::yuan, 0)']) AS x;
INSERT INTO assigned VALUES (0.005);

-- the four constructs without a spelling for the operator's schema, restored under an empty path
CREATE TABLE pairs (a yuan, b yuan);
INSERT INTO pairs VALUES ('1', '1'), ('1', '2'), (NULL, '2'), (NULL, NULL);
CREATE TABLE others (a yuan, c integer);
INSERT INTO others VALUES ('1.00', 1), ('2', 2);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE NOTICE 'changed from % to %', old.b, new.b; RETURN new; END$$;
CREATE TRIGGER noted BEFORE UPDATE ON pairs FOR EACH ROW WHEN (old.b IS DISTINCT FROM new.b) EXECUTE FUNCTION noted();
CREATE VIEW constructs AS SELECT a, b, CASE a WHEN b THEN 'same' WHEN '1' THEN 'one' ELSE 'other' END AS simple_case, nullif(a, b) AS null_if, a IS DISTINCT FROM b AS distinct_from, c FROM pairs LEFT JOIN others USING (a);
CREATE TABLE before AS SELECT * FROM constructs;
CREATE TABLE definitions AS SELECT 1 AS n, ''::text AS command WITH NO DATA;
SET search_path = '';
INSERT INTO yuan_test.definitions VALUES (1, 'DROP VIEW yuan_test.constructs'), (2, 'CREATE VIEW yuan_test.constructs AS ' || pg_get_viewdef('yuan_test.constructs'::regclass)),
	(4, (SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'noted')), (3, 'DROP TRIGGER noted ON yuan_test.pairs');
DO $$DECLARE c text; BEGIN FOR c IN SELECT command FROM yuan_test.definitions ORDER BY n LOOP EXECUTE c; END LOOP; END$$;
SELECT a, b, simple_case, null_if, distinct_from, c, (a, b, simple_case, null_if, distinct_from, c)::text IN (SELECT (o.*)::text FROM yuan_test.before AS o) AS as_before FROM yuan_test.constructs;
UPDATE yuan_test.pairs SET b = '2' WHERE a IS NOT NULL;
SET search_path = yuan_test, tuoyu;

-- hashing, sorting, distinct
SELECT count(DISTINCT y) = count(*) AS all_distinct, (SELECT count(*) FROM (SELECT y FROM amounts GROUP BY y) AS g) = count(DISTINCT y) AS grouped FROM (SELECT DISTINCT y FROM amounts) AS d;
SELECT count(*) FILTER (WHERE y < before) AS out_of_order FROM (SELECT y, lag(y) OVER () AS before FROM (SELECT y FROM amounts ORDER BY y) AS s) AS w;
SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT plan('SELECT count(*) FROM amounts AS a JOIN amounts AS b USING (y)');
SELECT count(*) = (SELECT sum(n * n) FROM (SELECT count(*) AS n FROM amounts GROUP BY y) AS g) AS join_by_hash FROM amounts AS a JOIN amounts AS b USING (y);
RESET enable_mergejoin;
RESET enable_nestloop;

-- the operator classes are whole; every object is commented; every operator has an estimator
SELECT amname, opcname, amvalidate(c.oid) FROM pg_opclass AS c JOIN pg_am AS a ON a.oid = opcmethod WHERE opcintype = 'yuan'::regtype ORDER BY amname;
SELECT typcategory, typispreferred, typbyval, typlen, typalign FROM pg_type WHERE oid = 'yuan'::regtype;
SELECT oid::regoperator AS incomplete FROM pg_operator
WHERE oprnamespace = 'tuoyu'::regnamespace AND 'yuan'::regtype IN (oprleft, oprright) AND (obj_description(oid, 'pg_operator') IS NULL
	OR oprresult = 'boolean'::regtype AND (oprcom = 0 OR oprnegate = 0 OR oprrest = 0 OR oprjoin = 0));
SELECT oid::regprocedure AS without_comment FROM pg_proc WHERE pronamespace = 'tuoyu'::regnamespace AND ('yuan'::regtype = prorettype OR 'yuan'::regtype = ANY (proargtypes)) AND obj_description(oid, 'pg_proc') IS NULL;
SELECT oid::regprocedure AS unsafe FROM pg_proc WHERE pronamespace = 'tuoyu'::regnamespace AND ('yuan'::regtype = prorettype OR 'yuan'::regtype = ANY (proargtypes)) AND (proparallel <> 's' OR provolatile <> 'i')
	AND proname ~ '^(yuan|sum|avg|min|max|abs)';
-- estimates come from the histogram, also against numeric constants
CREATE FUNCTION estimated(condition text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) SELECT * FROM yuan_test.fees WHERE ' || condition INTO plan;
	RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
END $$;
SELECT c AS condition, abs(estimated(c) - found(c)) < 800 AS near FROM unnest(ARRAY['fee <= 30', 'fee < -99.995', '150 <= fee', 'fee BETWEEN ''0'' AND ''120''', 'fee = 17', 'fee IN (30, 40)']) AS c;
