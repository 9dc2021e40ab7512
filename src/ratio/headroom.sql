-- Looking ahead: how many more children a class can take, and what one more child would make short

CREATE FUNCTION tuoyu.class_headroom(name pg_catalog.name, class pg_catalog.regclass, institution_id pg_catalog.int8,
	class_id pg_catalog.int8, during pg_catalog.daterange) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_class_headroom'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;

COMMENT ON FUNCTION tuoyu.class_headroom(pg_catalog.name, pg_catalog.regclass, pg_catalog.int8, pg_catalog.int8, pg_catalog.daterange) IS
	'admission_headroom for the staffing constraint of that name on that class table; institution_id is ignored where its classes have none';

CREATE FUNCTION tuoyu.class_admission_effect(name pg_catalog.name, class pg_catalog.regclass, institution_id pg_catalog.int8,
	class_id pg_catalog.int8, birth_date pg_catalog.date, within pg_catalog.daterange,
	OUT during pg_catalog.daterange, OUT problem pg_catalog.text, OUT children pg_catalog.int4, OUT caregivers pg_catalog.numeric,
	OUT required pg_catalog.int4, OUT places pg_catalog.int4) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME', 'tuoyu_class_admission_effect'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 2;

COMMENT ON FUNCTION tuoyu.class_admission_effect(pg_catalog.name, pg_catalog.regclass, pg_catalog.int8, pg_catalog.int8, pg_catalog.date, pg_catalog.daterange) IS
	'admission_effect for the staffing constraint of that name on that class table; institution_id is ignored where its classes have none';

CREATE FUNCTION tuoyu.registry_constraints(registry pg_catalog.name, OUT name pg_catalog.name, OUT class pg_catalog.regclass)
	RETURNS SETOF pg_catalog.record
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	PERFORM tuoyu.check_registry(registry);
	RETURN QUERY SELECT DISTINCT t.tgname, t.tgconstrrelid::regclass FROM pg_trigger t
		WHERE t.tgconstrrelid = format('%I.class', registry)::regclass AND t.tgfoid = 'tuoyu.ratio_check'::regproc AND t.tgparentid = 0;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'registry "%" has no staffing constraint', registry
			USING ERRCODE = 'undefined_object', HINT = 'tuoyu.add_ratio_constraint adds one; of a registry, tuoyu.set_registry_checks.';
	END IF;
END
$$;

COMMENT ON FUNCTION tuoyu.registry_constraints(pg_catalog.name) IS
	'The staffing constraints on the classes of a registry: usually the one that create_registry made. No registry: 3F000; no constraint: 42704';

CREATE FUNCTION tuoyu.admission_headroom(registry pg_catalog.name, institution_id pg_catalog.int8, class_id pg_catalog.int8,
	during pg_catalog.daterange) RETURNS pg_catalog.int4
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT pg_catalog.min(tuoyu.class_headroom(c.name, c.class, admission_headroom.institution_id, admission_headroom.class_id,
			admission_headroom.during))
	FROM tuoyu.registry_constraints(admission_headroom.registry) c;
END;

COMMENT ON FUNCTION tuoyu.admission_headroom(pg_catalog.name, pg_catalog.int8, pg_catalog.int8, pg_catalog.daterange) IS
	'How many more children a class can take over the whole of these days, as the staffing constraint judges: places, class size by the rule, caregivers on the roster against the requirement on every day. So many children who may begin in it on the first day can be enrolled for these days, and one more cannot. Where a rule reads the children''s own bands (混合) it holds for whichever of them come: what counts on each day is the mixture that requires most, of at most 100 children. 0 when the class is in breach, or not there on all of these days; NULL when nothing limits it. Reads what the caller may read. Errors: no such registry 3F000, no such class 42704, NULL 22004, no days 22023';

CREATE FUNCTION tuoyu.admission_effect(registry pg_catalog.name, institution_id pg_catalog.int8, class_id pg_catalog.int8,
	birth_date pg_catalog.date, during pg_catalog.daterange,
	OUT during pg_catalog.daterange, OUT problem pg_catalog.text, OUT children pg_catalog.int4, OUT caregivers pg_catalog.numeric,
	OUT required pg_catalog.int4, OUT places pg_catalog.int4) RETURNS SETOF pg_catalog.record
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 2
BEGIN ATOMIC
	SELECT DISTINCT e.during, e.problem, e.children, e.caregivers, e.required, e.places
	FROM tuoyu.registry_constraints($1) c CROSS JOIN LATERAL tuoyu.class_admission_effect(c.name, c.class, $2, $3, $4, $5) e
	ORDER BY e.during, e.problem;
END;

COMMENT ON FUNCTION tuoyu.admission_effect(pg_catalog.name, pg_catalog.int8, pg_catalog.int8, pg_catalog.date, pg_catalog.daterange) IS
	'What the staffing constraint would refuse if a child born on that day began in the class for these days: one row for each stretch of days with the same numbers, none when the enrolment would pass. Numbers count the child. problem: 保育人员不足 (required more than the caregivers there), 超过班额 (more children than places), 入班月龄不符 (not in the class''s band on the first day), 收托超出开班期间. Reads what the caller may read. Errors: no such registry 3F000, no such class 42704, NULL 22004, no days 22023, infinite birth 22008';
