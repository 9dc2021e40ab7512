-- Staffing constraints on tables as users have them: other names and types, partitions, row security, renaming.
SET search_path = public, tuoyu;
SET datestyle = ISO;
\set VERBOSITY terse

-- Other columns, no institution, no staff or child table, a ratio in the table
CREATE SCHEMA "My Nursery";
CREATE TABLE "My Nursery"."Room" (id smallint PRIMARY KEY, "how many" integer, per text);
CREATE TABLE "My Nursery".guest (room integer REFERENCES "My Nursery"."Room", stays daterange);
CREATE TABLE "My Nursery".shift (room integer REFERENCES "My Nursery"."Room", "on" daterange);
INSERT INTO "My Nursery"."Room" VALUES (1, NULL, '1:3'), (2, 4, NULL);
INSERT INTO "My Nursery".guest VALUES (1, '[2024-01-01,2024-02-01)');
-- what is there is checked, unless one says otherwise
SELECT add_ratio_constraint('rooms', '"My Nursery".guest', '"My Nursery".shift', '"My Nursery"."Room"', ratio => '1:5',
	enrolment_institution => NULL, enrolment_class => 'room', enrolment_child => NULL, enrolment_during => 'stays',
	roster_institution => NULL, roster_class => 'room', roster_staff => NULL, roster_during => 'on',
	class_institution => NULL, class_id => 'id', class_during => NULL, class_places => 'how many', class_kind => NULL, class_ratio => 'per');
SELECT add_ratio_constraint('rooms', '"My Nursery".guest', '"My Nursery".shift', '"My Nursery"."Room"', ratio => '1:5', validate => false,
	enrolment_institution => NULL, enrolment_class => 'room', enrolment_child => NULL, enrolment_during => 'stays',
	roster_institution => NULL, roster_class => 'room', roster_staff => NULL, roster_during => 'on',
	class_institution => NULL, class_id => 'id', class_during => NULL, class_places => 'how many', class_kind => NULL, class_ratio => 'per');
SELECT * FROM ratio_violations('rooms');
\set VERBOSITY default
INSERT INTO "My Nursery".guest VALUES (1, '[2024-01-31,2024-03-01)');
\set VERBOSITY terse
INSERT INTO "My Nursery".shift VALUES (1, '[2024-01-01,2024-03-01)'), (2, '[2024-01-01,)');
-- the column's ratio, else the one for all; places
INSERT INTO "My Nursery".guest SELECT 1, '[2024-01-01,2024-02-01)' FROM generate_series(1, 2);
INSERT INTO "My Nursery".guest VALUES (1, '[2024-01-31,2024-02-01)');
INSERT INTO "My Nursery".guest SELECT 2, '[2024-01-01,)' FROM generate_series(1, 5);
UPDATE "My Nursery"."Room" SET "how many" = NULL;
INSERT INTO "My Nursery".guest SELECT 2, '[2024-01-01,)' FROM generate_series(1, 5);
INSERT INTO "My Nursery".guest SELECT 2, '[2024-01-01,)';
UPDATE "My Nursery"."Room" SET per = '2:5' WHERE id = 2;
UPDATE "My Nursery"."Room" SET "how many" = 4 WHERE id = 2;
-- rows without a room or days are nobody's
INSERT INTO "My Nursery".guest VALUES (NULL, '[2024-01-01,)'), (2, NULL), (2, 'empty');
SELECT * FROM ratio_violations('rooms');
-- tables and schemas may be renamed, in a session that already knows them too; columns too, but then it must be added anew
ALTER TABLE "My Nursery"."Room" RENAME TO room;
INSERT INTO "My Nursery".guest SELECT 2, '[2024-01-01,)';
ALTER SCHEMA "My Nursery" RENAME TO nursery;
INSERT INTO nursery.guest SELECT 2, '[2024-01-01,)';
ALTER TABLE nursery.guest RENAME stays TO days;
\set VERBOSITY default
INSERT INTO nursery.guest SELECT 2, '[2024-01-01,)';
ALTER TABLE nursery.guest RENAME days TO stays;
ALTER TABLE nursery.room ALTER id TYPE numeric;
INSERT INTO nursery.guest SELECT 2, '[2024-01-01,)';
\set VERBOSITY terse
ALTER TABLE nursery.room ALTER id TYPE bigint;
INSERT INTO nursery.guest SELECT 2, '[2024-01-01,)';
-- a class that is in use cannot go, nor one be used that is not there
ALTER TABLE nursery.guest DROP CONSTRAINT guest_room_fkey;
ALTER TABLE nursery.shift DROP CONSTRAINT shift_room_fkey;
DELETE FROM nursery.room WHERE id = 2;
UPDATE nursery.room SET id = 3 WHERE id = 2;
\set VERBOSITY default
INSERT INTO nursery.guest VALUES (5, '[2024-01-01,2024-02-01)');
INSERT INTO nursery.shift VALUES (5, '[2024-01-01,2024-02-01)');
\set VERBOSITY terse
BEGIN;
INSERT INTO nursery.guest VALUES (5, '[2024-01-01,2024-02-01)');
INSERT INTO nursery.shift VALUES (5, '[2024-01-01,2024-02-01)');
INSERT INTO nursery.room VALUES (5);
COMMIT;
DELETE FROM nursery.guest WHERE room = 2;
DELETE FROM nursery.shift WHERE room = 2;
DELETE FROM nursery.room WHERE id = 2;
-- taken off, it leaves nothing behind
SELECT drop_ratio_constraint('rooms');
SELECT count(*) FROM pg_trigger WHERE tgrelid IN ('nursery.room'::regclass, 'nursery.guest'::regclass, 'nursery.shift'::regclass);
INSERT INTO nursery.guest VALUES (6, '[2024-01-01,2024-02-01)');

-- Partitions of every table, at two levels; leaves may have their columns in another order
DROP SCHEMA nursery CASCADE;
CREATE TABLE class (institution_id int, class_id int, kind text, places int, during daterange, PRIMARY KEY (institution_id, class_id))
	PARTITION BY HASH (institution_id);
CREATE TABLE class_0 PARTITION OF class FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE class_1 (during daterange, class_id int NOT NULL, gone text, kind text, places int, institution_id int NOT NULL);
ALTER TABLE class_1 DROP gone;
ALTER TABLE class ATTACH PARTITION class_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE enrolment (institution_id int, class_id int, child_id int, during daterange) PARTITION BY HASH (institution_id);
CREATE TABLE enrolment_0 PARTITION OF enrolment FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE enrolment_1 (during daterange, x int, institution_id int, child_id int, class_id int) PARTITION BY LIST (class_id);
ALTER TABLE enrolment_1 DROP x;
CREATE TABLE enrolment_1_1 (class_id int, child_id int, institution_id int, during daterange);
CREATE TABLE enrolment_1_2 PARTITION OF enrolment_1 DEFAULT;
ALTER TABLE enrolment_1 ATTACH PARTITION enrolment_1_1 FOR VALUES IN (1);
ALTER TABLE enrolment ATTACH PARTITION enrolment_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE class_staff (institution_id int, class_id int, staff_id int, during daterange) PARTITION BY LIST (class_id);
CREATE TABLE class_staff_1 PARTITION OF class_staff FOR VALUES IN (1);
CREATE TABLE class_staff_2 PARTITION OF class_staff DEFAULT;
SELECT add_ratio_constraint('parted', 'enrolment', 'class_staff', 'class');
INSERT INTO class SELECT i, c, '托小班', 10, '[2024-01-01,)' FROM generate_series(1, 20) i, generate_series(1, 3) c;
INSERT INTO class_staff SELECT i, c, i, '[2024-01-01,)' FROM generate_series(1, 20) i, generate_series(1, 2) c;
INSERT INTO enrolment SELECT i, c, k, '[2024-01-01,)' FROM generate_series(1, 20) i, generate_series(1, 2) c, generate_series(1, 5) k;
SELECT tableoid::regclass, count(*) FROM enrolment GROUP BY 1 ORDER BY 1;
DO $$
DECLARE
	i integer;
	refused integer := 0;
BEGIN
	FOR i IN 1 .. 20 LOOP
		BEGIN
			INSERT INTO enrolment VALUES (i, 1 + i % 2, 6, '[2024-01-01,)');
			SET CONSTRAINTS ALL IMMEDIATE;
		EXCEPTION WHEN check_violation THEN
			refused := refused + 1;
		END;
	END LOOP;
	RAISE NOTICE 'refused %', refused;
END
$$;
-- from partition to partition
UPDATE enrolment SET class_id = 2 WHERE institution_id = 1 AND class_id = 1 AND child_id = 1;
UPDATE enrolment SET class_id = 3 - class_id WHERE institution_id IN (1, 2) AND child_id = 1;
UPDATE class_staff SET class_id = 3 WHERE institution_id = 4 AND class_id = 1;
UPDATE class_staff SET class_id = 3 WHERE institution_id = 4 AND class_id = 2;
-- a partition that comes later, and one that goes; leaves written to by name
CREATE TABLE class_staff_3 PARTITION OF class_staff FOR VALUES IN (3);
INSERT INTO class_staff_3 VALUES (5, 3, 5, '[2024-01-01,)');
INSERT INTO enrolment VALUES (5, 3, 1, '[2024-01-01,)');
DELETE FROM class_staff_3;
TRUNCATE class_staff_1;
TRUNCATE class_0;
SELECT count(*) FROM ratio_violations('parted');
ALTER TABLE class_staff DETACH PARTITION class_staff_1;
SELECT problem, count(*) FROM ratio_violations('parted') GROUP BY 1;
SELECT drop_ratio_constraint('parted');
SELECT count(*) FROM pg_trigger WHERE tgrelid::regclass::text ~ '^(class|enrolment)' AND NOT tgisinternal;
DROP TABLE class, enrolment, class_staff, class_staff_1;

-- Row security hides nothing from the count, and the writer needs no right to read
CREATE TABLE class (institution_id bigint, class_id bigint, kind age_band, places int, during daterange, PRIMARY KEY (institution_id, class_id));
CREATE TABLE class_staff (institution_id bigint, class_id bigint, staff_id bigint, during daterange);
CREATE TABLE enrolment (institution_id bigint, class_id bigint, child_id bigint, during daterange, author name DEFAULT current_user);
SELECT add_ratio_constraint('secured', 'enrolment', 'class_staff', 'class');
INSERT INTO class VALUES (1, 1, '托小', 4, '[2024-01-01,)');
INSERT INTO class_staff VALUES (1, 1, 1, '[2024-01-01,)');
INSERT INTO enrolment SELECT 1, 1, c, '[2024-01-01,)' FROM generate_series(1, 4) c;
CREATE ROLE regress_tuoyu_owner;
CREATE ROLE regress_tuoyu_writer;
GRANT USAGE ON SCHEMA tuoyu TO regress_tuoyu_owner, regress_tuoyu_writer;
GRANT ALL ON SCHEMA public TO regress_tuoyu_owner;
ALTER TABLE class OWNER TO regress_tuoyu_owner;
ALTER TABLE class_staff OWNER TO regress_tuoyu_owner;
ALTER TABLE enrolment OWNER TO regress_tuoyu_owner;
ALTER TABLE enrolment ENABLE ROW LEVEL SECURITY;
ALTER TABLE enrolment FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON enrolment USING (author = current_user);
GRANT INSERT ON enrolment TO regress_tuoyu_writer;
SET ROLE regress_tuoyu_owner;
SELECT count(*) FROM enrolment;
SET ROLE regress_tuoyu_writer;
INSERT INTO enrolment VALUES (1, 1, 5, '[2024-01-01,)');
SELECT * FROM ratio_violations('secured');
CALL ratio_validate('secured', 'class');
RESET ROLE;
-- the caller of ratio_violations sees what the caller may
SET session_replication_role = replica;
INSERT INTO enrolment VALUES (1, 1, 5, '[2024-01-01,)'), (1, 1, 6, '[2024-01-01,)');
RESET session_replication_role;
SELECT count(*) FROM ratio_violations('secured');
SET ROLE regress_tuoyu_owner;
SELECT count(*) FROM ratio_violations('secured');
CALL ratio_validate('secured', 'class');
INSERT INTO enrolment VALUES (1, 1, 7, '[2024-01-01,)');
RESET ROLE;
-- a constraint may only refer to a class table of one's own, or with the right to
SET ROLE regress_tuoyu_writer;
CREATE TEMP TABLE mine (institution_id bigint, class_id bigint, child_id bigint, staff_id bigint, during daterange);
CALL add_ratio_triggers('secured', 'class', 'mine', 'staff', '{staff=staff_id}');
DROP TABLE mine;
RESET ROLE;

-- Bad arguments
SELECT add_ratio_constraint(NULL, 'enrolment', 'class_staff', 'class');
SELECT add_ratio_constraint('secured', 'enrolment', 'class_staff', 'class');
SELECT add_ratio_constraint(repeat('x', 51)::name, 'enrolment', 'class_staff', 'class');
SELECT add_ratio_constraint(' x', 'enrolment', 'class_staff', 'class');
SELECT add_ratio_constraint('x', 'enrolment', 'class_staff', 'class', class_places => 'seats', validate => false);
SELECT add_ratio_constraint('x', 'enrolment', 'class_staff', 'class', class_places => 'during');
SELECT add_ratio_constraint('x', 'enrolment', 'class_staff', 'class', enrolment_during => NULL);
SELECT add_ratio_constraint('x', 'enrolment', 'class_staff', 'class', ratio => '0:3');
SELECT add_ratio_constraint('x', 'enrolment', 'class_staff', 'class', child => 'pg_class');
SELECT add_ratio_constraint('x', 'enrolment', 'class_staff', 'none');
SELECT drop_ratio_constraint('x');
SELECT * FROM ratio_violations('x');
SELECT drop_ratio_constraint('secured', 'enrolment');
SELECT ratio_check();
CREATE TRIGGER stray AFTER INSERT ON class FOR EACH ROW EXECUTE FUNCTION ratio_mark('nothing');
INSERT INTO class VALUES (1, 2, '托小', 4, '[2024-01-01,)');
DROP TRIGGER stray ON class;
CREATE TRIGGER stray BEFORE INSERT ON class FOR EACH ROW EXECUTE FUNCTION ratio_mark('secured');
INSERT INTO class VALUES (1, 2, '托小', 4, '[2024-01-01,)');
DROP TRIGGER stray ON class;
-- a constraint that has lost a trigger says so
DROP TRIGGER secured ON class_staff;
INSERT INTO enrolment VALUES (1, 1, 8, '[2024-01-01,)');
SELECT drop_ratio_constraint('secured');
DROP TABLE class, class_staff, enrolment;
REVOKE ALL ON SCHEMA public, tuoyu FROM regress_tuoyu_writer, regress_tuoyu_owner;
DROP ROLE regress_tuoyu_owner, regress_tuoyu_writer;
