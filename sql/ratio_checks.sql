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
-- a rule of one's own that says how long a child may stay past 36 months
INSERT INTO policy_document (document, title, region) VALUES ('stay', '留班办法（示例）', '420100');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, stay_months, ratio, document) VALUES
	('stay', '420100', '[2024-01-01,)', '托大', 24, 36, 2, '1:100', 'stay');
INSERT INTO class_staff VALUES (1, 2, 4, '[2024-01-01,)');
-- what each check would refuse, and what is let through with that check alone, or with all but that
CREATE TABLE offence (checks text, statement text);
INSERT INTO offence VALUES
	('caregivers', $$INSERT INTO enrolment SELECT 1, 1, c, '[2024-03-01,2024-06-01)' FROM generate_series(1, 6) c; DELETE FROM class_staff WHERE staff_id = 2$$),
	('class_size', $$INSERT INTO enrolment SELECT 1, 1, c, '[2024-03-01,2024-06-01)' FROM generate_series(1, 9) c$$),
	('admission', $$INSERT INTO enrolment VALUES (1, 1, 1, '[2025-03-01,2025-06-01)')$$),
	('stay', $$INSERT INTO enrolment VALUES (1, 2, 1, '[2025-01-02,2026-06-01)')$$),
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

--
-- Tolerances: when a child may begin, and how long it may stay
--
TRUNCATE enrolment, class_staff;
UPDATE band_rule SET during = '[2024-01-01,2026-04-15)' WHERE rule = 'stay';
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, stay_months, admit_early_months, admit_late_months, ratio, document) VALUES
	('free', '420100', '[2026-04-15,2026-05-01)', '托大', 24, 36, NULL, NULL, NULL, '1:100', 'stay'),
	('leave', '420100', '[2026-05-01,)', '托大', 24, 36, 0, 2, 1, '1:100', 'stay'),
	('mixed', '420100', '[2024-01-01,)', '混合', 18, 30, 3, 2, NULL, '1:100', 'stay');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, stays_until, stay_months, ratio, document) VALUES
	('summer', '420106', '[2024-01-01,)', '托大', 24, 36, '08-31', 1, '1:100', 'stay');
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', institution => 'institution');
INSERT INTO class VALUES (1, 3, '混合', 20, '[2024-01-01,)');
INSERT INTO child VALUES (1, 31, '2023-01-31'), (1, 32, '2023-06-10'), (1, 33, '2024-03-20'), (1, 34, '2024-07-02');
INSERT INTO class_staff VALUES (1, 2, 4, '[2024-01-01,)'), (1, 3, 5, '[2024-01-01,)');
-- born on 31 January, 36 and 2 months later; without any limit for two weeks; then none at all after 36 months
SELECT t.*, detail, hint FROM (VALUES (31, date '2025-02-01', date '2026-03-31'), (31, '2025-02-01', '2026-04-01'), (31, '2025-02-01', '2026-05-01'),
		(31, '2025-02-01', '2026-05-02'), (31, '2025-02-01', NULL), (32, '2025-07-01', '2026-06-10'), (32, '2025-07-01', NULL)) t(child, starts, ends),
	LATERAL attempt(format('INSERT INTO enrolment VALUES (1, 2, %s, daterange(%L, %L))', child, starts, ends));
-- early and late, a mixed class; until a day of the year
SELECT t.*, detail FROM (VALUES (2, 33, date '2026-03-20', date '2026-04-01'), (2, 33, '2026-03-19', '2026-04-01'), (2, 34, '2026-05-01', '2026-06-01'), (2, 34, '2026-05-02', '2026-06-01'),
		(2, 32, '2026-07-09', '2026-07-10'), (2, 32, '2026-07-10', '2026-07-11'), (3, 33, '2025-07-20', '2025-08-01'), (3, 33, '2025-07-19', '2025-08-01'), (3, 33, '2025-09-20', '2026-12-20'), (3, 33, '2025-09-20', '2026-12-21')) t(class, child, starts, ends),
	LATERAL attempt(format('INSERT INTO enrolment VALUES (1, %s, %s, daterange(%L, %L))', class, child, starts, ends));
SELECT state, detail FROM attempt($$INSERT INTO enrolment VALUES (1, 2, 31, '[2025-02-01,2026-03-31)')$$, $$UPDATE institution SET region = '420106'$$);
SELECT t.*, detail FROM (VALUES (date '2026-10-01'), ('2026-10-02')) t(ends),
	LATERAL attempt($$UPDATE institution SET region = '420106'$$, format('INSERT INTO enrolment VALUES (1, 2, 31, daterange(%L, %L))', '2025-02-01', ends));
-- what else makes a child stay too long
INSERT INTO enrolment VALUES (1, 2, 31, '[2025-02-01,2026-03-31)');
SELECT detail FROM attempt($$UPDATE enrolment SET during = '[2025-02-01,2026-04-02)'$$);
SELECT detail FROM attempt($$UPDATE child SET birth_date = '2023-01-20' WHERE child_id = 31$$);
SELECT detail FROM attempt($$UPDATE class SET kind = '混合' WHERE class_id = 2$$);
SELECT state FROM attempt($$UPDATE child SET birth_date = '2023-02-01' WHERE child_id = 31$$);
-- a child that has stayed too long may leave earlier, pay another fee, be younger than thought; it may not stay longer or come again
SET session_replication_role = replica;
UPDATE enrolment SET during = '[2025-02-01,2026-06-01)';
RESET session_replication_role;
SELECT during, problem, child_id FROM ratio_violations('staffing');
SELECT state FROM attempt($$UPDATE enrolment SET during = '[2025-02-01,2026-05-20)'$$);
SELECT state FROM attempt($$UPDATE enrolment SET during = '[2025-02-01,2026-04-05)'$$, $$INSERT INTO enrolment VALUES (1, 2, 31, '[2026-04-05,2026-06-01)')$$);
SELECT state FROM attempt($$UPDATE child SET birth_date = '2023-02-01' WHERE child_id = 31$$);
SELECT state, detail FROM attempt($$UPDATE enrolment SET during = '[2025-02-01,2026-06-02)'$$);
SELECT state, detail FROM attempt($$UPDATE enrolment SET during = '[2025-02-01,2026-04-05)'$$, $$INSERT INTO enrolment VALUES (1, 2, 31, '[2026-04-05,2026-06-02)')$$);
SELECT state, detail FROM attempt($$UPDATE child SET birth_date = '2023-01-30' WHERE child_id = 31$$);
SELECT class_headroom('staffing', 'class', 1, 2, '[2025-02-01,2025-03-01)') AS month, class_headroom('staffing', 'class', 1, 2, '[2025-02-01,)') AS forever;
SELECT * FROM class_admission_effect('staffing', 'class', 1, 2, '2023-01-31', '[2025-02-01,)');
SELECT drop_ratio_constraint('staffing');
TRUNCATE enrolment, class_staff;
DELETE FROM band_rule WHERE document = 'stay';
DELETE FROM policy_document WHERE document = 'stay';
INSERT INTO class_staff VALUES (1, 1, 1, '[2024-01-01,2026-01-01)'), (1, 1, 2, '[2024-01-01,2026-01-01)');

--
-- Roles that count in part, and certificates, by rules that begin and end
--
INSERT INTO policy_document (document, title, region) VALUES ('staff', '人员办法（示例）', '420100');
INSERT INTO staffing_rule (rule, region, during, role, scope, counts_as, certificate, institution_kind, document) VALUES
	('half', '420100', '[2024-04-01,)', '实习人员', 'class', 0.5, NULL, NULL, 'staff'),
	('exam', '420100', '[2024-07-01,)', '保育人员', 'class', NULL, '保育师', NULL, 'staff'),
	('home', '420100', '[2024-07-01,)', '保育人员', 'class', 0.333, NULL, '家庭托育点', 'staff'),
	('health', '420100', '(,)', '保健人员', 'class', NULL, NULL, NULL, 'staff'),
	('guard', '420100', '(,)', '保安人员', 'institution', 1, NULL, NULL, 'staff');
\set VERBOSITY terse
INSERT INTO staffing_rule (rule, region, during, role, scope, counts_as, document) VALUES ('fine', '420100', '(,)', '其他', 'class', 0.0625, 'staff');
\set VERBOSITY default
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', institution => 'institution',
	certificate => 'certificate', institution_kind => 'kind');
INSERT INTO staff SELECT 1, s, '实习人员', '[2023-01-01,)' FROM generate_series(11, 15) s;
INSERT INTO staff VALUES (1, 21, '保健人员', '[2023-01-01,)'), (1, 22, '保安人员', '[2023-01-01,)');
INSERT INTO certificate VALUES (1, 1, '保育师', '[2024-01-01,2025-01-01)'), (1, 2, '保育师', '[2024-01-01,2024-09-01)'),
	(1, 2, '保育师', '[2024-08-01,)'), (1, 1, '育婴员', '(,)');
-- children of 2023, ten of them need two caregivers: two there, and from July on only while they have certificates
INSERT INTO class_staff VALUES (1, 1, 11, '[2024-05-01,2026-01-01)');
UPDATE class SET places = 15;
INSERT INTO enrolment SELECT 1, 1, c, '[2024-03-01,2024-12-01)' FROM generate_series(1, 10) c;
\x on
SELECT * FROM attempt($$INSERT INTO enrolment VALUES (1, 1, 11, '[2024-03-01,2024-12-01)')$$);
SELECT * FROM attempt($$INSERT INTO enrolment VALUES (1, 1, 11, '[2024-05-01,2024-12-01)')$$);
SELECT state FROM attempt($$INSERT INTO enrolment VALUES (1, 1, 11, '[2024-05-01,2024-12-01)')$$, $$INSERT INTO class_staff VALUES (1, 1, 12, '[2024-05-01,2026-01-01)')$$);
-- before its rule begins an apprentice is none; health staff and guards never are
SELECT * FROM attempt($$INSERT INTO enrolment VALUES (1, 1, 11, '[2024-03-31,2024-12-01)')$$, $$INSERT INTO class_staff VALUES (1, 1, 12, '[2024-03-31,2026-01-01)')$$,
	$$INSERT INTO class_staff VALUES (1, 1, 21, '[2024-03-01,2026-01-01)'), (1, 1, 22, '[2024-03-01,2026-01-01)')$$,
	$$UPDATE class_staff SET during = '[2024-03-31,2026-01-01)' WHERE staff_id = 11$$);
-- a certificate that ends earlier, is gone, or is another's or of another kind
SELECT * FROM attempt($$UPDATE certificate SET during = '[2024-01-01,2024-11-01)' WHERE staff_id = 1 AND kind = '保育师'$$);
SELECT * FROM attempt($$DELETE FROM certificate WHERE staff_id = 1$$);
SELECT * FROM attempt($$UPDATE certificate SET kind = '育婴员' WHERE staff_id = 1$$);
SELECT * FROM attempt($$UPDATE certificate SET staff_id = 3 WHERE staff_id = 1$$);
SELECT * FROM attempt('TRUNCATE certificate');
-- one that no rule asks for, on days when none is asked for, when another one goes on, when a new one takes its place
SELECT state FROM attempt($$DELETE FROM certificate WHERE kind = '育婴员'$$);
SELECT state FROM attempt($$UPDATE certificate SET during = '[2024-07-01,2024-12-01)' WHERE staff_id = 1$$);
SELECT state FROM attempt($$UPDATE certificate SET during = '[2024-01-01,2024-08-01)' WHERE staff_id = 2 AND NOT upper_inf(during)$$);
SELECT state FROM attempt($$UPDATE certificate SET during = '[2024-01-01,2024-07-31)' WHERE staff_id = 2 AND NOT upper_inf(during)$$);
SELECT state FROM attempt($$DELETE FROM certificate WHERE staff_id = 1$$, $$INSERT INTO certificate VALUES (1, 1, '保育师', '[2024-06-01,2024-12-01)')$$);
-- the roles of those who are there
SELECT * FROM attempt($$UPDATE staff SET role = '实习人员' WHERE staff_id = 1$$);
SELECT state FROM attempt($$UPDATE staff SET role = '保育人员' WHERE staff_id = 11$$);
-- another kind of institution has a rule of its own: a third of a caregiver each from July on
SELECT * FROM attempt($$UPDATE institution SET kind = '家庭托育点'$$);
-- an apprentice leaves, two apprentices for a caregiver
SELECT state FROM attempt('DELETE FROM class_staff WHERE staff_id = 11');
SELECT state FROM attempt($$DELETE FROM class_staff WHERE staff_id = 2$$, $$INSERT INTO class_staff VALUES (1, 1, 12, '[2024-04-01,2026-01-01)'), (1, 1, 2, '[2024-01-01,2024-05-01)')$$);
SELECT state, detail FROM attempt($$DELETE FROM class_staff WHERE staff_id = 2$$, $$INSERT INTO class_staff VALUES (1, 1, 12, '[2024-04-01,2026-01-01)')$$);
-- the switch; and no table of certificates: nobody is asked for one
SELECT state FROM attempt($$SELECT set_ratio_checks('staffing', '{caregivers}')$$, 'DELETE FROM certificate');
SELECT state, detail FROM attempt($$SELECT set_ratio_checks('staffing', '{caregivers,certificates}')$$, 'DELETE FROM certificate');

-- In breach: what makes nothing worse is not refused
SET session_replication_role = replica;
INSERT INTO enrolment SELECT 1, 1, c, '[2024-03-01,2024-12-01)' FROM generate_series(11, 20) c;
RESET session_replication_role;
SELECT * FROM ratio_violations('staffing');
SELECT state FROM attempt('DELETE FROM class_staff WHERE staff_id = 11', $$INSERT INTO class_staff VALUES (1, 1, 12, '[2024-05-01,2026-01-01)')$$);
SELECT state FROM attempt($$INSERT INTO certificate VALUES (1, 11, '保育师', '(,)')$$, $$UPDATE staff SET role = '保育人员' WHERE staff_id = 11$$);
-- a caregiver without a certificate counts from April to June only
SELECT state, detail FROM attempt($$UPDATE staff SET role = '保育人员' WHERE staff_id = 11$$);
SELECT state, detail FROM attempt($$UPDATE class_staff SET staff_id = 4 WHERE staff_id = 11$$);
SELECT state, detail FROM attempt($$UPDATE staff SET role = '保健人员' WHERE staff_id = 11$$);
SELECT state FROM attempt($$DELETE FROM certificate WHERE staff_id = 1 AND during && '[2024-06-01,2024-07-01)' AND kind <> '保育师'$$);
SELECT state, detail FROM attempt($$DELETE FROM certificate WHERE staff_id = 1$$);
SELECT state FROM attempt($$UPDATE certificate SET during = '[2024-01-01,2024-08-01)' WHERE staff_id = 2 AND NOT upper_inf(during)$$);
SELECT state, detail FROM attempt($$UPDATE certificate SET during = '[2024-01-01,2024-07-31)' WHERE staff_id = 2 AND NOT upper_inf(during)$$);
-- somebody without a certificate who leaves was nobody; but not when the certificate went in the same transaction, or the role did
INSERT INTO class_staff VALUES (1, 1, 3, '[2024-08-01,2024-10-01)');
SELECT state FROM attempt('DELETE FROM class_staff WHERE staff_id = 3');
SELECT state, detail FROM attempt('DELETE FROM certificate WHERE staff_id = 1', 'DELETE FROM class_staff WHERE staff_id = 1');
SELECT state, detail FROM attempt($$UPDATE certificate SET during = '[2024-01-01,2024-08-01)' WHERE staff_id = 1$$, $$UPDATE class_staff SET during = '[2024-01-01,2024-08-01)' WHERE staff_id = 1$$);
SELECT state, detail FROM attempt($$UPDATE staff SET role = '保健人员' WHERE staff_id = 1$$, 'DELETE FROM class_staff WHERE staff_id = 1');
SELECT state, detail FROM attempt($$DELETE FROM certificate WHERE staff_id = 1$$, $$UPDATE staff SET role = '实习人员' WHERE staff_id = 1$$);
-- a mixed class, whose rule reads the children's bands: another fee brings nobody, a child instead of an older one may
SET session_replication_role = replica;
INSERT INTO class VALUES (1, 5, '混合', 18, '[2024-01-01,)');
INSERT INTO child SELECT 1, c, date '2021-09-01' + (c = 57)::integer * 200 FROM generate_series(51, 57) c;
INSERT INTO enrolment SELECT 1, 5, c, '[2024-03-01,2024-06-01)' FROM generate_series(51, 56) c;
RESET session_replication_role;
SELECT state FROM attempt($$UPDATE enrolment SET during = '[2024-03-01,2024-05-01)' WHERE child_id = 51$$, $$INSERT INTO enrolment VALUES (1, 5, 51, '[2024-05-01,2024-06-01)')$$);
SELECT state FROM attempt($$UPDATE enrolment SET during = '[2024-03-01,2024-05-01)' WHERE child_id = 51$$, $$INSERT INTO enrolment VALUES (1, 5, 51, '[2024-05-01,2024-06-02)')$$);
SELECT state FROM attempt('DELETE FROM enrolment WHERE child_id = 51', $$INSERT INTO enrolment VALUES (1, 5, 57, '[2024-03-01,2024-06-01)')$$);
\x off
SELECT drop_ratio_constraint('staffing');
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', certificate => 'certificate');
TRUNCATE enrolment, class_staff, staff, certificate;
DELETE FROM staffing_rule WHERE document = 'staff';
DELETE FROM policy_document WHERE document = 'staff';

--
-- The institution: approved places, and roles by steps
--
INSERT INTO policy_document (document, title, region) VALUES ('whole', '机构配备办法（示例）', '420100');
INSERT INTO staffing_rule (rule, region, during, role, required, counts_as, certificate, institution_kind, document) VALUES
	('health', '420100', '[2024-01-01,)', '保健人员', 'case when children >= 8 then 2 else 1 end', 0.5, NULL, NULL, 'whole'),
	('guard', '420100', '[2024-06-01,)', '保安人员', '1', NULL, '保安员证', NULL, 'whole'),
	('cook', '420100', '(,)', '炊事人员', NULL, NULL, NULL, NULL, 'whole'),
	('lead', '420100', '(,)', '负责人', '1', NULL, NULL, '用人单位', 'whole'),
	('infants', '420106', '(,)', '保健人员', 'infants', NULL, NULL, NULL, 'whole');
\set VERBOSITY terse
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', institution => 'institution', checks => '{places}');
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', staff => 'staff', checks => '{places}', institution_places => 'approved_places');
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', institution => 'institution', checks => '{roles}');
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', staff => 'staff', staff_role => NULL, institution => 'institution', checks => '{roles}');
\set VERBOSITY default
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', institution => 'institution',
	institution_kind => 'kind', institution_places => 'approved_places', certificate => 'certificate', checks => '{places,roles,certificates}');
INSERT INTO staff SELECT 1, s, CASE WHEN s < 5 THEN '保健人员' ELSE '保安人员' END, '[2023-01-01,)' FROM generate_series(1, 6) s;
INSERT INTO certificate VALUES (1, 5, '保安员证', '[2024-01-01,2025-01-01)');
UPDATE institution SET approved_places = 9;
INSERT INTO enrolment SELECT 1, 1 + c % 2, c, '[2024-03-01,2024-10-01)' FROM generate_series(1, 7) c;
SELECT * FROM ratio_violations('staffing');
\x on
-- children of all classes against the places; a child that only moves is no more of them
SELECT state FROM attempt($$INSERT INTO enrolment SELECT 1, 1, c, '[2024-03-01,2024-10-01)' FROM generate_series(8, 9) c$$);
SELECT * FROM attempt($$INSERT INTO enrolment SELECT 1, 1, c, '[2024-03-01,2024-10-01)' FROM generate_series(8, 9) c$$, $$INSERT INTO enrolment VALUES (1, 2, 10, '[2024-09-01,2024-12-01)')$$);
SELECT state FROM attempt('UPDATE enrolment SET class_id = 3 - class_id');
SELECT * FROM attempt('UPDATE institution SET approved_places = 6');
SELECT state FROM attempt('UPDATE institution SET approved_places = 7');
SELECT state FROM attempt('UPDATE institution SET approved_places = NULL', $$INSERT INTO enrolment SELECT 1, 1, c, '[2024-12-01,2025-01-01)' FROM generate_series(8, 20) c$$);
SELECT state, detail FROM attempt('UPDATE institution SET approved_places = NULL', $$INSERT INTO enrolment SELECT 1, 1, c, '[2024-12-01,2025-01-01)' FROM generate_series(8, 20) c$$,
	'SET CONSTRAINTS ALL IMMEDIATE', 'UPDATE institution SET approved_places = 12');
-- a step is reached with the eighth child: two heads of health staff, of whom each counts as half
SELECT * FROM attempt('DELETE FROM staff WHERE staff_id = 1', $$INSERT INTO enrolment VALUES (1, 2, 8, '[2024-09-01,2024-12-01)')$$);
SELECT state FROM attempt('DELETE FROM staff WHERE staff_id = 1');
SELECT state FROM attempt('DELETE FROM staff WHERE staff_id IN (1, 2)');
SELECT * FROM attempt('DELETE FROM staff WHERE staff_id IN (1, 2, 3)');
SELECT * FROM attempt($$UPDATE staff SET during = '[2023-01-01,2024-09-30)' WHERE staff_id IN (1, 2, 3)$$);
SELECT * FROM attempt($$UPDATE staff SET role = '保安人员' WHERE staff_id IN (1, 2, 3)$$);
SELECT state, detail FROM attempt('TRUNCATE staff');
-- a guard with a certificate, from June on, as long as there are children
SELECT * FROM attempt('DELETE FROM certificate');
SELECT * FROM attempt($$UPDATE certificate SET during = '[2024-01-01,2024-08-01)'$$);
SELECT state FROM attempt($$UPDATE certificate SET during = '[2024-05-31,2024-10-01)'$$);
SELECT state FROM attempt($$INSERT INTO certificate VALUES (1, 6, '保安员证', '[2024-06-01,2025-01-01)')$$, 'DELETE FROM staff WHERE staff_id = 5');
SELECT state, detail FROM attempt($$INSERT INTO certificate VALUES (1, 6, '保安员证', '[2024-06-02,2025-01-01)')$$, 'DELETE FROM staff WHERE staff_id = 5');
-- another kind of institution, another region, which looks at the children's bands
SELECT * FROM attempt($$UPDATE institution SET kind = '用人单位'$$);
SELECT state FROM attempt($$UPDATE institution SET region = '420106'$$);
SELECT state FROM attempt($$UPDATE institution SET region = '420106'$$, $$UPDATE child SET birth_date = '2023-09-01' WHERE child_id IN (1, 2, 3)$$, 'DELETE FROM staff WHERE staff_id = 4');
SELECT * FROM attempt($$UPDATE institution SET region = '420106'$$, $$UPDATE child SET birth_date = '2023-09-01' WHERE child_id IN (1, 2, 3, 4, 5)$$, 'DELETE FROM staff WHERE staff_id = 4');
SELECT state, detail FROM attempt($$UPDATE institution SET region = '420106'$$, 'SET CONSTRAINTS ALL IMMEDIATE', $$UPDATE child SET birth_date = '2023-09-01' WHERE child_id IN (1, 2, 3, 4, 5)$$);
UPDATE institution SET region = '420106';
SELECT state, detail FROM attempt($$UPDATE child SET birth_date = '2023-09-01' WHERE child_id IN (1, 2, 3, 4, 5)$$);
UPDATE institution SET region = '420100';
-- each switch
SELECT state, detail FROM attempt($$SELECT set_ratio_checks('staffing', '{places}')$$, 'DELETE FROM staff', 'UPDATE institution SET approved_places = 6');
SELECT state, detail FROM attempt($$SELECT set_ratio_checks('staffing', '{roles}')$$, 'UPDATE institution SET approved_places = 6', 'DELETE FROM certificate', 'DELETE FROM staff WHERE staff_id < 5');
SELECT state FROM attempt($$SELECT set_ratio_checks('staffing', '{roles}')$$, 'UPDATE institution SET approved_places = 6', 'DELETE FROM certificate');
-- in breach: what makes nothing worse is not refused
SET session_replication_role = replica;
UPDATE institution SET approved_places = 5;
DELETE FROM staff WHERE staff_id IN (2, 3, 4);
RESET session_replication_role;
SELECT institution_id, class_id, during, problem, children, caregivers, required, places FROM ratio_violations('staffing');
SELECT state FROM attempt('DELETE FROM enrolment WHERE child_id = 1', $$INSERT INTO enrolment VALUES (1, 2, 20, '[2024-03-01,2024-10-01)')$$);
SELECT state FROM attempt('DELETE FROM enrolment WHERE child_id = 1', 'SET CONSTRAINTS ALL IMMEDIATE', $$INSERT INTO enrolment VALUES (1, 2, 20, '[2024-03-01,2024-10-01)')$$);
SELECT state FROM attempt('DELETE FROM staff WHERE staff_id = 1', $$INSERT INTO staff VALUES (1, 7, '保健人员', '[2024-01-01,)')$$);
SELECT state FROM attempt($$UPDATE staff SET during = '[2024-01-01,)' WHERE staff_id = 1$$, 'UPDATE institution SET approved_places = 6');
SELECT state, detail FROM attempt('DELETE FROM staff WHERE staff_id = 1', $$INSERT INTO staff VALUES (1, 7, '保健人员', '[2024-03-02,)')$$);
SELECT state, detail FROM attempt($$UPDATE enrolment SET during = '[2024-02-01,2024-10-01)'$$);
SELECT state, detail FROM attempt('UPDATE institution SET approved_places = 4');
-- what was found in order before counts with what has come since
DELETE FROM enrolment WHERE child_id > 4;
INSERT INTO staff VALUES (1, 2, '保健人员', '(,)');
SELECT state, detail FROM attempt('DELETE FROM enrolment WHERE child_id = 2', $$INSERT INTO enrolment SELECT 1, 2, c, '[2024-03-01,2024-10-01)' FROM generate_series(11, 12) c$$,
	'SET CONSTRAINTS ALL IMMEDIATE', 'SET CONSTRAINTS ALL DEFERRED', $$INSERT INTO enrolment VALUES (1, 1, 2, '[2024-03-01,2024-10-01)')$$);
\x off
SELECT class_headroom('staffing', 'class', 1, 1, '[2024-03-01,2024-10-01)') AS now, class_headroom('staffing', 'class', 1, 1, '[2024-12-01,2025-01-01)') AS later,
	class_headroom('staffing', 'class', 1, 1, '[2024-12-01,2025-01-02)') AS without_certificate;
SELECT * FROM class_admission_effect('staffing', 'class', 1, 1, '2023-01-01', '[2024-03-01,2025-02-01)');
SELECT drop_ratio_constraint('staffing');
TRUNCATE enrolment, class_staff, staff, certificate;
DELETE FROM staffing_rule WHERE document = 'whole';
DELETE FROM policy_document WHERE document = 'whole';

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
-- the views count as the constraint does: an apprentice as half a caregiver, from March on those who have passed the examination
INSERT INTO policy_document (document, title, region) VALUES ('staff', '人员办法（示例）', '420100');
INSERT INTO staffing_rule (rule, region, during, role, scope, counts_as, certificate, document) VALUES
	('half', '420100', '(,)', '保健人员', 'class', 0.5, NULL, 'staff'), ('exam', '420100', '[2024-03-01,)', '保育人员', 'class', NULL, '保育师', 'staff');
INSERT INTO switched.staff SELECT 1, s, NULL, CASE WHEN s < 4 THEN '保育人员' ELSE '保健人员' END, '[2024-01-01,)' FROM generate_series(1, 4) s;
INSERT INTO switched.certificate VALUES (1, 1, '保育师', '[2024-01-01,2024-06-01)'), (1, 2, '育婴员', '[2024-01-01,)');
INSERT INTO switched.class_staff SELECT 1, 1, s, '[2024-01-01,)' FROM unnest('{1,2,4}'::integer[]) s;
CALL set_registry_checks('switched', '{caregivers,certificates}', validate => false);
SET tuoyu.as_of = '2024-02-15';
SELECT first_day, last_day, children, caregivers, caregivers_required, caregivers_short FROM switched.staffing_gap;
SELECT children, caregivers, caregivers_required, caregivers_short FROM switched.class_status;
SELECT during, problem, children, caregivers, required FROM ratio_violations('switched_staffing');
SET tuoyu.as_of = '2024-03-15';
SELECT children, caregivers, caregivers_required, caregivers_short FROM switched.class_status;
CALL set_registry_checks('switched', '{caregivers}', validate => false);
SELECT children, caregivers, caregivers_required, caregivers_short FROM switched.class_status;
SELECT count(*) FROM switched.staffing_gap;
SELECT during, problem, children, caregivers, required FROM ratio_violations('switched_staffing');
CALL set_registry_checks('switched', '{certificates}', validate => false);
DELETE FROM switched.class_staff;
SELECT count(*) FROM switched.staffing_gap;
RESET tuoyu.as_of;
-- the pure function
SELECT * FROM counted_days('420100', '保育人员', '[2024-01-01,)', '{保育师,育婴员,保育师}', '{"[2024-02-01,2024-05-01)","(,)","[2024-04-01,2024-06-01)"}');
SELECT * FROM counted_days('420100', '保育人员', '[2024-01-01,)', '{}', '{}');
SELECT * FROM counted_days('420100', '保育人员', '[2024-01-01,)');
SELECT * FROM counted_days('420100', '保健人员', '[2024-01-01,)', '{}', '{}');
SELECT * FROM counted_days('420200', '保健人员', '[2024-01-01,)');
SELECT * FROM counted_days('420200', '保健人员', '[2024-01-01,)', caregiver_role => NULL);
SELECT * FROM counted_days('420100', NULL, '[2024-01-01,)');
SELECT * FROM counted_days('420100', '保健人员', 'empty');
SELECT * FROM counted_days('420100', '保育人员', '[2024-01-01,)', '{保育师}', '{}');
DELETE FROM staffing_rule WHERE document = 'staff';
DELETE FROM policy_document WHERE document = 'staff';
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
