-- What is paid by place, by class and by institution, period after period, out of the registry's own tables.  An institution
-- is there as long as it has a class and is open; the last day of a period is its last day in it, as a child's is.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\set VERBOSITY terse
CALL create_registry('units');
SET search_path = units, public, tuoyu;
SET tuoyu.as_of = '2024-12-31';
INSERT INTO policy_document (document, title, region) VALUES ('units', '单位测试办法', '510000');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, condition, amount, cap, cap_scope, funder_shares, residual_funder, rounding_mode, document) VALUES
	('u-place', '托位补助', '510000', '[2024-01-01,)', '机构', 'place', 'month', 'period_start', 'none', 'recognised', '300 * places', NULL, NULL, '{"市": 0.5}', '区', 'half_up', 'units'),
	('u-class', '班级补助', '510000', '[2024-01-01,)', '机构', 'class', 'half_year', 'period_end', 'none', NULL, 'classes * case when classes >= 3 then 800 else 600 end', NULL, NULL, '{}', NULL, 'half_up', 'units'),
	('u-house', '入托奖励', '510000', '[2024-01-01,)', '机构', 'institution', 'quarter', 'period_end', 'none', 'children >= places * 0.5', '1000 * children', '5000', 'year', '{}', NULL, 'half_up', 'units');
SET session_replication_role = replica;
INSERT INTO institution (institution_id, region, kind, opened_on) SELECT n, '510104', '社区', '2024-01-01' FROM generate_series(1, 3) n;
INSERT INTO standing (institution_id, kind, during) VALUES (1, '普惠认定', '[2024-01-01,)'), (2, '普惠认定', '[2024-03-10,2024-08-01)');
-- the first grows in May, the second is as it is, the third has no class before October
INSERT INTO class VALUES (1, 1, NULL, '托小', 10, '[2024-01-01,)'), (1, 2, NULL, '托大', 20, '[2024-01-01,)'), (1, 3, NULL, '乳儿', 5, '[2024-05-10,)'),
	(2, 1, NULL, '混合', 8, '[2023-01-01,)'), (3, 1, NULL, '混合', 18, '[2024-10-01,)');
INSERT INTO child SELECT i, c, '2022-06-15' FROM generate_series(1, 3) i, generate_series(1, 20) c;
INSERT INTO enrolment (institution_id, child_id, during, class_id)
	SELECT 1, c, daterange('2024-01-01', CASE WHEN c <= 12 THEN date '2024-06-30' ELSE '2024-09-15' END), 1 FROM generate_series(1, 20) c
	UNION ALL SELECT 2, c, '[2024-02-01,)', 1 FROM generate_series(1, 4) c;

CALL settle('units', '510100', '[2024-01-01,2025-01-01)');
SELECT institution_id, item, due_on, child_id, event_id, amount, funder_shares ->> '区' AS district FROM settlement_line ORDER BY institution_id, item COLLATE "C", due_on;
-- from the tables by hand
CREATE VIEW by_hand AS
	SELECT i.institution_id, '托位补助' AS item, m::date AS first_day, 300 * sum(k.places)::numeric AS amount
	FROM institution i CROSS JOIN generate_series('2024-01-01', '2024-12-01', interval '1 month') m
		JOIN class k ON k.institution_id = i.institution_id AND k.during @> m::date
	WHERE EXISTS (SELECT FROM standing s WHERE s.institution_id = i.institution_id AND s.kind = '普惠认定' AND s.during @> m::date)
		AND COALESCE(i.closed_on > m::date, true)
	GROUP BY 1, m
	UNION ALL
	SELECT i.institution_id, '班级补助', (h + interval '1 day' - interval '6 months')::date, count(*) * CASE WHEN count(*) >= 3 THEN 800 ELSE 600 END
	FROM institution i CROSS JOIN (VALUES (date '2024-06-30'), ('2024-12-31')) h (h) JOIN class k ON k.institution_id = i.institution_id AND k.during @> h
	WHERE i.institution_id < 3
	GROUP BY 1, h;
CREATE VIEW differing AS
	SELECT COALESCE(d.institution_id, h.institution_id) AS institution_id, COALESCE(d.item, h.item) AS item, COALESCE(d.first_day, h.first_day) AS first_day, d.amount AS due, h.amount AS by_hand
	FROM (SELECT * FROM subsidy_due WHERE item = '托位补助' OR (item = '班级补助' AND institution_id < 3)) d FULL JOIN by_hand h USING (institution_id, item, first_day)
	WHERE d.amount IS DISTINCT FROM h.amount;
TABLE differing;
-- the same again writes nothing, and the run is computed again as it was
CALL settle('units', '510100', '[2024-01-01,2025-01-01)');
SELECT count(*) AS passes FROM settlement_pass;
SELECT count(*) FROM recompute_run('units', 1);

-- Each fact that is read moves it: a class that closes, places, the recognition, a child, the institution's end
CALL close_run('units', 1);
UPDATE class SET during = '[2024-01-01,2024-12-01)' WHERE (institution_id, class_id) = (1, 2);
UPDATE class SET places = 12 WHERE (institution_id, class_id) = (1, 1);
UPDATE standing SET during = '[2024-03-10,2024-06-01)' WHERE institution_id = 2;
UPDATE enrolment SET during = '[2024-02-01,2024-12-31)' WHERE (institution_id, child_id) = (2, 1);
UPDATE institution SET closed_on = '2024-11-15' WHERE institution_id = 3;
CALL settle('units', '510100', '[2024-01-01,2025-01-01)');
TABLE differing;
SELECT institution_id, kind, item, due_on, amount, reason FROM settlement_detail WHERE run_id = 2 ORDER BY institution_id, item COLLATE "C", due_on, kind COLLATE "C";
SELECT kind, count(*), sum(amount) FROM settlement_detail GROUP BY 1 ORDER BY kind COLLATE "C";
-- what stands is what is due
CREATE VIEW standing_line AS
	SELECT institution_id, item, first_day, last_day, amount FROM settlement_detail l WHERE kind IN ('payment', 'correction')
		AND NOT EXISTS (SELECT FROM settlement_detail v WHERE v.reverses = l.line_id AND v.institution_id = l.institution_id);
SELECT count(*) AS stand FROM standing_line;
TABLE standing_line EXCEPT ALL SELECT institution_id, item, first_day, last_day, amount FROM subsidy_due;
SELECT institution_id, item, first_day, last_day, amount FROM subsidy_due EXCEPT ALL TABLE standing_line;

DROP VIEW standing_line, differing, by_hand;
SET search_path = public, tuoyu;
CALL drop_registry('units', force => true);
DELETE FROM subsidy_rule WHERE document = 'units';
DELETE FROM policy_document WHERE document = 'units';
