-- Every way of writing under the staffing guarantee of a registry, beyond what ratio_constraint and ratio_tables show.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET tuoyu.as_of = '2024-01-01';
SET client_min_messages = warning;
\set SHOW_CONTEXT never
CALL create_registry('ways');
SET search_path = ways, public, tuoyu;

-- Two institutions; class 1 full (5 children, one caregiver), class 2 not quite (4), class 3 without anybody;
-- children 1 to 30 turn one on 2024-01-01
INSERT INTO institution (institution_id, region, kind) VALUES (1, '330903', '社区'), (2, '330903', '社区');
INSERT INTO class VALUES (1, 1, NULL, '托小', 10, '[2024-01-01,2027-01-01)'), (1, 2, NULL, '托小', 10, '[2024-01-01,2027-01-01)'),
	(1, 3, NULL, '托小', 10, '[2024-01-01,2027-01-01)'), (2, 1, NULL, '托小', 10, '[2024-01-01,2027-01-01)');
INSERT INTO staff SELECT i, s, NULL, '保育人员', '[2023-01-01,)' FROM generate_series(1, 2) i, generate_series(1, 6) s;
INSERT INTO class_staff VALUES (1, 1, 1, '[2024-01-01,2027-01-01)'), (1, 2, 2, '[2024-01-01,2027-01-01)'), (2, 1, 1, '[2024-01-01,2027-01-01)');
INSERT INTO child SELECT i, c, '2023-01-01' FROM generate_series(1, 2) i, generate_series(1, 30) c;
INSERT INTO enrolment (institution_id, child_id, during, class_id)
	SELECT 1, c, '[2024-02-01,2024-12-01)', CASE WHEN c <= 5 THEN 1 ELSE 2 END FROM generate_series(1, 9) c;
SELECT * FROM ratio_violations('ways_staffing');

-- Runs statements, then all that is deferred, and takes everything back: what a client is told.
CREATE FUNCTION attempt(VARIADIC statements text[], OUT state text, OUT detail text, OUT hint text, OUT named text) LANGUAGE plpgsql AS $$
DECLARE
	s text;
BEGIN
	FOREACH s IN ARRAY statements LOOP EXECUTE s; END LOOP;
	SET CONSTRAINTS ALL IMMEDIATE;
	RAISE EXCEPTION USING ERRCODE = 'TT000';
EXCEPTION WHEN SQLSTATE 'TT000' THEN
	state := 'accepted';
WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT,
		named = CONSTRAINT_NAME;
	GET STACKED DIAGNOSTICS s = TABLE_NAME;
	named := concat_ws(' on ', named, s);
END
$$;
\x on

-- UPDATE: of the days, to another class, to another institution
SELECT * FROM attempt($$UPDATE enrolment SET class_id = 1 WHERE child_id = 6$$);
SELECT * FROM attempt($$UPDATE enrolment SET class_id = 3 WHERE child_id = 6$$);
SELECT * FROM attempt($$UPDATE enrolment SET class_id = 1 WHERE child_id = 6$$, $$UPDATE enrolment SET class_id = 2 WHERE child_id = 1$$);
SELECT * FROM attempt($$UPDATE enrolment SET class_id = 3 - class_id$$);
SELECT * FROM attempt($$UPDATE enrolment SET class_id = 3 - class_id$$, $$INSERT INTO enrolment VALUES (1, 10, '[2024-02-01,2024-12-01)', DEFAULT, 1)$$);
SELECT * FROM attempt($$UPDATE enrolment SET class_id = 3 - class_id$$, $$INSERT INTO enrolment VALUES (1, 10, '[2024-11-30,2025-01-01)', DEFAULT, 2)$$);
SELECT * FROM attempt($$UPDATE enrolment SET institution_id = 2, class_id = 1$$);
SELECT * FROM attempt($$UPDATE enrolment SET institution_id = 2, class_id = 1 WHERE child_id <= 5$$);
SELECT * FROM attempt($$UPDATE class_staff SET institution_id = 2, class_id = 1, staff_id = 2 WHERE institution_id = 1 AND class_id = 1$$);
SELECT * FROM attempt($$UPDATE class_staff SET class_id = 3 - class_id WHERE institution_id = 1$$);
-- UPDATE … FROM, a data-modifying WITH
SELECT * FROM attempt($$WITH gone AS (DELETE FROM class_staff WHERE staff_id = 2 AND institution_id = 1 RETURNING *)
	INSERT INTO class_staff SELECT institution_id, 3, staff_id, during FROM gone$$);
SELECT * FROM attempt($$WITH gone AS (DELETE FROM enrolment WHERE child_id = 1 RETURNING *),
	put AS (INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT 1, 10, during, class_id FROM gone)
	UPDATE class_staff r SET staff_id = 3 FROM class k WHERE (r.institution_id, r.class_id) = (1, 1) AND k.class_id = r.class_id$$);

-- MERGE
SELECT * FROM attempt($$MERGE INTO enrolment e USING (VALUES (1, 6), (2, 7)) v (class_id, child_id) ON e.child_id = v.child_id
	WHEN MATCHED THEN UPDATE SET class_id = v.class_id$$);
SELECT * FROM attempt($$MERGE INTO enrolment e USING generate_series(1, 11) c ON e.child_id = c
	WHEN MATCHED AND c = 1 THEN DELETE
	WHEN NOT MATCHED THEN INSERT (institution_id, child_id, during, class_id) VALUES (1, c, '[2024-03-01,2024-06-01)', 3 - c % 2)$$);
SELECT * FROM attempt($$MERGE INTO enrolment e USING generate_series(1, 10) c ON e.child_id = c
	WHEN MATCHED AND c = 1 THEN DELETE
	WHEN NOT MATCHED THEN INSERT (institution_id, child_id, during, class_id) VALUES (1, c, '[2024-03-01,2024-06-01)', 1)$$);
SELECT * FROM attempt($$MERGE INTO class_staff r USING class k ON (r.institution_id, r.class_id) = (k.institution_id, k.class_id)
	WHEN MATCHED AND k.class_id = 2 THEN DELETE$$);

-- ON CONFLICT
SELECT * FROM attempt($$INSERT INTO enrolment (institution_id, child_id, during, class_id) VALUES (1, 6, '[2024-02-01,2024-12-01)', 1)
	ON CONFLICT (institution_id, child_id, during) DO UPDATE SET class_id = excluded.class_id$$);
SELECT * FROM attempt($$INSERT INTO enrolment (institution_id, child_id, during, class_id) VALUES (1, 6, '[2024-02-01,2024-12-01)', 1)
	ON CONFLICT DO NOTHING$$);
SELECT * FROM attempt($$INSERT INTO class_staff VALUES (1, 1, 1, '[2024-01-01,2027-01-01)')
	ON CONFLICT (institution_id, class_id, staff_id, during) DO UPDATE SET during = '[2024-01-01,2024-06-01)'$$);

-- COPY: at the end of its own transaction
COPY enrolment (institution_id, child_id, during, class_id) FROM stdin;
1	10	[2024-02-01,2024-12-01)	2
1	11	[2024-04-01,2024-06-01)	2
1	12	[2024-05-01,2024-07-01)	2
\.
COPY class_staff FROM stdin;
2	1	2	[2026-01-01,2027-02-01)
\.
BEGIN;
COPY enrolment (institution_id, child_id, during, class_id) FROM stdin;
1	10	[2024-02-01,2024-12-01)	2
1	11	[2024-04-01,2024-06-01)	2
\.
COPY class_staff FROM stdin;
1	2	3	[2024-04-01,2024-06-01)
\.
COMMIT;
DELETE FROM enrolment WHERE child_id IN (10, 11);
DELETE FROM class_staff WHERE staff_id = 3;

-- FK cascades: a registry's keys refuse, a user's may cascade
SELECT * FROM attempt('DELETE FROM staff WHERE institution_id = 1 AND staff_id = 1');
ALTER TABLE class_staff DROP CONSTRAINT class_staff_institution_id_staff_id_fkey,
	ADD FOREIGN KEY (institution_id, staff_id) REFERENCES staff ON DELETE CASCADE ON UPDATE CASCADE,
	DROP CONSTRAINT class_staff_institution_id_class_id_fkey,
	ADD FOREIGN KEY (institution_id, class_id) REFERENCES class ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE enrolment DROP CONSTRAINT enrolment_institution_id_class_id_fkey,
	ADD FOREIGN KEY (institution_id, class_id) REFERENCES class ON DELETE CASCADE ON UPDATE CASCADE,
	DROP CONSTRAINT enrolment_institution_id_child_id_fkey,
	ADD FOREIGN KEY (institution_id, child_id) REFERENCES child ON DELETE CASCADE ON UPDATE CASCADE;
SELECT * FROM attempt('DELETE FROM staff WHERE institution_id = 1 AND staff_id = 1');
SELECT * FROM attempt('DELETE FROM staff WHERE institution_id = 1 AND staff_id = 3');
SELECT * FROM attempt('DELETE FROM class WHERE institution_id = 1 AND class_id = 1');
SELECT * FROM attempt('DELETE FROM child WHERE institution_id = 1 AND child_id = 1', 'DELETE FROM staff WHERE institution_id = 1 AND staff_id = 2');
-- keys that change take the rows along, and the count with them
SELECT * FROM attempt('UPDATE class SET class_id = 7 WHERE institution_id = 1 AND class_id = 1');
SELECT * FROM attempt('UPDATE class SET class_id = 7 WHERE institution_id = 1 AND class_id = 1',
	$$INSERT INTO enrolment VALUES (1, 10, '[2024-04-01,2024-06-01)', DEFAULT, 7)$$);
SELECT * FROM attempt('UPDATE staff SET staff_id = 9 WHERE institution_id = 1 AND staff_id = 1');
SELECT * FROM attempt('UPDATE staff SET staff_id = 9 WHERE institution_id = 1 AND staff_id = 1', $$UPDATE staff SET role = '炊事人员' WHERE staff_id = 9$$);
SELECT * FROM attempt('UPDATE child SET child_id = 99 WHERE institution_id = 1 AND child_id = 1');
SELECT * FROM attempt('UPDATE child SET child_id = 99 WHERE institution_id = 1 AND child_id = 1', $$UPDATE child SET birth_date = '2021-12-31' WHERE child_id = 99$$);

-- What the count rests on, in the registry
SELECT * FROM attempt($$UPDATE class SET kind = '乳儿' WHERE class_id = 2$$);
SELECT * FROM attempt($$UPDATE class SET kind = '混合', places = 4 WHERE (institution_id, class_id) = (1, 1)$$);
SELECT * FROM attempt($$UPDATE class SET places = 3$$);
SELECT * FROM attempt($$UPDATE staff SET during = '[2023-01-01,2024-05-01)' WHERE staff_id = 2$$);
SELECT * FROM attempt($$UPDATE staff SET role = '负责人' WHERE staff_id = 2$$);
SELECT * FROM attempt($$UPDATE child SET birth_date = '2023-02-02'$$);
SELECT * FROM attempt($$UPDATE child SET birth_date = '2022-12-31'$$);

-- A stricter rule of one's own: blocks nothing that is not of it, and shows
INSERT INTO policy_document (document, title, region) VALUES ('ways', '本区办法', '330902');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, document) VALUES
	('ways', '330902', '[2024-06-01,)', '托小', 12, 24, 15, '1:4', 'ways');
SELECT * FROM attempt($$UPDATE institution SET region = '330902' WHERE institution_id = 1$$);
SELECT * FROM attempt($$UPDATE institution SET region = '330902' WHERE institution_id = 2$$);
UPDATE band_rule SET region = '330903' WHERE rule = 'ways';
SELECT * FROM ratio_violations('ways_staffing');
SELECT class_id, first_day, last_day, children, caregivers, caregivers_required, caregivers_short FROM staffing_gap;
SELECT state FROM attempt($$UPDATE enrolment SET monthly_fee = '2000'$$, $$UPDATE class SET name = '一班'$$, $$UPDATE staff SET name = '甲'$$,
	$$UPDATE child SET birth_order = 1$$, $$UPDATE institution SET name = '某机构'$$, $$UPDATE class SET places = 9$$,
	$$INSERT INTO attendance VALUES (1, 1, '2024-07-01')$$);
SELECT state FROM attempt($$INSERT INTO enrolment VALUES (1, 10, '[2024-02-01,2024-12-01)', DEFAULT, 3)$$,
	$$INSERT INTO class_staff VALUES (1, 3, 3, '[2024-02-01,2024-12-01)')$$);
-- what lies before it, or ends before it, is judged by the rule of those days
SELECT * FROM attempt($$UPDATE enrolment SET during = '[2024-01-15,2024-12-01)' WHERE child_id = 1$$);
SELECT * FROM attempt($$INSERT INTO enrolment VALUES (1, 10, '[2024-03-01,2024-06-01)', DEFAULT, 2)$$);
SELECT * FROM attempt($$INSERT INTO enrolment VALUES (1, 10, '[2024-03-01,2024-06-02)', DEFAULT, 2)$$);
SELECT * FROM attempt($$INSERT INTO enrolment VALUES (1, 10, '[2024-06-01,2024-06-02)', DEFAULT, 1)$$);
-- improvements, a swap, and what only leaves the heads as they are
SELECT state FROM attempt($$INSERT INTO class_staff VALUES (1, 1, 3, '[2024-08-01,2024-09-01)')$$);
SELECT state FROM attempt($$UPDATE enrolment SET during = '[2024-02-01,2024-11-01)' WHERE child_id = 1$$);
SELECT state FROM attempt($$UPDATE enrolment SET class_id = 2 WHERE child_id = 1$$,
	$$UPDATE enrolment SET class_id = 1 WHERE child_id = 6$$);
SELECT state FROM attempt($$UPDATE class_staff SET class_id = 3 - class_id WHERE institution_id = 1$$);
SELECT state FROM attempt($$DELETE FROM class_staff WHERE (institution_id, class_id) = (1, 1)$$,
	$$INSERT INTO class_staff VALUES (1, 1, 5, '[2024-02-01,2024-07-01)'), (1, 1, 6, '[2024-07-01,2024-12-01)')$$);
SELECT * FROM attempt($$DELETE FROM class_staff WHERE (institution_id, class_id) = (1, 1)$$,
	$$INSERT INTO class_staff VALUES (1, 1, 5, '[2024-02-01,2024-07-01)'), (1, 1, 6, '[2024-07-02,2024-12-01)')$$);
DELETE FROM band_rule WHERE rule = 'ways';
DELETE FROM policy_document WHERE document = 'ways';
SELECT count(*) FROM ratio_violations('ways_staffing');
\x off

-- TRUNCATE: children and their enrolments go, and with them what they needed
BEGIN;
INSERT INTO enrolment VALUES (1, 10, '[2024-03-01,2024-06-02)', DEFAULT, 3);
-- not before what is pending has been checked
TRUNCATE enrolment;
ROLLBACK;
BEGIN;
INSERT INTO enrolment VALUES (1, 10, '[2024-03-01,2024-06-02)', DEFAULT, 2);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
TRUNCATE enrolment;
TRUNCATE class_staff;
INSERT INTO enrolment VALUES (1, 10, '[2024-03-01,2024-06-02)', DEFAULT, 2);
COMMIT;
\echo :SQLSTATE
BEGIN;
TRUNCATE enrolment;
INSERT INTO enrolment VALUES (1, 10, '[2024-03-01,2024-06-02)', DEFAULT, 1);
COMMIT;
BEGIN;
TRUNCATE child CASCADE;
TRUNCATE institution CASCADE;
ROLLBACK;
-- the roster cannot be filled again afterwards: that check waits for nothing
BEGIN;
TRUNCATE class_staff;
\echo :SQLSTATE
ROLLBACK;
BEGIN;
SAVEPOINT s;
TRUNCATE staff CASCADE;
\echo :SQLSTATE
ROLLBACK TO s;
INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT 1, c, '[2024-03-01,2024-06-02)', 1 FROM generate_series(11, 15) c;
COMMIT;
\echo :SQLSTATE
SELECT count(*) FROM enrolment;

-- SET CONSTRAINTS: of this one by its name, there and back, in savepoints
BEGIN;
INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT 1, c, '[2024-03-01,2024-06-02)', 1 FROM generate_series(11, 14) c;
SET CONSTRAINTS ways.ways_staffing IMMEDIATE;
SAVEPOINT s;
INSERT INTO enrolment VALUES (1, 15, '[2024-06-01,2024-07-01)', DEFAULT, 1);
ROLLBACK TO s;
SET CONSTRAINTS ways.ways_staffing DEFERRED;
INSERT INTO enrolment VALUES (1, 15, '[2024-06-01,2024-07-01)', DEFAULT, 1);
SAVEPOINT s;
SET CONSTRAINTS ways.ways_staffing IMMEDIATE;
ROLLBACK TO s;
INSERT INTO class_staff VALUES (1, 1, 3, '[2024-06-01,2024-07-01)');
SAVEPOINT t;
SET CONSTRAINTS ways.ways_staffing IMMEDIATE;
DELETE FROM enrolment WHERE child_id = 15;
DELETE FROM class_staff WHERE staff_id = 3;
ROLLBACK TO t;
DELETE FROM class_staff WHERE staff_id = 3;
COMMIT;
\echo :SQLSTATE
-- checked, released, and then taken back with what is around it
BEGIN;
INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT 1, c, '[2024-03-01,2024-06-02)', 1 FROM generate_series(11, 15) c;
SAVEPOINT s;
SAVEPOINT t;
DELETE FROM enrolment WHERE child_id = 15;
SET CONSTRAINTS ALL IMMEDIATE;
RELEASE t;
ROLLBACK TO s;
COMMIT;
\echo :SQLSTATE
-- two levels apart: the marks of a released savepoint count
BEGIN;
SAVEPOINT s;
SAVEPOINT t;
INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT 1, c, '[2024-03-01,2024-06-02)', 1 FROM generate_series(11, 15) c;
RELEASE t;
SAVEPOINT t;
ROLLBACK TO t;
RELEASE s;
COMMIT;
\echo :SQLSTATE

-- PREPARE TRANSACTION: checked there, so that COMMIT PREPARED cannot fail; what it wrote counts from then on
SELECT current_setting('max_prepared_transactions')::integer > 0 AS can_prepare \gset
BEGIN;
INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT 1, c, '[2024-03-01,2024-06-02)', 1 FROM generate_series(11, 14) c;
\if :can_prepare
PREPARE TRANSACTION 'tuoyu_ways';
COMMIT PREPARED 'tuoyu_ways';
\else
COMMIT;
\endif
INSERT INTO enrolment VALUES (1, 15, '[2024-04-01,2024-05-01)', DEFAULT, 1);
\echo :SQLSTATE
BEGIN;
DELETE FROM class_staff WHERE staff_id = 1;
PREPARE TRANSACTION 'tuoyu_ways';
\echo :SQLSTATE
SELECT count(*) FROM pg_prepared_xacts WHERE gid = 'tuoyu_ways';

-- In functions: an error caught is a subtransaction, and what came before it still counts
CREATE FUNCTION enrol(child bigint, class bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO enrolment (institution_id, child_id, during, class_id) VALUES (1, child, '[2024-04-01,2024-05-01)', class);
	SET CONSTRAINTS ALL IMMEDIATE;
	RETURN 'enrolled';
EXCEPTION WHEN check_violation THEN
	SET CONSTRAINTS ALL DEFERRED;
	RETURN 'full';
END
$$;
BEGIN;
SELECT c, enrol(c, 1), enrol(c, 2) FROM generate_series(15, 17) c;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO enrolment VALUES (1, 20, '[2024-04-01,2024-05-01)', DEFAULT, 1);
-- the check finds what was left for later, too
SELECT enrol(21, 2);
COMMIT;
\echo :SQLSTATE
-- transactions inside a procedure
CREATE PROCEDURE enrol_each(first bigint, last bigint) LANGUAGE plpgsql AS $$
BEGIN
	FOR c IN first .. last LOOP
		INSERT INTO enrolment (institution_id, child_id, during, class_id) VALUES (1, c, '[2024-04-01,2024-05-01)', 2);
		COMMIT;
	END LOOP;
END
$$;
CALL enrol_each(15, 20);
\echo :SQLSTATE
SELECT child_id FROM enrolment WHERE class_id = 2 ORDER BY 1;
-- a user's trigger that writes, at the statement and while deferred triggers already fire
CREATE TABLE application (child_id bigint, at_once boolean);
CREATE FUNCTION admit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.at_once = (TG_NAME = 'at_once') THEN
		INSERT INTO enrolment (institution_id, child_id, during, class_id) VALUES (1, NEW.child_id, '[2024-04-01,2024-05-01)', 2);
	END IF;
	RETURN NULL;
END
$$;
CREATE TRIGGER at_once AFTER INSERT ON application FOR EACH ROW EXECUTE FUNCTION admit();
CREATE CONSTRAINT TRIGGER zuletzt AFTER INSERT ON application DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION admit();
DELETE FROM enrolment WHERE child_id >= 16;
INSERT INTO application SELECT c, true FROM generate_series(16, 21) c;
\echo :SQLSTATE
INSERT INTO application SELECT c, false FROM generate_series(16, 21) c;
\echo :SQLSTATE
BEGIN;
UPDATE enrolment SET monthly_fee = '1' WHERE child_id = 15;
INSERT INTO enrolment VALUES (1, 22, '[2024-04-01,2024-05-01)', DEFAULT, 2), (1, 23, '[2024-04-01,2024-05-01)', DEFAULT, 2),
	(1, 24, '[2024-04-01,2024-05-01)', DEFAULT, 2), (1, 25, '[2024-04-01,2024-05-01)', DEFAULT, 2);
INSERT INTO application VALUES (16, false);
COMMIT;
\echo :SQLSTATE
INSERT INTO application SELECT c, c = 18 FROM generate_series(16, 18) c;
SELECT (SELECT count(*) FROM application) AS applications, (SELECT count(*) FROM enrolment WHERE class_id = 2) AS enrolments;
-- a user's trigger that writes something else than it was told is judged by what it writes
CREATE FUNCTION elsewhere() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.class_id := 1; RETURN NEW; END $$;
CREATE TRIGGER elsewhere BEFORE INSERT ON enrolment FOR EACH ROW EXECUTE FUNCTION elsewhere();
INSERT INTO enrolment VALUES (1, 26, '[2024-04-01,2024-05-01)', DEFAULT, 2);
\echo :SQLSTATE
DROP TRIGGER elsewhere ON enrolment;

-- Roles under row security: what they may not see counts all the same, whichever table they write
CREATE ROLE regress_ways_clerk;
GRANT USAGE ON SCHEMA ways, tuoyu, public TO regress_ways_clerk;
GRANT SELECT, INSERT, UPDATE, DELETE ON enrolment, class_staff, child TO regress_ways_clerk;
ALTER TABLE enrolment ENABLE ROW LEVEL SECURITY;
ALTER TABLE class_staff ENABLE ROW LEVEL SECURITY;
ALTER TABLE child ENABLE ROW LEVEL SECURITY;
CREATE POLICY clerk ON enrolment TO regress_ways_clerk USING (child_id >= 10);
CREATE POLICY clerk ON class_staff TO regress_ways_clerk USING (class_id <> 2);
CREATE POLICY clerk ON child TO regress_ways_clerk USING (child_id >= 10);
SET ROLE regress_ways_clerk;
SELECT count(*) FROM enrolment WHERE class_id = 1 AND during @> date '2024-04-01';
INSERT INTO enrolment VALUES (1, 26, '[2024-04-01,2024-05-01)', DEFAULT, 1);
\echo :SQLSTATE
UPDATE enrolment SET during = '[2024-03-01,2025-01-01)', class_id = 2 WHERE child_id = 11;
DELETE FROM class_staff WHERE staff_id = 1;
\echo :SQLSTATE
UPDATE child SET birth_date = '2022-01-01' WHERE child_id = 12;
\echo :SQLSTATE
INSERT INTO enrolment VALUES (1, 26, '[2024-04-01,2024-05-01)', DEFAULT, 1);
DELETE FROM enrolment WHERE child_id = 26;
INSERT INTO class_staff VALUES (1, 3, 4, '[2024-04-01,2024-05-01)');
DELETE FROM class_staff WHERE staff_id = 4;
RESET ROLE;
-- nor does a function with its owner's rights get round it
CREATE FUNCTION discharge(staff bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = ways, pg_temp
BEGIN ATOMIC
	DELETE FROM class_staff WHERE institution_id = 1 AND staff_id = staff;
END;
SET ROLE regress_ways_clerk;
SELECT discharge(2);
\echo :SQLSTATE
RESET ROLE;
DROP FUNCTION discharge;
DROP OWNED BY regress_ways_clerk;
DROP ROLE regress_ways_clerk;
ALTER TABLE enrolment DISABLE ROW LEVEL SECURITY;
ALTER TABLE class_staff DISABLE ROW LEVEL SECURITY;
ALTER TABLE child DISABLE ROW LEVEL SECURITY;

-- Not checked: logical replication (session_replication_role), disabled triggers. ratio_violations finds what they let in
SELECT count(*) FROM ratio_violations('ways_staffing');
SET session_replication_role = replica;
DELETE FROM class_staff WHERE staff_id = 2;
RESET session_replication_role;
SELECT * FROM ratio_violations('ways_staffing');
INSERT INTO class_staff VALUES (1, 2, 2, '[2024-01-01,2027-01-01)');
ALTER TABLE enrolment DISABLE TRIGGER USER;
INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT 1, c, '[2024-03-01,2024-06-02)', 3 FROM generate_series(26, 28) c;
ALTER TABLE enrolment ENABLE TRIGGER USER;
SELECT * FROM ratio_violations('ways_staffing');
-- afterwards nobody may make it worse, anybody better
INSERT INTO enrolment VALUES (1, 29, '[2024-06-01,2024-06-03)', DEFAULT, 3);
\echo :SQLSTATE
UPDATE enrolment SET during = '[2024-03-01,2024-05-01)' WHERE child_id = 26;
DELETE FROM enrolment WHERE child_id >= 26;
SELECT count(*) FROM ratio_violations('ways_staffing');
-- a replica that shall check has its triggers always on
ALTER TABLE class_staff ENABLE ALWAYS TRIGGER ways_staffing, ENABLE ALWAYS TRIGGER "#ways_staffing";
SET session_replication_role = replica;
DELETE FROM class_staff WHERE staff_id = 2;
\echo :SQLSTATE
RESET session_replication_role;
SELECT count(*) FROM ratio_violations('ways_staffing');

-- A user's partitioned enrolments in place of the registry's: moves between partitions, leaves by name
SELECT drop_ratio_constraint('ways_staffing');
CREATE TABLE stay (institution_id bigint, class_id bigint, child_id bigint, during daterange, fee integer,
	FOREIGN KEY (institution_id, class_id) REFERENCES class ON UPDATE CASCADE, PRIMARY KEY (institution_id, class_id, child_id, during))
	PARTITION BY LIST (institution_id);
CREATE TABLE stay_1 PARTITION OF stay FOR VALUES IN (1) PARTITION BY RANGE (class_id);
CREATE TABLE stay_1_low PARTITION OF stay_1 FOR VALUES FROM (0) TO (2);
CREATE TABLE stay_1_high PARTITION OF stay_1 FOR VALUES FROM (2) TO (100);
CREATE TABLE stay_2 PARTITION OF stay FOR VALUES IN (2);
CREATE TABLE shift (institution_id bigint, class_id bigint, staff_id bigint, during daterange) PARTITION BY LIST (institution_id);
CREATE TABLE shift_1 PARTITION OF shift FOR VALUES IN (1);
CREATE TABLE shift_2 PARTITION OF shift FOR VALUES IN (2);
INSERT INTO shift SELECT institution_id, class_id, staff_id, during FROM class_staff;
INSERT INTO stay SELECT 1, CASE WHEN c <= 5 THEN 1 ELSE 2 END, c, '[2024-02-01,2024-12-01)' FROM generate_series(1, 10) c;
SELECT add_ratio_constraint('parted', 'stay', 'shift', 'class', staff => 'staff', child => 'child', institution => 'institution');
\x on
SELECT * FROM attempt('UPDATE stay SET class_id = 1 WHERE child_id = 6');
SELECT * FROM attempt('UPDATE stay SET class_id = 3 - class_id');
SELECT * FROM attempt('UPDATE stay SET class_id = 3 - class_id WHERE child_id <> 1');
SELECT * FROM attempt('UPDATE stay SET institution_id = 2, class_id = 1 WHERE child_id <= 5');
SELECT * FROM attempt('UPDATE stay SET institution_id = 2, class_id = 1 WHERE child_id <= 6');
SELECT * FROM attempt('UPDATE shift SET institution_id = 2, class_id = 1 WHERE institution_id = 1 AND class_id = 2');
SELECT * FROM attempt('UPDATE class SET class_id = 9 WHERE (institution_id, class_id) = (1, 1)', 'UPDATE shift SET class_id = 9 WHERE (institution_id, class_id) = (1, 1)');
SELECT * FROM attempt($$INSERT INTO stay_1_low VALUES (1, 1, 11, '[2024-03-01,2024-04-01)')$$);
SELECT * FROM attempt($$INSERT INTO stay AS s VALUES (1, 2, 6, '[2024-02-01,2024-12-01)') ON CONFLICT (institution_id, class_id, child_id, during)
	DO UPDATE SET fee = 5$$);
SELECT * FROM attempt($$INSERT INTO stay AS s VALUES (1, 2, 6, '[2024-02-01,2024-12-01)') ON CONFLICT (institution_id, class_id, child_id, during)
	DO UPDATE SET during = '[2024-01-01,2025-01-02)'$$);
SELECT * FROM attempt($$MERGE INTO stay s USING generate_series(6, 11) c ON s.child_id = c
	WHEN MATCHED THEN UPDATE SET class_id = 1 WHEN NOT MATCHED THEN INSERT VALUES (1, 2, c, '[2024-03-01,2024-04-01)')$$);
SELECT * FROM attempt('TRUNCATE stay_1_low');
SELECT * FROM attempt('TRUNCATE shift_2');
SELECT * FROM attempt('TRUNCATE shift_1');
\x off
COPY stay_1_high FROM stdin;
1	3	11	[2024-03-01,2024-04-01)	\N
\.
-- DETACH is no write: what it leaves behind is found
ALTER TABLE shift DETACH PARTITION shift_1;
SELECT institution_id, class_id, during, problem, children, caregivers, required FROM ratio_violations('parted');
UPDATE stay SET fee = 7;
DELETE FROM stay;
SELECT drop_ratio_constraint('parted');

DROP TABLE stay, shift, shift_1, application;
DROP FUNCTION admit, elsewhere, attempt, enrol;
DROP PROCEDURE enrol_each;
SET client_min_messages = warning;
CALL drop_registry('ways', force => true);
