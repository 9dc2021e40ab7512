-- jsonb that the engine lays out itself is, to the byte, what PostgreSQL would have made of the same values.
SET search_path = public, tuoyu;
SET datestyle = ISO;
CREATE SCHEMA json_layout;
SET search_path = json_layout, public, tuoyu;

-- record images are what is stored
CREATE FUNCTION same_bytes(a jsonb, b jsonb) RETURNS boolean LANGUAGE sql AS 'SELECT record_image_eq(ROW(a), ROW(b))';

-- Rows as the ledger keeps them, against to_jsonb: types, nulls, lengths of names and values, in two orders of columns
CREATE TABLE fact (region region_code, during datemultirange, "on" date, born date, "order" integer, small smallint, big bigint, fee yuan, share numeric,
	filed boolean, kind age_band, name text, "非常长的列名称用于排序" text, gone text, empty text);
ALTER TABLE fact DROP COLUMN gone;
INSERT INTO fact
	SELECT '500000', CASE WHEN n % 3 > 0 THEN datemultirange(daterange(date '2024-01-01' + n, date '2024-02-01' + n), daterange('2025-01-01', NULL)) END,
		CASE WHEN n % 5 = 0 THEN NULL WHEN n % 7 = 0 THEN 'infinity' ELSE date '2024-01-01' + n * 31 END, date '0044-03-15' + n, n - 50, -n, n * 1234567890123::bigint,
		CASE WHEN n % 4 > 0 THEN (n * 12.34)::yuan END,
		CASE n % 6 WHEN 0 THEN NULL WHEN 1 THEN 'NaN' WHEN 2 THEN '-Infinity' WHEN 3 THEN n * 1e20 WHEN 4 THEN n / 7.0 ELSE 1000.00 * n END,
		CASE WHEN n % 2 = 0 THEN n % 4 = 0 END, (ARRAY['乳儿', '托小', '混合'])[1 + n % 3]::age_band, repeat(E'字"\\\n', n), repeat('x', n * n % 700), ''
	FROM generate_series(0, 120) n;
SELECT count(*), count(*) FILTER (WHERE NOT same_bytes(settlement_facts(ARRAY[f]::record[]), jsonb_build_array(jsonb_strip_nulls(to_jsonb(f))))) AS differ FROM fact f;
SELECT count(*), count(*) FILTER (WHERE NOT same_bytes(settlement_facts(ARRAY[r]), jsonb_build_array(jsonb_strip_nulls(to_jsonb(r)))))
	AS differ FROM fact f CROSS JOIN LATERAL (SELECT f.empty, f.share, f.fee, f.name, f.during, f."非常长的列名称用于排序", f.born) r;
-- several rows, and both shapes by one call site
SELECT same_bytes(settlement_facts(array_agg(r ORDER BY r.born)), jsonb_agg(jsonb_strip_nulls(to_jsonb(r)) ORDER BY r.born)) FROM (SELECT born, name, share FROM fact) r;
SELECT same_bytes(settlement_facts(r), made) FROM (
	SELECT ARRAY[r]::record[] AS r, jsonb_build_array(to_jsonb(r)) AS made FROM (SELECT 1 AS a, 'x' AS bb) r
	UNION ALL SELECT ARRAY[r]::record[], jsonb_build_array(to_jsonb(r)) FROM (SELECT 'x' AS bb, 1 AS a, 2 AS c) r) s;
-- a name that comes twice, no columns, no rows, a row that is null
SELECT settlement_facts(ARRAY[r]) FROM (SELECT 1 AS a, 2 AS b, 3 AS a, 4 AS a) r;
SELECT settlement_facts('{}'::record[]), settlement_facts(ARRAY[NULL, r]::record[]) FROM (SELECT 1 AS a) r;
-- more columns than have their order remembered, in any order
DO $$
DECLARE
	same boolean;
BEGIN
	FOR n IN 1..40 LOOP
		EXECUTE (SELECT format('SELECT bool_and(json_layout.same_bytes(tuoyu.settlement_facts(ARRAY[r]), jsonb_build_array(to_jsonb(r)))) FROM (SELECT %s) r, generate_series(1, 2)',
			string_agg(format('%s AS %I', CASE i % 3 WHEN 0 THEN quote_literal(i) WHEN 1 THEN i::text ELSE 'true' END, 'c' || (i * 7919 % 1009)), ', ' ORDER BY md5((i * n)::text)))
			FROM generate_series(1, n * 3) i) INTO same;
		IF NOT same THEN
			RAISE EXCEPTION '% columns', n * 3;
		END IF;
	END LOOP;
END $$;

-- Traces, and the parts of an amount: every rule that is shipped, and one with all that a trace can say
INSERT INTO policy_document (document, title, region) VALUES ('layout', '版式', '510000');
INSERT INTO policy_parameter (parameter, name, region, during, value, document) VALUES ('layout', 'layout_amount', '510000', '[2020-01-01,)', 33.330, 'layout');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, month_value, condition, requires, amount, cap, cap_scope, family_pays,
		instalments, funder_shares, residual_funder, rounding_mode, document, assumptions) VALUES
	('layout', '版式补助', '510000', '[2020-01-01,)', '机构', 'child-year', 'year', 'first_day_in_care', 'by_formula', 'days_in_care / 31.0', 'monthly_fee > 0', 'birth_order < 9',
		'layout_amount * months_counted', '300', 'year', 'monthly_fee - 0.125', '{0.25,0.75}', '{"省":0.3,"区县一级财政":0.333}', '市', 'half_up', 'layout', '{甲,乙}');
SELECT count(*) > 20 AS lines, count(DISTINCT rule) AS rules, count(*) FILTER (WHERE NOT same_bytes(l.trace, l.trace::text::jsonb)) AS traces_differ,
	count(*) FILTER (WHERE NOT same_bytes(l.funder_shares, l.funder_shares::text::jsonb)) AS shares_differ,
	min(jsonb_typeof(l.trace -> 'computed')) AS computed, max((SELECT count(*) FROM jsonb_object_keys(l.trace))) > 40 AS has_long_ones
FROM (SELECT region::region_code, datemultirange(daterange('2024-01-10', '2025-03-05')) AS during, date '2022-06-01' + n * 30 AS birth_date, n AS birth_order,
		kind::age_band AS class_kind, '全日托' AS service_form, (1000 + n)::yuan AS monthly_fee, true AS recognised, true AS filed, n AS child_id, '甲' AS institution_name, 0.1 AS putuo_operating_rate
	FROM generate_series(1, 3) n, unnest('{510000,500000,330903}'::text[]) region, unnest('{托小,托大}'::text[]) kind) f
	CROSS JOIN LATERAL subsidy_lines(f) l;
SELECT same_bytes(e, e::text::jsonb), e ->> 'affordable' AS affordable, (SELECT count(*) FROM jsonb_object_keys(e)) AS keys
FROM (VALUES (explain_affordability('3000', '420100', '2021-06-01')), (explain_affordability('3000.01', '420100', '2021-06-01')), (explain_affordability('3000', '990000', '2021-06-01'))) v (e);

DELETE FROM subsidy_rule WHERE rule = 'layout';
DELETE FROM policy_parameter WHERE parameter = 'layout';
DELETE FROM policy_document WHERE document = 'layout';
SET client_min_messages = warning;
DROP SCHEMA json_layout CASCADE;
