-- The national age bands.

CREATE FUNCTION tuoyu.age_band(birth_date pg_catalog.date, as_of pg_catalog.date) RETURNS tuoyu.age_band
	AS 'MODULE_PATHNAME', 'tuoyu_age_band'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.in_age_bands(birth_date pg_catalog.date, as_of pg_catalog.date, bands tuoyu.age_band[])
	RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_in_age_bands'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.band_births(band tuoyu.age_band, as_of pg_catalog.date) RETURNS pg_catalog.daterange
	AS 'MODULE_PATHNAME', 'tuoyu_band_births'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.band_dates(birth_date pg_catalog.date, band tuoyu.age_band) RETURNS pg_catalog.daterange
	AS 'MODULE_PATHNAME', 'tuoyu_band_dates'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

-- What the planner support puts in the place of a comparison of bands, where the day is not known at plan time.

CREATE FUNCTION tuoyu.band_first_birth(band tuoyu.age_band, as_of pg_catalog.date) RETURNS pg_catalog.date
	AS 'MODULE_PATHNAME', 'tuoyu_band_first_birth_sql'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.band_last_birth(band tuoyu.age_band, as_of pg_catalog.date) RETURNS pg_catalog.date
	AS 'MODULE_PATHNAME', 'tuoyu_band_last_birth_sql'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.age_band(pg_catalog.date, pg_catalog.date) IS
	'年龄段 by the national bands: 乳儿 [6,12), 托小 [12,24), 托大 [24,36) completed months; 未到龄 before (and before birth), 超龄 after (国卫人口发〔2019〕58号, 民法典 202). A birth at infinity is 未到龄, at -infinity 超龄; an infinite as_of is an error (22008)';
COMMENT ON FUNCTION tuoyu.in_age_bands(pg_catalog.date, pg_catalog.date, tuoyu.age_band[]) IS
	'Whether age_band(birth_date, as_of) is one of the bands, as = ANY, but planned as ranges of birth_date; NULL if it is none of them and a NULL is among them, and NULL for a NULL birth_date even when the array is empty';
COMMENT ON FUNCTION tuoyu.band_births(tuoyu.age_band, pg_catalog.date) IS
	'The births that are in the band on that day: age_band(b, as_of) = band exactly for b <@ band_births(band, as_of); empty for 混合; an infinite as_of is an error (22008)';
COMMENT ON FUNCTION tuoyu.band_dates(pg_catalog.date, tuoyu.age_band) IS
	'The days on which the child is in the band: age_band(birth_date, d) = band exactly for d <@ band_dates(birth_date, band); empty for 混合';
COMMENT ON FUNCTION tuoyu.band_first_birth(tuoyu.age_band, pg_catalog.date) IS
	'The first birth, inclusive, that is in the band on that day: -infinity for 超龄; infinity for 混合, which has none';
COMMENT ON FUNCTION tuoyu.band_last_birth(tuoyu.age_band, pg_catalog.date) IS
	'The last birth, inclusive, that is in the band on that day: infinity for 未到龄; -infinity for 混合, which has none';
