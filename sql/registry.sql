-- The registry: made, guarded by its constraints, and removed.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\set SHOW_CONTEXT never

-- what a statement is refused with: SQLSTATE and constraint; what should be refused and is not, shows
CREATE FUNCTION refused(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text;
	name text;
BEGIN
	EXECUTE statement;
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, name = CONSTRAINT_NAME;
	RETURN concat_ws(' ', state, NULLIF(name, ''));
END
$$;

CREATE ROLE regress_registry_owner;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_registry_owner', current_database()) \gexec
SET ROLE regress_registry_owner;
CALL create_registry('childcare');
RESET ROLE;

-- Its tables, keys and columns, all with comments, all the caller's
SELECT c.relname AS "table", pg_get_userbyid(c.relowner) AS owner,
	(SELECT string_agg(a.attname, ', ' ORDER BY array_position(i.indkey::int[], a.attnum::int)) FROM pg_index i
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = c.oid AND i.indisprimary) AS key
FROM pg_class c
WHERE c.relnamespace = 'childcare'::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY array_position(registry_tables(), c.relname::text);
SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'childcare'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY array_position(registry_tables(), c.relname::text), a.attnum;
SELECT c.relname, a.attname
FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'childcare'::regnamespace AND c.relkind IN ('r', 'p', 'v')
	AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, a.attnum) IS NULL
		OR col_description(c.oid, a.attnum) !~ '[一-龥]');
-- nothing of it belongs to the extension; nobody but the owner reads it, identities least of all
SELECT count(*) FROM pg_depend WHERE deptype = 'e' AND objid IN (SELECT oid FROM pg_class WHERE relnamespace = 'childcare'::regnamespace);
SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a WHERE relnamespace = 'childcare'::regnamespace AND a.grantee <> c.relowner;

-- What create_registry refuses, and that it leaves nothing half-made
CALL create_registry('childcare');
CALL create_registry('tuoyu');
CALL create_registry('pg_mine');
CALL create_registry(NULL);
CALL create_registry('');
SELECT refused($$CALL create_registry('childcare')$$) AS existing, refused($$CALL create_registry('tuoyu')$$) AS reserved,
	refused($$CALL create_registry(NULL)$$) AS no_name;
CREATE SCHEMA half;
CREATE TABLE half.staff (n integer);
CREATE VIEW half.fee_status AS SELECT 1 AS n;
CALL create_registry('half');
SELECT refused($$CALL create_registry('half')$$);
SELECT count(*) FROM pg_class WHERE relnamespace = 'half'::regnamespace;
DROP SCHEMA half CASCADE;
CREATE SCHEMA half;
CREATE DOMAIN half.enrolment AS integer;
SELECT refused($$CALL create_registry('half')$$);
SELECT count(*) FROM pg_class WHERE relnamespace = 'half'::regnamespace;
DROP DOMAIN half.enrolment;
CALL create_registry('half');
CALL drop_registry('half');
SELECT nspname FROM pg_namespace WHERE nspname = 'half';
DROP SCHEMA half;
SET ROLE regress_registry_owner;
CREATE SCHEMA half AUTHORIZATION CURRENT_USER;
RESET ROLE;
CREATE ROLE regress_registry_other;
SET ROLE regress_registry_other;
SELECT refused($$CALL create_registry('half')$$), refused($$CALL create_registry('other')$$), refused($$CALL drop_registry('childcare')$$);
RESET ROLE;
DROP SCHEMA half;
DROP ROLE regress_registry_other;

-- A name that needs quoting; several registries in a database, each with rows of its own; functions in it do not get in between
CALL create_registry('幼儿 "照护" Nr. 1');
CREATE FUNCTION "幼儿 ""照护"" Nr. 1".isempty(daterange) RETURNS boolean LANGUAGE sql AS 'SELECT false';
INSERT INTO "幼儿 ""照护"" Nr. 1".institution (institution_id, region, kind) VALUES (1, '420100', '社区');
SELECT is_recognised('幼儿 "照护" Nr. 1', 1, '2024-01-01') AS elsewhere, count(*) AS here FROM childcare.institution;
SELECT ensure_attendance_partitions('幼儿 "照护" Nr. 1', (as_of() + interval '2 months')::date);
CALL drop_registry('幼儿 "照护" Nr. 1');
CALL drop_registry('幼儿 "照护" Nr. 1', force => true);
-- the schema stays: something of the user's is in it
SELECT nspname FROM pg_namespace WHERE nspname LIKE '幼儿%';
DROP SCHEMA "幼儿 ""照护"" Nr. 1" CASCADE;

-- Rows that go in
SET search_path = childcare, public, tuoyu;
INSERT INTO institution (institution_id, name, region, kind, ownership, credit_code, opened_on, closed_on, provides_meals) VALUES
	(1, '甲', '420102', '专门托育机构', '民办', '91350100M000100Y43', '2020-01-01', NULL, true),
	(2, '乙', '420103', '幼儿园托班', '公办', NULL, NULL, NULL, NULL);
INSERT INTO standing VALUES (1, '备案', '[2020-02-01,)', '鄂备1', NULL, NULL), (1, '普惠认定', '[2021-01-01,2023-01-01)', NULL, NULL, NULL),
	(1, '普惠认定', '[2023-06-01,)', NULL, NULL, NULL), (1, '等级', '[2021-01-01,)', NULL, '市级示范', NULL);
INSERT INTO class VALUES (1, 1, '小一', '托小', 15, '[2020-01-01,)'), (1, 2, '混', '混合', 18, '[2020-01-01,)'), (2, 1, '大一', '托大', 20, '[2020-01-01,)');
INSERT INTO staff VALUES (1, 1, '王', '保育人员', '[2020-01-01,)'), (1, 2, '李', '负责人', '[2020-01-01,)');
INSERT INTO staff VALUES (1, 3, '赵', '保育人员', '[2020-01-01,)');
INSERT INTO certificate VALUES (1, 1, '保育师', '[2020-01-01,2023-01-01)'), (1, 1, '保育师', '[2023-01-01,)'), (1, 1, '健康证', '[2020-01-01,)');
INSERT INTO class_staff VALUES (1, 1, 1, '[2020-01-01,2021-01-01)'), (1, 2, 1, '[2021-01-01,)'), (1, 1, 3, '[2021-01-01,)');
INSERT INTO child VALUES (1, 1, '2022-03-15', 1, '420102'), (1, 2, '2022-05-31', 2, '420100');
INSERT INTO child_identity VALUES (1, 1, '张三', '11010519491231002X', '张大', '13800000000');
INSERT INTO staff_identity VALUES (1, 1, '440524188001010014', NULL);
INSERT INTO enrolment (institution_id, child_id, during, class_id, monthly_fee) VALUES
	(1, 1, '[2023-09-01,2024-01-01)', 1, '3000'), (1, 1, '[2024-01-01,)', 1, '2800') RETURNING enrolment_id;
INSERT INTO fee_listing VALUES (1, '托小', '全日托', '[2023-01-01,2024-01-01)', '3000'), (1, '托小', '全日托', '[2024-01-01,)', '2800'),
	(1, '托小', '半日托', '[2023-01-01,)', '1800');
INSERT INTO capacity_event VALUES (1, 1, '2020-01-01', 33, 2, '新建', '500000');
INSERT INTO region_figure VALUES ('420100', 'population', '[2023-01-01,2024-01-01)', 13739000, '年鉴'), ('420100', 'population', '[2024-01-01,)', 13809000, '年鉴');
INSERT INTO attendance VALUES (1, 1, '2024-03-01', '08:00', '17:30');

-- Rows that are refused: empty and overlapping intervals
SELECT t.what, refused(t.statement) FROM (VALUES
	('empty standing', $$INSERT INTO standing VALUES (1, '许可', 'empty')$$),
	('empty class', $$INSERT INTO class VALUES (1, 9, NULL, '托小', 15, '[2020-01-01,2020-01-01)')$$),
	('empty staff', $$INSERT INTO staff VALUES (1, 9, NULL, '保育人员', 'empty')$$),
	('empty certificate', $$INSERT INTO certificate VALUES (1, 1, '食品', 'empty')$$),
	('empty roster', $$INSERT INTO class_staff VALUES (1, 1, 1, 'empty')$$),
	('empty enrolment', $$INSERT INTO enrolment VALUES (1, 2, 'empty', DEFAULT, 1)$$),
	('empty listing', $$INSERT INTO fee_listing VALUES (1, '托大', '全日托', 'empty', '1')$$),
	('empty figure', $$INSERT INTO region_figure VALUES ('420100', 'births', 'empty', 1)$$),
	('standing twice', $$INSERT INTO standing VALUES (1, '普惠认定', '[2022-12-31,2023-01-02)')$$),
	('certificate twice', $$INSERT INTO certificate VALUES (1, 1, '健康证', '[2030-01-01,)')$$),
	('caregiver in two classes', $$INSERT INTO class_staff VALUES (1, 2, 3, '[2021-06-01,2021-06-02)')$$),
	('child in two classes', $$INSERT INTO enrolment VALUES (1, 1, '[2023-12-31,2024-01-01)', DEFAULT, 2)$$),
	('child twice in one', $$INSERT INTO enrolment VALUES (1, 1, '[2025-01-01,)', DEFAULT, 1)$$),
	('two fees', $$INSERT INTO fee_listing VALUES (1, '托小', '全日托', '[2023-12-31,2024-01-01)', '1')$$),
	('two figures', $$INSERT INTO region_figure VALUES ('4201', 'population', '[2023-12-31,2024-01-01)', 1)$$)
) t (what, statement);
-- values outside the lists
SELECT t.what, refused(t.statement) FROM (VALUES
	('kind of institution', $$INSERT INTO institution (institution_id, region, kind) VALUES (9, '420100', '营地')$$),
	('ownership', $$INSERT INTO institution (institution_id, region, kind, ownership) VALUES (9, '420100', '社区', '合办')$$),
	('closed before opened', $$INSERT INTO institution (institution_id, region, kind, opened_on, closed_on) VALUES (9, '420100', '社区', '2024-01-01', '2024-01-01')$$),
	('region', $$INSERT INTO institution (institution_id, region, kind) VALUES (9, '42010', '社区')$$),
	('credit code', $$INSERT INTO institution (institution_id, region, kind, credit_code) VALUES (9, '420100', '社区', '123456789012345678')$$),
	('grade without a name', $$INSERT INTO standing VALUES (1, '示范', '[2024-01-01,)')$$),
	('kind of class', $$INSERT INTO class VALUES (1, 9, NULL, '超龄', 15, '[2020-01-01,)')$$),
	('no band at all', $$INSERT INTO class VALUES (1, 9, NULL, '大班', 15, '[2020-01-01,)')$$),
	('places', $$INSERT INTO class VALUES (1, 9, NULL, '托小', -1, '[2020-01-01,)')$$),
	('role', $$INSERT INTO staff VALUES (1, 9, NULL, '教师', '[2020-01-01,)')$$),
	('service form', $$INSERT INTO enrolment VALUES (1, 2, '[2024-01-01,)', DEFAULT, 1, '寄宿')$$),
	('fee', $$INSERT INTO enrolment VALUES (1, 2, '[2024-01-01,)', DEFAULT, 1, '全日托', '-1')$$),
	('sub-fen fee', $$INSERT INTO enrolment VALUES (1, 2, '[2024-01-01,)', DEFAULT, 1, '全日托', '3000.001')$$),
	('listed class kind', $$INSERT INTO fee_listing VALUES (1, '未到龄', '全日托', '[2024-01-01,)', '1')$$),
	('listed form', $$INSERT INTO fee_listing VALUES (1, '托大', '寄宿', '[2024-01-01,)', '1')$$),
	('build', $$INSERT INTO capacity_event VALUES (1, 9, '2024-01-01', 1, 1, '扩建')$$),
	('places added', $$INSERT INTO capacity_event VALUES (1, 9, '2024-01-01', -1)$$),
	('birth', $$INSERT INTO child VALUES (1, 9, 'infinity')$$),
	('birth order', $$INSERT INTO child VALUES (1, 9, '2024-01-01', 0)$$),
	('figure', $$INSERT INTO region_figure VALUES ('420100', 'births', '[2024-01-01,)', 'NaN')$$),
	('left before come', $$INSERT INTO attendance VALUES (1, 1, '2024-03-02', '17:00', '08:00')$$),
	('day', $$INSERT INTO attendance VALUES (1, 1, 'infinity')$$)
) t (what, statement);
-- keys and references
SELECT t.what, refused(t.statement) FROM (VALUES
	('institution twice', $$INSERT INTO institution (institution_id, region, kind) VALUES (1, '420100', '社区')$$),
	('class twice', $$INSERT INTO class VALUES (1, 1, NULL, '托小', 15, '[2020-01-01,)')$$),
	('enrolment number twice', $$INSERT INTO enrolment SELECT 1, 2, '[2024-01-01,)', min(enrolment_id), 1 FROM enrolment$$),
	('attendance twice', $$INSERT INTO attendance VALUES (1, 1, '2024-03-01')$$),
	('class of another institution', $$INSERT INTO enrolment VALUES (1, 2, '[2024-01-01,)', DEFAULT, 3)$$),
	('child of another institution', $$INSERT INTO enrolment VALUES (2, 1, '[2024-01-01,)', DEFAULT, 1)$$),
	('caregiver of another institution', $$INSERT INTO class_staff VALUES (2, 1, 1, '[2024-01-01,)')$$),
	('child with enrolments', $$DELETE FROM child WHERE child_id = 1$$),
	('class with children', $$DELETE FROM class WHERE (institution_id, class_id) = (1, 1)$$),
	('institution with classes', $$DELETE FROM institution WHERE institution_id = 2$$)
) t (what, statement);
-- the same child numbers at another institution are another child's
INSERT INTO child VALUES (2, 1, '2021-03-15');
-- A user may add kinds of institution
ALTER TABLE institution DROP CONSTRAINT institution_kind,
	ADD CONSTRAINT institution_kind CHECK (kind IN ('专门托育机构', '幼儿园托班', '用人单位', '社区', '家庭托育点', '其他', '营地'));
INSERT INTO institution (institution_id, region, kind) VALUES (9, '420100', '营地');
DELETE FROM institution WHERE institution_id = 9;

-- No message shows an identity number
INSERT INTO child_identity (child_id, resident_id) VALUES (2, '110105194912310021');
INSERT INTO child_identity (child_id, resident_id) VALUES (2, '11010519491231002X');
INSERT INTO child_identity (institution_id, resident_id) VALUES (1, '11010519491231002X');
INSERT INTO staff_identity VALUES (1, NULL, '11010519491231002X');
UPDATE child_identity SET child_id = NULL;
INSERT INTO child_identity VALUES (1, 1, NULL, '11010519491231002X');
INSERT INTO child_identity VALUES (1, 77, NULL, '11010519491231002X');
-- identity goes with the person
BEGIN;
DELETE FROM staff_identity;
DELETE FROM attendance; DELETE FROM enrolment; DELETE FROM child WHERE institution_id = 1;
SELECT count(*) FROM child_identity;
ROLLBACK;

-- Standing, by day
SELECT d::date AS day, is_recognised('childcare', 1, d::date)
FROM unnest(ARRAY['2020-12-31', '2021-01-01', '2022-12-31', '2023-01-01', '2023-05-31', '2023-06-01', '2099-01-01']::date[]) d;
SELECT is_recognised('childcare', 2, '2024-01-01') AS never, is_recognised('childcare', 77, '2024-01-01') AS no_such,
	is_recognised('childcare', NULL, '2024-01-01') AS unknown;
SELECT is_recognised('nowhere', 1, '2024-01-01');
SELECT is_recognised('public', 1, '2024-01-01');

-- Attendance: rows without a partition wait in the default one and move when theirs is made
SET tuoyu.as_of = '2024-03-15';
INSERT INTO attendance SELECT 1, 1, d FROM generate_series(date '2023-12-30', '2024-02-02', '1 day') d;
SELECT tableoid::regclass::text COLLATE "C" AS part, count(*) FROM attendance GROUP BY 1 ORDER BY 1;
SELECT ensure_attendance_partitions('childcare', '2024-05-31');
SELECT tableoid::regclass::text COLLATE "C" AS part, count(*), min(day), max(day) FROM attendance GROUP BY 1 ORDER BY 1;
SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS bound, obj_description(c.oid, 'pg_class') AS comment
FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid WHERE h.inhparent = 'attendance'::regclass ORDER BY 1;
SELECT ensure_attendance_partitions('childcare', '2024-05-01') AS nothing_missing;
-- a partition of the user's own, wider than a month, is left alone; rows later than asked for stay
CREATE TABLE attendance_summer PARTITION OF attendance FOR VALUES FROM ('2024-06-01') TO ('2024-09-01');
INSERT INTO attendance VALUES (1, 1, '2024-07-01'), (1, 1, '2024-10-08');
SELECT ensure_attendance_partitions('childcare', '2024-09-30');
SELECT tableoid::regclass AS part, day FROM attendance WHERE day >= '2024-06-01' ORDER BY day;
SELECT refused($$INSERT INTO attendance VALUES (1, 99, '2024-01-05')$$) AS reference_holds_in_new_partitions;
SELECT ensure_attendance_partitions('childcare', 'infinity');
SELECT ensure_attendance_partitions('childcare', NULL);
SELECT ensure_attendance_partitions('nowhere', '2024-09-30');
SELECT refused($$SELECT ensure_attendance_partitions('childcare', '-infinity')$$), refused($$SELECT ensure_attendance_partitions('childcare', NULL)$$),
	refused($$SELECT ensure_attendance_partitions('nowhere', '2024-09-30')$$);

-- Removal: refused while there are rows, whatever row security hides, and while something else depends on it
CALL drop_registry('childcare');
CALL drop_registry('nowhere');
CALL drop_registry(NULL);
SELECT refused($$CALL drop_registry('childcare')$$) AS filled, refused($$CALL drop_registry('nowhere')$$) AS absent;
CALL create_registry('empty');
CREATE VIEW public.mine AS SELECT * FROM empty.class_status;
SELECT refused($$CALL drop_registry('empty')$$), refused($$CALL drop_registry('empty', force => true)$$);
SELECT count(*) FROM empty.institution;
DROP VIEW public.mine;
CALL drop_registry('empty');
SELECT count(*) FROM pg_namespace WHERE nspname = 'empty';
SET ROLE regress_registry_owner;
CALL tuoyu.create_registry('hidden');
INSERT INTO hidden.institution (institution_id, region, kind) VALUES (1, '420100', '社区');
ALTER TABLE hidden.institution ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT count(*) FROM hidden.institution;
SELECT refused($$CALL tuoyu.drop_registry('hidden')$$);
CALL tuoyu.drop_registry('hidden', force => true);
CALL tuoyu.drop_registry('childcare', force => true);
RESET ROLE;
SELECT nspname FROM pg_namespace WHERE nspname IN ('childcare', 'hidden');

SET search_path = public, tuoyu;
DROP FUNCTION refused(text);
SELECT format('REVOKE CREATE ON DATABASE %I FROM regress_registry_owner', current_database()) \gexec
DROP ROLE regress_registry_owner;
