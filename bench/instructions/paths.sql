-- Hot paths: a line "-- path NAME", and a statement that gives the number of rows it worked on as "rows". Each is planned
-- once and run twice, with $1 = 1 to warm the caches and $1 = 2 to be counted; CALLs take $1 as it stands.

-- path age_band
SELECT count(age_band(birth_date, as_of)) AS rows FROM person

-- path age_band_same_day
SELECT count(age_band(birth_date, date '2024-09-01')) AS rows FROM person

-- path age_band_by_rules
SELECT count(age_band(birth_date, as_of, '420102')) AS rows FROM person

-- path in_age_bands
SELECT count(in_age_bands(birth_date, as_of, '{托小,托大}')) AS rows FROM person

-- path age_band_planned
CALL nursery.plan_often(NULL)

-- path yuan_in
SELECT count(fee_text::yuan) AS rows FROM person

-- path yuan_out
SELECT count(yuan_out(fee)) AS rows FROM person

-- path yuan_sum
SELECT n AS rows FROM (SELECT sum(fee), count(*) AS n FROM person) x WHERE sum > '0'

-- path region_code_in
SELECT count(region_text::region_code) AS rows FROM person

-- path region_code_out
SELECT count(region_code_out(region)) AS rows FROM person

-- path resident_id_in
SELECT count(resident_text::resident_id) AS rows FROM person

-- not a table's own rows: of those the planner makes the expression itself

-- path formula_constant
SELECT count(evaluate('0.8 * 63000 / 12', p)) AS rows FROM (SELECT * FROM person OFFSET 0) p

-- path formula_case
SELECT count(evaluate('case when days >= 22 then 600 when days >= 15 then 300 when days > 0 then 150 else 0 end', p)) AS rows FROM (SELECT * FROM person OFFSET 0) p

-- path fee_cap
SELECT count(fee_cap(region, as_of)) AS rows FROM care WHERE part = 1

-- path is_affordable
SELECT count(is_affordable(monthly_fee, region, as_of)) AS rows FROM care WHERE part = 1

-- path subsidy_amount_known
SELECT n AS rows FROM (SELECT sum(subsidy_amount(c)), count(*) AS n FROM care c WHERE part = 1) x WHERE sum > '0'

-- each asks under a scenario of its own, so that nothing is remembered

-- path subsidy_amount_new
SELECT n AS rows FROM (SELECT sum(subsidy_amount(c, NULL, monthly_fee::text)), count(*) AS n FROM care c WHERE part = 1 + $1) x WHERE sum > '0'

-- path subsidy_lines
SELECT count(l.trace) AS rows FROM care c, subsidy_lines(c) l WHERE part = 1 AND days < 5

-- path enrolment_in_bulk
WITH new AS (INSERT INTO nursery.enrolment (institution_id, child_id, during, class_id)
	SELECT institution_id, child_id, during, class_id FROM nursery.source WHERE part = 1 + $1 RETURNING 1) SELECT count(*) AS rows FROM new

-- path enrolment_alone
CALL nursery.enrol_one_by_one(3 + $1, NULL)

-- path ratio_violations
SELECT count(*) AS rows FROM nursery.enrolment WHERE NOT EXISTS (SELECT FROM ratio_violations('nursery_staffing'))

-- path staffing_gaps
SELECT sum(cardinality(children)) AS rows FROM (SELECT array_agg(during) AS children FROM nursery.enrolment GROUP BY institution_id OFFSET 0) x
WHERE EXISTS (SELECT FROM staffing_gaps(children, '{}', '1:5'))

