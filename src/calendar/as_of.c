/*
 * as_of.c
 *		The day for which reports are drawn: the setting tuoyu.as_of.
 */
#include "tuoyu.h"

#include "datatype/timestamp.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/guc.h"

static char *as_of_setting = NULL;
static DateADT as_of_value = 0;

/* The setting's value as a date: ISO 8601 only, so that it means the same under every DateStyle. */
static bool
parse_iso_date(const char *str, DateADT *result)
{
	int			year,
				month,
				day,
				end = 0;

	if (sscanf(str, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10 || str[end] != '\0' ||
		!IS_VALID_JULIAN(year, month, day) || month < 1 || month > 12 || day < 1 ||
		day > day_tab[isleap(year)][month - 1])
		return false;
	*result = date2j(year, month, day) - POSTGRES_EPOCH_JDATE;
	return true;
}

static bool
check_as_of(char **newval, void **extra, GucSource source)
{
	DateADT    *parsed;

	(void) source;
	if (*newval == NULL || **newval == '\0')
		return true;
	parsed = guc_malloc(LOG, sizeof(DateADT));
	if (parsed == NULL)
		return false;
	if (!parse_iso_date(*newval, parsed))
	{
		GUC_check_errdetail("The value must be a date such as 2024-09-01, or empty for the current date.");
		guc_free(parsed);
		return false;
	}
	*extra = parsed;
	return true;
}

static void
assign_as_of(const char *newval, void *extra)
{
	(void) newval;
	if (extra != NULL)
		as_of_value = *(DateADT *) extra;
}

void
tuoyu_as_of_init(void)
{
	DefineCustomStringVariable("tuoyu.as_of",
							   "The day for which tuoyu's views report.",
							   "Empty means the current date.",
							   &as_of_setting, "",
							   PGC_USERSET, 0,
							   check_as_of, assign_as_of, NULL);
}

PG_FUNCTION_INFO_V1(tuoyu_as_of);

/* as_of() → date: the setting, or the current date. */
Datum
tuoyu_as_of(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	if (as_of_setting == NULL || as_of_setting[0] == '\0')
		PG_RETURN_DATEADT(GetSQLCurrentDate());
	PG_RETURN_DATEADT(as_of_value);
}
