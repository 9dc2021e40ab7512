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

CREATE VIEW tuoyu.published_figure_check AS
	WITH parts AS (
		SELECT t.region, t.figure, t.label, t.value, t.unit, t.document, t.clause, t.assumptions, tuoyu.figure_range(t.value, t.resolution, t.qualifier) AS range,
			pg_catalog.sum(p.value) AS parts, pg_catalog.string_agg(p.label || ' ' || p.value, ' + ' ORDER BY p.figure) AS detail
		FROM tuoyu.published_figure t JOIN tuoyu.published_figure p ON p.part_of = t.figure
		GROUP BY t.figure
	), ratios AS (
		SELECT r.region, n.label || '与' || r.label AS label, r.unit, r.document, r.clause, r.assumptions,
			tuoyu.implied_denominator(tuoyu.figure_range(n.value, n.resolution, n.qualifier),
				tuoyu.figure_range(r.value, r.resolution, r.qualifier), 1000) AS range,
			n.label || ' ' || n.value || '，' || r.label || ' ' || r.value AS detail
		FROM tuoyu.published_figure r
			JOIN tuoyu.published_figure n ON n.region = r.region AND n.indicator = 'places' AND n.as_of IS NOT DISTINCT FROM r.as_of
		WHERE r.indicator = 'places_per_1000'
	)
	SELECT region::pg_catalog.text AS region_code, tuoyu.region_name(region) AS region_name, '分项与合计'::pg_catalog.text AS kind, label, detail,
		pg_catalog.lower(range) AS low, pg_catalog.upper(range) AS high, parts AS value,
		CASE WHEN parts <@ range THEN '分项之和与合计相符'
			WHEN parts < pg_catalog.lower(range) THEN '分项未超过合计，其余未公布'
			ELSE '分项之和超过合计' END AS finding,
		NOT (parts > pg_catalog.upper(range)) AS agrees,
		unit, document, clause, pg_catalog.array_to_string(assumptions, '；') AS assumptions
	FROM parts
	UNION ALL
	SELECT r.region::pg_catalog.text, tuoyu.region_name(r.region), '隐含人口', r.label, r.detail,
		pg_catalog.ceil(pg_catalog.lower(r.range)), pg_catalog.floor(pg_catalog.upper(r.range)), p.value,
		CASE WHEN p.value IS NULL THEN '两数在人口处于此区间时一致，人口数未登记'
			WHEN p.value <@ r.range THEN '与登记人口一致' ELSE '与登记人口不一致' END,
		CASE WHEN p.value IS NULL THEN NOT pg_catalog.isempty(r.range) ELSE p.value <@ r.range END,
		r.unit, r.document, r.clause, pg_catalog.array_to_string(r.assumptions, '；')
	FROM ratios r
		LEFT JOIN LATERAL (SELECT q.value FROM tuoyu.policy_parameter q
			WHERE q.name = 'population' AND q.region = r.region AND q.scenario IS NULL
			ORDER BY pg_catalog.upper(q.during) DESC, q.origin DESC LIMIT 1) p ON true;

COMMENT ON VIEW tuoyu.published_figure_check IS '公布数据的相互核对：分项与合计、比率与分子隐含的分母';
COMMENT ON COLUMN tuoyu.published_figure_check.region_code IS '地区代码';
COMMENT ON COLUMN tuoyu.published_figure_check.region_name IS '地区名称';
COMMENT ON COLUMN tuoyu.published_figure_check.kind IS '核对种类：分项与合计、隐含人口';
COMMENT ON COLUMN tuoyu.published_figure_check.label IS '所核对的数据';
COMMENT ON COLUMN tuoyu.published_figure_check.detail IS '所用的公布数';
COMMENT ON COLUMN tuoyu.published_figure_check.low IS '区间下限';
COMMENT ON COLUMN tuoyu.published_figure_check.high IS '区间上限';
COMMENT ON COLUMN tuoyu.published_figure_check.value IS '与区间比较的数：分项之和，或登记的人口（policy_parameter 的 population）';
COMMENT ON COLUMN tuoyu.published_figure_check.finding IS '结论';
COMMENT ON COLUMN tuoyu.published_figure_check.agrees IS '是否一致';
COMMENT ON COLUMN tuoyu.published_figure_check.unit IS '合计或比率的单位';
COMMENT ON COLUMN tuoyu.published_figure_check.document IS '合计或比率的出处文件';
COMMENT ON COLUMN tuoyu.published_figure_check.clause IS '合计或比率的出处条款';
COMMENT ON COLUMN tuoyu.published_figure_check.assumptions IS '合计或比率所作的假定';
GRANT SELECT ON tuoyu.published_figure_check TO PUBLIC;
