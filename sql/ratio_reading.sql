-- Tables are read without statements where they are ordinary ones, by statements elsewhere: the answers are the same.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SELECT setseed(0.7);

CREATE FUNCTION roll(n integer) RETURNS integer LANGUAGE sql AS 'SELECT floor(random() * n)::integer';
CREATE FUNCTION some_days() RETURNS daterange LANGUAGE sql AS $$
	SELECT CASE WHEN roll(25) > 0 THEN daterange(CASE WHEN roll(10) > 0 THEN date '2025-01-01' + least(a, b) END, CASE WHEN roll(5) > 0 THEN date '2025-01-02' + greatest(a, b) END) END
	FROM (SELECT roll(60) AS a, roll(60) AS b) t
$$;

-- Four layouts of the same tables: with the indexes that are looked for, without any, in partitions, and with narrow keys.
CREATE PROCEDURE make_layout(layout name) LANGUAGE plpgsql AS $$
DECLARE
	key text := CASE layout WHEN 'narrow' THEN 'smallint' ELSE 'bigint' END;
	parts text := CASE layout WHEN 'parted' THEN ' PARTITION BY HASH (institution_id)' ELSE '' END;
	t name;
BEGIN
	EXECUTE format('CREATE SCHEMA %I', layout);
	EXECUTE format('CREATE TABLE %I.institution (region region_code, institution_id %s)', layout, key);
	EXECUTE format('CREATE TABLE %I.class (dropped text, institution_id %s, class_id %s, kind age_band, places integer, during daterange, ratio staff_ratio)', layout, key, key) || parts;
	EXECUTE format('CREATE TABLE %I.staff (during daterange, role text, staff_id %s, institution_id %s)', layout, key, key) || parts;
	EXECUTE format('CREATE TABLE %I.child (institution_id %s, birth_date date, child_id %s)', layout, key, key) || parts;
	EXECUTE format('CREATE TABLE %I.roster (institution_id %s, class_id %s, staff_id %s, during daterange)', layout, key, key, key) || parts;
	EXECUTE format('CREATE TABLE %I.enrolment (fee integer, child_id %s, during daterange, class_id %s, institution_id %s)', layout, key, key, key) || parts;
	EXECUTE format('ALTER TABLE %I.class DROP COLUMN dropped', layout);
	IF layout = 'parted' THEN
		FOREACH t IN ARRAY '{class,staff,child,roster,enrolment}'::name[] LOOP
			EXECUTE format('CREATE TABLE %I.%I PARTITION OF %I.%I FOR VALUES WITH (MODULUS 2, REMAINDER 0)', layout, t || '_0', layout, t);
			EXECUTE format('CREATE TABLE %I.%I PARTITION OF %I.%I FOR VALUES WITH (MODULUS 2, REMAINDER 1)', layout, t || '_1', layout, t);
		END LOOP;
	ELSIF layout IN ('indexed', 'narrow') THEN
		EXECUTE format('CREATE INDEX ON %I.institution (institution_id)', layout);
		EXECUTE format('CREATE INDEX ON %I.class (class_id, institution_id)', layout);
		EXECUTE format('CREATE INDEX ON %I.staff (institution_id, staff_id)', layout);
		EXECUTE format('CREATE INDEX ON %I.child (institution_id, child_id)', layout);
		EXECUTE format('CREATE INDEX ON %I.roster (institution_id, class_id, staff_id, during)', layout);
		-- no good: it has only some of the rows
		EXECUTE format('CREATE INDEX ON %I.enrolment (class_id, institution_id) WHERE child_id < 100', layout);
		EXECUTE format('CREATE INDEX ON %I.enrolment (class_id, institution_id)', layout) || CASE layout WHEN 'narrow' THEN ' INCLUDE (during, child_id)' ELSE '' END;
	END IF;
	EXECUTE format('SET search_path = %I, public, tuoyu', layout);
	PERFORM add_ratio_constraint('staffing', 'enrolment', 'roster', 'class', 'staff', 'child', 'institution', class_ratio => 'ratio');
	RESET search_path;
	SET search_path = public, tuoyu;
END
$$;
CREATE TABLE layout (name name);
INSERT INTO layout VALUES ('indexed'), ('bare'), ('parted'), ('narrow');
SELECT format('CALL make_layout(%L)', name) FROM layout \gexec

CREATE PROCEDURE everywhere(statement text) LANGUAGE plpgsql AS $$
DECLARE
	l name;
BEGIN
	FOR l IN SELECT name FROM layout LOOP
		EXECUTE format('SET LOCAL search_path = %I, public, tuoyu', l);
		EXECUTE statement;
	END LOOP;
	SET LOCAL search_path = public, tuoyu;
END
$$;

-- what is wrong, by every layout
CREATE FUNCTION violations(layout name) RETURNS TABLE (v text) LANGUAGE sql AS $$
	SELECT ratio_violations::text FROM ratio_violations('staffing', format('%I.class', layout)::regclass)
$$;
CREATE FUNCTION disagreement(OUT layout name, OUT v text) RETURNS SETOF record LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMP TABLE found ON COMMIT DROP AS SELECT name, violations(name) AS v FROM layout;
	RETURN QUERY SELECT l.name, d.v FROM layout l,
		LATERAL ((SELECT f.v FROM found f WHERE f.name = l.name EXCEPT ALL SELECT f.v FROM found f WHERE f.name = 'parted')
			UNION ALL (SELECT f.v FROM found f WHERE f.name = 'parted' EXCEPT ALL SELECT f.v FROM found f WHERE f.name = l.name)) d;
END
$$;

-- a mixed lot of classes in breach, some rows without days, persons who are not there, a class that is not there
CREATE TABLE lot_class AS SELECT 1 + c % 3 AS institution_id, c AS class_id, ('{乳儿,托小,托大,混合,NULL}'::age_band[])[1 + c % 5] AS kind, 2 + roll(8) AS places,
	CASE WHEN roll(4) > 0 THEN some_days() END AS during, CASE WHEN c % 7 = 0 THEN '1:2'::staff_ratio END AS ratio FROM generate_series(1, 120) c;
CREATE TABLE lot_staff AS SELECT i AS institution_id, s AS staff_id, CASE WHEN roll(5) > 0 THEN '保育人员' WHEN roll(2) > 0 THEN '厨师' END AS role, some_days() AS during
	FROM generate_series(1, 3) i, generate_series(1, 40) s;
CREATE TABLE lot_child AS SELECT i AS institution_id, c AS child_id, CASE WHEN roll(30) > 0 THEN date '2022-06-01' + roll(900) END AS birth_date
	FROM generate_series(1, 3) i, generate_series(1, 250) c;
CREATE TABLE lot_roster AS SELECT 1 + c % 3 AS institution_id, c AS class_id, CASE WHEN roll(20) > 0 THEN 1 + roll(45) END AS staff_id, some_days() AS during
	FROM (SELECT 1 + roll(122) AS c FROM generate_series(1, 500)) t;
CREATE TABLE lot_enrolment AS SELECT 1 + c % 3 AS institution_id, c AS class_id, CASE WHEN roll(20) > 0 THEN 1 + roll(260) END AS child_id, some_days() AS during
	FROM (SELECT 1 + roll(122) AS c FROM generate_series(1, 1500)) t;

-- few classes, which are looked up one by one, and many, for which tables are read from end to end
CREATE PROCEDURE fill(classes integer) LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL session_replication_role = replica;
	CALL everywhere('TRUNCATE institution, class, staff, child, roster, enrolment');
	CALL everywhere($s$INSERT INTO institution VALUES ('420100', 1), ('330903', 2)$s$);
	CALL everywhere(format('INSERT INTO class SELECT * FROM lot_class WHERE class_id <= %s', classes));
	CALL everywhere('INSERT INTO staff (institution_id, staff_id, role, during) TABLE lot_staff');
	CALL everywhere('INSERT INTO child (institution_id, child_id, birth_date) TABLE lot_child');
	CALL everywhere(format('INSERT INTO roster (institution_id, class_id, staff_id, during) SELECT * FROM lot_roster WHERE class_id <= %s + 2', classes));
	CALL everywhere(format('INSERT INTO enrolment (institution_id, class_id, child_id, during) SELECT * FROM lot_enrolment WHERE class_id <= %s + 2', classes));
END
$$;
CALL fill(40);
ANALYZE;
SELECT count(*) > 100 AS enough FROM violations('parted');
SELECT * FROM disagreement();
-- what is visible to all is read from the index alone
VACUUM narrow.enrolment, indexed.roster, narrow.roster;
SELECT * FROM disagreement();
CALL fill(120);
ANALYZE;
SELECT count(*) > 500 AS enough FROM violations('parted');
SELECT * FROM disagreement();

--
-- Writes: refused in one layout if in all, and for the same reason
--
CREATE FUNCTION attempt(layout name, statements text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	s text;
	detail text;
BEGIN
	EXECUTE format('SET LOCAL search_path = %I, public, tuoyu', layout);
	FOREACH s IN ARRAY statements LOOP EXECUTE s; END LOOP;
	SET CONSTRAINTS ALL IMMEDIATE;
	SET CONSTRAINTS ALL DEFERRED;
	SET LOCAL search_path = public, tuoyu;
	RETURN 'accepted';
EXCEPTION WHEN check_violation THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN SQLERRM || ' ' || detail;
END
$$;
CREATE FUNCTION some_write() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	c integer := 1 + roll(121);
	i integer := 1 + c % 3;
BEGIN
	CASE roll(9)
		WHEN 0, 1, 2 THEN RETURN format('INSERT INTO enrolment (institution_id, class_id, child_id, during) VALUES (%s, %s, %s, %L)', i, c, 1 + roll(255), some_days());
		WHEN 3 THEN RETURN format('UPDATE enrolment SET during = %L WHERE institution_id = %s AND class_id = %s AND child_id %% 4 = %s', some_days(), i, c, roll(4));
		WHEN 4 THEN RETURN format('UPDATE enrolment SET class_id = %s WHERE institution_id = %s AND class_id = %s AND child_id %% 4 = %s', 1 + (c + 2) % 120, i, c, roll(4));
		WHEN 5 THEN RETURN format('DELETE FROM roster WHERE institution_id = %s AND class_id = %s AND staff_id %% 3 = %s', i, c, roll(3));
		WHEN 6 THEN RETURN format('INSERT INTO roster (institution_id, class_id, staff_id, during) VALUES (%s, %s, %s, %L)', i, c, 1 + roll(42), some_days());
		WHEN 7 THEN RETURN format('UPDATE child SET birth_date = birth_date + %s WHERE institution_id = %s AND child_id = %s', roll(100) - 50, i, 1 + roll(250));
		ELSE RETURN format('UPDATE class SET places = %s WHERE institution_id = %s AND class_id = %s', 2 + roll(8), i, c);
	END CASE;
END
$$;
CREATE TABLE outcome (n integer, statements text[], layout name, answer text);
DO $$
DECLARE
	writes text[];
BEGIN
	FOR n IN 1 .. 400 LOOP
		writes := ARRAY(SELECT some_write() FROM generate_series(1, 1 + roll(5) / 4));
		INSERT INTO outcome SELECT n, writes, name, attempt(name, writes) FROM layout ORDER BY name;
	END LOOP;
END
$$;
SELECT count(*) FILTER (WHERE answer = 'accepted') > 50 AS accepted, count(*) FILTER (WHERE answer <> 'accepted') > 50 AS refused FROM outcome WHERE layout = 'parted';
SELECT n, min(answer), max(answer) FROM outcome GROUP BY n HAVING count(DISTINCT answer) > 1 ORDER BY n;
SELECT * FROM disagreement();

--
-- What the role may not read as a whole, or what is not all in the table itself, is left to statements
--
SET session_replication_role = replica;
CREATE TABLE indexed.elsewhere () INHERITS (indexed.enrolment);
CREATE TABLE before AS SELECT v FROM violations('indexed') v;
WITH moved AS (DELETE FROM ONLY indexed.enrolment RETURNING *) INSERT INTO indexed.elsewhere SELECT * FROM moved;
SELECT count(*) FROM (TABLE before EXCEPT SELECT violations('indexed')) t;
WITH moved AS (DELETE FROM indexed.elsewhere RETURNING *) INSERT INTO indexed.enrolment SELECT * FROM moved;
DROP TABLE indexed.elsewhere;
RESET session_replication_role;

CREATE ROLE regress_ratio_reader;
GRANT SELECT ON before TO regress_ratio_reader;
GRANT USAGE ON SCHEMA narrow TO regress_ratio_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA narrow TO regress_ratio_reader;
SET ROLE regress_ratio_reader;
SELECT count(*) = (SELECT count(*) FROM before) AS all FROM ratio_violations('staffing', 'narrow.class');
RESET ROLE;
ALTER TABLE narrow.enrolment ENABLE ROW LEVEL SECURITY;
SET ROLE regress_ratio_reader;
SELECT count(*) AS hidden FROM ratio_violations('staffing', 'narrow.class') WHERE child_id IS NOT NULL OR children > 0;
RESET ROLE;
ALTER TABLE narrow.enrolment DISABLE ROW LEVEL SECURITY;
REVOKE SELECT ON narrow.enrolment FROM regress_ratio_reader;
GRANT SELECT (institution_id, class_id, child_id, during) ON narrow.enrolment TO regress_ratio_reader;
SET ROLE regress_ratio_reader;
SELECT count(*) = (SELECT count(*) FROM before) AS all FROM ratio_violations('staffing', 'narrow.class');
RESET ROLE;
REVOKE SELECT (child_id) ON narrow.enrolment FROM regress_ratio_reader;
SET ROLE regress_ratio_reader;
\set VERBOSITY terse
SELECT count(*) FROM ratio_violations('staffing', 'narrow.class');
RESET ROLE;

\set VERBOSITY default

-- more references than can well be locked one by one keep a table as it is, where there is no foreign key
CREATE SCHEMA many;
SET search_path = many, public, tuoyu;
CREATE TABLE class (class_id bigint PRIMARY KEY);
CREATE TABLE child (child_id bigint PRIMARY KEY, birth_date date);
CREATE TABLE roster (class_id bigint, during daterange);
CREATE TABLE enrolment (class_id bigint, child_id bigint, during daterange);
INSERT INTO class VALUES (1);
INSERT INTO child SELECT n, '2024-01-01' FROM generate_series(1, 50001) n;
SELECT add_ratio_constraint('staffing', 'enrolment', 'roster', 'class', child => 'child', enrolment_institution => NULL, roster_institution => NULL, class_institution => NULL,
	child_institution => NULL, roster_staff => NULL, class_during => NULL, class_places => NULL, class_kind => NULL);
BEGIN;
INSERT INTO enrolment SELECT 1, n, '[2025-01-01,2025-02-01)' FROM generate_series(1, 50001) n;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'child'::regclass AND mode = 'ShareLock';
ROLLBACK;
BEGIN;
INSERT INTO enrolment SELECT 1, n, '[2025-01-01,2025-02-01)' FROM generate_series(1, 100) n;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'child'::regclass AND mode = 'ShareLock';
ROLLBACK;
SET search_path = public, tuoyu;

SET client_min_messages = warning;
DROP SCHEMA indexed, bare, parted, narrow, many CASCADE;
DROP FUNCTION disagreement, violations, attempt, some_write, some_days, roll;
DROP PROCEDURE make_layout, everywhere, fill;
DROP TABLE layout, outcome, lot_class, lot_staff, lot_child, lot_roster, lot_enrolment, before;
DROP ROLE regress_ratio_reader;
