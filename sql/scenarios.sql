-- What if: scenarios against the law in force, on a registry, without a write.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\set SHOW_CONTEXT never
CALL create_registry('whatif');
SET search_path = whatif, public, tuoyu;
SET tuoyu.as_of = '2024-09-01';
SET session_replication_role = replica;
-- two institutions of Chongqing in two districts and one of Wuhan
INSERT INTO institution (institution_id, region, kind) VALUES (1, '500103', '专门托育机构'), (2, '500112', '用人单位'), (3, '420106', '社区');
INSERT INTO standing (institution_id, kind, during) SELECT i, k, '[2023-01-01,)' FROM generate_series(1, 3) i, unnest('{备案,普惠认定}'::text[]) k;
INSERT INTO class SELECT i, k, NULL, (ARRAY['乳儿', '托小', '托大'])[k]::age_band, 20, '[2023-01-01,)' FROM generate_series(1, 3) i, generate_series(1, 3) k;
INSERT INTO child (institution_id, child_id, birth_date, birth_order) SELECT i, c, date '2022-01-01' + c * 30, 1 + c % 3 FROM generate_series(1, 2) i, generate_series(1, 12) c;
INSERT INTO enrolment (institution_id, child_id, during, class_id, monthly_fee)
	SELECT i, c, daterange('2024-01-01', date '2024-07-01' + c * 15 * i), 1 + c % 3, (1000 + c * 10)::yuan FROM generate_series(1, 2) i, generate_series(1, 12) c;
INSERT INTO capacity_event VALUES (3, 1, '2024-03-01', 10, 1, '新建', NULL);

INSERT INTO policy_document (document, title, region) VALUES ('reform', '草案', '500000');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source, condition, amount, funder_shares, residual_funder, rounding_mode, document, scenario) VALUES
	-- more for 托大, less for 托小, and who pays is said
	('s-1', '普惠托育机构运营补助', '500000', '[2023-10-20,2026-01-01)', '机构', 'child-year', 'year', 'first_day_in_care', 'whole_months', '托大', 'class', 'filed and recognised', '1200 * months / 12.0', '{"市": 0.6, "区县": 0.4}', '区县', 'half_up', 'reform', '加大'),
	('s-2', '普惠托育机构运营补助', '500000', '[2023-10-20,2026-01-01)', '机构', 'child-year', 'year', 'first_day_in_care', 'whole_months', '托小', 'class', 'filed and recognised', '600 * months / 12.0', '{"市": 0.6, "区县": 0.4}', '区县', 'half_up', 'reform', '加大'),
	-- something new, in one district, and by the month
	('s-3', '渝中加发', '500103', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_start', 'none', NULL, 'class', 'birth_order >= extra_from', '50', '{}', NULL, 'half_up', 'reform', '加发');
INSERT INTO policy_parameter (name, region, during, value, document, scenario) VALUES ('extra_from', '500000', '[2024-01-01,)', 3, 'reform', '加发');

SELECT scenario, dimension, code, label, amount, baseline, difference FROM compare_scenarios('whatif', '[2024-01-01,2025-01-01)', '加大', '加发');
SELECT scenario, dimension, code, children_gaining, children_losing, institutions_gaining, institutions_losing, gained, lost
FROM compare_scenarios('whatif', '[2024-01-01,2025-01-01)', '加大', '加发') WHERE scenario <> '现行规定';
SELECT * FROM scenario_effect('whatif', '[2024-01-01,2025-01-01)', '加大', '加发') WHERE child_id IN (1, 2, 3) OR child_id IS NULL ORDER BY scenario COLLATE "C", institution_id, child_id;
-- the law alone; the law is what subsidy_due says
SELECT scenario, dimension, code, amount, baseline, difference, children_gaining, gained FROM compare_scenarios('whatif', '[2024-01-01,2025-01-01)') WHERE dimension IN ('合计', '地区');
SELECT (SELECT amount FROM compare_scenarios('whatif', '[2024-01-01,2025-01-01)') WHERE dimension = '合计') = (SELECT sum(amount) FROM subsidy_due) AS as_in_subsidy_due,
	(SELECT count(*) FROM (SELECT institution_id, child_id, event_id, item, rule, amount FROM scenario_lines('whatif', '[2024-01-01,2025-01-01)')
		EXCEPT ALL SELECT institution_id, child_id, event_id, item, rule, amount FROM subsidy_due) x) AS differ;
-- counted again: the scenario's amounts by hand, from the enrolments; each dimension adds up to the whole; gains and losses are the difference
SELECT (SELECT amount FROM compare_scenarios('whatif', '[2024-01-01,2025-01-01)', '加大') WHERE scenario = '加大' AND dimension = '地区' AND code = '500112') =
	(SELECT sum(round((CASE class_id WHEN 1 THEN 900 WHEN 2 THEN 600 ELSE 1200 END) * age_months(lower(during), least(upper(during), '2025-01-01')) / 12.0, 2)) FROM enrolment WHERE institution_id = 2) AS by_hand;
SELECT count(*) AS totals, count(*) FILTER (WHERE d.sum <> c.amount OR d.base <> c.baseline) AS differ, count(*) FILTER (WHERE c.difference <> c.gained - c.lost OR c.difference <> c.amount - c.baseline) AS not_balanced
FROM compare_scenarios('whatif', '[2024-01-01,2025-01-01)', '加大', '加发') c
	JOIN LATERAL (SELECT dimension, sum(amount) AS sum, sum(baseline) AS base FROM compare_scenarios('whatif', '[2024-01-01,2025-01-01)', '加大', '加发') x WHERE x.scenario = c.scenario AND x.dimension <> '合计' GROUP BY dimension) d ON true
WHERE c.dimension = '合计';
SELECT e.scenario, sum(e.amount) = c.amount AND sum(e.baseline) = c.baseline AS same_sums, count(e.child_id) FILTER (WHERE e.effect = '增加') = c.children_gaining AS same_gaining,
	count(e.child_id) FILTER (WHERE e.effect = '减少') = c.children_losing AS same_losing, count(*) FILTER (WHERE e.effect = '不变') AS unchanged
FROM scenario_effect('whatif', '[2024-01-01,2025-01-01)', '加大', '加发') e JOIN compare_scenarios('whatif', '[2024-01-01,2025-01-01)', '加大', '加发') c ON c.scenario = e.scenario AND c.dimension = '合计'
GROUP BY e.scenario, c.amount, c.baseline, c.children_gaining, c.children_losing ORDER BY e.scenario COLLATE "C";
-- another period, another answer; a scenario asked for twice is one
SELECT scenario, amount, baseline FROM compare_scenarios('whatif', '[2024-01-01,2024-04-01)', '加发', '加发') WHERE dimension = '合计';
-- a parameter of the scenario decides
UPDATE policy_parameter SET value = 1 WHERE scenario = '加发';
SELECT scenario, amount, children_gaining FROM compare_scenarios('whatif', '[2024-01-01,2024-04-01)', '加发') WHERE dimension = '合计';
-- nothing of it reaches the law
SELECT count(*) FILTER (WHERE rule LIKE 's-%') AS scenario_rules, count(*) FROM subsidy_due;

-- it writes nothing: a read-only transaction will do
BEGIN TRANSACTION READ ONLY;
SELECT count(*) > 0 AS compared FROM compare_scenarios('whatif', '[2024-01-01,2025-01-01)', '加大', '加发');
SELECT count(*) > 0 AS told FROM scenario_effect('whatif', '[2024-01-01,2025-01-01)', '加大', '加发');
COMMIT;
-- any tool can read it
SELECT DISTINCT format_type(t, NULL) AS type FROM pg_proc, unnest(proallargtypes, proargmodes) u (t, m) WHERE proname IN ('compare_scenarios', 'scenario_effect') AND pronamespace = 'tuoyu'::regnamespace AND m = 't' ORDER BY 1;

-- bad input
SELECT * FROM compare_scenarios('whatif', '[2024-01-01,2025-01-01)', '加大', '没有');
SELECT * FROM compare_scenarios('whatif', '[2024-01-01,)', '加大');
SELECT * FROM compare_scenarios('whatif', 'empty', '加大');
SELECT * FROM compare_scenarios('nowhere', '[2024-01-01,2025-01-01)', '加大');
SELECT * FROM compare_scenarios('whatif', NULL, '加大');
SELECT * FROM compare_scenarios('whatif', '[2024-01-01,2025-01-01)', NULL);
SELECT * FROM scenario_effect('whatif', '[2024-01-01,2025-01-01)', '没有');
SELECT * FROM scenario_lines('whatif', '[2024-01-01,2025-01-01)', '没有');
-- a scenario that only sets a parameter is one
DELETE FROM subsidy_rule WHERE document = 'reform';
SELECT scenario, amount = baseline AS nothing_changes FROM compare_scenarios('whatif', '[2024-01-01,2025-01-01)', '加发') WHERE dimension = '合计';

CALL drop_registry('whatif', force => true);
DELETE FROM policy_parameter WHERE document = 'reform';
DELETE FROM policy_document WHERE document = 'reform';
