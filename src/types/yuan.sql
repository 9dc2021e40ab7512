-- The type yuan: money in fen.
--
-- An amount is an int8 that counts fen. Where only that integer matters (order, equality, hashing, binary input and
-- output) the functions are those of int8.

CREATE TYPE tuoyu.yuan;

-- input and output

CREATE FUNCTION tuoyu.yuan_in(pg_catalog.cstring) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_in(pg_catalog.cstring) IS
	'Money text to fen: 3000, 3,000.00, ¥3000, 3000元, 1.7亿元, 1万, full-width forms; 22P02 for anything else, 22003 beyond 64 bits or finer than a fen';

CREATE FUNCTION tuoyu.yuan_out(tuoyu.yuan) RETURNS pg_catalog.cstring
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_out(tuoyu.yuan) IS 'Fen to text with two decimals: 3000.00';

CREATE FUNCTION tuoyu.yuan_recv(pg_catalog.internal) RETURNS tuoyu.yuan
	AS 'int8recv'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_recv(pg_catalog.internal) IS
	'Binary input: fen as eight bytes, most significant first; each of them is an amount';

CREATE FUNCTION tuoyu.yuan_send(tuoyu.yuan) RETURNS pg_catalog.bytea
	AS 'int8send'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_send(tuoyu.yuan) IS 'Binary output: fen as eight bytes, most significant first';

CREATE TYPE tuoyu.yuan (
	INPUT = tuoyu.yuan_in,
	OUTPUT = tuoyu.yuan_out,
	RECEIVE = tuoyu.yuan_recv,
	SEND = tuoyu.yuan_send,
	LIKE = pg_catalog.int8,
	CATEGORY = 'N'
);
COMMENT ON TYPE tuoyu.yuan IS
	'人民币金额 (元, exact to the fen): 64 bits of fen, -92233720368547758.08 to 92233720368547758.07; never rounded silently';

-- casts

CREATE FUNCTION tuoyu.yuan(pg_catalog.int2) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_int2_yuan'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan(pg_catalog.int2) IS 'Whole yuan as an amount';

CREATE FUNCTION tuoyu.yuan(pg_catalog.int4) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_int4_yuan'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan(pg_catalog.int4) IS 'Whole yuan as an amount';

CREATE FUNCTION tuoyu.yuan(pg_catalog.int8) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_int8_yuan'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan(pg_catalog.int8) IS 'Whole yuan as an amount; 22003 beyond the range of yuan';

CREATE FUNCTION tuoyu.yuan(pg_catalog.numeric) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_numeric_yuan'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan(pg_catalog.numeric) IS
	'A number of yuan as an amount; 22003 when it is finer than a fen, NaN, infinite or beyond the range of yuan';

CREATE FUNCTION tuoyu.yuan_to_numeric(tuoyu.yuan) RETURNS pg_catalog.numeric
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_to_numeric(tuoyu.yuan) IS 'An amount as a number of yuan with two decimals';

CREATE CAST (pg_catalog.int2 AS tuoyu.yuan) WITH FUNCTION tuoyu.yuan(pg_catalog.int2) AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.int2 AS tuoyu.yuan) IS 'Whole yuan';

CREATE CAST (pg_catalog.int4 AS tuoyu.yuan) WITH FUNCTION tuoyu.yuan(pg_catalog.int4) AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.int4 AS tuoyu.yuan) IS 'Whole yuan';

CREATE CAST (pg_catalog.int8 AS tuoyu.yuan) WITH FUNCTION tuoyu.yuan(pg_catalog.int8) AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.int8 AS tuoyu.yuan) IS 'Whole yuan';

CREATE CAST (pg_catalog.numeric AS tuoyu.yuan) WITH FUNCTION tuoyu.yuan(pg_catalog.numeric) AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.numeric AS tuoyu.yuan) IS 'Exact: a number finer than a fen is refused (22003)';

CREATE CAST (tuoyu.yuan AS pg_catalog.numeric) WITH FUNCTION tuoyu.yuan_to_numeric(tuoyu.yuan) AS IMPLICIT;
COMMENT ON CAST (tuoyu.yuan AS pg_catalog.numeric) IS
	'Implicit, so that CASE, NULLIF, JOIN USING and IS DISTINCT FROM survive a restore, which runs without tuoyu in the search path';

-- arithmetic

CREATE FUNCTION tuoyu.yuan_pl(tuoyu.yuan, tuoyu.yuan) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_pl'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_pl(tuoyu.yuan, tuoyu.yuan) IS 'Implementation of + operator; 22003 on overflow';

CREATE FUNCTION tuoyu.yuan_mi(tuoyu.yuan, tuoyu.yuan) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_mi'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_mi(tuoyu.yuan, tuoyu.yuan) IS 'Implementation of - operator; 22003 on overflow';

CREATE FUNCTION tuoyu.yuan_um(tuoyu.yuan) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_um'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_um(tuoyu.yuan) IS 'Implementation of unary - operator; 22003 for the least amount';

CREATE FUNCTION tuoyu.yuan_up(tuoyu.yuan) RETURNS tuoyu.yuan
	AS 'int8up'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_up(tuoyu.yuan) IS 'Implementation of unary + operator';

CREATE FUNCTION tuoyu.abs(tuoyu.yuan) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_abs'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.abs(tuoyu.yuan) IS 'Absolute amount; 22003 for the least amount';

CREATE OPERATOR tuoyu.+ (
	FUNCTION = tuoyu.yuan_pl, LEFTARG = tuoyu.yuan, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.+)
);
COMMENT ON OPERATOR tuoyu.+ (tuoyu.yuan, tuoyu.yuan) IS 'Sum of two amounts';

CREATE OPERATOR tuoyu.- (
	FUNCTION = tuoyu.yuan_mi, LEFTARG = tuoyu.yuan, RIGHTARG = tuoyu.yuan
);
COMMENT ON OPERATOR tuoyu.- (tuoyu.yuan, tuoyu.yuan) IS 'Difference of two amounts';

CREATE OPERATOR tuoyu.- (
	FUNCTION = tuoyu.yuan_um, RIGHTARG = tuoyu.yuan
);
COMMENT ON OPERATOR tuoyu.- (NONE, tuoyu.yuan) IS 'The opposite amount';

CREATE OPERATOR tuoyu.+ (
	FUNCTION = tuoyu.yuan_up, RIGHTARG = tuoyu.yuan
);
COMMENT ON OPERATOR tuoyu.+ (NONE, tuoyu.yuan) IS 'The amount itself';

CREATE FUNCTION tuoyu.yuan_mul_int2(tuoyu.yuan, pg_catalog.int2) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_mul_int2'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_mul_int2(tuoyu.yuan, pg_catalog.int2) IS
	'Implementation of * operator; 22003 on overflow';

CREATE FUNCTION tuoyu.int2_mul_yuan(pg_catalog.int2, tuoyu.yuan) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_int2_mul_yuan'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.int2_mul_yuan(pg_catalog.int2, tuoyu.yuan) IS
	'Implementation of * operator; 22003 on overflow';

CREATE FUNCTION tuoyu.yuan_div_int2(tuoyu.yuan, pg_catalog.int2) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_div_int2'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_div_int2(tuoyu.yuan, pg_catalog.int2) IS
	'Implementation of / operator; 22012 for a zero divisor, 22003 on overflow';

CREATE OPERATOR tuoyu.* (
	FUNCTION = tuoyu.yuan_mul_int2, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.int2,
	COMMUTATOR = OPERATOR(tuoyu.*)
);
COMMENT ON OPERATOR tuoyu.* (tuoyu.yuan, pg_catalog.int2) IS 'Times a whole number';

CREATE OPERATOR tuoyu.* (
	FUNCTION = tuoyu.int2_mul_yuan, LEFTARG = pg_catalog.int2, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.*)
);
COMMENT ON OPERATOR tuoyu.* (pg_catalog.int2, tuoyu.yuan) IS 'Times a whole number';

CREATE OPERATOR tuoyu./ (
	FUNCTION = tuoyu.yuan_div_int2, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.int2
);
COMMENT ON OPERATOR tuoyu./ (tuoyu.yuan, pg_catalog.int2) IS 'Divided by a number, rounded half away from zero to the fen';

CREATE FUNCTION tuoyu.yuan_mul_int4(tuoyu.yuan, pg_catalog.int4) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_mul_int4'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_mul_int4(tuoyu.yuan, pg_catalog.int4) IS
	'Implementation of * operator; 22003 on overflow';

CREATE FUNCTION tuoyu.int4_mul_yuan(pg_catalog.int4, tuoyu.yuan) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_int4_mul_yuan'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.int4_mul_yuan(pg_catalog.int4, tuoyu.yuan) IS
	'Implementation of * operator; 22003 on overflow';

CREATE FUNCTION tuoyu.yuan_div_int4(tuoyu.yuan, pg_catalog.int4) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_div_int4'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_div_int4(tuoyu.yuan, pg_catalog.int4) IS
	'Implementation of / operator; 22012 for a zero divisor, 22003 on overflow';

CREATE OPERATOR tuoyu.* (
	FUNCTION = tuoyu.yuan_mul_int4, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.int4,
	COMMUTATOR = OPERATOR(tuoyu.*)
);
COMMENT ON OPERATOR tuoyu.* (tuoyu.yuan, pg_catalog.int4) IS 'Times a whole number';

CREATE OPERATOR tuoyu.* (
	FUNCTION = tuoyu.int4_mul_yuan, LEFTARG = pg_catalog.int4, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.*)
);
COMMENT ON OPERATOR tuoyu.* (pg_catalog.int4, tuoyu.yuan) IS 'Times a whole number';

CREATE OPERATOR tuoyu./ (
	FUNCTION = tuoyu.yuan_div_int4, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.int4
);
COMMENT ON OPERATOR tuoyu./ (tuoyu.yuan, pg_catalog.int4) IS 'Divided by a number, rounded half away from zero to the fen';

CREATE FUNCTION tuoyu.yuan_mul_int8(tuoyu.yuan, pg_catalog.int8) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_mul_int8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_mul_int8(tuoyu.yuan, pg_catalog.int8) IS
	'Implementation of * operator; 22003 on overflow';

CREATE FUNCTION tuoyu.int8_mul_yuan(pg_catalog.int8, tuoyu.yuan) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_int8_mul_yuan'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.int8_mul_yuan(pg_catalog.int8, tuoyu.yuan) IS
	'Implementation of * operator; 22003 on overflow';

CREATE FUNCTION tuoyu.yuan_div_int8(tuoyu.yuan, pg_catalog.int8) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_div_int8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_div_int8(tuoyu.yuan, pg_catalog.int8) IS
	'Implementation of / operator; 22012 for a zero divisor, 22003 on overflow';

CREATE OPERATOR tuoyu.* (
	FUNCTION = tuoyu.yuan_mul_int8, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.int8,
	COMMUTATOR = OPERATOR(tuoyu.*)
);
COMMENT ON OPERATOR tuoyu.* (tuoyu.yuan, pg_catalog.int8) IS 'Times a whole number';

CREATE OPERATOR tuoyu.* (
	FUNCTION = tuoyu.int8_mul_yuan, LEFTARG = pg_catalog.int8, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.*)
);
COMMENT ON OPERATOR tuoyu.* (pg_catalog.int8, tuoyu.yuan) IS 'Times a whole number';

CREATE OPERATOR tuoyu./ (
	FUNCTION = tuoyu.yuan_div_int8, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.int8
);
COMMENT ON OPERATOR tuoyu./ (tuoyu.yuan, pg_catalog.int8) IS 'Divided by a number, rounded half away from zero to the fen';

CREATE FUNCTION tuoyu.yuan_mul_numeric(tuoyu.yuan, pg_catalog.numeric) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_mul_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_mul_numeric(tuoyu.yuan, pg_catalog.numeric) IS
	'Implementation of * operator; 22003 on overflow';

CREATE FUNCTION tuoyu.numeric_mul_yuan(pg_catalog.numeric, tuoyu.yuan) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_numeric_mul_yuan'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.numeric_mul_yuan(pg_catalog.numeric, tuoyu.yuan) IS
	'Implementation of * operator; 22003 on overflow';

CREATE FUNCTION tuoyu.yuan_div_numeric(tuoyu.yuan, pg_catalog.numeric) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_div_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_div_numeric(tuoyu.yuan, pg_catalog.numeric) IS
	'Implementation of / operator; 22012 for a zero divisor, 22003 on overflow';

CREATE OPERATOR tuoyu.* (
	FUNCTION = tuoyu.yuan_mul_numeric, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.numeric,
	COMMUTATOR = OPERATOR(tuoyu.*)
);
COMMENT ON OPERATOR tuoyu.* (tuoyu.yuan, pg_catalog.numeric) IS 'Times a number, rounded half away from zero to the fen';

CREATE OPERATOR tuoyu.* (
	FUNCTION = tuoyu.numeric_mul_yuan, LEFTARG = pg_catalog.numeric, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.*)
);
COMMENT ON OPERATOR tuoyu.* (pg_catalog.numeric, tuoyu.yuan) IS 'Times a number, rounded half away from zero to the fen';

CREATE OPERATOR tuoyu./ (
	FUNCTION = tuoyu.yuan_div_numeric, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.numeric
);
COMMENT ON OPERATOR tuoyu./ (tuoyu.yuan, pg_catalog.numeric) IS 'Divided by a number, rounded half away from zero to the fen';

CREATE FUNCTION tuoyu.yuan_div(tuoyu.yuan, tuoyu.yuan) RETURNS pg_catalog.numeric
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_div'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_div(tuoyu.yuan, tuoyu.yuan) IS 'Implementation of / operator; 22012 for a zero divisor';

CREATE OPERATOR tuoyu./ (
	FUNCTION = tuoyu.yuan_div, LEFTARG = tuoyu.yuan, RIGHTARG = tuoyu.yuan
);
COMMENT ON OPERATOR tuoyu./ (tuoyu.yuan, tuoyu.yuan) IS 'Ratio of two amounts, a number';

-- comparison

CREATE FUNCTION tuoyu.yuan_lt(tuoyu.yuan, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'int8lt'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_lt(tuoyu.yuan, tuoyu.yuan) IS 'Implementation of < operator';

CREATE FUNCTION tuoyu.yuan_le(tuoyu.yuan, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'int8le'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_le(tuoyu.yuan, tuoyu.yuan) IS 'Implementation of <= operator';

CREATE FUNCTION tuoyu.yuan_eq(tuoyu.yuan, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'int8eq'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_eq(tuoyu.yuan, tuoyu.yuan) IS 'Implementation of = operator';

CREATE FUNCTION tuoyu.yuan_ne(tuoyu.yuan, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'int8ne'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_ne(tuoyu.yuan, tuoyu.yuan) IS 'Implementation of <> operator';

CREATE FUNCTION tuoyu.yuan_ge(tuoyu.yuan, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'int8ge'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_ge(tuoyu.yuan, tuoyu.yuan) IS 'Implementation of >= operator';

CREATE FUNCTION tuoyu.yuan_gt(tuoyu.yuan, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'int8gt'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_gt(tuoyu.yuan, tuoyu.yuan) IS 'Implementation of > operator';

CREATE OPERATOR tuoyu.< (
	FUNCTION = tuoyu.yuan_lt, LEFTARG = tuoyu.yuan, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.>), NEGATOR = OPERATOR(tuoyu.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR tuoyu.< (tuoyu.yuan, tuoyu.yuan) IS 'Less than';

CREATE OPERATOR tuoyu.<= (
	FUNCTION = tuoyu.yuan_le, LEFTARG = tuoyu.yuan, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.>=), NEGATOR = OPERATOR(tuoyu.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR tuoyu.<= (tuoyu.yuan, tuoyu.yuan) IS 'Less than or equal';

CREATE OPERATOR tuoyu.= (
	FUNCTION = tuoyu.yuan_eq, LEFTARG = tuoyu.yuan, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.=), NEGATOR = OPERATOR(tuoyu.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR tuoyu.= (tuoyu.yuan, tuoyu.yuan) IS 'Equal';

CREATE OPERATOR tuoyu.<> (
	FUNCTION = tuoyu.yuan_ne, LEFTARG = tuoyu.yuan, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.<>), NEGATOR = OPERATOR(tuoyu.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR tuoyu.<> (tuoyu.yuan, tuoyu.yuan) IS 'Not equal';

CREATE OPERATOR tuoyu.>= (
	FUNCTION = tuoyu.yuan_ge, LEFTARG = tuoyu.yuan, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.<=), NEGATOR = OPERATOR(tuoyu.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR tuoyu.>= (tuoyu.yuan, tuoyu.yuan) IS 'Greater than or equal';

CREATE OPERATOR tuoyu.> (
	FUNCTION = tuoyu.yuan_gt, LEFTARG = tuoyu.yuan, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.<), NEGATOR = OPERATOR(tuoyu.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR tuoyu.> (tuoyu.yuan, tuoyu.yuan) IS 'Greater than';

-- With numbers, exactly, whatever their size and decimals; NaN is greatest, as numeric sorts. Integers come this way too: with
-- operators of their own the btree family would need numeric with integer operators, for which plain columns must not pay.

CREATE FUNCTION tuoyu.yuan_numeric_lt(tuoyu.yuan, pg_catalog.numeric) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_numeric_lt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_numeric_lt(tuoyu.yuan, pg_catalog.numeric) IS 'Implementation of < operator';

CREATE FUNCTION tuoyu.yuan_numeric_le(tuoyu.yuan, pg_catalog.numeric) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_numeric_le'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_numeric_le(tuoyu.yuan, pg_catalog.numeric) IS 'Implementation of <= operator';

CREATE FUNCTION tuoyu.yuan_numeric_eq(tuoyu.yuan, pg_catalog.numeric) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_numeric_eq'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_numeric_eq(tuoyu.yuan, pg_catalog.numeric) IS 'Implementation of = operator';

CREATE FUNCTION tuoyu.yuan_numeric_ne(tuoyu.yuan, pg_catalog.numeric) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_numeric_ne'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_numeric_ne(tuoyu.yuan, pg_catalog.numeric) IS 'Implementation of <> operator';

CREATE FUNCTION tuoyu.yuan_numeric_ge(tuoyu.yuan, pg_catalog.numeric) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_numeric_ge'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_numeric_ge(tuoyu.yuan, pg_catalog.numeric) IS 'Implementation of >= operator';

CREATE FUNCTION tuoyu.yuan_numeric_gt(tuoyu.yuan, pg_catalog.numeric) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_numeric_gt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_numeric_gt(tuoyu.yuan, pg_catalog.numeric) IS 'Implementation of > operator';

CREATE OPERATOR tuoyu.< (
	FUNCTION = tuoyu.yuan_numeric_lt, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.numeric,
	COMMUTATOR = OPERATOR(tuoyu.>), NEGATOR = OPERATOR(tuoyu.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR tuoyu.< (tuoyu.yuan, pg_catalog.numeric) IS 'Less than, exact';

CREATE OPERATOR tuoyu.<= (
	FUNCTION = tuoyu.yuan_numeric_le, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.numeric,
	COMMUTATOR = OPERATOR(tuoyu.>=), NEGATOR = OPERATOR(tuoyu.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR tuoyu.<= (tuoyu.yuan, pg_catalog.numeric) IS 'Less than or equal, exact';

CREATE OPERATOR tuoyu.= (
	FUNCTION = tuoyu.yuan_numeric_eq, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.numeric,
	COMMUTATOR = OPERATOR(tuoyu.=), NEGATOR = OPERATOR(tuoyu.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	MERGES
);
COMMENT ON OPERATOR tuoyu.= (tuoyu.yuan, pg_catalog.numeric) IS 'Equal, exact';

CREATE OPERATOR tuoyu.<> (
	FUNCTION = tuoyu.yuan_numeric_ne, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.numeric,
	COMMUTATOR = OPERATOR(tuoyu.<>), NEGATOR = OPERATOR(tuoyu.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR tuoyu.<> (tuoyu.yuan, pg_catalog.numeric) IS 'Not equal, exact';

CREATE OPERATOR tuoyu.>= (
	FUNCTION = tuoyu.yuan_numeric_ge, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.numeric,
	COMMUTATOR = OPERATOR(tuoyu.<=), NEGATOR = OPERATOR(tuoyu.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR tuoyu.>= (tuoyu.yuan, pg_catalog.numeric) IS 'Greater than or equal, exact';

CREATE OPERATOR tuoyu.> (
	FUNCTION = tuoyu.yuan_numeric_gt, LEFTARG = tuoyu.yuan, RIGHTARG = pg_catalog.numeric,
	COMMUTATOR = OPERATOR(tuoyu.<), NEGATOR = OPERATOR(tuoyu.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR tuoyu.> (tuoyu.yuan, pg_catalog.numeric) IS 'Greater than, exact';

CREATE FUNCTION tuoyu.numeric_yuan_lt(pg_catalog.numeric, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_numeric_yuan_lt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.numeric_yuan_lt(pg_catalog.numeric, tuoyu.yuan) IS 'Implementation of < operator';

CREATE FUNCTION tuoyu.numeric_yuan_le(pg_catalog.numeric, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_numeric_yuan_le'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.numeric_yuan_le(pg_catalog.numeric, tuoyu.yuan) IS 'Implementation of <= operator';

CREATE FUNCTION tuoyu.numeric_yuan_eq(pg_catalog.numeric, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_numeric_yuan_eq'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.numeric_yuan_eq(pg_catalog.numeric, tuoyu.yuan) IS 'Implementation of = operator';

CREATE FUNCTION tuoyu.numeric_yuan_ne(pg_catalog.numeric, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_numeric_yuan_ne'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.numeric_yuan_ne(pg_catalog.numeric, tuoyu.yuan) IS 'Implementation of <> operator';

CREATE FUNCTION tuoyu.numeric_yuan_ge(pg_catalog.numeric, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_numeric_yuan_ge'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.numeric_yuan_ge(pg_catalog.numeric, tuoyu.yuan) IS 'Implementation of >= operator';

CREATE FUNCTION tuoyu.numeric_yuan_gt(pg_catalog.numeric, tuoyu.yuan) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_numeric_yuan_gt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.numeric_yuan_gt(pg_catalog.numeric, tuoyu.yuan) IS 'Implementation of > operator';

CREATE OPERATOR tuoyu.< (
	FUNCTION = tuoyu.numeric_yuan_lt, LEFTARG = pg_catalog.numeric, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.>), NEGATOR = OPERATOR(tuoyu.>=),
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR tuoyu.< (pg_catalog.numeric, tuoyu.yuan) IS 'Less than, exact';

CREATE OPERATOR tuoyu.<= (
	FUNCTION = tuoyu.numeric_yuan_le, LEFTARG = pg_catalog.numeric, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.>=), NEGATOR = OPERATOR(tuoyu.>),
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR tuoyu.<= (pg_catalog.numeric, tuoyu.yuan) IS 'Less than or equal, exact';

CREATE OPERATOR tuoyu.= (
	FUNCTION = tuoyu.numeric_yuan_eq, LEFTARG = pg_catalog.numeric, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.=), NEGATOR = OPERATOR(tuoyu.<>),
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
	MERGES
);
COMMENT ON OPERATOR tuoyu.= (pg_catalog.numeric, tuoyu.yuan) IS 'Equal, exact';

CREATE OPERATOR tuoyu.<> (
	FUNCTION = tuoyu.numeric_yuan_ne, LEFTARG = pg_catalog.numeric, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.<>), NEGATOR = OPERATOR(tuoyu.=),
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR tuoyu.<> (pg_catalog.numeric, tuoyu.yuan) IS 'Not equal, exact';

CREATE OPERATOR tuoyu.>= (
	FUNCTION = tuoyu.numeric_yuan_ge, LEFTARG = pg_catalog.numeric, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.<=), NEGATOR = OPERATOR(tuoyu.<),
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR tuoyu.>= (pg_catalog.numeric, tuoyu.yuan) IS 'Greater than or equal, exact';

CREATE OPERATOR tuoyu.> (
	FUNCTION = tuoyu.numeric_yuan_gt, LEFTARG = pg_catalog.numeric, RIGHTARG = tuoyu.yuan,
	COMMUTATOR = OPERATOR(tuoyu.<), NEGATOR = OPERATOR(tuoyu.<=),
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR tuoyu.> (pg_catalog.numeric, tuoyu.yuan) IS 'Greater than, exact';

-- indexing

CREATE FUNCTION tuoyu.yuan_cmp(tuoyu.yuan, tuoyu.yuan) RETURNS pg_catalog.int4
	AS 'btint8cmp'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_cmp(tuoyu.yuan, tuoyu.yuan) IS 'Order of two amounts';

CREATE FUNCTION tuoyu.yuan_numeric_cmp(tuoyu.yuan, pg_catalog.numeric) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_numeric_cmp'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_numeric_cmp(tuoyu.yuan, pg_catalog.numeric) IS 'Order of an amount and a number, exact';

CREATE FUNCTION tuoyu.numeric_yuan_cmp(pg_catalog.numeric, tuoyu.yuan) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_numeric_yuan_cmp'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.numeric_yuan_cmp(pg_catalog.numeric, tuoyu.yuan) IS 'Order of a number and an amount, exact';

CREATE FUNCTION tuoyu.yuan_sortsupport(pg_catalog.internal) RETURNS pg_catalog.void
	AS 'btint8sortsupport'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_sortsupport(pg_catalog.internal) IS 'Quick sorting';

CREATE FUNCTION tuoyu.in_range(tuoyu.yuan, tuoyu.yuan, tuoyu.yuan, pg_catalog.bool, pg_catalog.bool) RETURNS pg_catalog.bool
	AS 'in_range_int8_int8'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.in_range(tuoyu.yuan, tuoyu.yuan, tuoyu.yuan, pg_catalog.bool, pg_catalog.bool) IS
	'RANGE frames with a distance in yuan; 22013 for a negative one';

CREATE FUNCTION tuoyu.in_range(tuoyu.yuan, tuoyu.yuan, pg_catalog.numeric, pg_catalog.bool, pg_catalog.bool) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_in_range_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.in_range(tuoyu.yuan, tuoyu.yuan, pg_catalog.numeric, pg_catalog.bool, pg_catalog.bool) IS
	'RANGE frames with a number of yuan as the distance; 22013 for a negative one or NaN';

CREATE FUNCTION tuoyu.yuan_hash(tuoyu.yuan) RETURNS pg_catalog.int4
	AS 'hashint8'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_hash(tuoyu.yuan) IS 'Hash';

CREATE FUNCTION tuoyu.yuan_hash_extended(tuoyu.yuan, pg_catalog.int8) RETURNS pg_catalog.int8
	AS 'hashint8extended'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_hash_extended(tuoyu.yuan, pg_catalog.int8) IS 'Hash with a seed';

-- The numeric members make the family complete: any two of its types compare within it.
CREATE OPERATOR CLASS tuoyu.yuan_ops DEFAULT FOR TYPE tuoyu.yuan USING btree AS
	OPERATOR 1 tuoyu.< (tuoyu.yuan, tuoyu.yuan),
	OPERATOR 2 tuoyu.<= (tuoyu.yuan, tuoyu.yuan),
	OPERATOR 3 tuoyu.= (tuoyu.yuan, tuoyu.yuan),
	OPERATOR 4 tuoyu.>= (tuoyu.yuan, tuoyu.yuan),
	OPERATOR 5 tuoyu.> (tuoyu.yuan, tuoyu.yuan),
	FUNCTION 1 (tuoyu.yuan, tuoyu.yuan) tuoyu.yuan_cmp(tuoyu.yuan, tuoyu.yuan),
	FUNCTION 2 (tuoyu.yuan, tuoyu.yuan) tuoyu.yuan_sortsupport(pg_catalog.internal),
	FUNCTION 3 (tuoyu.yuan, tuoyu.yuan) tuoyu.in_range(tuoyu.yuan, tuoyu.yuan, tuoyu.yuan, pg_catalog.bool, pg_catalog.bool),
	FUNCTION 4 (tuoyu.yuan, tuoyu.yuan) pg_catalog.btequalimage(pg_catalog.oid),
	OPERATOR 1 tuoyu.< (tuoyu.yuan, pg_catalog.numeric),
	OPERATOR 2 tuoyu.<= (tuoyu.yuan, pg_catalog.numeric),
	OPERATOR 3 tuoyu.= (tuoyu.yuan, pg_catalog.numeric),
	OPERATOR 4 tuoyu.>= (tuoyu.yuan, pg_catalog.numeric),
	OPERATOR 5 tuoyu.> (tuoyu.yuan, pg_catalog.numeric),
	FUNCTION 1 (tuoyu.yuan, pg_catalog.numeric) tuoyu.yuan_numeric_cmp(tuoyu.yuan, pg_catalog.numeric),
	FUNCTION 3 (tuoyu.yuan, pg_catalog.numeric) tuoyu.in_range(tuoyu.yuan, tuoyu.yuan, pg_catalog.numeric, pg_catalog.bool, pg_catalog.bool),
	OPERATOR 1 tuoyu.< (pg_catalog.numeric, tuoyu.yuan),
	OPERATOR 2 tuoyu.<= (pg_catalog.numeric, tuoyu.yuan),
	OPERATOR 3 tuoyu.= (pg_catalog.numeric, tuoyu.yuan),
	OPERATOR 4 tuoyu.>= (pg_catalog.numeric, tuoyu.yuan),
	OPERATOR 5 tuoyu.> (pg_catalog.numeric, tuoyu.yuan),
	FUNCTION 1 (pg_catalog.numeric, tuoyu.yuan) tuoyu.numeric_yuan_cmp(pg_catalog.numeric, tuoyu.yuan),
	OPERATOR 1 pg_catalog.< (pg_catalog.numeric, pg_catalog.numeric),
	OPERATOR 2 pg_catalog.<= (pg_catalog.numeric, pg_catalog.numeric),
	OPERATOR 3 pg_catalog.= (pg_catalog.numeric, pg_catalog.numeric),
	OPERATOR 4 pg_catalog.>= (pg_catalog.numeric, pg_catalog.numeric),
	OPERATOR 5 pg_catalog.> (pg_catalog.numeric, pg_catalog.numeric),
	FUNCTION 1 (pg_catalog.numeric, pg_catalog.numeric) pg_catalog.numeric_cmp(pg_catalog.numeric, pg_catalog.numeric),
	FUNCTION 2 (pg_catalog.numeric, pg_catalog.numeric) pg_catalog.numeric_sortsupport(pg_catalog.internal);
COMMENT ON OPERATOR CLASS tuoyu.yuan_ops USING btree IS 'Amounts by size';
COMMENT ON OPERATOR FAMILY tuoyu.yuan_ops USING btree IS
	'Amounts and numbers by size, so that fee <= 3000 uses an index on fee';

CREATE OPERATOR CLASS tuoyu.yuan_ops DEFAULT FOR TYPE tuoyu.yuan USING hash AS
	OPERATOR 1 tuoyu.= (tuoyu.yuan, tuoyu.yuan),
	FUNCTION 1 (tuoyu.yuan, tuoyu.yuan) tuoyu.yuan_hash(tuoyu.yuan),
	FUNCTION 2 (tuoyu.yuan, tuoyu.yuan) tuoyu.yuan_hash_extended(tuoyu.yuan, pg_catalog.int8);
COMMENT ON OPERATOR CLASS tuoyu.yuan_ops USING hash IS 'Amounts by equality';
COMMENT ON OPERATOR FAMILY tuoyu.yuan_ops USING hash IS 'Amounts by equality';

-- aggregates

CREATE FUNCTION tuoyu.yuan_smaller(tuoyu.yuan, tuoyu.yuan) RETURNS tuoyu.yuan
	AS 'int8smaller'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_smaller(tuoyu.yuan, tuoyu.yuan) IS 'The lesser of two amounts';

CREATE FUNCTION tuoyu.yuan_larger(tuoyu.yuan, tuoyu.yuan) RETURNS tuoyu.yuan
	AS 'int8larger'
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_larger(tuoyu.yuan, tuoyu.yuan) IS 'The greater of two amounts';

CREATE FUNCTION tuoyu.yuan_accum(pg_catalog.internal, tuoyu.yuan) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_accum(pg_catalog.internal, tuoyu.yuan) IS 'Transition of sum and avg';

CREATE FUNCTION tuoyu.yuan_accum_inv(pg_catalog.internal, tuoyu.yuan) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_accum_inv'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_accum_inv(pg_catalog.internal, tuoyu.yuan) IS 'Inverse transition of sum and avg';

CREATE FUNCTION tuoyu.yuan_sum_combine(pg_catalog.internal, pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_sum_combine'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_sum_combine(pg_catalog.internal, pg_catalog.internal) IS 'Combination of partial sums';

CREATE FUNCTION tuoyu.yuan_sum_serialize(pg_catalog.internal) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_sum_serialize'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_sum_serialize(pg_catalog.internal) IS 'A partial sum as bytes';

CREATE FUNCTION tuoyu.yuan_sum_deserialize(pg_catalog.bytea, pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_sum_deserialize'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_sum_deserialize(pg_catalog.bytea, pg_catalog.internal) IS 'A partial sum from bytes';

CREATE FUNCTION tuoyu.yuan_sum_final(pg_catalog.internal) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_sum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_sum_final(pg_catalog.internal) IS
	'Final function of sum; 22003 when the sum is beyond the range of yuan';

CREATE FUNCTION tuoyu.yuan_avg_final(pg_catalog.internal) RETURNS pg_catalog.numeric
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_avg'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_avg_final(pg_catalog.internal) IS 'Final function of avg';

CREATE AGGREGATE tuoyu.sum(tuoyu.yuan) (
	SFUNC = tuoyu.yuan_accum, STYPE = pg_catalog.internal, SSPACE = 32, FINALFUNC = tuoyu.yuan_sum_final,
	COMBINEFUNC = tuoyu.yuan_sum_combine, SERIALFUNC = tuoyu.yuan_sum_serialize, DESERIALFUNC = tuoyu.yuan_sum_deserialize,
	MSFUNC = tuoyu.yuan_accum, MINVFUNC = tuoyu.yuan_accum_inv, MSTYPE = pg_catalog.internal, MSSPACE = 32, MFINALFUNC = tuoyu.yuan_sum_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE tuoyu.sum(tuoyu.yuan) IS
	'Sum of amounts; 22003 only when the sum itself is beyond the range of yuan; NULL of none';

CREATE AGGREGATE tuoyu.avg(tuoyu.yuan) (
	SFUNC = tuoyu.yuan_accum, STYPE = pg_catalog.internal, SSPACE = 32, FINALFUNC = tuoyu.yuan_avg_final,
	COMBINEFUNC = tuoyu.yuan_sum_combine, SERIALFUNC = tuoyu.yuan_sum_serialize, DESERIALFUNC = tuoyu.yuan_sum_deserialize,
	MSFUNC = tuoyu.yuan_accum, MINVFUNC = tuoyu.yuan_accum_inv, MSTYPE = pg_catalog.internal, MSSPACE = 32, MFINALFUNC = tuoyu.yuan_avg_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE tuoyu.avg(tuoyu.yuan) IS 'Mean of amounts as a number; NULL of none';

CREATE AGGREGATE tuoyu.min(tuoyu.yuan) (
	SFUNC = tuoyu.yuan_smaller, STYPE = tuoyu.yuan, COMBINEFUNC = tuoyu.yuan_smaller, SORTOP = OPERATOR(tuoyu.<), PARALLEL = SAFE
);
COMMENT ON AGGREGATE tuoyu.min(tuoyu.yuan) IS 'Least amount; NULL of none';

CREATE AGGREGATE tuoyu.max(tuoyu.yuan) (
	SFUNC = tuoyu.yuan_larger, STYPE = tuoyu.yuan, COMBINEFUNC = tuoyu.yuan_larger, SORTOP = OPERATOR(tuoyu.>), PARALLEL = SAFE
);
COMMENT ON AGGREGATE tuoyu.max(tuoyu.yuan) IS 'Greatest amount; NULL of none';
