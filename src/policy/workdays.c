/*
 * workdays.c
 *		Workdays: Monday to Friday, less holidays, plus weekends that are made up for them, as the user's calendar says.
 *
 * The calendar of each year is announced late in the year before, so that a year of which it says nothing is an error and
 * never a guess.
 */
#include "tuoyu.h"

#include "utils/datetime.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "calendar/months.h"
#include "policy/resolve.h"

/* Most days that counting forward goes through: some thirty years. */
#define MOST_DAYS 11000

/*
 * The calendar at a place
 */

/* The exceptions that hold at a region, one a day; the catalogue's are sorted by day and the most specific region first. */
static const Workdays *
calendar_of(RegionRules *rules)
{
	const Workdays *all = &tuoyu_catalogue()->workdays;
	Workdays   *own = &rules->workdays;

	if (rules->has_workdays)
		return own;
	own->days = MemoryContextAlloc(tuoyu_catalogue()->memory, sizeof(WorkdayException) * (all->count + 1));
	own->count = 0;
	for (int i = 0; i < all->count; i++)
	{
		if (!tuoyu_region_contains(all->days[i].region, rules->region))
			continue;
		if (own->count == 0 || own->days[own->count - 1].day != all->days[i].day)
			own->days[own->count++] = all->days[i];
	}
	rules->has_workdays = true;
	return own;
}

/* The first exception on or after a day, as an index. */
static int
first_exception(const Workdays *calendar, DateADT day)
{
	int			low = 0,
				high = calendar->count;

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (calendar->days[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Each year that the days [from, to) touch must have at least one exception. */
static void
check_years(const Workdays *calendar, RegionCode region, DateADT from, DateADT to)
{
	int			first,
				last,
				month,
				day;

	j2date(from + POSTGRES_EPOCH_JDATE, &first, &month, &day);
	j2date(to - 1 + POSTGRES_EPOCH_JDATE, &last, &month, &day);
	for (int year = first; year <= last; year++)
	{
		int			i = first_exception(calendar, date2j(year, 1, 1) - POSTGRES_EPOCH_JDATE);

		if (i == calendar->count || calendar->days[i].day >= date2j(year + 1, 1, 1) - POSTGRES_EPOCH_JDATE)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_PARAMETER),
					 errmsg("calendar of workdays has no entry for year %d in region %s", year, tuoyu_region_format(region)),
					 errdetail("Without the holidays and make-up workdays of the year, workdays cannot be counted."),
					 errhint("Add the year's holidays to tuoyu.workday_exception.")));
	}
}

/*
 * Counting
 */

/* Day of the week, 0 on Monday. */
static int
weekday(DateADT day)
{
	return (j2day(day + POSTGRES_EPOCH_JDATE) + 6) % 7;
}

/* Mondays to Fridays in [from, to). */
static int32
weekdays(DateADT from, DateADT to)
{
	int32		count = (to - from) / 7 * 5;

	for (DateADT day = to - (to - from) % 7; day < to; day++)
		count += weekday(day) < 5;
	return count;
}

int32
tuoyu_workdays(RegionRules *rules, DateADT from, DateADT to)
{
	const Workdays *calendar = calendar_of(rules);
	int32		count;

	if (from >= to)
		return 0;
	check_years(calendar, rules->region, from, to);
	count = weekdays(from, to);
	for (int i = first_exception(calendar, from); i < calendar->count && calendar->days[i].day < to; i++)
		count += calendar->days[i].is_workday - (weekday(calendar->days[i].day) < 5);
	return count;
}

/*
 * SQL
 */

static RegionRules *
rules_argument(FunctionCallInfo fcinfo, int index)
{
	return tuoyu_region_rules(tuoyu_enter_catalogue(), PG_GETARG_REGION_CODE(index));
}

/* Workdays are counted between two days. */
static void
refuse_infinite(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("workdays of an unbounded time cannot be counted"),
			 errdetail("The calendar ends with the last year that has been announced."),
			 errhint("Give days that are finite.")));
}

PG_FUNCTION_INFO_V1(tuoyu_workdays_of);

/* workdays(during, region) */
Datum
tuoyu_workdays_of(PG_FUNCTION_ARGS)
{
	RangeType  *range = PG_GETARG_RANGE_P(0);
	RegionRules *rules = rules_argument(fcinfo, 1);
	RangeBound	lower,
				upper;
	bool		empty;

	range_deserialize(lookup_type_cache(RangeTypeGetOid(range), TYPECACHE_RANGE_INFO), range, &lower, &upper, &empty);
	if (empty)
		PG_RETURN_INT32(0);
	if (lower.infinite || upper.infinite || DATE_NOT_FINITE(DatumGetDateADT(lower.val)) ||
		DATE_NOT_FINITE(DatumGetDateADT(upper.val)))
		refuse_infinite();
	PG_RETURN_INT32(tuoyu_workdays(rules, DatumGetDateADT(lower.val), DatumGetDateADT(upper.val)));
}

PG_FUNCTION_INFO_V1(tuoyu_is_workday);

/* is_workday(day, region) */
Datum
tuoyu_is_workday(PG_FUNCTION_ARGS)
{
	DateADT		day = PG_GETARG_DATEADT(0);
	RegionRules *rules = rules_argument(fcinfo, 1);

	if (DATE_NOT_FINITE(day))
		refuse_infinite();
	PG_RETURN_BOOL(tuoyu_workdays(rules, day, day + 1) == 1);
}

PG_FUNCTION_INFO_V1(tuoyu_add_workdays);

/* add_workdays(day, count, region): the day itself does not count (民法典 201) */
Datum
tuoyu_add_workdays(PG_FUNCTION_ARGS)
{
	DateADT		day = PG_GETARG_DATEADT(0);
	int32		count = PG_GETARG_INT32(1);
	RegionRules *rules = rules_argument(fcinfo, 2);

	if (DATE_NOT_FINITE(day))
		refuse_infinite();
	if (count < 0 || count > MOST_DAYS / 3)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of workdays must be between 0 and %d: %d", MOST_DAYS / 3, count),
				 errdetail("It is a term counted from a day on."),
				 errhint("Swap the days to count backwards.")));
	while (count > 0)
		{
		day++;
		count -= tuoyu_workdays(rules, day, day + 1);
	}
	PG_RETURN_DATEADT(day);
}
