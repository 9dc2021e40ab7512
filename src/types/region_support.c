/*
 * region_support.c
 *		What the planner is told about region <@ region and region @> region.
 *
 * The codes in a region are one interval.  So "column <@ region" becomes a range of a btree index and is estimated as one,
 * and the regions that hold a given one, "column @> region", are the few codes of its chain of parents.
 */
#include "tuoyu.h"

#include "access/stratnum.h"
#include "catalog/pg_statistic.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parse_func.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"
#include "utils/typcache.h"

#include "types/region_code.h"

/* Estimates when the other side is not known: one province of some thirty, and one rule of some fifty. */
#define DEFAULT_WITHIN_SEL	0.03
#define DEFAULT_HOLDS_SEL	0.02

/*
 * Index conditions
 */

/* The last code in the region that an expression gives, as an expression. */
static Expr *
upper_expr(Node *region, Oid type)
{
	List	   *name = list_make2(makeString("tuoyu"), makeString("region_upper"));

	if (IsA(region, Const) && !((Const *) region)->constisnull)
		return (Expr *) makeConst(type, -1, InvalidOid, sizeof(RegionCode),
								  RegionCodeGetDatum(tuoyu_region_upper(DatumGetRegionCode(((Const *) region)->constvalue))),
								  false, FLOAT8PASSBYVAL);
	return (Expr *) makeFuncExpr(LookupFuncName(name, 1, &type, false), type, list_make1(copyObject(region)),
								 InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
}

/* "column <@ region" as "column >= region AND column <= the last code in it"; NIL when that cannot be an index condition. */
static List *
within_index_condition(SupportRequestIndexCondition *req, List *args, bool column_is_part)
{
	Node	   *column = list_nth(args, req->indexarg);
	Node	   *region = list_nth(args, 1 - req->indexarg);
	Oid			type = exprType(column);
	Oid			ge = get_opfamily_member(req->opfamily, type, type, BTGreaterEqualStrategyNumber);
	Oid			le = get_opfamily_member(req->opfamily, type, type, BTLessEqualStrategyNumber);

	if (!column_is_part || req->opfamily != lookup_type_cache(type, TYPECACHE_BTREE_OPFAMILY)->btree_opf ||
		exprType(region) != type || !is_pseudo_constant_for_index(req->root, region, req->index))
		return NIL;
	req->lossy = false;
	return list_make2(make_opclause(ge, BOOLOID, false, (Expr *) column, (Expr *) region, InvalidOid, InvalidOid),
					  make_opclause(le, BOOLOID, false, (Expr *) column, upper_expr(region, type), InvalidOid, InvalidOid));
}

/* Answers a request about a containment operator; part is the number of the argument that lies in the other. */
static Node *
containment_support(Node *request, int part)
{
	SupportRequestIndexCondition *req = (SupportRequestIndexCondition *) request;

	if (!IsA(request, SupportRequestIndexCondition) || !is_opclause(req->node))
		return NULL;
	return (Node *) within_index_condition(req, ((OpExpr *) req->node)->args, req->indexarg == part);
}

PG_FUNCTION_INFO_V1(tuoyu_region_within_support);

/* Planner support of <@. */
Datum
tuoyu_region_within_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(containment_support((Node *) PG_GETARG_POINTER(0), 0));
}

PG_FUNCTION_INFO_V1(tuoyu_region_holds_support);

/* Planner support of @>. */
Datum
tuoyu_region_holds_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(containment_support((Node *) PG_GETARG_POINTER(0), 1));
}

/*
 * Selectivity
 */

/* How many of a histogram's bins lie below a code, with parts of a bin by the code's place in it. */
static double
bins_below(const AttStatsSlot *histogram, RegionCode code)
{
	int			low = 0,
				high = histogram->nvalues - 1;
	RegionCode	first,
				last;

	if (code <= DatumGetRegionCode(histogram->values[low]))
		return 0;
	if (code > DatumGetRegionCode(histogram->values[high]))
		return high;
	/* values[low] < code <= values[high] */
	while (high - low > 1)
	{
		int			middle = (low + high) / 2;

		if (DatumGetRegionCode(histogram->values[middle]) < code)
			low = middle;
		else
			high = middle;
	}
	first = DatumGetRegionCode(histogram->values[low]);
	last = DatumGetRegionCode(histogram->values[high]);
	return low + (double) (code - first) / (double) (last - first);
}

/* The share of the values that are not common ones, and so are in the histogram, that lie in a region. */
static double
histogram_share(VariableStatData *vardata, RegionCode region)
{
	AttStatsSlot histogram;
	double		share = 0;

	if (!get_attstatsslot(&histogram, vardata->statsTuple, STATISTIC_KIND_HISTOGRAM, InvalidOid, ATTSTATSSLOT_VALUES))
		return 0;
	if (histogram.nvalues > 1)
		share = (bins_below(&histogram, region + tuoyu_region_span(region)) - bins_below(&histogram, region)) /
			(histogram.nvalues - 1);
	free_attstatsslot(&histogram);
	return share;
}

/* The share of rows whose column lies in a region: an interval of the histogram, and the common values that do. */
static double
within_share(VariableStatData *vardata, RegionCode region, Oid opproc, bool varonleft)
{
	double		nullfrac,
				common,
				in_common;
	FmgrInfo	contained;

	if (!HeapTupleIsValid(vardata->statsTuple) || !statistic_proc_security_check(vardata, opproc))
		return region == TUOYU_REGION_NATION ? 1.0 : DEFAULT_WITHIN_SEL;
	nullfrac = ((Form_pg_statistic) GETSTRUCT(vardata->statsTuple))->stanullfrac;
	fmgr_info(opproc, &contained);
	in_common = mcv_selectivity(vardata, &contained, InvalidOid, RegionCodeGetDatum(region), varonleft, &common);
	return in_common + histogram_share(vardata, region) * (1.0 - nullfrac - common);
}

/* The share of rows whose column holds a region: it equals that region or one of its parents. */
static double
holds_share(VariableStatData *vardata, RegionCode region, bool varonleft)
{
	Oid			eq = lookup_type_cache(vardata->vartype, TYPECACHE_EQ_OPR)->eq_opr;
	double		share = 0;

	if (!HeapTupleIsValid(vardata->statsTuple))
		return DEFAULT_HOLDS_SEL;
	for (; region >= 0; region = tuoyu_region_parent(region))
		share += var_eq_const(vardata, eq, InvalidOid, RegionCodeGetDatum(region), false, varonleft, false);
	return share;
}

/* Restriction estimate of a containment operator; part is the number of the argument that lies in the other. */
static double
containment_sel(PG_FUNCTION_ARGS, int part)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			opno = PG_GETARG_OID(1);
	VariableStatData vardata;
	Node	   *other;
	bool		varonleft,
				column_is_part;
	double		share;

	if (!get_restriction_variable(root, (List *) PG_GETARG_POINTER(2), PG_GETARG_INT32(3), &vardata, &other, &varonleft))
		return DEFAULT_WITHIN_SEL;
	column_is_part = varonleft == (part == 0);
	if (!IsA(other, Const))
		share = column_is_part ? DEFAULT_WITHIN_SEL : DEFAULT_HOLDS_SEL;
	else if (((Const *) other)->constisnull)
		share = 0;
	else if (column_is_part)
		share = within_share(&vardata, DatumGetRegionCode(((Const *) other)->constvalue), get_opcode(opno), varonleft);
	else
		share = holds_share(&vardata, DatumGetRegionCode(((Const *) other)->constvalue), varonleft);
	ReleaseVariableStats(vardata);
	CLAMP_PROBABILITY(share);
	return share;
}

PG_FUNCTION_INFO_V1(tuoyu_region_within_sel);

/* Restriction estimator of <@. */
Datum
tuoyu_region_within_sel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(containment_sel(fcinfo, 0));
}

PG_FUNCTION_INFO_V1(tuoyu_region_holds_sel);

/* Restriction estimator of @>. */
Datum
tuoyu_region_holds_sel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(containment_sel(fcinfo, 1));
}

/*
 * Join estimate: a list of regions mostly holds one level, so a code lies in about one of the distinct codes on the
 * holding side.
 */
static double
containment_joinsel(PG_FUNCTION_ARGS, int part)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	VariableStatData vardata[2];
	bool		reversed,
				isdefault;
	double		distinct;

	get_join_variables(root, (List *) PG_GETARG_POINTER(2), (SpecialJoinInfo *) PG_GETARG_POINTER(4),
					   &vardata[0], &vardata[1], &reversed);
	distinct = get_variable_numdistinct(&vardata[1 - part], &isdefault);
	ReleaseVariableStats(vardata[0]);
	ReleaseVariableStats(vardata[1]);
	return 1.0 / Max(distinct, 1.0);
}

PG_FUNCTION_INFO_V1(tuoyu_region_within_joinsel);

/* Join estimator of <@. */
Datum
tuoyu_region_within_joinsel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(containment_joinsel(fcinfo, 0));
}

PG_FUNCTION_INFO_V1(tuoyu_region_holds_joinsel);

/* Join estimator of @>. */
Datum
tuoyu_region_holds_joinsel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(containment_joinsel(fcinfo, 1));
}
