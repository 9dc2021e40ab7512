-- What if: the lines of a registry under the law and under scenarios laid over it, side by side.  Nothing is written.
--
-- Amounts come from the same facts as the view subsidy_due; scenario_lines is the only place that asks for them.  A payee is
-- a child at an institution, or the institution itself for what is not paid by the child.

CREATE FUNCTION tuoyu.check_scenarios(registry pg_catalog.name, period pg_catalog.daterange, scenarios pg_catalog.text[]) RETURNS pg_catalog.void
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	t regclass;
	missing text[] := scenarios;
	known text[];
BEGIN
	PERFORM tuoyu.check_registry(registry);
	IF period IS NULL OR array_position(scenarios, NULL) IS NOT NULL THEN
		RAISE EXCEPTION 'period and names of scenarios must not be null' USING ERRCODE = 'null_value_not_allowed';
	ELSIF isempty(period) OR lower_inf(period) OR upper_inf(period) OR NOT isfinite(lower(period)) OR NOT isfinite(upper(period)) THEN
		RAISE EXCEPTION 'period of a comparison must have a first and a last day' USING ERRCODE = 'invalid_parameter_value',
			DETAIL = format('It is %s.', period);
	END IF;
	-- whichever tables of the catalogue have scenarios
	FOR t IN
		SELECT a.attrelid FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		WHERE c.relnamespace = 'tuoyu'::regnamespace AND c.relkind = 'r' AND a.attname = 'scenario' AND NOT a.attisdropped
	LOOP
		EXECUTE format('SELECT array_agg(DISTINCT scenario) FROM %s WHERE scenario = ANY ($1)', t) INTO known USING missing;
		missing := ARRAY(SELECT s FROM unnest(missing) s WHERE s <> ALL (COALESCE(known, '{}')));
	END LOOP;
	IF missing <> '{}' THEN
		RAISE EXCEPTION 'scenario "%" does not exist', missing[1] USING ERRCODE = 'undefined_object',
			DETAIL = 'No row of the policy catalogue has that name in its column scenario.',
			HINT = 'A scenario is made by rows with its name, such as a subsidy_rule or a policy_parameter.';
	END IF;
END
$$;

COMMENT ON FUNCTION tuoyu.check_scenarios(pg_catalog.name, pg_catalog.daterange, pg_catalog.text[]) IS
	'Refuses what cannot be compared: no registry (3F000), nulls (22004), a period without ends (22023), a scenario without any row (42704)';

CREATE FUNCTION tuoyu.scenario_lines(registry pg_catalog.name, period pg_catalog.daterange, scenario pg_catalog.text DEFAULT NULL)
	RETURNS TABLE (institution_id pg_catalog.int8, child_id pg_catalog.int8, event_id pg_catalog.int8, region pg_catalog.text,
		class_kind pg_catalog.text, item pg_catalog.text, payee pg_catalog.text, rule pg_catalog.text, due_on pg_catalog.date,
		amount pg_catalog.numeric, funder_shares pg_catalog.jsonb)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100000
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	PERFORM tuoyu.check_scenarios(registry, period, CASE WHEN scenario IS NULL THEN '{}'::text[] ELSE ARRAY[scenario] END);
	RETURN QUERY EXECUTE tuoyu.settlement_query(registry, '$1', 'true',
		'(SELECT p.* FROM tuoyu.subsidy_rule s CROSS JOIN LATERAL jsonb_populate_record(s, ''{"scenario": null}'') p WHERE s.scenario IS NULL OR s.scenario = $2)',
		', $2', true, true) || $query$
		SELECT line.institution_id, line.child_id, line.event_id, line.place::text, tuoyu.settlement_fact(line.fact, line.trace) ->> 'class_kind', line.item, line.payee, line.rule, line.due_on,
			line.amount::numeric, line.funder_shares
		FROM line CROSS JOIN asked
		WHERE asked.during @> line.due_on AND NOT line.lost$query$
		USING period, scenario;
END
$$;

COMMENT ON FUNCTION tuoyu.scenario_lines(pg_catalog.name, pg_catalog.daterange, pg_catalog.text) IS
	'What falls due in a registry within the days given, line by line as settle would write it, under the law (null) or under a scenario laid over it. Errors as check_scenarios';

CREATE FUNCTION tuoyu.scenario_effect(registry pg_catalog.name, period pg_catalog.daterange, VARIADIC scenarios pg_catalog.text[] DEFAULT '{}')
	RETURNS TABLE (scenario pg_catalog.text, institution_id pg_catalog.int8, child_id pg_catalog.int8, region pg_catalog.text, region_name pg_catalog.text,
		baseline pg_catalog.numeric, amount pg_catalog.numeric, difference pg_catalog.numeric, effect pg_catalog.text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10000
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	PERFORM tuoyu.check_scenarios(registry, period, scenario_effect.scenarios);
	RETURN QUERY
	WITH law AS MATERIALIZED (
		SELECT l.institution_id, l.child_id, l.region, sum(l.amount) AS amount
		FROM tuoyu.scenario_lines(registry, period) l
		GROUP BY l.institution_id, l.child_id, l.region
	), both_sides AS (
		SELECT s.name, l.institution_id, l.child_id, l.region, l.amount, 0::numeric AS baseline
		FROM (SELECT DISTINCT unnest(scenario_effect.scenarios) AS name) s CROSS JOIN LATERAL tuoyu.scenario_lines(registry, period, s.name) l
		UNION ALL
		SELECT s.name, l.institution_id, l.child_id, l.region, 0, l.amount
		FROM (SELECT DISTINCT unnest(scenario_effect.scenarios) AS name) s CROSS JOIN law l
	)
	SELECT x.name, x.institution_id, x.child_id, x.region, n.name, x.baseline, x.amount, x.amount - x.baseline,
		CASE sign(x.amount - x.baseline) WHEN 1 THEN '增加' WHEN -1 THEN '减少' ELSE '不变' END
	FROM (
		SELECT p.name, p.institution_id, p.child_id, p.region, sum(p.baseline) AS baseline, sum(p.amount) AS amount
		FROM both_sides p GROUP BY p.name, p.institution_id, p.child_id, p.region
	) x
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) x.region::tuoyu.region_code;
END
$$;

COMMENT ON FUNCTION tuoyu.scenario_effect(pg_catalog.name, pg_catalog.daterange, pg_catalog.text[]) IS
	'Who gains or loses under scenarios, against the law in force: a row for each scenario and child (child_id null: the institution, for what is not paid by the child) with what falls due within the days given under the law (baseline) and under the scenario (amount), and the effect 增加, 减少 or 不变. Writes nothing. Errors as check_scenarios';

CREATE FUNCTION tuoyu.compare_scenarios(registry pg_catalog.name, period pg_catalog.daterange, VARIADIC scenarios pg_catalog.text[] DEFAULT '{}')
	RETURNS TABLE (scenario pg_catalog.text, dimension pg_catalog.text, code pg_catalog.text, label pg_catalog.text,
		amount pg_catalog.numeric, baseline pg_catalog.numeric, difference pg_catalog.numeric,
		children_gaining pg_catalog.int8, children_losing pg_catalog.int8, institutions_gaining pg_catalog.int8, institutions_losing pg_catalog.int8,
		gained pg_catalog.numeric, lost pg_catalog.numeric)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	PERFORM tuoyu.check_scenarios(registry, period, compare_scenarios.scenarios);
	RETURN QUERY
	WITH asked AS (
		-- the law goes along as a scenario that changes nothing
		SELECT NULL::text AS name UNION SELECT unnest(compare_scenarios.scenarios)
	), part AS MATERIALIZED (
		SELECT a.name, l.institution_id, l.child_id, d.dimension, d.code, sum(d.amount) AS amount
		FROM asked a
			CROSS JOIN LATERAL tuoyu.scenario_lines(registry, period, a.name) l
			CROSS JOIN LATERAL (
				VALUES ('合计', '', l.amount), ('地区', l.region, l.amount), ('班型', COALESCE(l.class_kind, '不分班型'), l.amount)
				UNION ALL
				SELECT '出资', f.key, f.value::numeric FROM jsonb_each_text(l.funder_shares) f
				UNION ALL
				SELECT '出资', '未载明', l.amount WHERE l.funder_shares = '{}'
			) d (dimension, code, amount)
		GROUP BY a.name, l.institution_id, l.child_id, d.dimension, d.code
	), payee AS (
		SELECT x.name, x.institution_id, x.child_id, x.dimension, x.code, sum(x.amount) AS amount, sum(x.baseline) AS baseline
		FROM (
			SELECT p.name, p.institution_id, p.child_id, p.dimension, p.code, p.amount, 0::numeric AS baseline FROM part p
			UNION ALL
			SELECT a.name, p.institution_id, p.child_id, p.dimension, p.code, 0, p.amount FROM asked a CROSS JOIN part p WHERE p.name IS NULL
		) x
		GROUP BY x.name, x.institution_id, x.child_id, x.dimension, x.code
	), institution AS (
		SELECT p.name, p.dimension, p.code, sum(p.amount) AS amount, sum(p.baseline) AS baseline,
			count(*) FILTER (WHERE p.child_id IS NOT NULL AND p.amount > p.baseline) AS children_gaining,
			count(*) FILTER (WHERE p.child_id IS NOT NULL AND p.amount < p.baseline) AS children_losing,
			COALESCE(sum(p.amount - p.baseline) FILTER (WHERE p.amount > p.baseline), 0) AS gained,
			COALESCE(sum(p.baseline - p.amount) FILTER (WHERE p.amount < p.baseline), 0) AS lost
		FROM payee p
		GROUP BY p.name, p.dimension, p.code, p.institution_id
	)
	SELECT COALESCE(i.name, '现行规定'), i.dimension, i.code, CASE i.dimension WHEN '地区' THEN n.name WHEN '合计' THEN '合计' ELSE i.code END,
		i.amount, i.baseline, i.amount - i.baseline, i.children_gaining, i.children_losing, i.institutions_gaining, i.institutions_losing, i.gained, i.lost
	FROM (
		-- that a funder pays more or less says nothing of whom it pays
		SELECT t.name, t.dimension, t.code, sum(t.amount) AS amount, sum(t.baseline) AS baseline,
			CASE WHEN t.dimension <> '出资' THEN sum(t.children_gaining)::bigint END AS children_gaining,
			CASE WHEN t.dimension <> '出资' THEN sum(t.children_losing)::bigint END AS children_losing,
			CASE WHEN t.dimension <> '出资' THEN count(*) FILTER (WHERE t.amount > t.baseline) END AS institutions_gaining,
			CASE WHEN t.dimension <> '出资' THEN count(*) FILTER (WHERE t.amount < t.baseline) END AS institutions_losing,
			CASE WHEN t.dimension <> '出资' THEN sum(t.gained) END AS gained, CASE WHEN t.dimension <> '出资' THEN sum(t.lost) END AS lost
		FROM institution t
		GROUP BY t.name, t.dimension, t.code
	) i
		LEFT JOIN tuoyu.region n ON i.dimension = '地区' AND n.code::text = i.code
	ORDER BY i.name IS NOT NULL, array_position(compare_scenarios.scenarios, i.name), array_position('{合计,地区,班型,出资}', i.dimension), i.code COLLATE "C";
END
$$;

COMMENT ON FUNCTION tuoyu.compare_scenarios(pg_catalog.name, pg_catalog.daterange, pg_catalog.text[]) IS
	'What scenarios cost against the law in force (scenario 现行规定), for what falls due in a registry within the days given: a row for the whole (dimension 合计), each region of an institution (地区), kind of class (班型) and funder (出资; 未载明 where the rule names none), with amount, baseline, difference, how many children and institutions gain or lose there and the sums gained and lost (of children; of institutions for what is not paid by the child), null for funders. Sum within one dimension only. Writes nothing. Errors as check_scenarios';
