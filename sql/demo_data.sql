-- The demonstration's data: counted by the views they give what the documents publish, whatever the seed; same seed, same rows.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\getenv source PG_ABS_SRCDIR
\set data :source '/examples/demo_data.sql'

CALL create_registry('demo_one');
SET search_path = demo_one, public, tuoyu;
\set ECHO none
\i :data
\set ECHO all

-- what a city's documents publish, and what the registry in the search_path counts on a day
CREATE FUNCTION public.counted(city region_code, as_of date) RETURNS TABLE (figure text, published numeric, counted numeric, agrees boolean) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('tuoyu.as_of', as_of::text, false);
	RETURN QUERY SELECT f.figure, f.value, r.value, r.value <@ figure_range(f.value, f.resolution, f.qualifier)
		FROM published_figure f JOIN region_indicator r ON r.region = f.region::text AND r.indicator = f.indicator
		WHERE f.region <@ city ORDER BY f.figure COLLATE "C";
END
$$;
SELECT * FROM counted('420100', '2021-06-30');
SELECT sum(places) AS places, round(100 * sum(places) / sum(sum(places)) OVER (), 2) AS share
FROM institution_kind_summary WHERE region = '420100'
GROUP BY CASE WHEN institution_kind IN ('专门托育机构', '幼儿园托班') THEN institution_kind END ORDER BY places DESC;
SELECT numerator, denominator, value FROM region_indicator WHERE region = '420100' AND indicator = 'institutions_affordable_share';
SELECT band, count(*) FROM child_status GROUP BY band ORDER BY band::age_band;
-- it is counted: a fen more at one institution, a class closed at another
BEGIN;
UPDATE fee_listing SET monthly_fee = '3000.01' WHERE institution_id = 42010002;
UPDATE class SET during = daterange(lower(during), '2021-06-30') WHERE (institution_id, class_id) = (42010003, 1);
SELECT figure, published, counted FROM counted('420100', '2021-06-30') WHERE NOT agrees;
ROLLBACK;

SELECT * FROM counted('330900', '2022-10-08');
SELECT target, actual, completion, met FROM target_progress WHERE region = '330900' ORDER BY target;
SELECT numerator, denominator, value FROM region_indicator WHERE region = '330900' AND indicator = 'affordable_places_added_share';
SELECT item, sum(amount) FROM subsidy_due WHERE region = '330903' AND event_id IS NOT NULL GROUP BY item;
SELECT * FROM counted('640100', '2024-09-12');
SELECT kind, low, high, value, finding, agrees FROM published_figure_check WHERE region_code = '640100' ORDER BY kind COLLATE "C";
SET tuoyu.as_of = '2024-12-31';
SELECT k.class_kind, count(*), sum(d.amount) FROM subsidy_due d JOIN child_status k USING (institution_id, child_id) GROUP BY ROLLUP (k.class_kind) ORDER BY count(*);
SELECT extract(year FROM as_of) AS year, sum(places_added) AS places, sum(subsidy_amount(fact))
FROM (SELECT i.region, v.happened_on AS as_of, is_recognised('demo_one', v.institution_id, v.happened_on) AS recognised, v.places_added
	FROM capacity_event v JOIN institution i USING (institution_id) WHERE i.region <@ '420100') fact
GROUP BY ROLLUP (1) ORDER BY 1;

-- nowhere short of staff, over the size or outside the band, on any day; nobody can be a real person
SET tuoyu.as_of = '2020-01-01';
SELECT count(*) FROM staffing_gap;
SELECT count(*) > 10000 AS children, count(*) FILTER (WHERE class.kind::text NOT IN (age_band(birth_date, lower(enrolment.during))::text, '混合')) AS other_band,
	count(*) FILTER (WHERE age_months(birth_date, lower(enrolment.during)) < 18 AND class.kind::text = '混合') AS too_young
FROM enrolment JOIN child USING (institution_id, child_id) JOIN class USING (institution_id, class_id);
SELECT max(places), count(*) FILTER (WHERE places > class_size) FROM class JOIN band_rule ON band = kind AND rule LIKE 'nation-%';
SELECT DISTINCT region(resident_id), region_name(region(resident_id)) FROM (SELECT resident_id FROM child_identity UNION SELECT resident_id FROM staff_identity) p;
SELECT person_kind, count(*) FROM duplicate_person GROUP BY person_kind ORDER BY person_kind COLLATE "C";

-- The same rows on every machine
CREATE FUNCTION public.checksum() RETURNS text LANGUAGE sql AS $$
	SELECT md5(string_agg(md5(row), '' ORDER BY row COLLATE "C")) FROM (
		SELECT i::text AS row FROM institution i UNION ALL SELECT c::text FROM class c UNION ALL SELECT f::text FROM fee_listing f
		UNION ALL SELECT s::text FROM staff s UNION ALL SELECT c::text FROM child c
		UNION ALL SELECT concat_ws(',', institution_id, child_id, during, class_id, monthly_fee) FROM enrolment
	) rows
$$;
SELECT checksum() AS one \gset
SELECT :'one' AS checksum;
DELETE FROM policy_parameter WHERE document = 'demo';
DELETE FROM policy_document WHERE document = 'demo';

-- Another seed gives other rows and the same figures
CALL create_registry('demo_two');
SET search_path = demo_two, public, tuoyu;
SET demo.seed = '7';
\set ECHO none
\i :data
\set ECHO all
SELECT checksum() <> :'one' AS other_rows;
SELECT bool_and(agrees), count(*) FROM (VALUES ('420100', date '2021-06-30'), ('330900', '2022-10-08'), ('640100', '2024-09-12')) c (city, day),
	LATERAL counted(city::region_code, day);
SET tuoyu.as_of = '2024-12-31';
SELECT sum(amount) FROM subsidy_due;

SET search_path = public, tuoyu;
RESET demo.seed;
CALL drop_registry('demo_one', force => true);
CALL drop_registry('demo_two', force => true);
DELETE FROM policy_parameter WHERE document = 'demo';
DELETE FROM policy_document WHERE document = 'demo';
DROP FUNCTION counted(region_code, date), checksum();
