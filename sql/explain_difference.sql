-- Why two lines differ: exactly one thing is changed at a time, in the facts or in the catalogue, and exactly that shows.
CREATE SCHEMA difference_test;
SET search_path = difference_test, public, tuoyu;
SET datestyle = ISO;

INSERT INTO policy_document (document, title, doc_number, region) VALUES ('t', '测试办法', '测〔2024〕1号', '110000'), ('u', '新办法', '测〔2025〕1号', '110000');
INSERT INTO policy_parameter (parameter, name, region, during, value, document) VALUES ('p', 'base_rate', '110000', '[2020-01-01,)', 0.1, 't'), ('p2', 'base_rate', '120000', '[2020-01-01,)', 0.2, 't');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source, birth_order, grade,
	condition, amount, cap, cap_scope, family_pays, instalments, funder_shares, residual_funder, rounding_mode, document, clause) VALUES
	('t-fee', '按费', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, 'class', NULL, NULL,
		'recognised', 'monthly_fee * base_rate', '500', 'line', 'monthly_fee - 100', NULL, '{"市": 0.3}', '区', 'half_up', 't', '第一条'),
	('t-infant', '按龄', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '乳儿', 'child', NULL, NULL, NULL, '600', NULL, NULL, NULL, NULL, '{}', NULL, 'half_up', 't', '第二条'),
	('t-toddler', '按龄', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '托小', 'child', NULL, NULL, NULL, '400', NULL, NULL, NULL, NULL, '{}', NULL, 'half_up', 't', '第二条'),
	('t-first', '按孩次', '110000', '[2020-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, 'class', '[1,3)', NULL, NULL, '100', NULL, NULL, NULL, NULL, '{}', NULL, 'half_up', 't', '第三条'),
	('t-third', '按孩次', '110000', '[2020-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, 'class', '[3,)', NULL, NULL, '200', NULL, NULL, NULL, NULL, '{}', NULL, 'half_up', 't', '第三条'),
	('t-grade', '按等级', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, 'class', NULL, '示范', NULL, '50', NULL, NULL, NULL, NULL, '{}', NULL, 'half_up', 't', '第四条'),
	('t-plain', '按等级', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, 'class', NULL, NULL, NULL, '30', NULL, NULL, NULL, NULL, '{}', NULL, 'half_up', 't', '第四条'),
	('t-days', '按日', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', NULL, 'class', NULL, NULL, NULL, '3100 * days_in_care / period_days', NULL, NULL, NULL, NULL, '{}', NULL, 'half_up', 't', '第五条'),
	('t-daily', '按天', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', NULL, 'class', NULL, NULL, NULL, '10 * days_in_care', NULL, NULL, NULL, NULL, '{}', NULL, 'half_up', 't', '第五条'),
	('t-workdays', '按工作日', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', NULL, 'class', NULL, NULL, 'worked is not null', '10 * worked', NULL, NULL, NULL, NULL, '{}', NULL, 'half_up', 't', '第五条');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, month_value, born, amount, rounding_mode, document, clause) VALUES
	('t-calendar', '按工作日历', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, NULL, '5 * workdays_in_care', 'half_up', 't', '第六条'),
	('t-half', '按半数工作日', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'by_formula', 'case when present >= period_workdays / 2.0 then 1 else 0.5 end', NULL, '100 * months_counted', 'half_up', 't', '第六条'),
	('t-born-1', '按出生', '110000', '[2020-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, '[2021-01-01,2022-05-01)', '10', 'half_up', 't', '第七条'),
	('t-born-2', '按出生', '110000', '[2020-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, '[2022-05-01,)', '20', 'half_up', 't', '第七条');
INSERT INTO workday_exception (region, day, is_workday, source) SELECT '110000', make_date(y, 1, 1), false, '测试' FROM generate_series(2022, 2025) y;

-- the care of a child, and the same with one change
CREATE TABLE care (region region_code, during daterange, birth_date date, birth_order integer, class_kind age_band, monthly_fee yuan, grade text, recognised boolean, zone text, worked integer, present integer);
INSERT INTO care VALUES ('110105', '[2023-02-01,2023-03-01)', '2022-01-15', 2, '托小', '2000', '示范', true, '城区', 20, 9);

CREATE FUNCTION changed(item text, change text) RETURNS TABLE (reason text, what text, before text, after text, effect yuan) LANGUAGE plpgsql AS $$
DECLARE
	a subsidy_line;
	b subsidy_line;
	a_fact jsonb;
	b_fact jsonb;
BEGIN
	BEGIN
		SELECT l.* INTO a FROM care, subsidy_lines(care) l WHERE l.item = changed.item;
		SELECT to_jsonb(care) INTO a_fact FROM care;
		EXECUTE change;
		SELECT l.* INTO b FROM care, subsidy_lines(care) l WHERE l.item = changed.item;
		SELECT to_jsonb(care) INTO b_fact FROM care;
		RAISE EXCEPTION USING ERRCODE = 'P0099';
	EXCEPTION WHEN SQLSTATE 'P0099' THEN
		NULL;
	END;
	RETURN QUERY SELECT d.* FROM explain_difference(a, b, a_fact, b_fact) d;
END
$$;
CREATE VIEW stable_set AS SELECT DISTINCT reason FROM difference_reasons();
SELECT reason FROM stable_set ORDER BY reason COLLATE "C";

-- nothing changed
SELECT * FROM changed('按费', 'SELECT 1');
-- and nothing that the line depends on
SELECT * FROM changed('按费', 'UPDATE care SET zone = ''农村'', class_kind = ''托大'', birth_order = 3');
-- the fee, at a rate, and beyond the cap, where it makes no difference to the amount
SELECT * FROM changed('按费', 'UPDATE care SET monthly_fee = 2500');
SELECT * FROM changed('按费', 'UPDATE care SET monthly_fee = 9000');
-- the band: by the birth date, across its limit and not; of another rule of the item, no word of policy
SELECT * FROM changed('按龄', 'UPDATE care SET birth_date = ''2022-02-02''');
SELECT * FROM changed('按龄', 'UPDATE care SET birth_date = ''2022-02-01''');
-- the limits of the band moved: that is policy
SELECT * FROM changed('按龄', $$INSERT INTO band_rule (rule, region, during, band, from_months, to_months, document) VALUES ('t-b', '110000', '[2020-01-01,)', '乳儿', 6, 14, 't'), ('t-c', '110000', '[2020-01-01,)', '托小', 14, 24, 't')$$);
-- standing
SELECT * FROM changed('按等级', 'UPDATE care SET grade = ''普通''');
SELECT * FROM changed('按等级', 'UPDATE care SET grade = NULL');
-- standing lost and come: the line vanishes and appears
SELECT * FROM changed('按费', 'UPDATE care SET recognised = false');
UPDATE care SET recognised = false;
SELECT * FROM changed('按费', 'UPDATE care SET recognised = true');
UPDATE care SET recognised = true;
-- order of birth: from one rule to the other, and within one where nothing comes of it
SELECT * FROM changed('按孩次', 'UPDATE care SET birth_order = 3');
SELECT * FROM changed('按孩次', 'UPDATE care SET birth_order = 1');
-- policy: each column of the rule that shows, its document, a parameter
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET amount = ''monthly_fee * base_rate + 10'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET document = ''u'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET clause = ''第九条'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET cap = ''150'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET cap_scope = ''year'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET condition = NULL WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET requires = ''base_rate < 1'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET family_pays = ''monthly_fee - 99'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET rounding_unit = 100, rounding_mode = ''up'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET funder_shares = ''{"市": 0.4}'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET residual_funder = ''县'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET payee = ''家庭'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET assumptions = ''{起始日期未载明}'' WHERE rule = ''t-fee''');
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET claim_days = 90 WHERE rule = ''t-fee''');
SELECT * FROM changed('按日', 'UPDATE subsidy_rule SET month_counting = ''calendar_months'' WHERE rule = ''t-days''');
SELECT * FROM changed('按日', 'UPDATE subsidy_rule SET reference_day = ''period_end'' WHERE rule = ''t-days''');
SELECT * FROM changed('按费', 'UPDATE policy_parameter SET value = 0.12 WHERE parameter = ''p''');
-- another rule for the same facts, of the same days and of later ones; one more specific; a rule that ends
SELECT * FROM changed('按费', $$UPDATE subsidy_rule SET rule = 't-fee-2' WHERE rule = 't-fee'$$);
SELECT * FROM changed('按等级', $$INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, grade, zone, amount, rounding_mode, document, clause)
	VALUES ('t-urban', '按等级', '110000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '示范', '城区', '80', 'half_up', 't', '第四条')$$);
SELECT * FROM changed('按费', $$UPDATE subsidy_rule SET during = '[2020-01-01,2023-01-01)' WHERE rule = 't-fee'$$);
-- a rule that begins within the month cuts the days: policy, not facts
SELECT * FROM changed('按天', $$UPDATE subsidy_rule SET during = '[2023-02-10,)' WHERE rule = 't-daily'$$);
-- facts: days in care, a column of the user's own, the region with its rule and parameter
SELECT * FROM changed('按天', 'UPDATE care SET during = ''[2023-02-01,2023-02-15)''');
SELECT * FROM changed('按工作日', 'UPDATE care SET worked = 18');
SELECT * FROM changed('按费', 'UPDATE care SET during = ''empty''');
SELECT * FROM changed('按费', $$INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, document)
	VALUES ('t-tianjin', '按费', '120000', '[2020-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', 'monthly_fee * base_rate', 'half_up', 'u'); UPDATE care SET region = '120101'$$);
-- the calendar: the same month of a leap year, in care for all of it; and not for all of it
SELECT * FROM changed('按天', 'UPDATE care SET during = ''[2024-02-01,2024-03-01)''');
SELECT * FROM changed('按天', 'UPDATE care SET during = ''[2024-02-01,2024-02-29)''');
-- the calendar of workdays: a holiday is put in; months counted by workdays go with it
SELECT * FROM changed('按工作日历', $$INSERT INTO workday_exception (region, day, is_workday, source) VALUES ('110000', '2023-02-07', false, '测试')$$);
SELECT * FROM changed('按半数工作日', $$INSERT INTO workday_exception (region, day, is_workday, source) SELECT '110000', d, false, '测试' FROM generate_series('2023-02-07', '2023-02-10', interval '1 day') d$$);
SELECT * FROM changed('按半数工作日', 'UPDATE care SET present = 12');
-- cohorts: the birth date chooses the rule, or another one came
SELECT * FROM changed('按出生', 'UPDATE care SET birth_date = ''2022-06-01''');
SELECT * FROM changed('按出生', $$UPDATE subsidy_rule SET born = '[2021-01-01,2022-01-10)' WHERE rule = 't-born-1'; UPDATE subsidy_rule SET born = '[2022-01-10,)' WHERE rule = 't-born-2'$$);
-- a share of another payee
SELECT * FROM changed('按费', 'UPDATE subsidy_rule SET payee_shares = ''{"家庭": 0.25}'' WHERE rule = ''t-fee''');
-- two things at once are two reasons, whose effects cannot be told apart
SELECT * FROM changed('按费', 'UPDATE care SET monthly_fee = 2500; UPDATE policy_parameter SET value = 0.12 WHERE parameter = ''p''');
SELECT * FROM changed('按费', 'UPDATE care SET recognised = false, monthly_fee = 2500');

-- a line alone, with no fact for the other side
SELECT d.* FROM care, subsidy_lines(care) l, explain_difference(NULL, l) d WHERE l.item = '按天';
SELECT d.* FROM care, subsidy_lines(care) l, explain_difference(l, NULL) d WHERE l.item = '按天';
SELECT count(*) FROM explain_difference(NULL, NULL);
-- a yearly cap that other lines have used
UPDATE subsidy_rule SET cap = '350', cap_scope = 'year' WHERE rule = 't-fee';
CREATE TABLE year AS SELECT region, daterange('2023-01-01', '2023-04-01') AS during, monthly_fee, recognised, 0 AS worked, 9 AS present FROM care;
SELECT d.* FROM (SELECT l FROM year, subsidy_lines(year) l WHERE item = '按费' AND lower(l.during) = '2023-02-01') a,
	(SELECT l FROM (SELECT region, daterange('2023-02-01', '2023-04-01') AS during, monthly_fee, recognised, 0 AS worked, 9 AS present FROM year) f, subsidy_lines(f) l WHERE item = '按费' AND lower(l.during) = '2023-02-01') b, explain_difference(a.l, b.l) d;
SELECT d.* FROM (SELECT l FROM (SELECT region, daterange('2022-11-01', '2023-04-01') AS during, 3000::yuan AS monthly_fee, recognised, 0 AS worked, 9 AS present FROM year) f, subsidy_lines(f) l WHERE item = '按费' AND lower(l.during) = '2023-02-01') a,
	(SELECT l FROM (SELECT region, daterange('2023-01-01', '2023-04-01') AS during, 3000::yuan AS monthly_fee, recognised, 0 AS worked, 9 AS present FROM year) f, subsidy_lines(f) l WHERE item = '按费' AND lower(l.during) = '2023-02-01') b, explain_difference(a.l, b.l) d;

-- whatever is changed at random, amounts that differ have a reason, equal lines have none, and one reason has all of the effect
CREATE TABLE many AS SELECT n, ('{110105,110106}'::region_code[])[1 + n % 2] AS region, daterange('2023-02-01'::date + n % 3, '2023-03-01'::date + n % 5 * 10) AS during,
	'2022-01-01'::date + n * 37 % 500 AS birth_date, 1 + n % 4 AS birth_order, (1000 + n % 7 * 100)::yuan AS monthly_fee, ('{示范,普通,NULL}'::text[])[1 + n % 3] AS grade, n % 5 > 0 AS recognised, n % 9 AS worked, 9 AS present
FROM generate_series(1, 16) n;
CREATE TABLE lines AS SELECT many.n, l, to_jsonb(many) AS fact FROM many, subsidy_lines(many) l;
WITH pair AS (
	SELECT a.n, b.n AS m, a.l AS x, b.l AS y, d.*
	FROM lines a JOIN lines b ON (b.l).item = (a.l).item AND lower((b.l).during) - lower((a.l).during) BETWEEN 0 AND 3 LEFT JOIN LATERAL explain_difference(a.l, b.l, a.fact, b.fact) d ON true
), judged AS (
	SELECT n, m, x, y, count(reason) AS rows, count(DISTINCT reason) AS reasons, sum(effect) AS effect, count(effect) AS effects, bool_and(reason IN (TABLE stable_set)) AS known FROM pair GROUP BY n, m, x, y
)
SELECT count(*) > 500 AS enough, count(*) FILTER (WHERE rows = 0 AND ((x).amount <> (y).amount OR (x).rule <> (y).rule)) AS unexplained,
	count(*) FILTER (WHERE rows > 0 AND x IS NOT DISTINCT FROM y) AS invented, count(*) FILTER (WHERE reasons = 1 AND (effects <> 1 OR effect <> (y).amount - (x).amount)) AS wrong_effect,
	count(*) FILTER (WHERE reasons > 1 AND effects > 0) AS told_apart, bool_and(known) AS known_reasons
FROM judged;
-- the other way round, the same reasons
WITH pair AS (SELECT a.l AS x, b.l AS y FROM lines a JOIN lines b ON (b.l).item = (a.l).item AND a.n < b.n AND a.n < 15)
SELECT count(*) > 200 AS enough, count(*) FILTER (WHERE forth IS DISTINCT FROM back) AS differ
FROM (SELECT (SELECT array_agg(ARRAY[reason, what, before, after] ORDER BY reason COLLATE "C", what COLLATE "C") FROM explain_difference(x, y)) AS forth,
	(SELECT array_agg(ARRAY[reason, what, after, before] ORDER BY reason COLLATE "C", what COLLATE "C") FROM explain_difference(y, x)) AS back FROM pair) t;

DELETE FROM subsidy_rule WHERE document = 't';
DELETE FROM policy_parameter WHERE document = 't';
DELETE FROM workday_exception WHERE source = '测试';
DELETE FROM policy_document WHERE document IN ('t', 'u');
SET client_min_messages = warning;
DROP SCHEMA difference_test CASCADE;
