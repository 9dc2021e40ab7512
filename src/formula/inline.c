/*
 * inline.c
 *		Planner support: a known formula on the rows of a table becomes the expression that it is.
 *
 * `evaluate('days * 20', t)` then costs what `days * 20` does, and an index, statistics or partitions can answer
 * `evaluate_condition('days > 20', t)`.  The row must be a table's as it is scanned: one that an outer join or grouping sets may
 * have made NULL gives NULL whatever the formula says.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteManip.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "formula/formula.h"

/* Is there an outer join in the tree of joins? */
static bool
has_outer_join(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, JoinExpr) && IS_OUTER_JOIN(((JoinExpr *) node)->jointype))
		return true;
	/* what else is in there, conditions and sub-queries, joins nothing here */
	if (!IsA(node, JoinExpr) && !IsA(node, FromExpr) && !IsA(node, List))
		return false;
	return expression_tree_walker(node, has_outer_join, context);
}

bool
tuoyu_is_scanned_row(const PlannerInfo *root, const Node *expr)
{
	const Query *query = root->parse;
	const Var  *row = (const Var *) expr;
	const RangeTblEntry *table;

	if (!IsA(expr, Var) || row->varattno != InvalidAttrNumber || row->varlevelsup != 0 ||
		row->varno < 1 || row->varno > list_length(query->rtable))
		return false;
	table = rt_fetch(row->varno, query->rtable);
	if (table->rtekind != RTE_RELATION || row->vartype != get_rel_type_id(table->relid))
		return false;
#if PG_VERSION_NUM >= 180000
	if (row->varreturningtype != VAR_RETURNING_DEFAULT)
		return false;
#endif
	return query->groupingSets == NIL && !has_outer_join((Node *) query->jointree, NULL);
}

/* The expression for a call of evaluate or evaluate_condition; NULL where it stays a call. */
static Node *
formula_of_call(const PlannerInfo *root, const FuncExpr *call)
{
	const Const *formula = linitial(call->args);
	const Var  *row = lsecond(call->args);
	FormulaScope scope = {0};
	Node	   *result;

	if (root == NULL || !IsA(formula, Const) || formula->constisnull || !tuoyu_is_scanned_row(root, (const Node *) row))
		return NULL;
	scope.fact = lookup_rowtype_tupdesc_copy(row->vartype, -1);
	result = (Node *) tuoyu_formula_compile(TextDatumGetCString(formula->constvalue), call->funcresulttype, &scope)->expr;
	ChangeVarNodes(result, 1, row->varno, 0);
	return result;
}

PG_FUNCTION_INFO_V1(tuoyu_evaluate_support);

/* evaluate_support(internal): support function of evaluate and evaluate_condition */
Datum
tuoyu_evaluate_support(PG_FUNCTION_ARGS)
{
	SupportRequestSimplify *request = (SupportRequestSimplify *) PG_GETARG_POINTER(0);

	PG_RETURN_POINTER(IsA(request, SupportRequestSimplify) ? formula_of_call(request->root, request->fcall) : NULL);
}
