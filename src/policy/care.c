/*
 * care.c
 *		Facts about care: reading their rows, and deriving the variables of formulas from them.
 *
 * A variable is derived when the first formula that reads it comes to run, so that a rule costs what it uses.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/multirangetypes.h"
#include "utils/numeric.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "calendar/months.h"
#include "policy/subsidy.h"
#include "policy/trace.h"

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

/* How many days two sets have in common. */
static int32
count_common(const DaySet *a, const DaySet *b)
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

/* Make a row the one that formulas read. */
static void
set_row(CareFact *fact, CareRow *row)
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
		set_row(fact, &fact->rows[0]);
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
	set_row(fact, found);
}

/*
 * Months
 */

/* Completed months of each unbroken time, added up. */
static int32
whole_months(const DaySet *care)
{
	int32		months = 0;

	for (int i = 0; i < care->count; i++)
		months += tuoyu_age_months(care->days[i].from, care->days[i].to);
	return months;
}

/* Months of the calendar, counted from year 0, so that neighbours differ by one. */
static int
month_number(DateADT day)
{
	int			year,
				month,
				mday;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	return year * 12 + month;
}

/* Calendar months with at least one day in care. */
static int32
calendar_months(const DaySet *care)
{
	int32		months = 0;
	int			last = PG_INT32_MIN;

	for (int i = 0; i < care->count; i++)
	{
		int			from = month_number(care->days[i].from);
		int			to = month_number(care->days[i].to - 1);

		months += to - from + (from != last);
		last = to;
	}
	return months;
}

static Numeric
add(Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_add, NumericGetDatum(a), NumericGetDatum(b)));
}

/* What one calendar month counts. */
static Numeric
month_value(const CareScope *scope, Days month, const DaySet *care)
{
	CareScope	inner = *scope;
	RuleMoment	moment = tuoyu_scope_moment(scope);
	SavedScope	saved;
	Datum		value;
	bool		isnull;

	inner.period = month;
	inner.care = care;
	tuoyu_save_scope(scope->fact, &saved);
	tuoyu_enter_scope(&inner);
	value = tuoyu_run_rule(scope->fact->type, scope->rule->month_value, &moment, &isnull);
	tuoyu_restore_scope(scope->fact, &saved);
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("subsidy rule \"%s\" cannot count the months of this fact", moment.rule),
				 errdetail("Its formula \"%s\" is null in region %s.", scope->rule->month_value->source,
						   tuoyu_region_format(moment.region)),
				 errhint("Give the fact a value in every column that the formula reads; attendance of several months is given by \"attended\", not by \"days\".")));
	return DatumGetNumeric(value);
}

/* Go through the calendar months of a scope; with json, write each. */
static Numeric
months_by_formula(const CareScope *scope, StringInfo json)
{
	const DaySet *care = scope->care;
	Numeric		sum = int64_to_numeric(0);
	DateADT		end = care->count == 0 ? 0 : care->days[care->count - 1].to;

	for (DateADT day = care->count == 0 ? 0 : care->days[0].from; day < end;)
	{
		Days		month = tuoyu_period_of(PERIOD_MONTH * 16 + 1, day);
		DaySet		in_month = tuoyu_intersect_days(care, month);

		day = month.to;
		if (in_month.count > 0)
		{
			Numeric		value = month_value(scope, month, &in_month);
			int			number = month_number(month.from) - 1;

			sum = add(sum, value);
			if (json != NULL)
				tuoyu_json_raw(json, psprintf("%04d-%02d", number / 12, number % 12 + 1),
							   DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value))));
		}
	}
	return sum;
}

Numeric
tuoyu_count_months(const CareScope *scope)
{
	switch (scope->rule->month_counting)
	{
		case MONTHS_WHOLE:
			return int64_to_numeric(whole_months(scope->care));
		case MONTHS_CALENDAR:
			return int64_to_numeric(calendar_months(scope->care));
		case MONTHS_BY_FORMULA:
			return months_by_formula(scope, NULL);
		default:
			return NULL;
	}
}

void
tuoyu_json_months(StringInfo json, const CareScope *scope)
{
	StringInfoData members;

	if (scope->rule->month_counting != MONTHS_BY_FORMULA)
		return;
	initStringInfo(&members);
	appendStringInfoChar(&members, '{');
	(void) months_by_formula(scope, &members);
	appendStringInfoChar(&members, '}');
	tuoyu_json_text(json, "month_value", scope->rule->month_value->source);
	tuoyu_json_raw(json, "months_by_month", members.data);
}

/* Months that earlier lines of the item have counted in the same year of settlement. */
static Numeric
months_before(const CareScope *scope)
{
	int			year = tuoyu_settlement_year(scope->rule, scope->settlement.from);
	Numeric		sum = int64_to_numeric(0);
	ListCell   *cell;

	foreach(cell, scope->before)
	{
		const SubsidyLine *line = lfirst(cell);
		CareScope	inner = *scope;
		Numeric		months;

		if (strcmp(line->rule->item, scope->rule->item) != 0 || line->rule->head.region != scope->rule->head.region ||
			tuoyu_settlement_year(scope->rule, line->period.from) != year)
			continue;
		inner.rule = line->rule;
		inner.period = inner.settlement = line->period;
		inner.care = line->care;
		inner.day = line->reference_day;
		months = tuoyu_count_months(&inner);
		if (months != NULL)
			sum = add(sum, months);
	}
	return sum;
}

/*
 * Derived variables
 */

/* Is the scope about all of the settlement period's days in care? */
static bool
is_whole_period(const CareScope *scope)
{
	DaySet		in_period;

	if (scope->period.from != scope->settlement.from || scope->period.to != scope->settlement.to)
		return false;
	if (scope->rule->reference_day != REFERENCE_EACH_DAY || !scope->fact->has_during)
		return true;
	in_period = tuoyu_intersect_days(&scope->fact->during, scope->period);
	return tuoyu_days_in_set(scope->care) == tuoyu_days_in_set(&in_period);
}

/* A number of days cannot be divided among months, pieces of a period or rows of a fact. */
static void
refuse_undivided(const CareScope *scope)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("subsidy rule \"%s\" needs to know which days were attended", scope->rule->head.rule),
			 errdetail("The fact gives \"days\", one number for the whole settlement period, in region %s.",
					   tuoyu_region_format(scope->fact->region)),
			 errhint("Give it a column \"attended\", a datemultirange of the days.")));
}

/* Days attended.  Where the fact gives a number only, that is a settlement period's. */
static bool
days_attended(const CareScope *scope, Datum *days)
{
	CareFact   *fact = scope->fact;
	bool		isnull;
	int64		count = 0;
	bool		known = fact->nrows == 1;

	if (fact->has_attended)
	{
		/* where no row of these days says who was there, nobody knows */
		for (int i = 0; i < fact->nrows; i++)
		{
			known |= fact->rows[i].has_attended && count_common(&fact->rows[i].during, scope->care) > 0;
			count += count_common(&fact->rows[i].attended, scope->care);
		}
		*days = NumericGetDatum(int64_to_numeric(count));
		return known;
	}
	*days = tuoyu_fact_value(fact->type, CARE_DAYS, &isnull);
	if (!isnull && (fact->nrows > 1 || !is_whole_period(scope)))
		refuse_undivided(scope);
	return !isnull;
}

static int32
workdays_of(const CareScope *scope, const DaySet *set)
{
	int32		count = 0;

	for (int i = 0; i < set->count; i++)
		count += tuoyu_workdays(scope->fact->rules, set->days[i].from, set->days[i].to);
	return count;
}

/* Days attended that are workdays. */
static int32
workdays_attended(const CareScope *scope)
{
	int32		count = 0;

	for (int i = 0; i < scope->fact->nrows; i++)
		for (int j = 0; j < scope->care->count; j++)
		{
			DaySet		days = tuoyu_intersect_days(&scope->fact->rows[i].attended, scope->care->days[j]);

			count += workdays_of(scope, &days);
		}
	return count;
}

/* A numeric variable, NULL for none. */
static Datum
numeric_or_null(Numeric value, bool *isnull)
{
	*isnull = value == NULL;
	return NumericGetDatum(value);
}

AgeBand
tuoyu_care_band(const CareFact *fact, DateADT day)
{
	DateADT		birth = fact->row->birth;
	const BandRun *run;

	if (DATE_NOT_FINITE(birth))
	{
		tuoyu_note_births(fact->type, birth, birth);
		return DATE_IS_NOEND(birth) ? AGE_BAND_UNDER : AGE_BAND_OVER;
	}
	run = tuoyu_regional_band_run(birth, day, fact->region);
	tuoyu_note_births(fact->type, run->from, run->until);
	return run->band;
}

/* The child's age in months on a day; false before its birth. */
static bool
age_on(const CareScope *scope, int32 *months)
{
	DateADT		birth = scope->fact->row->birth,
				from = birth,
				to = birth + 1;

	if (DATE_NOT_FINITE(birth))
	{
		tuoyu_note_births(scope->fact->type, birth, birth);
		return false;
	}
	if (birth > scope->day)
	{
		tuoyu_note_births(scope->fact->type, scope->day + 1, DATEVAL_NOEND);
		return false;
	}
	*months = tuoyu_age_months(birth, scope->day);
	while (birth - from < 31 && tuoyu_age_months(from - 1, scope->day) == *months)
		from--;
	while (to <= scope->day && to - birth < 31 && tuoyu_age_months(to, scope->day) == *months)
		to++;
	tuoyu_note_births(scope->fact->type, from, to);
	return true;
}

/* The value of one variable. */
static Datum
derive(CareScope *scope, CareVariable variable, bool *isnull)
{
	const CareRow *row = scope->fact->row;
	const SubsidyRule *rule = scope->rule;
	Datum		value = (Datum) 0;
	int32		months = 0;

	*isnull = false;
	switch (variable)
	{
		case VAR_MONTHS:
			*isnull = rule->month_counting != MONTHS_WHOLE && rule->month_counting != MONTHS_CALENDAR;
			return Int32GetDatum(*isnull ? 0 : rule->month_counting == MONTHS_WHOLE ? whole_months(scope->care) :
								 calendar_months(scope->care));
		case VAR_MONTHS_COUNTED:
			return numeric_or_null(tuoyu_count_months(scope), isnull);
		case VAR_MONTHS_BEFORE:
			return numeric_or_null(months_before(scope), isnull);
		case VAR_DAYS_IN_CARE:
			return Int32GetDatum(tuoyu_days_in_set(scope->care));
		case VAR_DAYS:
			*isnull = !days_attended(scope, &value);
			return value;
		case VAR_PERIOD_DAYS:
			return Int32GetDatum(scope->period.to - scope->period.from);
		case VAR_PERIOD_WORKDAYS:
			return Int32GetDatum(tuoyu_workdays(scope->fact->rules, scope->period.from, scope->period.to));
		case VAR_WORKDAYS_IN_CARE:
			return Int32GetDatum(workdays_of(scope, scope->care));
		case VAR_WORKDAYS_ATTENDED:
			*isnull = !scope->fact->has_attended;
			return Int32GetDatum(*isnull ? 0 : workdays_attended(scope));
		case VAR_AGE_MONTHS:
			*isnull = !row->has_birth || !age_on(scope, &months);
			return Int32GetDatum(months);
		case VAR_BAND:
			*isnull = !row->has_birth;
			return AgeBandGetDatum(*isnull ? AGE_BAND_UNDER : tuoyu_care_band(scope->fact, scope->day));
		case VAR_REFERENCE_DAY:
			return DateADTGetDatum(scope->day);
		case VAR_PERIOD_START:
			return DateADTGetDatum(scope->period.from);
		case VAR_PERIOD_END:
			return DateADTGetDatum(scope->period.to - 1);
		case VAR_REFERRED:
			return numeric_or_null(rule->as_for == NULL ? NULL : tuoyu_referred_amount(scope), isnull);
		default:
			*isnull = scope->instalment == 0;
			return Int32GetDatum(scope->instalment);
	}
}

/* Callback of tuoyu_run_rule. */
static void
derive_wanted(FactType *type, uint32 wanted)
{
	for (int variable = 0; variable < CARE_VARIABLES; variable++)
		if (wanted & (1U << variable))
		{
			bool		isnull;
			Datum		value = derive(type->derive_arg, variable, &isnull);

			type->derived->tts_values[variable] = value;
			type->derived->tts_isnull[variable] = isnull;
			type->ready |= 1U << variable;
		}
}

Datum
tuoyu_care_variable(CareScope *scope, CareVariable variable, bool *isnull)
{
	FactType   *type = scope->fact->type;

	if (!(type->ready & (1U << variable)))
		derive_wanted(type, 1U << variable);
	*isnull = type->derived->tts_isnull[variable];
	return type->derived->tts_values[variable];
}

/*
 * Scopes
 */

void
tuoyu_enter_scope(CareScope *scope)
{
	FactType   *type = scope->fact->type;

	if (scope->fact->nrows > 1)
		tuoyu_care_row_on(scope->fact, scope->day);
	type->derive = derive_wanted;
	type->derive_arg = scope;
	type->ready = 0;
}

void
tuoyu_save_scope(CareFact *fact, SavedScope *saved)
{
	FactType   *type = fact->type;

	saved->scope = type->derive_arg;
	saved->row = fact->row;
	saved->ready = type->ready;
	memcpy(saved->values, type->derived->tts_values, sizeof(saved->values));
	memcpy(saved->nulls, type->derived->tts_isnull, sizeof(saved->nulls));
}

void
tuoyu_restore_scope(CareFact *fact, const SavedScope *saved)
{
	FactType   *type = fact->type;

	set_row(fact, saved->row);
	type->derive_arg = saved->scope;
	type->ready = saved->ready;
	memcpy(type->derived->tts_values, saved->values, sizeof(saved->values));
	memcpy(type->derived->tts_isnull, saved->nulls, sizeof(saved->nulls));
}

RuleMoment
tuoyu_scope_moment(const CareScope *scope)
{
	return (RuleMoment) {scope->fact->rules, scope->fact->region, scope->day, scope->fact->scenario, scope->rule->head.rule};
}
