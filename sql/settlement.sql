-- The ledger: what is due is paid once, what changes is reversed and corrected with its reason, nothing is lost or doubled.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\set VERBOSITY terse
CALL create_registry('ledger');
SET search_path = ledger, public, tuoyu;
SET tuoyu.as_of = '2024-12-31';

INSERT INTO policy_document (document, title, doc_number, region) VALUES ('settle', '结算测试办法', '测〔2024〕1号', '510000');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source, condition, amount, cap, cap_scope, instalments, funder_shares, residual_funder, rounding_mode, document, clause) VALUES
	('s-op', '运营补助', '510000', '[2024-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', '托小', 'class', 'recognised', '0.1 * monthly_fee', NULL, NULL, NULL, '{"省":0.3}', '市', 'half_up', 'settle', '第一条'),
	('s-family', '家庭补助', '510000', '[2024-01-01,)', '家庭', 'child-month', 'month', 'first_day_in_care', 'none', NULL, NULL, 'birth_order >= 2', 'family_amount', NULL, NULL, NULL, '{}', NULL, 'half_up', 'settle', '第二条'),
	('s-build', '建设补助', '510000', '[2023-01-01,)', '机构', 'place', 'event', 'as_of', 'none', NULL, NULL, 'recognised', '1000 * places_added', NULL, NULL, '{0.4,0.3,0.3}', '{}', NULL, 'half_up', 'settle', '第三条'),
	('s-cap', '限额补助', '510000', '[2024-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', NULL, NULL, 'recognised', '30', '100', 'year', NULL, '{}', NULL, 'half_up', 'settle', '第四条'),
	('s-days', '出勤补助', '510112', '[2024-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', NULL, NULL, 'days > 0', 'case when days >= 3 then 20 else 10 end', NULL, NULL, NULL, '{}', NULL, 'half_up', 'settle', '第五条');
INSERT INTO policy_parameter (parameter, name, region, during, value, document) VALUES ('s-amount', 'family_amount', '510000', '[2024-01-01,2025-01-01)', 100, 'settle');

-- Four institutions in two districts of one city; their staff is not what is tested here
SET session_replication_role = replica;
INSERT INTO institution (institution_id, name, region, kind, ownership) SELECT n, '机构' || n, (CASE WHEN n <= 2 THEN '510104' ELSE '510112' END)::region_code, '专门托育机构', '民办' FROM generate_series(1, 4) n;
INSERT INTO standing (institution_id, kind, during) SELECT n, k, '[2023-01-01,)' FROM generate_series(1, 4) n, unnest('{备案,普惠认定}'::text[]) k;
INSERT INTO class SELECT n, k, NULL, (ARRAY['托小', '托大'])[k]::age_band, 20, '[2024-01-01,)' FROM generate_series(1, 4) n, generate_series(1, 2) k;
INSERT INTO child SELECT n, c, '2022-06-15'::date, 1 + c % 3 FROM generate_series(1, 4) n, generate_series(1, 3) c;
INSERT INTO enrolment (institution_id, child_id, during, class_id, monthly_fee) SELECT n, c, '[2024-01-10,2024-07-01)', 1, 2000 FROM generate_series(1, 4) n, generate_series(1, 3) c;
INSERT INTO capacity_event VALUES (1, 1, '2024-03-15', 20, 1, '新建', '1000'), (2, 1, '2023-05-05', 10, 1, '改建', NULL);
INSERT INTO attendance (institution_id, child_id, day) SELECT 3, c, d FROM generate_series(1, 3) c, generate_series('2024-02-10', date '2024-02-09' + c, interval '1 day') d;

-- what stands in the ledger
CREATE VIEW standing_line AS
	SELECT l.* FROM settlement_detail l
	WHERE kind IN ('payment', 'correction', 'withheld') AND NOT EXISTS (SELECT FROM settlement_detail v WHERE v.reverses = l.line_id AND v.institution_id = l.institution_id);
-- everything that must hold at any time; differing counts lines of the year that stand and are not due, or are due and do not stand
CREATE FUNCTION audit(OUT differing bigint, OUT negative bigint, OUT recomputed_differs bigint, OUT funders_differ bigint, OUT unbalanced bigint) LANGUAGE plpgsql AS $$
BEGIN
	SELECT count(*) INTO differing FROM (
		(SELECT institution_id, child_id, event_id, item, payee, unit, first_day, last_day, instalment, rule, amount, family_pays FROM standing_line WHERE kind <> 'withheld'
		EXCEPT ALL SELECT institution_id, child_id, event_id, item, payee, unit, first_day, last_day, instalment, rule, amount, family_pays FROM subsidy_due)
		UNION ALL
		(SELECT institution_id, child_id, event_id, item, payee, unit, first_day, last_day, instalment, rule, amount, family_pays FROM subsidy_due
		EXCEPT ALL SELECT institution_id, child_id, event_id, item, payee, unit, first_day, last_day, instalment, rule, amount, family_pays FROM standing_line WHERE kind <> 'withheld')) d;
	-- per run and payee
	SELECT count(*) INTO negative FROM (SELECT 1 FROM settlement_detail GROUP BY run_id, institution_id, payee, CASE WHEN payee <> '机构' THEN child_id END HAVING sum(amount) < 0) n;
	SELECT count(*) INTO recomputed_differs FROM settlement_run r, recompute_run('ledger', r.run_id);
	SELECT count(*) INTO funders_differ FROM settlement_line l WHERE funder_shares <> '{}'
		AND (SELECT sum(value::numeric) FROM jsonb_each_text(funder_shares)) <> amount::numeric;
	-- owed to the payer: never less than nothing; and what was written is what stands plus what is carried
	SELECT count(*) INTO unbalanced FROM (
		SELECT 1 FROM settlement_detail GROUP BY institution_id, payee, CASE WHEN payee <> '机构' THEN child_id END
		HAVING COALESCE(sum(amount) FILTER (WHERE kind IN ('carry_forward', 'recovery')), 0) < 0) o;
END $$;
CREATE FUNCTION written(run bigint, pass_no integer DEFAULT NULL) RETURNS TABLE (kind text, item text, reason text, lines bigint, amount numeric) LANGUAGE sql AS
	'SELECT kind, item, reason, count(*), sum(amount) FROM settlement_detail d WHERE run_id = run AND (pass_no IS NULL OR pass = pass_no)
	GROUP BY 1, 2, 3 ORDER BY d.kind COLLATE "C", d.item COLLATE "C", d.reason COLLATE "C"';

-- The first run is what is due, line by line; each with what it rests on
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)');
SELECT * FROM audit();
SELECT * FROM written(1);
SELECT kind, region, child_id, due_on, during, amount, funder_shares, rule, doc_number, clause, trace ->> 'formula' AS formula, trace -> 'variables' AS variables, fact #>> '{0,monthly_fee}' AS fee, fact #>> '{0,during}' AS care
FROM settlement_line WHERE institution_id = 2 AND child_id = 1 AND item = '运营补助' ORDER BY due_on LIMIT 2;
SELECT event_id, due_on, instalment, amount FROM settlement_detail WHERE item = '建设补助' ORDER BY institution_id;
-- the yearly cap is used up by April
SELECT due_on, amount FROM settlement_detail WHERE institution_id = 1 AND child_id = 1 AND item = '限额补助' ORDER BY due_on;
-- attendance: unknown where nobody keeps it, not 0
SELECT child_id, due_on, amount FROM settlement_detail WHERE item = '出勤补助' ORDER BY institution_id, due_on, child_id;

-- The same again writes nothing, in a table's sense, too
CREATE TEMP TABLE before AS SELECT (SELECT count(*) FROM settlement_line) AS lines, (SELECT count(*) FROM settlement_pass) AS passes, (SELECT count(*) FROM settlement_run) AS runs;
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)');
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)', 1);
-- and so does a part of it: a district, a month, the province, batch by batch
CALL settle('ledger', '510104', '[2024-01-01,2025-01-01)');
CALL settle('ledger', '510000', '[2024-03-01,2024-04-01)', batch => 1);
SELECT (SELECT count(*) FROM settlement_line) - lines AS lines, (SELECT count(*) FROM settlement_pass) - passes AS passes, (SELECT count(*) FROM settlement_run) - runs AS runs FROM before;
SELECT r.run_id, region, period, lines, whole FROM settlement_run r JOIN settlement_pass USING (run_id) ORDER BY 1;

-- An open run takes what changes into itself; its payment is what is due then
UPDATE enrolment SET monthly_fee = 1500 WHERE institution_id = 1 AND child_id = 1;
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)');
SELECT * FROM written(1, 2);
SELECT * FROM audit();

-- Frozen: what changes goes into the next run, with its reason
CALL close_run('ledger', 1);
CALL close_run('ledger', 1);
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)', 1);
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)');
CREATE FUNCTION change_and_settle(change text) RETURNS TABLE (kind text, item text, reason text, lines bigint, amount numeric) LANGUAGE plpgsql AS $$
DECLARE
	run bigint;
	problems bigint;
	last_run bigint := (SELECT max(run_id) FROM settlement_run);
BEGIN
	EXECUTE change;
	CALL tuoyu.settle('ledger', '510100', '[2024-01-01,2025-01-01)', run);
	IF run > last_run THEN
		CALL tuoyu.close_run('ledger', run);
		RETURN QUERY SELECT * FROM written(run);
	END IF;
	SELECT a.differing + a.negative + a.recomputed_differs + a.funders_differ + a.unbalanced INTO problems FROM audit() a;
	IF problems > 0 THEN
		RAISE 'after "%": %', change, (SELECT a FROM audit() a);
	END IF;
END $$;
-- nothing
SELECT * FROM change_and_settle('SELECT 1');
-- equal pairs cancel: a changed child whose amounts stay, and a change taken back before anybody settled
SELECT * FROM change_and_settle($$UPDATE child SET birth_order = 7 WHERE institution_id = 1 AND birth_order = 3$$);
SELECT * FROM change_and_settle($$UPDATE enrolment SET monthly_fee = 1 WHERE institution_id = 2; UPDATE enrolment SET monthly_fee = 2000 WHERE institution_id = 2$$);
-- fee
SELECT * FROM change_and_settle($$UPDATE enrolment SET monthly_fee = 1600.55 WHERE institution_id = 1 AND child_id = 2$$);
-- band: the class's kind; the rule is for 托小
SELECT * FROM change_and_settle($$UPDATE enrolment SET during = '[2024-01-10,2024-05-01)' WHERE institution_id = 2 AND child_id = 3;
	INSERT INTO enrolment (institution_id, child_id, during, class_id, monthly_fee) VALUES (2, 3, '[2024-05-01,2024-07-01)', 2, 2000)$$);
-- standing: recognised until 1 May only; May is what its first day in care is, June is lost
SELECT * FROM change_and_settle($$UPDATE standing SET during = '[2023-01-01,2024-05-02)' WHERE institution_id = 2 AND kind = '普惠认定'$$);
-- and again, late
SELECT * FROM change_and_settle($$UPDATE standing SET during = '[2023-01-01,)' WHERE institution_id = 2 AND kind = '普惠认定'$$);
-- order of birth
SELECT * FROM change_and_settle($$UPDATE child SET birth_order = 1 WHERE institution_id = 4 AND child_id = 1$$);
-- other facts: the child left earlier; it was never there; one comes late
SELECT * FROM change_and_settle($$UPDATE enrolment SET during = '[2024-01-10,2024-06-15)' WHERE institution_id = 3 AND child_id = 1$$);
SELECT * FROM change_and_settle($$DELETE FROM enrolment WHERE institution_id = 3 AND child_id = 1$$);
SELECT * FROM change_and_settle($$DELETE FROM attendance WHERE institution_id = 3 AND child_id = 3 AND day = '2024-02-12'$$);
SELECT * FROM change_and_settle($$UPDATE capacity_event SET places_added = 15 WHERE institution_id = 1$$);
SELECT * FROM change_and_settle($$DELETE FROM capacity_event WHERE institution_id = 2$$);
-- policy: another amount, another parameter, another funder, a rule withdrawn, a new rule
SELECT * FROM change_and_settle($$UPDATE subsidy_rule SET amount = '0.11 * monthly_fee' WHERE rule = 's-op'$$);
SELECT * FROM change_and_settle($$UPDATE policy_parameter SET value = 110 WHERE parameter = 's-amount'$$);
SELECT * FROM change_and_settle($$UPDATE subsidy_rule SET funder_shares = '{"省":0.4}' WHERE rule = 's-op'$$);
SELECT * FROM change_and_settle($$UPDATE subsidy_rule SET during = '[2024-01-01,2024-04-01)' WHERE rule = 's-family'$$);
SELECT * FROM change_and_settle($$INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, document)
	VALUES ('s-year', '年终补助', '510104', '[2024-01-01,)', '机构', 'child-year', 'year', 'first_day_in_care', 'whole_months', '1 * months', 'half_up', 'settle')$$);
-- two at once
SELECT * FROM change_and_settle($$UPDATE subsidy_rule SET amount = '0.12 * monthly_fee' WHERE rule = 's-op'; UPDATE enrolment SET monthly_fee = 3000 WHERE institution_id = 4 AND child_id = 3$$);
-- what somebody added to the documents only moves nothing
SELECT * FROM change_and_settle($$UPDATE policy_document SET source = '复核' WHERE document = 'settle'$$);

-- A run computed again gives the same fen, with the facts and the policy known when it was made, however much has changed since
SELECT run_id, (SELECT count(*) FROM recompute_run('ledger', run_id)) AS differs FROM settlement_run ORDER BY 1;
-- it really computes: a policy or a fact kept wrong comes out different
BEGIN;
ALTER TABLE settlement_pass DISABLE TRIGGER append_only;
UPDATE settlement_pass SET policy = jsonb_set(policy, '{policy_parameter}', (SELECT jsonb_agg(CASE WHEN p ->> 'name' = 'family_amount' THEN p || '{"value":101}' ELSE p END) FROM jsonb_array_elements(policy -> 'policy_parameter') p)) WHERE run_id = 1 AND pass = 1;
SELECT item, count(*), min(amount) AS amount, min(recomputed) AS recomputed FROM recompute_run('ledger', 1) GROUP BY item;
ROLLBACK;
BEGIN;
ALTER TABLE settlement_line DISABLE TRIGGER append_only;
UPDATE settlement_line SET fact = jsonb_set(fact, '{0,monthly_fee}', '"2000.10"') WHERE run_id = 1 AND institution_id = 2 AND child_id = 2 AND due_on = '2024-02-29';
UPDATE settlement_line SET amount = '1' WHERE run_id = 1 AND institution_id = 3 AND child_id = 2 AND due_on = '2024-02-29' AND rule = 's-cap';
SELECT child_id, item, during, amount, recomputed FROM recompute_run('ledger', 1);
ROLLBACK;

-- What is paid too much is asked back once, carried forward, and taken out of later payments; no payment is below 0
SELECT run_id, institution_id, payee, child_id, kind, amount FROM settlement_detail WHERE kind IN ('carry_forward', 'recovery') ORDER BY run_id, institution_id, payee, child_id, line_id;
SELECT institution_id, payee, child_id, sum(amount) AS owed FROM settlement_detail WHERE kind IN ('carry_forward', 'recovery') GROUP BY 1, 2, 3 HAVING sum(amount) <> 0 ORDER BY 1, 2, 3;

-- One child at two institutions is paid once: where the unbroken stay began first
CREATE FUNCTION shown(run bigint) RETURNS TABLE (institution_id bigint, child_id bigint, kind text, item text, first_day date, last_day date, amount numeric, withheld numeric, reason text) LANGUAGE sql AS
	'SELECT institution_id, child_id, kind, item, first_day, last_day, amount, withheld, reason FROM settlement_detail d WHERE run_id = run ORDER BY institution_id, child_id, due_on, d.item COLLATE "C", line_id';
SELECT max(run_id) AS before FROM settlement_run \gset
-- child 2 of institution 1 is child 3 of institution 4, where it comes from 10 April on
INSERT INTO child_identity (institution_id, child_id, resident_id) VALUES (1, 2, '110105202206150011'), (4, 3, '110105202206150011');
UPDATE enrolment SET during = '[2024-04-10,2024-08-01)' WHERE institution_id = 4 AND child_id = 3;
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)');
SELECT * FROM shown(:before + 1) WHERE child_id = 3 AND item IN ('运营补助', '限额补助') AND kind <> 'reversal';
-- days of nobody twice: what stands for one person does not overlap
SELECT count(*) FROM standing_line a JOIN standing_line b ON a.item = b.item AND a.first_day <= b.last_day AND b.first_day <= a.last_day
	AND a.kind <> 'withheld' AND b.kind <> 'withheld' WHERE (a.institution_id, a.child_id) = (1, 2) AND (b.institution_id, b.child_id) = (4, 3);
SELECT sum(withheld), reasons FROM settlement_summary WHERE institution_id = 4 AND run_id = :before + 1 GROUP BY reasons HAVING sum(withheld) > 0;
-- of the same first day, the lower institution; then it turns out that they are two
UPDATE enrolment SET during = '[2024-01-10,2024-07-01)' WHERE institution_id = 4 AND child_id = 3;
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)');
SELECT institution_id, child_id, kind, count(*) FROM standing_line WHERE (institution_id, child_id) IN ((1, 2), (4, 3)) GROUP BY 1, 2, 3 ORDER BY 1;
DELETE FROM child_identity;
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)');
SELECT institution_id, child_id, kind, count(*) FROM standing_line WHERE (institution_id, child_id) IN ((1, 2), (4, 3)) GROUP BY 1, 2, 3 ORDER BY 1;
SELECT * FROM audit();
CALL close_run('ledger', :before + 1);

-- Who has been paid what
CREATE TABLE paid (institution_id integer, item text, amount numeric);
INSERT INTO paid SELECT institution_id, item, sum(amount) FROM settlement_detail WHERE run_id = 1 AND institution_id = 1 GROUP BY 1, 2;
UPDATE paid SET amount = amount - 0.01 WHERE item = '限额补助';
UPDATE paid SET amount = amount + 0.01 WHERE item = '运营补助';
INSERT INTO paid VALUES (1, '不存在的项目', 5), (99, '运营补助', 7), (2, NULL, (SELECT sum(amount) FROM settlement_detail WHERE run_id = 1 AND institution_id = 2));
SELECT * FROM reconcile('ledger', 1, 'paid');
SELECT * FROM reconcile('ledger', 1, NULL);
SELECT * FROM reconcile('ledger', 77, 'paid');

-- What cannot be settled
CALL settle('nowhere', '510100', '[2024-01-01,2025-01-01)');
CALL settle('ledger', NULL, '[2024-01-01,2025-01-01)');
CALL settle('ledger', '510100', '[2024-01-01,)');
CALL settle('ledger', '510100', 'empty');
CALL settle('ledger', '510100', '[2024-01-01,infinity)');
CALL settle('ledger', '519900', '[2024-01-01,2025-01-01)');
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)', batch => 0);
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)', 77);
CALL settle('ledger', '510104', '[2024-01-01,2025-01-01)', :before + 1);
CALL settle('ledger', '510100', '[2024-01-01,2024-02-01)', 1);
CALL close_run('ledger', 77);
CALL close_run('ledger', NULL);
CALL abandon_run('ledger', 1);
-- commits need a transaction of their own
BEGIN;
UPDATE enrolment SET monthly_fee = 2222 WHERE child_id = 2;
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)', batch => 1);
ROLLBACK;

-- An error anywhere: nothing of it; the message names key, region and day
SELECT count(*) AS lines FROM settlement_line \gset
UPDATE enrolment SET monthly_fee = 1234 WHERE institution_id = 1;
UPDATE subsidy_rule SET amount = 'unheard_of', region = '510112' WHERE rule = 's-op';
\set VERBOSITY default
\set SHOW_CONTEXT never
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)');
\set VERBOSITY terse
SELECT count(*) - :lines AS written, (SELECT count(*) FROM settlement_pass WHERE finished_at IS NULL) AS unfinished FROM settlement_line;
-- batch by batch it stops there, nothing shows, and other runs are refused until it is gone on with or given up
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)', batch => 1);
SELECT count(*) - :lines > 0 AS written, (SELECT count(*) FROM settlement_detail) - :lines AS shown FROM settlement_line;
SELECT institutions, institutions_done, last_institution_id, lines > 0 AS lines, whole FROM settlement_pass WHERE finished_at IS NULL;
CALL settle('ledger', '510112', '[2024-01-01,2025-01-01)');
SELECT max(run_id) AS unfinished FROM settlement_run \gset
CALL close_run('ledger', :unfinished);
-- with the policy that it began with it fails again; with another it is begun anew
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)', :unfinished);
UPDATE subsidy_rule SET amount = '0.12 * monthly_fee', region = '510000' WHERE rule = 's-op';
CALL settle('ledger', NULL, NULL, :unfinished);
SELECT pass, institutions_done, whole FROM settlement_pass WHERE run_id = :unfinished ORDER BY pass;
SELECT * FROM audit();
-- or it is given up
UPDATE enrolment SET monthly_fee = 1235 WHERE institution_id = 1;
UPDATE subsidy_rule SET amount = 'unheard_of', region = '510112' WHERE rule = 's-op';
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)', batch => 2);
CALL abandon_run('ledger', :unfinished);
UPDATE subsidy_rule SET amount = '0.12 * monthly_fee', region = '510000' WHERE rule = 's-op';
CALL settle('ledger', '510000', '[2024-01-01,2025-01-01)', batch => 1);
SELECT * FROM audit();

-- Append-only, for the owner too, and when triggers are off for everybody else
UPDATE settlement_line SET amount = '0';
DELETE FROM settlement_line;
TRUNCATE settlement_line;
UPDATE settlement_run SET region = '510104' WHERE run_id = 1;
UPDATE settlement_run SET closed_at = NULL WHERE run_id = 1;
DELETE FROM settlement_run;
TRUNCATE settlement_run, settlement_pass;
UPDATE settlement_pass SET lines = 0 WHERE run_id = 1;
DELETE FROM settlement_pass;
RESET session_replication_role;
UPDATE settlement_line SET amount = '0';
DELETE FROM settlement_line;
TRUNCATE settlement_line;
UPDATE institution SET institution_id = 9 WHERE institution_id = 4;
DELETE FROM institution WHERE institution_id = 4;

-- An institution that moves is settled where it is now
SELECT max(run_id) AS before FROM settlement_run \gset
SELECT sum(amount) AS moved FROM settlement_detail WHERE institution_id = 4 AND kind NOT IN ('carry_forward', 'recovery') \gset
SET session_replication_role = replica;
UPDATE institution SET region = '420106' WHERE institution_id = 4;
CALL settle('ledger', '510000', '[2024-01-01,2025-01-01)');
CALL settle('ledger', '420000', '[2024-01-01,2025-01-01)');
SELECT - sum(amount) = :moved AS taken_back FROM settlement_detail WHERE run_id = :before + 1 AND kind NOT IN ('carry_forward', 'recovery');
UPDATE institution SET region = '510112' WHERE institution_id = 4;
CALL settle('ledger', '510000', '[2024-01-01,2025-01-01)');
SELECT * FROM audit();

RESET session_replication_role;
-- Who may settle: who may write the tables
CREATE ROLE regress_settle_clerk;
GRANT USAGE ON SCHEMA ledger TO regress_settle_clerk;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO regress_settle_clerk;
SET ROLE regress_settle_clerk;
CALL settle('ledger', '510100', '[2024-01-01,2025-01-01)');
CALL close_run('ledger', 2);
RESET ROLE;
GRANT INSERT, UPDATE ON settlement_number, settlement_run, settlement_pass, settlement_line TO regress_settle_clerk;
SET ROLE regress_settle_clerk;
UPDATE settlement_line SET amount = '0';
CALL settle('ledger', '510104', '[2024-01-01,2024-02-01)');
RESET ROLE;
DROP OWNED BY regress_settle_clerk;
DROP ROLE regress_settle_clerk;

-- A region without institutions, a period without anything due: a run without lines, once
CALL settle('ledger', '110000', '[2024-01-01,2025-01-01)', batch => 5);
CALL settle('ledger', '110000', '[2024-01-01,2025-01-01)');
SELECT lines, whole FROM settlement_pass JOIN settlement_run USING (run_id) WHERE region = '110000';

-- drop_registry counts the ledger among what is not empty
CALL drop_registry('ledger');
DROP VIEW standing_line CASCADE;
DROP TABLE paid;
DROP FUNCTION audit(), change_and_settle(text), shown(bigint), written(bigint, integer);
CALL drop_registry('ledger', force => true);
DELETE FROM subsidy_rule WHERE document = 'settle';
DELETE FROM policy_parameter WHERE document = 'settle';
DELETE FROM policy_document WHERE document = 'settle';
