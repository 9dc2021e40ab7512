-- Each column of each rule table means something: the same question with two values of the column gives two answers.  The last
-- query finds columns that this test does not name, so that a new one cannot come without.
CREATE SCHEMA column_test;
SET search_path = column_test, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
CALL create_registry('column_registry');
SET tuoyu.as_of = '2024-05-20';
INSERT INTO column_registry.institution (institution_id, region, kind) VALUES (1, '110105', '专门托育机构');
INSERT INTO column_registry.class VALUES (1, 1, '小一', '托小', 30, '[2024-01-01,2025-01-01)');
INSERT INTO column_registry.staff (institution_id, staff_id, role, during) SELECT 1, n, CASE WHEN n < 9 THEN '保育人员' ELSE '保健人员' END, '[2024-01-01,2025-01-01)' FROM generate_series(1, 10) n;
INSERT INTO column_registry.class_staff SELECT 1, 1, n, '[2024-01-01,2025-01-01)' FROM generate_series(1, 10) n WHERE n IN (1, 2, 9);
INSERT INTO column_registry.certificate (institution_id, staff_id, kind, during) VALUES (1, 1, '保育师', '[2024-01-01,2025-01-01)');
INSERT INTO column_registry.capacity_event (institution_id, event_id, happened_on, places_added) VALUES (1, 1, '2024-03-01', 40), (1, 2, '2024-05-02', 20);
INSERT INTO policy_document (document, title, doc_number, region, issued_on) VALUES ('t', '测试办法', '测〔2024〕1号', '110000', '2024-06-01'), ('u', '另一办法', '测〔2024〕2号', '110000', NULL);

-- What a row of a table has where a test says nothing else
CREATE TABLE base (rule_table text PRIMARY KEY, key text, cells jsonb);
INSERT INTO base VALUES
	('subsidy_rule', 'rule', '{"rule": "x", "item": "x", "region": "110000", "during": "[2024-01-01,2025-01-01)", "payee": "机构", "unit": "child-month", "settlement_period": "month", "reference_day": "period_start", "month_counting": "none", "amount": "100", "rounding_mode": "half_up", "document": "t"}'),
	('fee_rule', 'rule', '{"rule": "x", "region": "110000", "during": "[2024-01-01,2025-01-01)", "cap": "100.006", "rounding_mode": "half_up", "document": "t"}'),
	('band_rule', 'rule', '{"rule": "x", "region": "110000", "during": "[2024-01-01,2025-01-01)", "band": "托小", "from_months": 12, "to_months": 24, "ratio": "1:5", "document": "t"}'),
	('staffing_rule', 'rule', '{"rule": "x", "region": "110000", "during": "[2024-01-01,2025-01-01)", "role": "保健人员", "required": "7", "document": "t"}'),
	('policy_parameter', 'parameter', '{"parameter": "x", "name": "p", "region": "110000", "during": "[2024-01-01,2025-01-01)", "value": 5}'),
	('policy_target', 'target', '{"target": "x", "region": "110000", "indicator": "places_added", "label": "新增托位", "since": "2024-01-01", "due_on": "2024-12-31", "value": 50, "document": "t"}'),
	('published_figure', 'figure', '{"figure": "x", "region": "110000", "indicator": "y", "label": "合计", "value": 10, "document": "t"}');

-- Questions about a child of 110105 in May 2024
CREATE VIEW fact AS SELECT '110105'::region_code AS region, '2024-05-20'::date AS as_of, '[2024-05-03,2024-05-24)'::daterange AS during, '2022-04-01'::date AS birth_date, 2 AS birth_order,
	'托小'::age_band AS class_kind, '专门托育机构' AS institution_kind, '公办' AS ownership, '财政补助' AS funding, '示范' AS grade, '城区' AS zone, '全日托' AS service_form, '2024-07-01'::date AS claimed_on, '2024-02-01'::date AS entered_on;
CREATE VIEW months AS SELECT '110105'::region_code AS region, '{[2024-01-31,2024-03-15),[2024-11-03,2025-02-11)}'::datemultirange AS during;
CREATE FUNCTION said(fact record) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT string_agg(concat_ws(' ', l.item, l.payee, l.unit, l.during, l.amount, l.family_pays, l.funder_shares, l.instalment, l.rule, l.document, l.clause, l.assumptions), '; ' ORDER BY l.item, l.payee, l.rule, l.during)
		FROM tuoyu.subsidy_lines(fact) l);
END $$;
-- of each column: cells of the row beside it, its two values, the question; other rows may be there too
CREATE TABLE covered (rule_table text, column_name text, cells jsonb, a text, b text, question text, before text);
INSERT INTO covered SELECT 'subsidy_rule', c, cells::jsonb, a, b, COALESCE(question, 'SELECT column_test.said(f) FROM column_test.fact f'), before FROM (VALUES
	('rule', '{}', 'x', 'y', NULL, NULL),
	('item', '{}', 'x', 'y', NULL, NULL),
	('region', '{}', '110000', '120000', NULL, NULL),
	('during', '{}', '[2024-01-01,2025-01-01)', '[2024-05-02,2025-01-01)', NULL, NULL),
	('payee', '{}', '机构', '家庭', NULL, NULL),
	('unit', '{}', 'child-month', 'place', NULL, NULL),
	('unit', '{}', 'child-month', 'child-year', NULL, NULL),
	('settlement_period', '{}', 'month', 'quarter', 'SELECT column_test.said(f) FROM column_test.months f', NULL),
	('settlement_period', '{}', 'half_year', 'year', 'SELECT column_test.said(f) FROM column_test.months f', NULL),
	('settlement_period', '{}', 'school_year', 'year', 'SELECT column_test.said(f) FROM column_test.months f', NULL),
	('settlement_period', '{}', 'quarter', 'event', 'SELECT column_test.said(f) FROM column_test.months f', NULL),
	('year_starts', '{"settlement_period": "quarter"}', NULL, '2', 'SELECT column_test.said(f) FROM column_test.months f', NULL),
	('year_starts', '{"settlement_period": "year", "amount": "extract(month from period_start)"}', '7', '8', 'SELECT column_test.said(f) FROM column_test.months f', NULL),
	('reference_day', '{"amount": "extract(day from reference_day)"}', 'period_start', 'period_end', NULL, NULL),
	('reference_day', '{"amount": "extract(day from reference_day)"}', 'first_day_in_care', 'as_of', NULL, NULL),
	('reference_day', '{"amount": "p * days_in_care"}', 'period_start', 'each_day', NULL, 'INSERT INTO tuoyu.policy_parameter (name, region, during, value) VALUES (''p'', ''110000'', ''[2024-01-01,2024-05-10)'', 1), (''p'', ''110000'', ''[2024-05-10,)'', 2)'),
	('month_counting', '{"settlement_period": "year", "amount": "months"}', 'whole_months', 'calendar_months', 'SELECT column_test.said(f) FROM column_test.months f', NULL),
	('month_counting', '{"settlement_period": "year", "amount": "coalesce(months, 77)"}', 'none', 'calendar_months', 'SELECT column_test.said(f) FROM column_test.months f', NULL),
	('month_value', '{"settlement_period": "year", "month_counting": "by_formula", "amount": "months"}', '1', 'days_in_care / 100.0', 'SELECT column_test.said(f) FROM column_test.months f', NULL),
	('band', '{"band_source": "class"}', '托小', '托大', NULL, NULL),
	('band_source', '{"band": "托小"}', 'class', 'child', NULL, NULL),
	('institution_kind', '{}', '专门托育机构', '幼儿园托班', NULL, NULL),
	('ownership', '{}', '公办', '民办', NULL, NULL),
	('funding', '{}', '财政补助', '自收自支', NULL, NULL),
	('grade', '{}', '示范', '普通', NULL, NULL),
	('zone', '{}', '城区', '农村', NULL, NULL),
	('service_form', '{}', '全日托', '半日托', NULL, NULL),
	('birth_order', '{}', '[2,2]', '[3,)', NULL, NULL),
	('born', '{}', '[2022-01-01,2023-01-01)', '[2023-01-01,)', NULL, NULL),
	('entered', '{}', '(,2024-03-01)', '[2024-03-01,)', NULL, NULL),
	('as_for', '{"institution_kind": "专门托育机构", "amount": "referred + 1"}', '{"institution_kind": "社区"}', '{"institution_kind": "其他"}', NULL,
		'INSERT INTO tuoyu.subsidy_rule (item, region, during, payee, unit, settlement_period, reference_day, month_counting, institution_kind, amount, rounding_mode, document) VALUES (''x'', ''110000'', ''[2024-01-01,)'', ''机构'', ''child-month'', ''month'', ''period_start'', ''none'', ''社区'', ''10'', ''half_up'', ''t''), (''x'', ''110000'', ''[2024-01-01,)'', ''机构'', ''child-month'', ''month'', ''period_start'', ''none'', ''其他'', ''20'', ''half_up'', ''t'')'),
	('condition', '{}', 'birth_order = 2', 'birth_order = 3', NULL, NULL),
	('requires', '{}', 'birth_order = 2', 'birth_order = 3', NULL, NULL),
	('amount', '{}', '100', '101', NULL, NULL),
	('cap', '{"cap_scope": "line"}', '50', '60', NULL, NULL),
	('cap_scope', '{"cap": "150"}', 'line', 'year', 'SELECT column_test.said(f) FROM column_test.months f', NULL),
	('cap_scope', '{"cap": "150", "during": "[2024-01-01,2026-01-01)"}', 'year', 'all', 'SELECT column_test.said(f) FROM column_test.months f', NULL),
	('cap_scope', '{"cap": "150", "amount": "p * days_in_care", "reference_day": "each_day"}', 'line', 'period', NULL, 'INSERT INTO tuoyu.policy_parameter (name, region, during, value) VALUES (''p'', ''110000'', ''[2024-01-01,2024-05-10)'', 20), (''p'', ''110000'', ''[2024-05-10,)'', 30)'),
	('cap_scope', '{"cap": "150"}', 'year', 'institution_year', 'SELECT column_test.said(f) FROM (SELECT *, 120 AS paid_this_year FROM column_test.fact) f', NULL),
	('family_pays', '{}', '1', '2', NULL, NULL),
	('recovery', '{"amount": "-1"}', 'false', 'true', NULL, NULL),
	('payee_shares', '{}', '{"家庭": 0.5}', '{"家庭": 0.4}', NULL, NULL),
	('instalments', '{}', '{0.5,0.5}', '{0.6,0.4}', NULL, NULL),
	('instalment_months', '{"instalments": "{0.5,0.5}"}', '12', '6', NULL, NULL),
	('continuing', '{"instalments": "{0.5,0.5}"}', 'reference_day = ''2025-05-03''', 'reference_day = ''2025-05-04''', NULL, NULL),
	('funder_shares', '{"residual_funder": "区"}', '{"市": 0.1}', '{"市": 0.2}', NULL, NULL),
	('residual_funder', '{"funder_shares": "{\"市\": 0.1}"}', '区', '县', NULL, NULL),
	('rounding_unit', '{"amount": "100.4"}', '0.01', '1', NULL, NULL),
	('rounding_mode', '{"amount": "100.016"}', 'half_up', 'down', NULL, NULL),
	('rounding_mode', '{"amount": "100.005"}', 'half_even', 'up', NULL, NULL),
	('rounding_stage', '{"amount": "p * days_in_care", "reference_day": "each_day", "rounding_unit": "1"}', 'line', 'period', NULL, 'INSERT INTO tuoyu.policy_parameter (name, region, during, value) VALUES (''p'', ''110000'', ''[2024-01-01,2024-05-10)'', 0.2), (''p'', ''110000'', ''[2024-05-10,)'', 0.1)'),
	('claim_days', '{}', '30', '31', NULL, NULL),
	('stacking_group', '{"stacking": "largest"}', 'g', 'h', NULL, 'INSERT INTO tuoyu.subsidy_rule (item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, stacking_group, stacking, document) VALUES (''y'', ''110000'', ''[2024-01-01,)'', ''机构'', ''child-month'', ''month'', ''period_start'', ''none'', ''200'', ''half_up'', ''g'', ''largest'', ''t'')'),
	('stacking', '{"stacking_group": "g"}', 'sum', 'largest', NULL, 'INSERT INTO tuoyu.subsidy_rule (item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, stacking_group, stacking, document) VALUES (''y'', ''110000'', ''[2024-01-01,)'', ''机构'', ''child-month'', ''month'', ''period_start'', ''none'', ''200'', ''half_up'', ''g'', ''largest'', ''t'')'),
	('stacking', '{"stacking_group": "g"}', 'largest', 'exclusive', NULL, 'INSERT INTO tuoyu.subsidy_rule (item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, stacking_group, stacking, stacking_rank, document) VALUES (''y'', ''110000'', ''[2024-01-01,)'', ''机构'', ''child-month'', ''month'', ''period_start'', ''none'', ''20'', ''half_up'', ''g'', ''exclusive'', 5, ''t'')'),
	('stacking_rank', '{"stacking_group": "g", "stacking": "exclusive"}', '1', '9', NULL, 'INSERT INTO tuoyu.subsidy_rule (item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, stacking_group, stacking, stacking_rank, document) VALUES (''y'', ''110000'', ''[2024-01-01,)'', ''机构'', ''child-month'', ''month'', ''period_start'', ''none'', ''20'', ''half_up'', ''g'', ''exclusive'', 5, ''t'')'),
	('combine', '{"region": "110105"}', 'replace', 'add', NULL, 'INSERT INTO tuoyu.subsidy_rule (item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, document) VALUES (''x'', ''110000'', ''[2024-01-01,)'', ''机构'', ''child-month'', ''month'', ''period_start'', ''none'', ''7'', ''half_up'', ''t'')'),
	('combine', '{"region": "110000"}', 'floor', 'ceiling', NULL, 'INSERT INTO tuoyu.subsidy_rule (item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, document) VALUES (''x'', ''110105'', ''[2024-01-01,)'', ''机构'', ''child-month'', ''month'', ''period_start'', ''none'', ''7'', ''half_up'', ''t'')'),
	('document', '{}', 't', 'u', NULL, NULL),
	('clause', '{}', '第一条', '第二条', NULL, NULL),
	('assumptions', '{}', '{甲}', '{乙}', NULL, NULL),
	('scenario', '{}', NULL, '改革', NULL, NULL),
	('origin', '{}', 'user', 'shipped', NULL, NULL)) v(c, cells, a, b, question, before);

-- Fees
CREATE FUNCTION cap_said(f record) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN concat_ws(' ', tuoyu.fee_cap('110105', '2024-05-20', f), tuoyu.fee_floor('110105', '2024-05-20', f), tuoyu.is_affordable('100.01', '110105', '2024-05-20', f),
		(SELECT string_agg(concat_ws(' ', r ->> 'rule', r ->> 'document', r ->> 'clause', r ->> 'assumptions'), '; ') FROM jsonb_array_elements(tuoyu.explain_affordability('1', '110105', '2024-05-20', f) -> 'rules') r));
END $$;
INSERT INTO covered SELECT 'fee_rule', c, cells::jsonb, a, b, 'SELECT column_test.cap_said(f) FROM column_test.fact f', before FROM (VALUES
	('rule', '{}', 'x', 'y', NULL), ('region', '{}', '110000', '120000', NULL), ('during', '{}', '[2024-01-01,2025-01-01)', '[2024-05-21,2025-01-01)', NULL),
	('service_form', '{}', '全日托', '半日托', NULL), ('band', '{}', '托小', '托大', NULL), ('institution_kind', '{}', '专门托育机构', '社区', NULL), ('ownership', '{}', '公办', '民办', NULL),
	('funding', '{}', '财政补助', '自收自支', NULL), ('grade', '{}', '示范', '普通', NULL), ('zone', '{}', '城区', '农村', NULL),
	('as_for', '{"service_form": "全日托", "cap": "referred * 0.5"}', '{"service_form": "半日托"}', '{"service_form": "临时托"}',
		'INSERT INTO tuoyu.fee_rule (region, during, service_form, cap, rounding_mode, document) VALUES (''110000'', ''[2024-01-01,)'', ''半日托'', ''10'', ''half_up'', ''t''), (''110000'', ''[2024-01-01,)'', ''临时托'', ''20'', ''half_up'', ''t'')'),
	('cap', '{}', '100', '200', NULL), ('lowest', '{}', '10', '20', NULL), ('cap_included', '{"cap": "100.01"}', 'true', 'false', NULL), ('rounding_unit', '{}', '0.01', '10', NULL), ('rounding_mode', '{}', 'half_up', 'down', NULL),
	('combine', '{"region": "110105"}', 'replace', 'add', 'INSERT INTO tuoyu.fee_rule (region, during, cap, rounding_mode, document) VALUES (''110000'', ''[2024-01-01,)'', ''10'', ''half_up'', ''t'')'),
	('combine', '{}', 'floor', 'ceiling', 'INSERT INTO tuoyu.fee_rule (region, during, cap, rounding_mode, document) VALUES (''110105'', ''[2024-01-01,)'', ''10'', ''half_up'', ''t'')'),
	('document', '{}', 't', 'u', NULL), ('clause', '{}', '第一条', '第二条', NULL), ('assumptions', '{}', '{甲}', '{乙}', NULL), ('scenario', '{}', NULL, '改革', NULL), ('origin', '{}', 'user', 'shipped', NULL)) v(c, cells, a, b, before);

-- Bands and classes
CREATE FUNCTION admits(birth date, days daterange) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO column_registry.child (institution_id, child_id, birth_date) VALUES (1, 1, birth);
	INSERT INTO column_registry.enrolment (institution_id, child_id, class_id, during) VALUES (1, 1, 1, days);
	SET CONSTRAINTS ALL IMMEDIATE;
	RETURN true;
EXCEPTION WHEN check_violation THEN
	RETURN false;
END $$;
INSERT INTO covered SELECT 'band_rule', c, cells::jsonb, a, b, COALESCE(question, $$SELECT string_agg(age_band('2022-05-20', d, '110105')::text, ' ') FROM unnest('{2023-05-19,2023-05-20,2023-05-21,2024-05-19,2024-05-20,2024-05-21,2024-06-01,2024-08-31,2024-09-01,2025-01-02}'::date[]) d$$), NULL FROM (VALUES
	('rule', '{}', 'x', 'y', $$SELECT band_rule_key('110105', '托小', '2024-05-20')$$),
	('region', '{}', '110000', '120000', $$SELECT band_rule_key('110105', '托小', '2024-05-20')$$),
	('during', '{}', '[2024-01-01,2025-01-01)', '[2024-05-21,2025-01-01)', $$SELECT band_rule_key('110105', '托小', '2024-05-20')$$),
	('band', '{}', '托小', '混合', $$SELECT band_rule_key('110105', '托小', '2024-05-20')$$),
	('from_months', '{"during": "[2020-01-01,)"}', '12', '13', NULL), ('to_months', '{"during": "[2020-01-01,)"}', '24', '25', NULL),
	('from_included', '{"during": "[2020-01-01,)"}', 'true', 'false', NULL), ('to_included', '{"during": "[2020-01-01,)"}', 'true', 'false', NULL), ('age_basis', '{"during": "[2020-01-01,)"}', 'birthday', 'day_after', NULL),
	('reference_day', '{"during": "[2020-01-01,)"}', 'as_of', 'month_start', NULL), ('reference_day', '{"during": "[2020-01-01,)"}', 'month_start', 'year_start', NULL), ('reference_day', '{"during": "[2020-01-01,)"}', 'year_start', 'school_year_start', NULL),
	('stays_until', '{"during": "[2020-01-01,)"}', NULL, '08-31', NULL),
	('class_size', '{}', '5', '6', $$SELECT admission_headroom('column_registry', 1, 1, '[2024-05-01,2024-06-01)')$$),
	('ratio', '{}', '1:5', '1:4', $$SELECT class_caregivers_required('110105', '托小', '2024-05-20', 9, 0, 9, 0, 12)$$),
	('minimum_caregivers', '{}', '1', '2', $$SELECT class_caregivers_required('110105', '托小', '2024-05-20', 3, 0, 3, 0, 12)$$),
	('required', '{"ratio": null}', 'children / 2.0', 'children / 4.0', $$SELECT class_caregivers_required('110105', '托小', '2024-05-20', 9, 0, 9, 0, 12)$$),
	('admit_early_months', '{}', '0', '1', $$SELECT column_test.admits('2023-06-10', '[2024-05-15,2024-08-01)')$$),
	('admit_late_months', '{}', '0', '1', $$SELECT column_test.admits('2022-05-10', '[2024-05-15,2024-08-01)')$$),
	('stay_months', '{}', '0', '6', $$SELECT column_test.admits('2022-06-10', '[2024-05-15,2024-08-01)')$$),
	('document', '{}', 't', 'u', $$SELECT string_agg(concat(document, clause), ',' ORDER BY rule) FROM policy_at('110105', '2024-05-20') WHERE kind = '班型'$$),
	('clause', '{}', '第一条', '第二条', $$SELECT string_agg(concat(document, clause), ',' ORDER BY rule) FROM policy_at('110105', '2024-05-20') WHERE kind = '班型'$$),
	('assumptions', '{}', '{}', '{甲}', $$SELECT string_agg(problem, ',' ORDER BY problem) FROM policy_lint('110105') WHERE rule = 'x'$$),
	('scenario', '{}', NULL, '改革', $$SELECT band_rule_key('110105', '托小', '2024-05-20')$$),
	('origin', '{}', 'user', 'shipped', $$SELECT band_rule_key('110105', '托小', '2024-05-20')$$)) v(c, cells, a, b, question);
SELECT count(*) AS national FROM band_rule WHERE region = '110000';

-- Staff
INSERT INTO covered SELECT 'staffing_rule', c, cells::jsonb, a, b, COALESCE(question, $$SELECT concat_ws(' ', staff_required('110105', '保健人员', '2024-05-20', 10, '社区'), staff_required('110105', '保健人员', '2024-05-20', 10, '社区', 'class'), staff_required('110105', '炊事人员', '2024-05-20', 10, '社区'))$$), NULL FROM (VALUES
	('rule', '{}', 'x', 'y', $$SELECT string_agg(rule, ',' ORDER BY rule) FROM policy_at('110105', '2024-05-20') WHERE kind = '人员'$$),
	('region', '{}', '110000', '120000', NULL), ('during', '{}', '[2024-01-01,2025-01-01)', '[2024-05-21,2025-01-01)', NULL), ('role', '{}', '保健人员', '炊事人员', NULL), ('scope', '{}', 'institution', 'class', NULL),
	('institution_kind', '{}', '社区', '其他', NULL), ('required', '{}', 'ceil(children / 4.0)', 'ceil(children / 3.0)', NULL),
	('counts_as', '{"scope": "class"}', '1', '0', $$SELECT admission_headroom('column_registry', 1, 1, '[2024-05-01,2024-06-01)')$$),
	('certificate', '{"scope": "class", "role": "保育人员"}', NULL, '保育师', $$SELECT admission_headroom('column_registry', 1, 1, '[2024-05-01,2024-06-01)')$$),
	('document', '{}', 't', 'u', $$SELECT string_agg(concat(document, clause), ',' ORDER BY rule) FROM policy_at('110105', '2024-05-20') WHERE kind = '人员'$$),
	('clause', '{}', '第一条', '第二条', $$SELECT string_agg(concat(document, clause), ',' ORDER BY rule) FROM policy_at('110105', '2024-05-20') WHERE kind = '人员'$$),
	('assumptions', '{}', '{}', '{甲}', $$SELECT string_agg(problem, ',' ORDER BY problem) FROM policy_lint('110105') WHERE rule = 'x'$$),
	('scenario', '{}', NULL, '改革', NULL), ('origin', '{}', 'user', 'shipped', NULL)) v(c, cells, a, b, question);

-- Parameters, by a rule that reads one
INSERT INTO covered SELECT 'policy_parameter', c, cells::jsonb, a, b, $$SELECT concat_ws(' ', l.amount, l.trace -> 'parameters') FROM column_test.fact f, subsidy_lines(f) l$$,
	$$INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, document) VALUES ('reads', 'x', '110000', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', 'p', 'half_up', 't')$$ FROM (VALUES
	('parameter', '{}', 'x', 'y'), ('name', '{}', 'p', 'q'), ('region', '{}', '110000', '120000'), ('during', '{}', '[2024-01-01,2025-01-01)', '[2024-05-02,2025-01-01)'), ('value', '{}', '5', '6'), ('unit', '{}', '元', '角'),
	('document', '{}', 't', 'u'), ('clause', '{}', '第一条', '第二条'), ('scenario', '{}', NULL, '改革'), ('origin', '{}', 'user', 'shipped')) v(c, cells, a, b);

-- Targets, by the registry's view; figures, by the check of one against another
INSERT INTO covered SELECT 'policy_target', c, cells::jsonb, a, b, 'SELECT p::text FROM column_registry.target_progress p WHERE target IN (''x'', ''y'')', NULL FROM (VALUES
	('target', '{}', 'x', 'y'), ('region', '{}', '110000', '120000'), ('indicator', '{}', 'places_added', 'classes_added'), ('label', '{}', '甲', '乙'), ('due_on', '{}', '2024-12-31', '2024-04-30'), ('since', '{}', '2024-01-01', '2024-04-01'),
	('value', '{}', '60', '61'), ('value_text', '{}', '甲', '乙'), ('qualifier', '{"value": 60}', '以上', '超过'), ('unit', '{}', '个', '所'), ('document', '{}', 't', 'u'), ('clause', '{}', '第一条', '第二条'), ('assumptions', '{}', '{甲}', '{乙}'),
	('scenario', '{}', NULL, '改革'), ('origin', '{}', 'user', 'shipped')) v(c, cells, a, b);
INSERT INTO covered SELECT 'published_figure', c, cells::jsonb, a, b, 'SELECT string_agg(p::text, '','' ORDER BY p::text) FROM published_figure_check p WHERE region_code LIKE ''1_0000''',
	$$INSERT INTO tuoyu.published_figure (figure, region, indicator, label, value, part_of, document) VALUES ('part', '110000', 'z', '分项', 10, 'x', 't'), ('rate', '110000', 'places_per_1000', '每千人口', 3.7, NULL, 't')$$ FROM (VALUES
	('figure', '{}', 'x', 'y'), ('region', '{}', '110000', '120000'), ('indicator', '{}', 'y', 'places'), ('label', '{}', '合计', '总数'), ('as_of', '{"indicator": "places"}', NULL, '2024-01-01'), ('value', '{}', '10', '9'), ('resolution', '{}', '0', '2'),
	('qualifier', '{}', '以上', '超过'), ('unit', '{}', '个', '所'), ('part_of', '{"figure": "other"}', 'part', NULL), ('document', '{}', 't', 'u'), ('clause', '{}', '第一条', '第二条'), ('assumptions', '{}', '{甲}', '{乙}'), ('origin', '{}', 'user', 'shipped')) v(c, cells, a, b);

-- Insert the row with a value of the column, ask, take all back; an error is an answer as well
CREATE FUNCTION answer(test covered, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	b column_test.base;
	result text;
	state text;
BEGIN
	SELECT * INTO STRICT b FROM column_test.base WHERE rule_table = test.rule_table;
	b.cells := jsonb_strip_nulls(b.cells || test.cells || jsonb_build_object(test.column_name, value));
	BEGIN
		IF test.before IS NOT NULL THEN EXECUTE test.before; END IF;
		EXECUTE (SELECT format('INSERT INTO tuoyu.%I (%s) VALUES (%s)', test.rule_table, string_agg(quote_ident(key), ', '), string_agg(quote_literal(cell), ', ')) FROM jsonb_each_text(b.cells) c(key, cell));
		EXECUTE test.question INTO result;
		RAISE EXCEPTION USING ERRCODE = 'TU001';
	EXCEPTION
		WHEN SQLSTATE 'TU001' THEN NULL;
		WHEN OTHERS THEN GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE; result := 'error ' || state;
	END;
	RETURN result;
END $$;

CREATE TABLE answered AS SELECT rule_table, column_name, a, answer(c, a) AS answer_a, b, answer(c, b) AS answer_b FROM covered c;
SELECT rule_table, count(*) AS tests, count(DISTINCT column_name) AS columns, count(*) FILTER (WHERE answer_a IS NOT DISTINCT FROM answer_b) AS ignored FROM answered GROUP BY rule_table ORDER BY rule_table;
SELECT * FROM answered WHERE answer_a IS NOT DISTINCT FROM answer_b;
-- errors are answers only where one is wanted: a row that is refused, or an input that a rule refuses
SELECT rule_table, column_name, a, CASE WHEN answer_a LIKE 'error%' THEN answer_a END AS error_a, b, CASE WHEN answer_b LIKE 'error%' THEN answer_b END AS error_b FROM answered
WHERE answer_a LIKE 'error%' OR answer_b LIKE 'error%' ORDER BY rule_table, column_name, a;

-- Columns without a test
SELECT table_name, column_name FROM information_schema.columns i
WHERE table_schema = 'tuoyu' AND table_name IN (SELECT rule_table FROM base) AND NOT EXISTS (SELECT FROM covered c WHERE c.rule_table = i.table_name AND c.column_name = i.column_name)
ORDER BY 1, 2;
SELECT c.rule_table, c.column_name AS no_column FROM covered c WHERE NOT EXISTS (SELECT FROM information_schema.columns i WHERE i.table_schema = 'tuoyu' AND c.rule_table = i.table_name AND c.column_name = i.column_name);
-- nothing was left behind
SELECT (SELECT count(*) FROM subsidy_rule WHERE origin = 'user') + (SELECT count(*) FROM policy_parameter WHERE origin = 'user') AS left_behind;

RESET tuoyu.as_of;
DELETE FROM policy_document WHERE origin = 'user';
CALL drop_registry('column_registry', force => true);
DROP SCHEMA column_test CASCADE;
