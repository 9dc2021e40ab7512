-- A cap for the institution and year over children and events: used up in the order of the periods, whatever is settled together
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\set VERBOSITY terse
CALL create_registry('caps');
SET search_path = caps, public, tuoyu;
SET tuoyu.as_of = '2024-12-31';
INSERT INTO policy_document (document, title, region) VALUES ('caps', '封顶测试办法', '510000');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, condition, amount, cap, cap_scope, funder_shares, residual_funder, payee_shares, rounding_mode, document) VALUES
	('k-child', '运营补助', '510000', '[2024-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', NULL, '0.1 * monthly_fee', 'case when grade = ''示范'' then 6000 else 2500 end', 'institution_year', '{"市": 0.3}', '区', '{"家庭": 0.2}', 'half_up', 'caps'),
	('k-free', '无封顶补助', '510000', '[2024-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', NULL, '1', NULL, NULL, '{}', NULL, '{}', 'half_up', 'caps'),
	('k-event', '扩班奖励', '510000', '[2024-01-01,)', '机构', 'class', 'event', 'as_of', 'none', NULL, '1000 * classes_added', '3500', 'institution_year', '{}', NULL, '{}', 'half_up', 'caps');
SET session_replication_role = replica;
INSERT INTO institution (institution_id, region, kind) SELECT n, '510104', '社区' FROM generate_series(1, 12) n;
INSERT INTO standing (institution_id, kind, during, grade) SELECT n, '等级', '[2020-01-01,)', '示范' FROM generate_series(1, 12, 3) n;
INSERT INTO class SELECT n, 1, NULL, '托小', 20, '[2023-01-01,)' FROM generate_series(1, 12) n;
SELECT setseed(0.25);
INSERT INTO child SELECT n, c, '2022-01-15' FROM generate_series(1, 12) n, generate_series(1, 8) c;
INSERT INTO enrolment (institution_id, child_id, during, class_id, monthly_fee)
	SELECT n, c, daterange(day, day + 30 + (random() * 400)::integer), 1, (1000 + (random() * 200)::integer * 10 + 0.35)::yuan
	FROM generate_series(1, 12) n, generate_series(1, 8) c, LATERAL (SELECT date '2023-10-01' + (random() * 400 + n * 0)::integer AS day) d;
INSERT INTO capacity_event SELECT n, e, date '2023-11-01' + (random() * 400)::integer, NULL, 1 + (random() * 2)::integer, '新建', NULL FROM generate_series(1, 12) n, generate_series(1, 4) e;

-- What is due, institution by institution, month by month, child by child: what the cap has left goes to the next
CREATE FUNCTION by_hand(OUT institution_id bigint, OUT child_id bigint, OUT event_id bigint, OUT day date, OUT due numeric) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
	i record; m date; c record; limit_left numeric; most numeric;
BEGIN
	FOR i IN SELECT t.institution_id, (EXISTS (SELECT FROM standing s WHERE s.institution_id = t.institution_id AND grade = '示范')) AS model FROM institution t LOOP
		institution_id := i.institution_id;
		limit_left := CASE WHEN i.model THEN 6000 ELSE 2500 END;
		event_id := NULL;
		FOR m IN SELECT generate_series('2024-01-01', '2024-12-01', interval '1 month')::date LOOP
			FOR c IN SELECT DISTINCT ON (e.child_id) e.child_id, e.monthly_fee::numeric AS fee FROM enrolment e
					WHERE e.institution_id = i.institution_id AND e.during && daterange(m, (m + interval '1 month')::date) ORDER BY e.child_id, e.during LOOP
				child_id := c.child_id;
				day := m;
				most := 0.1 * c.fee;
				due := round(least(most, limit_left), 2);
				limit_left := limit_left - due;
				RETURN NEXT;
			END LOOP;
		END LOOP;
		child_id := NULL;
		limit_left := 3500;
		FOR c IN SELECT v.event_id, v.happened_on, v.classes_added FROM capacity_event v WHERE v.institution_id = i.institution_id AND v.happened_on BETWEEN '2024-01-01' AND '2024-12-31'
				ORDER BY v.happened_on, v.event_id LOOP
			event_id := c.event_id;
			day := c.happened_on;
			due := least(1000 * c.classes_added, limit_left);
			limit_left := limit_left - due;
			RETURN NEXT;
		END LOOP;
	END LOOP;
END $$;
CREATE FUNCTION differing(source text) RETURNS TABLE (institution_id bigint, child_id bigint, event_id bigint, day date, line numeric, by_hand numeric) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($q$
		WITH l AS (
			SELECT institution_id, child_id, event_id, CASE WHEN child_id IS NULL THEN first_day ELSE date_trunc('month', first_day)::date END AS day, sum(amount) AS due
			FROM %s WHERE item <> '无封顶补助' GROUP BY 1, 2, 3, 4)
		(SELECT l.institution_id, l.child_id, l.event_id, l.day, l.due, NULL::numeric FROM l EXCEPT SELECT h.institution_id, h.child_id, h.event_id, h.day, h.due, NULL::numeric FROM by_hand() h)
		UNION ALL
		(SELECT h.institution_id, h.child_id, h.event_id, h.day, NULL::numeric, h.due FROM by_hand() h EXCEPT SELECT l.institution_id, l.child_id, l.event_id, l.day, NULL::numeric, l.due FROM l)
		ORDER BY 1, 2, 3, 4$q$, source);
END $$;
-- the oracle sees caps at work, and something beyond them
SELECT count(*), count(*) FILTER (WHERE due = 0) > 50 AS nothing_left, count(DISTINCT institution_id) AS institutions, sum(due) FROM by_hand();
SELECT * FROM differing('subsidy_due');
-- the whole year at once
CALL settle('caps', '510100', '[2024-01-01,2025-01-01)');
CREATE VIEW standing_line AS
	SELECT l.* FROM settlement_detail l
	WHERE kind IN ('payment', 'correction') AND NOT EXISTS (SELECT FROM settlement_detail v WHERE v.reverses = l.line_id AND v.institution_id = l.institution_id);
SELECT * FROM differing('standing_line');
SELECT institution_id, sum(amount) FROM standing_line WHERE item = '运营补助' GROUP BY 1 HAVING sum(amount) > CASE WHEN institution_id % 3 = 1 THEN 6000 ELSE 2500 END;
-- each line explains itself: what the institution had had before is in its fact, and what is left of the cap in its trace
SELECT child_id, due_on, payee, amount, fact #>> '{0,paid_this_year}' AS before, trace ->> 'cap' AS cap, funder_shares FROM settlement_line
	WHERE institution_id = 2 AND item = '运营补助' AND due_on = (SELECT min(due_on) FROM settlement_line z WHERE z.institution_id = 2 AND z.item = '运营补助' AND z.amount::numeric = 0) ORDER BY child_id, payee COLLATE "C";
SELECT count(*) FROM recompute_run('caps', 1);
CALL close_run('caps', 1);

-- month by month, in an empty ledger: the same lines
ALTER TABLE settlement_line DISABLE TRIGGER append_only_truncate;
ALTER TABLE settlement_pass DISABLE TRIGGER append_only_truncate;
ALTER TABLE settlement_run DISABLE TRIGGER append_only_truncate;
TRUNCATE settlement_line, settlement_pass, settlement_run, settlement_number;
DO $$ DECLARE r bigint; BEGIN FOR m IN 1 .. 12 LOOP r := NULL; CALL settle('caps', '510100', daterange(make_date(2024, m, 1), (make_date(2024, m, 1) + interval '1 month')::date), r); END LOOP; END $$;
SELECT * FROM differing('standing_line');
SELECT kind, count(*) FROM settlement_detail GROUP BY 1;
SELECT count(*) AS recomputed_differs FROM settlement_run r, recompute_run('caps', r.run_id);
-- a child who is found to have been there since January takes its part, and the others' is corrected
UPDATE enrolment SET during = daterange('2024-01-01', upper(during)) WHERE (institution_id, child_id) = (2, 3);
CALL settle('caps', '510100', '[2024-01-01,2025-01-01)');
SELECT * FROM differing('standing_line');
SELECT * FROM differing('subsidy_due');
SELECT count(*) AS recomputed_differs FROM settlement_run r, recompute_run('caps', r.run_id);

DROP VIEW standing_line;
SET search_path = public, tuoyu;
CALL drop_registry('caps', force => true);
DELETE FROM subsidy_rule WHERE document = 'caps';
DELETE FROM policy_document WHERE document = 'caps';
