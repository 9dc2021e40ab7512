-- When too few caregivers are there.
CREATE SCHEMA test_staffing_gaps;
SET search_path = test_staffing_gaps, public, tuoyu;
SET datestyle = ISO;

-- Four infants from March need a second caregiver, who comes in April
SELECT * FROM staffing_gaps(
	ARRAY['[2024-01-01,)', '[2024-01-01,)', '[2024-02-01,)', '[2024-03-01,2024-07-01)']::daterange[],
	ARRAY['[2024-01-01,)', '[2024-04-01,2024-06-01)']::daterange[],
	'1:3');
-- clipped to what is asked for
SELECT * FROM staffing_gaps(ARRAY[daterange '[2024-01-01,)'], '{}', '1:3', '[2024-02-10,2024-02-20]');
SELECT * FROM staffing_gaps(ARRAY[daterange '[2024-01-01,)'], '{}', '1:3', '[2023-01-01,2024-02-01)');
SELECT count(*) AS within_nothing FROM staffing_gaps(ARRAY[daterange '[2024-01-01,)'], '{}', '1:3', 'empty');
-- open ends come out open, also where infinity was written
SELECT * FROM staffing_gaps(ARRAY[daterange '[2024-01-01,infinity)', '(,2023-01-01)'], NULL, '1:3');
SELECT * FROM staffing_gaps(ARRAY[daterange '(,)'], NULL, '1:3', '[-infinity,2024-01-01)');
SELECT during, lower_inf(during), upper_inf(during) FROM staffing_gaps(ARRAY[daterange '[-infinity,infinity]'], NULL, '1:3');
-- one leaves as another comes: one interval; other numbers: another interval, even if as many are missing
SELECT * FROM staffing_gaps(ARRAY['[2024-01-01,2024-02-01)', '[2024-02-01,2024-03-01)']::daterange[], '{}', '1:3');
SELECT * FROM staffing_gaps(ARRAY['[2024-01-01,2024-03-01)', '[2024-02-01,2024-03-01)']::daterange[], '{}', '1:3');
-- children are the reason of a gap, caregivers alone are none
SELECT count(*) AS no_children FROM staffing_gaps('{}', '{"[2024-01-01,)"}', '1:3');
SELECT count(*) AS enough FROM staffing_gaps('{"[2024-01-01,2024-02-01)"}', '{"[2024-01-01,2024-01-15)","[2024-01-15,2024-02-01)"}', '1:3');
-- NULL: an array holds none, an element is on no day, no ratio is no requirement; an empty range is on no day
SELECT * FROM staffing_gaps(ARRAY[NULL, 'empty', '[2024-01-01,2024-01-02)']::daterange[], ARRAY[NULL, 'empty']::daterange[], '1:3');
SELECT count(*) AS of_nothing FROM staffing_gaps(NULL, NULL, '1:3');
SELECT count(*) AS no_ratio FROM staffing_gaps(ARRAY[daterange '(,)'], NULL, NULL);
-- an array of several dimensions is as good as one
SELECT * FROM staffing_gaps('{{"[2024-01-01,2024-01-03)"},{"[2024-01-02,2024-01-03)"}}', '{}', '1:1');
-- a number of caregivers that does not fit is an error, not a wrong number
SELECT required FROM staffing_gaps(array_fill(daterange '(,)', ARRAY[32768]), '{}', '65535:1');
SELECT required FROM staffing_gaps(array_fill(daterange '(,)', ARRAY[32769]), '{}', '65535:1');
-- in a lateral join, stopped early, and by name
SELECT k, during FROM generate_series(1, 3) AS k, staffing_gaps(
	children => array_fill(daterange '[2024-01-01,2024-02-01)', ARRAY[k]), caregivers => ARRAY[daterange '[2024-01-01,2024-01-31)'], ratio => '1:2')
ORDER BY k, during;
SELECT * FROM staffing_gaps(ARRAY['[2024-01-01,2024-01-02)', '[2024-02-01,2024-02-02)']::daterange[], '{}', '1:3') LIMIT 1;

-- Property: for thousands of random classes the gaps are, row by row, the runs of days that counting day by day gives.
SELECT setseed(0.2019);
CREATE FUNCTION some_ranges(most integer) RETURNS daterange[] VOLATILE LANGUAGE sql AS $$
	SELECT array_agg(CASE WHEN random() < 0.05 THEN NULL
		ELSE daterange(CASE WHEN random() < 0.15 THEN NULL WHEN random() < 0.05 THEN '-infinity' ELSE a END,
			CASE WHEN random() < 0.25 THEN NULL WHEN random() < 0.05 THEN 'infinity' ELSE a + length END,
			(ARRAY['[)', '[]', '(]', '()'])[1 + floor(4 * random())]) END)
	FROM (SELECT date '2024-02-15' + floor(25 * random())::integer AS a, 1 + floor(15 * random())::integer AS length
		FROM generate_series(1, floor((most + 1) * random())::integer)) AS s
$$;
CREATE TABLE class AS
SELECT k, some_ranges(10) AS children, some_ranges(5) AS caregivers,
	staff_ratio(1 + floor(3 * random())::integer, 1 + floor(7 * random())::integer) AS ratio,
	CASE WHEN random() < 0.4 THEN NULL ELSE (some_ranges(3))[1] END AS within
FROM generate_series(1, 4000) AS k;
SELECT bool_or(within IS NULL) AND bool_or(isempty(within)) AND bool_or(lower_inf(within)) AND bool_or(upper_inf(within)) AND
	bool_or(NOT lower_inf(within) AND NOT upper_inf(within)) AS all_kinds_of_within, bool_or(children IS NULL) AND bool_or(caregivers IS NULL) AS none
FROM class;
-- the numbers of each day; no bound is outside of these days, so their first and last stand for all time before and after
CREATE TABLE class_day AS
SELECT k, d::date AS day,
	(SELECT count(*) FROM unnest(c.children) AS r WHERE d::date <@ r)::integer AS children,
	(SELECT count(*) FROM unnest(c.caregivers) AS r WHERE d::date <@ r)::integer AS caregivers,
	coalesce(d::date <@ within, true) AS inside
FROM class AS c, generate_series(date '2024-02-10', date '2024-04-05', '1 day') AS d;
CREATE TABLE expected AS
SELECT k, daterange(nullif(min(day), '2024-02-10'), nullif(max(day) + 1, '2024-04-06')) AS during, children, caregivers, required
FROM (SELECT *, day - row_number() OVER (PARTITION BY k, children, caregivers ORDER BY day)::integer AS run
	FROM (SELECT k, day, d.children, d.caregivers, inside,
			ceil(d.children::numeric * caregivers(ratio) / children(ratio))::integer AS required
		FROM class_day AS d JOIN class USING (k)) AS n
	WHERE inside AND caregivers < required) AS days
GROUP BY k, run, children, caregivers, required;
CREATE TABLE found AS
SELECT k, g.* FROM class AS c, staffing_gaps(c.children, c.caregivers, ratio, within) WITH ORDINALITY AS g (during, children, caregivers, required, n);
SELECT count(*) > 5000 AS many, count(DISTINCT k) > 2000 AS in_many_classes, bool_or(lower_inf(during)) AND bool_or(upper_inf(during)) AS open_too FROM expected;
SELECT count(*) AS missing FROM (TABLE expected EXCEPT ALL SELECT k, during, children, caregivers, required FROM found) AS d;
SELECT count(*) AS too_many FROM (SELECT k, during, children, caregivers, required FROM found EXCEPT ALL TABLE expected) AS d;
SELECT count(*) AS out_of_order FROM (SELECT during, lag(during) OVER (PARTITION BY k ORDER BY n) AS previous FROM found) AS s
WHERE NOT previous << during;
-- and the order of the elements does not matter
SELECT count(*) AS differences
FROM (SELECT k, g.* FROM class AS c,
		staffing_gaps((SELECT array_agg(r ORDER BY r DESC) FROM unnest(c.children) AS r), (SELECT array_agg(r ORDER BY r) FROM unnest(c.caregivers) AS r), ratio, within) AS g
	EXCEPT ALL SELECT k, during, children, caregivers, required FROM found) AS d;

-- Many at once: each of 200,000 children stays 100 days and takes the place of one who leaves; 99,999 caregivers stay
SELECT during, children, caregivers, required
FROM staffing_gaps(
	(SELECT array_agg(daterange(date '2000-01-01' + n / 1000, date '2000-01-01' + n / 1000 + 100)) FROM generate_series(0, 199999) AS n),
	array_fill(daterange '(,)', ARRAY[99999]), '1:1', '[2000-04-09,2000-07-19)');

SET client_min_messages = warning;
DROP SCHEMA test_staffing_gaps CASCADE;
