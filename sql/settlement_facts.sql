-- What a registry supplies to rules, and what becomes of facts that it lacks
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\set VERBOSITY default
\set SHOW_CONTEXT never
CALL create_registry('supplied');
SET search_path = supplied, public, tuoyu;
SET tuoyu.as_of = '2025-12-31';
INSERT INTO policy_document (document, title, region) VALUES ('supplied', '事实测试办法', '510000');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, condition, amount, instalments, instalment_months, continuing, claim_days, rounding_mode, document) VALUES
	('p-child', '运营补助', '510000', '[2024-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', 'recognised', '0.1 * monthly_fee', NULL, DEFAULT, NULL, NULL, 'half_up', 'supplied'),
	('p-class', '班级补助', '510000', '[2024-01-01,)', '机构', 'class', 'year', 'period_end', 'none', 'recognised', '3000 * classes', NULL, DEFAULT, NULL, NULL, 'half_up', 'supplied'),
	('p-house', '示范奖励', '510000', '[2024-01-01,)', '机构', 'institution', 'year', 'period_end', 'none', 'recognised', '10 * children', NULL, DEFAULT, NULL, NULL, 'half_up', 'supplied'),
	('p-build', '建设补助', '510000', '[2024-01-01,)', '机构', 'place', 'event', 'as_of', 'none', NULL, '1000 * places_added', '{0.4,0.3,0.3}', 6,
		'daterange(period_start, reference_day, ''[]'') <@ recognised_during', NULL, 'half_up', 'supplied'),
	('p-claim', '改造补助', '510000', '[2024-01-01,)', '机构', 'place', 'event', 'as_of', 'none', 'build = ''改建''', '100 * places_added', NULL, DEFAULT, NULL, 30, 'half_up', 'supplied');
SET session_replication_role = replica;
INSERT INTO institution (institution_id, region, kind) SELECT n, '510104', '社区' FROM generate_series(1, 5) n;
INSERT INTO standing (institution_id, kind, during) VALUES (2, '普惠认定', '[2024-01-01,)'), (3, '普惠认定', '[2024-01-01,2025-01-01)'), (4, '备案', '[2024-01-01,)');
INSERT INTO class SELECT n, 1, NULL, '托小', 20, '[2023-01-01,)' FROM generate_series(1, 5) n;

-- A continuing condition over the days of recognition: all instalments, or those until it is lost; a claim in time or not
INSERT INTO capacity_event (institution_id, event_id, happened_on, places_added, build, claimed_on) VALUES
	(2, 1, '2024-03-01', 10, '新建', NULL), (3, 1, '2024-03-01', 10, '新建', NULL), (4, 1, '2024-03-01', 10, '改建', '2024-03-31'), (4, 2, '2024-03-01', 10, '改建', '2024-04-01');
SELECT institution_id, event_id, item, first_day, instalment, amount FROM subsidy_due WHERE event_id IS NOT NULL ORDER BY 1, 2, 3, 4;
CALL settle('supplied', '510100', '[2024-01-01,2026-01-01)');
SELECT institution_id, event_id, item, due_on, instalment, amount FROM settlement_detail WHERE event_id IS NOT NULL ORDER BY 1, 2, item COLLATE "C", 4;
SELECT DISTINCT fact #> '{0,recognised_during}' AS recognised FROM settlement_line WHERE institution_id = 3;

-- A child at two institutions on one day counts at the one that is recognised, else the one that is filed, else where it began first
INSERT INTO child SELECT n, 1, '2022-12-15' FROM generate_series(1, 5) n;
INSERT INTO child_identity (institution_id, child_id, resident_id) SELECT n, 1, '11010519491231002X' FROM generate_series(1, 5) n WHERE n IN (1, 2, 4);
INSERT INTO enrolment (institution_id, child_id, during, class_id, monthly_fee) VALUES (1, 1, '[2024-04-01,2024-08-01)', 1, 1000), (2, 1, '[2024-05-01,2024-08-01)', 1, 2000), (4, 1, '[2024-03-01,2024-06-01)', 1, 3000);
CALL settle('supplied', '510100', '[2024-01-01,2025-01-01)');
SELECT institution_id, kind, due_on, amount, withheld FROM settlement_detail WHERE item = '运营补助' ORDER BY 1, 3, kind COLLATE "C";
-- recognised there from June on, too: it was there first
INSERT INTO standing (institution_id, kind, during) VALUES (1, '普惠认定', '[2024-06-01,)');
CALL settle('supplied', '510100', '[2024-01-01,2025-01-01)');
SELECT institution_id, due_on, kind, amount, withheld, reason FROM settlement_detail WHERE item = '运营补助' ORDER BY 1, 2, kind COLLATE "C", amount;
SELECT days_elsewhere('{[2024-01-01,2024-02-01)}', NULL, '{[2024-01-10,2024-01-20)}', '{[2024-01-25,)}', NULL, true) AS first_there,
	days_elsewhere('{[2024-01-01,2024-02-01)}', NULL, '{[2024-01-10,2024-01-20)}', '{[2024-01-25,)}', NULL, false) AS first_here;
-- a scenario costs what settle would pay
SELECT sum(amount) = (SELECT sum(amount) FROM settlement_detail WHERE due_on < '2025-01-01' AND item <> '结转') AS same FROM scenario_lines('supplied', '[2024-01-01,2025-01-01)');

-- Of each day of a child at several institutions exactly one counts, whatever the standings
DO $$
DECLARE
	wrong bigint;
BEGIN
	PERFORM setseed(0.75);
	CREATE TEMP TABLE stay AS SELECT g AS child, n AS institution, f AS first, daterange(f, f + 10 + (random() * 100)::integer) AS during,
			datemultirange(daterange(r, r + (random() * 120)::integer)) AS recognised, datemultirange(daterange(q, q + (random() * 120)::integer)) AS filed
		FROM generate_series(1, 300) g, generate_series(1, 3) n, LATERAL (SELECT date '2024-01-01' + (random() * 60 + g * 0 + n * 0)::integer AS f,
			date '2024-01-01' + (random() * 90)::integer AS r, date '2024-01-01' + (random() * 90)::integer AS q) d;
	CREATE TEMP TABLE counting AS SELECT m.child, m.institution, datemultirange(m.during) - COALESCE(range_agg(x.during) FILTER (WHERE NOT isempty(x.during)), '{}') AS days
		FROM stay m LEFT JOIN stay o ON o.child = m.child AND o.institution <> m.institution
			CROSS JOIN LATERAL days_elsewhere(COALESCE(datemultirange(m.during * o.during), '{}'), m.recognised, o.recognised, m.filed, o.filed, (o.first, o.institution) < (m.first, m.institution)) AS x (during)
		GROUP BY m.child, m.institution, m.during;
	SELECT count(*) INTO wrong FROM (
		SELECT 1 FROM counting a JOIN counting b ON b.child = a.child AND b.institution > a.institution AND b.days && a.days
		UNION ALL
		SELECT 1 FROM (SELECT child, range_agg(days) AS days FROM counting GROUP BY child) c JOIN (SELECT child, range_agg(during) AS days FROM stay GROUP BY child) s USING (child) WHERE c.days <> s.days
		UNION ALL
		-- nowhere less recognised than elsewhere
		SELECT 1 FROM counting a JOIN stay s ON s.child = a.child AND s.institution = a.institution JOIN stay o ON o.child = a.child AND o.institution <> a.institution
		WHERE a.days && ((o.recognised - s.recognised) * datemultirange(o.during))) w;
	RAISE WARNING '% days wrong', wrong;
END $$;

-- A fact that a rule needs and that is not there: the error says whose, and nothing is written
UPDATE enrolment SET monthly_fee = NULL WHERE institution_id = 2;
INSERT INTO enrolment (institution_id, child_id, during, class_id, monthly_fee) VALUES (3, 1, '[2024-04-01,2024-08-01)', 1, 1000), (5, 1, '[2024-04-01,2024-08-01)', 1, NULL);
CALL settle('supplied', '510100', '[2024-01-01,2025-01-01)');
SELECT count(*) AS passes, max(run_id) AS last_run FROM settlement_pass;

-- A line of the ledger as a notice has it
SELECT explanation FROM settlement_detail WHERE institution_id = 3 AND instalment = 1;

SET search_path = public, tuoyu;
CALL drop_registry('supplied', force => true);
DELETE FROM subsidy_rule WHERE document = 'supplied';
DELETE FROM policy_document WHERE document = 'supplied';
