-- Bands and classes by the rules in force.

CREATE FUNCTION tuoyu.age_band(birth_date pg_catalog.date, as_of pg_catalog.date, region tuoyu.region_code) RETURNS tuoyu.age_band
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_regional'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tuoyu.age_band(pg_catalog.date, pg_catalog.date, tuoyu.region_code) IS
	'The band of a child on a day by the rules in force there and then; without any rule, the national bands. An infinite day is an error (22008)';

CREATE FUNCTION tuoyu.band_rule_key(region tuoyu.region_code, kind tuoyu.age_band, as_of pg_catalog.date) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_band_rule_key'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tuoyu.band_rule_key(tuoyu.region_code, tuoyu.age_band, pg_catalog.date) IS
	'Key of the band_rule in force for that kind of class there and then; NULL where there is none';

CREATE FUNCTION tuoyu.band_rule_at(region tuoyu.region_code, kind tuoyu.age_band, as_of pg_catalog.date) RETURNS SETOF tuoyu.band_rule
	LANGUAGE SQL STABLE PARALLEL SAFE ROWS 1
	BEGIN ATOMIC
		SELECT r.* FROM tuoyu.band_rule r
		WHERE r.rule OPERATOR(pg_catalog.=) (SELECT tuoyu.band_rule_key(band_rule_at.region, band_rule_at.kind, band_rule_at.as_of));
	END;

COMMENT ON FUNCTION tuoyu.band_rule_at(tuoyu.region_code, tuoyu.age_band, pg_catalog.date) IS
	'The band_rule in force for that kind of class there and then; no row where there is none';

CREATE FUNCTION tuoyu.class_size_limit(region tuoyu.region_code, kind tuoyu.age_band, as_of pg_catalog.date) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_class_size_limit'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tuoyu.class_size_limit(tuoyu.region_code, tuoyu.age_band, pg_catalog.date) IS
	'The largest class that the band_rule in force for that kind allows there and then; NULL where no rule says';

CREATE FUNCTION tuoyu.class_caregivers_required(region tuoyu.region_code, kind tuoyu.age_band, as_of pg_catalog.date,
		children pg_catalog.int4, infants pg_catalog.int4, toddlers pg_catalog.int4, preschoolers pg_catalog.int4,
		youngest pg_catalog.int4) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_class_caregivers_required'
	LANGUAGE C STABLE PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tuoyu.class_caregivers_required(tuoyu.region_code, tuoyu.age_band, pg_catalog.date, pg_catalog.int4,
		pg_catalog.int4, pg_catalog.int4, pg_catalog.int4, pg_catalog.int4) IS
	'Caregivers that the rule in force asks of a class with these heads (in all, and by the children''s own bands; youngest in months, may be NULL); NULL where no rule says (undetermined)';

CREATE FUNCTION tuoyu.staff_required(region tuoyu.region_code, role pg_catalog.text, as_of pg_catalog.date, children pg_catalog.int4,
		institution_kind pg_catalog.text DEFAULT NULL, scope pg_catalog.text DEFAULT 'institution') RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_staff_required'
	LANGUAGE C STABLE PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tuoyu.staff_required(tuoyu.region_code, pg_catalog.text, pg_catalog.date, pg_catalog.int4, pg_catalog.text, pg_catalog.text) IS
	'How many of a role (负责人, 保健人员, 保安人员 …) the staffing_rule in force asks of an institution, or with scope class of a class, with so many children; NULL where no rule says';
