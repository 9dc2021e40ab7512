-- Affordability: a price at or under the cap, and why.
CREATE SCHEMA affordability_test;
SET search_path = affordability_test, tuoyu;

-- Wuhan: 3000元以下, the number included, from 2021-01-01, with everything below the city
SELECT fee, region, as_of, fee_cap(region, as_of), is_affordable(fee, region, as_of)
FROM (VALUES ('3000'::yuan, '420100'::region_code, '2021-01-01'::date), ('3000.01', '420100', '2021-01-01'), ('3000', '420106', '2021-06-01'),
	('3000', '420106003', '2021-06-01'), ('3000', '420100', '2020-12-31'), ('3000', '420000', '2021-06-01'), ('3000', '640100', '2024-09-12')) v(fee, region, as_of);
-- money as text, number or yuan; a fact of any row type, with or without the standard columns
SELECT is_affordable('3,000元', '420100', '2021-06-01'), is_affordable(3000::yuan, '420100', '2021-06-01', NULL),
	is_affordable('3000', '420100', '2021-06-01', ROW(1, 2)), is_affordable(NULL, '420100', '2021-06-01'), fee_cap(NULL, '2021-06-01'), fee_cap('420100', NULL);
SELECT jsonb_pretty(explain_affordability('3000.01', '420106', '2021-06-01'));
SELECT explain_affordability('3000', '640100', '2024-09-12');

-- Every selector and every standard column is read: a row that asks for it beats the general one
INSERT INTO policy_document (document, title, doc_number, region) VALUES ('q', '青山湖（测试）', '测〔2023〕1号', '360111');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document, clause) VALUES ('general', '360111', '[2023-01-01,)', '1000', 'half_up', 'q', '一');
INSERT INTO fee_rule (rule, region, during, band, cap, rounding_mode, document) VALUES ('band', '360111', '[2023-01-01,)', '乳儿', '1001', 'half_up', 'q');
INSERT INTO fee_rule (rule, region, during, institution_kind, cap, rounding_mode, document) VALUES ('kind', '360111', '[2023-01-01,)', '幼儿园托班', '1002', 'half_up', 'q');
INSERT INTO fee_rule (rule, region, during, ownership, cap, rounding_mode, document) VALUES ('ownership', '360111', '[2023-01-01,)', '公办', '1003', 'half_up', 'q');
INSERT INTO fee_rule (rule, region, during, grade, cap, rounding_mode, document) VALUES ('grade', '360111', '[2023-01-01,)', '示范', '1004', 'half_up', 'q');
INSERT INTO fee_rule (rule, region, during, zone, cap, rounding_mode, document) VALUES ('zone', '360111', '[2023-01-01,)', '农村', '1005', 'half_up', 'q');
INSERT INTO fee_rule (rule, region, during, service_form, cap, rounding_mode, document) VALUES ('form', '360111', '[2023-01-01,)', '半日托', '1006', 'half_up', 'q');
INSERT INTO fee_rule (rule, region, during, band, grade, cap, rounding_mode, document) VALUES ('both', '360111', '[2023-01-01,)', '乳儿', '示范', '1007', 'half_up', 'q');
SELECT fee_cap('360111', '2023-06-01') AS none, fee_cap('360111', '2023-06-01', a) AS band, fee_cap('360111', '2023-06-01', b) AS kind, fee_cap('360111', '2023-06-01', c) AS ownership,
	fee_cap('360111', '2023-06-01', d) AS grade, fee_cap('360111', '2023-06-01', e) AS zone, fee_cap('360111', '2023-06-01', f) AS form, fee_cap('360111', '2023-06-01', g) AS both
FROM (SELECT '乳儿'::age_band AS class_kind) a, (SELECT '幼儿园托班' AS institution_kind) b, (SELECT '公办' AS ownership) c, (SELECT '示范' AS grade) d,
	(SELECT '农村' AS zone) e, (SELECT '半日托' AS service_form) f, (SELECT '示范' AS grade, '乳儿' AS class_kind) g;
-- a formula reads the fact: standard columns, columns of its own, the day
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('reads', '360112', '[2023-01-01,)',
	'1000 * coalesce(hours, 1) + coalesce(extra, 0) + coalesce(monthly_fee, 0) + case when provides_meals then 1 else 0 end + extract(year from as_of)', 'half_up', 'q');
SELECT fee_cap('360112', '2023-06-01', f) FROM (SELECT 2 AS hours, 30 AS extra, '400'::yuan AS monthly_fee, true AS provides_meals) f;
SELECT fee_cap('360112', '2023-06-01', f) FROM (SELECT 2 AS hours) f;
-- the answer for many rows of many types in one session
SELECT sum(fee_cap('420100', '2021-06-01', f)) FROM (SELECT g AS x FROM generate_series(1, 1000) g) f;
-- a fact whose column has a type that cannot be what the standard one is
SELECT fee_cap('360111', '2023-06-01', f) FROM (SELECT point(1, 2) AS class_kind) f;
SELECT fee_cap('360111', '2023-06-01', f) FROM (SELECT '大班' AS class_kind) f;
-- a cap without a value
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('null', '360113', '[2023-01-01,)', 'hours * 20', 'half_up', 'q');
SELECT fee_cap('360113', '2023-06-01');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('zero', '360121', '[2023-01-01,)', '100 / coalesce(hours, 0)', 'half_up', 'q');
SELECT fee_cap('360121', '2023-06-01');

DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
DROP SCHEMA affordability_test;
