-- Looking ahead: admission_headroom and admission_effect, by examples, against an oracle that walks day by day, and against
-- the guarantee itself.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\set SHOW_CONTEXT never
\set VERBOSITY default
SELECT setseed(0.25);
CALL create_registry('care');
SET search_path = care, public, tuoyu;

--
-- Examples
--
INSERT INTO institution (institution_id, name, region, kind, ownership) VALUES (1, '示例', '420100', '专门托育机构', '民办');
INSERT INTO class (institution_id, class_id, name, kind, places, during) VALUES
	(1, 1, '托小一班', '托小', 12, '[2024-01-01,)'), (1, 2, '混合班', '混合', 18, '[2024-01-01,2026-01-01)'), (1, 3, '空班', '托大', 20, '[2024-01-01,)'),
	(1, 4, '旧班', '乳儿', 9, '[2018-01-01,2019-09-01)');
INSERT INTO staff (institution_id, staff_id, role, during) SELECT 1, n, '保育人员', '[2018-01-01,)' FROM generate_series(1, 4) n;
INSERT INTO class_staff VALUES (1, 1, 1, '[2024-01-01,)'), (1, 1, 2, '[2024-03-01,2024-09-01)'), (1, 2, 3, '[2024-01-01,2026-01-01)');
INSERT INTO child (institution_id, child_id, birth_date) SELECT 1, n, '2022-09-10' FROM generate_series(1, 4) n;
INSERT INTO enrolment (institution_id, child_id, class_id, during) SELECT 1, n, 1, '[2024-01-08,2024-07-01)' FROM generate_series(1, 4) n;
-- expected: 1 (one caregiver, five children), 6 (two), 10 (two, when the four have left), 1 (the fewest of all days), 5
SELECT admission_headroom('care', 1, 1, '[2024-02-01,2024-03-01)'), admission_headroom('care', 1, 1, '[2024-03-01,2024-07-01)'),
	admission_headroom('care', 1, 1, '[2024-07-01,2024-09-01)'), admission_headroom('care', 1, 1, '[2024-02-01,)'),
	admission_headroom('care', 1, 1, '[2025-01-01,)');
-- expected: with a third caregiver places limit, 8 and 12; 0 before the class is there, and with nobody on the roster
BEGIN;
INSERT INTO class_staff VALUES (1, 1, 4, '[2024-03-01,2024-09-01)');
SELECT admission_headroom('care', 1, 1, '[2024-03-01,2024-07-01)'), admission_headroom('care', 1, 1, '[2024-07-01,2024-09-01)'),
	admission_headroom('care', 1, 1, '[2023-12-31,2024-02-01)'), admission_headroom('care', 1, 1, '(,2024-02-01)'), admission_headroom('care', 1, 3, '[2024-02-01,)');
ROLLBACK;
-- a mixed class without a ratio of its own adds the children's own bands. None begins before 18 months, so all are 托小 (1:5) or
-- 托大 (1:7): seven could come if all were 托大, but the younger ones count; expected: 5 and 5
SELECT admission_headroom('care', 1, 2, '[2024-02-01,2024-03-01)'), admission_headroom('care', 1, 2, '[2024-02-01,2026-01-01)');
-- no rule before 2019-10-08: places alone limit, expected 9; and nothing where there are none, expected NULL
SELECT admission_headroom('care', 1, 4, '[2019-01-01,2019-03-01)');
BEGIN;
ALTER TABLE class ALTER places DROP NOT NULL;
UPDATE class SET places = NULL WHERE class_id = 4;
SELECT admission_headroom('care', 1, 4, '[2019-01-01,2019-03-01)') IS NULL AS nothing_limits;
ROLLBACK;
-- in breach: 0, not less
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM class_staff;
SELECT admission_headroom('care', 1, 1, '[2024-02-01,2024-03-01)');
ROLLBACK;

-- what a child would make short. Expected: nothing; from 2024-02-01, with a second child in the same transaction, one
-- caregiver until March; too old for 托小; too young and outside the class's days
SELECT * FROM admission_effect('care', 1, 1, '2022-12-01', '[2024-02-01,)');
BEGIN;
INSERT INTO child VALUES (1, 5, '2022-12-01');
INSERT INTO enrolment (institution_id, child_id, class_id, during) VALUES (1, 5, 1, '[2024-02-01,)');
SELECT * FROM admission_effect('care', 1, 1, '2022-12-01', '[2024-02-01,)');
UPDATE class SET places = 5 WHERE class_id = 1;
SELECT * FROM admission_effect('care', 1, 1, '2022-12-01', '[2024-02-01,2024-08-01)');
ROLLBACK;
SELECT * FROM admission_effect('care', 1, 1, '2022-01-31', '[2024-02-01,)');
SELECT * FROM admission_effect('care', 1, 2, '2024-03-01', '[2024-02-01,2026-06-01)');
SELECT * FROM admission_effect('care', 1, 3, '2022-01-31', '[2024-02-01,)');

--
-- Bad input
--
SELECT admission_headroom('nowhere', 1, 1, '[2024-02-01,)');
SELECT admission_headroom(NULL, 1, 1, '[2024-02-01,)');
SELECT admission_headroom('care', 1, 99, '[2024-02-01,)');
SELECT admission_headroom('care', 1, 1, 'empty');
SELECT admission_headroom('care', 1, 1, NULL);
SELECT * FROM admission_effect('nowhere', 1, 1, '2022-12-01', '[2024-02-01,)');
SELECT * FROM admission_effect('care', 99, 1, '2022-12-01', '[2024-02-01,)');
SELECT * FROM admission_effect('care', 1, 1, '2022-12-01', 'empty');
SELECT * FROM admission_effect('care', 1, 1, NULL, '[2024-02-01,)');
SELECT * FROM admission_effect('care', 1, 1, 'infinity', '[2024-02-01,)');
BEGIN;
SELECT drop_ratio_constraint('care_staffing');
SELECT admission_headroom('care', 1, 1, '[2024-02-01,)');
ROLLBACK;
-- two constraints on a registry: both must be kept. Expected: 1 and 0 more, and the one that is short
BEGIN;
SELECT admission_headroom('care', 1, 1, '[2024-02-01,2024-03-01)');
SELECT add_ratio_constraint('stricter', 'enrolment', 'class_staff', 'class', staff => 'staff', ratio => '1:4');
SELECT admission_headroom('care', 1, 1, '[2024-02-01,2024-03-01)');
SELECT * FROM admission_effect('care', 1, 1, '2022-12-01', '[2024-02-01,2024-03-01)');
ROLLBACK;

--
-- Random classes of all kinds, some in breach, under rules that change, read bands and the age of the youngest
--
CREATE FUNCTION public.roll(n integer) RETURNS integer LANGUAGE sql AS 'SELECT floor(random() * n)::integer';
-- days 0 to 39 of 2024, open at either end now and then
CREATE FUNCTION public.some_days(open_start integer DEFAULT 12) RETURNS daterange LANGUAGE sql AS $$
	SELECT daterange(CASE WHEN roll(open_start) > 0 THEN date '2024-01-01' + least(a, b) END, CASE WHEN roll(6) > 0 THEN date '2024-01-02' + greatest(a, b) END)
	FROM (SELECT roll(40) AS a, roll(40) AS b) t
$$;
CREATE FUNCTION public.unnest_types(types integer[]) RETURNS TABLE (head integer, months integer) LANGUAGE sql IMMUTABLE AS
	'SELECT types[i][1], types[i][2] FROM generate_subscripts(types, 1) i';
INSERT INTO policy_document (document, title, region) VALUES ('property', 'property', '330903');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, minimum_caregivers, required, document) VALUES
	('p1', '330903', '[2024-01-08,2024-01-20)', '托小', 12, 24, 5, '1:2', 2, NULL, 'property'),
	('p2', '330903', '[2024-01-30,)', '托大', 22, 36, NULL, NULL, 0, 'children / 3.0', 'property'),
	('p3', '330903', '(,2024-01-25)', '混合', 18, NULL, 6, NULL, 0, 'case when youngest < 20 then children / 2.0 else children / 4.0 end', 'property'),
	('p4', '330903', '[2024-01-25,)', '混合', 20, NULL, 8, NULL, 1, 'infants / 2.0 + toddlers / 3.0 + preschoolers / 4.0', 'property'),
	('p5', '330903', '(,2024-01-05)', '托小', 12, 24, NULL, NULL, 0, NULL, 'property');
INSERT INTO institution (institution_id, name, region, kind, ownership) VALUES (2, '普陀', '330903', '专门托育机构', '民办');
INSERT INTO class (institution_id, class_id, kind, places, during)
	SELECT 2, c, ('{乳儿,托小,托大,混合}'::age_band[])[1 + c % 4], 2 + roll(9), CASE WHEN roll(4) > 0 THEN '(,)' ELSE some_days() END
	FROM generate_series(1, 80) c;
SET session_replication_role = replica;
INSERT INTO staff (institution_id, staff_id, role, during)
	SELECT 2, s, CASE WHEN roll(6) > 0 THEN '保育人员' ELSE '炊事人员' END, CASE WHEN roll(3) > 0 THEN '(,)' ELSE some_days() END
	FROM generate_series(1, 450) s;
INSERT INTO class_staff SELECT 2, 1 + roll(80), s, some_days(3) FROM generate_series(1, 450) s;
INSERT INTO child (institution_id, child_id, birth_date) SELECT 2, c, date '2020-12-01' + roll(1100) FROM generate_series(1, 130) c;
INSERT INTO enrolment (institution_id, class_id, child_id, during) SELECT 2, 1 + roll(80), c, some_days(40) FROM generate_series(1, 130) c;
RESET session_replication_role;
ANALYZE;

-- Headroom against an oracle.  After March nothing changes but ages, which makes children need less; so a few later days do.
CREATE TEMP TABLE question AS
	SELECT n, class_id, kind, places, c.during AS open, d AS during, admission_headroom('care', 2, class_id, d) AS room
	FROM generate_series(1, 2000) n JOIN class c ON c.institution_id = 2 AND c.class_id = 1 + n % 80, LATERAL (SELECT some_days() AS d WHERE n > 0) d;
CREATE TEMP TABLE head AS
	SELECT c.class_id, d.day, e.*,
		(SELECT count(*) FROM class_staff r JOIN staff s USING (institution_id, staff_id)
			WHERE r.institution_id = 2 AND r.class_id = c.class_id AND r.during @> d.day AND s.during @> d.day AND s.role = '保育人员')::integer AS caregivers,
		(SELECT class_size FROM band_rule WHERE rule = band_rule_key('330903', kind, d.day)) AS class_size
	FROM class c, (SELECT date '2023-12-25' + n AS day FROM generate_series(0, 96) n UNION ALL SELECT '2024-05-01' UNION ALL SELECT '2025-01-01' UNION ALL SELECT '2026-06-01') d, LATERAL (
		SELECT count(*)::integer AS children, count(*) FILTER (WHERE b IN ('未到龄', '乳儿'))::integer AS infants, count(*) FILTER (WHERE b = '托小')::integer AS toddlers,
			count(*) FILTER (WHERE b IN ('托大', '超龄'))::integer AS preschoolers, age_months(max(k.birth_date), d.day) AS youngest
		FROM enrolment e JOIN child k USING (institution_id, child_id), LATERAL age_band(k.birth_date, d.day, '330903') b
		WHERE e.institution_id = 2 AND e.class_id = c.class_id AND e.during @> d.day) e
	WHERE c.institution_id = 2;
CREATE INDEX ON head (class_id, day);
-- each kind but 混合: the number of children decides
CREATE TEMP TABLE expected AS
	SELECT n, CASE WHEN NOT during <@ open THEN 0 ELSE (
		SELECT min(least(places, class_size,
			(SELECT max(total) FROM generate_series(children, children + 12) total
				WHERE total = children OR coalesce(class_caregivers_required('330903', kind, day, total, 0, 0, 0, 0) <= caregivers, true))) - children)
		FROM head h WHERE h.class_id = q.class_id AND during @> h.day) END AS room
	FROM question q WHERE kind <> '混合';
-- 混合: heads and months of age (24 and more make no difference here) of whoever may begin on the first day
CREATE TEMP TABLE kind_on AS
	SELECT first, d.day, array_agg(DISTINCT t) AS types
	FROM (SELECT DISTINCT lower(during) AS first FROM question) f, (SELECT DISTINCT day FROM head) d,
		LATERAL (SELECT CASE WHEN first < '2024-01-25' THEN add_months(first, -18) WHEN first IS NULL THEN day + 1 ELSE add_months(first, -20) END AS youngest) y,
		LATERAL (SELECT ARRAY[CASE age_band(b::date, day, '330903') WHEN '未到龄' THEN 1 WHEN '乳儿' THEN 1 WHEN '托小' THEN 2 ELSE 3 END,
			least(age_months(b::date, day), 24)] AS t FROM generate_series(youngest - 800, youngest, interval '1 day') b) t
	WHERE d.day >= first OR first IS NULL
	GROUP BY 1, 2;
CREATE TEMP TABLE asked AS
	SELECT q.n, q.places, h.class_size, h.day < '2024-01-25' AS early, h.children, infants, toddlers, preschoolers, h.youngest, caregivers, types
	FROM question q JOIN head h ON h.class_id = q.class_id AND q.during @> h.day
		JOIN kind_on k ON k.day = h.day AND k.first IS NOT DISTINCT FROM lower(q.during)
	WHERE kind = '混合' AND q.during <@ q.open;
CREATE TEMP TABLE answer AS
	SELECT a.*, (SELECT min(i + t + p) - 1
		FROM generate_series(0, 9) i, generate_series(0, 9 - i) t, generate_series(0, 9 - i - t) p, unnest_types(types) y
		WHERE i + t + p > 0 AND y.head = CASE WHEN i > 0 THEN 1 WHEN t > 0 THEN 2 ELSE 3 END
			AND (t = 0 OR EXISTS (SELECT FROM unnest_types(types) WHERE head = 2)) AND (p = 0 OR EXISTS (SELECT FROM unnest_types(types) WHERE head = 3))
			AND class_caregivers_required('330903', '混合', CASE WHEN early THEN date '2024-01-01' ELSE '2024-02-01' END, children + i + t + p, infants + i,
				toddlers + t, preschoolers + p, least(y.months, youngest)) > caregivers) AS room
	FROM (SELECT DISTINCT early, children, infants, toddlers, preschoolers, youngest, caregivers, types FROM asked) a;
INSERT INTO expected
	SELECT n, min(least(r.room, a.places - a.children, a.class_size - a.children))
	FROM asked a JOIN answer r ON (a.early, a.children, a.infants, a.toddlers, a.preschoolers, a.caregivers, a.types)
		= (r.early, r.children, r.infants, r.toddlers, r.preschoolers, r.caregivers, r.types) AND a.youngest IS NOT DISTINCT FROM r.youngest
	GROUP BY n
UNION ALL
	SELECT n, 0 FROM question WHERE kind = '混合' AND NOT during <@ open;
SELECT kind, least(greatest(e.room, 0), 3) AS room, count(*) > 10 AS many FROM expected e JOIN question USING (n) GROUP BY 1, 2 ORDER BY 1, 2;
SELECT count(*) AS compared, count(*) FILTER (WHERE q.room IS DISTINCT FROM greatest(e.room, 0)) AS different FROM expected e JOIN question q USING (n);

-- The guarantee itself: as many children as there is room for can be enrolled, whoever they are, and one more cannot (混合: some
-- one cannot, which the oracle has shown); a child has no effect exactly when its enrolment passes.
CREATE TEMP TABLE pool AS
	SELECT first, kind, array_agg(b::date) AS births
	FROM (SELECT DISTINCT lower(during) AS first FROM question) f, unnest('{乳儿,托小,托大,混合}'::age_band[]) kind,
		generate_series(coalesce(first, '2024-01-01') - 1300, coalesce(first, '2024-01-01'), interval '1 day') b
	WHERE first IS NULL OR CASE kind WHEN '混合' THEN age_months(b::date, first) >= CASE WHEN first < '2024-01-25' THEN 18 ELSE 20 END
		ELSE age_band(b::date, first, '330903') = kind END
	GROUP BY 1, 2;
CREATE PROCEDURE public.enrol(class_id bigint, births date[], during daterange) LANGUAGE plpgsql AS $$
DECLARE
	id bigint := 1000 + (SELECT count(*) FROM child);
BEGIN
	FOR i IN 1 .. coalesce(cardinality(births), 0) LOOP
		INSERT INTO child VALUES (2, id + i, births[i]);
		INSERT INTO enrolment (institution_id, class_id, child_id, during) VALUES (2, class_id, id + i, during);
	END LOOP;
	SET CONSTRAINTS ALL IMMEDIATE;
	SET CONSTRAINTS ALL DEFERRED;
END
$$;
CREATE FUNCTION public.passes(class_id bigint, births date[], during daterange) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	CALL enrol(class_id, births, during);
	RAISE EXCEPTION 'undo';
EXCEPTION
	WHEN raise_exception THEN RETURN true;
	WHEN check_violation THEN
		SET CONSTRAINTS ALL DEFERRED;
		RETURN false;
END
$$;
CREATE FUNCTION public.some_births(kind age_band, first date, n integer) RETURNS date[] LANGUAGE sql AS $$
	SELECT ARRAY(SELECT births[1 + roll(cardinality(births))] FROM generate_series(1, n))
	FROM pg_temp.pool p WHERE p.kind = some_births.kind AND p.first IS NOT DISTINCT FROM some_births.first
$$;
CREATE TEMP TABLE tried AS
	SELECT kind, room, passes(class_id, some_births(kind, lower(during), room), during) AS fits,
		passes(class_id, some_births(kind, lower(during), room + 1), during) AS one_more
	FROM question;
SELECT kind, room > 0 AS some, fits, one_more, count(*) > 10 AS many FROM tried WHERE kind <> '混合' OR NOT one_more GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;
SELECT count(*) AS wrong FROM tried WHERE NOT fits OR one_more AND kind <> '混合';

CREATE TEMP TABLE effect AS
	SELECT passes(class_id, ARRAY[birth], during) AS passes, (SELECT array_agg(DISTINCT problem COLLATE "C") FROM admission_effect('care', 2, class_id, birth, during)) AS problems
	FROM question q, LATERAL (SELECT CASE WHEN roll(4) > 0 THEN (some_births(kind, lower(during), 1))[1] ELSE date '2020-06-01' + roll(1300) END AS birth WHERE n > 0) b;
SELECT passes, problem, count(*) > 10 AS many FROM effect LEFT JOIN unnest(problems) problem ON true GROUP BY 1, 2 ORDER BY 1, problem COLLATE "C";
SELECT count(*) AS wrong FROM effect WHERE passes <> (problems IS NULL);
-- what it says is what ratio_violations says of these days when the child is there, whatever the triggers are told
CREATE TEMP TABLE row_of (n integer, said boolean, problem text, day date, children integer, caregivers integer, required integer, places integer);
DO $$
DECLARE
	q record;
BEGIN
	SET LOCAL session_replication_role = replica;
	FOR q IN SELECT question.*, date '2020-06-01' + roll(1300) AS birth FROM question WHERE n <= 150 LOOP
		INSERT INTO row_of SELECT q.n, true, problem, day, children, caregivers, required, e.places
			FROM admission_effect('care', 2, q.class_id, q.birth, q.during) e JOIN (SELECT DISTINCT day FROM head) d ON d.day <@ e.during;
		INSERT INTO child VALUES (2, 9999, q.birth);
		INSERT INTO enrolment (institution_id, class_id, child_id, during) VALUES (2, q.class_id, 9999, q.during);
		INSERT INTO row_of SELECT q.n, false, problem, day, children, caregivers, required, v.places
			FROM ratio_violations('care_staffing') v JOIN (SELECT DISTINCT day FROM head) d ON d.day <@ v.during * q.during
			WHERE v.institution_id = 2 AND v.class_id = q.class_id AND coalesce(v.child_id, 9999) = 9999 AND v.staff_id IS NULL;
		DELETE FROM enrolment WHERE child_id = 9999;
		DELETE FROM child WHERE child_id = 9999;
	END LOOP;
END
$$;
SELECT problem, count(*) > 5 AS many FROM row_of WHERE said GROUP BY 1 ORDER BY problem COLLATE "C";
SELECT count(*) AS different FROM (
	(SELECT n, problem, day, children, caregivers, required, places FROM row_of WHERE said
		EXCEPT SELECT n, problem, day, children, caregivers, required, places FROM row_of WHERE NOT said)
	UNION ALL (SELECT n, problem, day, children, caregivers, required, places FROM row_of WHERE NOT said
		EXCEPT SELECT n, problem, day, children, caregivers, required, places FROM row_of WHERE said)) t;

DELETE FROM band_rule WHERE document = 'property';
DELETE FROM policy_document WHERE document = 'property';
CALL drop_registry('care', force => true);
DROP PROCEDURE public.enrol;
DROP FUNCTION public.roll, public.some_days, public.passes, public.some_births, public.unnest_types;
