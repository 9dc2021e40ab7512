-- staff_ratio: caregivers to children, as in 1:3.

CREATE TYPE tuoyu.staff_ratio;

-- Input and output

CREATE FUNCTION tuoyu.staff_ratio_in(pg_catalog.cstring) RETURNS tuoyu.staff_ratio
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_out(tuoyu.staff_ratio) RETURNS pg_catalog.cstring
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_recv(pg_catalog.internal) RETURNS tuoyu.staff_ratio
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_send(tuoyu.staff_ratio) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE tuoyu.staff_ratio (
	INPUT = tuoyu.staff_ratio_in,
	OUTPUT = tuoyu.staff_ratio_out,
	RECEIVE = tuoyu.staff_ratio_recv,
	SEND = tuoyu.staff_ratio_send,
	LIKE = pg_catalog.int4,
	CATEGORY = 'U'
);

COMMENT ON TYPE tuoyu.staff_ratio IS
	'Caregivers to children, such as 1:3 (托育机构设置标准, 国卫人口发〔2019〕58号); kept in lowest terms, ordered by strictness: 1:3 < 1:5';
COMMENT ON FUNCTION tuoyu.staff_ratio_in(pg_catalog.cstring) IS
	'Input: 1:3, also with full-width characters, the ratio sign or blanks; 22P02 if it is no ratio, 22003 if a side is 0 or over 65535 in lowest terms';
COMMENT ON FUNCTION tuoyu.staff_ratio_out(tuoyu.staff_ratio) IS 'Output: 1:3';
COMMENT ON FUNCTION tuoyu.staff_ratio_recv(pg_catalog.internal) IS
	'Binary input: two unsigned 16-bit numbers, caregivers and children; 22P03 if a side is 0';
COMMENT ON FUNCTION tuoyu.staff_ratio_send(tuoyu.staff_ratio) IS
	'Binary output: two unsigned 16-bit numbers, caregivers and children';

-- Making and taking apart

CREATE FUNCTION tuoyu.staff_ratio(caregivers pg_catalog.int4, children pg_catalog.int4) RETURNS tuoyu.staff_ratio
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_make_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.caregivers(tuoyu.staff_ratio) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_caregivers' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.children(tuoyu.staff_ratio) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_children' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.staff_ratio(pg_catalog.int4, pg_catalog.int4) IS
	'The ratio of so many caregivers to so many children, in lowest terms; 22003 if a side is 0, negative or over 65535 in lowest terms';
COMMENT ON FUNCTION tuoyu.caregivers(tuoyu.staff_ratio) IS 'The caregivers'' side of a ratio in lowest terms: 1 of 1:3';
COMMENT ON FUNCTION tuoyu.children(tuoyu.staff_ratio) IS 'The children''s side of a ratio in lowest terms: 3 of 1:3';

-- Comparison; equal ratios are identical integers, so equality is int4's own

CREATE FUNCTION tuoyu.staff_ratio_eq(tuoyu.staff_ratio, tuoyu.staff_ratio) RETURNS pg_catalog.bool
	AS 'int4eq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_ne(tuoyu.staff_ratio, tuoyu.staff_ratio) RETURNS pg_catalog.bool
	AS 'int4ne' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_lt(tuoyu.staff_ratio, tuoyu.staff_ratio) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_lt' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_le(tuoyu.staff_ratio, tuoyu.staff_ratio) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_le' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_gt(tuoyu.staff_ratio, tuoyu.staff_ratio) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_gt' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_ge(tuoyu.staff_ratio, tuoyu.staff_ratio) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_ge' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_smaller(tuoyu.staff_ratio, tuoyu.staff_ratio) RETURNS tuoyu.staff_ratio
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_smaller' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_larger(tuoyu.staff_ratio, tuoyu.staff_ratio) RETURNS tuoyu.staff_ratio
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_larger' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.staff_ratio_eq(tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'Implementation of =';
COMMENT ON FUNCTION tuoyu.staff_ratio_ne(tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'Implementation of <>';
COMMENT ON FUNCTION tuoyu.staff_ratio_lt(tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'Implementation of <';
COMMENT ON FUNCTION tuoyu.staff_ratio_le(tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'Implementation of <=';
COMMENT ON FUNCTION tuoyu.staff_ratio_gt(tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'Implementation of >';
COMMENT ON FUNCTION tuoyu.staff_ratio_ge(tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'Implementation of >=';
COMMENT ON FUNCTION tuoyu.staff_ratio_smaller(tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'The stricter of two ratios';
COMMENT ON FUNCTION tuoyu.staff_ratio_larger(tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'The less strict of two ratios';

CREATE OPERATOR tuoyu.= (
	FUNCTION = tuoyu.staff_ratio_eq, LEFTARG = tuoyu.staff_ratio, RIGHTARG = tuoyu.staff_ratio,
	COMMUTATOR = OPERATOR(tuoyu.=), NEGATOR = OPERATOR(tuoyu.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
CREATE OPERATOR tuoyu.<> (
	FUNCTION = tuoyu.staff_ratio_ne, LEFTARG = tuoyu.staff_ratio, RIGHTARG = tuoyu.staff_ratio,
	COMMUTATOR = OPERATOR(tuoyu.<>), NEGATOR = OPERATOR(tuoyu.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
CREATE OPERATOR tuoyu.< (
	FUNCTION = tuoyu.staff_ratio_lt, LEFTARG = tuoyu.staff_ratio, RIGHTARG = tuoyu.staff_ratio,
	COMMUTATOR = OPERATOR(tuoyu.>), NEGATOR = OPERATOR(tuoyu.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
CREATE OPERATOR tuoyu.<= (
	FUNCTION = tuoyu.staff_ratio_le, LEFTARG = tuoyu.staff_ratio, RIGHTARG = tuoyu.staff_ratio,
	COMMUTATOR = OPERATOR(tuoyu.>=), NEGATOR = OPERATOR(tuoyu.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
CREATE OPERATOR tuoyu.> (
	FUNCTION = tuoyu.staff_ratio_gt, LEFTARG = tuoyu.staff_ratio, RIGHTARG = tuoyu.staff_ratio,
	COMMUTATOR = OPERATOR(tuoyu.<), NEGATOR = OPERATOR(tuoyu.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
CREATE OPERATOR tuoyu.>= (
	FUNCTION = tuoyu.staff_ratio_ge, LEFTARG = tuoyu.staff_ratio, RIGHTARG = tuoyu.staff_ratio,
	COMMUTATOR = OPERATOR(tuoyu.<=), NEGATOR = OPERATOR(tuoyu.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);

COMMENT ON OPERATOR tuoyu.= (tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'Same ratio';
COMMENT ON OPERATOR tuoyu.<> (tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'Another ratio';
COMMENT ON OPERATOR tuoyu.< (tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'Stricter: more caregivers per child';
COMMENT ON OPERATOR tuoyu.<= (tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'At least as strict';
COMMENT ON OPERATOR tuoyu.> (tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'Less strict: fewer caregivers per child';
COMMENT ON OPERATOR tuoyu.>= (tuoyu.staff_ratio, tuoyu.staff_ratio) IS 'At most as strict';

CREATE AGGREGATE tuoyu.min(tuoyu.staff_ratio) (
	SFUNC = tuoyu.staff_ratio_smaller, STYPE = tuoyu.staff_ratio, COMBINEFUNC = tuoyu.staff_ratio_smaller,
	SORTOP = OPERATOR(tuoyu.<), PARALLEL = SAFE
);
CREATE AGGREGATE tuoyu.max(tuoyu.staff_ratio) (
	SFUNC = tuoyu.staff_ratio_larger, STYPE = tuoyu.staff_ratio, COMBINEFUNC = tuoyu.staff_ratio_larger,
	SORTOP = OPERATOR(tuoyu.>), PARALLEL = SAFE
);

COMMENT ON AGGREGATE tuoyu.min(tuoyu.staff_ratio) IS 'The strictest ratio';
COMMENT ON AGGREGATE tuoyu.max(tuoyu.staff_ratio) IS 'The least strict ratio';

-- Indexing

CREATE FUNCTION tuoyu.staff_ratio_cmp(tuoyu.staff_ratio, tuoyu.staff_ratio) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_cmp' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_sortsupport(pg_catalog.internal) RETURNS pg_catalog.void
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_sortsupport' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_hash(tuoyu.staff_ratio) RETURNS pg_catalog.int4
	AS 'hashint4' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION tuoyu.staff_ratio_hash_extended(tuoyu.staff_ratio, pg_catalog.int8) RETURNS pg_catalog.int8
	AS 'hashint4extended' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.staff_ratio_cmp(tuoyu.staff_ratio, tuoyu.staff_ratio) IS
	'btree comparison by strictness: -1 if the first is stricter, 0 if they are the same, 1 otherwise';
COMMENT ON FUNCTION tuoyu.staff_ratio_sortsupport(pg_catalog.internal) IS 'btree sort support';
COMMENT ON FUNCTION tuoyu.staff_ratio_hash(tuoyu.staff_ratio) IS 'Hash';
COMMENT ON FUNCTION tuoyu.staff_ratio_hash_extended(tuoyu.staff_ratio, pg_catalog.int8) IS 'Hash with a seed';

CREATE OPERATOR CLASS tuoyu.staff_ratio_ops DEFAULT FOR TYPE tuoyu.staff_ratio USING btree AS
	OPERATOR 1 tuoyu.<,
	OPERATOR 2 tuoyu.<=,
	OPERATOR 3 tuoyu.=,
	OPERATOR 4 tuoyu.>=,
	OPERATOR 5 tuoyu.>,
	FUNCTION 1 tuoyu.staff_ratio_cmp(tuoyu.staff_ratio, tuoyu.staff_ratio),
	FUNCTION 2 tuoyu.staff_ratio_sortsupport(pg_catalog.internal),
	FUNCTION 4 pg_catalog.btequalimage(pg_catalog.oid);

CREATE OPERATOR CLASS tuoyu.staff_ratio_hash_ops DEFAULT FOR TYPE tuoyu.staff_ratio USING hash AS
	OPERATOR 1 tuoyu.=,
	FUNCTION 1 tuoyu.staff_ratio_hash(tuoyu.staff_ratio),
	FUNCTION 2 tuoyu.staff_ratio_hash_extended(tuoyu.staff_ratio, pg_catalog.int8);

COMMENT ON OPERATOR CLASS tuoyu.staff_ratio_ops USING btree IS 'Ratios by strictness, the strictest first';
COMMENT ON OPERATOR CLASS tuoyu.staff_ratio_hash_ops USING hash IS 'Ratios by equality';
COMMENT ON OPERATOR FAMILY tuoyu.staff_ratio_ops USING btree IS 'Ratios by strictness, the strictest first';
COMMENT ON OPERATOR FAMILY tuoyu.staff_ratio_hash_ops USING hash IS 'Ratios by equality';

-- Casts: implicit to text, so that constructs which cannot name their operator still compare ratios after a restore

CREATE FUNCTION tuoyu.text(tuoyu.staff_ratio) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_staff_ratio_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE CAST (tuoyu.staff_ratio AS pg_catalog.text) WITH FUNCTION tuoyu.text(tuoyu.staff_ratio) AS IMPLICIT;

COMMENT ON FUNCTION tuoyu.text(tuoyu.staff_ratio) IS 'The ratio as text: 1:3';
COMMENT ON CAST (tuoyu.staff_ratio AS pg_catalog.text) IS
	'Keeps simple CASE, NULLIF, JOIN USING and IS DISTINCT FROM working where tuoyu is not in the search_path';

CREATE FUNCTION tuoyu.text_cat(pg_catalog.text, tuoyu.staff_ratio) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN $1 OPERATOR(pg_catalog.||) tuoyu.text($2);
CREATE FUNCTION tuoyu.text_cat(tuoyu.staff_ratio, pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN tuoyu.text($1) OPERATOR(pg_catalog.||) $2;

COMMENT ON FUNCTION tuoyu.text_cat(pg_catalog.text, tuoyu.staff_ratio) IS 'Implementation of ||';
COMMENT ON FUNCTION tuoyu.text_cat(tuoyu.staff_ratio, pg_catalog.text) IS 'Implementation of ||';

CREATE OPERATOR tuoyu.|| (
	FUNCTION = tuoyu.text_cat, LEFTARG = pg_catalog.text, RIGHTARG = tuoyu.staff_ratio
);
CREATE OPERATOR tuoyu.|| (
	FUNCTION = tuoyu.text_cat, LEFTARG = tuoyu.staff_ratio, RIGHTARG = pg_catalog.text
);

COMMENT ON OPERATOR tuoyu.|| (pg_catalog.text, tuoyu.staff_ratio) IS 'Concatenate, the ratio as text';
COMMENT ON OPERATOR tuoyu.|| (tuoyu.staff_ratio, pg_catalog.text) IS 'Concatenate, the ratio as text';
