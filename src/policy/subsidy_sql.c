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
#include "utils/jsonb.h"
#include "utils/multirangetypes.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "policy/subsidy.h"
#include "policy/trace.h"

/*
 * Facts
 */

static bool
fact_date(CareFact *fact, int index, DateADT *result)
{
	bool		isnull;
	Datum		value = tuoyu_fact_value(fact->type, index, &isnull);

	if (!isnull)
		*result = DatumGetDateADT(value);
	return !isnull;
}

static bool
fact_has(CareFact *fact, int index)
{
	bool		isnull;

	(void) tuoyu_fact_value(fact->type, index, &isnull);
	return !isnull;
}

/* A computation needs times with a beginning and an end. */
static void
refuse_unbounded(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("time in care of a fact must have a beginning and an end"),
			 errdetail("Column \"during\" is unbounded."),
			 errhint("Intersect it with the period to be computed, such as '[2024-01-01,2025-01-01)'.")));
}

/* The times in care; an empty set is no time at all. */
static void
read_during(CareFact *fact)
{
	bool		isnull;
	Datum		value = tuoyu_fact_value(fact->type, CARE_DURING, &isnull);
	MultirangeType *during;
	TypeCacheEntry *range_type;
	RangeType **ranges;

	if (isnull)
		return;
	during = DatumGetMultirangeTypeP(value);
	range_type = lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO);
	fact->has_during = true;
	multirange_deserialize(range_type, during, &fact->during.count, &ranges);
	fact->during.days = palloc(sizeof(Days) * (fact->during.count + 1));
	for (int i = 0; i < fact->during.count; i++)
	{
		RangeBound	lower,
					upper;
		bool		empty;

		range_deserialize(range_type, ranges[i], &lower, &upper, &empty);
		if (lower.infinite || upper.infinite ||
			DATE_NOT_FINITE(DatumGetDateADT(lower.val)) || DATE_NOT_FINITE(DatumGetDateADT(upper.val)))
			refuse_unbounded();
		fact->during.days[i] = (Days) {DatumGetDateADT(lower.val), DatumGetDateADT(upper.val)};
	}
}

static void
read_selectors(CareFact *fact)
{
	SelectorFacts *selectors = &fact->selectors;
	bool		isnull;
	Datum		value = tuoyu_fact_value(fact->type, CARE_CLASS_KIND, &isnull);

	selectors->has_class_kind = !isnull;
	if (!isnull)
		selectors->class_kind = DatumGetAgeBand(value);
	selectors->institution_kind = tuoyu_fact_text(fact->type, CARE_INSTITUTION_KIND);
	selectors->ownership = tuoyu_fact_text(fact->type, CARE_OWNERSHIP);
	selectors->grade = tuoyu_fact_text(fact->type, CARE_GRADE);
	selectors->zone = tuoyu_fact_text(fact->type, CARE_ZONE);
	selectors->service_form = tuoyu_fact_text(fact->type, CARE_SERVICE_FORM);
	value = tuoyu_fact_value(fact->type, CARE_BIRTH_ORDER, &fact->has_birth_order);
	fact->has_birth_order = !fact->has_birth_order;
	fact->birth_order = fact->has_birth_order ? DatumGetInt32(value) : 0;
}

/* A fact says where and when, or nothing can be said of it. */
static void
refuse_missing(const char *column, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("fact has no %s", column),
			 errdetail("A subsidy is computed for a place and a time."),
			 errhint("%s", hint)));
}

/* Read what the engine itself needs; formulas read the row. */
static void
read_fact(FunctionCallInfo fcinfo, CareFact *fact, HeapTupleHeader row)
{
	bool		isnull;
	Datum		region;

	fact->type = tuoyu_fact_type(fcinfo, row, FACT_CARE);
	tuoyu_load_fact(fact->type, row);
	region = tuoyu_fact_value(fact->type, CARE_REGION, &isnull);
	if (isnull)
		refuse_missing("region", "Give it a column \"region\" with the region code of the institution.");
	fact->region = DatumGetRegionCode(region);
	fact->rules = tuoyu_region_rules(fact->type->catalogue, fact->region);
	fact->has_as_of = fact_date(fact, CARE_AS_OF, &fact->as_of);
	if (fact->has_as_of && DATE_NOT_FINITE(fact->as_of))
		refuse_unbounded();
	read_during(fact);
	if (!fact->has_as_of && !fact->has_during)
		refuse_missing("day", "Give it a column \"as_of\" with a day, or \"during\" with the times in care.");
	fact->has_places = fact_has(fact, CARE_PLACES);
	fact->has_places_added = fact_has(fact, CARE_PLACES_ADDED);
	fact->has_classes_added = fact_has(fact, CARE_CLASSES_ADDED);
	fact->is_event = fact->has_places_added || fact->has_classes_added || fact_has(fact, CARE_COST);
	fact->has_birth = fact_date(fact, CARE_BIRTH_DATE, &fact->birth);
	fact->has_claimed_on = fact_date(fact, CARE_CLAIMED_ON, &fact->claimed_on);
	read_selectors(fact);
}

/* The lines of the call's fact. */
static List *
lines_of_call(FunctionCallInfo fcinfo, const char *item, const char *scenario, bool explain)
{
	CareFact	fact = {.scenario = scenario};

	read_fact(fcinfo, &fact, PG_GETARG_HEAPTUPLEHEADER(0));
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
finish_trace(SubsidyLine *line, const char *shares)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoString(&json, line->trace);
	tuoyu_json_yuan(&json, "amount", line->amount);
	if (line->instalment > 0)
	{
		char	   *share = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(line->rule->instalments[line->instalment - 1])));

		tuoyu_json_raw(&json, "instalment", psprintf("%d", line->instalment));
		tuoyu_json_raw(&json, "instalment_share", share);
	}
	if (line->has_family_pays)
	{
		tuoyu_json_text(&json, "family_pays_formula", line->rule->family_pays->source);
		tuoyu_json_yuan(&json, "family_pays", line->family_pays);
	}
	tuoyu_json_raw(&json, "funder_shares", shares);
	appendStringInfoChar(&json, '}');
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
put_line(ReturnSetInfo *rsinfo, SubsidyLine *line)
{
	const SubsidyRule *rule = line->rule;
	char	   *shares = tuoyu_funder_shares(rule, line->amount);
	Datum		values[15];
	bool		nulls[15] = {0};

	values[0] = CStringGetTextDatum(rule->item);
	values[1] = CStringGetTextDatum(rule->payee);
	values[2] = CStringGetTextDatum(rule->unit_name);
	values[3] = days_range(line->during);
	values[4] = YuanGetDatum(line->amount);
	values[5] = YuanGetDatum(line->family_pays);
	nulls[5] = !line->has_family_pays;
	values[6] = DirectFunctionCall1(jsonb_in, CStringGetDatum(shares));
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

PG_FUNCTION_INFO_V1(tuoyu_subsidy_lines);

/* subsidy_lines(fact, scenario) */
Datum
tuoyu_subsidy_lines(PG_FUNCTION_ARGS)
{
	List	   *lines;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	lines = lines_of_call(fcinfo, NULL, text_argument(fcinfo, 1), true);
	foreach(cell, lines)
		put_line((ReturnSetInfo *) fcinfo->resultinfo, lfirst(cell));
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(tuoyu_subsidy_amount);

/* subsidy_amount(fact, item, scenario) */
Datum
tuoyu_subsidy_amount(PG_FUNCTION_ARGS)
{
	Yuan		sum = 0;
	List	   *lines;
	ListCell   *cell;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	lines = lines_of_call(fcinfo, text_argument(fcinfo, 1), text_argument(fcinfo, 2), false);
	if (lines == NIL)
		PG_RETURN_NULL();
	foreach(cell, lines)
		sum = tuoyu_yuan_add(sum, ((SubsidyLine *) lfirst(cell))->amount);
	PG_RETURN_YUAN(sum);
}
