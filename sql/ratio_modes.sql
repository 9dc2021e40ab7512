-- Modes of a staffing constraint: enforce, warn, record; the breach log.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\set SHOW_CONTEXT never
CALL create_registry('modal');
SET client_min_messages = notice;
SET search_path = modal, public, tuoyu;

-- Classes 1 to 12 of one institution, each full: 5 children and one caregiver; 托小, 10 places
INSERT INTO institution (institution_id, region, kind) VALUES (1, '330903', '社区');
INSERT INTO class SELECT 1, k, NULL, '托小', 10, '[2024-01-01,2027-01-01)' FROM generate_series(1, 13) k;
INSERT INTO staff SELECT 1, s, NULL, '保育人员', '[2023-01-01,)' FROM generate_series(1, 40) s;
INSERT INTO class_staff SELECT 1, k, k, '[2024-01-01,2027-01-01)' FROM generate_series(1, 12) k;
INSERT INTO child SELECT 1, c, '2023-01-01' FROM generate_series(1, 200) c;
INSERT INTO enrolment (institution_id, child_id, during, class_id)
	SELECT 1, c, '[2024-02-01,2024-12-01)', (c + 4) / 5 FROM generate_series(1, 60) c;
CREATE VIEW breach AS SELECT constraint_name, problem, institution_id, class_id, during, children, caregivers, required, places, child_id, staff_id, message
	FROM staffing_breach ORDER BY breach_id;

-- The default; a registry has its log from the beginning, and nothing is in it
SELECT ratio_mode('modal_staffing');
INSERT INTO enrolment VALUES (1, 61, '[2024-03-01,2024-06-01)', DEFAULT, 1);

-- warn: every problem of a class is logged, each class warned about once, with what an error would say
CALL set_ratio_mode('modal_staffing', 'warn');
SELECT ratio_mode('modal_staffing');
INSERT INTO enrolment VALUES (1, 61, '[2024-03-01,2024-06-01)', DEFAULT, 1);
BEGIN;
INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT 1, c, '[2024-07-01,2024-09-01)', 2 FROM generate_series(61, 66) c;
INSERT INTO enrolment VALUES (1, 67, '[2023-12-01,2024-01-15)', DEFAULT, 3);
DELETE FROM class_staff WHERE class_id = 3;
COMMIT;
SELECT * FROM breach;
SELECT count(*), count(DISTINCT transaction_id), bool_and(login = session_user), bool_and(role = current_user), bool_and(noticed_at <= now()) FROM staffing_breach;
-- what does not make it worse is no breach, nor what makes it better
UPDATE enrolment SET monthly_fee = '100' WHERE class_id = 1;
UPDATE enrolment SET during = '[2024-03-01,2024-05-01)' WHERE child_id = 61 AND class_id = 1;
INSERT INTO class_staff VALUES (1, 1, 21, '[2024-04-01,2024-05-01)');
DELETE FROM class_staff WHERE staff_id = 21;
UPDATE class SET places = 9 WHERE class_id = 2;
SELECT * FROM breach OFFSET 5;

-- record: the same without a word
CALL set_ratio_mode('modal_staffing', 'record');
TRUNCATE staffing_breach;
DELETE FROM enrolment WHERE child_id > 60;
INSERT INTO class_staff VALUES (1, 3, 3, '[2024-01-01,2027-01-01)');
INSERT INTO enrolment VALUES (1, 61, '[2024-03-01,2024-06-01)', DEFAULT, 4);
UPDATE child SET birth_date = '2023-02-02' WHERE child_id = 20;
UPDATE staff SET role = '炊事人员' WHERE staff_id = 5;
TRUNCATE class_staff;
SELECT problem, count(*), count(DISTINCT class_id), min(class_id) FROM breach GROUP BY 1 ORDER BY 2;
SELECT problem, count(*) FROM ratio_violations('modal_staffing') GROUP BY 1 ORDER BY 2;

-- From now on enforced: what is there stays, nothing worse comes
CALL set_ratio_mode('modal_staffing', 'enforce');
INSERT INTO enrolment VALUES (1, 62, '[2024-03-01,2024-06-01)', DEFAULT, 4);
DELETE FROM enrolment WHERE child_id = 61;
CALL ratio_validate('modal_staffing', 'class');
UPDATE staff SET role = '保育人员' WHERE staff_id = 5;
INSERT INTO class_staff SELECT 1, k, k, '[2024-01-01,2027-01-01)' FROM generate_series(1, 12) k;
UPDATE child SET birth_date = '2023-01-01' WHERE child_id = 20;
SELECT count(*) FROM ratio_violations('modal_staffing');
CALL ratio_validate('modal_staffing', 'class');
TRUNCATE staffing_breach;

-- A transaction that is rolled back leaves nothing; what is checked several times is logged once
CALL set_ratio_mode('modal_staffing', 'warn');
BEGIN;
INSERT INTO enrolment VALUES (1, 61, '[2024-03-01,2024-06-01)', DEFAULT, 1);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT count(*) FROM breach;
ROLLBACK;
SELECT count(*) FROM breach;
BEGIN;
INSERT INTO enrolment VALUES (1, 61, '[2024-03-01,2024-06-01)', DEFAULT, 1);
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO enrolment VALUES (1, 62, '[2024-08-01,2024-09-01)', DEFAULT, 1);
SAVEPOINT s;
INSERT INTO enrolment VALUES (1, 63, '[2024-10-01,2024-11-01)', DEFAULT, 1);
ROLLBACK TO s;
SELECT count(*) FROM breach;
SAVEPOINT s;
SAVEPOINT t;
INSERT INTO enrolment VALUES (1, 63, '[2024-10-01,2024-11-01)', DEFAULT, 1);
RELEASE t;
INSERT INTO enrolment VALUES (1, 63, '[2024-11-01,2024-11-05)', DEFAULT, 1);
RELEASE s;
SET CONSTRAINTS ALL DEFERRED;
-- noticed, though made good before the end
DELETE FROM enrolment WHERE child_id = 62;
COMMIT;
SELECT class_id, during, children, required FROM breach;
SELECT count(DISTINCT transaction_id) FROM staffing_breach;
-- the next transaction is another
BEGIN;
INSERT INTO enrolment VALUES (1, 62, '[2024-08-01,2024-09-01)', DEFAULT, 1);
SAVEPOINT s;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
COMMIT;
SELECT count(*), count(DISTINCT transaction_id) FROM staffing_breach WHERE children = 6 AND during = '[2024-08-01,2024-09-01)';
SELECT current_setting('max_prepared_transactions')::integer > 0 AS can_prepare \gset
\if :can_prepare
BEGIN;
INSERT INTO enrolment VALUES (1, 64, '[2024-08-01,2024-09-01)', DEFAULT, 1);
SET client_min_messages = error;
PREPARE TRANSACTION 'tuoyu_modes';
COMMIT PREPARED 'tuoyu_modes';
RESET client_min_messages;
DELETE FROM enrolment WHERE child_id = 64;
\endif
SELECT count(*) > 0 AS logged_or_not_prepared FROM staffing_breach WHERE NOT :'can_prepare' OR children = 7;
DELETE FROM enrolment WHERE child_id > 60;

-- Ten warnings, then their number
TRUNCATE staffing_breach;
INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT 1, 60 + k, '[2024-03-01,2024-06-01)', k FROM generate_series(1, 12) k;
SELECT count(*), count(DISTINCT class_id) FROM breach;
DELETE FROM enrolment WHERE child_id > 60;
-- a thousand rows, then their number
TRUNCATE staffing_breach;
INSERT INTO class SELECT 1, k, NULL, '托小', 10, '[2024-01-01,2027-01-01)' FROM generate_series(1001, 2100) k;
INSERT INTO child SELECT 1, c, '2023-01-01' FROM generate_series(1001, 2100) c;
SET client_min_messages = error;
INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT 1, c, '[2024-02-01,2024-12-01)', c FROM generate_series(1001, 2100) c;
RESET client_min_messages;
SELECT count(*), count(DISTINCT class_id), max(class_id) FROM breach;
SELECT * FROM breach WHERE class_id IS NULL;
DELETE FROM enrolment WHERE child_id > 1000;
SELECT count(*) FROM ratio_violations('modal_staffing');
TRUNCATE staffing_breach;

-- Who may write the tables may not loosen the mode, nor touch the log
CREATE ROLE regress_modes_clerk;
GRANT USAGE ON SCHEMA modal, tuoyu, public TO regress_modes_clerk;
GRANT SELECT, INSERT, UPDATE, DELETE ON enrolment, class_staff, class, staff, child, institution TO regress_modes_clerk;
SELECT r.relation, r.trigger FROM ratio_triggers('modal_staffing', 'class') r ORDER BY 1, 2;
CALL set_ratio_mode('modal_staffing', 'enforce');
SET ROLE regress_modes_clerk;
CALL set_ratio_mode('modal_staffing', 'record');
CALL set_ratio_mode('modal_staffing', 'warn', 'class', 'staffing_breach');
SELECT ratio_set('modal_staffing', 'class', 'mode', 'record');
SELECT drop_ratio_constraint('modal_staffing');
ALTER TABLE enrolment DISABLE TRIGGER ALL;
SET session_replication_role = replica;
CREATE TEMP TABLE class (institution_id bigint, class_id bigint, child_id bigint, staff_id bigint, during daterange, places bigint, kind text);
CREATE TEMP TABLE roster AS TABLE class;
CREATE TEMP TABLE stay AS TABLE class;
CREATE CONSTRAINT TRIGGER modal_staffing AFTER DELETE ON pg_temp.class FROM modal.class DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION ratio_check('class', 'mode=record');
SELECT add_ratio_constraint('modal_staffing', 'stay', 'roster', 'pg_temp.class', mode => 'record', breach_log => 'modal.staffing_breach', validate => false);
SELECT create_breach_log('pg_temp.log');
SELECT add_ratio_constraint('modal_staffing', 'stay', 'roster', 'pg_temp.class', mode => 'record', breach_log => 'pg_temp.log', validate => false);
SET tuoyu.mode = 'record';
INSERT INTO modal.enrolment VALUES (1, 61, '[2024-03-01,2024-06-01)', DEFAULT, 1);
RESET ROLE;
DROP TABLE pg_temp.class, roster, stay, pg_temp.log;
-- while others decide, the clerk's writes are logged, and stay so
CALL set_ratio_mode('modal_staffing', 'record');
ALTER TABLE staffing_breach ENABLE ROW LEVEL SECURITY;
ALTER TABLE staffing_breach FORCE ROW LEVEL SECURITY;
SET ROLE regress_modes_clerk;
INSERT INTO enrolment VALUES (1, 61, '[2024-03-01,2024-06-01)', DEFAULT, 1);
DELETE FROM staffing_breach;
SELECT * FROM staffing_breach;
RESET ROLE;
SELECT class_id, children, role, login = session_user AS login FROM staffing_breach;
ALTER TABLE staffing_breach DISABLE ROW LEVEL SECURITY;
DELETE FROM enrolment WHERE child_id > 60;
DROP OWNED BY regress_modes_clerk;
DROP ROLE regress_modes_clerk;

-- Not in a transaction whose writes wait for the check; a change is taken back with its transaction
BEGIN;
DELETE FROM enrolment WHERE child_id = 60;
CALL set_ratio_mode('modal_staffing', 'enforce');
ROLLBACK;
BEGIN;
INSERT INTO enrolment VALUES (1, 61, '[2024-03-01,2024-06-01)', DEFAULT, 1);
SET CONSTRAINTS ALL IMMEDIATE;
CALL set_ratio_mode('modal_staffing', 'enforce');
SAVEPOINT s;
INSERT INTO enrolment VALUES (1, 62, '[2024-03-01,2024-06-01)', DEFAULT, 1);
ROLLBACK TO s;
ROLLBACK;
SELECT ratio_mode('modal_staffing');
-- it keeps what else is known of the trigger
ALTER TABLE class ENABLE ALWAYS TRIGGER modal_staffing;
COMMENT ON TRIGGER modal_staffing ON class IS '照护比';
CREATE TEMP TABLE before AS SELECT t.*, obj_description(oid, 'pg_trigger') FROM pg_trigger t WHERE tgrelid = 'class'::regclass;
CALL set_ratio_mode('modal_staffing', 'warn');
SELECT convert_from(decode(replace(encode(n.tgargs, 'hex'), '00', '2c'), 'hex'), 'UTF8') AS arguments, n.tgnargs - o.tgnargs AS more,
	to_jsonb(o) - '{tgargs,tgnargs}'::text[] = to_jsonb(n) - '{tgargs,tgnargs}'::text[] AS otherwise_the_same
	FROM before o JOIN (SELECT t.*, obj_description(oid, 'pg_trigger') FROM pg_trigger t) n USING (tgrelid, tgname) WHERE tgname = 'modal_staffing';
ALTER TABLE class ENABLE TRIGGER modal_staffing;

-- The log is followed where it goes; one that is gone, or has lost a column, is missed
ALTER TABLE staffing_breach RENAME TO log_of_breaches;
CREATE SCHEMA modal_log;
ALTER TABLE log_of_breaches SET SCHEMA modal_log;
ALTER TABLE modal_log.log_of_breaches ADD seen boolean DEFAULT false;
INSERT INTO enrolment VALUES (1, 61, '[2024-03-01,2024-06-01)', DEFAULT, 1);
SELECT class_id, children, seen FROM modal_log.log_of_breaches;
ALTER TABLE modal_log.log_of_breaches RENAME problem TO what;
\set VERBOSITY terse
INSERT INTO enrolment VALUES (1, 62, '[2024-03-01,2024-06-01)', DEFAULT, 1);
CALL set_ratio_mode('modal_staffing', 'record');
\set VERBOSITY default
DROP VIEW breach;
DROP TABLE modal_log.log_of_breaches;
INSERT INTO enrolment VALUES (1, 62, '[2024-03-01,2024-06-01)', DEFAULT, 1);
SELECT count(*) FROM enrolment WHERE child_id = 62;
CALL set_ratio_mode('modal_staffing', 'record');
CALL set_ratio_mode('modal_staffing', 'enforce');
DELETE FROM enrolment WHERE child_id > 60;
-- another in its place
SELECT create_breach_log('modal_log.second');
CALL set_ratio_mode('modal_staffing', 'record', breach_log => 'modal_log.second');
SELECT create_breach_log('modal_log."Third"');
CALL set_ratio_mode('modal_staffing', 'record', breach_log => 'modal_log."Third"');
INSERT INTO enrolment VALUES (1, 61, '[2024-03-01,2024-06-01)', DEFAULT, 1);
SELECT (SELECT count(*) FROM modal_log.second) AS second, (SELECT count(*) FROM modal_log."Third") AS third;
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'modal_log.second'::regclass;
-- of an owner who is subject to row security like all others
CREATE ROLE regress_modes_owner;
GRANT USAGE, CREATE ON SCHEMA modal_log TO regress_modes_owner;
ALTER TABLE modal_log."Third" OWNER TO regress_modes_owner;
ALTER TABLE modal_log."Third" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
INSERT INTO enrolment VALUES (1, 63, '[2024-03-01,2024-06-01)', DEFAULT, 3);
SELECT class_id, role = current_user AS writer FROM modal_log."Third" ORDER BY breach_id;
DELETE FROM enrolment WHERE child_id = 63;
ALTER TABLE modal_log."Third" OWNER TO CURRENT_USER, DISABLE ROW LEVEL SECURITY;
DROP OWNED BY regress_modes_owner;
DROP ROLE regress_modes_owner;
SELECT count(*), count(d.description) FROM pg_attribute a LEFT JOIN pg_description d ON objoid = attrelid AND objsubid = attnum
	WHERE attrelid = 'modal_log."Third"'::regclass AND attnum > 0;
-- a trigger of the log may write; what it writes is checked, too
CREATE FUNCTION modal.relieve() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO modal.class_staff VALUES (1, NEW.class_id, 20 + NEW.class_id, NEW.during);
	INSERT INTO modal.enrolment VALUES (1, 70, NEW.during, DEFAULT, 12);
	RETURN NULL;
END
$$;
CREATE TRIGGER relieve AFTER INSERT ON modal_log."Third" FOR EACH ROW WHEN (NEW.class_id < 12) EXECUTE FUNCTION modal.relieve();
INSERT INTO enrolment VALUES (1, 62, '[2024-03-01,2024-06-01)', DEFAULT, 2);
SELECT class_id, children, caregivers, required FROM modal_log."Third" ORDER BY breach_id;
SELECT class_id, children, caregivers, required FROM ratio_violations('modal_staffing');

-- Tables of one's own, a mode from the beginning
CREATE TABLE modal.room (id int PRIMARY KEY, places int) PARTITION BY LIST (id);
CREATE TABLE modal.room_1 PARTITION OF modal.room FOR VALUES IN (1);
CREATE TABLE modal.room_2 PARTITION OF modal.room FOR VALUES IN (2);
CREATE TABLE modal.guest (room int, stays daterange);
CREATE TABLE modal.shift (room int, stays daterange);
CREATE FUNCTION pg_temp.add(mode text, breach_log regclass) RETURNS void LANGUAGE sql AS $$
	SELECT add_ratio_constraint('rooms', 'modal.guest', 'modal.shift', 'modal.room', ratio => '1:5',
		enrolment_institution => NULL, enrolment_class => 'room', enrolment_child => NULL, enrolment_during => 'stays',
		roster_institution => NULL, roster_class => 'room', roster_staff => NULL, roster_during => 'stays',
		class_institution => NULL, class_id => 'id', class_during => NULL, class_kind => NULL, mode => $1, breach_log => $2)
$$;
SELECT pg_temp.add('strict', NULL);
SELECT pg_temp.add(NULL, NULL);
SELECT pg_temp.add('warn', NULL);
SELECT pg_temp.add('warn', 'modal.shift');
SELECT create_breach_log('nowhere');
SELECT create_breach_log('modal.guest');
SELECT create_breach_log(NULL);
SELECT pg_temp.add('enforce', NULL);
CALL set_ratio_mode('rooms', 'warn');
CALL set_ratio_mode('rooms', 'lax');
CALL set_ratio_mode('rooms', NULL);
CALL set_ratio_mode('room', 'warn');
CALL set_ratio_mode('rooms', 'warn', 'modal.guest');
CALL set_ratio_mode('rooms', 'warn', breach_log => 'modal_log.second');
INSERT INTO modal.room VALUES (1, 10), (2, 10);
INSERT INTO modal.guest VALUES (1, '[2024-01-01,)'), (2, '[2024-01-01,)'), (3, '[2024-01-01,)');
SELECT problem, institution_id, class_id, during, children, caregivers, required FROM modal_log.second ORDER BY breach_id;
-- the partitions' triggers say the same as the class table's
SELECT tgrelid::regclass, encode(tgargs, 'escape') LIKE '%000mode=warn%' AS warn FROM pg_trigger WHERE tgname = 'rooms' AND tgrelid::regclass::text LIKE 'room%' ORDER BY 1;
CALL set_ratio_mode('rooms', 'enforce');
SELECT tgrelid::regclass, encode(tgargs, 'escape') LIKE '%000mode=%' AS mode FROM pg_trigger WHERE tgname = 'rooms' AND tgrelid::regclass::text LIKE 'room%' ORDER BY 1;
INSERT INTO modal.guest VALUES (1, '[2024-01-01,)');
SELECT drop_ratio_constraint('rooms');
SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%rooms%';

DROP TABLE modal.room, modal.guest, modal.shift;
SET client_min_messages = warning;
DROP FUNCTION modal.relieve CASCADE;
DROP SCHEMA modal_log CASCADE;
CALL drop_registry('modal', force => true);
