-- The national age bands.
SET search_path = public, tuoyu;
SET datestyle = ISO;

-- [6,12) [12,24) [24,36): the day on which a limit is reached belongs to the next band
SELECT d, age_band('2022-03-15', d) FROM unnest(ARRAY['2022-03-14', '2022-03-15', '2022-09-14', '2022-09-15', '2023-03-14', '2023-03-15',
	'2024-03-14', '2024-03-15', '2025-03-14', '2025-03-15', '2099-01-01']::date[]) d;
-- births on the 29th to 31st reach 6 months on the same last day of February
SELECT b, age_band(b, '2023-02-27') AS on_27th, age_band(b, '2023-02-28') AS on_28th, age_band(b, '2023-03-01') AS on_1st
FROM unnest(ARRAY['2022-08-27', '2022-08-28', '2022-08-29', '2022-08-30', '2022-08-31', '2022-09-01']::date[]) b;
SELECT d, band_births('乳儿', d) FROM unnest(ARRAY['2023-02-27', '2023-02-28', '2024-02-28', '2024-02-29', '2023-03-01', '2023-11-29',
	'2023-11-30', '2024-08-30', '2024-08-31']::date[]) d;
SELECT b, band_births(b, '2024-09-01'), band_dates('2022-08-31', b) FROM unnest('{未到龄,乳儿,托小,托大,超龄,混合}'::age_band[]) b;

-- infinite births are in the outermost bands, in all three ways of asking
SELECT x, b, age_band(b, '2024-09-01') = x AS band, b <@ band_births(x, '2024-09-01') AS births, date '2024-09-01' <@ band_dates(b, x) AS dates,
	band_dates(b, x)
FROM unnest('{未到龄,乳儿,超龄,混合}'::age_band[]) x, unnest('{infinity,-infinity}'::date[]) b;
-- an infinite day is an error, also when asked again
SELECT age_band('2024-01-01', 'infinity');
SELECT age_band('-infinity', '-infinity');
SELECT in_age_bands('2024-01-01', 'infinity', '{乳儿}');
SELECT band_births('未到龄', 'infinity');
SELECT band_first_birth('混合', '-infinity');
SELECT band_last_birth('混合', 'infinity');
DO $$
DECLARE
	day date;
BEGIN
	FOREACH day IN ARRAY '{-infinity,-infinity,2024-09-01,infinity,2024-09-01,-infinity}'::date[] LOOP
		BEGIN
			RAISE NOTICE '%', age_band('2022-03-15', day);
		EXCEPTION WHEN datetime_field_overflow THEN
			RAISE NOTICE '%', SQLSTATE;
		END;
	END LOOP;
END
$$;

-- at the ends of the range of dates
SELECT d, b, age_band(b, d), band_births(age_band(b, d), d) FROM (VALUES
	(date '4714-11-24 BC', date '4714-11-24 BC'), ('4713-01-31 BC', '4714-11-24 BC'), ('4713-05-24 BC', '4714-11-24 BC'),
	('4713-05-25 BC', '4714-11-24 BC'), ('4711-11-25 BC', '4714-11-24 BC'), ('4714-11-24 BC', '-infinity'),
	('5874897-12-31', '5874897-06-30'), ('5874897-12-31', '5874897-07-01'), ('5874897-12-31', '5874894-12-31'), ('5874897-12-31', 'infinity')) v(d, b);
SELECT b, x, band_dates(b, x) FROM unnest('{5874897-07-01,5874895-03-01}'::date[]) b, unnest('{未到龄,乳儿,托小,托大,超龄}'::age_band[]) x;
SELECT bool_and((age_band(b, d) = x) = (b <@ band_births(x, d)) AND (age_band(b, d) = x) = (d <@ band_dates(b, x)) AND
	(age_band(b, d) = x) = (b BETWEEN band_first_birth(x, d) AND band_last_birth(x, d))) AS ends_agree
FROM (SELECT date '4714-11-24 BC' + i * 30 AS b, date '4714-11-24 BC' + j * 30 AS d FROM generate_series(0, 45) i, generate_series(0, 45) j
	UNION ALL SELECT date '5874897-12-31' - i * 30, date '5874897-12-31' - j * 30 FROM generate_series(0, 45) i, generate_series(0, 45) j
	UNION ALL SELECT b, d + 30 * j FROM unnest('{-infinity,infinity}'::date[]) b, unnest('{4714-11-24 BC,2024-01-31,5874894-01-01}'::date[]) d, generate_series(0, 35) j) p,
	unnest('{未到龄,乳儿,托小,托大,超龄,混合}'::age_band[]) x;

-- the day may change from row to row
SELECT bool_and(age_band(b, d) = CASE WHEN d < b + interval '6 months' THEN '未到龄' WHEN d < b + interval '1 year' THEN '乳儿'
	WHEN d < b + interval '2 years' THEN '托小' WHEN d < b + interval '3 years' THEN '托大' ELSE '超龄' END::age_band) AS by_row
FROM (SELECT date '2020-01-31' AS b, date '2020-01-31' + i % 1500 AS d FROM generate_series(0, 20000, 7) i) p;

-- lists, as = ANY says; the support function is kept out of the way by columns
CREATE TABLE asked (birth date, list age_band[]);
INSERT INTO asked SELECT b, l::age_band[] FROM unnest('{2024-08-01,2023-12-01,2023-03-01,2022-03-01,2020-01-01,infinity,-infinity,NULL}'::date[]) b,
	unnest(ARRAY['{托小}', '{乳儿,托大}', '{NULL}', '{超龄,NULL,乳儿}', '{NULL,混合,托小,NULL}', '{{未到龄,托小},{托大,混合}}', '[0:1]={托小,超龄}', '{混合}', '{}',
		'{未到龄,乳儿,托小,托大,超龄,混合,未到龄,乳儿,托小,托大,NULL}']) l;
SELECT birth, array_agg(in_age_bands(birth, '2024-09-01', list)) FROM asked GROUP BY birth ORDER BY birth;
SELECT count(*), bool_and(in_age_bands(birth, '2024-09-01', list) IS NOT DISTINCT FROM age_band(birth, '2024-09-01') = ANY(list)) AS as_any
FROM asked WHERE birth IS NOT NULL OR list <> '{}';
-- one difference, said in its comment: the function is strict
SELECT in_age_bands(birth, '2024-09-01', list) AS function, age_band(birth, '2024-09-01') = ANY(list) AS any_of_none
FROM asked WHERE birth IS NULL AND list = '{}';
SELECT in_age_bands('2024-01-01', '2024-09-01', NULL) IS NULL AND in_age_bands('2024-01-01', NULL, '{乳儿}') IS NULL AS strict;

SELECT proname, provolatile, proisstrict, proparallel FROM pg_proc
WHERE pronamespace = 'tuoyu'::regnamespace AND (proname IN ('in_age_bands', 'band_births', 'band_dates', 'band_first_birth', 'band_last_birth') OR
	oid = 'age_band(date, date)'::regprocedure) ORDER BY proname;
DROP TABLE asked;
