/*
 * compile.c
 *		From a formula's text to something that runs: PostgreSQL's own parse analysis, planning and expression set-up.
 *
 * What may be in a formula is decided twice: by form on the raw tree (raw.c), by meaning here, on the analysed tree:
 * immutable functions of pg_catalog and tuoyu over a closed list of types, which leaves out floating point (inexact),
 * time zones and locales (they are the session's), and everything that a user could redefine.
 */
#include "tuoyu.h"

#include "access/htup_details.h"
#include "catalog/pg_namespace_d.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type_d.h"
#include "executor/executor.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_type.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/syscache.h"

#include "formula/formula.h"
#include "formula/raw.h"
#include "tuoyu_schema.h"

/* What the checks after analysis need to know. */
typedef struct CheckContext
{
	ParseState *pstate;
	Node	   *raw;
	FormulaScope *scope;
	Node	   *node;			/* the node whose functions are being looked at */
} CheckContext;

/*
 * Variables
 */

/* Money enters formulas as numeric, so that it mixes with numbers everywhere and nothing rounds it on the way. */
static Node *
money_as_numeric(ParseState *pstate, Node *variable, Oid type)
{
	if (type != tuoyu_type_oid("yuan"))
		return variable;
	return coerce_to_target_type(pstate, variable, type, NUMERICOID, -1, COERCION_IMPLICIT, COERCE_IMPLICIT_CAST, -1);
}

/* A column of the fact as a Var on the scan tuple; a domain is read as its base type. */
static Node *
fact_variable(ParseState *pstate, TupleDesc fact, int attno, int location)
{
	Form_pg_attribute att = TupleDescAttr(fact, attno - 1);
	Var		   *var = makeVar(1, attno, att->atttypid, att->atttypmod, att->attcollation, 0);
	int32		typmod = att->atttypmod;
	Oid			base = getBaseTypeAndTypmod(att->atttypid, &typmod);

	var->location = location;
	if (base == att->atttypid)
		return money_as_numeric(pstate, (Node *) var, base);
	return money_as_numeric(pstate, (Node *) makeRelabelType((Expr *) var, base, typmod, att->attcollation,
															 COERCE_IMPLICIT_CAST), base);
}

int
tuoyu_column_number(TupleDesc desc, const char *name)
{
	for (int i = 0; desc != NULL && i < desc->natts; i++)
		if (!TupleDescAttr(desc, i)->attisdropped && strcmp(NameStr(TupleDescAttr(desc, i)->attname), name) == 0)
			return i + 1;
	return 0;
}

/* Finds the cast of the name at a location of the raw tree, if there is one. */
typedef struct CastSearch
{
	int			location;
	TypeName   *found;
} CastSearch;

static bool
find_cast(Node *node, void *arg)
{
	CastSearch *search = arg;

	if (node == NULL)
		return false;
	if (IsA(node, TypeCast))
	{
		TypeCast   *cast = (TypeCast *) node;

		if (IsA(cast->arg, ColumnRef) && ((ColumnRef *) cast->arg)->location == search->location)
		{
			search->found = cast->typeName;
			return true;
		}
	}
	return raw_expression_tree_walker(node, find_cast, arg);
}

Oid
tuoyu_formula_hint(ParseState *pstate, int location)
{
	FormulaScope *scope = pstate->p_ref_hook_state;
	CastSearch	search = {location, NULL};
	Oid			type;

	(void) find_cast(scope->raw, &search);
	if (search.found == NULL)
		return InvalidOid;
	type = typenameTypeId(pstate, search.found);
	return TypeCategory(type) == TYPCATEGORY_NUMERIC ? InvalidOid : type;
}

/* Parser hook: what a name in the formula stands for.  Its form is that of a plain name already. */
static Node *
resolve_variable(ParseState *pstate, ColumnRef *ref)
{
	FormulaScope *scope = pstate->p_ref_hook_state;
	const char *name = strVal(linitial(ref->fields));
	Node	   *result = NULL;
	int			column;

	column = tuoyu_column_number(scope->fact, name);
	if (column > 0)
	{
		if (scope->note_column != NULL)
			scope->note_column(scope->arg, name, TupleDescAttr(scope->fact, column - 1)->atttypid, column);
		return fact_variable(pstate, scope->fact, column, ref->location);
	}
	if (scope->resolve != NULL)
		result = scope->resolve(scope->arg, pstate, name, ref->location);
	if (result == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("formula variable \"%s\" does not exist", name),
				 errdetail("The row has no column of that name."),
				 errhint("The variables of a formula are the columns of the row that it is evaluated on."),
				 parser_errposition(pstate, ref->location)));
	return result;
}

/*
 * Checks after analysis
 */

/* Types that compute exactly and read the same in every session. */
static bool
is_allowed_type(Oid type)
{
	Oid			element;

	type = getBaseType(type);
	element = get_element_type(type);
	if (OidIsValid(element))
		type = getBaseType(element);
	switch (type)
	{
		case BOOLOID:
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case NUMERICOID:
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
		case UNKNOWNOID:
		case DATEOID:
		case TIMESTAMPOID:
		case INTERVALOID:
		case INT4RANGEOID:
		case INT8RANGEOID:
		case NUMRANGEOID:
		case DATERANGEOID:
		case DATEMULTIRANGEOID:
			return true;
		default:
			return tuoyu_is_our_type(type);
	}
}

static void
check_type(CheckContext *context, Node *node)
{
	Oid			type = exprType(node);

	if (is_allowed_type(type))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("type %s is not allowed in a formula", format_type_be(type)),
			 type == FLOAT4OID || type == FLOAT8OID ?
			 errdetail("Floating point is not exact.") :
			 errdetail("Formulas compute with numbers, text, dates, intervals, ranges and the types of tuoyu."),
			 errhint("Cast the value to numeric, text or another of these types."),
			 parser_errposition(context->pstate, exprLocation(node))));
}

/* Callback of check_functions_in_node: true never, as every refusal is an error of its own. */
static bool
check_function(Oid function, void *arg)
{
	CheckContext *context = arg;
	Oid			schema = get_func_namespace(function);
	int			location = exprLocation(context->node);

	if (schema != PG_CATALOG_NAMESPACE && schema != tuoyu_schema_oid())
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("function %s is not allowed in a formula", format_procedure(function)),
				 errdetail("Only functions of PostgreSQL and of tuoyu are."),
				 errhint("Compute the value outside and give it to the formula as a column of the row."),
				 parser_errposition(context->pstate, location)));
	if (get_func_retset(function))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-returning functions are not allowed in a formula"),
				 errdetail("Function %s returns a set.", format_procedure(function)),
				 errhint("Compute the value outside and give it to the formula as a column of the row."),
				 parser_errposition(context->pstate, location)));
	if (func_volatile(function) != PROVOLATILE_IMMUTABLE)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("function %s is not allowed in a formula", format_procedure(function)),
				 errdetail("It is not immutable: it may give another result for the same arguments."),
				 errhint("Compute the value outside and give it to the formula as a column of the row."),
				 parser_errposition(context->pstate, location)));
	return false;
}

/* True for an ISO date, with or without a time of day, of the given length. */
static bool
is_iso_instant(const char *token, size_t length)
{
	static const char *const shape = "dddd-dd-dd dd:dd:dd";

	if (length != 10 && length != 16 && length != 19)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		bool		digit = token[i] >= '0' && token[i] <= '9';

		if (shape[i] == 'd' ? !digit : (token[i] != shape[i] && !(shape[i] == ' ' && token[i] == 'T')))
			return false;
	}
	return true;
}

/* True when every part of a date, range or array literal means the same in every session and on every day. */
static bool
is_lasting_literal(const char *literal)
{
	const char *separators = "[](){},\"";

	while (*literal != '\0')
	{
		size_t		length;

		literal += strspn(literal, separators);
		literal += strspn(literal, " ");
		length = strcspn(literal, separators);
		while (length > 0 && literal[length - 1] == ' ')
			length--;
		if (length > 0 && !is_iso_instant(literal, length) &&
			pg_strncasecmp(literal, "infinity", Max(length, 8)) != 0 &&
			pg_strncasecmp(literal, "-infinity", Max(length, 9)) != 0 &&
			pg_strncasecmp(literal, "empty", Max(length, 5)) != 0)
			return false;
		literal += strcspn(literal, separators);
	}
	return true;
}

/* Finds the literal at a location of the raw tree that does not last, if there is one. */
typedef struct LiteralSearch
{
	int			location;
	const char *found;
} LiteralSearch;

static bool
find_literal(Node *node, void *arg)
{
	LiteralSearch *search = arg;

	if (node == NULL)
		return false;
	if (IsA(node, A_Const))
	{
		A_Const    *constant = (A_Const *) node;

		if (constant->location == search->location && !constant->isnull && IsA(&constant->val, String))
			search->found = strVal(&constant->val);
		return search->found != NULL;
	}
	return raw_expression_tree_walker(node, find_literal, arg);
}

/* Dates are written out: 'today' would be frozen at compilation, 01/02/2024 is a matter of DateStyle. */
static void
check_literal(CheckContext *context, Const *constant)
{
	LiteralSearch search = {constant->location, NULL};
	Oid			type = constant->consttype;
	Oid			element = get_element_type(type);

	if (OidIsValid(element))
		type = element;
	if (type != DATEOID && type != TIMESTAMPOID && type != DATERANGEOID && type != DATEMULTIRANGEOID)
		return;
	(void) find_literal(context->raw, &search);
	if (search.found == NULL || is_lasting_literal(search.found))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("date \"%s\" is not allowed in a formula", search.found),
			 errdetail("It depends on the day or on the session in which it is read."),
			 errhint("Write dates as YYYY-MM-DD."),
			 parser_errposition(context->pstate, constant->location)));
}

/* Tell the scope of an operator, if it wants to know. */
static void
note_operator(CheckContext *context, OpExpr *operator)
{
	if (context->scope->note_operator != NULL)
		context->scope->note_operator(context->scope->arg, operator->opfuncid, operator->location);
}

/* Walks the analysed tree; every kind of node that is not named here is refused. */
static bool
check_node(Node *node, void *arg)
{
	CheckContext *context = arg;

	if (node == NULL)
		return false;
	context->node = node;
	switch (nodeTag(node))
	{
		case T_Aggref:
		case T_GroupingFunc:
			ereport(ERROR,
					(errcode(ERRCODE_GROUPING_ERROR),
					 errmsg("aggregate functions are not allowed in a formula"),
					 errdetail("A formula is one SQL expression over the columns of a row."),
					 errhint("Compute the value outside and give it to the formula as a column of the row."),
					 parser_errposition(context->pstate, exprLocation(node))));
			break;
		case T_Const:
			check_literal(context, (Const *) node);
			check_type(context, node);
			break;
		case T_Var:
		case T_FuncExpr:
		case T_OpExpr:
		case T_DistinctExpr:
		case T_NullIfExpr:
		case T_ScalarArrayOpExpr:
		case T_BoolExpr:
		case T_RelabelType:
		case T_CoerceViaIO:
		case T_ArrayCoerceExpr:
		case T_ArrayExpr:
		case T_CaseExpr:
		case T_CaseTestExpr:
		case T_CoalesceExpr:
		case T_MinMaxExpr:
		case T_NullTest:
		case T_BooleanTest:
		case T_SubscriptingRef:
		case T_CollateExpr:
			check_type(context, node);
			break;
		case T_CaseWhen:
		case T_List:
		case T_NamedArgExpr:
			break;
		default:
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("expressions of this kind are not allowed in a formula"),
					 parser_errposition(context->pstate, exprLocation(node))));
	}
	(void) check_functions_in_node(node, check_function, context);
	if (IsA(node, OpExpr))
		note_operator(context, (OpExpr *) node);
	return expression_tree_walker(node, check_node, arg);
}

/*
 * Compilation
 */

/* The analysed expression as the wanted type; InvalidOid takes a number or a condition as it is. */
static Node *
coerce_result(ParseState *pstate, Node *expr, Oid result_type)
{
	Oid			type = exprType(expr);
	Node	   *result = NULL;

	if (!OidIsValid(result_type))
		result_type = type == BOOLOID ? BOOLOID : NUMERICOID;
	/* text would convert by its input function; a formula that yields text is a mistake */
	if (type == UNKNOWNOID || result_type == BOOLOID || TypeCategory(type) == TYPCATEGORY_NUMERIC)
		result = coerce_to_target_type(pstate, expr, type, result_type, -1, COERCION_ASSIGNMENT, COERCE_IMPLICIT_CAST, -1);
	if (result == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("formula must be of type %s, not type %s", format_type_be(result_type), format_type_be(type)),
				 errdetail("A formula gives a number, a condition gives true or false."),
				 type == NUMERICOID && result_type == BOOLOID ?
				 errhint("Compare the number with something; a name that is no column of the fact is a policy parameter, a number.") :
				 errhint("Use a CASE or a cast where the value is of another type."),
				 parser_errposition(pstate, exprLocation(expr))));
	return result;
}

Node *
tuoyu_formula_coerce(ParseState *pstate, Node *expr, Oid type, const char *name)
{
	Node	   *result = coerce_to_target_type(pstate, expr, exprType(expr), type, -1, COERCION_EXPLICIT,
											   COERCE_EXPLICIT_CAST, -1);

	if (result == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" of the fact must be of type %s, not type %s",
						name, format_type_be(type), format_type_be(exprType(expr)))));
	return result;
}

/* Parse analysis under the fixed search_path, and the checks. */
static Node *
analyse(const char *source, Node *raw, Oid result_type, FormulaScope *scope)
{
	ParseState *pstate = make_parsestate(NULL);
	CheckContext context = {pstate, raw, scope, NULL};
	Node	   *expr;

	pstate->p_sourcetext = source;
	pstate->p_pre_columnref_hook = resolve_variable;
	pstate->p_ref_hook_state = scope;
	scope->raw = raw;
	/* analysis may write into what it reads, and the checks search the raw tree for literals */
	expr = transformExpr(pstate, copyObject(raw), EXPR_KIND_OTHER);
	(void) check_node(expr, &context);
	expr = coerce_result(pstate, expr, result_type);
	assign_expr_collations(pstate, expr);
	free_parsestate(pstate);
	return expr;
}

/* Analysis and planning, within the error context. */
static Expr *
plan_formula(const char *source, Oid result_type, FormulaScope *scope)
{
	int			nest = NewGUCNestLevel();
	Node	   *raw = tuoyu_formula_raw(source);
	char	   *path = psprintf("pg_catalog, %s, pg_temp", quote_identifier(get_namespace_name(tuoyu_schema_oid())));
	Expr	   *result;

	(void) set_config_option("search_path", path, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	result = expression_planner((Expr *) analyse(source, raw, result_type, scope));
	AtEOXact_GUC(true, nest);
	return result;
}

FormulaProgram *
tuoyu_formula_compile(const char *source, Oid result_type, const FormulaScope *scope)
{
	FormulaErrorContext context = {source};
	ErrorContextCallback callback = {error_context_stack, tuoyu_formula_error_callback, &context};
	FormulaScope own = *scope;
	FormulaProgram *program = palloc0(sizeof(FormulaProgram));

	error_context_stack = &callback;
	program->expr = plan_formula(source, result_type, &own);
	error_context_stack = callback.previous;

	program->is_const = IsA(program->expr, Const);
	if (program->is_const)
	{
		program->const_value = ((Const *) program->expr)->constvalue;
		program->const_isnull = ((Const *) program->expr)->constisnull;
	}
	program->state = ExecInitExpr(program->expr, NULL);
	return program;
}
