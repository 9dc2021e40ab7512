/*
 * bands.c
 *		The national age bands (国卫人口发〔2019〕58号): [6,12) [12,24) [24,36) completed months.
 *
 * On one day, the bands cut the births into five runs, youngest last.  Everything here, and the planner support, works
 * with the four births at which the runs meet.
 */
#include "tuoyu.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/rangetypes.h"

#include "calendar/bands.h"
#include "calendar/months.h"

#define LIMIT_COUNT 4

/* The months at which 乳儿, 托小, 托大 and 超龄 begin: band b is over at limit b, where band b + 1 begins. */
static const int32 limits[LIMIT_COUNT] = {6, 12, 24, 36};

/* The bands as of one day: cut[b] is the first birth that has not reached limit b, that is the first in band b. */
typedef struct BandDay
{
	DateADT		as_of;
	DateADT		other;			/* the last day that was asked for beside as_of */
	DateADT		cut[LIMIT_COUNT];
} BandDay;

/* The band of a birth */

/*
 * The first birth that has not completed so many months on the day.
 *
 * The births that have end with that day of the month, months ago.  But on the last day of a month, all births in that
 * month have, however long it was; so has then every birth before the day after, months ago.
 */
static DateADT
first_birth_below(DateADT as_of, int32 months)
{
	int			year,
				month,
				day;
	int			last;
	DateADT		result;

	j2date(as_of + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	last = (day == tuoyu_days_in_month(year, month));
	if (!tuoyu_try_add_months(as_of + last, -months, &result))
		return TUOYU_DATE_MIN;
	return result + 1 - last;
}

/* Computes the bands as of a day. */
static void
set_day(BandDay *bands, DateADT as_of)
{
	tuoyu_check_as_of(as_of);
	for (int i = 0; i < LIMIT_COUNT; i++)
		bands->cut[i] = first_birth_below(as_of, limits[i]);
	bands->as_of = as_of;
}

/* The bands as of a day, kept from call to call because a query rarely asks for more than one. */
static BandDay *
get_day(FunctionCallInfo fcinfo, DateADT as_of)
{
	BandDay    *bands = (BandDay *) fcinfo->flinfo->fn_extra;

	if (likely(bands != NULL && bands->as_of == as_of))
		return bands;
	tuoyu_check_as_of(as_of);	/* before there is a struct that an error could leave half-filled */
	if (bands == NULL)
		fcinfo->flinfo->fn_extra = bands = (BandDay *) MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(BandDay));
	set_day(bands, as_of);
	bands->other = as_of;
	return bands;
}

/* The band is the number of limits that the birth has reached; infinite births need no care. */
static inline AgeBand
band_of(const BandDay *bands, DateADT birth)
{
	return (AgeBand) ((birth < bands->cut[0]) + (birth < bands->cut[1]) +
					  (birth < bands->cut[2]) + (birth < bands->cut[3]));
}

AgeBand
tuoyu_national_band(DateADT birth, DateADT as_of)
{
	int			band = AGE_BAND_UNDER;
	int			months;

	tuoyu_check_as_of(as_of);
	if (birth > as_of)
		return AGE_BAND_UNDER;
	if (DATE_IS_NOBEGIN(birth))
		return AGE_BAND_OVER;
	months = tuoyu_age_months(birth, as_of);
	while (band < LIMIT_COUNT && months >= limits[band])
		band++;
	return (AgeBand) band;
}

/* The band by way of the kept day; a day that differs from call to call is cheaper done by itself. */
static inline AgeBand
band_on(FunctionCallInfo fcinfo, DateADT birth, DateADT as_of)
{
	BandDay    *bands = (BandDay *) fcinfo->flinfo->fn_extra;

	if (unlikely(bands != NULL && bands->as_of != as_of && bands->other != as_of))
	{
		bands->other = as_of;
		return tuoyu_national_band(birth, as_of);
	}
	return band_of(get_day(fcinfo, as_of), birth);
}

PG_FUNCTION_INFO_V1(tuoyu_age_band);

/* age_band(birth_date date, as_of date) → age_band */
Datum
tuoyu_age_band(PG_FUNCTION_ARGS)
{
	PG_RETURN_AGE_BAND(band_on(fcinfo, PG_GETARG_DATEADT(0), PG_GETARG_DATEADT(1)));
}

int
tuoyu_band_set(ArrayType *bands, bool *has_null)
{
	int			count = ArrayGetNItems(ARR_NDIM(bands), ARR_DIMS(bands));
	const char *next = ARR_DATA_PTR(bands);
	const bits8 *present = ARR_NULLBITMAP(bands);
	int			set = 0;

	*has_null = false;
	for (int i = 0; i < count; i++)
	{
		if (present && (present[i / 8] & (1 << (i % 8))) == 0)
			*has_null = true;
		else
			set |= 1 << *next++;	/* an element is one byte, unaligned */
	}
	return set;
}

PG_FUNCTION_INFO_V1(tuoyu_in_age_bands);

/* in_age_bands(birth_date date, as_of date, bands age_band[]) → boolean */
Datum
tuoyu_in_age_bands(PG_FUNCTION_ARGS)
{
	AgeBand		band = band_on(fcinfo, PG_GETARG_DATEADT(0), PG_GETARG_DATEADT(1));
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(2);
	bool		has_null;
	int			set = tuoyu_band_set(array, &has_null);

	PG_FREE_IF_COPY(array, 2);
	if ((set & (1 << band)) == 0 && has_null)
		PG_RETURN_NULL();
	PG_RETURN_BOOL((set & (1 << band)) != 0);
}

/* The births of a band */

/* The first birth in the band. */
static DateADT
first_birth(const BandDay *bands, AgeBand band)
{
	if (band == AGE_BAND_MIXED)
		return DATEVAL_NOEND;
	return band == AGE_BAND_OVER ? DATEVAL_NOBEGIN : bands->cut[band];
}

/* The last birth in the band: the day before the first of the next younger one. */
static DateADT
last_birth(const BandDay *bands, AgeBand band)
{
	DateADT		next;

	if (band == AGE_BAND_MIXED)
		return DATEVAL_NOBEGIN;
	if (band == AGE_BAND_UNDER)
		return DATEVAL_NOEND;
	next = bands->cut[band - 1];
	return next == TUOYU_DATE_MIN ? DATEVAL_NOBEGIN : next - 1;
}

DateADT
tuoyu_band_first_birth(AgeBand band, DateADT as_of)
{
	BandDay		bands;

	set_day(&bands, as_of);
	return first_birth(&bands, band);
}

DateADT
tuoyu_band_last_birth(AgeBand band, DateADT as_of)
{
	BandDay		bands;

	set_day(&bands, as_of);
	return last_birth(&bands, band);
}

PG_FUNCTION_INFO_V1(tuoyu_band_first_birth_sql);

/* band_first_birth(band age_band, as_of date) → date */
Datum
tuoyu_band_first_birth_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(first_birth(get_day(fcinfo, PG_GETARG_DATEADT(1)), PG_GETARG_AGE_BAND(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_band_last_birth_sql);

/* band_last_birth(band age_band, as_of date) → date */
Datum
tuoyu_band_last_birth_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(last_birth(get_day(fcinfo, PG_GETARG_DATEADT(1)), PG_GETARG_AGE_BAND(0)));
}

/* Ranges */

/* The dates [from, until); an infinite end is no end at all, so that the range holds the infinite date too. */
static Datum
date_range(FunctionCallInfo fcinfo, DateADT from, DateADT until)
{
	TypeCacheEntry *typcache = range_get_typcache(fcinfo, DATERANGEOID);
	RangeBound	lower = {.val = DateADTGetDatum(from), .infinite = DATE_IS_NOBEGIN(from), .inclusive = true, .lower = true};
	RangeBound	upper = {.val = DateADTGetDatum(until), .infinite = DATE_IS_NOEND(until)};

	PG_RETURN_RANGE_P(make_range(typcache, &lower, &upper, from >= until, NULL));
}

PG_FUNCTION_INFO_V1(tuoyu_band_births);

/* band_births(band age_band, as_of date) → daterange */
Datum
tuoyu_band_births(PG_FUNCTION_ARGS)
{
	AgeBand		band = PG_GETARG_AGE_BAND(0);
	BandDay		bands;

	set_day(&bands, PG_GETARG_DATEADT(1));
	if (band == AGE_BAND_MIXED)
		return date_range(fcinfo, DATEVAL_NOEND, DATEVAL_NOBEGIN);
	return date_range(fcinfo, first_birth(&bands, band), band == AGE_BAND_UNDER ? DATEVAL_NOEND : bands.cut[band - 1]);
}

/* The day on which the child leaves the band, infinity if that day is no date. */
static DateADT
band_end(DateADT birth, AgeBand band)
{
	DateADT		result;

	if (DATE_NOT_FINITE(birth))
		return birth;
	return band < LIMIT_COUNT && tuoyu_try_add_months(birth, limits[band], &result) ? result : DATEVAL_NOEND;
}

PG_FUNCTION_INFO_V1(tuoyu_band_dates);

/* band_dates(birth_date date, band age_band) → daterange */
Datum
tuoyu_band_dates(PG_FUNCTION_ARGS)
{
	DateADT		birth = PG_GETARG_DATEADT(0);
	AgeBand		band = PG_GETARG_AGE_BAND(1);
	DateADT		from = DATEVAL_NOEND,
				until = DATEVAL_NOEND;

	if (band != AGE_BAND_MIXED)
	{
		from = band == AGE_BAND_UNDER ? DATEVAL_NOBEGIN : band_end(birth, band - 1);
		until = band == AGE_BAND_OVER ? DATEVAL_NOEND : band_end(birth, band);
	}
	return date_range(fcinfo, from, until);
}
