-- The unified social credit code of an organisation (统一社会信用代码), GB 32100-2015.

CREATE TYPE tuoyu.credit_code;

CREATE FUNCTION tuoyu.credit_code_in(pg_catalog.cstring) RETURNS tuoyu.credit_code
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_out(tuoyu.credit_code) RETURNS pg_catalog.cstring
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_recv(pg_catalog.internal) RETURNS tuoyu.credit_code
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_send(tuoyu.credit_code) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE tuoyu.credit_code (
	INPUT = tuoyu.credit_code_in, OUTPUT = tuoyu.credit_code_out, RECEIVE = tuoyu.credit_code_recv, SEND = tuoyu.credit_code_send,
	INTERNALLENGTH = 18, ALIGNMENT = char, CATEGORY = 'U'
);

COMMENT ON TYPE tuoyu.credit_code IS
	'统一社会信用代码, GB 32100-2015: 18 characters, the check character of the organisation code in it (GB 11714) and its own both right';
COMMENT ON FUNCTION tuoyu.credit_code_in(pg_catalog.cstring) IS
	'Text input: 18 characters, lower case and full width folded, blanks around them; both check characters are checked; 22P02 otherwise';
COMMENT ON FUNCTION tuoyu.credit_code_out(tuoyu.credit_code) IS 'Text output';
COMMENT ON FUNCTION tuoyu.credit_code_recv(pg_catalog.internal) IS
	'Binary input: the 18 characters; checked as text input is (22P03)';
COMMENT ON FUNCTION tuoyu.credit_code_send(tuoyu.credit_code) IS 'Binary output: the 18 characters';

-- Comparison.

CREATE FUNCTION tuoyu.credit_code_lt(tuoyu.credit_code, tuoyu.credit_code) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_le(tuoyu.credit_code, tuoyu.credit_code) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_eq(tuoyu.credit_code, tuoyu.credit_code) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_ne(tuoyu.credit_code, tuoyu.credit_code) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_ge(tuoyu.credit_code, tuoyu.credit_code) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_gt(tuoyu.credit_code, tuoyu.credit_code) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_cmp(tuoyu.credit_code, tuoyu.credit_code) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_sortsupport(pg_catalog.internal) RETURNS pg_catalog.void
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_sortsupport' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_hash(tuoyu.credit_code) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_hash_extended(tuoyu.credit_code, pg_catalog.int8) RETURNS pg_catalog.int8
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_smaller(tuoyu.credit_code, tuoyu.credit_code) RETURNS tuoyu.credit_code
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_smaller' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_larger(tuoyu.credit_code, tuoyu.credit_code) RETURNS tuoyu.credit_code
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_larger' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.credit_code_lt(tuoyu.credit_code, tuoyu.credit_code) IS
	'Implements the operator: before';
COMMENT ON FUNCTION tuoyu.credit_code_le(tuoyu.credit_code, tuoyu.credit_code) IS
	'Implements the operator: before or equal';
COMMENT ON FUNCTION tuoyu.credit_code_eq(tuoyu.credit_code, tuoyu.credit_code) IS
	'Implements the operator: equal';
COMMENT ON FUNCTION tuoyu.credit_code_ne(tuoyu.credit_code, tuoyu.credit_code) IS
	'Implements the operator: not equal';
COMMENT ON FUNCTION tuoyu.credit_code_ge(tuoyu.credit_code, tuoyu.credit_code) IS
	'Implements the operator: after or equal';
COMMENT ON FUNCTION tuoyu.credit_code_gt(tuoyu.credit_code, tuoyu.credit_code) IS
	'Implements the operator: after';
COMMENT ON FUNCTION tuoyu.credit_code_cmp(tuoyu.credit_code, tuoyu.credit_code) IS
	'btree comparison: negative, 0 or positive';
COMMENT ON FUNCTION tuoyu.credit_code_sortsupport(pg_catalog.internal) IS 'btree sort support';
COMMENT ON FUNCTION tuoyu.credit_code_hash(tuoyu.credit_code) IS 'Hash';
COMMENT ON FUNCTION tuoyu.credit_code_hash_extended(tuoyu.credit_code, pg_catalog.int8) IS 'Hash with a seed';
COMMENT ON FUNCTION tuoyu.credit_code_smaller(tuoyu.credit_code, tuoyu.credit_code) IS
	'The first of the two in order';
COMMENT ON FUNCTION tuoyu.credit_code_larger(tuoyu.credit_code, tuoyu.credit_code) IS
	'The last of the two in order';

CREATE OPERATOR tuoyu.< (
	FUNCTION = tuoyu.credit_code_lt, LEFTARG = tuoyu.credit_code, RIGHTARG = tuoyu.credit_code,
	COMMUTATOR = OPERATOR(tuoyu.>), NEGATOR = OPERATOR(tuoyu.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
CREATE OPERATOR tuoyu.<= (
	FUNCTION = tuoyu.credit_code_le, LEFTARG = tuoyu.credit_code, RIGHTARG = tuoyu.credit_code,
	COMMUTATOR = OPERATOR(tuoyu.>=), NEGATOR = OPERATOR(tuoyu.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
CREATE OPERATOR tuoyu.= (
	FUNCTION = tuoyu.credit_code_eq, LEFTARG = tuoyu.credit_code, RIGHTARG = tuoyu.credit_code,
	COMMUTATOR = OPERATOR(tuoyu.=), NEGATOR = OPERATOR(tuoyu.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
CREATE OPERATOR tuoyu.<> (
	FUNCTION = tuoyu.credit_code_ne, LEFTARG = tuoyu.credit_code, RIGHTARG = tuoyu.credit_code,
	COMMUTATOR = OPERATOR(tuoyu.<>), NEGATOR = OPERATOR(tuoyu.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
CREATE OPERATOR tuoyu.>= (
	FUNCTION = tuoyu.credit_code_ge, LEFTARG = tuoyu.credit_code, RIGHTARG = tuoyu.credit_code,
	COMMUTATOR = OPERATOR(tuoyu.<=), NEGATOR = OPERATOR(tuoyu.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
CREATE OPERATOR tuoyu.> (
	FUNCTION = tuoyu.credit_code_gt, LEFTARG = tuoyu.credit_code, RIGHTARG = tuoyu.credit_code,
	COMMUTATOR = OPERATOR(tuoyu.<), NEGATOR = OPERATOR(tuoyu.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);

COMMENT ON OPERATOR tuoyu.< (tuoyu.credit_code, tuoyu.credit_code) IS 'Before';
COMMENT ON OPERATOR tuoyu.<= (tuoyu.credit_code, tuoyu.credit_code) IS 'Before or equal';
COMMENT ON OPERATOR tuoyu.= (tuoyu.credit_code, tuoyu.credit_code) IS 'Equal';
COMMENT ON OPERATOR tuoyu.<> (tuoyu.credit_code, tuoyu.credit_code) IS 'Not equal';
COMMENT ON OPERATOR tuoyu.>= (tuoyu.credit_code, tuoyu.credit_code) IS 'After or equal';
COMMENT ON OPERATOR tuoyu.> (tuoyu.credit_code, tuoyu.credit_code) IS 'After';

CREATE OPERATOR CLASS tuoyu.credit_code_ops DEFAULT FOR TYPE tuoyu.credit_code USING btree AS
	OPERATOR 1 tuoyu.<,
	OPERATOR 2 tuoyu.<=,
	OPERATOR 3 tuoyu.=,
	OPERATOR 4 tuoyu.>=,
	OPERATOR 5 tuoyu.>,
	FUNCTION 1 tuoyu.credit_code_cmp(tuoyu.credit_code, tuoyu.credit_code),
	FUNCTION 2 (tuoyu.credit_code, tuoyu.credit_code) tuoyu.credit_code_sortsupport(pg_catalog.internal),
	FUNCTION 4 (tuoyu.credit_code, tuoyu.credit_code) pg_catalog.btequalimage(pg_catalog.oid);

CREATE OPERATOR CLASS tuoyu.credit_code_ops DEFAULT FOR TYPE tuoyu.credit_code USING hash AS
	OPERATOR 1 tuoyu.=,
	FUNCTION 1 tuoyu.credit_code_hash(tuoyu.credit_code),
	FUNCTION 2 tuoyu.credit_code_hash_extended(tuoyu.credit_code, pg_catalog.int8);

COMMENT ON OPERATOR CLASS tuoyu.credit_code_ops USING btree IS
	'In the order of the characters, digits before letters';
COMMENT ON OPERATOR CLASS tuoyu.credit_code_ops USING hash IS 'Equality of codes';
COMMENT ON OPERATOR FAMILY tuoyu.credit_code_ops USING btree IS
	'In the order of the characters, digits before letters';
COMMENT ON OPERATOR FAMILY tuoyu.credit_code_ops USING hash IS 'Equality of codes';

CREATE AGGREGATE tuoyu.min(tuoyu.credit_code) (
	SFUNC = tuoyu.credit_code_smaller, STYPE = tuoyu.credit_code, COMBINEFUNC = tuoyu.credit_code_smaller,
	SORTOP = OPERATOR(tuoyu.<), PARALLEL = SAFE
);
CREATE AGGREGATE tuoyu.max(tuoyu.credit_code) (
	SFUNC = tuoyu.credit_code_larger, STYPE = tuoyu.credit_code, COMBINEFUNC = tuoyu.credit_code_larger,
	SORTOP = OPERATOR(tuoyu.>), PARALLEL = SAFE
);

COMMENT ON AGGREGATE tuoyu.min(tuoyu.credit_code) IS 'The first in order; NULL of no rows';
COMMENT ON AGGREGATE tuoyu.max(tuoyu.credit_code) IS 'The last in order; NULL of no rows';

-- Parts and problems.

CREATE FUNCTION tuoyu.region(tuoyu.credit_code) RETURNS tuoyu.region_code
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_region_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_problem(pg_catalog.text) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_problem' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.region(tuoyu.credit_code) IS
	'The region of the authority that registered it (characters 3 to 8); 100000 there means the nation, 000000';
COMMENT ON FUNCTION tuoyu.credit_code_problem(pg_catalog.text) IS
	'统一社会信用代码有什么错误：正确时为 NULL，否则说明原因（长度、字符、登记管理部门、机构类别、行政区划、两个校验码）';

-- Text.  The implicit cast keeps CASE, NULLIF and JOIN USING working where search_path is empty (a restore); with it
-- text || label needs operators of its own.

CREATE FUNCTION tuoyu.credit_code_text(tuoyu.credit_code) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_credit_code_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION tuoyu.credit_code_textcat(tuoyu.credit_code, pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN tuoyu.credit_code_text($1) OPERATOR(pg_catalog.||) $2;
CREATE FUNCTION tuoyu.textcat_credit_code(pg_catalog.text, tuoyu.credit_code) RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN $1 OPERATOR(pg_catalog.||) tuoyu.credit_code_text($2);

COMMENT ON FUNCTION tuoyu.credit_code_text(tuoyu.credit_code) IS 'As text, in the form that the type prints';
COMMENT ON FUNCTION tuoyu.credit_code_textcat(tuoyu.credit_code, pg_catalog.text) IS
	'Implements the operator: text appended';
COMMENT ON FUNCTION tuoyu.textcat_credit_code(pg_catalog.text, tuoyu.credit_code) IS
	'Implements the operator: appended to text';

CREATE CAST (tuoyu.credit_code AS pg_catalog.text) WITH FUNCTION tuoyu.credit_code_text(tuoyu.credit_code) AS IMPLICIT;

COMMENT ON CAST (tuoyu.credit_code AS pg_catalog.text) IS 'As text, in the form that the type prints';

CREATE OPERATOR tuoyu.|| (
	FUNCTION = tuoyu.credit_code_textcat, LEFTARG = tuoyu.credit_code, RIGHTARG = pg_catalog.text
);
CREATE OPERATOR tuoyu.|| (
	FUNCTION = tuoyu.textcat_credit_code, LEFTARG = pg_catalog.text, RIGHTARG = tuoyu.credit_code
);

COMMENT ON OPERATOR tuoyu.|| (tuoyu.credit_code, pg_catalog.text) IS 'Text appended';
COMMENT ON OPERATOR tuoyu.|| (pg_catalog.text, tuoyu.credit_code) IS 'Appended to text';
