-- Subsidies: what is due for a fact.

CREATE TYPE tuoyu.subsidy_line AS (
	item pg_catalog.text,
	payee pg_catalog.text,
	unit pg_catalog.text,
	during pg_catalog.daterange,
	amount tuoyu.yuan,
	family_pays tuoyu.yuan,
	funder_shares pg_catalog.jsonb,
	instalment pg_catalog.int4,
	rule pg_catalog.text,
	document pg_catalog.text,
	doc_number pg_catalog.text,
	clause pg_catalog.text,
	formula pg_catalog.text,
	assumptions pg_catalog.text[],
	trace pg_catalog.jsonb
);

COMMENT ON TYPE tuoyu.subsidy_line IS '一笔补贴及其依据';
COMMENT ON COLUMN tuoyu.subsidy_line.item IS '补贴项目';
COMMENT ON COLUMN tuoyu.subsidy_line.payee IS '补贴对象';
COMMENT ON COLUMN tuoyu.subsidy_line.unit IS '计补单位';
COMMENT ON COLUMN tuoyu.subsidy_line.during IS '所计期间：结算周期内自首个至末个在托日';
COMMENT ON COLUMN tuoyu.subsidy_line.amount IS '金额，元';
COMMENT ON COLUMN tuoyu.subsidy_line.family_pays IS '家庭仍须支付，元；规则未规定时为空';
COMMENT ON COLUMN tuoyu.subsidy_line.funder_shares IS '各级财政分担额，元；文件未载明时为空对象';
COMMENT ON COLUMN tuoyu.subsidy_line.instalment IS '第几期；一次拨付时为空';
COMMENT ON COLUMN tuoyu.subsidy_line.rule IS '规则标识';
COMMENT ON COLUMN tuoyu.subsidy_line.document IS '出处文件';
COMMENT ON COLUMN tuoyu.subsidy_line.doc_number IS '文号';
COMMENT ON COLUMN tuoyu.subsidy_line.clause IS '条款';
COMMENT ON COLUMN tuoyu.subsidy_line.formula IS '金额公式';
COMMENT ON COLUMN tuoyu.subsidy_line.assumptions IS '文件未载明、由规则假定的事项';
COMMENT ON COLUMN tuoyu.subsidy_line.trace IS '计算过程：代入的变量和参数、基准日、未取整的结果、封顶、取整、分担';

CREATE FUNCTION tuoyu.subsidy_lines(fact pg_catalog.record, scenario pg_catalog.text DEFAULT NULL) RETURNS SETOF tuoyu.subsidy_line
	AS 'MODULE_PATHNAME', 'tuoyu_subsidy_lines'
	LANGUAGE C STABLE PARALLEL SAFE COST 200 ROWS 2;

COMMENT ON FUNCTION tuoyu.subsidy_lines(pg_catalog.record, pg_catalog.text) IS
	'What is due for a fact (columns as in tuoyu.care_fact): a line for each rule and settlement period, with its basis; no line where no rule applies. With a scenario, its rules overlay the law in force. For values that change over time see subsidy_lines_over';

CREATE FUNCTION tuoyu.subsidy_amount_support(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tuoyu_subsidy_amount_support'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tuoyu.subsidy_amount_support(pg_catalog.internal) IS
	'Planner support: a fact that is a row of a table, or that the query puts together, is passed column by column';

CREATE FUNCTION tuoyu.subsidy_amount_by_columns(row_type pg_catalog.record, item pg_catalog.text, scenario pg_catalog.text,
		VARIADIC columns pg_catalog."any") RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_subsidy_amount_by_columns'
	LANGUAGE C STABLE PARALLEL SAFE COST 100;

COMMENT ON FUNCTION tuoyu.subsidy_amount_by_columns(pg_catalog.record, pg_catalog.text, pg_catalog.text, pg_catalog."any") IS
	'What the planner makes of subsidy_amount(row, ...): the same, with a NULL that names the row''s type and the row''s columns, so that no row need be formed. Not to be called by hand. Columns that are not the type''s: 42804';

CREATE FUNCTION tuoyu.subsidy_amount(fact pg_catalog.record, item pg_catalog.text DEFAULT NULL, scenario pg_catalog.text DEFAULT NULL)
	RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_subsidy_amount'
	LANGUAGE C STABLE PARALLEL SAFE COST 100 SUPPORT tuoyu.subsidy_amount_support;

COMMENT ON FUNCTION tuoyu.subsidy_amount(pg_catalog.record, pg_catalog.text, pg_catalog.text) IS
	'The sum of the lines that subsidy_lines gives, of one item or of all; NULL (not 0) where no rule applies';

CREATE FUNCTION tuoyu.subsidy_lines_over(facts pg_catalog._record, scenario pg_catalog.text DEFAULT NULL) RETURNS SETOF tuoyu.subsidy_line
	AS 'MODULE_PATHNAME', 'tuoyu_subsidy_lines_over'
	LANGUAGE C STABLE PARALLEL SAFE COST 400 ROWS 4;

COMMENT ON FUNCTION tuoyu.subsidy_lines_over(pg_catalog._record, pg_catalog.text) IS
	'What is due for one child or institution whose facts change over time: an array of rows as for subsidy_lines, each with the days on which it holds in "during"; the first may instead be about a day (as_of), as an event is, and the others say how things stood later. A rule reads the row of its reference day; one that is read each day (each_day) is cut where the rows change. Rows that overlap or are of different regions are an error (22023)';

CREATE FUNCTION tuoyu.subsidy_amount_over(facts pg_catalog._record, item pg_catalog.text DEFAULT NULL, scenario pg_catalog.text DEFAULT NULL)
	RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_subsidy_amount_over'
	LANGUAGE C STABLE PARALLEL SAFE COST 200;

COMMENT ON FUNCTION tuoyu.subsidy_amount_over(pg_catalog._record, pg_catalog.text, pg_catalog.text) IS
	'The sum of the lines that subsidy_lines_over gives, of one item or of all; NULL (not 0) where no rule applies';
