/*
 * band_support.c
 *		Planner support: a question about the band of a birth becomes ranges of births.
 *
 * On one day every band is an interval of births, so `age_band(birth_date, DATE '2024-09-01') = '托小'` asks whether
 * birth_date lies between two dates.  Said that way, btree indexes, histograms and partition pruning can answer it.
 *
 * The rewritten condition is true, false and NULL exactly where the original is, since it may stand under NOT: that is
 * why age_band is total, and why it is written with inclusive limits, among which infinite births fall right.
 */
#include "tuoyu.h"

#include "access/stratnum.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/clauses.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "calendar/bands.h"

/* The bands that a child can be in, as a set. */
#define BANDS_OF_CHILDREN ((1 << AGE_BAND_MIXED) - 1)

/* Whose births are asked for, and on which day. */
typedef struct BandQuestion
{
	Expr	   *birth;
	Expr	   *as_of;
	Oid			schema;			/* where our functions live */
	Oid			band_type;
} BandQuestion;

/* What may be rewritten */

/* Whether evaluating the expression more than once, or once where it was not before, does no harm. */
static bool
may_be_repeated(Node *node)
{
	QualCost	cost;

	if (contain_volatile_functions(node) || contain_subplans(node) || expression_returns_set(node))
		return false;
	/* the limit at which SQL functions stop being inlined if it doubles an argument */
	cost_qual_eval_node(&cost, node, NULL);
	return cost.startup + cost.per_tuple <= 10 * cpu_operator_cost;
}

/* Whether the expression has anything in it but constants, external parameters and functions of them. */
static bool
varies_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Param:
			return ((Param *) node)->paramkind != PARAM_EXTERN;
		case T_Const:
		case T_SQLValueFunction:
		case T_List:
		case T_FuncExpr:
		case T_OpExpr:
		case T_RelabelType:
		case T_CoerceViaIO:
		case T_CoalesceExpr:
		case T_MinMaxExpr:
			return expression_tree_walker(node, varies_walker, context);
		default:
			return true;
	}
}

/* Whether the expression has one value throughout a scan. */
static bool
is_settled(Expr *expr)
{
	return !varies_walker((Node *) expr, NULL) && may_be_repeated((Node *) expr);
}

/* Whether ranges of births may take the question's place; an infinite day is left to fail when it is executed. */
static bool
is_answerable(const BandQuestion *question)
{
	if (IsA(question->as_of, Const) &&
		(((Const *) question->as_of)->constisnull ||
		 DATE_NOT_FINITE(DatumGetDateADT(((Const *) question->as_of)->constvalue))))
		return false;
	return may_be_repeated((Node *) question->birth) && is_settled(question->as_of);
}

/* Conditions on the birth */

/* birth OP limit, by the date operator of that btree strategy. */
static Expr *
compare_birth(const BandQuestion *question, StrategyNumber strategy, Expr *limit)
{
	Oid			opfamily = lookup_type_cache(DATEOID, TYPECACHE_BTREE_OPFAMILY)->btree_opf;
	Oid			opno = get_opfamily_member(opfamily, DATEOID, DATEOID, strategy);
	OpExpr	   *result;

	Assert(OidIsValid(opno));
	result = (OpExpr *) make_opclause(opno, BOOLOID, false, copyObject(question->birth), limit, InvalidOid, InvalidOid);
	set_opfuncid(result);
	return (Expr *) result;
}

/* A call of our function of that name over band and day, for execution. */
static Expr *
call_limit(const BandQuestion *question, const char *function, Expr *band)
{
	Oid			argtypes[2] = {question->band_type, DATEOID};
	Oid			funcid = GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
										 CStringGetDatum(function),
										 PointerGetDatum(buildoidvector(argtypes, 2)),
										 ObjectIdGetDatum(question->schema));

	if (!OidIsValid(funcid))
		elog(ERROR, "function %s of age_band and date is missing", function);
	return (Expr *) makeFuncExpr(funcid, DATEOID, list_make2(copyObject(band), copyObject(question->as_of)),
								 InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
}

/* A limit of a known band: a date if the day is known too. */
static Expr *
known_limit(const BandQuestion *question, AgeBand band, bool is_first)
{
	DateADT		as_of,
				limit;

	if (!IsA(question->as_of, Const))
		return call_limit(question, is_first ? "band_first_birth" : "band_last_birth",
						  (Expr *) makeConst(question->band_type, -1, InvalidOid, 1, AgeBandGetDatum(band), false, true));
	as_of = DatumGetDateADT(((Const *) question->as_of)->constvalue);
	limit = is_first ? tuoyu_band_first_birth(band, as_of) : tuoyu_band_last_birth(band, as_of);
	return (Expr *) makeConst(DATEOID, -1, InvalidOid, sizeof(DateADT), DateADTGetDatum(limit), false, true);
}

/* The births in the bands from youngest to oldest. */
static Expr *
births_between(const BandQuestion *question, AgeBand youngest, AgeBand oldest)
{
	List	   *conditions = NIL;

	if (oldest != AGE_BAND_OVER)
		conditions = lappend(conditions, compare_birth(question, BTGreaterEqualStrategyNumber,
													   known_limit(question, oldest, true)));
	if (youngest != AGE_BAND_UNDER)
		conditions = lappend(conditions, compare_birth(question, BTLessEqualStrategyNumber,
													   known_limit(question, youngest, false)));
	return make_ands_explicit(conditions);
}

/*
 * The births in a set of bands, as one range for each run of bands that are neighbours.
 *
 * A set with both the youngest and the oldest is said as what is not in the gaps: an index would not help with so many
 * births, and the planner, which takes the arms of OR for independent, would expect too few of them.
 */
static Expr *
births_in(const BandQuestion *question, int bands)
{
	const int	ends = (1 << AGE_BAND_UNDER) | (1 << AGE_BAND_OVER);
	List	   *ranges = NIL;

	bands &= BANDS_OF_CHILDREN;
	/* never or ever, but NULL for NULL: before or from the last birth in 混合, which is -infinity */
	if (bands == 0 || bands == BANDS_OF_CHILDREN)
		return compare_birth(question, bands ? BTGreaterEqualStrategyNumber : BTLessStrategyNumber,
							 known_limit(question, AGE_BAND_MIXED, false));
	if ((bands & ends) == ends)
		return make_notclause(births_in(question, ~bands));
	for (int band = AGE_BAND_UNDER; band <= AGE_BAND_OVER; band++)
	{
		int			youngest = band;

		if ((bands & (1 << band)) == 0)
			continue;
		while (bands & (1 << (band + 1)))
			band++;
		ranges = lappend(ranges, births_between(question, youngest, band));
	}
	return list_length(ranges) == 1 ? linitial(ranges) : make_orclause(ranges);
}

/* Comparisons of bands */

/* Takes a call of the two-argument age_band apart; false if it is none. */
static bool
is_band_call(Node *node, Oid schema, BandQuestion *question)
{
	FuncExpr   *call = (FuncExpr *) node;

	if (!IsA(node, FuncExpr) || list_length(call->args) != 2 || get_func_namespace(call->funcid) != schema ||
		strcmp(get_func_name(call->funcid), "age_band") != 0)
		return false;
	question->birth = (Expr *) linitial(call->args);
	question->as_of = (Expr *) lsecond(call->args);
	question->schema = schema;
	question->band_type = call->funcresulttype;
	return true;
}

/* The bands for which the comparison with a constant holds, by asking the comparison itself. */
static int
bands_that_compare(Oid comparison, Datum constant, bool constant_first)
{
	int			bands = 0;

	for (int band = AGE_BAND_UNDER; band <= AGE_BAND_OVER; band++)
	{
		Datum		answer = constant_first ?
			OidFunctionCall2(comparison, constant, AgeBandGetDatum(band)) :
			OidFunctionCall2(comparison, AgeBandGetDatum(band), constant);

		if (DatumGetBool(answer))
			bands |= 1 << band;
	}
	return bands;
}

/*
 * A comparison for (in)equality with a band that is known only at execution.  For the other comparisons no pair of
 * inclusive limits serves every band, 混合 and infinite births included; with a known band they all work.
 */
static Node *
compare_unknown_band(const BandQuestion *question, Oid comparison, Expr *band)
{
	const char *name = get_func_name(comparison);
	bool		equal = strcmp(name, "age_band_eq") == 0;
	Expr	   *first,
			   *last,
			   *result;

	if (!equal && strcmp(name, "age_band_ne") != 0)
		return NULL;
	first = compare_birth(question, BTGreaterEqualStrategyNumber, call_limit(question, "band_first_birth", band));
	last = compare_birth(question, BTLessEqualStrategyNumber, call_limit(question, "band_last_birth", band));
	result = make_andclause(list_make2(first, last));
	return (Node *) (equal ? result : make_notclause(result));
}

/* Rewrites age_band(birth, day) OP band, either way round. */
static Node *
simplify_comparison(FuncExpr *comparison)
{
	Oid			schema = get_func_namespace(comparison->funcid);
	Node	   *left = linitial(comparison->args);
	Node	   *right = lsecond(comparison->args);
	Node	   *band = right;
	BandQuestion question;

	if (!is_band_call(left, schema, &question))
	{
		if (!is_band_call(right, schema, &question))
			return NULL;
		band = left;
	}
	if (!is_answerable(&question))
		return NULL;
	if (IsA(band, Const) && !((Const *) band)->constisnull)
		return (Node *) births_in(&question, bands_that_compare(comparison->funcid, ((Const *) band)->constvalue,
																band == left));
	return is_settled((Expr *) band) ? compare_unknown_band(&question, comparison->funcid, (Expr *) band) : NULL;
}

PG_FUNCTION_INFO_V1(tuoyu_age_band_comparison_support);

/* age_band_comparison_support(internal): support function of the comparisons of bands */
Datum
tuoyu_age_band_comparison_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);

	PG_RETURN_POINTER(IsA(request, SupportRequestSimplify) ?
					  simplify_comparison(((SupportRequestSimplify *) request)->fcall) : NULL);
}

/* Lists of bands */

/* Rewrites in_age_bands(birth, day, array) for a known array; a NULL in the array makes its "no" a NULL. */
static Node *
simplify_in_age_bands(FuncExpr *call)
{
	Const	   *array = (Const *) lthird(call->args);
	BandQuestion question;
	Expr	   *result;
	bool		has_null;

	if (!IsA(array, Const) || array->constisnull)
		return NULL;
	question.birth = (Expr *) linitial(call->args);
	question.as_of = (Expr *) lsecond(call->args);
	question.schema = get_func_namespace(call->funcid);
	question.band_type = get_element_type(array->consttype);
	if (!is_answerable(&question))
		return NULL;
	result = births_in(&question, tuoyu_band_set(DatumGetArrayTypeP(array->constvalue), &has_null));
	if (has_null)
		result = make_orclause(list_make2(result, makeBoolConst(false, true)));
	return (Node *) result;
}

PG_FUNCTION_INFO_V1(tuoyu_in_age_bands_support);

/* in_age_bands_support(internal): support function of in_age_bands */
Datum
tuoyu_in_age_bands_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);

	PG_RETURN_POINTER(IsA(request, SupportRequestSimplify) ?
					  simplify_in_age_bands(((SupportRequestSimplify *) request)->fcall) : NULL);
}
