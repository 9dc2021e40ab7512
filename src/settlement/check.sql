-- Checking the ledger: a run computed again from what was known then, and computed against paid.

CREATE FUNCTION tuoyu.recompute_run(registry pg_catalog.name, run_id pg_catalog.int8)
	RETURNS TABLE (line_id pg_catalog.int8, institution_id pg_catalog.int8, child_id pg_catalog.int8, event_id pg_catalog.int8, item pg_catalog.text,
		rule pg_catalog.text, during pg_catalog.daterange, amount pg_catalog.numeric, recomputed pg_catalog.numeric)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	computed record;
BEGIN
	PERFORM tuoyu.check_registry(registry);
	PERFORM tuoyu.check_settlement_run(registry, recompute_run.run_id);
	-- a line was computed in its own pass, a reversal in that of the line that it takes back
	FOR computed IN EXECUTE format('SELECT p.run_id, p.pass, p.policy
		FROM (SELECT DISTINCT o.run_id, o.pass
			FROM %1$I.settlement_line l JOIN %1$I.settlement_line o ON o.institution_id = l.institution_id AND o.due_on = l.due_on
				AND o.line_id = COALESCE(l.reverses, l.line_id)
			WHERE l.run_id = $1) q
			JOIN %1$I.settlement_pass p ON p.run_id = q.run_id AND p.pass = q.pass
		ORDER BY p.run_id, p.pass', registry) USING recompute_run.run_id
	LOOP
		RETURN QUERY EXECUTE format($query$
			WITH stored AS (
				SELECT l.line_id, l.institution_id, l.child_id, l.event_id, o.item, o.rule, o.payee, o.during, o.instalment, l.amount, o.fact, l.kind,
					o.amount AS computed, o.withheld, o.family_pays, CASE WHEN o.kind <> 'withheld' THEN o.funder_shares END AS funder_shares
				FROM %1$I.settlement_line l
					JOIN %1$I.settlement_pass p ON p.run_id = l.run_id AND p.pass = l.pass AND p.whole
					JOIN %1$I.settlement_line o ON o.institution_id = l.institution_id AND o.due_on = l.due_on AND o.line_id = COALESCE(l.reverses, l.line_id)
				WHERE l.run_id = $1 AND o.run_id = $2 AND o.pass = $3 AND l.kind NOT IN ('carry_forward', 'recovery')
			), again AS (
				SELECT f.fact, c.item, c.rule, c.payee, c.during, c.instalment, c.amount, c.family_pays, c.funder_shares
				FROM (SELECT DISTINCT fact FROM stored) f
					CROSS JOIN LATERAL tuoyu.subsidy_lines_over(ARRAY(SELECT r FROM jsonb_populate_recordset(NULL::tuoyu.care_fact, f.fact) r)::record[], NULL, $4) c
			)
			SELECT s.line_id, s.institution_id, s.child_id, s.event_id, s.item, s.rule, s.during, s.amount::numeric,
				CASE WHEN s.withheld IS NOT NULL THEN 0 WHEN s.kind = 'reversal' THEN - a.amount::numeric ELSE a.amount::numeric END
			FROM stored s
				LEFT JOIN again a ON a.fact = s.fact AND a.item = s.item AND a.rule = s.rule AND a.payee = s.payee AND a.during = s.during
					AND COALESCE(a.instalment, 0) = COALESCE(s.instalment, 0)
			WHERE a.amount IS NULL OR a.amount <> COALESCE(s.withheld, s.computed)
				OR s.amount <> CASE s.kind WHEN 'reversal' THEN - s.computed ELSE s.computed END
				OR (s.withheld IS NULL AND (a.family_pays::numeric IS DISTINCT FROM s.family_pays::numeric OR a.funder_shares <> s.funder_shares))
			ORDER BY s.institution_id, s.line_id$query$, registry)
			USING recompute_run.run_id, computed.run_id, computed.pass, computed.policy;
	END LOOP;
END
$$;

COMMENT ON FUNCTION tuoyu.recompute_run(pg_catalog.name, pg_catalog.int8) IS
	'Computes a run again, from the facts and the policy that were known when it was made, and gives the lines that come out different, or not at all (recomputed null): none, unless somebody has tampered with the ledger or the engine computes differently';

CREATE FUNCTION tuoyu.reconcile(registry pg_catalog.name, run_id pg_catalog.int8, paid pg_catalog.regclass)
	RETURNS TABLE (institution_id pg_catalog.int8, item pg_catalog.text, computed pg_catalog.numeric, paid_amount pg_catalog.numeric,
		difference pg_catalog.numeric, finding pg_catalog.text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	PERFORM tuoyu.check_registry(registry);
	PERFORM tuoyu.check_settlement_run(registry, reconcile.run_id);
	IF paid IS NULL THEN
		RAISE EXCEPTION 'the table of what was paid must not be null' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	RETURN QUERY EXECUTE format($query$
		WITH paid AS (
			SELECT institution_id::bigint AS institution_id, item::text AS item, amount::numeric AS amount FROM %2$s
		), in_total AS (
			SELECT DISTINCT institution_id FROM paid WHERE item IS NULL
		), computed AS (
			SELECT l.institution_id, CASE WHEN t.institution_id IS NULL THEN l.item END AS item, sum(l.amount::numeric) AS amount
			FROM %1$I.settlement_line l
				JOIN %1$I.settlement_pass p ON p.run_id = l.run_id AND p.pass = l.pass AND p.whole
				LEFT JOIN in_total t ON t.institution_id = l.institution_id
			WHERE l.run_id = $1
			GROUP BY 1, 2
		), summed AS (
			SELECT p.institution_id, CASE WHEN t.institution_id IS NULL THEN p.item END AS item, sum(p.amount) AS amount
			FROM paid p LEFT JOIN in_total t ON t.institution_id IS NOT DISTINCT FROM p.institution_id
			GROUP BY 1, 2
		)
		SELECT COALESCE(c.institution_id, s.institution_id), COALESCE(c.item, s.item), c.amount, s.amount,
			COALESCE(s.amount, 0) - COALESCE(c.amount, 0),
			CASE WHEN c.institution_id IS NULL THEN 'unknown'
				WHEN COALESCE(s.amount, 0) = c.amount THEN 'equal'
				WHEN COALESCE(s.amount, 0) < c.amount THEN 'underpaid'
				ELSE 'overpaid' END
		FROM computed c
			FULL JOIN summed s ON s.institution_id = c.institution_id AND COALESCE(s.item, '') = COALESCE(c.item, '')
		ORDER BY 1, 2$query$, registry, paid) USING reconcile.run_id;
END
$$;

COMMENT ON FUNCTION tuoyu.reconcile(pg_catalog.name, pg_catalog.int8, pg_catalog.regclass) IS
	'Holds what a run computed against what was paid, by institution and item: equal, underpaid, overpaid, or unknown where the run has nothing of the kind. paid is a table or view with columns institution_id, item (null: the institution''s total) and amount (yuan or a number)';
