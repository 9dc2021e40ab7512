-- Real schemes of further places, by INSERT alone (examples/policies): each gives its check figures.
CREATE SCHEMA example_test;
SET search_path = example_test, tuoyu;
SET datestyle = ISO;
\getenv source PG_ABS_SRCDIR
\set ECHO none
\set f :source '/examples/policies/xiamen.sql'
\i :f
\set f :source '/examples/policies/chengdu.sql'
\i :f
\set f :source '/examples/policies/qingshanhu.sql'
\i :f
\set f :source '/examples/policies/shanxi.sql'
\i :f
\set f :source '/examples/policies/zhanggong.sql'
\i :f
\set f :source '/examples/policies/qingdao.sql'
\i :f
\set f :source '/examples/policies/mianyang.sql'
\i :f
\set f :source '/examples/policies/shenzhen.sql'
\i :f
\set f :source '/examples/policies/childcare_allowance.sql'
\i :f
\set ECHO all
SELECT count(*) FILTER (WHERE verified) AS verified, count(*) FROM policy_document WHERE origin = 'user';

-- 厦门: 托小 15 days 400, 14 days 200; 100 places paid 40/30/30; 托大 runs to kindergarten entry
SELECT n, subsidy_amount(f) FROM unnest('{15,14,1,0}'::int[]) n, LATERAL (SELECT '350203' AS region, '2024-05-01'::date AS as_of, '托小' AS class_kind, true AS recognised, n AS days) f;
SELECT l.instalment, l.amount, l.during FROM (SELECT '350203' AS region, '2024-05-01'::date AS as_of, 100 AS places_added, true AS recognised) f, subsidy_lines(f) l;
SELECT subsidy_amount(f) FROM (SELECT '350203' AS region, '2024-05-01'::date AS as_of, 100 AS places_added, true AS recognised, '幼儿园托班' AS institution_kind) f;
SELECT age_band('2021-03-10', '2024-08-31', '350203'), age_band('2021-03-10', '2024-09-01', '350203');

-- 成都: incomes 63 000 and 54 000 give 4 000 and 3 600; half days, days, started hours; vacant places count, 8 square metres each
INSERT INTO policy_parameter (name, region, during, value) VALUES ('income_urban', '510104', '[2024-09-01,2025-09-01)', 63000), ('income_urban', '510112', '[2024-09-01,2025-09-01)', 54000);
SELECT r, fee_cap(r, '2024-10-01') AS full_day, fee_cap(r, '2024-10-01', a) AS half_day, fee_cap(r, '2024-10-01', b) AS day, fee_cap(r, '2024-10-01', c) AS hours
FROM unnest('{510104,510112}'::region_code[]) r, (SELECT '半日托' AS service_form) a, (SELECT '临时托' AS service_form) b, (SELECT '计时托' AS service_form, 1.5 AS hours) c;
SELECT subsidy_amount(f) FROM (SELECT '510104' AS region, '2024-10-01'::date AS as_of, 60 AS places, 420 AS area, true AS recognised) f;

-- 青山湖: 混合, ordinary, 2 200
SELECT band, fee_cap('360111', '2023-06-01', a) AS ordinary, fee_cap('360111', '2023-06-01', b) AS demonstration, fee_cap('360111', '2023-06-01', c) AS half_day
FROM unnest('{乳儿,托小,托大,混合}'::text[]) band, LATERAL (SELECT band AS class_kind) a, LATERAL (SELECT band AS class_kind, '市级示范' AS grade) b, LATERAL (SELECT band AS class_kind, '半日托' AS service_form) c;

-- 山西: 12 months give 5 000, in a kindergarten 3 000
SELECT subsidy_amount(f) AS institution, subsidy_amount(g) AS kindergarten
FROM (SELECT '140105' AS region, '[2025-01-01,2026-01-01)'::daterange AS during, true AS recognised) f, (SELECT '140105' AS region, '[2025-01-01,2026-01-01)'::daterange AS during, true AS recognised, '幼儿园托班' AS institution_kind) g;

-- 章贡: 30 urban conversion places give 15 000 = 3 000 + 12 000
SELECT l.amount, l.funder_shares FROM (SELECT '360702' AS region, '2024-05-01'::date AS as_of, 30 AS places_added, '改建' AS build, '城区' AS zone) f, subsidy_lines(f) l;

-- 青岛: 2024 second child 250 + 250, third 300 + 300; 2026 both 150 + 150
SELECT d, n, array_agg(l.payee || ' ' || l.amount ORDER BY l.payee COLLATE "C"), subsidy_amount(f) FROM unnest('{2024-05-01,2026-05-01}'::date[]) d, generate_series(1, 3) n, LATERAL (SELECT '370202' AS region, d AS as_of, n AS birth_order) f, subsidy_lines(f) l GROUP BY d, n, f ORDER BY d, n;

-- 绵阳: exactly 12 completed months on the day is still 乳儿: 600; a county may go beyond the floor, not below it
SELECT d, age_band('2023-11-20', d, '510703'), subsidy_amount(f) FROM unnest('{2024-11-20,2024-11-21}'::date[]) d, LATERAL (SELECT '510703' AS region, d AS as_of, '2023-11-20'::date AS birth_date) f;
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, document)
VALUES ('county-more', '运营补助', '510703', '[2025-01-01,2025-02-01)', '机构', 'child-month', 'month', 'as_of', 'none', '700', 'half_up', 'mianyang-2024'),
	('county-less', '运营补助', '510703', '[2025-02-01,2025-03-01)', '机构', 'child-month', 'month', 'as_of', 'none', '100', 'half_up', 'mianyang-2024');
SELECT d, l.rule, l.amount FROM unnest('{2025-01-15,2025-02-15}'::date[]) d, LATERAL (SELECT '510703' AS region, d AS as_of, '2023-11-20'::date AS birth_date) f, subsidy_lines(f) l WHERE l.item = '运营补助';

-- 深圳: a mixed class of 18 needs 3 caregivers; one health worker per 100 children
SELECT class_caregivers_required('440305', '混合', '2024-01-01', 18, 0, 9, 9, 18), staff_required('440305', '保健人员', '2024-01-01', 101);

-- 育儿补贴: born 2022-06-30, 6 months and 1 800 in 2025; 3 600 in a full year, and nothing before 2025
SELECT l.during, l.amount, l.trace -> 'variables' ->> 'months' AS months
FROM unnest('{2022-06-30,2024-12-31,2025-03-15}'::date[]) birth, LATERAL (SELECT '420106' AS region, birth AS birth_date, daterange(birth, add_months(birth, 36), '[]') AS during) f, subsidy_lines(f) l
WHERE lower(l.during) < '2026-01-01' ORDER BY birth;

DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM band_rule WHERE origin = 'user';
DELETE FROM staffing_rule WHERE origin = 'user';
DELETE FROM subsidy_rule WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
DROP SCHEMA example_test;
