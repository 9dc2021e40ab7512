-- The policy catalogue: what ships, what it refuses, how regions and users' rows resolve.
CREATE SCHEMA policy_test;
SET search_path = policy_test, tuoyu;
SET datestyle = ISO;

-- What ships: every rule has its document and clause, and what the document leaves unsaid
SELECT region, rule, band, from_months, to_months, class_size, ratio, required FROM band_rule WHERE origin = 'shipped' ORDER BY rule;
SELECT role, scope, required, doc_number FROM staffing_rule JOIN policy_document USING (document) WHERE staffing_rule.origin = 'shipped' ORDER BY rule;
SELECT region, rule, cap, during FROM fee_rule WHERE origin = 'shipped' ORDER BY rule;
SELECT region, rule, item, payee, unit, amount, family_pays, during FROM subsidy_rule WHERE origin = 'shipped' ORDER BY rule;
SELECT region, count(*) FROM policy_target WHERE origin = 'shipped' GROUP BY region ORDER BY region;
SELECT region, count(*) FROM published_figure WHERE origin = 'shipped' GROUP BY region ORDER BY region;
SELECT document, region, doc_number, issued_on FROM policy_document WHERE origin = 'shipped' ORDER BY document;
SELECT rule AS without_basis FROM (SELECT rule, document, clause FROM band_rule UNION ALL SELECT rule, document, clause FROM staffing_rule
	UNION ALL SELECT rule, document, clause FROM fee_rule UNION ALL SELECT rule, document, clause FROM subsidy_rule) r
WHERE document IS NULL OR clause IS NULL;

-- Shipped rows are read-only, whatever the way
UPDATE fee_rule SET cap = '1' WHERE rule = 'wuhan-cap';
DELETE FROM band_rule;
TRUNCATE policy_parameter;
INSERT INTO policy_document (document, title, region, origin) VALUES ('x', 'x', '420100', 'shipped');
INSERT INTO policy_document (document, title, region) VALUES ('t', '测试文件', '420100');
UPDATE policy_document SET origin = 'shipped' WHERE document = 't';
UPDATE region SET name = 'x' WHERE code = '420100';
DELETE FROM region WHERE code = '11';
INSERT INTO region (code, name, origin) VALUES ('420106003', 'x', 'shipped');
SET session_replication_role = replica;
DELETE FROM subsidy_rule WHERE rule = 'wuhan-construction';
RESET session_replication_role;

-- Two rules for the same thing on one day are refused; other days, regions, selectors and scenarios are not
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('a', '420106', '[2021-01-01,2022-01-01)', '2800', 'half_up', 't');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('b', '420106', '[2021-12-31,2023-01-01)', '2900', 'half_up', 't');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('b', '420106', '[2022-01-01,2023-01-01)', '2900', 'half_up', 't');
INSERT INTO fee_rule (rule, region, during, band, cap, rounding_mode, document) VALUES ('c', '420106', '[2021-01-01,2022-01-01)', '乳儿', '3100', 'half_up', 't');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document, scenario) VALUES ('d', '420106', '[2021-01-01,2022-01-01)', '1', 'half_up', 't', '改革');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, birth_order, amount, rounding_mode, document)
VALUES ('s1', '多孩', '420106', '[2021-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '[2,2]', '100', 'half_up', 't'),
	('s2', '多孩', '420106', '[2021-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '[2,)', '200', 'half_up', 't');

-- Formulas are checked when a rule comes in: syntax, nodes, result; a name may be a parameter that comes later
INSERT INTO fee_rule (region, during, cap, rounding_mode, document) VALUES ('420107', '[2021-01-01,)', '3000 +', 'half_up', 't');
INSERT INTO fee_rule (region, during, cap, rounding_mode, document) VALUES ('420107', '[2021-01-01,)', '(SELECT 1)', 'half_up', 't');
INSERT INTO fee_rule (region, during, cap, rounding_mode, document) VALUES ('420107', '[2021-01-01,)', 'max(monthly_fee)', 'half_up', 't');
INSERT INTO fee_rule (region, during, cap, rounding_mode, document) VALUES ('420107', '[2021-01-01,)', 'monthly_fee > 3', 'half_up', 't');
INSERT INTO band_rule (region, during, band, from_months, required, document) VALUES ('420107', '[2021-01-01,)', '混合', 18, 'children / size', 't');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('p', '420107', '[2021-01-01,)', 'least(0.8 * income_urban / 12, 4000)', 'half_up', 't');
INSERT INTO band_rule (rule, region, during, band, from_months, ratio, required, document) VALUES ('k', '420107', '[2021-01-01,)', '混合', 18, '1:6', 'children', 't');
INSERT INTO band_rule (rule, region, during, band, from_months, document) VALUES ('k', '420107', '[2021-01-01,)', '超龄', 36, 't');
INSERT INTO band_rule (rule, region, during, band, from_months, document) VALUES ('k', '420107', 'empty', '乳儿', 36, 't');

-- Regions: the most specific in force on the day; a user's row goes before the shipped one of the same region
SELECT day, fee_cap('420106', day) AS district, fee_cap('420106003', day) AS street, fee_cap('420102', day) AS other, fee_cap('420000', day) AS province
FROM unnest('{2020-12-31,2021-01-01,2021-12-31,2022-01-01,2022-12-31,2023-01-01}'::date[]) day;
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('mine', '420100', '[2022-01-01,2023-01-01)', '2500', 'half_up', 't');
SELECT day, fee_cap('420102', day) FROM unnest('{2021-12-31,2022-01-01,2023-01-01}'::date[]) day;
-- the selector's row is the more specific one at its region
SELECT fee_cap('420106', '2021-06-01', f) FROM (VALUES ('乳儿'::age_band), ('托大'), (NULL)) f(class_kind);

-- combine: add, floor, ceiling between levels
INSERT INTO policy_document (document, title, region) VALUES ('c', '分层', '510000');
INSERT INTO fee_rule (rule, region, during, cap, combine, rounding_mode, document) VALUES
	('add-province', '510000', '[2020-01-01,2021-01-01)', '1000', 'replace', 'half_up', 'c'),
	('add-city', '510100', '[2020-01-01,2021-01-01)', '200', 'add', 'half_up', 'c'),
	('add-county', '510104', '[2020-01-01,2021-01-01)', '30', 'add', 'half_up', 'c'),
	('floor-province', '510000', '[2021-01-01,2022-01-01)', '1000', 'floor', 'half_up', 'c'),
	('floor-low', '510100', '[2021-01-01,2022-01-01)', '900', 'replace', 'half_up', 'c'),
	('floor-high', '510104', '[2021-01-01,2022-01-01)', '1300', 'replace', 'half_up', 'c'),
	('ceiling-province', '510000', '[2022-01-01,2023-01-01)', '1000', 'ceiling', 'half_up', 'c'),
	('ceiling-low', '510100', '[2022-01-01,2023-01-01)', '900', 'replace', 'half_up', 'c'),
	('ceiling-high', '510104', '[2022-01-01,2023-01-01)', '1300', 'replace', 'half_up', 'c');
SELECT to_char(day, 'YYYY') AS year, fee_cap('510000', day) AS province, fee_cap('510100', day) AS city, fee_cap('510104', day) AS county
FROM unnest('{2020-06-01,2021-06-01,2022-06-01}'::date[]) day;

-- A parameter without a value names itself, the region, the day and the rule; with one, the region's own goes first
SELECT fee_cap('420107', '2023-06-01');
INSERT INTO policy_parameter (name, region, during, value) VALUES ('income_urban', '420100', '[2023-01-01,2024-01-01)', 63000), ('income_urban', '420107', '[2023-07-01,2024-01-01)', 54000);
SELECT fee_cap('420107', '2023-06-30'), fee_cap('420107', '2023-07-01');
INSERT INTO policy_parameter (name, region, during, value) VALUES ('income_urban', '420107', '[2023-12-01,)', 1);
-- columns of the fact win over parameters
SELECT fee_cap('420107', '2023-07-01', f) FROM (SELECT 30000 AS income_urban) f;

-- Rounding of a cap: unit and mode
INSERT INTO policy_document (document, title, region) VALUES ('r', '取整', '320000');
INSERT INTO fee_rule (rule, region, during, grade, cap, rounding_unit, rounding_mode, document)
SELECT 'round-' || mode || unit, '320000', '[2020-01-01,)', mode || unit, 'x', unit::yuan, mode, 'r' FROM unnest('{half_up,half_even,down,up}'::text[]) mode, unnest('{0.01,1,10}'::text[]) unit;
SELECT x, unit, max(cap) FILTER (WHERE mode = 'half_up') AS half_up, max(cap) FILTER (WHERE mode = 'half_even') AS half_even,
	max(cap) FILTER (WHERE mode = 'down') AS down, max(cap) FILTER (WHERE mode = 'up') AS up
FROM (SELECT v AS x, mode, unit, fee_cap('320000', '2024-01-01', f) AS cap
	FROM unnest('{2.005,2.015,2.5,3.5,25,35,24.999}'::numeric[]) v, unnest('{half_up,half_even,down,up}'::text[]) mode, unnest('{0.01,1,10}'::text[]) unit,
		LATERAL (SELECT v AS x, mode || unit AS grade) f) s
GROUP BY x, unit ORDER BY unit::numeric, x;

SELECT fee_cap('320000', '2024-01-01', f) FROM (SELECT -2.5 AS x, 'down1' AS grade) f;

-- A rule whose price includes the cap, and one whose does not (以下, 不满)
INSERT INTO fee_rule (region, during, cap, cap_included, rounding_mode, document) VALUES ('330000', '[2020-01-01,)', '2000', false, 'half_up', 'r');
SELECT is_affordable('2000', '330000', '2021-01-01') AS at_cap, is_affordable('1999.99', '330000', '2021-01-01') AS under;

-- Two rules that are equally specific for a fact: refused, not guessed
INSERT INTO fee_rule (rule, region, during, ownership, cap, rounding_mode, document) VALUES ('eq-1', '340000', '[2020-01-01,)', '民办', '1', 'half_up', 'r');
INSERT INTO fee_rule (rule, region, during, zone, cap, rounding_mode, document) VALUES ('eq-2', '340000', '[2020-01-01,)', '城区', '2', 'half_up', 'r');
SELECT fee_cap('340000', '2021-01-01', f) FROM (SELECT '民办' AS ownership, '城区' AS zone) f;
SELECT fee_cap('340000', '2021-01-01', f) FROM (SELECT '民办' AS ownership) f;

-- Bands by the rules in force: closed tops, the day after, the end of August after a birthday, the start of the school year
INSERT INTO policy_document (document, title, region) VALUES ('m', '分段', '510700');
INSERT INTO band_rule (region, during, band, from_months, to_months, from_included, to_included, document)
SELECT '510700', '[2024-11-01,)', band, from_months, to_months, band <> '乳儿', true, 'm' FROM band_rule WHERE rule IN ('nation-infant', 'nation-toddler', 'nation-preschool');
UPDATE band_rule SET from_included = false WHERE document = 'm' AND band <> '乳儿';
SELECT age_band('2023-11-15', '2024-11-15', '510700') AS closed_top, age_band('2023-11-15', '2024-11-16', '510700') AS next_day, age_band('2023-11-15', '2024-11-15') AS nation;
INSERT INTO band_rule (region, during, band, from_months, to_months, stays_until, document) VALUES ('350200', '[2023-06-01,)', '托大', 24, 36, '08-31', 'm');
SELECT d, age_band('2021-03-10', d, '350200') FROM unnest('{2024-03-09,2024-03-10,2024-08-31,2024-09-01}'::date[]) d;
INSERT INTO band_rule (region, during, band, from_months, to_months, age_basis, document) VALUES ('360100', '[2020-01-01,)', '托大', 24, 36, 'day_after', 'm');
SELECT age_band('2022-01-01', '2024-01-01', '360100') AS birthday, age_band('2022-01-01', '2024-01-02', '360100') AS day_after;
INSERT INTO band_rule (region, during, band, from_months, to_months, reference_day, document)
SELECT '370000', '[2020-01-01,)', band, from_months, to_months, 'school_year_start', 'm' FROM band_rule WHERE rule IN ('nation-infant', 'nation-toddler', 'nation-preschool');
SELECT d, age_band('2022-10-15', d, '370000') FROM unnest('{2024-08-31,2024-10-15,2025-08-31,2025-09-01}'::date[]) d;
SELECT age_band('infinity', '2024-01-01', '420100'), age_band('-infinity', '2024-01-01', '420100'), age_band('2023-01-01', '2018-01-01', '420100');
SELECT age_band('2023-01-01', 'infinity', '420100');
-- where no rule of its own is in force, the nation's answer is the two-argument one
SELECT count(*) FILTER (WHERE age_band(b, d) <> age_band(b, d, '420100')) AS differ, count(*)
FROM generate_series('2019-10-08'::date, '2022-12-31', '13 days') x, LATERAL (SELECT x::date AS d) dd,
	generate_series('2016-01-01'::date, '2022-12-31', '11 days') y, LATERAL (SELECT y::date AS b) bb;

-- Caregivers required by rule: plain ratio, mixed by the children's own bands, minimum, undetermined
SELECT class_caregivers_required('420100', '乳儿', '2024-01-01', 10, 10, 0, 0, 6) AS infants, class_caregivers_required('420100', '托小', '2024-01-01', 15, 0, 15, 0, 12) AS toddlers,
	class_caregivers_required('420100', '托大', '2024-01-01', 20, 0, 0, 20, 24) AS preschoolers, class_caregivers_required('420100', '混合', '2024-01-01', 18, 0, 8, 10, 18) AS mixed,
	class_caregivers_required('420100', '托大', '2019-10-07', 20, 0, 0, 20, 24) AS before_the_rule, class_caregivers_required('420100', '托大', '2024-01-01', 0, 0, 0, 0, NULL) AS none;
SELECT count(*) FILTER (WHERE class_caregivers_required('420100', '混合', '2024-01-01', t + p, 0, t, p, 18) <> ceil(t / 5.0 + p / 7.0)) AS differ, count(*)
FROM generate_series(0, 40) t, generate_series(0, 40) p WHERE t + p > 0;
INSERT INTO band_rule (rule, region, during, band, from_months, class_size, ratio, minimum_caregivers, document) VALUES ('sz', '440300', '[2020-01-01,)', '混合', 18, 18, '1:6', 2, 'm');
SELECT class_caregivers_required('440300', '混合', '2024-01-01', n, 0, 0, n, 24) FROM unnest('{0,1,12,13,18}'::int[]) n;
SELECT class_caregivers_required('440300', '混合', '2024-01-01', -1, 0, 0, 0, 24);
SELECT rule, ratio, class_size FROM band_rule_at('440305', '混合', '2024-01-01') UNION ALL SELECT rule, ratio, class_size FROM band_rule_at('440305', '托大', '2024-01-01');
SELECT count(*) FROM band_rule_at('440305', '托大', '2018-01-01');

-- Other roles: health staff and a guard; a region's own rule and one for a kind of institution
SELECT n, staff_required('420100', '保健人员', '2024-01-01', n) AS health, staff_required('420100', '保安人员', '2024-01-01', n) AS guards,
	staff_required('420100', '炊事人员', '2024-01-01', n) AS cooks, staff_required('420100', '保健人员', '2018-01-01', n) AS before
FROM unnest('{0,149,150,301}'::int[]) n;
INSERT INTO staffing_rule (rule, region, during, role, required, document) VALUES ('sz-health', '440300', '[2020-01-01,)', '保健人员', 'ceil(children / 100.0)', 'm');
INSERT INTO staffing_rule (rule, region, during, role, institution_kind, required, document) VALUES ('sz-home', '440300', '[2020-01-01,)', '保健人员', '家庭托育点', '0', 'm');
INSERT INTO staffing_rule (rule, region, during, role, scope, required, document) VALUES ('sz-class', '440300', '[2020-01-01,)', '保健人员', 'class', '7', 'm');
INSERT INTO staffing_rule (rule, region, during, role, document) VALUES ('sz-cook', '440300', '[2020-01-01,)', '炊事人员', 'm');
SELECT n, staff_required('440305', '保健人员', '2024-01-01', n) AS health, staff_required('440305', '保健人员', '2024-01-01', n, '家庭托育点') AS home,
	staff_required('440305', '保健人员', '2024-01-01', n, NULL, 'class') AS in_class, staff_required('440305', '炊事人员', '2024-01-01', n) AS not_said
FROM unnest('{0,100,101}'::int[]) n;

-- The cache: a session sees its own change at its next statement, and not after its rollback
SELECT fee_cap('410000', '2024-01-01') AS none;
BEGIN;
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('h', '410000', '[2024-01-01,)', '1500', 'half_up', 'r');
SELECT fee_cap('410000', '2024-01-01') AS inserted;
SAVEPOINT s;
UPDATE fee_rule SET cap = '1600' WHERE rule = 'h';
SELECT fee_cap('410000', '2024-01-01') AS updated;
ROLLBACK TO s;
SELECT fee_cap('410000', '2024-01-01') AS back;
ROLLBACK;
SELECT fee_cap('410000', '2024-01-01') AS none;
-- within a function too, and when the rows change under session_replication_role
CREATE FUNCTION see() RETURNS TABLE (before yuan, after yuan) LANGUAGE plpgsql AS $$
BEGIN
	before := tuoyu.fee_cap('410000', '2024-01-01');
	INSERT INTO tuoyu.fee_rule (region, during, cap, rounding_mode, document) VALUES ('410000', '[2024-01-01,)', '1700', 'half_up', 'r');
	after := tuoyu.fee_cap('410000', '2024-01-01');
	RETURN NEXT;
END $$;
BEGIN;
SELECT * FROM see();
SET LOCAL session_replication_role = replica;
UPDATE fee_rule SET cap = '1800' WHERE region = '410000';
SELECT fee_cap('410000', '2024-01-01');
ROLLBACK;

-- A user without any right on the catalogue computes by it all the same, and cannot write it
CREATE ROLE tuoyu_policy_reader;
GRANT USAGE ON SCHEMA tuoyu TO tuoyu_policy_reader;
SET ROLE tuoyu_policy_reader;
SELECT tuoyu.fee_cap('420102', '2021-06-01');
INSERT INTO tuoyu.policy_parameter (name, region, during, value) VALUES ('x', '420100', '[2023-01-01,2024-01-01)', 1);
RESET ROLE;
REVOKE USAGE ON SCHEMA tuoyu FROM tuoyu_policy_reader;
DROP ROLE tuoyu_policy_reader;

DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM band_rule WHERE origin = 'user';
DELETE FROM staffing_rule WHERE origin = 'user';
DELETE FROM subsidy_rule WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
DROP FUNCTION see;
DROP SCHEMA policy_test;
