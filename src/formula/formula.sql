-- formula: a SQL expression over the columns of a row.

CREATE TYPE tuoyu.formula;

CREATE FUNCTION tuoyu.formula_in(pg_catalog.cstring) RETURNS tuoyu.formula
	AS 'MODULE_PATHNAME', 'tuoyu_formula_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.formula_in(pg_catalog.cstring) IS
	'Input of formula: one SQL expression; its syntax and kinds of node are checked (42601, 0A000), its variables when it is used';

CREATE FUNCTION tuoyu.formula_out(tuoyu.formula) RETURNS pg_catalog.cstring
	AS 'MODULE_PATHNAME', 'tuoyu_formula_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.formula_out(tuoyu.formula) IS 'Output of formula: the source text';

CREATE FUNCTION tuoyu.formula_recv(pg_catalog.internal) RETURNS tuoyu.formula
	AS 'MODULE_PATHNAME', 'tuoyu_formula_recv'
	LANGUAGE C STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.formula_recv(pg_catalog.internal) IS 'Binary input of formula: the text, checked as text input is';

CREATE FUNCTION tuoyu.formula_send(tuoyu.formula) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'tuoyu_formula_send'
	LANGUAGE C STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.formula_send(tuoyu.formula) IS 'Binary output of formula: the text in the client''s encoding';

CREATE TYPE tuoyu.formula (
	INPUT = tuoyu.formula_in,
	OUTPUT = tuoyu.formula_out,
	RECEIVE = tuoyu.formula_recv,
	SEND = tuoyu.formula_send,
	LIKE = pg_catalog.text,
	CATEGORY = 'S',
	COLLATABLE = true
);

COMMENT ON TYPE tuoyu.formula IS
	'A SQL expression whose variables are the columns of the row it is evaluated on, such as least(0.8 * income_urban / 12, 4000); immutable functions of pg_catalog and tuoyu only, no sub-select, aggregate, window or set-returning function, no floating point';

-- As with varchar, text's own operators serve: a formula is stored as text is.
CREATE CAST (tuoyu.formula AS pg_catalog.text) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (tuoyu.formula AS pg_catalog.text) IS 'The source text';

CREATE CAST (pg_catalog.text AS tuoyu.formula) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.text AS tuoyu.formula) IS 'The text as a formula, checked';

CREATE FUNCTION tuoyu.evaluate_support(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_evaluate_support'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.evaluate_support(pg_catalog.internal) IS
	'Planner support: a known formula on the rows of a table is planned as the expression that it is, so that an index on a column can serve evaluate_condition';

CREATE FUNCTION tuoyu.evaluate(formula tuoyu.formula, fact pg_catalog.record) RETURNS pg_catalog.numeric
	AS 'MODULE_PATHNAME', 'tuoyu_evaluate'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 SUPPORT tuoyu.evaluate_support;

COMMENT ON FUNCTION tuoyu.evaluate(tuoyu.formula, pg_catalog.record) IS
	'The formula''s value on the row; NULL when the formula''s is. Unknown variable: 42703; not a number: 42804';

CREATE FUNCTION tuoyu.evaluate_condition(formula tuoyu.formula, fact pg_catalog.record) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_evaluate_condition'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 SUPPORT tuoyu.evaluate_support;

COMMENT ON FUNCTION tuoyu.evaluate_condition(tuoyu.formula, pg_catalog.record) IS
	'The condition''s value on the row. Unknown variable: 42703; not a boolean: 42804. A formula known when a query is planned becomes, on the rows of a table, the expression that it is, so that indexes and partitions serve; so does evaluate';

-- Tries the compilation in a subtransaction, which parallel workers cannot start.
CREATE FUNCTION tuoyu.formula_problem(source pg_catalog.text, facts pg_catalog.regtype) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_formula_problem'
	LANGUAGE C STABLE STRICT PARALLEL UNSAFE;

COMMENT ON FUNCTION tuoyu.formula_problem(pg_catalog.text, pg_catalog.regtype) IS
	'Why the text is no formula (or condition) over rows of that type, with the position; NULL when it is one';
