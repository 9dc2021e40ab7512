-- Months as law counts them.
SET search_path = public, tuoyu;
SET datestyle = ISO;

-- a month that lacks the day ends on its last day
SELECT add_months('2024-01-31', 1), add_months('2023-01-31', 1), add_months('2024-02-29', 12), add_months('2024-02-29', 48),
	add_months('2023-08-31', -6), add_months('2024-05-31', 0), add_months('2000-12-31', 2);
SELECT add_months('infinity', 5), add_months('-infinity', -5), add_months(NULL, 1) IS NULL AND add_months('2024-01-01', NULL) IS NULL AS strict;
-- across the years without a zero, and to both ends of the range
SELECT add_months('0001-01-31', -1), add_months('0001-01-31 BC', 12), add_months('0004-03-31 BC', -37);
SELECT add_months('4713-01-31 BC', -2), add_months('4714-11-24 BC', 0), add_months('5874897-11-30', 1),
	add_months('4714-11-24 BC', 70552955) = add_months(add_months('4714-11-24 BC', 70000000), 552955) AS end_to_end;
SELECT add_months('4713-01-23 BC', -2);
SELECT add_months('5874897-12-01', 1);
SELECT add_months('2024-01-01', 2147483647);
SELECT add_months('2024-01-01', -2147483648);
SELECT add_months('5874897-12-31', 2147483647);
SELECT add_months('4714-11-24 BC', -2147483648);

-- completed months; age() would say 0 for the first
SELECT b, d, age_months(b, d), age_text(b, d) FROM (VALUES
	(date '2024-01-31', date '2024-02-29'), ('2024-01-31', '2024-02-28'), ('2024-01-30', '2024-02-29'), ('2023-01-29', '2023-02-28'),
	('2024-02-29', '2025-02-28'), ('2024-02-29', '2025-02-27'), ('2024-02-29', '2028-02-28'), ('2024-02-29', '2028-02-29'),
	('2022-06-30', '2022-06-30'), ('2022-06-30', '2022-07-29'), ('2022-06-30', '2022-07-30'), ('2022-06-30', '2023-06-30'),
	('2022-06-30', '2024-01-02'), ('2023-02-28', '2024-02-29'), ('2023-08-31', '2024-02-29'), ('2022-06-30', '2022-06-29')) v(b, d);
SELECT age_text('2023-03-01', '2024-09-04'), age_text('2023-03-01', '2024-03-01'), age_text('2023-03-01', '2023-05-01'), age_text('2023-03-01', '2024-03-02');
SELECT age_months('0002-06-15 BC', '0001-06-15'), age_months('4714-11-24 BC', '5874897-12-31'), age_text('4714-11-24 BC', '5874897-12-31');

-- edges
SELECT age_months('infinity', '2024-01-01') IS NULL AND age_text('infinity', '2024-01-01') IS NULL AND
	age_months('2024-01-02', '2024-01-01') IS NULL AND age_text('2024-01-02', '2024-01-01') IS NULL AS null_before_birth;
SELECT age_months(NULL, '2024-01-01') IS NULL AND age_text('2024-01-01', NULL) IS NULL AS strict;
SELECT age_months('2024-01-01', 'infinity');
SELECT age_months('2024-01-01', '-infinity');
SELECT age_months('infinity', 'infinity');
SELECT age_text('2024-01-01', 'infinity');
SELECT age_months('-infinity', '2024-01-01');
SELECT age_text('-infinity', '2024-01-01');
DO $$
BEGIN
	PERFORM age_months('2024-01-01', 'infinity');
EXCEPTION WHEN datetime_field_overflow THEN
	RAISE NOTICE '%', SQLSTATE;
END
$$;

-- the text says what the calendar says: so many months, and so many days more
SELECT count(*) AS pairs, bool_and(
	t[1]::integer * 12 + t[2]::integer = age_months(b, d) AND add_months(b, age_months(b, d)) + t[3]::integer = d) AS agree
FROM (SELECT b, d, CASE
		WHEN said ~ '^[1-9][0-9]*岁(0|[1-9]|1[01])个月[0-9]+天$' THEN regexp_match(said, '^(\d+)岁(\d+)个月(\d+)天$')
		WHEN said ~ '^([1-9]|1[01])个月[0-9]+天$' THEN '{0}'::text[] || regexp_match(said, '^(\d+)个月(\d+)天$')
		WHEN said ~ '^[0-9]+天$' THEN '{0,0}'::text[] || regexp_match(said, '^(\d+)天$')
	END AS t
	FROM (SELECT b, b + j * 5 AS d, age_text(b, b + j * 5) AS said
		FROM generate_series(date '2024-01-20', date '2024-03-05', interval '1 day') g(t), LATERAL (SELECT t::date AS b) g2, generate_series(0, 250) j
		OFFSET 0) a) q;

SELECT proname, provolatile, proisstrict, proparallel FROM pg_proc
WHERE pronamespace = 'tuoyu'::regnamespace AND proname IN ('add_months', 'age_months', 'age_text') ORDER BY proname;
