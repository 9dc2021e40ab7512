-- How many caregivers children need, and how many ranges overlap at most.
CREATE SCHEMA test_ratio;
SET search_path = test_ratio, public, tuoyu;
SET datestyle = ISO;

-- A full 乳儿班, 托小班, 托大班 needs 4, 3, 3
SELECT caregivers_required('1:3', 10) AS infants, caregivers_required('1:5', 15) AS toddlers, caregivers_required('1:7', 20) AS preschoolers;
SELECT n AS children, caregivers_required('1:3', n), caregivers_required('2:5', n) FROM generate_series(0, 7) AS n;
SELECT caregivers_required(NULL, 3) IS NULL AS no_ratio, caregivers_required('1:3', NULL) IS NULL AS no_number;
SELECT caregivers_required('1:3', -1);
\set VERBOSITY sqlstate
SELECT caregivers_required('1:3', -2147483648);
SELECT caregivers_required('1:1', 2147483647) AS largest, caregivers_required('65534:65535', 2147483647) AS near_it;
SELECT caregivers_required('2:1', 1073741823) AS fits;
SELECT caregivers_required('2:1', 1073741824);
SELECT caregivers_required('65535:1', 2147483647);
\set VERBOSITY default
-- property: the ceiling of an exact quotient
SELECT count(*) AS cases, count(*) FILTER (WHERE caregivers_required(staff_ratio(a, b), n) IS DISTINCT FROM ceil(n::numeric * a / b)) AS wrong
FROM generate_series(1, 12) AS a, generate_series(1, 40) AS b, generate_series(0, 200) AS n;

-- peak_overlap
SELECT peak_overlap(r) FROM (VALUES (daterange '[2024-01-01,2024-02-01)'), ('[2024-01-31,2024-03-01)'), ('[2024-02-01,2024-02-02)')) AS v (r);
SELECT peak_overlap(r) AS half_open FROM (VALUES (daterange '[2024-01-01,2024-02-01)'), ('[2024-02-01,2024-03-01)')) AS v (r);
SELECT peak_overlap(r) AS last_day_included FROM (VALUES (daterange '[2024-01-01,2024-02-01]'), ('[2024-02-01,2024-03-01)')) AS v (r);
SELECT peak_overlap(r) AS none FROM (SELECT daterange '[2024-01-01,)' AS r) AS v WHERE false;
SELECT peak_overlap(r) AS null_and_empty FROM (VALUES (daterange 'empty'), (NULL), ('[2024-01-01,2024-01-01)')) AS v (r);
SELECT peak_overlap(NULL) AS null;
-- open ends, and infinity as an end; infinity itself is no day
SELECT peak_overlap(r) AS open FROM (VALUES (daterange '[2024-01-01,)'), ('[2100-01-01,infinity)'), ('[2200-01-01,infinity]'), ('(,)'), ('(-infinity,2300-01-01)')) AS v (r);
SELECT peak_overlap(r) AS open_to_the_left FROM (VALUES (daterange '(,2024-01-01)'), ('[-infinity,2000-01-01)'), ('[2000-01-01,)')) AS v (r);
SELECT peak_overlap(r) AS no_day FROM (VALUES (daterange '[infinity,infinity]'), ('[-infinity,-infinity]'), ('[infinity,)'), ('(,-infinity]')) AS v (r);
SELECT peak_overlap(r) AS at_the_limits FROM (VALUES (daterange '[4714-11-24 BC,4714-11-25 BC)'), ('(,4714-11-25 BC)'), ('[5874897-12-30,5874897-12-31)'), ('[5874897-12-30,)')) AS v (r);

-- Property: on thousands of random groups it is what counting day by day gives
SELECT setseed(0.1949);
CREATE TABLE span AS
SELECT g, CASE WHEN random() < 0.05 THEN NULL
	ELSE daterange(CASE WHEN random() < 0.1 THEN NULL WHEN random() < 0.05 THEN '-infinity' ELSE a END,
		CASE WHEN random() < 0.2 THEN NULL WHEN random() < 0.05 THEN 'infinity' ELSE a + length END,
		(ARRAY['[)', '[]', '(]', '()'])[1 + floor(4 * random())]) END AS r
FROM (SELECT g, date '2024-02-20' + floor(20 * random())::integer AS a, 1 + floor(12 * random())::integer AS length
	FROM generate_series(1, 4000) AS g, generate_series(1, g % 12 + 1) AS n WHERE random() < 0.8) AS s;
SELECT count(*) > 20000 AS many, bool_or(isempty(r)) AS some_empty, bool_or(r IS NULL) AS some_null,
	bool_or(lower_inf(r) AND upper_inf(r)) AS some_open
FROM span;
WITH counted AS (
	SELECT g, max(n) AS peak
	FROM (SELECT g, d, count(*) FILTER (WHERE d::date <@ r) AS n
		FROM span, generate_series(date '2024-02-01', date '2024-04-01', '1 day') AS d GROUP BY g, d) AS days
	GROUP BY g)
SELECT count(*) > 3000 AS many_groups, max(peak) > 8 AS high_ones, count(*) FILTER (WHERE peak = 0) > 0 AS zeros,
	count(*) FILTER (WHERE p IS DISTINCT FROM peak) AS wrong
FROM counted JOIN (SELECT g, peak_overlap(r) AS p FROM span GROUP BY g) AS s USING (g);

-- The same by parallel workers, whose states travel and are combined
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
SET max_parallel_workers_per_gather = 0;
CREATE TABLE serial AS SELECT g % 50 AS k, peak_overlap(r) AS p FROM span GROUP BY k;
CREATE TABLE serial_whole AS SELECT peak_overlap(r) AS p FROM span;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
ALTER TABLE span SET (parallel_workers = 2);
SELECT plan_of('SELECT g % 50 AS k, peak_overlap(r) FROM span GROUP BY k') ~ 'Partial' AS in_parallel;
SELECT count(*) AS differences FROM (TABLE serial EXCEPT ALL SELECT g % 50 AS k, peak_overlap(r) FROM span GROUP BY k) AS d;
SELECT plan_of('SELECT peak_overlap(r) FROM span') ~ 'Partial' AS in_parallel;
SELECT p = (SELECT peak_overlap(r) FROM span) AS same_in_parallel FROM serial_whole;
-- no worker may find a row
SELECT plan_of('SELECT peak_overlap(r) FROM span WHERE g < 0') ~ 'Partial' AS in_parallel, (SELECT peak_overlap(r) FROM span WHERE g < 0) AS of_none;
RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- As a window: the peak of what was there so far, which the state must survive
SELECT n, peak_overlap(r) OVER (ORDER BY n) AS so_far
FROM (VALUES (1, daterange '[2024-01-01,2024-02-01)'), (2, '[2024-03-01,)'), (3, '[2024-01-10,2024-01-20)'), (4, '(,)'), (5, NULL)) AS v (n, r);
-- A million rows on two weeks' days, which the state sums up again and again
SELECT peak_overlap(daterange(date '2024-01-01' + n % 14, date '2024-01-02' + n % 14)) FROM generate_series(1, 1000000) AS n;

SET client_min_messages = warning;
DROP SCHEMA test_ratio CASCADE;
