-- The staffing guarantee against oracles that walk day by day.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SELECT setseed(0.42);

CREATE TABLE class (institution_id bigint, class_id bigint, kind age_band, places integer, during daterange, ratio staff_ratio,
	PRIMARY KEY (institution_id, class_id));
CREATE TABLE staff (institution_id bigint, staff_id bigint, role text, during daterange, PRIMARY KEY (institution_id, staff_id));
CREATE TABLE class_staff (id bigserial PRIMARY KEY, institution_id bigint, class_id bigint, staff_id bigint, during daterange);
CREATE TABLE child (institution_id bigint, child_id bigint, birth_date date, PRIMARY KEY (institution_id, child_id));
CREATE TABLE enrolment (id bigserial PRIMARY KEY, institution_id bigint, class_id bigint, child_id bigint, during daterange);
CREATE INDEX ON enrolment (class_id);
CREATE INDEX ON class_staff (class_id);

-- days 0 to 39 of 2024, open at either end now and then
CREATE FUNCTION roll(n integer) RETURNS integer LANGUAGE sql AS 'SELECT floor(random() * n)::integer';
CREATE FUNCTION some_days(n integer DEFAULT 40) RETURNS daterange LANGUAGE sql AS $$
	SELECT daterange(CASE WHEN roll(12) > 0 THEN date '2024-01-01' + least(a, b) END, CASE WHEN roll(6) > 0 THEN date '2024-01-02' + greatest(a, b) END)
	FROM (SELECT roll(n) AS a, roll(n) AS b) t
$$;

--
-- ratio_violations: heads, sizes, admissions and days of random classes of all kinds, under rules that change, read bands
-- and the age of the youngest
--
INSERT INTO policy_document (document, title, region) VALUES ('property', 'property', '330903');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, minimum_caregivers, required, document) VALUES
	('p1', '330903', '[2024-01-08,2024-01-20)', '托小', 12, 24, 5, '1:2', 2, NULL, 'property'),
	('p2', '330903', '[2024-01-30,)', '托大', 22, 36, NULL, NULL, 0, 'children / 3.0', 'property'),
	('p3', '330903', '(,2024-01-25)', '混合', 18, NULL, 6, NULL, 0, 'case when youngest < 20 then children / 2.0 else children / 4.0 end', 'property'),
	('p4', '330903', '[2024-01-25,)', '混合', 20, NULL, 8, NULL, 1, 'infants / 2.0 + toddlers / 3.0 + preschoolers / 4.0', 'property');
SELECT add_ratio_constraint('oracle', 'enrolment', 'class_staff', 'class', staff => 'staff', child => 'child', region => '330903');
SET session_replication_role = replica;
INSERT INTO class SELECT 1, c, ('{乳儿,托小,托大,混合}'::age_band[])[1 + c % 4], 3 + roll(8), CASE WHEN roll(3) > 0 THEN '(,)' ELSE some_days() END
	FROM generate_series(1, 200) c;
INSERT INTO staff SELECT 1, s, CASE WHEN roll(5) > 0 THEN '保育人员' ELSE '炊事人员' END, CASE WHEN roll(2) > 0 THEN '(,)' ELSE some_days() END
	FROM generate_series(1, 100) s;
INSERT INTO child SELECT 1, c, date '2020-12-01' + roll(1100) FROM generate_series(1, 500) c;
INSERT INTO class_staff (institution_id, class_id, staff_id, during) SELECT 1, 1 + roll(200), 1 + roll(100), some_days() FROM generate_series(1, 600);
INSERT INTO enrolment (institution_id, class_id, child_id, during)
	SELECT 1, 1 + roll(200), k.child_id, daterange(greatest(d, date '2023-12-01'), upper(d2))
	FROM (SELECT 1 + roll(500) AS child_id, some_days() AS d2 FROM generate_series(1, 1250)) k, LATERAL (SELECT coalesce(lower(d2), '2023-12-01') AS d) l;
-- some of them go on in the same class, with or without a gap
INSERT INTO enrolment (institution_id, class_id, child_id, during)
	SELECT 1, class_id, child_id, daterange(upper(during) + roll(2), upper(during) + 20) FROM enrolment WHERE id % 3 = 0 AND NOT upper_inf(during);
RESET session_replication_role;

ANALYZE;
CREATE TEMP VIEW day AS SELECT date '2023-12-25' + n AS day FROM generate_series(0, 60) n;
CREATE TEMP TABLE heads AS
	SELECT c.class_id, c.kind, c.places, d.day, e.*,
		(SELECT count(*) FROM class_staff r JOIN staff s USING (institution_id, staff_id)
			WHERE r.class_id = c.class_id AND r.during @> d.day AND s.during @> d.day AND s.role = '保育人员') AS caregivers
	FROM class c, day d, LATERAL (
		SELECT count(*) AS children, count(*) FILTER (WHERE b IN ('未到龄', '乳儿')) AS infants, count(*) FILTER (WHERE b = '托小') AS toddlers,
			count(*) FILTER (WHERE b IN ('托大', '超龄')) AS preschoolers, coalesce(age_months(max(k.birth_date), d.day), -1) AS youngest
		FROM enrolment e JOIN child k USING (institution_id, child_id), LATERAL age_band(k.birth_date, d.day, '330903') b
		WHERE e.class_id = c.class_id AND e.during @> d.day) e;
CREATE TEMP TABLE expected AS
	SELECT '保育人员不足' AS problem, class_id, day, NULL::bigint AS person, children, caregivers, r AS number
	FROM heads, LATERAL class_caregivers_required('330903', kind, day, children::int, infants::int, toddlers::int, preschoolers::int, youngest) r
	WHERE caregivers < r
UNION ALL
	SELECT '超过班额', class_id, day, NULL, children, caregivers, l
	FROM heads, LATERAL (SELECT least(places, (SELECT class_size FROM band_rule WHERE rule = band_rule_key('330903', kind, day)))) l(l)
	WHERE children > l
UNION ALL
	SELECT DISTINCT '收托超出开班期间', class_id, d.day, child_id, NULL::bigint, NULL::bigint, NULL::integer
	FROM enrolment e JOIN class c USING (class_id) JOIN day d ON e.during @> d.day WHERE NOT e.during <@ c.during
UNION ALL
	SELECT DISTINCT '排班超出开班期间', class_id, d.day, staff_id, NULL::bigint, NULL::bigint, NULL::integer
	FROM class_staff r JOIN class c USING (class_id) JOIN day d ON r.during @> d.day WHERE NOT r.during <@ c.during
UNION ALL
	SELECT DISTINCT '排班超出任职期间', class_id, d.day, staff_id, NULL::bigint, NULL::bigint, NULL::integer
	FROM class_staff r JOIN staff s USING (staff_id) JOIN day d ON r.during @> d.day WHERE NOT r.during <@ s.during
UNION ALL
	SELECT DISTINCT '入班月龄不符', class_id, lower(e.during), child_id, NULL::bigint, NULL::bigint, NULL::integer
	FROM enrolment e JOIN class c USING (class_id) JOIN child k USING (child_id), LATERAL (SELECT lower(e.during)) f(day)
	WHERE NOT EXISTS (SELECT FROM enrolment o WHERE o.class_id = e.class_id AND o.child_id = e.child_id
			AND (o.during @> (day - 1) OR lower(o.during) < day AND upper(o.during) = day))
		AND band_rule_key('330903', c.kind, day) IS NOT NULL
		AND CASE WHEN c.kind = '混合' THEN coalesce(age_months(birth_date, day), -1) < (SELECT from_months FROM band_rule WHERE rule = band_rule_key('330903', '混合', day))
			ELSE age_band(birth_date, day, '330903') <> c.kind END;
CREATE TEMP TABLE found AS
	SELECT DISTINCT problem, class_id, d.day, coalesce(child_id, staff_id) AS person, children::bigint, caregivers::bigint, coalesce(required, v.places) AS number
	FROM ratio_violations('oracle') v
		JOIN day d ON CASE WHEN problem = '入班月龄不符' THEN lower(v.during) = d.day ELSE v.during @> d.day END
	WHERE problem <> '入班月龄不符'
UNION ALL
	SELECT problem, class_id, lower(during), child_id, NULL, NULL, NULL FROM ratio_violations('oracle') WHERE problem = '入班月龄不符';
SELECT problem, count(*) > 50 AS many FROM expected GROUP BY problem ORDER BY problem COLLATE "C";
SELECT count(*) AS missing FROM (TABLE expected EXCEPT TABLE found) t;
SELECT count(*) AS too_much FROM (TABLE found EXCEPT TABLE expected) t;
-- stretches are as long as they can be
SELECT count(*) FROM ratio_violations('oracle') a JOIN ratio_violations('oracle') b
	ON (a.class_id, a.problem, a.children, a.caregivers, coalesce(a.required, a.places)) = (b.class_id, b.problem, b.children, b.caregivers, coalesce(b.required, b.places))
		AND upper(a.during) = lower(b.during);
SELECT drop_ratio_constraint('oracle');
DELETE FROM band_rule WHERE document = 'property';
DELETE FROM policy_document WHERE document = 'property';
DROP TABLE heads, expected, found;
TRUNCATE class, staff, class_staff, child, enrolment;

--
-- Transactions: refused exactly when on some day too few are there for the heads, or too many, and there are more children
-- or fewer caregivers than before
--
SELECT add_ratio_constraint('random', 'enrolment', 'class_staff', 'class', staff => 'staff', class_kind => NULL, class_ratio => 'ratio');
INSERT INTO class SELECT 1, c, NULL, 6, '(,)', '1:2' FROM generate_series(1, 2) c;
INSERT INTO staff SELECT 1, s, CASE WHEN s % 4 > 0 THEN '保育人员' ELSE '炊事人员' END, CASE WHEN s < 6 THEN daterange '(,)' ELSE '[2024-01-10,2024-02-01)' END
	FROM generate_series(1, 8) s;
CREATE TYPE presence AS (class_id bigint, day date, children bigint, caregivers bigint, places integer, ratio staff_ratio);
CREATE FUNCTION presence() RETURNS SETOF presence LANGUAGE sql AS $$
	SELECT c.class_id, d.day,
		(SELECT count(*) FROM enrolment e WHERE e.class_id = c.class_id AND e.during @> d.day),
		(SELECT count(*) FROM class_staff r JOIN staff s USING (staff_id)
			WHERE r.class_id = c.class_id AND r.during @> d.day AND s.during @> d.day AND s.role = '保育人员'), c.places, c.ratio
	FROM class c, (SELECT date '2023-12-31' + n AS day FROM generate_series(0, 44) n) d
$$;

-- one random write; true if it was to a class or a member of staff
CREATE FUNCTION write() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	e bigint := (SELECT id FROM enrolment ORDER BY random() LIMIT 1);
	r bigint := (SELECT id FROM class_staff ORDER BY random() LIMIT 1);
	what integer := roll(20);
BEGIN
	CASE
		WHEN what < 4 THEN INSERT INTO enrolment (institution_id, class_id, child_id, during) VALUES (1, 1 + roll(2), roll(100), some_days());
		WHEN what < 6 THEN DELETE FROM enrolment WHERE id = e;
		WHEN what < 8 THEN UPDATE enrolment SET during = some_days() WHERE id = e;
		WHEN what < 9 THEN UPDATE enrolment SET class_id = 1 + roll(2), child_id = roll(100) WHERE id = e;
		WHEN what < 12 THEN INSERT INTO class_staff (institution_id, class_id, staff_id, during)
			SELECT 1, 1 + roll(2), staff_id, during * some_days() FROM (SELECT * FROM staff ORDER BY random() LIMIT 1) s;
		WHEN what < 14 THEN DELETE FROM class_staff WHERE id = r;
		WHEN what < 16 THEN UPDATE class_staff x SET during = s.during * some_days() FROM staff s WHERE id = r AND s.staff_id = x.staff_id;
		WHEN what < 17 THEN UPDATE class_staff x SET class_id = 1 + roll(2), staff_id = 1 + roll(5) WHERE id = r;
		WHEN what < 18 THEN
			UPDATE class SET places = 4 + roll(5) WHERE class_id = 1 + roll(2);
			RETURN true;
		WHEN what < 19 THEN
			UPDATE class SET ratio = ('{1:2,1:3,2:3}'::staff_ratio[])[1 + roll(3)] WHERE class_id = 1 + roll(2);
			RETURN true;
		ELSE UPDATE staff SET during = CASE WHEN roll(3) > 0 THEN daterange '(,)' ELSE some_days() END,
			role = CASE WHEN roll(4) > 0 THEN '保育人员' ELSE '炊事人员' END WHERE staff_id = 1 + roll(8);
			RETURN true;
	END CASE;
	RETURN false;
END
$$;

CREATE TEMP TABLE outcome (refused boolean, wrong boolean, worse boolean, edited boolean, in_breach boolean, detail text);
CREATE PROCEDURE play(rounds integer) LANGUAGE plpgsql AS $$
DECLARE
	o outcome;
	before presence[];
	undo boolean;
	touched boolean;
BEGIN
	FOR i IN 1 .. rounds LOOP
		-- now and then a class comes into breach behind the constraint's back
		IF i % 5 = 0 THEN
			SET LOCAL session_replication_role = replica;
			IF i % 30 = 0 THEN
				DELETE FROM enrolment;
				DELETE FROM class_staff;
			END IF;
			INSERT INTO enrolment (institution_id, class_id, child_id, during) VALUES (1, 1 + roll(2), roll(100), some_days());
			DELETE FROM class_staff r USING staff s WHERE r.staff_id = s.staff_id AND NOT r.during <@ s.during;
			SET LOCAL session_replication_role = origin;
		END IF;
		before := ARRAY(SELECT p FROM presence() p);
		o := NULL;
		o.edited := false;
		o.in_breach := EXISTS (SELECT FROM unnest(before) WHERE children > places OR caregivers < caregivers_required(ratio, children::integer));
		BEGIN
			FOR j IN 0 .. roll(4) LOOP
				undo := roll(3) = 0;
				BEGIN
					touched := write();
					IF undo AND roll(2) = 0 THEN
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
			SELECT bool_or(a.children > a.places OR a.caregivers < caregivers_required(a.ratio, a.children::integer)),
				bool_or(a.children > a.places AND (a.children > b.children OR a.places < b.places)
					OR a.caregivers < caregivers_required(a.ratio, a.children::integer)
						AND (a.children > b.children OR a.caregivers < b.caregivers OR a.ratio < b.ratio))
				INTO o.wrong, o.worse
				FROM presence() a JOIN unnest(before) b USING (class_id, day);
			IF EXISTS (SELECT FROM class_staff r JOIN staff s USING (staff_id) WHERE NOT r.during <@ s.during) THEN
				o.wrong := true;
				o.worse := true;
			END IF;
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
CALL play(1000);
-- each kind of outcome did occur
SELECT refused, in_breach, count(*) > 20 AS many FROM outcome GROUP BY 1, 2 ORDER BY 1, 2;
SELECT count(*) AS let_through FROM outcome WHERE worse AND NOT refused;
SELECT count(*) AS wrongly_refused FROM outcome WHERE refused AND NOT worse AND NOT edited;
-- where a class or a member of staff was changed too, more may be looked at, but only what is wrong is refused
SELECT count(*) AS wrongly_refused FROM outcome WHERE refused AND NOT wrong;

SELECT drop_ratio_constraint('random');
DROP TABLE class, staff, class_staff, child, enrolment, outcome;
DROP FUNCTION roll, some_days, presence, write;
DROP PROCEDURE play;
DROP TYPE presence;
