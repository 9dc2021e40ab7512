-- Statements that touch several classes of several institutions at once, under rules that differ by region, kind and day: what the
-- constraint says, where it reads tables itself, where by statements, and where it gives the first up half-way, against an oracle
-- that walks day by day over tables without any constraint.
SET search_path = public, tuoyu;
SET client_min_messages = warning;
SET datestyle = ISO;
SET jit = off;
SELECT setseed(0.599);
CREATE SCHEMA moves;
SET search_path = moves, public, tuoyu;

CREATE FUNCTION roll(n integer) RETURNS integer LANGUAGE sql AS 'SELECT floor(random() * n)::integer';
CREATE FUNCTION one_of(a text[]) RETURNS text LANGUAGE sql AS 'SELECT a[1 + roll(cardinality(a))]';
-- everything begins and ends within days that the oracle looks at
CREATE FUNCTION some_day() RETURNS date LANGUAGE sql AS $$SELECT date '2024-01-01' + roll(24)$$;
CREATE FUNCTION some_days() RETURNS daterange LANGUAGE sql AS $$
	SELECT daterange(date '2024-01-01' + least(a, b), date '2024-01-03' + greatest(a, b)) FROM (SELECT roll(24) AS a, roll(24) AS b) t
$$;
CREATE FUNCTION mostly_all_days() RETURNS daterange LANGUAGE sql AS $$SELECT CASE WHEN roll(6) > 0 THEN '(,)'::daterange ELSE some_days() END$$;
CREATE TABLE day AS SELECT date '2023-12-29' + n AS day FROM generate_series(0, 32) n;

--
-- Rules: of a district, a street in it and its city, of another district and its province, most of them in versions
--
INSERT INTO policy_document (document, title, region) VALUES ('moves', 'moves', '330903');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, minimum_caregivers, required, stay_months, document) VALUES
	('m1', '330903', '(,2024-01-09)', '托小', 12, 24, 6, '1:2', 0, NULL, NULL, 'moves'),
	('m2', '330903', '[2024-01-09,2024-01-17)', '托小', 12, 24, 4, '1:1', 0, NULL, 0, 'moves'),
	('m3', '330903', '[2024-01-17,)', '托小', 12, 25, 8, '1:3', 2, NULL, 2, 'moves'),
	('m4', '330903', '(,)', '混合', 8, NULL, 9, NULL, 0, 'infants / 2.0 + toddlers / 3.0 + preschoolers / 4.0', NULL, 'moves'),
	('m5', '330903', '[2024-01-05,2024-01-20)', '托大', 22, 36, NULL, NULL, 1, 'case when youngest < 25 then children / 2.0 else children / 4.0 end', NULL, 'moves'),
	('m6', '330903001', '[2024-01-12,)', '托小', 10, 26, 12, '2:3', 0, NULL, NULL, 'moves'),
	('m7', '330903001', '(,2024-01-12)', '乳儿', 6, 14, 5, '1:2', 0, NULL, NULL, 'moves'),
	('m8', '330900', '(,)', '托小', 12, 24, 7, '1:4', 0, NULL, 1, 'moves'),
	('m9', '330900', '[2024-01-10,2024-01-20)', '乳儿', 6, 12, 6, '1:1', 2, NULL, NULL, 'moves'),
	('m10', '330900', '[2024-01-08,)', '混合', 12, 30, 12, '1:3', 0, NULL, NULL, 'moves'),
	('m11', '420106', '(,2024-01-11)', '托小', 12, 22, 10, '1:6', 0, NULL, NULL, 'moves'),
	('m12', '420106', '[2024-01-11,)', '托小', 12, 24, 5, '1:2', 0, NULL, NULL, 'moves'),
	('m13', '420106', '[2024-01-15,)', '混合', 18, NULL, 6, NULL, 1, 'children / 2.5', NULL, 'moves'),
	('m14', '420000', '(,)', '托大', 24, 36, 6, '1:3', 0, NULL, NULL, 'moves'),
	('m15', '420000', '(,2024-01-15)', '混合', 10, NULL, 8, '1:5', 0, NULL, NULL, 'moves');
INSERT INTO staffing_rule (rule, region, during, role, scope, required, counts_as, certificate, institution_kind, document) VALUES
	('m1', '330903', '[2024-01-06,)', '保健人员', 'class', NULL, 0.5, NULL, NULL, 'moves'),
	('m2', '330903', '(,2024-01-14)', '保育人员', 'class', NULL, 1, '保育师', NULL, 'moves'),
	('m3', '330900', '(,)', '保安人员', 'class', NULL, 0.25, NULL, NULL, 'moves'),
	('m4', '420106', '(,)', '保健人员', 'class', NULL, 1, '健康证', '社区', 'moves'),
	('m5', '420106', '[2024-01-12,)', '保健人员', 'class', NULL, 0.333, NULL, NULL, 'moves'),
	('m6', '330900', '(,)', '保健人员', 'institution', 'children / 12.0', NULL, NULL, NULL, 'moves'),
	('m7', '330903', '[2024-01-10,)', '保健人员', 'institution', 'infants / 4.0 + 0.5', 0.5, NULL, NULL, 'moves'),
	('m8', '420106', '(,2024-01-18)', '保安人员', 'institution', NULL, NULL, NULL, NULL, 'moves'),
	('m9', '420106', '[2024-01-18,)', '保安人员', 'institution', 'case when children > 9 then 2 else 1 end', NULL, '健康证', '社区', 'moves');

-- the rules of each day and place, read from the rows themselves
CREATE TABLE place_region AS
	SELECT r::region_code AS region FROM unnest('{330903,330903001,330903002,330902,330900,420106,420102,110101,000000}'::text[]) r;
CREATE TABLE band_at AS
	SELECT DISTINCT ON (p.region, r.band, d.day) p.region, r.band AS kind, d.day, r.from_months, r.to_months, r.class_size, r.ratio, r.minimum_caregivers,
		r.required, r.stay_months
	FROM place_region p JOIN band_rule r ON r.region @> p.region AND r.scenario IS NULL JOIN day d ON r.during @> d.day
	ORDER BY p.region, r.band, d.day, region_level(r.region) DESC, r.origin = 'user' DESC;
CREATE UNIQUE INDEX ON band_at (region, kind, day);
CREATE TABLE role_at (region region_code, kind text, scope text, role text, day date, required formula, counts_as numeric, certificate text);
CREATE UNIQUE INDEX ON role_at (region, kind, scope, role, day);
CREATE PROCEDURE read_staffing_rules() LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM role_at;
	INSERT INTO role_at
		SELECT DISTINCT ON (p.region, k.kind, r.scope, r.role, d.day) p.region, k.kind, r.scope, r.role, d.day, r.required, r.counts_as, r.certificate
		FROM place_region p JOIN staffing_rule r ON r.region @> p.region AND r.scenario IS NULL JOIN day d ON r.during @> d.day
			JOIN (VALUES ('社区'), ('其他'), ('')) k(kind) ON coalesce(r.institution_kind, k.kind) = k.kind
		ORDER BY p.region, k.kind, r.scope, r.role, d.day, region_level(r.region) DESC, r.institution_kind NULLS LAST, r.origin = 'user' DESC;
END
$$;
CALL read_staffing_rules();
ANALYZE band_at, role_at;

--
-- The same tables in several layouts, and in schema mirror for the oracle
--
CREATE PROCEDURE make_layout(layout name) LANGUAGE plpgsql AS $$
DECLARE
	parts text := CASE layout WHEN 'parted' THEN ' PARTITION BY HASH (institution_id)' ELSE '' END;
	t name;
BEGIN
	EXECUTE format('CREATE SCHEMA %I', layout);
	EXECUTE format('SET LOCAL search_path = %I, public, tuoyu', layout);
	EXECUTE 'CREATE TABLE institution (institution_id bigint, region region_code, kind text, approved_places integer)';
	EXECUTE 'CREATE TABLE class (institution_id bigint, class_id bigint, kind age_band, places integer, during daterange)' || parts;
	EXECUTE 'CREATE TABLE staff (institution_id bigint, staff_id bigint, role text, during daterange)' || parts;
	EXECUTE 'CREATE TABLE certificate (id bigint, institution_id bigint, staff_id bigint, kind text, during daterange)' || parts;
	EXECUTE 'CREATE TABLE class_staff (id bigint, institution_id bigint, class_id bigint, staff_id bigint, during daterange)' || parts;
	EXECUTE 'CREATE TABLE child (institution_id bigint, child_id bigint, birth_date date)' || parts;
	EXECUTE 'CREATE TABLE enrolment (id bigint, institution_id bigint, class_id bigint, child_id bigint, during daterange)' || parts;
	IF layout = 'parted' THEN
		FOREACH t IN ARRAY '{class,staff,certificate,class_staff,child,enrolment}'::name[] LOOP
			EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 2, REMAINDER 0)', t || '_0', t);
			EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 2, REMAINDER 1)', t || '_1', t);
		END LOOP;
	END IF;
	CREATE INDEX ON class (institution_id, class_id);
	CREATE INDEX ON staff (institution_id, staff_id);
	CREATE INDEX ON certificate (institution_id, staff_id);
	CREATE INDEX ON class_staff (institution_id, class_id);
	CREATE INDEX ON child (institution_id, child_id);
	CREATE INDEX ON enrolment (institution_id, class_id);
	-- institutions are looked up last, and only then it is found that they cannot be
	IF layout <> 'halfway' THEN
		CREATE INDEX ON institution (institution_id);
	END IF;
	SET LOCAL search_path = moves, public, tuoyu;
END
$$;
CREATE TABLE layout (name name);
INSERT INTO layout VALUES ('direct'), ('halfway'), ('parted');
CALL make_layout('mirror');
SELECT format('CALL make_layout(%L)', name) FROM layout \gexec

--
-- The oracle
--
SET search_path = mirror, moves, public, tuoyu;
CREATE TYPE moves.head_counts AS (children integer, infants integer, toddlers integer, preschoolers integer, youngest integer);
CREATE TABLE moves.world (institutions integer, classes integer, children integer, staff integer);
CREATE VIEW place AS
	SELECT n AS institution_id, coalesce(i.region, '000000') AS region, coalesce(i.kind, '') AS kind, i.approved_places, i.institution_id IS NOT NULL AS there
	FROM world CROSS JOIN generate_series(1, institutions) n LEFT JOIN institution i ON i.institution_id = n;
-- all that is wrong, day by day
CREATE VIEW wrong AS
WITH head AS MATERIALIZED (
	SELECT e.institution_id, e.class_id, e.child_id, d.day, k.birth_date, age_band(k.birth_date, d.day, p.region) AS band
	FROM enrolment e JOIN place p USING (institution_id) JOIN child k USING (institution_id, child_id) JOIN day d ON e.during @> d.day
),
-- as how many somebody counts in a class and at the institution
counted AS MATERIALIZED (
	SELECT s.institution_id, s.staff_id, s.role, d.day, w.scope, coalesce(r.counts_as, (w.scope = 'institution' OR s.role = '保育人员')::integer) AS counts
	FROM staff s JOIN place p USING (institution_id) JOIN day d ON s.during @> d.day CROSS JOIN (VALUES ('class'), ('institution')) w(scope)
		LEFT JOIN role_at r ON (r.region, r.kind, r.scope, r.role, r.day) = (p.region, p.kind, w.scope, s.role, d.day)
	WHERE r.certificate IS NULL OR EXISTS (SELECT FROM certificate t
		WHERE (t.institution_id, t.staff_id, t.kind) = (s.institution_id, s.staff_id, r.certificate) AND t.during @> d.day)
),
class_heads AS MATERIALIZED (
	SELECT institution_id, class_id, day, count(*)::integer AS children, count(*) FILTER (WHERE band < '托小')::integer AS infants,
		count(*) FILTER (WHERE band = '托小')::integer AS toddlers, count(*) FILTER (WHERE band > '托小')::integer AS preschoolers,
		age_months(max(birth_date), day) AS youngest
	FROM head GROUP BY institution_id, class_id, day
),
class_present AS MATERIALIZED (
	SELECT r.institution_id, r.class_id, n.day, sum(n.counts) AS present
	FROM class_staff r JOIN counted n USING (institution_id, staff_id) WHERE n.scope = 'class' AND r.during @> n.day
	GROUP BY r.institution_id, r.class_id, n.day
),
class_state AS MATERIALIZED (
	SELECT h.institution_id, h.class_id, h.day, h.children, coalesce(r.present, 0) AS present, least(c.places, b.class_size) AS room,
		greatest(b.minimum_caregivers, caregivers_required(b.ratio, h.children),
			ceil(evaluate(b.required, (h.children, h.infants, h.toddlers, h.preschoolers, h.youngest)::head_counts))) AS required
	FROM class_heads h JOIN class c USING (institution_id, class_id) JOIN place p USING (institution_id)
		LEFT JOIN band_at b ON (b.region, b.kind, b.day) = (p.region, c.kind, h.day)
		LEFT JOIN class_present r ON (r.institution_id, r.class_id, r.day) = (h.institution_id, h.class_id, h.day)
),
institution_state AS MATERIALIZED (
	SELECT h.*, p.region, p.kind, p.approved_places
	FROM (SELECT institution_id, day, count(*)::integer AS children, count(*) FILTER (WHERE band < '托小')::integer AS infants
			FROM head GROUP BY institution_id, day) h
		JOIN place p USING (institution_id)
	WHERE p.there
),
role_state AS MATERIALIZED (
	SELECT i.institution_id, r.role, i.day, i.children, ceil(evaluate(r.required, (i.children, i.infants, 0, 0, NULL)::head_counts)) AS required
	FROM institution_state i JOIN role_at r ON (r.scope, r.region, r.kind, r.day) = ('institution', i.region, i.kind, i.day)
),
role_present AS MATERIALIZED (
	SELECT institution_id, role, day, sum(counts) AS present FROM counted WHERE scope = 'institution' GROUP BY institution_id, role, day
)
	SELECT '保育人员不足' AS problem, institution_id, class_id, day, NULL::bigint AS person, children, present, required AS number
	FROM class_state WHERE present < required
UNION ALL
	SELECT '超过班额', institution_id, class_id, day, NULL, children, present, room FROM class_state WHERE children > room
UNION ALL
	SELECT '超过核定托位', institution_id, NULL, day, NULL, children, NULL, approved_places FROM institution_state WHERE children > approved_places
UNION ALL
	SELECT n.role || '不足', n.institution_id, NULL, n.day, NULL, n.children, coalesce(p.present, 0), n.required
	FROM role_state n LEFT JOIN role_present p ON (p.institution_id, p.role, p.day) = (n.institution_id, n.role, n.day)
	WHERE coalesce(p.present, 0) < n.required
UNION ALL
	SELECT DISTINCT CASE WHEN c.class_id IS NULL THEN '班级不存在' ELSE '收托超出开班期间' END, institution_id, class_id, d.day, e.child_id, NULL::integer, NULL::numeric, NULL::numeric
	FROM enrolment e LEFT JOIN class c USING (institution_id, class_id) JOIN day d ON e.during @> d.day WHERE (e.during <@ c.during) IS NOT TRUE
UNION ALL
	SELECT DISTINCT CASE WHEN c.class_id IS NULL THEN '班级不存在' ELSE '排班超出开班期间' END, institution_id, class_id, d.day, r.staff_id, NULL::integer, NULL::numeric, NULL::numeric
	FROM class_staff r LEFT JOIN class c USING (institution_id, class_id) JOIN day d ON r.during @> d.day WHERE (r.during <@ c.during) IS NOT TRUE
UNION ALL
	SELECT DISTINCT '排班超出任职期间', institution_id, r.class_id, d.day, staff_id, NULL::integer, NULL::numeric, NULL::numeric
	FROM class_staff r LEFT JOIN staff s USING (institution_id, staff_id) JOIN day d ON r.during @> d.day WHERE (r.during <@ s.during) IS NOT TRUE
UNION ALL
	SELECT DISTINCT '入班月龄不符', institution_id, class_id, lower(e.during), child_id, NULL::integer, NULL::numeric, NULL::numeric
	FROM enrolment e JOIN class c USING (institution_id, class_id) JOIN child k USING (institution_id, child_id) JOIN place p USING (institution_id)
		JOIN band_at b ON (b.region, b.kind, b.day) = (p.region, c.kind, lower(e.during))
	WHERE CASE WHEN c.kind = '混合' THEN age_months(k.birth_date, lower(e.during)) < b.from_months
			ELSE age_band(k.birth_date, lower(e.during), p.region) <> c.kind END
		AND NOT EXISTS (SELECT FROM enrolment o
			WHERE (o.institution_id, o.class_id, o.child_id) = (e.institution_id, e.class_id, e.child_id) AND o.during @> (lower(e.during) - 1))
UNION ALL
	SELECT DISTINCT '超过留班月龄', institution_id, class_id, h.day, h.child_id, NULL::integer, NULL::numeric, NULL::numeric
	FROM head h JOIN class c USING (institution_id, class_id) JOIN place p USING (institution_id)
		JOIN band_at b ON (b.region, b.kind, b.day) = (p.region, c.kind, h.day)
	WHERE age_months(h.birth_date, h.day) >= b.to_months + b.stay_months;
-- the days on which rules look at who the children are, so that one may not be replaced by another
CREATE VIEW by_bands AS
	SELECT c.institution_id, c.class_id, b.day FROM class c JOIN place p USING (institution_id) JOIN band_at b ON (b.region, b.kind) = (p.region, c.kind)
	WHERE b.required::text ~ 'infants|toddlers|preschoolers|youngest'
UNION ALL
	SELECT p.institution_id, NULL, r.day FROM place p JOIN role_at r ON (r.scope, r.region, r.kind) = ('institution', p.region, p.kind)
	WHERE r.required::text ~ 'infants|toddlers|preschoolers|youngest';
-- Two stays of one child that begin in one class on one day: either may be named, so such a state is not looked at.
CREATE VIEW twice AS
	SELECT FROM enrolment GROUP BY institution_id, class_id, child_id, lower(during) HAVING count(*) > 1
UNION ALL
	SELECT FROM class_staff GROUP BY institution_id, class_id, staff_id, lower(during) HAVING count(*) > 1;
-- the planner knows nothing of CTEs, and would go through them again and again
CREATE FUNCTION all_wrong() RETURNS wrong[] LANGUAGE plpgsql STABLE SET enable_nestloop = off SET enable_mergejoin = off AS $$
BEGIN
	RETURN ARRAY(SELECT v FROM mirror.wrong v);
END
$$;
SET search_path = moves, public, tuoyu;

-- rows of ratio_violations or of the breach log, day by day
CREATE FUNCTION by_days(institution_id bigint, class_id bigint, during daterange, problem text, children integer, caregivers numeric, required integer, places integer,
	child_id bigint, staff_id bigint) RETURNS SETOF mirror.wrong LANGUAGE sql STABLE AS $$
	SELECT problem, institution_id, class_id, d.day, coalesce(child_id, staff_id), children, caregivers, coalesce(required, places)::numeric
	FROM day d WHERE CASE problem WHEN '入班月龄不符' THEN lower(during) = d.day ELSE during @> d.day END
$$;
-- what an error says is wrong, and on which days
CREATE FUNCTION accused(message text, detail text, OUT problem text, OUT institution_id bigint, OUT class_id bigint, OUT days daterange, OUT person bigint,
	OUT children integer, OUT present numeric, OUT number numeric) LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	facts text[];
BEGIN
	institution_id := substring(message FROM 'institution (\d+)$');
	class_id := substring(message FROM 'class (\d+) of');
	days := substring(detail FROM '[[(][0-9-]*,[0-9-]*\)');
	facts := regexp_match(detail, 'children (\d+), (\S+) ([0-9.]+), required (\d+)\.');
	IF facts IS NOT NULL THEN
		problem := CASE facts[2] WHEN 'caregivers' THEN '保育人员' ELSE facts[2] END || '不足';
		children := facts[1];
		present := facts[3];
		number := facts[4];
		RETURN;
	END IF;
	facts := regexp_match(detail, 'children (\d+), (at most|approved places) (\d+)\.');
	IF facts IS NOT NULL THEN
		problem := CASE facts[2] WHEN 'at most' THEN '超过班额' ELSE '超过核定托位' END;
		children := facts[1];
		number := facts[3];
		RETURN;
	END IF;
	person := substring(detail FROM '^(?:Child|Staff member) (\d+)');
	problem := CASE WHEN detail = 'There is no such class.' THEN '班级不存在' WHEN detail ~ 'is enrolled on' THEN '收托超出开班期间'
		WHEN detail ~ 'but employed on' THEN '排班超出任职期间' WHEN detail ~ 'is on the roster on' THEN '排班超出开班期间'
		WHEN detail ~ ' begins on ' THEN '入班月龄不符' WHEN detail ~ 'too old there' THEN '超过留班月龄' END;
	IF problem = '入班月龄不符' THEN
		days := daterange(substring(detail FROM 'begins on (\S+)')::date, NULL) * daterange(NULL, substring(detail FROM 'begins on (\S+)')::date + 1);
	END IF;
END
$$;

--
-- Random institutions, with nothing wrong
--
CREATE PROCEDURE refill(institutions integer, classes integer, children integer, staff integer) LANGUAGE plpgsql AS $$
DECLARE
	t name;
	l name;
BEGIN
	SET LOCAL session_replication_role = replica;
	SET LOCAL search_path = mirror, moves, public, tuoyu;
	DELETE FROM world;
	INSERT INTO world VALUES (institutions, classes, children, staff);
	TRUNCATE institution, class, staff, certificate, class_staff, child, enrolment;
	INSERT INTO institution SELECT i, (SELECT region FROM place_region ORDER BY region OFFSET (i * 2) % 9 LIMIT 1), one_of('{社区,其他}'),
		CASE WHEN roll(2) > 0 THEN 14 + roll(10) END FROM generate_series(1, institutions) i;
	INSERT INTO class SELECT i, c, CASE WHEN c % 5 < 2 OR roll(4) = 0 THEN '托小' WHEN c % 5 < 4 THEN '混合' ELSE one_of('{托大,乳儿}') END::age_band, 3 + roll(10), mostly_all_days()
		FROM generate_series(1, institutions) i, generate_series(1, classes) c;
	-- the same child is of other ages elsewhere, often at the limit of a band
	INSERT INTO child SELECT i, c, CASE roll(3) WHEN 0 THEN date '2022-02-01' + roll(560) WHEN 1 THEN date '2022-01-03' + roll(22) ELSE date '2022-05-01' + roll(200) END
		FROM generate_series(1, institutions) i, generate_series(1, children) c;
	INSERT INTO staff SELECT i, s, CASE s WHEN 1 THEN '保健人员' WHEN 2 THEN '保安人员' WHEN 3 THEN '保健人员' ELSE one_of('{保育人员,保育人员,保育人员,保育人员,保健人员}') END,
		CASE WHEN s < 4 THEN '(,)' ELSE mostly_all_days() END FROM generate_series(1, institutions) i, generate_series(1, staff) s;
	INSERT INTO certificate SELECT row_number() OVER (), i, s, k, mostly_all_days()
		FROM generate_series(1, institutions) i, generate_series(1, staff) s, unnest('{保育师,健康证}'::text[]) k WHERE (i + s) % 4 > 0;
	INSERT INTO class_staff SELECT row_number() OVER (), i, c.class_id, s, c.during * e.during
		FROM generate_series(1, institutions) i, generate_series(1, staff) s JOIN LATERAL (SELECT * FROM class WHERE institution_id = i AND class_id = 1 + s % classes) c ON true
			JOIN LATERAL (SELECT during FROM staff f WHERE f.institution_id = i AND f.staff_id = s) e ON true;
	-- some stays are in two pieces
	INSERT INTO enrolment
		SELECT 2 * n + h, i, c, k, CASE h WHEN 0 THEN daterange(lower(d), m) ELSE daterange(m, upper(d)) END
		FROM (SELECT row_number() OVER () AS n, i, 1 + roll(classes) AS c, 1 + roll(children) AS k, some_days() AS d, roll(3) AS cut
				FROM generate_series(1, institutions) i, generate_series(1, children * classes / 3)) t,
			LATERAL (SELECT CASE cut WHEN 0 THEN lower(d) + (upper(d) - lower(d)) / 2 ELSE upper(d) END AS m) m, generate_series(0, 1) h;
	DELETE FROM enrolment WHERE isempty(during);
	DELETE FROM enrolment e USING enrolment o
		WHERE (e.institution_id, e.class_id, e.child_id, lower(e.during)) = (o.institution_id, o.class_id, o.child_id, lower(o.during)) AND e.id > o.id;
	LOOP
		DELETE FROM enrolment e USING (
			SELECT max(id) AS id FROM unnest(all_wrong()) w JOIN enrolment e ON e.institution_id = w.institution_id AND e.class_id = coalesce(w.class_id, e.class_id)
				AND e.child_id = coalesce(w.person, e.child_id) AND e.during @> w.day
			GROUP BY w.problem, w.institution_id, w.class_id, w.person) x WHERE e.id = x.id;
		EXIT WHEN NOT FOUND;
	END LOOP;
	FOR l IN SELECT name FROM layout LOOP
		FOREACH t IN ARRAY '{institution,class,staff,certificate,class_staff,child,enrolment}'::name[] LOOP
			EXECUTE format('TRUNCATE %I.%I', l, t);
			EXECUTE format('INSERT INTO %I.%I TABLE %I', l, t, t);
		END LOOP;
	END LOOP;
	SET LOCAL search_path = moves, public, tuoyu;
	SET LOCAL session_replication_role = origin;
END
$$;

--
-- Random statements
--
CREATE SEQUENCE fresh;
CREATE FUNCTION some_statement() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	w world := (SELECT w FROM world w);
	i integer := 1 + roll(w.institutions);
	j integer := 1 + roll(w.institutions);
	a integer := 1 + roll(w.classes);
	b integer := 1 + roll(w.classes + roll(12) / 11);
	k integer := 1 + roll(5);
	r integer := roll(k);
	d date := some_day();
	base bigint := 1000000 * nextval('fresh');
	-- which children, or which staff
	who text := CASE roll(8) WHEN 3 THEN format('upper(during) <= %L AND institution_id IN (%s, %s)', d, i, j) WHEN 4 THEN format('upper(during) <= %L AND class_id = %s', d, a) WHEN 0 THEN format('class_id = %s', a) WHEN 1 THEN format('institution_id = %s', i) WHEN 2 THEN format('institution_id IN (%s, %s) AND class_id = %s', i, j, a)
		ELSE format('institution_id = %s AND class_id = %s', i, a) END;
	-- where they go
	how text := CASE roll(7) WHEN 0 THEN format('class_id = 1 + class_id %% %s', w.classes) WHEN 1 THEN format('institution_id = %s', j)
		WHEN 2 THEN format('institution_id = 1 + institution_id %% %s', w.institutions) WHEN 3 THEN format('institution_id = %s, class_id = %s', j, b)
		ELSE format('class_id = %s', b) END;
	kinds text[] := '{托小,托小,混合,混合,托大,乳儿}';
	role text := one_of('{保育人员,保育人员,保健人员,保安人员}');
BEGIN
	CASE roll(45)
		-- children move
		WHEN 0, 1, 2, 3, 4 THEN RETURN format('UPDATE enrolment SET %s WHERE %s AND child_id %% %s = %s', how, who, k + 1, r);
		WHEN 5, 6 THEN RETURN format('UPDATE enrolment SET class_id = %s - class_id WHERE institution_id = %s AND class_id IN (%s, %s)', a + b, i, a, b);
		WHEN 7 THEN RETURN format('UPDATE enrolment SET institution_id = %s - institution_id WHERE institution_id IN (%s, %s) AND class_id = %s AND child_id %% %s = %s', i + j, i, j, a, k, r);
		WHEN 8, 9, 10 THEN RETURN format('WITH old AS (SELECT * FROM enrolment WHERE %s AND during @> date %L AND lower(during) < %L), '
			'ended AS (UPDATE enrolment e SET during = daterange(lower(e.during), %L) FROM old WHERE e.id = old.id) '
			'INSERT INTO enrolment SELECT old.id + %s, %s, %s, old.child_id, daterange(%L, upper(old.during)) FROM old', who, d, d, d, base, j, b, d);
		WHEN 11, 12 THEN RETURN format('WITH gone AS (DELETE FROM enrolment WHERE %s AND child_id %% %s = %s RETURNING *) '
			'INSERT INTO enrolment SELECT id + %s, institution_id, %s, child_id, daterange(lower(during) + %s, upper(during) + %s) FROM gone WHERE upper(during) < ''2024-01-25''',
			who, k, r, base, b, roll(3), roll(3) + 2);
		WHEN 13, 14, 15 THEN RETURN format('INSERT INTO enrolment SELECT %s + n, %s, 1 + n %% %s, %s + n, %L FROM generate_series(0, %s) n', base, i, w.classes, 1 + roll(w.children - 4), some_days(), 1 + roll(3));
		WHEN 16 THEN RETURN format('DELETE FROM enrolment WHERE %s AND child_id %% 4 = %s', who, roll(4));
		WHEN 17 THEN RETURN format('UPDATE enrolment SET during = daterange(lower(during) + %s, upper(during) + %s) WHERE %s AND child_id %% %s = %s AND lower(during) > ''2023-12-31'' AND upper(during) < ''2024-01-25''',
			roll(4) - 1, roll(4) + 2, who, k, r);
		WHEN 18, 19 THEN RETURN format('MERGE INTO enrolment e USING (SELECT * FROM enrolment WHERE %s AND child_id %% %s = %s UNION ALL SELECT %s + n, %s, %s, n, %L FROM generate_series(1, 2) n) x '
			'ON e.id = x.id WHEN MATCHED AND e.child_id %% 2 = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET class_id = %s '
			'WHEN NOT MATCHED THEN INSERT VALUES (x.id, x.institution_id, x.class_id, x.child_id, x.during)', who, k, r, base, j, b, some_days(), b);
		-- the first part of a stay goes, or its first days, so that what is left begins later
		WHEN 40 THEN RETURN format('UPDATE enrolment SET %s WHERE EXISTS (SELECT FROM enrolment o WHERE (o.institution_id, o.class_id, o.child_id, lower(o.during)) = '
			'(enrolment.institution_id, enrolment.class_id, enrolment.child_id, upper(enrolment.during))) AND institution_id IN (%s, %s)', how, i, j);
		WHEN 41 THEN RETURN format('DELETE FROM enrolment WHERE EXISTS (SELECT FROM enrolment o WHERE (o.institution_id, o.class_id, o.child_id, lower(o.during)) = '
			'(enrolment.institution_id, enrolment.class_id, enrolment.child_id, upper(enrolment.during))) AND institution_id = %s', i);
		WHEN 42 THEN RETURN format('UPDATE enrolment SET during = daterange(lower(during) + %s, upper(during)) WHERE upper(during) - lower(during) > 8 AND institution_id IN (%s, %s) AND child_id %% %s = %s',
			2 + roll(6), i, j, k, r);
		-- others take the place of all
		WHEN 43 THEN RETURN format('UPDATE enrolment SET child_id = %s - child_id WHERE %s', w.children + 1, who);
		-- caregivers move, with children or without
		WHEN 20, 21 THEN RETURN format('UPDATE class_staff SET %s WHERE %s AND staff_id %% %s = %s', how, who, k + 1, r);
		WHEN 22 THEN RETURN format('UPDATE class_staff SET class_id = %s - class_id WHERE institution_id = %s AND class_id IN (%s, %s)', a + b, i, a, b);
		WHEN 23 THEN RETURN format('UPDATE class_staff SET staff_id = %s - staff_id WHERE institution_id = %s AND staff_id < %s', w.staff + 1, i, w.staff + 1);
		WHEN 24 THEN RETURN format('WITH gone AS (DELETE FROM class_staff WHERE %s AND staff_id %% %s = %s RETURNING *) '
			'INSERT INTO class_staff SELECT id + %s, institution_id, %s, staff_id, during * daterange(NULL, %L) FROM gone UNION ALL SELECT id + %s, institution_id, class_id, staff_id, during * daterange(%L, NULL) FROM gone',
			who, k, r, base, b, d, base + 500000, d);
		WHEN 25 THEN RETURN format('WITH staffed AS (UPDATE class_staff SET class_id = %s WHERE %s) UPDATE enrolment SET class_id = %s WHERE %s', b, who, b, who);
		WHEN 26 THEN RETURN format('WITH staffed AS (UPDATE class_staff SET class_id = %s WHERE institution_id = %s AND class_id = %s), '
			'closed AS (DELETE FROM class WHERE institution_id = %s AND class_id = %s) UPDATE enrolment SET class_id = %s WHERE institution_id = %s AND class_id = %s', b, i, a, i, a, b, i, a);
		WHEN 27 THEN RETURN format('INSERT INTO class_staff SELECT %s + s.staff_id, s.institution_id, c.class_id, s.staff_id, s.during * c.during FROM staff s JOIN class c USING (institution_id) '
			'WHERE s.institution_id IN (%s, %s) AND c.class_id IN (%s, %s) AND s.staff_id %% %s = %s', base, i, j, a, b, k + 2, r);
		-- classes
		WHEN 28 THEN RETURN format('UPDATE class SET kind = CASE class_id WHEN %s THEN %L ELSE %L END::age_band WHERE institution_id = %s AND class_id IN (%s, %s)', a, one_of(kinds), one_of(kinds), i, a, b);
		WHEN 29 THEN RETURN format('UPDATE class SET class_id = %s - class_id WHERE institution_id = %s AND class_id IN (%s, %s)', a + b, i, a, b);
		WHEN 30 THEN RETURN format('UPDATE class SET places = places + %s WHERE %s', roll(5) - 1, who);
		WHEN 31 THEN RETURN format('UPDATE class SET during = daterange(%L, NULL), places = %s WHERE %s', CASE WHEN roll(2) > 0 THEN d END, 4 + roll(9), who);
		-- institutions
		WHEN 32, 33 THEN RETURN format('UPDATE institution SET region = (SELECT o.region FROM institution o WHERE o.institution_id = %s - institution.institution_id) WHERE institution_id IN (%s, %s)', i + j, i, j);
		WHEN 34 THEN RETURN format('UPDATE institution SET region = %L, kind = %L, approved_places = %s + approved_places WHERE institution_id IN (%s, %s)',
			(SELECT region FROM place_region ORDER BY region OFFSET roll(9) LIMIT 1), one_of('{社区,其他}'), roll(4) - 1, i, j);
		WHEN 35 THEN RETURN CASE WHEN EXISTS (SELECT FROM mirror.institution WHERE institution_id = i) THEN format('DELETE FROM institution WHERE institution_id = %s', i)
			ELSE format('INSERT INTO institution VALUES (%s, %L, %L, %s)', i, (SELECT region FROM place_region ORDER BY region OFFSET roll(9) LIMIT 1), one_of('{社区,其他}'), 16 + roll(9)) END;
		-- staff and children
		WHEN 36 THEN RETURN format('UPDATE staff SET role = %L WHERE institution_id IN (%s, %s) AND staff_id %% %s = %s', role, i, j, k + 2, r);
		WHEN 37 THEN RETURN format('UPDATE staff SET during = %L WHERE institution_id = %s AND staff_id %% %s = %s', mostly_all_days(), i, k + 2, r);
		WHEN 38 THEN RETURN CASE roll(3) WHEN 0 THEN format('DELETE FROM certificate WHERE institution_id IN (%s, %s) AND staff_id %% %s = %s', i, j, k + 2, r)
			WHEN 1 THEN format('UPDATE certificate SET staff_id = staff_id + 1 WHERE institution_id = %s AND staff_id %% %s = %s', i, k + 2, r)
			ELSE format('INSERT INTO certificate SELECT %s + staff_id, institution_id, staff_id, %L, %L FROM staff WHERE institution_id IN (%s, %s)', base, one_of('{保育师,健康证}'), mostly_all_days(), i, j) END;
		ELSE RETURN format('UPDATE child SET birth_date = birth_date + %s WHERE institution_id IN (%s, %s) AND child_id %% %s = %s', roll(60) - 30, i, j, k + 3, r);
	END CASE;
END
$$;
-- of one transaction; one that begins with ! is taken back
CREATE FUNCTION some_statements() RETURNS text[] LANGUAGE sql AS $$
	SELECT CASE roll(8) WHEN 0 THEN ARRAY['!DELETE FROM enrolment'] WHEN 1 THEN ARRAY['!UPDATE enrolment SET class_id = 1'] ELSE '{}' END
		|| array_agg(CASE WHEN n > 1 AND roll(4) = 0 THEN '!' ELSE '' END || some_statement() ORDER BY n) FROM generate_series(1, (ARRAY[1, 1, 1, 1, 2, 3])[1 + roll(6)]) n
$$;

-- runs one statement in a layout
CREATE PROCEDURE run(statement text) LANGUAGE plpgsql AS $$
BEGIN
	IF statement NOT LIKE '!%' THEN
		EXECUTE statement;
		RETURN;
	END IF;
	BEGIN
		EXECUTE substr(statement, 2);
		SET CONSTRAINTS ALL IMMEDIATE;
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception OR check_violation THEN
		NULL;
	END;
END
$$;
-- what a layout says of the statements; refused, they have not been
CREATE FUNCTION attempt(layout name, statements text[], at_once boolean) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	s text;
	detail text;
	hint text;
	constraint_name text;
	table_name text;
BEGIN
	EXECUTE format('SET LOCAL search_path = %I, moves, public, tuoyu', layout);
	IF at_once THEN
		SET CONSTRAINTS ALL IMMEDIATE;
	END IF;
	FOREACH s IN ARRAY statements LOOP CALL run(s); END LOOP;
	SET CONSTRAINTS ALL IMMEDIATE;
	SET CONSTRAINTS ALL DEFERRED;
	SET LOCAL search_path = moves, public, tuoyu;
	RETURN NULL;
EXCEPTION WHEN check_violation THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, constraint_name = CONSTRAINT_NAME, table_name = TABLE_NAME;
	RETURN ARRAY[SQLERRM, detail, hint, constraint_name, table_name];
END
$$;
-- what the oracle says is wrong after them: at the end, or after the first that leaves anything wrong; then they have not been.
-- NULL: nothing, for somebody is somewhere twice
CREATE FUNCTION foresee(statements text[], at_once boolean) RETURNS mirror.wrong[] LANGUAGE plpgsql AS $$
DECLARE
	found mirror.wrong[] := '{}';
	s text;
BEGIN
	FOREACH s IN ARRAY statements LOOP
		CONTINUE WHEN s LIKE '!%';
		SET LOCAL search_path = mirror, moves, public, tuoyu;
		EXECUTE s;
		SET LOCAL search_path = moves, public, tuoyu;
		IF EXISTS (SELECT FROM mirror.twice) THEN
			found := NULL;
			RAISE EXCEPTION 'twice';
		END IF;
		IF at_once THEN
			found := mirror.all_wrong();
			EXIT WHEN found <> '{}';
		END IF;
	END LOOP;
	IF NOT at_once THEN
		found := mirror.all_wrong();
	END IF;
	IF found <> '{}' THEN
		RAISE EXCEPTION 'refused';
	END IF;
	RETURN found;
EXCEPTION WHEN raise_exception THEN
	RETURN found;
END
$$;

--
-- From what is in order, to what is: refused exactly when the oracle finds something wrong, everywhere for the same reason, and
-- for the first reason in the order of classes
--
CREATE TABLE outcome (n integer, statements text[], at_once boolean, wrong mirror.wrong[], answers text[], refused boolean, differ boolean, untrue boolean, not_first boolean);
CREATE FUNCTION place_of(institution_id bigint, class_id bigint) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS
	'SELECT CASE WHEN class_id IS NULL THEN ARRAY[0, institution_id] ELSE ARRAY[1, institution_id, class_id] END';
-- is what an error says so on all days that it names?
CREATE FUNCTION is_true(answer text[], wrong mirror.wrong[]) RETURNS boolean LANGUAGE sql AS $$
	SELECT coalesce(a.problem = '班级不存在' OR a.days && (SELECT daterange(min(day), max(day)) FROM day), false) AND NOT EXISTS (
		SELECT FROM day d WHERE a.days @> d.day AND NOT EXISTS (
			SELECT FROM unnest(wrong) v
			WHERE (v.problem, v.institution_id, v.day) = (a.problem, a.institution_id, d.day) AND v.class_id IS NOT DISTINCT FROM a.class_id
				AND (a.person IS NULL OR a.person = v.person) AND v.children IS NOT DISTINCT FROM a.children
				AND (a.present IS NULL OR a.present = v.present) AND v.number IS NOT DISTINCT FROM a.number))
		AND EXISTS (SELECT FROM unnest(wrong) v WHERE (v.problem, v.institution_id) = (a.problem, a.institution_id) AND v.class_id IS NOT DISTINCT FROM a.class_id)
	FROM accused(answer[1], answer[2]) a
$$;
CREATE PROCEDURE play(rounds integer) LANGUAGE plpgsql AS $$
DECLARE
	o outcome;
	answer text[];
	l name;
BEGIN
	WHILE (SELECT count(*) FROM outcome) < rounds LOOP
		o := NULL;
		o.n := (SELECT count(*) FROM outcome);
		o.statements := some_statements();
		o.at_once := roll(3) = 0;
		BEGIN
			o.wrong := foresee(o.statements, o.at_once);
			IF o.wrong IS NULL THEN
				RAISE EXCEPTION 'undo';
			END IF;
			o.refused := o.wrong <> '{}';
			o.answers := '{}';
			o.differ := false;
			o.untrue := false;
			o.not_first := false;
			FOR l IN SELECT name FROM layout ORDER BY name LOOP
				answer := attempt(l, o.statements, o.at_once);
				o.answers := o.answers || coalesce(answer::text, '');
				o.differ := o.differ OR (answer IS NULL) = o.refused;
				-- at once, rows are checked in the order in which they are written
				o.differ := o.differ OR (o.answers[1] <> coalesce(answer::text, '') AND NOT o.at_once);
				CONTINUE WHEN answer IS NULL;
				o.untrue := o.untrue OR NOT is_true(answer, o.wrong);
				IF NOT o.at_once THEN
					o.not_first := o.not_first OR (SELECT place_of(a.institution_id, a.class_id) FROM accused(answer[1], answer[2]) a) >
						(SELECT min(place_of(v.institution_id, v.class_id)) FROM unnest(o.wrong) v);
				END IF;
			END LOOP;
			IF o.differ THEN
				RAISE EXCEPTION 'undo';
			END IF;
		EXCEPTION WHEN raise_exception THEN
			NULL;
		END;
		IF o.wrong IS NOT NULL THEN
			INSERT INTO outcome SELECT (o).*;
		END IF;
		COMMIT;
	END LOOP;
END
$$;

CALL refill(6, 5, 24, 14);
SELECT format('SET search_path = %I, public, tuoyu; SELECT add_ratio_constraint(''staffing'', ''enrolment'', ''class_staff'', ''class'', staff => ''staff'', child => ''child'', '
	'institution => ''institution'', certificate => ''certificate'', institution_kind => ''kind'', institution_places => ''approved_places'', '
	'checks => default_ratio_checks() || ''{places,roles}'', breach_log => create_breach_log(%L))', name, name || '.breach_log') FROM layout ORDER BY name
\gexec
SET search_path = moves, public, tuoyu;
CALL play(90);
-- where no rule says how staff count in a class, statements learn the region from the children
DELETE FROM staffing_rule WHERE document = 'moves' AND scope = 'class';
CALL read_staffing_rules();
CALL refill(6, 5, 24, 14);
CALL play(200);
SELECT count(*) AS transactions, count(*) FILTER (WHERE NOT refused) AS accepted, count(*) FILTER (WHERE refused) AS refused FROM outcome;
SELECT problem, count(DISTINCT n) AS transactions FROM outcome, unnest(wrong) GROUP BY problem ORDER BY problem COLLATE "C";
SELECT count(*) FILTER (WHERE differ) AS differences, count(*) FILTER (WHERE untrue) AS untrue, count(*) FILTER (WHERE not_first) AS not_first FROM outcome;
SELECT n, statements, at_once, answers, wrong[1:3] FROM outcome WHERE differ OR untrue OR not_first ORDER BY n LIMIT 3;

--
-- What is logged instead of being refused is all that has become wrong, in every class: of few classes, and of so many that tables are
-- read from end to end.  Half of the time something was wrong before.
--
CREATE TABLE logged (n integer, wide boolean, statements text[], in_breach boolean, wrong integer, logged integer, missing integer, too_much integer, needless integer, differ boolean, unlike integer);
CREATE TYPE presence AS (institution_id bigint, class_id bigint, day date, child_id bigint);
CREATE FUNCTION presences() RETURNS presence[] LANGUAGE plpgsql SET enable_mergejoin = off AS $$
BEGIN
	RETURN ARRAY(SELECT (e.institution_id, e.class_id, d.day, e.child_id)::presence FROM mirror.enrolment e JOIN day d ON e.during @> d.day);
END
$$;
-- what statements leave in the log of a layout
CREATE FUNCTION log_of(layout name, statements text[]) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	log text[];
	s text;
BEGIN
	EXECUTE format('SET LOCAL search_path = %I, moves, public, tuoyu', layout);
	FOREACH s IN ARRAY statements LOOP CALL run(s); END LOOP;
	SET CONSTRAINTS ALL IMMEDIATE;
	SET CONSTRAINTS ALL DEFERRED;
	EXECUTE 'SELECT array_agg((institution_id, class_id, during, problem, children, caregivers, required, places, child_id, staff_id, message)::text ORDER BY problem, institution_id, class_id, during, coalesce(child_id, staff_id)) FROM breach_log' INTO log;
	SET LOCAL search_path = moves, public, tuoyu;
	RETURN coalesce(log, '{}');
END
$$;
-- what changes classes of all institutions
CREATE FUNCTION some_wide_statement() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	w world := (SELECT w FROM world w);
	k integer := 2 + roll(7);
	r integer := roll(k);
	base bigint := 1000000 * nextval('fresh');
BEGIN
	CASE roll(11)
		WHEN 0, 1 THEN RETURN format('UPDATE enrolment SET class_id = 1 + class_id %% %s WHERE child_id %% %s = %s', w.classes, k, r);
		WHEN 2 THEN RETURN format('UPDATE enrolment SET institution_id = 1 + institution_id %% %s WHERE child_id %% %s = %s', w.institutions, k, r);
		WHEN 3 THEN RETURN format('UPDATE enrolment SET class_id = class_id + CASE class_id %% 2 WHEN 0 THEN -1 ELSE 1 END WHERE child_id %% %s = %s', k, r);
		WHEN 4 THEN RETURN format('INSERT INTO enrolment SELECT %s + 1000 * i + c, i, c, 1 + (i + c * %s) %% %s, %L FROM generate_series(1, %s) i, generate_series(1, %s) c',
			base, k, w.children, some_days(), w.institutions, w.classes);
		WHEN 5 THEN RETURN format('UPDATE class_staff SET class_id = 1 + class_id %% %s WHERE staff_id %% %s = %s', w.classes, k, r);
		WHEN 6 THEN RETURN format('UPDATE class SET places = places - 1, kind = CASE WHEN class_id %% %s = 0 THEN ''混合'' ELSE kind END', k);
		WHEN 7 THEN RETURN format('UPDATE institution SET region = (SELECT o.region FROM institution o WHERE o.institution_id = 1 + institution.institution_id %% %s)', w.institutions);
		WHEN 8, 9 THEN RETURN format('UPDATE enrolment SET child_id = %s - child_id WHERE class_id %% 5 IN (2, 3)', w.children + 1);
		ELSE RETURN format('DELETE FROM class_staff WHERE staff_id %% %s = %s', k, r);
	END CASE;
END
$$;
-- is something wrong in a way in which it was not before: not at all, or less so?
CREATE FUNCTION worse(a mirror.wrong, b mirror.wrong) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT b.problem IS NULL OR coalesce(a.children > b.children, false)
		OR coalesce(CASE WHEN a.problem LIKE '%不足' THEN a.present < b.present OR a.number > b.number ELSE a.number < b.number END, false)
$$;
CREATE PROCEDURE play_logged(rounds integer, wide boolean) LANGUAGE plpgsql AS $$
DECLARE
	o logged;
	before mirror.wrong[];
	after mirror.wrong[];
	log mirror.wrong[];
	first_log text[];
	this_log text[];
	were presence[];
	are presence[];
	banded mirror.by_bands[];
	writes text[];
	s text;
	l name;
BEGIN
	WHILE (SELECT count(*) FROM logged l WHERE l.wide = play_logged.wide) < rounds LOOP
		o := NULL;
		o.n := (SELECT count(*) FROM logged);
		o.wide := wide;
		o.in_breach := roll(2) = 0;
		o.statements := CASE WHEN wide THEN ARRAY[some_wide_statement()] END || CASE WHEN NOT wide OR roll(3) = 0 THEN some_statements() END;
		writes := CASE WHEN o.in_breach THEN some_statements() || CASE WHEN wide THEN ARRAY[some_wide_statement()] ELSE some_statements() END ELSE '{}' END;
		BEGIN
			SET LOCAL session_replication_role = replica;
			FOREACH s IN ARRAY writes LOOP
				CONTINUE WHEN s LIKE '!%';
				FOR l IN SELECT name FROM layout UNION ALL VALUES ('mirror') LOOP
					EXECUTE format('SET LOCAL search_path = %I, moves, public, tuoyu', l);
					EXECUTE s;
				END LOOP;
			END LOOP;
			SET LOCAL session_replication_role = origin;
			SET LOCAL search_path = moves, public, tuoyu;
			before := mirror.all_wrong();
			were := presences();
			-- what ratio_violations finds of it
			IF o.in_breach THEN
				FOR l IN SELECT name FROM layout LOOP
					log := ARRAY(SELECT DISTINCT x FROM ratio_violations('staffing', format('%I.class', l)::regclass) v,
						by_days(v.institution_id, v.class_id, v.during, v.problem, v.children, v.caregivers, v.required, v.places, v.child_id, v.staff_id) x);
					o.unlike := coalesce(o.unlike, 0) + (SELECT count(*) FROM ((SELECT * FROM unnest(log) EXCEPT SELECT * FROM unnest(before))
						UNION ALL (SELECT * FROM unnest(before) EXCEPT SELECT * FROM unnest(log))) t);
				END LOOP;
			END IF;
			SET LOCAL search_path = mirror, moves, public, tuoyu;
			FOREACH s IN ARRAY o.statements LOOP
				IF s NOT LIKE '!%' THEN EXECUTE s; END IF;
			END LOOP;
			SET LOCAL search_path = moves, public, tuoyu;
			IF EXISTS (SELECT FROM mirror.twice) THEN
				RAISE EXCEPTION 'undo';
			END IF;
			after := mirror.all_wrong();
			are := presences();
			banded := ARRAY(SELECT v FROM mirror.by_bands v);
			o.differ := false;
			first_log := NULL;
			FOR l IN SELECT name FROM layout ORDER BY name LOOP
				this_log := log_of(l, o.statements);
				first_log := coalesce(first_log, this_log);
				o.differ := o.differ OR this_log <> first_log;
			END LOOP;
			log := ARRAY(SELECT DISTINCT x FROM direct.breach_log b,
				by_days(b.institution_id, b.class_id, b.during, b.problem, b.children, b.caregivers, b.required, b.places, b.child_id, b.staff_id) x);
			RAISE EXCEPTION 'undo';
		EXCEPTION WHEN raise_exception THEN
			NULL;
		END;
		CONTINUE WHEN o.differ IS NULL;
		o.wrong := cardinality(after);
		o.logged := cardinality(log);
		o.too_much := (SELECT count(*) FROM (SELECT * FROM unnest(log) EXCEPT SELECT * FROM unnest(after)) t);
		-- all that is wrong and was not, or less so, but for those whom a new class finds there
		o.missing := (SELECT count(*) FROM (
			SELECT a.* FROM unnest(after) a LEFT JOIN unnest(before) b ON a.problem = b.problem AND a.institution_id = b.institution_id AND a.day = b.day
				AND (a.class_id, a.person) IS NOT DISTINCT FROM (b.class_id, b.person)
			WHERE worse(a, b) AND NOT EXISTS (SELECT FROM unnest(before) c WHERE c.problem = '班级不存在' AND (c.institution_id, c.class_id) = (a.institution_id, a.class_id))
			EXCEPT SELECT * FROM unnest(log)) t);
		-- numbers that are no worse, though no child came of whom rules ask who it is, where nothing but enrolments and rosters was written
		o.needless := CASE WHEN array_to_string(o.statements, ' ') ~ '(UPDATE|INTO|FROM) (class|institution|staff|certificate|child) (SET|SELECT|VALUES|WHERE)' THEN 0 ELSE (
			SELECT count(*) FROM unnest(log) a JOIN unnest(before) b ON a.problem = b.problem AND a.institution_id = b.institution_id AND a.day = b.day
				AND (a.class_id, a.person) IS NOT DISTINCT FROM (b.class_id, b.person)
			WHERE a.person IS NULL AND NOT worse(a, b) AND NOT (a.problem LIKE '%不足' AND (a.institution_id, coalesce(a.class_id, 0), a.day) IN (
				SELECT institution_id, coalesce(class_id, 0), day FROM unnest(banded)) AND EXISTS (
				SELECT institution_id, CASE WHEN a.class_id IS NOT NULL THEN class_id END, child_id FROM unnest(are) p
				WHERE p.day = a.day AND p.institution_id = a.institution_id AND p.class_id = coalesce(a.class_id, p.class_id)
				EXCEPT
				SELECT institution_id, CASE WHEN a.class_id IS NOT NULL THEN class_id END, child_id FROM unnest(were) p
				WHERE p.day = a.day AND p.institution_id = a.institution_id AND p.class_id = coalesce(a.class_id, p.class_id)))) END;
		INSERT INTO logged SELECT (o).*;
		COMMIT;
	END LOOP;
END
$$;
SELECT format('CALL set_ratio_mode(''staffing'', ''record'', %L)', name || '.class') FROM layout ORDER BY name
\gexec
CALL play_logged(50, false);
CALL refill(8, 10, 24, 18);
SELECT count(*) AS wrong FROM layout, LATERAL ratio_violations('staffing', format('%I.class', name)::regclass);
ANALYZE;
CALL play_logged(24, true);
SELECT count(*) AS transactions, count(*) FILTER (WHERE in_breach) AS in_breach, count(*) FILTER (WHERE logged = 0) AS nothing_logged,
	count(*) FILTER (WHERE in_breach AND logged < wrong) AS less_logged_than_wrong FROM logged;
SELECT count(*) FILTER (WHERE differ) AS differences, sum(missing) AS missing, sum(too_much) AS too_much, sum(needless) AS needless, sum(unlike) AS unlike FROM logged;
SELECT n, statements, in_breach, wrong, logged, missing, too_much, needless, unlike, differ FROM logged WHERE differ OR unlike > 0 OR missing > 0 OR too_much > 0 OR needless > 0 ORDER BY n LIMIT 3;

-- of all that are sent to a class that is not there each is logged
BEGIN;
UPDATE direct.enrolment SET class_id = 99 WHERE institution_id = 1;
UPDATE direct.class_staff SET class_id = 99 WHERE institution_id = 1;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT count(DISTINCT child_id) > 3 AS many, count(DISTINCT child_id) = (SELECT count(DISTINCT child_id) FROM direct.enrolment WHERE class_id = 99) AS all_children,
	count(DISTINCT staff_id) = (SELECT count(DISTINCT staff_id) FROM direct.class_staff WHERE class_id = 99) AS all_staff
FROM direct.breach_log WHERE class_id = 99 AND problem = '班级不存在';
ROLLBACK;

DROP SCHEMA moves, mirror, direct, halfway, parted CASCADE;
DELETE FROM staffing_rule WHERE document = 'moves';
DELETE FROM band_rule WHERE document = 'moves';
DELETE FROM policy_document WHERE document = 'moves';
