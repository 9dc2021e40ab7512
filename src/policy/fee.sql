-- Affordability: the cap on a fee and whether a fee keeps to it.

CREATE FUNCTION tuoyu.fee_cap(region tuoyu.region_code, as_of pg_catalog.date, fact pg_catalog.record DEFAULT NULL) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_fee_cap'
	LANGUAGE C STABLE PARALLEL SAFE COST 20;

COMMENT ON FUNCTION tuoyu.fee_cap(tuoyu.region_code, pg_catalog.date, pg_catalog.record) IS
	'The affordable (普惠) cap there and then, in yuan a month, for a fee with those facts (columns as in tuoyu.fee_fact; without service_form, full-day care); NULL where no rule is in force';

CREATE FUNCTION tuoyu.fee_floor(region tuoyu.region_code, as_of pg_catalog.date, fact pg_catalog.record DEFAULT NULL) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_fee_floor'
	LANGUAGE C STABLE PARALLEL SAFE COST 20;

COMMENT ON FUNCTION tuoyu.fee_floor(tuoyu.region_code, pg_catalog.date, pg_catalog.record) IS
	'The least fee that the rule in force allows, in yuan a month (the downward float of a guided price, column lowest of fee_rule); NULL where it says none. A fee under it is no less affordable';

CREATE FUNCTION tuoyu.is_affordable(fee tuoyu.yuan, region tuoyu.region_code, as_of pg_catalog.date, fact pg_catalog.record DEFAULT NULL)
	RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME', 'tuoyu_is_affordable'
	LANGUAGE C STABLE PARALLEL SAFE COST 20;

COMMENT ON FUNCTION tuoyu.is_affordable(tuoyu.yuan, tuoyu.region_code, pg_catalog.date, pg_catalog.record) IS
	'Is the fee affordable (普惠)? 以下 includes the number (民法典 1259). A fact about a fee, not the standing 普惠认定; NULL where no rule is in force';

CREATE FUNCTION tuoyu.explain_affordability(fee tuoyu.yuan, region tuoyu.region_code, as_of pg_catalog.date,
		fact pg_catalog.record DEFAULT NULL) RETURNS pg_catalog.jsonb
	AS 'MODULE_PATHNAME', 'tuoyu_explain_affordability'
	LANGUAGE C STABLE PARALLEL SAFE COST 100;

COMMENT ON FUNCTION tuoyu.explain_affordability(tuoyu.yuan, tuoyu.region_code, pg_catalog.date, pg_catalog.record) IS
	'The answer of is_affordable with its reasons: cap, rules with document, 文号, clause, formula, variables, rounding and assumptions';
