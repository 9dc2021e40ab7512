-- The day of a report.

CREATE FUNCTION tuoyu.as_of() RETURNS pg_catalog.date
	AS 'MODULE_PATHNAME', 'tuoyu_as_of'
	LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.as_of() IS
	'The day for which the views report: the setting tuoyu.as_of (YYYY-MM-DD), or the current date when it is empty';
