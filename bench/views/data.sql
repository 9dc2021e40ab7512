-- A registry of :institutions institutions with four classes, 53 places and 32 children each, all of it by the numbers of its
-- rows, so that every run has the same. At scale 1 it is of the size of the whole country: 126 000 institutions, 6.7 million
-- places, 4 million children.
SET search_path = public, tuoyu;
CALL create_registry(:'registry');
SELECT drop_ratio_constraint(:'registry' || '_staffing');
SET search_path = :registry, public, tuoyu;

CREATE TABLE plan (class_id bigint, kind age_band, places integer, taken integer, caregivers integer, youngest integer, ages integer);
INSERT INTO plan VALUES (1, '乳儿', 10, 5, 2, 200, 120), (2, '托小', 15, 9, 2, 380, 300), (3, '托大', 20, 13, 2, 750, 300),
	(4, '混合', 8, 5, 2, 560, 400);
CREATE TABLE county AS SELECT row_number() OVER (ORDER BY code) - 1 AS number, code FROM region WHERE region_level(code) = 3;

INSERT INTO institution (institution_id, name, region, kind, ownership, opened_on)
	SELECT i, '托育机构' || i, code, (ARRAY['专门托育机构', '幼儿园托班', '用人单位', '社区'])[1 + i % 4],
		(ARRAY['公办', '民办', '公办民营'])[1 + i % 3], date '2020-01-01' + i % 1500
	FROM generate_series(1, :institutions) i JOIN county ON number = i % (SELECT count(*) FROM county);
INSERT INTO standing (institution_id, kind, during)
	SELECT i, kind, '[2024-09-01,)' FROM generate_series(1, :institutions) i, (VALUES (1, '备案'), (2, '普惠认定')) s (every, kind) WHERE i % every = 0;
INSERT INTO class (institution_id, class_id, name, kind, places, during)
	SELECT i, class_id, kind::text || '班', kind, places, '[2024-01-01,)' FROM generate_series(1, :institutions) i, plan;
INSERT INTO staff (institution_id, staff_id, name, role, during)
	SELECT i, class_id * 10 + s, '人员', '保育人员', '[2024-01-01,)'::daterange FROM generate_series(1, :institutions) i, plan, generate_series(1, caregivers) s
	UNION ALL
	SELECT i, s, '人员', (ARRAY['负责人', '保健人员', '保安人员'])[s], '[2024-01-01,)' FROM generate_series(1, :institutions) i, generate_series(1, 3) s;
INSERT INTO certificate (institution_id, staff_id, kind, during)
	SELECT institution_id, staff_id, '岗位培训', '[2024-06-01,2029-06-01)' FROM staff WHERE (institution_id + staff_id) % 5 > 0;
INSERT INTO class_staff (institution_id, class_id, staff_id, during)
	SELECT institution_id, staff_id / 10, staff_id, '[2025-01-01,)' FROM staff WHERE staff_id > 9;
INSERT INTO fee_listing (institution_id, class_kind, service_form, during, monthly_fee)
	SELECT i, kind, '全日托', '[2024-01-01,)', (2000 + i % 20 * 100)::yuan FROM generate_series(1, :institutions) i, plan;
INSERT INTO child (institution_id, child_id, birth_date, birth_order)
	SELECT i, class_id * 100 + n, date '2025-09-01' - (youngest + abs(hashint8extended(i * 1000 + class_id * 100 + n, 1)) % ages)::integer, 1 + n % 2
	FROM generate_series(1, :institutions) i, plan, generate_series(1, taken) n;
-- a load does not wait for keys that it has just written
SET session_replication_role = replica;
INSERT INTO enrolment (institution_id, child_id, during, class_id, service_form, monthly_fee)
	SELECT institution_id, child_id, '[2025-09-01,)', child_id / 100, '全日托', 2500::yuan FROM child;
RESET session_replication_role;
INSERT INTO region_figure (region, name, during, value, source)
	SELECT code, 'population', '[2024-01-01,)', 400000 + number, '试验' FROM county;
VACUUM ANALYZE;
