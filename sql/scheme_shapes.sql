-- Municipal schemes of different shapes, invented (the places exist, the schemes do not), each said by INSERT alone; the figures were computed by hand.
CREATE SCHEMA shape_test;
SET search_path = shape_test, tuoyu;
SET datestyle = ISO;
INSERT INTO policy_document (document, title, region) SELECT 's' || n, '虚构办法' || n, '130000' FROM generate_series(1, 10) n;
-- an invented calendar: in 2097 only New Year's Day (a Tuesday) is off
INSERT INTO workday_exception (day, is_workday, name, source) VALUES ('2097-01-01', false, '元旦', '虚构');

-- 1. Half-years.  A month counts when half of its workdays (rounded up) were attended, half a month when any were; at most 10 months a year, at least 2 in the
--    half-year; 托小 400, from July 450; province 50 %, city 30 %, the county the rest.  Who stays less than 2 months is pooled at the institution: 22 days are a month.
INSERT INTO policy_parameter (name, region, during, value) VALUES ('monthly_rate', '130100', '[2097-01-01,2097-07-01)', 400), ('monthly_rate', '130100', '[2097-07-01,)', 450);
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, month_value, condition, amount, funder_shares, residual_funder, rounding_mode, document) VALUES
	('half-year', '运营补助', '130100', '[2097-01-01,)', '机构', 'child-month', 'half_year', 'period_start', 'by_formula',
		'case when days >= ceil(period_workdays / 2.0) then 1 when days > 0 then 0.5 else 0 end', 'months >= 2 and class_kind = ''托小''',
		'monthly_rate * least(months, greatest(10 - months_before, 0))', '{"省": 0.5, "市": 0.3}', '县', 'half_up', 's1'),
	('half-year-pooled', '运营补助（短期托合并）', '130100', '[2097-01-01,)', '机构', 'institution', 'half_year', 'period_start', 'none', NULL, 'stays is not null',
		'monthly_rate * floor(pooled_days(stays, 44) / 22)', '{"省": 0.5, "市": 0.3}', '县', 'half_up', 's1');
-- Half of the workdays: January 22 (23 weekdays less one), so 11; February 20, 10; June 20, 10; in the other months all days were attended.
-- Attended: all of January (1), 9 days of February (0.5), March to May (3), June 1 to 9 (0.5): 5 months, 5 * 400 = 2000.
-- July to December in full: 6 months, of which 10 - 5 = 5 are left: 5 * 450 = 2250.
SELECT l.during, l.amount, l.funder_shares, l.trace -> 'months_by_month' AS months, l.trace #> '{variables,months_before}' AS before
FROM (SELECT '130102' AS region, '[2097-01-01,2098-01-01)'::daterange AS during, '托小'::age_band AS class_kind,
	'{[2097-01-01,2097-02-01),[2097-02-01,2097-02-10),[2097-03-01,2097-06-01),[2097-06-01,2097-06-10),[2097-07-01,2098-01-01)}'::datemultirange AS attended) f, subsidy_lines(f) l;
-- a child of January 10 days only has half a month, less than two: nothing; three such stays of 10, 20 and 15 days and one of 60: 45 / 22 = 2 months: 800
SELECT subsidy_amount(f) AS short_stay FROM (SELECT '130102' AS region, '[2097-01-01,2097-02-01)'::daterange AS during, '托小'::age_band AS class_kind, '{[2097-01-01,2097-01-11)}'::datemultirange AS attended) f;
SELECT l.item, l.amount FROM (SELECT '130102' AS region, '2097-03-01'::date AS as_of, '{10,20,15,60}'::numeric[] AS stays) f, subsidy_lines(f) l;

-- 2. A guided price: 2000 up or down 15 %, in demonstration institutions 10 % more, in the countryside 1600; half a day 60 % of the day's price, an hour (started hours count)
--    a fortieth of the day, a day 1/22 of the month; public kindergartens with state funding as for institutions, less a fifth
INSERT INTO fee_rule (rule, region, during, service_form, institution_kind, ownership, funding, grade, zone, as_for, cap, lowest, rounding_unit, rounding_mode, document) VALUES
	('price', '130200', '[2024-01-01,)', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'base_price * 1.15', 'base_price * 0.85', '1', 'down', 's2'),
	('price-grade', '130200', '[2024-01-01,)', NULL, NULL, NULL, NULL, '示范', NULL, '{"grade": null}', 'referred * 1.1', NULL, '1', 'down', 's2'),
	('price-rural', '130200', '[2024-01-01,)', NULL, NULL, NULL, NULL, NULL, '农村', NULL, '1600 * 1.15', '1600 * 0.85', '1', 'down', 's2'),
	('price-rural-grade', '130200', '[2024-01-01,)', NULL, NULL, NULL, NULL, '示范', '农村', '{"grade": null}', 'referred * 1.1', NULL, '1', 'down', 's2'),
	('price-half', '130200', '[2024-01-01,)', '半日托', NULL, NULL, NULL, NULL, NULL, '{"service_form": "全日托"}', 'referred * 0.6', NULL, '1', 'down', 's2'),
	('price-hour', '130200', '[2024-01-01,)', '计时托', NULL, NULL, NULL, NULL, NULL, '{"service_form": "全日托"}', 'ceil(hours) * referred / 22 / 40', NULL, '0.1', 'half_up', 's2'),
	('price-kindergarten', '130200', '[2024-01-01,)', NULL, '幼儿园托班', '公办', '财政补助', NULL, NULL, '{"institution_kind": null, "ownership": null, "funding": null}', 'referred * 0.8', NULL, '1', 'down', 's2');
INSERT INTO policy_parameter (name, region, during, value) VALUES ('base_price', '130200', '[2024-01-01,)', 2000);
-- 2000 * 1.15 = 2300; * 1.1 = 2530; 1600 * 1.15 = 1840, * 1.1 = 2024; 2300 * 0.6 = 1380; 3 started hours of 2300 / 880 = 7.84 → 7.8; 2300 * 0.8 = 1840; 2000 * 0.85 = 1700
SELECT fee_cap('130202', '2024-06-01') AS ordinary, fee_cap('130202', '2024-06-01', a) AS demonstration, fee_cap('130202', '2024-06-01', b) AS rural, fee_cap('130202', '2024-06-01', c) AS both,
	fee_cap('130202', '2024-06-01', d) AS half, fee_cap('130202', '2024-06-01', e) AS hours, fee_cap('130202', '2024-06-01', g) AS kindergarten, fee_cap('130202', '2024-06-01', h) AS unfunded, fee_floor('130202', '2024-06-01') AS floor
FROM (SELECT '示范' AS grade) a, (SELECT '农村' AS zone) b, (SELECT '示范' AS grade, '农村' AS zone) c, (SELECT '半日托' AS service_form) d, (SELECT '计时托' AS service_form, 2.1 AS hours) e,
	(SELECT '幼儿园托班' AS institution_kind, '公办' AS ownership, '财政补助' AS funding) g, (SELECT '幼儿园托班' AS institution_kind, '公办' AS ownership, '自收自支' AS funding) h;

-- 3. Construction: 60 % of the cost, at most 8000 a place and 500 000 an institution and year; a chain of three or more 10 % more; 50/30/20 every 12 months as long as
--    the institution has stayed recognised without a day's break
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, condition, amount, cap, cap_scope, instalments, continuing, rounding_mode, document) VALUES
	('build', '建设补助', '130300', '[2024-01-01,)', '机构', 'place', 'event', 'as_of', 'none', 'reference_day <@ recognised_during',
		'least(0.6 * cost, 8000 * places_added) * case when chain_institutions >= 3 then 1.1 else 1 end', '500000', 'institution_year', '{0.5,0.3,0.2}',
		'daterange(period_start, reference_day, ''[]'') <@ recognised_during', 'half_up', 's3');
-- cost 900 000, 60 places: least(540 000, 480 000) = 480 000, of which 500 000 - 100 000 = 400 000 are left: 200 000, 120 000, 80 000; recognition lost in 2026: the third lapses
SELECT c.chain, c.recognised, l.instalment, l.during, l.amount FROM (VALUES (1, '{[2024-01-01,)}'::datemultirange, 100000), (1, '{[2024-01-01,2026-03-01),[2026-03-02,)}', 100000), (3, '{[2024-01-01,)}', 0)) c(chain, recognised, paid),
	LATERAL (SELECT '130302' AS region, '2024-05-10'::date AS as_of, 60 AS places_added, 900000::yuan AS cost, c.chain AS chain_institutions, c.recognised AS recognised_during, c.paid AS paid_this_year) f, subsidy_lines(f) l ORDER BY 1, 2, 3;

-- 4. Second children pay 70 %, third ones nothing: the waiver is paid to the family, half of it borne by the institution; children on social assistance pay nothing
--    anyway, and nobody has both; a bonus of 501 a year for third children goes 60 % to the institution, the family takes the rest
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, birth_order, condition, amount, family_pays, funder_shares, residual_funder, payee_shares, stacking_group, stacking, stacking_rank, rounding_mode, document) VALUES
	('second', '多孩减免', '130400', '[2024-01-01,)', '家庭', 'child-month', 'month', 'first_day_in_care', 'none', '[2,2]', NULL, 'monthly_fee * 0.3', 'monthly_fee * 0.7', '{"机构": 0.5}', '财政', '{}', '减免', 'exclusive', 2, 'half_up', 's4'),
	('third', '多孩减免', '130400', '[2024-01-01,)', '家庭', 'child-month', 'month', 'first_day_in_care', 'none', '[3,)', NULL, 'monthly_fee', '0', '{"机构": 0.5}', '财政', '{}', '减免', 'exclusive', 2, 'half_up', 's4'),
	('assistance', '困难家庭减免', '130400', '[2024-01-01,)', '家庭', 'child-month', 'month', 'first_day_in_care', 'none', NULL, 'assistance::boolean', 'monthly_fee', '0', '{}', '财政', '{}', '减免', 'exclusive', 1, 'half_up', 's4'),
	('bonus', '三孩奖励', '130400', '[2024-01-01,)', '家庭', 'child-year', 'year', 'first_day_in_care', 'none', '[3,)', NULL, '501.01', NULL, '{}', NULL, '{"机构": 0.6}', NULL, NULL, NULL, 'half_up', 's4');
-- fee 1801: second child 540.30, borne 270.15 and 270.15, pays 1260.70; on assistance 1801 instead; the bonus 300.61 + 200.40
SELECT n, poor, l.item, l.payee, l.amount, l.family_pays, l.funder_shares FROM (VALUES (2, false), (2, true), (3, false)) c(n, poor),
	LATERAL (SELECT '130402' AS region, '[2024-05-01,2024-06-01)'::daterange AS during, n AS birth_order, poor AS assistance, 1801::yuan AS monthly_fee) f, subsidy_lines(f) l ORDER BY 1, 2, 3, 4;

-- 5. Cohorts: who was born in 2025 or later has 500, older children 300, and who came before September 2024 keeps the old 350 until leaving; all paid by the day
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, born, entered, amount, rounding_stage, rounding_mode, document) VALUES
	('older', '入托补助', '130500', '[2024-01-01,)', '家庭', 'child-month', 'month', 'each_day', 'none', '(,2025-01-01)', '[2024-09-01,)', '300 * days_in_care / period_days', 'period', 'half_up', 's5'),
	('newer', '入托补助', '130500', '[2024-01-01,)', '家庭', 'child-month', 'month', 'each_day', 'none', '[2025-01-01,)', '[2024-09-01,)', '500 * days_in_care / period_days', 'period', 'half_up', 's5'),
	('kept', '入托补助', '130500', '[2024-01-01,)', '家庭', 'child-month', 'month', 'each_day', 'none', '(,2025-01-01)', '(,2024-09-01)', '350 * days_in_care / period_days', 'period', 'half_up', 's5');
-- 15 of 30 days of September 2025: 175, 150, 250; 300 * 15 / 30.0: integer division would do here, and not for 31 days
SELECT c.birth, c.entered, l.rule, l.amount FROM (VALUES ('2023-05-01'::date, '2024-08-31'::date), ('2023-05-01', '2024-09-01'), ('2025-01-01', '2025-09-01')) c(birth, entered),
	LATERAL (SELECT '130502' AS region, '[2025-09-01,2025-09-16)'::daterange AS during, c.birth AS birth_date, c.entered AS entered_on) f, subsidy_lines(f) l;

-- 6. By attendance: 20 yuan for each workday attended, from 15 May 2097 25, at most 400 a month
INSERT INTO policy_parameter (name, region, during, value) VALUES ('day_price', '130600', '[2097-01-01,2097-05-15)', 20), ('day_price', '130600', '[2097-05-15,)', 25);
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, cap, cap_scope, rounding_mode, document) VALUES
	('by-day', '按日补助', '130600', '[2097-01-01,)', '机构', 'child-month', 'month', 'each_day', 'none', 'day_price * workdays_attended', '400', 'period', 'half_up', 's6');
-- May 2097: 1 May is a Wednesday.  From the 2nd to the 14th there are 9 workdays, from the 15th to the 24th 8: 180 + 200 = 380; to the 31st 13: 180 + 325, capped: 180 + 220
SELECT u, l.during, l.amount, l.trace ->> 'cap_left' AS cap_left FROM unnest('{2097-05-25,2097-06-01}'::date[]) u,
	LATERAL (SELECT '130602' AS region, '[2097-05-01,2097-06-01)'::daterange AS during, datemultirange(daterange('2097-05-02', u)) AS attended) f, subsidy_lines(f) l;

-- 7. July to June, claimed by 31 July; each month begun after that costs a fifth.  12 months of 100
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, year_starts, reference_day, month_counting, amount, rounding_mode, document) VALUES
	('late', '年度补助', '130700', '[2024-01-01,)', '机构', 'child-year', 'year', 7, 'period_end', 'calendar_months',
		'100 * months * greatest(1 - 0.2 * ceil(greatest(claimed_on - period_end - 31, 0) / 30.0), 0)', 'half_up', 's7');
-- 2025-07-31: 1200; 08-01 and 08-30: 960; 08-31: 720; a year later: 0
SELECT claimed, subsidy_amount(f) FROM unnest('{2025-07-31,2025-08-01,2025-08-30,2025-08-31,2026-08-01}'::date[]) claimed, LATERAL (SELECT '130702' AS region, '[2024-07-01,2025-07-01)'::daterange AS during, claimed AS claimed_on) f;

-- 8. Province 200 a month at least, city 450 at most; counties give 150, 500 and 30, and a street of the last adds 190 to that
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, combine, rounding_mode, document) VALUES
	('province', '生均补助', '130000', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '200', 'floor', 'half_up', 's8'),
	('city', '生均补助', '130800', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '450', 'ceiling', 'half_up', 's8'),
	('county-low', '生均补助', '130802', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '150', 'replace', 'half_up', 's8'),
	('county-high', '生均补助', '130803', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '500', 'replace', 'half_up', 's8'),
	('county-add', '生均补助', '130804', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '30', 'replace', 'half_up', 's8'),
	('street-add', '生均补助', '130804001', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '190', 'add', 'half_up', 's8');
SELECT r, array_agg(l.rule || ' ' || l.amount ORDER BY l.rule) FROM unnest('{130802,130803,130804,130804001}'::text[]) r, LATERAL (SELECT r AS region, '2024-05-01'::date AS as_of) f, subsidy_lines(f) l GROUP BY r ORDER BY r;

-- 9. Rent: what is paid, at most 20 a square metre and month for 500 square metres, 100 % in the institution's first year, 80 % in the second, 50 % in the third; by the quarter,
--    if three fifths of the places were taken; the city repeals it from 1 August 2026
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, condition, amount, rounding_mode, document) VALUES
	('rent', '租金补助', '130900', '[2024-01-01,)', '机构', 'institution', 'quarter', 'period_start', 'none', 'average_children >= 0.6 * places and age_months(opened_on, reference_day) < 36',
		'least(rent, 3 * 20 * least(area, 500)) * case age_months(opened_on, reference_day) / 12 when 0 then 1 when 1 then 0.8 else 0.5 end', 'half_up', 's9');
INSERT INTO policy_withdrawal (rule, since, document, clause) VALUES ('rent', '2026-08-01', 's9', '虚构废止');
-- opened 2024-02-15; 700 square metres, 42 000 a quarter: 30 000, 30 000 * 0.8 = 24 000, 15 000; the third quarter of 2026 is read on 1 July, before the repeal, the fourth after it
SELECT day, taken, subsidy_amount(f, '租金补助') FROM (VALUES ('2024-04-01'::date, 36), ('2024-04-01', 35), ('2025-04-01', 40), ('2026-04-01', 40), ('2026-09-01', 40), ('2026-10-01', 40)) c(day, taken),
	LATERAL (SELECT '130902' AS region, day AS as_of, 60 AS places, taken AS average_children, '2024-02-15'::date AS opened_on, 42000::yuan AS rent, 700 AS area) f;

-- 10. Scale tiers and service forms: 5 classes or more 800 a class and half-year, fewer 600; half-day children count for half, hourly ones by started hours, 160 to a month
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, service_form, as_for, condition, amount, rounding_mode, document) VALUES
	('class', '班级补助', '131000', '[2024-01-01,)', '机构', 'class', 'half_year', 'period_end', 'none', NULL, NULL, 'classes is not null', 'classes * case when classes >= 5 then 800 else 600 end', 'half_up', 's10'),
	('full', '生均补助二', '131000', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '全日托', NULL, NULL, '320', 'half_up', 's10'),
	('half', '生均补助二', '131000', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '半日托', '{"service_form": "全日托"}', NULL, 'referred * 0.5', 'half_up', 's10'),
	('hourly', '生均补助二', '131000', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '计时托', '{"service_form": "全日托"}', NULL, 'referred * least(ceil(hours) / 160, 1)', 'half_up', 's10');
SELECT n, subsidy_amount(f, '班级补助') FROM unnest('{4,5}'::int[]) n, LATERAL (SELECT '131002' AS region, '2024-05-01'::date AS as_of, n AS classes) f;
SELECT form, subsidy_amount(f, '生均补助二') FROM unnest('{全日托,半日托,计时托,临时托}'::text[]) form, LATERAL (SELECT '131002' AS region, '2024-05-01'::date AS as_of, form AS service_form, 39.5 AS hours) f;

-- A rule that refers to itself is an error, not a loop
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, as_for, amount, rounding_mode, document) VALUES
	('circle', '循环', '131100', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '{"grade": "示范"}', 'referred', 'half_up', 's1');
INSERT INTO fee_rule (rule, region, during, as_for, cap, rounding_mode, document) VALUES ('fee-circle', '131100', '[2024-01-01,)', '{"grade": "示范"}', 'referred', 'half_up', 's1');
SELECT subsidy_amount(f) FROM (SELECT '131102' AS region, '2024-05-01'::date AS as_of) f;
SELECT fee_cap('131102', '2024-05-01');
-- A rule that is read each day refers to one that is, and not to another; the reference is cut as the rule is
INSERT INTO policy_parameter (name, region, during, value) VALUES ('rate', '131028', '[2024-01-01,2024-05-11)', 10), ('rate', '131028', '[2024-05-11,)', 20);
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, service_form, as_for, amount, rounding_mode, document) VALUES
	('whole', '逐日参照', '131028', '[2024-01-01,)', '机构', 'child-month', 'month', 'each_day', 'none', '全日托', NULL, 'rate * days_in_care', 'half_up', 's1'),
	('half-of', '逐日参照', '131028', '[2024-01-01,)', '机构', 'child-month', 'month', 'each_day', 'none', '半日托', '{"service_form": "全日托"}', 'referred / 2', 'half_up', 's1'),
	('once', '逐日参照', '131028', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '计时托', '{"service_form": "全日托"}', 'referred / 2', 'half_up', 's1');
-- 10 days at 10 and 21 at 20: 100 + 420, half of it 50 + 210
SELECT l.during, l.amount, l.trace -> 'referred_rules' AS rules FROM (SELECT '131028' AS region, '[2024-05-01,2024-06-01)'::daterange AS during, '半日托' AS service_form) f, subsidy_lines(f) l WHERE item = '逐日参照';
SELECT subsidy_amount(f, '逐日参照') FROM (SELECT '131028' AS region, '[2024-05-01,2024-06-01)'::daterange AS during, '计时托' AS service_form) f;
-- two that exclude each other without a rank, and a reference to what there is not
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, service_form, as_for, amount, stacking_group, stacking, rounding_mode, document) VALUES
	('either', '甲', '131024', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, NULL, '1', 'g', 'exclusive', 'half_up', 's1'),
	('or', '乙', '131024', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, NULL, '2', 'g', 'exclusive', 'half_up', 's1'),
	('nothing', '丙', '131025', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '半日托', '{"service_form": "全日托"}', 'referred', NULL, NULL, 'half_up', 's1');
SELECT subsidy_amount(f) FROM (SELECT '131024' AS region, '2024-05-01'::date AS as_of) f;
SELECT subsidy_amount(f, '丙') FROM (SELECT '131025' AS region, '2024-05-01'::date AS as_of, '半日托' AS service_form) f;
SELECT subsidy_amount(f, '建设补助') FROM (SELECT '130302' AS region, '2024-05-10'::date AS as_of, 60 AS places_added, 900000::yuan AS cost, '{[2024-01-01,)}'::datemultirange AS recognised_during) f;

DELETE FROM subsidy_rule WHERE origin = 'user';
DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM policy_withdrawal WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
DELETE FROM workday_exception;
DROP SCHEMA shape_test;
