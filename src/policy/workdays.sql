-- Workdays by the calendar that users fill (tuoyu.workday_exception), and stays that are counted together.

CREATE FUNCTION tuoyu.workdays(during pg_catalog.daterange, region tuoyu.region_code DEFAULT '000000') RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_workdays_of'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tuoyu.workdays(pg_catalog.daterange, tuoyu.region_code) IS
	'Workdays among these days: Monday to Friday, less holidays, plus make-up workdays, by tuoyu.workday_exception at that region. A year without any row there is an error that names it (42P02), an unbounded time too (22008)';

CREATE FUNCTION tuoyu.is_workday(day pg_catalog.date, region tuoyu.region_code DEFAULT '000000') RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_is_workday'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tuoyu.is_workday(pg_catalog.date, tuoyu.region_code) IS
	'Is the day a workday at that region? Errors as for tuoyu.workdays';

CREATE FUNCTION tuoyu.add_workdays(day pg_catalog.date, count pg_catalog.int4, region tuoyu.region_code DEFAULT '000000') RETURNS pg_catalog.date
	AS 'MODULE_PATHNAME', 'tuoyu_add_workdays'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10;

COMMENT ON FUNCTION tuoyu.add_workdays(pg_catalog.date, pg_catalog.int4, tuoyu.region_code) IS
	'The last day of a term of so many workdays; the day on which it begins does not count (民法典 201). 0 gives the day itself; a negative number is an error (22023)';

CREATE FUNCTION tuoyu.pooled_days(stays pg_catalog.numeric[], minimum pg_catalog.numeric) RETURNS pg_catalog.numeric
	AS 'MODULE_PATHNAME', 'tuoyu_pooled_days'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tuoyu.pooled_days(pg_catalog.numeric[], pg_catalog.numeric) IS
	'Days of the stays that are shorter than the minimum, added up across children: short stays that count together. A stay without a number does not count';

CREATE FUNCTION tuoyu.counted_stays(stays pg_catalog.numeric[], minimum pg_catalog.numeric) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_counted_stays'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tuoyu.counted_stays(pg_catalog.numeric[], pg_catalog.numeric) IS
	'How many stays reach the minimum (以上: the minimum itself counts)';
