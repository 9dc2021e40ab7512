-- The type age_band: 未到龄 < 乳儿 < 托小 < 托大 < 超龄 < 混合.

CREATE TYPE tuoyu.age_band;

-- Input and output

CREATE FUNCTION tuoyu.age_band_in(pg_catalog.cstring) RETURNS tuoyu.age_band
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_out(tuoyu.age_band) RETURNS pg_catalog.cstring
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_recv(pg_catalog.internal) RETURNS tuoyu.age_band
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_send(tuoyu.age_band) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE tuoyu.age_band (
	INPUT = tuoyu.age_band_in,
	OUTPUT = tuoyu.age_band_out,
	RECEIVE = tuoyu.age_band_recv,
	SEND = tuoyu.age_band_send,
	LIKE = pg_catalog."char",
	CATEGORY = 'U'
);

COMMENT ON TYPE tuoyu.age_band IS
	'年龄段/班型: 未到龄 < 乳儿 < 托小 < 托大 < 超龄 < 混合; input also 乳儿班, infant, 托小班, toddler, 托大班, preschool, 混合班, mixed (国卫人口发〔2019〕58号)';
COMMENT ON FUNCTION tuoyu.age_band_in(pg_catalog.cstring) IS
	'Reads a label, with or without 班, or its English name; blanks around it are dropped; anything else is an error (22P02)';
COMMENT ON FUNCTION tuoyu.age_band_out(tuoyu.age_band) IS 'The label: 未到龄, 乳儿, 托小, 托大, 超龄 or 混合';
COMMENT ON FUNCTION tuoyu.age_band_recv(pg_catalog.internal) IS
	'Binary input: the text of a label in the client''s encoding, checked as text input is';
COMMENT ON FUNCTION tuoyu.age_band_send(tuoyu.age_band) IS 'Binary output: the text of the label in the client''s encoding';

-- Comparison

CREATE FUNCTION tuoyu.age_band_eq(a tuoyu.age_band, b tuoyu.age_band) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_eq'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_ne(a tuoyu.age_band, b tuoyu.age_band) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_ne'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_lt(a tuoyu.age_band, b tuoyu.age_band) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_lt'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_le(a tuoyu.age_band, b tuoyu.age_band) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_le'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_gt(a tuoyu.age_band, b tuoyu.age_band) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_gt'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_ge(a tuoyu.age_band, b tuoyu.age_band) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_ge'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_smaller(a tuoyu.age_band, b tuoyu.age_band) RETURNS tuoyu.age_band
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_smaller'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_larger(a tuoyu.age_band, b tuoyu.age_band) RETURNS tuoyu.age_band
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_larger'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OPERATOR tuoyu.= (
	FUNCTION = tuoyu.age_band_eq,
	LEFTARG = tuoyu.age_band,
	RIGHTARG = tuoyu.age_band,
	COMMUTATOR = OPERATOR(tuoyu.=),
	NEGATOR = OPERATOR(tuoyu.<>),
	RESTRICT = pg_catalog.eqsel,
	JOIN = pg_catalog.eqjoinsel,
	HASHES,
	MERGES
);

CREATE OPERATOR tuoyu.<> (
	FUNCTION = tuoyu.age_band_ne,
	LEFTARG = tuoyu.age_band,
	RIGHTARG = tuoyu.age_band,
	COMMUTATOR = OPERATOR(tuoyu.<>),
	NEGATOR = OPERATOR(tuoyu.=),
	RESTRICT = pg_catalog.neqsel,
	JOIN = pg_catalog.neqjoinsel
);

CREATE OPERATOR tuoyu.< (
	FUNCTION = tuoyu.age_band_lt,
	LEFTARG = tuoyu.age_band,
	RIGHTARG = tuoyu.age_band,
	COMMUTATOR = OPERATOR(tuoyu.>),
	NEGATOR = OPERATOR(tuoyu.>=),
	RESTRICT = pg_catalog.scalarltsel,
	JOIN = pg_catalog.scalarltjoinsel
);

CREATE OPERATOR tuoyu.<= (
	FUNCTION = tuoyu.age_band_le,
	LEFTARG = tuoyu.age_band,
	RIGHTARG = tuoyu.age_band,
	COMMUTATOR = OPERATOR(tuoyu.>=),
	NEGATOR = OPERATOR(tuoyu.>),
	RESTRICT = pg_catalog.scalarlesel,
	JOIN = pg_catalog.scalarlejoinsel
);

CREATE OPERATOR tuoyu.> (
	FUNCTION = tuoyu.age_band_gt,
	LEFTARG = tuoyu.age_band,
	RIGHTARG = tuoyu.age_band,
	COMMUTATOR = OPERATOR(tuoyu.<),
	NEGATOR = OPERATOR(tuoyu.<=),
	RESTRICT = pg_catalog.scalargtsel,
	JOIN = pg_catalog.scalargtjoinsel
);

CREATE OPERATOR tuoyu.>= (
	FUNCTION = tuoyu.age_band_ge,
	LEFTARG = tuoyu.age_band,
	RIGHTARG = tuoyu.age_band,
	COMMUTATOR = OPERATOR(tuoyu.<=),
	NEGATOR = OPERATOR(tuoyu.<),
	RESTRICT = pg_catalog.scalargesel,
	JOIN = pg_catalog.scalargejoinsel
);

CREATE AGGREGATE tuoyu.min(tuoyu.age_band) (
	SFUNC = tuoyu.age_band_smaller,
	STYPE = tuoyu.age_band,
	COMBINEFUNC = tuoyu.age_band_smaller,
	SORTOP = OPERATOR(tuoyu.<),
	PARALLEL = SAFE
);

CREATE AGGREGATE tuoyu.max(tuoyu.age_band) (
	SFUNC = tuoyu.age_band_larger,
	STYPE = tuoyu.age_band,
	COMBINEFUNC = tuoyu.age_band_larger,
	SORTOP = OPERATOR(tuoyu.>),
	PARALLEL = SAFE
);

COMMENT ON FUNCTION tuoyu.age_band_eq(tuoyu.age_band, tuoyu.age_band) IS 'Whether a is the same band as b; implementation of =';
COMMENT ON FUNCTION tuoyu.age_band_ne(tuoyu.age_band, tuoyu.age_band) IS 'Whether a is another band than b; implementation of <>';
COMMENT ON FUNCTION tuoyu.age_band_lt(tuoyu.age_band, tuoyu.age_band) IS 'Whether a is a younger band than b (混合 is last); implementation of <';
COMMENT ON FUNCTION tuoyu.age_band_le(tuoyu.age_band, tuoyu.age_band) IS 'Whether a is a younger band than b, or the same (混合 is last); implementation of <=';
COMMENT ON FUNCTION tuoyu.age_band_gt(tuoyu.age_band, tuoyu.age_band) IS 'Whether a is an older band than b (混合 is last); implementation of >';
COMMENT ON FUNCTION tuoyu.age_band_ge(tuoyu.age_band, tuoyu.age_band) IS 'Whether a is an older band than b, or the same (混合 is last); implementation of >=';
COMMENT ON FUNCTION tuoyu.age_band_smaller(tuoyu.age_band, tuoyu.age_band) IS 'The younger of two bands';
COMMENT ON FUNCTION tuoyu.age_band_larger(tuoyu.age_band, tuoyu.age_band) IS 'The older of two bands; 混合 is last in the order';
COMMENT ON OPERATOR tuoyu.= (tuoyu.age_band, tuoyu.age_band) IS 'Whether a is the same band as b';
COMMENT ON OPERATOR tuoyu.<> (tuoyu.age_band, tuoyu.age_band) IS 'Whether a is another band than b';
COMMENT ON OPERATOR tuoyu.< (tuoyu.age_band, tuoyu.age_band) IS 'Whether a is a younger band than b (混合 is last)';
COMMENT ON OPERATOR tuoyu.<= (tuoyu.age_band, tuoyu.age_band) IS 'Whether a is a younger band than b, or the same (混合 is last)';
COMMENT ON OPERATOR tuoyu.> (tuoyu.age_band, tuoyu.age_band) IS 'Whether a is an older band than b (混合 is last)';
COMMENT ON OPERATOR tuoyu.>= (tuoyu.age_band, tuoyu.age_band) IS 'Whether a is an older band than b, or the same (混合 is last)';
COMMENT ON AGGREGATE tuoyu.min(tuoyu.age_band) IS 'The youngest band';
COMMENT ON AGGREGATE tuoyu.max(tuoyu.age_band) IS 'The oldest band; 混合 is last in the order';

-- Indexing

CREATE FUNCTION tuoyu.age_band_cmp(a tuoyu.age_band, b tuoyu.age_band) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_cmp'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_sortsupport(pg_catalog.internal) RETURNS pg_catalog.void
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_sortsupport'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_hash(tuoyu.age_band) RETURNS pg_catalog.int4
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_hash'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

CREATE FUNCTION tuoyu.age_band_hash_extended(tuoyu.age_band, pg_catalog.int8) RETURNS pg_catalog.int8
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_hash_extended'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

CREATE OPERATOR FAMILY tuoyu.age_band_ops USING btree;
CREATE OPERATOR CLASS tuoyu.age_band_ops
	DEFAULT FOR TYPE tuoyu.age_band USING btree FAMILY tuoyu.age_band_ops AS
	OPERATOR 1 tuoyu.<,
	OPERATOR 2 tuoyu.<=,
	OPERATOR 3 tuoyu.=,
	OPERATOR 4 tuoyu.>=,
	OPERATOR 5 tuoyu.>,
	FUNCTION 1 tuoyu.age_band_cmp(tuoyu.age_band, tuoyu.age_band),
	FUNCTION 2 tuoyu.age_band_sortsupport(pg_catalog.internal),
	FUNCTION 4 pg_catalog.btequalimage(pg_catalog.oid);

CREATE OPERATOR FAMILY tuoyu.age_band_ops USING hash;
CREATE OPERATOR CLASS tuoyu.age_band_ops
	DEFAULT FOR TYPE tuoyu.age_band USING hash FAMILY tuoyu.age_band_ops AS
	OPERATOR 1 tuoyu.=,
	FUNCTION 1 tuoyu.age_band_hash(tuoyu.age_band),
	FUNCTION 2 tuoyu.age_band_hash_extended(tuoyu.age_band, pg_catalog.int8);

COMMENT ON FUNCTION tuoyu.age_band_cmp(tuoyu.age_band, tuoyu.age_band) IS
	'Negative, 0 or positive as a comes before, equals or comes after b; for btree';
COMMENT ON FUNCTION tuoyu.age_band_sortsupport(pg_catalog.internal) IS 'Quick sorting, for btree';
COMMENT ON FUNCTION tuoyu.age_band_hash(tuoyu.age_band) IS 'Hash of a band';
COMMENT ON FUNCTION tuoyu.age_band_hash_extended(tuoyu.age_band, pg_catalog.int8) IS 'Hash of a band with a 64-bit seed';
COMMENT ON OPERATOR FAMILY tuoyu.age_band_ops USING btree IS 'Order of age bands: 未到龄 < 乳儿 < 托小 < 托大 < 超龄 < 混合';
COMMENT ON OPERATOR FAMILY tuoyu.age_band_ops USING hash IS 'Equality of age bands';
COMMENT ON OPERATOR CLASS tuoyu.age_band_ops USING btree IS 'Order of age bands: 未到龄 < 乳儿 < 托小 < 托大 < 超龄 < 混合';
COMMENT ON OPERATOR CLASS tuoyu.age_band_ops USING hash IS 'Equality of age bands';

-- Casts

CREATE FUNCTION tuoyu.age_band_text(tuoyu.age_band) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_age_band_text'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

-- Implicit, so that CASE, NULLIF and USING still find an equality where the search path lacks tuoyu (as in a restore).
CREATE CAST (tuoyu.age_band AS pg_catalog.text) WITH FUNCTION tuoyu.age_band_text(tuoyu.age_band) AS IMPLICIT;

-- With the implicit cast, core's text || anynonarray and text || text would tie.
CREATE FUNCTION tuoyu.age_band_concat(band tuoyu.age_band, suffix pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
	RETURN tuoyu.age_band_text(band) OPERATOR(pg_catalog.||) suffix;

CREATE FUNCTION tuoyu.age_band_concat(prefix pg_catalog.text, band tuoyu.age_band) RETURNS pg_catalog.text
	LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
	RETURN prefix OPERATOR(pg_catalog.||) tuoyu.age_band_text(band);

CREATE OPERATOR tuoyu.|| (
	FUNCTION = tuoyu.age_band_concat,
	LEFTARG = tuoyu.age_band,
	RIGHTARG = pg_catalog.text
);

CREATE OPERATOR tuoyu.|| (
	FUNCTION = tuoyu.age_band_concat,
	LEFTARG = pg_catalog.text,
	RIGHTARG = tuoyu.age_band
);

COMMENT ON FUNCTION tuoyu.age_band_text(tuoyu.age_band) IS 'The label as text';
COMMENT ON CAST (tuoyu.age_band AS pg_catalog.text) IS 'The label as text';
COMMENT ON FUNCTION tuoyu.age_band_concat(tuoyu.age_band, pg_catalog.text) IS 'The label followed by a text; implementation of ||';
COMMENT ON FUNCTION tuoyu.age_band_concat(pg_catalog.text, tuoyu.age_band) IS 'A text followed by the label; implementation of ||';
COMMENT ON OPERATOR tuoyu.|| (tuoyu.age_band, pg_catalog.text) IS 'The label followed by a text';
COMMENT ON OPERATOR tuoyu.|| (pg_catalog.text, tuoyu.age_band) IS 'A text followed by the label';
