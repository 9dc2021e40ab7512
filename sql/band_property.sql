-- The calendar and the bands against what PostgreSQL's own date + interval says, at every end of a month from 2015 to 2035.
SET search_path = public, tuoyu;
SET datestyle = ISO;

-- the days around which ages change: the last four of each month (leap days among them) and its first two
CREATE TABLE edge AS
	SELECT day::date FROM generate_series(timestamp '2015-01-01', '2035-12-31', '1 day') day
	WHERE extract(day FROM day) <= 2 OR extract(month FROM day + interval '4 days') <> extract(month FROM day);
SELECT count(*) AS days, count(*) FILTER (WHERE to_char(day, 'MM-DD') = '02-29') AS leap_days,
	count(*) FILTER (WHERE extract(day FROM day + 1) = 1) AS month_ends FROM edge;
CREATE TABLE pair AS
	SELECT b.day AS birth, d.day AS as_of FROM edge b, edge d WHERE d.day >= b.day - 40;
SELECT count(*) > 1000000 AS over_a_million FROM pair;

-- the largest m with birth + m months <= the day, and none before birth
SELECT count(*) AS wrong FROM pair, age_months(birth, as_of) m
WHERE CASE WHEN as_of < birth THEN m IS NOT NULL
	ELSE m IS NULL OR m < 0 OR birth + make_interval(months => m) > as_of OR birth + make_interval(months => m + 1) <= as_of END;

-- adding months, far and near, is date + interval
SELECT count(*) AS sums, count(*) FILTER (WHERE add_months(day, m) <> day + make_interval(months => m)) AS wrong
FROM edge, generate_series(-400, 400) m;
SELECT count(*) AS sums, count(*) FILTER (WHERE add_months(day, m) <> day + make_interval(months => m)) AS wrong
FROM (SELECT date '4713-01-01 BC' + i * 92713 AS day FROM generate_series(0, 1000) i) far, generate_series(-13, 40009, 617) m
WHERE m >= 0 OR day > date '4711-01-01 BC';

-- the band
CREATE FUNCTION oracle_band(birth date, as_of date) RETURNS text LANGUAGE sql IMMUTABLE RETURN
	CASE WHEN as_of < birth + make_interval(months => 6) THEN '未到龄' WHEN as_of < birth + make_interval(months => 12) THEN '乳儿'
		WHEN as_of < birth + make_interval(months => 24) THEN '托小' WHEN as_of < birth + make_interval(months => 36) THEN '托大' ELSE '超龄' END;
SELECT count(*) AS wrong FROM pair WHERE age_band(birth, as_of)::text <> oracle_band(birth, as_of);
-- once more with the days in order, for which it works otherwise inside
SELECT count(*) AS wrong FROM (SELECT * FROM pair ORDER BY as_of, birth OFFSET 0) p WHERE age_band(birth, as_of)::text <> oracle_band(birth, as_of);
SELECT age_band(birth, as_of), count(*) > 5000 AS well_tried FROM pair GROUP BY 1 ORDER BY 1;

-- three ways to ask the same: band of a birth on a day, births of a band, days of a child in a band
SELECT count(*) > 1000000 AS over_a_million,
	count(*) FILTER (WHERE (birth <@ band_births(x, as_of)) <> (oracle_band(birth, as_of) = x::text)) AS wrong_births,
	count(*) FILTER (WHERE (as_of <@ band_dates(birth, x)) <> (oracle_band(birth, as_of) = x::text)) AS wrong_dates,
	count(*) FILTER (WHERE (age_band(birth, as_of) = x) <> (birth <@ band_births(x, as_of))) AS wrong_band,
	count(*) FILTER (WHERE (birth BETWEEN band_first_birth(x, as_of) AND band_last_birth(x, as_of)) <> (birth <@ band_births(x, as_of))) AS wrong_limits
FROM pair, unnest('{未到龄,乳儿,托小,托大,超龄,混合}'::age_band[]) x
WHERE as_of <= birth + 1200;

-- on any day, the bands' births follow on one another without gap or overlap, and so do a child's days in them
SELECT count(*) AS days, bool_and(
	upper(band_births('超龄', day)) = lower(band_births('托大', day)) AND upper(band_births('托大', day)) = lower(band_births('托小', day)) AND
	upper(band_births('托小', day)) = lower(band_births('乳儿', day)) AND upper(band_births('乳儿', day)) = lower(band_births('未到龄', day)) AND
	lower_inf(band_births('超龄', day)) AND upper_inf(band_births('未到龄', day)) AND isempty(band_births('混合', day))) AS births_meet, bool_and(
	upper(band_dates(day, '未到龄')) = lower(band_dates(day, '乳儿')) AND upper(band_dates(day, '乳儿')) = lower(band_dates(day, '托小')) AND
	upper(band_dates(day, '托小')) = lower(band_dates(day, '托大')) AND upper(band_dates(day, '托大')) = lower(band_dates(day, '超龄')) AND
	lower_inf(band_dates(day, '未到龄')) AND upper_inf(band_dates(day, '超龄')) AND isempty(band_dates(day, '混合'))) AS dates_meet
FROM (SELECT date '2015-01-01' + i AS day FROM generate_series(0, 7669) i) d;
DROP TABLE pair, edge;
DROP FUNCTION oracle_band;
