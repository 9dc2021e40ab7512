-- One band out of many births: a plain table with an index, and one that is partitioned by birth; and what compares plans.
SET search_path = public, tuoyu;
SELECT setseed(0.5);
CREATE TABLE plain AS SELECT n AS id, current_date - (random() * 1400)::integer + 100 AS birth_date FROM generate_series(1, :rows) n;
CREATE INDEX ON plain (birth_date);
CREATE TABLE parted (id integer, birth_date date) PARTITION BY RANGE (birth_date);
SELECT format('CREATE TABLE parted_%s PARTITION OF parted FOR VALUES FROM (%L) TO (%L)', n, current_date + 101 - 90 * n, current_date + 191 - 90 * n)
FROM generate_series(0, 16) n \gexec
INSERT INTO parted TABLE plain;
-- every day, NULL and infinity: for the answers
CREATE TABLE births AS SELECT n AS id, CASE n WHEN 0 THEN NULL WHEN 1 THEN date 'infinity' WHEN 2 THEN date '-infinity' ELSE current_date + 60 - n END AS birth_date
	FROM generate_series(0, 1500) n;
VACUUM ANALYZE;

-- A plan without its conditions, costs and numbers
CREATE FUNCTION shape(plan jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', plan ->> 'Node Type', plan ->> 'Relation Name', plan ->> 'Index Name', 'without ' || (plan ->> 'Subplans Removed'),
		(SELECT '(' || string_agg(shape(child), ', ' ORDER BY n) || ')' FROM jsonb_array_elements(plan -> 'Plans') WITH ORDINALITY c (child, n)))
$$;

-- The plan of a statement; where a day is given, it is the parameter of a prepared one, planned for it.
CREATE FUNCTION plan_of(query text, day date DEFAULT NULL) RETURNS jsonb LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
DECLARE
	plan json;
BEGIN
	IF day IS NOT NULL THEN
		EXECUTE 'PREPARE asked (date) AS ' || query;
		query := format('EXECUTE asked (%L)', day);
	END IF;
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	IF day IS NOT NULL THEN
		DEALLOCATE asked;
	END IF;
	RETURN plan -> 0 -> 'Plan';
END
$$;

-- The three ways to give the day, and the questions, with the births asked for said by hand
CREATE VIEW question AS
SELECT w.n AS way_number, way, t.name AS in_table, q.n AS question_number, asked, replace(asked, 'DAY', day) AS ours, parameter,
	-- by hand for a day that is known when it is written, as for the others by what one would write
	format(CASE way WHEN 'constant' THEN format('birth_date BETWEEN %L AND %L', (current_date - older)::date + 1, (current_date - younger)::date)
		ELSE 'birth_date > (DAY - interval %2$L)::date AND birth_date <= (DAY - interval %1$L)::date' END, younger, older) AS template, day
FROM (VALUES (1, 'constant', format('DATE %L', current_date), NULL::date), (2, '`current_date`', 'current_date', NULL), (3, 'prepared parameter', '$1', current_date)) w (n, way, day, parameter)
	CROSS JOIN (VALUES ('plain'), ('parted')) t (name)
	CROSS JOIN (VALUES (1, 'age_band(birth_date, DAY) = ''乳儿''', interval '6 months', interval '12 months'),
		(2, 'in_age_bands(birth_date, DAY, ''{乳儿,托小}'')', interval '6 months', interval '24 months')) q (n, asked, younger, older);

CREATE VIEW compared AS
SELECT q.*, ours.plan AS our_plan, hand.plan AS hand_plan
FROM (SELECT *, format('SELECT * FROM %I WHERE %s', in_table, ours) AS our_query,
		format('SELECT * FROM %I WHERE %s', in_table, replace(template, 'DAY', day)) AS hand_query FROM question OFFSET 0) q,
	LATERAL plan_of(our_query, parameter) ours (plan), LATERAL plan_of(hand_query, parameter) hand (plan);

-- Answers to many questions, as they stand in a filter and as values, NOT and NULL included
CREATE FUNCTION answers() RETURNS TABLE (condition text, births text) LANGUAGE plpgsql AS $$
BEGIN
	FOR condition IN
		SELECT CASE WHEN negated THEN 'NOT (' || c || ')' ELSE c END
		FROM (SELECT format('age_band(birth_date, %s) %s %L', day, operator, band)
				FROM unnest('{=,<>,<,<=,>,>=}'::text[]) operator, unnest('{未到龄,乳儿,托小,托大,超龄,混合}'::text[]) band, days
			UNION ALL
			SELECT format('in_age_bands(birth_date, %s, %L)', day, bands)
				FROM unnest(ARRAY['{}', '{乳儿}', '{乳儿,托小}', '{未到龄,超龄}', '{乳儿,托大,超龄}', '{混合}', '{托小,NULL}', '{未到龄,乳儿,托小,托大,超龄}']) bands, days) q (c),
			(VALUES (false), (true)) n (negated)
	LOOP
		EXECUTE format('SELECT md5(string_agg(id || coalesce(answer::text, ''?''), '','' ORDER BY id)) || (SELECT md5(string_agg(id::text, '','' ORDER BY id)) FROM births WHERE %1$s)
			FROM (SELECT id, %1$s AS answer FROM births) b', condition) INTO births;
		RETURN NEXT;
	END LOOP;
END
$$;
-- Takes the planner support off the functions that have it: this support function has nothing to say about them.
CREATE FUNCTION without_support() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	f regprocedure;
BEGIN
	FOR f IN SELECT oid FROM pg_proc WHERE prosupport IN ('tuoyu.age_band_comparison_support'::regproc, 'tuoyu.in_age_bands_support'::regproc) LOOP
		EXECUTE format('ALTER FUNCTION %s SUPPORT pg_catalog.generate_series_int4_support', f);
	END LOOP;
END
$$;
CREATE VIEW days AS SELECT unnest(ARRAY['current_date', 'NULL', format('DATE %L', date_trunc('month', current_date)::date - 1), format('DATE %L', current_date)]) AS day;
