-- The staffing guarantee on tables without foreign keys, where rows that others refer to may come, go and change their keys;
-- and on partitions that are made or attached later.
SET search_path = public, tuoyu;
SET datestyle = ISO;
\set VERBOSITY terse
CREATE SCHEMA loose;
SET search_path = loose, public, tuoyu;
CREATE TABLE institution (institution_id bigint PRIMARY KEY, region region_code);
CREATE TABLE class (institution_id bigint, class_id bigint, kind age_band, places int, during daterange, PRIMARY KEY (institution_id, class_id));
CREATE TABLE staff (institution_id bigint, staff_id bigint, role text, during daterange, PRIMARY KEY (institution_id, staff_id));
CREATE TABLE class_staff (institution_id bigint, class_id bigint, staff_id bigint, during daterange);
CREATE TABLE child (institution_id bigint, child_id bigint, birth_date date, PRIMARY KEY (institution_id, child_id));
CREATE TABLE enrolment (institution_id bigint, class_id bigint, child_id bigint, during daterange);
INSERT INTO policy_document (document, title, region) VALUES ('loose', '本区办法', '330903');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, document) VALUES
	('loose', '330903', '(,)', '托小', 12, 24, 15, '1:9', 'loose'), ('strict', '330902', '(,)', '托小', 12, 24, 15, '1:1', 'loose');

-- Institution 1, under the looser rule: class 1 with 6 children and one caregiver; class 2, mixed, with 7 children past two and one
-- caregiver; institution 2 is not there, but has a class with 2 children and one caregiver
INSERT INTO institution VALUES (1, '330903');
INSERT INTO class VALUES (1, 1, '托小', 10, '[2024-01-01,)'), (1, 2, '混合', 10, '[2024-01-01,)'), (2, 1, '托小', 10, '[2024-01-01,)');
INSERT INTO staff SELECT i, s, '保育人员', '[2024-01-01,)' FROM generate_series(1, 2) i, generate_series(1, 4) s;
INSERT INTO class_staff VALUES (1, 1, 1, '[2024-01-01,)'), (1, 2, 2, '[2024-01-01,)'), (2, 1, 1, '[2024-01-01,)');
INSERT INTO child SELECT i, c, '2022-06-01' FROM generate_series(1, 2) i, generate_series(1, 20) c;
INSERT INTO child SELECT 1, c, '2021-12-01' FROM generate_series(21, 27) c;
INSERT INTO enrolment SELECT 1, 1, c, '[2024-01-01,2025-01-01)' FROM generate_series(1, 6) c;
INSERT INTO enrolment SELECT 1, 2, c, '[2024-01-01,2025-01-01)' FROM generate_series(21, 27) c;
INSERT INTO enrolment SELECT 2, 1, c, '[2024-01-01,2025-01-01)' FROM generate_series(1, 2) c;
SELECT add_ratio_constraint('loose', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', institution => 'institution');

-- A child that is gone, or was never there, is of no age; one that comes, or is given that key, is of its own
DELETE FROM child WHERE institution_id = 1 AND child_id IN (1, 21);
INSERT INTO child VALUES (1, 1, '2023-06-01');
INSERT INTO child VALUES (1, 1, '2022-06-01');
INSERT INTO child VALUES (1, 21, '2022-06-01');
UPDATE child SET child_id = 21, birth_date = '2022-06-01' WHERE institution_id = 1 AND child_id = 20;
UPDATE child SET child_id = 99 WHERE institution_id = 1 AND child_id = 22;
INSERT INTO child VALUES (1, 21, '2021-12-01');
INSERT INTO enrolment VALUES (1, 1, 98, '[2024-03-01,2025-01-01)');
INSERT INTO child VALUES (1, 98, '2022-01-01');
UPDATE child SET child_id = 98, birth_date = '2022-01-01' WHERE institution_id = 1 AND child_id = 19;
UPDATE child SET child_id = 98 WHERE institution_id = 1 AND child_id = 19;
BEGIN;
TRUNCATE child;
SELECT count(*) FROM ratio_violations('loose');
INSERT INTO child SELECT 1, c, '2023-06-01' FROM generate_series(1, 6) c;
COMMIT;
-- where a child has no row, none may come until the transaction is over; where there is no child, nothing depends on it
BEGIN;
INSERT INTO enrolment VALUES (1, 2, NULL, '[2026-01-01,2026-02-01)');
SET CONSTRAINTS ALL IMMEDIATE;
SELECT count(*) FROM pg_locks WHERE relation = 'child'::regclass AND mode = 'ShareLock' AND pid = pg_backend_pid();
INSERT INTO enrolment VALUES (1, 2, 50, '[2026-01-01,2026-02-01)');
SELECT count(*) FROM pg_locks WHERE relation = 'child'::regclass AND mode = 'ShareLock' AND pid = pg_backend_pid();
ROLLBACK;
-- An institution that comes brings its region's rules; one that goes leaves the nation's, one that changes its key does both
INSERT INTO institution VALUES (2, '330902');
INSERT INTO institution VALUES (2, '330904');
UPDATE institution SET region = '330902' WHERE institution_id = 2;
DELETE FROM institution WHERE institution_id = 2;
UPDATE institution SET institution_id = 2, region = '330902' WHERE institution_id = 1;
INSERT INTO institution VALUES (3, '330902');
UPDATE institution SET institution_id = 2 WHERE institution_id = 3;
DELETE FROM institution WHERE institution_id = 3;
DELETE FROM institution WHERE institution_id = 1;
TRUNCATE institution;
BEGIN;
DELETE FROM enrolment WHERE class_id = 1 AND child_id > 3;
SET CONSTRAINTS ALL IMMEDIATE;
TRUNCATE institution;
ROLLBACK;
-- staff who are gone do not count, nor those who were never there
DELETE FROM staff WHERE staff_id = 1;
UPDATE staff SET staff_id = 9 WHERE staff_id = 1;
TRUNCATE staff;
INSERT INTO class_staff VALUES (1, 1, 77, '[2024-01-01,)');
-- classes
UPDATE class SET class_id = 9 WHERE class_id = 1;
TRUNCATE class;
SELECT count(*) FROM ratio_violations('loose');
-- A foreign key that is checked later, or not for all rows, or of more columns (NULL in one of them: no reference) is none
INSERT INTO child VALUES (1, 22, '2021-12-01');
ALTER TABLE child ADD name text, ADD UNIQUE (institution_id, child_id, name);
ALTER TABLE enrolment ADD name text, ADD FOREIGN KEY (institution_id, child_id, name) REFERENCES child (institution_id, child_id, name);
INSERT INTO enrolment VALUES (1, 1, 97, '[2024-03-01,2025-01-01)');
INSERT INTO child VALUES (1, 97, '2022-01-01');
ALTER TABLE enrolment DROP name, ADD CONSTRAINT key FOREIGN KEY (institution_id, child_id) REFERENCES child NOT VALID;
INSERT INTO child VALUES (1, 97, '2022-01-01');
INSERT INTO child VALUES (1, 97, '2022-06-01');
ALTER TABLE enrolment DROP CONSTRAINT key, ADD CONSTRAINT key FOREIGN KEY (institution_id, child_id) REFERENCES child DEFERRABLE INITIALLY DEFERRED;
BEGIN;
INSERT INTO enrolment VALUES (1, 1, 96, '[2024-03-01,2025-01-01)');
SET CONSTRAINTS loose IMMEDIATE;
INSERT INTO child VALUES (1, 96, '2022-01-01');
ROLLBACK;
-- one that is checked at once is one
ALTER TABLE enrolment DROP CONSTRAINT key, ADD CONSTRAINT key FOREIGN KEY (institution_id, child_id) REFERENCES child;
INSERT INTO child VALUES (1, 96, '2022-01-01');
INSERT INTO enrolment VALUES (1, 1, 96, '[2024-03-01,2025-01-01)');
UPDATE child SET birth_date = '2022-01-01' WHERE institution_id = 1 AND child_id = 1;

-- Partitions made or attached after the constraint: their rows are checked, TRUNCATE of them only when it is asked for
DROP TABLE class_staff, institution, class, staff, child, enrolment;
CREATE TABLE class (institution_id bigint, class_id bigint, kind age_band, places int, during daterange, PRIMARY KEY (institution_id, class_id));
CREATE TABLE class_staff (institution_id bigint, class_id bigint, staff_id bigint, during daterange) PARTITION BY LIST (class_id);
CREATE TABLE class_staff_1 PARTITION OF class_staff FOR VALUES IN (1);
CREATE TABLE enrolment (institution_id bigint, class_id bigint, child_id bigint, during daterange) PARTITION BY LIST (class_id);
CREATE TABLE enrolment_1 PARTITION OF enrolment FOR VALUES IN (1, 2, 3, 4);
SELECT add_ratio_constraint('parted', 'enrolment', 'class_staff', 'class');
SELECT * FROM unguarded_tables('parted');
CREATE TABLE class_staff_2 PARTITION OF class_staff FOR VALUES IN (2);
CREATE TABLE class_staff_3 (LIKE class_staff) PARTITION BY LIST (class_id);
CREATE TABLE class_staff_3_3 PARTITION OF class_staff_3 FOR VALUES IN (3);
INSERT INTO class_staff_3 VALUES (1, 3, 3, '[2024-01-01,)');
ALTER TABLE class_staff ATTACH PARTITION class_staff_3 FOR VALUES IN (3, 4);
CREATE TABLE enrolment_5 PARTITION OF enrolment DEFAULT;
INSERT INTO class SELECT 1, c, '托小', 10, '[2024-01-01,)' FROM generate_series(1, 3) c;
INSERT INTO class_staff SELECT 1, c, c, '[2024-01-01,)' FROM generate_series(1, 2) c;
INSERT INTO enrolment SELECT 1, c, c, '[2024-01-01,)' FROM generate_series(1, 3) c;
INSERT INTO enrolment VALUES (1, 5, 5, '[2024-01-01,)');
DELETE FROM class_staff WHERE class_id = 3;
DELETE FROM class_staff_3_3;
SELECT * FROM unguarded_tables('parted');
SELECT count(*) FROM ratio_violations('parted');
CALL ratio_validate('parted', 'class');
TRUNCATE class_staff_1;
TRUNCATE class_staff;
BEGIN;
TRUNCATE class_staff_2;
SELECT class_id, problem FROM ratio_violations('parted');
ROLLBACK;
CALL guard_partitions('parted');
SELECT * FROM unguarded_tables('parted');
SELECT count(*) FROM ratio_violations('parted');
CALL ratio_validate('parted', 'class');
TRUNCATE class_staff_2;
TRUNCATE class_staff_3_3;
TRUNCATE class_staff_3;
CALL guard_partitions('parted');
-- DETACH and ATTACH are no writes of rows
BEGIN;
ALTER TABLE class_staff DETACH PARTITION class_staff_2;
SELECT class_id, problem FROM ratio_violations('parted');
ROLLBACK;
CREATE TABLE enrolment_9 (LIKE enrolment);
INSERT INTO enrolment_9 SELECT 1, 9, c, '[2024-01-01,)' FROM generate_series(1, 6) c;
ALTER TABLE enrolment ATTACH PARTITION enrolment_9 FOR VALUES IN (9);
SELECT class_id, problem, count(*) FROM ratio_violations('parted') GROUP BY 1, 2;
CALL ratio_validate('parted', 'class');
DROP TABLE enrolment_9;
SELECT drop_ratio_constraint('parted');
SELECT count(*) FROM pg_trigger WHERE tgrelid::regclass::text ~ '^(class|enrolment)' AND NOT tgisinternal;
CALL guard_partitions('parted');

DROP TABLE class, class_staff, enrolment;
DELETE FROM band_rule WHERE document = 'loose';
DELETE FROM policy_document WHERE document = 'loose';
DROP SCHEMA loose;
