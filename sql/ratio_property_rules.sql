-- What rules add to the staffing guarantee, against oracles that walk day by day: roles that count in part, certificates, how long a
-- child may stay, approved places, and roles at the institution.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SELECT setseed(0.17);

CREATE TABLE institution (institution_id bigint PRIMARY KEY, region region_code, kind text, approved_places integer);
CREATE TABLE class (institution_id bigint, class_id bigint, kind age_band, places integer, during daterange, PRIMARY KEY (institution_id, class_id));
CREATE TABLE staff (institution_id bigint, staff_id bigint, role text, during daterange, PRIMARY KEY (institution_id, staff_id));
CREATE TABLE certificate (id bigserial PRIMARY KEY, institution_id bigint, staff_id bigint, kind text, during daterange);
CREATE TABLE class_staff (id bigserial PRIMARY KEY, institution_id bigint, class_id bigint, staff_id bigint, during daterange);
CREATE TABLE child (institution_id bigint, child_id bigint, birth_date date, PRIMARY KEY (institution_id, child_id));
CREATE TABLE enrolment (id bigserial PRIMARY KEY, institution_id bigint, class_id bigint, child_id bigint, during daterange);

-- days 0 to 39 of 2024, open at either end now and then
CREATE FUNCTION roll(n integer) RETURNS integer LANGUAGE sql AS 'SELECT floor(random() * n)::integer';
CREATE FUNCTION some_days(n integer DEFAULT 40) RETURNS daterange LANGUAGE sql AS $$
	SELECT daterange(CASE WHEN roll(12) > 0 THEN date '2024-01-01' + least(a, b) END, CASE WHEN roll(6) > 0 THEN date '2024-01-02' + greatest(a, b) END)
	FROM (SELECT roll(n) AS a, roll(n) AS b) t
$$;
CREATE FUNCTION some_role() RETURNS text LANGUAGE sql AS $$SELECT ('{保育人员,保育人员,保育人员,实习人员,保健人员,保安人员}'::text[])[1 + roll(6)]$$;
CREATE TABLE day AS SELECT date '2023-12-28' + n AS day FROM generate_series(0, 50) n;

INSERT INTO policy_document (document, title, region) VALUES ('rules', 'rules', '330904');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, required, stay_months, document) VALUES
	('b1', '330904', '(,2024-01-20)', '托小', 12, 24, NULL, '1:2', NULL, 1, 'rules'),
	('b2', '330904', '[2024-01-20,)', '托小', 12, 25, NULL, NULL, 'children / 2.5', 0, 'rules'),
	('b3', '330904', '[2024-01-10,)', '混合', 18, 30, 9, NULL, 'infants / 2.0 + toddlers / 3.0 + preschoolers / 4.0', NULL, 'rules'),
	('b4', '330904', '(,2024-01-10)', '混合', 18, NULL, 9, '1:3', NULL, 0, 'rules');
INSERT INTO staffing_rule (rule, region, during, role, scope, required, counts_as, certificate, institution_kind, document) VALUES
	('c1', '330904', '(,2024-01-15)', '实习人员', 'class', NULL, 0.5, NULL, NULL, 'rules'),
	('c2', '330904', '[2024-01-15,)', '实习人员', 'class', NULL, 0.333, '健康证', NULL, 'rules'),
	('c3', '330904', '[2024-01-08,2024-02-05)', '保育人员', 'class', NULL, NULL, '保育师', NULL, 'rules'),
	('c4', '330904', '(,)', '保育人员', 'class', NULL, 0.75, NULL, '社区', 'rules'),
	('c5', '330904', '[2024-01-25,)', '保健人员', 'class', NULL, 0, NULL, NULL, 'rules'),
	('i1', '330904', '(,2024-01-18)', '保健人员', 'institution', 'case when children >= 6 then 2 else 1 end', 0.5, NULL, NULL, 'rules'),
	('i2', '330904', '[2024-01-18,)', '保健人员', 'institution', 'infants / 2.0 + 0.1', NULL, '健康证', NULL, 'rules'),
	('i3', '330904', '[2024-01-05,2024-02-01)', '保安人员', 'institution', '1', NULL, '保安员证', NULL, 'rules'),
	('i4', '330904', '(,2024-01-05)', '保安人员', 'institution', NULL, NULL, NULL, NULL, 'rules'),
	('i5', '330904', '[2024-02-01,)', '保安人员', 'institution', NULL, NULL, NULL, NULL, 'rules'),
	('i6', '330904', '(,)', '保安人员', 'institution', '2', NULL, NULL, '社区', 'rules');

-- The rule of each day, read from the rules themselves, and what one counts by it
CREATE TABLE rule_at AS
	SELECT DISTINCT ON (d.day, s.scope, s.role, k.kind) d.day, s.scope, s.role, k.kind, p.required, p.counts_as, p.certificate
	FROM day d, (SELECT DISTINCT scope, role FROM staffing_rule WHERE document = 'rules') s, unnest('{社区,其他}'::text[]) k(kind), staffing_rule p
	WHERE p.document = 'rules' AND (p.scope, p.role) = (s.scope, s.role) AND p.during @> d.day AND (p.institution_kind IS NULL OR p.institution_kind = k.kind)
	ORDER BY d.day, s.scope, s.role, k.kind, p.institution_kind NULLS LAST;
CREATE UNIQUE INDEX ON rule_at (day, scope, role, kind);
CREATE INDEX ON certificate (institution_id, staff_id);
ANALYZE rule_at;
CREATE FUNCTION counted(i bigint, s bigint, role text, d date, where_ text) RETURNS numeric LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN r.certificate IS NULL OR EXISTS (SELECT FROM certificate c
			WHERE (c.institution_id, c.staff_id, c.kind) = (i, s, r.certificate) AND c.during @> d)
		THEN coalesce(r.counts_as, (where_ = 'institution' OR $3 = '保育人员')::integer) ELSE 0 END
	FROM institution n LEFT JOIN rule_at r ON (r.day, r.scope, r.role, r.kind) = (d, where_, $3, n.kind)
	WHERE n.institution_id = i
$$;
CREATE VIEW heads AS
	SELECT e.institution_id, e.class_id, e.child_id, d.day, k.birth_date, age_band(k.birth_date, d.day, '330904') AS band
	FROM enrolment e JOIN child k USING (institution_id, child_id) JOIN day d ON e.during @> d.day;
CREATE TYPE head_counts AS (children integer, infants integer, toddlers integer, preschoolers integer, youngest integer);
-- classes, then institutions (class_id NULL) by place and by role
CREATE TYPE state AS (institution_id bigint, class_id bigint, role text, day date, children bigint, present numeric, required numeric, room integer, who bigint[]);
CREATE FUNCTION states() RETURNS SETOF state LANGUAGE sql STABLE AS $$
	SELECT c.institution_id, c.class_id, NULL, d.day, n.children,
		(SELECT coalesce(sum(counted(c.institution_id, s.staff_id, s.role, d.day, 'class')), 0)
			FROM class_staff r JOIN staff s USING (institution_id, staff_id)
			WHERE (r.institution_id, r.class_id) = (c.institution_id, c.class_id) AND r.during @> d.day AND s.during @> d.day),
		class_caregivers_required('330904', c.kind, d.day, n.children, n.infants, n.toddlers, n.preschoolers, n.youngest),
		least(c.places, (SELECT class_size FROM band_rule WHERE rule = band_rule_key('330904', c.kind, d.day))), n.who
	FROM class c, day d, LATERAL (
		SELECT count(*)::integer AS children, count(*) FILTER (WHERE band < '托小')::integer AS infants, count(*) FILTER (WHERE band = '托小')::integer AS toddlers,
			count(*) FILTER (WHERE band > '托小')::integer AS preschoolers, age_months(max(h.birth_date), d.day) AS youngest, coalesce(array_agg(h.child_id), '{}') AS who
		FROM heads h WHERE (h.institution_id, h.class_id, h.day) = (c.institution_id, c.class_id, d.day)) n
	UNION ALL
	SELECT i.institution_id, NULL, r.role, d.day, n.children,
		(SELECT coalesce(sum(counted(i.institution_id, s.staff_id, s.role, d.day, 'institution')), 0)
			FROM staff s WHERE s.institution_id = i.institution_id AND s.role = r.role AND s.during @> d.day),
		CASE WHEN n.children > 0 THEN ceil(evaluate(r.required, (n.children, n.infants, 0, 0, NULL)::head_counts)) END, i.approved_places, n.who
	FROM institution i CROSS JOIN day d CROSS JOIN LATERAL (
			SELECT count(*)::integer AS children, count(*) FILTER (WHERE band < '托小')::integer AS infants, coalesce(array_agg(h.child_id), '{}') AS who
			FROM heads h WHERE (h.institution_id, h.day) = (i.institution_id, d.day)) n
		CROSS JOIN LATERAL (
			SELECT NULL AS role, NULL::formula AS required
			UNION ALL
			SELECT p.role, p.required FROM rule_at p WHERE (p.day, p.scope, p.kind) = (d.day, 'institution', i.kind)) r
$$;

--
-- ratio_violations of random institutions
--
SELECT add_ratio_constraint('oracle', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', institution => 'institution',
	certificate => 'certificate', institution_kind => 'kind', institution_places => 'approved_places',
	checks => '{caregivers,certificates,class_size,stay,places,roles}');
SET session_replication_role = replica;
INSERT INTO institution SELECT i, '330904', ('{社区,其他}'::text[])[1 + roll(2)], CASE WHEN roll(3) > 0 THEN 4 + roll(12) END FROM generate_series(1, 40) i;
INSERT INTO class SELECT i, c, CASE WHEN roll(2) > 0 THEN '托小' ELSE '混合' END::age_band, 3 + roll(8), '(,)' FROM generate_series(1, 40) i, generate_series(1, 3) c;
INSERT INTO staff SELECT i, s, some_role(), CASE WHEN roll(2) > 0 THEN '(,)' ELSE some_days() END FROM generate_series(1, 40) i, generate_series(1, 12) s;
INSERT INTO certificate (institution_id, staff_id, kind, during)
	SELECT i, 1 + roll(12), ('{保育师,健康证,保安员证,育婴员}'::text[])[1 + roll(4)], some_days() FROM generate_series(1, 40) i, generate_series(1, 20);
INSERT INTO child SELECT i, c, date '2021-06-01' + roll(800) FROM generate_series(1, 40) i, generate_series(1, 12) c;
INSERT INTO class_staff (institution_id, class_id, staff_id, during) SELECT i, 1 + roll(3), 1 + roll(12), some_days() FROM generate_series(1, 40) i, generate_series(1, 8);
INSERT INTO enrolment (institution_id, class_id, child_id, during) SELECT i, 1 + roll(3), c, some_days() FROM generate_series(1, 40) i, generate_series(1, 12) c;
RESET session_replication_role;
ANALYZE;

CREATE TEMP TABLE expected AS
	SELECT CASE WHEN class_id IS NULL THEN role || '不足' ELSE '保育人员不足' END AS problem, institution_id, class_id, day, NULL::bigint AS child_id, children, present, required AS number
	FROM states() WHERE present < required
UNION ALL
	SELECT CASE WHEN class_id IS NULL THEN '超过核定托位' ELSE '超过班额' END, institution_id, class_id, day, NULL, children, CASE WHEN class_id IS NOT NULL THEN present END, room
	FROM states() WHERE role IS NULL AND children > room
UNION ALL
	-- past the end of the band by the months that the rule of the day lets a child stay
	SELECT '超过留班月龄', e.institution_id, e.class_id, d.day, child_id, NULL, NULL, NULL
	FROM enrolment e JOIN child k USING (institution_id, child_id) JOIN class c USING (institution_id, class_id) JOIN day d ON e.during @> d.day
		JOIN band_rule b ON b.rule = band_rule_key('330904', c.kind, d.day)
	WHERE age_months(k.birth_date, d.day) >= b.to_months + b.stay_months;
CREATE TEMP TABLE found AS
	SELECT DISTINCT problem, institution_id, class_id, d.day, child_id, children::bigint, caregivers AS present, coalesce(required, places)::numeric AS number
	FROM ratio_violations('oracle') v JOIN day d ON v.during @> d.day;
SELECT problem, count(*) > 50 AS many FROM expected GROUP BY problem ORDER BY problem COLLATE "C";
SELECT count(*) AS missing FROM (TABLE expected EXCEPT TABLE found) t;
SELECT count(*) AS too_much FROM (TABLE found EXCEPT TABLE expected) t;
SELECT count(DISTINCT present % 1) > 3 AS in_part FROM found;
DROP TABLE expected, found;
SELECT drop_ratio_constraint('oracle');
TRUNCATE institution, class, staff, certificate, class_staff, child, enrolment;

--
-- Transactions: refused exactly when somewhere on some day something is wrong and worse than before
--
SELECT add_ratio_constraint('random', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', institution => 'institution',
	certificate => 'certificate', institution_kind => 'kind', institution_places => 'approved_places',
	checks => '{caregivers,certificates,class_size,places,roles}');
INSERT INTO institution SELECT i, '330904', ('{社区,其他}'::text[])[i], 12 FROM generate_series(1, 2) i;
INSERT INTO class SELECT i, c, CASE c WHEN 1 THEN '托小' ELSE '混合' END::age_band, 8, '(,)' FROM generate_series(1, 2) i, generate_series(1, 2) c;
INSERT INTO child SELECT i, c, date '2022-01-01' + roll(600) FROM generate_series(1, 2) i, generate_series(1, 30) c;

CREATE FUNCTION refill() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM enrolment;
	DELETE FROM class_staff;
	DELETE FROM certificate;
	DELETE FROM staff;
	INSERT INTO staff SELECT i, s, some_role(), '(,)' FROM generate_series(1, 2) i, generate_series(1, 14) s;
	INSERT INTO certificate (institution_id, staff_id, kind, during)
		SELECT i, s, k, '(,)' FROM generate_series(1, 2) i, generate_series(1, 14) s, unnest('{保育师,健康证,保安员证}'::text[]) k WHERE roll(5) > 0;
	INSERT INTO class_staff (institution_id, class_id, staff_id, during) SELECT i, 1 + s % 2, s, '(,)' FROM generate_series(1, 2) i, generate_series(1, 11) s;
END
$$;

-- one random write; true if it was to a member of staff, a certificate or a child's date of birth
CREATE FUNCTION write() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	e bigint := (SELECT id FROM enrolment ORDER BY random() LIMIT 1);
	r bigint := (SELECT id FROM class_staff ORDER BY random() LIMIT 1);
	c bigint := (SELECT id FROM certificate ORDER BY random() LIMIT 1);
	i bigint := 1 + roll(2);
	s bigint := 1 + roll(14);
	what integer := roll(24);
BEGIN
	CASE
		WHEN what < 6 THEN INSERT INTO enrolment (institution_id, class_id, child_id, during) VALUES (i, 1 + roll(2), 1 + roll(30), some_days());
		WHEN what < 8 THEN DELETE FROM enrolment WHERE id = e;
		WHEN what < 9 THEN UPDATE enrolment SET during = some_days() WHERE id = e;
		WHEN what < 10 THEN UPDATE enrolment SET class_id = 3 - class_id WHERE id = e;
		WHEN what < 12 THEN INSERT INTO class_staff (institution_id, class_id, staff_id, during) VALUES (i, 1 + roll(2), s, some_days());
		WHEN what < 14 THEN DELETE FROM class_staff WHERE id = r;
		WHEN what < 15 THEN UPDATE class_staff SET staff_id = s WHERE id = r;
		WHEN what < 16 THEN UPDATE institution SET approved_places = CASE WHEN roll(4) > 0 THEN 3 + roll(14) END WHERE institution_id = i;
		WHEN what < 18 THEN
			UPDATE staff SET role = some_role() WHERE (institution_id, staff_id) = (i, s);
			RETURN true;
		WHEN what < 19 THEN
			UPDATE staff SET during = CASE WHEN roll(2) > 0 THEN daterange '(,)' ELSE some_days() END WHERE (institution_id, staff_id) = (i, s);
			RETURN true;
		WHEN what < 20 THEN
			INSERT INTO staff VALUES (i, 100 + roll(100000), some_role(), some_days());
			RETURN true;
		WHEN what < 21 THEN
			DELETE FROM certificate WHERE id = c;
			RETURN true;
		WHEN what < 22 THEN
			UPDATE certificate SET during = some_days() WHERE id = c;
			RETURN true;
		WHEN what < 23 THEN
			INSERT INTO certificate (institution_id, staff_id, kind, during) VALUES (i, s, ('{保育师,健康证,保安员证}'::text[])[1 + roll(3)], some_days());
			RETURN true;
		ELSE
			UPDATE child SET birth_date = date '2022-01-01' + roll(600) WHERE (institution_id, child_id) = (i, 1 + roll(30));
			RETURN true;
	END CASE;
	RETURN false;
END
$$;

CREATE TEMP TABLE outcome (refused boolean, wrong boolean, worse boolean, swapped boolean, edited boolean, in_breach boolean, detail text);
CREATE PROCEDURE play(rounds integer) LANGUAGE plpgsql AS $$
DECLARE
	o outcome;
	before state[];
	undo boolean;
	touched boolean;
BEGIN
	FOR i IN 1 .. rounds LOOP
		-- now and then all begins anew, or something comes into breach behind the constraint's back
		IF i % 20 = 1 OR i % 20 = 11 THEN
			SET LOCAL session_replication_role = replica;
			IF i % 20 = 1 THEN
				PERFORM refill();
			ELSE
				PERFORM write() FROM generate_series(1, 4);
			END IF;
			SET LOCAL session_replication_role = origin;
		END IF;
		before := ARRAY(SELECT p FROM states() p);
		o := NULL;
		o.edited := false;
		o.in_breach := EXISTS (SELECT FROM unnest(before) WHERE children > room OR present < required);
		BEGIN
			FOR j IN 0 .. roll(4) LOOP
				undo := roll(4) = 0;
				BEGIN
					touched := write();
					IF roll(5) = 0 THEN
						SET CONSTRAINTS ALL IMMEDIATE;
						SET CONSTRAINTS ALL DEFERRED;
					END IF;
					IF undo THEN
						RAISE EXCEPTION 'undo';
					END IF;
					o.edited := o.edited OR touched;
				EXCEPTION WHEN raise_exception OR check_violation THEN
					SET CONSTRAINTS ALL DEFERRED;
				END;
			END LOOP;
			-- what the oracle says of the state now
			SELECT bool_or(a.children > a.room OR a.present < a.required),
				bool_or(a.children > a.room AND (a.children > b.children OR b.room IS NULL OR a.room < b.room)
					OR a.present < a.required AND (a.present < b.present OR a.children > b.children OR b.required IS NULL OR a.required > b.required)),
				bool_or(a.present < a.required AND NOT a.who <@ b.who)
				INTO o.wrong, o.worse, o.swapped
				FROM states() a JOIN unnest(before) b ON (a.institution_id, a.day) = (b.institution_id, b.day)
					AND a.class_id IS NOT DISTINCT FROM b.class_id AND a.role IS NOT DISTINCT FROM b.role;
			SET CONSTRAINTS ALL IMMEDIATE;
			o.refused := false;
		EXCEPTION WHEN check_violation THEN
			GET STACKED DIAGNOSTICS o.detail = PG_EXCEPTION_DETAIL;
			o.refused := true;
		END;
		SET CONSTRAINTS ALL DEFERRED;
		INSERT INTO outcome SELECT (o).*;
		COMMIT;
	END LOOP;
END
$$;
CALL play(200);
-- what comes up depends on the order in which rows are found: until there is enough of each kind
DO $$
BEGIN
	FOR i IN 1 .. 12 LOOP
		EXIT WHEN (SELECT least(count(*) FILTER (WHERE refused), count(*) FILTER (WHERE NOT refused), count(*) FILTER (WHERE in_breach AND NOT refused),
			count(*) FILTER (WHERE edited)) > 10 FROM outcome);
		CALL play(50);
	END LOOP;
END
$$;
-- each kind of outcome did occur
SELECT count(*) FILTER (WHERE refused) > 10 AS refused, count(*) FILTER (WHERE NOT refused) > 10 AS accepted,
	count(*) FILTER (WHERE in_breach AND NOT refused) > 10 AS accepted_in_breach, count(*) FILTER (WHERE edited) > 10 AS edited FROM outcome;
SELECT count(*) AS let_through FROM outcome WHERE worse AND NOT refused;
SELECT count(*) AS wrongly_refused FROM outcome WHERE refused AND NOT worse AND NOT swapped AND NOT edited;
-- where staff, certificates or ages were changed, or another child came where rules look at ages, more may be looked at, but only what is wrong is refused
SELECT count(*) AS wrongly_refused FROM outcome WHERE refused AND NOT wrong;

SELECT drop_ratio_constraint('random');
DROP VIEW heads;
DROP FUNCTION roll, some_days, some_role, states, counted, write, refill;
DROP PROCEDURE play;
DROP TYPE state, head_counts;
DROP TABLE rule_at, institution, class, staff, certificate, class_staff, child, enrolment, outcome, day;
DELETE FROM staffing_rule WHERE document = 'rules';
DELETE FROM band_rule WHERE document = 'rules';
DELETE FROM policy_document WHERE document = 'rules';
