-- The code of an administrative region: GB/T 2260 to the county, the statistical codes (统计用区划代码) below it.

CREATE TYPE tuoyu.region_code;

CREATE FUNCTION tuoyu.region_code_in(pg_catalog.cstring) RETURNS tuoyu.region_code
	AS 'MODULE_PATHNAME', 'tuoyu_region_code_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_out(tuoyu.region_code) RETURNS pg_catalog.cstring
	AS 'MODULE_PATHNAME', 'tuoyu_region_code_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_recv(pg_catalog.internal) RETURNS tuoyu.region_code
	AS 'MODULE_PATHNAME', 'tuoyu_region_code_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_send(tuoyu.region_code) RETURNS pg_catalog.bytea
	AS 'int8send' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE tuoyu.region_code (
	INPUT = tuoyu.region_code_in, OUTPUT = tuoyu.region_code_out, RECEIVE = tuoyu.region_code_recv, SEND = tuoyu.region_code_send,
	LIKE = pg_catalog.int8, CATEGORY = 'U'
);

COMMENT ON TYPE tuoyu.region_code IS
	'Code of an administrative region, GB/T 2260 and the statistical codes below: 2, 4, 6, 9 or 12 digits; 000000 is the nation. Prints 6 digits down to the county, then 9, then 12';
COMMENT ON FUNCTION tuoyu.region_code_in(pg_catalog.cstring) IS
	'Text input: 2, 4, 6, 9 or 12 digits, full-width too, blanks around them; 22P02 otherwise';
COMMENT ON FUNCTION tuoyu.region_code_out(tuoyu.region_code) IS 'Text output';
COMMENT ON FUNCTION tuoyu.region_code_recv(pg_catalog.internal) IS
	'Binary input: the 12-digit number in 8 bytes; checked as text input is (22P03)';
COMMENT ON FUNCTION tuoyu.region_code_send(tuoyu.region_code) IS
	'Binary output: the 12-digit number in 8 bytes';

-- Comparison: a value is an int8, so these are PostgreSQL's own functions under the type's name.

CREATE FUNCTION tuoyu.region_code_lt(tuoyu.region_code, tuoyu.region_code) RETURNS pg_catalog.bool
	AS 'int8lt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_le(tuoyu.region_code, tuoyu.region_code) RETURNS pg_catalog.bool
	AS 'int8le' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_eq(tuoyu.region_code, tuoyu.region_code) RETURNS pg_catalog.bool
	AS 'int8eq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_ne(tuoyu.region_code, tuoyu.region_code) RETURNS pg_catalog.bool
	AS 'int8ne' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_ge(tuoyu.region_code, tuoyu.region_code) RETURNS pg_catalog.bool
	AS 'int8ge' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_gt(tuoyu.region_code, tuoyu.region_code) RETURNS pg_catalog.bool
	AS 'int8gt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_cmp(tuoyu.region_code, tuoyu.region_code) RETURNS pg_catalog.int4
	AS 'btint8cmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_hash(tuoyu.region_code) RETURNS pg_catalog.int4
	AS 'hashint8' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_hash_extended(tuoyu.region_code, pg_catalog.int8) RETURNS pg_catalog.int8
	AS 'hashint8extended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_smaller(tuoyu.region_code, tuoyu.region_code) RETURNS tuoyu.region_code
	AS 'int8smaller' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_larger(tuoyu.region_code, tuoyu.region_code) RETURNS tuoyu.region_code
	AS 'int8larger' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.region_code_lt(tuoyu.region_code, tuoyu.region_code) IS
	'Implements the operator: before';
COMMENT ON FUNCTION tuoyu.region_code_le(tuoyu.region_code, tuoyu.region_code) IS
	'Implements the operator: before or equal';
COMMENT ON FUNCTION tuoyu.region_code_eq(tuoyu.region_code, tuoyu.region_code) IS
	'Implements the operator: equal';
COMMENT ON FUNCTION tuoyu.region_code_ne(tuoyu.region_code, tuoyu.region_code) IS
	'Implements the operator: not equal';
COMMENT ON FUNCTION tuoyu.region_code_ge(tuoyu.region_code, tuoyu.region_code) IS
	'Implements the operator: after or equal';
COMMENT ON FUNCTION tuoyu.region_code_gt(tuoyu.region_code, tuoyu.region_code) IS
	'Implements the operator: after';
COMMENT ON FUNCTION tuoyu.region_code_cmp(tuoyu.region_code, tuoyu.region_code) IS
	'btree comparison: negative, 0 or positive';
COMMENT ON FUNCTION tuoyu.region_code_hash(tuoyu.region_code) IS 'Hash';
COMMENT ON FUNCTION tuoyu.region_code_hash_extended(tuoyu.region_code, pg_catalog.int8) IS 'Hash with a seed';
COMMENT ON FUNCTION tuoyu.region_code_smaller(tuoyu.region_code, tuoyu.region_code) IS
	'The first of the two in order';
COMMENT ON FUNCTION tuoyu.region_code_larger(tuoyu.region_code, tuoyu.region_code) IS
	'The last of the two in order';

CREATE OPERATOR tuoyu.< (
	FUNCTION = tuoyu.region_code_lt, LEFTARG = tuoyu.region_code, RIGHTARG = tuoyu.region_code,
	COMMUTATOR = OPERATOR(tuoyu.>), NEGATOR = OPERATOR(tuoyu.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
CREATE OPERATOR tuoyu.<= (
	FUNCTION = tuoyu.region_code_le, LEFTARG = tuoyu.region_code, RIGHTARG = tuoyu.region_code,
	COMMUTATOR = OPERATOR(tuoyu.>=), NEGATOR = OPERATOR(tuoyu.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
CREATE OPERATOR tuoyu.= (
	FUNCTION = tuoyu.region_code_eq, LEFTARG = tuoyu.region_code, RIGHTARG = tuoyu.region_code,
	COMMUTATOR = OPERATOR(tuoyu.=), NEGATOR = OPERATOR(tuoyu.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
CREATE OPERATOR tuoyu.<> (
	FUNCTION = tuoyu.region_code_ne, LEFTARG = tuoyu.region_code, RIGHTARG = tuoyu.region_code,
	COMMUTATOR = OPERATOR(tuoyu.<>), NEGATOR = OPERATOR(tuoyu.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
CREATE OPERATOR tuoyu.>= (
	FUNCTION = tuoyu.region_code_ge, LEFTARG = tuoyu.region_code, RIGHTARG = tuoyu.region_code,
	COMMUTATOR = OPERATOR(tuoyu.<=), NEGATOR = OPERATOR(tuoyu.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
CREATE OPERATOR tuoyu.> (
	FUNCTION = tuoyu.region_code_gt, LEFTARG = tuoyu.region_code, RIGHTARG = tuoyu.region_code,
	COMMUTATOR = OPERATOR(tuoyu.<), NEGATOR = OPERATOR(tuoyu.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);

COMMENT ON OPERATOR tuoyu.< (tuoyu.region_code, tuoyu.region_code) IS 'Before';
COMMENT ON OPERATOR tuoyu.<= (tuoyu.region_code, tuoyu.region_code) IS 'Before or equal';
COMMENT ON OPERATOR tuoyu.= (tuoyu.region_code, tuoyu.region_code) IS 'Equal';
COMMENT ON OPERATOR tuoyu.<> (tuoyu.region_code, tuoyu.region_code) IS 'Not equal';
COMMENT ON OPERATOR tuoyu.>= (tuoyu.region_code, tuoyu.region_code) IS 'After or equal';
COMMENT ON OPERATOR tuoyu.> (tuoyu.region_code, tuoyu.region_code) IS 'After';

CREATE OPERATOR CLASS tuoyu.region_code_ops DEFAULT FOR TYPE tuoyu.region_code USING btree AS
	OPERATOR 1 tuoyu.<,
	OPERATOR 2 tuoyu.<=,
	OPERATOR 3 tuoyu.=,
	OPERATOR 4 tuoyu.>=,
	OPERATOR 5 tuoyu.>,
	FUNCTION 1 tuoyu.region_code_cmp(tuoyu.region_code, tuoyu.region_code),
	FUNCTION 2 (tuoyu.region_code, tuoyu.region_code) pg_catalog.btint8sortsupport(pg_catalog.internal),
	FUNCTION 4 (tuoyu.region_code, tuoyu.region_code) pg_catalog.btequalimage(pg_catalog.oid);

CREATE OPERATOR CLASS tuoyu.region_code_ops DEFAULT FOR TYPE tuoyu.region_code USING hash AS
	OPERATOR 1 tuoyu.=,
	FUNCTION 1 tuoyu.region_code_hash(tuoyu.region_code),
	FUNCTION 2 tuoyu.region_code_hash_extended(tuoyu.region_code, pg_catalog.int8);

COMMENT ON OPERATOR CLASS tuoyu.region_code_ops USING btree IS
	'By the 12-digit number, so that a region comes directly before all that lies in it';
COMMENT ON OPERATOR CLASS tuoyu.region_code_ops USING hash IS 'Equality of codes';
COMMENT ON OPERATOR FAMILY tuoyu.region_code_ops USING btree IS
	'By the 12-digit number, so that a region comes directly before all that lies in it';
COMMENT ON OPERATOR FAMILY tuoyu.region_code_ops USING hash IS 'Equality of codes';

CREATE AGGREGATE tuoyu.min(tuoyu.region_code) (
	SFUNC = tuoyu.region_code_smaller, STYPE = tuoyu.region_code, COMBINEFUNC = tuoyu.region_code_smaller,
	SORTOP = OPERATOR(tuoyu.<), PARALLEL = SAFE
);
CREATE AGGREGATE tuoyu.max(tuoyu.region_code) (
	SFUNC = tuoyu.region_code_larger, STYPE = tuoyu.region_code, COMBINEFUNC = tuoyu.region_code_larger,
	SORTOP = OPERATOR(tuoyu.>), PARALLEL = SAFE
);

COMMENT ON AGGREGATE tuoyu.min(tuoyu.region_code) IS 'The first in order; NULL of no rows';
COMMENT ON AGGREGATE tuoyu.max(tuoyu.region_code) IS 'The last in order; NULL of no rows';

-- The hierarchy.  The codes in a region are one interval, from the code itself to region_upper of it.

CREATE FUNCTION tuoyu.region_level(tuoyu.region_code) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_region_level_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_parent(tuoyu.region_code) RETURNS tuoyu.region_code
	AS 'MODULE_PATHNAME', 'tuoyu_region_parent_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_upper(tuoyu.region_code) RETURNS tuoyu.region_code
	AS 'MODULE_PATHNAME', 'tuoyu_region_upper_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_at(region tuoyu.region_code, level pg_catalog.int4) RETURNS tuoyu.region_code
	AS 'MODULE_PATHNAME', 'tuoyu_region_at' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.region_level(tuoyu.region_code) IS
	'0 nation, 1 province, 2 city, 3 county, 4 street, 5 village: the lowest level whose digits are not zero';
COMMENT ON FUNCTION tuoyu.region_parent(tuoyu.region_code) IS
	'The region that a code lies in, by its digits: the lowest level taken away, levels that are absent passed over (441900003 lies in 441900); it need not be in the list. NULL for the nation';
COMMENT ON FUNCTION tuoyu.region_upper(tuoyu.region_code) IS
	'The last code in a region, in use or not: code <@ region exactly when code >= region AND code <= region_upper(region)';
COMMENT ON FUNCTION tuoyu.region_at(tuoyu.region_code, pg_catalog.int4) IS
	'The code cut to a level (0 nation to 5 village), for grouping: region_at(region, 1) is the province. A coarser code stays as it is. 22023 for another level';

CREATE FUNCTION tuoyu.region_within_support(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_region_within_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_holds_support(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_region_holds_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_within_sel(pg_catalog.internal, pg_catalog.oid, pg_catalog.internal, pg_catalog.int4)
	RETURNS pg_catalog.float8
	AS 'MODULE_PATHNAME', 'tuoyu_region_within_sel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_holds_sel(pg_catalog.internal, pg_catalog.oid, pg_catalog.internal, pg_catalog.int4)
	RETURNS pg_catalog.float8
	AS 'MODULE_PATHNAME', 'tuoyu_region_holds_sel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_within_joinsel(pg_catalog.internal, pg_catalog.oid, pg_catalog.internal, pg_catalog.int2,
	pg_catalog.internal) RETURNS pg_catalog.float8
	AS 'MODULE_PATHNAME', 'tuoyu_region_within_joinsel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_holds_joinsel(pg_catalog.internal, pg_catalog.oid, pg_catalog.internal, pg_catalog.int2,
	pg_catalog.internal) RETURNS pg_catalog.float8
	AS 'MODULE_PATHNAME', 'tuoyu_region_holds_joinsel' LANGUAGE C STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.region_within_support(pg_catalog.internal) IS
	'Planner support: column <@ region as a btree range';
COMMENT ON FUNCTION tuoyu.region_holds_support(pg_catalog.internal) IS
	'Planner support: region @> column as a btree range';
COMMENT ON FUNCTION tuoyu.region_within_sel(pg_catalog.internal, pg_catalog.oid, pg_catalog.internal, pg_catalog.int4) IS
	'Restriction estimate of <@';
COMMENT ON FUNCTION tuoyu.region_holds_sel(pg_catalog.internal, pg_catalog.oid, pg_catalog.internal, pg_catalog.int4) IS
	'Restriction estimate of @>';
COMMENT ON FUNCTION tuoyu.region_within_joinsel(pg_catalog.internal, pg_catalog.oid, pg_catalog.internal, pg_catalog.int2,
	pg_catalog.internal) IS 'Join estimate of <@';
COMMENT ON FUNCTION tuoyu.region_holds_joinsel(pg_catalog.internal, pg_catalog.oid, pg_catalog.internal, pg_catalog.int2,
	pg_catalog.internal) IS 'Join estimate of @>';

CREATE FUNCTION tuoyu.region_within(tuoyu.region_code, tuoyu.region_code) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_region_within' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tuoyu.region_within_support;
CREATE FUNCTION tuoyu.region_holds(tuoyu.region_code, tuoyu.region_code) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_region_holds' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tuoyu.region_holds_support;

COMMENT ON FUNCTION tuoyu.region_within(tuoyu.region_code, tuoyu.region_code) IS
	'Implements the operator: lies in, or equal';
COMMENT ON FUNCTION tuoyu.region_holds(tuoyu.region_code, tuoyu.region_code) IS
	'Implements the operator: holds, or equal';

CREATE OPERATOR tuoyu.<@ (
	FUNCTION = tuoyu.region_within, LEFTARG = tuoyu.region_code, RIGHTARG = tuoyu.region_code,
	COMMUTATOR = OPERATOR(tuoyu.@>),
	RESTRICT = tuoyu.region_within_sel, JOIN = tuoyu.region_within_joinsel
);
CREATE OPERATOR tuoyu.@> (
	FUNCTION = tuoyu.region_holds, LEFTARG = tuoyu.region_code, RIGHTARG = tuoyu.region_code,
	COMMUTATOR = OPERATOR(tuoyu.<@),
	RESTRICT = tuoyu.region_holds_sel, JOIN = tuoyu.region_holds_joinsel
);

COMMENT ON OPERATOR tuoyu.<@ (tuoyu.region_code, tuoyu.region_code) IS
	'Lies in, or equal; uses a btree index on the left column';
COMMENT ON OPERATOR tuoyu.@> (tuoyu.region_code, tuoyu.region_code) IS
	'Holds, or equal; uses a btree index on the right column';

-- Text.  The implicit cast keeps CASE, NULLIF and JOIN USING working where search_path is empty (a restore); with it
-- text || label needs operators of its own.

CREATE FUNCTION tuoyu.region_code_text(tuoyu.region_code) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_region_code_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region_code_textcat(tuoyu.region_code, pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN tuoyu.region_code_text($1) OPERATOR(pg_catalog.||) $2;
CREATE FUNCTION tuoyu.textcat_region_code(pg_catalog.text, tuoyu.region_code) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN $1 OPERATOR(pg_catalog.||) tuoyu.region_code_text($2);

COMMENT ON FUNCTION tuoyu.region_code_text(tuoyu.region_code) IS 'As text, in the form that the type prints';
COMMENT ON FUNCTION tuoyu.region_code_textcat(tuoyu.region_code, pg_catalog.text) IS
	'Implements the operator: text appended';
COMMENT ON FUNCTION tuoyu.textcat_region_code(pg_catalog.text, tuoyu.region_code) IS
	'Implements the operator: appended to text';

CREATE CAST (tuoyu.region_code AS pg_catalog.text) WITH FUNCTION tuoyu.region_code_text(tuoyu.region_code) AS IMPLICIT;

COMMENT ON CAST (tuoyu.region_code AS pg_catalog.text) IS 'As text, in the form that the type prints';

CREATE OPERATOR tuoyu.|| (
	FUNCTION = tuoyu.region_code_textcat, LEFTARG = tuoyu.region_code, RIGHTARG = pg_catalog.text
);
CREATE OPERATOR tuoyu.|| (
	FUNCTION = tuoyu.textcat_region_code, LEFTARG = pg_catalog.text, RIGHTARG = tuoyu.region_code
);

COMMENT ON OPERATOR tuoyu.|| (tuoyu.region_code, pg_catalog.text) IS 'Text appended';
COMMENT ON OPERATOR tuoyu.|| (pg_catalog.text, tuoyu.region_code) IS 'Appended to text';
