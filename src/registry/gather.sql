-- What the views compute with: whole institutions handed over in one value, and a quick look at a range of days.

CREATE FUNCTION tuoyu.in_force_support(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_in_force_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.in_force_support(pg_catalog.internal) IS
	'Planner support of in_force: estimates and index conditions of during @> day';

CREATE FUNCTION tuoyu.in_force(during pg_catalog.daterange, day pg_catalog.date) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_in_force' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT tuoyu.in_force_support;

COMMENT ON FUNCTION tuoyu.in_force(pg_catalog.daterange, pg_catalog.date) IS
	'The same as during @> day, in a fraction of its time; the planner estimates it, and uses a GiST index for it, like the operator';

CREATE FUNCTION tuoyu.gather_number(pg_catalog.internal, pg_catalog.int8, pg_catalog.int8) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_gather_number' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.gather_date(pg_catalog.internal, pg_catalog.int8, pg_catalog.date) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_gather_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.gather_name(pg_catalog.internal, pg_catalog.int8, pg_catalog.text) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_gather_name' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.gather_combine(pg_catalog.internal, pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_gather_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.gather_serialize(pg_catalog.internal) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'tuoyu_gather_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.gather_deserialize(pg_catalog.bytea, pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_gather_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.gather_final(pg_catalog.internal) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'tuoyu_gather_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE AGGREGATE tuoyu.gather(pg_catalog.int8, pg_catalog.int8) (
	SFUNC = tuoyu.gather_number, STYPE = pg_catalog.internal, SSPACE = 640, FINALFUNC = tuoyu.gather_final,
	COMBINEFUNC = tuoyu.gather_combine, SERIALFUNC = tuoyu.gather_serialize, DESERIALFUNC = tuoyu.gather_deserialize, PARALLEL = SAFE
);
CREATE AGGREGATE tuoyu.gather(pg_catalog.int8, pg_catalog.date) (
	SFUNC = tuoyu.gather_date, STYPE = pg_catalog.internal, SSPACE = 640, FINALFUNC = tuoyu.gather_final,
	COMBINEFUNC = tuoyu.gather_combine, SERIALFUNC = tuoyu.gather_serialize, DESERIALFUNC = tuoyu.gather_deserialize, PARALLEL = SAFE
);
CREATE AGGREGATE tuoyu.gather(pg_catalog.int8, pg_catalog.text) (
	SFUNC = tuoyu.gather_name, STYPE = pg_catalog.internal, SSPACE = 640, FINALFUNC = tuoyu.gather_final,
	COMBINEFUNC = tuoyu.gather_combine, SERIALFUNC = tuoyu.gather_serialize, DESERIALFUNC = tuoyu.gather_deserialize, PARALLEL = SAFE
);

COMMENT ON AGGREGATE tuoyu.gather(pg_catalog.int8, pg_catalog.int8) IS
	'Pairs of a key and a number in one value, sorted, for count_heads and gathered_…; pairs with a NULL are left out, none is NULL. Its form is no interface and not to be stored';
COMMENT ON AGGREGATE tuoyu.gather(pg_catalog.int8, pg_catalog.date) IS 'The same of a key and a date';
COMMENT ON AGGREGATE tuoyu.gather(pg_catalog.int8, pg_catalog.text) IS 'The same of a key and a name, of which there should be few different ones';
COMMENT ON FUNCTION tuoyu.gather_number(pg_catalog.internal, pg_catalog.int8, pg_catalog.int8) IS 'Transition of gather';
COMMENT ON FUNCTION tuoyu.gather_date(pg_catalog.internal, pg_catalog.int8, pg_catalog.date) IS 'Transition of gather';
COMMENT ON FUNCTION tuoyu.gather_name(pg_catalog.internal, pg_catalog.int8, pg_catalog.text) IS 'Transition of gather';
COMMENT ON FUNCTION tuoyu.gather_combine(pg_catalog.internal, pg_catalog.internal) IS 'Combination of two states of gather';
COMMENT ON FUNCTION tuoyu.gather_serialize(pg_catalog.internal) IS 'A state of gather on its way to another process';
COMMENT ON FUNCTION tuoyu.gather_deserialize(pg_catalog.bytea, pg_catalog.internal) IS 'A state of gather from another process';
COMMENT ON FUNCTION tuoyu.gather_final(pg_catalog.internal) IS 'Result of gather';

CREATE FUNCTION tuoyu.gathered_count(gathered pg_catalog.bytea) RETURNS pg_catalog.int8
	AS 'MODULE_PATHNAME', 'tuoyu_gathered_count' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.gathered_count(gathered pg_catalog.bytea, name pg_catalog.text) RETURNS pg_catalog.int8
	AS 'MODULE_PATHNAME', 'tuoyu_gathered_count' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.gathered_common(gathered pg_catalog.bytea, others pg_catalog.bytea) RETURNS pg_catalog.int8
	AS 'MODULE_PATHNAME', 'tuoyu_gathered_common' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.gathered_count(pg_catalog.bytea) IS 'How many pairs gather has gathered; 0 of NULL; what it has not made is an error (22023)';
COMMENT ON FUNCTION tuoyu.gathered_count(pg_catalog.bytea, pg_catalog.text) IS 'How many of the gathered pairs have that name; 0 of NULL';
COMMENT ON FUNCTION tuoyu.gathered_common(pg_catalog.bytea, pg_catalog.bytea) IS 'How many of the gathered pairs have a key that is among the keys of the others; 0 of NULL';

CREATE FUNCTION tuoyu.count_heads(
		region tuoyu.region_code,
		institution_kind pg_catalog.text,
		as_of pg_catalog.date,
		enrolled pg_catalog.bytea,
		births pg_catalog.bytea,
		rostered pg_catalog.bytea,
		roles pg_catalog.bytea,
		certificates pg_catalog.bytea DEFAULT NULL) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'tuoyu_count_heads' LANGUAGE C STABLE PARALLEL SAFE COST 100;

COMMENT ON FUNCTION tuoyu.count_heads(tuoyu.region_code, pg_catalog.text, pg_catalog.date, pg_catalog.bytea, pg_catalog.bytea, pg_catalog.bytea, pg_catalog.bytea, pg_catalog.bytea) IS
	'Heads of all classes of an institution on a day, for heads_…. Gathered (see gather): child by class, birth date by child, staff by class, role by member of staff, kind of valid certificate by member of staff (NULL: nobody is asked for one). Its form is no interface and not to be stored';

CREATE FUNCTION tuoyu.heads_children(counted pg_catalog.bytea, class_id pg_catalog.int8) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_heads_children' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.heads_infants(counted pg_catalog.bytea, class_id pg_catalog.int8) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_heads_infants' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.heads_toddlers(counted pg_catalog.bytea, class_id pg_catalog.int8) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_heads_toddlers' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.heads_preschoolers(counted pg_catalog.bytea, class_id pg_catalog.int8) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_heads_preschoolers' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.heads_youngest(counted pg_catalog.bytea, class_id pg_catalog.int8) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_heads_youngest' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION tuoyu.heads_caregivers(counted pg_catalog.bytea, class_id pg_catalog.int8) RETURNS pg_catalog.numeric
	AS 'MODULE_PATHNAME', 'tuoyu_heads_caregivers' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.heads_children(pg_catalog.bytea, pg_catalog.int8) IS 'Children in a class, out of what count_heads has counted; 0 where it has not seen the class; anything else is an error (22023)';
COMMENT ON FUNCTION tuoyu.heads_infants(pg_catalog.bytea, pg_catalog.int8) IS 'Those of them in 乳儿 by their own age, or in no band yet (未到龄)';
COMMENT ON FUNCTION tuoyu.heads_toddlers(pg_catalog.bytea, pg_catalog.int8) IS 'Those of them in 托小';
COMMENT ON FUNCTION tuoyu.heads_preschoolers(pg_catalog.bytea, pg_catalog.int8) IS 'Those of them in 托大, or past it (超龄)';
COMMENT ON FUNCTION tuoyu.heads_youngest(pg_catalog.bytea, pg_catalog.int8) IS 'Completed months of the youngest of them; NULL of nobody';
COMMENT ON FUNCTION tuoyu.heads_caregivers(pg_catalog.bytea, pg_catalog.int8) IS 'Caregivers of the class as the rules count them, up to three decimals; 0 where there is none';

CREATE FUNCTION tuoyu.heads_required(counted pg_catalog.bytea, class_id pg_catalog.int8, region tuoyu.region_code, kind tuoyu.age_band, as_of pg_catalog.date)
	RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_heads_required' LANGUAGE C STABLE PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tuoyu.heads_required(pg_catalog.bytea, pg_catalog.int8, tuoyu.region_code, tuoyu.age_band, pg_catalog.date) IS
	'Caregivers that the rule in force for that kind asks of the class with the heads counted: class_caregivers_required of them; NULL where no rule says';

CREATE FUNCTION tuoyu.heads_short(counted pg_catalog.bytea, class_id pg_catalog.int8, region tuoyu.region_code, kind tuoyu.age_band, as_of pg_catalog.date)
	RETURNS pg_catalog.numeric
	AS 'MODULE_PATHNAME', 'tuoyu_heads_short' LANGUAGE C STABLE PARALLEL SAFE COST 5;

COMMENT ON FUNCTION tuoyu.heads_short(pg_catalog.bytea, pg_catalog.int8, tuoyu.region_code, tuoyu.age_band, pg_catalog.date) IS
	'How many of them the class lacks, up to three decimals: heads_required less heads_caregivers, not below 0; NULL where no rule says';
