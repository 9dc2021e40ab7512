/*
 * subsidy_sql.c
 *		subsidy_lines and subsidy_amount: facts in, lines and sums out.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "policy/memo.h"
#include "policy/subsidy.h"

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

/* The lines of the call's fact, which is a row or an array of rows. */
static List *
lines_of_call(FunctionCallInfo fcinfo, bool is_array, const char *item, const char *scenario, bool explain)
{
	CareFact	fact = {.scenario = scenario};
	HeapTupleHeader row;
	HeapTupleHeader *rows = &row;
	int			count = 1;

	if (is_array)
		count = rows_of_array(PG_GETARG_ARRAYTYPE_P(0), &rows);
	else
		row = PG_GETARG_HEAPTUPLEHEADER(0);
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
	List	   *lines;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	lines = lines_of_call(fcinfo, is_array, NULL, text_argument(fcinfo, 1), true);
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
sum_of_call(FunctionCallInfo fcinfo, bool is_array)
{
	List	   *lines = lines_of_call(fcinfo, is_array, text_argument(fcinfo, 1), text_argument(fcinfo, 2), false);
	NullableDatum result = {.isnull = lines == NIL};
	Yuan		sum = 0;
	ListCell   *cell;

	foreach(cell, lines)
		sum = tuoyu_yuan_add(sum, ((SubsidyLine *) lfirst(cell))->amount);
	result.value = YuanGetDatum(sum);
	return result;
}

/* The memo for a call, with its row at hand; NULL when nothing is to be gained. */
static Memo *
memo_of_call(FunctionCallInfo fcinfo)
{
	HeapTupleHeader row = PG_GETARG_HEAPTUPLEHEADER(0);
	FactType   *type = tuoyu_fact_type(fcinfo, row, FACT_CARE);
	Memo	   *memo = tuoyu_memo(type, PG_ARGISNULL(1) ? NULL : PG_GETARG_TEXT_PP(1),
								  PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2));

	if (memo != NULL)
		tuoyu_load_fact(type, row);
	return memo;
}

PG_FUNCTION_INFO_V1(tuoyu_subsidy_amount);

/* subsidy_amount(fact, item, scenario) */
Datum
tuoyu_subsidy_amount(PG_FUNCTION_ARGS)
{
	Memo	   *memo;
	NullableDatum amount;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	memo = memo_of_call(fcinfo);
	if (memo == NULL || !tuoyu_memo_find(memo, &amount))
	{
		amount = sum_of_call(fcinfo, false);
		if (memo != NULL)
			tuoyu_memo_keep(memo, &amount);
	}
	fcinfo->isnull = amount.isnull;
	return amount.value;
}

PG_FUNCTION_INFO_V1(tuoyu_subsidy_amount_over);

/* subsidy_amount_over(rows, item, scenario) */
Datum
tuoyu_subsidy_amount_over(PG_FUNCTION_ARGS)
{
	NullableDatum amount;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	amount = sum_of_call(fcinfo, true);
	fcinfo->isnull = amount.isnull;
	return amount.value;
}
