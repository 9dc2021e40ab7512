/*
 * raw.c
 *		A formula's form: one bare expression, of allowed nodes, before any name is looked up.
 *
 * Refusing by form what could reach a table (sub-selects above all) means that parse analysis, which comes next, opens
 * nothing but functions, operators and types.
 */
#include "tuoyu.h"

#include "mb/pg_wchar.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "parser/parser.h"

#include "formula/raw.h"

/* Positions of errors are within the formula, not within the statement that brought it. */
void
tuoyu_formula_error_callback(void *arg)
{
	FormulaErrorContext *context = arg;
	int			position = geterrposition();

	if (position > 0)
	{
		errposition(0);
		internalerrposition(position);
		internalerrquery(context->source);
	}
	if (geterrcode() == ERRCODE_SYNTAX_ERROR)
		errhint("Write one SQL expression over the columns of the row, such as 0.8 * fee.");
	errcontext("formula \"%s\"", context->source);
}

/* Raise that a construct is not allowed; location is that of the raw parser, in bytes. */
static void
refuse_node(const char *source, Node *node, int sqlstate, const char *what)
{
	int			location = exprLocation(node);

	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("%s are not allowed in a formula", what),
			 errdetail("A formula is one SQL expression over the columns of a row."),
			 errhint("Compute the value outside and give it to the formula as a column of the row."),
			 location < 0 ? 0 : errposition(pg_mbstrlen_with_len(source, location) + 1)));
}

/* A function call may not have what only aggregates and window functions have. */
static void
check_raw_call(const char *source, FuncCall *call)
{
	if (call->over != NULL)
		refuse_node(source, (Node *) call, ERRCODE_WINDOWING_ERROR, "window functions");
	if (call->agg_star || call->agg_distinct || call->agg_within_group || call->agg_filter != NULL ||
		call->agg_order != NIL)
		refuse_node(source, (Node *) call, ERRCODE_GROUPING_ERROR, "aggregate functions");
}

/* Walks the raw tree; every kind of node that is not named here is refused. */
static bool
check_raw_node(Node *node, void *context)
{
	const char *source = context;

	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_FuncCall:
			check_raw_call(source, (FuncCall *) node);
			break;
		case T_ColumnRef:
			if (list_length(((ColumnRef *) node)->fields) != 1 || !IsA(linitial(((ColumnRef *) node)->fields), String))
				refuse_node(source, node, ERRCODE_SYNTAX_ERROR, "names other than plain column names");
			break;
		case T_SubLink:
			refuse_node(source, node, ERRCODE_FEATURE_NOT_SUPPORTED, "sub-selects");
			break;
		case T_ParamRef:
			refuse_node(source, node, ERRCODE_FEATURE_NOT_SUPPORTED, "numbered parameters");
			break;
		case T_SQLValueFunction:
			refuse_node(source, node, ERRCODE_FEATURE_NOT_SUPPORTED, "functions of the clock or the session");
			break;
		case T_A_Expr:
		case T_A_Const:
		case T_A_ArrayExpr:
		case T_A_Indirection:
		case T_A_Indices:
		case T_BoolExpr:
		case T_BooleanTest:
		case T_CaseExpr:
		case T_CaseWhen:
		case T_CoalesceExpr:
		case T_CollateClause:
		case T_List:
		case T_MinMaxExpr:
		case T_NamedArgExpr:
		case T_NullTest:
		case T_TypeCast:
		case T_TypeName:
		case T_String:
		case T_Integer:
			break;
		default:
			refuse_node(source, node, ERRCODE_FEATURE_NOT_SUPPORTED, "expressions of this kind");
	}
	return raw_expression_tree_walker(node, check_raw_node, context);
}

/* True when the statement that the expression grammar built is an expression and nothing more. */
static bool
is_bare_expression(SelectStmt *stmt)
{
	ResTarget  *target;

	if (list_length(stmt->targetList) != 1)
		return false;
	target = linitial_node(ResTarget, stmt->targetList);
	return target->name == NULL && target->indirection == NIL &&
		stmt->distinctClause == NIL && stmt->fromClause == NIL && stmt->whereClause == NULL &&
		stmt->groupClause == NIL && stmt->havingClause == NULL && stmt->windowClause == NIL &&
		stmt->sortClause == NIL && stmt->limitOffset == NULL && stmt->limitCount == NULL &&
		stmt->lockingClause == NIL && stmt->op == SETOP_NONE;
}

/* Parse and check, within the error context. */
static Node *
parse_form(const char *source)
{
	List	   *parsed = raw_parser(source, RAW_PARSE_PLPGSQL_EXPR);
	SelectStmt *stmt = castNode(SelectStmt, linitial_node(RawStmt, parsed)->stmt);
	Node	   *expr;

	if (!is_bare_expression(stmt))
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("a formula must be one expression"),
				 errdetail("Clauses, lists and names for the result are not part of an expression.")));
	expr = linitial_node(ResTarget, stmt->targetList)->val;
	(void) check_raw_node(expr, unconstify(char *, source));
	return expr;
}

Node *
tuoyu_formula_raw(const char *source)
{
	FormulaErrorContext context = {source};
	ErrorContextCallback callback = {error_context_stack, tuoyu_formula_error_callback, &context};
	Node	   *result;

	error_context_stack = &callback;
	result = parse_form(source);
	error_context_stack = callback.previous;
	return result;
}

#if PG_VERSION_NUM >= 160000
/*
 * The raw parser raises its errors.  It holds nothing but memory, so catching one here without a subtransaction is safe;
 * whatever is not about the text (memory, cancellation) goes on.
 */
static bool
check_form_softly(const char *source, Node *escontext)
{
	MemoryContext caller = CurrentMemoryContext;
	volatile bool good = true;

	PG_TRY();
	{
		(void) tuoyu_formula_raw(source);
	}
	PG_CATCH();
	{
		ErrorData  *error;
		int			category;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		category = ERRCODE_TO_CATEGORY(error->sqlerrcode);
		if (category != ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION && error->sqlerrcode != ERRCODE_FEATURE_NOT_SUPPORTED)
			PG_RE_THROW();
		FlushErrorState();
		good = false;
		errsave(escontext,
				(errcode(error->sqlerrcode), errmsg_internal("%s", error->message),
				 error->detail ? errdetail_internal("%s", error->detail) : 0));
	}
	PG_END_TRY();
	return good;
}
#endif

bool
tuoyu_formula_check_form(const char *source, Node *escontext)
{
#if PG_VERSION_NUM >= 160000
	if (escontext != NULL && IsA(escontext, ErrorSaveContext))
		return check_form_softly(source, escontext);
#endif
	(void) escontext;
	(void) tuoyu_formula_raw(source);
	return true;
}
