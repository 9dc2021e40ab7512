-- Months as law counts them.

CREATE FUNCTION tuoyu.add_months(day pg_catalog.date, months pg_catalog.int4) RETURNS pg_catalog.date
	AS 'MODULE_PATHNAME', 'tuoyu_add_months_sql'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_months(birth_date pg_catalog.date, as_of pg_catalog.date) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_age_months_sql'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_text(birth_date pg_catalog.date, as_of pg_catalog.date) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_age_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.add_months(pg_catalog.date, pg_catalog.int4) IS
	'The day so many months later (earlier if negative); where that month lacks the day, its last day (民法典 202); infinity stays; an error (22008) beyond the range of dates';
COMMENT ON FUNCTION tuoyu.age_months(pg_catalog.date, pg_catalog.date) IS
	'Completed months of age: the largest m with add_months(birth_date, m) <= as_of (民法典 202); NULL before birth; an error (22008) for an infinite as_of and for a birth at -infinity';
COMMENT ON FUNCTION tuoyu.age_text(pg_catalog.date, pg_catalog.date) IS
	'年龄, 如 1岁6个月3天: completed years, months and days; leading parts that are 0 are left out, 0天 on the day of birth; NULL before birth; an error (22008) as in age_months';
