-- A line in words, fit for a payment notice.
CREATE SCHEMA text_test;
SET search_path = text_test, public, tuoyu;
SET datestyle = ISO;
\pset tuples_only
\pset format unaligned

-- Chongqing, in care twice in the year, at a named institution; eight months are rounded
SELECT explain_text(l) FROM (SELECT '示例托育园' AS institution_name, 33 AS child_id, '500103'::region_code AS region, '{[2024-01-01,2024-08-01),[2024-10-01,2024-11-15)}'::datemultirange AS during,
	'托小'::age_band AS class_kind, true AS filed, true AS recognised) f, subsidy_lines(f) l;
-- Putuo: the third child, with nothing left to pay; new classes; a rate from a parameter
SELECT explain_text(l) FROM (SELECT '330903' AS region, '2022-10-08'::date AS as_of, 3 AS birth_order, '2000'::yuan AS monthly_fee) f, subsidy_lines(f) l;
SELECT explain_text(l) FROM (SELECT 7 AS institution_id, 2 AS event_id, '330903' AS region, '2022-10-08'::date AS as_of, 3 AS classes_added) f, subsidy_lines(f) l;
INSERT INTO policy_document (document, title, doc_number, region) VALUES ('t', '测试办法', '测〔2024〕1号', '110000');
INSERT INTO policy_parameter (name, region, during, value, document, clause) VALUES ('putuo_operating_rate', '330903', '[2022-01-01,)', 0.15, 't', '第二条');
SELECT explain_text(l) FROM (SELECT '330903' AS region, '2022-10-08'::date AS as_of, '2000'::yuan AS monthly_fee, true AS recognised) f, subsidy_lines(f) l;

-- what each column of a rule adds to the words: fixed amount, caps, rounding, instalments, funders, a scenario
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, birth_order, condition, amount, cap, cap_scope, instalments, funder_shares, residual_funder, rounding_unit, rounding_mode, document, clause, assumptions, scenario) VALUES
	('t-1', '定额', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_end', 'none', '[2,3)', NULL, '500', NULL, NULL, NULL, '{}', NULL, 0.01, 'half_up', 't', '第三条', '{}', NULL),
	('t-2', '封顶', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, NULL, '0.1 * monthly_fee', '150', 'line', NULL, '{}', NULL, 0.01, 'half_up', 't', '第四条第一款', '{}', NULL),
	('t-3', '年封顶', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, NULL, '800', '1000', 'year', NULL, '{}', NULL, 0.01, 'half_up', 't', '封顶1000元', '{}', NULL),
	('t-4', '取整', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'calendar_months', NULL, NULL, '1000 * months / 3.0', NULL, NULL, NULL, '{}', NULL, 10, 'down', 't', NULL, '{}', NULL),
	('t-5', '分期', '110000', '[2020-01-01,)', '机构', 'place', 'event', 'as_of', 'none', NULL, NULL, '10000 * places_added', NULL, NULL, '{0.4,0.6}', '{"市": 0.2, "区": 0.3}', '省', 0.01, 'half_up', 't', '第五条', '{甲未载明,乙未载明}', NULL),
	('t-6', '改革', '110000', '[2020-01-01,)', '机构', 'event', 'event', 'as_of', 'none', NULL, NULL, '-1 * -1', NULL, NULL, NULL, '{}', NULL, 0.01, 'half_up', 't', '第六条', '{}', '改革');
SELECT explain_text(l) FROM (SELECT '110105' AS region, '[2024-01-01,2024-03-01)'::daterange AS during, 2 AS birth_order, 2000 AS monthly_fee) f, subsidy_lines(f) l WHERE item <> '改革';
SELECT explain_text(l) FROM (SELECT '110105' AS region, '2024-03-01'::date AS as_of, 7 AS places_added, 1000 AS monthly_fee) f, subsidy_lines(f, '改革') l;
-- caps of other scopes, rounding of the whole period, and two payees
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, cap, cap_scope, payee_shares, rounding_stage, rounding_mode, document, clause) VALUES
	('t-7', '分给', '120000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '100.01', NULL, NULL, '{"家庭": 0.4}', 'line', 'half_up', 't', '第七条'),
	('t-8', '累计', '120000', '[2020-01-01,)', '机构', 'child-month', 'month', 'each_day', 'none', '100 * days_in_care / 3.0', '1500', 'all', '{}', 'period', 'half_up', 't', '第八条');
SELECT explain_text(l) FROM (SELECT '120101' AS region, '[2024-01-01,2024-02-21)'::daterange AS during) f, subsidy_lines(f) l;
-- a line that takes back, and none
SELECT explain_text(jsonb_populate_record(l, '{"amount": "-500.00"}')) FROM (SELECT '110105' AS region, '2024-01-01'::date AS as_of, 2 AS birth_order, 2000 AS monthly_fee) f, subsidy_lines(f) l WHERE item = '定额';
SELECT explain_text(NULL::subsidy_line) IS NULL;

-- whatever the rule, the words say how much, in figures and in 大写, by which document and clause, who bears it and what was assumed
\getenv source PG_ABS_SRCDIR
\set ECHO none
\set f :source '/examples/policies/xiamen.sql'
\i :f
\set f :source '/examples/policies/shanxi.sql'
\i :f
\set f :source '/examples/policies/zhanggong.sql'
\i :f
\set f :source '/examples/policies/qingdao.sql'
\i :f
\set f :source '/examples/policies/mianyang.sql'
\i :f
\set f :source '/examples/policies/childcare_allowance.sql'
\i :f
\set ECHO all
CREATE TABLE fact AS SELECT r AS region, daterange('2025-01-01'::date + n, '2025-06-01'::date + n * 3) AS during, '2023-01-15'::date + n AS birth_date, 1 + n % 3 AS birth_order, '托小'::age_band AS class_kind,
	(2000 + n)::yuan AS monthly_fee, n % 30 AS days, true AS filed, true AS recognised, NULL::integer AS places_added, NULL::text AS build, '城区' AS zone
FROM unnest('{500103,330903,420106,350203,140105,360702,370202,510703,110105}'::region_code[]) r, generate_series(1, 40) n;
INSERT INTO fact SELECT region, daterange('2024-05-01', '2024-05-02'), NULL, NULL, NULL, NULL, NULL, true, true, 10 + n, '新建', '城区' FROM (SELECT DISTINCT region FROM fact) r, generate_series(1, 3) n;
WITH said AS MATERIALIZED (
	SELECT l.*, explain_text(l) AS words FROM fact, subsidy_lines(fact) l
)
SELECT count(*) > 1000, count(DISTINCT rule), count(*) FILTER (WHERE words IS NULL) AS silent,
	count(*) FILTER (WHERE strpos(words, amount || '元') = 0 OR strpos(words, '人民币' || yuan_upper(amount)) = 0) AS without_amount,
	count(*) FILTER (WHERE strpos(words, item) = 0 OR strpos(words, document) = 0 OR strpos(words, doc_number) = 0 OR strpos(words, clause) = 0) AS without_source,
	count(*) FILTER (WHERE EXISTS (SELECT FROM unnest(assumptions) a WHERE strpos(words, a) = 0)) AS without_assumption,
	count(*) FILTER (WHERE EXISTS (SELECT FROM jsonb_each_text(funder_shares) s WHERE strpos(words, s.key || round(s.value::numeric, 2) || '元') = 0)) AS without_funder,
	count(*) FILTER (WHERE family_pays IS NOT NULL AND strpos(words, '家庭仍须支付' || family_pays || '元') = 0) AS without_family,
	count(*) FILTER (WHERE strpos(words, to_char(lower(during), 'YYYY"年"FMMM"月"FMDD"日"')) = 0) AS without_days
FROM said;

-- an answer about a fee
SELECT explain_text(explain_affordability('3000', '420102', '2021-06-01'));
SELECT explain_text(explain_affordability('3000.01', '420102', '2021-06-01'));
SELECT explain_text(explain_affordability('3000', '640100', '2021-06-01'));
INSERT INTO policy_parameter (name, region, during, value, unit, document) VALUES ('income', '110000', '[2020-01-01,)', 54000, '元', 't');
INSERT INTO fee_rule (region, during, cap, cap_included, rounding_mode, document, clause) VALUES ('110000', '[2020-01-01,)', 'least(0.8 * income / 12, 4000)', false, 'half_up', 't', '第七条');
SELECT explain_text(explain_affordability('3600', '110105', '2021-06-01'));
SELECT explain_text('{}'::jsonb);

DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM subsidy_rule WHERE origin = 'user';
DELETE FROM band_rule WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
SET client_min_messages = warning;
DROP SCHEMA text_test CASCADE;
