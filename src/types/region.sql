-- Names of regions: the shipped list (region_list.sql, made from data/regions.csv) and what users add to it.

CREATE TABLE tuoyu.region (
	code tuoyu.region_code PRIMARY KEY,
	name pg_catalog.text NOT NULL,
	origin pg_catalog.text NOT NULL DEFAULT 'user',
	CONSTRAINT region_name_check CHECK (name OPERATOR(pg_catalog.<>) ''),
	CONSTRAINT region_origin_check CHECK (origin OPERATOR(pg_catalog.=) 'shipped' OR origin OPERATOR(pg_catalog.=) 'user')
);

COMMENT ON TABLE tuoyu.region IS '行政区划名称：全国、省、市、县随扩展提供，街道、村等可自行添加';
COMMENT ON COLUMN tuoyu.region.code IS '行政区划代码';
COMMENT ON COLUMN tuoyu.region.name IS '名称，照来源原文（市辖区、省直辖县级行政区划等也是）';
COMMENT ON COLUMN tuoyu.region.origin IS '来源：shipped 随扩展提供，user 用户添加（备份只含后者）';

CREATE FUNCTION tuoyu.region_name(region tuoyu.region_code) RETURNS pg_catalog.text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN (SELECT r.name FROM tuoyu.region AS r WHERE r.code OPERATOR(tuoyu.=) $1);

-- Left out are a level that only says how the ones below it are governed (unless it is asked for itself), and one named
-- like the level above.
CREATE FUNCTION tuoyu.region_path(region tuoyu.region_code) RETURNS pg_catalog.text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN (
		SELECT pg_catalog.string_agg(r.name, '' ORDER BY r.code USING OPERATOR(tuoyu.<))
			FILTER (WHERE r.name IS DISTINCT FROM above.name AND (r.code OPERATOR(tuoyu.=) $1 OR r.name
				OPERATOR(pg_catalog.<>) ALL (ARRAY['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'])))
		FROM tuoyu.region AS r
		LEFT JOIN tuoyu.region AS above ON above.code OPERATOR(tuoyu.=) tuoyu.region_parent(r.code)
		WHERE r.code OPERATOR(tuoyu.=) ANY (ARRAY[$1, tuoyu.region_at($1, 1), tuoyu.region_at($1, 2),
				tuoyu.region_at($1, 3), tuoyu.region_at($1, 4)])
		HAVING pg_catalog.bool_or(r.code OPERATOR(tuoyu.=) $1)
	);

COMMENT ON FUNCTION tuoyu.region_name(tuoyu.region_code) IS '地区名称，取自 tuoyu.region；未收录时为 NULL';
COMMENT ON FUNCTION tuoyu.region_path(tuoyu.region_code) IS
	'地区全称，如 湖北省武汉市江岸区：略去市辖区、县、省（自治区）直辖县级行政区划各级，以及与上级同名者；未收录时为 NULL';
