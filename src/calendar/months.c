/*
 * months.c
 *		Months as law counts them: adding them, and ages in them.
 */
#include "tuoyu.h"

#include "utils/builtins.h"

#include "calendar/months.h"

/* The one error for dates that are not there. */
static void
date_out_of_range(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("date out of range"),
			 detail ? errdetail("%s", detail) : 0,
			 errhint("Use a day of the calendar, from 4714-11-24 BC to 5874897-12-31.")));
}

DateADT
tuoyu_add_months(DateADT day, int32 months)
{
	DateADT		result = day;

	if (!DATE_NOT_FINITE(day) && !tuoyu_try_add_months(day, months, &result))
		date_out_of_range(NULL);
	return result;
}

void
tuoyu_check_as_of(DateADT as_of)
{
	if (unlikely(DATE_NOT_FINITE(as_of)))
		date_out_of_range("The day on which an age is counted must be finite.");
}

/* Whether there is an age on that day; not before birth, and no finite one for a birth at -infinity. */
static bool
has_age(DateADT birth, DateADT as_of)
{
	tuoyu_check_as_of(as_of);
	if (DATE_IS_NOBEGIN(birth))
		date_out_of_range("The age of a birth at -infinity is no number.");
	return birth <= as_of;
}

PG_FUNCTION_INFO_V1(tuoyu_add_months_sql);

/* add_months(date, integer) → date */
Datum
tuoyu_add_months_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(tuoyu_add_months(PG_GETARG_DATEADT(0), PG_GETARG_INT32(1)));
}

PG_FUNCTION_INFO_V1(tuoyu_age_months_sql);

/* age_months(birth_date date, as_of date) → integer */
Datum
tuoyu_age_months_sql(PG_FUNCTION_ARGS)
{
	DateADT		birth = PG_GETARG_DATEADT(0);
	DateADT		as_of = PG_GETARG_DATEADT(1);

	if (!has_age(birth, as_of))
		PG_RETURN_NULL();
	PG_RETURN_INT32(tuoyu_age_months(birth, as_of));
}

PG_FUNCTION_INFO_V1(tuoyu_age_text);

/* age_text(birth_date date, as_of date) → text: 1岁6个月3天, without leading parts that are 0 */
Datum
tuoyu_age_text(PG_FUNCTION_ARGS)
{
	DateADT		birth = PG_GETARG_DATEADT(0);
	DateADT		as_of = PG_GETARG_DATEADT(1);
	int			months,
				days;
	char		buf[64];

	if (!has_age(birth, as_of))
		PG_RETURN_NULL();
	months = tuoyu_age_months(birth, as_of);
	days = as_of - tuoyu_add_months(birth, months);
	if (months >= 12)
		snprintf(buf, sizeof(buf), "%d岁%d个月%d天", months / 12, months % 12, days);
	else if (months > 0)
		snprintf(buf, sizeof(buf), "%d个月%d天", months, days);
	else
		snprintf(buf, sizeof(buf), "%d天", days);
	PG_RETURN_TEXT_P(cstring_to_text(buf));
}
