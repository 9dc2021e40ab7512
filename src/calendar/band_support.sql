-- Planner support: questions about the band of a birth become ranges of births.

CREATE FUNCTION tuoyu.age_band_comparison_support(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_comparison_support'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.in_age_bands_support(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_in_age_bands_support'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.age_band_comparison_support(pg_catalog.internal) IS
	'Planner support: age_band(birth_date, day) compared with a band becomes a range of birth_date, for indexes, estimates and partition pruning';
COMMENT ON FUNCTION tuoyu.in_age_bands_support(pg_catalog.internal) IS
	'Planner support: in_age_bands becomes ranges of birth_date, one for each run of neighbouring bands';

-- The comparisons come with their type, so they get their support afterwards.
ALTER FUNCTION tuoyu.age_band_eq(tuoyu.age_band, tuoyu.age_band) SUPPORT tuoyu.age_band_comparison_support;
ALTER FUNCTION tuoyu.age_band_ne(tuoyu.age_band, tuoyu.age_band) SUPPORT tuoyu.age_band_comparison_support;
ALTER FUNCTION tuoyu.age_band_lt(tuoyu.age_band, tuoyu.age_band) SUPPORT tuoyu.age_band_comparison_support;
ALTER FUNCTION tuoyu.age_band_le(tuoyu.age_band, tuoyu.age_band) SUPPORT tuoyu.age_band_comparison_support;
ALTER FUNCTION tuoyu.age_band_gt(tuoyu.age_band, tuoyu.age_band) SUPPORT tuoyu.age_band_comparison_support;
ALTER FUNCTION tuoyu.age_band_ge(tuoyu.age_band, tuoyu.age_band) SUPPORT tuoyu.age_band_comparison_support;
ALTER FUNCTION tuoyu.in_age_bands(pg_catalog.date, pg_catalog.date, tuoyu.age_band[]) SUPPORT tuoyu.in_age_bands_support;
