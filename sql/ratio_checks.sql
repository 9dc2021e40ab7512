-- What a staffing constraint enforces: each check by itself, switched on and off.
SET search_path = public, tuoyu;
SET datestyle = ISO;
\set SHOW_CONTEXT never
CREATE TABLE institution (institution_id bigint PRIMARY KEY, region region_code NOT NULL, kind text, approved_places integer);
CREATE TABLE class (institution_id bigint, class_id bigint, kind age_band NOT NULL, places integer NOT NULL, during daterange NOT NULL,
	PRIMARY KEY (institution_id, class_id));
CREATE TABLE staff (institution_id bigint, staff_id bigint, role text NOT NULL, during daterange NOT NULL, PRIMARY KEY (institution_id, staff_id));
CREATE TABLE certificate (institution_id bigint, staff_id bigint, kind text NOT NULL, during daterange NOT NULL);
CREATE TABLE class_staff (institution_id bigint, class_id bigint, staff_id bigint, during daterange NOT NULL);
CREATE TABLE child (institution_id bigint, child_id bigint, birth_date date NOT NULL, PRIMARY KEY (institution_id, child_id));
CREATE TABLE enrolment (institution_id bigint, class_id bigint NOT NULL, child_id bigint, during daterange NOT NULL);

-- What an error says: runs statements, then all that is deferred, and takes everything back.
CREATE FUNCTION attempt(VARIADIC statements text[], OUT state text, OUT message text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $$
DECLARE
	s text;
BEGIN
	FOREACH s IN ARRAY statements LOOP EXECUTE s; END LOOP;
	SET CONSTRAINTS ALL IMMEDIATE;
	RAISE EXCEPTION USING ERRCODE = 'TT000';
EXCEPTION WHEN SQLSTATE 'TT000' THEN
	state := 'accepted';
WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END
$$;

--
-- Switches
--
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', institution => 'institution');
SELECT ratio_checks('staffing');
INSERT INTO institution VALUES (1, '420100', '专门托育机构', NULL);
INSERT INTO class VALUES (1, 1, '托小', 8, '[2024-01-01,2026-01-01)'), (1, 2, '托大', 20, '[2024-01-01,)');
INSERT INTO staff SELECT 1, s, '保育人员', '[2023-01-01,)' FROM generate_series(1, 9) s;
INSERT INTO child SELECT 1, c, date '2023-01-01' + c FROM generate_series(1, 20) c;
INSERT INTO class_staff VALUES (1, 1, 1, '[2024-01-01,2026-01-01)'), (1, 1, 2, '[2024-01-01,2026-01-01)');
-- what each check would refuse, and what is let through with that check alone, or with all but that
CREATE TABLE offence (checks text, statement text);
INSERT INTO offence VALUES
	('caregivers', $$INSERT INTO enrolment SELECT 1, 1, c, '[2024-03-01,2024-06-01)' FROM generate_series(1, 6) c; DELETE FROM class_staff WHERE staff_id = 2$$),
	('class_size', $$INSERT INTO enrolment SELECT 1, 1, c, '[2024-03-01,2024-06-01)' FROM generate_series(1, 9) c$$),
	('admission', $$INSERT INTO enrolment VALUES (1, 1, 1, '[2025-03-01,2025-06-01)')$$),
	('containment', $$INSERT INTO enrolment VALUES (1, 1, 1, '[2024-03-01,2026-02-01)'); INSERT INTO class_staff VALUES (1, 1, 3, '[2026-01-01,2026-02-01)')$$);
SELECT o.checks AS offence, s.checks, state, detail
FROM offence o, LATERAL (VALUES ('all but', ARRAY(SELECT checks FROM offence a WHERE a.checks <> o.checks)), ('only', ARRAY[o.checks])) s(what, checks),
	LATERAL attempt(format('SELECT set_ratio_checks(%L, %L)', 'staffing', s.checks), o.statement)
ORDER BY o.checks COLLATE "C", s.what;
-- without any, nothing is refused and nothing found
SELECT set_ratio_checks('staffing', '{}');
SELECT ratio_checks('staffing');
BEGIN;
INSERT INTO enrolment SELECT 1, 7, c, '[2024-03-01,)' FROM generate_series(1, 6) c;
INSERT INTO enrolment SELECT 1, 1, c, '[2024-03-01,)' FROM generate_series(1, 20) c;
DELETE FROM class_staff;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT * FROM ratio_violations('staffing');
-- switched on again, what is there is checked, unless one says otherwise
SET CONSTRAINTS ALL DEFERRED;
SAVEPOINT s;
SELECT set_ratio_checks('staffing', '{class_size}');
ROLLBACK TO s;
SELECT set_ratio_checks('staffing', '{class_size,caregivers}', validate => false);
SELECT * FROM ratio_violations('staffing');
ROLLBACK;
SELECT * FROM attempt($$SELECT set_ratio_checks('staffing', '{caregivers,meals}')$$);
SELECT * FROM attempt($$SELECT set_ratio_checks('staffing', NULL)$$);
SELECT * FROM attempt($$SELECT set_ratio_checks('nothing', '{}')$$);
SELECT drop_ratio_constraint('staffing');
SELECT * FROM attempt($$SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', checks => '{class-size}')$$);
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', checks => '{class_size}');
SELECT ratio_checks('staffing'), ratio_checks('staffing', 'class');
SELECT drop_ratio_constraint('staffing');

-- of a registry, in one call; also after its constraint was dropped
CALL create_registry('switched');
SELECT ratio_checks('switched_staffing');
CALL set_registry_checks('switched', '{admission}');
SELECT ratio_checks('switched_staffing');
INSERT INTO switched.institution (institution_id, region, kind) VALUES (1, '420100', '其他');
INSERT INTO switched.class VALUES (1, 1, NULL, '托小', 1, '[2024-01-01,)');
INSERT INTO switched.child (institution_id, child_id, birth_date) SELECT 1, n, '2023-01-01' FROM generate_series(1, 9) n;
INSERT INTO switched.enrolment (institution_id, class_id, child_id, during) SELECT 1, 1, n, '[2024-02-01,)' FROM generate_series(1, 8) n;
SELECT admission_headroom('switched', 1, 1, '[2024-03-01,)');
SELECT * FROM admission_effect('switched', 1, 1, '2023-01-01', '[2024-03-01,)');
SELECT * FROM admission_effect('switched', 1, 1, '2022-01-01', '[2024-03-01,)');
CALL set_registry_checks('switched', '{caregivers}');
SELECT ratio_checks('switched_staffing');
SELECT drop_ratio_constraint('switched_staffing');
CALL set_registry_checks('switched', '{caregivers}', validate => false);
SELECT ratio_checks('switched_staffing');
CALL set_registry_checks('nowhere', '{caregivers}');
CALL set_registry_checks('switched', NULL);
SET client_min_messages = warning;
CALL drop_registry('switched', force => true);
RESET client_min_messages;

DROP TABLE institution, class, staff, certificate, class_staff, child, enrolment, offence;
DROP FUNCTION attempt;
