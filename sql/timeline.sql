-- The timeline is cut, never sampled: what changes inside a period is honoured from its day, or read on the declared reference day.
CREATE SCHEMA timeline_test;
SET search_path = timeline_test, tuoyu;
SET datestyle = ISO;
INSERT INTO policy_document (document, title, region) VALUES ('t', '测试办法', '110000'), ('u', '另一办法', '110000');

-- A day's worth: fee times rate, doubled from 2024-02-10 to 2024-02-12, by the child's own band from 2024-05-01; each change falls inside a month
INSERT INTO policy_parameter (parameter, name, region, during, value) VALUES
	('r1', 'day_rate', '110000', '[2024-01-01,2024-01-15)', 10), ('r2', 'day_rate', '110000', '[2024-01-15,2024-01-17)', 20),
	('r3', 'day_rate', '110000', '[2024-01-17,2024-03-05)', 10), ('r4', 'day_rate', '110000', '[2024-03-05,2024-03-20)', 10),
	('r5', 'day_rate', '110000', '[2024-03-20,2026-01-01)', 31), ('r6', 'day_rate', '110105', '[2024-04-11,2024-04-12)', 7);
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source, condition, amount, rounding_mode, rounding_stage, document) VALUES
	('d1', '按日', '110000', '[2024-01-01,2024-02-10)', '机构', 'child-month', 'month', 'each_day', 'none', NULL, NULL, 'recognised', 'day_rate * days_in_care * fee / 1000', 'half_up', 'period', 't'),
	('d2', '按日', '110000', '[2024-02-10,2024-02-12)', '机构', 'child-month', 'month', 'each_day', 'none', NULL, NULL, 'recognised', '2 * day_rate * days_in_care * fee / 1000', 'half_up', 'period', 't'),
	('d3', '按日', '110000', '[2024-02-12,2024-05-01)', '机构', 'child-month', 'month', 'each_day', 'none', NULL, NULL, 'recognised', 'day_rate * days_in_care * fee / 1000', 'half_up', 'period', 't'),
	('d4', '按日', '110000', '[2024-05-01,2026-01-01)', '机构', 'child-month', 'month', 'each_day', 'none', '托小', 'child', 'recognised', 'day_rate * days_in_care', 'half_up', 'period', 't'),
	('d5', '按日', '110000', '[2024-05-01,2026-01-01)', '机构', 'child-month', 'month', 'each_day', 'none', '托大', 'child', 'recognised', 'age_months * days_in_care', 'half_up', 'period', 't');

-- The same, day by day, without the engine
CREATE FUNCTION worth(region text, day date, birth date, fee numeric, recognised boolean) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	rate numeric := CASE WHEN region = '110105' AND day = '2024-04-11' THEN 7 WHEN day < '2024-01-15' THEN 10 WHEN day < '2024-01-17' THEN 20 WHEN day < '2024-03-20' THEN 10 ELSE 31 END;
	months integer := (SELECT max(m) FROM generate_series(0, 60) m WHERE birth + make_interval(months => m) <= day);
BEGIN
	RETURN CASE WHEN recognised IS NOT TRUE OR day < '2024-01-01' OR day >= '2026-01-01' THEN 0
		WHEN day < '2024-05-01' THEN rate * fee / 1000 * CASE WHEN day >= '2024-02-10' AND day < '2024-02-12' THEN 2 ELSE 1 END
		WHEN months BETWEEN 12 AND 23 THEN rate WHEN months BETWEEN 24 AND 35 THEN months ELSE 0 END;
END $$;

-- Histories of 300 children: up to four rows, each a fee and a standing for some days, with gaps
CREATE TABLE history AS
SELECT k, CASE WHEN k % 3 = 0 THEN '110105' ELSE '110106' END AS region, daterange(f, f + l) AS during, '2022-03-01'::date + (k * 37) % 600 AS birth_date,
	(1000 + (k * 271 + n * 97) % 900)::numeric AS fee, (k + n) % 4 <> 0 AS recognised
FROM (
	SELECT k, n, '2023-12-20'::date + (k * 13) % 200 + n * 61 AS f, 5 + (k * 7 + n * 11) % 56 AS l FROM generate_series(1, 300) k, generate_series(0, (k % 4)) n
) p;

-- The whole equals the sum over its days
CREATE TABLE whole AS
SELECT k, (SELECT sum((l.trace ->> 'computed')::numeric) FROM subsidy_lines_over(array_agg(h ORDER BY during)) l) AS exact,
	subsidy_amount_over(array_agg(h ORDER BY during DESC))::numeric AS amount, sum(d.worth) AS by_day
FROM history h CROSS JOIN LATERAL (SELECT sum(worth(h.region, x::date, h.birth_date, h.fee, h.recognised)) AS worth FROM generate_series(lower(h.during), upper(h.during) - 1, '1 day') x) d
GROUP BY k;
SELECT count(*) AS children, count(*) FILTER (WHERE coalesce(exact, 0) <> by_day) AS differ, count(*) FILTER (WHERE by_day > 0) AS with_something,
	count(*) FILTER (WHERE amount IS DISTINCT FROM CASE WHEN exact IS NOT NULL THEN amount END) AS without_lines FROM whole;

-- Any partition of the time gives the same sum: 3 000 random ones, of which the pieces are facts of their own
CREATE TABLE piece AS
SELECT h.k, v, h.region, h.during * daterange(c, lead(c) OVER (PARTITION BY h.k, v, h.during ORDER BY c)) AS during, birth_date, fee, recognised
FROM history h, generate_series(1, 10) v, LATERAL (
	SELECT DISTINCT lower(h.during) + (h.k * 31 + v * 17 + i * i * (v + 3)) % (upper(h.during) - lower(h.during)) AS c FROM generate_series(1, 1 + v % 5) i
	UNION SELECT lower(h.during)) cuts;
SELECT count(*) AS partitions, sum(pieces) AS pieces, count(*) FILTER (WHERE coalesce(s.exact, 0) <> coalesce(w.exact, 0)) AS differ
FROM (
	SELECT k, v, count(*) AS pieces, sum(a.exact) AS exact
	FROM piece p CROSS JOIN LATERAL (SELECT sum((l.trace ->> 'computed')::numeric) AS exact FROM subsidy_lines(p) l) a
	WHERE NOT isempty(during) GROUP BY k, v
) s JOIN whole w USING (k);
-- and rounding a period's lines together gives the rounded sum of the period, however it is cut; each line by itself does not
SELECT count(*) FILTER (WHERE l.amount <> round(l.exact, 2)) AS period_differs, count(*) AS periods, sum(l.n) AS lines
FROM history h, LATERAL (
	SELECT sum(l.amount::numeric) AS amount, sum((l.trace ->> 'computed')::numeric) AS exact, count(*) AS n FROM subsidy_lines(h) l GROUP BY l.trace ->> 'period_start'
) l;
UPDATE subsidy_rule SET rounding_stage = 'line', rounding_unit = '10' WHERE item = '按日';
SELECT count(*) FILTER (WHERE l.amount <> round(l.exact, -1)) > 20 AS line_differs
FROM history h, LATERAL (SELECT sum(l.amount::numeric) AS amount, sum((l.trace ->> 'computed')::numeric) AS exact FROM subsidy_lines(h) l GROUP BY l.trace ->> 'period_start') l;
UPDATE subsidy_rule SET rounding_stage = 'period' WHERE item = '按日';
SELECT count(*) FILTER (WHERE l.amount <> round(l.exact, -1)) AS period_differs
FROM history h, LATERAL (SELECT sum(l.amount::numeric) AS amount, sum((l.trace ->> 'computed')::numeric) AS exact FROM subsidy_lines(h) l GROUP BY l.trace ->> 'period_start') l;
UPDATE subsidy_rule SET rounding_unit = '0.01' WHERE item = '按日';

-- No change is ignored: each moves the amount when it comes a day later
CREATE TABLE child (n integer PRIMARY KEY, during daterange, birth_date date, fee numeric, recognised boolean, class_kind age_band, service_form text);
INSERT INTO child VALUES (1, '[2024-01-03,2024-03-08)', '2022-06-15', 1500, true, '托小', '全日托'), (2, '[2024-03-08,2024-03-11)', '2022-06-15', 1800, true, '托小', '全日托'),
	(3, '[2024-03-11,2024-03-27)', '2022-06-15', 1500, true, '托小', '全日托'), (4, '[2024-03-27,2024-04-02)', '2022-06-15', 1500, false, '托大', '全日托'), (5, '[2024-04-02,2024-09-20)', '2022-06-15', 1500, true, '托大', '半日托');
CREATE FUNCTION due() RETURNS yuan LANGUAGE sql STABLE AS $$
	SELECT tuoyu.subsidy_amount_over(array_agg(f)) FROM (
		SELECT '110105' AS region, during, birth_date, fee, recognised, class_kind, service_form FROM timeline_test.child) f
$$;
-- another item, by class and form of service, so that these matter too
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source, service_form, amount, rounding_mode, document) VALUES
	('e1', '班型', '110000', '[2024-01-01,2025-01-01)', '机构', 'child-month', 'quarter', 'each_day', 'none', '托小', 'class', NULL, '3 * days_in_care', 'half_up', 't'),
	('e2', '班型', '110000', '[2024-01-01,2025-01-01)', '机构', 'child-month', 'quarter', 'each_day', 'none', '托大', 'class', NULL, '5 * days_in_care', 'half_up', 't'),
	('e3', '班型', '110000', '[2024-01-01,2025-01-01)', '机构', 'child-month', 'quarter', 'each_day', 'none', '托大', 'class', '半日托', '4 * days_in_care', 'half_up', 'u');
CREATE FUNCTION moved(what text, VARIADIC statements text[]) RETURNS TABLE (change text, moves boolean) LANGUAGE plpgsql AS $$
DECLARE
	before tuoyu.yuan := timeline_test.due();
	statement text;
BEGIN
	BEGIN
		FOREACH statement IN ARRAY statements LOOP EXECUTE statement; END LOOP;
		change := what;
		moves := timeline_test.due() OPERATOR(tuoyu.<>) before;
		RAISE EXCEPTION 'undo' USING ERRCODE = 'TU001';
	EXCEPTION WHEN SQLSTATE 'TU001' THEN NULL;
	END;
	RETURN NEXT;
END $$;
SELECT due();
SELECT m.* FROM (VALUES
	('parameter begins', ARRAY[$$UPDATE policy_parameter SET during = '[2024-01-01,2024-01-14)' WHERE parameter = 'r1'$$, $$UPDATE policy_parameter SET during = '[2024-01-14,2024-01-17)' WHERE parameter = 'r2'$$]),
	('parameter ends', ARRAY[$$UPDATE policy_parameter SET during = '[2024-01-18,2024-03-05)' WHERE parameter = 'r3'$$, $$UPDATE policy_parameter SET during = '[2024-01-15,2024-01-18)' WHERE parameter = 'r2'$$]),
	('parameter of the county for a day', ARRAY[$$UPDATE policy_parameter SET during = '[2024-04-11,2024-04-13)' WHERE parameter = 'r6'$$]),
	('rule begins', ARRAY[$$UPDATE subsidy_rule SET during = '[2024-01-01,2024-02-09)' WHERE rule = 'd1'$$, $$UPDATE subsidy_rule SET during = '[2024-02-09,2024-02-12)' WHERE rule = 'd2'$$]),
	('rule ends', ARRAY[$$UPDATE subsidy_rule SET during = '[2024-02-13,2024-05-01)' WHERE rule = 'd3'$$, $$UPDATE subsidy_rule SET during = '[2024-02-10,2024-02-13)' WHERE rule = 'd2'$$]),
	('rule expires', ARRAY[$$UPDATE subsidy_rule SET during = '[2024-05-01,2024-09-19)' WHERE rule IN ('d4', 'd5')$$]),
	('rule is withdrawn', ARRAY[$$INSERT INTO policy_withdrawal (rule, since) VALUES ('d5', '2024-09-19')$$]),
	('document is withdrawn', ARRAY[$$INSERT INTO policy_withdrawal (withdrawn_document, since) VALUES ('u', '2024-06-11')$$]),
	('fee begins', ARRAY[$$UPDATE child SET during = '[2024-01-03,2024-03-09)' WHERE n = 1$$, $$UPDATE child SET during = '[2024-03-09,2024-03-11)' WHERE n = 2$$]),
	('fee ends', ARRAY[$$UPDATE child SET during = '[2024-03-12,2024-03-27)' WHERE n = 3$$, $$UPDATE child SET during = '[2024-03-08,2024-03-12)' WHERE n = 2$$]),
	('standing is lost', ARRAY[$$UPDATE child SET during = '[2024-03-11,2024-03-28)' WHERE n = 3$$, $$UPDATE child SET during = '[2024-03-28,2024-04-02)' WHERE n = 4$$]),
	('standing comes back', ARRAY[$$UPDATE child SET during = '[2024-03-27,2024-04-03)' WHERE n = 4$$, $$UPDATE child SET during = '[2024-04-03,2024-09-20)' WHERE n = 5$$]),
	('class and form change', ARRAY[$$UPDATE child SET during = '[2024-03-27,2024-04-01)' WHERE n = 4$$, $$UPDATE child SET during = '[2024-04-01,2024-09-20)' WHERE n = 5$$]),
	('care begins', ARRAY[$$UPDATE child SET during = '[2024-01-04,2024-03-08)' WHERE n = 1$$]),
	('care ends', ARRAY[$$UPDATE child SET during = '[2024-04-02,2024-09-21)' WHERE n = 5$$]),
	('a birthday, and with it the band', ARRAY[$$UPDATE child SET birth_date = '2022-06-16'$$]),
	('a month of age', ARRAY[$$UPDATE child SET birth_date = '2022-06-14'$$]),
	('the band''s limit', ARRAY[$$INSERT INTO band_rule (region, during, band, from_months, to_months, document) VALUES ('110000', '[2020-01-01,)', '托大', 25, 36, 't'), ('110000', '[2020-01-01,)', '托小', 12, 25, 't')$$])
	) c(what, statements), LATERAL moved(what, VARIADIC statements) m;

-- A withdrawal cuts each-day rules at its day; in a scenario only there
SELECT s, sum(l.amount), max(upper(l.during)) FROM unnest('{NULL,改革}'::text[]) s, (SELECT '110105' AS region, '[2024-06-01,2024-07-01)'::daterange AS during, '托大' AS class_kind, '全日托' AS service_form) f, subsidy_lines(f, s) l WHERE l.item = '班型' GROUP BY s ORDER BY s;
INSERT INTO policy_withdrawal (withdrawal, rule, since, scenario) VALUES ('w', 'e2', '2024-06-11', '改革');
SELECT s, sum(l.amount), max(upper(l.during)) FROM unnest('{NULL,改革}'::text[]) s, (SELECT '110105' AS region, '[2024-06-01,2024-07-01)'::daterange AS during, '托大' AS class_kind, '全日托' AS service_form) f, subsidy_lines(f, s) l WHERE l.item = '班型' GROUP BY s ORDER BY s;
UPDATE policy_withdrawal SET scenario = NULL;
SELECT s, sum(l.amount), max(upper(l.during)) FROM unnest('{NULL,改革}'::text[]) s, (SELECT '110105' AS region, '[2024-06-01,2024-07-01)'::daterange AS during, '托大' AS class_kind, '全日托' AS service_form) f, subsidy_lines(f, s) l WHERE l.item = '班型' GROUP BY s ORDER BY s;
DELETE FROM policy_withdrawal;

-- Each kind of change by itself, against the days one by one: the child's band as a selector, the band in a formula, months of age, the day itself
DELETE FROM subsidy_rule WHERE document IN ('t', 'u');
INSERT INTO subsidy_rule (item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source, amount, rounding_mode, document) VALUES
	('本人', '110000', '[2024-01-01,)', '机构', 'child-month', 'month', 'each_day', 'none', '托小', 'child', '10 * days_in_care', 'half_up', 't'),
	('本人', '110000', '[2024-01-01,)', '机构', 'child-month', 'month', 'each_day', 'none', '托大', 'child', '20 * days_in_care', 'half_up', 't'),
	('月龄段', '110000', '[2024-01-01,)', '机构', 'child-month', 'month', 'each_day', 'none', NULL, NULL, 'case band when ''托小'' then 10 when ''托大'' then 20 else 0 end * days_in_care', 'half_up', 't'),
	('月龄', '110000', '[2024-01-01,)', '机构', 'child-month', 'month', 'each_day', 'none', NULL, NULL, 'age_months * days_in_care', 'half_up', 't'),
	('日', '110000', '[2024-01-01,)', '机构', 'child-month', 'month', 'each_day', 'none', NULL, NULL, 'case when reference_day >= ''2024-05-15'' then 20 else 10 end * days_in_care', 'half_up', 't');
SELECT item, count(*), count(*) FILTER (WHERE coalesce(subsidy_amount(f, item), '0')::numeric <> d.worth) AS differ
FROM unnest('{本人,月龄段,月龄,日}'::text[]) item, generate_series(0, 400, 5) b, LATERAL (SELECT '110105' AS region, '2022-02-01'::date + b AS birth_date, daterange('2024-04-20'::date, '2024-07-11') AS during) f,
	LATERAL (SELECT sum(CASE item WHEN '日' THEN CASE WHEN x::date >= '2024-05-15' THEN 20 ELSE 10 END WHEN '月龄' THEN age_months(f.birth_date, x::date)
		ELSE CASE age_band(f.birth_date, x::date) WHEN '托小' THEN 10 WHEN '托大' THEN 20 ELSE 0 END END) AS worth FROM generate_series(lower(f.during), upper(f.during) - 1, '1 day') x) d
GROUP BY item ORDER BY item COLLATE "C";

-- Bands that go by the age on the first of the month, of the year, of the school year: the band of every day, and what is cut by it
INSERT INTO band_rule (region, during, band, from_months, to_months, reference_day, document)
SELECT r, '[2020-01-01,)', band, from_months, to_months, day, 't' FROM band_rule b, (VALUES ('130000'::region_code, 'month_start'), ('140000', 'year_start'), ('150000', 'school_year_start')) v(r, day)
WHERE b.rule IN ('nation-infant', 'nation-toddler', 'nation-preschool');
INSERT INTO subsidy_rule (item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, document)
SELECT '分段', r::region_code, '[2024-01-01,)', '机构', 'child-year', 'year', 'each_day', 'none', 'case band when ''乳儿'' then 3 when ''托小'' then 10 when ''托大'' then 20 else 0 end * days_in_care', 'half_up', 't' FROM unnest('{130000,140000,150000}'::text[]) r;
SELECT r, count(*) AS days, count(*) FILTER (WHERE age_band(b, d, r) <> age_band(b, o)) AS differ, count(*) FILTER (WHERE age_band(b, o) <> age_band(b, d)) > 0 AS not_the_nations
FROM (VALUES ('130000'::region_code, 'month'), ('140000', 'year'), ('150000', 'school')) v(r, unit), generate_series(0, 700, 13) x, generate_series(0, 500, 3) y,
	LATERAL (SELECT '2021-08-20'::date + x AS b, '2024-01-01'::date + y AS d) s, LATERAL (SELECT CASE unit WHEN 'school' THEN make_date(extract(year FROM d - interval '8 months')::int, 9, 1) ELSE date_trunc(unit, d)::date END AS o) o
GROUP BY r ORDER BY r;
SELECT r, count(*), count(*) FILTER (WHERE coalesce(subsidy_amount(f), '0')::numeric <> d.worth) AS differ
FROM unnest('{130000,140000,150000}'::region_code[]) r, generate_series(0, 700, 17) b, LATERAL (SELECT r AS region, '2021-08-20'::date + b AS birth_date, daterange('2024-02-10'::date, '2025-11-11') AS during) f,
	LATERAL (SELECT sum(CASE age_band(f.birth_date, x::date, r) WHEN '乳儿' THEN 3 WHEN '托小' THEN 10 WHEN '托大' THEN 20 ELSE 0 END) AS worth FROM generate_series(lower(f.during), upper(f.during) - 1, '1 day') x) d
GROUP BY r ORDER BY r;
DELETE FROM band_rule WHERE document = 't';

-- Where a reference day is declared, the row, the rule and the parameter of that day count, for the whole period
DELETE FROM subsidy_rule WHERE document IN ('t', 'u');
INSERT INTO policy_parameter (name, region, during, value) VALUES ('base', '110000', '[2024-05-01,2024-05-10)', 100), ('base', '110000', '[2024-05-10,2024-05-20)', 200), ('base', '110000', '[2024-05-20,2025-01-01)', 300);
INSERT INTO subsidy_rule (item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, document)
SELECT day, '110000', '[2024-01-01,)', '机构', 'child-month', 'month', day, 'none', 'base + fee', 'half_up', 't' FROM unnest('{period_start,first_day_in_care,period_end,as_of}'::text[]) day;
SELECT l.item, l.during, l.trace ->> 'reference_day' AS reference_day, l.amount, l.trace -> 'variables' AS variables FROM (
	SELECT array_agg(f) AS facts FROM (VALUES ('110105', '2024-05-15'::date, '[2024-05-05,2024-05-12)'::daterange, 1), ('110105', NULL, '[2024-05-12,2024-05-18)', 2), ('110105', NULL, '[2024-05-18,2024-05-26)', 3)) f(region, as_of, during, fee)
) f, subsidy_lines_over(facts) l ORDER BY l.item;

-- A rule that is read once a period counts once beside one that is read each day, for all of the days; a floor holds for the whole period
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, combine, rounding_mode, document) VALUES
	('p1', '层', '120000', '[2024-01-01,2024-05-11)', '机构', 'child-month', 'month', 'each_day', 'none', 'days_in_care', 'replace', 'half_up', 't'),
	('p2', '层', '120000', '[2024-05-11,2025-01-01)', '机构', 'child-month', 'month', 'each_day', 'none', '2 * days_in_care', 'replace', 'half_up', 't'),
	('c1', '层', '120100', '[2024-01-01,2025-01-01)', '机构', 'child-month', 'month', 'period_start', 'none', '1000 + days_in_care', 'add', 'half_up', 't'),
	('f1', '底', '120000', '[2024-01-01,2025-01-01)', '机构', 'child-month', 'month', 'period_start', 'none', '60', 'floor', 'half_up', 't'),
	('f2', '底', '120100', '[2024-01-01,2024-05-11)', '机构', 'child-month', 'month', 'each_day', 'none', '1 * days_in_care', 'replace', 'half_up', 't'),
	('f3', '底', '120100', '[2024-05-11,2025-01-01)', '机构', 'child-month', 'month', 'each_day', 'none', '3 * days_in_care', 'replace', 'half_up', 't');
SELECT l.item, l.rule, l.during, l.amount FROM (SELECT '120101' AS region, '{[2024-05-03,2024-05-21),[2024-05-25,2024-05-29)}'::datemultirange AS during) f, subsidy_lines(f) l ORDER BY l.item, l.rule;
SELECT l.item, l.rule, l.during, l.amount FROM (SELECT '120101' AS region, '[2024-05-01,2024-06-01)'::daterange AS during) f, subsidy_lines(f) l WHERE l.item = '底' ORDER BY l.rule;

-- Rows that cannot be right
SELECT subsidy_amount_over(array_agg(f)) FROM (VALUES ('120101', '[2024-05-01,2024-05-10)'::daterange), ('120101', '[2024-05-09,2024-05-20)')) f(region, during);
SELECT subsidy_amount_over(array_agg(f)) FROM (VALUES ('120101', '[2024-05-01,2024-05-10)'::daterange), ('120102', '[2024-05-10,2024-05-20)')) f(region, during);
SELECT subsidy_amount_over(array_agg(f)) FROM (VALUES ('120101', '[2024-05-01,2024-05-10)'::daterange, NULL::date), ('120101', NULL, '2024-05-20')) f(region, during, as_of);
SELECT subsidy_amount_over(array_agg(f)) FROM (VALUES ('120101', '2024-05-01'::date), ('120101', '2024-05-20')) f(region, as_of);
SELECT subsidy_amount_over(ARRAY[ROW(1), ROW('x')]);
SELECT subsidy_amount_over(NULL) IS NULL AS null_facts, subsidy_amount_over('{}'::care_fact[]) IS NULL AS no_facts;

DELETE FROM subsidy_rule WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
SET client_min_messages = warning;
DROP SCHEMA timeline_test CASCADE;
