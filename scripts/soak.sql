-- What the soak works on: a registry of forty classes, and soak_act, which does one random thing to it.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE EXTENSION tuoyu CASCADE;
ALTER DATABASE :"DBNAME" SET search_path = soak, public, tuoyu;
-- SQLSTATEs in the server log
ALTER DATABASE :"DBNAME" SET log_error_verbosity = verbose;
SET search_path = soak, public, tuoyu;
CALL create_registry('soak');

-- a stricter district, from some day on
INSERT INTO policy_document (document, title, region) VALUES ('soak', '本区办法', '420102');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, document) VALUES
	('soak', '420102', '[2024-10-01,)', '托小', 12, 24, 12, '1:4', 'soak');

INSERT INTO institution (institution_id, region, kind)
	SELECT i, CASE WHEN i % 2 = 0 THEN '420102' ELSE '330902' END::region_code, '社区' FROM generate_series(1, 4) i;
INSERT INTO class SELECT i, c, NULL, ('{托小,托大,混合,托小,托大,混合,托小,托大,混合,乳儿}'::age_band[])[c], 8 + c % 3, '[2024-01-01,2027-01-01)'
	FROM generate_series(1, 4) i, generate_series(1, 10) c;
INSERT INTO staff SELECT 1 + s % 4, s, NULL, '保育人员', '[2023-06-01,)' FROM generate_series(1, 96) s;
INSERT INTO child SELECT 1 + c / 7 % 4, c, date '2022-06-01' + c * 97 % 730 FROM generate_series(1, 320) c;
INSERT INTO class_staff SELECT institution_id, s, staff_id, '[2024-01-01,2027-01-01)'
	FROM (SELECT *, row_number() OVER (PARTITION BY institution_id ORDER BY staff_id) AS s FROM staff) numbered WHERE s <= 10;

-- A class of the institution, mostly one that suits the child on that day.
CREATE FUNCTION soak_class(institution bigint, birth date, day date) RETURNS bigint LANGUAGE sql
	RETURN (SELECT class_id FROM class k WHERE k.institution_id = institution
		ORDER BY random() - (kind = age_band(birth, day) OR (kind = '混合' AND birth + interval '18 months' <= day))::integer * 0.8
		LIMIT 1);

-- Comings and goings.  Children and staff belong to one client each, so that clients meet in classes only and wait for each
-- other's rows in no other order than the constraint's.
CREATE FUNCTION soak_act(client integer, clients integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	act integer := 100 * random();
	day date := date '2024-01-01' + (random() * 640)::integer;
	days integer := 10 + 200 * random();
	c child;
	s staff;
	e enrolment;
	r class_staff;
BEGIN
	SELECT * INTO c FROM child WHERE child_id % clients = client ORDER BY random() LIMIT 1;
	SELECT * INTO e FROM enrolment WHERE child_id % clients = client ORDER BY random() LIMIT 1;
	SELECT * INTO s FROM staff WHERE staff_id % clients = client ORDER BY random() LIMIT 1;
	SELECT * INTO r FROM class_staff WHERE staff_id % clients = client ORDER BY random() LIMIT 1;
	IF act < 40 THEN
		INSERT INTO enrolment (institution_id, child_id, during, class_id)
			VALUES (c.institution_id, c.child_id, daterange(day, day + days), soak_class(c.institution_id, c.birth_date, day));
		RETURN 'enrol';
	ELSIF act < 50 THEN
		UPDATE enrolment SET class_id = soak_class(e.institution_id, (SELECT birth_date FROM child x
			WHERE (x.institution_id, x.child_id) = (e.institution_id, e.child_id)), lower(e.during))
			WHERE enrolment_id = e.enrolment_id AND institution_id = e.institution_id;
		RETURN 'move';
	ELSIF act < 57 THEN
		DELETE FROM enrolment WHERE enrolment_id = e.enrolment_id AND institution_id = e.institution_id;
		RETURN 'withdraw';
	ELSIF act < 65 THEN
		UPDATE enrolment SET during = daterange(lower(during), greatest(lower(during) + 1, upper(during) + days - 100))
			WHERE enrolment_id = e.enrolment_id AND institution_id = e.institution_id;
		RETURN 'other end';
	ELSIF act < 80 THEN
		INSERT INTO class_staff SELECT s.institution_id, class_id, s.staff_id, daterange(day, day + days)
			FROM class k WHERE k.institution_id = s.institution_id ORDER BY random() LIMIT 1;
		RETURN 'shift';
	ELSIF act < 87 THEN
		UPDATE class_staff SET class_id = (SELECT class_id FROM class k WHERE k.institution_id = r.institution_id ORDER BY random() LIMIT 1)
			WHERE (institution_id, staff_id, during) = (r.institution_id, r.staff_id, r.during);
		RETURN 'other class';
	ELSIF act < 94 THEN
		UPDATE class_staff SET during = daterange(lower(during), greatest(lower(during) + 1, upper(during) + days - 110))
			WHERE (institution_id, staff_id, during) = (r.institution_id, r.staff_id, r.during);
		RETURN 'other shift';
	ELSE
		DELETE FROM class_staff WHERE (institution_id, staff_id, during) = (r.institution_id, r.staff_id, r.during);
		RETURN 'no shift';
	END IF;
END
$$;

-- What the count rests on changes, whoever's it is; alone in its transaction, for it locks rows that others wait for.
CREATE FUNCTION soak_edit() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	act integer := 100 * random();
	k class;
BEGIN
	IF act < 40 THEN
		SELECT * INTO k FROM class ORDER BY random() LIMIT 1;
		UPDATE class SET places = 3 + 10 * random(), kind = CASE WHEN random() < 0.2 AND kind <> '乳儿' THEN '混合' ELSE kind END
			WHERE (institution_id, class_id) = (k.institution_id, k.class_id);
		RETURN 'class';
	ELSIF act < 60 THEN
		UPDATE staff SET during = daterange('2023-06-01', CASE WHEN random() < 0.4 THEN date '2025-01-01' + (random() * 800)::integer END),
				role = CASE WHEN random() < 0.2 THEN '负责人' ELSE '保育人员' END
			WHERE staff_id = 1 + floor(random() * 96);
		RETURN 'staff';
	ELSIF act < 85 THEN
		UPDATE child SET birth_date = birth_date + (40 * random())::integer - 20 WHERE child_id = 1 + floor(random() * 320);
		RETURN 'birth';
	ELSE
		UPDATE institution SET region = CASE WHEN random() < 0.5 THEN '420102' ELSE '330902' END::region_code
			WHERE institution_id = 1 + floor(random() * 4);
		RETURN 'region';
	END IF;
END
$$;

-- The independent check: each day of each class, by core's functions alone.  It reads the rules' numbers from the catalogue;
-- a mixed class is 1:3, 1:5, 1:7 by the children's own bands, from eighteen months on.
CREATE VIEW soak_breach AS
WITH calendar AS (
	SELECT d::date AS day FROM generate_series(timestamp '2023-12-01', timestamp '2027-02-01', interval '1 day') d
), person AS (
	SELECT e.institution_id, e.class_id, e.during, c.birth_date FROM enrolment e JOIN child c USING (institution_id, child_id)
	UNION ALL
	SELECT r.institution_id, r.class_id, r.during * s.during, NULL
	FROM class_staff r JOIN staff s USING (institution_id, staff_id) WHERE s.role = '保育人员'
), heads AS (
	SELECT p.institution_id, p.class_id, d.day, count(birth_date) AS children, count(*) - count(birth_date) AS caregivers,
		count(*) FILTER (WHERE birth_date + interval '12 months' > d.day) AS infants,
		count(*) FILTER (WHERE birth_date + interval '12 months' <= d.day AND birth_date + interval '24 months' > d.day) AS toddlers,
		count(*) FILTER (WHERE birth_date + interval '24 months' <= d.day) AS preschoolers
	FROM person p JOIN calendar d ON d.day <@ p.during
	GROUP BY 1, 2, 3
), rule AS (
	SELECT b.region::text AS region, b.band::text AS band, b.during, b.class_size, b.from_months, b.to_months,
		split_part(b.ratio::text, ':', 1)::numeric / split_part(b.ratio::text, ':', 2)::numeric AS each
	FROM tuoyu.band_rule b WHERE b.region::text IN ('000000', '420102')
), judged AS (
	SELECT h.*, k.places, r.class_size,
		CASE k.kind::text WHEN '混合' THEN ceil((35 * infants + 21 * toddlers + 15 * preschoolers) / 105.0)
			ELSE ceil(round(h.children * r.each, 6)) END AS required
	FROM heads h
		JOIN class k USING (institution_id, class_id)
		JOIN institution i USING (institution_id)
		LEFT JOIN LATERAL (SELECT * FROM rule WHERE rule.band = k.kind::text AND h.day <@ rule.during
			AND rule.region IN ('000000', i.region::text) ORDER BY rule.region = '000000' LIMIT 1) r ON true
	WHERE h.children > 0
)
SELECT institution_id, class_id, day, format('children %s, caregivers %s', children, caregivers) AS what
FROM judged WHERE (caregivers >= required) IS NOT TRUE
UNION ALL
SELECT institution_id, class_id, day, format('children %s, places %s', children, least(places, class_size))
FROM judged WHERE children > least(places, class_size)
UNION ALL
SELECT institution_id, class_id, lower(e.during), format('child %s begins', child_id)
FROM enrolment e JOIN class k USING (institution_id, class_id) JOIN child c USING (institution_id, child_id)
	JOIN rule r ON r.region = '000000' AND r.band = k.kind::text
WHERE (lower(e.during) < c.birth_date + make_interval(months => r.from_months)
		OR (k.kind::text <> '混合' AND lower(e.during) >= c.birth_date + make_interval(months => r.to_months)))
	AND NOT EXISTS (SELECT FROM enrolment p WHERE (p.institution_id, p.child_id, p.class_id) = (e.institution_id, e.child_id, e.class_id)
		AND upper(p.during) = lower(e.during))
UNION ALL
SELECT institution_id, class_id, lower(e.during), format('child %s outside the class''s days', child_id)
FROM enrolment e JOIN class k USING (institution_id, class_id) WHERE NOT e.during <@ k.during
UNION ALL
SELECT institution_id, class_id, lower(r.during), format('staff member %s outside the days of class or employment', staff_id)
FROM class_staff r JOIN class k USING (institution_id, class_id) JOIN staff s USING (institution_id, staff_id)
WHERE NOT r.during <@ k.during OR NOT r.during <@ s.during;
