-- Staffing constraints: enough caregivers, no class too large, children admitted at the right age, on every day and in every
-- committed state.
--
-- A constraint is a set of triggers of one name on the tables that it reads.  Those that check are constraint triggers,
-- deferred, and refer to the class table; their arguments give the columns.  Those that note what a row has changed are named
-- '#' and the name, so that they fire first when constraints are set immediate.

CREATE FUNCTION tuoyu.ratio_mark() RETURNS trigger
	AS 'MODULE_PATHNAME', 'tuoyu_ratio_mark'
	LANGUAGE C;

COMMENT ON FUNCTION tuoyu.ratio_mark() IS
	'Trigger of a staffing constraint: notes which class a row has changed, and on which days. Argument: the constraint''s name';

CREATE FUNCTION tuoyu.ratio_check() RETURNS trigger
	AS 'MODULE_PATHNAME', 'tuoyu_ratio_check'
	LANGUAGE C;

COMMENT ON FUNCTION tuoyu.ratio_check() IS
	'Constraint trigger of a staffing constraint: checks all classes noted in the transaction (23514). Arguments: the table''s part (enrolment, roster, class, staff, child, institution, certificate, breach_log), then its columns and settings as name=value';

CREATE FUNCTION tuoyu.ratio_truncate() RETURNS trigger
	AS 'MODULE_PATHNAME', 'tuoyu_ratio_truncate'
	LANGUAGE C;

COMMENT ON FUNCTION tuoyu.ratio_truncate() IS
	'Trigger of a staffing constraint: after TRUNCATE, checks all classes at once (23514). Argument: the constraint''s name';

-- Finding a constraint

CREATE FUNCTION tuoyu.ratio_class(name pg_catalog.name, class pg_catalog.regclass DEFAULT NULL) RETURNS pg_catalog.regclass
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	classes oid[] := ARRAY(SELECT DISTINCT t.tgconstrrelid FROM pg_trigger t
		WHERE t.tgname = name AND t.tgfoid = 'tuoyu.ratio_check'::regproc AND t.tgparentid = 0
			AND (class IS NULL OR t.tgconstrrelid = class));
BEGIN
	IF cardinality(classes) > 1 THEN
		RAISE EXCEPTION 'staffing constraint "%" is not unique', name
			USING ERRCODE = 'ambiguous_parameter',
				DETAIL = format('It is on the class tables %s.', array_to_string(classes::regclass[], ', ')),
				HINT = 'Give the class table as the second argument.';
	ELSIF cardinality(classes) = 0 THEN
		RAISE EXCEPTION 'staffing constraint "%" does not exist', name
			USING ERRCODE = 'undefined_object',
				HINT = 'tuoyu.add_ratio_constraint adds one; of a registry, tuoyu.set_registry_checks.';
	END IF;
	RETURN classes[1];
END
$$;

COMMENT ON FUNCTION tuoyu.ratio_class(pg_catalog.name, pg_catalog.regclass) IS
	'The class table of a staffing constraint; an error when there is none (42704), or more than one and none was given (42P08)';

CREATE FUNCTION tuoyu.ratio_triggers(name pg_catalog.name, class pg_catalog.regclass,
	OUT relation pg_catalog.regclass, OUT trigger pg_catalog.name) RETURNS SETOF pg_catalog.record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH checked AS (
		SELECT t.tgrelid AS relation, t.tgparentid AS parent
		FROM pg_catalog.pg_trigger t
		WHERE t.tgname OPERATOR(pg_catalog.=) name AND t.tgconstrrelid OPERATOR(pg_catalog.=) class::pg_catalog.oid
			AND t.tgfoid OPERATOR(pg_catalog.=) 'tuoyu.ratio_check'::pg_catalog.regproc::pg_catalog.oid
	)
	SELECT t.tgrelid::pg_catalog.regclass, t.tgname
	FROM checked c JOIN pg_catalog.pg_trigger t ON t.tgrelid OPERATOR(pg_catalog.=) c.relation
	WHERE t.tgparentid OPERATOR(pg_catalog.=) 0::pg_catalog.oid
		AND ((t.tgname OPERATOR(pg_catalog.=) name
				AND t.tgfoid OPERATOR(pg_catalog.=) 'tuoyu.ratio_check'::pg_catalog.regproc::pg_catalog.oid)
			OR (t.tgfoid IN ('tuoyu.ratio_mark'::pg_catalog.regproc::pg_catalog.oid, 'tuoyu.ratio_truncate'::pg_catalog.regproc::pg_catalog.oid)
				AND t.tgargs OPERATOR(pg_catalog.=) (pg_catalog.convert_to(name::pg_catalog.text, 'UTF8') OPERATOR(pg_catalog.||) '\x00'::pg_catalog.bytea)));
END;

COMMENT ON FUNCTION tuoyu.ratio_triggers(pg_catalog.name, pg_catalog.regclass) IS
	'The triggers that make up a staffing constraint, without those that PostgreSQL itself copies to partitions';

-- TRUNCATE: each partition may be truncated by itself, and PostgreSQL copies triggers of statements to none.  To empty enrolments
-- or children makes nothing worse.

CREATE FUNCTION tuoyu.unguarded_tables(name pg_catalog.name, class pg_catalog.regclass DEFAULT NULL) RETURNS SETOF pg_catalog.regclass
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT t.tgrelid::pg_catalog.regclass
	FROM pg_catalog.pg_trigger t
	WHERE t.tgname OPERATOR(pg_catalog.=) unguarded_tables.name
		AND t.tgconstrrelid OPERATOR(pg_catalog.=) tuoyu.ratio_class(unguarded_tables.name, unguarded_tables.class)::pg_catalog.oid
		AND t.tgfoid OPERATOR(pg_catalog.=) 'tuoyu.ratio_check'::pg_catalog.regproc::pg_catalog.oid
		AND pg_catalog.split_part(pg_catalog.encode(t.tgargs, 'escape'), '\000', 1) IN ('roster', 'class', 'staff', 'certificate', 'institution')
		AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger u
			WHERE u.tgrelid OPERATOR(pg_catalog.=) t.tgrelid
				AND u.tgfoid OPERATOR(pg_catalog.=) 'tuoyu.ratio_truncate'::pg_catalog.regproc::pg_catalog.oid
				AND u.tgargs OPERATOR(pg_catalog.=) (pg_catalog.convert_to(unguarded_tables.name::pg_catalog.text, 'UTF8') OPERATOR(pg_catalog.||) '\x00'::pg_catalog.bytea))
	ORDER BY t.tgrelid;
END;

COMMENT ON FUNCTION tuoyu.unguarded_tables(pg_catalog.name, pg_catalog.regclass) IS
	'Tables of a staffing constraint that could be truncated without a check: partitions that were made or attached after it was added. tuoyu.guard_partitions cures it';

CREATE PROCEDURE tuoyu.guard_partitions(name pg_catalog.name, class pg_catalog.regclass DEFAULT NULL)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	unguarded regclass;
BEGIN
	FOR unguarded IN SELECT * FROM tuoyu.unguarded_tables(name, class) LOOP
		EXECUTE format('CREATE TRIGGER %I AFTER TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION tuoyu.ratio_truncate(%L)',
			'#' || name || ' truncate', unguarded, name);
	END LOOP;
END
$$;

COMMENT ON PROCEDURE tuoyu.guard_partitions(pg_catalog.name, pg_catalog.regclass) IS
	'Has TRUNCATE checked on partitions that were made or attached after a staffing constraint was added; for their owner. Writes to their rows are checked without it';

-- Adding and dropping

CREATE PROCEDURE tuoyu.add_ratio_check(name pg_catalog.name, class pg_catalog.regclass, relation pg_catalog.regclass,
	part pg_catalog.text, settings pg_catalog.text[])
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	arguments text := array_to_string(ARRAY(SELECT quote_literal(s) FROM unnest(part || settings) s WHERE s IS NOT NULL), ', ');
BEGIN
	EXECUTE format('CREATE CONSTRAINT TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %s FROM %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tuoyu.ratio_check(%s)',
		name, relation, class, arguments);
END
$$;

COMMENT ON PROCEDURE tuoyu.add_ratio_check(pg_catalog.name, pg_catalog.regclass, pg_catalog.regclass, pg_catalog.text, pg_catalog.text[]) IS
	'The trigger of a staffing constraint that checks, with its settings, on one of its tables (part of add_ratio_constraint)';

CREATE PROCEDURE tuoyu.add_ratio_triggers(name pg_catalog.name, class pg_catalog.regclass, relation pg_catalog.regclass,
	part pg_catalog.text, settings pg_catalog.text[])
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION tuoyu.ratio_mark(%L)',
		'#' || name, relation, name);
	CALL tuoyu.add_ratio_check(name, class, relation, part, settings);
END
$$;

COMMENT ON PROCEDURE tuoyu.add_ratio_triggers(pg_catalog.name, pg_catalog.regclass, pg_catalog.regclass, pg_catalog.text, pg_catalog.text[]) IS
	'The triggers of a staffing constraint on one of its tables (part of add_ratio_constraint)';

CREATE PROCEDURE tuoyu.ratio_validate(name pg_catalog.name, class pg_catalog.regclass, rows pg_catalog.bool DEFAULT true)
	AS 'MODULE_PATHNAME', 'tuoyu_ratio_validate'
	LANGUAGE C;

COMMENT ON PROCEDURE tuoyu.ratio_validate(pg_catalog.name, pg_catalog.regclass, pg_catalog.bool) IS
	'Checks the columns of a staffing constraint and, unless rows is false, all classes under a staffing constraint, whatever row security hides, and raises the error for the first that violates it (23514); for the owner of the class table. With rows, refused while a partition is not guarded against TRUNCATE (55000, see guard_partitions)';

CREATE FUNCTION tuoyu.default_ratio_checks() RETURNS pg_catalog.text[]
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN '{caregivers,certificates,class_size,admission,stay,containment}'::pg_catalog.text[];

COMMENT ON FUNCTION tuoyu.default_ratio_checks() IS 'What a staffing constraint enforces when nothing is said';

CREATE FUNCTION tuoyu.add_ratio_constraint(
	name pg_catalog.name,
	enrolment pg_catalog.regclass,
	roster pg_catalog.regclass,
	class pg_catalog.regclass,
	staff pg_catalog.regclass DEFAULT NULL,
	child pg_catalog.regclass DEFAULT NULL,
	institution pg_catalog.regclass DEFAULT NULL,
	ratio tuoyu.staff_ratio DEFAULT NULL,
	region tuoyu.region_code DEFAULT NULL,
	caregiver_role pg_catalog.text DEFAULT '保育人员',
	enrolment_institution pg_catalog.name DEFAULT 'institution_id',
	enrolment_class pg_catalog.name DEFAULT 'class_id',
	enrolment_child pg_catalog.name DEFAULT 'child_id',
	enrolment_during pg_catalog.name DEFAULT 'during',
	roster_institution pg_catalog.name DEFAULT 'institution_id',
	roster_class pg_catalog.name DEFAULT 'class_id',
	roster_staff pg_catalog.name DEFAULT 'staff_id',
	roster_during pg_catalog.name DEFAULT 'during',
	class_institution pg_catalog.name DEFAULT 'institution_id',
	class_id pg_catalog.name DEFAULT 'class_id',
	class_during pg_catalog.name DEFAULT 'during',
	class_places pg_catalog.name DEFAULT 'places',
	class_kind pg_catalog.name DEFAULT 'kind',
	class_ratio pg_catalog.name DEFAULT NULL,
	staff_institution pg_catalog.name DEFAULT 'institution_id',
	staff_id pg_catalog.name DEFAULT 'staff_id',
	staff_role pg_catalog.name DEFAULT 'role',
	staff_during pg_catalog.name DEFAULT 'during',
	child_institution pg_catalog.name DEFAULT 'institution_id',
	child_id pg_catalog.name DEFAULT 'child_id',
	child_birth_date pg_catalog.name DEFAULT 'birth_date',
	institution_id pg_catalog.name DEFAULT 'institution_id',
	institution_region pg_catalog.name DEFAULT 'region',
	validate pg_catalog.bool DEFAULT true,
	checks pg_catalog.text[] DEFAULT tuoyu.default_ratio_checks(),
	mode pg_catalog.text DEFAULT 'enforce',
	breach_log pg_catalog.regclass DEFAULT NULL,
	certificate pg_catalog.regclass DEFAULT NULL,
	certificate_institution pg_catalog.name DEFAULT 'institution_id',
	certificate_staff pg_catalog.name DEFAULT 'staff_id',
	certificate_kind pg_catalog.name DEFAULT 'kind',
	certificate_during pg_catalog.name DEFAULT 'during',
	institution_kind pg_catalog.name DEFAULT NULL,
	institution_places pg_catalog.name DEFAULT NULL
) RETURNS pg_catalog.void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	IF name IS NULL OR enrolment IS NULL OR roster IS NULL OR class IS NULL THEN
		RAISE EXCEPTION 'a staffing constraint needs a name, an enrolment, a roster and a class table'
			USING ERRCODE = 'null_value_not_allowed';
	ELSIF octet_length(name) > 50 THEN
		RAISE EXCEPTION 'name "%" is too long for a staffing constraint', name
			USING ERRCODE = 'name_too_long', DETAIL = 'Names of its triggers are made from it.', HINT = 'Use at most 50 bytes.';
	ELSIF ('#' || name) COLLATE "C" >= name::text COLLATE "C" THEN
		RAISE EXCEPTION 'name "%" cannot be used for a staffing constraint', name
			USING ERRCODE = 'invalid_name', HINT = 'Begin it with a letter.';
	ELSIF EXISTS (SELECT FROM tuoyu.ratio_triggers(name, class)) THEN
		RAISE EXCEPTION 'staffing constraint "%" of class table "%" already exists', name, class
			USING ERRCODE = 'duplicate_object', HINT = 'Take it off with tuoyu.drop_ratio_constraint, or choose another name.';
	END IF;
	PERFORM tuoyu.check_ratio_mode(mode);
	CALL tuoyu.add_ratio_triggers(name, class, class, 'class', ARRAY['institution=' || class_institution, 'class=' || class_id,
		'during=' || class_during, 'places=' || class_places, 'kind=' || class_kind, 'ratio=' || class_ratio,
		'ratio_of_all=' || ratio::text, 'region_of_all=' || rpad(region::text, 12, '0'),
		'checks=' || array_to_string(coalesce(checks, tuoyu.default_ratio_checks()), ','),
		'mode=' || NULLIF(mode, 'enforce')]);
	CALL tuoyu.add_ratio_triggers(name, class, roster, 'roster', ARRAY['institution=' || roster_institution,
		'class=' || roster_class, 'staff=' || roster_staff, 'during=' || roster_during]);
	CALL tuoyu.add_ratio_triggers(name, class, enrolment, 'enrolment', ARRAY['institution=' || enrolment_institution,
		'class=' || enrolment_class, 'child=' || enrolment_child, 'during=' || enrolment_during]);
	IF staff IS NOT NULL THEN
		CALL tuoyu.add_ratio_triggers(name, class, staff, 'staff', ARRAY['institution=' || staff_institution,
			'staff=' || staff_id, 'role=' || staff_role, 'during=' || staff_during, 'caregiver_role=' || caregiver_role]);
	END IF;
	IF child IS NOT NULL THEN
		CALL tuoyu.add_ratio_triggers(name, class, child, 'child', ARRAY['institution=' || child_institution,
			'child=' || child_id, 'birth=' || child_birth_date]);
	END IF;
	IF institution IS NOT NULL THEN
		CALL tuoyu.add_ratio_triggers(name, class, institution, 'institution', ARRAY['institution=' || institution_id,
			'region=' || institution_region, 'kind=' || institution_kind, 'places=' || institution_places]);
	END IF;
	IF certificate IS NOT NULL THEN
		CALL tuoyu.add_ratio_triggers(name, class, certificate, 'certificate', ARRAY['institution=' || certificate_institution,
			'staff=' || certificate_staff, 'kind=' || certificate_kind, 'during=' || certificate_during]);
	END IF;
	IF breach_log IS NOT NULL THEN
		CALL tuoyu.add_breach_log(name, class, breach_log);
	END IF;
	CALL tuoyu.guard_partitions(name, class);
	CALL tuoyu.ratio_validate(name, class, validate);
END
$$;

COMMENT ON FUNCTION tuoyu.add_ratio_constraint(pg_catalog.name, pg_catalog.regclass, pg_catalog.regclass, pg_catalog.regclass,
	pg_catalog.regclass, pg_catalog.regclass, pg_catalog.regclass, tuoyu.staff_ratio, tuoyu.region_code, pg_catalog.text,
	pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name,
	pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name,
	pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name,
	pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.bool, pg_catalog.text[], pg_catalog.text, pg_catalog.regclass,
	pg_catalog.regclass, pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name, pg_catalog.name) IS
	'Puts the staffing guarantee on any tables: no committed state has a class with too few caregivers, with too many children, with a child admitted at the wrong age, or with an enrolment or roster entry outside its days (23514). Columns are given by name (NULL: there is none); ratio, or the column class_ratio, goes before the rules of the catalogue for class_kind; region is where the class is when there is no institution table; validate checks what is there, whatever the mode; mode and breach_log: see set_ratio_mode; checks says what is enforced, of: caregivers (enough of them in each class), certificates (only those count who hold, on that day, the certificate that a staffing_rule asks for), class_size, admission (band on the first day of a stay), stay (no longer than a band_rule lets children stay; most rules set no end), containment (enrolment and roster inside their days), places (children of all classes against the column institution_places; not by default), roles (staff of each role at the institution against the staffing_rule of scope institution; not by default); others are refused (22023)';

CREATE FUNCTION tuoyu.ratio_checks(name pg_catalog.name, class pg_catalog.regclass DEFAULT NULL) RETURNS pg_catalog.text[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT pg_catalog.string_to_array("substring"(pg_catalog.encode(t.tgargs, 'escape'), '\\000checks=([a-z_,]*)\\000'), ',')
	FROM pg_catalog.pg_trigger t
	WHERE t.tgrelid OPERATOR(pg_catalog.=) tuoyu.ratio_class(ratio_checks.name, ratio_checks.class)::pg_catalog.oid
		AND t.tgname OPERATOR(pg_catalog.=) ratio_checks.name
		AND t.tgfoid OPERATOR(pg_catalog.=) 'tuoyu.ratio_check'::pg_catalog.regproc::pg_catalog.oid;
END;

COMMENT ON FUNCTION tuoyu.ratio_checks(pg_catalog.name, pg_catalog.regclass) IS
	'What a staffing constraint enforces, by the names that add_ratio_constraint and set_ratio_checks take';

CREATE FUNCTION tuoyu.set_ratio_checks(name pg_catalog.name, checks pg_catalog.text[], class pg_catalog.regclass DEFAULT NULL,
	validate pg_catalog.bool DEFAULT true) RETURNS pg_catalog.void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	target regclass := tuoyu.ratio_class(name, class);
BEGIN
	IF checks IS NULL THEN
		RAISE EXCEPTION 'the checks of a staffing constraint must not be null' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	PERFORM tuoyu.ratio_set(name, target, 'checks', array_to_string(checks, ','));
	IF checks = '{}' THEN
		RAISE WARNING 'staffing constraint "%" checks nothing from now on', name
			USING HINT = 'tuoyu.default_ratio_checks() are the usual checks.';
	END IF;
	CALL tuoyu.ratio_validate(name, target, validate);
END
$$;

COMMENT ON FUNCTION tuoyu.set_ratio_checks(pg_catalog.name, pg_catalog.text[], pg_catalog.regclass, pg_catalog.bool) IS
	'Makes a staffing constraint enforce these checks and no others (see add_ratio_constraint); validate checks what is there (23514). Unknown check: 22023. For the owner of the class table';

CREATE FUNCTION tuoyu.drop_ratio_constraint(name pg_catalog.name, class pg_catalog.regclass DEFAULT NULL) RETURNS pg_catalog.void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	of_class regclass := tuoyu.ratio_class(name, class);
	t record;
BEGIN
	FOR t IN SELECT * FROM tuoyu.ratio_triggers(name, of_class) ORDER BY relation <> of_class, relation, trigger LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', t.trigger, t.relation);
	END LOOP;
END
$$;

COMMENT ON FUNCTION tuoyu.drop_ratio_constraint(pg_catalog.name, pg_catalog.regclass) IS
	'Takes a staffing constraint off all its tables. The class table is needed only where several have a constraint of that name';

-- The whole of it

CREATE FUNCTION tuoyu.class_violations(name pg_catalog.name, class pg_catalog.regclass,
	OUT institution_id pg_catalog.int8, OUT class_id pg_catalog.int8, OUT during pg_catalog.daterange, OUT problem pg_catalog.text,
	OUT children pg_catalog.int4, OUT caregivers pg_catalog.numeric, OUT required pg_catalog.int4, OUT places pg_catalog.int4,
	OUT child_id pg_catalog.int8, OUT staff_id pg_catalog.int8) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME', 'tuoyu_ratio_violations'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10000 ROWS 100;

COMMENT ON FUNCTION tuoyu.class_violations(pg_catalog.name, pg_catalog.regclass) IS
	'ratio_violations for the constraint of that name on that class table';

CREATE FUNCTION tuoyu.ratio_violations(name pg_catalog.name, class pg_catalog.regclass DEFAULT NULL,
	OUT institution_id pg_catalog.int8, OUT class_id pg_catalog.int8, OUT during pg_catalog.daterange, OUT problem pg_catalog.text,
	OUT children pg_catalog.int4, OUT caregivers pg_catalog.numeric, OUT required pg_catalog.int4, OUT places pg_catalog.int4,
	OUT child_id pg_catalog.int8, OUT staff_id pg_catalog.int8) RETURNS SETOF pg_catalog.record
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT v.* FROM tuoyu.class_violations(ratio_violations.name, tuoyu.ratio_class(ratio_violations.name, ratio_violations.class)) v;
END;

COMMENT ON FUNCTION tuoyu.ratio_violations(pg_catalog.name, pg_catalog.regclass) IS
	'Everything that violates a staffing constraint, over all classes and days, as far as the caller may read the tables: one row for each stretch of days with the same numbers. problem: 保育人员不足 (required more caregivers than there are), 超过班额 (more children than places), 入班月龄不符, 超过留班月龄, 超过核定托位 (of the institution), 某岗位人员不足 (such as 保健人员不足: of that role at the institution; class_id is NULL in both), 收托超出开班期间, 排班超出开班期间, 排班超出任职期间, 班级不存在. A warning names partitions that are not guarded against TRUNCATE (see guard_partitions)';
