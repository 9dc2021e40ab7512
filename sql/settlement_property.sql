-- The ledger under random changes of facts and policy and random runs: what stands is always what is due.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
SET tuoyu.as_of = '2024-12-31';
INSERT INTO policy_document (document, title, region) VALUES ('settle-p', '结算测试办法', '510000');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source, condition, amount, cap, cap_scope, funder_shares, residual_funder, rounding_mode, document) VALUES
	('p-op', '运营', '510000', '[2024-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', '托小', 'class', 'recognised', '0.1 * monthly_fee + p_extra', NULL, NULL, '{"省":0.3333}', '市', 'half_up', 'settle-p'),
	('p-day', '按日', '510000', '[2024-01-01,)', '机构', 'child-month', 'month', 'each_day', 'none', NULL, NULL, NULL, '0.01 * monthly_fee * days_in_care / 30', NULL, NULL, '{}', NULL, 'half_even', 'settle-p'),
	('p-family', '家庭', '510000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'period_end', 'none', '托小', 'child', NULL, '50 * birth_order', '300', 'year', '{}', NULL, 'half_up', 'settle-p'),
	('p-half', '半年', '510104', '[2024-01-01,)', '机构', 'child-month', 'half_year', 'first_day_in_care', 'calendar_months', NULL, NULL, NULL, '7.77 * months', NULL, NULL, '{}', NULL, 'down', 'settle-p'),
	('p-days', '出勤', '510112', '[2024-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', NULL, NULL, 'days > 0', 'days * 3', '120', 'year', '{}', NULL, 'half_up', 'settle-p'),
	('p-build', '建设', '510000', '[2022-01-01,)', '机构', 'place', 'event', 'as_of', 'none', NULL, NULL, NULL, '100 * places_added', NULL, NULL, '{}', NULL, 'half_up', 'settle-p');
UPDATE subsidy_rule SET instalments = '{0.5,0.3,0.2}', continuing = 'recognised' WHERE rule = 'p-build';
INSERT INTO policy_parameter (parameter, name, region, during, value, document) VALUES ('p-extra', 'p_extra', '510000', '[2024-01-01,)', 0, 'settle-p');

-- A number from 0 to n - 1 that depends on nothing but its name
CREATE FUNCTION draw(what text, n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT (hashtextextended(what, 0) & 1073741823)::integer % n $$;
CREATE PROCEDURE fill(r text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CALL tuoyu.create_registry(%L)', r);
	PERFORM set_config('search_path', r || ', public, tuoyu', false), set_config('session_replication_role', 'replica', false);
	INSERT INTO institution (institution_id, region, kind) SELECT n, (CASE WHEN n % 2 = 0 THEN '510104' ELSE '510112' END)::region_code, '社区' FROM generate_series(1, 8) n;
	INSERT INTO standing (institution_id, kind, during) SELECT n, '普惠认定', daterange(date '2023-06-01' + draw('since' || n, 300), CASE WHEN n % 3 = 0 THEN date '2024-06-01' + draw('until' || n, 200) END) FROM generate_series(1, 8) n;
	INSERT INTO class SELECT n, k, NULL, (ARRAY['托小', '托大'])[k]::age_band, 20, '[2022-01-01,)' FROM generate_series(1, 8) n, generate_series(1, 2) k;
	INSERT INTO child SELECT n, c, date '2022-01-01' + draw('birth' || n || '/' || c, 400), 1 + draw('order' || n || '/' || c, 3) FROM generate_series(1, 8) n, generate_series(1, 6) c;
	INSERT INTO child_identity (institution_id, child_id, resident_id) VALUES (1, 1, '11010519491231002X'), (2, 1, '11010519491231002X'), (5, 2, '440524188001010014'), (5, 3, '440524188001010014');
	INSERT INTO enrolment (institution_id, child_id, during, class_id, monthly_fee) SELECT n, c, d, k, 1500 + draw('fee' || n || '/' || c || k, 1000)
		FROM generate_series(1, 8) n, generate_series(1, 6) c, LATERAL (SELECT date '2023-11-01' + draw('from' || n || '/' || c, 200) AS f) x,
			LATERAL (VALUES (1, daterange(f, f + 100)), (2, daterange(f + 100 + 7 * (c % 2), f + 250))) s(k, d);
	INSERT INTO attendance (institution_id, child_id, day) SELECT n, c, d FROM generate_series(1, 7, 2) n, generate_series(1, 6) c, generate_series('2024-02-01', '2024-09-30', interval '1 day') d WHERE draw('present' || n || c || d, 4) = 0;
	INSERT INTO capacity_event SELECT n, 1, date '2022-03-01' + draw('event' || n, 900), 10 + n, 1, '新建' FROM generate_series(1, 8) n;
	PERFORM set_config('session_replication_role', 'origin', false);
END $$;
CALL fill('settle_p');

CREATE VIEW standing_line AS
	SELECT l.* FROM settlement_detail l
	WHERE kind IN ('payment', 'correction', 'withheld') AND NOT EXISTS (SELECT FROM settlement_detail v WHERE v.reverses = l.line_id AND v.institution_id = l.institution_id);
CREATE VIEW standing_care AS
	SELECT s.kind, s.institution_id, s.child_id, s.item, trace_days(l.trace -> 'care') AS care
	FROM standing_line s JOIN settlement_line l ON l.institution_id = s.institution_id AND l.line_id = s.line_id;
-- the columns in which lines can differ; what of a duplicate is not paid is compared with nothing here
CREATE FUNCTION due() RETURNS TABLE (line text) LANGUAGE sql STABLE AS $$
	SELECT ROW(institution_id, child_id, event_id, item, payee, first_day, last_day, instalment, rule, amount)::text FROM subsidy_due
	WHERE (institution_id, COALESCE(child_id, 0)) NOT IN ((1, 1), (2, 1), (5, 2), (5, 3)) $$;
CREATE FUNCTION stands() RETURNS TABLE (line text) LANGUAGE sql STABLE AS $$
	SELECT ROW(institution_id, child_id, event_id, item, payee, first_day, last_day, instalment, rule, amount)::text FROM standing_line
	WHERE (institution_id, COALESCE(child_id, 0)) NOT IN ((1, 1), (2, 1), (5, 2), (5, 3)) $$;

-- Sixty changes, a run of some region and period after each, closed or left open; now and then a run of everything
CREATE TABLE finding (round integer, differing bigint, lines bigint, below_zero bigint, not_the_same bigint, twice bigint);
CREATE PROCEDURE rounds(n integer) LANGUAGE plpgsql AS $$
DECLARE
	i bigint;
	c bigint;
	run bigint;
	first date;
BEGIN
	FOR round IN 1 .. n LOOP
		i := 1 + draw('i' || round, 8);
		c := 1 + draw('c' || round, 6);
		PERFORM set_config('session_replication_role', 'replica', true);
		CASE draw('what' || round, 12)
			WHEN 0, 1 THEN UPDATE enrolment SET monthly_fee = 1000 + round WHERE institution_id = i AND child_id = c;
			WHEN 2 THEN UPDATE enrolment SET class_id = 3 - class_id WHERE institution_id = i AND child_id = c;
			WHEN 3 THEN UPDATE enrolment SET during = daterange(lower(during) + draw('shift' || round, 20), upper(during)) WHERE institution_id = i AND child_id = c AND class_id = 1;
			WHEN 4 THEN UPDATE standing SET during = daterange(date '2023-06-01' + draw('s' || round, 400), NULL) WHERE institution_id = i;
			WHEN 5 THEN UPDATE child SET birth_order = 1 + draw('o' || round, 4) WHERE institution_id = i AND child_id = c;
			WHEN 6 THEN UPDATE child SET birth_date = birth_date + draw('b' || round, 60) - 30 WHERE institution_id = i AND child_id = c;
			WHEN 7 THEN DELETE FROM attendance WHERE institution_id = i AND child_id = c AND day < date '2024-04-01' + round;
			WHEN 8 THEN UPDATE capacity_event SET places_added = round WHERE institution_id = i;
			WHEN 9 THEN UPDATE policy_parameter SET value = round % 7 WHERE parameter = 'p-extra';
			WHEN 10 THEN UPDATE subsidy_rule SET amount = format('%s * months', round)::formula WHERE rule = 'p-half';
			ELSE UPDATE subsidy_rule SET cap = (250 + round)::text::formula WHERE rule = 'p-family';
		END CASE;
		PERFORM set_config('session_replication_role', 'origin', true);
		first := make_date(2024, 1 + draw('month' || round, 12), 1);
		run := NULL;
		CALL tuoyu.settle('settle_p', (ARRAY['510104', '510112', '510100', '510000'])[1 + draw('region' || round, 4)]::region_code,
			daterange(first, LEAST(date '2025-01-01', (first + make_interval(months => 1 + draw('length' || round, 6)))::date)), run, NULLIF(draw('batch' || round, 5), 0));
		IF draw('close' || round, 2) = 0 AND EXISTS (SELECT FROM settlement_run WHERE run_id = run AND closed_at IS NULL) THEN
			CALL tuoyu.close_run('settle_p', run);
		END IF;
		COMMIT;
		IF round % 10 = 0 THEN
			run := NULL;
			CALL tuoyu.settle('settle_p', '510000', '[2024-01-01,2025-01-01)', run, 3);
			IF round % 20 = 0 AND EXISTS (SELECT FROM settlement_run WHERE run_id = run AND closed_at IS NULL) THEN
				CALL tuoyu.close_run('settle_p', run);
			END IF;
			INSERT INTO finding WITH d AS MATERIALIZED (SELECT * FROM due()), s AS MATERIALIZED (SELECT * FROM stands())
			SELECT round,
				(SELECT count(*) FROM ((TABLE d EXCEPT ALL TABLE s) UNION ALL (TABLE s EXCEPT ALL TABLE d)) x), (SELECT count(*) FROM s),
				(SELECT count(*) FROM (SELECT 1 FROM settlement_detail GROUP BY run_id, institution_id, payee, CASE WHEN payee <> '机构' THEN child_id END HAVING sum(amount) < 0) x)
					+ (SELECT count(*) FROM (SELECT 1 FROM settlement_detail WHERE kind IN ('carry_forward', 'recovery') GROUP BY institution_id, payee, CASE WHEN payee <> '机构' THEN child_id END HAVING sum(amount) < 0) x),
				(SELECT count(*) FROM settlement_run r, recompute_run('settle_p', r.run_id)),
				-- days of one person that stand at two places
				(SELECT count(*) FROM standing_care a JOIN standing_care b ON b.item = a.item AND b.care && a.care
					WHERE a.kind <> 'withheld' AND b.kind <> 'withheld' AND ((a.institution_id, a.child_id, b.institution_id, b.child_id) IN ((1, 1, 2, 1), (5, 2, 5, 3))));
		END IF;
	END LOOP;
END $$;
CALL rounds(60);
SELECT * FROM finding ORDER BY round;
SELECT kind, reason, count(*) > 0 AS some FROM settlement_detail GROUP BY 1, 2 ORDER BY kind COLLATE "C", reason COLLATE "C";

-- Month by month, closing each, or the year at once: the same stands, whatever goes by the year
CALL fill('settle_m');
DO $$
DECLARE
	run bigint;
BEGIN
	FOR m IN 1 .. 12 LOOP
		run := NULL;
		CALL tuoyu.settle('settle_m', '510000', daterange(make_date(2024, m, 1), (make_date(2024, m, 1) + interval '1 month')::date), run, CASE WHEN m % 2 = 0 THEN 2 END);
		CALL tuoyu.close_run('settle_m', run);
	END LOOP;
END $$;
SELECT kind, count(*) > 0 AS some, min(amount) < 0 AS negative FROM settlement_detail GROUP BY kind ORDER BY kind COLLATE "C";
CALL settle('settle_m', '510000', '[2024-01-01,2025-01-01)');
SELECT lines FROM settlement_pass ORDER BY run_id DESC LIMIT 1;

SET search_path = public, tuoyu;
DROP TABLE settle_p.finding;
DROP VIEW settle_p.standing_care, settle_p.standing_line;
DROP FUNCTION settle_p.due(), settle_p.stands();
DROP PROCEDURE settle_p.rounds(integer);
DROP PROCEDURE fill(text);
DROP FUNCTION draw(text, integer);
CALL drop_registry('settle_p', force => true);
CALL drop_registry('settle_m', force => true);
DELETE FROM subsidy_rule WHERE document = 'settle-p';
DELETE FROM policy_parameter WHERE document = 'settle-p';
DELETE FROM policy_document WHERE document = 'settle-p';
