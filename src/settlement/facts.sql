-- The facts of a registry from which subsidies are computed: one source for the view subsidy_due and for settle.
--
-- settlement_query gives SQL text, because its two users differ in what SQL has no parameter for (a view takes none) and in
-- nothing else.  The fact of a child is its time in care as rows, cut where class, form, fee, listed fee, a standing of the
-- institution or the keeping of attendance changes; the engine reads the row of a rule's reference day, or each (see
-- subsidy_lines_over).  The settlement periods asked for are those that end within the days asked for; where a cap or a count
-- of months goes by the year, care is given from the beginning of that year, for the periods before use it up, and where it
-- goes by all years, from the beginning.  The fact of an event is a row of its day, and how the institution stood later where
-- a later instalment depends on that.  The fact of an institution, for what is paid by place, class or institution and period,
-- is its time with classes, cut where their number, their places, or a standing changes, and, where a rule reads it, the number
-- of children.
--
-- A cap for the institution and year is used up by all its lines of the year, period after period, then child after child.  Each
-- is computed as though it were alone; where others come before it, it is computed again with what they have had in its fact
-- (paid_this_year), so that line, trace and fact say what happened.
--
-- For settle (once) a child who is at two institutions on one day (by resident_id) counts at the one that is recognised, else
-- the one that is filed, of equals there where the unbroken stay began first, then at the lower institution_id, then the lower
-- child_id; the days elsewhere are facts of their own, marked lost.  The view shows what each institution could claim.

CREATE FUNCTION tuoyu.policy_known() RETURNS pg_catalog.jsonb
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT pg_catalog.jsonb_build_object(
		'policy_document', (SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.document), '[]') FROM tuoyu.policy_document t),
		'policy_parameter', (SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.parameter), '[]') FROM tuoyu.policy_parameter t),
		'band_rule', (SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.rule), '[]') FROM tuoyu.band_rule t),
		'staffing_rule', (SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.rule), '[]') FROM tuoyu.staffing_rule t),
		'fee_rule', (SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.rule), '[]') FROM tuoyu.fee_rule t),
		'subsidy_rule', (SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.rule), '[]') FROM tuoyu.subsidy_rule t),
		'policy_withdrawal', (SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.withdrawal), '[]') FROM tuoyu.policy_withdrawal t),
		'workday_exception', (SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.day, t.region::pg_catalog.text), '[]') FROM tuoyu.workday_exception t));
END;

COMMENT ON FUNCTION tuoyu.policy_known() IS
	'The policy catalogue as it is now, all rows of its tables: what a settlement keeps, so that it can be computed again after the catalogue has changed';

CREATE FUNCTION tuoyu.subsidy_lines_over(facts pg_catalog._record, scenario pg_catalog.text, policy pg_catalog.jsonb) RETURNS SETOF tuoyu.subsidy_line
	AS 'MODULE_PATHNAME', 'tuoyu_subsidy_lines_known'
	LANGUAGE C STABLE PARALLEL SAFE COST 400 ROWS 12;

COMMENT ON FUNCTION tuoyu.subsidy_lines_over(pg_catalog._record, pg_catalog.text, pg_catalog.jsonb) IS
	'As subsidy_lines_over(facts, scenario), by a policy that policy_known() gave at some time instead of the catalogue as it is; no line without a policy';

CREATE FUNCTION tuoyu.capped_add(total pg_catalog.numeric, amount pg_catalog.numeric, cap pg_catalog.numeric) RETURNS pg_catalog.numeric
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN total OPERATOR(pg_catalog.+) CASE WHEN amount OPERATOR(pg_catalog.>) 0 AND cap IS NOT NULL
		THEN LEAST(amount, GREATEST(cap OPERATOR(pg_catalog.-) total, 0)) ELSE COALESCE(amount, 0) END;

COMMENT ON FUNCTION tuoyu.capped_add(pg_catalog.numeric, pg_catalog.numeric, pg_catalog.numeric) IS
	'A total and so much of an amount that it does not pass the cap (state function of capped_sum)';

CREATE AGGREGATE tuoyu.capped_sum(amount pg_catalog.numeric, cap pg_catalog.numeric) (
	SFUNC = tuoyu.capped_add,
	STYPE = pg_catalog.numeric,
	INITCOND = '0',
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE tuoyu.capped_sum(pg_catalog.numeric, pg_catalog.numeric) IS
	'The sum of amounts in their order, each counted as far as the total does not pass the cap that comes with it; for use as a window function with ORDER BY';

CREATE FUNCTION tuoyu.settlement_facts(rows pg_catalog._record) RETURNS pg_catalog.jsonb
	AS 'MODULE_PATHNAME', 'tuoyu_settlement_facts'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 20;

COMMENT ON FUNCTION tuoyu.settlement_facts(pg_catalog._record) IS
	'The rows of a fact as the ledger keeps them: an array of objects without their nulls; numbers, booleans and dates as to_jsonb writes them, all else as the type prints it';

CREATE FUNCTION tuoyu.days_elsewhere(days pg_catalog.datemultirange, recognised pg_catalog.datemultirange, recognised_there pg_catalog.datemultirange,
		filed pg_catalog.datemultirange, filed_there pg_catalog.datemultirange, first_there pg_catalog.bool) RETURNS pg_catalog.datemultirange
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT days OPERATOR(pg_catalog.*) ((rt OPERATOR(pg_catalog.-) r) OPERATOR(pg_catalog.+)
		-- equally recognised
		(('{(,)}'::pg_catalog.datemultirange OPERATOR(pg_catalog.-) (r OPERATOR(pg_catalog.-) rt) OPERATOR(pg_catalog.-) (rt OPERATOR(pg_catalog.-) r)) OPERATOR(pg_catalog.*)
			((ft OPERATOR(pg_catalog.-) f) OPERATOR(pg_catalog.+) CASE WHEN first_there THEN '{(,)}'::pg_catalog.datemultirange OPERATOR(pg_catalog.-) (f OPERATOR(pg_catalog.-) ft) ELSE '{}' END)))
	FROM (SELECT COALESCE(recognised, '{}') AS r, COALESCE(recognised_there, '{}') AS rt, COALESCE(filed, '{}') AS f, COALESCE(filed_there, '{}') AS ft) s;
END;

COMMENT ON FUNCTION tuoyu.days_elsewhere(pg_catalog.datemultirange, pg_catalog.datemultirange, pg_catalog.datemultirange, pg_catalog.datemultirange, pg_catalog.datemultirange, pg_catalog.bool) IS
	'Of the days on which a child is at two institutions, those on which it counts at the other: that one is recognised and this one not, else it is filed and this one not, else the stay there began first';

CREATE FUNCTION tuoyu.settlement_query(registry pg_catalog.name, period pg_catalog.text, places pg_catalog.text,
		rules pg_catalog.text, policy pg_catalog.text, once pg_catalog.bool, pooled pg_catalog.bool) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN pg_catalog.format($query$
	WITH asked AS (
		SELECT %2$s AS during
	), rule AS MATERIALIZED (
		SELECT region, rule, settlement_period, unit IN ('child-month', 'child-year') AS per_child, continuing IS NOT NULL AS continuing,
			instalment_months, (COALESCE(cardinality(instalments), 1) - 1) * instalment_months AS later, cap_scope = 'institution_year' AS pooled,
			cap_scope IN ('year', 'institution_year') OR text ~ '\mmonths_before\M' AS by_year, cap_scope = 'all' AS by_all,
			text ~ '\mdays\M' AS reads_days, text ~ '\mlisted_fee\M' AS reads_listed_fee, text ~ '\mchildren\M' AS reads_children,
			text ~ '\m(filed|recognised)_during\M' AS reads_standing,
			CASE settlement_period WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 WHEN 'half_year' THEN 6 ELSE 12 END AS months,
			COALESCE(year_starts, CASE settlement_period WHEN 'school_year' THEN 9 ELSE 1 END) AS year_starts
		FROM %4$s r
			CROSS JOIN LATERAL concat_ws(' ', condition::text, requires::text, amount::text, cap::text, family_pays::text, month_value::text, continuing::text) text
		WHERE scenario IS NULL
	), place AS MATERIALIZED (
		SELECT institution_id, region, kind, ownership, funding, zone, opened_on, closed_on,
			CASE WHEN chain IS NOT NULL THEN (SELECT count(*)::integer FROM %1$I.institution c
				WHERE c.chain = institution.chain AND tuoyu.region_at(c.region, 2) OPERATOR(tuoyu.=) tuoyu.region_at(institution.region, 2)) END AS chain_institutions,
			CASE WHEN asks.days THEN COALESCE((SELECT range_agg(s.during) FROM %1$I.standing s WHERE s.institution_id = institution.institution_id AND s.kind = '备案'), '{}') END AS filed_during,
			CASE WHEN asks.days THEN COALESCE((SELECT range_agg(s.during) FROM %1$I.standing s WHERE s.institution_id = institution.institution_id AND s.kind = '普惠认定'), '{}') END AS recognised_during
		FROM (SELECT bool_or(reads_standing) AS days FROM rule) asks CROSS JOIN %1$I.institution
		WHERE %3$s
	), standing_at AS MATERIALIZED (
		SELECT c.institution_id, c.during, COALESCE(bool_or(s.kind = '备案'), false) AS filed,
			COALESCE(bool_or(s.kind = '普惠认定'), false) AS recognised,
			(array_agg(s.grade ORDER BY s.kind <> '等级', s.kind) FILTER (WHERE s.grade IS NOT NULL))[1] AS grade
		FROM (
			SELECT institution_id, daterange(day, lead(day) OVER (PARTITION BY institution_id ORDER BY day)) AS during
			FROM (
				SELECT institution_id, '-infinity'::date AS day FROM place
				UNION SELECT p.institution_id, d.day
				FROM place p JOIN %1$I.standing s ON s.institution_id = p.institution_id
					CROSS JOIN LATERAL (VALUES (lower(s.during)), (upper(s.during))) d (day)
				WHERE d.day IS NOT NULL
			) cut
		) c
			LEFT JOIN %1$I.standing s ON s.institution_id = c.institution_id AND s.during && c.during
		GROUP BY c.institution_id, c.during
	), span AS MATERIALIZED (
		-- for each region: the care, or the time of institutions, that the periods asked for are computed from
		SELECT p.region, r.per_child, daterange(CASE WHEN bool_or(r.by_all) THEN NULL ELSE min(CASE WHEN r.by_year THEN f.year_start ELSE f.first_day END)::date END,
				upper(asked.during)) AS during,
			bool_or(r.reads_days) AND r.per_child AS reads_days, bool_or(r.reads_listed_fee) AS reads_listed_fee,
			bool_or(r.reads_children) AS reads_children, bool_or(r.pooled) AS pooled
		FROM asked
			CROSS JOIN (SELECT DISTINCT region FROM place) p
			JOIN rule r ON r.settlement_period <> 'event' AND p.region OPERATOR(tuoyu.<@) r.region
			CROSS JOIN LATERAL (SELECT date_trunc('month', lower(asked.during) - make_interval(months => r.later)) AS month) m
			CROSS JOIN LATERAL (SELECT mod(extract(month FROM m.month)::integer - r.year_starts + 12, 12) AS into_year) y
			CROSS JOIN LATERAL (SELECT m.month - make_interval(months => mod(y.into_year, r.months)) AS first_day,
				m.month - make_interval(months => y.into_year) AS year_start) f
		WHERE f.first_day + make_interval(months => r.months) <= upper(asked.during)
		GROUP BY p.region, r.per_child, asked.during
	), home AS MATERIALIZED (
		-- where children's care is computed, and from which days; kept are the months for which the institution keeps attendance: in
		-- others a child's days are unknown, not 0; lost are, by child, the days on which it counts elsewhere
		SELECT p.institution_id, p.region, w.during, w.reads_listed_fee, w.pooled,
			CASE WHEN w.reads_days THEN (
				SELECT range_agg(daterange(m.month, (m.month + interval '1 month')::date))
				FROM (SELECT DISTINCT date_trunc('month', a.day::timestamp)::date AS month FROM %1$I.attendance a
					WHERE a.institution_id = p.institution_id AND a.day >= COALESCE(lower(w.during), '-infinity') AND a.day < upper(w.during)) m) END AS kept,
			CASE WHEN %6$s THEN (
				SELECT jsonb_object_agg(l.child_id, l.during)
				FROM (
					SELECT m.child_id, range_agg(x.during) AS during
					FROM %1$I.child_identity m
						JOIN %1$I.child_identity o ON o.resident_id OPERATOR(tuoyu.=) m.resident_id
							AND (o.institution_id <> m.institution_id OR o.child_id <> m.child_id)
						CROSS JOIN LATERAL (SELECT unnest(range_agg(e.during)) AS during FROM %1$I.enrolment e
							WHERE e.institution_id = m.institution_id AND e.child_id = m.child_id) a
						CROSS JOIN LATERAL (SELECT unnest(range_agg(e.during)) AS during FROM %1$I.enrolment e
							WHERE e.institution_id = o.institution_id AND e.child_id = o.child_id) b
						CROSS JOIN LATERAL (SELECT range_agg(s.during) FILTER (WHERE s.kind = '普惠认定') AS recognised, range_agg(s.during) FILTER (WHERE s.kind = '备案') AS filed
							FROM %1$I.standing s WHERE s.institution_id = m.institution_id) here
						CROSS JOIN LATERAL (SELECT range_agg(s.during) FILTER (WHERE s.kind = '普惠认定') AS recognised, range_agg(s.during) FILTER (WHERE s.kind = '备案') AS filed
							FROM %1$I.standing s WHERE s.institution_id = o.institution_id) there
						CROSS JOIN LATERAL tuoyu.days_elsewhere(datemultirange(a.during * b.during), here.recognised, there.recognised, here.filed, there.filed,
							(COALESCE(lower(b.during), '-infinity'), o.institution_id, o.child_id) < (COALESCE(lower(a.during), '-infinity'), m.institution_id, m.child_id)) AS x (during)
					WHERE m.institution_id = p.institution_id AND a.during && b.during AND NOT isempty(x.during)
					GROUP BY m.child_id
				) l) END AS lost
		FROM place p
			JOIN span w ON w.region OPERATOR(tuoyu.=) p.region AND w.per_child
	), piece AS (
		-- what changes, cut and put together again where it is the same
		SELECT e.institution_id, e.child_id, x.lost, l.fee AS listed_fee, n.attended, k.kind AS class_kind, e.service_form, e.monthly_fee, s.grade, s.filed, s.recognised,
			range_agg(n.during) AS during
		FROM home h
			JOIN %1$I.enrolment e ON e.institution_id = h.institution_id AND e.during && h.during
			JOIN %1$I.class k ON k.institution_id = e.institution_id AND k.class_id = e.class_id
			JOIN standing_at s ON s.institution_id = e.institution_id AND s.during && e.during
			CROSS JOIN LATERAL (SELECT (h.lost ->> e.child_id::text)::datemultirange AS during) o
			CROSS JOIN LATERAL (
				SELECT datemultirange(e.during * s.during * h.during) AS during, false AS lost WHERE o.during IS NULL
				UNION ALL SELECT datemultirange(e.during * s.during * h.during) - o.during, false WHERE o.during IS NOT NULL
				UNION ALL SELECT datemultirange(e.during * s.during * h.during) * o.during, true WHERE o.during IS NOT NULL
			) x
			CROSS JOIN LATERAL (
				SELECT x.during, NULL::tuoyu.yuan AS fee WHERE NOT h.reads_listed_fee
				UNION ALL SELECT x.during * datemultirange(f.during), f.monthly_fee FROM %1$I.fee_listing f
				WHERE h.reads_listed_fee AND f.institution_id = e.institution_id AND f.class_kind::text = k.kind::text AND f.service_form = e.service_form
				UNION ALL SELECT x.during - COALESCE((SELECT range_agg(f.during) FROM %1$I.fee_listing f
					WHERE f.institution_id = e.institution_id AND f.class_kind::text = k.kind::text AND f.service_form = e.service_form), '{}'), NULL
				WHERE h.reads_listed_fee
			) l
			CROSS JOIN LATERAL (
				SELECT l.during, false AS attended WHERE h.kept IS NULL
				UNION ALL SELECT l.during * h.kept, true WHERE h.kept IS NOT NULL
				UNION ALL SELECT l.during - h.kept, false WHERE h.kept IS NOT NULL
			) n
		WHERE NOT isempty(n.during)
		GROUP BY e.institution_id, e.child_id, x.lost, l.fee, n.attended, k.kind, e.service_form, e.monthly_fee, s.grade, s.filed, s.recognised
	), whole AS (
		-- institutions, cut likewise
		SELECT p.institution_id, k.places, k.classes, e.children, s.grade, s.filed, s.recognised, range_agg(x.during) AS during
		FROM place p
			JOIN span w ON w.region OPERATOR(tuoyu.=) p.region AND NOT w.per_child
			CROSS JOIN LATERAL (
				SELECT daterange(day, lead(day) OVER (ORDER BY day)) * w.during * daterange(p.opened_on, p.closed_on) AS during
				FROM (
					SELECT unnest(ARRAY[lower(k.during), upper(k.during)]) AS day FROM %1$I.class k WHERE k.institution_id = p.institution_id
					UNION SELECT unnest(ARRAY[lower(e.during), upper(e.during)]) FROM %1$I.enrolment e
					WHERE w.reads_children AND e.institution_id = p.institution_id
					UNION SELECT '-infinity'
				) cut
				WHERE day IS NOT NULL
			) t
			CROSS JOIN LATERAL (SELECT sum(k.places)::integer AS places, NULLIF(count(*), 0)::integer AS classes
				FROM %1$I.class k WHERE k.institution_id = p.institution_id AND k.during @> t.during) k
			CROSS JOIN LATERAL (SELECT CASE WHEN w.reads_children THEN count(*)::integer END AS children
				FROM %1$I.enrolment e WHERE w.reads_children AND e.institution_id = p.institution_id AND e.during @> t.during) e
			JOIN standing_at s ON s.institution_id = p.institution_id AND s.during && t.during
			CROSS JOIN LATERAL (SELECT t.during * s.during AS during) x
		WHERE k.classes IS NOT NULL AND NOT isempty(t.during)
		GROUP BY p.institution_id, k.places, k.classes, e.children, s.grade, s.filed, s.recognised
	), fact AS (
		SELECT f.institution_id, f.child_id, NULL::bigint AS event_id, f.lost, p.region, array_agg(known ORDER BY lower(f.during)) AS rows,
			tuoyu.settlement_facts(array_agg(known ORDER BY lower(f.during))) AS fact
		FROM piece f
			JOIN place p ON p.institution_id = f.institution_id
			JOIN home h ON h.institution_id = f.institution_id
			-- one at a time: with the few rows that are expected of piece, the planner would read all children of an institution for each
			CROSS JOIN LATERAL (SELECT c.birth_date, c.birth_order, c.household,
					-- compared as rows, which only the primary key can: the exclusion constraint's index takes four times as long
					(SELECT lower(e.during) FROM %1$I.enrolment e
						WHERE (e.institution_id, e.child_id) >= (f.institution_id, f.child_id) AND (e.institution_id, e.child_id) <= (f.institution_id, f.child_id)
							AND NOT lower_inf(e.during)
						ORDER BY e.institution_id, e.child_id, e.during LIMIT 1) AS entered_on
				FROM %1$I.child c WHERE c.institution_id = f.institution_id AND c.child_id = f.child_id OFFSET 0) c
			CROSS JOIN LATERAL (SELECT CASE WHEN f.attended THEN COALESCE((SELECT range_agg(daterange(a.day, a.day + 1)) FROM %1$I.attendance a
				WHERE a.institution_id = f.institution_id AND a.child_id = f.child_id AND f.during @> a.day
					AND a.day >= COALESCE(lower(f.during), '-infinity') AND a.day < COALESCE(upper(f.during), 'infinity')), '{}') END AS days) a
			CROSS JOIN LATERAL (SELECT p.region, f.during, c.birth_date, c.birth_order, c.household, f.class_kind, f.service_form, f.monthly_fee,
				p.kind AS institution_kind, p.ownership, f.grade, p.zone, f.filed, f.recognised, p.funding, c.entered_on,
				a.days AS attended, f.listed_fee, p.chain_institutions, p.opened_on, p.filed_during, p.recognised_during,
				CASE WHEN h.pooled THEN '0'::tuoyu.yuan END AS paid_this_year) known
		GROUP BY f.institution_id, f.child_id, f.lost, p.region
		UNION ALL
		SELECT v.institution_id, NULL, v.event_id, false, p.region, array_agg(known ORDER BY s.during), tuoyu.settlement_facts(array_agg(known ORDER BY s.during))
		FROM asked
			CROSS JOIN (SELECT COALESCE(max(later + CASE WHEN pooled THEN 12 ELSE 0 END), 0) AS later, COALESCE(bool_or(continuing), false) AS continuing, bool_or(pooled) AS pooled
				FROM rule WHERE settlement_period = 'event') r
			CROSS JOIN place p
			JOIN %1$I.capacity_event v ON v.institution_id = p.institution_id
				AND v.happened_on < upper(asked.during) AND v.happened_on >= lower(asked.during) - make_interval(months => r.later)
			JOIN standing_at s ON s.institution_id = v.institution_id AND (s.during @> v.happened_on
				OR (r.continuing AND lower(s.during) > v.happened_on AND lower(s.during) < upper(asked.during)))
			CROSS JOIN LATERAL (SELECT p.region, CASE WHEN s.during @> v.happened_on THEN v.happened_on END AS as_of,
				CASE WHEN NOT s.during @> v.happened_on THEN datemultirange(s.during * daterange(NULL, upper(asked.during))) END AS during,
				v.places_added, v.classes_added, v.build, v.cost, p.kind AS institution_kind, p.ownership, s.grade, p.zone, s.filed, s.recognised,
				p.funding, p.chain_institutions, p.opened_on, p.filed_during, p.recognised_during, v.claimed_on, CASE WHEN r.pooled THEN '0'::tuoyu.yuan END AS paid_this_year) known
		GROUP BY v.institution_id, v.event_id, p.region
		UNION ALL
		SELECT f.institution_id, NULL, NULL, false, p.region, array_agg(known ORDER BY lower(f.during)), tuoyu.settlement_facts(array_agg(known ORDER BY lower(f.during)))
		FROM whole f
			JOIN place p ON p.institution_id = f.institution_id
			JOIN span w ON w.region OPERATOR(tuoyu.=) p.region AND NOT w.per_child
			CROSS JOIN LATERAL (SELECT p.region, f.during, f.places, f.classes, f.children, p.kind AS institution_kind, p.ownership, f.grade, p.zone,
				f.filed, f.recognised, p.funding, p.chain_institutions, p.opened_on, p.filed_during, p.recognised_during, CASE WHEN w.pooled THEN '0'::tuoyu.yuan END AS paid_this_year) known
		GROUP BY f.institution_id, p.region
	), %8$s AS (
		-- a rule is joined by what its line says: joined to the facts first, it would have lines computed once for each rule
		SELECT l.*, r.settlement_period, r.pooled, r.year_starts, CASE WHEN l.event_id IS NOT NULL THEN lower(l.during)
				WHEN COALESCE(l.instalment, 1) = 1 THEN (l.trace ->> 'period_end')::date
				ELSE ((l.trace ->> 'period_end')::date + make_interval(months => (l.instalment - 1) * r.instalment_months))::date END AS due_on
		FROM (
				SELECT f.institution_id, f.child_id, f.event_id, f.lost, f.region AS place, f.fact, l.*
				FROM fact f CROSS JOIN LATERAL tuoyu.subsidy_lines_over(f.rows%5$s) l
				WHERE (l.unit IN ('child-month', 'child-year')) = (f.child_id IS NOT NULL)
				%7$s
			) l
			JOIN rule r ON r.rule = l.rule AND (r.settlement_period <> 'event') = (l.event_id IS NULL)
		%7$s
	)$query$, registry, period, places, rules, policy, once::pg_catalog.text,
		-- to be sure of it, and that the day is computed once; a view must let conditions on institutions through
		CASE WHEN once THEN 'OFFSET 0' ELSE '' END,
		CASE WHEN pooled THEN 'computed' ELSE 'line' END) OPERATOR(pg_catalog.||)
		CASE WHEN pooled THEN $query$, counted AS (
		-- what all lines of the institution's year have had before each, as the cap lets them
		SELECT c.*, (c.trace ->> 'cap')::numeric AS cap_of_year, date_part('year', c.ends - make_interval(months => c.year_starts - 1)) AS cap_year,
			CASE WHEN c.pooled AND NOT c.lost THEN c.amount::numeric ELSE 0 END AS counts
		FROM (SELECT c.*, COALESCE((c.trace ->> 'period_end')::date, lower(c.during)) AS ends FROM computed c) c
	), had AS (
		SELECT c.*, COALESCE(tuoyu.capped_sum(c.counts, c.cap_of_year) OVER (PARTITION BY c.institution_id, c.rule, c.cap_year
				ORDER BY c.ends, c.child_id, c.event_id, c.during, c.instalment, c.payee ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS had
		FROM counted c
	), others AS (
		SELECT h.*, CASE WHEN h.pooled AND NOT h.lost THEN h.had - COALESCE(sum(LEAST(h.counts, GREATEST(h.cap_of_year - h.had, 0)))
				OVER (PARTITION BY h.institution_id, h.rule, h.cap_year, h.child_id, h.event_id
				ORDER BY h.ends, h.during, h.instalment, h.payee ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) END AS others
		FROM had h
	), line AS (
		SELECT o.institution_id, o.child_id, o.event_id, o.lost, o.place, COALESCE(again.fact, o.fact) AS fact, o.item, o.payee, o.unit, o.during,
			COALESCE(again.amount, o.amount) AS amount, CASE WHEN again.amount IS NULL THEN o.family_pays ELSE again.family_pays END AS family_pays,
			COALESCE(again.funder_shares, o.funder_shares) AS funder_shares, o.instalment, o.rule, o.document, o.doc_number, o.clause, o.formula, o.assumptions,
			COALESCE(again.trace, o.trace) AS trace, o.settlement_period, o.due_on
		FROM others o
			LEFT JOIN LATERAL (
				SELECT f.fact, l.amount, l.family_pays, l.funder_shares, l.trace
				FROM (SELECT CASE WHEN o.others > 0 THEN (SELECT jsonb_agg(v || jsonb_build_object('paid_this_year', o.others) ORDER BY nth)
						FROM jsonb_array_elements(o.fact) WITH ORDINALITY d (v, nth)) END AS fact) f
					CROSS JOIN LATERAL tuoyu.subsidy_lines_over(CASE WHEN f.fact IS NOT NULL THEN
						ARRAY(SELECT r FROM jsonb_populate_recordset(NULL::tuoyu.care_fact, f.fact) r)::record[] END$query$ OPERATOR(pg_catalog.||) policy OPERATOR(pg_catalog.||) $query$) l
				WHERE l.rule = o.rule AND l.payee = o.payee AND l.during = o.during AND l.unit = o.unit AND COALESCE(l.instalment, 0) = COALESCE(o.instalment, 0)
			) again ON true
	)$query$ ELSE '' END;

COMMENT ON FUNCTION tuoyu.settlement_query(pg_catalog.name, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.bool, pg_catalog.bool) IS
	'The WITH list that computes what is due in a registry, ending in asked, fact and line; for expressions in SQL that give the days asked for, a condition on institution, the relation of subsidy rules, further arguments of subsidy_lines_over, whether a child at two institutions counts once, and whether a rule may have a cap for the institution and year';
