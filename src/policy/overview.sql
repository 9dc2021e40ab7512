-- What is in force somewhere, from where it is inherited, and for which days nothing is.

CREATE FUNCTION tuoyu.policy_rows(region tuoyu.region_code,
		OUT kind pg_catalog.text, OUT item pg_catalog.text, OUT selectors pg_catalog.text, OUT rule pg_catalog.text,
		OUT rule_region tuoyu.region_code, OUT during pg_catalog.daterange, OUT content pg_catalog.text, OUT combine pg_catalog.text,
		OUT document pg_catalog.text, OUT clause pg_catalog.text, OUT origin pg_catalog.text) RETURNS SETOF pg_catalog.record
	LANGUAGE SQL STABLE PARALLEL SAFE ROWS 100
	BEGIN ATOMIC
		SELECT p.kind, p.item, p.selectors, p.rule, p.rule_region, p.during, p.content, p.combine, p.document, p.clause, p.origin
		FROM (
			SELECT '班型', b.band::pg_catalog.text, '', b.rule, b.region, tuoyu.days_in_force(b.rule, b.document, b.during),
				pg_catalog.concat_ws('，'::pg_catalog.text, CASE WHEN b.to_months IS NULL THEN pg_catalog.concat(b.from_months, '月龄以上')
					ELSE pg_catalog.concat(b.from_months, '至', b.to_months, '月龄') END,
					'班额' OPERATOR(pg_catalog.||) b.class_size::pg_catalog.text,
					'照护比' OPERATOR(pg_catalog.||) b.ratio::pg_catalog.text, '应配' OPERATOR(pg_catalog.||) b.required::pg_catalog.text),
				'replace', b.document, b.clause, b.origin, b.scenario
			FROM tuoyu.band_rule b
			UNION ALL
			SELECT '人员', s.role, pg_catalog.concat_ws('，'::pg_catalog.text, s.scope, s.institution_kind), s.rule, s.region, tuoyu.days_in_force(s.rule, s.document, s.during),
				s.required::pg_catalog.text, 'replace', s.document, s.clause, s.origin, s.scenario
			FROM tuoyu.staffing_rule s
			UNION ALL
			SELECT '收费上限', COALESCE(f.service_form, '全部服务形式'),
				pg_catalog.concat_ws('，'::pg_catalog.text, f.band::pg_catalog.text, f.institution_kind, f.ownership, f.funding, f.grade, f.zone), f.rule, f.region, tuoyu.days_in_force(f.rule, f.document, f.during),
				f.cap::pg_catalog.text, f.combine, f.document, f.clause, f.origin, f.scenario
			FROM tuoyu.fee_rule f
			UNION ALL
			SELECT '补贴', y.item,
				pg_catalog.concat_ws('，'::pg_catalog.text, y.band::pg_catalog.text, y.institution_kind, y.ownership, y.funding, y.grade, y.zone, y.service_form, y.birth_order::pg_catalog.text,
					'出生' OPERATOR(pg_catalog.||) y.born::pg_catalog.text, '入托' OPERATOR(pg_catalog.||) y.entered::pg_catalog.text),
				y.rule, y.region, tuoyu.days_in_force(y.rule, y.document, y.during), y.amount::pg_catalog.text, y.combine, y.document, y.clause, y.origin, y.scenario
			FROM tuoyu.subsidy_rule y
			UNION ALL
			SELECT '参数', q.name, '', q.parameter, q.region, tuoyu.days_in_force(q.parameter, q.document, q.during), q.value::pg_catalog.text, 'replace', q.document, q.clause, q.origin, q.scenario
			FROM tuoyu.policy_parameter q
		) p (kind, item, selectors, rule, rule_region, during, content, combine, document, clause, origin, scenario)
		WHERE p.scenario IS NULL AND NOT pg_catalog.isempty(p.during) AND p.rule_region OPERATOR(tuoyu.@>) policy_rows.region;
	END;

COMMENT ON FUNCTION tuoyu.policy_rows(tuoyu.region_code) IS
	'Every row of the law that can matter at a region, its own or inherited, of all rule tables under one shape; during is without the days on which it is withdrawn';

CREATE FUNCTION tuoyu.policy_at(region tuoyu.region_code, as_of pg_catalog.date,
		OUT kind pg_catalog.text, OUT item pg_catalog.text, OUT selectors pg_catalog.text, OUT rule pg_catalog.text,
		OUT rule_region tuoyu.region_code, OUT rule_region_name pg_catalog.text, OUT inherited pg_catalog.bool,
		OUT during pg_catalog.daterange, OUT content pg_catalog.text, OUT combine pg_catalog.text,
		OUT document pg_catalog.text, OUT clause pg_catalog.text, OUT origin pg_catalog.text) RETURNS SETOF pg_catalog.record
	LANGUAGE SQL STABLE PARALLEL SAFE ROWS 50
	BEGIN ATOMIC
		WITH ranked AS (
			SELECT p.*,
				-- a user's row goes before the shipped one of the same region
				pg_catalog.row_number() OVER (PARTITION BY p.kind, p.item, p.selectors, p.rule_region::pg_catalog.text ORDER BY p.origin DESC) AS precedence,
				-- and the most specific region before those above, unless a rule says that it goes together with them
				pg_catalog.max(tuoyu.region_level(p.rule_region)) FILTER (WHERE p.combine OPERATOR(pg_catalog.=) 'replace')
					OVER (PARTITION BY p.kind, p.item, p.selectors) AS replacing
			FROM tuoyu.policy_rows(policy_at.region) p
			WHERE p.during OPERATOR(pg_catalog.@>) policy_at.as_of
		)
		SELECT r.kind, r.item, r.selectors, r.rule, r.rule_region, tuoyu.region_name(r.rule_region),
			NOT r.rule_region OPERATOR(tuoyu.=) policy_at.region, r.during, r.content, r.combine, r.document, r.clause, r.origin
		FROM ranked r
		WHERE r.precedence OPERATOR(pg_catalog.=) 1
			AND (tuoyu.region_level(r.rule_region) OPERATOR(pg_catalog.>=) COALESCE(r.replacing, 0)
				OR r.combine IN ('floor', 'ceiling'))
		ORDER BY r.kind, r.item, r.selectors, r.rule_region;
	END;

COMMENT ON FUNCTION tuoyu.policy_at(tuoyu.region_code, pg_catalog.date) IS
	'The rules and parameters in force at a region on a day, with the region and document that each comes from and whether it is inherited';

CREATE FUNCTION tuoyu.policy_gaps(region tuoyu.region_code, during pg_catalog.daterange,
		OUT kind pg_catalog.text, OUT item pg_catalog.text, OUT missing pg_catalog.daterange) RETURNS SETOF pg_catalog.record
	LANGUAGE SQL STABLE PARALLEL SAFE ROWS 20
	BEGIN ATOMIC
		WITH expected (kind, item) AS (
			VALUES ('班型', '乳儿'), ('班型', '托小'), ('班型', '托大'), ('班型', '混合'), ('收费上限', '全日托'),
				('人员', '负责人'), ('人员', '保健人员'), ('人员', '保安人员'), ('人员', '炊事人员')
			UNION
			-- and whatever there has been a rule for, here or above
			SELECT p.kind, p.item FROM tuoyu.policy_rows(policy_gaps.region) p
			WHERE p.item OPERATOR(pg_catalog.<>) '全部服务形式'
		), covered AS (
			SELECT e.kind, e.item, pg_catalog.range_agg(p.during) AS days
			FROM expected e
				LEFT JOIN tuoyu.policy_rows(policy_gaps.region) p ON p.kind OPERATOR(pg_catalog.=) e.kind
					AND (p.item OPERATOR(pg_catalog.=) e.item OR p.item OPERATOR(pg_catalog.=) '全部服务形式')
			GROUP BY e.kind, e.item
		)
		SELECT c.kind, c.item, g.missing
		FROM covered c CROSS JOIN LATERAL pg_catalog.unnest(
			pg_catalog.datemultirange(policy_gaps.during) OPERATOR(pg_catalog.-) COALESCE(c.days, '{}'::pg_catalog.datemultirange)) g(missing)
		ORDER BY c.kind, c.item, g.missing;
	END;

COMMENT ON FUNCTION tuoyu.policy_gaps(tuoyu.region_code, pg_catalog.daterange) IS
	'Items and days within the given ones for which no rule is in force at a region: classes of each kind, the cap on full-day fees, the roles, and every item that has had a rule here or above';
