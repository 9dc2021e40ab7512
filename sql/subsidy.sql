-- Subsidies: the cities' check figures, recomputed from their traces; the timeline; what each column of a rule does.
CREATE SCHEMA subsidy_test;
SET search_path = subsidy_test, tuoyu;
SET datestyle = ISO;

-- Wuhan: 10 000 a place at a recognised institution
SELECT l.item, l.payee, l.unit, l.during, l.amount, l.rule, l.doc_number, l.formula, l.assumptions
FROM (SELECT '420106'::region_code AS region, '2021-06-01'::date AS as_of, 1100 AS places_added, true AS recognised) f, subsidy_lines(f) l;
SELECT subsidy_amount(f) AS not_recognised FROM (SELECT '420106' AS region, '2021-06-01'::date AS as_of, 1100 AS places_added, false AS recognised) f;
SELECT subsidy_amount(f) AS unknown FROM (SELECT '420106' AS region, '2021-06-01'::date AS as_of, 1100 AS places_added) f;

-- Putuo: new classes; operating rate from a parameter within its range, or an error; second and third child
SELECT l.item, l.amount FROM (SELECT '330903' AS region, '2022-10-08'::date AS as_of, 3 AS classes_added) f, subsidy_lines(f) l;
SELECT n AS birth_order, l.item, l.amount AS waived, l.family_pays, l.funder_shares FROM generate_series(1, 4) n,
	LATERAL (SELECT '330903' AS region, '2022-10-08'::date AS as_of, n AS birth_order, '2000'::yuan AS monthly_fee) f, subsidy_lines(f) l;
SELECT subsidy_amount(f) FROM (SELECT '330903' AS region, '2022-10-08'::date AS as_of, '2000'::yuan AS monthly_fee, true AS recognised) f;
SELECT rate, subsidy_amount(f) FROM unnest('{0.08,0.10,0.15}'::numeric[]) rate,
	LATERAL (SELECT '330903' AS region, '2022-10-08'::date AS as_of, 2000 AS monthly_fee, true AS recognised, rate AS putuo_operating_rate) f;
SELECT subsidy_amount(f) FROM (SELECT '330903' AS region, '2022-10-08'::date AS as_of, 2000 AS monthly_fee, true AS recognised, 0.0799 AS putuo_operating_rate) f;
SELECT subsidy_amount(f) FROM (SELECT '330903' AS region, '2022-10-08'::date AS as_of, 2000 AS monthly_fee, true AS recognised, 0.16 AS putuo_operating_rate) f;
INSERT INTO policy_parameter (parameter, name, region, during, value) VALUES ('r22', 'putuo_operating_rate', '330903', '[2022-01-01,2023-01-01)', 0.15), ('r23', 'putuo_operating_rate', '330903', '[2023-01-01,)', 0.2);
SELECT l.amount, l.trace -> 'variables' AS variables, l.trace -> 'parameters' AS parameters
FROM (SELECT '330903' AS region, '2022-10-08'::date AS as_of, 2000 AS monthly_fee, true AS recognised) f, subsidy_lines(f) l;
SELECT subsidy_amount(f) FROM (SELECT '330903' AS region, '2023-10-08'::date AS as_of, 2000 AS monthly_fee, true AS recognised) f;

-- Chongqing: a full year with 10, 5 and 2 children is 12 800; part years in twelfths of whole months
SELECT kind, n, subsidy_amount(f) AS each, n * subsidy_amount(f) AS all, sum(n * subsidy_amount(f)) OVER () AS total
FROM (VALUES ('托大'::age_band, 10), ('托小', 5), ('乳儿', 2)) v(kind, n),
	LATERAL (SELECT '500112' AS region, '[2024-01-01,2025-01-01)'::daterange AS during, kind AS class_kind, true AS filed, true AS recognised) f;
SELECT l.during, l.amount, l.trace -> 'variables' -> 'months' AS months, l.trace ->> 'reference_day' AS reference_day
FROM (SELECT '500112' AS region, '{[2022-03-15,2023-12-01),[2024-01-31,2026-06-01)}'::datemultirange AS during, '托大' AS class_kind, true AS filed, true AS recognised) f, subsidy_lines(f) l;
SELECT subsidy_amount(f) AS unfiled FROM (SELECT '500112' AS region, '2024-05-01'::date AS as_of, '托大' AS class_kind, false AS filed, true AS recognised) f;
SELECT subsidy_amount(f) AS mixed FROM (SELECT '500112' AS region, '2024-05-01'::date AS as_of, '混合' AS class_kind, true AS filed, true AS recognised) f;
-- Yinchuan: planned without a number, so no rule: no line, and NULL rather than 0
SELECT subsidy_amount(f) IS NULL AS no_rule, (SELECT count(*) FROM subsidy_lines(f)) AS lines FROM (SELECT '640100' AS region, '2024-09-12'::date AS as_of, true AS recognised) f;

-- Every amount can be recomputed from its own trace, without the engine
CREATE FUNCTION recompute(trace jsonb) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	formula text := trace ->> 'formula';
	v record;
	result numeric;
BEGIN
	FOR v IN SELECT * FROM jsonb_each_text(trace -> 'variables') LOOP
		formula := regexp_replace(formula, '\m' || v.key || '\M', coalesce(v.value, 'NULL'), 'g');
	END LOOP;
	EXECUTE 'SELECT round(' || formula || ', 2)' INTO result;
	RETURN result;
END $$;
SELECT count(*) AS lines, count(*) FILTER (WHERE recompute(l.trace) IS DISTINCT FROM l.amount::numeric) AS differ,
	count(*) FILTER (WHERE l.trace ->> 'amount' IS DISTINCT FROM l.amount::text) AS trace_differs,
	count(*) FILTER (WHERE NOT l.trace ?& '{rule,document,doc_number,clause,formula,variables,parameters,rounding,assumptions,reference_day,computed,funder_shares}') AS incomplete
FROM (SELECT '500112' AS region, daterange('2024-01-01'::date + g, '2024-01-01'::date + g + 17 * (g % 60) + 1) AS during, ('{乳儿,托小,托大}'::text[])[1 + g % 3] AS class_kind,
		true AS filed, true AS recognised FROM generate_series(0, 400) g) f, subsidy_lines(f) l;
SELECT sum(subsidy_amount(f)) = (SELECT sum(l.amount) FROM (SELECT '500112' AS region, daterange('2024-01-01'::date + g, '2024-06-01'::date + 2 * g) AS during, '托小' AS class_kind, true AS filed, true AS recognised
	FROM generate_series(0, 300) g) f, subsidy_lines(f) l) AS fast_path_agrees
FROM (SELECT '500112' AS region, daterange('2024-01-01'::date + g, '2024-06-01'::date + 2 * g) AS during, '托小' AS class_kind, true AS filed, true AS recognised FROM generate_series(0, 300) g) f;
-- months against plain SQL
SELECT count(*) FILTER (WHERE (l.trace -> 'variables' ->> 'months')::int <> (SELECT max(m) FROM generate_series(0, 12) m WHERE lower(l.during) + make_interval(months => m) <= upper(l.during))) AS differ, count(*)
FROM (SELECT '500112' AS region, daterange('2024-01-01'::date + a, '2024-01-01'::date + a + b) AS during, '托小' AS class_kind, true AS filed, true AS recognised
	FROM generate_series(0, 365, 3) a, generate_series(1, 500, 7) b) f, subsidy_lines(f) l;

-- What the columns of a rule do.  Each line below moves when its column is ignored.
INSERT INTO policy_document (document, title, doc_number, region) VALUES ('t', '测试办法', '测〔2024〕1号', '110000');
CREATE FUNCTION rule(item text, amount formula, VARIADIC settings text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
	columns text := '';
	vals text := '';
BEGIN
	FOR i IN 1 .. cardinality(settings) BY 2 LOOP
		columns := columns || format(', %I', settings[i]);
		vals := vals || format(', %L', settings[i + 1]);
	END LOOP;
	IF NOT 'unit' = ANY (settings) THEN columns := columns || ', unit, settlement_period'; vals := vals || ', ''child-month'', ''month'''; END IF;
	IF NOT 'reference_day' = ANY (settings) THEN columns := columns || ', reference_day'; vals := vals || ', ''period_start'''; END IF;
	IF NOT 'month_counting' = ANY (settings) THEN columns := columns || ', month_counting'; vals := vals || ', ''none'''; END IF;
	IF NOT 'rounding_mode' = ANY (settings) THEN columns := columns || ', rounding_mode'; vals := vals || ', ''half_up'''; END IF;
	IF NOT 'during' = ANY (settings) THEN columns := columns || ', during'; vals := vals || ', ''[2020-01-01,)'''; END IF;
	IF 'band' = ANY (settings) AND NOT 'band_source' = ANY (settings) THEN columns := columns || ', band_source'; vals := vals || ', ''class'''; END IF;
	IF NOT 'region' = ANY (settings) THEN columns := columns || ', region'; vals := vals || ', ''110000'''; END IF;
	EXECUTE format('INSERT INTO tuoyu.subsidy_rule (rule, item, payee, amount, document%s) VALUES (%L, %L, ''机构'', %L, ''t''%s)', columns, item || '-' || (SELECT count(*) FROM tuoyu.subsidy_rule r WHERE r.item = rule.item), item, amount, vals);
END $$;
CREATE FUNCTION due(item text, fact record) RETURNS TABLE (during daterange, amount yuan) LANGUAGE plpgsql AS
	'BEGIN RETURN QUERY SELECT l.during, l.amount FROM tuoyu.subsidy_lines(fact) l WHERE l.item = due.item; END';

-- selectors
SELECT rule('选择', '1'), rule('选择', '2', 'band', '乳儿'), rule('选择', '3', 'institution_kind', '幼儿园托班'), rule('选择', '4', 'ownership', '公办'), rule('选择', '5', 'grade', '示范'),
	rule('选择', '6', 'zone', '农村'), rule('选择', '7', 'service_form', '半日托'), rule('选择', '8', 'birth_order', '[2,2]'), rule('选择', '9', 'birth_order', '[3,)');
CREATE TABLE day (region region_code, as_of date);
INSERT INTO day VALUES ('110105', '2024-05-20');
SELECT x, d.amount FROM day, LATERAL (VALUES
	('none', (SELECT amount FROM due('选择', day))),
	('band', (SELECT amount FROM (SELECT day.*, '乳儿' AS class_kind) f, due('选择', f))),
	('kind', (SELECT amount FROM (SELECT day.*, '幼儿园托班' AS institution_kind) f, due('选择', f))),
	('ownership', (SELECT amount FROM (SELECT day.*, '公办' AS ownership) f, due('选择', f))),
	('grade', (SELECT amount FROM (SELECT day.*, '示范' AS grade) f, due('选择', f))),
	('zone', (SELECT amount FROM (SELECT day.*, '农村' AS zone) f, due('选择', f))),
	('form', (SELECT amount FROM (SELECT day.*, '半日托' AS service_form) f, due('选择', f))),
	('first', (SELECT amount FROM (SELECT day.*, 1 AS birth_order) f, due('选择', f))),
	('second', (SELECT amount FROM (SELECT day.*, 2 AS birth_order) f, due('选择', f))),
	('fourth', (SELECT amount FROM (SELECT day.*, 4 AS birth_order) f, due('选择', f)))) d(x, amount);
-- the child's own band instead of the class's
SELECT rule('本人', '10', 'band', '托小', 'band_source', 'child');
SELECT birth, d.amount FROM day, unnest('{2023-05-01,2023-05-02,2022-05-02,2022-05-01}'::date[]) birth, LATERAL (SELECT day.*, birth AS birth_date, '托大' AS class_kind) f LEFT JOIN LATERAL due('本人', f) d ON true;
-- reference day: what is in force then, and the derived variables
SELECT rule('首日', '1', 'reference_day', 'period_start', 'during', '[2024-05-02,)'), rule('末日', '1', 'reference_day', 'period_end', 'during', '[2024-05-02,)'),
	rule('在托首日', '1', 'reference_day', 'first_day_in_care', 'during', '[2024-05-02,)'), rule('事实日', 'extract(day from reference_day)', 'reference_day', 'as_of');
SELECT i, (SELECT count(*) FROM due(i, f)) FROM unnest('{首日,末日,在托首日}'::text[]) i, (SELECT '110105' AS region, '[2024-05-01,2024-05-20)'::daterange AS during) f;
SELECT * FROM (SELECT '110105' AS region, '[2024-05-01,2024-05-20)'::daterange AS during, '2024-05-17'::date AS as_of) f, due('事实日', f);
-- a rule that is read each day is honoured from its day where it changes inside a period; one that is read on the first day in care is not
SELECT rule('改', '100 * days_in_care', 'reference_day', 'each_day', 'during', '[2020-01-01,2024-05-11)'), rule('改', '200 * days_in_care', 'reference_day', 'each_day', 'during', '[2024-05-11,2024-05-13)'),
	rule('改', '300 * days_in_care', 'reference_day', 'each_day', 'during', '[2024-05-13,)');
SELECT rule('不改', '100', 'reference_day', 'first_day_in_care', 'during', '[2020-01-01,2024-05-11)'), rule('不改', '300', 'reference_day', 'first_day_in_care', 'during', '[2024-05-11,)');
SELECT i, d.* FROM unnest('{改,不改}'::text[]) i, (SELECT '110105' AS region, '[2024-05-01,2024-06-03)'::daterange AS during) f, due(i, f) d ORDER BY i COLLATE "C" DESC, d.during;
-- settlement periods and derived days
SELECT rule('半年', 'days_in_care * 1000 + period_days', 'unit', 'child-month', 'settlement_period', 'half_year'), rule('学年', 'days_in_care * 1000 + period_days', 'unit', 'child-year', 'settlement_period', 'school_year'),
	rule('一次', '7', 'unit', 'event', 'settlement_period', 'event');
SELECT i, d.* FROM unnest('{半年,学年,一次}'::text[]) WITH ORDINALITY i(i, n), (SELECT '110105' AS region, '[2024-03-01,2024-10-11)'::daterange AS during) f, due(i, f) d ORDER BY n, d.during;
-- month counting
SELECT rule('整月', 'months', 'unit', 'child-year', 'settlement_period', 'year', 'month_counting', 'whole_months'), rule('自然月', 'months', 'unit', 'child-year', 'settlement_period', 'year', 'month_counting', 'calendar_months');
SELECT i, d.amount FROM unnest('{整月,自然月}'::text[]) i, (SELECT '110105' AS region, '{[2024-01-31,2024-02-29),[2024-03-05,2024-04-04),[2024-04-30,2024-06-01)}'::datemultirange AS during) f, due(i, f) d;
-- condition, cap of a line, cap of a year, family pays
SELECT rule('条件', '1', 'condition', 'children > 5'), rule('封顶', '1000', 'cap', 'coalesce(children, 10) * 100', 'cap_scope', 'line'), rule('年封顶', '500', 'cap', '5000', 'cap_scope', 'year');
SELECT n, (SELECT count(*) FROM due('条件', f)) AS lines, (SELECT amount FROM due('封顶', f)) AS capped FROM unnest('{5,6,12}'::int[]) n, LATERAL (SELECT day.*, n AS children FROM day) f;
SELECT extract(year FROM lower(d.during)) AS year, sum(d.amount), count(*), min(d.amount) FROM (SELECT '110105' AS region, '[2024-01-01,2025-03-01)'::daterange AS during) f, due('年封顶', f) d GROUP BY 1 ORDER BY 1;
-- instalments and funders: the last and the residual funder take what rounding leaves
SELECT rule('分期', '10000 * places_added', 'unit', 'place', 'settlement_period', 'event', 'reference_day', 'as_of', 'instalments', '{0.4,0.3,0.3}', 'funder_shares', '{"市": 0.2}', 'residual_funder', '区', 'condition', 'places_added > 0');
SELECT l.instalment, l.during, l.amount, l.funder_shares FROM (SELECT day.*, 100 AS places_added FROM day) f, subsidy_lines(f) l WHERE item = '分期';
SELECT rule('三分', '100', 'funder_shares', '{"省": 0.333333, "市": 0.333333, "县": 0.333334}', 'residual_funder', '县');
SELECT l.funder_shares FROM day f, subsidy_lines(f) l WHERE item = '三分';
SELECT rule('错', '1', 'funder_shares', '{"省": 0.5, "市": 0.6}', 'residual_funder', '市');
SELECT rule('错', '1', 'funder_shares', '{"省": 0.5}');
SELECT rule('错', '1', 'funder_shares', '[1]');
SELECT rule('错', '1', 'funder_shares', '{"市": "x"}', 'residual_funder', '市');
SELECT rule('错', '1', 'instalments', '{0.4,0.3}');
-- the unit: what is paid for must be in the fact
SELECT rule('每位', '1', 'unit', 'place', 'settlement_period', 'event', 'reference_day', 'as_of'), rule('每位月', '2', 'unit', 'place', 'settlement_period', 'month'),
	rule('每班', '3', 'unit', 'class', 'settlement_period', 'event', 'reference_day', 'as_of'), rule('每孩', '4'), rule('每孩年', '5', 'unit', 'child-year', 'settlement_period', 'year');
SELECT string_agg(l.item, ' ' ORDER BY l.item COLLATE "C") AS child FROM day f, subsidy_lines(f) l WHERE l.item LIKE '每%';
SELECT string_agg(l.item, ' ' ORDER BY l.item COLLATE "C") AS new_places FROM (SELECT day.*, 10 AS places_added FROM day) f, subsidy_lines(f) l WHERE l.item LIKE '每%';
SELECT string_agg(l.item, ' ' ORDER BY l.item COLLATE "C") AS new_classes FROM (SELECT day.*, 1 AS classes_added FROM day) f, subsidy_lines(f) l WHERE l.item LIKE '每%';
SELECT string_agg(l.item, ' ' ORDER BY l.item COLLATE "C") AS places FROM (SELECT day.*, 10 AS places FROM day) f, subsidy_lines(f) l WHERE l.item LIKE '每%';
-- claim window, stacking
SELECT rule('时限', '1', 'claim_days', '30');
SELECT claimed, (SELECT count(*) FROM due('时限', f)) FROM unnest('{2024-06-30,2024-07-01}'::date[]) claimed, LATERAL (SELECT day.*, claimed AS claimed_on FROM day) f;
SELECT rule('择高甲', '100', 'stacking_group', '择高', 'stacking', 'largest'), rule('择高乙', '200', 'stacking_group', '择高', 'stacking', 'largest'), rule('叠加', '300', 'stacking_group', '叠', 'stacking', 'sum');
SELECT l.item, l.amount FROM day f, subsidy_lines(f) l WHERE l.item ~ '择高|叠加';
-- rounding of an amount
SELECT rule('取整', '100.0 / 3', 'rounding_unit', '10', 'rounding_mode', 'up');
SELECT amount FROM day f, due('取整', f);
-- layers: the city adds to the province, a county's lower amount is lifted to the floor
SELECT rule('层', '100', 'region', '510000'), rule('层', '50', 'region', '510100', 'combine', 'add'), rule('底', '200', 'region', '510000', 'combine', 'floor'), rule('底', '120', 'region', '510100'), rule('底', '230', 'region', '510104');
SELECT r, l.item, l.amount, l.trace ->> 'region' AS rule_region FROM unnest('{510100,510104}'::text[]) r, LATERAL (SELECT r AS region, '2024-05-01'::date AS as_of) f, subsidy_lines(f) l ORDER BY r, l.item, l.amount;
-- a scenario overlays the law
SELECT rule('情景', '1'), rule('情景', '2', 'scenario', '改革'), rule('新项', '3', 'scenario', '改革');
SELECT s, sum(l.amount) FROM unnest('{NULL,改革,别的}'::text[]) s, day f, subsidy_lines(f, s) l WHERE item IN ('情景', '新项') GROUP BY s ORDER BY s;
-- one item only
SELECT subsidy_amount(f, '取整') AS item, subsidy_amount(f, '没有') AS no_item, subsidy_amount(f, '情景', '改革') AS scenario FROM day f;

-- Bad facts: each refused with its reason
SELECT subsidy_amount(f) FROM (SELECT '2024-01-01'::date AS as_of) f;
SELECT subsidy_amount(f) FROM (SELECT '110105' AS region) f;
SELECT subsidy_amount(f) FROM (SELECT '110105' AS region, '[2024-01-01,)'::daterange AS during) f;
SELECT subsidy_amount(f) FROM (SELECT '110105' AS region, 'empty'::daterange AS during) f;
SELECT rule('负', '-1', 'region', '120000'), rule('空', 'monthly_fee', 'region', '130000'), rule('零', '1 / (children - children)', 'region', '140000');
SELECT subsidy_amount(f) FROM (SELECT '120000' AS region, '2024-01-01'::date AS as_of) f;
SELECT subsidy_amount(f) FROM (SELECT '130000' AS region, '2024-01-01'::date AS as_of) f;
SELECT subsidy_amount(f) FROM (SELECT '140000' AS region, '2024-01-01'::date AS as_of, 3 AS children) f;
\set VERBOSITY sqlstate
SELECT subsidy_amount(f) FROM (SELECT '2024-01-01'::date AS as_of) f;
SELECT subsidy_amount(f) FROM (SELECT '110105' AS region, '[2024-01-01,)'::daterange AS during) f;
SELECT subsidy_amount(f) FROM (SELECT '120000' AS region, '2024-01-01'::date AS as_of) f;
SELECT subsidy_amount(f) FROM (SELECT '130000' AS region, '2024-01-01'::date AS as_of) f;
SELECT subsidy_amount(f) FROM (SELECT '140000' AS region, '2024-01-01'::date AS as_of, 3 AS children) f;
SELECT subsidy_amount(f) FROM (SELECT '330903' AS region, '2021-10-08'::date AS as_of, 2000 AS monthly_fee, true AS recognised) f;
SELECT subsidy_amount(f) FROM (SELECT '330903' AS region, '2023-10-08'::date AS as_of, 2000 AS monthly_fee, true AS recognised) f;
\set VERBOSITY default
SELECT subsidy_amount(NULL) IS NULL AS null_fact;

DELETE FROM subsidy_rule WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
SET client_min_messages = warning;
DROP SCHEMA subsidy_test CASCADE;
