-- A registry of :institutions institutions of ten classes each, all of it by the numbers of its rows, so that every run has the
-- same. In each class so many places are taken at a time, some by two children after each other; the caregivers suffice.
-- Who is to be enrolled waits in :registry.source, in no order.
SET search_path = public, tuoyu;
CALL create_registry(:'registry');
SET search_path = :registry, public, tuoyu;

CREATE TABLE plan (class_id bigint, kind age_band, places integer, taken integer, twice integer, caregivers integer, youngest integer, ages integer);
INSERT INTO plan SELECT c, p.kind, p.places, p.taken, p.twice, p.caregivers, p.youngest, p.ages
	FROM generate_series(1, 10) c
		JOIN (VALUES (1, 1, '乳儿'::age_band, 10, 8, 8, 3, 200, 120), (2, 4, '托小', 15, 12, 5, 3, 380, 300),
			(5, 9, '托大', 20, 17, 0, 3, 750, 300), (10, 10, '混合', 18, 12, 5, 3, 560, 400))
			AS p(first, last, kind, places, taken, twice, caregivers, youngest, ages) ON c BETWEEN p.first AND p.last;

CREATE TABLE county AS SELECT row_number() OVER (ORDER BY code) - 1 AS number, code FROM region WHERE region_level(code) = 3;

INSERT INTO institution (institution_id, region, kind)
	SELECT i, code, '社区' FROM generate_series(1, :institutions) i
		JOIN county ON number = i % (SELECT count(*) FROM county);
INSERT INTO class (institution_id, class_id, kind, places, during)
	SELECT i, class_id, kind, places, '[2024-01-01,)' FROM generate_series(1, :institutions) i, plan;
INSERT INTO staff (institution_id, staff_id, role, during)
	SELECT i, class_id * 10 + s, '保育人员', '[2020-01-01,)'
	FROM generate_series(1, :institutions) i, plan, generate_series(1, caregivers) s;
INSERT INTO class_staff (institution_id, class_id, staff_id, during)
	SELECT institution_id, staff_id / 10, staff_id, '[2025-01-01,)' FROM staff;

CREATE TABLE source AS
	SELECT i::bigint AS institution_id, class_id * 100 + taken * second + n AS child_id,
		CASE WHEN second = 0 AND n <= twice THEN daterange(first, turn) WHEN second = 1 THEN daterange(turn, last) ELSE daterange(first, last) END AS during,
		class_id, youngest + h % ages AS age
	FROM generate_series(1, :institutions) i, plan, generate_series(1, taken) n, generate_series(0, 1) second,
		LATERAL (SELECT abs(hashint8extended(i * 10000 + class_id * 100 + n, 1)) % 1000000 AS h) AS by_chance,
		LATERAL (SELECT date '2025-09-01' + (h % 60)::integer AS first, date '2026-02-01' + (h % 50)::integer AS turn,
			CASE WHEN h % 10 > 0 THEN date '2026-07-01' + (h % 40)::integer END AS last) AS days
	WHERE second = 0 OR n <= twice
	ORDER BY hashint8extended(i * 10000 + class_id * 100 + taken * second + n, 2);
INSERT INTO child (institution_id, child_id, birth_date)
	SELECT institution_id, child_id, lower(during) - age::integer FROM source
	ORDER BY hashint8extended(institution_id * 10000 + child_id, 3);
ALTER TABLE source DROP COLUMN age;

-- Those who come one by one: one more child for every class of band 托大.
INSERT INTO child (institution_id, child_id, birth_date)
	SELECT institution_id, 10000 + class_id, '2023-07-01' FROM class WHERE kind = '托大';

-- Two hundred classes of one institution with four children each and caregivers for twenty, where sixteen clients meet.
INSERT INTO institution (institution_id, region, kind) VALUES (1000000, '420102', '社区');
INSERT INTO class (institution_id, class_id, kind, places, during)
	SELECT 1000000, c, '托大', 20, '[2024-01-01,)' FROM generate_series(1, 200) c;
INSERT INTO staff (institution_id, staff_id, role, during)
	SELECT 1000000, c * 10 + s, '保育人员', '[2020-01-01,)' FROM generate_series(1, 200) c, generate_series(1, 3) s;
INSERT INTO class_staff (institution_id, class_id, staff_id, during)
	SELECT 1000000, staff_id / 10, staff_id, '[2025-01-01,)' FROM staff WHERE institution_id = 1000000;
INSERT INTO child (institution_id, child_id, birth_date)
	SELECT 1000000, n, '2023-07-01' FROM generate_series(1, 16 + 800) n;

-- The enrolments' own table is bare: it shall have no triggers but those that are measured.
ALTER TABLE enrolment DROP CONSTRAINT enrolment_institution_id_child_id_fkey, DROP CONSTRAINT enrolment_institution_id_class_id_fkey,
	DROP CONSTRAINT enrolment_overlap;
SELECT drop_ratio_constraint(:'registry' || '_staffing', 'class');
INSERT INTO source SELECT 1000000, 16 + class_id * 4 - n, '[2025-09-01,2026-07-01)', class_id FROM class, generate_series(0, 3) n
	WHERE institution_id = 1000000;
VACUUM ANALYZE;
