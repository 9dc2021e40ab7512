-- Published figures and targets: what a number stands for, whether numbers agree, whether a target is met.

CREATE FUNCTION tuoyu.figure_range(value pg_catalog.numeric, resolution pg_catalog.numeric DEFAULT 0, qualifier pg_catalog.text DEFAULT NULL)
	RETURNS pg_catalog.numrange
	LANGUAGE SQL IMMUTABLE PARALLEL SAFE
	RETURN CASE
		WHEN value IS NULL THEN NULL
		WHEN qualifier OPERATOR(pg_catalog.=) '以上' THEN pg_catalog.numrange(value, NULL, '[)')
		WHEN qualifier OPERATOR(pg_catalog.=) ANY ('{余,超过}'::pg_catalog.text[]) THEN pg_catalog.numrange(value, NULL, '()')
		WHEN qualifier OPERATOR(pg_catalog.=) '约' AND COALESCE(resolution, 0) OPERATOR(pg_catalog.=) 0 THEN pg_catalog.numrange(NULL, NULL)
		WHEN COALESCE(resolution, 0) OPERATOR(pg_catalog.=) 0 THEN pg_catalog.numrange(value, value, '[]')
		ELSE pg_catalog.numrange(pg_catalog.trim_scale(value OPERATOR(pg_catalog.-) (resolution OPERATOR(pg_catalog.*) 0.5)),
			pg_catalog.trim_scale(value OPERATOR(pg_catalog.+) (resolution OPERATOR(pg_catalog.*) 0.5)), '[)')
	END;

COMMENT ON FUNCTION tuoyu.figure_range(pg_catalog.numeric, pg_catalog.numeric, pg_catalog.text) IS
	'The numbers that a published figure can stand for: 1.07万 (10700, resolution 100) is [10650,10750); 以上 includes the number, 余 and 超过 do not (民法典 1259); 约 without a resolution says nothing';

CREATE FUNCTION tuoyu.implied_denominator(numerator pg_catalog.numrange, ratio pg_catalog.numrange, per pg_catalog.numeric DEFAULT 1)
	RETURNS pg_catalog.numrange
	LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
	RETURN pg_catalog.numrange(
		(pg_catalog.lower(numerator) OPERATOR(pg_catalog.*) per) OPERATOR(pg_catalog./) NULLIF(pg_catalog.upper(ratio), 0),
		(pg_catalog.upper(numerator) OPERATOR(pg_catalog.*) per) OPERATOR(pg_catalog./) NULLIF(pg_catalog.lower(ratio), 0),
		'[]');

COMMENT ON FUNCTION tuoyu.implied_denominator(pg_catalog.numrange, pg_catalog.numrange, pg_catalog.numeric) IS
	'The denominators for which a published ratio (so many per `per`) and its published numerator agree: places 1.07万 and 3.70 per 1000 give 287.4万 to 290.9万 residents';

CREATE FUNCTION tuoyu.target_met(actual pg_catalog.numeric, target pg_catalog.numeric, qualifier pg_catalog.text) RETURNS pg_catalog.bool
	LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
	RETURN CASE qualifier
		WHEN '超过' THEN actual OPERATOR(pg_catalog.>) target
		WHEN '低于' THEN actual OPERATOR(pg_catalog.<) target
		WHEN '不高于' THEN actual OPERATOR(pg_catalog.<=) target
		WHEN '不超过' THEN actual OPERATOR(pg_catalog.<=) target
		WHEN '等于' THEN actual OPERATOR(pg_catalog.=) target
		WHEN '不少于' THEN actual OPERATOR(pg_catalog.>=) target
		WHEN '以上' THEN actual OPERATOR(pg_catalog.>=) target
	END;

COMMENT ON FUNCTION tuoyu.target_met(pg_catalog.numeric, pg_catalog.numeric, pg_catalog.text) IS
	'Is a target met? 以上, 不少于, 不高于 and 不超过 include the number, 超过 and 低于 do not (民法典 1259); NULL for another qualifier';

CREATE FUNCTION tuoyu.range_meets(actual pg_catalog.numrange, target pg_catalog.numeric, qualifier pg_catalog.text) RETURNS pg_catalog.bool
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	BEGIN ATOMIC
		SELECT CASE WHEN pg_catalog.isempty(actual) THEN NULL WHEN actual OPERATOR(pg_catalog.<@) met THEN true WHEN NOT actual OPERATOR(pg_catalog.&&) met THEN false END
		FROM (SELECT CASE qualifier
			WHEN '超过' THEN pg_catalog.numrange(target, NULL, '()')
			WHEN '低于' THEN pg_catalog.numrange(NULL, target, '()')
			WHEN '不高于' THEN pg_catalog.numrange(NULL, target, '(]')
			WHEN '不超过' THEN pg_catalog.numrange(NULL, target, '(]')
			WHEN '等于' THEN pg_catalog.numrange(target, target, '[]')
			WHEN '不少于' THEN pg_catalog.numrange(target, NULL, '[)')
			WHEN '以上' THEN pg_catalog.numrange(target, NULL, '[)') END) m (met);
	END;

COMMENT ON FUNCTION tuoyu.range_meets(pg_catalog.numrange, pg_catalog.numeric, pg_catalog.text) IS
	'Does a figure of which only a range is known (figure_range) meet a target, as by target_met? NULL where part of the range does and part does not: 20余 meets 20以上 and does not meet 20以下; whether it meets 30以上 is not known';

CREATE FUNCTION tuoyu.ratio_indicators() RETURNS TABLE (
		indicator pg_catalog.text, numerator pg_catalog.text, denominator pg_catalog.text, per pg_catalog.numeric, denominator_label pg_catalog.text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20
	BEGIN ATOMIC
		VALUES ('places_per_1000'::pg_catalog.text, 'places'::pg_catalog.text, 'population'::pg_catalog.text, 1000::pg_catalog.numeric, '人口'::pg_catalog.text),
			('affordable_places_share', 'affordable_places', 'places', 100, '托位数'),
			('use_rate', 'children', 'places', 100, '托位数'),
			('enrolment_rate', 'children_under_three', 'under_threes', 100, '三岁以下婴幼儿数'),
			('institutions_filed_share', 'institutions_filed', 'institutions', 100, '机构数'),
			('institutions_recognised_share', 'institutions_recognised', 'institutions', 100, '机构数'),
			('institutions_affordable_share', 'institutions_affordable', 'institutions_priced', 100, '有公示且有上限规定的机构数'),
			('kindergarten_care_share', 'institutions_kindergarten', 'kindergartens', 100, '幼儿园数'),
			('districts_with_employer_share', 'districts_with_employer', 'districts', 100, '区县数'),
			('streets_with_affordable_share', 'streets_with_affordable', 'streets', 100, '街道乡镇数'),
			('streets_with_institution_share', 'streets_with_institution', 'streets', 100, '街道乡镇数'),
			('certified_share', 'certified_staff', 'staff', 100, '工作人员数'),
			('affordable_places_added_share', 'affordable_places_added', 'places_added', 100, '新增托位数');
	END;

COMMENT ON FUNCTION tuoyu.ratio_indicators() IS
	'The indicators that are ratios: indicators of numerator and denominator, and per how many of the denominator';

CREATE VIEW tuoyu.published_figure_check AS
	WITH figure AS (
		SELECT figure, region, indicator, label, as_of, value, part_of, unit, document, clause, assumptions, tuoyu.figure_range(value, resolution, qualifier) AS range
		FROM tuoyu.published_figure
	), parts AS (
		-- the parts' sum is as uncertain as the parts are
		SELECT t.region, t.figure, t.label, t.range, t.unit, t.document, t.clause, t.assumptions, pg_catalog.sum(p.value) AS parts,
			pg_catalog.numrange(
				CASE WHEN pg_catalog.bool_or(pg_catalog.lower_inf(p.range)) THEN NULL ELSE pg_catalog.sum(pg_catalog.lower(p.range)) END,
				CASE WHEN pg_catalog.bool_or(pg_catalog.upper_inf(p.range)) THEN NULL ELSE pg_catalog.sum(pg_catalog.upper(p.range)) END,
				CASE WHEN pg_catalog.bool_and(pg_catalog.lower_inc(p.range)) THEN '[' ELSE '(' END ||
				CASE WHEN pg_catalog.bool_and(pg_catalog.upper_inc(p.range)) THEN ']' ELSE ')' END) AS parts_range,
			pg_catalog.string_agg(p.label || ' ' || p.value, ' + ' ORDER BY p.figure) AS detail
		FROM figure t JOIN figure p ON p.part_of = t.figure
		GROUP BY t.region, t.figure, t.label, t.range, t.unit, t.document, t.clause, t.assumptions
	), registered AS (
		-- denominators: published beside the ratio, else the latest parameter of that name
		SELECT region, indicator AS name, as_of, true AS published, range, value FROM figure
		UNION ALL
		SELECT * FROM (
			SELECT DISTINCT ON (region::pg_catalog.text, name) region, name, NULL::pg_catalog.date, false, pg_catalog.numrange(value, value, '[]'), value
			FROM tuoyu.policy_parameter WHERE scenario IS NULL
			ORDER BY region::pg_catalog.text, name, pg_catalog.upper(during) DESC, origin DESC
		) p
	), ratios AS (
		SELECT DISTINCT ON (r.figure, n.figure) r.region, i.denominator_label, n.label || '与' || r.label AS label,
			tuoyu.implied_denominator(n.range, r.range, i.per) AS range,
			n.label || ' ' || n.value || '，' || r.label || ' ' || r.value AS detail, d.range AS denominator, d.value,
			CASE WHEN d.published THEN '公布' ELSE '登记' END || i.denominator_label AS denominator_name,
			r.unit, r.document, r.clause, r.assumptions
		FROM figure r
			JOIN tuoyu.ratio_indicators() i ON i.indicator = r.indicator
			JOIN figure n ON n.region OPERATOR(tuoyu.=) r.region AND n.indicator = i.numerator AND n.as_of IS NOT DISTINCT FROM r.as_of
			LEFT JOIN registered d ON d.region OPERATOR(tuoyu.=) r.region AND d.name = i.denominator
				AND (NOT d.published OR d.as_of IS NOT DISTINCT FROM r.as_of)
		ORDER BY r.figure, n.figure, d.published DESC
	)
	SELECT region::pg_catalog.text AS region_code, tuoyu.region_name(region) AS region_name, '分项与合计'::pg_catalog.text AS kind, label, detail,
		pg_catalog.lower(range) AS low, pg_catalog.upper(range) AS high, parts AS value,
		CASE WHEN parts_range && range THEN '分项之和与合计相符'
			WHEN parts_range << range THEN '分项未超过合计，其余未公布'
			ELSE '分项之和超过合计' END AS finding,
		NOT parts_range >> range AS agrees,
		unit, document, clause, pg_catalog.array_to_string(assumptions, '；') AS assumptions
	FROM parts
	UNION ALL
	SELECT region::pg_catalog.text, tuoyu.region_name(region), '隐含' || CASE denominator_label WHEN '人口' THEN '人口' ELSE '分母' END, label, detail,
		pg_catalog.ceil(pg_catalog.lower(range)), pg_catalog.floor(pg_catalog.upper(range)), value,
		CASE WHEN denominator IS NULL THEN '两数在' || denominator_label || '处于此区间时一致，' || denominator_label || CASE denominator_label WHEN '人口' THEN '数' ELSE '' END || '未登记'
			WHEN denominator && range THEN '与' || denominator_name || '一致' ELSE '与' || denominator_name || '不一致' END,
		CASE WHEN denominator IS NULL THEN NOT pg_catalog.isempty(range) ELSE denominator && range END,
		unit, document, clause, pg_catalog.array_to_string(assumptions, '；')
	FROM ratios;

COMMENT ON VIEW tuoyu.published_figure_check IS '公布数据的相互核对：分项与合计、比率与分子隐含的分母';
COMMENT ON COLUMN tuoyu.published_figure_check.region_code IS '地区代码';
COMMENT ON COLUMN tuoyu.published_figure_check.region_name IS '地区名称';
COMMENT ON COLUMN tuoyu.published_figure_check.kind IS '核对种类：分项与合计、隐含人口、隐含分母（其他比率）';
COMMENT ON COLUMN tuoyu.published_figure_check.label IS '所核对的数据';
COMMENT ON COLUMN tuoyu.published_figure_check.detail IS '所用的公布数';
COMMENT ON COLUMN tuoyu.published_figure_check.low IS '区间下限';
COMMENT ON COLUMN tuoyu.published_figure_check.high IS '区间上限';
COMMENT ON COLUMN tuoyu.published_figure_check.value IS '与区间比较的数：分项之和，或分母：同时公布的，没有则为 policy_parameter 中同名的（人口为 population）';
COMMENT ON COLUMN tuoyu.published_figure_check.finding IS '结论';
COMMENT ON COLUMN tuoyu.published_figure_check.agrees IS '是否一致';
COMMENT ON COLUMN tuoyu.published_figure_check.unit IS '合计或比率的单位';
COMMENT ON COLUMN tuoyu.published_figure_check.document IS '合计或比率的出处文件';
COMMENT ON COLUMN tuoyu.published_figure_check.clause IS '合计或比率的出处条款';
COMMENT ON COLUMN tuoyu.published_figure_check.assumptions IS '合计或比率所作的假定';
GRANT SELECT ON tuoyu.published_figure_check TO PUBLIC;

CREATE VIEW tuoyu.published_target_check AS
	SELECT t.region::pg_catalog.text AS region_code, tuoyu.region_name(t.region) AS region_name, t.target, t.indicator, t.label, t.due_on,
		t.qualifier, t.value AS target_value, f.as_of, f.value AS published_value, f.qualifier AS published_qualifier,
		pg_catalog.lower(f.range) AS low, pg_catalog.upper(f.range) AS high,
		CASE WHEN t.qualifier = ANY ('{不少于,以上,超过}'::pg_catalog.text[]) THEN
			CASE WHEN f.value < t.value THEN LEAST(pg_catalog.round(100 * f.value / t.value, 1), 99.9) ELSE pg_catalog.round(100 * f.value / NULLIF(t.value, 0), 1) END
		END AS completion,
		tuoyu.range_meets(f.range, t.value, t.qualifier) AS met, t.document, f.document AS published_in
	FROM tuoyu.policy_target t
		JOIN (
			SELECT region, indicator, as_of, value, qualifier, document, tuoyu.figure_range(value, resolution, qualifier) AS range
			FROM tuoyu.published_figure
		) f ON f.region OPERATOR(tuoyu.=) t.region AND f.indicator = t.indicator
			AND (f.as_of IS NULL OR f.as_of BETWEEN COALESCE(t.since, '-infinity') AND COALESCE(t.due_on, 'infinity'))
	WHERE t.scenario IS NULL AND t.value IS NOT NULL;

COMMENT ON VIEW tuoyu.published_target_check IS '目标与公布数：文件公布的数字是否已达到目标（登记数据的进度见登记库的 target_progress）';
COMMENT ON COLUMN tuoyu.published_target_check.region_code IS '地区代码';
COMMENT ON COLUMN tuoyu.published_target_check.region_name IS '地区名称';
COMMENT ON COLUMN tuoyu.published_target_check.target IS '目标标识';
COMMENT ON COLUMN tuoyu.published_target_check.indicator IS '指标代码';
COMMENT ON COLUMN tuoyu.published_target_check.label IS '目标名称';
COMMENT ON COLUMN tuoyu.published_target_check.due_on IS '完成期限';
COMMENT ON COLUMN tuoyu.published_target_check.qualifier IS '不少于、以上、等于、不高于、不超过含本数；超过、低于不含本数';
COMMENT ON COLUMN tuoyu.published_target_check.target_value IS '目标值';
COMMENT ON COLUMN tuoyu.published_target_check.as_of IS '公布数的截止日；文件未载明时为空';
COMMENT ON COLUMN tuoyu.published_target_check.published_value IS '公布值';
COMMENT ON COLUMN tuoyu.published_target_check.published_qualifier IS '公布值的限定：以上、余、超过、约；空为确数';
COMMENT ON COLUMN tuoyu.published_target_check.low IS '公布值可能的下限；空为不明';
COMMENT ON COLUMN tuoyu.published_target_check.high IS '公布值可能的上限；空为不明';
COMMENT ON COLUMN tuoyu.published_target_check.completion IS '完成率，%';
COMMENT ON COLUMN tuoyu.published_target_check.met IS '是否达到；公布值的区间一部分达到一部分未达到时为空';
COMMENT ON COLUMN tuoyu.published_target_check.document IS '目标的出处文件';
COMMENT ON COLUMN tuoyu.published_target_check.published_in IS '公布数的出处文件';
GRANT SELECT ON tuoyu.published_target_check TO PUBLIC;
