/*
 * by_columns.c
 *		Planner support: a fact that is a row of a table, or put together by the query, is passed column by column.
 *
 * To make a row of the columns, only to take it apart again, costs more than to find an amount that is known.
 */
#include "tuoyu.h"

#include "catalog/pg_proc.h"
#include "catalog/pg_type_d.h"
#include "executor/executor.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "formula/formula.h"
#include "policy/subsidy.h"
#include "tuoyu_schema.h"

/* The columns of a table's row; a dropped one is NULL. */
static List *
columns_of_table(const Var *row)
{
	TupleDesc	desc = lookup_rowtype_tupdesc(row->vartype, -1);
	List	   *columns = NIL;

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		columns = lappend(columns, att->attisdropped ? (void *) makeNullConst(INT4OID, -1, InvalidOid) :
						  (void *) makeVar(row->varno, i + 1, att->atttypid, att->atttypmod, att->attcollation, 0));
	}
	ReleaseTupleDesc(desc);
	return columns;
}

/* The type of a row that the query puts together, as a NULL of that type. */
static Const *
type_of_row(const RowExpr *row)
{
	TupleDesc	desc;

	if (row->row_typeid != RECORDOID)
		return makeNullConst(row->row_typeid, -1, InvalidOid);
	desc = ExecTypeFromExprList(row->args);
	ExecTypeSetColNames(desc, row->colnames);
	BlessTupleDesc(desc);
	return makeNullConst(RECORDOID, desc->tdtypmod, InvalidOid);
}

/* Is there a row in the expression that the query puts together? */
static bool
has_made_row(Node *node, void *context)
{
	if (node == NULL)
		return false;
	return IsA(node, RowExpr) || expression_tree_walker(node, has_made_row, context);
}

/* Does the query group by such a row?  Then the same row elsewhere is the group's, which may be none. */
static bool
groups_by_made_rows(const PlannerInfo *root)
{
	ListCell   *cell;

	if (root == NULL)
		return false;
	foreach(cell, root->parse->groupClause)
		if (has_made_row(get_sortgroupclause_expr(lfirst(cell), root->parse->targetList), NULL))
			return true;
	return false;
}

/* May the current user call it? */
static bool
may_call(Oid function)
{
	return object_aclcheck(ProcedureRelationId, function, GetUserId(), ACL_EXECUTE) == ACLCHECK_OK;
}

/* The call by columns for a call of subsidy_amount; NULL where it stays as it is. */
static Node *
call_by_columns(const PlannerInfo *root, const FuncExpr *call)
{
	static const Oid types[] = {RECORDOID, TEXTOID, TEXTOID, ANYOID};
	Node	   *row = linitial(call->args);
	Const	   *type;
	List	   *columns;
	FuncExpr   *result;

	if (root != NULL && tuoyu_is_scanned_row(root, row))
	{
		type = makeNullConst(((Var *) row)->vartype, -1, InvalidOid);
		columns = columns_of_table((Var *) row);
	}
	else if (IsA(row, RowExpr) && !groups_by_made_rows(root))
	{
		type = type_of_row((RowExpr *) row);
		columns = ((RowExpr *) row)->args;
	}
	else
		return NULL;
	if (columns == NIL || ARGS_BEFORE_COLUMNS + list_length(columns) > FUNC_MAX_ARGS)
		return NULL;
	result = makeFuncExpr(tuoyu_function_oid("subsidy_amount_by_columns", lengthof(types), types), call->funcresulttype,
						  list_concat(list_make3(type, lsecond(call->args), lthird(call->args)), columns),
						  InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
	return may_call(call->funcid) && may_call(result->funcid) ? (Node *) result : NULL;
}

PG_FUNCTION_INFO_V1(tuoyu_subsidy_amount_support);

/* subsidy_amount_support(internal): support function of subsidy_amount */
Datum
tuoyu_subsidy_amount_support(PG_FUNCTION_ARGS)
{
	SupportRequestSimplify *request = (SupportRequestSimplify *) PG_GETARG_POINTER(0);

	PG_RETURN_POINTER(IsA(request, SupportRequestSimplify) ? call_by_columns(request->root, request->fcall) : NULL);
}
