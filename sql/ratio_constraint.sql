-- The staffing guarantee on tables as the registry has them.
SET search_path = public, tuoyu;
SET datestyle = ISO;
CREATE TABLE institution (institution_id bigint PRIMARY KEY, region region_code NOT NULL);
CREATE TABLE class (
	institution_id bigint REFERENCES institution, class_id bigint, kind age_band NOT NULL, places integer NOT NULL,
	during daterange NOT NULL, PRIMARY KEY (institution_id, class_id));
CREATE TABLE staff (
	institution_id bigint REFERENCES institution, staff_id bigint, role text NOT NULL, during daterange NOT NULL,
	PRIMARY KEY (institution_id, staff_id));
CREATE TABLE class_staff (
	institution_id bigint, class_id bigint, staff_id bigint, during daterange NOT NULL,
	PRIMARY KEY (institution_id, class_id, staff_id, during),
	FOREIGN KEY (institution_id, class_id) REFERENCES class,
	FOREIGN KEY (institution_id, staff_id) REFERENCES staff ON DELETE CASCADE);
CREATE TABLE child (
	institution_id bigint REFERENCES institution, child_id bigint, birth_date date NOT NULL,
	PRIMARY KEY (institution_id, child_id));
CREATE TABLE enrolment (
	institution_id bigint, child_id bigint, during daterange NOT NULL, class_id bigint NOT NULL, fee integer,
	PRIMARY KEY (institution_id, child_id, during),
	FOREIGN KEY (institution_id, child_id) REFERENCES child ON DELETE CASCADE,
	FOREIGN KEY (institution_id, class_id) REFERENCES class ON DELETE CASCADE);
CREATE INDEX ON enrolment (institution_id, class_id);

SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', institution => 'institution');
\set VERBOSITY terse
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class');
\set VERBOSITY default

-- a class of each kind, caregivers 1 to 9 and a cook 10; children 1 to 40 born in January 2023, 41 to 50 in June 2024
INSERT INTO institution VALUES (3, '420100');
INSERT INTO class VALUES (3, 6, '乳儿', 10, '[2023-01-01,)'), (3, 7, '托小', 8, '[2024-01-01,2026-01-01)'),
	(3, 8, '托大', 30, '[2024-01-01,)'), (3, 9, '混合', 18, '[2024-01-01,)');
INSERT INTO staff SELECT 3, s, '保育人员', '[2023-01-01,)' FROM generate_series(1, 9) s;
INSERT INTO staff VALUES (3, 10, '炊事人员', '[2023-01-01,)');
INSERT INTO child SELECT 3, c, date '2023-01-01' + (c % 7)::integer FROM generate_series(1, 40) c;
INSERT INTO child SELECT 3, c, date '2024-06-01' + (c % 7)::integer FROM generate_series(41, 50) c;
INSERT INTO class_staff VALUES (3, 7, 1, '[2024-01-01,2026-01-01)');
INSERT INTO enrolment SELECT 3, c, '[2024-03-01,2025-03-01)', 7 FROM generate_series(1, 5) c;
SELECT * FROM ratio_violations('staffing');

-- What an error says: runs statements, then all that is deferred, and takes everything back.
CREATE FUNCTION attempt(VARIADIC statements text[],
	OUT state text, OUT message text, OUT detail text, OUT hint text, OUT named text) LANGUAGE plpgsql AS $$
DECLARE
	s text;
	r record;
BEGIN
	FOREACH s IN ARRAY statements LOOP EXECUTE s; END LOOP;
	SET CONSTRAINTS ALL IMMEDIATE;
	RAISE EXCEPTION USING ERRCODE = 'TT000';
EXCEPTION WHEN SQLSTATE 'TT000' THEN
	state := 'accepted';
WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT,
		s = CONSTRAINT_NAME;
	GET STACKED DIAGNOSTICS named = TABLE_NAME;
	named := s || ' on ' || named;
	GET STACKED DIAGNOSTICS s = SCHEMA_NAME;
	named := named || ' in ' || s;
END
$$;
\x on

-- Caregivers: at COMMIT, also for a part of the time only; a cook is none
INSERT INTO enrolment VALUES (3, 6, '[2024-06-01,2024-09-01)', 7);
BEGIN;
INSERT INTO class_staff VALUES (3, 7, 2, '[2024-06-01,2024-08-01)');
INSERT INTO enrolment VALUES (3, 6, '[2024-06-01,2024-09-01)', 7);
COMMIT;
SELECT * FROM attempt($$INSERT INTO class_staff VALUES (3, 7, 10, '[2024-06-01,2024-09-01)')$$,
	$$INSERT INTO enrolment VALUES (3, 6, '[2024-06-01,2024-09-01)', 7)$$);
SELECT * FROM attempt($$INSERT INTO class_staff VALUES (3, 7, 2, '[2024-06-01,2024-09-01)')$$,
	$$INSERT INTO enrolment VALUES (3, 6, '[2024-06-01,2024-09-01)', 7)$$);
-- each way to lose a caregiver
SELECT * FROM attempt('DELETE FROM class_staff');
SELECT * FROM attempt($$UPDATE class_staff SET during = '[2024-01-01,2025-02-28)'$$);
SELECT * FROM attempt('UPDATE class_staff SET class_id = 8');
SELECT * FROM attempt('UPDATE class_staff SET staff_id = 10');
SELECT * FROM attempt($$UPDATE staff SET role = '炊事人员' WHERE staff_id = 1$$);
SELECT * FROM attempt('DELETE FROM staff WHERE staff_id = 1');
SELECT state FROM attempt('DELETE FROM staff WHERE staff_id = 2');
SELECT state FROM attempt($$UPDATE staff SET role = '保育人员' WHERE staff_id = 10$$);
-- a swap within one transaction is judged by its end
SELECT state FROM attempt('DELETE FROM class_staff', $$INSERT INTO class_staff VALUES (3, 7, 2, '[2024-02-01,2025-03-01)')$$);
SELECT state FROM attempt('UPDATE class_staff SET staff_id = 2');

-- Class size: places, the rule's size, the smaller of both
SELECT * FROM attempt($$INSERT INTO class_staff SELECT 3, 7, s, '[2024-01-01,2026-01-01)' FROM generate_series(2, 9) s$$,
	$$INSERT INTO enrolment SELECT 3, c, '[2024-06-01,2024-09-01)', 7 FROM generate_series(6, 9) c$$);
SELECT * FROM attempt($$INSERT INTO class_staff SELECT 3, 7, s, '[2024-01-01,2026-01-01)' FROM generate_series(2, 9) s$$,
	$$INSERT INTO enrolment SELECT 3, c, '[2024-06-01,2024-09-01)', 7 FROM generate_series(6, 8) c$$,
	$$INSERT INTO enrolment VALUES (3, 9, '[2024-06-01,2024-12-01)', 7)$$);
SELECT * FROM attempt($$INSERT INTO class_staff SELECT 3, 8, s, '[2024-01-01,)' FROM generate_series(2, 9) s$$,
	$$INSERT INTO enrolment SELECT 3, c, '[2025-06-01,2025-09-01)', 8 FROM generate_series(6, 26) c$$);
SELECT * FROM attempt('UPDATE class SET places = 4 WHERE class_id = 7');
SELECT state FROM attempt('UPDATE class SET places = 5 WHERE class_id = 7');

-- Band of admission: on the first day of an unbroken stay
SELECT * FROM attempt($$INSERT INTO class_staff SELECT 3, 8, s, '[2024-01-01,)' FROM generate_series(2, 9) s$$,
	$$INSERT INTO enrolment VALUES (3, 6, '[2025-01-06,2025-09-01)', 8)$$);
SELECT * FROM attempt($$INSERT INTO class_staff SELECT 3, 8, s, '[2024-01-01,)' FROM generate_series(2, 9) s$$,
	$$INSERT INTO enrolment VALUES (3, 6, '[2025-01-07,2025-09-01)', 8)$$);
SELECT * FROM attempt($$INSERT INTO class_staff SELECT 3, 6, s, '[2024-01-01,)' FROM generate_series(2, 9) s$$,
	$$INSERT INTO enrolment VALUES (3, 6, '[2024-06-01,2024-07-01)', 6)$$);
-- a mixed class takes those that are old enough, and those alone
SELECT * FROM attempt($$INSERT INTO class_staff SELECT 3, 9, s, '[2024-01-01,)' FROM generate_series(2, 9) s$$,
	$$INSERT INTO enrolment VALUES (3, 6, '[2024-07-06,2024-08-01)', 9)$$);
SELECT * FROM attempt($$INSERT INTO class_staff SELECT 3, 9, s, '[2024-01-01,)' FROM generate_series(2, 9) s$$,
	$$INSERT INTO enrolment VALUES (3, 6, '[2024-07-07,2024-08-01)', 9), (3, 7, '[2027-01-01,2027-02-01)', 9)$$);
-- going on, with another fee or for longer, begins no new stay; a gap of a day does
SELECT state FROM attempt($$UPDATE enrolment SET during = '[2024-03-01,2025-10-01)' WHERE child_id = 1$$);
SELECT state FROM attempt($$INSERT INTO enrolment VALUES (3, 1, '[2025-03-01,2025-10-01)', 7, 9)$$);
SELECT * FROM attempt($$INSERT INTO enrolment VALUES (3, 1, '[2025-03-02,2025-10-01)', 7, 9)$$);
-- nor may the days before go, which made it none
SELECT * FROM attempt($$INSERT INTO enrolment VALUES (3, 1, '[2025-03-01,2025-10-01)', 7, 9)$$,
	$$DELETE FROM enrolment WHERE child_id = 1 AND during @> date '2024-06-01'$$);
SELECT * FROM attempt($$UPDATE enrolment SET during = '[2025-02-01,2025-03-01)' WHERE child_id = 1$$);
-- a corrected date of birth
SELECT * FROM attempt($$UPDATE child SET birth_date = '2023-03-02' WHERE child_id = 1$$);
SELECT state FROM attempt($$UPDATE child SET birth_date = '2023-03-01' WHERE child_id = 1$$);
-- another kind of class
SELECT * FROM attempt($$UPDATE class SET kind = '托大' WHERE class_id = 7$$);

-- A mixed class counts its children by their own bands: 1/5 each until they are two, then 1/7
SELECT * FROM attempt($$INSERT INTO class_staff VALUES (3, 9, 2, '[2024-01-01,)'), (3, 9, 3, '[2024-01-01,2024-12-31)')$$,
	$$INSERT INTO enrolment SELECT 3, c, '[2024-08-01,)', 9 FROM generate_series(6, 12) c$$);
SELECT state FROM attempt($$INSERT INTO class_staff VALUES (3, 9, 2, '[2024-01-01,)'), (3, 9, 3, '[2024-01-01,2025-01-07)')$$,
	$$INSERT INTO enrolment SELECT 3, c, '[2024-08-01,)', 9 FROM generate_series(6, 12) c$$);

-- Days: inside the class's and the employment's
SELECT * FROM attempt($$INSERT INTO enrolment VALUES (3, 6, '[2025-12-01,2026-02-01)', 7)$$);
SELECT * FROM attempt($$INSERT INTO class_staff VALUES (3, 7, 2, '[2023-12-31,2024-02-01)')$$);
SELECT * FROM attempt($$INSERT INTO class_staff VALUES (3, 6, 2, '[2022-12-31,2023-02-01)')$$);
SELECT * FROM attempt($$UPDATE class SET during = '[2024-01-01,2025-12-31)' WHERE class_id = 7$$);
SELECT state FROM attempt($$UPDATE class SET during = '[2024-01-01,)' WHERE class_id = 7$$);
SELECT * FROM attempt($$UPDATE staff SET during = '[2023-01-01,2025-02-01)' WHERE staff_id = 1$$);
SELECT * FROM attempt($$UPDATE staff SET during = '[2023-01-01,2025-02-01)' WHERE staff_id = 1$$,
	$$UPDATE class_staff SET during = '[2024-01-01,2025-02-01)'$$);
SELECT state FROM attempt($$UPDATE staff SET during = '[2023-01-01,2026-01-01)' WHERE staff_id = 1$$);

-- A rule of one's own, stricter from the day it begins; the region it is for
BEGIN;
INSERT INTO policy_document (document, title, region) VALUES ('own', '本区办法', '420102');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, document) VALUES
	('own', '420102', '[2024-09-01,)', '托小', 12, 24, 15, '1:4', 'own');
COMMIT;
SELECT state FROM attempt($$UPDATE enrolment SET fee = 5$$);
SELECT * FROM attempt($$UPDATE institution SET region = '420102'$$);
SELECT state FROM attempt($$UPDATE institution SET region = '420103'$$);

-- Improvement is never refused, even while a class is in breach
SET session_replication_role = replica;
INSERT INTO enrolment SELECT 3, c, '[2024-03-01,2025-03-01)', 7 FROM generate_series(11, 20) c;
RESET session_replication_role;
SELECT * FROM ratio_violations('staffing');
SELECT state FROM attempt($$INSERT INTO class_staff VALUES (3, 7, 2, '[2024-06-01,2024-08-01)')$$);
SELECT state FROM attempt($$UPDATE class_staff SET during = '[2024-01-01,2026-01-01)'$$);
SELECT state FROM attempt('DELETE FROM enrolment WHERE child_id = 11');
SELECT state FROM attempt($$UPDATE enrolment SET during = '[2024-03-01,2024-06-01)' WHERE child_id = 11$$);
SELECT state FROM attempt('DELETE FROM child WHERE child_id = 11');
SELECT state FROM attempt('UPDATE class SET places = 10 WHERE class_id = 7');
SELECT state FROM attempt($$UPDATE child SET birth_date = '2023-01-08' WHERE child_id = 11$$);
-- nor what leaves the heads as they are: another fee from some day on, one child for another, one caregiver for another
SELECT state FROM attempt($$UPDATE enrolment SET during = '[2024-03-01,2024-06-01)' WHERE child_id = 11$$,
	$$INSERT INTO enrolment VALUES (3, 11, '[2024-06-01,2025-03-01)', 7, 9)$$);
SELECT state FROM attempt($$UPDATE enrolment SET during = '[2024-03-01,2024-06-01)' WHERE child_id = 11$$,
	$$INSERT INTO enrolment VALUES (3, 21, '[2024-06-01,2024-09-01)', 7)$$);
SELECT state FROM attempt('UPDATE class_staff SET staff_id = 2');
-- but not what only seems to: a day more, a cook, someone whose employment ends, a child taken out and put back
SELECT state, detail FROM attempt($$UPDATE enrolment SET during = '[2024-03-01,2024-06-01)' WHERE child_id = 11$$,
	$$INSERT INTO enrolment VALUES (3, 21, '[2024-05-31,2024-09-01)', 7)$$);
SELECT state, detail FROM attempt('UPDATE class_staff SET staff_id = 10');
SELECT state, detail FROM attempt('DELETE FROM class_staff', $$INSERT INTO class_staff VALUES (3, 7, 10, '[2024-01-01,2026-01-01)')$$);
SELECT state, detail FROM attempt($$UPDATE staff SET during = '[2023-01-01,2024-10-01)' WHERE staff_id = 2$$, 'DELETE FROM class_staff',
	$$INSERT INTO class_staff VALUES (3, 7, 2, '[2024-01-01,2024-10-01)')$$);
BEGIN;
SAVEPOINT s;
DELETE FROM enrolment WHERE child_id = 11;
ROLLBACK TO s;
INSERT INTO enrolment VALUES (3, 21, '[2024-06-01,2024-09-01)', 7);
COMMIT;
BEGIN;
SAVEPOINT s;
INSERT INTO class_staff VALUES (3, 7, 2, '[2024-01-01,2026-01-01)');
RELEASE s;
SAVEPOINT t;
SAVEPOINT u;
DELETE FROM class_staff WHERE staff_id = 2;
RELEASE u;
ROLLBACK TO t;
DELETE FROM class_staff WHERE staff_id = 1;
COMMIT;
-- only days made worse are looked at: here two apart
SELECT state FROM attempt($$UPDATE enrolment SET during = '[2024-02-01,2025-03-01)' WHERE child_id = 11$$);
SELECT state, detail FROM attempt($$UPDATE enrolment SET during = '[2024-02-01,2025-04-01)' WHERE child_id IN (11, 12, 13)$$,
	$$UPDATE enrolment SET during = '[2024-03-01,2025-04-01)' WHERE child_id IN (14, 15, 16)$$);
SET session_replication_role = replica;
TRUNCATE enrolment, class_staff;
INSERT INTO class_staff VALUES (3, 7, 1, '[2024-01-01,2026-01-01)');
INSERT INTO enrolment SELECT 3, c, '[2024-03-01,2025-03-01)', 7 FROM generate_series(1, 5) c;
RESET session_replication_role;
SELECT * FROM ratio_violations('staffing');
\x off

-- When it is checked: at COMMIT, at SET CONSTRAINTS, and at each statement while immediate
BEGIN;
INSERT INTO enrolment VALUES (3, 6, '[2024-06-01,2024-09-01)', 7);
SET CONSTRAINTS staffing IMMEDIATE;
ROLLBACK;
BEGIN;
SET CONSTRAINTS staffing IMMEDIATE;
INSERT INTO class_staff VALUES (3, 7, 2, '[2024-06-01,2024-09-01)');
INSERT INTO enrolment SELECT 3, c, '[2024-06-01,2024-09-01)', 7 FROM generate_series(6, 8) c;
INSERT INTO enrolment VALUES (3, 9, '[2024-06-01,2024-09-01)', 7);
ROLLBACK;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO enrolment VALUES (3, 6, '[2024-06-01,2024-09-01)', 7);
INSERT INTO class_staff VALUES (3, 7, 2, '[2024-06-01,2024-09-01)');
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
DELETE FROM class_staff WHERE staff_id = 2;
COMMIT;
-- a check inside a savepoint that is rolled back counts for nothing
BEGIN;
INSERT INTO enrolment VALUES (3, 6, '[2024-06-01,2024-09-01)', 7);
SAVEPOINT s;
INSERT INTO class_staff VALUES (3, 7, 2, '[2024-06-01,2024-09-01)');
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
COMMIT;
BEGIN;
INSERT INTO class_staff SELECT 3, 7, s, '[2024-06-01,2024-09-01)' FROM generate_series(2, 3) s;
INSERT INTO enrolment SELECT 3, c, '[2024-06-01,2024-09-01)', 7 FROM generate_series(6, 9) c;
SAVEPOINT s;
UPDATE class SET places = 9 WHERE class_id = 7;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
COMMIT;
-- nor does one that failed
BEGIN;
INSERT INTO enrolment VALUES (3, 6, '[2024-06-01,2024-09-01)', 7);
SAVEPOINT s;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
COMMIT;
-- nor that of the transaction before
BEGIN;
INSERT INTO enrolment VALUES (3, 6, '[2024-06-01,2024-09-01)', 7);
PREPARE TRANSACTION 'tuoyu';
SELECT current_setting('max_prepared_transactions')::integer > 0 AS can_prepare \gset
\if :can_prepare
BEGIN;
INSERT INTO class_staff VALUES (3, 7, 2, '[2024-06-01,2024-09-01)');
INSERT INTO enrolment VALUES (3, 6, '[2024-06-01,2024-09-01)', 7);
PREPARE TRANSACTION 'tuoyu';
ROLLBACK PREPARED 'tuoyu';
\endif
-- what a prepared transaction has done counts in no other of the session: a class without room stays so
INSERT INTO class_staff VALUES (3, 8, 3, '[2024-01-01,)');
INSERT INTO enrolment SELECT 3, c, '[2025-02-01,)', 8 FROM generate_series(31, 37) c;
\if :can_prepare
BEGIN;
DELETE FROM enrolment WHERE child_id = 31;
PREPARE TRANSACTION 'tuoyu';
\endif
INSERT INTO enrolment VALUES (3, 38, '[2025-02-01,)', 8);
\if :can_prepare
ROLLBACK PREPARED 'tuoyu';
\endif
DELETE FROM enrolment WHERE class_id = 8;
DELETE FROM class_staff WHERE class_id = 8;
DELETE FROM class_staff;
SELECT count(*) FROM enrolment;

-- TRUNCATE is checked at once
TRUNCATE class_staff;
TRUNCATE staff CASCADE;
TRUNCATE class, enrolment CASCADE;
SELECT (SELECT count(*) FROM class) AS classes, (SELECT count(*) FROM enrolment) AS enrolments;
DROP TABLE institution, class, staff, class_staff, child, enrolment;
DROP FUNCTION attempt;
DELETE FROM band_rule WHERE rule = 'own';
DELETE FROM policy_document WHERE document = 'own';
