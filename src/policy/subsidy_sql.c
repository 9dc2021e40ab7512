/*
 * subsidy_sql.c
 *		subsidy_lines and subsidy_amount: facts in, lines and sums out.
 */
#include "tuoyu.h"

#include "catalog/pg_proc.h"
#include "catalog/pg_type_d.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/primnodes.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "policy/memo.h"
#include "policy/subsidy.h"
#include "tuoyu_schema.h"

/*
 * Facts
 */

/* The rows of an array of facts, without NULLs; all of one type. */
static int
rows_of_array(ArrayType *array, HeapTupleHeader **rows)
{
	Datum	   *elements;
	bool	   *nulls;
	int			all,
				count = 0;
	int16		length;
	bool		byval;
	char		align;

	get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &byval, &align);
	deconstruct_array(array, ARR_ELEMTYPE(array), length, byval, align, &elements, &nulls, &all);
	*rows = palloc(sizeof(HeapTupleHeader) * (all + 1));
	for (int i = 0; i < all; i++)
		if (!nulls[i])
			(*rows)[count++] = DatumGetHeapTupleHeader(elements[i]);
	for (int i = 1; i < count; i++)
		if (HeapTupleHeaderGetTypeId((*rows)[i]) != HeapTupleHeaderGetTypeId((*rows)[0]) ||
			HeapTupleHeaderGetTypMod((*rows)[i]) != HeapTupleHeaderGetTypMod((*rows)[0]))
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("rows of a fact are of different types"),
					 errdetail("They say how one child or institution changes over time, column by column."),
					 errhint("Make them by one query, or cast each to tuoyu.care_fact.")));
	return count;
}

/* The lines of a call's fact. */
static List *
compute_lines(FunctionCallInfo fcinfo, int count, HeapTupleHeader *rows, const char *item, const char *scenario, bool explain)
{
	CareFact	fact = {.scenario = scenario};

	if (count == 0)
		return NIL;
	tuoyu_read_care_fact(fcinfo, &fact, count, rows);
	if (!fact.has_as_of && fact.during.count == 0)
		return NIL;
	return tuoyu_compute_lines(&fact, item, explain);
}

/*
 * Lines
 */

static Datum
days_range(Days days)
{
	TypeCacheEntry *type = lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO);
	RangeBound	lower = {DateADTGetDatum(days.from), false, true, true};
	RangeBound	upper = {DateADTGetDatum(days.to), false, false, false};

	return RangeTypePGetDatum(make_range(type, &lower, &upper, false, NULL));
}

static Datum
text_array(List *texts)
{
	Datum	   *elements = palloc(sizeof(Datum) * (list_length(texts) + 1));
	int			count = 0;
	ListCell   *cell;

	foreach(cell, texts)
		elements[count++] = CStringGetTextDatum(lfirst(cell));
	return PointerGetDatum(construct_array_builtin(elements, count, TEXTOID));
}

/* The trace with what is known only when the lines are together: amount, instalment, funders. */
static Datum
finish_trace(const SubsidyLine *line, Datum shares)
{
	Json		json = tuoyu_json_copy(line->trace);

	tuoyu_json_text(&json, "payee", line->payee);
	if (line->payee_share != NULL)
		tuoyu_json_number(&json, "payee_share", line->payee_share);
	tuoyu_json_yuan(&json, "amount", line->amount);
	if (line->instalment > 0)
	{
		tuoyu_json_integer(&json, "instalment", line->instalment);
		tuoyu_json_number(&json, "instalment_share", line->rule->instalments[line->instalment - 1]);
	}
	if (line->has_family_pays)
	{
		tuoyu_json_text(&json, "family_pays_formula", line->rule->family_pays->source);
		tuoyu_json_yuan(&json, "family_pays", line->family_pays);
	}
	tuoyu_json_put(&json, "funder_shares", shares);
	return tuoyu_json_finish(&json);
}

/* A text or NULL. */
static void
set_text(Datum *value, bool *isnull, const char *text)
{
	*isnull = text == NULL;
	if (text != NULL)
		*value = CStringGetTextDatum(text);
}

/* One row of tuoyu.subsidy_line, in the order of its columns. */
static void
put_line(ReturnSetInfo *rsinfo, const SubsidyLine *line)
{
	const SubsidyRule *rule = line->rule;
	Datum		shares = tuoyu_share_out(&rule->funders, line->amount);
	Datum		values[15];
	bool		nulls[15] = {0};

	values[0] = CStringGetTextDatum(rule->item);
	values[1] = CStringGetTextDatum(line->payee);
	values[2] = CStringGetTextDatum(rule->unit_name);
	values[3] = days_range(line->during);
	values[4] = YuanGetDatum(line->amount);
	values[5] = YuanGetDatum(line->family_pays);
	nulls[5] = !line->has_family_pays;
	values[6] = shares;
	values[7] = Int32GetDatum(line->instalment);
	nulls[7] = line->instalment == 0;
	values[8] = CStringGetTextDatum(rule->head.rule);
	set_text(&values[9], &nulls[9], rule->head.document);
	set_text(&values[10], &nulls[10], rule->head.doc_number);
	set_text(&values[11], &nulls[11], rule->head.clause);
	values[12] = CStringGetTextDatum(rule->amount->source);
	values[13] = text_array(rule->head.assumptions);
	values[14] = finish_trace(line, shares);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* A text argument that may be missing. */
static char *
text_argument(FunctionCallInfo fcinfo, int index)
{
	return PG_ARGISNULL(index) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(index));
}

/* The lines of a call as its result set. */
static Datum
return_lines(FunctionCallInfo fcinfo, bool is_array)
{
	HeapTupleHeader row;
	HeapTupleHeader *rows = &row;
	int			count = 1;
	List	   *lines;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	if (is_array)
		count = rows_of_array(PG_GETARG_ARRAYTYPE_P(0), &rows);
	else
		row = PG_GETARG_HEAPTUPLEHEADER(0);
	lines = compute_lines(fcinfo, count, rows, NULL, text_argument(fcinfo, 1), true);
	foreach(cell, lines)
		put_line((ReturnSetInfo *) fcinfo->resultinfo, lfirst(cell));
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(tuoyu_subsidy_lines);

/* subsidy_lines(fact, scenario) */
Datum
tuoyu_subsidy_lines(PG_FUNCTION_ARGS)
{
	return return_lines(fcinfo, false);
}

PG_FUNCTION_INFO_V1(tuoyu_subsidy_lines_over);

/* subsidy_lines_over(rows, scenario) */
Datum
tuoyu_subsidy_lines_over(PG_FUNCTION_ARGS)
{
	return return_lines(fcinfo, true);
}

/* The sum of a call's lines; NULL where there is none. */
static NullableDatum
compute_sum(FunctionCallInfo fcinfo, int count, HeapTupleHeader *rows)
{
	List	   *lines = compute_lines(fcinfo, count, rows, text_argument(fcinfo, 1), text_argument(fcinfo, 2), false);
	NullableDatum result = {.isnull = lines == NIL};
	Yuan		sum = 0;
	ListCell   *cell;

	foreach(cell, lines)
		sum = tuoyu_yuan_add(sum, ((SubsidyLine *) lfirst(cell))->amount);
	result.value = YuanGetDatum(sum);
	return result;
}

/* The memo for a call's question; NULL when there is none. */
static Memo *
memo_of_call(FunctionCallInfo fcinfo, FactType *type)
{
	return tuoyu_memo(type, PG_ARGISNULL(1) ? NULL : PG_GETARG_TEXT_PP(1), PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2));
}

/* Is the question written in the query, and so the same in each call? */
static bool
asks_the_same(FunctionCallInfo fcinfo)
{
	const List *args = ((const FuncExpr *) fcinfo->flinfo->fn_expr)->args;

	return IsA(lsecond(args), Const) && IsA(lthird(args), Const);
}

/* Compute the sum of a row that is not in the memo, if there is one, and keep it there. */
static NullableDatum
compute_and_keep(FunctionCallInfo fcinfo, HeapTupleHeader row, Memo *memo)
{
	uint64		version = tuoyu_catalogue_version();
	NullableDatum amount = compute_sum(fcinfo, 1, &row);

	/* while it was computed, the row type may have changed, with which the memo goes */
	if (memo != NULL && version == tuoyu_catalogue_version())
		tuoyu_memo_keep(memo, &amount);
	return amount;
}

/* As a function's result. */
static inline Datum
return_amount(FunctionCallInfo fcinfo, NullableDatum amount)
{
	fcinfo->isnull = amount.isnull;
	return amount.value;
}

PG_FUNCTION_INFO_V1(tuoyu_subsidy_amount);

/* subsidy_amount(fact, item, scenario) */
Datum
tuoyu_subsidy_amount(PG_FUNCTION_ARGS)
{
	HeapTupleHeader row;
	FactType   *type;
	Memo	   *memo;
	NullableDatum amount;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	row = PG_GETARG_HEAPTUPLEHEADER(0);
	type = tuoyu_fact_type(fcinfo, row, FACT_CARE);
	memo = memo_of_call(fcinfo, type);
	tuoyu_load_fact(type, row);
	if (memo == NULL || !tuoyu_memo_find(memo, NULL, 0, &amount))
		amount = compute_and_keep(fcinfo, row, memo);
	return return_amount(fcinfo, amount);
}

/* The row of a call that has its columns. */
static HeapTupleHeader
row_of_columns(FunctionCallInfo fcinfo, TupleDesc desc)
{
	Datum	   *values = palloc0(sizeof(Datum) * desc->natts);
	bool	   *nulls = palloc(sizeof(bool) * desc->natts);

	for (int i = 0; i < desc->natts; i++)
	{
		nulls[i] = ARGS_BEFORE_COLUMNS + i >= PG_NARGS() || PG_ARGISNULL(ARGS_BEFORE_COLUMNS + i);
		if (!nulls[i])
			values[i] = PG_GETARG_DATUM(ARGS_BEFORE_COLUMNS + i);
	}
	return DatumGetHeapTupleHeader(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}

/* Who calls it by columns needs the right to call it at all; a plan that is kept may be another's. */
static void
check_right(void)
{
	static const Oid types[] = {RECORDOID, TEXTOID, TEXTOID};
	Oid			function = tuoyu_function_oid("subsidy_amount", lengthof(types), types);
	AclResult	result = object_aclcheck(ProcedureRelationId, function, GetUserId(), ACL_EXECUTE);

	if (result != ACLCHECK_OK)
		aclcheck_error(result, OBJECT_FUNCTION, "subsidy_amount");
}

PG_FUNCTION_INFO_V1(tuoyu_subsidy_amount_by_columns);

/* subsidy_amount_by_columns(row_type, item, scenario, VARIADIC columns): what by_columns.c plans subsidy_amount as */
Datum
tuoyu_subsidy_amount_by_columns(PG_FUNCTION_ARGS)
{
	FactCallSite *site;
	Memo	   *memo;
	NullableDatum amount;

	if (fcinfo->flinfo->fn_extra == NULL)
		check_right();
	site = tuoyu_fact_site_by_columns(fcinfo, ARGS_BEFORE_COLUMNS, FACT_CARE);
	memo = site->memo;
	if (memo == NULL)
	{
		memo = memo_of_call(fcinfo, site->type);
		if (asks_the_same(fcinfo))
			site->memo = memo;
	}
	if (memo == NULL || !tuoyu_memo_find(memo, fcinfo->args + ARGS_BEFORE_COLUMNS, PG_NARGS() - ARGS_BEFORE_COLUMNS, &amount))
		amount = compute_and_keep(fcinfo, row_of_columns(fcinfo, site->type->desc), memo);
	return return_amount(fcinfo, amount);
}

PG_FUNCTION_INFO_V1(tuoyu_subsidy_amount_over);

/* subsidy_amount_over(rows, item, scenario) */
Datum
tuoyu_subsidy_amount_over(PG_FUNCTION_ARGS)
{
	HeapTupleHeader *rows;
	int			count;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	count = rows_of_array(PG_GETARG_ARRAYTYPE_P(0), &rows);
	return return_amount(fcinfo, compute_sum(fcinfo, count, rows));
}
