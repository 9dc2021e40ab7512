-- Lint: what is probably wrong with rules that are allowed.  Each row below is reported for one thing, and the shipped catalogue
-- for its one open parameter.
CREATE SCHEMA lint_test;
SET search_path = lint_test, tuoyu;
SET datestyle = ISO;
SET tuoyu.as_of = '2024-06-01';

SELECT severity, problem, rule_table, rule, formula_column, position, detail, hint FROM policy_lint();
SELECT count(*) FROM policy_lint('500000');

-- A name misspelt is a warning when it comes in, where it is near a name that is known; any other may be a parameter or a column to come
INSERT INTO policy_document (document, title, region, issued_on, verified) VALUES ('t', '测试文件', '110000', '2024-01-01', true);
INSERT INTO policy_parameter (parameter, name, region, during, value, document) VALUES ('p-income', 'income_urban', '110000', '[2024-01-01,2025-01-01)', 63000, 't');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('l-misspelt', '110000', '[2024-01-01,)', '0.8 * monhtly_fee', 'half_up', 't');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('l-parameter', '110101', '[2024-01-01,2025-01-01)', 'income_uban / 12', 'half_up', 't');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('l-known', '110102', '[2024-01-01,2025-01-01)', 'income_urban / 12', 'half_up', 't');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('l-far', '110103', '[2024-01-01,)', 'something_else + x + area', 'half_up', 't');
UPDATE fee_rule SET cap = '100.0 + childern * hours * heurs' WHERE rule = 'l-far';
UPDATE fee_rule SET cap = 'something_else' WHERE rule = 'l-far';
-- it is no error, so that a restore in any order works
SELECT rule, cap FROM fee_rule WHERE origin = 'user' ORDER BY rule;
SELECT severity, problem, rule, formula_column, position, detail, hint FROM policy_lint('110000') WHERE problem = 'unknown_name';
-- a region reads what it lies in and what lies in it; days read what is in force on any of them
SELECT region, array_agg(l.rule ORDER BY l.rule) FROM unnest('{110000,110101,110102,120000}'::region_code[]) region LEFT JOIN LATERAL policy_lint(region) l ON l.problem = 'unknown_name' GROUP BY region ORDER BY region;
SELECT array_agg(rule ORDER BY rule) FROM policy_lint('110000', '[2026-01-01,2026-02-01)') WHERE problem = 'unknown_name';

-- Nearness: one slip in three letters, exchanged neighbours are one
SELECT n, similar_name(n, 'care') AS care, similar_name(n, 'fee') AS fee, similar_name(n, 'heads') AS heads
FROM unnest('{childern,dasy,hour,bandd,infant,monthlyfee,income_urbann,income_urban,area,rate,x,zzzzzzzzzzzz}'::text[]) n;

-- Parameters: missing on some days, only in regions within, of another region, unused, hidden by a column
DELETE FROM fee_rule WHERE origin = 'user';
INSERT INTO policy_parameter (parameter, name, region, during, value, document) VALUES
	('p-price', 'price', '120000', '[2024-01-01,2024-03-01)', 1, 't'), ('p-price-2', 'price', '120000', '[2024-04-01,2024-08-01)', 2, 't'),
	('p-within', 'local_price', '130100', '[2024-01-01,2025-01-01)', 1, 't'), ('p-elsewhere', 'far_price', '140000', '(,)', 1, 't'),
	('p-column', 'monthly_fee', '110000', '(,)', 1, 't'), ('p-rate', 'some_rate', '110000', '(,)', 8, 't');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES
	('m-all', '120000', '[2024-04-01,2024-08-01)', 'price', 'half_up', 't'),
	('m-before', '120101', '[2024-02-01,2024-08-01)', 'price', 'half_up', 't'),
	('m-later', '120102', '[2024-04-01,2024-09-01)', 'price + monthly_fee', 'half_up', 't'),
	('m-within', '130000', '[2024-01-01,2025-01-01)', 'local_price', 'half_up', 't'),
	('m-elsewhere', '150000', '[2024-01-01,2025-01-01)', 'far_price', 'half_up', 't'),
	('m-rate', '110000', '[2024-01-01,2025-01-01)', 'some_rate * 100', 'half_up', 't');
SELECT severity, problem, rule, position, detail, hint FROM policy_lint() WHERE problem IN ('parameter_missing', 'parameter_unused', 'unknown_name') AND rule !~ 'putuo';
-- a scenario's own value counts for its rules only
INSERT INTO policy_parameter (parameter, name, region, during, value, document, scenario) VALUES ('p-reform', 'far_price', '150000', '(,)', 1, 't', '改革');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document, scenario) VALUES ('m-reform', '150000', '[2024-01-01,2025-01-01)', 'far_price', 'half_up', 't', '改革');
SELECT rule, problem FROM policy_lint('150000');
DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';

-- Integer division, where it happens
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('d', '110000', '[2024-01-01,)', '7 / 2 + 7 / 2.0 + monthly_fee / 2 + case when 1 = 1 then 9 / (2 + 2) else 0 end', 'half_up', 't');
INSERT INTO band_rule (rule, region, during, band, from_months, required, document) VALUES ('d-heads', '110000', '[2024-01-01,)', '混合', 18, '中 + children / 6', 't');
INSERT INTO band_rule (rule, region, during, band, from_months, required, document) VALUES ('d-heads', '110000', '[2024-01-01,)', '混合', 18, 'case when ''中'' = ''文'' then 0 else children / 6 end', 't');
SELECT rule, formula_column, position, detail, hint FROM policy_lint() WHERE problem = 'integer_division';
-- a formula that got past the check
SET session_replication_role = replica;
UPDATE fee_rule SET cap = 'monthly_fee > 1' WHERE rule = 'd';
UPDATE band_rule SET required = 'size' WHERE rule = 'd-heads';
RESET session_replication_role;
SELECT severity, rule, formula_column, detail FROM policy_lint() WHERE problem = 'broken_formula';
DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM band_rule WHERE origin = 'user';

-- Rules beside each other: wholly hidden (not: other days, narrower selectors), equally specific, paid twice
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('h-1', '420100', '[2020-01-01,2024-01-01)', '2500', 'half_up', 't');
SELECT problem, rule FROM policy_lint() WHERE problem = 'hidden';
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('h-2', '420100', '[2024-01-01,)', '2600', 'half_up', 't');
SELECT severity, problem, rule, detail, hint FROM policy_lint() WHERE problem = 'hidden';
UPDATE fee_rule SET grade = '示范' WHERE rule = 'h-2';
SELECT problem, rule FROM policy_lint() WHERE problem = 'hidden';
UPDATE fee_rule SET grade = NULL, scenario = '改革' WHERE rule = 'h-2';
SELECT problem, rule FROM policy_lint() WHERE problem = 'hidden';
INSERT INTO fee_rule (rule, region, during, ownership, zone, cap, rounding_mode, document) VALUES
	('e-1', '110000', '[2024-01-01,)', '民办', NULL, '1', 'half_up', 't'), ('e-2', '110000', '[2024-01-01,)', NULL, '城区', '2', 'half_up', 't'),
	('e-3', '110000', '[2024-01-01,)', '公办', '城区', '3', 'half_up', 't'), ('e-5', '110000', '[2020-01-01,2024-01-01)', NULL, '农村', '4', 'half_up', 't');
SELECT severity, problem, rule, detail, hint FROM policy_lint() WHERE problem = 'ambiguous';
SELECT fee_cap('110000', '2024-05-01', f) FROM (SELECT '民办' AS ownership, '城区' AS zone) f;
-- the way out, whichever name comes first
INSERT INTO fee_rule (rule, region, during, ownership, zone, cap, rounding_mode, document) VALUES ('e-9', '110000', '[2024-01-01,)', '民办', '城区', '4', 'half_up', 't');
SELECT fee_cap('110000', '2024-05-01', f), (SELECT count(*) FROM policy_lint() WHERE problem = 'ambiguous') FROM (SELECT '民办' AS ownership, '城区' AS zone) f;
UPDATE fee_rule SET rule = 'e-0' WHERE rule = 'e-9';
SELECT fee_cap('110000', '2024-05-01', f) FROM (SELECT '民办' AS ownership, '城区' AS zone) f;
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, birth_order, zone, amount, rounding_mode, document) VALUES
	('b-1', '甲', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '[2,2]', NULL, '1', 'half_up', 't'),
	('b-2', '甲', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '[3,)', NULL, '1', 'half_up', 't'),
	('b-3', '甲', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, '城区', '1', 'half_up', 't'),
	('w-1', '建设补贴', '420100', '[2024-01-01,)', '机构', 'place', 'month', 'period_start', 'none', NULL, NULL, '1', 'half_up', 't');
SELECT problem, rule, detail, hint FROM policy_lint() WHERE problem IN ('ambiguous', 'paid_twice') AND rule_table = 'subsidy_rule';
-- cohorts that do not meet are told apart by that
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, born, zone, grade, amount, rounding_mode, document) VALUES
	('c-1', '乙', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '[2022-01-01,2023-01-01)', '城区', NULL, '1', 'half_up', 't'),
	('c-2', '乙', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '[2023-01-01,2024-01-01)', NULL, '示范', '1', 'half_up', 't'),
	('c-3', '乙', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '[2022-06-01,2023-01-01)', NULL, '示范', '1', 'half_up', 't');
SELECT problem, rule, detail FROM policy_lint() WHERE problem = 'ambiguous' AND rule ~ '^c';
-- what is withdrawn is not in the way
INSERT INTO policy_withdrawal (withdrawal, rule, since, document) VALUES ('w', 'c-3', '2024-01-01', 't');
SELECT problem, rule, detail FROM policy_lint() WHERE problem = 'ambiguous' AND rule ~ '^c';
DELETE FROM policy_withdrawal WHERE origin = 'user';
DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM subsidy_rule WHERE origin = 'user';

-- Figures: shares, caps, ranges
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, birth_order, amount, cap, cap_scope, funder_shares, residual_funder, instalments, rounding_mode, document) VALUES
	('f-good', '好', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '[1,)', '1', '500', 'year', '{"市": 0.2, "区": 0.8}', '区', '{0.4,0.6}', 'half_up', 't'),
	('f-zero', '零', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, '1', NULL, NULL, '{"市": 0}', '区', NULL, 'half_up', 't'),
	('f-rest', '余', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, '1', NULL, NULL, '{"市": 1}', '区', NULL, 'half_up', 't'),
	('f-part', '期', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, '1', NULL, NULL, '{}', NULL, '{1,0}', 'half_up', 't'),
	('f-cap', '顶', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, '500 * 2', '400', 'line', '{}', NULL, NULL, 'half_up', 't'),
	('f-cap-0', '无', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, 'children', '0', 'line', '{}', NULL, NULL, 'half_up', 't'),
	('f-order', '次', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '(,2]', '1', NULL, NULL, '{}', NULL, NULL, 'half_up', 't');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('f-fee', '110000', '[2024-01-01,)', '0', 'half_up', 't'), ('f-fee-2', '110101', '[2024-01-01,)', '1', 'half_up', 't');
INSERT INTO policy_parameter (parameter, name, region, during, value, document) VALUES ('p-rate', 'some_rate', '110000', '(,)', 8, 't'), ('p-rate-2', 'some_rate', '120000', '(,)', 0.08, 't'),
	('p-money', 'hourly_rate', '110000', '(,)', 600, 't');
INSERT INTO staffing_rule (rule, region, during, role, scope, required, counts_as, document) VALUES
	('f-cook', '110000', '[2024-01-01,)', '炊事人员', 'institution', 'ceil(children / 50.0)', NULL, 't'), ('f-class', '110000', '[2024-01-01,)', '保健人员', 'class', '1', 0.5, 't'),
	('f-role', '110000', '[2024-01-01,)', '保洁', 'institution', '1', NULL, 't');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, document) VALUES
	('f-band-1', '110000', '[2024-01-01,)', '乳儿', 6, 12, 't'), ('f-band-2', '110000', '[2024-01-01,)', '托小', 13, 24, 't'), ('f-band-3', '110000', '[2024-01-01,)', '托大', 24, 36, 't'),
	('f-band-4', '120000', '[2024-01-01,)', '托大', 2, 3, 't');
SELECT severity, problem, rule_table, rule, formula_column, detail, hint FROM policy_lint() WHERE problem ~ 'suspicious|no_effect|unknown_role';

-- Names that nothing has: a region, a value, what a withdrawal is about; amounts and ranges of nothing
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, service_form, institution_kind, ownership, born, amount, rounding_mode, document) VALUES
	('n-region', '地', '119900', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, NULL, NULL, NULL, '1', 'half_up', 't'),
	('n-form', '式', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '全天托', '幼儿园', '公立', NULL, '1', 'half_up', 't'),
	('n-born', '生', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, NULL, NULL, 'empty', '-1', 'half_up', 't'),
	('n-null', '空', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', '全日托', '社区', '公办', NULL, ' NULL ', 'half_up', 't'),
	('n-test', '试', '990000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, NULL, NULL, NULL, '0', 'half_up', 't');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, condition, amount, claim_days, rounding_mode, document) VALUES
	('n-own', '己', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', 'recognised and hardship::boolean', 'hours * 2', NULL, 'half_up', 't'),
	('n-late', '晚', '110000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', 'entered_on::date < reference_day::date', '1', 30, 'half_up', 't');
INSERT INTO policy_withdrawal (withdrawal, rule, withdrawn_document, since, document) VALUES ('w-1', 'n-nothing', NULL, '2024-01-01', 't'), ('w-2', NULL, 'nothing', '2024-01-01', 't'), ('w-3', 'n-form', NULL, '2025-01-01', 't');
SELECT severity, problem, rule_table, rule, formula_column, detail, hint FROM policy_lint() WHERE rule ~ '^[nw]-' AND problem ~ 'unknown_[rv]|no_effect|amount|registry';
DELETE FROM policy_withdrawal WHERE origin = 'user';

-- Documents: nothing comes from it, not verified, begins before it
INSERT INTO policy_document (document, title, region, issued_on) VALUES ('none', '无规则的文件', '110000', '2024-01-01'), ('open', '未核对的文件', '110000', '2024-01-01');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document, assumptions) VALUES ('o-1', '130000', '[2023-01-01,)', '1000', 'half_up', 'open', '{}'), ('o-2', '130100', '[2023-01-01,)', '1000', 'half_up', 'open', '{起始日期未载明}');
SELECT severity, problem, rule_table, rule, detail, hint FROM policy_lint() WHERE problem ~ 'document';

-- Who may read the catalogue may lint it
CREATE ROLE tuoyu_lint_reader;
GRANT USAGE ON SCHEMA tuoyu TO tuoyu_lint_reader;
SET ROLE tuoyu_lint_reader;
SELECT count(*) > 10 AS found FROM tuoyu.policy_lint();
RESET ROLE;
REVOKE USAGE ON SCHEMA tuoyu FROM tuoyu_lint_reader;
DROP ROLE tuoyu_lint_reader;

DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM band_rule WHERE origin = 'user';
DELETE FROM staffing_rule WHERE origin = 'user';
DELETE FROM subsidy_rule WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
DROP SCHEMA lint_test;
