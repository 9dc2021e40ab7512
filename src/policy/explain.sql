-- A line, and an answer about a fee, in words: what a payment notice says.

CREATE FUNCTION tuoyu.shown_day(day pg_catalog.date) RETURNS pg_catalog.text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN pg_catalog.to_char(day, 'YYYY"年"FMMM"月"FMDD"日"');

COMMENT ON FUNCTION tuoyu.shown_day(pg_catalog.date) IS 'A day as a notice writes it: 2024年9月1日';

CREATE FUNCTION tuoyu.shown_source(rule pg_catalog.jsonb) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN pg_catalog.concat(
		'《' OPERATOR(pg_catalog.||) (rule OPERATOR(pg_catalog.->>) 'document') OPERATOR(pg_catalog.||) '》',
		CASE WHEN pg_catalog.strpos(rule OPERATOR(pg_catalog.->>) 'document', rule OPERATOR(pg_catalog.->>) 'doc_number') OPERATOR(pg_catalog.=) 0
			THEN '（' OPERATOR(pg_catalog.||) (rule OPERATOR(pg_catalog.->>) 'doc_number') OPERATOR(pg_catalog.||) '）' END,
		CASE WHEN (rule OPERATOR(pg_catalog.->>) 'clause') OPERATOR(pg_catalog.~) '^第[一二三四五六七八九十百零〇0-9]+条' THEN rule OPERATOR(pg_catalog.->>) 'clause'
			ELSE '“' OPERATOR(pg_catalog.||) (rule OPERATOR(pg_catalog.->>) 'clause') OPERATOR(pg_catalog.||) '”' END);

COMMENT ON FUNCTION tuoyu.shown_source(pg_catalog.jsonb) IS
	'Document, 文号 and clause of a rule as a notice cites them, from a trace; the 文号 is not said twice where the title has it';

CREATE FUNCTION tuoyu.shown_variables(rule pg_catalog.jsonb, formula pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	BEGIN ATOMIC
		SELECT pg_catalog.string_agg(pg_catalog.concat(
				CASE WHEN p.value IS NOT NULL THEN '参数' END, tuoyu.fact_label(v.key),
				CASE WHEN tuoyu.fact_label(v.key) OPERATOR(pg_catalog.<>) v.key THEN pg_catalog.concat('（', v.key, '）') END,
				CASE v.value WHEN 'null' THEN '不详' ELSE pg_catalog.concat('为', tuoyu.shown_value(v.value), p.value OPERATOR(pg_catalog.->>) 'unit') END,
				'（' OPERATOR(pg_catalog.||) NULLIF(pg_catalog.concat_ws('，', p.value OPERATOR(pg_catalog.->>) 'doc_number', p.value OPERATOR(pg_catalog.->>) 'clause'), '') OPERATOR(pg_catalog.||) '）'),
			'、' ORDER BY v.key COLLATE pg_catalog."C")
		FROM pg_catalog.jsonb_each(rule OPERATOR(pg_catalog.->) 'variables') v
			LEFT JOIN pg_catalog.jsonb_each(rule OPERATOR(pg_catalog.->) 'parameters') p ON p.key OPERATOR(pg_catalog.=) v.key
		WHERE formula OPERATOR(pg_catalog.~) pg_catalog.concat('\m', pg_catalog.regexp_replace(v.key, '(\W)', '\\\1', 'g'), '\M');
	END;

COMMENT ON FUNCTION tuoyu.shown_variables(pg_catalog.jsonb, pg_catalog.text) IS
	'The variables of a trace that a formula reads, with their values and, for parameters, their source; NULL where it reads none';

CREATE FUNCTION tuoyu.shown_amount(value pg_catalog.numeric) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN CASE WHEN pg_catalog.scale(pg_catalog.trim_scale(value)) OPERATOR(pg_catalog.<=) 2 THEN pg_catalog.round(value, 2)::pg_catalog.text
		WHEN pg_catalog.scale(pg_catalog.trim_scale(value)) OPERATOR(pg_catalog.<=) 6 THEN pg_catalog.trim_scale(value)::pg_catalog.text
		ELSE pg_catalog.concat(pg_catalog.trunc(value, 6), '…') END OPERATOR(pg_catalog.||) '元';

COMMENT ON FUNCTION tuoyu.shown_amount(pg_catalog.numeric) IS 'A number of yuan as a notice writes it: 533.33元, 533.333333…元';

CREATE FUNCTION tuoyu.shown_rounding(rounding pg_catalog.jsonb) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN pg_catalog.concat(
		CASE rounding OPERATOR(pg_catalog.->>) 'mode' WHEN 'half_up' THEN '四舍五入' WHEN 'half_even' THEN '四舍六入五成双'
			WHEN 'down' THEN '舍去尾数' WHEN 'up' THEN '进位' END,
		CASE (rounding OPERATOR(pg_catalog.->>) 'unit')::pg_catalog.numeric WHEN 0.01 THEN '到分' WHEN 0.1 THEN '到角' WHEN 1 THEN '到元'
			ELSE pg_catalog.concat('，以', tuoyu.shown_amount((rounding OPERATOR(pg_catalog.->>) 'unit')::pg_catalog.numeric), '为单位') END);

COMMENT ON FUNCTION tuoyu.shown_rounding(pg_catalog.jsonb) IS 'How a rule rounds: 四舍五入到分';

CREATE FUNCTION tuoyu.explain_text(line tuoyu.subsidy_line) RETURNS pg_catalog.text
	LANGUAGE plpgsql STABLE PARALLEL SAFE COST 50
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	t jsonb := line.trace;
	total numeric := (t ->> 'computed')::numeric;		-- of all instalments, before cap and rounding
	cap numeric := (t ->> 'cap_left')::numeric;
	paid numeric := LEAST(total, cap);
	fixed boolean := line.formula::text ~ '^[0-9.]+$';
	taken_back boolean := line.amount < '0'::tuoyu.yuan;
	subject text := concat_ws('，', t #>> '{subject,institution_name}',
		CASE WHEN NOT t -> 'subject' ? 'institution_name' THEN '机构标识' || (t #>> '{subject,institution_id}') END,
		'婴幼儿标识' || (t #>> '{subject,child_id}'), '事项标识' || (t #>> '{subject,event_id}'));
	chosen text := (SELECT string_agg(concat(tuoyu.fact_label(s.key), CASE s.key WHEN 'birth_order' THEN '为第' || (t #>> '{facts,birth_order}') || '孩' ELSE '为' || (s.value #>> '{}') END),
			'、' ORDER BY s.key COLLATE "C")
		FROM jsonb_each(t -> 'selectors') s);
	conditions text := tuoyu.shown_variables(t, t ->> 'condition');
	variables text := tuoyu.shown_variables(t, line.formula);
	sources text := (SELECT string_agg(concat(s.key, tuoyu.shown_amount(s.value::text::numeric)), '、' ORDER BY s.key COLLATE "C") FROM jsonb_each(line.funder_shares) s);
BEGIN
	IF line.rule IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN concat(
		-- whom, what, when, how much
		CASE WHEN taken_back THEN '从' ELSE '向' END, line.payee, '（' || NULLIF(subject, '') || '）',
		CASE WHEN taken_back THEN '冲回' ELSE '计发' END, line.item,
		'第' || line.instalment || '期', tuoyu.abs(line.amount), '元（大写：人民币', tuoyu.yuan_upper(tuoyu.abs(line.amount)), '），所计期间为', tuoyu.shown_day(lower(line.during)),
		CASE WHEN upper(line.during) - lower(line.during) > 1 THEN '至' || tuoyu.shown_day(upper(line.during) - 1) END,
		CASE WHEN jsonb_array_length(t -> 'care') > 1 AND line.instalment IS NULL THEN '，其中在托' || (
			SELECT string_agg(tuoyu.shown_day((c ->> 'from')::date) || CASE WHEN c -> 'from' <> c -> 'to' THEN '至' || tuoyu.shown_day((c ->> 'to')::date) ELSE '' END, '、' ORDER BY c ->> 'from')
			FROM jsonb_array_elements(t -> 'care') c) END, '。',
		'情景“' || (t ->> 'scenario') || '”，并非现行规定。',
		-- by which document, from what, how
		'依据', tuoyu.shown_source(jsonb_build_object('document', line.document, 'doc_number', line.doc_number, 'clause', line.clause)),
		'，' || chosen, '，符合条件（' || conditions || '）',
		'，标准按' || CASE t ->> 'reference_day_rule' WHEN 'period_start' THEN '周期首日' WHEN 'period_end' THEN '周期末日'
			WHEN 'first_day_in_care' THEN '周期内首个在托日' WHEN 'as_of' THEN '事实日' WHEN 'each_day' THEN '该段首日' END || tuoyu.shown_day((t ->> 'reference_day')::date) || '确定',
		CASE WHEN NOT fixed THEN '，按公式 ' || line.formula || ' 计算' END, '，其中' || variables,
		CASE WHEN line.formula::text ~ '\mmonths\M' THEN CASE t ->> 'month_counting' WHEN 'whole_months' THEN '（按在托的整月数计）' WHEN 'calendar_months' THEN '（按涉及的自然月计）' WHEN 'by_formula' THEN '（各自然月按 ' || (t ->> 'month_value') || ' 计）' END END,
		CASE WHEN fixed THEN '，定额' ELSE '，为' END || tuoyu.shown_amount(total),
		CASE
			WHEN cap IS NULL THEN NULL
			WHEN t ->> 'cap_scope' = 'line' THEN CASE WHEN total > cap THEN '，超过每笔封顶' || tuoyu.shown_amount(cap) || '，按封顶计' ELSE '，未超过每笔封顶' || tuoyu.shown_amount(cap) END
			ELSE '，' || CASE t ->> 'cap_scope' WHEN 'period' THEN '每个周期' WHEN 'year' THEN '每年' WHEN 'institution_year' THEN '机构每年' ELSE '累计' END || '封顶' || tuoyu.shown_amount((t ->> 'cap')::numeric)
				|| '尚余' || tuoyu.shown_amount(cap) || CASE WHEN total > cap THEN '，按余额计' ELSE '，未超过' END END,
		CASE WHEN mod(paid, (t #>> '{rounding,unit}')::numeric) <> 0 THEN
			CASE WHEN t #>> '{rounding,stage}' = 'period' THEN '，同一周期各笔合计后' ELSE '，' END || tuoyu.shown_rounding(t -> 'rounding') END,
		CASE WHEN t ? 'payee_share' THEN '，其中' || trim_scale((t ->> 'payee_share')::numeric * 100) || '%归' || line.payee
			ELSE '，扣除' || (SELECT string_agg(s.key || trim_scale(s.value::numeric * 100) || '%', '、' ORDER BY s.key COLLATE "C") FROM jsonb_each_text(t -> 'payee_shares') s WHERE s.key <> line.payee) || '后归' || line.payee END,
		CASE WHEN line.instalment IS NOT NULL THEN '，本期拨付' || trim_scale((t ->> 'instalment_share')::numeric * 100) || '%' END, '。',
		-- who pays, what is left, what was assumed
		'资金由' || sources || '分担。', '补贴后家庭仍须支付' || tuoyu.shown_amount(line.family_pays::numeric) || '。',
		'文件未载明而按假定处理的：' || NULLIF(array_to_string(line.assumptions, '；'), '') || '。');
END
$$;

COMMENT ON FUNCTION tuoyu.explain_text(tuoyu.subsidy_line) IS
	'一笔补贴的文字说明，可用于拨付通知：对象、项目、期间、金额（大写）、依据的文件和条款、公式和取值、封顶、取整、分担、家庭支付、假定；NULL for no line. Whom it is about stands there if the fact had columns institution_id, institution_name, child_id or event_id';

CREATE FUNCTION tuoyu.explain_text(affordability pg_catalog.jsonb) RETURNS pg_catalog.text
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 50
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	t jsonb := affordability;
	included boolean := (t ->> 'cap_included')::boolean;
BEGIN
	IF t -> 'rules' IS NULL THEN
		RAISE EXCEPTION 'value is no answer of explain_affordability' USING ERRCODE = 'invalid_parameter_value', HINT = 'Give it what tuoyu.explain_affordability returns.';
	END IF;
	RETURN concat(COALESCE(tuoyu.region_name((t ->> 'region')::tuoyu.region_code), t ->> 'region'), tuoyu.shown_day((t ->> 'as_of')::date), t ->> 'service_form', '每月收费', tuoyu.shown_amount((t ->> 'fee')::numeric),
		CASE (t ->> 'affordable')::boolean
			WHEN true THEN '，不高于普惠上限' || tuoyu.shown_amount((t ->> 'cap')::numeric) || CASE WHEN included THEN '（含本数）' ELSE '（不含本数）' END || '，属于普惠价格。'
			WHEN false THEN '，不符合普惠上限' || tuoyu.shown_amount((t ->> 'cap')::numeric) || CASE WHEN included THEN '（含本数）' ELSE '（不含本数）' END || '，不属于普惠价格。'
			ELSE '：' || (t ->> 'reason') || '，不能判定。' END,
		(SELECT string_agg(concat('依据', tuoyu.shown_source(r), '，上限', CASE WHEN r ->> 'formula' ~ '^[0-9.]+$' THEN '为' ELSE '按公式 ' || (r ->> 'formula') || ' 计算，' END,
				'其中' || tuoyu.shown_variables(r, r ->> 'formula') || '，为', tuoyu.shown_amount((r ->> 'cap')::numeric), '。',
				'文件未载明而按假定处理的：' || (SELECT string_agg(a, '；' ORDER BY n) FROM jsonb_array_elements_text(r -> 'assumptions') WITH ORDINALITY e (a, n)) || '。'), '' ORDER BY n)
			FROM jsonb_array_elements(t -> 'rules') WITH ORDINALITY e (r, n)));
END
$$;

COMMENT ON FUNCTION tuoyu.explain_text(pg_catalog.jsonb) IS
	'explain_affordability 的结果的文字说明：收费、上限、结论、依据、公式和取值、假定; another value: 22023';
