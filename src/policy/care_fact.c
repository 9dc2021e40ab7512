/*
 * care_fact.c
 *		Facts about care: sets of days, and reading a fact's rows.
 */
#include "tuoyu.h"

#include "utils/builtins.h"
#include "utils/multirangetypes.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "policy/subsidy.h"

/*
 * Sets of days
 */

/* Add days behind those of a set, joined where they touch. */
void
tuoyu_append_days(DaySet *set, Days days)
{
	if (set->count > 0 && set->days[set->count - 1].to == days.from)
		set->days[set->count - 1].to = days.to;
	else
	{
		set->days = set->count == 0 ? palloc(sizeof(Days)) : repalloc(set->days, sizeof(Days) * (set->count + 1));
		set->days[set->count++] = days;
	}
}

int32
tuoyu_days_in_set(const DaySet *set)
{
	int32		days = 0;

	for (int i = 0; i < set->count; i++)
		days += set->days[i].to - set->days[i].from;
	return days;
}

DaySet
tuoyu_intersect_days(const DaySet *set, Days within)
{
	DaySet		result = {0, NULL};

	for (int i = 0; i < set->count; i++)
		if (set->days[i].from < within.to && within.from < set->days[i].to)
			tuoyu_append_days(&result, (Days) {Max(set->days[i].from, within.from), Min(set->days[i].to, within.to)});
	return result;
}

/* The days of either of two sets that have none in common. */
DaySet
tuoyu_unite_days(const DaySet *a, const DaySet *b)
{
	DaySet		result = {0, NULL};

	for (int i = 0, j = 0; i < a->count || j < b->count;)
		if (j == b->count || (i < a->count && a->days[i].from < b->days[j].from))
			tuoyu_append_days(&result, a->days[i++]);
		else
			tuoyu_append_days(&result, b->days[j++]);
	return result;
}

int32
tuoyu_days_in_common(const DaySet *a, const DaySet *b)
{
	int32		days = 0;

	for (int i = 0, j = 0; i < a->count && j < b->count;)
	{
		DateADT		from = Max(a->days[i].from, b->days[j].from);
		DateADT		to = Min(a->days[i].to, b->days[j].to);

		days += Max(to - from, 0);
		if (a->days[i].to < b->days[j].to)
			i++;
		else
			j++;
	}
	return days;
}

static bool
set_has(const DaySet *set, DateADT day)
{
	for (int i = 0; i < set->count; i++)
		if (day >= set->days[i].from && day < set->days[i].to)
			return true;
	return false;
}

/*
 * Reading
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
refuse_unbounded(const char *column)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("time in care of a fact must have a beginning and an end"),
			 errdetail("Column \"%s\" is unbounded.", column),
			 errhint("Intersect it with the period to be computed, such as '[2024-01-01,2025-01-01)'.")));
}

/* A column of days; false when it is null.  An empty set is no time at all. */
static bool
fact_days(CareFact *fact, int index, const char *column, DaySet *set)
{
	bool		isnull;
	Datum		value = tuoyu_fact_value(fact->type, index, &isnull);
	TypeCacheEntry *range_type;
	RangeType **ranges;

	if (isnull)
		return false;
	range_type = lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO);
	multirange_deserialize(range_type, DatumGetMultirangeTypeP(value), &set->count, &ranges);
	set->days = palloc(sizeof(Days) * (set->count + 1));
	for (int i = 0; i < set->count; i++)
	{
		RangeBound	lower,
					upper;
		bool		empty;

		range_deserialize(range_type, ranges[i], &lower, &upper, &empty);
		if (lower.infinite || upper.infinite ||
			DATE_NOT_FINITE(DatumGetDateADT(lower.val)) || DATE_NOT_FINITE(DatumGetDateADT(upper.val)))
			refuse_unbounded(column);
		set->days[i] = (Days) {DatumGetDateADT(lower.val), DatumGetDateADT(upper.val)};
	}
	return true;
}

/* In the order of TextSelector. */
static const int selector_columns[] = {
	CARE_INSTITUTION_KIND, CARE_OWNERSHIP, CARE_FUNDING, CARE_GRADE, CARE_ZONE, CARE_SERVICE_FORM
};

static void
read_selectors(CareFact *fact, SelectorFacts *selectors)
{
	bool		isnull;
	Datum		value = tuoyu_fact_value(fact->type, CARE_CLASS_KIND, &isnull);

	selectors->has_class_kind = !isnull;
	if (!isnull)
		selectors->class_kind = DatumGetAgeBand(value);
	for (int i = 0; i < TEXT_SELECTORS; i++)
		selectors->texts[i] = tuoyu_fact_text(fact->type, selector_columns[i]);
	value = tuoyu_fact_value(fact->type, CARE_BIRTH_ORDER, &isnull);
	selectors->has_birth_order = !isnull;
	selectors->birth_order = isnull ? 0 : DatumGetInt32(value);
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

static RegionCode
read_region(CareFact *fact)
{
	bool		isnull;
	Datum		region = tuoyu_fact_value(fact->type, CARE_REGION, &isnull);

	if (isnull)
		refuse_missing("region", "Give it a column \"region\" with the region code of the institution.");
	return DatumGetRegionCode(region);
}

/* What the engine itself needs of the row that has been loaded; formulas read the row. */
static void
read_row(CareFact *fact, CareRow *row)
{
	row->has_during = fact_days(fact, CARE_DURING, "during", &row->during);
	row->has_attended = fact_days(fact, CARE_ATTENDED, "attended", &row->attended);
	row->has_places = fact_has(fact, CARE_PLACES);
	row->has_classes = fact_has(fact, CARE_CLASSES);
	row->has_places_added = fact_has(fact, CARE_PLACES_ADDED);
	row->has_classes_added = fact_has(fact, CARE_CLASSES_ADDED);
	row->is_event = row->has_places_added || row->has_classes_added || fact_has(fact, CARE_COST);
	row->has_birth = fact_date(fact, CARE_BIRTH_DATE, &row->birth);
	row->has_claimed_on = fact_date(fact, CARE_CLAIMED_ON, &row->claimed_on);
	row->has_entered_on = fact_date(fact, CARE_ENTERED_ON, &row->entered_on);
	read_selectors(fact, &row->selectors);
}

/* Rows of one fact follow each other in time; the first may be about a day, as something that happened is. */
static int
compare_rows(const void *a, const void *b)
{
	const CareRow *x = a;
	const CareRow *y = b;

	if (x->has_during != y->has_during)
		return x->has_during ? 1 : -1;
	if (!x->has_during || x->during.count == 0 || y->during.count == 0)
		return 0;
	return (x->during.days[0].from > y->during.days[0].from) - (x->during.days[0].from < y->during.days[0].from);
}

static int
compare_days(const void *a, const void *b)
{
	const Days *x = a;
	const Days *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* The days of all rows together; two rows of one day would leave open which of them holds. */
static void
join_rows(CareFact *fact)
{
	Days	   *days;
	int			count = 0;

	qsort(fact->rows, fact->nrows, sizeof(CareRow), compare_rows);
	for (int i = 0; i < fact->nrows; i++)
		count += fact->rows[i].during.count;
	days = palloc(sizeof(Days) * (count + 1));
	count = 0;
	for (int i = 0; i < fact->nrows; i++)
		for (int j = 0; j < fact->rows[i].during.count; j++)
			days[count++] = fact->rows[i].during.days[j];
	qsort(days, count, sizeof(Days), compare_days);
	for (int i = 0; i < count; i++)
	{
		if (i > 0 && days[i].from < days[i - 1].to)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("rows of a fact overlap in time"),
					 errdetail("Each says what holds on the days of its column \"during\"."),
					 errhint("Cut the days where a value changes.")));
		tuoyu_append_days(&fact->during, days[i]);
	}
}

/* The rows must be of one place, and but one of them without days of its own. */
static void
check_rows(CareFact *fact, CareRow *row, bool first)
{
	if (!first && read_region(fact) != fact->region)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rows of a fact are of different regions"),
				 errdetail("One is of %s, another of %s.", tuoyu_region_format(fact->region),
						   tuoyu_region_format(read_region(fact))),
				 errhint("Compute each institution by itself.")));
	if (!first && !row->has_during)
		refuse_missing("during", "Of several rows, each but the first needs a column \"during\" with its days.");
}

void
tuoyu_set_care_row(CareFact *fact, CareRow *row)
{
	if (fact->row == row)
		return;
	fact->row = row;
	tuoyu_load_fact(fact->type, row->row);
}

void
tuoyu_read_care_fact(FunctionCallInfo fcinfo, CareFact *fact, int nrows, HeapTupleHeader *rows)
{
	fact->type = tuoyu_fact_type(fcinfo, rows[0], FACT_CARE);
	fact->nrows = nrows;
	fact->rows = nrows == 1 ? &fact->only : palloc0(sizeof(CareRow) * nrows);
	for (int i = 0; i < nrows; i++)
	{
		CareRow    *row = &fact->rows[i];

		row->row = rows[i];
		tuoyu_load_fact(fact->type, rows[i]);
		if (i == 0)
		{
			fact->region = read_region(fact);
			fact->has_as_of = fact_date(fact, CARE_AS_OF, &fact->as_of);
			if (fact->has_as_of && DATE_NOT_FINITE(fact->as_of))
				refuse_unbounded("as_of");
		}
		read_row(fact, row);
		check_rows(fact, row, i == 0);
		fact->has_during |= row->has_during;
		fact->has_attended |= row->has_attended;
	}
	fact->rules = tuoyu_region_rules(fact->type->catalogue, fact->region);
	if (nrows > 1)
	{
		join_rows(fact);
		tuoyu_set_care_row(fact, &fact->rows[0]);
	}
	else
	{
		fact->during = fact->only.during;
		fact->row = &fact->only;
	}
	if (!fact->has_as_of && !fact->has_during)
		refuse_missing("day", "Give it a column \"as_of\" with a day, or \"during\" with the times in care.");
}

/*
 * Rows
 */

void
tuoyu_care_row_on(CareFact *fact, DateADT day)
{
	CareRow    *found = &fact->rows[0];

	/* the last one that has begun, unless another has the day */
	for (int i = 1; i < fact->nrows; i++)
	{
		CareRow    *row = &fact->rows[i];

		if (set_has(&row->during, day))
		{
			found = row;
			break;
		}
		if (row->during.count > 0 && row->during.days[0].from <= day && !set_has(&found->during, day))
			found = row;
	}
	tuoyu_set_care_row(fact, found);
}
