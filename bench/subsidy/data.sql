-- A million child-months in 32 regions on days of three years, and rules for them: three bands, three dated versions, a cap on
-- the fee. The regions are the cities of one province; all of it comes from a seed.
SET search_path = public, tuoyu;
SELECT setseed(0.5);
CREATE TABLE city AS SELECT n, format('99%s00', lpad((n + 1)::text, 2, '0'))::region_code AS region FROM generate_series(0, 31) n;
CREATE TABLE care AS
	SELECT c.region, make_date(2022 + (random() * 2)::integer, 1 + (random() * 11)::integer, 1) AS as_of,
		date '2024-12-01' - (random() * 1700)::integer AS birth_date, (1500 + 10 * (random() * 200)::integer)::yuan AS monthly_fee
	FROM generate_series(1, :rows) i JOIN city c ON c.n = (hashint4(i) & 31);
INSERT INTO tuoyu.policy_document (document, title, region, verified) VALUES ('bench', '试验', '99', false);
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source,
		condition, amount, rounding_mode, document)
	SELECT format('bench-%s-%s-%s', n, band, year), '试验', region, daterange(make_date(year, 1, 1), make_date(year + 1, 1, 1)), '机构', 'child-month',
		'month', 'period_start', 'none', band::age_band, 'child', format('monthly_fee <= %s', 3000 - n % 5 * 100)::formula,
		(300 + 100 * rank + 10 * (year - 2022) + n)::text::formula, 'half_up', 'bench'
	FROM city, unnest('{托大,托小,乳儿}'::text[]) WITH ORDINALITY b (band, rank), generate_series(2022, 2024) year;
-- the same as tables, as one would keep them for SQL written by hand
CREATE TABLE rate AS
	SELECT n, region, year, 3000 - n % 5 * 100 AS cap, ARRAY[400, 500, 600]::yuan[] AS unused, 400 + 10 * (year - 2022) + n AS preschool,
		500 + 10 * (year - 2022) + n AS toddler, 600 + 10 * (year - 2022) + n AS infant
	FROM city, generate_series(2022, 2024) year;
ALTER TABLE rate DROP COLUMN unused;
VACUUM ANALYZE;

-- the way of a row function
CREATE FUNCTION by_hand(region region_code, as_of date, birth_date date, monthly_fee yuan) RETURNS yuan LANGUAGE plpgsql STABLE AS $$
DECLARE
	r rate%ROWTYPE;
	months integer := extract(year FROM age(as_of, birth_date)) * 12 + extract(month FROM age(as_of, birth_date));
BEGIN
	SELECT * INTO r FROM rate WHERE rate.region = by_hand.region AND rate.year = extract(year FROM as_of);
	IF birth_date > as_of OR months < 6 OR months >= 36 OR monthly_fee > r.cap THEN
		RETURN NULL;
	ELSIF months < 12 THEN
		RETURN r.infant::yuan;
	ELSIF months < 24 THEN
		RETURN r.toddler::yuan;
	END IF;
	RETURN r.preschool::yuan;
END
$$;
