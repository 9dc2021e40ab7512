-- What becomes of a breach: an error (enforce), a warning and a row of the breach log (warn), the row alone (record).
--
-- The mode is an argument of the trigger on the class table, like all settings of a constraint.  The breach log is known by a
-- trigger of the constraint's name, too, one that never fires: so it is found by OID, dumped, and may be renamed.

CREATE FUNCTION tuoyu.check_ratio_mode(mode pg_catalog.text) RETURNS pg_catalog.void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	IF mode IS NULL OR mode NOT IN ('enforce', 'warn', 'record') THEN
		RAISE EXCEPTION 'unknown mode of a staffing constraint: %', coalesce('"' || mode || '"', 'null')
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Modes are enforce, warn and record.';
	END IF;
END
$$;

COMMENT ON FUNCTION tuoyu.check_ratio_mode(pg_catalog.text) IS 'Refuses what is no mode of a staffing constraint (22023)';

CREATE FUNCTION tuoyu.create_breach_log(relation pg_catalog.text) RETURNS pg_catalog.regclass
	LANGUAGE plpgsql
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	names text[] := parse_ident(relation);
	made text;
BEGIN
	IF relation IS NULL THEN
		RAISE EXCEPTION 'the name of the breach log must not be null' USING ERRCODE = 'null_value_not_allowed';
	ELSIF cardinality(names) <> 2 THEN
		RAISE EXCEPTION 'the name of a breach log must be given with its schema: %', relation
			USING ERRCODE = 'invalid_name', HINT = 'For example: public.staffing_breach';
	END IF;
	made := format('%I.%I', names[1], names[2]);
	EXECUTE format($make$
		CREATE TABLE %s (
			breach_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
			noticed_at timestamptz NOT NULL,
			transaction_id bigint NOT NULL,
			login text NOT NULL,
			role text NOT NULL,
			constraint_name text NOT NULL,
			problem text NOT NULL,
			institution_id bigint,
			class_id bigint,
			during daterange,
			children integer,
			caregivers numeric,
			required integer,
			places integer,
			child_id bigint,
			staff_id bigint,
			message text NOT NULL
		)$make$, made);
	EXECUTE format('CREATE INDEX ON %s (institution_id, class_id)', made);
	EXECUTE format('CREATE INDEX ON %s (noticed_at)', made);
	CALL tuoyu.describe(names[1]::name, names[2]::name, '照护比约束的违反记录：约束处于 warn 或 record 方式时，提交了哪些本应拒绝的写入',
		'breach_id', '记录标识',
		'noticed_at', '发现时间：写入事务的开始时间',
		'transaction_id', '写入事务的标识',
		'login', '登录角色',
		'role', '检查时的当前角色',
		'constraint_name', '约束名称',
		'problem', '问题，与 ratio_violations 相同；“未逐条列出”一行代表同一次检查中其余的违反',
		'institution_id', '机构标识；约束不涉及机构时为空',
		'class_id', '班标识',
		'during', '违反的期间',
		'children', '在班人数',
		'caregivers', '在班保育人员数',
		'required', '应配保育人员数',
		'places', '最多人数',
		'child_id', '婴幼儿标识',
		'staff_id', '人员标识',
		'message', '说明');
	RETURN made::regclass;
END
$$;

COMMENT ON FUNCTION tuoyu.create_breach_log(pg_catalog.text) IS
	'Makes a breach log, an ordinary table of the caller''s, under a name with schema; for add_ratio_constraint and set_ratio_mode, whose constraints may share one. A row is a breach that a constraint in mode warn or record has let pass and mode enforce would have refused';

CREATE PROCEDURE tuoyu.add_breach_log(name pg_catalog.name, class pg_catalog.regclass, breach_log pg_catalog.regclass)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	former regclass;
BEGIN
	FOR former IN SELECT t.tgrelid FROM pg_trigger t
		WHERE t.tgname = name AND t.tgconstrrelid = class AND t.tgfoid = 'tuoyu.ratio_check'::regproc AND t.tgparentid = 0
			AND starts_with(encode(t.tgargs, 'escape'), 'breach_log\000') LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', name, former);
	END LOOP;
	EXECUTE format('CREATE CONSTRAINT TRIGGER %I AFTER DELETE ON %s FROM %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (false) EXECUTE FUNCTION tuoyu.ratio_check(''breach_log'')',
		name, breach_log, class);
END
$$;

COMMENT ON PROCEDURE tuoyu.add_breach_log(pg_catalog.name, pg_catalog.regclass, pg_catalog.regclass) IS
	'Makes a table the breach log of a staffing constraint, in place of the one before (part of add_ratio_constraint and set_ratio_mode)';

CREATE FUNCTION tuoyu.ratio_set(name pg_catalog.name, class pg_catalog.regclass, setting pg_catalog.text, value pg_catalog.text)
	RETURNS pg_catalog.void
	AS 'MODULE_PATHNAME', 'tuoyu_ratio_set'
	LANGUAGE C;

COMMENT ON FUNCTION tuoyu.ratio_set(pg_catalog.name, pg_catalog.regclass, pg_catalog.text, pg_catalog.text) IS
	'Changes a setting of a staffing constraint in the trigger on its class table, or takes it out (null); for the owner of the class table (42501), not in a transaction with writes that are not yet checked (55006). Waits until transactions that were checked under the old setting are over (part of set_ratio_mode)';

CREATE PROCEDURE tuoyu.set_ratio_mode(name pg_catalog.name, mode pg_catalog.text, class pg_catalog.regclass DEFAULT NULL,
	breach_log pg_catalog.regclass DEFAULT NULL)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	of_class regclass := tuoyu.ratio_class(name, class);
BEGIN
	PERFORM tuoyu.check_ratio_mode(mode);
	IF breach_log IS NOT NULL THEN
		CALL tuoyu.add_breach_log(name, of_class, breach_log);
	END IF;
	PERFORM tuoyu.ratio_set(name, of_class, 'mode', NULLIF(mode, 'enforce'));
END
$$;

COMMENT ON PROCEDURE tuoyu.set_ratio_mode(pg_catalog.name, pg_catalog.text, pg_catalog.regclass, pg_catalog.regclass) IS
	'What a staffing constraint does with a breach: enforce refuses it (23514), warn lets it pass with a warning for each class (ten at most, then their number) and rows in the breach log, record with the rows alone. Needs a breach log (55000), given here or before. For the owner of the class table (42501), not in a transaction with writes that are not yet checked (55006). What is in breach already is neither refused nor logged: see ratio_violations and ratio_validate';

CREATE FUNCTION tuoyu.ratio_mode(name pg_catalog.name, class pg_catalog.regclass DEFAULT NULL) RETURNS pg_catalog.text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT COALESCE("substring"(pg_catalog.encode(t.tgargs, 'escape'), '\\000mode=([a-z]+)\\000'), 'enforce')
	FROM pg_catalog.pg_trigger t
	WHERE t.tgrelid OPERATOR(pg_catalog.=) tuoyu.ratio_class(ratio_mode.name, ratio_mode.class)::pg_catalog.oid
		AND t.tgname OPERATOR(pg_catalog.=) ratio_mode.name
		AND t.tgfoid OPERATOR(pg_catalog.=) 'tuoyu.ratio_check'::pg_catalog.regproc::pg_catalog.oid;
END;

COMMENT ON FUNCTION tuoyu.ratio_mode(pg_catalog.name, pg_catalog.regclass) IS 'The mode of a staffing constraint: enforce, warn or record';
