-- Bad input: each is refused with its SQLSTATE, the rule and region, the facts, and the way out.
CREATE SCHEMA errors_test;
SET search_path = errors_test, tuoyu;
SET datestyle = ISO;

-- What an error says, in full and without the C file that it comes from
CREATE FUNCTION refused(statement text) RETURNS TABLE (said text) LANGUAGE plpgsql AS $$
DECLARE
	state text; message text; detail text; hint text; context text; bound text;
BEGIN
	EXECUTE statement;
	RETURN QUERY SELECT 'nothing was refused';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT,
		context = PG_EXCEPTION_CONTEXT, bound = CONSTRAINT_NAME;
	RETURN QUERY SELECT unnest(array_remove(ARRAY[concat_ws(' ', state, NULLIF(bound, '')), message, NULLIF(detail, ''), NULLIF(hint, ''),
		NULLIF(substring(context FROM '^(?:formula|column|rule) [^\n]*(?:\n(?:formula|column|rule) [^\n]*)*'), '')], NULL));
END $$;
INSERT INTO policy_document (document, title, region) VALUES ('t', '测试文件', '110000');
-- a rule that is good but for what a line changes
CREATE FUNCTION rule(changes jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT format('INSERT INTO tuoyu.subsidy_rule (%s) VALUES (%s)', string_agg(quote_ident(key), ', ' ORDER BY key), string_agg(quote_nullable(value), ', ' ORDER BY key))
	FROM jsonb_each_text('{"rule": "r", "item": "补助", "region": "110105", "during": "[2024-01-01,)", "payee": "机构", "unit": "child-month", "settlement_period": "month",
		"reference_day": "period_start", "month_counting": "none", "amount": "100", "rounding_mode": "half_up", "document": "t"}' || changes)
$$;
CREATE FUNCTION due(fact record) RETURNS yuan LANGUAGE plpgsql AS 'BEGIN RETURN tuoyu.subsidy_amount(fact, ''补助''); END';

-- A mandatory choice that nobody made is refused, not guessed; no column that decides an amount has a default
SELECT CASE WHEN s.said = col_description(a.attrelid, a.attnum) THEN '(the comment on ' || a.attname || ')' ELSE s.said END AS said
FROM unnest('{rounding_mode,reference_day,month_counting,unit,settlement_period,amount,document,region}'::text[]) WITH ORDINALITY c(c, n) JOIN pg_attribute a ON a.attrelid = 'subsidy_rule'::regclass AND a.attname = c,
	refused(rule(jsonb_build_object(c, NULL))) WITH ORDINALITY s(said, line) ORDER BY c.n, line;
SELECT s.said FROM refused($$INSERT INTO fee_rule (rule, region, during, cap, document) VALUES ('f', '110105', '[2024-01-01,)', '3000', 't')$$) s;
SELECT s.said FROM refused(rule('{"band": "乳儿"}')) s;
SELECT a.attrelid::regclass AS rule_table, a.attname, pg_get_expr(d.adbin, d.adrelid) AS default_value
FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid IN ('fee_rule'::regclass, 'subsidy_rule'::regclass) AND a.attname NOT IN ('rule', 'assumptions', 'origin') ORDER BY 1, a.attnum;

-- Words that are no choice: the list comes from the column's own CHECK
SELECT s.said FROM unnest('{rounding_mode,reference_day,month_counting,unit,settlement_period,band_source,combine,stacking,cap_scope,origin,band}'::text[]) WITH ORDINALITY c(c, n),
	refused(rule(jsonb_build_object('stacking_group', 'g', 'stacking', 'sum', 'cap', '1', 'cap_scope', 'line', 'band_source', 'class') || jsonb_build_object(c, CASE c WHEN 'band' THEN '超龄' ELSE '随便' END))) s;
SELECT s.said FROM refused($$INSERT INTO policy_target (target, region, indicator, label, value, qualifier, document) VALUES ('g', '110000', 'x', 'x', 1, '大约', 't')$$) s;

-- Shares that do not add to one, of funders and of instalments; other constraints
SELECT s.said FROM unnest(ARRAY['{"funder_shares": {"市": 0.6, "区": 0.5}, "residual_funder": "区"}', '{"funder_shares": {"市": 0.6, "区": 0.3}, "residual_funder": "区"}',
	'{"funder_shares": {"市": 0.6}}', '{"funder_shares": {"市": -0.1}, "residual_funder": "区"}', '{"funder_shares": [1], "residual_funder": "区"}',
	'{"instalments": "{0.4,0.3}"}', '{"instalments": "{1.5,-0.5}"}', '{"cap": "5"}', '{"stacking_group": "g"}', '{"claim_days": -1}', '{"rounding_unit": "0"}', '{"during": "empty"}']::jsonb[]) c, refused(rule(c)) s;
SELECT s.said FROM refused($$INSERT INTO band_rule (rule, region, during, band, from_months, to_months, document) VALUES ('b', '110000', '[2024-01-01,)', '乳儿', 12, 6, 't')$$) s;
SELECT s.said FROM refused($$INSERT INTO band_rule (rule, region, during, band, from_months, ratio, required, document) VALUES ('b', '110000', '[2024-01-01,)', '混合', 18, '1:6', 'children', 't')$$) s;
SELECT s.said FROM refused($$INSERT INTO policy_parameter (parameter, name, region, during, value) VALUES ('p', 'Income', '110000', '[2024-01-01,)', 1)$$) s;
SELECT s.said FROM refused($$INSERT INTO policy_target (target, region, indicator, label, document) VALUES ('g', '110000', 'x', 'x', 't')$$) s;
-- every named CHECK of a rule table has its words
SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'tuoyu'::regnamespace AND conname !~ '_check\d*$' AND obj_description(oid, 'pg_constraint') IS NULL;

-- Overlapping rules
DO $$ BEGIN EXECUTE errors_test.rule('{"rule": "first", "during": "[2024-01-01,2025-01-01)", "birth_order": "[2,3]"}'); END $$;
SELECT s.said FROM refused(rule('{"rule": "second", "during": "[2024-12-31,)", "birth_order": "[3,)"}')) s;
SELECT s.said FROM unnest(ARRAY['{"during": "[2025-01-01,2026-01-01)"}', '{"birth_order": "[4,)"}', '{"birth_order": null}', '{"zone": "城区"}', '{"region": "110106"}', '{"scenario": "改革"}', '{"item": "别的"}']::jsonb[]) WITH ORDINALITY c(c, n),
	refused(rule('{"during": "[2024-01-01,2025-01-01)", "birth_order": "[3,)"}' || c || jsonb_build_object('rule', 'free-' || n))) s;
DELETE FROM subsidy_rule WHERE rule ~ 'free';
-- an update of itself is none, onto another is; the same key is the key's own error
UPDATE subsidy_rule SET during = '[2024-01-01,2024-07-01)', rule = 'renamed' WHERE rule = 'first';
DO $$ BEGIN EXECUTE errors_test.rule('{"rule": "second", "during": "[2024-07-01,)", "birth_order": "[2,3]"}'); END $$;
SELECT s.said FROM refused($$UPDATE subsidy_rule SET during = '[2024-06-01,)' WHERE rule = 'second'$$) s;
SELECT s.said FROM refused(rule('{"rule": "second", "during": "[2024-07-01,)", "birth_order": "[2,3]"}')) s;
SELECT s.said FROM refused($$INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('o-1', '110105', '[2024-01-01,)', '1', 'half_up', 't'), ('o-2', '110105', '[2024-03-01,)', '2', 'half_up', 't')$$) s;
SELECT s.said FROM refused($$INSERT INTO staffing_rule (rule, region, during, role, required, document) VALUES ('o-1', '110105', '[2024-01-01,)', '保健人员', '1', 't'), ('o-2', '110105', '[2024-03-01,)', '保健人员', '2', 't')$$) s;
SELECT s.said FROM refused($$INSERT INTO band_rule (rule, region, during, band, from_months, document) VALUES ('o-1', '110105', '[2024-01-01,)', '混合', 18, 't'), ('o-2', '110105', '[2024-03-01,)', '混合', 18, 't')$$) s;
SELECT s.said FROM refused($$INSERT INTO policy_parameter (parameter, name, region, during, value) VALUES ('o-1', 'n', '110105', '[2024-01-01,)', 1), ('o-2', 'n', '110105', '[2024-03-01,)', 2)$$) s;
DELETE FROM subsidy_rule WHERE origin = 'user';

-- Formulas: which rule, which column, where
SELECT s.said FROM unnest(ARRAY['{"amount": "100 +"}', '{"amount": "100 / 0"}', '{"condition": "monthly_fee"}', '{"requires": "now() > ''2024-01-01''"}', '{"cap": "sum(days)", "cap_scope": "line"}', '{"family_pays": "birth_date"}']::jsonb[]) c, refused(rule(c)) s;
SELECT s.said FROM refused($$INSERT INTO band_rule (rule, region, during, band, from_months, required, document) VALUES ('b', '110000', '[2024-01-01,)', '混合', 18, 'childern / 6.0', 't')$$) s;

-- When amounts are computed: what each formula reads is shown
CREATE FUNCTION fails(changes jsonb, fact text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE errors_test.rule(changes);
	RETURN QUERY SELECT s.said FROM errors_test.refused(format('SELECT errors_test.due(f) FROM (SELECT ''110105007'' AS region, ''2024-05-20''::date AS as_of, %s) f', fact)) s;
	DELETE FROM tuoyu.subsidy_rule WHERE origin = 'user';
END $$;
-- a rate outside the document's range; a percentage over 100; an unknown where the rule requires to know
SELECT fails('{"amount": "monthly_fee * rate", "requires": "rate between 0.08 and 0.15"}', '2000 AS monthly_fee, 0.0799 AS rate');
SELECT fails('{"amount": "monthly_fee * rate", "requires": "rate between 0.08 and 0.15"}', '2000 AS monthly_fee, 0.1501 AS rate');
SELECT fails('{"amount": "monthly_fee * rate", "requires": "rate between 0.08 and 0.15"}', '2000 AS monthly_fee, 0.08 AS rate');
SELECT fails('{"amount": "monthly_fee * percent / 100.0", "requires": "percent <= 100"}', '2000 AS monthly_fee, 101 AS percent');
SELECT fails('{"amount": "100", "requires": "percent <= 100"}', 'NULL::int AS percent');
-- division by zero, overflow
SELECT fails('{"amount": "cost / children"}', '0 AS children, NULL::yuan AS cost');
SELECT fails('{"amount": "100.0 / children"}', '0 AS children');
SELECT fails('{"amount": "1", "condition": "100 / children > 3"}', '0 AS children');
SELECT fails('{"amount": "children * children"}', '100000 AS children');
SELECT fails('{"amount": "case when children > 0 then 100.0 / children else 0 end"}', '0 AS children');
-- a value that is missing
SELECT fails('{"amount": "monthly_fee * 0.5 + days"}', 'NULL::yuan AS monthly_fee, 3 AS days');
SELECT fails('{"amount": "1", "cap": "monthly_fee", "cap_scope": "line"}', '3 AS days');
SELECT fails('{"amount": "1", "family_pays": "monthly_fee - 1"}', '3 AS days');
-- a parameter without a value, and one that is looked up after another
SELECT fails('{"amount": "monthly_fee * some_factor"}', '2000 AS monthly_fee');
INSERT INTO policy_parameter (name, region, during, value) VALUES ('some_factor', '110000', '[2024-01-01,2024-05-01)', 0.1), ('other_factor', '110000', '[2024-01-01,)', 2);
SELECT fails('{"amount": "other_factor * some_factor"}', '2000 AS monthly_fee');
SELECT fails('{"amount": "other_factor / (days - 3)"}', '3 AS days');
-- less than nothing, where the rule does not take back
SELECT fails('{"amount": "days - 5"}', '3 AS days');
SELECT fails('{"amount": "days - 5", "recovery": true}', '3 AS days');
SELECT fails('{"amount": "5", "family_pays": "days - 5"}', '3 AS days');
SELECT fails('{"amount": "5", "family_pays": "days - 5", "recovery": true}', '3 AS days');
DO $$ BEGIN EXECUTE errors_test.rule('{"amount": "days - 5", "recovery": true}'); END $$;
SELECT due(f) FROM (SELECT '110105' AS region, '2024-05-20'::date AS as_of, 3 AS days) f;
DELETE FROM subsidy_rule WHERE origin = 'user';
-- an identity number is not shown
SELECT fails('{"amount": "case when id is null then 1 end"}', '''11010519491231002X''::resident_id AS id');
-- a parameter that a formula folded away is not looked up, and explained as unknown
DO $$ BEGIN EXECUTE errors_test.rule('{"amount": "1 + case when false then nothing_rate else 0 end"}'); END $$;
SELECT l.amount, l.trace -> 'variables' AS variables, l.trace -> 'parameters' AS parameters FROM (SELECT '110105' AS region, '2024-05-20'::date AS as_of) f, subsidy_lines(f) l;
DELETE FROM subsidy_rule WHERE origin = 'user';

-- Fees
INSERT INTO fee_rule (rule, region, during, grade, cap, rounding_mode, document) VALUES ('f-null', '110105', '[2024-01-01,)', 'a', 'monthly_fee * 2', 'half_up', 't'),
	('f-less', '110105', '[2024-01-01,)', 'b', 'hours - 100', 'half_up', 't'), ('f-zero', '110105', '[2024-01-01,)', 'c', '100 / hours', 'half_up', 't');
SELECT s.said FROM unnest('{a,b,c}'::text[]) g, refused(format($$SELECT tuoyu.fee_cap('110105', '2024-05-20', f) FROM (SELECT %L AS grade, 0 AS hours) f$$, g)) s;
-- two that are equally specific
INSERT INTO fee_rule (rule, region, during, ownership, cap, rounding_mode, document) VALUES ('eq', '110105', '[2024-01-01,)', '民办', '1', 'half_up', 't');
SELECT s.said FROM refused($$SELECT tuoyu.fee_cap('110105', '2024-05-20', f) FROM (SELECT 'a' AS grade, '民办' AS ownership, '1'::tuoyu.yuan AS monthly_fee) f$$) s;

-- A policy that no settlement has kept: what the tables would not take is refused, whatever it is
SELECT p.what, s.said
FROM (
		SELECT 'a rule alone' AS what, '{"subsidy_rule": [{"rule": "x"}]}'::jsonb AS policy
		UNION ALL SELECT 'withdrawals', '{"policy_withdrawal": [{}]}' UNION ALL SELECT 'of nothing', jsonb_build_object('subsidy_rule', jsonb_build_array(to_jsonb(r)), 'policy_withdrawal', '[{"since": "2024-01-01"}]'::jsonb) FROM (SELECT * FROM subsidy_rule ORDER BY rule LIMIT 1) r
		UNION ALL SELECT 'documents', '{"policy_document": [{"title": "x"}, {"document": "c"}]}'
		UNION ALL SELECT w.key, jsonb_build_object('subsidy_rule', jsonb_build_array(to_jsonb(r) || jsonb_build_object(w.key, w.value)))
		FROM (SELECT * FROM subsidy_rule ORDER BY rule LIMIT 1) r, jsonb_each('{"payee_shares": {"a": null}, "funder_shares": {"a": "NaN"}, "amount": null, "item": null, "unit": "yard",
			"month_counting": "by_formula", "payee": null, "as_for": {"class_kind": "x"}, "combine": null, "rounding_unit": null}') w
	) p
	CROSS JOIN LATERAL refused(format($$SELECT count(*) FROM (SELECT '110105' AS region, '2024-05-20'::date AS as_of) f, tuoyu.subsidy_lines_over(ARRAY[f], NULL, %L::jsonb) l$$, p.policy)) s;

DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM subsidy_rule WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
SET client_min_messages = warning;
DROP SCHEMA errors_test CASCADE;
