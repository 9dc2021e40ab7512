/*
 * fee_cuts.c
 *		What of a fee a formula reads, where it only compares it.
 *
 * A rule such as "monthly_fee <= 3000" asks on which side of 3000 yuan the fee lies, and gives the same for all fees on that side.
 * Money enters formulas as numeric, so what is looked for is a comparison of the cast with a constant, either way round.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pg_list.h"
#include "nodes/primnodes.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"

#include "policy/fee_cuts.h"

typedef struct CutSearch
{
	int			attno;
	int			count;
	int			space;
	Yuan	   *cuts;
	bool		read;			/* the column is read for more than its side */
} CutSearch;

/* Is it the column, or the column as a number? */
static bool
is_fee(Node *node, int attno)
{
	if (IsA(node, FuncExpr) && ((FuncExpr *) node)->funcformat == COERCE_IMPLICIT_CAST && exprType(node) == NUMERICOID)
		node = linitial(((FuncExpr *) node)->args);
	return IsA(node, Var) && ((Var *) node)->varno == 1 && ((Var *) node)->varattno == attno;
}

static void
add_cut(CutSearch *search, Yuan cut)
{
	if (search->count == search->space)
		search->cuts = repalloc(search->cuts, sizeof(Yuan) * (search->space *= 2));
	search->cuts[search->count++] = cut;
}

/*
 * The cuts of a number: the first amount that is not below it, for < and >=; the first above it, for <= and >; for = and <> both.
 * False where it lies so far out that none is.
 */
static bool
add_cuts(CutSearch *search, Numeric number, bool below, bool above)
{
	Datum		fen = DirectFunctionCall2(numeric_mul, NumericGetDatum(number), NumericGetDatum(int64_to_numeric(100)));
	Datum		limit = NumericGetDatum(int64_to_numeric(PG_INT32_MAX * INT64CONST(1000000)));
	Yuan		first;

	/* NaN and infinity too: they compare as greater, or less */
	if (DatumGetBool(DirectFunctionCall2(numeric_gt, fen, limit)) ||
		DatumGetBool(DirectFunctionCall2(numeric_lt, fen, DirectFunctionCall1(numeric_uminus, limit))))
		return false;
	first = DatumGetInt64(DirectFunctionCall1(numeric_int8, DirectFunctionCall1(numeric_ceil, fen)));
	if (below)
		add_cut(search, first);
	first = DatumGetInt64(DirectFunctionCall1(numeric_int8, DirectFunctionCall1(numeric_floor, fen))) + 1;
	if (above)
		add_cut(search, first);
	return true;
}

/* A comparison of the fee with a constant adds its cuts. */
static bool
is_comparison(OpExpr *operator, CutSearch *search)
{
	Node	   *left,
			   *right;
	Const	   *constant;
	bool		fee_first;

	if (list_length(operator->args) != 2)
		return false;
	left = linitial(operator->args);
	right = lsecond(operator->args);
	fee_first = is_fee(left, search->attno);
	if (!IsA(fee_first ? right : left, Const) || (!fee_first && !is_fee(right, search->attno)))
		return false;
	constant = (Const *) (fee_first ? right : left);
	if (constant->constisnull || constant->consttype != NUMERICOID)
		return false;
	switch (operator->opfuncid)
	{
		case F_NUMERIC_LT:
		case F_NUMERIC_GE:
			return add_cuts(search, DatumGetNumeric(constant->constvalue), fee_first, !fee_first);
		case F_NUMERIC_LE:
		case F_NUMERIC_GT:
			return add_cuts(search, DatumGetNumeric(constant->constvalue), !fee_first, fee_first);
		case F_NUMERIC_EQ:
		case F_NUMERIC_NE:
			return add_cuts(search, DatumGetNumeric(constant->constvalue), true, true);
		default:
			return false;
	}
}

static bool
find_cuts(Node *node, void *arg)
{
	CutSearch  *search = arg;

	if (node == NULL || (IsA(node, OpExpr) && is_comparison((OpExpr *) node, search)))
		return false;
	/* whether there is a fee at all is always minded */
	if (IsA(node, NullTest) && is_fee((Node *) ((NullTest *) node)->arg, search->attno))
		return false;
	search->read |= is_fee(node, search->attno);
	return expression_tree_walker(node, find_cuts, arg);
}

bool
tuoyu_fee_cuts(Node *formula, int attno, int *ncuts, Yuan **cuts)
{
	CutSearch	search = {.attno = attno, .space = 4, .cuts = palloc(sizeof(Yuan) * 4)};

	(void) find_cuts(formula, &search);
	*ncuts = search.read ? 0 : search.count;
	*cuts = search.cuts;
	return *ncuts > 0;
}
