/*
 * months.h
 *		Completed months, as PRC Civil Code art. 202 counts them: a month that lacks the day ends on its last day.
 */
#ifndef TUOYU_MONTHS_H
#define TUOYU_MONTHS_H

#include "datatype/timestamp.h"
#include "utils/date.h"
#include "utils/datetime.h"

/* The first finite date (4714-11-24 BC). */
#define TUOYU_DATE_MIN ((DateADT) (DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE))

/* How many days that month has; the year is astronomical (0 is 1 BC). */
static inline int
tuoyu_days_in_month(int year, int month)
{
	return day_tab[isleap(year)][month - 1];
}

/* The completed months of age on a day; both dates finite and birth <= as_of. */
static inline int
tuoyu_age_months(DateADT birth, DateADT as_of)
{
	int			birth_year,
				birth_month,
				birth_day,
				year,
				month,
				day;

	j2date(birth + POSTGRES_EPOCH_JDATE, &birth_year, &birth_month, &birth_day);
	j2date(as_of + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	/* this month counts from the day of birth on, or from its last day if that comes first */
	return (year - birth_year) * 12 + (month - birth_month) -
		(day < birth_day && day < tuoyu_days_in_month(year, month));
}

/* The day so many months after (or before) a finite one; false when no date is there. */
static inline bool
tuoyu_try_add_months(DateADT day, int32 months, DateADT *result)
{
	int			year,
				month,
				mday;
	int64		count;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	count = (int64) year * 12 + (month - 1) + months;
	month = (int) (((count % 12) + 12) % 12) + 1;
	count = (count - (month - 1)) / 12;
	if (count < JULIAN_MINYEAR || count > JULIAN_MAXYEAR)
		return false;
	year = (int) count;
	mday = Min(mday, tuoyu_days_in_month(year, month));
	if (!IS_VALID_JULIAN(year, month, mday))
		return false;
	*result = date2j(year, month, mday) - POSTGRES_EPOCH_JDATE;
	return IS_VALID_DATE(*result);
}

/* The same with infinity kept as it is, and an error (22008) beyond the range of dates. */
extern DateADT tuoyu_add_months(DateADT day, int32 months);

/* Refuses infinity where an age is asked for (22008). */
extern void tuoyu_check_as_of(DateADT as_of);

#endif							/* TUOYU_MONTHS_H */
