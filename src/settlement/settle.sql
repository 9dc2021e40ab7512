-- settle: what is due and not yet in the ledger.
--
-- A run of a region and a period looks at the institutions that lie in the region now and at what falls due in the period (a
-- settlement period that ends in it, an event or an instalment of its days).  It computes what is due, holds it against what
-- stands in the ledger for these institutions and days, whichever run wrote it, and writes the difference.  So regions may
-- nest and periods overlap: a run of the province pays what the city's run has not, nothing is ever paid twice, and a run
-- with nothing to add writes nothing.  A line stands while no reversal names it.  Two lines are equal when institution, child
-- or event, item, payee, unit, days, instalment, rule, amount, what the family pays and the funders' parts are.
--
-- What differs is reversed whole and written anew, with the reason (settlement_reason).  Until close_run a run of the same
-- region and period goes on with the open run; after it, with a new one.  What a payee would have to give back in a run (an
-- institution; where the payee is not 机构, the child's family) is carried forward, and taken out of what later runs pay.
--
-- One settlement writes at a time in a registry: each of its transactions first updates the one row of settlement_number, on
-- which the other waits, or which it cannot update under an old snapshot (40001 at REPEATABLE READ).  With batch => n a
-- transaction is committed after every n institutions; the pass stays hidden until the last.  While it is unfinished, another
-- settle of the same region and period goes on with it (also side by side: each takes the next institutions), any other is
-- refused.  One that was interrupted is gone on with by the policy that it began with, if that is still the catalogue's;
-- else its pass is given up and begun anew.

CREATE FUNCTION tuoyu.settlement_fact(fact pg_catalog.jsonb, trace pg_catalog.jsonb) RETURNS pg_catalog.jsonb
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT r.row OPERATOR(pg_catalog.||) COALESCE((
			SELECT pg_catalog.jsonb_build_object('during', pg_catalog.range_agg((d.value OPERATOR(pg_catalog.->>) 'during')::pg_catalog.datemultirange))
			FROM pg_catalog.jsonb_array_elements(fact) d WHERE d.value OPERATOR(pg_catalog.?) 'during'
			HAVING pg_catalog.count(*) OPERATOR(pg_catalog.>) 0), '{}')
	FROM pg_catalog.jsonb_array_elements(fact) WITH ORDINALITY r (row, nth)
	ORDER BY NOT COALESCE((r.row OPERATOR(pg_catalog.->>) 'during')::pg_catalog.datemultirange OPERATOR(pg_catalog.@>) (trace OPERATOR(pg_catalog.->>) 'reference_day')::pg_catalog.date, false), r.nth
	LIMIT 1;
END;

COMMENT ON FUNCTION tuoyu.settlement_fact(pg_catalog.jsonb, pg_catalog.jsonb) IS
	'Of the rows of a fact the one that held on the reference day of a trace (else the first), with the days of all rows';

CREATE FUNCTION tuoyu.standing_days(fact pg_catalog.jsonb) RETURNS pg_catalog.jsonb
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT pg_catalog.jsonb_object_agg(s.standing, s.during)
	FROM (
		SELECT pg_catalog.jsonb_build_array(r OPERATOR(pg_catalog.->) 'filed', r OPERATOR(pg_catalog.->) 'recognised', r OPERATOR(pg_catalog.->) 'grade')::pg_catalog.text AS standing,
			pg_catalog.range_agg((r OPERATOR(pg_catalog.->>) 'during')::pg_catalog.datemultirange) AS during
		FROM pg_catalog.jsonb_array_elements(fact) r
		GROUP BY 1
	) s;
END;

COMMENT ON FUNCTION tuoyu.standing_days(pg_catalog.jsonb) IS 'How the institution of a fact stood on which days, by its rows';

CREATE FUNCTION tuoyu.settlement_reason(was tuoyu.subsidy_line, due tuoyu.subsidy_line, was_fact pg_catalog.jsonb, fact pg_catalog.jsonb)
	RETURNS pg_catalog.text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT COALESCE(pg_catalog.string_agg(DISTINCT c.code, ',' ORDER BY c.code), 'facts')
	FROM tuoyu.explain_difference(was, due, tuoyu.settlement_fact(was_fact, COALESCE((due).trace, (was).trace)),
			tuoyu.settlement_fact(fact, COALESCE((was).trace, (due).trace))) d
		JOIN tuoyu.difference_reasons() r ON r.reason OPERATOR(pg_catalog.=) d.reason
		-- a rule pays for other days of the period where something has changed on them
		CROSS JOIN LATERAL (SELECT CASE WHEN d.what OPERATOR(pg_catalog.<>) tuoyu.fact_label('care') OR was_fact IS NOT DISTINCT FROM settlement_reason.fact THEN r.code
			WHEN tuoyu.standing_days(was_fact) IS DISTINCT FROM tuoyu.standing_days(settlement_reason.fact) THEN 'standing' ELSE 'facts' END AS code) c;
END;

COMMENT ON FUNCTION tuoyu.settlement_reason(tuoyu.subsidy_line, tuoyu.subsidy_line, pg_catalog.jsonb, pg_catalog.jsonb) IS
	'Why a line is not what it was, from the lines and facts then and now, null where there is none: the codes of explain_difference''s reasons (facts, policy, fee, band, standing, birth_order, calendar), several with commas between';

CREATE FUNCTION tuoyu.settlement_line_of(line pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN pg_catalog.format('CASE WHEN (%1$s).rule IS NOT NULL THEN ROW((%1$s).item, (%1$s).payee, (%1$s).unit, (%1$s).during, (%1$s).amount, (%1$s).family_pays, (%1$s).funder_shares, (%1$s).instalment, (%1$s).rule, (%1$s).document, (%1$s).doc_number, (%1$s).clause, (%1$s).trace ->> ''formula'', NULL, (%1$s).trace)::tuoyu.subsidy_line END', line);

COMMENT ON FUNCTION tuoyu.settlement_line_of(pg_catalog.text) IS 'SQL for a line of the ledger as the subsidy_line that it was';

CREATE FUNCTION tuoyu.negated(parts pg_catalog.jsonb) RETURNS pg_catalog.jsonb
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT COALESCE(pg_catalog.jsonb_object_agg(p.key, OPERATOR(pg_catalog.-) p.value::pg_catalog.numeric), '{}')
	FROM pg_catalog.jsonb_each(parts) p;
END;

COMMENT ON FUNCTION tuoyu.negated(pg_catalog.jsonb) IS 'The amounts of an object, each with the opposite sign';

-- Writing

CREATE FUNCTION tuoyu.settlement_rules(policy pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN pg_catalog.format('jsonb_populate_recordset(NULL::tuoyu.subsidy_rule, %s -> ''subsidy_rule'')', policy);

COMMENT ON FUNCTION tuoyu.settlement_rules(pg_catalog.text) IS 'SQL for the subsidy rules of a kept policy';

CREATE FUNCTION tuoyu.settlement_standing(registry pg_catalog.name) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN pg_catalog.format($query$
		SELECT s.*
		FROM %1$I.settlement_line s
			JOIN %1$I.settlement_pass p ON p.run_id = s.run_id AND p.pass = s.pass AND p.whole
			LEFT JOIN (
				SELECT v.institution_id, v.due_on, v.reverses
				FROM %1$I.settlement_line v
					JOIN %1$I.settlement_pass p ON p.run_id = v.run_id AND p.pass = v.pass AND p.whole
				WHERE v.kind = 'reversal' AND v.due_on >= lower($1) AND v.due_on < upper($1)
			) v ON v.institution_id = s.institution_id AND v.due_on = s.due_on AND v.reverses = s.line_id
		-- the days by comparison: so the index finds them, and statistics say how many
		WHERE s.due_on >= lower($1) AND s.due_on < upper($1) AND s.kind IN ('payment', 'correction', 'withheld') AND v.reverses IS NULL
			AND s.institution_id = ANY ($2)$query$, registry);

COMMENT ON FUNCTION tuoyu.settlement_standing(pg_catalog.name) IS 'SQL for the lines that stand in the ledger for the institutions $2 and the days $1';

-- Nothing stands yet: what is due is all that is to be written.
CREATE FUNCTION tuoyu.settlement_insert_new(registry pg_catalog.name, pooled pg_catalog.bool) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN tuoyu.settlement_query(registry, '$1', 'institution_id = ANY ($2)', tuoyu.settlement_rules('$3'), ', NULL, $3', true, pooled) OPERATOR(pg_catalog.||) pg_catalog.format($query$
	INSERT INTO %1$I.settlement_line (institution_id, due_on, run_id, pass, kind, region, child_id, event_id, item, payee, unit, settlement_period,
		during, instalment, rule, amount, withheld, family_pays, funder_shares, document, doc_number, clause, reason, trace, fact)
	SELECT institution_id, due_on, $4, $5, CASE WHEN lost THEN 'withheld' WHEN amount::numeric < 0 THEN 'correction' ELSE 'payment' END, place,
		child_id, event_id, item, payee, unit, settlement_period, during, instalment, rule,
		CASE WHEN lost THEN '0' ELSE amount END, CASE WHEN lost THEN amount END, CASE WHEN NOT lost THEN family_pays END,
		CASE WHEN lost THEN '{}' ELSE funder_shares END, document, doc_number, clause, CASE WHEN lost THEN 'duplicate' END, trace, fact
	FROM line
	WHERE $1 @> due_on$query$, registry);

COMMENT ON FUNCTION tuoyu.settlement_insert_new(pg_catalog.name, pg_catalog.bool) IS
	'SQL that writes what is due where nothing stands in the ledger: period $1, institutions $2, policy $3, run $4, pass $5';

-- Something stands: what is due and stands is left alone, the rest paired, item by item.
CREATE FUNCTION tuoyu.settlement_insert_changes(registry pg_catalog.name, pooled pg_catalog.bool) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN tuoyu.settlement_query(registry, '$1', 'institution_id = ANY ($2)', tuoyu.settlement_rules('$3'), ', NULL, $3', true, pooled) OPERATOR(pg_catalog.||)
		', standing AS (' OPERATOR(pg_catalog.||) tuoyu.settlement_standing(registry) OPERATOR(pg_catalog.||) pg_catalog.format($query$
	), due AS (
		SELECT institution_id, due_on, place AS region, child_id, event_id, item, payee, unit, settlement_period, during, instalment, rule,
			CASE WHEN lost THEN '0' ELSE amount END AS amount, CASE WHEN lost THEN amount END AS withheld,
			CASE WHEN NOT lost THEN family_pays END AS family_pays, CASE WHEN lost THEN '{}' ELSE funder_shares END AS funder_shares,
			document, doc_number, clause, trace, fact
		FROM line
		WHERE $1 @> due_on
	), difference AS MATERIALIZED (
		SELECT d.institution_id IS NOT NULL AS is_due, s.line_id, %2$s
		FROM due d
			FULL JOIN standing s ON d.institution_id = s.institution_id AND d.due_on = s.due_on AND d.item = s.item AND d.rule = s.rule AND d.during = s.during
				AND COALESCE(d.child_id, -1) = COALESCE(s.child_id, -1) AND COALESCE(d.event_id, -1) = COALESCE(s.event_id, -1)
				AND (d.child_id IS NULL) = (s.child_id IS NULL) AND (d.event_id IS NULL) = (s.event_id IS NULL)
				AND d.payee = s.payee AND d.unit = s.unit AND COALESCE(d.instalment, 0) = COALESCE(s.instalment, 0)
				AND d.amount::numeric = s.amount::numeric AND COALESCE(d.withheld::numeric, -0.001) = COALESCE(s.withheld::numeric, -0.001)
				AND COALESCE(d.family_pays::numeric, -0.001) = COALESCE(s.family_pays::numeric, -0.001) AND d.funder_shares = s.funder_shares
		WHERE d.institution_id IS NULL OR s.institution_id IS NULL
	), numbered AS (
		SELECT *, row_number() OVER (PARTITION BY is_due, institution_id, due_on, child_id, event_id, item, settlement_period, instalment ORDER BY during, rule, payee) AS nth
		FROM difference
	), paired AS (
		SELECT d AS due, s AS was
		FROM (SELECT * FROM numbered WHERE is_due) d
			FULL JOIN (SELECT * FROM numbered WHERE NOT is_due) s ON d.institution_id = s.institution_id AND d.due_on = s.due_on
				AND COALESCE(d.child_id, -1) = COALESCE(s.child_id, -1) AND COALESCE(d.event_id, -1) = COALESCE(s.event_id, -1)
				AND d.item = s.item AND d.settlement_period = s.settlement_period AND COALESCE(d.instalment, 0) = COALESCE(s.instalment, 0) AND d.nth = s.nth
	), explained AS (
		SELECT p.due, p.was, CASE
				WHEN (p.due).withheld IS NOT NULL OR (p.was).withheld IS NOT NULL THEN 'duplicate'
				WHEN (p.was).institution_id IS NOT NULL THEN tuoyu.settlement_reason(%3$s, %4$s, (p.was).fact, COALESCE((p.due).fact, f.fact))
				-- late: is the rule new to a run that was over these days?
				WHEN NOT e.policy -> 'subsidy_rule' @> jsonb_build_array(r.rule_row) THEN 'policy'
				WHEN e.policy IS NOT NULL THEN 'facts'
			END AS reason
		FROM paired p
			-- what is known now of a child or event for which nothing is due any more
			LEFT JOIN fact f ON (p.due).institution_id IS NULL AND NOT f.lost AND f.institution_id = (p.was).institution_id
				AND COALESCE(f.child_id, -1) = COALESCE((p.was).child_id, -1) AND COALESCE(f.event_id, -1) = COALESCE((p.was).event_id, -1)
			LEFT JOIN LATERAL (
				SELECT q.policy
				FROM %1$I.settlement_pass q JOIN %1$I.settlement_run o ON o.run_id = q.run_id
				WHERE q.whole AND o.region OPERATOR(tuoyu.@>) (p.due).region AND o.period @> (p.due).due_on
				ORDER BY q.finished_at DESC LIMIT 1
			) e ON (p.was).institution_id IS NULL
			LEFT JOIN (SELECT value ->> 'rule' AS rule, value AS rule_row FROM jsonb_array_elements($3 -> 'subsidy_rule')) r ON r.rule = (p.due).rule
	)
	INSERT INTO %1$I.settlement_line (institution_id, due_on, run_id, pass, kind, region, child_id, event_id, item, payee, unit, settlement_period,
		during, instalment, rule, amount, withheld, family_pays, funder_shares, document, doc_number, clause, reason, reverses, trace, fact)
	SELECT (was).institution_id, (was).due_on, $4, $5, 'reversal',
		(was).region, (was).child_id, (was).event_id, (was).item, (was).payee, (was).unit, (was).settlement_period, (was).during, (was).instalment, (was).rule,
		OPERATOR(tuoyu.-) (was).amount, NULL::tuoyu.yuan, NULL::tuoyu.yuan, tuoyu.negated((was).funder_shares), (was).document, (was).doc_number, (was).clause, reason, (was).line_id, NULL::jsonb, NULL::jsonb
	FROM explained WHERE (was).institution_id IS NOT NULL
	UNION ALL
	SELECT (due).institution_id, (due).due_on, $4, $5,
		CASE WHEN (due).withheld IS NOT NULL THEN 'withheld' WHEN reason IS NOT NULL OR (due).amount::numeric < 0 THEN 'correction' ELSE 'payment' END,
		(due).region, (due).child_id, (due).event_id, (due).item, (due).payee, (due).unit, (due).settlement_period, (due).during, (due).instalment, (due).rule,
		(due).amount, (due).withheld, (due).family_pays, (due).funder_shares, (due).document, (due).doc_number, (due).clause, reason, NULL, (due).trace, (due).fact
	FROM explained WHERE (due).institution_id IS NOT NULL$query$, registry, (
		SELECT pg_catalog.string_agg(pg_catalog.format('COALESCE(d.%1$s, s.%1$s) AS %1$s', c), ', ')
		FROM pg_catalog.unnest('{institution_id,due_on,region,child_id,event_id,item,payee,unit,settlement_period,during,instalment,rule,amount,withheld,family_pays,funder_shares,document,doc_number,clause,trace,fact}'::pg_catalog.text[]) c), tuoyu.settlement_line_of('p.was'), tuoyu.settlement_line_of('p.due'));

COMMENT ON FUNCTION tuoyu.settlement_insert_changes(pg_catalog.name, pg_catalog.bool) IS
	'SQL that writes what differs between what is due and what stands in the ledger; parameters as in settlement_insert_new';

-- A payee's total in the run is not below 0; what is owed is taken out of the total as far as it goes.
CREATE FUNCTION tuoyu.settlement_insert_carry(registry pg_catalog.name) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN pg_catalog.format($query$
	WITH changed AS MATERIALIZED (
		SELECT DISTINCT institution_id FROM %1$I.settlement_line WHERE kind NOT IN ('payment', 'withheld') AND institution_id = ANY ($2)
	), counted AS (
		SELECT l.*, CASE WHEN l.payee <> '机构' THEN l.child_id END AS family
		FROM changed
			JOIN %1$I.settlement_line l ON l.institution_id = changed.institution_id
			LEFT JOIN %1$I.settlement_pass p ON p.run_id = l.run_id AND p.pass = l.pass
		WHERE p.whole OR (l.run_id = $4 AND l.pass = $5)
	), account AS (
		SELECT institution_id, payee, family, (array_agg(region ORDER BY line_id DESC))[1] AS region,
			COALESCE(sum(amount::numeric) FILTER (WHERE run_id = $4), 0) AS payment,
			COALESCE(sum(amount::numeric) FILTER (WHERE kind IN ('carry_forward', 'recovery')), 0) AS owed
		FROM counted
		GROUP BY institution_id, payee, family
		HAVING bool_or(run_id = $4 AND pass = $5)
	), carry AS (
		SELECT *, GREATEST(- payment, - owed) AS amount FROM account
	)
	INSERT INTO %1$I.settlement_line (institution_id, due_on, run_id, pass, kind, region, child_id, item, payee, during, amount, reason)
	SELECT institution_id, upper($1) - 1, $4, $5, CASE WHEN amount > 0 THEN 'carry_forward' ELSE 'recovery' END, region, family, '结转', payee, $1,
		amount::tuoyu.yuan, 'carry'
	FROM carry WHERE amount <> 0$query$, registry);

COMMENT ON FUNCTION tuoyu.settlement_insert_carry(pg_catalog.name) IS
	'SQL that carries forward what payees owe and takes up what they owed; parameters as in settlement_insert_new';

CREATE FUNCTION tuoyu.settlement_fails(registry pg_catalog.name, period pg_catalog.daterange, institutions pg_catalog.int8[], policy pg_catalog.jsonb)
	RETURNS pg_catalog.bool
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	EXECUTE tuoyu.settlement_query(registry, '$1', 'institution_id = ANY ($2)', tuoyu.settlement_rules('$3'), ', NULL, $3', true, true) ||
		' SELECT count(amount) FROM line' USING period, institutions, policy;
	RETURN false;
EXCEPTION WHEN data_exception THEN
	RETURN true;
END
$$;

COMMENT ON FUNCTION tuoyu.settlement_fails(pg_catalog.name, pg_catalog.daterange, pg_catalog.int8[], pg_catalog.jsonb) IS
	'Whether what is due cannot be computed for these institutions because of their data (class 22)';

-- An error says which rule and day, not whose: the one is searched for by halves, as far as it takes.
CREATE FUNCTION tuoyu.settlement_culprit(registry pg_catalog.name, period pg_catalog.daterange, institutions pg_catalog.int8[], policy pg_catalog.jsonb)
	RETURNS pg_catalog.text
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	half integer;
	f record;
BEGIN
	WHILE cardinality(institutions) > 1 LOOP
		half := cardinality(institutions) / 2;
		institutions := CASE WHEN tuoyu.settlement_fails(registry, period, institutions[:half], policy) THEN institutions[:half] ELSE institutions[half + 1:] END;
	END LOOP;
	FOR f IN EXECUTE tuoyu.settlement_query(registry, '$1', 'institution_id = ANY ($2)', tuoyu.settlement_rules('$3'), ', NULL, $3', true, false) ||
		' SELECT child_id, event_id, fact FROM fact ORDER BY child_id, event_id' USING period, institutions, policy
	LOOP
		BEGIN
			PERFORM count(l.amount) FROM tuoyu.subsidy_lines_over(ARRAY(SELECT r FROM jsonb_populate_recordset(NULL::tuoyu.care_fact, f.fact) r)::record[], NULL, policy) l;
		EXCEPTION WHEN data_exception THEN
			RETURN concat(' It is about institution ', institutions[1], ', child ' || f.child_id, ', event ' || f.event_id, '.');
		END;
	END LOOP;
	RETURN concat(' It is about institution ', institutions[1], '.');
END
$$;

COMMENT ON FUNCTION tuoyu.settlement_culprit(pg_catalog.name, pg_catalog.daterange, pg_catalog.int8[], pg_catalog.jsonb) IS
	'Says of whom, among these institutions, what is due cannot be computed; for the detail of an error';

CREATE FUNCTION tuoyu.settlement_write(registry pg_catalog.name, period pg_catalog.daterange, institutions pg_catalog.int8[],
		run_id pg_catalog.int8, pass pg_catalog.int4, policy pg_catalog.jsonb) RETURNS pg_catalog.int8
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	written bigint;
	carried bigint := 0;
	stands boolean;
	pooled boolean := jsonb_path_exists(policy, '$.subsidy_rule[*] ? (@.cap_scope == "institution_year")');
	state text;
	message text;
	detail text;
	hint text;
BEGIN
	EXECUTE 'SELECT EXISTS (' || tuoyu.settlement_standing(registry) || ')'
		INTO stands USING period, institutions;
	EXECUTE CASE WHEN stands THEN tuoyu.settlement_insert_changes(registry, pooled) ELSE tuoyu.settlement_insert_new(registry, pooled) END
		USING period, institutions, policy, run_id, pass;
	GET DIAGNOSTICS written = ROW_COUNT;
	IF written > 0 THEN
		EXECUTE tuoyu.settlement_insert_carry(registry) USING period, institutions, policy, run_id, pass;
		GET DIAGNOSTICS carried = ROW_COUNT;
	END IF;
	RETURN written + carried;
EXCEPTION WHEN data_exception THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RAISE EXCEPTION USING ERRCODE = state, MESSAGE = message, HINT = hint,
		DETAIL = ltrim(detail || tuoyu.settlement_culprit(registry, period, institutions, policy));
END
$$;

COMMENT ON FUNCTION tuoyu.settlement_write(pg_catalog.name, pg_catalog.daterange, pg_catalog.int8[], pg_catalog.int8, pg_catalog.int4, pg_catalog.jsonb) IS
	'Writes the lines of a pass for these institutions; returns how many';

-- Runs

CREATE FUNCTION tuoyu.lock_settlement(registry pg_catalog.name) RETURNS pg_catalog.int8
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	last bigint;
BEGIN
	EXECUTE format('INSERT INTO %I.settlement_number AS n (last_run_id) VALUES (0) ON CONFLICT (only_row) DO UPDATE SET last_run_id = n.last_run_id RETURNING last_run_id', registry)
		INTO last;
	RETURN last;
END
$$;

COMMENT ON FUNCTION tuoyu.lock_settlement(pg_catalog.name) IS
	'Keeps other settlements of the registry out until the transaction ends (they wait; 40001 at REPEATABLE READ); returns the number of the last run';

CREATE FUNCTION tuoyu.check_settlement_run(registry pg_catalog.name, asked pg_catalog.int8,
		OUT region tuoyu.region_code, OUT period pg_catalog.daterange, OUT closed pg_catalog.bool)
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	found_run bigint;
BEGIN
	EXECUTE format('SELECT run_id, region, period, closed_at IS NOT NULL FROM %I.settlement_run WHERE run_id = $1', registry)
		INTO found_run, region, period, closed USING asked;
	IF found_run IS NULL THEN
		RAISE EXCEPTION 'settlement run % does not exist in registry "%"', COALESCE(asked::text, 'null'), registry
			USING ERRCODE = 'invalid_parameter_value';
	END IF;
END
$$;

COMMENT ON FUNCTION tuoyu.check_settlement_run(pg_catalog.name, pg_catalog.int8) IS 'Region, period and state of a run; one that does not exist is an error (22023)';

CREATE FUNCTION tuoyu.check_settlement(registry pg_catalog.name, region tuoyu.region_code, period pg_catalog.daterange, batch pg_catalog.int4)
	RETURNS pg_catalog.void
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	known boolean;
BEGIN
	IF region IS NULL OR period IS NULL THEN
		RAISE EXCEPTION 'region and period of a settlement must not be null' USING ERRCODE = 'null_value_not_allowed',
			HINT = 'To go on with a run, name it: CALL tuoyu.settle(registry, NULL, NULL, run_id).';
	ELSIF isempty(period) OR lower_inf(period) OR upper_inf(period) OR NOT isfinite(lower(period)) OR NOT isfinite(upper(period)) THEN
		RAISE EXCEPTION 'period of a settlement must have a first and a last day' USING ERRCODE = 'invalid_parameter_value',
			DETAIL = format('It is %s.', period);
	ELSIF batch <= 0 THEN
		RAISE EXCEPTION 'batch must be at least 1' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	EXECUTE format('SELECT EXISTS (SELECT FROM tuoyu.region WHERE code OPERATOR(tuoyu.=) $1) OR EXISTS (SELECT FROM %I.institution WHERE region OPERATOR(tuoyu.<@) $1)', registry)
		INTO known USING region;
	IF NOT known AND tuoyu.region_level(region) > 0 THEN
		RAISE EXCEPTION 'region % is unknown', region::text USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Add it to tuoyu.region, or correct the code.';
	END IF;
END
$$;

COMMENT ON FUNCTION tuoyu.check_settlement(pg_catalog.name, tuoyu.region_code, pg_catalog.daterange, pg_catalog.int4) IS
	'Refuses what cannot be settled: nulls (22004), a period without ends, an unknown region, a batch below 1 (22023)';

CREATE FUNCTION tuoyu.unfinished_pass(registry pg_catalog.name, INOUT region tuoyu.region_code, INOUT period pg_catalog.daterange,
		OUT run_id pg_catalog.int8, OUT pass pg_catalog.int4, OUT last_institution_id pg_catalog.int8, OUT policy pg_catalog.jsonb)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	of_region tuoyu.region_code;
	of_period daterange;
BEGIN
	EXECUTE format('SELECT p.run_id, p.pass, p.last_institution_id, p.policy, r.region, r.period FROM %1$I.settlement_pass p JOIN %1$I.settlement_run r ON r.run_id = p.run_id WHERE p.finished_at IS NULL', registry)
		INTO run_id, pass, last_institution_id, policy, of_region, of_period;
	IF run_id IS NOT NULL AND (of_region <> region OR of_period <> period) THEN
		RAISE EXCEPTION 'settlement run % is not finished', run_id
			USING ERRCODE = 'object_in_use', DETAIL = format('It is of region %s and period %s.', of_region::text, of_period),
				HINT = format('Go on with it: CALL tuoyu.settle(%1$L, NULL, NULL, %2$s); or give it up: CALL tuoyu.abandon_run(%1$L, %2$s).', registry, run_id);
	END IF;
END
$$;

COMMENT ON FUNCTION tuoyu.unfinished_pass(pg_catalog.name, tuoyu.region_code, pg_catalog.daterange) IS
	'The pass that is not finished, nulls when there is none; one of another region or period is an error (55006)';

CREATE FUNCTION tuoyu.finish_pass(registry pg_catalog.name, run_id pg_catalog.int8, pass pg_catalog.int4, whole pg_catalog.bool) RETURNS pg_catalog.void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	EXECUTE format('UPDATE %I.settlement_pass SET finished_at = now(), whole = $3 WHERE run_id = $1 AND pass = $2', registry)
		USING run_id, pass, whole;
END
$$;

COMMENT ON FUNCTION tuoyu.finish_pass(pg_catalog.name, pg_catalog.int8, pg_catalog.int4, pg_catalog.bool) IS 'Ends a pass: whole, so that its lines count from now on, or given up';

-- One transaction of settle: the next institutions, or all of them.
CREATE FUNCTION tuoyu.settle_step(registry pg_catalog.name, INOUT region tuoyu.region_code, INOUT period pg_catalog.daterange,
		INOUT run_id pg_catalog.int8, batch pg_catalog.int4, INOUT after pg_catalog.int8, is_first pg_catalog.bool, OUT done pg_catalog.bool)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	last_run bigint;
	asked record;
	unfinished record;
	this_run bigint;
	this_pass integer;
	known jsonb;
	institutions bigint[];
	written bigint := 0;
BEGIN
	PERFORM tuoyu.check_registry(registry);
	last_run := tuoyu.lock_settlement(registry);
	IF run_id IS NOT NULL THEN
		asked := tuoyu.check_settlement_run(registry, run_id);
		IF asked.region <> region OR asked.period <> period THEN
			RAISE EXCEPTION 'settlement run % is not of region % and period %', run_id, region::text, period
				USING ERRCODE = 'invalid_parameter_value', DETAIL = format('It is of region %s and period %s.', asked.region::text, asked.period);
		ELSIF asked.closed AND is_first THEN
			RAISE EXCEPTION 'settlement run % is closed', run_id
				USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Settle without run_id: what has changed goes into a new run.';
		END IF;
		region := asked.region;
		period := asked.period;
	END IF;
	PERFORM tuoyu.check_settlement(registry, region, period, batch);

	unfinished := tuoyu.unfinished_pass(registry, region, period);
	IF unfinished.run_id IS NOT NULL AND is_first AND unfinished.policy <> tuoyu.policy_known() THEN
		PERFORM tuoyu.finish_pass(registry, unfinished.run_id, unfinished.pass, false);
		unfinished := tuoyu.unfinished_pass(registry, region, period);
	END IF;
	IF unfinished.run_id IS NOT NULL THEN
		this_run := unfinished.run_id;
		this_pass := unfinished.pass;
		known := unfinished.policy;
		after := unfinished.last_institution_id;
	ELSE
		-- the open run, or the next number
		EXECUTE format('SELECT r.run_id, (SELECT COALESCE(max(p.pass), 0) + 1 FROM %1$I.settlement_pass p WHERE p.run_id = r.run_id) FROM %1$I.settlement_run r
			WHERE r.region OPERATOR(tuoyu.=) $1 AND r.period = $2 AND r.closed_at IS NULL', registry)
			INTO this_run, this_pass USING region, period;
		this_pass := COALESCE(this_pass, 1);
		known := tuoyu.policy_known();
	END IF;

	EXECUTE format('SELECT COALESCE(array_agg(institution_id ORDER BY institution_id), ''{}'') FROM (SELECT institution_id FROM %I.institution
			WHERE region OPERATOR(tuoyu.<@) $1 AND ($2 IS NULL OR institution_id > $2) ORDER BY institution_id LIMIT $3) i', registry)
		INTO institutions USING region, after, batch;
	done := batch IS NULL OR cardinality(institutions) < batch;
	after := COALESCE(institutions[cardinality(institutions)], after);
	IF institutions <> '{}' THEN
		written := tuoyu.settlement_write(registry, period, institutions, COALESCE(this_run, last_run + 1), this_pass, known);
	END IF;

	-- a run comes into being with its first lines, or when nothing was due at all
	IF written > 0 OR unfinished.run_id IS NOT NULL OR (this_run IS NULL AND NOT tuoyu.has_run(registry, region, period)) THEN
		IF this_run IS NULL THEN
			this_run := last_run + 1;
			EXECUTE format('INSERT INTO %I.settlement_run (run_id, region, period) VALUES ($1, $2, $3)', registry) USING this_run, region, period;
			EXECUTE format('UPDATE %I.settlement_number SET last_run_id = $1', registry) USING this_run;
		END IF;
		EXECUTE format('INSERT INTO %1$I.settlement_pass AS p (run_id, pass, institutions, institutions_done, last_institution_id, lines, policy)
			SELECT $1, $2, count(*), count(*) FILTER (WHERE $4 IS NULL OR institution_id <= $4), $4, $5, $6 FROM %1$I.institution WHERE region OPERATOR(tuoyu.<@) $3
			ON CONFLICT (run_id, pass) DO UPDATE SET institutions_done = excluded.institutions_done, last_institution_id = excluded.last_institution_id, lines = p.lines + $5', registry)
			USING this_run, this_pass, region, after, written, known;
		IF done THEN
			PERFORM tuoyu.finish_pass(registry, this_run, this_pass, true);
		END IF;
	END IF;
	IF this_run IS NULL THEN
		EXECUTE format('SELECT max(run_id) FROM %I.settlement_run WHERE region OPERATOR(tuoyu.=) $1 AND period = $2', registry)
			INTO this_run USING region, period;
	END IF;
	run_id := this_run;
END
$$;

COMMENT ON FUNCTION tuoyu.settle_step(pg_catalog.name, tuoyu.region_code, pg_catalog.daterange, pg_catalog.int8, pg_catalog.int4, pg_catalog.int8, pg_catalog.bool) IS
	'One transaction of settle: writes the next batch of institutions after a key and says whether it was the last';

CREATE FUNCTION tuoyu.has_run(registry pg_catalog.name, region tuoyu.region_code, period pg_catalog.daterange) RETURNS pg_catalog.bool
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	answer boolean;
BEGIN
	EXECUTE format('SELECT EXISTS (SELECT FROM %I.settlement_run WHERE region OPERATOR(tuoyu.=) $1 AND period = $2)', registry)
		INTO answer USING region, period;
	RETURN answer;
END
$$;

COMMENT ON FUNCTION tuoyu.has_run(pg_catalog.name, tuoyu.region_code, pg_catalog.daterange) IS 'Whether that region and period have been settled before';

-- No SET here: a procedure with settings of its own may not commit.
CREATE PROCEDURE tuoyu.settle(registry pg_catalog.name, region tuoyu.region_code, period pg_catalog.daterange,
		INOUT run_id pg_catalog.int8 DEFAULT NULL, batch pg_catalog.int4 DEFAULT NULL)
	LANGUAGE plpgsql
AS $$
#variable_conflict use_variable
DECLARE
	step pg_catalog.record;
	is_first pg_catalog.bool := true;
	place tuoyu.region_code := region;
	days pg_catalog.daterange := period;
	after pg_catalog.int8;
BEGIN
	LOOP
		SELECT * INTO step FROM tuoyu.settle_step(registry, place, days, run_id, batch, after, is_first);
		place := step.region;
		days := step.period;
		after := step.after;
		is_first := false;
		IF step.done THEN
			run_id := step.run_id;
			EXIT;
		END IF;
		COMMIT;
	END LOOP;
END
$$;

COMMENT ON PROCEDURE tuoyu.settle(pg_catalog.name, tuoyu.region_code, pg_catalog.daterange, pg_catalog.int8, pg_catalog.int4) IS
	'Settles a region and a period: writes what is due and not yet in the ledger, and what has changed as reversal and correction; gives the run, the last one when there is nothing to write. With run_id it goes on with that open run; with batch => n it commits after every n institutions, and the run shows when it is whole (the same call resumes it after a crash). 55000 closed run, 55006 another unfinished run, 22023 unknown region or run, 40001 another session has settled since the snapshot';

-- Closing

CREATE PROCEDURE tuoyu.close_run(registry pg_catalog.name, run_id pg_catalog.int8)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	state text;
BEGIN
	PERFORM tuoyu.check_registry(registry);
	PERFORM tuoyu.lock_settlement(registry);
	PERFORM tuoyu.check_settlement_run(registry, run_id);
	EXECUTE format('SELECT CASE WHEN r.closed_at IS NOT NULL THEN ''closed already''
			WHEN bool_or(p.finished_at IS NULL) THEN ''not finished''
			WHEN NOT bool_or(p.whole) THEN ''given up'' END
		FROM %1$I.settlement_run r JOIN %1$I.settlement_pass p ON p.run_id = r.run_id WHERE r.run_id = $1 GROUP BY r.run_id', registry)
		INTO state USING run_id;
	IF state IS NOT NULL THEN
		RAISE EXCEPTION 'settlement run % is %', run_id, state USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
	EXECUTE format('UPDATE %I.settlement_run SET closed_at = now(), closed_by = current_user WHERE run_id = $1', registry) USING run_id;
END
$$;

COMMENT ON PROCEDURE tuoyu.close_run(pg_catalog.name, pg_catalog.int8) IS
	'Freezes a run: settle adds nothing to it any more, what changes goes into the next; refused for one that is closed or not finished (55000)';

CREATE PROCEDURE tuoyu.abandon_run(registry pg_catalog.name, run_id pg_catalog.int8)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	unfinished integer;
BEGIN
	PERFORM tuoyu.check_registry(registry);
	PERFORM tuoyu.lock_settlement(registry);
	PERFORM tuoyu.check_settlement_run(registry, run_id);
	EXECUTE format('SELECT pass FROM %I.settlement_pass WHERE run_id = $1 AND finished_at IS NULL', registry) INTO unfinished USING run_id;
	IF unfinished IS NULL THEN
		RAISE EXCEPTION 'settlement run % has nothing unfinished to give up', run_id USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
	PERFORM tuoyu.finish_pass(registry, run_id, unfinished, false);
END
$$;

COMMENT ON PROCEDURE tuoyu.abandon_run(pg_catalog.name, pg_catalog.int8) IS
	'Gives up the unfinished pass of a run, whose lines never count; what was whole before stays; refused when there is none (55000)';
