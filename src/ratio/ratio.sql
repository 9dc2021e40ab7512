-- The ratio without any table: how many caregivers, and where they are too few.

CREATE FUNCTION tuoyu.caregivers_required(ratio tuoyu.staff_ratio, children pg_catalog.int4) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_caregivers_required' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.caregivers_required(tuoyu.staff_ratio, pg_catalog.int4) IS
	'Caregivers that so many children need, rounded up to whole persons; 0 for no children; 22023 if children is negative, 22003 if the result does not fit (托育机构设置标准, 国卫人口发〔2019〕58号)';

CREATE FUNCTION tuoyu.peak_overlap_step(pg_catalog.internal, pg_catalog.daterange) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_peak_overlap_step' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.peak_overlap_combine(pg_catalog.internal, pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_peak_overlap_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.peak_overlap_serialize(pg_catalog.internal) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'tuoyu_peak_overlap_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.peak_overlap_deserialize(pg_catalog.bytea, pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_peak_overlap_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.peak_overlap_final(pg_catalog.internal) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_peak_overlap_final' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;

CREATE AGGREGATE tuoyu.peak_overlap(pg_catalog.daterange) (
	SFUNC = tuoyu.peak_overlap_step,
	STYPE = pg_catalog.internal,
	SSPACE = 1024,
	FINALFUNC = tuoyu.peak_overlap_final,
	COMBINEFUNC = tuoyu.peak_overlap_combine,
	SERIALFUNC = tuoyu.peak_overlap_serialize,
	DESERIALFUNC = tuoyu.peak_overlap_deserialize,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE tuoyu.peak_overlap(pg_catalog.daterange) IS
	'The largest number of ranges in force on one day; 0 of no rows; NULL and empty ranges are on no day, open ends reach as far as any day';
COMMENT ON FUNCTION tuoyu.peak_overlap_step(pg_catalog.internal, pg_catalog.daterange) IS 'Transition of peak_overlap';
COMMENT ON FUNCTION tuoyu.peak_overlap_combine(pg_catalog.internal, pg_catalog.internal) IS 'Combination of two states of peak_overlap';
COMMENT ON FUNCTION tuoyu.peak_overlap_serialize(pg_catalog.internal) IS 'A state of peak_overlap on its way to another process';
COMMENT ON FUNCTION tuoyu.peak_overlap_deserialize(pg_catalog.bytea, pg_catalog.internal) IS 'A state of peak_overlap from another process';
COMMENT ON FUNCTION tuoyu.peak_overlap_final(pg_catalog.internal) IS 'Result of peak_overlap';

CREATE FUNCTION tuoyu.staffing_gaps(
		children pg_catalog.daterange[],
		caregivers pg_catalog.daterange[],
		ratio tuoyu.staff_ratio,
		within pg_catalog.daterange DEFAULT NULL)
	RETURNS TABLE (
		during pg_catalog.daterange,
		children pg_catalog.int4,
		caregivers pg_catalog.int4,
		required pg_catalog.int4)
	AS 'MODULE_PATHNAME', 'tuoyu_staffing_gaps' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100 ROWS 10;

COMMENT ON FUNCTION tuoyu.staffing_gaps(pg_catalog.daterange[], pg_catalog.daterange[], tuoyu.staff_ratio, pg_catalog.daterange) IS
	'The longest intervals, in order, in which fewer caregivers are there than the ratio requires for the children, clipped to within (NULL: all time). NULL and empty elements are on no day, a NULL array holds none; no ratio, no row; 22003 if a number of required caregivers does not fit';
