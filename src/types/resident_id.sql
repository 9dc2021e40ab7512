-- The number of a person (公民身份号码), GB 11643-1999.

CREATE TYPE tuoyu.resident_id;

CREATE FUNCTION tuoyu.resident_id_in(pg_catalog.cstring) RETURNS tuoyu.resident_id
	AS 'MODULE_PATHNAME', 'tuoyu_resident_id_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_out(tuoyu.resident_id) RETURNS pg_catalog.cstring
	AS 'MODULE_PATHNAME', 'tuoyu_resident_id_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_recv(pg_catalog.internal) RETURNS tuoyu.resident_id
	AS 'MODULE_PATHNAME', 'tuoyu_resident_id_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_send(tuoyu.resident_id) RETURNS pg_catalog.bytea
	AS 'int8send' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE tuoyu.resident_id (
	INPUT = tuoyu.resident_id_in, OUTPUT = tuoyu.resident_id_out, RECEIVE = tuoyu.resident_id_recv, SEND = tuoyu.resident_id_send,
	LIKE = pg_catalog.int8, CATEGORY = 'U'
);

COMMENT ON TYPE tuoyu.resident_id IS
	'公民身份号码, GB 11643-1999: 17 digits and a check character (ISO 7064 MOD 11-2), numbers of residents from abroad (beginning with 9) too. Kept as the 17 digits in 8 bytes. Core messages may print a whole value: put no UNIQUE or CHECK on such a column where that matters';
COMMENT ON FUNCTION tuoyu.resident_id_in(pg_catalog.cstring) IS
	'Text input: 18 characters, x and full width folded, blanks around them; area, date of birth (from 1800) and check character are checked; 22P02 otherwise, with the number masked';
COMMENT ON FUNCTION tuoyu.resident_id_out(tuoyu.resident_id) IS 'Text output';
COMMENT ON FUNCTION tuoyu.resident_id_recv(pg_catalog.internal) IS
	'Binary input: the 17 digits as a number in 8 bytes; checked as text input is (22P03)';
COMMENT ON FUNCTION tuoyu.resident_id_send(tuoyu.resident_id) IS
	'Binary output: the 17 digits as a number in 8 bytes';

-- Comparison: a value is an int8, so these are PostgreSQL's own functions under the type's name.

CREATE FUNCTION tuoyu.resident_id_lt(tuoyu.resident_id, tuoyu.resident_id) RETURNS pg_catalog.bool
	AS 'int8lt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_le(tuoyu.resident_id, tuoyu.resident_id) RETURNS pg_catalog.bool
	AS 'int8le' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_eq(tuoyu.resident_id, tuoyu.resident_id) RETURNS pg_catalog.bool
	AS 'int8eq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_ne(tuoyu.resident_id, tuoyu.resident_id) RETURNS pg_catalog.bool
	AS 'int8ne' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_ge(tuoyu.resident_id, tuoyu.resident_id) RETURNS pg_catalog.bool
	AS 'int8ge' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_gt(tuoyu.resident_id, tuoyu.resident_id) RETURNS pg_catalog.bool
	AS 'int8gt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_cmp(tuoyu.resident_id, tuoyu.resident_id) RETURNS pg_catalog.int4
	AS 'btint8cmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_hash(tuoyu.resident_id) RETURNS pg_catalog.int4
	AS 'hashint8' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_hash_extended(tuoyu.resident_id, pg_catalog.int8) RETURNS pg_catalog.int8
	AS 'hashint8extended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_smaller(tuoyu.resident_id, tuoyu.resident_id) RETURNS tuoyu.resident_id
	AS 'int8smaller' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_larger(tuoyu.resident_id, tuoyu.resident_id) RETURNS tuoyu.resident_id
	AS 'int8larger' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.resident_id_lt(tuoyu.resident_id, tuoyu.resident_id) IS
	'Implements the operator: before';
COMMENT ON FUNCTION tuoyu.resident_id_le(tuoyu.resident_id, tuoyu.resident_id) IS
	'Implements the operator: before or equal';
COMMENT ON FUNCTION tuoyu.resident_id_eq(tuoyu.resident_id, tuoyu.resident_id) IS
	'Implements the operator: equal';
COMMENT ON FUNCTION tuoyu.resident_id_ne(tuoyu.resident_id, tuoyu.resident_id) IS
	'Implements the operator: not equal';
COMMENT ON FUNCTION tuoyu.resident_id_ge(tuoyu.resident_id, tuoyu.resident_id) IS
	'Implements the operator: after or equal';
COMMENT ON FUNCTION tuoyu.resident_id_gt(tuoyu.resident_id, tuoyu.resident_id) IS
	'Implements the operator: after';
COMMENT ON FUNCTION tuoyu.resident_id_cmp(tuoyu.resident_id, tuoyu.resident_id) IS
	'btree comparison: negative, 0 or positive';
COMMENT ON FUNCTION tuoyu.resident_id_hash(tuoyu.resident_id) IS 'Hash';
COMMENT ON FUNCTION tuoyu.resident_id_hash_extended(tuoyu.resident_id, pg_catalog.int8) IS 'Hash with a seed';
COMMENT ON FUNCTION tuoyu.resident_id_smaller(tuoyu.resident_id, tuoyu.resident_id) IS
	'The first of the two in order';
COMMENT ON FUNCTION tuoyu.resident_id_larger(tuoyu.resident_id, tuoyu.resident_id) IS
	'The last of the two in order';

CREATE OPERATOR tuoyu.< (
	FUNCTION = tuoyu.resident_id_lt, LEFTARG = tuoyu.resident_id, RIGHTARG = tuoyu.resident_id,
	COMMUTATOR = OPERATOR(tuoyu.>), NEGATOR = OPERATOR(tuoyu.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
CREATE OPERATOR tuoyu.<= (
	FUNCTION = tuoyu.resident_id_le, LEFTARG = tuoyu.resident_id, RIGHTARG = tuoyu.resident_id,
	COMMUTATOR = OPERATOR(tuoyu.>=), NEGATOR = OPERATOR(tuoyu.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
CREATE OPERATOR tuoyu.= (
	FUNCTION = tuoyu.resident_id_eq, LEFTARG = tuoyu.resident_id, RIGHTARG = tuoyu.resident_id,
	COMMUTATOR = OPERATOR(tuoyu.=), NEGATOR = OPERATOR(tuoyu.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
CREATE OPERATOR tuoyu.<> (
	FUNCTION = tuoyu.resident_id_ne, LEFTARG = tuoyu.resident_id, RIGHTARG = tuoyu.resident_id,
	COMMUTATOR = OPERATOR(tuoyu.<>), NEGATOR = OPERATOR(tuoyu.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
CREATE OPERATOR tuoyu.>= (
	FUNCTION = tuoyu.resident_id_ge, LEFTARG = tuoyu.resident_id, RIGHTARG = tuoyu.resident_id,
	COMMUTATOR = OPERATOR(tuoyu.<=), NEGATOR = OPERATOR(tuoyu.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
CREATE OPERATOR tuoyu.> (
	FUNCTION = tuoyu.resident_id_gt, LEFTARG = tuoyu.resident_id, RIGHTARG = tuoyu.resident_id,
	COMMUTATOR = OPERATOR(tuoyu.<), NEGATOR = OPERATOR(tuoyu.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);

COMMENT ON OPERATOR tuoyu.< (tuoyu.resident_id, tuoyu.resident_id) IS 'Before';
COMMENT ON OPERATOR tuoyu.<= (tuoyu.resident_id, tuoyu.resident_id) IS 'Before or equal';
COMMENT ON OPERATOR tuoyu.= (tuoyu.resident_id, tuoyu.resident_id) IS 'Equal';
COMMENT ON OPERATOR tuoyu.<> (tuoyu.resident_id, tuoyu.resident_id) IS 'Not equal';
COMMENT ON OPERATOR tuoyu.>= (tuoyu.resident_id, tuoyu.resident_id) IS 'After or equal';
COMMENT ON OPERATOR tuoyu.> (tuoyu.resident_id, tuoyu.resident_id) IS 'After';

CREATE OPERATOR CLASS tuoyu.resident_id_ops DEFAULT FOR TYPE tuoyu.resident_id USING btree AS
	OPERATOR 1 tuoyu.<,
	OPERATOR 2 tuoyu.<=,
	OPERATOR 3 tuoyu.=,
	OPERATOR 4 tuoyu.>=,
	OPERATOR 5 tuoyu.>,
	FUNCTION 1 tuoyu.resident_id_cmp(tuoyu.resident_id, tuoyu.resident_id),
	FUNCTION 2 (tuoyu.resident_id, tuoyu.resident_id) pg_catalog.btint8sortsupport(pg_catalog.internal),
	FUNCTION 4 (tuoyu.resident_id, tuoyu.resident_id) pg_catalog.btequalimage(pg_catalog.oid);

CREATE OPERATOR CLASS tuoyu.resident_id_ops DEFAULT FOR TYPE tuoyu.resident_id USING hash AS
	OPERATOR 1 tuoyu.=,
	FUNCTION 1 tuoyu.resident_id_hash(tuoyu.resident_id),
	FUNCTION 2 tuoyu.resident_id_hash_extended(tuoyu.resident_id, pg_catalog.int8);

COMMENT ON OPERATOR CLASS tuoyu.resident_id_ops USING btree IS
	'By area, date of birth and sequence: in the order of the text';
COMMENT ON OPERATOR CLASS tuoyu.resident_id_ops USING hash IS 'Equality of numbers';
COMMENT ON OPERATOR FAMILY tuoyu.resident_id_ops USING btree IS
	'By area, date of birth and sequence: in the order of the text';
COMMENT ON OPERATOR FAMILY tuoyu.resident_id_ops USING hash IS 'Equality of numbers';

CREATE AGGREGATE tuoyu.min(tuoyu.resident_id) (
	SFUNC = tuoyu.resident_id_smaller, STYPE = tuoyu.resident_id, COMBINEFUNC = tuoyu.resident_id_smaller,
	SORTOP = OPERATOR(tuoyu.<), PARALLEL = SAFE
);
CREATE AGGREGATE tuoyu.max(tuoyu.resident_id) (
	SFUNC = tuoyu.resident_id_larger, STYPE = tuoyu.resident_id, COMBINEFUNC = tuoyu.resident_id_larger,
	SORTOP = OPERATOR(tuoyu.>), PARALLEL = SAFE
);

COMMENT ON AGGREGATE tuoyu.min(tuoyu.resident_id) IS 'The first in order; NULL of no rows';
COMMENT ON AGGREGATE tuoyu.max(tuoyu.resident_id) IS 'The last in order; NULL of no rows';

-- What the number says.

CREATE FUNCTION tuoyu.birth_date(tuoyu.resident_id) RETURNS pg_catalog.date
	AS 'MODULE_PATHNAME', 'tuoyu_resident_id_birth_date' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.sex(tuoyu.resident_id) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_resident_id_sex' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.region(tuoyu.resident_id) RETURNS tuoyu.region_code
	AS 'MODULE_PATHNAME', 'tuoyu_resident_id_region' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.mask(tuoyu.resident_id) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_resident_id_mask' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.birth_date(tuoyu.resident_id) IS
	'The date of birth in the number (characters 7 to 14)';
COMMENT ON FUNCTION tuoyu.sex(tuoyu.resident_id) IS '性别：男 (第17位为奇数) 或 女';
COMMENT ON FUNCTION tuoyu.region(tuoyu.resident_id) IS
	'The region of first registration (characters 1 to 6; it may since have been merged or renamed). A number beginning with 9 is of a permanent resident from abroad: the province of application (characters 2 and 3), as the rest is the country';
COMMENT ON FUNCTION tuoyu.mask(tuoyu.resident_id) IS
	'The number with the date of birth starred out: 110105********002X';

-- Text.  The implicit cast keeps CASE, NULLIF and JOIN USING working where search_path is empty (a restore); with it
-- text || label needs operators of its own.

CREATE FUNCTION tuoyu.resident_id_text(tuoyu.resident_id) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_resident_id_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.resident_id_textcat(tuoyu.resident_id, pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN tuoyu.resident_id_text($1) OPERATOR(pg_catalog.||) $2;
CREATE FUNCTION tuoyu.textcat_resident_id(pg_catalog.text, tuoyu.resident_id) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN $1 OPERATOR(pg_catalog.||) tuoyu.resident_id_text($2);

COMMENT ON FUNCTION tuoyu.resident_id_text(tuoyu.resident_id) IS 'As text, in the form that the type prints';
COMMENT ON FUNCTION tuoyu.resident_id_textcat(tuoyu.resident_id, pg_catalog.text) IS
	'Implements the operator: text appended';
COMMENT ON FUNCTION tuoyu.textcat_resident_id(pg_catalog.text, tuoyu.resident_id) IS
	'Implements the operator: appended to text';

CREATE CAST (tuoyu.resident_id AS pg_catalog.text) WITH FUNCTION tuoyu.resident_id_text(tuoyu.resident_id) AS IMPLICIT;

COMMENT ON CAST (tuoyu.resident_id AS pg_catalog.text) IS 'As text, in the form that the type prints';

CREATE OPERATOR tuoyu.|| (
	FUNCTION = tuoyu.resident_id_textcat, LEFTARG = tuoyu.resident_id, RIGHTARG = pg_catalog.text
);
CREATE OPERATOR tuoyu.|| (
	FUNCTION = tuoyu.textcat_resident_id, LEFTARG = pg_catalog.text, RIGHTARG = tuoyu.resident_id
);

COMMENT ON OPERATOR tuoyu.|| (tuoyu.resident_id, pg_catalog.text) IS 'Text appended';
COMMENT ON OPERATOR tuoyu.|| (pg_catalog.text, tuoyu.resident_id) IS 'Appended to text';
