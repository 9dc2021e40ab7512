-- subsidy_amount remembers what it has computed; subsidy_lines does not.  Both must agree for every fact, whatever the rules
-- read of it, in whatever order the facts come, and after every change.
SET search_path = subsidy_memo, tuoyu, public;
SET datestyle = ISO;
CREATE SCHEMA subsidy_memo;

INSERT INTO tuoyu.policy_document (document, title, region, verified) VALUES ('memo', '记忆试验', '42', false);
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting,
	band, band_source, condition, amount, rounding_mode, document) VALUES
	-- the band alone, by class and by child
	('memo-1', '按月龄段', '4201', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '乳儿', 'child', NULL, '300', 'half_up', 'memo'),
	('memo-2', '按月龄段', '4201', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '托小', 'child', NULL, '200', 'half_up', 'memo'),
	('memo-3', '按班型', '4201', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '托小', 'class', NULL, '100', 'half_up', 'memo'),
	-- the age in months, and the day of birth itself
	('memo-4', '按月龄', '4201', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_end', 'none', NULL, 'class', 'age_months >= 5', '10 * age_months', 'half_up', 'memo'),
	('memo-5', '按生日', '4201', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_end', 'none', NULL, 'class', 'birth_date > date ''2021-01-01''',
		'extract(day from birth_date)', 'half_up', 'memo'),
	-- some columns are read only where others say so, and one column no standard fact has
	('memo-6', '按收费', '4201', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, 'class',
		'case when recognised then monthly_fee > 2000 else remote = 1 end', 'case when remote = 1 then 0.2 else 0.1 end * coalesce(monthly_fee, 1000)', 'half_up', 'memo'),
	-- on which side of an amount the fee lies, and nothing else of it
	('memo-11', '按限价', '4201', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, 'class',
		'monthly_fee between 1950 and 2050.005 or 2099.995 < monthly_fee or (monthly_fee is null) = (birth_order = 1)',
		'case when 2000 > monthly_fee then 1 when monthly_fee = 2000 then 2 when 2050 <= monthly_fee and monthly_fee <> 2050.01 then 3 else 4 end', 'half_up', 'memo'),
	('memo-12', '限价以上', '4201', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', NULL, 'class', 'monthly_fee > 1950',
		'case when monthly_fee > 2000 then monthly_fee - 1900 else 30 end', 'half_up', 'memo'),
	('memo-7', '按孩次', '42', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, 'class', 'birth_order > 1', '50 * birth_order', 'half_up', 'memo'),
	-- time in care
	('memo-8', '按日', '4201', '[2024-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', NULL, 'class', NULL, '600.0 * days_in_care / period_days', 'half_up', 'memo'),
	('memo-9', '逐日', '4201', '[2024-01-01,)', '机构', 'child-month', 'month', 'each_day', 'none', '托大', 'child', NULL, '900.0 * days_in_care / period_days', 'half_up', 'memo');
-- births of a cohort
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting,
	born, amount, rounding_mode, document)
VALUES ('memo-10', '按出生', '4201', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '[2022-07-01,2023-03-01)', '70', 'half_up', 'memo');

SELECT setseed(0.42);
CREATE TABLE fact AS
SELECT n, (ARRAY['420100', '420106', '421200'])[1 + n % 3] AS region, d AS as_of,
	CASE WHEN n % 5 = 0 THEN datemultirange(daterange(d - (random() * 20)::int, d + 1 + (random() * 40)::int)) END AS during,
	CASE WHEN n % 17 > 0 THEN d - (random() * 1200)::int + 30 END AS birth_date,
	CASE WHEN n % 13 > 0 THEN 1 + (random() * 2)::int END AS birth_order,
	(ARRAY['乳儿', '托小', '托大', NULL])[1 + (random() * 3)::int] AS class_kind,
	CASE WHEN n % 19 > 0 THEN (1900 + 50 * (random() * 4)::int + 0.01 * (n / 3 % 3 - 1))::yuan END AS monthly_fee,
	random() > 0.3 AS recognised, (random() > 0.5)::int AS remote
FROM generate_series(1, 12000) n, LATERAL (SELECT date '2024-01-31' + (random() * 3)::int * 29 + n % 2 AS d) day;

-- Differences, of each item and of all together
CREATE VIEW difference AS
SELECT q.item, count(*) AS facts, count(a.amount) AS with_lines,
	count(*) FILTER (WHERE subsidy_amount(f, q.item) IS DISTINCT FROM a.amount) AS different
FROM fact f
	CROSS JOIN (VALUES ('按月龄段'), ('按班型'), ('按月龄'), ('按生日'), ('按收费'), ('按限价'), ('限价以上'), ('按孩次'), ('按日'), ('逐日'), ('按出生'), (NULL)) q (item)
	CROSS JOIN LATERAL (SELECT sum(l.amount) AS amount FROM subsidy_lines(f) l WHERE q.item IS NULL OR l.item = q.item) a
GROUP BY q.item;
SELECT * FROM difference ORDER BY item COLLATE "C";

-- The same facts again, when most are remembered
SELECT * FROM difference WHERE different > 0;

-- After a change of a rule, a parameter and the region's bands; and after it is rolled back
BEGIN;
UPDATE tuoyu.subsidy_rule SET amount = '301' WHERE rule = 'memo-1';
INSERT INTO tuoyu.band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, document)
SELECT 'memo-band', '4201', '[2024-02-15,)', '乳儿', 4, 13, 10, '1:3', 'memo';
SELECT * FROM difference WHERE item = '按月龄段' OR different > 0;
ROLLBACK;
SELECT * FROM difference WHERE item = '按月龄段' OR different > 0;

-- A row type that changes
ALTER TABLE fact DROP COLUMN remote, ADD COLUMN remote numeric DEFAULT 1;
SELECT * FROM difference WHERE item = '按收费' OR different > 0;

-- What is remembered stays small: where each call asks another question, of births that are no days, and of fees that are only compared
SELECT count(subsidy_amount(f, '无此项目' || n)) AS amounts FROM generate_series(1, 1000) n, LATERAL (SELECT '420100' AS region, date '2024-03-01' AS as_of) f;
SELECT sum(used_bytes) AS before FROM pg_backend_memory_contexts WHERE name = 'tuoyu amounts' \gset
SELECT count(subsidy_amount(f, '按班型')) AS amounts
FROM generate_series(1, 50000) n, LATERAL (SELECT '420100' AS region, date '2024-03-01' AS as_of, '托小' AS class_kind, date 'infinity' AS birth_date) f;
SELECT count(subsidy_amount(f, '按限价')) AS amounts
FROM generate_series(1, 50000) n, LATERAL (SELECT '420100' AS region, date '2024-03-01' AS as_of, n::yuan AS monthly_fee, 1 AS birth_order) f;
SELECT count(*) < 100 AS few, sum(used_bytes) - :before < 100000 AS small FROM pg_backend_memory_contexts WHERE name = 'tuoyu amounts';

-- A table that is analysed or altered again and again leaves nothing behind, nor does what was compiled for it
SELECT count(*) AS before FROM pg_backend_memory_contexts WHERE name IN ('tuoyu fact type', 'tuoyu amounts') \gset
DO $$ BEGIN FOR i IN 1..20 LOOP ALTER TABLE fact SET (fillfactor = 90); PERFORM sum(subsidy_amount(f)), sum(subsidy_amount(g)) FROM fact f, LATERAL (SELECT f.* OFFSET 0) g WHERE f.n < 50; END LOOP; END $$;
SELECT count(*) - :before < 10 AS few FROM pg_backend_memory_contexts WHERE name IN ('tuoyu fact type', 'tuoyu amounts');
SELECT * FROM difference WHERE item = '按收费' OR different > 0;

-- Nor does a row type that cannot be read
DO $$ BEGIN FOR i IN 1..50 LOOP BEGIN PERFORM subsidy_amount(f, '按班型') FROM (SELECT '420100' AS region, date '2024-03-01' AS as_of, true AS birth_date) f;
	EXCEPTION WHEN datatype_mismatch OR cannot_coerce THEN NULL; END; END LOOP; END $$;
SELECT count(*) - :before < 10 AS few FROM pg_backend_memory_contexts WHERE name IN ('tuoyu fact type', 'tuoyu amounts');

DELETE FROM tuoyu.subsidy_rule WHERE document = 'memo';
DELETE FROM tuoyu.policy_document WHERE document = 'memo';
DROP SCHEMA subsidy_memo CASCADE;
