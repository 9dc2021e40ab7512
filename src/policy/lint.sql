-- Lint: what is probably wrong with the rules although each of them is allowed.

CREATE FUNCTION tuoyu.formula_uses(formula tuoyu.formula, facts pg_catalog.text, result pg_catalog.regtype,
		OUT kind pg_catalog.text, OUT name pg_catalog.text, OUT "position" pg_catalog.int4) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME', 'tuoyu_formula_uses_sql'
	LANGUAGE C STABLE STRICT PARALLEL UNSAFE COST 100 ROWS 5;

COMMENT ON FUNCTION tuoyu.formula_uses(tuoyu.formula, pg_catalog.text, pg_catalog.regtype) IS
	'What a rule''s formula of type numeric or boolean uses of facts of a kind (fee, care, heads): each column, derived variable and parameter once, each integer division, with the position in characters where it is known; a single row of kind error where the formula does not compile';

CREATE FUNCTION tuoyu.similar_name(name pg_catalog.text, facts pg_catalog.text) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_similar_name_sql'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;

COMMENT ON FUNCTION tuoyu.similar_name(pg_catalog.text, pg_catalog.text) IS
	'The column, derived variable or policy parameter that an unknown name in a formula over facts of a kind (fee, care, heads) is probably a misspelling of: fewest slips, at most one in three letters; NULL when none is near, or it is a parameter';

CREATE FUNCTION tuoyu.policy_bodies(
		OUT rule_table pg_catalog.text, OUT rule pg_catalog.text, OUT region tuoyu.region_code, OUT during pg_catalog.daterange,
		OUT item pg_catalog.text, OUT selectors pg_catalog.jsonb, OUT scenario pg_catalog.text, OUT origin pg_catalog.text,
		OUT document pg_catalog.text, OUT body pg_catalog.jsonb) RETURNS SETOF pg_catalog.record
	LANGUAGE SQL STABLE PARALLEL SAFE ROWS 100
	BEGIN ATOMIC
		SELECT r.rule_table, r.rule, (r.body OPERATOR(pg_catalog.->>) 'region')::tuoyu.region_code,
			tuoyu.days_in_force(r.rule, r.body OPERATOR(pg_catalog.->>) 'document', (r.body OPERATOR(pg_catalog.->>) 'during')::pg_catalog.daterange), r.item,
			pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
				'band', CASE WHEN r.rule_table OPERATOR(pg_catalog.<>) 'band_rule' THEN (r.body OPERATOR(pg_catalog.->>) 'band')
					OPERATOR(pg_catalog.||) COALESCE(r.body OPERATOR(pg_catalog.->>) 'band_source', '') END,
				'institution_kind', r.body OPERATOR(pg_catalog.->) 'institution_kind', 'ownership', r.body OPERATOR(pg_catalog.->) 'ownership',
				'grade', r.body OPERATOR(pg_catalog.->) 'grade', 'zone', r.body OPERATOR(pg_catalog.->) 'zone',
				'service_form', r.body OPERATOR(pg_catalog.->) 'service_form', 'birth_order', r.body OPERATOR(pg_catalog.->) 'birth_order',
				'funding', r.body OPERATOR(pg_catalog.->) 'funding', 'born', r.body OPERATOR(pg_catalog.->) 'born', 'entered', r.body OPERATOR(pg_catalog.->) 'entered')),
			r.body OPERATOR(pg_catalog.->>) 'scenario', r.body OPERATOR(pg_catalog.->>) 'origin', r.body OPERATOR(pg_catalog.->>) 'document', r.body
		FROM (
			SELECT 'band_rule', b.rule, b.band::pg_catalog.text, pg_catalog.to_jsonb(b) FROM tuoyu.band_rule b
			UNION ALL
			SELECT 'staffing_rule', s.rule, s.role OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) s.scope, pg_catalog.to_jsonb(s) FROM tuoyu.staffing_rule s
			UNION ALL
			SELECT 'fee_rule', f.rule, '', pg_catalog.to_jsonb(f) FROM tuoyu.fee_rule f
			UNION ALL
			-- one item settled by the month and another way is two things
			SELECT 'subsidy_rule', y.rule, y.item OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) y.settlement_period, pg_catalog.to_jsonb(y) FROM tuoyu.subsidy_rule y
			UNION ALL
			SELECT 'policy_parameter', p.parameter, p.name, pg_catalog.to_jsonb(p) FROM tuoyu.policy_parameter p
		) r (rule_table, rule, item, body)
		WHERE NOT pg_catalog.isempty(tuoyu.days_in_force(r.rule, r.body OPERATOR(pg_catalog.->>) 'document', (r.body OPERATOR(pg_catalog.->>) 'during')::pg_catalog.daterange));
	END;

COMMENT ON FUNCTION tuoyu.policy_bodies() IS
	'Every rule and parameter that is not wholly withdrawn under one shape, during being the days on which it is not withdrawn: what it is about (rules of the same table, item and region stand beside each other), its selectors, and the whole row as jsonb';

CREATE FUNCTION tuoyu.policy_formulas(
		OUT rule_table pg_catalog.text, OUT rule pg_catalog.text, OUT region tuoyu.region_code, OUT during pg_catalog.daterange,
		OUT scenario pg_catalog.text, OUT facts pg_catalog.text, OUT formula_column pg_catalog.text, OUT formula tuoyu.formula, OUT result pg_catalog.regtype) RETURNS SETOF pg_catalog.record
	LANGUAGE SQL STABLE PARALLEL SAFE ROWS 100
	BEGIN ATOMIC
		-- which columns are formulas, over which facts: what policy_formula_check is told
		WITH checked (rule_table, args) AS (
			SELECT c.relname::pg_catalog.text, pg_catalog.string_to_array(pg_catalog.encode(t.tgargs, 'escape'), '\000')
			FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.tgrelid
			WHERE t.tgfoid OPERATOR(pg_catalog.=) 'tuoyu.policy_formula_check()'::pg_catalog.regprocedure AND t.tgparentid OPERATOR(pg_catalog.=) 0::pg_catalog.oid
		)
		SELECT b.rule_table, b.rule, b.region, b.during, b.scenario, c.args[1], c.args[i], (b.body OPERATOR(pg_catalog.->>) c.args[i])::tuoyu.formula,
			c.args[i OPERATOR(pg_catalog.+) 1]::pg_catalog.regtype
		FROM tuoyu.policy_bodies() b
			JOIN checked c ON c.rule_table OPERATOR(pg_catalog.=) b.rule_table
			CROSS JOIN LATERAL pg_catalog.generate_series(2, pg_catalog.cardinality(c.args) OPERATOR(pg_catalog.-) 2, 2) i
		WHERE (b.body OPERATOR(pg_catalog.->>) c.args[i]) IS NOT NULL;
	END;

COMMENT ON FUNCTION tuoyu.policy_formulas() IS 'Every formula of every rule, with the kind of facts (fee, care, heads) that it reads';

CREATE FUNCTION tuoyu.is_fact_column(name pg_catalog.text) RETURNS pg_catalog.bool
	LANGUAGE SQL STABLE STRICT PARALLEL SAFE
	BEGIN ATOMIC
		SELECT EXISTS (
			SELECT FROM pg_catalog.pg_attribute a
			WHERE a.attrelid IN ('tuoyu.care_fact'::pg_catalog.regclass, 'tuoyu.fee_fact'::pg_catalog.regclass)
				AND a.attname OPERATOR(pg_catalog.=) name AND NOT a.attisdropped);
	END;

COMMENT ON FUNCTION tuoyu.is_fact_column(pg_catalog.text) IS 'Is it the name of a standard column of facts, so that formulas never read a parameter of that name?';

CREATE FUNCTION tuoyu.lint_formulas(
		OUT rule_table pg_catalog.text, OUT rule pg_catalog.text, OUT region tuoyu.region_code, OUT during pg_catalog.daterange, OUT formula_column pg_catalog.text, OUT "position" pg_catalog.int4,
		OUT severity pg_catalog.text, OUT problem pg_catalog.text, OUT detail pg_catalog.text, OUT hint pg_catalog.text) RETURNS SETOF pg_catalog.record
	LANGUAGE SQL STABLE PARALLEL UNSAFE ROWS 20
	BEGIN ATOMIC
		WITH uses AS MATERIALIZED (
			SELECT f.*, u.kind, u.name, u."position"
			FROM tuoyu.policy_formulas() f CROSS JOIN LATERAL tuoyu.formula_uses(f.formula, f.facts, f.result) u
		), parameters AS (
			-- each parameter of a formula with the days on which it has a value at the rule's region, and at regions within it only
			SELECT u.*, p.above, p.within, pg_catalog.datemultirange(u.during) OPERATOR(pg_catalog.-) COALESCE(p.above, '{}'::pg_catalog.datemultirange) AS missing
			FROM uses u CROSS JOIN LATERAL (
				SELECT pg_catalog.range_agg(p.during) FILTER (WHERE p.region OPERATOR(tuoyu.@>) u.region) AS above,
					pg_catalog.range_agg(p.during) FILTER (WHERE NOT p.region OPERATOR(tuoyu.@>) u.region) AS within
				FROM tuoyu.policy_parameter p
				WHERE p.name OPERATOR(pg_catalog.=) u.name AND (p.region OPERATOR(tuoyu.@>) u.region OR p.region OPERATOR(tuoyu.<@) u.region)
					AND (p.scenario IS NULL OR p.scenario OPERATOR(pg_catalog.=) u.scenario)
			) p
			WHERE u.kind OPERATOR(pg_catalog.=) 'parameter'
		)
		SELECT u.rule_table, u.rule, u.region, u.during, u.formula_column, u."position", 'error', 'broken_formula', u.name, '改正公式'
		FROM uses u WHERE u.kind OPERATOR(pg_catalog.=) 'error'
		UNION ALL
		SELECT u.rule_table, u.rule, u.region, u.during, u.formula_column, u."position", 'warning', 'integer_division',
			pg_catalog.format('整数相除舍去小数（7/2 得 3）：%s', u.formula), '要保留小数，把一方写成小数，如 12.0'
		FROM uses u WHERE u.kind OPERATOR(pg_catalog.=) 'integer_division'
		UNION ALL
		SELECT p.rule_table, p.rule, p.region, p.during, p.formula_column, p."position",
			CASE WHEN s.meant IS NULL THEN 'warning' ELSE 'error' END, 'unknown_name',
			pg_catalog.format('名称 %s 既不是事实的标准列，在本地区也没有同名的政策参数', p.name),
			COALESCE('疑为 ' OPERATOR(pg_catalog.||) s.meant OPERATOR(pg_catalog.||) ' 之误', '登记为政策参数，或由事实给出同名的列')
		FROM parameters p CROSS JOIN LATERAL tuoyu.similar_name(p.name, p.facts) s(meant)
		WHERE p.above IS NULL AND p.within IS NULL
		UNION ALL
		SELECT p.rule_table, p.rule, p.region, p.during, p.formula_column, p."position",
			CASE WHEN pg_catalog.lower(p.missing OPERATOR(pg_catalog.-) COALESCE(p.within, '{}'::pg_catalog.datemultirange)) OPERATOR(pg_catalog.<=) tuoyu.as_of()
				OR (pg_catalog.lower_inf(p.missing OPERATOR(pg_catalog.-) COALESCE(p.within, '{}'::pg_catalog.datemultirange))) THEN 'warning' ELSE 'info' END, 'parameter_missing',
			pg_catalog.format('政策参数 %s 在规则有效期的这些日子没有值：%s', p.name, p.missing),
			CASE WHEN p.within IS NULL THEN '登记这些日子的值' ELSE pg_catalog.format('下级地区在 %s 有值；其余的地区和日子仍须登记', p.within) END
		FROM parameters p
		WHERE (p.above IS NOT NULL OR p.within IS NOT NULL) AND NOT pg_catalog.isempty(p.missing)
		UNION ALL
		SELECT 'policy_parameter', q.parameter, q.region, q.during, NULL, NULL, 'warning', 'parameter_unused',
			pg_catalog.format('没有规则的公式用到政策参数 %s', q.name),
			CASE WHEN tuoyu.is_fact_column(q.name) THEN '事实有同名的标准列，公式读的是列：换一个名称' ELSE '核对名称、地区和有效期，或删去' END
		FROM tuoyu.policy_parameter q
		WHERE NOT EXISTS (
			SELECT FROM uses u
			WHERE u.kind OPERATOR(pg_catalog.=) 'parameter' AND u.name OPERATOR(pg_catalog.=) q.name AND u.during OPERATOR(pg_catalog.&&) q.during
				AND (u.region OPERATOR(tuoyu.@>) q.region OR u.region OPERATOR(tuoyu.<@) q.region)
				AND (q.scenario IS NULL OR u.scenario IS NULL OR q.scenario OPERATOR(pg_catalog.=) u.scenario));
	END;

COMMENT ON FUNCTION tuoyu.lint_formulas() IS
	'Part of policy_lint: formulas that do not compile, integer division, names that are no column and no parameter, parameters without a value or without a use';

CREATE FUNCTION tuoyu.lint_pairs(
		OUT rule_table pg_catalog.text, OUT rule pg_catalog.text, OUT region tuoyu.region_code, OUT during pg_catalog.daterange, OUT formula_column pg_catalog.text, OUT "position" pg_catalog.int4,
		OUT severity pg_catalog.text, OUT problem pg_catalog.text, OUT detail pg_catalog.text, OUT hint pg_catalog.text) RETURNS SETOF pg_catalog.record
	LANGUAGE SQL STABLE PARALLEL SAFE ROWS 20
	BEGIN ATOMIC
		-- two rows of one region; may_meet: some fact fits the selectors of both; covers: whatever fits a fits b
		WITH pair AS MATERIALIZED (
			SELECT a.*, b.rule AS other, b.during AS other_during, b.selectors AS other_selectors, b.origin AS other_origin, b.item OPERATOR(pg_catalog.=) a.item AS same_item,
				(SELECT pg_catalog.count(*) FROM pg_catalog.jsonb_object_keys(a.selectors)) AS selected, (SELECT pg_catalog.count(*) FROM pg_catalog.jsonb_object_keys(b.selectors)) AS other_selected,
				a.selectors OPERATOR(pg_catalog.@>) b.selectors AS covers,
				NOT EXISTS (
					SELECT FROM pg_catalog.jsonb_each_text(a.selectors) s
					WHERE CASE WHEN s.key OPERATOR(pg_catalog.=) 'birth_order'
							THEN NOT (s.value)::pg_catalog.int4range OPERATOR(pg_catalog.&&) (b.selectors OPERATOR(pg_catalog.->>) s.key)::pg_catalog.int4range
						WHEN s.key IN ('born', 'entered')
							THEN NOT (s.value)::pg_catalog.daterange OPERATOR(pg_catalog.&&) (b.selectors OPERATOR(pg_catalog.->>) s.key)::pg_catalog.daterange
						ELSE s.value OPERATOR(pg_catalog.<>) (b.selectors OPERATOR(pg_catalog.->>) s.key) END) AS may_meet
			FROM tuoyu.policy_bodies() a
				JOIN tuoyu.policy_bodies() b ON b.rule_table OPERATOR(pg_catalog.=) a.rule_table AND b.region OPERATOR(tuoyu.=) a.region AND b.rule OPERATOR(pg_catalog.<>) a.rule AND b.during OPERATOR(pg_catalog.&&) a.during
			WHERE a.scenario IS NOT DISTINCT FROM b.scenario
		)
		SELECT p.rule_table, p.rule, p.region, p.during, NULL::pg_catalog.text, NULL::pg_catalog.int4, 'info', 'hidden',
			pg_catalog.format('有效期内每一天都被同一地区的 %s 取代', pg_catalog.string_agg(p.other, '、' ORDER BY p.other)), '如果不是有意取代，核对地区、有效期和选择条件'
		FROM pair p
		WHERE p.same_item AND p.covers AND p.origin OPERATOR(pg_catalog.=) 'shipped' AND p.other_origin OPERATOR(pg_catalog.=) 'user'
		GROUP BY p.rule_table, p.rule, p.region, p.during
		HAVING pg_catalog.range_agg(p.other_during) OPERATOR(pg_catalog.@>) p.during
		UNION ALL
		SELECT p.rule_table, p.rule, p.region, p.during, NULL, NULL, 'warning', 'ambiguous',
			pg_catalog.format('与 %s 选择条件同样具体：两者都适合的事实无法决定用哪一条，计算时报错', p.other), '补一条同时写明两者条件的规则'
		FROM pair p
		WHERE p.same_item AND p.may_meet AND p.selected OPERATOR(pg_catalog.=) p.other_selected AND p.origin OPERATOR(pg_catalog.=) p.other_origin AND p.rule OPERATOR(pg_catalog.<) p.other AND NOT p.covers
			-- and none that names what both name
			AND NOT EXISTS (
				SELECT FROM tuoyu.policy_bodies() c
				WHERE c.rule_table OPERATOR(pg_catalog.=) p.rule_table AND c.region OPERATOR(tuoyu.=) p.region AND c.item OPERATOR(pg_catalog.=) p.item
					AND c.origin OPERATOR(pg_catalog.=) p.origin AND c.scenario IS NOT DISTINCT FROM p.scenario
					AND c.selectors OPERATOR(pg_catalog.=) (p.selectors OPERATOR(pg_catalog.||) p.other_selectors)
					AND c.during OPERATOR(pg_catalog.@>) (p.during OPERATOR(pg_catalog.*) p.other_during))
		UNION ALL
		SELECT p.rule_table, p.rule, p.region, p.during, NULL, NULL, 'warning', 'paid_twice',
			pg_catalog.format('与 %s 项目相同而结算周期不同：两者都会计发，并不取代', p.other), '要取代，用相同的结算周期；要另计，换一个项目名称'
		FROM pair p
		WHERE p.rule_table OPERATOR(pg_catalog.=) 'subsidy_rule' AND NOT p.same_item AND p.may_meet AND (p.body OPERATOR(pg_catalog.->>) 'item') OPERATOR(pg_catalog.=) (
				SELECT y.item FROM tuoyu.subsidy_rule y WHERE y.rule OPERATOR(pg_catalog.=) p.other)
			AND p.origin OPERATOR(pg_catalog.=) 'user' AND (p.other_origin OPERATOR(pg_catalog.=) 'shipped' OR p.rule OPERATOR(pg_catalog.<) p.other);
	END;

COMMENT ON FUNCTION tuoyu.lint_pairs() IS
	'Part of policy_lint: rules that another of the same region wholly hides, that are equally specific as another, or that are paid beside another of the same item';

CREATE FUNCTION tuoyu.constant_value(formula tuoyu.formula, facts pg_catalog.text) RETURNS pg_catalog.numeric
	AS 'MODULE_PATHNAME', 'tuoyu_constant_value'
	LANGUAGE C STABLE STRICT PARALLEL UNSAFE COST 100;

COMMENT ON FUNCTION tuoyu.constant_value(tuoyu.formula, pg_catalog.text) IS
	'The value of a rule''s numeric formula that is the same for all facts of a kind (fee, care, heads); NULL for others, and for one that does not compile';

CREATE FUNCTION tuoyu.lint_figures(
		OUT rule_table pg_catalog.text, OUT rule pg_catalog.text, OUT region tuoyu.region_code, OUT during pg_catalog.daterange, OUT formula_column pg_catalog.text, OUT "position" pg_catalog.int4,
		OUT severity pg_catalog.text, OUT problem pg_catalog.text, OUT detail pg_catalog.text, OUT hint pg_catalog.text) RETURNS SETOF pg_catalog.record
	LANGUAGE SQL STABLE PARALLEL UNSAFE ROWS 20
	BEGIN ATOMIC
		WITH subsidy AS MATERIALIZED (
			SELECT y.rule, y.region, y.during, y.funder_shares, y.residual_funder, y.instalments, y.birth_order, y.cap_scope,
				tuoyu.constant_value(y.cap, 'care') AS cap, tuoyu.constant_value(y.amount, 'care') AS amount
			FROM tuoyu.subsidy_rule y
		)
		SELECT 'subsidy_rule', y.rule, y.region, y.during, NULL::pg_catalog.text, NULL::pg_catalog.int4, 'warning', 'suspicious_share',
			pg_catalog.format('有一方分担为零：%s，余额由%s承担', y.funder_shares, y.residual_funder), '核对分担比例；不分担的一方不必列出'
		FROM subsidy y CROSS JOIN LATERAL (
			SELECT pg_catalog.min(s.value::pg_catalog.numeric) AS least, pg_catalog.sum(s.value::pg_catalog.numeric) FILTER (WHERE s.key OPERATOR(pg_catalog.<>) y.residual_funder) AS others
			FROM pg_catalog.jsonb_each_text(y.funder_shares) s
		) s
		WHERE s.least OPERATOR(pg_catalog.=) 0 OR s.others OPERATOR(pg_catalog.=) 1
		UNION ALL
		SELECT 'subsidy_rule', y.rule, y.region, y.during, NULL, NULL, 'warning', 'suspicious_share',
			pg_catalog.format('有一期拨付为零：%s', y.instalments), '核对分期比例'
		FROM subsidy y WHERE 0 OPERATOR(pg_catalog.=) ANY (y.instalments)
		UNION ALL
		SELECT 'subsidy_rule', y.rule, y.region, y.during, 'cap', NULL, 'warning', 'suspicious_cap',
			CASE WHEN y.cap OPERATOR(pg_catalog.<=) 0 THEN pg_catalog.format('封顶为 %s：什么也不发', y.cap)
				ELSE pg_catalog.format('金额 %s 与封顶 %s 都是常数：封顶不是总起作用就是从不起作用', y.amount, y.cap) END, '核对封顶及其范围（line 每笔，year 每年）'
		FROM subsidy y WHERE y.cap OPERATOR(pg_catalog.<=) 0 OR (y.cap_scope OPERATOR(pg_catalog.=) 'line' AND y.amount IS NOT NULL AND y.cap IS NOT NULL)
		UNION ALL
		SELECT 'subsidy_rule', y.rule, y.region, y.during, NULL, NULL, 'warning', 'suspicious_range',
			pg_catalog.format('孩次范围 %s 从 %s 起', y.birth_order, COALESCE(pg_catalog.lower(y.birth_order)::pg_catalog.text, '无限小')), '孩次从 1 起'
		FROM subsidy y WHERE pg_catalog.lower_inf(y.birth_order) OR pg_catalog.lower(y.birth_order) OPERATOR(pg_catalog.<) 1
		UNION ALL
		SELECT 'fee_rule', f.rule, f.region, f.during, 'cap', NULL, 'warning', 'suspicious_cap', '收费上限为零', '核对公式'
		FROM tuoyu.fee_rule f WHERE tuoyu.constant_value(f.cap, 'fee') OPERATOR(pg_catalog.=) 0
		UNION ALL
		SELECT 'policy_parameter', p.parameter, p.region, p.during, NULL, NULL, 'warning', 'suspicious_share',
			pg_catalog.format('%s 的值为 %s', p.name, p.value), '名称像是比例：8% 应登记为 0.08'
		FROM tuoyu.policy_parameter p WHERE p.name OPERATOR(pg_catalog.~) '(^|_)(rate|share|ratio|percent)$' AND pg_catalog.abs(p.value) OPERATOR(pg_catalog.>) 1 AND pg_catalog.abs(p.value) OPERATOR(pg_catalog.<=) 100
		UNION ALL
		-- limits given in years instead of months
		SELECT 'band_rule', b.rule, b.region, b.during, NULL, NULL, 'warning', 'suspicious_range',
			pg_catalog.format('%s 只有 %s 至 %s 个月', b.band, b.from_months, b.to_months), '月龄以月计，不以岁计'
		FROM tuoyu.band_rule b WHERE b.to_months OPERATOR(pg_catalog.-) b.from_months OPERATOR(pg_catalog.<) 3
		UNION ALL
		SELECT 'band_rule', b.rule, b.region, b.during, NULL, NULL, 'warning', 'suspicious_range',
			pg_catalog.format('%s 到 %s 个月为止，%s 从 %s 个月起', b.band, b.to_months, n.band, n.from_months), '相邻月龄段应首尾相接'
		FROM tuoyu.band_rule b
			JOIN tuoyu.band_rule n ON n.region OPERATOR(tuoyu.=) b.region AND n.origin OPERATOR(pg_catalog.=) b.origin AND n.scenario IS NOT DISTINCT FROM b.scenario AND n.during OPERATOR(pg_catalog.&&) b.during
				AND (b.band::pg_catalog.text, n.band::pg_catalog.text) IN (('乳儿', '托小'), ('托小', '托大'))
		WHERE b.to_months IS DISTINCT FROM n.from_months
		UNION ALL
		SELECT 'staffing_rule', r.rule, r.region, r.during, 'required', NULL, 'warning', 'no_effect',
			pg_catalog.format('按班不问%s应有几人：required 不起作用', r.role), '机构应有的人数用 scope = ''institution''；每班应有的保育人员写入 band_rule'
		FROM tuoyu.staffing_rule r WHERE r.scope OPERATOR(pg_catalog.=) 'class' AND r.required IS NOT NULL
		UNION ALL
		SELECT 'staffing_rule', r.rule, r.region, r.during, NULL, NULL, 'warning', 'unknown_role',
			pg_catalog.format('%s不是登记表的岗位', r.role), '登记表的岗位为负责人、保育人员、保健人员、保安人员、炊事人员；另有岗位时不必理会'
		FROM tuoyu.staffing_rule r WHERE r.role OPERATOR(pg_catalog.<>) ALL ('{负责人,保育人员,保健人员,保安人员,炊事人员}'::pg_catalog.text[])
		UNION ALL
		SELECT 'subsidy_rule', y.rule, y.region, y.during, 'amount', NULL, 'warning', 'suspicious_amount',
			CASE WHEN y.amount IS NULL THEN '金额总为空' ELSE pg_catalog.format('金额为 %s', y.amount) END, '核对公式；追回须将 recovery 记为真'
		FROM tuoyu.subsidy_rule r JOIN subsidy y ON y.rule OPERATOR(pg_catalog.=) r.rule
		WHERE (y.amount OPERATOR(pg_catalog.<) 0 AND NOT r.recovery) OR pg_catalog.lower(pg_catalog.btrim(r.amount::pg_catalog.text)) OPERATOR(pg_catalog.=) 'null'
		UNION ALL
		SELECT 'subsidy_rule', r.rule, r.region, r.during, NULL, NULL, 'warning', 'no_effect',
			pg_catalog.format('%s 为空范围：没有人符合', v.name), '不限则写 NULL'
		FROM tuoyu.subsidy_rule r CROSS JOIN LATERAL (VALUES ('born', r.born), ('entered', r.entered)) v (name, days)
		WHERE pg_catalog.isempty(v.days);
	END;

CREATE FUNCTION tuoyu.lint_names(
		OUT rule_table pg_catalog.text, OUT rule pg_catalog.text, OUT region tuoyu.region_code, OUT during pg_catalog.daterange, OUT formula_column pg_catalog.text, OUT "position" pg_catalog.int4,
		OUT severity pg_catalog.text, OUT problem pg_catalog.text, OUT detail pg_catalog.text, OUT hint pg_catalog.text) RETURNS SETOF pg_catalog.record
	LANGUAGE SQL STABLE PARALLEL SAFE ROWS 20
	BEGIN ATOMIC
		SELECT b.rule_table, b.rule, b.region, b.during, NULL::pg_catalog.text, NULL::pg_catalog.int4, 'warning', 'unknown_region',
			pg_catalog.format('没有地区 %s', b.region), '核对代码；新设的地区先登记到 tuoyu.region'
		FROM tuoyu.policy_bodies() b
		WHERE tuoyu.region_level(b.region) OPERATOR(pg_catalog.>) 0 AND NOT EXISTS (SELECT FROM tuoyu.region g WHERE g.code OPERATOR(tuoyu.=) b.region)
			-- codes that no region has been given are for trying things out
			AND pg_catalog.left(b.region::pg_catalog.text, 2) OPERATOR(pg_catalog.<>) '99'
		UNION ALL
		SELECT b.rule_table, b.rule, b.region, b.during, v.column_name, NULL, 'warning', 'unknown_value',
			pg_catalog.format('%s 不是登记表的取值', b.body OPERATOR(pg_catalog.->>) v.column_name), pg_catalog.format('登记表的取值为%s；另有取值时不必理会', pg_catalog.array_to_string(v.known, '、'))
		FROM tuoyu.policy_bodies() b
			CROSS JOIN (VALUES ('service_form'::pg_catalog.text, '{全日托,半日托,计时托,临时托}'::pg_catalog.text[]), ('institution_kind', '{专门托育机构,幼儿园托班,用人单位,社区,家庭托育点,其他}'),
				('ownership', '{公办,民办,公办民营,民办公助}')) v (column_name, known)
		WHERE (b.body OPERATOR(pg_catalog.->>) v.column_name) OPERATOR(pg_catalog.<>) ALL (v.known)
		UNION ALL
		SELECT 'policy_withdrawal', w.withdrawal, d.region, pg_catalog.daterange(w.since, NULL), NULL, NULL, 'warning', 'no_effect',
			pg_catalog.format('没有%s：什么也没有废止', COALESCE('规则 ' OPERATOR(pg_catalog.||) w.rule, '出自文件 ' OPERATOR(pg_catalog.||) w.withdrawn_document OPERATOR(pg_catalog.||) ' 的规则')), '核对规则标识（policy_at 的 rule 列）或文件标识'
		FROM tuoyu.policy_withdrawal w LEFT JOIN tuoyu.policy_document d ON d.document OPERATOR(pg_catalog.=) w.document
		WHERE NOT EXISTS (SELECT FROM tuoyu.policy_bodies() b WHERE b.rule OPERATOR(pg_catalog.=) w.rule OR b.document OPERATOR(pg_catalog.=) w.withdrawn_document)
		UNION ALL
		SELECT 'subsidy_rule', r.rule, r.region, r.during, NULL, NULL, 'info', 'not_in_registry',
			pg_catalog.format('登记表没有%s：subsidy_due 和 settle 按空值计', n.names), '由自己的事实用 subsidy_lines 计算，或改写公式'
		FROM tuoyu.subsidy_rule r CROSS JOIN LATERAL (
			SELECT pg_catalog.string_agg(DISTINCT m.parts[1], '、' ORDER BY m.parts[1]) AS names
			FROM pg_catalog.regexp_matches(pg_catalog.concat_ws(' ', r.condition, r.requires, r.amount, r.cap, r.family_pays, r.month_value, r.continuing, CASE WHEN r.claim_days IS NOT NULL AND r.settlement_period OPERATOR(pg_catalog.<>) 'event' THEN 'claimed_on::date' END),
				'\m([a-z_][a-z0-9_]*)\s*(::\s*(?:bool|boolean|date|text))?', 'g') m (parts)
			WHERE m.parts[1] IN ('hours', 'stays') OR (m.parts[1] OPERATOR(pg_catalog.=) 'claimed_on' AND r.settlement_period OPERATOR(pg_catalog.<>) 'event')
				OR (m.parts[2] IS NOT NULL AND m.parts[1] NOT IN ('reference_day', 'period_start', 'period_end', 'band')
				AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) 'tuoyu.care_fact'::pg_catalog.regclass AND a.attname OPERATOR(pg_catalog.=) m.parts[1]::pg_catalog.name))
		) n
		WHERE n.names IS NOT NULL;
	END;

COMMENT ON FUNCTION tuoyu.lint_names() IS
	'Part of policy_lint: regions, values, rules and facts that rows name and that there are not';

COMMENT ON FUNCTION tuoyu.lint_figures() IS
	'Part of policy_lint: shares, caps, ranges and roles that are allowed and probably not meant';

CREATE FUNCTION tuoyu.lint_documents(
		OUT rule_table pg_catalog.text, OUT rule pg_catalog.text, OUT region tuoyu.region_code, OUT during pg_catalog.daterange, OUT formula_column pg_catalog.text, OUT "position" pg_catalog.int4,
		OUT severity pg_catalog.text, OUT problem pg_catalog.text, OUT detail pg_catalog.text, OUT hint pg_catalog.text) RETURNS SETOF pg_catalog.record
	LANGUAGE SQL STABLE PARALLEL SAFE ROWS 20
	BEGIN ATOMIC
		SELECT 'policy_document', d.document, d.region, NULL::pg_catalog.daterange, NULL::pg_catalog.text, NULL::pg_catalog.int4, 'info', 'document_without_rules',
			pg_catalog.format('没有规则、参数、目标或数据出自《%s》', d.title), '补上出自该文件的规则，或删去'
		FROM tuoyu.policy_document d
		WHERE NOT EXISTS (SELECT FROM tuoyu.policy_bodies() b WHERE b.document OPERATOR(pg_catalog.=) d.document)
			AND NOT EXISTS (SELECT FROM tuoyu.policy_target t WHERE t.document OPERATOR(pg_catalog.=) d.document)
			AND NOT EXISTS (SELECT FROM tuoyu.published_figure f WHERE f.document OPERATOR(pg_catalog.=) d.document)
			AND NOT EXISTS (SELECT FROM tuoyu.policy_withdrawal w WHERE d.document IN (w.document, w.withdrawn_document))
		UNION ALL
		SELECT 'policy_document', d.document, d.region, NULL, NULL, NULL, 'info', 'unverified_document',
			pg_catalog.format('《%s》未与原文核对，出自它的有 %s 行', d.title, b.bodies), '核对后将 policy_document.verified 改为真'
		FROM tuoyu.policy_document d
			CROSS JOIN LATERAL (SELECT pg_catalog.count(*) AS bodies FROM tuoyu.policy_bodies() b WHERE b.document OPERATOR(pg_catalog.=) d.document) b
		WHERE NOT d.verified AND b.bodies OPERATOR(pg_catalog.>) 0
		UNION ALL
		SELECT b.rule_table, b.rule, b.region, b.during, NULL, NULL, 'info', 'before_document',
			pg_catalog.format('自 %s 起适用，早于文件的成文日期 %s，而未说明假定', pg_catalog.lower(b.during), d.issued_on), '核对起始日期；文件未载明的写入 assumptions'
		FROM tuoyu.policy_bodies() b JOIN tuoyu.policy_document d ON d.document OPERATOR(pg_catalog.=) b.document
		WHERE (pg_catalog.lower_inf(b.during) OR pg_catalog.lower(b.during) OPERATOR(pg_catalog.<) d.issued_on) AND (b.body OPERATOR(pg_catalog.->) 'assumptions') OPERATOR(pg_catalog.=) '[]'::pg_catalog.jsonb;
	END;

COMMENT ON FUNCTION tuoyu.lint_documents() IS
	'Part of policy_lint: documents that nothing comes from, rules whose document was not checked against its original, or that begin before it';

CREATE FUNCTION tuoyu.policy_lint(region tuoyu.region_code DEFAULT NULL, during pg_catalog.daterange DEFAULT NULL,
		OUT severity pg_catalog.text, OUT problem pg_catalog.text, OUT rule_table pg_catalog.text, OUT rule pg_catalog.text, OUT rule_region tuoyu.region_code,
		OUT formula_column pg_catalog.text, OUT "position" pg_catalog.int4, OUT detail pg_catalog.text, OUT hint pg_catalog.text) RETURNS SETOF pg_catalog.record
	LANGUAGE SQL STABLE PARALLEL UNSAFE ROWS 50
	BEGIN ATOMIC
		SELECT l.severity, l.problem, l.rule_table, l.rule, l.region, l.formula_column, l."position", l.detail, l.hint
		FROM (
			SELECT * FROM tuoyu.lint_formulas()
			UNION ALL
			SELECT * FROM tuoyu.lint_pairs()
			UNION ALL
			SELECT * FROM tuoyu.lint_figures()
			UNION ALL
			SELECT * FROM tuoyu.lint_names()
			UNION ALL
			SELECT * FROM tuoyu.lint_documents()
		) l
		WHERE (policy_lint.region IS NULL OR l.region OPERATOR(tuoyu.@>) policy_lint.region OR l.region OPERATOR(tuoyu.<@) policy_lint.region)
			AND (policy_lint.during IS NULL OR l.during IS NULL OR l.during OPERATOR(pg_catalog.&&) policy_lint.during)
		ORDER BY CASE l.severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, l.problem, l.rule_table, l.rule, l.formula_column, l."position", l.detail;
	END;

COMMENT ON FUNCTION tuoyu.policy_lint(tuoyu.region_code, pg_catalog.daterange) IS
	'What is probably wrong with the catalogue although each row is allowed, the worst first (error, warning, info), with the place and the way out. With a region, the rows of it, of what it lies in and of what lies in it; with days, the rows in force on any of them';
