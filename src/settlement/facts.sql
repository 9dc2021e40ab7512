-- The facts of a registry from which subsidies are computed: one source for the view subsidy_due and for settle.
--
-- settlement_query gives SQL text, because its two users differ in what SQL has no parameter for (a view takes none) and in
-- nothing else.  For a child it cuts the time in care where class, form, fee or a standing of the institution changes, gives
-- each settlement period to what holds on the child's first day in care in it, and puts equal neighbours together again, so
-- that a child of whom nothing changes is one fact, however many periods are asked for.  The settlement periods are those
-- that end within the days asked for; where a rule caps a year, the periods of the year before them are computed along, for
-- they use the cap up.  An event is a fact of its day, and its instalments fall due on that day of later years.
--
-- For settle (once) a child who is at two institutions on one day (by resident_id) counts there where the unbroken stay began
-- first, of equals at the lower institution_id, then the lower child_id; the days elsewhere are facts of their own, marked
-- lost.  The view shows what each institution could claim.

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

CREATE FUNCTION tuoyu.subsidy_lines(fact pg_catalog.record, scenario pg_catalog.text, policy pg_catalog.jsonb) RETURNS SETOF tuoyu.subsidy_line
	AS 'MODULE_PATHNAME', 'tuoyu_subsidy_lines_known'
	LANGUAGE C STABLE PARALLEL SAFE COST 200 ROWS 2;

COMMENT ON FUNCTION tuoyu.subsidy_lines(pg_catalog.record, pg_catalog.text, pg_catalog.jsonb) IS
	'As subsidy_lines(fact, scenario), by a policy that policy_known() gave at some time instead of the catalogue as it is; no line without a policy';

CREATE FUNCTION tuoyu.settlement_query(registry pg_catalog.name, period pg_catalog.text, places pg_catalog.text,
		rules pg_catalog.text, policy pg_catalog.text, once pg_catalog.bool) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN pg_catalog.format($query$
	WITH asked AS (
		SELECT %2$s AS during
	), rule AS MATERIALIZED (
		SELECT region, during, rule, unit, settlement_period, cardinality(instalments) AS instalments,
			unit IN ('child-month', 'child-year') AS per_child, COALESCE(cap_scope = 'year', false) AS per_year,
			text ~ '\mdays\M' AS reads_days, reference_day = 'as_of' OR text ~ '\mas_of\M' AS reads_as_of,
			CASE settlement_period WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 WHEN 'half_year' THEN 6 ELSE 12 END AS months,
			CASE settlement_period WHEN 'school_year' THEN 9 ELSE 1 END AS anchor
		FROM %4$s r
			CROSS JOIN LATERAL concat_ws(' ', condition::text, requires::text, amount::text, cap::text, family_pays::text) text
		WHERE scenario IS NULL
	), place AS MATERIALIZED (
		SELECT institution_id, region, kind, ownership, funding, zone FROM %1$I.institution WHERE %3$s
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
	), period AS (
		SELECT p.region, r.settlement_period, r.months, r.anchor, s.during, bool_or(r.reads_days) AS reads_days, bool_or(r.reads_as_of) AS reads_as_of
		FROM asked
			CROSS JOIN (SELECT DISTINCT region FROM place) p
			JOIN rule r ON r.per_child AND r.settlement_period <> 'event' AND p.region OPERATOR(tuoyu.<@) r.region
			CROSS JOIN LATERAL (
				SELECT daterange(b::date, (b + make_interval(months => r.months))::date) AS during
				FROM generate_series(date_trunc(CASE WHEN r.per_year THEN 'year' ELSE 'month' END, lower(asked.during) - make_interval(months => r.months - 1)),
					upper(asked.during)::timestamp, interval '1 month') b
				WHERE mod(extract(month FROM b)::integer - r.anchor + 12, r.months) = 0
			) s
		WHERE r.during && s.during AND upper(s.during) <= upper(asked.during)
			AND (r.per_year OR upper(s.during) > lower(asked.during))
		GROUP BY p.region, r.settlement_period, r.months, r.anchor, s.during
	), span AS MATERIALIZED (
		-- as a whole, or period by period where a rule reads what differs between them
		SELECT region, settlement_period, months, anchor, range_merge(range_agg(during)) AS during,
			bool_or(reads_days) AS reads_days, bool_or(reads_as_of) AS reads_as_of
		FROM (SELECT *, bool_or(reads_days OR reads_as_of) OVER (PARTITION BY region, settlement_period) AS split FROM period) p
		GROUP BY region, settlement_period, months, anchor, CASE WHEN split THEN during END
	), elsewhere AS MATERIALIZED (
		SELECT m.institution_id, m.child_id, range_agg(a.during * b.during) AS during
		FROM place p
			JOIN %1$I.child_identity m ON m.institution_id = p.institution_id
			JOIN %1$I.child_identity o ON o.resident_id OPERATOR(tuoyu.=) m.resident_id
				AND (o.institution_id <> m.institution_id OR o.child_id <> m.child_id)
			CROSS JOIN LATERAL (SELECT unnest(range_agg(e.during)) AS during FROM %1$I.enrolment e
				WHERE e.institution_id = m.institution_id AND e.child_id = m.child_id) a
			CROSS JOIN LATERAL (SELECT unnest(range_agg(e.during)) AS during FROM %1$I.enrolment e
				WHERE e.institution_id = o.institution_id AND e.child_id = o.child_id) b
		WHERE %6$s AND a.during && b.during
			AND (COALESCE(lower(b.during), '-infinity'), o.institution_id, o.child_id) < (COALESCE(lower(a.during), '-infinity'), m.institution_id, m.child_id)
		GROUP BY m.institution_id, m.child_id
	), piece AS (
		SELECT e.institution_id, e.child_id, part.during * w.during AS during, part.lost, w.settlement_period, w.during AS span,
			w.months, w.anchor, w.reads_days, w.reads_as_of, p.region, p.kind AS institution_kind, p.ownership,
			k.kind AS class_kind, e.service_form, e.monthly_fee, s.grade, s.filed, s.recognised
		FROM place p
			JOIN %1$I.enrolment e ON e.institution_id = p.institution_id AND e.during && (SELECT range_merge(range_agg(during)) FROM span)
			JOIN %1$I.class k ON k.institution_id = e.institution_id AND k.class_id = e.class_id
			JOIN standing_at s ON s.institution_id = e.institution_id AND s.during && e.during
			LEFT JOIN elsewhere x ON x.institution_id = e.institution_id AND x.child_id = e.child_id
			CROSS JOIN LATERAL (
				SELECT e.during * s.during AS during, false AS lost WHERE x.during IS NULL
				UNION ALL SELECT unnest(datemultirange(e.during * s.during) - x.during), false WHERE x.during IS NOT NULL
				UNION ALL SELECT unnest(datemultirange(e.during * s.during) * x.during), true WHERE x.during IS NOT NULL
			) part
			JOIN span w ON w.region OPERATOR(tuoyu.=) p.region AND w.during && part.during
	), placed AS (
		SELECT *, range_agg(during) OVER whole AS care, lag(upper(during)) OVER turn AS before,
			(date_trunc('month', lower(during)::timestamp) - make_interval(months => mod(extract(month FROM lower(during))::integer - anchor + 12, months)))::date AS first_day
		FROM piece
		WINDOW whole AS (PARTITION BY institution_id, child_id, settlement_period, span, lost), turn AS (whole ORDER BY lower(during))
	), since AS (
		-- a period in which the child was in care before is what held then
		SELECT *, CASE WHEN before > first_day THEN (first_day + make_interval(months => months))::date ELSE first_day END AS since
		FROM placed
	), owned AS (
		SELECT *, care * datemultirange(daterange(since, lead(since) OVER (PARTITION BY institution_id, child_id, settlement_period, span, lost ORDER BY lower(during)))) AS own
		FROM since
	), attended AS MATERIALIZED (
		SELECT a.institution_id, a.child_id, w.settlement_period, w.during AS span, COALESCE(x.during @> a.day, false) AS lost, count(*) AS days
		FROM span w
			JOIN place p ON p.region OPERATOR(tuoyu.=) w.region
			JOIN %1$I.attendance a ON a.institution_id = p.institution_id AND w.during @> a.day
			LEFT JOIN elsewhere x ON x.institution_id = a.institution_id AND x.child_id = a.child_id
		WHERE w.reads_days
		GROUP BY a.institution_id, a.child_id, w.settlement_period, w.during, COALESCE(x.during @> a.day, false)
	), of_child AS (
		SELECT institution_id, child_id, settlement_period, span, lost, region, CASE WHEN reads_as_of THEN lower(own) END AS as_of,
			range_agg(own) AS during, class_kind, service_form, monthly_fee, institution_kind, ownership, grade, filed, recognised
		FROM owned
		WHERE NOT isempty(own)
		GROUP BY institution_id, child_id, settlement_period, span, lost, region, CASE WHEN reads_as_of THEN lower(own) END,
			class_kind, service_form, monthly_fee, institution_kind, ownership, grade, filed, recognised
	), fact AS (
		SELECT f.institution_id, f.child_id, NULL::bigint AS event_id, f.settlement_period, f.lost, f.region, f.as_of, f.during,
			c.birth_date, c.birth_order, c.household, f.class_kind, f.service_form, f.monthly_fee,
			-- where nobody's attendance is kept, a child's days are unknown, not 0
			CASE WHEN kept.institution_id IS NOT NULL THEN COALESCE(a.days, 0)::numeric END AS days,
			f.institution_kind, f.ownership, p.funding, f.grade, p.zone, f.filed, f.recognised,
			NULL::integer AS places_added, NULL::integer AS classes_added, NULL::text AS build, NULL::tuoyu.yuan AS cost
		FROM of_child f
			JOIN place p ON p.institution_id = f.institution_id
			JOIN %1$I.child c ON c.institution_id = f.institution_id AND c.child_id = f.child_id
			LEFT JOIN attended a ON a.institution_id = f.institution_id AND a.child_id = f.child_id
				AND a.settlement_period = f.settlement_period AND a.span = f.span AND a.lost = f.lost
			LEFT JOIN (SELECT DISTINCT institution_id, settlement_period, span FROM attended) kept ON kept.institution_id = f.institution_id
				AND kept.settlement_period = f.settlement_period AND kept.span = f.span
		UNION ALL
		SELECT v.institution_id, NULL, v.event_id, 'event', false, p.region, v.happened_on, NULL,
			NULL, NULL, NULL, NULL, NULL, NULL, NULL, p.kind, p.ownership, p.funding, s.grade, p.zone, s.filed, s.recognised,
			v.places_added, v.classes_added, v.build, v.cost
		FROM asked
			CROSS JOIN place p
			JOIN %1$I.capacity_event v ON v.institution_id = p.institution_id
			JOIN standing_at s ON s.institution_id = v.institution_id AND s.during @> v.happened_on
		WHERE v.happened_on < upper(asked.during)
			AND v.happened_on >= lower(asked.during) - make_interval(years => (SELECT COALESCE(max(instalments), 1) - 1 FROM rule))
	), line AS (
		SELECT f.institution_id, f.child_id, f.event_id, f.settlement_period, f.lost, f.region AS place, to_jsonb(known) AS fact,
			CASE WHEN f.child_id IS NULL THEN lower(l.during) ELSE (l.trace ->> 'period_end')::date END AS due_on, l.*
		FROM fact f
			CROSS JOIN LATERAL (SELECT f.region AS region, f.as_of AS as_of, f.during AS during, f.birth_date AS birth_date,
				f.birth_order AS birth_order, f.household AS household, f.class_kind AS class_kind, f.service_form AS service_form,
				f.monthly_fee AS monthly_fee, f.days AS days, f.institution_kind AS institution_kind, f.ownership AS ownership, f.funding AS funding,
				f.grade AS grade, f.zone AS zone, f.filed AS filed, f.recognised AS recognised, f.places_added AS places_added,
				f.classes_added AS classes_added, f.build AS build, f.cost AS cost) known
			CROSS JOIN LATERAL tuoyu.subsidy_lines(known%5$s) l
			JOIN rule r ON r.rule = l.rule AND r.settlement_period = f.settlement_period
				AND (r.per_child = (f.child_id IS NOT NULL))
	)$query$, registry, period, places, rules, policy, once::pg_catalog.text);

COMMENT ON FUNCTION tuoyu.settlement_query(pg_catalog.name, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.bool) IS
	'The WITH list that computes what is due in a registry, ending in asked, fact and line; for expressions in SQL that give the days asked for, a condition on institution, the relation of subsidy rules, further arguments of subsidy_lines, and whether a child at two institutions counts once';
