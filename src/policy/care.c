/*
 * care.c
 *		Facts about care: deriving the variables of formulas from them.
 *
 * A variable is derived when the first formula that reads it comes to run, so that a rule costs what it uses.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/numeric.h"

#include "calendar/months.h"
#include "policy/subsidy.h"
#include "policy/trace.h"

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
months_by_formula(const CareScope *scope, Json *json)
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
				tuoyu_json_number(json, psprintf("%04d-%02d", number / 12, number % 12 + 1), value);
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
tuoyu_json_months(Json *json, const CareScope *scope)
{
	Json		months = {0};

	if (scope->rule->month_counting != MONTHS_BY_FORMULA)
		return;
	(void) months_by_formula(scope, &months);
	tuoyu_json_text(json, "month_value", scope->rule->month_value->source);
	tuoyu_json_put(json, "months_by_month", tuoyu_json_finish(&months));
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
			known |= fact->rows[i].has_attended && tuoyu_days_in_common(&fact->rows[i].during, scope->care) > 0;
			count += tuoyu_days_in_common(&fact->rows[i].attended, scope->care);
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

	tuoyu_set_care_row(fact, saved->row);
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
