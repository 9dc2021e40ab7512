-- Why two subsidy lines differ, by typed reasons, from their traces alone.
--
-- A changed fact is named by its kind.  Another rule is a change of policy only where the facts did not choose it: each
-- trace has what its rule asks for (selectors) and the facts that rules of the item are chosen by.  Days in care, months and
-- the reference day follow from the period where the care lies in it as before: then it is the calendar.

CREATE FUNCTION tuoyu.difference_reasons() RETURNS TABLE (
		fact pg_catalog.text, reason pg_catalog.text, label pg_catalog.text, code pg_catalog.text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 40
	BEGIN ATOMIC
		SELECT v.fact, v.reason, v.label, CASE v.reason WHEN '事实' THEN 'facts' WHEN '收费' THEN 'fee' WHEN '月龄段' THEN 'band' WHEN '资格' THEN 'standing'
			WHEN '孩次' THEN 'birth_order' WHEN '日历' THEN 'calendar' ELSE 'policy' END
		FROM (VALUES ('monthly_fee'::pg_catalog.text, '收费'::pg_catalog.text, '月收费'::pg_catalog.text),
			('class_kind', '月龄段', '班型'), ('band', '月龄段', '月龄段'), ('age_months', '月龄段', '月龄'),
			('filed', '资格', '备案'), ('recognised', '资格', '普惠认定'), ('grade', '资格', '等级'),
			('birth_order', '孩次', '孩次'),
			('period', '日历', '结算周期'), ('period_days', '日历', '周期天数'), ('workdays', '日历', '工作日数'),
			('region', '事实', '所在地区'), ('in_care', '事实', '在托期间'), ('days_in_care', '事实', '在托天数'), ('months', '事实', '在托月数'),
			('birth_date', '事实', '出生日期'), ('household', '事实', '户籍地区'), ('service_form', '事实', '服务形式'), ('days', '事实', '出勤天数'),
			('institution_kind', '事实', '机构类型'), ('ownership', '事实', '举办性质'), ('zone', '事实', '片区'),
			('funding', '事实', '经费来源'), ('entered_on', '事实', '入托日期'), ('hours', '事实', '服务小时数'), ('attended', '事实', '出勤的日子'),
			('listed_fee', '收费', '公示的月收费'), ('stays', '事实', '各婴幼儿的天数'), ('chain_institutions', '事实', '连锁机构数'),
			('opened_on', '事实', '开办日期'), ('classes', '事实', '班数'), ('filed_during', '资格', '备案有效期间'), ('recognised_during', '资格', '普惠认定有效期间'),
			('paid_this_year', '事实', '本年度此前已计额'), ('months_before', '事实', '本年度此前已计月数'), ('months_counted', '事实', '所计月数'),
			('months_by_month', '事实', '各月所计月数'), ('period_workdays', '日历', '周期工作日数'), ('workdays_in_care', '事实', '在托工作日数'), ('workdays_attended', '事实', '出勤工作日数'),
			('referred', '政策', '所参照的金额'), ('referred_rules', '政策', '所参照的规则'), ('month_value', '政策', '月数公式'), ('payee_share', '政策', '分配比例'),
			('places', '事实', '托位数'), ('children', '事实', '收托人数'), ('places_added', '事实', '新增托位数'),
			('classes_added', '事实', '新增班数'), ('build', '事实', '建设方式'), ('cost', '事实', '实际支出'),
			('claimed_on', '事实', '申报日期'), ('reference_day', '事实', '基准日'), ('instalment', '事实', '期次'),
			('cap_left', '事实', '年度封顶余额'), ('line', '事实', '应计补贴'),
			('rule', '政策', '规则'), ('item', '政策', '补贴项目'), ('formula', '政策', '金额公式'), ('condition', '政策', '享受条件'),
			('requires', '政策', '输入约束'), ('cap_formula', '政策', '封顶公式'), ('cap_scope', '政策', '封顶范围'),
			('family_pays_formula', '政策', '家庭支付公式'), ('rounding', '政策', '取整'), ('shares', '政策', '分担比例'),
			('residual_funder', '政策', '余额承担方'), ('payee_shares', '政策', '各对象的分配比例'), ('instalment_share', '政策', '拨付比例'), ('payee', '政策', '补贴对象'), ('unit', '政策', '计补单位'),
			('month_counting', '政策', '月数计法'), ('reference_day_rule', '政策', '基准日规则'), ('claim_days', '政策', '申报期限'),
			('combine', '政策', '与上级规则的关系'), ('scenario', '政策', '情景'), ('document', '政策', '出处文件'), ('doc_number', '政策', '文号'),
			('clause', '政策', '条款'), ('assumptions', '政策', '假定'), ('care', '政策', '所计期间'), ('band_limits', '政策', '月龄段界限'), ('counted_days', '日历', '工作日')) v (fact, reason, label);
	END;

COMMENT ON FUNCTION tuoyu.difference_reasons() IS
	'The reasons that explain_difference gives and what belongs to each: 事实, 政策, 收费, 月龄段, 资格, 孩次, 日历. A stable set; a fact of the user''s own counts as 事实 under its own name, a parameter as 政策. code is the reason in English: facts, policy, fee, band, standing, birth_order, calendar';

CREATE FUNCTION tuoyu.fact_label(name pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN COALESCE((SELECT r.label FROM tuoyu.difference_reasons() r WHERE r.fact OPERATOR(pg_catalog.=) name), name);

COMMENT ON FUNCTION tuoyu.fact_label(pg_catalog.text) IS 'The Chinese name of a fact or of a part of a rule; the name itself where there is none';

CREATE FUNCTION tuoyu.same_value(a pg_catalog.jsonb, b pg_catalog.jsonb) RETURNS pg_catalog.bool
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE
		WHEN (a OPERATOR(pg_catalog.#>>) '{}') OPERATOR(pg_catalog.~) '^-?[0-9]+(\.[0-9]+)?$'
			AND (b OPERATOR(pg_catalog.#>>) '{}') OPERATOR(pg_catalog.~) '^-?[0-9]+(\.[0-9]+)?$'
		THEN (a OPERATOR(pg_catalog.#>>) '{}')::pg_catalog.numeric OPERATOR(pg_catalog.=) (b OPERATOR(pg_catalog.#>>) '{}')::pg_catalog.numeric
		ELSE (a OPERATOR(pg_catalog.#>>) '{}') IS NOT DISTINCT FROM (b OPERATOR(pg_catalog.#>>) '{}') END;

COMMENT ON FUNCTION tuoyu.same_value(pg_catalog.jsonb, pg_catalog.jsonb) IS
	'Whether two values of facts are the same, whether written as numbers or as text; missing and null are the same';

CREATE FUNCTION tuoyu.shown_value(value pg_catalog.jsonb) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN CASE value WHEN 'true' THEN '是' WHEN 'false' THEN '否' ELSE value OPERATOR(pg_catalog.#>>) '{}' END;

COMMENT ON FUNCTION tuoyu.shown_value(pg_catalog.jsonb) IS 'A value of a fact as a reader sees it: 是 and 否 for booleans';

CREATE FUNCTION tuoyu.trace_days(days pg_catalog.jsonb) RETURNS pg_catalog.datemultirange
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	BEGIN ATOMIC
		SELECT pg_catalog.range_agg(pg_catalog.daterange((d OPERATOR(pg_catalog.->>) 'from')::pg_catalog.date, (d OPERATOR(pg_catalog.->>) 'to')::pg_catalog.date, '[]'))
		FROM pg_catalog.jsonb_array_elements(days) d;
	END;

COMMENT ON FUNCTION tuoyu.trace_days(pg_catalog.jsonb) IS 'Days of a trace (first and last day of each time) as a multirange';

CREATE FUNCTION tuoyu.trace_period(trace pg_catalog.jsonb) RETURNS pg_catalog.daterange
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN pg_catalog.daterange((trace OPERATOR(pg_catalog.->>) 'period_start')::pg_catalog.date,
		(trace OPERATOR(pg_catalog.->>) 'period_end')::pg_catalog.date, '[]');

COMMENT ON FUNCTION tuoyu.trace_period(pg_catalog.jsonb) IS 'The settlement period of a trace';

CREATE FUNCTION tuoyu.fact_days(fact pg_catalog.jsonb, within pg_catalog.daterange) RETURNS pg_catalog.datemultirange
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN pg_catalog.datemultirange(within) OPERATOR(pg_catalog.*) CASE
		WHEN (fact OPERATOR(pg_catalog.->>) 'during') OPERATOR(pg_catalog.~~) '{%' THEN (fact OPERATOR(pg_catalog.->>) 'during')::pg_catalog.datemultirange
		ELSE pg_catalog.datemultirange((fact OPERATOR(pg_catalog.->>) 'during')::pg_catalog.daterange) END;

COMMENT ON FUNCTION tuoyu.fact_days(pg_catalog.jsonb, pg_catalog.daterange) IS
	'The days in care that a fact (as jsonb) has within those given; NULL where it says none';

CREATE FUNCTION tuoyu.shown_days(days pg_catalog.datemultirange) RETURNS pg_catalog.text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	BEGIN ATOMIC
		SELECT pg_catalog.string_agg(
			CASE WHEN pg_catalog.upper(r) OPERATOR(pg_catalog.-) pg_catalog.lower(r) OPERATOR(pg_catalog.=) 1 THEN pg_catalog.to_char(pg_catalog.lower(r), 'YYYY-MM-DD')
				ELSE pg_catalog.concat(pg_catalog.to_char(pg_catalog.lower(r), 'YYYY-MM-DD'), '至', pg_catalog.to_char(pg_catalog.upper(r) OPERATOR(pg_catalog.-) 1, 'YYYY-MM-DD')) END,
			'、' ORDER BY r)
		FROM pg_catalog.unnest(days) r;
	END;

COMMENT ON FUNCTION tuoyu.shown_days(pg_catalog.datemultirange) IS 'Days as a reader sees them: 2024-01-01至2024-01-31, first and last day of each time';

CREATE FUNCTION tuoyu.trace_facts(trace pg_catalog.jsonb) RETURNS pg_catalog.jsonb
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN (trace OPERATOR(pg_catalog.->) 'facts') OPERATOR(pg_catalog.||) ((trace OPERATOR(pg_catalog.->) 'variables') OPERATOR(pg_catalog.-)
		ARRAY(SELECT pg_catalog.jsonb_object_keys(trace OPERATOR(pg_catalog.->) 'parameters')));

COMMENT ON FUNCTION tuoyu.trace_facts(pg_catalog.jsonb) IS
	'The facts that a line depends on, from its trace: those that rules of its item are chosen by and those that its formulas read';

CREATE FUNCTION tuoyu.facts_without_line(fact pg_catalog.jsonb, trace pg_catalog.jsonb) RETURNS pg_catalog.jsonb
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	BEGIN ATOMIC
		SELECT pg_catalog.jsonb_object_agg(k.key, CASE
			WHEN k.key IN ('band', 'age_months') THEN CASE
				WHEN tuoyu.same_value(fact OPERATOR(pg_catalog.->) 'birth_date', trace OPERATOR(pg_catalog.#>) '{facts,birth_date}') THEN k.value
				WHEN k.key OPERATOR(pg_catalog.=) 'band' THEN pg_catalog.to_jsonb(tuoyu.age_band((fact OPERATOR(pg_catalog.->>) 'birth_date')::pg_catalog.date,
					(trace OPERATOR(pg_catalog.->>) 'reference_day')::pg_catalog.date, (fact OPERATOR(pg_catalog.->>) 'region')::tuoyu.region_code)::pg_catalog.text)
				ELSE pg_catalog.to_jsonb(tuoyu.age_months((fact OPERATOR(pg_catalog.->>) 'birth_date')::pg_catalog.date, (trace OPERATOR(pg_catalog.->>) 'reference_day')::pg_catalog.date)) END
			WHEN k.key IN ('months', 'days_in_care', 'period_days', 'reference_day', 'period_start', 'period_end') THEN k.value
			ELSE fact OPERATOR(pg_catalog.->) k.key END)
		FROM pg_catalog.jsonb_each(tuoyu.trace_facts(trace)) k;
	END;

COMMENT ON FUNCTION tuoyu.facts_without_line(pg_catalog.jsonb, pg_catalog.jsonb) IS
	'A fact that gave no line, in the shape of the facts of the line on the other side';

CREATE FUNCTION tuoyu.refuses(selectors pg_catalog.jsonb, facts pg_catalog.jsonb) RETURNS pg_catalog.bool
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	BEGIN ATOMIC
		SELECT pg_catalog.count(*) OPERATOR(pg_catalog.>) 0
		FROM pg_catalog.jsonb_each_text(selectors) s
			CROSS JOIN LATERAL (SELECT CASE s.key WHEN 'born' THEN 'birth_date' WHEN 'entered' THEN 'entered_on' ELSE s.key END) f (name)
			CROSS JOIN LATERAL (SELECT facts OPERATOR(pg_catalog.->>) f.name) v (value)
		WHERE facts OPERATOR(pg_catalog.?) f.name AND CASE
			WHEN v.value IS NULL THEN true
			WHEN s.key OPERATOR(pg_catalog.=) 'birth_order' THEN NOT s.value::pg_catalog.int4range OPERATOR(pg_catalog.@>) v.value::pg_catalog.int4
			WHEN s.key IN ('born', 'entered') THEN NOT s.value::pg_catalog.daterange OPERATOR(pg_catalog.@>) v.value::pg_catalog.date
			ELSE v.value OPERATOR(pg_catalog.<>) s.value END;
	END;

COMMENT ON FUNCTION tuoyu.refuses(pg_catalog.jsonb, pg_catalog.jsonb) IS
	'Whether the selectors of a rule ask for something else than the facts say, both as in a trace; what the facts do not mention is not refused';

CREATE FUNCTION tuoyu.explain_difference(a tuoyu.subsidy_line, b tuoyu.subsidy_line,
		a_fact pg_catalog.jsonb DEFAULT NULL, b_fact pg_catalog.jsonb DEFAULT NULL)
	RETURNS TABLE (reason pg_catalog.text, what pg_catalog.text, before pg_catalog.text, after pg_catalog.text, effect tuoyu.yuan)
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 20 ROWS 2
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	old jsonb := a.trace;
	new jsonb := b.trace;
	paired boolean := a.rule IS NOT NULL AND b.rule IS NOT NULL;
	old_facts jsonb;
	new_facts jsonb;
	old_period daterange;
	new_period daterange;
	old_days datemultirange;
	new_days datemultirange;
	period_differs boolean;
	days_differ boolean;
	facts_chose boolean;
	of_days text[] := '{months,months_counted,months_by_month,days_in_care,workdays_in_care,period_days,workdays,period_workdays,reference_day,period_start,period_end}';
	keys text[];
BEGIN
	IF a IS NOT DISTINCT FROM b OR (a.rule IS NULL AND b.rule IS NULL) THEN
		RETURN;
	END IF;

	-- a side without a line has at most its fact; its days count as far as the other's period goes
	old_facts := COALESCE(tuoyu.trace_facts(old), tuoyu.facts_without_line(a_fact, new));
	new_facts := COALESCE(tuoyu.trace_facts(new), tuoyu.facts_without_line(b_fact, old));
	old_period := tuoyu.trace_period(COALESCE(old, new));
	new_period := tuoyu.trace_period(COALESCE(new, old));
	old_days := COALESCE(tuoyu.trace_days(old -> 'in_care'), tuoyu.fact_days(a_fact, old_period), tuoyu.trace_days(new -> 'in_care'));
	new_days := COALESCE(tuoyu.trace_days(new -> 'in_care'), tuoyu.fact_days(b_fact, new_period), old_days);

	-- facts of which both sides know; what the engine derives from the days is judged with them
	keys := ARRAY(SELECT k FROM jsonb_object_keys(old_facts) k
		WHERE new_facts ? k AND NOT tuoyu.same_value(old_facts -> k, new_facts -> k));
	period_differs := old_period <> new_period;
	days_differ := old_days IS DISTINCT FROM new_days AND NOT (period_differs
		AND lower(old_days) - lower(old_period) = lower(new_days) - lower(new_period)
		AND upper(old_period) - upper(old_days) = upper(new_period) - upper(new_days)
		AND (SELECT sum(upper(d) - lower(d)) FROM unnest(datemultirange(range_merge(old_days)) - old_days) d)
			IS NOT DISTINCT FROM (SELECT sum(upper(d) - lower(d)) FROM unnest(datemultirange(range_merge(new_days)) - new_days) d));
	IF days_differ OR NOT paired OR old -> 'care' IS DISTINCT FROM new -> 'care' AND NOT period_differs
		OR (old ->> 'month_counting', old ->> 'month_value', old ->> 'reference_day_rule')
			IS DISTINCT FROM (new ->> 'month_counting', new ->> 'month_value', new ->> 'reference_day_rule') THEN
		keys := ARRAY(SELECT k FROM unnest(keys) k WHERE k <> ALL (of_days));
	ELSIF period_differs THEN
		keys := ARRAY(SELECT k FROM unnest(keys) k WHERE k <> ALL (of_days) OR k IN ('period_days', 'workdays', 'period_workdays'));
	ELSIF keys && '{workdays,period_workdays,workdays_in_care}' OR (keys <@ of_days AND keys <> '{}' AND old ->> 'month_value' ~ 'workdays') THEN
		-- the same days of the same period: the calendar of workdays moved, and what is counted by it
		keys := ARRAY(SELECT k FROM unnest(keys) k WHERE k <> ALL (of_days)) || '{counted_days}'::text[];
		SELECT jsonb_build_object('counted_days', string_agg(concat(tuoyu.fact_label(k), tuoyu.shown_value(old_facts -> k)), '、' ORDER BY k COLLATE "C")) || old_facts,
			jsonb_build_object('counted_days', string_agg(concat(tuoyu.fact_label(k), tuoyu.shown_value(new_facts -> k)), '、' ORDER BY k COLLATE "C")) || new_facts
			INTO old_facts, new_facts
		FROM unnest(of_days) k
		WHERE old_facts ? k AND new_facts ? k AND NOT tuoyu.same_value(old_facts -> k, new_facts -> k);
	END IF;
	-- the child grew out of a band, or the limits of the bands moved
	IF keys @> '{band}' AND NOT keys && '{birth_date,region}' AND paired AND old -> 'reference_day' = new -> 'reference_day' THEN
		keys := array_replace(keys, 'band', 'band_limits');
		old_facts := old_facts || jsonb_build_object('band_limits', old_facts -> 'band');
		new_facts := new_facts || jsonb_build_object('band_limits', new_facts -> 'band');
	ELSIF keys @> '{birth_date}' AND (keys && '{band,age_months}' OR NOT COALESCE(old -> 'variables' ? 'birth_date' OR old -> 'selectors' ? 'born', false)
		AND NOT COALESCE(new -> 'variables' ? 'birth_date' OR new -> 'selectors' ? 'born', false)) THEN
		keys := array_remove(keys, 'birth_date');
	END IF;

	-- did the facts choose another rule?  They did when a rule asks for what the other side is not
	facts_chose := paired AND a.rule <> b.rule AND (tuoyu.refuses(old -> 'selectors', new_facts) OR tuoyu.refuses(new -> 'selectors', old_facts)
		OR NOT (old ->> 'region')::tuoyu.region_code @> (new_facts ->> 'region')::tuoyu.region_code
		OR NOT (new ->> 'region')::tuoyu.region_code @> (old_facts ->> 'region')::tuoyu.region_code
		OR (keys <> '{}' AND (old ->> 'combine' IN ('floor', 'ceiling') OR new ->> 'combine' IN ('floor', 'ceiling'))));

	RETURN QUERY
	WITH found (fact, old_value, new_value) AS (
		SELECT k, tuoyu.shown_value(old_facts -> k), tuoyu.shown_value(new_facts -> k) FROM unnest(keys) k
		UNION ALL
		SELECT 'in_care', tuoyu.shown_days(old_days), tuoyu.shown_days(new_days) WHERE days_differ
		UNION ALL
		SELECT 'period', tuoyu.shown_days(datemultirange(old_period)), tuoyu.shown_days(datemultirange(new_period)) WHERE period_differs
		UNION ALL
		SELECT 'instalment', a.instalment::text, b.instalment::text WHERE paired AND a.instalment IS DISTINCT FROM b.instalment
		UNION ALL
		SELECT 'reference_day', old ->> 'reference_day', new ->> 'reference_day'
		WHERE paired AND NOT days_differ AND NOT period_differs AND old -> 'care' = new -> 'care'
			AND old ->> 'reference_day_rule' = new ->> 'reference_day_rule' AND old -> 'reference_day' <> new -> 'reference_day'
		UNION ALL
		SELECT p.fact, tuoyu.shown_value(old -> p.fact), tuoyu.shown_value(new -> p.fact)
		FROM tuoyu.difference_reasons() p
		WHERE paired AND p.reason = '政策' AND p.fact NOT IN ('care', 'band_limits') AND NOT facts_chose
			AND (p.fact <> 'instalment_share' OR a.instalment IS NOT DISTINCT FROM b.instalment)
			AND NULLIF(old -> p.fact, 'null') IS DISTINCT FROM NULLIF(new -> p.fact, 'null')
		UNION ALL
		SELECT '参数 ' || k, old #>> ARRAY['variables', k], new #>> ARRAY['variables', k]
		FROM jsonb_object_keys(old -> 'parameters') k
		WHERE paired AND new -> 'parameters' ? k
			AND NOT tuoyu.same_value(old #> ARRAY['variables', k], new #> ARRAY['variables', k])
			-- a parameter of the other region is a consequence
			AND (NOT keys @> '{region}' OR old #> ARRAY['parameters', k, 'region'] = new #> ARRAY['parameters', k, 'region'])
	), told AS (
		SELECT f.*, true AS first_choice FROM found f
		UNION ALL
		-- the days were cut elsewhere, or nothing that the line shows explains it
		SELECT x.* FROM (
			SELECT 'care', tuoyu.shown_days(tuoyu.trace_days(old -> 'care')), tuoyu.shown_days(tuoyu.trace_days(new -> 'care')), false
			WHERE paired AND NOT period_differs AND old -> 'care' <> new -> 'care'
			UNION ALL
			SELECT 'cap_left', old ->> 'cap_left', new ->> 'cap_left', false
			WHERE paired AND NULLIF(old -> 'cap_left', 'null') <> NULLIF(new -> 'cap_left', 'null')
			UNION ALL
			SELECT 'line', a.amount::text, b.amount::text, false WHERE old_facts IS NULL OR new_facts IS NULL
			UNION ALL
			SELECT 'rule', a.rule, b.rule, false WHERE NOT paired AND old_facts IS NOT NULL AND new_facts IS NOT NULL
		) x
		WHERE NOT EXISTS (SELECT FROM found)
	), typed AS (
		SELECT COALESCE(r.reason, CASE WHEN t.fact LIKE '参数 %' THEN '政策' ELSE '事实' END) AS reason, COALESCE(r.label, t.fact) AS what,
			t.old_value, t.new_value
		FROM told t LEFT JOIN tuoyu.difference_reasons() r ON r.fact = t.fact
	), ranked AS (
		SELECT t.*, row_number() OVER (ORDER BY array_position('{事实,收费,月龄段,资格,孩次,日历,政策}', t.reason), t.what COLLATE "C") AS place,
			min(t.reason COLLATE "C") OVER () = max(t.reason COLLATE "C") OVER () AS only_reason
		FROM typed t
	)
	SELECT r.reason, r.what, r.old_value, r.new_value, CASE WHEN r.only_reason AND r.place = 1 THEN COALESCE(b.amount, '0'::tuoyu.yuan) - COALESCE(a.amount, '0'::tuoyu.yuan) END
	FROM ranked r ORDER BY r.place;
END
$$;

COMMENT ON FUNCTION tuoyu.explain_difference(tuoyu.subsidy_line, tuoyu.subsidy_line, pg_catalog.jsonb, pg_catalog.jsonb) IS
	'Why line b differs from line a: a row for each thing that changed, with its reason (事实, 收费, 月龄段, 资格, 孩次, 日历, 政策), what it was and what it is. The effect on the amount stands in the first row where there is one reason only; of several it cannot be told apart. Equal lines: no row. A side may be NULL (a line that appears or vanishes); the fact of that side (to_jsonb of a row as in tuoyu.care_fact) then says why, without it the reason is 事实';
