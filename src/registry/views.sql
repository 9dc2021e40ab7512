-- The registry's views: what an analyst reads.  Standard column types only, so that any tool can read and sum them; shares
-- are percentages with two decimals; "today" is tuoyu.as_of(); intervals show their first and last day.
--
-- Everything is set-based: one pass over a table, grouped before it is joined; what is asked of the catalogue is asked once
-- for each region and kind where that is enough.  Equality of the extension's own types is spelled out as an operator of
-- tuoyu, so that it does not depend on the search_path of whoever makes or restores a view.

CREATE FUNCTION tuoyu.registry_views() RETURNS pg_catalog.text[]
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN '{child_status,class_status,staffing_gap,fee_status,institution_status,institution_kind_summary,region_indicator,target_progress,subsidy_due,band_forecast,duplicate_person,settlement_detail,settlement_summary}'::pg_catalog.text[];

COMMENT ON FUNCTION tuoyu.registry_views() IS 'The views of a registry, each after those that it reads';

CREATE FUNCTION tuoyu.class_gaps(
		region tuoyu.region_code,
		kind tuoyu.age_band,
		births pg_catalog.date[],
		stays pg_catalog.daterange[],
		caregivers pg_catalog.daterange[],
		within pg_catalog.daterange,
		counts pg_catalog.numeric[] DEFAULT NULL)
	RETURNS TABLE (
		during pg_catalog.daterange,
		children pg_catalog.int4,
		caregivers_present pg_catalog.numeric,
		required pg_catalog.int4)
	AS 'MODULE_PATHNAME', 'tuoyu_class_gaps' LANGUAGE C STABLE PARALLEL SAFE COST 100 ROWS 2;

COMMENT ON FUNCTION tuoyu.class_gaps(tuoyu.region_code, tuoyu.age_band, pg_catalog.date[], pg_catalog.daterange[], pg_catalog.daterange[], pg_catalog.daterange, pg_catalog.numeric[]) IS
	'The longest intervals within the given days, in order, in which a class of that kind has fewer caregivers than the rules in force there and then require for its children (births and stays side by side, as are caregivers and what they count, which is one each where it is not given); none where no rule says. Differing lengths: 2202E; within without a beginning: 22023';

CREATE FUNCTION tuoyu.counted_days(
		region tuoyu.region_code,
		role pg_catalog.text,
		during pg_catalog.daterange,
		certificate_kinds pg_catalog.text[] DEFAULT NULL,
		certificate_days pg_catalog.daterange[] DEFAULT NULL,
		institution_kind pg_catalog.text DEFAULT NULL,
		caregiver_role pg_catalog.text DEFAULT '保育人员',
		OUT during pg_catalog.daterange,
		OUT counts pg_catalog.numeric)
	RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME', 'tuoyu_counted_days' LANGUAGE C STABLE PARALLEL SAFE COST 10 ROWS 1;

COMMENT ON FUNCTION tuoyu.counted_days(tuoyu.region_code, pg_catalog.text, pg_catalog.daterange, pg_catalog.text[], pg_catalog.daterange[], pg_catalog.text, pg_catalog.text) IS
	'The days, of those given, on which a member of staff in that role counts as a caregiver, and as how many (up to three decimals), by the staffing_rule of scope class in force there and then; no rule: caregivers count as one, others do not (caregiver_role NULL: everybody is one). Where a rule asks for a certificate, only on days on which one of that kind is valid (kinds and days side by side; NULL: nobody is asked; differing lengths: 2202E)';

CREATE FUNCTION tuoyu.class_checks(class pg_catalog.regclass) RETURNS pg_catalog.text[]
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN pg_catalog.count(DISTINCT t.tgname) OPERATOR(pg_catalog.=) 0 THEN tuoyu.default_ratio_checks()
		ELSE COALESCE(pg_catalog.array_agg(DISTINCT c.name) FILTER (WHERE c.name IS NOT NULL), '{}'::pg_catalog.text[]) END
	FROM pg_catalog.pg_trigger t
		LEFT JOIN LATERAL pg_catalog.unnest(tuoyu.ratio_checks(t.tgname, class)) c(name) ON true
	WHERE t.tgrelid OPERATOR(pg_catalog.=) class::pg_catalog.oid AND t.tgconstrrelid OPERATOR(pg_catalog.=) class::pg_catalog.oid
		AND t.tgfoid OPERATOR(pg_catalog.=) 'tuoyu.ratio_check'::pg_catalog.regproc::pg_catalog.oid;
END;

COMMENT ON FUNCTION tuoyu.class_checks(pg_catalog.regclass) IS
	'What the staffing constraints on a class table check together (see add_ratio_constraint); where there is none, what one would check by default';

-- Children, classes, staff

CREATE PROCEDURE tuoyu.create_class_views(registry pg_catalog.name)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	PERFORM set_config('search_path', format('%I, pg_temp', registry), true);

	CREATE VIEW child_status AS
	SELECT e.institution_id, i.name AS institution_name, i.region::text AS region, n.name AS region_name,
		e.child_id, e.enrolment_id, c.birth_date, c.birth_order,
		c.household::text AS household, h.name AS household_name,
		tuoyu.age_months(c.birth_date, tuoyu.as_of()) AS age_months,
		tuoyu.age_text(c.birth_date, tuoyu.as_of()) AS age_text,
		tuoyu.age_band(c.birth_date, tuoyu.as_of(), i.region)::text AS band,
		e.class_id, k.name AS class_name, k.kind::text AS class_kind, e.service_form,
		e.monthly_fee::numeric AS monthly_fee,
		tuoyu.is_affordable(e.monthly_fee, i.region, tuoyu.as_of(),
			ROW(e.service_form, k.kind, i.kind, i.ownership, g.grade, i.zone, e.monthly_fee, NULL, i.provides_meals, i.funding)::tuoyu.fee_fact) AS affordable,
		lower(e.during) AS since, upper(e.during) - 1 AS until
	FROM enrolment e
		JOIN child c ON c.institution_id = e.institution_id AND c.child_id = e.child_id
		JOIN class k ON k.institution_id = e.institution_id AND k.class_id = e.class_id
		JOIN institution i ON i.institution_id = e.institution_id
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) i.region
		LEFT JOIN tuoyu.region h ON h.code OPERATOR(tuoyu.=) c.household
		LEFT JOIN (
			SELECT institution_id, (array_agg(grade ORDER BY kind <> '等级', kind))[1] AS grade
			FROM standing WHERE grade IS NOT NULL AND during @> tuoyu.as_of() GROUP BY institution_id
		) g ON g.institution_id = e.institution_id
	WHERE e.during @> tuoyu.as_of();
	CALL tuoyu.describe(registry, 'child_status', '在托婴幼儿：报告日在托者，每名一行',
		'institution_id', '机构标识', 'institution_name', '机构名称', 'region', '机构所在地区代码', 'region_name', '机构所在地区',
		'child_id', '婴幼儿标识', 'enrolment_id', '入托记录标识', 'birth_date', '出生日期', 'birth_order', '孩次',
		'household', '户籍或家庭所在地区代码', 'household_name', '户籍或家庭所在地区',
		'age_months', '满月龄', 'age_text', '年龄', 'band', '月龄段（按机构所在地区的规定）',
		'class_id', '班标识', 'class_name', '班名', 'class_kind', '班型', 'service_form', '服务形式',
		'monthly_fee', '月收费，元', 'affordable', '月收费是否不高于当地普惠上限；无规定或无收费为空',
		'since', '在托首日', 'until', '在托末日；未定为空');

	-- Tables of millions of rows are not joined with each other: each is gathered by institution, and each institution is
	-- counted whole.
	CREATE VIEW class_status AS
	WITH enrolled AS (
		SELECT institution_id, tuoyu.gather(class_id, child_id) AS by_class
		FROM enrolment WHERE tuoyu.in_force(during, tuoyu.as_of()) GROUP BY institution_id
	), born AS (
		SELECT institution_id, tuoyu.gather(child_id, birth_date) AS births FROM child GROUP BY institution_id
	), rostered AS (
		SELECT institution_id, tuoyu.gather(class_id, staff_id) AS by_class
		FROM class_staff WHERE tuoyu.in_force(during, tuoyu.as_of()) GROUP BY institution_id
	), employed AS (
		SELECT institution_id, tuoyu.gather(staff_id, role) AS roles
		FROM staff WHERE tuoyu.in_force(during, tuoyu.as_of()) GROUP BY institution_id
	), held AS (
		SELECT institution_id, tuoyu.gather(staff_id, kind) AS kinds
		FROM certificate
		WHERE EXISTS (SELECT FROM tuoyu.staffing_rule p WHERE p.scope = 'class' AND p.certificate IS NOT NULL)
			AND tuoyu.in_force(during, tuoyu.as_of())
		GROUP BY institution_id
	), checks AS MATERIALIZED (
		SELECT 'certificates' = ANY (tuoyu.class_checks('class'::regclass)) AS certificates
	), counted AS (
		-- joined on the far side of an outer join, so that it is computed once for an institution, not for each of its classes
		SELECT i.institution_id, i.name AS institution_name, i.region, i.region::text AS region_code, n.name AS region_name,
			tuoyu.count_heads(i.region, i.kind, tuoyu.as_of(), enrolled.by_class, born.births, rostered.by_class, employed.roles,
				CASE WHEN checks.certificates THEN COALESCE(held.kinds, '') END) AS heads
		FROM institution i
			CROSS JOIN checks
			LEFT JOIN enrolled ON enrolled.institution_id = i.institution_id
			LEFT JOIN born ON born.institution_id = i.institution_id
			LEFT JOIN rostered ON rostered.institution_id = i.institution_id
			LEFT JOIN employed ON employed.institution_id = i.institution_id
			LEFT JOIN held ON held.institution_id = i.institution_id
			LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) i.region
	), class_heads AS (
		SELECT k.institution_id, k.class_id, k.name AS class_name, k.kind, k.places, c.institution_name, c.region_code, c.region_name,
			tuoyu.class_size_limit(c.region, k.kind, tuoyu.as_of()) AS class_size,
			tuoyu.heads_children(c.heads, k.class_id) AS children, tuoyu.heads_infants(c.heads, k.class_id) AS infants,
			tuoyu.heads_toddlers(c.heads, k.class_id) AS toddlers, tuoyu.heads_preschoolers(c.heads, k.class_id) AS preschoolers,
			tuoyu.heads_youngest(c.heads, k.class_id) AS youngest, tuoyu.heads_caregivers(c.heads, k.class_id) AS caregivers,
			tuoyu.heads_required(c.heads, k.class_id, c.region, k.kind, tuoyu.as_of()) AS required,
			tuoyu.heads_short(c.heads, k.class_id, c.region, k.kind, tuoyu.as_of()) AS short
		FROM class k
			LEFT JOIN counted c ON c.institution_id = k.institution_id
		WHERE tuoyu.in_force(k.during, tuoyu.as_of())
	)
	SELECT institution_id, institution_name, region_code AS region, region_name,
		class_id, class_name, kind::text AS class_kind, places, class_size AS class_size_limit,
		children, infants, toddlers, preschoolers, youngest AS youngest_months, places - children AS vacancies,
		children > LEAST(places, class_size) AS overfull,
		caregivers, required AS caregivers_required, short AS caregivers_short
	FROM class_heads;
	CALL tuoyu.describe(registry, 'class_status', '班级现况：报告日开班者，每班一行',
		'institution_id', '机构标识', 'institution_name', '机构名称', 'region', '机构所在地区代码', 'region_name', '机构所在地区',
		'class_id', '班标识', 'class_name', '班名', 'class_kind', '班型', 'places', '托位数', 'class_size_limit', '规定的班额上限；未规定为空',
		'children', '在托人数', 'infants', '其中乳儿（含未到龄）', 'toddlers', '其中托小', 'preschoolers', '其中托大（含超龄）',
		'youngest_months', '最小月龄', 'vacancies', '空余托位', 'overfull', '在托人数是否超过托位数或班额上限',
		'caregivers', '在班保育人员数，按规则折算', 'caregivers_required', '应配保育人员数；未规定为空', 'caregivers_short', '缺保育人员数；未规定为空');

	-- What the constraint checks is asked once, in sub-selects that depend on no row.
	-- Each class is handed over whole, as arrays; the sweep over its days is done in C by the rules in force on each.
	CREATE VIEW staffing_gap AS
	WITH stay AS (
		SELECT e.institution_id, e.class_id, array_agg(c.birth_date) AS births, array_agg(e.during) AS stays
		FROM enrolment e JOIN child c ON c.institution_id = e.institution_id AND c.child_id = e.child_id
		WHERE e.during && daterange(tuoyu.as_of(), NULL)
		GROUP BY e.institution_id, e.class_id
	), held AS (
		SELECT h.institution_id, h.staff_id, array_agg(h.kind) AS kinds, array_agg(h.during) AS days
		FROM certificate h
		WHERE EXISTS (SELECT FROM tuoyu.staffing_rule p WHERE p.scope = 'class' AND p.certificate IS NOT NULL)
			AND h.during && daterange(tuoyu.as_of(), NULL)
		GROUP BY h.institution_id, h.staff_id
	), roster AS (
		SELECT r.institution_id, r.class_id, array_agg(d.during) AS caregivers, array_agg(d.counts) AS counts
		FROM class_staff r
			JOIN staff s ON s.institution_id = r.institution_id AND s.staff_id = r.staff_id
			JOIN institution i ON i.institution_id = r.institution_id
			LEFT JOIN held h ON h.institution_id = r.institution_id AND h.staff_id = r.staff_id
			CROSS JOIN LATERAL tuoyu.counted_days(i.region, s.role, r.during * s.during,
				CASE WHEN (SELECT 'certificates' = ANY (tuoyu.class_checks('class'::regclass))) THEN COALESCE(h.kinds, '{}') END,
				CASE WHEN (SELECT 'certificates' = ANY (tuoyu.class_checks('class'::regclass))) THEN COALESCE(h.days, '{}') END, i.kind) d
		WHERE r.during && daterange(tuoyu.as_of(), NULL)
		GROUP BY r.institution_id, r.class_id
	)
	SELECT k.institution_id, i.name AS institution_name, i.region::text AS region, n.name AS region_name,
		k.class_id, k.name AS class_name, k.kind::text AS class_kind,
		lower(g.during) AS first_day, upper(g.during) - 1 AS last_day,
		g.children, g.caregivers_present AS caregivers, g.required AS caregivers_required,
		g.required - g.caregivers_present AS caregivers_short
	FROM stay
		JOIN class k ON k.institution_id = stay.institution_id AND k.class_id = stay.class_id
		JOIN institution i ON i.institution_id = stay.institution_id
		LEFT JOIN roster ON roster.institution_id = stay.institution_id AND roster.class_id = stay.class_id
		CROSS JOIN LATERAL tuoyu.class_gaps(i.region, k.kind, stay.births, stay.stays, roster.caregivers,
			daterange(tuoyu.as_of(), NULL), roster.counts) g
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) i.region
	WHERE 'caregivers' = ANY (tuoyu.class_checks('class'::regclass));
	CALL tuoyu.describe(registry, 'staffing_gap', '缺员时段：报告日起保育人员少于应配数的班和日子；约束不检查 caregivers 时为空',
		'institution_id', '机构标识', 'institution_name', '机构名称', 'region', '机构所在地区代码', 'region_name', '机构所在地区',
		'class_id', '班标识', 'class_name', '班名', 'class_kind', '班型', 'first_day', '缺员首日', 'last_day', '缺员末日；无期限为空',
		'children', '在托人数', 'caregivers', '在班保育人员数，按规则折算', 'caregivers_required', '应配保育人员数', 'caregivers_short', '缺保育人员数');

	CREATE VIEW band_forecast AS
	WITH month AS (
		SELECT (this_month + make_interval(months => ahead))::date AS first_day,
			(this_month + make_interval(months => ahead + 1))::date AS next_first_day
		FROM date_trunc('month', tuoyu.as_of()::timestamp) this_month, generate_series(1, 12) ahead
	), by_band AS (
		SELECT institution_id, first_day, band::text AS band, next_band OPERATOR(tuoyu.<>) band AS leaves, n
		FROM (
			SELECT e.institution_id, m.first_day, tuoyu.age_band(c.birth_date, m.first_day, i.region) AS band,
				tuoyu.age_band(c.birth_date, m.next_first_day, i.region) AS next_band, count(*) AS n
			FROM enrolment e
				JOIN child c ON c.institution_id = e.institution_id AND c.child_id = e.child_id
				JOIN institution i ON i.institution_id = e.institution_id
				JOIN month m ON lower(e.during) <= m.first_day AND COALESCE(upper(e.during) > m.first_day, true)
			WHERE e.during && daterange(tuoyu.as_of(), NULL)
			GROUP BY 1, 2, 3, 4
		) child_month
	), heads AS (
		SELECT institution_id, first_day, sum(n) AS children,
			sum(n) FILTER (WHERE band = '未到龄') AS under_age,
			sum(n) FILTER (WHERE band = '乳儿') AS infants,
			sum(n) FILTER (WHERE band = '托小') AS toddlers,
			sum(n) FILTER (WHERE band = '托大') AS preschoolers,
			sum(n) FILTER (WHERE band = '超龄') AS over_age,
			sum(n) FILTER (WHERE band = '乳儿' AND leaves) AS infants_leaving,
			sum(n) FILTER (WHERE band = '托小' AND leaves) AS toddlers_leaving,
			sum(n) FILTER (WHERE band = '托大' AND leaves) AS preschoolers_leaving
		FROM by_band
		GROUP BY institution_id, first_day
	), ending AS (
		-- a change of class or of fee is no end
		SELECT institution_id, date_trunc('month', (ended_on - 1)::timestamp)::date AS first_day, count(*) AS leaving
		FROM (
			SELECT e.institution_id, upper(e.during) AS ended_on,
				lead(lower(e.during)) OVER (PARTITION BY e.institution_id, e.child_id ORDER BY e.during) AS goes_on_from
			FROM enrolment e
			WHERE e.during && daterange(tuoyu.as_of(), NULL)
		) stay
		WHERE isfinite(ended_on) AND goes_on_from IS DISTINCT FROM ended_on
		GROUP BY 1, 2
	), capacity AS (
		SELECT k.institution_id, m.first_day, sum(k.places) AS places
		FROM month m JOIN class k ON k.during @> m.first_day
		GROUP BY k.institution_id, m.first_day
	)
	SELECT i.institution_id, i.name AS institution_name, i.region::text AS region, n.name AS region_name, m.first_day AS month,
		COALESCE(h.children, 0)::bigint AS children, COALESCE(h.under_age, 0)::bigint AS under_age, COALESCE(h.infants, 0)::bigint AS infants,
		COALESCE(h.toddlers, 0)::bigint AS toddlers, COALESCE(h.preschoolers, 0)::bigint AS preschoolers, COALESCE(h.over_age, 0)::bigint AS over_age,
		COALESCE(h.infants_leaving, 0)::bigint AS infants_leaving, COALESCE(h.toddlers_leaving, 0)::bigint AS toddlers_leaving,
		COALESCE(h.preschoolers_leaving, 0)::bigint AS preschoolers_leaving, COALESCE(x.leaving, 0) AS leaving,
		COALESCE(p.places, 0) AS places, (COALESCE(p.places, 0) - COALESCE(h.children, 0))::bigint AS vacancies
	FROM institution i
		CROSS JOIN month m
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) i.region
		LEFT JOIN heads h ON h.institution_id = i.institution_id AND h.first_day = m.first_day
		LEFT JOIN ending x ON x.institution_id = i.institution_id AND x.first_day = m.first_day
		LEFT JOIN capacity p ON p.institution_id = i.institution_id AND p.first_day = m.first_day
	WHERE (i.opened_on IS NULL OR i.opened_on <= m.first_day) AND (i.closed_on IS NULL OR i.closed_on > m.first_day);
	CALL tuoyu.describe(registry, 'band_forecast', '月龄段预测：报告日之后十二个月，各机构每月首日的人数和当月离段人数（按已有的入托记录）',
		'institution_id', '机构标识', 'institution_name', '机构名称', 'region', '机构所在地区代码', 'region_name', '机构所在地区',
		'month', '月份（首日）', 'children', '首日在托人数', 'under_age', '其中未到龄', 'infants', '其中乳儿', 'toddlers', '其中托小',
		'preschoolers', '其中托大', 'over_age', '其中超龄', 'infants_leaving', '当月长出乳儿段的人数', 'toddlers_leaving', '当月长出托小段的人数',
		'preschoolers_leaving', '当月长出托大段的人数', 'leaving', '当月结束在托的人数', 'places', '首日托位数', 'vacancies', '首日空余托位');

	-- Whoever may read this view sees a masked number only; the identity tables need a grant of their own.
	CREATE VIEW duplicate_person AS
	WITH person AS (
		SELECT d.resident_id, '婴幼儿' AS person_kind, e.institution_id, e.child_id AS person_id, range_agg(e.during) AS during
		FROM child_identity d JOIN enrolment e ON e.institution_id = d.institution_id AND e.child_id = d.child_id
		WHERE d.resident_id IS NOT NULL
		GROUP BY d.resident_id, e.institution_id, e.child_id
		UNION ALL
		SELECT d.resident_id, s.role, s.institution_id, s.staff_id, datemultirange(s.during)
		FROM staff_identity d JOIN staff s ON s.institution_id = d.institution_id AND s.staff_id = d.staff_id
		WHERE s.role = '保育人员'
	)
	SELECT tuoyu.mask(a.resident_id) AS person, a.person_kind,
		a.institution_id, i.name AS institution_name, a.person_id,
		b.institution_id AS other_institution_id, j.name AS other_institution_name, b.person_id AS other_person_id,
		lower(both_there) AS first_day, upper(both_there) - 1 AS last_day, both_there @> tuoyu.as_of() AS current
	FROM person a
		JOIN person b ON b.resident_id OPERATOR(tuoyu.=) a.resident_id AND b.person_kind = a.person_kind
			AND b.institution_id > a.institution_id
		JOIN institution i ON i.institution_id = a.institution_id
		JOIN institution j ON j.institution_id = b.institution_id
		CROSS JOIN LATERAL unnest(a.during * b.during) both_there;
	CALL tuoyu.describe(registry, 'duplicate_person', '重复登记：同一身份号码同日在两家机构在托或任保育人员',
		'person', '身份号码（隐去出生日期）', 'person_kind', '婴幼儿或岗位', 'institution_id', '机构标识', 'institution_name', '机构名称',
		'person_id', '婴幼儿或人员标识', 'other_institution_id', '另一机构标识', 'other_institution_name', '另一机构名称',
		'other_person_id', '在另一机构的标识', 'first_day', '重复首日', 'last_day', '重复末日；无期限为空', 'current', '报告日是否重复');
END
$$;

COMMENT ON PROCEDURE tuoyu.create_class_views(pg_catalog.name) IS
	'The views of children, classes and staff, with comments (part of create_registry_views)';

-- Institutions, fees, subsidies

CREATE PROCEDURE tuoyu.create_institution_views(registry pg_catalog.name)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	PERFORM set_config('search_path', format('%I, pg_temp', registry), true);

	CREATE VIEW fee_status AS
	SELECT institution_id, institution_name, region::text AS region, n.name AS region_name,
		institution_kind, class_kind::text AS class_kind, service_form, monthly_fee::numeric AS monthly_fee,
		tuoyu.fee_cap(region, tuoyu.as_of(), fact)::numeric AS fee_cap,
		tuoyu.is_affordable(monthly_fee, region, tuoyu.as_of(), fact) AS affordable,
		lower(during) AS since, upper(during) - 1 AS until
	FROM (
		SELECT i.institution_id, i.name AS institution_name, i.region, i.kind AS institution_kind,
			f.class_kind, f.service_form, f.monthly_fee, f.during,
			ROW(f.service_form, f.class_kind, i.kind, i.ownership, g.grade, i.zone, f.monthly_fee, NULL, i.provides_meals, i.funding)::tuoyu.fee_fact AS fact
		FROM fee_listing f
			JOIN institution i ON i.institution_id = f.institution_id
			LEFT JOIN (
				SELECT institution_id, (array_agg(grade ORDER BY kind <> '等级', kind))[1] AS grade
				FROM standing WHERE grade IS NOT NULL AND during @> tuoyu.as_of() GROUP BY institution_id
			) g ON g.institution_id = i.institution_id
		WHERE tuoyu.in_force(f.during, tuoyu.as_of())
			AND (i.opened_on IS NULL OR i.opened_on <= tuoyu.as_of()) AND (i.closed_on IS NULL OR i.closed_on > tuoyu.as_of())
	) listed
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) region;
	CALL tuoyu.describe(registry, 'fee_status', '收费现况：在办机构报告日执行的收费公示，每项一行',
		'institution_id', '机构标识', 'institution_name', '机构名称', 'region', '机构所在地区代码', 'region_name', '机构所在地区',
		'institution_kind', '机构类型', 'class_kind', '班型', 'service_form', '服务形式', 'monthly_fee', '公示的月收费，元',
		'fee_cap', '当地普惠上限，元；无规定为空', 'affordable', '是否不高于上限；无规定为空', 'since', '执行首日', 'until', '执行末日；未定为空');

	CREATE VIEW institution_status AS
	SELECT i.institution_id, i.name AS institution_name, i.region::text AS region, n.name AS region_name,
		i.kind AS institution_kind, i.ownership, i.credit_code::text AS credit_code, i.opened_on,
		COALESCE(k.classes, 0) AS classes, COALESCE(k.places, 0) AS places, COALESCE(e.children, 0) AS children,
		COALESCE(k.places, 0) - COALESCE(e.children, 0) AS vacancies,
		round(100.0 * COALESCE(e.children, 0) / NULLIF(k.places, 0), 2) AS use_rate,
		COALESCE(s.filed, false) AS filed, COALESCE(s.licensed, false) AS licensed,
		COALESCE(s.recognised, false) AS recognised, s.grade, COALESCE(s.exemplary, false) AS exemplary,
		f.lowest_fee, f.highest_fee, f.affordable,
		tuoyu.gathered_count(p.roles) AS staff, tuoyu.gathered_count(p.roles, '负责人') AS principals,
		tuoyu.gathered_count(p.roles, '保育人员') AS caregivers, tuoyu.gathered_count(p.roles, '保健人员') AS health_staff,
		tuoyu.gathered_count(p.roles, '保安人员') AS guards, tuoyu.gathered_count(p.roles, '炊事人员') AS cooks,
		tuoyu.gathered_common(p.roles, h.kinds) AS certified_staff,
		tuoyu.staff_required(i.region, '保健人员', tuoyu.as_of(), COALESCE(e.children, 0)::integer, i.kind) AS health_staff_required,
		tuoyu.staff_required(i.region, '保安人员', tuoyu.as_of(), COALESCE(e.children, 0)::integer, i.kind) AS guards_required
	FROM institution i
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) i.region
		LEFT JOIN (
			SELECT institution_id, count(*) AS classes, sum(places) AS places
			FROM class WHERE tuoyu.in_force(during, tuoyu.as_of()) GROUP BY institution_id
		) k ON k.institution_id = i.institution_id
		LEFT JOIN (
			SELECT institution_id, count(*) AS children
			FROM enrolment WHERE tuoyu.in_force(during, tuoyu.as_of()) GROUP BY institution_id
		) e ON e.institution_id = i.institution_id
		LEFT JOIN (
			SELECT institution_id, bool_or(kind = '备案') AS filed, bool_or(kind = '许可') AS licensed, bool_or(kind = '普惠认定') AS recognised,
				(array_agg(grade ORDER BY kind <> '等级', kind) FILTER (WHERE grade IS NOT NULL))[1] AS grade,
				bool_or(concat(kind, grade) LIKE '%示范%') AS exemplary
			FROM standing WHERE tuoyu.in_force(during, tuoyu.as_of()) GROUP BY institution_id
		) s ON s.institution_id = i.institution_id
		LEFT JOIN (
			SELECT institution_id, min(monthly_fee) AS lowest_fee, max(monthly_fee) AS highest_fee, bool_and(affordable) AS affordable
			FROM fee_status GROUP BY institution_id
		) f ON f.institution_id = i.institution_id
		LEFT JOIN (
			SELECT institution_id, tuoyu.gather(staff_id, role) AS roles
			FROM staff WHERE tuoyu.in_force(during, tuoyu.as_of()) GROUP BY institution_id
		) p ON p.institution_id = i.institution_id
		LEFT JOIN (
			SELECT institution_id, tuoyu.gather(staff_id, kind) AS kinds
			FROM certificate WHERE tuoyu.in_force(during, tuoyu.as_of()) GROUP BY institution_id
		) h ON h.institution_id = i.institution_id
	WHERE (i.opened_on IS NULL OR i.opened_on <= tuoyu.as_of()) AND (i.closed_on IS NULL OR i.closed_on > tuoyu.as_of());
	CALL tuoyu.describe(registry, 'institution_status', '机构现况：报告日在办者，每家一行',
		'institution_id', '机构标识', 'institution_name', '机构名称', 'region', '所在地区代码', 'region_name', '所在地区',
		'institution_kind', '机构类型', 'ownership', '举办性质', 'credit_code', '统一社会信用代码', 'opened_on', '开办日期',
		'classes', '班数', 'places', '托位数', 'children', '在托人数', 'vacancies', '空余托位', 'use_rate', '托位使用率，%；无托位为空',
		'filed', '是否已备案', 'licensed', '是否有许可', 'recognised', '是否经普惠认定', 'grade', '等级', 'exemplary', '是否为示范机构（资格种类或等级含示范）',
		'lowest_fee', '公示的最低月收费，元', 'highest_fee', '公示的最高月收费，元', 'affordable', '公示收费是否都不高于当地普惠上限；无规定或无公示为空',
		'staff', '在职人数', 'principals', '其中负责人', 'caregivers', '其中保育人员', 'health_staff', '其中保健人员', 'guards', '其中保安人员',
		'cooks', '其中炊事人员', 'certified_staff', '持有效证书的人数',
		'health_staff_required', '应配保健人员数；未规定为空', 'guards_required', '应配保安人员数；未规定为空');

	-- What is due in the year of the report day, by the same facts as a settlement (src/settlement/facts.sql)
	EXECUTE 'CREATE VIEW subsidy_due AS' || tuoyu.settlement_query(registry,
		'daterange(make_date(extract(year FROM tuoyu.as_of())::integer, 1, 1), make_date(extract(year FROM tuoyu.as_of())::integer + 1, 1, 1))',
		'true', 'tuoyu.subsidy_rule', '', false, true) || $view$
	SELECT line.institution_id, i.name AS institution_name, i.region::text AS region, n.name AS region_name,
		line.child_id, line.event_id, line.item, line.payee, line.unit,
		lower(line.during) AS first_day, upper(line.during) - 1 AS last_day,
		line.amount::numeric AS amount, line.family_pays::numeric AS family_pays, line.instalment,
		line.rule, line.document, line.doc_number, line.clause,
		concat_ws('；', concat_ws(' ', '依据', COALESCE(d.title, line.document), line.doc_number, line.clause),
			'公式 ' || line.formula, '取值 ' || line.trace::text,
			'假定 ' || NULLIF(array_to_string(line.assumptions, '、'), '')) AS explanation
	FROM line
		JOIN institution i ON i.institution_id = line.institution_id
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) i.region
		LEFT JOIN tuoyu.policy_document d ON d.document = line.document
		CROSS JOIN asked
	WHERE asked.during @> line.due_on$view$;
	CALL tuoyu.describe(registry, 'subsidy_due', '应计补贴：在报告日所在自然年内结束的结算周期和到期的一次性事项，每笔一行，直接由事实和规则算出；重复登记的婴幼儿各机构均列，结算只付一次',
		'institution_id', '机构标识', 'institution_name', '机构名称', 'region', '机构所在地区代码', 'region_name', '机构所在地区',
		'child_id', '婴幼儿标识；按托位、班等计的为空', 'event_id', '托位变化事项标识；按婴幼儿计的为空', 'item', '补贴项目', 'payee', '补贴对象', 'unit', '计补单位',
		'first_day', '计补首日', 'last_day', '计补末日', 'amount', '金额，元', 'family_pays', '补贴后家庭仍须支付额，元；规则未涉及为空',
		'instalment', '第几期；不分期为空', 'rule', '规则标识', 'document', '文件标识', 'doc_number', '文号', 'clause', '条款', 'explanation', '说明：依据、公式、取值和假定');
END
$$;

COMMENT ON PROCEDURE tuoyu.create_institution_views(pg_catalog.name) IS
	'The views of institutions, fees and subsidies, with comments (part of create_registry_views)';

-- Regions: a region's row counts everything in it, so each region is added to all that it lies in

CREATE PROCEDURE tuoyu.create_region_views(registry pg_catalog.name)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	PERFORM set_config('search_path', format('%I, pg_temp', registry), true);

	CREATE VIEW institution_kind_summary AS
	WITH RECURSIVE base AS (
		SELECT region, institution_kind, count(*) AS institutions, sum(places) AS places, sum(children) AS children,
			count(*) FILTER (WHERE affordable) AS affordable_institutions, count(affordable) AS priced_institutions,
			count(*) FILTER (WHERE recognised) AS recognised_institutions,
			COALESCE(sum(places) FILTER (WHERE recognised), 0) AS recognised_places
		FROM institution_status
		GROUP BY region, institution_kind
	), up (base, region) AS (
		SELECT DISTINCT region, region::tuoyu.region_code FROM base
		UNION ALL
		SELECT base, tuoyu.region_parent(region) FROM up WHERE tuoyu.region_level(region) > 0
	), total AS (
		SELECT up.region, b.institution_kind, sum(b.institutions) AS institutions, sum(b.places) AS places, sum(b.children) AS children,
			sum(b.affordable_institutions) AS affordable_institutions, sum(b.priced_institutions) AS priced_institutions,
			sum(b.recognised_institutions) AS recognised_institutions,
			sum(b.recognised_places) AS recognised_places
		FROM up JOIN base b ON b.region = up.base
		GROUP BY up.region, b.institution_kind
	)
	SELECT region::text AS region, n.name AS region_name, tuoyu.region_level(region) AS region_level, institution_kind,
		institutions::bigint AS institutions, round(100 * institutions / sum(institutions) OVER same_region, 2) AS institutions_share,
		places::bigint AS places, round(100 * places / NULLIF(sum(places) OVER same_region, 0), 2) AS places_share,
		children::bigint AS children, round(100 * children / NULLIF(places, 0), 2) AS use_rate,
		affordable_institutions::bigint AS affordable_institutions,
		round(100 * affordable_institutions / NULLIF(priced_institutions, 0), 2) AS affordable_share,
		recognised_institutions::bigint AS recognised_institutions, recognised_places::bigint AS recognised_places
	FROM total
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) region
	WINDOW same_region AS (PARTITION BY region);
	CALL tuoyu.describe(registry, 'institution_kind_summary', '机构类型汇总：各级地区（含下级）按机构类型，报告日',
		'region', '地区代码', 'region_name', '地区', 'region_level', '级别：0 全国，1 省，2 市，3 县，4 街道乡镇，5 村居', 'institution_kind', '机构类型',
		'institutions', '机构数', 'institutions_share', '占本地区机构数的比重，%', 'places', '托位数', 'places_share', '占本地区托位数的比重，%',
		'children', '在托人数', 'use_rate', '托位使用率，%', 'affordable_institutions', '公示收费不高于普惠上限的机构数',
		'affordable_share', '其占有公示且有上限规定的机构的比重，%', 'recognised_institutions', '普惠认定的机构数', 'recognised_places', '普惠认定机构的托位数');

	CREATE VIEW region_indicator AS
	WITH RECURSIVE base AS (
		SELECT region, count(*) AS institutions, sum(places) AS places, sum(children) AS children,
			count(*) FILTER (WHERE filed) AS filed, count(*) FILTER (WHERE exemplary) AS exemplary,
			count(*) FILTER (WHERE recognised) AS recognised, sum(places) FILTER (WHERE recognised) AS recognised_places,
			count(*) FILTER (WHERE affordable) AS affordable, count(affordable) AS priced,
			sum(staff) AS staff, sum(certified_staff) AS certified_staff,
			count(*) FILTER (WHERE institution_kind = '专门托育机构') AS specialised,
			sum(places) FILTER (WHERE institution_kind = '专门托育机构') AS specialised_places,
			count(*) FILTER (WHERE institution_kind = '幼儿园托班') AS kindergartens,
			sum(places) FILTER (WHERE institution_kind = '幼儿园托班') AS kindergarten_places,
			count(*) FILTER (WHERE institution_kind = '用人单位') AS employers
		FROM institution_status
		GROUP BY region
	), added AS (
		SELECT i.region, sum(v.places_added) AS new_places, sum(v.places_added) FILTER (WHERE i.recognised) AS new_recognised_places,
			sum(v.classes_added) AS new_classes
		FROM capacity_event v JOIN institution_status i ON i.institution_id = v.institution_id
		WHERE v.happened_on BETWEEN date_trunc('year', tuoyu.as_of()::timestamp)::date AND tuoyu.as_of()
		GROUP BY i.region
	), old AS (
		-- in care though three already: few, so they are taken off all children rather than the others counted again
		SELECT i.region::text AS region, count(*) AS children
		FROM child c
			JOIN enrolment e ON e.institution_id = c.institution_id AND e.child_id = c.child_id
			JOIN institution i ON i.institution_id = c.institution_id
		WHERE tuoyu.in_force(e.during, tuoyu.as_of()) AND c.birth_date <= tuoyu.band_last_birth('超龄', tuoyu.as_of())
			AND (i.opened_on IS NULL OR i.opened_on <= tuoyu.as_of()) AND (i.closed_on IS NULL OR i.closed_on > tuoyu.as_of())
		GROUP BY i.region
	), figure AS (
		-- the registry's own figure goes before the parameter of the same name, which formulas and published_figure_check read
		SELECT region, max(value) FILTER (WHERE name = 'population') AS population, max(value) FILTER (WHERE name = 'under_threes') AS under_threes,
			max(value) FILTER (WHERE name = 'kindergartens') AS kindergartens, max(value) FILTER (WHERE name = 'streets') AS streets,
			max(value) FILTER (WHERE name = 'districts') AS districts
		FROM (
			SELECT DISTINCT ON (region, name) region, name, value
			FROM (
				SELECT region::text AS region, name, value, 1 AS turn FROM region_figure WHERE during @> tuoyu.as_of()
				UNION ALL
				SELECT region::text, name, value, CASE origin WHEN 'user' THEN 2 ELSE 3 END FROM tuoyu.policy_parameter
				WHERE scenario IS NULL AND during @> tuoyu.as_of() AND name IN ('population', 'under_threes', 'kindergartens', 'streets', 'districts')
			) known
			ORDER BY region, name, turn
		) chosen
		GROUP BY region
	), born AS (
		-- who was born in the three years before, where the figures cover them whole; of a year, by its days
		SELECT region::text AS region, CASE WHEN sum(upper(part) - lower(part)) = upper(three) - lower(three)
			THEN round(sum(value * (upper(part) - lower(part)) / (upper(during) - lower(during)))) END AS under_threes
		FROM region_figure
			CROSS JOIN (SELECT daterange(tuoyu.band_last_birth('超龄', tuoyu.as_of()), tuoyu.as_of(), '(]') AS three) t
			CROSS JOIN LATERAL (SELECT during * three AS part) p
		WHERE name = 'births' AND during && three AND NOT lower_inf(during) AND NOT upper_inf(during)
		GROUP BY region, three
	), up (base, region) AS (
		SELECT region, region::tuoyu.region_code FROM (
			SELECT region FROM base UNION SELECT region::text FROM region_figure WHERE during @> tuoyu.as_of()) r
		UNION ALL
		SELECT base, tuoyu.region_parent(region) FROM up WHERE tuoyu.region_level(region) > 0
	), district AS (
		SELECT tuoyu.region_at(r.code, level) AS region, count(*) AS districts
		FROM tuoyu.region r CROSS JOIN generate_series(0, 3) level
		WHERE tuoyu.region_level(r.code) = 3
		GROUP BY 1
	), total AS (
		SELECT up.region, up.region::text AS code, tuoyu.region_level(up.region) AS level, COALESCE(sum(b.institutions), 0) AS institutions, COALESCE(sum(b.places), 0) AS places,
			COALESCE(sum(b.children), 0) AS children, COALESCE(sum(b.children), 0) - COALESCE(sum(o.children), 0) AS young, COALESCE(sum(b.filed), 0) AS filed, COALESCE(sum(b.exemplary), 0) AS exemplary,
			COALESCE(sum(b.recognised), 0) AS recognised, COALESCE(sum(b.recognised_places), 0) AS recognised_places,
			COALESCE(sum(b.affordable), 0) AS affordable, COALESCE(sum(b.priced), 0) AS priced,
			COALESCE(sum(b.staff), 0) AS staff, COALESCE(sum(b.certified_staff), 0) AS certified_staff,
			COALESCE(sum(b.specialised), 0) AS specialised, COALESCE(sum(b.specialised_places), 0) AS specialised_places,
			COALESCE(sum(b.kindergartens), 0) AS kindergartens, COALESCE(sum(b.kindergarten_places), 0) AS kindergarten_places,
			COALESCE(sum(a.new_places), 0) AS new_places, COALESCE(sum(a.new_recognised_places), 0) AS new_recognised_places,
			COALESCE(sum(a.new_classes), 0) AS new_classes,
			-- where no institution is registered by its street (district), these cannot be counted: not 0
			CASE WHEN max(tuoyu.region_level(b.region::tuoyu.region_code)) >= 4 THEN
				count(DISTINCT tuoyu.region_at(b.region::tuoyu.region_code, 4))
					FILTER (WHERE b.recognised > 0 AND tuoyu.region_level(b.region::tuoyu.region_code) >= 4)
			END AS streets_covered,
			CASE WHEN max(tuoyu.region_level(b.region::tuoyu.region_code)) >= 4 THEN
				count(DISTINCT tuoyu.region_at(b.region::tuoyu.region_code, 4)) FILTER (WHERE tuoyu.region_level(b.region::tuoyu.region_code) >= 4)
			END AS streets_served,
			CASE WHEN max(tuoyu.region_level(b.region::tuoyu.region_code)) >= 3 THEN
				count(DISTINCT tuoyu.region_at(b.region::tuoyu.region_code, 3))
					FILTER (WHERE b.employers > 0 AND tuoyu.region_level(b.region::tuoyu.region_code) >= 3)
			END AS employer_districts
		FROM up
			LEFT JOIN base b ON b.region = up.base
			LEFT JOIN added a ON a.region = up.base
			LEFT JOIN old o ON o.region = up.base
		GROUP BY up.region
	)
	SELECT t.code AS region, n.name AS region_name, t.level AS region_level,
		x.indicator, x.label, x.numerator, x.denominator,
		CASE WHEN x.per IS NULL THEN x.numerator ELSE round(x.per * x.numerator / NULLIF(x.denominator, 0), 2) END AS value,
		x.unit, tuoyu.as_of() AS as_of
	FROM total t
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) t.region
		LEFT JOIN figure f ON f.region = t.code
		LEFT JOIN born ON born.region = t.code
		LEFT JOIN district d ON d.region OPERATOR(tuoyu.=) t.region
		CROSS JOIN LATERAL (VALUES
			('institutions', '托育机构数', t.institutions, NULL::numeric, NULL::numeric, '个'),
			('institutions_specialised', '专门托育机构数', t.specialised, NULL, NULL, '个'),
			('institutions_kindergarten', '开设托班的幼儿园数', t.kindergartens, NULL, NULL, '个'),
			('institutions_other', '其他托育机构数', t.institutions - t.specialised - t.kindergartens, NULL, NULL, '个'),
			('institutions_filed', '备案机构数', t.filed, NULL, NULL, '个'),
			('institutions_filed_share', '备案机构占比', t.filed, t.institutions, 100, '%'),
			('institutions_recognised', '普惠认定机构数', t.recognised, NULL, NULL, '个'),
			('institutions_recognised_share', '普惠认定机构占比', t.recognised, t.institutions, 100, '%'),
			('institutions_priced', '有公示且有上限规定的机构数', t.priced, NULL, NULL, '个'),
			('institutions_affordable', '公示收费不高于普惠上限的机构数', t.affordable, NULL, NULL, '个'),
			('institutions_affordable_share', '公示收费不高于普惠上限的机构占比（有公示且有上限规定者）', t.affordable, t.priced, 100, '%'),
			('exemplary_institutions', '示范机构数', t.exemplary, NULL, NULL, '个'),
			('demonstration_units', '示范单位数', t.exemplary, NULL, NULL, '个'),
			('places', '托位数', t.places, NULL, NULL, '个'),
			('places_specialised', '专门托育机构托位数', t.specialised_places, NULL, NULL, '个'),
			('places_kindergarten', '幼儿园托班托位数', t.kindergarten_places, NULL, NULL, '个'),
			('places_other', '其他托育机构托位数', t.places - t.specialised_places - t.kindergarten_places, NULL, NULL, '个'),
			('places_per_1000', '每千人口托位数', t.places, f.population, 1000, '个'),
			('affordable_places', '普惠托位数（普惠认定机构）', t.recognised_places, NULL, NULL, '个'),
			('affordable_places_share', '普惠托位占比（普惠认定机构）', t.recognised_places, t.places, 100, '%'),
			('children', '在托人数', t.children, NULL, NULL, '人'),
			('use_rate', '托位使用率', t.children, t.places, 100, '%'),
			('children_under_three', '在托的三岁以下婴幼儿数', t.young, NULL, NULL, '人'),
			('enrolment_rate', '三岁以下婴幼儿入托率', t.young, COALESCE(f.under_threes, born.under_threes), 100, '%'),
			('kindergarten_care_share', '开设托班的幼儿园占比', t.kindergartens, f.kindergartens, 100, '%'),
			('districts_with_employer_share', '有用人单位托育机构的区县占比', t.employer_districts, COALESCE(f.districts, d.districts), 100, '%'),
			('streets_with_affordable_share', '有普惠认定机构的街道乡镇占比', t.streets_covered, f.streets, 100, '%'),
			('districts_with_employer', '有用人单位托育机构的区县数', t.employer_districts, NULL, NULL, '个'),
			('streets_with_affordable', '有普惠认定机构的街道乡镇数', t.streets_covered, NULL, NULL, '个'),
			('streets_with_institution', '有托育机构的街道乡镇数', t.streets_served, NULL, NULL, '个'),
			('streets_with_institution_share', '有托育机构的街道乡镇占比', t.streets_served, f.streets, 100, '%'),
			('staff', '工作人员数', t.staff, NULL, NULL, '人'),
			('certified_staff', '持证的工作人员数', t.certified_staff, NULL, NULL, '人'),
			('certified_share', '工作人员持证率', t.certified_staff, t.staff, 100, '%'),
			('places_added', '本年新增托位数', t.new_places, NULL, NULL, '个'),
			('affordable_places_added', '本年新增普惠托位数', t.new_recognised_places, NULL, NULL, '个'),
			('affordable_places_added_share', '本年新增托位中的普惠占比', t.new_recognised_places, t.new_places, 100, '%'),
			('classes_added', '本年新增班数', t.new_classes, NULL, NULL, '个')
		) x (indicator, label, numerator, denominator, per, unit);
	CALL tuoyu.describe(registry, 'region_indicator', '地区指标：各级地区（含下级）报告日的指标，由登记数据统计；分母不明的值为空',
		'region', '地区代码', 'region_name', '地区', 'region_level', '级别：0 全国，1 省，2 市，3 县，4 街道乡镇，5 村居',
		'indicator', '指标代码', 'label', '指标名称', 'numerator', '分子', 'denominator', '分母；计数指标为空', 'value', '指标值', 'unit', '单位', 'as_of', '报告日');

	-- What is new since a day of the target's own is counted for that target; all else is the region's indicator.
	CREATE VIEW target_progress AS
	WITH added AS (
		SELECT t.target, COALESCE(sum(v.places_added), 0) AS places, COALESCE(sum(v.classes_added), 0) AS classes,
			COALESCE(sum(v.places_added) FILTER (WHERE s.recognised), 0) AS recognised_places,
			-- where no institution is registered by its street, streets cannot be counted: not 0
			CASE WHEN max(tuoyu.region_level(i.region)) >= 4 THEN
				count(DISTINCT tuoyu.region_at(i.region, 4)) FILTER (WHERE v.places_added > 0 AND tuoyu.region_level(i.region) >= 4)
			END AS streets,
			count(DISTINCT i.institution_id) FILTER (WHERE i.opened_on BETWEEN t.since AND LEAST(t.due_on, tuoyu.as_of())) AS institutions
		FROM tuoyu.policy_target t
			JOIN institution i ON i.region OPERATOR(tuoyu.<@) t.region
			LEFT JOIN capacity_event v ON v.institution_id = i.institution_id
				AND v.happened_on BETWEEN t.since AND LEAST(t.due_on, tuoyu.as_of())
			LEFT JOIN (
				SELECT DISTINCT institution_id, true AS recognised FROM standing WHERE kind = '普惠认定' AND during @> tuoyu.as_of()
			) s ON s.institution_id = i.institution_id
		WHERE t.since IS NOT NULL
		GROUP BY t.target
	), actual AS (
		SELECT a.target, x.indicator, x.numerator, x.denominator
		FROM added a CROSS JOIN LATERAL (VALUES
			('places_added', a.places::numeric, NULL::numeric),
			('affordable_places_added', a.recognised_places, NULL),
			('affordable_places_added_share', a.recognised_places, a.places),
			('classes_added', a.classes, NULL),
			('townships_started', a.streets, NULL),
			('institutions', a.institutions, NULL)
		) x (indicator, numerator, denominator)
	), measured AS (
		-- judged by numerator and denominator, not by the share rounded to two places
		SELECT t.*, COALESCE(a.numerator, r.numerator) AS numerator, COALESCE(a.denominator, r.denominator) AS denominator, q.per,
			CASE WHEN q.per IS NULL THEN COALESCE(a.numerator, r.numerator) ELSE q.per * COALESCE(a.numerator, r.numerator) END AS reached,
			CASE WHEN q.per IS NULL THEN t.value ELSE t.value * NULLIF(COALESCE(a.denominator, r.denominator), 0) END AS wanted
		FROM tuoyu.policy_target t
			LEFT JOIN tuoyu.ratio_indicators() q ON q.indicator = t.indicator
			LEFT JOIN actual a ON a.target = t.target AND a.indicator = t.indicator
			LEFT JOIN region_indicator r ON t.since IS NULL AND r.region = t.region::text AND r.indicator = t.indicator
		WHERE t.scenario IS NULL
	)
	SELECT t.region::text AS region, n.name AS region_name, t.target, t.indicator, t.label, t.since, t.due_on, t.qualifier,
		t.value AS target_value, t.value_text AS target_text,
		CASE WHEN t.per IS NULL THEN t.numerator ELSE round(t.per * t.numerator / NULLIF(t.denominator, 0), 2) END AS actual,
		t.numerator, t.denominator, t.unit,
		-- what is not reached is not rounded up to 100
		CASE WHEN t.qualifier IN ('不少于', '以上', '超过') THEN
			CASE WHEN t.reached < t.wanted THEN LEAST(round(100 * t.reached / t.wanted, 1), 99.9) ELSE round(100 * t.reached / NULLIF(t.wanted, 0), 1) END
		END AS completion,
		tuoyu.target_met(t.reached, t.wanted, t.qualifier) AS met,
		t.document, t.clause, tuoyu.as_of() AS as_of, array_to_string(t.assumptions, '；') AS assumptions
	FROM measured t
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) t.region;
	CALL tuoyu.describe(registry, 'target_progress', '目标进度：政策目标与报告日的实际值；定性目标只列原文，不打分',
		'region', '地区代码', 'region_name', '地区', 'target', '目标标识', 'indicator', '指标代码', 'label', '目标名称', 'since', '起算日；空为按存量', 'due_on', '完成期限',
		'qualifier', '不少于、以上、等于、不高于、不超过含本数；超过、低于不含本数', 'target_value', '目标值；定性目标为空', 'target_text', '定性目标的原文',
		'actual', '实际值；登记数据不能统计的为空', 'numerator', '实际值的分子', 'denominator', '实际值的分母；计数指标为空', 'unit', '单位', 'completion', '完成率，%', 'met', '是否达到；无目标值或实际值为空',
		'document', '文件标识', 'clause', '条款', 'as_of', '报告日', 'assumptions', '文件未载明而假定的');
END
$$;

COMMENT ON PROCEDURE tuoyu.create_region_views(pg_catalog.name) IS
	'The views of regions: kinds, indicators and targets, with comments (part of create_registry_views)';

CREATE PROCEDURE tuoyu.create_registry_views(registry pg_catalog.name)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	CALL tuoyu.create_class_views(registry);
	CALL tuoyu.create_institution_views(registry);
	CALL tuoyu.create_region_views(registry);
	CALL tuoyu.create_settlement_views(registry);
END
$$;

COMMENT ON PROCEDURE tuoyu.create_registry_views(pg_catalog.name) IS 'All views of a registry, in an existing schema with its tables (part of create_registry)';
