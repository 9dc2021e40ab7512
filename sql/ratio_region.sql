-- A child goes from one class of an institution to another: the class that it has left asks for no rules, the other by the
-- institution's own region
SET search_path = public, tuoyu;
SET client_min_messages = warning;
SET datestyle = ISO;
CREATE SCHEMA regional;
SET search_path = regional, public, tuoyu;
CREATE TABLE institution (institution_id bigint PRIMARY KEY, region region_code);
CREATE TABLE class (institution_id bigint, class_id bigint, kind age_band, places int, during daterange, PRIMARY KEY (institution_id, class_id));
CREATE TABLE staff (institution_id bigint, staff_id bigint, role text, during daterange, PRIMARY KEY (institution_id, staff_id));
CREATE TABLE class_staff (institution_id bigint, class_id bigint, staff_id bigint, during daterange);
CREATE INDEX ON class_staff (institution_id, class_id);
CREATE TABLE child (institution_id bigint, child_id bigint, birth_date date, PRIMARY KEY (institution_id, child_id));
CREATE TABLE enrolment (institution_id bigint, class_id bigint, child_id bigint, during daterange);
CREATE INDEX ON enrolment (institution_id, class_id);
INSERT INTO policy_document (document, title, region) VALUES ('regional', 'regional', '330903');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, document)
	VALUES ('regional', '330903', '(,)', '托小', 12, 24, 15, '1:1', 'regional');
INSERT INTO institution VALUES (1, '330903');
INSERT INTO class SELECT 1, c, '托小', 10, '[2024-01-01,)' FROM generate_series(1, 3) c;
INSERT INTO staff SELECT 1, s, '保育人员', '[2024-01-01,)' FROM generate_series(1, 3) s;
INSERT INTO class_staff SELECT 1, s, s, '[2024-01-01,)' FROM generate_series(1, 3) s;
INSERT INTO child SELECT 1, c, '2023-01-01' FROM generate_series(1, 3) c;
INSERT INTO enrolment VALUES (1, 1, 1, '[2024-01-01,2024-07-01)'), (1, 2, 2, '[2024-01-01,2024-07-01)');
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', institution => 'institution');
-- by the region's rule one caregiver is there for one child, by the nation's for more
UPDATE enrolment SET class_id = 2 WHERE child_id = 1;
UPDATE enrolment SET class_id = 3 WHERE child_id = 1;
SELECT class_id, child_id FROM enrolment ORDER BY 1, 2;

DROP SCHEMA regional CASCADE;
DELETE FROM band_rule WHERE rule = 'regional';
DELETE FROM policy_document WHERE document = 'regional';
