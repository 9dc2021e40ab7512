/*
 * in_force.c
 *		in_force(during, day): the same as during @> day, for reports that ask it of every row of every table.
 *
 * The operator unpacks a range and looks up how its elements compare; here the two dates are read where they are stored.
 * The planner is told that it is the operator: the same estimate, the same use of a GiST index.
 */
#include "tuoyu.h"

#include "access/stratnum.h"
#include "catalog/pg_operator_d.h"
#include "catalog/pg_type_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "optimizer/plancat.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"

PG_FUNCTION_INFO_V1(tuoyu_in_force);

/* in_force(during, day): the bounds that there are follow the type's OID, the flags come last. */
Datum
tuoyu_in_force(PG_FUNCTION_ARGS)
{
	struct varlena *during = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	DateADT		day = PG_GETARG_DATEADT(1);
	const char *bound = VARDATA_ANY(during) + sizeof(Oid);
	uint8		flags = (uint8) VARDATA_ANY(during)[VARSIZE_ANY_EXHDR(during) - 1];
	DateADT		limit;

	if (flags & RANGE_EMPTY)
		PG_RETURN_BOOL(false);
	if (RANGE_HAS_LBOUND(flags))
	{
		memcpy(&limit, bound, sizeof(DateADT));
		bound += sizeof(DateADT);
		if (day < limit || (day == limit && !(flags & RANGE_LB_INC)))
			PG_RETURN_BOOL(false);
	}
	if (RANGE_HAS_UBOUND(flags))
	{
		memcpy(&limit, bound, sizeof(DateADT));
		if (day > limit || (day == limit && !(flags & RANGE_UB_INC)))
			PG_RETURN_BOOL(false);
	}
	PG_RETURN_BOOL(true);
}

/* How much of a table is in force: as the operator estimates it. */
static Node *
estimate(SupportRequestSelectivity *request)
{
	if (request->is_join || list_length(request->args) != 2)
		return NULL;
	request->selectivity = restriction_selectivity(request->root, OID_RANGE_CONTAINS_ELEM_OP, request->args,
												   request->inputcollid, request->varRelid);
	return (Node *) request;
}

/* The operator as condition of an index on the range. */
static Node *
index_condition(SupportRequestIndexCondition *request)
{
	FuncExpr   *call = (FuncExpr *) request->node;
	Node	   *during,
			   *day;
	OpExpr	   *condition;

	if (!IsA(call, FuncExpr) || list_length(call->args) != 2 || request->indexarg != 0 ||
		get_op_opfamily_strategy(OID_RANGE_CONTAINS_ELEM_OP, request->opfamily) == InvalidStrategy)
		return NULL;
	during = linitial(call->args);
	day = lsecond(call->args);
	if (!is_pseudo_constant_for_index(request->root, day, request->index))
		return NULL;
	condition = (OpExpr *) make_opclause(OID_RANGE_CONTAINS_ELEM_OP, BOOLOID, false, (Expr *) during, (Expr *) day,
										 InvalidOid, call->inputcollid);
	set_opfuncid(condition);
	request->lossy = false;
	return (Node *) list_make1(condition);
}

PG_FUNCTION_INFO_V1(tuoyu_in_force_support);

Datum
tuoyu_in_force_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	Node	   *answer = NULL;

	if (IsA(request, SupportRequestSelectivity))
		answer = estimate((SupportRequestSelectivity *) request);
	else if (IsA(request, SupportRequestIndexCondition))
		answer = index_condition((SupportRequestIndexCondition *) request);
	PG_RETURN_POINTER(answer);
}
